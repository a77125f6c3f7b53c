"""What makes a typed cell unusable: conditions in Excel's words, the same as in :mod:`own_cells`.

A cell that the sheet refuses here, the reader refuses too, so that the screen and the command line
never give two figures for one file.
"""

from __future__ import annotations

from insertion.quantities import MAX_DAYS, DayKind
from insertion.reading import TEXT_LIMITS
from insertion.typography import NO_BREAK
from insertion.vocabulary import Term
from xlplugin import limits
from xlplugin.pairing import Paired, Rule, fault_words, literal, words

WRONG = "À corriger : "
INVISIBLE = "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that a text may hide: none has a place in a contract."""
_DIGITS = 14
_EXAMPLES = {
    "money": "un nombre seul, comme 1000000, sans unité ni espace",
    "share": "un pourcentage, comme 50 %, et non un texte",
}
_ANY_NUMBER = "un nombre seul, comme 1200, sans unité ni espace"
_DAY_WORDS = ("j", "jour", "jours")


def seen(cells: str) -> str:
    """Return what a person sees in a cell or in each cell of an area: no space around."""
    return f'TRIM(SUBSTITUTE({cells},"{NO_BREAK}"," "))'


def is_blank(cell: str) -> str:
    """Return the condition that nothing is seen in a cell."""
    return f'{seen(cell)}=""'


def spelled(cell: str) -> str:
    """Return a label as the lists write it: an apostrophe of the keyboard is no other word."""
    return f'SUBSTITUTE({seen(cell)},"\'","’")'


def cell_rules(term: Term, cell: str) -> list[Rule]:
    """Return what is wrong with a filled cell, and the words; a value of the model never is."""
    filled = f'{seen(cell)}<>""'
    return [
        Rule(Paired(f"IF({filled},{condition},FALSE)", value=False), advice)
        for condition, advice in _mistakes(term, cell)
    ]


def _advice(text: str) -> Paired:
    return words(WRONG + text)


def _fault(code: str, term: Term, cell: str, **values: str) -> Paired:
    return fault_words(code, WRONG, value=Paired(cell, ""), label=term.label, **values)


def _mistakes(term: Term, cell: str) -> list[tuple[str, Paired]]:
    label = term.label
    match term.type:
        case "choice":
            absent = f"SUMPRODUCT(--({limits.list_name(term)}={spelled(cell)}))=0"
            return [(absent, _fault("CHOIX_HORS_LISTE", term, cell, choices="une valeur"))]
        case "boolean":
            other = f'AND({seen(cell)}<>"{limits.YES}",{seen(cell)}<>"{limits.NO}")'
            return [(other, _advice("choisir Oui ou Non."))]
        case "date":
            return _date(term, cell)
        case "siret":
            return [(_not_siret(cell), _advice("ce n'est pas un numéro SIRET valable."))]
        case "email":
            return [(_not_email(cell), _advice("saisir une adresse électronique."))]
        case "days":
            advice = "écrire le nombre et la nature des jours, par exemple « 10 jours ouvrés »."
            return [(_not_a_delay(cell), _advice(advice))]
        case _ if limits.is_numeric(term):
            return _number(term, cell)
    limit = TEXT_LIMITS.get(term.type, TEXT_LIMITS["text"])
    hidden = ",".join(literal(each) for each in INVISIBLE)
    return [
        (f"LEN(TRIM({cell}))>{limit}", _advice(f"« {label} » dépasse {limit} caractères.")),
        (
            f"SUMPRODUCT(--ISNUMBER(FIND({{{hidden}}},{cell})))>0",
            _advice(f"« {label} » contient un caractère invisible, à ressaisir."),
        ),
    ]


def _number(term: Term, cell: str) -> list[tuple[str, Paired]]:
    low, high = limits.limits(term)
    below = f"{cell}<={low}" if limits.is_open_below(term) else f"{cell}<{low}"
    example = _EXAMPLES.get(term.type, _ANY_NUMBER)
    found = [
        (f"OR(ISLOGICAL({cell}),NOT(ISNUMBER({cell})))",
         _fault("NOMBRE_EN_TEXTE", term, cell, example=example)),
        (f"OR({below},{cell}>{high})",
         _advice(f"« {term.label} » : saisir un nombre {limits.range_words(term)}.")),
    ]  # fmt: skip
    if limits.is_whole(term):
        whole = _advice(f"« {term.label} » : saisir un nombre entier.")
        found.append((f"{cell}<>INT({cell})", whole))
    return found


def _date(term: Term, cell: str) -> list[tuple[str, Paired]]:
    first, last = limits.EARLIEST, limits.LATEST
    span = [f"DATE({each.year},{each.month},{each.day})" for each in (first, last)]
    between = f"entre le {first:%d/%m/%Y} et le {last:%d/%m/%Y}"
    return [
        (f"NOT(ISNUMBER({cell}))", _fault("DATE_EN_TEXTE", term, cell, example="01/09/2026")),
        (
            f"OR({cell}<{span[0]},{cell}>={span[1]}+1)",
            _advice(f"« {term.label} » : saisir une date {between}."),
        ),
    ]


def _not_siret(cell: str) -> str:
    """Refuse what has not fourteen digits, or breaks the Luhn rule and that of La Poste."""
    bare = f'SUBSTITUTE(SUBSTITUTE({cell}," ",""),"{NO_BREAK}","")'
    places = ";".join(str(place) for place in range(1, _DIGITS + 1))
    weights = ";".join("21"[place % 2] for place in range(_DIGITS))
    digits = f"MID({bare},{{{places}}},1)"
    sum_of = f"SUMPRODUCT({digits}*{{{weights}}}-9*({digits}*{{{weights}}}>9))"
    post = f'AND(LEFT({bare},9)="356000000",MOD(SUMPRODUCT(--{digits}),5)=0)'
    return f"IF(LEN({bare})<>{_DIGITS},TRUE,IFERROR(AND(MOD({sum_of},10)<>0,NOT({post})),TRUE))"


def _not_email(cell: str) -> str:
    text = f"TRIM({cell})"
    domain = f'MID({text},FIND("@",{text})+1,300)'
    good = ",".join(
        (
            f'FIND("@",{text})>1',
            f'LEN(SUBSTITUTE({text},"@",""))=LEN({text})-1',
            f'ISERROR(FIND(" ",{text}))',
            f'FIND(".",{domain},2)>1',
            f'RIGHT({text},1)<>"."',
        )
    )
    return f"IFERROR(NOT(AND({good})),TRUE)"


def _not_a_delay(cell: str) -> str:
    """Accept a whole number then « jours » then the kind, with or without spaces."""
    text = f'LOWER(SUBSTITUTE(SUBSTITUTE({cell}," ",""),"{NO_BREAK}",""))'
    kinds = dict.fromkeys(
        form
        for kind in DayKind
        for form in (kind.value, kind.value.removesuffix("s"))
        for form in (form, form.replace("é", "e"))
    )
    ends = ",".join(literal(word + kind) for word in _DAY_WORDS for kind in kinds)
    at = f'FIND("j",{text})'
    count = f"LEFT({text},{at}-1)"
    known = f"SUMPRODUCT(--(MID({text},{at},30)={{{ends}}}))=1"
    number = f"AND(--{count}>=1,--{count}<={MAX_DAYS},--{count}=INT(--{count}))"
    return f"IFERROR(NOT(AND({known},{number})),TRUE)"
