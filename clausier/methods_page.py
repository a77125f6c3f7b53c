"""The page of the methods, written from the methods themselves."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from clausier.markdown import heading, page, prose, table
from insertion import vocabulary
from insertion.formula_excel import to_excel
from insertion.formula_french import rounding_phrase, steps, to_french
from insertion.method import HoursKind, Method, Source, Statement
from insertion.methods import METHODS
from insertion.quantities import Direction, Rounding
from insertion.typography import date_text

USES = {
    Statement.VOLUME: "Le marché énonce un nombre d'heures.",
    Statement.WORKED_SHARE: "Le marché énonce la règle elle-même, en part des heures "
    "travaillées ; le nombre d'heures n'est alors qu'une estimation. Si des heures sont "
    "retenues, le marché énonce ce nombre.",
    Statement.INVOICED_SLICES: "Le marché énonce la règle elle-même, une heure par tranche "
    "facturée ; le nombre d'heures n'est alors qu'une prévision. Si des heures sont retenues, "
    "le marché énonce ce nombre.",
    Statement.FRAMEWORK: "Le marché énonce une règle qui suit les commandes de l'accord-cadre.",
    Statement.POSTS: "Le marché énonce un nombre de postes et les heures de chacun ; seul leur "
    "total en heures est mesuré.",
    Statement.TRAINING_TABLE: "Le marché énonce le barème lui-même ; le nombre d'heures n'est "
    "alors qu'une prévision. Si des heures sont retenues, le marché énonce ce nombre.",
    Statement.TRAINING: "Le marché énonce un nombre d'heures de formation.",
    Statement.YEARLY: "La concession énonce un nombre d'heures par année.",
    Statement.UNWRITTEN: "Aucune clause de la bibliothèque n'énonce cette méthode : elle se "
    "calcule et se compare, mais les pièces sont refusées.",
}


def methods_page() -> str:
    """Return « docs/methodes.md »."""
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
    values = {name: example_value(method, name) for name in method.inputs}
    reasoning = "\n".join(f"- {each}" for each in steps(method.rounded, values, Rounding()))
    sources = [f"- {_source(each)}" for each in method.sources]
    inputs = [
        (f"`{term.key}`", term.label)
        for term in (vocabulary.quantity(name) for name in method.inputs)
    ]
    return "\n\n".join(
        (
            heading(2, vocabulary.label_of("method", method.id)),
            f"**{_sentence(to_french(method.rounded))}**",
            prose(f"Dans le fichier : `methode: {method.id}`. {USES[method.statement]}"),
            prose(_remarks(method)),
            table(("Clé", "Valeur à saisir"), inputs),
            f"`={to_excel(method.rounded, _keys(method), Rounding())}`",
            f"{prose('Exemple :')}\n\n{reasoning}",
            f"{prose(f'Certitude : {method.certainty.label}. Source :')}\n\n" + "\n".join(sources),
        )
    )


def example_value(method: Method, name: str) -> Fraction:
    """Return an input of the method's worked example."""
    return Fraction(method.example[vocabulary.quantity(name).key])


def _source(source: Source) -> str:
    text = f"[{prose(source.text)}]({source.url})" if source.url else prose(source.text)
    return f"{text}, lu le {_day(source.checked_on)}"


def _remarks(method: Method) -> str:
    guessed = "" if method.inferred else "Elle doit être choisie : elle n'est jamais devinée."
    apart = (
        "" if method.kind is HoursKind.EMPLOYMENT
        else "Ces heures ne s'ajoutent jamais aux heures d'emploi."
    )  # fmt: skip
    return " ".join(each for each in (method.caution, apart, guessed) if each)
