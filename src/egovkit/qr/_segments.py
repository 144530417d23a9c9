"""Split a text over the modes of a QR symbol so that it takes the fewest bits.

A version class is a range of versions whose character counts have the same width;
within one the split is the same (ISO/IEC 18004, tables 2 and 3).
"""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from attrs import frozen


class Mode(IntEnum):
    """How a stretch of the text is written, narrowest first; the mode indicators."""

    NUMERIC = 1
    ALPHANUMERIC = 2
    BYTE = 4


@frozen
class Segment:
    """A stretch of the text in one mode."""

    mode: Mode
    data: bytes


LAST_VERSIONS: Final = 9, 26, 40
"""The last version of each version class."""
_COUNT_BITS: Final = {
    Mode.NUMERIC: (10, 12, 14),
    Mode.ALPHANUMERIC: (9, 11, 13),
    Mode.BYTE: (8, 16, 16),
}
_INDICATOR_BITS: Final = 4
# Three digits take 10 bits and two other characters 11, so one takes whole sixths.
_SIXTHS: Final = {Mode.NUMERIC: 20, Mode.ALPHANUMERIC: 33, Mode.BYTE: 48}
_RUN: Final = re.compile(rb"([0-9]+)|([A-Z $%*+\-./:]+)|([^0-9A-Z $%*+\-./:]+)")
_CAPABLE: Final[dict[int | None, tuple[Mode, ...]]] = {
    1: (Mode.NUMERIC, Mode.ALPHANUMERIC, Mode.BYTE),
    2: (Mode.ALPHANUMERIC, Mode.BYTE),
    3: (Mode.BYTE,),
}
"""The modes that can write a run, by the group of the pattern that it matched."""


class _Path(NamedTuple):
    """The cheapest way to write the text so far that ends in a mode."""

    sixths: int
    mode: Mode
    start: int
    before: "_Path | None"


def bits(segments: Sequence[Segment], version: int) -> int:
    """Count the bits of segments, headers included, in a symbol of that version."""
    return sum(
        _header(segment.mode, version)
        + _whole(len(segment.data) * _SIXTHS[segment.mode])
        for segment in segments
    )


def shortest(data: bytes, version: int) -> tuple[Segment, ...]:
    """Split the data into segments that take the fewest bits at that version.

    A change of mode pays only between two kinds of characters: within a stretch of one
    kind the narrower mode may as well take all of it. So the program runs over such
    stretches; and it is exact, since of two paths that end in the same mode the cheaper
    one stays the cheaper, however the text goes on.
    """
    headers = {mode: 6 * _header(mode, version) for mode in Mode}
    cheapest: _Path | None = None
    paths: dict[Mode, _Path] = {}
    for run in _RUN.finditer(data):
        start, end = run.span()
        entry = 6 * _whole(cheapest.sixths) if cheapest else 0
        ahead: dict[Mode, _Path] = {}
        for mode in _CAPABLE[run.lastindex]:
            sixths, written = entry + headers[mode], (end - start) * _SIXTHS[mode]
            path = paths.get(mode)
            if path and path.sixths <= sixths:
                ahead[mode] = path._replace(sixths=path.sixths + written)
            else:
                ahead[mode] = _Path(sixths + written, mode, start, cheapest)
        paths = ahead
        cheapest = min(paths.values())
    return _segments(data, cheapest)


def _segments(data: bytes, path: _Path | None) -> tuple[Segment, ...]:
    backwards: list[Segment] = []
    end = len(data)
    while path:
        backwards.append(Segment(path.mode, data[path.start : end]))
        end, path = path.start, path.before
    return tuple(reversed(backwards))


def _header(mode: Mode, version: int) -> int:
    version_class = sum(version > last for last in LAST_VERSIONS)
    return _INDICATOR_BITS + _COUNT_BITS[mode][version_class]


def _whole(sixths: int) -> int:
    """Return bits, rounded up as the end of a segment is."""
    return -(-sixths // 6)
