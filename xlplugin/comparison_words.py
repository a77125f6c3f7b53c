"""What « Comparaison » says in sentences: formulas that follow the lot chosen, and their texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from insertion import vocabulary
from insertion.comparison import JOB_MONTH
from insertion.contract import Lot
from insertion.errors import fault
from insertion.method import Method
from insertion.methods import ESTIMATOR
from insertion.quantities import round_half_up
from insertion.refusals import Refusal, refusals_of
from insertion.typography import counted, french
from xlplugin.comparison_lines import Line
from xlplugin.comparison_working import Working, undated_words
from xlplugin.pairing import (
    Paired,
    Rule,
    either,
    filled_in,
    first,
    grouped,
    joined,
    words,
)
from xlplugin.sheet_references import DAY, NOT_COUNTED

NOTHING = Paired('""', "")
TO_FILL = "À renseigner : "
NOT_USABLE = "Saisie à corriger dans « Lots »."
COMPLETE = "Rien."


@dataclass(frozen=True)
class Shown:
    """A line shown at some place of the sheet: cells beside it hold what its words read.

    ``place``, ``share`` and ``cost`` are cells: which line it is, and what it borrows.
    """

    line: Line | None
    place: str
    share: str
    cost: str

    @property
    def there(self) -> Paired:
        """Tell whether a line is shown."""
        return Paired(f'{self.place}<>""', self.line is not None)

    def loan(self, name: str) -> float:
        """Return what the line borrows for an input, zero for nothing."""
        borrowed = None if self.line is None else self.line.borrows(name)
        return 0 if borrowed is None else borrowed.value


def hundredths(cell: str, value: float, *, at_least: int = 0) -> Paired:
    """Return a number in words, a comma before two decimals at most."""
    scaled = f"ROUND({cell}*100,0)"
    units = round_half_up(Fraction(str(value)) * 100)
    whole, rest = divmod(units, 100)
    rounded, tenths, last = f"MOD({scaled},100)", f"MOD({scaled},100)/10", f"MOD({scaled},10)"
    two = f'","&RIGHT("0"&{rounded},2)'
    tail = two if at_least else f'IF({rounded}=0,"",IF({last}=0,","&{tenths},{two}))'
    text = f"{rest:02d}" if at_least else f"{rest:02d}".rstrip("0")
    return Paired(f"INT({scaled}/100)&{tail}", f"{whole},{text}" if text else str(whole))


def share_words(cell: str, value: float) -> Paired:
    """Return a share in words: « 7,5 % »."""
    percent = float(Fraction(str(value)) * 100)
    return joined(hundredths(f"({cell}*100)", percent), french("1 %")[1:])


def cost_words(cell: str, value: float) -> Paired:
    """Return euros an hour in words: « 35,20 €/h »."""
    return joined(hundredths(cell, value, at_least=2), french("1 €/h")[1:])


def hours_words(cell: str, value: int) -> Paired:
    """Return hours with their unit."""
    one, many = counted(1, "heure")[1:], counted(2, "heure")[1:]
    unit = either(Paired(f"{cell}<2", value < 2), words(one), words(many))
    return joined(grouped(Paired(cell, value)), unit)


def label_of(shown: Shown, working: Working) -> Paired:
    """Return a method in words, with the published figures it borrows."""
    share, cost = shown.loan("labour_share"), shown.loan("hourly_cost")
    has_share, has_cost = Paired(f"{shown.share}>0", share > 0), Paired(f"{shown.cost}>0", cost > 0)
    shares = joined(_short("labour_share"), share_words(shown.share, share))
    costs = joined(_short("hourly_cost"), cost_words(shown.cost, cost))
    comma = either(has_share, words(", "), NOTHING)
    borrowed = joined(
        words(" – repère : "),
        either(has_share, shares, NOTHING),
        either(has_cost, joined(comma, costs), NOTHING),
    )
    any_ = Paired(f"{shown.share}+{shown.cost}>0", share + cost > 0)
    name = Paired(
        working.constant(Paired(shown.place, 0), "nom"),
        "" if shown.line is None else shown.line.label,
    )
    return either(shown.there, joined(name, either(any_, borrowed, NOTHING)), NOTHING)


def _short(name: str) -> Paired:
    return words(f"{vocabulary.quantity(name).short} ")


def age_of(year: str, words_cell: str, line: Line | None, name: str, day: int | None) -> Paired:
    """Return how old what a line borrows is; ``day`` is the year of the consultation."""
    borrowed = None if line is None else line.borrows(name)
    known = (
        None if borrowed is None or borrowed.reference.order_of_magnitude else borrowed.reference
    )
    dated = 0 if known is None else known.year or 0
    said = undated_words(borrowed) if borrowed is not None and not dated else ""
    years = 0 if day is None else max(0, day - dated)
    gap = f"(YEAR({DAY})-{year})"
    one, many = counted(1, "an")[1:], counted(2, "an")[1:]
    older = either(
        Paired(f"{gap}>0", years > 0),
        joined(
            ", ", Paired(gap, years), either(Paired(f"{gap}>1", years > 1), words(many), words(one))
        ),
        NOTHING,
    )
    counted_ = either(Paired(f"ISNUMBER({DAY})", day is not None), older, words(NOT_COUNTED))
    told = joined(words("source de "), Paired(year, dated), counted_)
    return either(Paired(f"{year}>0", dated > 0), told, Paired(words_cell, said))


def lacking(method: Method, lot: Lot | None, working: Working) -> Paired:
    """Return what a method asks for, or why it gives nothing with what the lot states."""
    missing = [name for name in method.inputs if lot is None or lot.value(name) is None]
    pieces = [
        either(
            Paired(f'{working.field(name)}=""', name in missing),
            joined(words(vocabulary.quantity(name).label), ", "),
            NOTHING,
        )
        for name in method.inputs
    ]
    told = joined(*pieces)
    head, text = french(TO_FILL), str(told.value)
    asked = Paired(
        f'{words(TO_FILL).formula}&LEFT({told.formula},LEN({told.formula})-2)&"."',
        f"{head}{text[:-2]}." if text else "",
    )
    rules = [Rule(_any_missing(method, working, missing), asked)]
    rules += [_refused(each, method, lot, working) for each in refusals_of(method)]
    return first(rules, words(NOT_USABLE))


def _any_missing(method: Method, working: Working, missing: Sequence[str]) -> Paired:
    tests = ",".join(f'{working.field(name)}=""' for name in method.inputs)
    return Paired(f"OR({tests})", bool(missing))


def _refused(each: Refusal, method: Method, lot: Lot | None, working: Working) -> Rule:
    cell = working.field(each.name)
    figure = None if lot is None else lot.value(each.name)
    holds = Paired(
        f"{cell}=0" if each.from_ is None else f"{cell}>={each.from_}", each.holds(figure)
    )
    cause = fault(each.code, "", number="⟦number⟧", **each.values).cause
    number = Paired(working.at("numero"), "" if lot is None else lot.number)
    told = filled_in(cause, {"number": number})
    return Rule(holds, joined(told, _job_months(method, lot, working)))


def _job_months(method: Method, lot: Lot | None, working: Working) -> Paired:
    """Return what the public estimator counts instead of hours above its ceiling."""
    if method is not ESTIMATOR:
        return NOTHING
    cell = f"ROUND({working.field('amount_excl_tax')}/{JOB_MONTH},0)"
    amount = lot.amount_excl_tax if lot is not None else None
    months = round_half_up(Fraction(amount or 0) / JOB_MONTH)
    one = counted(1, "poste d'un mois à temps plein")[1:]
    many = counted(2, "poste d'un mois à temps plein", "postes d'un mois à temps plein")[1:]
    unit = either(Paired(f"{cell}<2", months < 2), words(one), words(many))
    return joined(words(" Il compte alors "), grouped(Paired(cell, months)), unit, ".")
