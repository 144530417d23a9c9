"""What the readers of files have in common: rows that can be read a second time."""

import weakref
from collections.abc import Sequence
from contextlib import AbstractContextManager
from os import PathLike, fspath
from typing import IO, Any, Protocol


class Rows(Protocol):
    """The rows below a header; `line_num` is the line on which the last one ended."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> "Rows": ...

    def __next__(self) -> list[str]: ...


class Source(Protocol):
    """A table in a file; each call of `rows` starts anew below the header."""

    @property
    def name(self) -> str: ...

    @property
    def header(self) -> Sequence[str]: ...

    def rows(self) -> AbstractContextManager[Rows]: ...


def name_of(file: str | PathLike[str] | IO[str] | IO[bytes]) -> str:
    """Return what to call a file in an error."""
    if isinstance(file, str | PathLike):
        return fspath(file)
    name = getattr(file, "name", None)
    return name if isinstance(name, str) else "the stream"


class Rewindable:
    """A stream that can be read again from where it stood when it was given.

    What cannot seek, as a pipe cannot, is copied to a temporary file first.
    """

    def __init__(self, stream: IO[str] | IO[bytes]) -> None:
        self.is_text = isinstance(stream.read(0), str)
        try:
            self._stream, self._start = stream, stream.tell()
        except OSError:
            self._stream, self._start = self._copied(stream), 0

    def _copied(self, stream: IO[Any]) -> IO[Any]:
        import shutil

        copy = self._temporary()
        weakref.finalize(self, copy.close)
        shutil.copyfileobj(stream, copy)
        return copy

    def _temporary(self) -> IO[Any]:
        from tempfile import TemporaryFile

        if self.is_text:
            return TemporaryFile("w+", encoding="utf-8", newline="")
        return TemporaryFile()

    def rewind(self) -> IO[Any]:
        """Return the stream, at its start."""
        self._stream.seek(self._start)
        return self._stream
