"""What must not be signed, and what must be looked at, of a criterion of insertion.

The usual range of weights is a practice, not law, and is named as such. That the offered hours are
enough for the law in a lot without a condition is not settled: it is pointed out, never promised.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from insertion.award_criterion import scored, sub_criteria
from insertion.contract import Mechanism
from insertion.errors import fault
from insertion.finding import Blocking, Finding, Reservation
from insertion.hours import HoursResult
from insertion.law import articles
from insertion.obligations import Level
from insertion.offer import Floor, floor_of
from insertion.typography import date_text, share_text
from insertion.vocabulary import contract_terms, label_of

CRITERIA, CONCESSION_CRITERIA = "ccp:L2152-7", "ccp:L3124-5"
LIGHTEST, HEAVIEST = Decimal("0.05"), Decimal("0.20")  # practice, not law
HOURS = "hours_weight"


def _judged(result: HoursResult) -> bool:
    return any(each.lot.has_criterion for each in result.lots)


def concession_criterion(result: HoursResult) -> Iterable[Finding]:
    """The criteria of a concession have their own law, and no clause here."""
    for each in result.lots:
        if result.contract.concession and each.lot.has_criterion:
            label = label_of("mechanism", each.lot.mechanism.value)
            number = each.lot.number
            yield Finding(
                fault("CRITERE_EN_CONCESSION", f"lot {number}", number=number, mechanism=label)
            )


def whole_mark(result: HoursResult) -> Iterable[Finding]:
    """A criterion of nothing judges nothing; one of everything leaves no price nor quality."""
    weight = result.contract.criterion_weight
    if _judged(result) and weight in (0, 1):
        assert weight is not None
        yield Finding(fault("CRITERE_POIDS", "critere_poids", weight=share_text(weight)))


def sum_of_parts(result: HoursResult) -> Iterable[Finding]:
    """The parts of the criterion make the whole criterion, neither more nor less."""
    if not _judged(result):
        return
    contract = result.contract
    parts = scored(contract)
    if not parts:
        names = tuple(each.title for each in sub_criteria())
        found = fault("CRITERE_SANS_SOUS_CRITERE", "critere_poids", names=names)
        yield Finding(found, final_only=True)
        return
    total = sum((each.weight(contract) for each in parts), Fraction(0))
    if total != 1:
        shown = tuple(f"{each.title} {share_text(each.weight(contract))}" for each in parts)
        yield Finding(
            fault(
                "CRITERE_SOUS_CRITERES",
                contract_terms()[parts[0].field].key,
                total=share_text(total),
                parts=shown,
            )
        )


def hours_alone(result: HoursResult) -> Iterable[Finding]:
    """Hours scored alone reward a number, not what is done for people."""
    parts = scored(result.contract)
    if _judged(result) and [each.field for each in parts] == [HOURS]:
        yield Finding(fault("CRITERE_HEURES_SEULES", "sc_heures"))


def environment(result: HoursResult) -> Iterable[Finding]:
    """Price alone, or criteria without the environment, no longer judge offers under the code."""
    contract = result.contract
    on = contract.consultation_date
    if contract.environmental_criterion is not False or on is None:
        return
    article = articles()[CONCESSION_CRITERIA if contract.concession else CRITERIA]
    version = article.at(on)
    if contract.under_the_code and not contract.defence and version and version.start:
        told = {"article": article.citation(on), "start": date_text(version.start)}
        yield Finding(fault("CRITERE_ENVIRONNEMENTAL_ABSENT", "critere_environnemental", **told))


def unfit_offer(result: HoursResult) -> Iterable[Finding]:
    """Offered hours that nothing ties to the orders, or of another kind, would bind wrongly."""
    for each in result.lots:
        if floor_of(each) is Floor.UNFIT and not result.contract.concession:
            code = "CRITERE_ACCORD_CADRE" if result.contract.framework else "CRITERE_FORMATION"
            number = each.lot.number
            yield Finding(fault(code, f"lot {number}", number=number))


def unusual_weight(result: HoursResult) -> Iterable[str]:
    """A weight outside the usual range decides nothing, or decides too much."""
    weight = result.contract.criterion_weight
    if _judged(result) and weight and weight != 1 and not LIGHTEST <= weight <= HEAVIEST:
        yield (
            f"Le critère d'insertion pèse {share_text(weight)} de la note ; l'usage va de "
            f"{share_text(LIGHTEST)} à {share_text(HEAVIEST)} (usage, non règle de droit)."
        )


def heaviest_hours(result: HoursResult) -> Iterable[str]:
    """Hours as the heaviest part push to promise more than can be done."""
    parts = {each.field: each.weight(result.contract) for each in scored(result.contract)}
    hours = parts.pop(HOURS, None)
    if _judged(result) and hours is not None and parts and hours >= max(parts.values()):
        yield (
            "Aucun sous-critère d'insertion ne pèse plus que les heures offertes : donner plus de "
            "poids à la qualité de l'accueil, du tutorat, de la formation ou des suites."
        )


def uncapped_hours(result: HoursResult) -> Iterable[str]:
    """Without a limit of plausibility, an offer wins points with hours nobody can work."""
    contract = result.contract
    hours = any(each.field == HOURS for each in scored(contract))
    if _judged(result) and hours and contract.plausible_hours is None:
        label = contract_terms()["plausible_hours"].label
        yield (
            f"Les heures offertes sont notées sans limite : renseigner « {label} » pour qu'une "
            "promesse invraisemblable ne rapporte pas de points."
        )


def unscored_hours(result: HoursResult) -> Iterable[str]:
    """Where hours are neither asked nor scored, an offer may bind to very few."""
    contract = result.contract
    if not scored(contract) or any(each.field == HOURS for each in scored(contract)):
        return
    for each in result.lots:
        if each.lot.mechanism is Mechanism.AWARD_CRITERION:
            yield (
                f"Lot {each.lot.number} : le marché ne fixe aucune heure et le critère n'en note "
                "pas ; l'offre peut n'engager que très peu d'heures."
            )


def criterion_only(result: HoursResult) -> Iterable[str]:
    """A criterion is no condition: that its commitment satisfies the law is not settled."""
    for each in result.lots:
        bound = each.obligation.level is Level.MANDATORY
        if bound and each.lot.mechanism is Mechanism.AWARD_CRITERION:
            yield (
                f"Lot {each.lot.number} : une condition d'exécution sociale est due et le lot n'a "
                "qu'un critère. L'engagement de l'offre devient une obligation du marché ; qu'il "
                "suffise est à vérifier avant signature. Plus sûr : « Clause et critère »."
            )


def defence_environment(result: HoursResult) -> Iterable[str]:
    """The criteria of a defence contract are of another book, which was not read."""
    contract = result.contract
    if _judged(result) and contract.defence and contract.environmental_criterion is False:
        yield (
            "Marché de défense ou de sécurité sans critère environnemental : la règle qui lui est "
            "propre est à vérifier."
        )


BLOCKING: tuple[Blocking, ...] = (
    concession_criterion,
    whole_mark,
    sum_of_parts,
    hours_alone,
    environment,
    unfit_offer,
)
RESERVATIONS: tuple[Reservation, ...] = (
    unusual_weight,
    heaviest_hours,
    uncapped_hours,
    unscored_hours,
    criterion_only,
    defence_environment,
)
