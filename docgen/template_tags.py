"""The tags of a host template judged one by one: written well, permitted, published, balanced."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError

from docgen.environment import environment
from docgen.template_finding import TemplateFinding, found
from docgen.template_places import UNFILLED, Spot

_TAG = re.compile(
    r"\{\{(?P<expression>(?:(?!\{[{%#]).)*?)\}\}"
    r"|\{%(?P<statement>(?:(?!\{[{%#]).)*?)%\}"
    r"|\{#(?:(?!\{[{%#]).)*?#\}",
    re.DOTALL,
)
"""A whole tag; none holds the opening of another, so that reading costs the length of the text."""
_LONE = re.compile(r"\{\{|\}\}|\{%|%\}")
_SCOPE = re.compile(r"(tr|tc|p|r)\s")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_CLOSED_BY = {"if": "endif", "for": "endfor"}
_WITHIN = {"elif": ("if",), "else": ("if", "for")}
BLOCKS = frozenset({"articles", "signature", "a_completer", "calculs", "publication", "visa"})
"""The published names that print whole paragraphs."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a host may name: fields, fields of a lot, internal fields, clauses."""

    fields: Collection[str]
    lot_fields: Collection[str]
    internal: Collection[str] = ()
    clauses: Collection[str] = ()
    blocks: Collection[str] = BLOCKS
    lists: Collection[str] = ("lots",)


@dataclass
class Tags:
    """What the tags of a host come to: findings, and the names used."""

    findings: list[TemplateFinding] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    clauses: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag: ``scope`` is docxtpl's letter (p, tr…), ``inside`` its words for Jinja."""

    spot: Spot
    shown: str
    scope: str
    inside: str
    statement: bool


@dataclass(frozen=True, slots=True)
class _Open:
    """A block that waits for its end; ``loop`` is the variable of a loop, ``over`` its list."""

    keyword: str
    tag: _Tag
    loop: str = ""
    over: str = ""


def read_tags(spots: Iterable[Spot], known: Known) -> Tags:
    """Return what is wrong in the tags of a host, part by part, and what they name."""
    read = Tags()
    opened: dict[str, list[_Open]] = {}
    for spot in spots:
        tags = list(_tags(spot, read))
        if UNFILLED.fullmatch(spot.part):
            read.findings += [found("hors_de_portee", spot.place, tag=each.shown) for each in tags]
            continue
        for tag in tags:
            _judge_place(tag, known, read)
            _Judge(known, read, opened.setdefault(spot.part, [])).judge(tag)
    for waiting in opened.values():
        for each in waiting:
            closing = _written(_CLOSED_BY[each.keyword], each.tag.scope)
            read.findings.append(
                found("non_fermee", each.tag.spot.place, tag=each.tag.shown, closing=closing)
            )
    return read


def _written(words: str, scope: str) -> str:
    return f"{{%{scope} {words} %}}"


def _tags(spot: Spot, read: Tags) -> Iterator[_Tag]:
    left = _TAG.sub(lambda match: " " * len(match[0]), spot.text)
    lone = _LONE.search(left)
    if lone is not None:
        near = spot.text[max(0, lone.start() - 10) : lone.end() + 25].strip()
        read.findings.append(found("balise_ouverte", spot.place, tag=near))
    for match in _TAG.finditer(spot.text):
        inside = match["expression"] if match["expression"] is not None else match["statement"]
        if inside is None:
            continue
        if len(set(spot.looks[match.start() : match.end()])) > 1:
            read.findings.append(found("balise_coupee", spot.place, tag=_short(match[0])))
        scope = _SCOPE.match(inside)
        words = (inside[scope.end() :] if scope else inside).strip().strip("-").strip()
        statement = match["statement"] is not None
        letter = scope[1] if scope else ""
        yield _Tag(spot, _short(match[0]), letter, words.translate(_QUOTES), statement)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def _judge_place(tag: _Tag, known: Known, read: Tags) -> None:
    """Judge where a tag stands: whole paragraphs and rows are replaced with all they hold."""
    place, shown = tag.spot.place, tag.shown
    if tag.scope == "p" and _TAG.sub("", tag.spot.text, count=1).strip():
        read.findings.append(found("p_accompagne", place, tag=shown))
    if tag.scope == "tr":
        row = tag.spot.row
        if row is None:
            read.findings.append(found("tr_hors_tableau", place, tag=shown))
        elif _TAG.sub("", "".join(map(str, row.itertext())), count=1).strip():
            read.findings.append(found("tr_accompagne", place, tag=shown))
    if tag.statement:
        return
    name = re.match(r"\w+", tag.inside)
    whole = name is not None and (name[0] in known.blocks or tag.inside.startswith("clause("))
    if whole and tag.scope != "p":
        example = f"{{{{p {tag.inside} }}}}"
        read.findings.append(found("bloc_sans_p", place, tag=shown, example=example))
    elif not whole and tag.scope in ("p", "r") and name is not None and name[0] in known.fields:
        example = f"{{{{ {tag.inside} }}}}"
        read.findings.append(found("texte_avec_p", place, tag=shown, example=example))


@dataclass
class _Judge:
    known: Known
    read: Tags
    opened: list[_Open]

    def tell(self, code: str, tag: _Tag, **values: object) -> None:
        self.read.findings.append(found(code, tag.spot.place, tag=tag.shown, **values))

    def judge(self, tag: _Tag) -> None:
        if not tag.statement:
            if tag.inside == "clause" or tag.inside in self.known.lists:
                example = "{%tr for lot in lots %}"
                if tag.inside == "clause":
                    example = '{{p clause("publics-eligibles") }}'
                self.tell("liste_seule", tag, example=example)
                return
            self.expression(tag, f"{{{{ {tag.inside} }}}}", "{{ acheteur_nom }}")
            return
        keyword = tag.inside.partition(" ")[0]
        rest = tag.inside[len(keyword) :]
        match keyword:
            case "if":
                self.expression(tag, f"{{% if{rest} %}}{{% endif %}}", "{% if alloti %}")
                self.opened.append(_Open("if", tag))
            case "for":
                tree = self.expression(
                    tag, f"{{% for{rest} %}}{{% endfor %}}", "{%tr for lot in lots %}"
                )
                self.opened.append(_opened_loop(tag, tree))
            case "elif" | "else":
                if keyword == "elif":
                    self.expression(tag, f"{{% if{rest} %}}{{% endif %}}", "{% elif alloti %}")
                self.within(tag, _WITHIN[keyword])
            case "endif" | "endfor":
                self.close(tag, keyword)
            case _:
                self.tell("balise_inconnue", tag)

    def within(self, tag: _Tag, openings: tuple[str, ...]) -> None:
        if not self.opened:
            self.tell("fermeture_seule", tag)
        elif self.opened[-1].keyword not in openings:
            self.tell("croisees", tag, opened=self.opened[-1].tag.shown)

    def close(self, tag: _Tag, keyword: str) -> None:
        if not self.opened:
            self.tell("fermeture_seule", tag)
        elif _CLOSED_BY[self.opened[-1].keyword] != keyword:
            self.tell("croisees", tag, opened=self.opened[-1].tag.shown)
            ranks = [i for i, each in enumerate(self.opened) if _CLOSED_BY[each.keyword] == keyword]
            if ranks:
                del self.opened[ranks[-1]]
        else:
            self.opened.pop()

    def expression(self, tag: _Tag, source: str, example: str) -> nodes.Template | None:
        try:
            tree: nodes.Template = environment().parse(source)
        except SecurityError as error:
            self.tell("expression_interdite", tag, detail=error.message or "un accès caché")
            return None
        except (TemplateSyntaxError, RecursionError):  # the latter: parentheses without end
            self.tell("balise_mal_ecrite", tag, example=example)
            return None
        loops = {each.loop: each.over for each in self.opened}
        for name in sorted(
            meta.find_undeclared_variables(tree) - loops.keys() - {"clause", "loop"}
        ):
            self.name(tag, name)
        for loop in tree.find_all(nodes.For):
            if isinstance(loop.target, nodes.Name) and isinstance(loop.iter, nodes.Name):
                over = loop.iter.name
                loops[loop.target.name] = over
                if over in self.known.fields and over not in self.known.lists:
                    self.tell("boucle_sur_texte", tag, name=over)
        for each in tree.find_all(nodes.Getattr):
            if isinstance(each.node, nodes.Name) and loops.get(each.node.name) == "lots":
                self.lot_field(tag, each.attr)
        for call in tree.find_all(nodes.Call):
            self.clause(tag, call)
        return tree

    def name(self, tag: _Tag, name: str) -> None:
        self.read.names.add(name)
        if name in self.known.fields:
            return
        if name in self.known.internal:
            self.tell("champ_interne", tag, name=name)
            return
        self.tell("champ_inconnu", tag, detail=_unknown(name, self.known.fields))

    def lot_field(self, tag: _Tag, name: str) -> None:
        if name in self.known.lot_fields:
            return
        if name in self.known.internal:
            self.tell("champ_interne", tag, name=name)
            return
        self.tell("champ_inconnu", tag, detail=_unknown(name, self.known.lot_fields))

    def clause(self, tag: _Tag, call: nodes.Call) -> None:
        named = [each.value for each in call.args if isinstance(each, nodes.Const)]
        if len(named) != 1 or call.kwargs:
            self.tell("balise_mal_ecrite", tag, example='{{p clause("publics-eligibles") }}')
            return
        identifier = str(named[0])
        self.read.clauses.add(identifier)
        if identifier not in self.known.clauses:
            near = difflib.get_close_matches(identifier, list(self.known.clauses), n=1)
            hint = f" ; la plus proche est « {near[0]} »" if near else ""
            self.tell("clause_inconnue", tag, name=identifier, near=hint)


def _unknown(name: str, known: Collection[str]) -> str:
    holding = sorted(each for each in known if name in each.split("_"))
    near = (difflib.get_close_matches(name, list(known), n=2) or holding)[:2]
    hint = ""
    if near:
        listed = " et ".join(f"« {each} »" for each in near)
        hint = f" ; le plus proche est {listed}" if len(near) == 1 else f" ; proches : {listed}"
    return f"le champ « {name} » n'est pas publié{hint}"


def _opened_loop(tag: _Tag, tree: nodes.Template | None) -> _Open:
    loop = None if tree is None else next(tree.find_all(nodes.For), None)
    if loop is None or not isinstance(loop.target, nodes.Name):
        return _Open("for", tag)
    over = loop.iter.name if isinstance(loop.iter, nodes.Name) else ""
    return _Open("for", tag, loop.target.name, over)
