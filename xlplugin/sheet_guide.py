"""The sheet « Mode d'emploi »: what to do, in order, and what the colours mean."""

from __future__ import annotations

from insertion.typography import french
from xlplugin.canvas import Page
from xlplugin.period_columns import NAME as PERIODS
from xlplugin.sheet_comparison import NAME as COMPARISON
from xlplugin.sheet_contract import NAME as CONTRACT
from xlplugin.sheet_lots import NAME as LOTS
from xlplugin.sheet_methods import NAME as METHODS
from xlplugin.sheet_note import NAME as NOTE
from xlplugin.sheet_summary import NAME as SUMMARY
from xlplugin.styles import GREY

NAME = "Mode d’emploi"
_STEPS = (
    (CONTRACT, ("Décrire le marché : acheteur, objet, date de lancement, règle d'arrondi. Le reste "
               "peut attendre la rédaction des pièces.")),
    (LOTS, ("Saisir une ligne par lot. Heures, jours et semaines apparaissent à droite, "
           "le total en haut ; la colonne « À lire » dit ce qui manque.")),
    (METHODS, ("Deux méthodes courantes se déduisent des cellules remplies. Les autres se "
               "choisissent par lot ; leurs données sont dans les colonnes groupées, sous "
               "le « + ».")),
    (LOTS, ("Un volume négocié se saisit dans « Heures retenues », avec motif, auteur et "
           "date : il remplace le calcul, qui reste visible.")),
    (PERIODS, ("Si le marché a des tranches ou des reconductions, en saisir une par ligne : les "
               "heures s'y répartissent. « Répartition » partage entre cotraitants.")),
    (COMPARISON, ("Choisir un lot : ce que donne chaque méthode, la source et l'âge des chiffres, "
                  "pourquoi les heures diffèrent. Les repères sont dans « Barèmes ».")),
    (SUMMARY, ("Présenter le marché en une page : heures, obligation lot par lot, points à régler "
              "et diagramme. Tout suit les lots.")),
    (NOTE, "Relire et imprimer la note : elle suit les lots et explique chaque chiffre."),
)  # fmt: skip
_TO_KNOW = (
    "Sans méthode choisie, la méthode du lot se déduit des cellules remplies.",
    "Montants, parts, taux et coûts restent internes : les entreprises ne lisent que des heures.",
    "Les parts sont au format pourcentage : taper 50 donne 50 %, taper 7,5 donne 7,5 %.",
    "Les nombres se saisissent seuls : 1000000, sans € ni espace ; le format les présente.",
    "Un lot de plus se saisit sur la ligne suivante : tout y est prêt, rien à recopier.",
    "Une ligne « À corriger » n'entre dans aucun total tant qu'elle n'est pas corrigée.",
)
_BREATH = 6
"""Points left under the rule of a title."""
_LEGEND: tuple[tuple[str, str | int, str], ...] = (
    ("input_choice", "À saisir", "Cellule jaune à bordure : votre saisie."),
    ("output_hours", 833, "Cellule blanche en gras : résultat, recalculé seul."),
    ("legend_idle", "Inutile ici", "Cellule grisée : la méthode du lot ne s'en sert pas."),
    ("legend_wrong", "À corriger", "Message : la ligne ne peut pas être utilisée telle quelle."),
)


def write_guide(page: Page) -> None:
    """Write the sheet."""
    page.look(GREY)
    page.widths((6, 20, 98))
    page.height(0, 34)
    page.put(0, 0, "Calcul des heures d’insertion", "title")
    page.put(1, 0, french(
        "Pour le facilitateur qui calcule et l'acheteur qui rédige : un classeur par marché, "
        "sans macro ni connexion."), "lead")  # fmt: skip
    line = _section(page, 3, "Dans l'ordre")
    for number, (sheet, text) in enumerate(_STEPS, start=1):
        page.height(line, 34)
        page.put(line, 0, str(number), "step")
        page.link(line, 1, sheet, sheet, "link")
        page.put(line, 2, french(text), "wrapped")
        line += 1
    page.height(line, 34)
    page.put(line, 0, str(len(_STEPS) + 1), "step")
    page.put(line, 1, "Pièces Word", "strong")
    page.put(line, 2, french(
        "Enregistrer le classeur, puis en tirer les articles du CCAP, du RC et de l'avis avec la "
        "commande « clausier generer »."), "wrapped")  # fmt: skip
    line = _section(page, line + 2, "Les couleurs")
    for style, sample, text in _LEGEND:
        page.height(line, 21)
        page.put(line, 1, french(sample) if isinstance(sample, str) else sample, style)
        page.put(line, 2, french(text), "plain_indented")
        line += 1
    line = _section(page, line + 1, "À savoir")
    for text in _TO_KNOW:
        page.height(line, 19)
        page.put(line, 0, "•", "bullet")
        page.put(line, 1, french(text), "plain")
        line += 1
    page.print_as(header="", repeated=None, tall=1)


def _section(page: Page, line: int, title: str) -> int:
    for column in range(3):
        page.put(line, column, french(title) if column == 0 else None, "section")
    page.height(line, 24)
    page.height(line + 1, _BREATH)
    return line + 2
