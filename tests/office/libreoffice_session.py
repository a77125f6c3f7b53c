"""Recalculates a workbook in headless LibreOffice; run by the system's python3, which has ``uno``.

Reads orders as JSON on stdin:
``{"path": …, "cases": [{"set": {"Lots!A7": value}, "read": ["Lots!A7:C9"]}]}``.
Writes a JSON list, one ``{area: rows}`` a case. The cells of a case stay set for the next one.
A value is a number, a text, ``null`` (empty), ``{"date": "2026-09-01"}`` or
``{"formula": "=1/0"}``; the area ``Sheet!*`` is the whole sheet. A case with ``"save": path`` also
writes the workbook there, as a person would. An error cell is returned as ``{"error": code}``. The
file is only ever read.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile

from office_connection import DisposedException, connect, named_property

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""
FORMULA_ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR
EPOCH = datetime.date(1899, 12, 30)


def _connect(folder):
    profile = os.path.join(folder, "profile")
    os.makedirs(os.path.join(profile, "user"))
    with open(os.path.join(profile, "user", "registrymodifications.xcu"), "w") as settings:
        settings.write(RECALCULATE_ALWAYS)
    office, _, desktop = connect(profile)
    return office, desktop


def _area(document, address):
    sheet, _, cells = address.rpartition("!")
    page = document.Sheets.getByName(sheet)
    if cells != "*":
        return page.getCellRangeByName(cells)
    cursor = page.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return page.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def _set(cell, value):
    if value is None:
        cell.String = ""
    elif isinstance(value, dict) and "formula" in value:
        cell.Formula = value["formula"]
    elif isinstance(value, dict):
        day = datetime.date(*(int(part) for part in value["date"].split("-")))
        cell.Value = (day - EPOCH).days
    elif isinstance(value, str):
        cell.String = value
    else:
        cell.Value = float(value)


def _shown(area):
    rows = [list(row) for row in area.getDataArray()]
    start = area.RangeAddress
    for found in area.queryFormulaCells(FORMULA_ERRORS).RangeAddresses:
        for y in range(found.StartRow, found.EndRow + 1):
            for x in range(found.StartColumn, found.EndColumn + 1):
                row, column = y - start.StartRow, x - start.StartColumn
                code = area.getCellByPosition(column, row).getError()
                rows[row][column] = {"error": code}
    return rows


def main():
    orders = json.load(sys.stdin)
    folder = tempfile.mkdtemp(prefix="clausier-office-")
    office = None
    try:
        copy = os.path.join(folder, "copie.xlsx")
        shutil.copyfile(orders["path"], copy)
        office, desktop = _connect(folder)
        document = desktop.loadComponentFromURL(
            "file://" + copy, "_blank", 0, (named_property("Hidden", True),)
        )
        document.calculateAll()
        # Setting cells one by one would recalculate the whole sheet each time.
        document.enableAutomaticCalculation(False)
        answers = []
        for case in orders["cases"]:
            for address, value in case.get("set", {}).items():
                _set(_area(document, address).getCellByPosition(0, 0), value)
            document.calculate()
            answers.append({each: _shown(_area(document, each)) for each in case["read"]})
            if "save" in case:
                kind = named_property("FilterName", "Calc MS Excel 2007 XML")
                document.storeToURL("file://" + case["save"], (kind,))
        json.dump(answers, sys.stdout)
        document.close(True)
        try:
            desktop.terminate()
        except DisposedException:  # the bridge may close before it answers
            office.kill()
    finally:
        if office is not None:
            try:
                office.wait(timeout=20)
            except subprocess.TimeoutExpired:
                office.kill()
        shutil.rmtree(folder, ignore_errors=True)


main()
