"""The facts of a contract and of its lots, as people state them; frozen and complete.

Field names are English; their French keys come from the vocabulary, which is the only mapping.
Almost every fact of the contract may still be missing: hours can be computed from a bare table of
lots, and a draft lists what is left to fill.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from insertion import vocabulary
from insertion.bounded import Hours, Money, Share, WholeHours
from insertion.clause_choices import (
    Ambition,
    CharterKind,
    ClausePlacement,
    DerogationGround,
    DerogationsForm,
    FrameworkRule,
    GroupForm,
    HoursPooling,
    OverseasTerritory,
    ReservedFor,
    SocialCondition,
    TrainingStatus,
    VariationMode,
)
from insertion.lot_inputs import Inputs
from insertion.quantities import Days, Direction, Rounding


class BuyerKind(StrEnum):
    """Who buys; the kind decides the applicable regime and threshold."""

    STATE = "etat"
    LOCAL_AUTHORITY = "collectivite"
    INTERMUNICIPAL = "epci"
    PUBLIC_BODY = "etablissement_public"
    SOCIAL_LANDLORD = "bailleur_social"
    SEMI_PUBLIC = "sem"
    PUBLIC_FIRM = "entreprise_publique"
    PRIVATE = "prive"


class ContractType(StrEnum):
    """What is bought."""

    WORKS = "travaux"
    SERVICES = "services"
    SUPPLIES = "fournitures"
    CONCESSION = "concession"


class Ccag(StrEnum):
    """The general terms the contract refers to."""

    WORKS = "travaux"
    SUPPLIES_SERVICES = "fcs"
    IT = "tic"
    INTELLECTUAL = "pi"
    INDUSTRIAL = "mi"
    DESIGN = "moe"
    NONE = "aucun"


class AmountBase(StrEnum):
    """What the amounts cover."""

    TOTAL = "total"
    FIRM = "ferme"
    MAXIMUM = "maximum"
    ESTIMATE = "estime"


class Mechanism(StrEnum):
    """How a lot uses insertion."""

    EXECUTION_CONDITION = "condition_execution"
    AWARD_CRITERION = "critere"
    CLAUSE_AND_CRITERION = "clause_et_critere"
    RESERVED = "reserve"
    INSERTION_SERVICE = "marche_insertion"
    SOCIAL_CONDITION = "autre_condition_sociale"
    NONE = "aucun"


class PeriodKind(StrEnum):
    """Whether a period binds from the start, or only once the buyer says so."""

    FIRM = "ferme"
    TRANCHE = "tranche"
    RENEWAL = "reconduction"


class ReportingRhythm(StrEnum):
    """How often hours are reported."""

    MONTHLY = "mois"
    QUARTERLY = "trimestre"
    HALF_YEARLY = "semestre"


class PenaltyBase(StrEnum):
    """What the penalty for a missing hour rests on."""

    LUMP_SUM = "forfait"
    MINIMUM_WAGE = "smic"
    SOCIAL_SECURITY_CEILING = "plafond_ss"


class DataRole(StrEnum):
    """The facilitator's role in data protection."""

    CONTROLLER = "responsable_distinct"
    PROCESSOR = "sous_traitant"


MAX_LOTS = 20_000
MAX_PERIODS = 120  # ten years of months
Months = Annotated[int, Field(ge=1, le=600)]
Age = Annotated[int, Field(ge=15, le=99)]
Headcount = Annotated[int, Field(ge=1, le=100_000)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Coefficient = Annotated[Decimal, Field(gt=0, le=100)]


def _french_keys(section: Callable[[], dict[str, vocabulary.Term]]) -> Callable[[str], str]:
    return lambda name: section()[name].key if name in section() else name


class Retained(BaseModel):
    """A figure people agreed upon, which replaces the calculated one in every piece."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    hours: WholeHours
    reason: Text
    author: Text
    decided_on: date


class Lot(BaseModel):
    """One lot: its mechanism, and the inputs of whichever method sizes it.

    The inputs that the law or several methods read have a field; the others are in ``inputs``, so
    that a new method needs no new field. :meth:`value` returns either.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=_french_keys(vocabulary.lot_terms),
    )
    number: Text
    title: Text
    mechanism: Mechanism = Mechanism.EXECUTION_CONDITION
    method: str | None = None
    trade: str | None = None
    amount_excl_tax: Money | None = None
    labour_share: Share | None = None
    insertion_rate: Share | None = None
    hourly_cost: Money | None = None
    worked_hours: Hours | None = None
    inputs: Inputs = ()
    offered_hours: WholeHours | None = None
    retained: Retained | None = None
    no_clause_reason: Text | None = None
    reserved_for: ReservedFor | None = None
    social_condition: SocialCondition | None = None
    derogation_ground: DerogationGround | None = None
    derogation_facts: Text | None = None

    @property
    def has_hours(self) -> bool:
        """Tell whether the contract states the hours the contractor owes, or their rule."""
        return self.mechanism in (Mechanism.EXECUTION_CONDITION, Mechanism.CLAUSE_AND_CRITERION)

    @property
    def has_insertion(self) -> bool:
        """Tell whether the contractor employs eligible persons: owed, or offered and then owed."""
        return self.has_hours or self.mechanism is Mechanism.AWARD_CRITERION

    @property
    def has_criterion(self) -> bool:
        """Tell whether the offers of the lot are judged on insertion."""
        return self.mechanism in (Mechanism.AWARD_CRITERION, Mechanism.CLAUSE_AND_CRITERION)

    def value(self, name: str) -> Decimal | None:
        """Return an input of a method by its identifier, ``None`` when the lot does not state it.

        Raises:
            AttributeError: when no lot field bears that identifier.
        """
        if name in vocabulary.lot_terms() and name not in Lot.model_fields:
            return dict(self.inputs).get(name)
        found: Decimal | None = getattr(self, name)
        return found


class Period(BaseModel):
    """A part of the contract's life: its duration in months, its amount in euros before tax."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=_french_keys(vocabulary.period_terms),
    )
    title: Text
    period_kind: PeriodKind
    duration_months: Months | None = None
    amount_excl_tax: Money | None = None


class Contract(BaseModel):
    """A contract and its lots; every fact but the lots may still be unknown."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=_french_keys(vocabulary.contract_terms),
    )
    buyer_name: Text | None = None
    buyer_siret: str | None = None
    buyer_kind: BuyerKind | None = None
    contracting_entity: bool = False
    subject: Text | None = None
    consultation_number: Text | None = None
    consultation_date: date | None = None
    contract_type: ContractType | None = None
    ccag: Ccag | None = None
    amount_base: AmountBase | None = None
    duration_months: Months | None = None
    place: Text | None = None
    defence: bool = False
    social_services: bool = False
    document_version: Text = "1"
    ambition: Ambition | None = None
    clause_placement: ClausePlacement | None = None
    derogations_form: DerogationsForm | None = None
    printed_numbers: bool = True
    group_form: GroupForm | None = None
    hours_pooling: HoursPooling | None = None
    surplus_carried: bool = False
    variation_threshold: Share | None = None
    variation_mode: VariationMode | None = None
    rounding_direction: Direction = Direction.NEAREST
    rounding_multiple: Annotated[int, Field(ge=1, le=1000)] = 1
    minimum_useful_hours: WholeHours | None = None
    values_source: Text | None = None
    values_date: date | None = None
    facilitator_body: Text | None = None
    facilitator_role: Text | None = None
    facilitator_email: Text | None = None
    facilitator_phone: Text | None = None
    facilitator_address: Text | None = None
    facilitator_hours: Text | None = None
    publics: tuple[str, ...] = ()
    unemployment_months: Months | None = None
    youth_age: Age | None = None
    senior_age: Age | None = None
    women_target: Share | None = None
    validation_days: Days | None = None
    eligibility_months: Months | None = None
    activities: Text | None = None
    deadline: date | None = None
    permanent_contract_months: Months | None = None
    training_counted: bool | None = None
    training_centre_counted: bool | None = None
    transferred_staff_excluded: bool = False
    reporting_rhythm: ReportingRhythm | None = None
    reporting_days: Days | None = None
    control_days: Days | None = None
    correction_days: Days | None = None
    deposit_address: Text | None = None
    referent_days: Days | None = None
    launch_days: Days | None = None
    plan_days: Days | None = None
    meeting_days: Days | None = None
    offer_days: Days | None = None
    milestone: date | None = None
    alert_days: Days | None = None
    decision_days: Days | None = None
    penalty_base: PenaltyBase | None = None
    penalty_lump_sum: Money | None = None
    penalty_coefficient: Coefficient | None = None
    late_penalty: Money | None = None
    absence_penalty: Money | None = None
    notice_days: Days | None = None
    penalty_cap: Share | None = None
    retention_months: Months | None = None
    masking_threshold: Headcount | None = None
    facilitator_data_role: DataRole | None = None
    framework_rule: FrameworkRule | None = None
    guaranteed_hours: WholeHours | None = None
    order_threshold: Money | None = None
    criterion_weight: Share | None = None
    welcome_weight: Share | None = None
    tutoring_weight: Share | None = None
    training_weight: Share | None = None
    follow_up_weight: Share | None = None
    hours_weight: Share | None = None
    plausible_hours: Share | None = None
    environmental_criterion: bool | None = None
    status_date: date | None = None
    status_days: Days | None = None
    reserved_cpv: Text | None = None
    pathways: Headcount | None = None
    pathway_hours: WholeHours | None = None
    pathway_months: Months | None = None
    support_activity: Text | None = None
    yearly_hours: WholeHours | None = None
    review_months: Months | None = None
    yearly_report_days: Days | None = None
    training_status: TrainingStatus | None = None
    training_months: Months | None = None
    overseas_territory: OverseasTerritory | None = None
    local_unemployment: Share | None = None
    national_unemployment: Share | None = None
    unemployment_year: Text | None = None
    unemployment_source: Text | None = None
    youth_hours_share: Share | None = None
    charter: Text | None = None
    charter_rate: Share | None = None
    charter_kind: CharterKind | None = None
    text_checked_on: date | None = None
    text_checked_by: Text | None = None
    signatory: Text | None = None
    facilitator_opinion: Text | None = None
    periods: Annotated[tuple[Period, ...], Field(max_length=MAX_PERIODS, alias="periodes")] = ()
    lots: Annotated[tuple[Lot, ...], Field(min_length=1, max_length=MAX_LOTS)]

    def __copy__(self) -> Self:
        """Return a copy that forgets what was worked out from facts a copy may change."""
        copied = super().__copy__()
        for name in ("lots_without_amount", "known_amount"):
            copied.__dict__.pop(name, None)
        return copied

    @cached_property
    def lots_without_amount(self) -> tuple[str, ...]:
        """Return the numbers of the lots whose amount is unknown."""
        return tuple(each.number for each in self.lots if each.amount_excl_tax is None)

    @cached_property
    def known_amount(self) -> Decimal:
        """Return the sum of the known amounts, in euros excluding tax."""
        return sum((each.amount_excl_tax or Decimal(0) for each in self.lots), Decimal(0))

    @property
    def rounding(self) -> Rounding:
        """Return the rounding rule of the whole contract."""
        return Rounding(self.rounding_direction, self.rounding_multiple)

    @property
    def under_the_code(self) -> bool:
        """Tell whether the buyer is subject to the public procurement code."""
        return self.buyer_kind is not BuyerKind.PRIVATE

    @property
    def concession(self) -> bool:
        """Tell whether the contract is a concession, which has a law of its own."""
        return self.contract_type is ContractType.CONCESSION

    @property
    def framework(self) -> bool:
        """Tell whether the contract is a framework agreement: orders decide what is done."""
        return self.amount_base in (AmountBase.MAXIMUM, AmountBase.ESTIMATE)

    @property
    def allotted(self) -> bool:
        """Tell whether the contract has several lots."""
        return len(self.lots) > 1

    def value_of(self, key: str) -> Any:
        """Return the fact known under the French ``key``."""
        return getattr(self, field_of_key()[key])


def field_of_key() -> dict[str, str]:
    """Return French key → English field name, for the facts of the contract."""
    return {term.key: name for name, term in vocabulary.contract_terms().items()}
