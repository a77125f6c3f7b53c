"""The sheet « Synthèse »: verdicts counted, hours by family with a chart, contracts to join."""

from __future__ import annotations

from collections.abc import Sequence

from insertion import vocabulary
from insertion.datafiles import load_data
from insertion.obligations import Level
from insertion.pooling import Pool, pools
from insertion.programme import DATA
from insertion.screening import Screened, Screening, Verdict, volume_of
from insertion.screening_figures import Origin, family_label
from insertion.typography import counted, french
from xlplugin.canvas import Page, column_letter
from xlplugin.charts import PALE_ACCENT, Chart, Series
from xlplugin.pairing import Paired, literal
from xlplugin.sheet_screening import area_of
from xlplugin.styles import ACCENT

NAME = "Synthèse"
_WIDTHS = (34, 11, 20, 17, 17, 18, 62)
CHART_ROWS = 18


def write_summary(page: Page, screening: Screening, title: str) -> None:
    """Write the sheet; every count and sum reads the rows of « Repérage »."""
    page.look(ACCENT)
    page.widths(_WIDTHS)
    page.put(0, 0, french("Synthèse du repérage"), "title")
    page.put(1, 0, french(title), "strong")
    told = "Chaque chiffre lit la feuille « Repérage » : corrigée là-bas, la synthèse suit."
    page.put(2, 0, french(told), "lead")
    row = _verdicts(page, 4, screening)
    row = _obligations(page, row + 1, screening)
    row = _pools(page, row + 1, screening)
    _families(page, row + 1, screening)
    page.print_as(header=title, repeated=None, tall=1)


def _heads(page: Page, row: int, *titles: str) -> None:
    page.height(row, 30)
    for index, title in enumerate(titles):
        page.put(row, index, french(title), "head_left" if index == 0 else "head")


def _count(screening: Screening, name: str, label: str, where: Sequence[Screened]) -> Paired:
    area = area_of(name, len(screening.contracts))
    return Paired(f"COUNTIF({area},{literal(label)})", len(where))


def _sum(screening: Screening, of: str, name: str, label: str, value: float) -> Paired:
    count = len(screening.contracts)
    criteria = f"{area_of(name, count)},{literal(label)}"
    return Paired(f"SUMIFS({area_of(of, count)},{criteria})", value)


def _sum_where(of: str, criteria: str, count: int) -> str:
    return f"SUMIFS({area_of(of, count)},{criteria})"


def _verdicts(page: Page, row: int, screening: Screening) -> int:
    page.put(row, 0, french("Ce que le repérage propose"), "section")
    row += 1
    _heads(page, row, "Verdict", "Marchés", "Montant HT", "Heures, au moins", "Heures, au plus",
           "dont ordre de grandeur, au plus", "Ce que cela veut dire")  # fmt: skip
    begin = row + 1
    count = len(screening.contracts)
    for verdict in Verdict:
        row += 1
        chosen = screening.of(verdict)
        volume = volume_of(chosen)
        label = verdict.label
        amount = float(sum(each.contract.amount_excl_tax or 0 for each in chosen))
        loose = (
            f"SUMIFS({area_of('high', count)},{area_of('verdict', count)},{literal(label)},"
            f"{area_of('origin', count)},{literal(Origin.MAGNITUDE.label)})"
        )
        page.put(row, 0, label, "label")
        page.compute(row, 1, _count(screening, "verdict", label, chosen), "cell_whole")
        page.compute(row, 2, _sum(screening, "amount", "verdict", label, amount), "cell_money")
        page.compute(row, 3, _sum(screening, "low", "verdict", label, volume.low), "cell_whole")
        page.compute(row, 4, _sum(screening, "high", "verdict", label, volume.high), "cell_whole")
        page.compute(row, 5, Paired(loose, volume.magnitude_high), "cell_whole")
        page.put(row, 6, verdict.help, "message")
        page.height(row, 22)
    total = volume_of(screening.contracts)
    values: tuple[tuple[float, str], ...] = (
        (count, "total_hours"),
        (float(sum(e.contract.amount_excl_tax or 0 for e in screening.contracts)), "total_money"),
        (total.low, "total_hours"),
        (total.high, "total_hours"),
        (total.magnitude_high, "total_hours"),
    )
    row += 1
    page.put(row, 0, french("Total"), "total_label")
    for index, (value, style) in enumerate(values, start=1):
        letter = column_letter(index)
        page.compute(row, index, Paired(f"SUM({letter}{begin + 1}:{letter}{row})", value), style)
    page.put(row, 6, None, "total_blank")
    return row + 1


def _obligations(page: Page, row: int, screening: Screening) -> int:
    page.put(row, 0, french("Ce que la loi demande"), "section")
    row += 1
    _heads(page, row, "Obligation", "Marchés", "Montant HT")
    for level in Level:
        row += 1
        label = french(vocabulary.label_of("obligation", level.value))
        chosen = [each for each in screening.contracts if each.obligation.level is level]
        amount = float(sum(each.contract.amount_excl_tax or 0 for each in chosen))
        page.put(row, 0, label, "label")
        page.compute(row, 1, _count(screening, "obligation", label, chosen), "cell_whole")
        page.compute(row, 2, _sum(screening, "amount", "obligation", label, amount), "cell_money")
    return row + 1


def _pools(page: Page, row: int, screening: Screening) -> int:
    """Write the groups of small contracts worth joining, or why there is none."""
    page.put(row, 0, french("Petits marchés à regrouper, avec l'accord du facilitateur"), "section")
    found = pools(screening)
    row += 1
    if not found:
        page.put(row, 0, no_pool_words(screening), "plain_indented")
        return row + 1
    _heads(page, row, "Métier", "Marchés", "Numéros", "Heures, au moins", "Heures, au plus",
           "Minimum utile", "Objets")  # fmt: skip
    for each in found:
        row += 1
        objects = french(" ; ".join(one.contract.subject for one in each.contracts))
        page.put(row, 0, french(vocabulary.label_of("trade", each.trade)), "label")
        page.put(row, 1, len(each.contracts), "cell_whole")
        page.put(row, 2, numbers_of(each), "cell_center")
        page.put(row, 3, each.volume.low, "cell_whole")
        page.put(row, 4, each.volume.high, "cell_whole")
        page.put(row, 5, french("atteint" if each.certain else "à confirmer"), "cell_center")
        page.put(row, 6, objects, "message")
        page.height(row, 16 * max(1, 1 + len(objects) // 58))
    return row + 1


def numbers_of(pool: Pool) -> str:
    """Return the numbers of the contracts of a group, their rank in the list without one."""
    each = [one.contract.number or f"ligne {one.contract.rank}" for one in pool.contracts]
    return french(", ".join(each))


def no_pool_words(screening: Screening) -> str:
    """Return why no group is proposed."""
    if screening.assumptions.minimum is None:
        return french("Sans minimum utile, aucun regroupement ne peut être proposé.")
    return french("Aucun groupe de petits marchés d'un même métier n'atteint le minimum utile.")


def _families(page: Page, row: int, screening: Screening) -> None:
    """Write the hours worth studying by family, and draw them."""
    page.put(row, 0, french("Marchés à étudier, par famille de métiers"), "section")
    row += 1
    _heads(page, row, "Famille", "Marchés", "Montant HT", "Heures, au moins", "Heures, au plus")
    study = Verdict.TO_STUDY.label
    count = len(screening.contracts)
    chosen = screening.of(Verdict.TO_STUDY)
    names = [french(each) for each in load_data(DATA)["families"].values()] + [family_label(None)]
    begin = row + 1
    for name in names:
        row += 1
        own = [each for each in chosen if each.family == name]
        volume = volume_of(own)
        amount = float(sum(each.contract.amount_excl_tax or 0 for each in own))
        criteria = (
            f"{area_of('family', count)},{literal(name)},"
            f"{area_of('verdict', count)},{literal(study)}"
        )
        page.put(row, 0, name, "label")
        page.compute(row, 1, Paired(f"COUNTIFS({criteria})", len(own)), "cell_whole")
        page.compute(row, 2, Paired(_sum_where("amount", criteria, count), amount), "cell_money")
        page.compute(row, 3, Paired(_sum_where("low", criteria, count), volume.low), "cell_whole")
        page.compute(row, 4, Paired(_sum_where("high", criteria, count), volume.high), "cell_whole")
    of_all = volume_of(chosen)
    described = (
        f"Heures potentielles des marchés à étudier, par famille de métiers : au moins "
        f"{counted(of_all.low, 'heure')}, au plus {counted(of_all.high, 'heure')}."
    )
    labels = (begin, 0, row, 0)
    page.chart(
        row + 2,
        0,
        Chart(
            french("Heures potentielles des marchés à étudier"),
            french(described),
            (
                Series(french("Au moins"), labels, (begin, 3, row, 3)),
                Series(french("Au plus"), labels, (begin, 4, row, 4), PALE_ACCENT),
            ),
            unit=french("heures"),
            width=900,
            height=20 * CHART_ROWS,
        ),
    )
