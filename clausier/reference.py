"""The reference pages of ``docs/``, written from the data the product itself reads.

Nothing is typed twice: a fault, a method, an article or a key that changes changes its page,
and a test compares the committed pages with a rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable

from clausier.functions_page import functions_page
from clausier.headings_page import headings_page
from clausier.law_page import law_page
from clausier.markdown import heading, page, prose, table
from clausier.methods_page import methods_page
from clausier.template_page import template_page
from insertion import vocabulary
from insertion.errors import catalogue
from insertion.vocabulary import Term

WHAT_TO_TYPE = {
    "text": "texte",
    "long_text": "texte long",
    "siret": "14 chiffres",
    "email": "adresse électronique",
    "lot_number": "texte, zéros de tête gardés",
    "date": "date : `2026-12-01`",
    "choice": "un mot de la liste",
    "choices": "liste de mots : `[iae, jeunes]`",
    "boolean": "`oui` ou `non`",
    "month_count": "nombre entier de mois",
    "age": "nombre entier d'années",
    "headcount": "nombre entier de personnes",
    "days": 'délai : `"10 jours ouvrés"`',
    "money": "euros : `1250000.50`",
    "share": 'part : `0.05` ou `"5 %"`',
    "hours": "heures",
    "whole_hours": "heures entières",
    "number": "nombre",
}
"""What a person types for each type of the vocabulary."""


def reference_pages() -> dict[str, str]:
    """Return every wholly built page of ``docs/``, by file name."""
    return {
        "erreurs.md": _errors(),
        "methodes.md": methods_page(),
        "droit.md": law_page(),
        "en-tetes.md": headings_page(),
        "fonctions.md": functions_page(),
        "format-marche-yaml.md": _record_format(),
        "guide-modeles.md": template_page(),
    }


def _errors() -> str:
    rows = [
        (f"`{code}`", entry["cause"], entry["remedy"])
        for code, entry in sorted(catalogue().items())
    ]
    return page(
        "Les messages d'erreur",
        prose(
            "Chaque message dit où regarder, pourquoi, et quoi faire ; il finit par un code, que "
            "l'on peut chercher ici. Tous les points d'un fichier sont signalés ensemble. Les "
            "mots entre accolades sont remplacés par ce qui a été trouvé."
        ),
        table(("Code", "Cause", "Remède"), rows),
        heading(2, "Le code de sortie de la commande"),
        table(
            ("Code", "Sens"),
            (
                ("0", "Tout s'est bien passé ; un avertissement ne change pas ce code."),
                ("1", "Erreur interne."),
                ("2", "La commande est mal écrite, ou la sortie existe déjà."),
                ("3", "Un fichier, une cellule ou une valeur ne peut pas être utilisé tel quel."),
                ("4", "Refus de sécurité : le document ou le modèle pourrait nuire."),
                ("130", "Interrompu au clavier."),
            ),
        ),
    )


def _record_format() -> str:
    groups = vocabulary.groups()
    parts: list[str] = []
    for group, title in groups.items():
        terms = [term for term in vocabulary.contract_terms().values() if term.group == group]
        parts += [heading(3, title), _terms(terms)]
    terms_by_id = vocabulary.contract_terms() | vocabulary.lot_terms()
    lists = [name for name in vocabulary.choice_lists() if name in terms_by_id]
    choices: list[str] = []
    for name in lists:
        term = terms_by_id[name]
        rows = [
            (f"`{option.key}`", option.label, ", ".join(option.synonyms))
            for option in vocabulary.options(name).values()
        ]
        choices += [
            heading(3, f"`{term.key}` – {term.label}"),
            table(("Mot", "Libellé", "Autres mots reconnus"), rows),
        ]
    return page(
        "Le fichier marche.yaml",
        prose(
            "`marche.yaml` est la vue texte du classeur : mêmes informations, sans perte. "
            "`clausier generer` en écrit un dans `interne/` ; `clausier classeur SORTIE.xlsx "
            "--depuis marche.yaml` refait le classeur."
        ),
        prose(
            "Première ligne : `schema: marche/1`. Seule la clé `lots` est nécessaire pour "
            "calculer. Une clé absente dont une pièce a besoin y laisse une mention à compléter, "
            "que `--final` refuse. Les valeurs sont lues comme du texte : `numero: 010` reste « "
            "010 ». Les parts s'écrivent de 0 à 1, ou avec le signe `%`. Les ancres, les "
            "étiquettes et les clés en double sont refusées. « Interne » : la valeur ne paraît "
            "dans aucune pièce destinée aux entreprises."
        ),
        prose(
            "Exemple complet : "
            "[exemple-renovation-ecole.yaml](../workbooks/exemple-renovation-ecole.yaml)."
        ),
        heading(2, "Le marché"),
        *parts,
        heading(2, "Les lots"),
        prose("Sous la clé `lots`, un élément par lot."),
        _terms(vocabulary.lot_terms().values()),
        heading(2, "Les listes"),
        prose(
            "Un libellé ou un autre mot reconnu convient aussi, sans souci de majuscule ni "
            "d'accent."
        ),
        *choices,
    )


def _terms(terms: Iterable[Term]) -> str:
    rows = [
        (
            f"`{term.key}`",
            term.label,
            WHAT_TO_TYPE[term.type],
            _remarks(term),
        )
        for term in terms
    ]
    return table(("Clé", "Libellé", "À saisir", "Remarques"), rows)


def _remarks(term: Term) -> str:
    said = [term.help]
    for when in (vocabulary.group_condition(term.group), term.when):
        key, _, values = when.partition(".")
        if values:
            named = " ou ".join(f"`{each}`" for each in values.split("|"))
            said.append(f"Seulement si `{key}` : {named}.")
        elif key:
            said.append(f"Seulement avec `{key}`.")
    if term.optional:
        said.append("Facultatif.")
    if term.internal:
        said.append("Interne.")
    return " ".join(each for each in said if each)
