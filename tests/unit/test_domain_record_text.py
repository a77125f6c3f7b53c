"""``marche.yaml`` as text: what a person opens, reads and corrects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from insertion.contract import Contract, Lot, Mechanism, Retained
from insertion.errors import InvalidInput
from insertion.quantities import DayKind, Days
from insertion.record import dump_record, load_record
from insertion.typography import plain

CONTRACT = Contract(
    buyer_name="Ville de Clairval",
    buyer_kind="collectivite",
    subject="École",
    consultation_date=date(2026, 12, 1),
    contract_type="travaux",
    duration_months=18,
    publics=("iae", "qpv"),
    validation_days=Days(count=1, kind=DayKind.WORKED),
    deadline=date(2028, 5, 31),
    penalty_lump_sum=Decimal("0.0000001"),
    training_counted=True,
    activities="été\nhiver",
    lots=(
        Lot(
            number="010",
            title="Gros œuvre",
            method="montant_main_oeuvre",
            amount_excl_tax=Decimal("12.125"),
            labour_share=Decimal(1),
            insertion_rate=Decimal("0.075"),
            hourly_cost=Decimal(30),
            retained=Retained(
                hours=800, reason="Négocié", author="Service", decided_on=date(2026, 9, 22)
            ),
        ),
        Lot(number="2", title="Second", mechanism=Mechanism.NONE),
    ),
)
TEXT = """\
schema: marche/1

# L'acheteur
acheteur_nom: "Ville de Clairval"
acheteur_type: collectivite
entite_adjudicatrice: non

# Le marché
objet_marche: "École"
date_lancement: 2026-12-01
nature: travaux
duree_ferme_mois: 18
defense_securite: non
services_sociaux: non
version_pieces: "1"

# La rédaction
numeros_imprimes: oui
report_excedent: non

# Le calcul
arrondi: plus_proche
arrondi_multiple: 1

# Les personnes
publics: [iae, qpv]
delai_validation: "1 jour ouvré"

# L'exécution
activites: "été\\nhiver"
date_limite: 2028-05-31
formation_comptee: oui
personnel_repris_exclu: non

# Les pénalités
penalite_forfait_heure: 0.0000001

# Les lots
lots:
  - numero: "010"
    intitule: "Gros œuvre"
    mecanisme: condition_execution
    methode: montant_main_oeuvre
    montant_ht: 12.1250
    part_mo: "100 %"
    taux_insertion: 0.075
    cout_horaire: 30
    heures_retenues: 800
    motif_retenue: "Négocié"
    auteur_retenue: "Service"
    date_retenue: 2026-09-22
  - numero: "2"
    intitule: "Second"
    mecanisme: aucun
"""


def test_a_contract_is_written_as_a_person_would_type_it():
    assert dump_record(CONTRACT) == TEXT


def test_what_a_person_would_type_is_that_contract():
    assert load_record(TEXT).contract == CONTRACT


LOTS = 'lots:\n  - {numero: "1", intitule: a, heures_retenues: 8}\n'


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        (f"acheteur_nomm: x\n{LOTS}", "acheteur_nomm (ligne 1)", "acheteur_nom"),
        (f"penalite_platond: 0\n{LOTS}", "penalite_platond (ligne 1)", "penalite_plafond"),
        (f"nature: travaux\nlot: []\n{LOTS}", "lot (ligne 2)", "lots"),
        (f"shema: marche/1\n{LOTS}", "shema (ligne 1)", "schema"),
        (f"{LOTS}  - {{numro: 2}}\n", "lots[2].numro (ligne 3)", "numero"),
        (f"xyzzy: 1\n{LOTS}", "xyzzy (ligne 1)", None),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_one_we_know(
    text: str, place: str, advice: str | None
):
    with pytest.raises(InvalidInput) as caught:
        load_record(text)
    found = caught.value.faults[0]
    assert (found.code, found.place) == ("CLE_INCONNUE", f"marche.yaml:{place}")
    wanted = "La supprimer." if advice is None else f"Vouliez-vous dire « {advice} » ?"
    assert plain(found.remedy) == wanted
