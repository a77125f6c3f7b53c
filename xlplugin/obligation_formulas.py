"""The obligation of each lot as native formulas, which follow what is typed.

The rule is that of :mod:`insertion.obligations`. What depends on the contract alone stands once, on
the hidden sheet « Seuils », beside the dated figures and the days of entry into force, all taken
from the domain's data: no formula holds a figure of law.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from functools import cached_property

from insertion import vocabulary
from insertion.contract import BuyerKind, Contract, ContractType, Lot
from insertion.law import ArticleVersion, LegalFigure, articles, european_threshold
from insertion.obligations import (
    CONCESSION_OBLIGATION,
    OBLIGATION,
    Level,
    obligation_of,
    threshold_category,
)
from insertion.quantities import MAX_AMOUNT
from insertion.typography import french
from xlplugin import limits
from xlplugin.cell_rules import spelled
from xlplugin.lot_formulas import LotRow
from xlplugin.pairing import Paired, Rule, first, literal

CASE = "obligation_cas"
LIMIT, LIMIT_END, STALE = "obligation_seuil", "obligation_seuil_fin", "obligation_a_reconfirmer"
CONTESTED, SOCIAL = "obligation_jour_conteste", "obligation_services_sociaux"
UNKNOWN, KNOWN = "obligation_montants_inconnus", "obligation_valeur_connue"
LEVELS, REASONS = "obligation_niveaux", "obligation_motifs"
KIND, NATURE, DAY = "obligation_acheteur", "obligation_nature", "obligation_jour"
CATEGORY, RULE, RULE_START = "obligation_categorie", "obligation_regle", "obligation_regle_debut"
IN_FORCE = "obligation_en_vigueur"
SUM_DECIMALS = 6
"""Decimals kept of a sum of amounts: cents add up without the noise of binary figures."""
RULES = {"marché": OBLIGATION, "concession": CONCESSION_OBLIGATION}
"""The article that obliges, by what is bought; the key is written on the hidden sheet."""


class Case(IntEnum):
    """Why a lot is obliged or not; the number is that of its row on the hidden sheet."""

    PRIVATE = 1
    MISSING_FACT = 2
    DEFENCE = 3
    TOO_EARLY = 4
    NO_AMOUNT = 5
    SOCIAL_SERVICES = 6
    REACHED = 7
    UNKNOWN_TOTAL = 8
    TOTAL_REACHED = 9
    BELOW = 10


LEVEL_OF = {
    Case.PRIVATE: Level.OPTIONAL,
    Case.MISSING_FACT: Level.UNCERTAIN,
    Case.DEFENCE: Level.OPTIONAL,
    Case.TOO_EARLY: Level.OPTIONAL,
    Case.NO_AMOUNT: Level.UNCERTAIN,
    Case.SOCIAL_SERVICES: Level.UNCERTAIN,
    Case.REACHED: Level.MANDATORY,
    Case.UNKNOWN_TOTAL: Level.UNCERTAIN,
    Case.TOTAL_REACHED: Level.UNCERTAIN,
    Case.BELOW: Level.OPTIONAL,
}
OF_CONTRACT = 4
"""The cases up to this one depend on the contract alone."""


UNCERTAIN_CASES = tuple(case for case, level in LEVEL_OF.items() if level is Level.UNCERTAIN)


def level_label(level: Level) -> str:
    """Return what people read of a level: « Obligatoire »."""
    return french(vocabulary.label_of("obligation", level.value))


@dataclass(frozen=True)
class Ground:
    """What the contract says of its obligation, ``contract`` being ``None`` for a blank workbook.

    Each property is a cell of the hidden sheet: its formula, and its value for ``contract``.
    """

    contract: Contract | None

    @cached_property
    def kind(self) -> Paired:
        """Return the label of the kind of buyer, empty when it is missing or not in the list."""
        found = None if self.contract is None else self.contract.buyer_kind
        return _listed("buyer_kind", found)

    @cached_property
    def nature(self) -> Paired:
        """Return the label of what is bought, empty when it is missing or not in the list."""
        found = None if self.contract is None else self.contract.contract_type
        return _listed("contract_type", found)

    @cached_property
    def day(self) -> Paired:
        """Return the day of the consultation as a spreadsheet counts it, empty when unknown."""
        key = vocabulary.contract_terms()["consultation_date"].key
        span = [f"DATE({d.year},{d.month},{d.day})" for d in (limits.EARLIEST, limits.LATEST)]
        known = f"IF({key}<{span[0]},FALSE,{key}<{span[1]}+1)"
        on = self._on
        value = "" if on is None else serial(on)
        return Paired(f'IF(ISNUMBER({key}),IF({known},INT({key}),""),"")', value)

    @property
    def _on(self) -> date | None:
        return None if self.contract is None else self.contract.consultation_date

    def _said(self, name: str) -> Paired:
        key = vocabulary.contract_terms()[name].key
        value = self.contract is not None and bool(getattr(self.contract, name))
        return Paired(f'IFERROR(TRIM({key})="{limits.YES}",FALSE)', value)

    @cached_property
    def category(self) -> Paired:
        """Return the category of threshold of this buyer for what it buys."""
        entity = self._said("contracting_entity").formula
        key = f'{KIND}&"|"&{NATURE}&"|"&IF({entity},"{limits.YES}","{limits.NO}")'
        contract = self.contract
        known = contract is not None and contract.buyer_kind and contract.contract_type
        value = threshold_category(contract) if contract is not None and known else ""
        return Paired(
            f'IFERROR(INDEX(seuils_categories,MATCH({key},seuils_situations,0)),"")', value
        )

    @cached_property
    def rule(self) -> Paired:
        """Return which rule obliges: that of contracts or that of concessions."""
        label = literal(limits.shown_label("contract_type", ContractType.CONCESSION))
        concession = self.contract is not None and (
            self.contract.contract_type is ContractType.CONCESSION
        )
        found = "concession" if concession else "marché"
        return Paired(f'IF({NATURE}={label},"concession","marché")', found)

    @property
    def _version(self) -> ArticleVersion | None:
        return None if self._on is None else articles()[RULES[str(self.rule.value)]].at(self._on)

    @cached_property
    def rule_start(self) -> Paired:
        """Return the first day of the wording that serves the day, 0 before the first wording."""
        before = f"(regles_de={RULE})*(regles_debut<={DAY})*regles_debut"
        served = 0
        if self._on is not None:
            starts = [start_of(each) for each in articles()[RULES[str(self.rule.value)]].versions]
            served = max((each for each in starts if each <= serial(self._on)), default=0)
        return Paired(f'IF({DAY}="",0,SUMPRODUCT(MAX({before})))', served)

    @cached_property
    def in_force(self) -> Paired:
        """Tell whether the rule applies on the day."""
        end = f"SUMIFS(regles_fin,regles_de,{RULE},regles_debut,{RULE_START})"
        return Paired(f"AND({RULE_START}>0,OR({end}=0,{DAY}<={end}))", self._version is not None)

    @cached_property
    def contested(self) -> Paired:
        """Tell whether sources disagree on the day: does the rule already apply?"""
        doubtful = f"SUMIFS(regles_jour_conteste,regles_de,{RULE},regles_debut,{RULE_START})"
        version = self._version
        return Paired(
            f'IF({DAY}="",FALSE,{doubtful}={DAY})',
            version is not None and version.contested_day == self._on,
        )

    @property
    def _threshold(self) -> LegalFigure | None:
        if self._on is None or not self.category.value:
            return None
        try:
            return european_threshold(str(self.category.value), self._on)
        except LookupError:  # before the first figure known, the rule is not in force either
            return None

    def _figure(self, column: str) -> str:
        before = f"(seuils_categorie={CATEGORY})*(seuils_debut<={DAY})*seuils_debut"
        return (
            f'IF({DAY}="",0,SUMIFS({column},seuils_categorie,{CATEGORY},seuils_debut,'
            f"SUMPRODUCT(MAX({before}))))"
        )

    @cached_property
    def limit(self) -> Paired:
        """Return the European threshold in euros, 0 while it is unknown."""
        found = self._threshold
        return Paired(
            self._figure("seuils_montant"), 0 if found is None else whole_euros(found.figure.value)
        )

    @cached_property
    def limit_end(self) -> Paired:
        """Return the last day the threshold is known to hold, 0 when it has none."""
        found = self._threshold
        end = None if found is None else found.figure.until
        return Paired(self._figure("seuils_fin"), 0 if end is None else serial(end))

    @cached_property
    def stale(self) -> Paired:
        """Tell whether the day lies beyond the last day known of the threshold."""
        found = self._threshold
        test = f"AND({LIMIT_END}>0,{DAY}>{LIMIT_END})"
        return Paired(f'IF({DAY}="",FALSE,{test})', found is not None and found.stale)

    @cached_property
    def social(self) -> Paired:
        """Tell whether a threshold of its own might apply: social services."""
        services = literal(limits.shown_label("contract_type", ContractType.SERVICES))
        said = self._said("social_services")
        bought = self.contract is not None and (
            self.contract.contract_type is ContractType.SERVICES
        )
        return Paired(f"AND({said.formula},{NATURE}={services})", bool(said.value and bought))

    @cached_property
    def case(self) -> Paired:
        """Return the case of the whole contract, 0 when it depends on each lot."""
        private = literal(limits.shown_label("buyer_kind", BuyerKind.PRIVATE))
        contract = self.contract
        is_private = contract is not None and contract.buyer_kind is BuyerKind.PRIVATE
        missing = "" in (self.kind.value, self.nature.value, self.day.value)
        rules = [
            Rule(Paired(f"{KIND}={private}", is_private), _number(Case.PRIVATE)),
            Rule(
                Paired(f'OR({KIND}="",{NATURE}="",{DAY}="")', missing), _number(Case.MISSING_FACT)
            ),
            Rule(self._said("defence"), _number(Case.DEFENCE)),
            Rule(Paired(f"NOT({IN_FORCE})", not self.in_force.value), _number(Case.TOO_EARLY)),
        ]
        return first(rules, Paired("0", 0))

    def unknown(self, amounts: str, used: str) -> Paired:
        """Count the lots without a usable amount."""
        usable = f'COUNTIF({amounts},">=0")-COUNTIF({amounts},">{MAX_AMOUNT:.0f}")'
        count = 0 if self.contract is None else len(self.contract.lots_without_amount)
        return Paired(f'COUNTIF({used},">0")-({usable})', count)

    def known(self, amounts: str) -> Paired:
        """Add the usable amounts."""
        added = f'SUMIFS({amounts},{amounts},">=0",{amounts},"<={MAX_AMOUNT:.0f}")'
        value = 0.0 if self.contract is None else float(self.contract.known_amount)
        return Paired(f"ROUND({added},{SUM_DECIMALS})", value)

    def case_of(self, lot: Lot) -> Case:
        """Return the case of one lot of the contract."""
        assert self.contract is not None
        if self.case.value:
            return Case(int(self.case.value))
        amount, limit = lot.amount_excl_tax, self.limit.value
        assert isinstance(limit, int)
        if amount is None:
            return Case.NO_AMOUNT
        if amount >= limit:
            return Case.SOCIAL_SERVICES if self.social.value else Case.REACHED
        if self.contract.lots_without_amount:
            return Case.UNKNOWN_TOTAL
        return Case.TOTAL_REACHED if self.contract.known_amount >= limit else Case.BELOW


def _number(case: Case) -> Paired:
    return Paired(str(int(case)), int(case))


def _listed(field: str, value: BuyerKind | ContractType | None) -> Paired:
    """Return what a cell of « Marché » says, if its list holds it; a wildcard is no match."""
    term = vocabulary.contract_terms()[field]
    shown = "" if value is None else limits.shown_label(field, value)
    typed = spelled(term.key)
    held = f"SUMPRODUCT(--({limits.list_name(term)}={typed}))=1"
    return Paired(f'IFERROR(IF({held},{typed},""),"")', shown)


def whole_euros(value: Decimal) -> int:
    """Return a threshold as the sheet writes it.

    Raises:
        ValueError: for a threshold with cents, which the sheet would show wrongly.
    """
    if value != int(value):
        raise ValueError(f"a threshold is in whole euros: {value}")
    return int(value)


def serial(day: date) -> int:
    """Return a day as a spreadsheet of the 1900 system counts it."""
    return (day - date(1899, 12, 30)).days


def start_of(version: ArticleVersion) -> int:
    """Return the first day of a wording, the first of all days when its beginning is unknown."""
    return 1 if version.start is None else serial(version.start)


def obligation_case(row: LotRow, ground: Ground) -> Paired:
    """Return the number of the case of a row, nothing on an unused one."""
    amount = row.cell("amount_excl_tax")
    usable = f"IF(ISNUMBER({amount}),IF({amount}>=0,{amount}<={MAX_AMOUNT:.0f},FALSE),FALSE)"
    below = (
        f"IF({UNKNOWN}>0,{Case.UNKNOWN_TOTAL:d},"
        f"IF({KNOWN}>={LIMIT},{Case.TOTAL_REACHED:d},{Case.BELOW:d}))"
    )
    reached = f"IF({SOCIAL},{Case.SOCIAL_SERVICES:d},{Case.REACHED:d})"
    by_amount = f"IF({usable},IF({amount}>={LIMIT},{reached},{below}),{Case.NO_AMOUNT:d})"
    value = "" if row.lot is None else int(ground.case_of(row.lot))
    return Paired(f'IF({row.unused.formula},"",IF({CASE}>0,{CASE},{by_amount}))', value)


def obligation_level(row: LotRow, ground: Ground) -> Paired:
    """Return the label of the obligation of a row, as the domain finds it."""
    case = row.cell("obligation_case")
    value = ""
    if row.lot is not None and ground.contract is not None:
        value = level_label(obligation_of(row.lot, ground.contract).level)
    return Paired(f'IF({case}="","",INDEX({LEVELS},{case}))', value)
