"""Folders that lie in memory: the files of a pack once verified, or several libraries as one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import IO, Any


class MemoryFolder(Traversable):
    """A folder, or a file, of ``files``: contents by path, « / » between the parts.

    Nothing is ever looked for on a disk: what is not in ``files`` does not exist.
    """

    def __init__(self, files: Mapping[str, bytes], path: str = "", *, called: str = "") -> None:
        self._files = files
        self._path = path
        self._called = called

    @property
    def name(self) -> str:
        """Return the last part of the path, or what the whole is called."""
        return PurePosixPath(self._path).name or self._called

    def iterdir(self) -> Iterator[MemoryFolder]:
        """Yield what the folder holds, by name."""
        opening = f"{self._path}/" if self._path else ""
        names = {
            path[len(opening) :].partition("/")[0]
            for path in self._files
            if path.startswith(opening)
        }
        return (self / name for name in sorted(names))

    def is_dir(self) -> bool:
        """Tell whether some file lies under this path."""
        return not self._path or any(each.startswith(f"{self._path}/") for each in self._files)

    def is_file(self) -> bool:
        """Tell whether a file bears this path."""
        return self._path in self._files

    def joinpath(self, *descendants: Any) -> MemoryFolder:
        """Return what lies below, whether it exists or not."""
        path = "/".join([*([self._path] if self._path else []), *map(str, descendants)])
        return MemoryFolder(self._files, path)

    def __truediv__(self, child: Any) -> MemoryFolder:
        return self.joinpath(child)

    def read_bytes(self) -> bytes:
        """Return the file's content.

        Raises:
            FileNotFoundError: when nothing bears this path.
        """
        try:
            return self._files[self._path]
        except KeyError:
            raise FileNotFoundError(self._path) from None

    def read_text(self, encoding: str | None = None) -> str:
        """Return the file's text."""
        return self.read_bytes().decode(encoding or "utf-8")

    def open(self, mode: str = "r", *args: Any, **kwargs: Any) -> IO[Any]:
        """Return the file to read: bytes for « rb », text otherwise."""
        stream = io.BytesIO(self.read_bytes())
        return stream if "b" in mode else io.TextIOWrapper(stream, *args, **kwargs)


class LayeredFolder(Traversable):
    """Several folders seen as one, whole entries only: the first that holds a name gives it."""

    def __init__(self, layers: Sequence[Traversable], called: str) -> None:
        self._layers = tuple(layers)
        self._called = called

    @property
    def name(self) -> str:
        """Return what the whole is called."""
        return self._called

    def iterdir(self) -> Iterator[Traversable]:
        """Yield each entry once, from the first folder that holds it."""
        found: dict[str, Traversable] = {}
        for layer in self._layers:
            for each in layer.iterdir():
                found.setdefault(each.name, each)
        return (found[name] for name in sorted(found))

    def is_dir(self) -> bool:
        """Return true: a whole is a folder."""
        return True

    def is_file(self) -> bool:
        """Return false: a whole is a folder."""
        return False

    def joinpath(self, *descendants: Any) -> Traversable:
        """Return what the first folder that holds the first name has there."""
        first, *rest = "/".join(map(str, descendants)).split("/")
        for layer in self._layers:
            entry = layer.joinpath(first)
            if entry.is_dir() or entry.is_file():
                return entry.joinpath("/".join(rest)) if rest else entry
        return MemoryFolder({}, "/".join((first, *rest)))

    def __truediv__(self, child: Any) -> Traversable:
        return self.joinpath(child)

    def read_bytes(self) -> bytes:
        """Refuse: a folder is not read.

        Raises:
            IsADirectoryError: always.
        """
        raise IsADirectoryError(self._called)

    def read_text(self, encoding: str | None = None) -> str:  # noqa: ARG002 - its signature
        """Refuse: a folder is not read.

        Raises:
            IsADirectoryError: always.
        """
        raise IsADirectoryError(self._called)

    def open(self, mode: str = "r", *args: Any, **kwargs: Any) -> IO[Any]:  # noqa: ARG002 - its signature
        """Refuse: a folder is not read.

        Raises:
            IsADirectoryError: always.
        """
        raise IsADirectoryError(self._called)
