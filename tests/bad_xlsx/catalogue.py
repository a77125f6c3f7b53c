"""Every case, by family, and the comparison of what was read with what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clausier.documents import hours_warnings, lot_warnings
from clausier.files import read_contract
from clausier.records import hours_of
from insertion.errors import Fault, InvalidInput
from insertion.typography import plain
from tests.bad_xlsx.case import FILE, Case
from tests.bad_xlsx.figures import AMOUNTS, SHARES
from tests.bad_xlsx.identities import IDENTITIES
from tests.bad_xlsx.layouts import LAYOUTS
from tests.bad_xlsx.packages import DATES, PACKAGES
from tests.bad_xlsx.visibility import VISIBILITY

CATALOGUE: dict[str, list[Case]] = {
    "Layouts": LAYOUTS,
    "Amounts": AMOUNTS,
    "Shares": SHARES,
    "Identities": IDENTITIES,
    "Visibility": VISIBILITY,
    "Dates": DATES,
    "Packages": PACKAGES,
}
LAUNCH = {"consultation_date": date(2026, 9, 1)}


@dataclass(frozen=True)
class Outcome:
    """What reading and computing a workbook gave."""

    hours: tuple[int | None, ...] | None
    warnings: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def problem(self, case: Case) -> str:
        """Return what differs from the case, or nothing."""
        if case.hours is None:
            found = [(each.code, each.place) for each in self.faults]
            if sorted(found) != sorted(case.faults):
                return f"faults {[str(each) for each in self.faults]}, hours {self.hours}"
            said = plain(" ".join(str(each) for each in self.faults))
            return "".join(f"no « {w} » in {said}" for w in case.words if plain(w) not in said)
        if self.hours != case.hours:
            return f"hours {self.hours}, faults {[str(each) for each in self.faults]}"
        said = plain(" ".join(self.warnings))
        return "".join(f"no « {word} » in {said}" for word in case.told if plain(word) not in said)


def outcome_of(case: Case, folder: Path) -> Outcome:
    """Build the workbook of a case in ``folder``, read it and compute its hours."""
    path = folder / FILE
    case.build(path)
    try:
        record = read_contract(path, case.sheet, LAUNCH)
        result = hours_of(record)
    except InvalidInput as error:
        return Outcome(None, faults=error.faults)
    warnings = (*lot_warnings(result), *hours_warnings(record, result))
    return Outcome(tuple(each.contract_hours for each in result.lots), warnings)
