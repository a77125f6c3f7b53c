"""The reference pages of ``docs/``, written from the data the product itself reads.

Nothing is typed twice: a fault, a method, an article or a key that changes changes its page,
and a test compares the committed pages with a rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from clausier.law_page import law_page
from clausier.markdown import heading, page, prose, table
from clausier.template_page import template_page
from insertion import vocabulary
from insertion.errors import catalogue
from insertion.formula import rounding_phrase, steps, to_excel, to_french
from insertion.methods import METHODS, Method
from insertion.quantities import Direction, Rounding
from insertion.typography import date_text
from insertion.vocabulary import Term

WORKED_EXAMPLE: dict[str, tuple[tuple[str, str], ...]] = {
    "montant_main_oeuvre": (
        ("amount_excl_tax", "1000000"),
        ("labour_share", "0.5"),
        ("insertion_rate", "0.05"),
        ("hourly_cost", "30"),
    ),
    "heures_travaillees": (("worked_hours", "10050"), ("insertion_rate", "0.05")),
}
"""Inputs shown for each method; the results are computed."""
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
        "methodes.md": _methods(),
        "droit.md": law_page(),
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


def _methods() -> str:
    rules = [
        (
            vocabulary.label_of("rounding_direction", direction.value),
            rounding_phrase(Rounding(direction), halves=True),
            f"`={to_excel(METHODS[0].rounded, _keys(METHODS[0]), Rounding(direction))}`",
        )
        for direction in Direction
    ]
    week = Rounding(multiple=35)
    rules.append(
        (
            "Au multiple de 35",
            rounding_phrase(week, halves=True),
            f"`={to_excel(METHODS[0].rounded, _keys(METHODS[0]), week)}`",
        )
    )
    return page(
        "Les méthodes de calcul",
        prose(
            "Une méthode est écrite une seule fois, dans `insertion/methods.py`. Le classeur, "
            "cette page, la note de calcul et la commande en sont quatre lectures. Les formules "
            "sont données avec les noms de fonctions que portent les fichiers ; Excel en "
            "français affiche `ARRONDI`, `ARRONDI.SUP`, `ARRONDI.INF` et des points-virgules."
        ),
        *(_method(each) for each in METHODS),
        heading(2, "Les règles d’arrondi"),
        prose(
            "Une seule règle vaut pour tout le marché. Elle est écrite dans les pièces. Vers le "
            "haut et vers le bas, le nombre passe d'abord par un arrondi à neuf décimales : sans "
            "lui, le bruit du calcul binaire d'un tableur ajouterait une heure à 30 heures "
            "exactes."
        ),
        table(("Règle", "Phrase", "Formule de la première méthode"), rules),
    )


def _day(text: str) -> str:
    return date_text(date.fromisoformat(text))


def _sentence(phrase: str) -> str:
    return prose(f"{phrase[:1].upper()}{phrase[1:]}.")


def _keys(method: Method) -> dict[str, str]:
    return {name: vocabulary.quantity(name).key for name in method.inputs}


def _method(method: Method) -> str:
    values = {name: Fraction(text) for name, text in WORKED_EXAMPLE[method.id]}
    reasoning = "\n".join(f"- {each}" for each in steps(method.rounded, values, Rounding()))
    sources = [
        f"- [{prose(each.text)}]({each.url}), lu le {_day(each.checked_on)}"
        for each in method.sources
    ]
    inputs = [
        (f"`{term.key}`", term.label)
        for term in (vocabulary.quantity(name) for name in method.inputs)
    ]
    use = (
        "Le marché énonce la règle elle-même, en part des heures travaillées ; le nombre "
        "d'heures n'est alors qu'une estimation. Si des heures sont retenues, le marché énonce "
        "ce nombre."
        if method.is_rule
        else "Le marché énonce un nombre d'heures."
    )
    return "\n\n".join(
        (
            heading(2, vocabulary.label_of("method", method.id)),
            f"**{_sentence(to_french(method.rounded))}**",
            prose(f"Dans le fichier : `methode: {method.id}`. {use}"),
            table(("Clé", "Valeur à saisir"), inputs),
            f"`={to_excel(method.rounded, _keys(method), Rounding())}`",
            f"{prose('Exemple :')}\n\n{reasoning}",
            f"{prose(f'Certitude : {method.certainty.label}. Source :')}\n\n" + "\n".join(sources),
        )
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
    if term.when:
        key, _, value = term.when.partition(".")
        said.append(f"Seulement si `{key}` : `{value}`.")
    if term.optional:
        said.append("Facultatif.")
    if term.internal:
        said.append("Interne.")
    return " ".join(each for each in said if each)
