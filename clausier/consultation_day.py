"""The day that ages and law are asked for: the one given, or today; the roof alone has a clock."""

from __future__ import annotations

from datetime import date, datetime

from insertion import vocabulary
from insertion.errors import InvalidInput
from insertion.reading import RawCell, Unreadable, read_date


def day_of(le: str | None) -> date:
    """Return the day asked for with ``--le``, today by default.

    Raises:
        InvalidInput: when it is no date.
    """
    if le is None:
        return datetime.now().astimezone().date()
    try:
        return read_date(
            RawCell(le, "option --le"), vocabulary.contract_terms()["consultation_date"]
        )
    except Unreadable as error:
        raise InvalidInput([error.fault]) from None
