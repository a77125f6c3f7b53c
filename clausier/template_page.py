"""The page ``docs/guide-modeles.md``: what a buyer's own Word template may print.

Names, types and examples come from :mod:`docgen.placeholders`, as published for two contracts that
together publish every name; only what a name means is written here, and a name without meaning,
or a meaning without name, stops the build.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from clausier.example import example_record
from clausier.markdown import heading, page, prose, table
from docgen.blocks import Blank, Table, inline_text
from docgen.environment import FILTERS, TESTS
from docgen.library import builtin_library
from docgen.piece_list import PIECES
from docgen.placeholders import Placeholder, Placeholders, published
from insertion import vocabulary
from insertion.contract import Contract, Mechanism
from insertion.datafiles import load_data
from insertion.hours import compute
from insertion.methods import SLICES_ABOVE
from insertion.typography import plain

TYPES = {
    "text": "texte", "long_text": "texte", "choice": "texte", "choices": "texte", "date": "date",
    "month_count": "durée", "days": "délai", "hours": "heures", "number": "nombre",
    "headcount": "effectif", "money": "montant", "ratio": "part", "party": "texte",
    "boolean": "vrai ou faux",
}  # fmt: skip
MEANINGS: dict[str, str] = load_data("placeholders.fr.yaml")
"""What the names that no question of the record bears mean."""
LOT_MEANINGS = {
    "numero": "le numéro du lot",
    "intitule": "l'intitulé du lot",
    "mecanisme": "le mécanisme",
    "clause_oui_non": "« oui » ou « non »",
    "avec_clause": "vrai si le lot a une condition d'insertion, pour `{%tr if lot.avec_clause %}`",
    "volume": "ce que le marché demande : des heures, une part des heures travaillées, une heure "
    "par tranche facturée, ou rien",
    "heures": "le nombre d'heures au marché, sans le mot « heures » ; vide sans condition ou par "
    "tranche facturée",
    "jours": "l'équivalent en jours de 7 h",
    "semaines": "l'équivalent en semaines de 35 h",
}
CONDITIONAL = {
    "taux_heures", "estimation_heures", "exemple_taux", "exemple_heures_travaillees",
    "exemple_heures_dues", "regle_tranches", "tranche_montant", "tranche_seuil",
}  # fmt: skip
"""Names that are empty unless a lot states a share of worked hours, or an hour a slice."""
HOST_ONLY = (
    ("`{{p articles }}`", "tous les articles d'insertion du CCAP, avec les titres du modèle"),
    ('`{{p clause("publics-eligibles") }}`', "une seule clause, par son identifiant (plus bas)"),
    ("`{{p signature }}`", "le tableau de signature du candidat"),
    ("`{{p a_completer }}`", "l'encadré des mentions à compléter ; rien dans une pièce définitive"),
    ("`{{ mention_projet }}`", "« , projet » dans un projet ; rien dans une pièce définitive"),
)  # fmt: skip


def template_page() -> str:
    """Return the page.

    Raises:
        KeyError: when a published name has no meaning here, or the reverse.
    """
    whole, shared = _sample()
    places = _all_places(whole, shared)
    _check_meanings(places, whole.lots[0])
    return page(
        "Guide des modèles Word de l'acheteur",
        *_how_to(),
        heading(2, "Les champs d'un lot"),
        prose("Entre `{%tr for lot in lots %}` et `{%tr endfor %}`, chaque lot donne :"),
        table(("Champ", "Ce qu'il imprime", "Exemple"), _lot_rows(whole)),
        heading(2, "Les champs du marché"),
        prose(
            "Les exemples viennent du marché d'exemple. Un champ « vrai ou faux » s'imprime oui ou "
            "non, et sert surtout dans une condition, `{% if avec_ccag %}`. Dans un projet, une "
            "réponse manquante compte pour vraie, afin que le texte à relire soit visible. Un "
            "champ marqué d'un astérisque est vide si aucun lot n'est en part des heures "
            "travaillées, ou en heures par tranche facturée."
        ),
        table(("Champ", "Type", "Ce qu'il imprime", "Exemple"), _rows(places)),
        heading(2, "Les champs de mise en page"),
        table(("Champ", "Ce qu'il pose"), HOST_ONLY),
        heading(2, "Les clauses"),
        prose(
            'À écrire `{{p clause("identifiant") }}`, seul dans un paragraphe. Une clause qui ne '
            "vaut pas "
            "pour le marché (une part d'heures dans un marché à volume fixe, par exemple) est "
            "refusée."
        ),
        table(("Identifiant", "Titre", "Pièce"), _clause_rows()),
        *_refusals(),
    )


def _how_to() -> tuple[str, ...]:
    return (
        prose(
            "Vous avez déjà vos documents Word : acte d'engagement, CCAP, lettre. Écrivez-y les "
            "champs ci-dessous, entre doubles accolades, puis :"
        ),
        "```\nclausier generer marche.xlsx --sortie pieces --modele mon-acte.docx\n```",
        prose(
            "Le document rempli paraît dans `DCE/`, avec vos styles, votre en-tête et votre "
            "logo. `--modele` peut être répété. Le modèle lui-même n'est jamais modifié. Ces "
            "champs suivent la syntaxe de docxtpl : un modèle docxtpl existant convient s'il "
            "emploie les noms ci-dessous."
        ),
        prose(
            "Avant usage : `clausier modele verifier mon-acte.docx`. Partir de nos modèles, les "
            "mettre à votre charte, inscrire les vôtres à un profil : "
            "[mettre les pièces à votre charte](guide-presentation.md)."
        ),
        heading(2, "Les quatre gestes"),
        table(
            ("Pour", "Écrire"),
            (
                ("imprimer une valeur, en gardant la mise en forme", "`{{ acheteur_nom }}`"),
                (
                    (
                        "répéter une ligne de tableau : trois lignes, la première et la dernière "
                        "disparaissent"
                    ),
                    (
                        "`{%tr for lot in lots %}`, puis une ligne avec `{{ lot.numero }}`, `{{ "
                        "lot.volume }}`, puis `{%tr endfor %}`"
                    ),
                ),
                (
                    "garder ou ôter un paragraphe entier",
                    (
                        "`{%p if alloti %}`, puis le paragraphe, puis `{%p endif %}`, chacun seul "
                        "dans le sien"
                    ),
                ),
                ("poser les articles", "`{{p articles }}`, seul dans un paragraphe"),
            ),
        ),
        prose(
            "Les montants estimés, les parts de main-d'œuvre, les coûts horaires et les motifs "
            "n'ont pas de champ : un modèle destiné aux entreprises ne peut pas les imprimer. Un "
            "taux, une tranche ou un seuil n'en ont un que s'ils sont la règle du marché. Les "
            "heures prévues d'un lot par tranche facturée n'en ont pas : elles rendraient le "
            "montant estimé."
        ),
    )


def _sample() -> tuple[Placeholders, Placeholders]:
    """Publish the sample contract, and the same with lots that state a share or slices."""
    contract = example_record().contract
    share = contract.lots[1].model_copy(
        update={
            "method": "heures_travaillees",
            "amount_excl_tax": None,
            "labour_share": None,
            "hourly_cost": None,
            "worked_hours": Decimal(3000),
        }
    )
    slices = contract.lots[2].model_copy(
        update={
            "mechanism": Mechanism.EXECUTION_CONDITION,
            "method": SLICES_ABOVE.id,
            "inputs": (("trigger", Decimal(300_000)), ("slice_amount", Decimal(1000))),
        }
    )
    lots = (contract.lots[0], share, slices, *contract.lots[3:])
    mixed: Contract = contract.model_copy(update={"lots": lots})
    return published(compute(contract)), published(compute(mixed))


def _all_places(whole: Placeholders, mixed: Placeholders) -> dict[str, Placeholder]:
    """Return what a Word template may name: tables stand only in clauses."""
    told = {name: place for name, place in whole.values.items() if place.value != ""}
    found = {**mixed.values, **told}
    return {name: place for name, place in found.items() if not isinstance(place.value, Table)}


def _check_meanings(places: Mapping[str, Placeholder], lot: Mapping[str, object]) -> None:
    asked = {term.key for term in vocabulary.contract_terms().values()}
    differences = (
        places.keys() - asked ^ MEANINGS.keys(),
        lot.keys() ^ LOT_MEANINGS.keys(),
        {place.type for place in places.values()} - TYPES.keys(),
    )
    for each in differences:
        if each:
            raise KeyError(f"meaning and publication differ: {sorted(each)}")


def _rows(places: Mapping[str, Placeholder]) -> list[tuple[str, str, str, str]]:
    labels = {term.key: term.label for term in vocabulary.contract_terms().values()}
    return [
        (
            f"`{{{{ {name} }}}}`" + (" *" if name in CONDITIONAL else ""),
            TYPES[place.type],
            labels.get(name) or MEANINGS[name],
            _example(place),
        )
        for name, place in sorted(places.items())
    ]


def _example(place: Placeholder) -> str:
    match place.value:
        case bool():
            return "vrai" if place.value else "faux"
        case Blank():
            return ""
        case tuple():
            text = ", ".join(inline_text(line) for line in place.value)
        case _:
            text = str(place.value)
    short = plain(text)
    return short if len(short) <= 60 else short[:60].rpartition(" ")[0] + "…"


def _lot_rows(places: Placeholders) -> list[tuple[str, str, str]]:
    lot = places.lots[0]
    shown = {True: "vrai", False: "faux"}
    return [
        (f"`{{{{ lot.{name} }}}}`", meaning, shown.get(lot[name], str(lot[name])))
        for name, meaning in LOT_MEANINGS.items()
    ]


def _clause_rows() -> list[tuple[str, str, str]]:
    library = builtin_library()
    pieces = {each.key: each.label for each in PIECES}
    return [
        (f"`{identifier}`", library.clauses[identifier].sheet.title, pieces[document])
        for document, sections in library.plans.items()
        for section in sections
        for identifier in section.clauses
    ]


def _refusals() -> tuple[str, ...]:
    filters = ", ".join(f"`{name}`" for name in sorted(FILTERS))
    tests = ", ".join(f"`{name}`" for name in sorted(TESTS))
    return (
        heading(2, "Ce qui est refusé, et pourquoi"),
        prose(
            "Un modèle est un petit programme qui s'exécute chez vous. Il peut venir d'ailleurs "
            ": seul ce qui est utile est permis, le reste est refusé avant d'être essayé."
        ),
        table(
            ("Dans le modèle", "Réponse"),
            (
                (
                    "un champ inconnu, ou une faute de frappe",
                    "`MODELE_FAUTIF`, avec le nom le plus proche ; code de sortie 3",
                ),
                (
                    "une balise qui coupe un tableau ou un paragraphe",
                    "`MODELE_FAUTIF` ; code de sortie 3",
                ),
                (
                    (
                        "un appel de fonction, un attribut qui commence par `_`, un calcul, une "
                        "inclusion"
                    ),
                    (
                        "`MODELE_REFUSE` : cette expression pourrait lire ou lancer autre chose "
                        "; code de sortie 4"
                    ),
                ),
                (
                    (
                        "une macro, un contrôle ActiveX, un objet ou une image liés à un site, un "
                        "champ DDE ou INCLUDETEXT"
                    ),
                    "`DOCUMENT_DANGEREUX` ; code de sortie 4",
                ),
            ),
        ),
        prose(f"Filtres permis : {filters}."),
        prose(f"Tests permis : {tests}."),
        prose("Tous les codes : [les messages d'erreur](erreurs.md)."),
    )
