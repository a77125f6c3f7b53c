"""Profiles kept on the user's computer, or as plain files to share."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

import typer

from clausier.files import YAML_SUFFIXES, file_stem, read_raw, read_text, write_all
from insertion import vocabulary
from insertion.errors import InvalidInput, WrongUsage, fault
from insertion.facts import terms_of
from insertion.intake import Intake, read_facts
from insertion.profile import GROUPS, SCHEMA, Profile, dump_profile, load_profile
from insertion.shared_files import SCHEMA_KEY

FOLDER_VARIABLE = "CLAUSIER_DOSSIER"
"""Environment variable that names another folder than the user's configuration folder."""
_KIND = SCHEMA.split("/", maxsplit=1)[0]
_IS_PROFILE = re.compile(rf"^{SCHEMA_KEY}\s*:\s*[\"']?{_KIND}/", re.MULTILINE)


def profiles_folder() -> Path:
    """Return the folder of the saved profiles, which may not exist yet."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen or typer.get_app_dir("clausier")) / "profils"


def saved_profiles() -> tuple[Profile, ...]:
    """Return the saved profiles, by name.

    Raises:
        InvalidInput: when a file of the folder is no profile.
    """
    paths = sorted(profiles_folder().glob("*.yaml"))
    found = [load_profile(read_text(path), str(path)) for path in paths]
    return tuple(sorted(found, key=lambda each: vocabulary.folded(each.name)))


def find_profile(name: str) -> tuple[Profile, Path]:
    """Return a saved profile by its name, or the one a YAML file holds, and where it lies.

    Raises:
        WrongUsage: when no saved profile bears the name; it lists those that exist.
        InvalidInput: when the file cannot be read.
    """
    if name.lower().endswith(YAML_SUFFIXES):
        path = Path(name)
        return load_profile(read_text(path), path.name), path
    path = _path_of(name)
    if not path.is_file():
        raise WrongUsage([fault("PROFIL_INCONNU", "profil", name=name, advice=_advice(name))])
    return load_profile(read_text(path), str(path)), path


def _advice(name: str) -> str:
    known = [each.name for each in saved_profiles()]
    if not known:
        return "Aucun n'est enregistré : voir « clausier profil enregistrer »."
    near = difflib.get_close_matches(name, known, n=1)
    return f"Vouliez-vous dire « {near[0]} » ?" if near else f"Choisir parmi : {', '.join(known)}."


def save_profile(profile: Profile, *, overwrite: bool) -> Path:
    """Keep a profile under its name and return its file.

    Raises:
        WrongUsage: when the name is taken and ``overwrite`` is not asked.
    """
    path = _path_of(profile.name)
    if path.is_file() and not overwrite:
        raise WrongUsage([fault("PROFIL_EXISTANT", str(path), name=profile.name)])
    write_all({path: dump_profile(profile).encode()}, overwrite=overwrite)
    return path


def delete_profile(name: str) -> Path:
    """Remove a saved profile and return the file it was; a shared file is never removed.

    Raises:
        WrongUsage: when no saved profile bears the name.
    """
    path = _path_of(name)
    if not path.is_file():
        raise WrongUsage([fault("PROFIL_INCONNU", "profil", name=name, advice=_advice(name))])
    try:
        path.unlink()
    except OSError as error:
        detail = "le système a refusé l'accès"
        raise InvalidInput([fault("SORTIE_IMPOSSIBLE", str(path), detail=detail)]) from error
    return path


def _path_of(name: str) -> Path:
    """Return the file of a name; accents, case and punctuation make no other profile."""
    return profiles_folder() / f"{file_stem(vocabulary.folded(name), 'profil')}.yaml"


def profile_from(source: Path, name: str) -> Profile:
    """Return what a contract file, or the profile file of someone else, states for a profile.

    The contract needs no lot: an office's habits are known before its next contract.

    Raises:
        InvalidInput: with every fault of the facts, or when there is none to keep.
    """
    if source.suffix.lower() in YAML_SUFFIXES and _IS_PROFILE.search(text := read_text(source)):
        shared = load_profile(text, source.name)
        return Profile(name, shared.facts, shared.warnings)
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
