"""Rebuild what is derived, after changing a method, a label or a look."""

from __future__ import annotations

import sys
from pathlib import Path

from clausier import manifest
from clausier.example import WORKBOOK, example_record
from clausier.programme_example import PROGRAMME_WORKBOOK, example_programme
from clausier.reference import reference_pages
from docgen.golden import golden_files
from docgen.hosts import FOLDER, build_hosts
from docgen.library import builtin_library
from xlplugin.rebuild import BLANK
from xlplugin.workbook import workbook_bytes

ROOT = Path(__file__).resolve().parent.parent


def derived_files() -> dict[Path, bytes]:
    """Return every derived file of the repository with the content it should have."""
    folder = ROOT / "clause_templates" / FOLDER
    hosts = {folder / name: content for name, content in build_hosts().items()}
    workbooks = {
        ROOT / "workbooks" / BLANK: workbook_bytes(),
        ROOT / "workbooks" / WORKBOOK: workbook_bytes(example_record().contract),
        ROOT / "workbooks" / PROGRAMME_WORKBOOK: example_programme(),
    }
    pages = {ROOT / "docs" / name: text.encode() for name, text in reference_pages().items()}
    revisions = {ROOT / "clausier" / manifest.REVISIONS.name: manifest.revisions_text().encode()}
    clauses = ROOT / "clause_templates"
    golden = {
        clauses / path: text.encode() for path, text in golden_files(builtin_library()).items()
    }
    return hosts | workbooks | pages | revisions | golden


def main() -> int:
    """Write every derived file."""
    for path, content in derived_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(path.relative_to(ROOT), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
