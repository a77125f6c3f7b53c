"""Draws the page and the task pane for the documentation: ``docs/images/page-*``, ``volet-*``.

A real server, the example of the product, Chromium; Excel is the fake one of the tests. Run by
hand, from the project's folder: ``.venv/bin/python tools/pane_pictures.py``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import books, journeys  # noqa: E402

IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Draw every picture, in place of the former ones.

    Raises:
        SystemExit: when the browser or what drives it is missing.
    """
    if not journeys.is_installed():
        sys.exit("Chromium, Node.js ou playwright-core manque : make outils")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        books.write_all(folder)
        with journeys.served(folder) as address:
            subprocess.run(  # noqa: S603 - our own arguments
                ["node", journeys.HERE / "pictures.mjs", address, folder, IMAGES],  # noqa: S607
                check=True,
            )
    for picture in sorted((*IMAGES.glob("page-*.png"), *IMAGES.glob("volet-*.png"))):
        print(picture.relative_to(ROOT))  # noqa: T201 - what was drawn


if __name__ == "__main__":
    main()
