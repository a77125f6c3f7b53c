"""A call of every function, what the domain answers, and the shared hours cases as calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlplugin.function_catalogue import as_cells, function

CALLS: dict[str, tuple[Any, ...]] = {
    "heures_insertion": (
        [[1_000_000], [500_000], [None], ["beaucoup"]], [[0.5], [0.45], [None], [0.5]], 0.05, 30,
        "Vers le haut ; 7",
    ),
    "heures_sur_travaillees": (10_050, "7 %"),
    "heures_effectif": (12, 1607, 2, 0.05),
    "heures_sur_annuelles": (20_000, 4_000, 0.1, 3),
    "heures_masse_salariale": (400_000, 0.05, 25, 35),
    "heures_postes": (2, 910),
    "heures_tranches_au_dela": (1_250_000, 90_000, 45_000),
    "heures_tranches_seuil_atteint": (1_250_000, 90_000, 45_000),
    "heures_tranches_sans_seuil": (1_250_000, 45_000),
    "heures_par_million": ([[1_250_000], [2_000_000]], 700),
    "heures_plancher_offre": (320,),
    "heures_avenant": (1000, 150_000, 1_000_000, "inferieur"),
    "heures_bareme_formation": (900_000,),
    "heures_estimateur_public": (3_000,),
    "expliquer": ("Montant et main-d'œuvre", 1_000_000, 0.5, 0.05, 30),
    "comparer_methodes": (
        1_000_000, 0.5, 0.05, 30, {"date": "2026-09-01"}, "Peinture intérieure",
        [["Heures travaillées", 10_050]],
    ),
    "part_mo": ([["Peinture intérieure"], ["astronomie"]], {"date": "2026-09-01"}),
    "cout_horaire": ("Bâtiment tous corps d'état",),
    "repartir": (101, [[3], [None], [1], [2]]),
    "en_jours": ([[700], [None], [35]],),
    "en_semaines": (700, 39),
    "en_etp": (910,),
    "seuil_europeen": ("Travaux", "Collectivité territoriale", {"date": "2026-09-01"}),
    "obligation": (
        [[4_000_000], [1_800_000], [None]], "Travaux", "Collectivité territoriale",
        {"date": "2026-09-01"}, "non",
    ),
    "siret_valide": ([["732 829 320 00074"], ["732 829 320 00075"], [None]],),
}  # fmt: skip
"""A call of every function; a date is what Calc holds as a number of days."""
NEED_MODELS = {"comparer_methodes", "seuil_europeen", "obligation"}
"""Functions that stand on the compiled library."""


def in_python(name: str, arguments: Sequence[Any]) -> list[list[Any]]:
    """Return what the domain answers, as rows of what Calc shows."""
    answer = as_cells(function(name).call(*map(day_of, arguments)))
    rows = answer if isinstance(answer, list) else [[answer]]
    return [[float(each) if isinstance(each, int) else each for each in row] for row in rows]


def day_of(argument: Any) -> Any:
    return argument["date"] if isinstance(argument, dict) else argument
