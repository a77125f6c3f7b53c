"""Why a lot is obliged or not, in a few words that fit on a line of the summary."""

from __future__ import annotations

from xlplugin.obligation_formulas import (
    CONTESTED,
    DAY,
    KIND,
    LIMIT,
    NATURE,
    OF_CONTRACT,
    STALE,
    UNKNOWN,
    Case,
    Ground,
)
from xlplugin.pairing import Paired, either, grouped, joined, words


def reason(ground: Ground, case: Case) -> Paired:
    """Return why a lot in ``case`` is obliged or not; a stale threshold asks for a new check."""
    contract, limit = ground.contract, at_limit(ground)
    unknown = 0 if contract is None else len(contract.lots_without_amount)
    contested = Paired(CONTESTED, ground.contested.value)
    told = {
        Case.PRIVATE: words("Acheteur privé : hors du code de la commande publique."),
        Case.MISSING_FACT: _missing(ground),
        Case.DEFENCE: words("Défense ou sécurité : hors du champ de l'obligation."),
        Case.TOO_EARLY: words("Consultation antérieure à l'obligation."),
        Case.NO_AMOUNT: joined(words("Montant HT non saisi ; seuil de "), limit),
        Case.SOCIAL_SERVICES: words("Services sociaux : seuil propre possible, à trancher"),
        Case.REACHED: joined(
            words("Seuil de "),
            limit,
            words(" atteint"),
            either(contested, words(", jour à vérifier"), words("")),
        ),
        Case.UNKNOWN_TOTAL: joined(
            words("Total inconnu, lots sans montant : "), Paired(UNKNOWN, unknown)
        ),
        Case.TOTAL_REACHED: words("Lot sous le seuil, marché au-dessus : clause recommandée"),
        Case.BELOW: joined(words("Sous le seuil de "), limit),
    }
    return told[case] if case <= OF_CONTRACT else joined(told[case], doubts(ground))


def doubts(ground: Ground) -> Paired:
    """End a sentence on the threshold, and ask for a check beyond its last day known."""
    stale = Paired(STALE, ground.stale.value)
    return either(stale, words(" (seuil à reconfirmer)."), words("."))


def at_limit(ground: Ground) -> Paired:
    """Return the threshold in words: « 5 404 000 € HT »."""
    return joined(grouped(Paired(LIMIT, ground.limit.value)), words(" € HT"))


def _missing(ground: Ground) -> Paired:
    """Name the facts that are missing."""
    lacking = joined(
        *(
            either(Paired(f'{name}=""', cell.value == ""), words(f", {told}"), words(""))
            for name, cell, told in (
                (KIND, ground.kind, "type d'acheteur"),
                (DAY, ground.day, "date de lancement"),
                (NATURE, ground.nature, "nature du marché"),
            )
        )
    )
    # Each name comes with its comma: the first one is cut off.
    named = Paired(f"MID({lacking.formula},3,200)", str(lacking.value)[2:])
    return joined(words("Il manque, dans « Marché » : "), named, ".")
