"""The one sandboxed environment in which placeholders are printed, in clauses as in Word hosts.

What a template may say is a closed list of constructs, checked before anything runs: loops over
lots, conditions, published names, a few harmless filters. Everything else is refused, not tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, Undefined, nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join, make_attrgetter
from jinja2.nodes import EvalContext
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

FUNCTIONS = frozenset({"clause"})
FILTERS = frozenset(
    {
        "capitalize", "d", "default", "e", "escape", "first", "join", "last", "length",
        "list", "lower", "rejectattr", "selectattr", "trim", "upper",
    }
)  # fmt: skip
TESTS = frozenset({"==", "defined", "eq", "equalto", "false", "ne", "none", "true", "undefined"})
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem,
    nodes.For, nodes.If, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And,
    nodes.Or, nodes.Not, nodes.Const, nodes.CondExpr, nodes.Call, nodes.Keyword,
)  # fmt: skip
_RESERVED = frozenset({"self", "super", "caller", "varargs", "kwargs"})
_HIDDEN = re.compile("__[a-z]")
_LOOP = frozenset({"first", "index", "index0", "last", "length", "revindex", "revindex0"})


class ForbiddenExpression(SecurityError):
    """A template says something outside the closed list; the message is French."""


class _NarrowEnvironment(ImmutableSandboxedEnvironment):
    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - jinja2's signature
        return isinstance(obj, LoopContext) and attr in _LOOP

    def is_safe_callable(self, obj: Any) -> bool:
        return getattr(obj, "published_name", None) in FUNCTIONS

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> Any:
        # Listing a template's names compiles it, and compiling computes its constants: the tree
        # is judged as soon as it exists.
        tree = super().parse(source, name, filename)
        for node in _walk(tree):
            _check(node)
        return tree

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        tree = source if isinstance(source, nodes.Template) else self.parse(source)
        return super().from_string(tree, *args, **kwargs)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _check(node: nodes.Node) -> None:
    if not isinstance(node, _NODES):
        raise ForbiddenExpression(f"la construction « {type(node).__name__.lower()} »")
    match node:
        case nodes.Name(name=name) if name.startswith("_") or name in _RESERVED:
            raise ForbiddenExpression(f"le nom « {name} »")
        case nodes.Getattr(attr=name) if name.startswith("_"):
            raise ForbiddenExpression(f"l'attribut « {name} »")
        case nodes.Getitem() if not isinstance(node.arg, nodes.Const):
            raise ForbiddenExpression("un indice calculé")
        case nodes.Getitem(arg=nodes.Const(value=key)) if str(key).startswith("_"):
            raise ForbiddenExpression(f"la clé « {key} »")
        case nodes.Const(value=str() as text) if _HIDDEN.search(text):
            raise ForbiddenExpression(f"le nom caché « {text} »")
        case nodes.Filter(name=name) if name not in FILTERS:
            raise ForbiddenExpression(f"le filtre « {name} »")
        case nodes.Test(name=name) if name not in TESTS:
            raise ForbiddenExpression(f"le test « {name} »")
        case nodes.Call(node=called) if not (
            isinstance(called, nodes.Name) and called.name in FUNCTIONS
        ):
            raise ForbiddenExpression("un appel de fonction")


_TEXT_FILTERS = ("capitalize", "e", "escape", "lower", "trim", "upper")  # one value in, text out


def _printable(value: Any) -> Any:
    """Return what a reader may see of ``value``: text, a whole number, « oui » or « non ».

    Raises:
        ForbiddenExpression: for anything else, whose print would be Python's and not French.
        UndefinedError: for an unknown name.
    """
    match value:
        case bool():
            return "oui" if value else "non"
        case str() | int():
            return value
        case Undefined():
            return str(value)  # raises, with the name
        case _:
            raise ForbiddenExpression("un champ qui ne s'imprime pas seul")


@pass_eval_context
def _finalize(_: EvalContext, value: Any) -> Any:
    # Without the context, jinja2 would print constants when compiling, before they come here.
    return _printable(value)


def _of_printable(written: Callable[..., Any]) -> Callable[..., Any]:
    def of_printable(value: Any, *args: Any) -> Any:
        return written(_printable(value), *args)

    return of_printable


@pass_eval_context
def _join(context: EvalContext, value: Any, between: str = "", attribute: Any = None) -> Any:
    if attribute is not None:
        value = map(make_attrgetter(context.environment, attribute), value)
    return do_join(context, [_printable(each) for each in value], between)


def environment() -> ImmutableSandboxedEnvironment:
    """Return a new environment: sandboxed, escaping, and strict about unknown names."""
    made = _NarrowEnvironment(
        autoescape=True, undefined=StrictUndefined, cache_size=0, finalize=_finalize
    )
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.filters |= {name: _of_printable(made.filters[name]) for name in _TEXT_FILTERS}
    made.filters["join"] = _join
    made.tests = {name: made.tests[name] for name in TESTS}
    return made


@cache
def _printer(name: str) -> Template:
    made = environment()
    made.autoescape = False
    return made.from_string("{{ " + name + " }}")


def print_placeholder(name: str, value: str) -> str:
    """Print one placeholder as a Word host would, without escaping."""
    return _printer(name).render({name: value})
