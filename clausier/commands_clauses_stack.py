"""The verbs of a buyer's stack: a library added to it, its lock, a clause adapted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from clausier import packs_answers, packs_report, reports
from clausier.clauses_named import named_clause
from clausier.command import AsJson, Reported
from clausier.commands_clauses import clauses
from clausier.commands_clauses_packs import Digest, PublicKey, Signature, verified
from clausier.consultation_day import day_of
from clausier.files import file_stem, read_bytes, text_of, write_all
from clausier.libraries import Libraries, lock_path, open_library
from clausier.own_clauses import Publisher, publisher_of
from clausier.packs_answers import DERIVED, LOCKED, Locked, Verified
from docgen.clause_lock import (
    MAX_LOCK,
    Change,
    Lock,
    changes_between,
    lock_of,
    lock_text,
    read_lock,
)
from docgen.derivation import Standing, adaptations, adapted
from docgen.library import SHEET
from docgen.origin import origin_from
from docgen.pack import SUFFIX
from docgen.pack_reading import MAX_PACK
from docgen.pack_signature import MAX_SIGNATURE
from docgen.pack_signature import SUFFIX as SIGNATURE_SUFFIX
from docgen.stack import Entry, Stack, load_stack, parse_stack, read_stack
from docgen.stack_file import with_library
from insertion.errors import InvalidInput, Refused, WrongUsage, fault

MAX_STACK = 200_000
StackFile = Annotated[
    Path,
    typer.Argument(
        metavar="clauses.toml", help="Pile de bibliothèques de l'acheteur.", show_default=False
    ),
]


@clauses(
    "ajouter",
    "clausier clauses ajouter reseau-2026.11.clauses --bibliotheque clauses.toml"
    " · clausier clauses ajouter mes-clauses --bibliotheque clauses.toml",
)
def ajouter(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="X.clauses|DOSSIER",
            help="Paquet reçu, ou dossier de clauses à soi.",
            show_default=False,
        ),
    ],
    bibliotheque: Annotated[
        Path,
        typer.Option(
            "--bibliotheque",
            metavar="clauses.toml",
            help="Pile à compléter ; créée si elle n'existe pas.",
            show_default=False,
        ),
    ],
    nom: Annotated[
        str | None,
        typer.Option(
            "--nom",
            metavar="NOM",
            help="Nom dans la pile, à défaut qui publie le paquet ; un nom pris est remplacé.",
            show_default=False,
        ),
    ] = None,
    signature: Signature = None,
    cle_publique: PublicKey = None,
    empreinte: Digest = None,
    as_json: AsJson = False,
) -> None:
    """Ajoute un paquet vérifié, ou un dossier, à la pile de l'acheteur, et refait le verrou."""
    with Reported(as_json, LOCKED):
        checked = None
        if source.is_dir():
            files, text = _with_folder(source, bibliotheque, nom)
        else:
            files, text, checked = _with_pack(
                source, bibliotheque, nom, (signature, cle_publique, empreinte)
            )
        files[bibliotheque] = text.encode()
        stack = load_stack(bibliotheque, files)
        _write(files, stack, bibliotheque, as_json, checked)


def _with_folder(folder: Path, stack: Path, name: str | None) -> tuple[dict[Path, bytes], str]:
    """Return the stack's text with a folder of one's own, which comes before every other."""
    if not any((each / SHEET).is_file() for each in folder.iterdir()):
        raise InvalidInput([fault("BIBLIOTHEQUE_VIDE", str(folder))])
    relative = _relative(folder, stack.parent)
    current = _stack_text(stack)
    values = {"path": relative}
    called = name or folder.resolve().name
    replaced = _entry(current, stack, called, None)
    if replaced is not None and replaced.public_key is not None:
        detail = f"« {called} » y désigne un paquet signé, qu'un dossier ne remplace pas"
        advice = "Donner un autre nom avec --nom, ou retirer d'abord ce paquet de la pile."
        raise Refused([fault("PILE_MAL_FORMEE", stack.name, detail=detail, advice=advice)])
    return {}, with_library(current, called, values, stack.name, first=True)


def _entry(current: str | None, stack: Path, name: str, pack: str | None) -> Entry | None:
    """Return what the stack already says under a name, or of a pack's file."""
    if current is None:
        return None
    found = [
        each
        for each in parse_stack(current, stack.name).library
        if each.name == name or (pack is not None and each.pack == pack)
    ]
    # Of two entries, the one that asks for proof decides: trust is never lost by the way.
    return next((each for each in found if each.public_key), found[0] if found else None)


def _with_pack(
    path: Path,
    stack: Path,
    name: str | None,
    proofs: tuple[Path | None, Path | None, str | None],
) -> tuple[dict[Path, bytes], str, Verified]:
    """Return the files to copy beside the stack, its text, and the pack verified whole.

    A pack that takes the place of one believed by a key is verified by that key, which stays.
    """
    signature, public_key, digest = proofs
    content = read_bytes(path, MAX_PACK)
    current = _stack_text(stack)
    target = stack.parent / f"{file_stem(path.stem, 'paquet')}{SUFFIX}"
    checked = verified(content, path, signature if public_key else None, public_key, digest)
    if checked.faults or checked.pack is None:
        raise Refused(checked.faults)
    called = name or _plain_name(checked.pack.manifest.publisher)
    replaced = _entry(current, stack, called, target.name)
    files = {target: content}
    values = {"pack": target.name}
    if public_key is not None:
        key = stack.parent / f"{file_stem(public_key.name.removesuffix('.pem'), 'cle')}.pem"
        files[key] = read_bytes(public_key, MAX_SIGNATURE)
        values |= {"public_key": key.name}
    else:
        kept = None if replaced is None else replaced.public_key
        if kept is not None:
            values |= {"public_key": kept}
        if kept is not None or signature is not None:
            public_key = None if kept is None else stack.parent / kept
            checked = verified(content, path, signature, public_key, digest)
            if checked.faults:
                raise Refused(checked.faults)
    if public_key is not None:
        source = signature or path.with_name(path.name + SIGNATURE_SUFFIX)
        beside = target.with_name(target.name + SIGNATURE_SUFFIX)
        files[beside] = read_bytes(source, MAX_SIGNATURE)
    elif current is not None and read_stack(stack).require_signature:
        raise Refused([fault("SIGNATURE_EXIGEE", path.name)])
    return files, with_library(current, called, values, stack.name), checked


def _plain_name(publisher: str) -> str:
    return re.sub(r"[\x00-\x1f]+", " ", publisher).strip()[:60] or "paquet"


def _relative(folder: Path, start: Path) -> str:
    """Return a folder as the stack's file names it: relative when it lies under it."""
    whole, base = folder.resolve(), start.resolve()
    return f"{whole.relative_to(base) if whole.is_relative_to(base) else whole}".replace("\\", "/")


def _stack_text(stack: Path) -> str | None:
    if not stack.exists():
        return None
    return text_of(read_bytes(stack, MAX_STACK), stack.name)


@clauses("verrouiller", "clausier clauses verrouiller clauses.toml")
def verrouiller(pile: StackFile, as_json: AsJson = False) -> None:
    """Accepte les textes du moment : écrit, à côté de la pile, le verrou qu'exige la production."""
    with Reported(as_json, LOCKED):
        _write({}, load_stack(pile), pile, as_json)


def _write(
    files: dict[Path, bytes],
    stack: Stack,
    path: Path,
    as_json: bool,
    pack: Verified | None = None,
) -> None:
    """Write the files of a stack and its lock, all or none, and say what changed."""
    lock = lock_of(stack)
    target = lock_path(path)
    changes = _changes(target, lock)
    written = {**files, target: lock_text(lock).encode()}
    kept = {each for each in written if each.is_file() and each.read_bytes() == written[each]}
    own = {path, target}
    taken = [each for each in written if each.exists() and each not in kept | own]
    if taken:
        raise WrongUsage(fault("SORTIE_EXISTANTE", str(each)) for each in taken)
    new = {each: content for each, content in written.items() if each not in kept}
    write_all(new, overwrite=True)
    moved = (each for each in adaptations(stack) if each.standing is not Standing.CURRENT)
    stale = tuple(each.clause.id for each in moved)
    made = Locked(tuple(new), len(lock.clause), tuple(changes), stale, pack)
    if as_json:
        reports.print_json(packs_answers.locked_document(made))
    else:
        packs_report.print_locked(made)


def _changes(path: Path, lock: Lock) -> list[Change]:
    """Return what differs from the lock there was; nothing at the first one."""
    if not path.is_file():
        return []
    text = read_bytes(path, MAX_LOCK).decode("utf-8", errors="replace")
    try:
        return changes_between(read_lock(text, path.name), lock)
    except InvalidInput:  # an unreadable lock is what this command repairs
        return []


@clauses(
    "deriver",
    "clausier clauses deriver suivi-justificatifs --dans clauses"
    ' --motif "Notre service compte en semaines." --editeur ville-exemple',
)
def deriver(
    identifiant: Annotated[
        str,
        typer.Argument(metavar="ID", help="Identifiant de la clause.", show_default=False),
    ],
    dans: Annotated[
        Path,
        typer.Option(
            "--dans", metavar="DOSSIER", help="Dossier de clauses à soi.", show_default=False
        ),
    ],
    motif: Annotated[
        str,
        typer.Option(
            "--motif", metavar="TEXTE", help="Pourquoi ce texte s'écarte.", show_default=False
        ),
    ],
    bibliotheque: Libraries = None,
    editeur: Publisher = None,
    as_json: AsJson = False,
) -> None:
    """Copie une clause pour l'adapter : elle garde son texte de départ, sa version et le motif."""
    with Reported(as_json, DERIVED):
        library = open_library(bibliotheque)
        clause = named_clause(identifiant, library)
        if not motif.strip():
            raise WrongUsage([fault("ADAPTATION_SANS_MOTIF", "--motif")])
        if (dans / clause.id).exists():
            raise WrongUsage([fault("ADAPTATION_EXISTANTE", str(dans), clause=clause.id)])
        files, publisher = publisher_of(dans, editeur)
        told = {"publisher": publisher, "reason": motif.strip()}
        made = adapted(clause, library, **told, on=day_of(None))
        files |= {dans / name: content for name, content in made.items()}
        write_all(files, overwrite=False)
        origin = origin_from(clause).name
        if as_json:
            reports.print_json(packs_answers.derived_document(list(files), clause.id, origin))
        else:
            packs_report.print_derived(dans / clause.id, clause.id, origin, bibliotheque)
