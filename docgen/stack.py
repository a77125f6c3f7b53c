"""``clauses.toml``: libraries in order; the first that holds a clause gives it, whole."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from docgen.clause import Clause, sheet_errors
from docgen.clause_source import check_grammar
from docgen.frozen import wording_hash
from docgen.library import PLANS, Library, builtin_library, load_library, read_text
from docgen.memory_folder import LayeredFolder
from docgen.origin import origin_of
from docgen.pack import ABOUT, publication
from docgen.pack_reading import MAX_PACK, open_pack
from docgen.pack_signature import MAX_SIGNATURE, SUFFIX, check_signature
from insertion.errors import ClausierError, Fault, InvalidInput, Refused, fault
from insertion.typography import size_text

STACK = "clauses.toml"
_STRICT = ConfigDict(frozen=True, extra="forbid")
Pending = Mapping[Path, bytes]


class Entry(BaseModel):
    """A library of the stack: a folder, a pack, or the one shipped with the product.

    A pack with a ``public_key`` is believed only with its ``signature`` by that key; paths are
    relative to the stack's own folder.
    """

    model_config = _STRICT
    name: Annotated[str, Field(pattern=r"^[^\s\x00-\x1f][^\x00-\x1f]{0,59}$")]
    path: str | None = None
    pack: str | None = None
    builtin: bool = False
    public_key: str | None = None
    signature: str | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Entry:
        if (self.path is not None) + (self.pack is not None) + self.builtin != 1:
            raise ValueError("une bibliothèque a un « path », un « pack » ou « builtin = true »")
        if self.pack is None and (self.public_key or self.signature):
            raise ValueError("seul un paquet est signé")
        return self


class StackSheet(BaseModel):
    """The content of ``clauses.toml``."""

    model_config = _STRICT
    require_signature: bool = False
    library: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=50)]


@dataclass(frozen=True, slots=True)
class Layer:
    """A library of the stack, under the name the buyer gives it.

    ``publisher`` is who publishes it, ``None`` when nothing proves it.
    """

    name: str
    library: Library
    publisher: str | None
    kind: str  # path, pack or builtin


@dataclass(frozen=True, slots=True)
class Stack(Library):
    """Several libraries as one; ``origins`` names the library each clause comes from."""

    layers: tuple[Layer, ...] = ()
    origins: Mapping[str, str] | None = None

    def origin(self, identifier: str) -> str:
        """Return the name of the library a clause comes from."""
        return (self.origins or {})[identifier]

    def below(self, identifier: str) -> list[tuple[Layer, Clause]]:
        """Return the clauses that the one in use hides, nearest first."""
        return holders(self.layers, identifier)[1:]


def holders(layers: Sequence[Layer], identifier: str) -> list[tuple[Layer, Clause]]:
    """Return the libraries that hold a clause, first match first."""
    return [
        (each, each.library.clauses[identifier])
        for each in layers
        if identifier in each.library.clauses
    ]


def read_stack(file: Path) -> StackSheet:
    """Return what a stack file says, its libraries unread.

    Raises:
        InvalidInput: when it cannot be read or leaves the form.
    """
    return parse_stack(_text(file, {}), file.name)


def _text(file: Path, pending: Pending) -> str:
    if file in pending:
        return pending[file].decode("utf-8")
    if not file.is_file():
        raise InvalidInput([fault("FICHIER_ABSENT", str(file))])
    return read_text(file, file.name)


def parse_stack(text: str, place: str) -> StackSheet:
    """Return what the text of a stack file says.

    Raises:
        InvalidInput: when it is not TOML, or leaves the form.
    """
    try:
        sheet = StackSheet.model_validate(tomllib.loads(text), strict=False)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInput([_malformed(place, "le fichier n'est pas du TOML lisible")]) from error
    except ValidationError as error:
        raise InvalidInput(
            _malformed(f"{place}:{path}", f"« {path} » : {detail}" if path else detail)
            for path, detail in sheet_errors(error)
        ) from error
    names = [each.name for each in sheet.library]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InvalidInput(_malformed(place, f"deux bibliothèques se nomment « {name} »")
                           for name in twice)  # fmt: skip
    return sheet


def _malformed(
    place: str, detail: str, advice: str = "Corriger la pile ; voir le guide du partage."
) -> Fault:
    return fault("PILE_MAL_FORMEE", place, detail=detail, advice=advice)


def load_stack(file: Path, pending: Pending | None = None) -> Stack:
    """Return the libraries of a stack as one; its clauses remember where they come from.

    ``pending`` are files about to be written, read as if they were: a stack is judged first.

    Raises:
        InvalidInput: with everything that cannot be read, and every adaptation that does not say
            what it comes from and why.
        Refused: when a pack could do harm, or lacks the signature the stack asks for.
    """
    written = pending or {}
    sheet = parse_stack(_text(file, written), file.name)
    layers: list[Layer] = []
    errors: list[ClausierError] = []
    for entry in sheet.library:
        try:
            layers.append(_layer(entry, file, sheet, written))
        except ClausierError as error:
            errors.append(error)
    if errors:
        worst = max(errors, key=lambda each: each.exit_code)
        raise type(worst)([each for error in errors for each in error.faults])
    return stacked(layers, file.name)


def stacked(layers: Sequence[Layer], place: str) -> Stack:
    """Return several libraries as one; ``place`` names the whole, for messages.

    Raises:
        InvalidInput: when an adaptation does not say what it comes from and why, or when the plans
            call a clause that no library holds.
    """
    names = sorted({name for each in layers for name in each.library.clauses})
    held = {name: holders(layers, name) for name in names}
    faults = [each for name in names for each in _overlay_faults(held[name], place)]
    planned = next((each for each in layers if each.library.plans), None)
    plans = {} if planned is None else planned.library.plans
    if planned is not None:
        faults += [
            _malformed(
                f"{planned.name}/{PLANS}:{document}",
                f"le plan appelle la clause {each}, qu'aucune bibliothèque de la pile ne contient",
                "Corriger le plan, ou ajouter la bibliothèque qui contient cette clause.",
            )
            for document, sections in plans.items()
            for section in sections
            for each in section.clauses
            if each not in held
        ]
    if faults:
        raise InvalidInput(faults)
    return Stack(
        {name: found[0][1] for name, found in held.items()},
        plans,
        LayeredFolder([each.library.root for each in layers], place),
        layers=tuple(layers),
        origins={name: found[0][0].name for name, found in held.items()},
    )


def _overlay_faults(held: Sequence[tuple[Layer, Clause]], place: str) -> Iterator[Fault]:
    """Yield why a clause may not take the place of the one below it."""
    for (layer, clause), (below, hidden) in pairwise(held):
        if clause.sha256 == hidden.sha256:
            continue
        named = {"library": layer.name, "below": below.name, "clause": clause.id}
        at = f"{place}:{layer.name}/{clause.id}"
        origin = origin_of(clause)
        if origin is not None:
            if origin.id != clause.id:
                yield fault("ADAPTATION_AUTRE_ORIGINE", at, origin=origin.name, **named)
        elif layer.publisher is None or not (
            layer.publisher == clause.sheet.provenance.publisher
            == hidden.sheet.provenance.publisher
        ):  # fmt: skip
            yield fault("ADAPTATION_SANS_ORIGINE", at, **named)
        elif clause.sheet.version == hidden.sheet.version and (
            wording_hash(clause) != wording_hash(hidden)
        ):
            yield fault("VERSION_REECRITE", at, version=clause.sheet.version, **named)


def _layer(entry: Entry, file: Path, sheet: StackSheet, pending: Pending) -> Layer:
    if entry.builtin:
        library = builtin_library()
        return Layer(entry.name, library, _publisher(library), "builtin")
    if entry.path is not None:
        library = _folder(file.parent / entry.path, entry, file)
        return Layer(entry.name, library, _publisher(library), "path")
    pack = _inside(file, entry.pack or "", MAX_PACK, pending)
    place = Path(entry.pack or "").name
    opened = open_pack(pack, place)
    if entry.public_key is not None:
        name = entry.signature or f"{entry.pack}{SUFFIX}"
        if file.parent / name not in pending and not (file.parent / name).is_file():
            raise Refused([fault("SIGNATURE_ABSENTE", name)])
        signature = _inside(file, name, MAX_SIGNATURE, pending)
        key = _inside(file, entry.public_key, MAX_SIGNATURE, pending)
        check_signature(opened.manifest_bytes, signature, key, place)
    elif sheet.require_signature:
        raise Refused([fault("SIGNATURE_EXIGEE", f"{file.name}:{entry.name}")])
    # What an unsigned pack says of its publisher is worth nothing: anyone could write it.
    publisher = opened.manifest.publisher if entry.public_key is not None else None
    return Layer(entry.name, opened.library, publisher, "pack")


def _publisher(library: Library) -> str | None:
    if not (library.root / ABOUT).is_file():
        return None
    return str(publication(library.root)["publisher"])


def _folder(folder: Path, entry: Entry, file: Path) -> Library:
    if not folder.is_dir():
        advice = f"Créer le dossier {entry.path}, ou corriger « path »."
        detail = f"le dossier de la bibliothèque « {entry.name} » n'existe pas"
        raise InvalidInput([_malformed(f"{file.name}:{entry.name}", detail, advice)])
    try:
        library = load_library(folder)
        check_grammar(library)
    except InvalidInput as error:
        raise InvalidInput(
            Fault(each.code, f"{entry.name}/{each.place}", each.cause, each.remedy, each.pane)
            for each in error.faults
        ) from error
    return library


def _inside(file: Path, name: str, limit: int, pending: Pending) -> bytes:
    """Return the content of a file named relatively to the stack's folder."""
    path = file.parent / name
    if path in pending:
        return pending[path]
    try:
        size = path.stat().st_size
        if size > limit:
            shown = {"size": size_text(size), "limit": size_text(limit)}
            raise InvalidInput([fault("FICHIER_TROP_GROS", name, **shown)])
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput([fault("FICHIER_ABSENT", str(path))]) from error
