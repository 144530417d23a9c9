"""What stands in the cells of a table, kind by kind, but for instants."""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar
from unicodedata import normalize

T = TypeVar("T")
Words = Mapping[str, object]
Reader = Callable[[str], object]

FLAGS: Final = {
    "true": True, "yes": True, "1": True, "có": True,
    "false": False, "no": False, "0": False, "không": False,
}  # fmt: skip

_MOST_REMEMBERED = 10_000
_DIGITS = re.compile("[0-9]+")
_ERRORS_OF_SHEETS = frozenset(
    ["#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"]
)


def as_key(text: str) -> str:
    """Return `text` as words and headers are compared: trimmed, letters composed.

    A Vietnamese letter is one character or a base with combining marks, depending on
    the program that wrote it; the two look the same.
    """
    return normalize("NFC", text.strip())


def read_text(cell: str) -> str | None:
    """Read a text; a spreadsheet's error or a NUL in it is `ValueError`."""
    text = cell.strip()
    if text in _ERRORS_OF_SHEETS or "\0" in text:
        raise ValueError(cell)
    return text or None


def read_count(cell: str) -> int | None:
    """Read a whole number, 0 or more."""
    text = cell.strip()
    if text and not _DIGITS.fullmatch(text):
        raise ValueError(cell)
    return int(text) if text else None


def word_reader(words: Words) -> Reader:
    """Return a function that reads one of `words`, exactly as written."""

    def read(cell: str) -> object:
        key = as_key(cell)
        if key and key not in words:
            raise ValueError(cell)
        return words.get(key)

    return read


def flag_reader(words: Words) -> Reader:
    """Return a function that reads one of `words`, or of `FLAGS` in any case."""

    def read(cell: str) -> object:
        key = as_key(cell)
        if not key or key in words:
            return words.get(key)
        if key.casefold() not in FLAGS:
            raise ValueError(cell)
        return FLAGS[key.casefold()]

    return read


def or_blank(read: Reader, blanks: Words) -> Reader:
    """Return `read`, but each of `blanks` counts as a blank cell."""
    if not blanks:
        return read
    return lambda cell: None if as_key(cell) in blanks else read(cell)


def remembering(read: Callable[[str], T]) -> Callable[[str], T]:
    """Return `read`, but each distinct cell is read once.

    Most columns hold few distinct texts, and the rows then share one value.
    """
    return _Memory(read).__getitem__


class _Memory(dict[str, T]):
    __slots__ = ("_read",)

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> T:
        value = self._read(cell)
        if len(self) < _MOST_REMEMBERED:
            self[cell] = value
        return value
