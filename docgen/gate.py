"""What is let in: a stranger's Word file is opened within limits, or refused as harmful."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from docgen.wordml import STRICT, W
from insertion.errors import Fault, InvalidInput, Refused, fault
from insertion.typography import size_text

MAX_FILE = 60_000_000  # bytes of the file
MAX_UNPACKED = 300_000_000
MAX_PARTS = 5_000
MAX_RATIO = 200
MAIN_PART = "word/document.xml"
TYPES_PART = "[Content_Types].xml"
PACKAGE_LINKS = "_rels/.rels"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_REMOTE = re.compile(r"^(https?:|ftp:|\\\\|//|file:\\*/*\\\\)", re.IGNORECASE)
_FIELDS = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE)\b", re.IGNORECASE)
_TELLING = re.compile(
    r'\s*(?:(?:DOCPROPERTY|INFO)\s+"?)?'
    r"(FILENAME|USERNAME|USERINITIALS|USERADDRESS|AUTHOR|LASTSAVEDBY|TEMPLATE|LINK)\b",
    re.IGNORECASE,
)  # who made the template, or where it lies
_LOCAL_LINK = re.compile(
    r'\s*(HYPERLINK)\s+(?=\S)(?!\\[lmnot]\b)(?!"?(?:https?:|mailto:|#)|"")', re.IGNORECASE
)
_PUBLIC = re.compile(r"(https?:|mailto:|#)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Package:
    """A Word file's parts by name, in file order, and the bytes it came from."""

    parts: Mapping[str, bytes]
    source: bytes


def open_document(content: bytes, place: str) -> Package:
    """Return the parts of a buyer's document.

    Links to the web, a local attached template and a local linked picture are everyday things and
    pass; macros, embedded programs, remote parts and document type declarations do not.

    Raises:
        InvalidInput: when the file is not a readable .docx.
        Refused: when it could do harm.
    """
    package = _unpack(content, place)
    dangers = _dangers(package.parts)
    if dangers:
        raise Refused(fault("DOCUMENT_DANGEREUX", place, detail=each) for each in dangers)
    _check_word(package.parts, place)
    return package


def _check_word(parts: Mapping[str, bytes], place: str) -> None:
    """Refuse a package whose parts cannot be parsed, or whose main part is not Word's."""
    for name, part in parts.items():
        if name in (TYPES_PART, PACKAGE_LINKS) or (
            name.startswith("word/") and name.endswith((".xml", ".rels"))
        ):
            try:
                root = parse_xml(part)
            except etree.XMLSyntaxError as error:
                raise _unreadable(place, f"la partie {name} est endommagée") from error
            if name == MAIN_PART and root.tag not in (f"{{{W}}}document", f"{{{STRICT}}}document"):
                raise _unreadable(place, "ce n'est pas un document Word")
            if name == MAIN_PART and (root.getroottree().docinfo.encoding or "UTF-8") != "UTF-8":
                raise _unreadable(
                    place,
                    "son texte n'est pas codé en UTF-8 ; l'enregistrer à nouveau avec un traitement"
                    " de texte",
                )


def open_template(content: bytes, place: str) -> Package:
    """Return the parts of a host template, under the same rules and stricter ones.

    What is made of it goes to firms: it has no active field, and neither field nor link that tells
    who made it or where its files lie.

    Raises:
        InvalidInput: when the file is not a readable .docx.
        Refused: when it could do harm, or tell what is not the firms' business.
    """
    package = open_document(content, place)
    found = [
        fault("DOCUMENT_DANGEREUX", f"{place}:{name}", detail=detail)
        for name, part in package.parts.items()
        for detail in _template_dangers(name, part)
    ]
    if found:
        raise Refused(found)
    return package


def _template_dangers(name: str, part: bytes) -> list[str]:
    if name.endswith(".rels"):
        return _local_links(part)
    if not (name.startswith("word/") and name.endswith(".xml")):
        return []
    return [
        f"un champ {match.group(1)}"
        for text in _instructions(part)
        if (match := _FIELDS.search(text) or _TELLING.match(text) or _LOCAL_LINK.match(text))
    ]


def _local_links(part: bytes) -> list[str]:
    """Return the links that name a file of the author's machine.

    An attached template, which nearly every document has, is dropped from the piece instead.
    """
    return [
        f"un lien vers un fichier ({kind})"
        for link in parse_xml(part).iterfind(f"{{{_RELATIONSHIPS}}}Relationship")
        if link.get("TargetMode") == "External"
        and (kind := (link.get("Type") or "").rsplit("/", 1)[-1]) != "attachedTemplate"
        and not _PUBLIC.match(link.get("Target") or "")
    ]


def _instructions(part: bytes) -> list[str]:
    """Return the instruction of each field, whole even when it is cut over several runs."""
    found = [""]  # words outside any field
    open_fields = [0]
    for each in parse_xml(part).iter(
        "{*}fldChar", "{*}instrText", "{*}delInstrText", "{*}fldSimple"
    ):
        name = etree.QName(each).localname
        attributes = {etree.QName(key).localname: str(value) for key, value in each.attrib.items()}
        if name == "fldSimple":
            found.append(attributes.get("instr", ""))
        elif name != "fldChar":
            found[open_fields[-1]] += each.text or ""
        elif attributes.get("fldCharType") == "begin":
            found.append("")
            open_fields.append(len(found) - 1)
        elif attributes.get("fldCharType") == "end" and len(open_fields) > 1:
            open_fields.pop()
    return found


def parse_xml(part: bytes) -> etree._Element:
    """Parse a part strictly, without entities, network or external declarations."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(part, parser)


def _unreadable(place: str, detail: str) -> InvalidInput:
    return InvalidInput([fault("DOCUMENT_ILLISIBLE", place, detail=detail)])


def _unpack(content: bytes, place: str) -> Package:
    if len(content) > MAX_FILE:
        raise InvalidInput([_too_large(place, len(content))])
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise _unreadable(place, "fichier .doc ancien, ou protégé par mot de passe")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, place)
            parts = {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise _unreadable(place, "archive endommagée, ou autre format") from error
    if not {TYPES_PART, PACKAGE_LINKS, MAIN_PART} <= parts.keys():
        raise _unreadable(place, "ce n'est pas un document Word")
    return Package(parts, content)


def _check_entries(entries: list[zipfile.ZipInfo], place: str) -> None:
    names = [entry.filename for entry in entries]
    total = sum(entry.file_size for entry in entries)
    bomb = any(
        e.file_size > 1_000_000 and e.file_size > MAX_RATIO * max(e.compress_size, 1)
        for e in entries
    )
    faults: list[Fault] = []
    if len(names) > MAX_PARTS or total > MAX_UNPACKED or bomb:
        faults.append(fault("DOCUMENT_DANGEREUX", place, detail="une archive démesurée"))
    if len({name.lower() for name in names}) < len(names):
        faults.append(fault("DOCUMENT_DANGEREUX", place, detail="deux parties du même nom"))
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        faults.append(fault("DOCUMENT_DANGEREUX", place, detail="un chemin qui sort de l'archive"))
    if faults:
        raise Refused(faults)


def _too_large(place: str, size: int) -> Fault:
    return fault(
        "FICHIER_TROP_GROS",
        place,
        size=size_text(size),
        limit=size_text(MAX_FILE),
    )


def _dangers(parts: Mapping[str, bytes]) -> list[str]:
    found: list[str] = []
    for name, content in parts.items():
        lower = name.lower()
        if "vbaproject" in lower or "vbadata" in lower:
            found.append("une macro")
        if "/activex/" in lower:
            found.append("un contrôle ActiveX")
        if lower.endswith((".xml", ".rels")) and _declares_a_type(content):
            found.append(f"une déclaration de type (DOCTYPE) dans {name}")
        elif lower.endswith(".rels"):
            found.extend(_dangerous_links(name, content))
    return list(dict.fromkeys(found))


def _declares_a_type(content: bytes) -> bool:
    letters = content.replace(b"\0", b"")  # UTF-16 and UTF-32 as well
    return b"<!DOCTYPE" in letters or b"<!ENTITY" in letters


def _dangerous_links(name: str, content: bytes) -> list[str]:
    try:
        root = parse_xml(content)
    except etree.XMLSyntaxError:
        return [f"des liens illisibles dans {name}"]
    found: list[str] = []
    for link in root.iterfind(f"{{{_RELATIONSHIPS}}}Relationship"):
        if link.get("TargetMode") != "External":
            continue
        kind = (link.get("Type") or "").rsplit("/", 1)[-1]
        remote = bool(_REMOTE.match(link.get("Target") or ""))
        if kind == "hyperlink" or (kind in ("attachedTemplate", "image") and not remote):
            continue
        found.append(f"un lien externe ({kind})")
    return found
