"""Rebuild what is derived, after changing a method, a label or a look."""

from __future__ import annotations

import sys
from pathlib import Path

from docgen.hosts import FOLDER, build_hosts

ROOT = Path(__file__).resolve().parent.parent


def derived_files() -> dict[Path, bytes]:
    """Return every derived file of the repository with the content it should have."""
    hosts = ROOT / "clause_templates" / FOLDER
    return {hosts / name: content for name, content in build_hosts().items()}


def main() -> int:
    """Write every derived file."""
    for path, content in derived_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(path.relative_to(ROOT), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
