"""A profile's look, opened: its files read below its own folder, judged, ready for production."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from clausier.files import file_stem, read_bytes
from clausier.profiles_store import find_profile
from docgen.gate import open_template
from docgen.host_dressing import Dressing, dressed, recoloured
from docgen.logo import MAX_LOGO, Logo, read_logo
from docgen.piece_list import PIECES, Piece
from docgen.production import MadePiece
from insertion.contract import Contract
from insertion.errors import ClausierError, Fault, InvalidInput, fault
from insertion.intake import Record
from insertion.presentation import Presentation, file_name
from insertion.profile import Profile
from insertion.typography import french

MAX_HOST = 10_000_000
"""Bytes of a host in a profile: pictures and fonts included, far above a sober template."""
OWN_ARTICLES = ("ccap", "rc", "cctp", "ae", "annexe-insertion")
"""The pieces whose articles are numbered."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look whose files are read: what production and the naming of files need."""

    asked: Presentation = field(default_factory=Presentation)
    hosts: Mapping[str, bytes] = field(default_factory=dict)
    logo: Logo | None = None
    files: tuple[Path, ...] = ()

    def dress(self, piece: Piece, host: bytes) -> bytes:
        """Return one of our hosts in this look."""
        return dressed(host, self.dressing(piece))

    def dressing(self, piece: Piece) -> Dressing:
        """Return what our host of a piece wears."""
        asked = self.asked
        return Dressing(
            asked.body_font,
            asked.heading_font,
            asked.accent,
            asked.article_numbers,
            asked.first_articles.get(piece.key, 1),
            self.logo,
        )

    def finished(self, made: MadePiece) -> MadePiece:
        """Return a piece with its tables in the colour of the look; a buyer's own keeps its."""
        if self.asked.accent is None or made.piece.key in self.hosts:
            return made
        return replace(made, content=recoloured(made.content, self.asked.accent))

    def worded(self, contract: Contract) -> Contract:
        """Return the contract with the habits of wording it does not state itself."""
        form = self.asked.derogations_form
        if form is None or contract.derogations_form is not None:
            return contract
        return contract.model_copy(update={"derogations_form": form})

    def named(self, piece: Piece, contract: Contract) -> str | None:
        """Return the name of a piece's file, suffix apart; ``None`` leaves the usual one."""
        asked = self.asked
        if asked.file_names is None and piece.key not in asked.piece_names:
            return None
        short = asked.piece_names.get(piece.key, piece.file_suffix)
        return file_stem(
            file_name(
                asked.file_names or "{consultation}_{piece}_insertion_v{version}",
                consultation=file_stem(contract.consultation_number),
                piece=file_stem(short),
                version=file_stem(contract.document_version, "1"),
            )
        )


PLAIN = Look()
"""Our own look."""


def look_of(name: str | None) -> tuple[Look, Profile | None]:
    """Return the look of a profile, named or by its file, and the profile; ours without a name.

    Raises:
        WrongUsage: when no saved profile bears the name.
        InvalidInput, Refused: with everything wrong in the profile and in the files it names.
    """
    if name is None:
        return PLAIN, None
    profile, path = find_profile(name)
    return replace(open_look(profile, path), files=(path, *files_of(profile, path))), profile


def with_profile(record: Record, look: Look) -> Record:
    """Return a record worded as the look asks."""
    return replace(record, contract=look.worded(record.contract))


def enclosed(profile: Profile, path: Path) -> dict[str, bytes]:
    """Return the content of each file a profile names, by its path; every one is judged first.

    Raises:
        InvalidInput, Refused: as :func:`open_look` does.
    """
    open_look(profile, path)
    limit = max(MAX_LOGO, MAX_HOST)
    return {name: _below(path, name, limit) for name in profile.look.files}


def files_of(profile: Profile, path: Path) -> tuple[Path, ...]:
    """Return the files a profile names, from where it lies."""
    return tuple(path.parent / each for each in profile.look.files)


def open_look(profile: Profile, path: Path) -> Look:
    """Return a profile's look with the files it names, read and judged; ``path`` is its own.

    Raises:
        InvalidInput: with every fault of its keys and of its files.
        Refused: when one of the hosts could do harm.
    """
    asked = profile.look
    errors: list[ClausierError] = []
    unknown = list(_unknown_pieces(asked, path.name))
    if unknown:
        errors.append(InvalidInput(unknown))
    hosts: dict[str, bytes] = {}
    logo: Logo | None = None
    try:
        if asked.logo is not None:
            words = asked.logo_words or "Logo de l'acheteur"
            content = _below(path, asked.logo, MAX_LOGO)
            logo = read_logo(content, asked.logo, french(words))
    except ClausierError as error:
        errors.append(error)
    known = {each.key for each in PIECES}
    for key, name in asked.hosts.items():
        if key not in known:
            continue
        try:
            content = _below(path, name, MAX_HOST)
            open_template(content, name)
            hosts[key] = content
        except ClausierError as error:
            errors.append(error)
    if errors:
        worst = max(errors, key=lambda each: each.exit_code)
        raise type(worst)([each for error in errors for each in error.faults])
    return Look(asked, hosts, logo)


def _below(profile: Path, name: str, limit: int) -> bytes:
    """Return a file below the profile's folder; a link out of it is refused."""
    folder = profile.resolve().parent
    path = folder / name
    if not path.resolve().is_relative_to(folder):
        raise InvalidInput([fault("FICHIER_DE_PROFIL", profile.name, value=name)])
    return read_bytes(path, limit)


def _unknown_pieces(asked: Presentation, place: str) -> Iterator[Fault]:
    pieces = [each.key for each in PIECES]
    tables = (
        ("modeles", asked.hosts, pieces),
        ("noms_pieces", asked.piece_names, pieces),
        ("premiers_articles", asked.first_articles, list(OWN_ARTICLES)),
    )
    for table, rows, known in tables:
        for key in rows:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                advice = f"Vouliez-vous dire « {near[0]} » ?" if near else "Choisir une pièce."
                where = f"{place}:presentation.{table}.{key}"
                yield fault("CLE_INCONNUE", where, key=key, advice=advice)
