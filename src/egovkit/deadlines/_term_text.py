"""How people write a term, in English and Vietnamese.

Loaded when the first text is read, for its patterns take a while to compile.
"""

import re
import unicodedata
from typing import Final

from egovkit.deadlines._term import MOST, ORDER, Unit
from egovkit.errors import TermSyntaxError

_WORDS: Final = {
    "ngày làm việc": Unit.WORKING_DAYS,
    "giờ làm việc": Unit.WORKING_HOURS,
    "năm": Unit.YEARS,
    "tháng": Unit.MONTHS,
    "tuần": Unit.WEEKS,
    "ngày": Unit.CALENDAR_DAYS,
    "giờ": Unit.HOURS,
    "calendar days": Unit.CALENDAR_DAYS,
    "calendar day": Unit.CALENDAR_DAYS,
    "business days": Unit.WORKING_DAYS,
    "business day": Unit.WORKING_DAYS,
} | {word: unit for unit in Unit for word in (str(unit), unit[:-1])}
_SAME_DAY = re.compile(r"\s*(?:same day|within the day|trong ngày)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\s*([0-9]+)\s*")
_ANY_UNIT = "|".join(
    word.replace(" ", r"\s+") for word in sorted(_WORDS, key=len, reverse=True)
)
_UNIT = re.compile(rf"({_ANY_UNIT})(?!\w)\s*(?:(?:,|and|và)\s+(?=\S))?", re.IGNORECASE)
_LONGEST_NUMBER = 9


def read(text: str) -> list[tuple[Unit, int]]:
    """Read the parts of a term; `TermSyntaxError` points at the place that is none."""
    text = " ".join(unicodedata.normalize("NFC", text).splitlines())
    if _SAME_DAY.fullmatch(text):
        return [(Unit.WORKING_DAYS, 0)]
    parts: list[tuple[Unit, int]] = []
    place = 0
    while place < len(text) or not parts:
        number = _NUMBER.match(text, place)
        if not number:
            raise TermSyntaxError(text, place, "a number, as in '3 working days'")
        unit = _UNIT.match(text, number.end())
        if not unit:
            raise TermSyntaxError(text, number.end(), "a unit, as in '3 working days'")
        part = _WORDS[" ".join(unit[1].lower().split())], _amount(number[1])
        _require_next(text, number.start(1), part, parts)
        parts.append(part)
        place = unit.end()
    return parts


def _amount(digits: str) -> int:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else MOST + 1


def _require_next(
    text: str, place: int, part: tuple[Unit, int], before: list[tuple[Unit, int]]
) -> None:
    """Refuse an amount or an order of units that `Term` would refuse, with its place."""
    unit, amount = part
    if amount > MOST:
        raise TermSyntaxError(text, place, f"at most {MOST} {unit}")
    if not before:
        return
    last = before[-1][0]
    if not (last.is_combined and unit.is_combined):
        raise TermSyntaxError(text, place, f"nothing after {last}, which stand alone")
    if ORDER[unit] <= ORDER[last]:
        raise TermSyntaxError(text, place, f"a shorter unit than {last}")
