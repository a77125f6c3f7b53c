"""Installs extensions as a user would and calculates in headless Calc; needs the system's python3.

Reads orders as JSON on stdin: ``{"extensions": [base64, …], "steps": [step, …]}``; writes the list
of the steps' answers. A step is one of:

- ``{"set": {"A1": value, "B2": {"formula": "=…"}}, "arrays": {"C1:D4": "=…"}, "read": ["A1:D4"]}``:
  a new sheet; answers ``{"values": {area: rows}, "seconds": …}``;
- ``{"describe": "PREFIX."}``: what the function wizard shows of these functions;
- ``{"save": suffix, "filter": name, "read": […]}``: the document stored so, closed, opened again;
  answers ``{area: {"formulas": rows, "values": rows}}`` of its last sheet;
- ``{"open": base64, "suffix": …, "replace": [old, new], "read": […]}``: a document, after searching
  and replacing in its formulas; same answer, of its first sheet.

A value is a number, a text, ``null`` (nothing typed) or ``{"date": "2026-09-01"}``; an error cell
reads as ``{"error": code}``. Everything happens in the folder given as the only argument.
"""

import base64
import datetime
import json
import pathlib
import subprocess
import sys
import time

from office_connection import DisposedException, connect, named_property

FOLDER = pathlib.Path(sys.argv[1])
PROFILE = "-env:UserInstallation=file://" + str(FOLDER / "profile")
EPOCH = datetime.date(1899, 12, 30)


def _install(extensions):
    for rank, content in enumerate(extensions):
        path = FOLDER / f"extension-{rank}.oxt"
        path.write_bytes(base64.b64decode(content))
        command = ["unopkg", "add", PROFILE, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)


def _set(cell, value):
    if isinstance(value, dict) and "formula" in value:
        cell.Formula = value["formula"]
    elif isinstance(value, dict):
        day = datetime.date(*(int(part) for part in value["date"].split("-")))
        cell.Value = (day - EPOCH).days
    elif isinstance(value, str):
        cell.String = value
    elif value is not None:
        cell.Value = float(value)


def _values(area):
    where = area.RangeAddress
    rows = [list(row) for row in area.getDataArray()]
    for y in range(where.EndRow - where.StartRow + 1):
        for x in range(where.EndColumn - where.StartColumn + 1):
            code = area.getCellByPosition(x, y).getError()
            if code:
                rows[y][x] = {"error": code}
    return rows


def _reread(sheet, areas):
    answer = {}
    for each in areas:
        area = sheet.getCellRangeByName(each)
        answer[each] = {
            "formulas": [list(row) for row in area.getFormulaArray()],
            "values": _values(area),
        }
    return answer


class Session:
    def __init__(self, context):
        self.context = context
        self.desktop = self._service("com.sun.star.frame.Desktop")
        self.document = self._load("private:factory/scalc")

    def _service(self, name):
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def _load(self, url):
        return self.desktop.loadComponentFromURL(
            url, "_blank", 0, (named_property("Hidden", True),)
        )

    def sheet(self, step):
        sheets = self.document.Sheets
        sheets.insertNewByName(f"Pas {sheets.Count}", sheets.Count)
        sheet = sheets.getByIndex(sheets.Count - 1)
        formulas = []
        for address, value in step["set"].items():
            cell = sheet.getCellRangeByName(address)
            if isinstance(value, dict) and "formula" in value:
                formulas.append((cell, value))
            else:
                _set(cell, value)
        start = time.monotonic()
        for cell, value in formulas:
            _set(cell, value)
        for address, formula in step.get("arrays", {}).items():
            sheet.getCellRangeByName(address).setArrayFormula(formula)
        values = {each: _values(sheet.getCellRangeByName(each)) for each in step["read"]}
        return {"values": values, "seconds": time.monotonic() - start}

    def describe(self, step):
        descriptions = self._service("com.sun.star.sheet.FunctionDescriptions")
        shown = []
        for index in range(descriptions.Count):
            found = {each.Name: each.Value for each in descriptions.getByIndex(index)}
            if found["Name"].startswith(step["describe"]):
                arguments = [[a.Name, a.Description, a.IsOptional] for a in found["Arguments"]]
                shown.append([found["Name"], found["Description"], arguments])
        return shown

    def save(self, step):
        path = FOLDER / ("saved" + step["save"])
        self.document.storeToURL(
            "file://" + str(path), (named_property("FilterName", step["filter"]),)
        )
        again = self._load("file://" + str(path))
        again.calculateAll()
        answer = _reread(again.Sheets.getByIndex(again.Sheets.Count - 1), step["read"])
        again.close(True)
        return answer

    def open(self, step):
        path = FOLDER / ("given" + step["suffix"])
        path.write_bytes(base64.b64decode(step["open"]))
        document = self._load("file://" + str(path))
        sheet = document.Sheets.getByIndex(0)
        before = _reread(sheet, step["read"])
        order = sheet.createReplaceDescriptor()
        order.SearchString, order.ReplaceString = step["replace"]
        sheet.replaceAll(order)
        document.calculateAll()
        answer = {"before": before, "after": _reread(sheet, step["read"])}
        document.close(True)
        return answer


def main():
    orders = json.load(sys.stdin)
    _install(orders["extensions"])
    office, context, _ = connect(FOLDER / "profile")
    try:
        session = Session(context)
        answers = []
        for step in orders["steps"]:
            (kind,) = [each for each in ("set", "describe", "save", "open") if each in step]
            answers.append(getattr(session, {"set": "sheet"}.get(kind, kind))(step))
        json.dump(answers, sys.stdout)
        session.document.close(True)
        try:
            session.desktop.terminate()
        except DisposedException:  # the bridge may close before it answers
            office.kill()
    finally:
        try:
            office.wait(timeout=20)
        except subprocess.TimeoutExpired:
            office.kill()


main()
