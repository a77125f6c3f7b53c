"""Which styles of a workbook show a whole number as it is: neither « 83 300 % », nor « 833 € »."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from xlplugin.number_format import BUILT_IN, NumberFormat, number_format

_BUILT_IN = {"0", "1", "3", "37", "38"}
"""General, « 0 » and « # ##0 », with or without red negatives."""
_FIRST_CUSTOM = 164
_COLOUR_OR_CULTURE = re.compile(r"\[(?:[A-Za-z]+\d*|\$-[0-9A-Fa-f]+)\]")
_PADDING = re.compile(r"_.|\*.|\\[ \u00a0\u202f]|\"[ \u00a0\u202f]*\"")
_WHOLE = re.compile(r"[#0?]*[#0?, \u00a0\u202f]*[#0?]|General|Standard", re.IGNORECASE)


def whole_number_styles(styles: Element) -> frozenset[str]:
    """Return the indexes of the cell styles of ``styles.xml`` that suit a number of hours."""
    return frozenset(index for index, number, code in _numbers(styles) if _suits(number, code))


def misleading_styles(styles: Element) -> frozenset[str]:
    """Return the cell styles under which a number of hours reads as something else, or not."""
    return frozenset(
        index
        for index, number, code in _numbers(styles)
        if misleads(number_format(code or BUILT_IN.get(int(number), "General")))
    )


def misleads(shown: NumberFormat) -> bool:
    """Tell a format under which hours read as something else."""
    return shown.percent or shown.moment or shown.hidden or shown.thousands > 0


def _numbers(styles: Element) -> list[tuple[str, str, str | None]]:
    """Return the index, the number and the code of the format of each cell style."""
    codes: dict[str, str] = {}
    found: list[str] = []
    for group in styles:
        name = _local(group)
        if name == "numFmts":
            codes = {each.get("numFmtId", ""): each.get("formatCode", "") for each in group}
        elif name == "cellXfs":
            found = [each.get("numFmtId", "0") for each in group if _local(each) == "xf"]
    return [(str(index), number, codes.get(number)) for index, number in enumerate(found)]


def _suits(number: str, code: str | None) -> bool:
    if code is None:
        return number in _BUILT_IN
    if number.isdecimal() and int(number) < _FIRST_CUSTOM and number in _BUILT_IN:
        return True
    positive = _PADDING.sub("", _COLOUR_OR_CULTURE.sub("", code.split(";")[0]))
    return _WHOLE.fullmatch(positive.strip()) is not None


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
