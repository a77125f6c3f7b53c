"""Profiles kept on the user's computer, or as plain files to share."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from clausier.files import YAML_SUFFIXES, file_stem, read_raw, read_text, write_all
from insertion import vocabulary
from insertion.errors import InvalidInput, WrongUsage, fault, named_items
from insertion.facts import terms_of
from insertion.intake import Intake, read_facts
from insertion.presentation import Presentation
from insertion.profile import GROUPS, SCHEMA, Profile, dump_profile, load_profile
from insertion.reading import RawCell, Unreadable
from insertion.reading import read_text as read_a_text
from insertion.safe_yaml import SCHEMA_KEY
from insertion.shared_files import terms

FOLDER_VARIABLE = "CLAUSIER_DOSSIER"
"""Environment variable that names another folder than the user's configuration folder."""
_KIND = SCHEMA.split("/", maxsplit=1)[0]
_IS_PROFILE = re.compile(rf"^{SCHEMA_KEY}\s*:\s*[\"']?{_KIND}/", re.MULTILINE)


LONGEST_NAME = 60
"""Characters of a name once its accents and punctuation are set aside."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The profiles of this computer with their files, by name, and what could not be read."""

    profiles: tuple[tuple[Profile, Path], ...]
    warnings: tuple[str, ...]


def profiles_folder() -> Path:
    """Return the folder of the saved profiles, which may not exist yet; « ~ » is understood.

    Raises:
        InvalidInput: when « ~ » names nobody of this computer.
    """
    chosen = os.environ.get(FOLDER_VARIABLE)
    try:
        return Path(chosen or typer.get_app_dir("clausier")).expanduser() / "profils"
    except RuntimeError as error:
        raise InvalidInput([fault("FICHIER_ABSENT", str(chosen))]) from error


def saved_profiles() -> Saved:
    """Return the saved profiles; a file that is no profile hides no other and is told."""
    found: list[tuple[Profile, Path]] = []
    warnings: list[str] = []
    for path in sorted(profiles_folder().glob("*.yaml")):
        try:
            found.append((load_profile(read_text(path), str(path)), path))
        except InvalidInput as error:
            warnings.append(f"{path} n'est pas un profil lisible : {error.faults[0].cause}")
    found.sort(key=lambda each: vocabulary.folded(each[0].name))
    return Saved(tuple(found), tuple(warnings))


def find_profile(name: str) -> tuple[Profile, Path]:
    """Return a saved profile by its name, or the one a YAML file holds, and where it lies.

    Raises:
        WrongUsage: when no saved profile bears the name; it lists those that exist.
        InvalidInput: when the file cannot be read.
    """
    if name.lower().endswith(YAML_SUFFIXES):
        path = Path(name)
        return load_profile(read_text(path), path.name), path
    return _saved_under(name)


def _saved_under(name: str) -> tuple[Profile, Path]:
    saved = saved_profiles()
    if (found := _named(name, saved)) is not None:
        return found
    place = _usual_path(name)
    if place.is_file() and all(path != place for _, path in saved.profiles):
        return load_profile(read_text(place), str(place)), place  # raises what is wrong in it
    raise WrongUsage([fault("PROFIL_INCONNU", "profil", name=name, advice=_advice(name, saved))])


def _named(name: str, saved: Saved) -> tuple[Profile, Path] | None:
    """Return the profile that bears a name itself: the name of its file says nothing."""
    wanted = vocabulary.folded(name)
    bearing = [each for each in saved.profiles if vocabulary.folded(each[0].name) == wanted]
    return bearing[0] if wanted and bearing else None


def _advice(name: str, saved: Saved) -> str:
    known = [each.name for each, _ in saved.profiles]
    if not known:
        return "Aucun n'est enregistré : voir « clausier profil enregistrer »."
    near = difflib.get_close_matches(name, known, n=1)
    return (
        f"Vouliez-vous dire « {near[0]} » ?" if near else f"Choisir parmi : {named_items(known)}."
    )


def checked_name(name: str) -> str:
    """Return a name that a profile can bear on every system.

    Raises:
        WrongUsage: when it is empty but for punctuation, too long, reserved by a system, bears a
            control character or would be taken for a file.
    """
    place, term = "nom du profil", terms("profile")["name"]
    try:
        read = read_a_text(RawCell(name, place), term)
    except Unreadable as error:
        raise WrongUsage([error.fault]) from None
    if any(not each.isprintable() and each.isascii() for each in name):
        raise WrongUsage([fault("CARACTERE_INTERDIT", place, label=term.label)])
    folded = vocabulary.folded(read)
    reason = ""
    if read.lower().endswith(YAML_SUFFIXES):
        reason = "il serait pris pour un fichier"
    elif not folded:
        reason = "aucune lettre ni aucun chiffre"
    elif len(folded) > LONGEST_NAME:
        reason = f"plus de {LONGEST_NAME} caractères"
    elif not file_stem(folded, ""):
        reason = "mot réservé par le système"
    if reason:
        raise WrongUsage([fault("PROFIL_NOM", place, value=name, reason=reason)])
    return read


def save_profile(
    profile: Profile, *, overwrite: bool, files: Mapping[str, bytes] | None = None
) -> Path:
    """Keep a profile under its name and return its file.

    ``files`` are those its look names: they are kept in a folder of its name, so that the profile
    stands alone. A profile saved again without a look keeps the one it had.

    Raises:
        WrongUsage: when the name is taken and ``overwrite`` is not asked.
    """
    saved = saved_profiles()
    same = _named(profile.name, saved)
    usual = _usual_path(profile.name)
    # The file of another profile, named by hand, is left alone.
    others = {path for each, path in saved.profiles if same is None or path != same[1]}
    path = same[1] if same is not None else _free_path(usual, others)
    if path.is_file() and not overwrite:
        raise WrongUsage([fault("PROFIL_EXISTANT", str(path), name=profile.name)])
    if same is not None and profile.look == Presentation():
        profile = replace(profile, look=same[0].look)
    elif files:
        profile = replace(profile, look=profile.look.moved(path.stem))
    kept = {path.parent / path.stem / name: content for name, content in (files or {}).items()}
    write_all({path: dump_profile(profile).encode(), **kept}, overwrite=overwrite)
    return path


def _free_path(path: Path, others: Collection[Path]) -> Path:
    """Return ``path``, or the first name beside it that is none of ``others``."""
    number, free = 2, path
    while free in others:
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free


def delete_profile(name: str) -> Path:
    """Remove a saved profile and return the file it was; a shared file is never removed.

    Raises:
        WrongUsage: when no saved profile bears the name.
        InvalidInput: when its file is no profile, or cannot be removed.
    """
    profile, path = _saved_under(name)
    own = [path.parent / each for each in profile.look.files if each.startswith(f"{path.stem}/")]
    try:
        path.unlink()
        for each in own:
            each.unlink(missing_ok=True)
        _remove_empty(path.parent / path.stem)
    except OSError as error:
        detail = "le système a refusé l'accès"
        raise InvalidInput([fault("SORTIE_IMPOSSIBLE", str(path), detail=detail)]) from error
    return path


def _remove_empty(folder: Path) -> None:
    """Remove a folder and those in it, as far as they are empty."""
    if not folder.is_dir() or folder.is_symlink():
        return
    for each in folder.iterdir():
        _remove_empty(each)
    if not any(folder.iterdir()):
        folder.rmdir()


def _usual_path(name: str) -> Path:
    """Return the file of a name; accents, case and punctuation make no other profile."""
    return profiles_folder() / f"{file_stem(vocabulary.folded(name), 'profil')}.yaml"


def profile_from(source: Path, name: str) -> Profile:
    """Return what a contract file, or the profile file of someone else, states for a profile.

    The contract needs no lot: an office's habits are known before its next contract.

    Raises:
        WrongUsage: when no profile can bear the name.
        InvalidInput: with every fault of the facts, or when there is none to keep.
    """
    name = checked_name(name)
    if source.suffix.lower() in YAML_SUFFIXES and _IS_PROFILE.search(text := read_text(source)):
        shared = load_profile(text, source.name)
        if not shared.facts and shared.look == Presentation():
            raise InvalidInput([fault("PROFIL_VIDE", source.name)])
        return replace(shared, name=name)
    raw = read_raw(source)
    intake = Intake(faults=list(raw.faults))
    own = terms_of(GROUPS)
    cells = {field: cell for field, cell in raw.contract.items() if field in own}
    facts = read_facts(cells, intake)
    if intake.faults:
        raise InvalidInput(intake.faults)
    if not facts:
        raise InvalidInput([fault("PROFIL_VIDE", source.name)])
    return Profile(name, facts, tuple(intake.warnings))
