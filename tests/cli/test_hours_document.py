"""The JSON of the hours: kinds of hours apart, and what each period holds."""

from __future__ import annotations

from clausier.answers import hours_document
from insertion.hours import compute
from insertion.record import load_record

FILE = """montant_base: ferme
periodes:
  - {intitule: "Ferme", nature: ferme, duree_mois: 12}
  - {intitule: "Suite", nature: reconduction, duree_mois: 6}
lots:
  - numero: "1"
    intitule: "Nettoyage"
    montant_ht: 1200000
    part_mo: 0.4
    taux_insertion: 0.05
    cout_horaire: 30
    heures_offertes: 120
  - {numero: "2", intitule: "Formation", methode: bareme_formation, montant_ht: 400000}
  - {numero: "3", intitule: "Sans clause", mecanisme: aucun}
"""


def test_the_document_tells_periods_and_never_adds_hours_of_two_kinds() -> None:
    record = load_record(FILE)
    document = hours_document(compute(record.contract, record.lot_places), record)
    assert document["total_heures"] == 800
    assert document["total_heures_formation"] == 900
    assert document["heures_offertes"] == 120
    work, training, without = document["lots"]
    assert (work["nature_heures"], training["nature_heures"]) == ("emploi", "formation")
    assert work["periodes"] == [
        {"intitule": "Ferme", "nature": "ferme", "heures": 800, "comprise": True,
         "conditionnelle": False},
        {"intitule": "Suite", "nature": "reconduction", "heures": 400, "comprise": False,
         "conditionnelle": True},
    ]  # fmt: skip
    assert [each["heures"] for each in training["periodes"]] == [900, 450]
    assert without["periodes"] == []
