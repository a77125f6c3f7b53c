"""Word hosts rendered by docxtpl, in the one sandboxed environment, strictly.

docxtpl repairs broken markup silently and may drop the rest of a document; here every part it
produces is parsed again without mercy, and a fault names the part.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from docx.document import Document as DocumentObject
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from lxml import etree

from docgen.environment import environment
from docgen.gate import open_template
from docgen.wordml import W
from insertion.errors import InvalidInput, Refused, fault


class _StrictTemplate(DocxTemplate):  # type: ignore[misc]
    """docxtpl, with every rendered part parsed strictly."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        rendered: str = super().render_xml_part(src_xml, part, context, jinja_env)
        try:
            root = etree.fromstring(rendered.encode("utf-8", "strict"))
        except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
            raise _BrokenPart(_name_of(part)) from error
        if any(len(each) for each in root.iter(f"{{{W}}}t")):  # a block printed amid a sentence
            raise _BrokenPart(_name_of(part))
        return rendered


def _name_of(part: Any) -> str:
    return str(part.partname).lstrip("/")


class _BrokenPart(Exception):
    """A rendered part is no longer well-formed; the message is its name."""


def render_host(host: bytes, context: Mapping[str, Any], place: str) -> DocumentObject:
    """Return the document made of a host template and plain values.

    Raises:
        Refused: when the template holds a forbidden expression or could do harm.
        InvalidInput: when it names an unpublished field or is not well-formed.
    """
    open_template(host, place)
    template = _StrictTemplate(io.BytesIO(host))
    with _judged(place, context):
        template.render(dict(context), jinja_env=environment())
    document: DocumentObject = template.docx
    return document


@contextmanager
def _judged(place: str, context: Mapping[str, Any]) -> Iterator[None]:
    """Turn what the template libraries raise into faults a person can act upon."""
    try:
        yield
    except SecurityError as error:
        raise Refused([fault("MODELE_REFUSE", place, detail=_security_detail(error))]) from error
    except UndefinedError as error:
        raise _unfit(place, _unknown_name(error, context)) from error
    except TemplateSyntaxError as error:
        raise _unfit(place, f"une balise mal écrite, près de « {_near(error)} »") from error
    except (TemplateError, RecursionError) as error:  # the latter: parentheses without end
        raise _unfit(place, "une balise que le modèle ne peut pas porter") from error
    except _BrokenPart as error:
        detail = "une balise coupe un paragraphe ou un tableau"
        raise _unfit(f"{place}:{error}", detail) from error
    except (KeyError, ValueError, TypeError, etree.XMLSyntaxError) as error:
        raise _unfit(place, "une valeur ou une balise inattendue") from error


def _unfit(place: str, detail: str) -> InvalidInput:
    return InvalidInput([fault("MODELE_FAUTIF", place, detail=detail)])


def _security_detail(error: SecurityError) -> str:
    message = str(error.message or "")
    return message if message.startswith(("l", "un", "la")) else "un accès caché"


def _unknown_name(error: UndefinedError, context: Mapping[str, Any]) -> str:
    match = re.search(r"'([^']+)' is undefined|has no attribute '([^']+)'", str(error.message))
    if match is None:
        return "un champ qui n'existe pas"
    return unknown_field(match[1] or match[2], context)


def unknown_field(name: str, context: Mapping[str, Any]) -> str:
    """Return why a field cannot be printed, with the published name it resembles."""
    lots = context.get("lots") or [{}]
    near = difflib.get_close_matches(name, [*context, *lots[0]], n=1)
    hint = f" ; le plus proche est « {near[0]} »" if near else ""
    return f"le champ « {name} » n'est pas publié{hint}"


def _near(error: TemplateSyntaxError) -> str:
    lines = (error.source or "").splitlines()
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    return re.sub(r"<[^>]+>", "", line).strip()[:80] or (error.message or "")[:80]


def styles_by_name(document: DocumentObject) -> dict[str, str]:
    """Return style identifiers by lower-case name; identifiers are localised, names are not."""
    found: dict[str, str] = {}
    for style in document.styles.element.iterfind(f"{{{W}}}style"):
        name = style.find(f"{{{W}}}name")
        if name is not None:
            found.setdefault(name.get(f"{{{W}}}val").lower(), style.get(f"{{{W}}}styleId"))
    return found


@lru_cache(maxsize=64)
def names_used(host: bytes, place: str) -> frozenset[str]:
    """Return the placeholders a host names, in its body, header, footer and properties.

    Raises:
        Refused, InvalidInput: when the host cannot be read as a template.
    """
    open_template(host, place)
    template = _StrictTemplate(io.BytesIO(host))
    with _judged(place, {}):
        found: set[str] = template.get_undeclared_template_variables(environment())
    return frozenset(found)
