"""Labels: the words of a report, and how its language writes numbers and days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import cast

from attrs import frozen

from egovkit import _data
from egovkit.errors import InvalidValueError

_NO_BREAK = "\N{NO-BREAK SPACE}"


@frozen
class Labels:
    """The words of one language.

    Attributes
    ----------
    language
        "en" or "vi", as the `lang` attribute of HTML has it.
    table
        The words by their key; those of a sub-table by "table.key".
    """

    language: str
    table: Mapping[str, object]

    def __call__(self, key: str, **values: str) -> str:
        """Return a text, its placeholders filled."""
        text = cast("str", self.table[key])
        return text.format(**values) if values else text

    def word(self, key: str, default: str) -> str:
        """Return a text that may be missing, as for a caller's own column."""
        return cast("str", self.table.get(key, default))

    def names(self, key: str) -> Sequence[str]:
        """Return a list of words."""
        return cast("Sequence[str]", self.table[key])

    def number(self, given: int | Decimal) -> str:
        """Write a number: 10,366 in English, 10.366 in Vietnamese."""
        marks = {ord(","): self("thousands"), ord("."): self("decimal")}
        return f"{given:,}".translate(marks)

    def percentage(self, given: Decimal) -> str:
        """Write a percentage with all its places: 96.87 %, 96,87 %."""
        return f"{self.number(given)}{_NO_BREAK}%"

    def day(self, day: date) -> str:
        """Write a day: 28 February 2026, 28/02/2026."""
        month = self.names("months")[day.month - 1]
        return cast("str", self.table["date"]).format(
            day=day.day, month=month, number=day.month, year=day.year
        )

    def instant(self, at: datetime, tz: tzinfo) -> str:
        """Write an instant in a zone, without the fraction of its second."""
        local = at.astimezone(tz)
        return f"{self.day(local.date())} {local:%H:%M:%S}"

    def step(self, day: date, unit: str) -> str:
        """Write a month, quarter or year by its first day."""
        if unit == "year":
            return str(day.year)
        return cast("str", self.table[f"{unit}_of_year"]).format(
            month=self.names("months")[day.month - 1],
            number=day.month,
            quarter=_quarter(day),
            year=day.year,
        )

    def short_step(self, day: date, unit: str) -> str:
        """Write a month, quarter or year for an axis that names the year below."""
        if unit == "year":
            return str(day.year)
        if unit == "quarter":
            return self("quarter", quarter=str(_quarter(day)))
        return self.names("short_months")[day.month - 1]


def labels_in(language: str) -> Labels:
    """Return the words of a language.

    Raises
    ------
    InvalidValueError
        If there are none.
    """
    tables = _data.table(__package__, "labels.toml")
    if language not in tables:
        raise InvalidValueError("language", language, f"one of {', '.join(tables)}")
    words: dict[str, object] = {}
    for key, entry in cast("Mapping[str, object]", tables[language]).items():
        if isinstance(entry, dict):
            texts = cast("Mapping[str, object]", entry)
            words |= {f"{key}.{name}": text for name, text in texts.items()}
        else:
            words[key] = entry
    return Labels(language, words)


def _quarter(day: date) -> int:
    return (day.month + 2) // 3
