"""What the verbs of sharing say to people: what was written first, then what to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from clausier import reports
from clausier.packs_answers import Locked, Signed, Verified
from docgen.clause_lock import change_words
from docgen.pack import Pack
from insertion.typography import counted, french

MANY = 8
"""Files left aside beyond which they are only counted."""


def _say(out: Console, text: str, style: str = "") -> None:
    out.print(Text(french(text), style=style), soft_wrap=True)


def _name(out: Console, opening: str, path: Path) -> None:
    out.print(Text(french(opening)) + Text(str(path)), soft_wrap=True)


def print_written(pack: Pack, path: Path, left: Sequence[str]) -> None:
    """Print a pack written: what it holds, its fingerprint, what it leaves aside."""
    out = reports.console()
    _name(out, "Paquet écrit : ", path)
    _print_pack(out, pack)
    if left:
        shown = ", ".join(left[:MANY]) + (", …" if len(left) > MANY else "")
        _say(out, f"Laissé de côté ({counted(len(left), 'fichier')}) : {shown}", "dim")
    _say(out, "À publier avec le paquet, sur une page que vous tenez : cette empreinte.", "dim")


def _print_pack(out: Console, pack: Pack) -> None:
    manifest = pack.manifest
    frozen = len(manifest.clauses) - len(pack.library.clauses)
    older = f", {counted(frozen, 'version')} plus {'ancienne' if frozen == 1 else 'anciennes'}"
    count = counted(len(pack.library.clauses), "clause")
    _say(out, f"  {manifest.publisher}, version {manifest.version}, licence {manifest.license}")
    _say(out, f"  {count}{older if frozen else ''}, {counted(len(manifest.files), 'fichier')}")
    _say(out, f"  Empreinte SHA-256 : {pack.sha256}")


def print_signed(made: Signed) -> None:
    """Print what a signature or a new key was written to."""
    out = reports.console()
    for each in made.files:
        _name(out, "Écrit : ", each)
    _say(out, f"  Empreinte de la clé publique : {made.key}")
    if len(made.files) > 1:
        _say(out, "La clé privée ne sort pas de chez vous ; la clé publique se donne à tous,"
                  " par une autre voie que les paquets.", "dim")  # fmt: skip


def print_verified(checked: Verified) -> None:
    """Print a pack judged: the verdict first, then every fault with its remedy."""
    out = reports.console()
    count = len(checked.faults)
    if count:
        _say(out, f"{checked.name} : {counted(count, 'point')} à voir, ne pas s'en servir.",
             "bold red")  # fmt: skip
    else:
        signed = "paquet sain et signé" if checked.key else "paquet sain, signature non vérifiée"
        _say(out, f"{checked.name} : {signed}.", "bold")
    if checked.pack is not None:
        _print_pack(out, checked.pack)
    else:
        _say(out, f"  Empreinte SHA-256 : {checked.sha256}")
    if checked.key:
        _say(out, f"  Signé par la clé {checked.key}")
    for each in checked.faults:
        reports.print_fault(out, each)


def print_locked(made: Locked) -> None:
    """Print the files of a stack written, then what changed in the wording of clauses."""
    out = reports.console()
    for each in made.files:
        _name(out, "Écrit : ", each)
    if made.pack is not None and made.pack.key:
        _say(out, f"  {made.pack.name} : signé par la clé {made.pack.key}")
    elif made.pack is not None:
        _say(out, f"  {made.pack.name} : signature non vérifiée, faute de --cle-publique.",
             "yellow")  # fmt: skip
    count = len(made.changes)
    told = counted(count, "changement") if count else "sans changement"
    _say(out, f"{counted(made.clauses, 'clause')} au verrou, {told}.")
    for change in made.changes:
        _say(out, f"  {change.id} : {change_words(change)}.")
    if made.stale:
        told = f"La base a changé sous {counted(len(made.stale), 'adaptation')}"
        _say(out, f"{told} ({', '.join(made.stale)}) : clausier clauses perimees.", "yellow")


def print_derived(folder: Path, clause: str, origin: str, stack: Path | None) -> None:
    """Print where an adaptation was written, and how to put it to use."""
    out = reports.console()
    _name(out, f"Adaptation de {origin}, à modifier dans : ", folder)
    used = stack.name if stack else "clauses.toml"
    _say(out, f"  {clause}/base garde le texte de départ, pour le comparer plus tard.", "dim")
    told = f"clausier clauses ajouter {folder.parent.name} --bibliotheque {used}"
    _say(out, f"  Pour l'employer, ce dossier se déclare en tête de la pile : {told}", "dim")
