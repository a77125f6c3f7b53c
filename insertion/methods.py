"""The methods that size insertion hours, each written once.

A method is read four ways: value, Excel formula, French sentence, steps. To add one: write it here,
and its label and inputs in the vocabulary; nothing else changes.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache

from insertion.dated import Certainty
from insertion.formula import Brackets, Constant, Extreme, Named, Slices, Variable
from insertion.method import Ceiling, HoursKind, Method, Source, Statement

CHECKED = "2026-11-20"
PRACTICE = Source("Pratique rapportée, sans texte lu", "", CHECKED)
FACILITATOR_GUIDE = Source(
    "Maison de l'emploi, guide aux entreprises", "http://www.mefsud77.fr/?page_id=28", CHECKED
)
ANRU_CHARTER = Source(
    "Charte nationale d'insertion de l'ANRU, 2015",
    "https://irev.fr/print/actualites-0/lanru-adopte-une-nouvelle-charte-dinsertion",
    CHECKED,
)
STATE_CONTRACT = Source(
    "Marché de l'État 21_BAM_048, CCAP, articles 1.4 et 8.2.2",
    "https://github.com/clause-sociale/documentation",
    CHECKED,
)
TRAINING_CLAUSE = Source(
    "Clause sociale de formation, guide de l'acheteur, décembre 2019",
    "https://github.com/lab110bis/clause-sociale-de-formation",
    CHECKED,
)
CLEANING_TRADE = Source(
    "Branche de la propreté, recommandations sur le personnel repris (principe lu, formule non "
    "lisible)",
    "https://inserpropre.fr",
    CHECKED,
)
PUBLIC_ESTIMATOR = Source(
    "Le Marché de l'inclusion, estimateur, code lu en août 2026",
    "https://github.com/gip-inclusion/le-marche",
    CHECKED,
)

amount_excl_tax = Variable("amount_excl_tax")
labour_share = Variable("labour_share")
insertion_rate = Variable("insertion_rate")
hourly_cost = Variable("hourly_cost")
worked_hours = Variable("worked_hours")
fte = Variable("fte")
fte_hours = Variable("fte_hours")
years = Variable("years")
annual_hours = Variable("annual_hours")
transferred_hours = Variable("transferred_hours")
payroll = Variable("payroll")
posts = Variable("posts")
hours_per_post = Variable("hours_per_post")
trigger = Variable("trigger")
slice_amount = Variable("slice_amount")
hours_per_million = Variable("hours_per_million")
floor_hours = Variable("floor_hours")
initial_hours = Variable("initial_hours")
amended_amount = Variable("amended_amount")


def _euros(amount: int) -> Constant:
    return Constant(Fraction(amount), "euros")


def _hours(count: int) -> Constant:
    return Constant(Fraction(count), "heures")


LABOUR_AMOUNT = Method(
    id="montant_main_oeuvre",
    exact=Named(
        "insertion_effort",
        Named("labour_amount", amount_excl_tax * labour_share) * insertion_rate,
    )
    / hourly_cost,
    sources=(FACILITATOR_GUIDE,),
    certainty=Certainty.VERIFIED,
    example={"montant_ht": "1000000", "part_mo": "0.5", "taux_insertion": "0.05",
             "cout_horaire": "30"},
    inferred=True,
)  # fmt: skip

WORKED_HOURS_SHARE = Method(
    id="heures_travaillees",
    exact=worked_hours * insertion_rate,
    sources=(ANRU_CHARTER,),
    certainty=Certainty.VERIFIED,
    example={"heures_travaillees": "10050", "taux_insertion": "0.05"},
    statement=Statement.WORKED_SHARE,
    inferred=True,
)

STAFFING = Method(
    id="effectif",
    exact=Named("staff_hours", Named("yearly_staff_hours", fte * fte_hours) * years)
    * insertion_rate,
    sources=(PRACTICE,),
    certainty=Certainty.TO_VERIFY,
    example={"etp": "12", "heures_par_etp": "1607", "annees": "1", "taux_insertion": "0.1"},
    caution="La base d'heures par ETP change le résultat : 1 607 et 1 820 heures s'emploient.",
)

ANNUAL_HOURS = Method(
    id="heures_annuelles",
    exact=Named(
        "new_hours",
        Extreme("max", Named("hours_left", annual_hours - transferred_hours), _hours(0)),
    )
    * insertion_rate
    * years,
    sources=(CLEANING_TRADE,),
    certainty=Certainty.SECONDARY,
    example={"heures_annuelles": "20000", "heures_personnel_repris": "16000",
             "taux_insertion": "0.1", "annees": "1"},
    caution="Seules comptent les heures confiées à du personnel nouvellement affecté au marché.",
)  # fmt: skip

PAYROLL_SHARE = Method(
    id="masse_salariale",
    exact=Named("insertion_effort", payroll * insertion_rate) / hourly_cost,
    sources=(PRACTICE,),
    certainty=Certainty.TO_VERIFY,
    example={"masse_salariale": "300000", "taux_insertion": "0.05", "cout_horaire": "30"},
)

POSTS = Method(
    id="postes",
    exact=posts * hours_per_post,
    sources=(PRACTICE,),
    certainty=Certainty.TO_VERIFY,
    example={"postes": "2", "heures_par_poste": "400"},
    statement=Statement.POSTS,
    caution="Prestations intellectuelles : seul l'équivalent en heures est mesuré.",
)

SLICES_CAUTION = (
    "Seules les tranches entières comptent ; le montant HT est ici la prévision de facturation."
)
SLICES_ABOVE = Method(
    id="tranches_au_dela",
    exact=Slices(
        Named(
            "slice_base",
            Extreme("max", Named("above_trigger", amount_excl_tax - trigger), _euros(0)),
        ),
        slice_amount,
    ),
    sources=(STATE_CONTRACT,),
    certainty=Certainty.VERIFIED,
    example={"montant_ht": "5000000", "seuil_facturation": "2700000", "montant_tranche": "2000"},
    statement=Statement.INVOICED_SLICES,
    caution=SLICES_CAUTION,
)

SLICES_ONCE_REACHED = Method(
    id="tranches_seuil_atteint",
    exact=Brackets(amount_excl_tax, ((trigger, Slices(amount_excl_tax, slice_amount)),)),
    sources=(STATE_CONTRACT,),
    certainty=Certainty.VERIFIED,
    example={"montant_ht": "5000000", "seuil_facturation": "2700000", "montant_tranche": "2000"},
    statement=Statement.INVOICED_SLICES,
    caution=SLICES_CAUTION,
)

SLICES_FROM_FIRST = Method(
    id="tranches_sans_seuil",
    exact=Slices(amount_excl_tax, slice_amount),
    sources=(STATE_CONTRACT,),
    certainty=Certainty.VERIFIED,
    example={"montant_ht": "5000000", "montant_tranche": "2000"},
    statement=Statement.INVOICED_SLICES,
    caution=SLICES_CAUTION,
)

PER_MILLION = Method(
    id="heures_par_million",
    exact=Named("amount_millions", amount_excl_tax / Constant(Fraction(1_000_000), "nombre"))
    * hours_per_million,
    sources=(PRACTICE,),
    certainty=Certainty.TO_VERIFY,
    example={"montant_ht": "2500000", "heures_par_million": "700"},
    caution="Contrôle rapide des grands programmes : ne tient pas compte de la main-d'œuvre.",
)

OFFER_FLOOR = Method(
    id="plancher_offre",
    exact=floor_hours,
    sources=(PRACTICE,),
    certainty=Certainty.TO_VERIFY,
    example={"plancher_heures": "500"},
    caution="Les heures offertes au-delà du plancher se comptent à part.",
)

AMENDMENT = Method(
    id="avenant",
    exact=initial_hours * Named("amount_ratio", amended_amount / amount_excl_tax),
    sources=(PRACTICE,),
    certainty=Certainty.TO_VERIFY,
    example={"montant_ht": "1000000", "heures_initiales": "833.333333333",
             "montant_avenant": "1150000"},
    statement=Statement.UNWRITTEN,
    caution="Partir des heures exactes du marché, ou des heures retenues si elles les remplacent.",
)  # fmt: skip

TRAINING_TABLE = Method(
    id="bareme_formation",
    exact=Brackets(
        amount_excl_tax,
        (
            (_euros(0), _hours(150)),
            (_euros(100_000), _hours(300)),
            (_euros(200_000), _hours(450)),
            (_euros(400_000), _hours(900)),
        ),
    ),
    sources=(TRAINING_CLAUSE,),
    certainty=Certainty.VERIFIED,
    example={"montant_ht": "150000"},
    kind=HoursKind.TRAINING,
    statement=Statement.TRAINING_TABLE,
    caution="Heures de formation de jeunes sous statut scolaire, sur le montant de la partie "
    "ferme : elles ne s'ajoutent pas aux heures d'emploi.",
)

ESTIMATOR = Method(
    id="estimateur_public",
    exact=amount_excl_tax / Constant(Fraction(26), "euros_par_heure"),
    sources=(PUBLIC_ESTIMATOR,),
    certainty=Certainty.VERIFIED,
    example={"montant_ht": "3699"},
    statement=Statement.UNWRITTEN,
    ceiling=Ceiling("amount_excl_tax", Decimal(3700)),
    caution="Estimateur grand public : un repère d'achat inclusif, qui ne dimensionne pas une "
    "clause. À partir de 3 700 € il compte des postes d'un mois, non des heures.",
)

METHODS: tuple[Method, ...] = (
    LABOUR_AMOUNT,
    WORKED_HOURS_SHARE,
    STAFFING,
    ANNUAL_HOURS,
    PAYROLL_SHARE,
    POSTS,
    SLICES_ABOVE,
    SLICES_ONCE_REACHED,
    SLICES_FROM_FIRST,
    PER_MILLION,
    OFFER_FLOOR,
    AMENDMENT,
    TRAINING_TABLE,
    ESTIMATOR,
)
"""Every method, in the order people meet them; the order of the drop-down."""


def method(method_id: str) -> Method:
    """Return a method by its French key.

    Raises:
        KeyError: when no method bears that key.
    """
    return {each.id: each for each in METHODS}[method_id]


@cache
def everyday_inputs() -> frozenset[str]:
    """Return the inputs of the methods that a lot may get without naming one."""
    return frozenset(name for each in METHODS if each.inferred for name in each.inputs)
