"""Files of the server that are nobody else's: keys and tokens, in the user's own folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from clausier.profiles_store import profiles_folder
from insertion.errors import InvalidInput, fault

OWNER_ONLY = 0o600
FOLDER_MODE = 0o700


def server_folder() -> Path:
    """Return the folder of the server's files, which may not exist yet.

    Raises:
        InvalidInput: when « ~ » names nobody of this computer.
    """
    return profiles_folder().with_name("serveur")


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all.

    Raises:
        InvalidInput: when the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".clausier-")  # born 600
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(content)
            Path(name).chmod(OWNER_ONLY)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        detail = "le système a refusé l'accès"
        raise InvalidInput([fault("SORTIE_IMPOSSIBLE", str(path), detail=detail)]) from error
