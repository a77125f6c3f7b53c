"""What an adapted clause says it comes from, read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.clause import Clause

_FORM = re.compile(
    r"(?P<publisher>[^/@\n]+)/(?P<id>[a-z0-9-]+)@(?P<version>[\d.]+)"
    r" sha256:(?P<sha256>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The wording a clause was adapted from: who published it, its version, its hash."""

    publisher: str
    id: str
    version: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.publisher}/{self.id}@{self.version} sha256:{self.sha256}"

    @property
    def name(self) -> str:
        """Return the origin as people say it, hash apart."""
        return f"{self.publisher}/{self.id}@{self.version}"


def origin_of(clause: Clause) -> Origin | None:
    """Return what a clause says it was adapted from, ``None`` for an original."""
    found = _FORM.fullmatch(clause.sheet.provenance.derived_from or "")
    return None if found is None else Origin(**found.groupdict())


def origin_from(base: Clause) -> Origin:
    """Return what an adaptation of ``base`` must say."""
    return Origin(base.sheet.provenance.publisher, base.id, base.sheet.version, base.sha256)
