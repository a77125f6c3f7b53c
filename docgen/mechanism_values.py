"""The placeholders that tell which lots have which mechanism, and what the contract chose of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from docgen.lot_values import Published, lot_list
from insertion.clause_choices import (
    Ambition,
    ClausePlacement,
    DerogationsForm,
    FrameworkRule,
    GroupForm,
    HoursPooling,
    ReservedFor,
    SocialCondition,
    TrainingStatus,
    VariationMode,
)
from insertion.contract import Contract, Lot, Mechanism
from insertion.hours import HoursResult
from insertion.reserved_rules import BY_STRUCTURE, BY_WORKERS, is_reserved, is_reserved_for

_LISTS: dict[str, Callable[[Lot], bool]] = {
    "insertion": lambda lot: lot.has_insertion,
    "condition_seule": lambda lot: lot.mechanism is Mechanism.EXECUTION_CONDITION,
    "critere": lambda lot: lot.has_criterion,
    "critere_seul": lambda lot: lot.mechanism is Mechanism.AWARD_CRITERION,
    "clause_et_critere": lambda lot: lot.mechanism is Mechanism.CLAUSE_AND_CRITERION,
    "lots_reserves": is_reserved,
    "marche_insertion": lambda lot: lot.mechanism is Mechanism.INSERTION_SERVICE,
    "autre_condition": lambda lot: lot.mechanism is Mechanism.SOCIAL_CONDITION,
}
"""Lists of lots by name: ``lots_<name>`` is the list, ``avec_<name>`` whether it has any."""
LOTS, WITH = "lots_", "avec_"
Taken = dict[str, Callable[[HoursResult], Sequence[Lot]]]


def _of(test: Callable[[Lot], bool]) -> Callable[[HoursResult], Sequence[Lot]]:
    return lambda result: [each.lot for each in result.lots if test(each.lot)]


def _reserved(kind: ReservedFor) -> Callable[[Lot], bool]:
    return lambda lot: is_reserved(lot) and lot.reserved_for is kind


def _social(kind: SocialCondition) -> Callable[[Lot], bool]:
    return lambda lot: lot.mechanism is Mechanism.SOCIAL_CONDITION and lot.social_condition is kind


MECHANISM_FLAGS: Taken = {
    **{WITH + name: _of(test) for name, test in _LISTS.items()},
    **{f"reserve_{kind.value}": _of(_reserved(kind)) for kind in ReservedFor},
    "reserve_insertion_handicap": _of(lambda lot: is_reserved_for(lot, BY_STRUCTURE)),
    "reserve_travailleurs": _of(lambda lot: is_reserved_for(lot, BY_WORKERS)),
    **{f"condition_{kind.value}": _of(_social(kind)) for kind in SocialCondition},
}
"""The flags true when some lot is so, and those lots: a clause under the flag speaks of them."""


def values(result: HoursResult) -> Iterator[Published]:
    """Yield the flags and lists of lots by mechanism, then the contract's own choices."""
    for name, test in _LISTS.items():
        lots = _of(test)(result)
        listed = name if name.startswith(LOTS) else LOTS + name
        yield listed, "text", lot_list(lots)
    for kind in ReservedFor:
        yield f"lots_reserves_{kind.value}", "text", lot_list(_of(_reserved(kind))(result))
    for social in SocialCondition:
        yield f"lots_condition_{social.value}", "text", lot_list(_of(_social(social))(result))
    for name, taken in MECHANISM_FLAGS.items():
        yield name, "boolean", bool(taken(result))
    mechanisms = {each.lot.mechanism for each in result.lots}
    yield "mecanismes_mixtes", "boolean", len(mechanisms) > 1
    yield from chain(_wording(result.contract), _options(result.contract))


def _wording(contract: Contract) -> Iterator[Published]:
    level = contract.ambition or Ambition.ESSENTIAL
    for each in Ambition:
        yield f"niveau_{each.value}", "boolean", level is each
    yield "niveau_au_moins_renforce", "boolean", level is not Ambition.ESSENTIAL
    annex = contract.clause_placement is ClausePlacement.ANNEX
    yield "clause_en_annexe", "boolean", annex
    yield "clause_en_articles", "boolean", not annex
    sentences = contract.derogations_form is DerogationsForm.SENTENCES
    yield "derogations_en_phrases", "boolean", sentences
    yield "avec_delai_offre", "boolean", contract.offer_days is not None
    yield "avec_jalon", "boolean", contract.milestone is not None
    yield "avec_cible_femmes", "boolean", contract.women_target is not None
    form = contract.group_form or GroupForm.FREE
    for one in GroupForm:
        yield f"groupement_{one.value}", "boolean", form is one
    pooled = contract.hours_pooling or HoursPooling.NONE
    yield "avec_globalisation", "boolean", pooled is not HoursPooling.NONE
    yield "globalisation_meme_acheteur", "boolean", pooled is HoursPooling.SAME_BUYER
    yield "globalisation_plusieurs_acheteurs", "boolean", pooled is HoursPooling.SEVERAL_BUYERS


def _options(contract: Contract) -> Iterator[Published]:
    varies = contract.variation_threshold is not None
    automatic = contract.variation_mode is VariationMode.AUTOMATIC
    yield "avec_modification", "boolean", varies
    yield "modification_automatique", "boolean", varies and automatic
    yield "modification_par_avenant", "boolean", varies and not automatic
    yield "concession", "boolean", contract.concession
    yield "hors_concession", "boolean", not contract.concession
    yield "accord_cadre", "boolean", contract.framework
    rule = contract.framework_rule or FrameworkRule.PRO_RATA
    for each in FrameworkRule:
        yield f"regle_{each.value}", "boolean", contract.framework and rule is each
    yield "minimum_garanti", "boolean", contract.guaranteed_hours is not None
    yield "outre_mer", "boolean", contract.overseas_territory is not None
    yield "avec_charte", "boolean", contract.charter is not None
    status = contract.training_status
    yield "avec_formation", "boolean", status is not None
    yield "formation_alternance", "boolean", status is TrainingStatus.APPRENTICESHIP
    yield "formation_scolaire", "boolean", status is TrainingStatus.SCHOOL
