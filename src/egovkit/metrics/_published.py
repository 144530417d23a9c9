"""Published: the figures of a report as they are printed."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from typing import Final, cast

from attrs import field, frozen

from egovkit._plain import for_pydantic
from egovkit.errors import FaultsError, InvalidValueError
from egovkit.metrics._apportion import whole_number
from egovkit.metrics._toml import document_of

OTHER: Final = "other"
"""The name of the rest in a solution, when the figures are not exhaustive."""

WHOLE: Final = Decimal(100)
"""The percentage of the whole."""

_PERCENTAGE = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*%?", re.ASCII)


def _count(name: str, given: object) -> int:
    return whole_number(f"counts[{name!r}]", given)


def _percentage(name: str, given: object) -> Decimal:
    return printed_percentage(f"percentages[{name!r}]", given)


def printed_percentage(name: str, given: object) -> Decimal:
    """Return a percentage as it is printed; refuse a float, which lost its zeros."""
    if isinstance(given, str) and (match := _PERCENTAGE.fullmatch(given.strip())):
        return Decimal(match[1].replace(",", "."))
    if isinstance(given, Decimal) and given.is_finite():
        return given
    raise InvalidValueError(
        name, given, "a percentage as text or Decimal",
        'write it as it is printed, with its zeros, e.g. "3.80"',
    )  # fmt: skip


_TABLES: Final[Mapping[str, Callable[[str, object], object]]] = {
    "counts": _count,
    "percentages": _percentage,
}


def _counts(given: Mapping[str, int]) -> Mapping[str, int]:
    return {name: _count(name, n) for name, n in given.items()}


def _percentages(given: Mapping[str, str | Decimal]) -> Mapping[str, Decimal]:
    return {name: _percentage(name, x) for name, x in given.items()}


def _total(given: object) -> int | None:
    return None if given is None else whole_number("total", given)


@for_pydantic
@frozen(kw_only=True)
class Published:
    """Figures as a report prints them, right or wrong.

    Attributes
    ----------
    total
        Of how many dossiers the percentages are; None if the report does not say.
    counts
        Printed counts by class.
    percentages
        Printed percentages by class, as text or Decimal, so that the places are those
        of the print: "3.80" has two. A float is refused, for it has lost them. A
        decimal comma and a percent sign are understood.
    exhaustive
        Whether the classes are all there are. If not, a solution has the rest as
        ``"other"``.

    Raises
    ------
    InvalidValueError
        If a count is no whole number, a percentage no text or Decimal, nothing is
        given, or a class is called ``"other"`` though the figures are not exhaustive.

    Examples
    --------
    >>> figures = Published(total=10366, percentages={"before_due": "96,87 %"})
    >>> figures.percentages
    {'before_due': Decimal('96.87')}
    """

    total: int | None = field(default=None, converter=_total)
    counts: Mapping[str, int] = field(factory=dict[str, int], converter=_counts)
    percentages: Mapping[str, Decimal] = field(
        factory=dict[str, Decimal], converter=_percentages
    )
    exhaustive: bool = False

    def __attrs_post_init__(self) -> None:
        for fault in _faults_of_names(self.parts, exhaustive=self.exhaustive):
            raise fault

    @property
    def parts(self) -> tuple[str, ...]:
        """The classes in the order given, those with a percentage first.

        Examples
        --------
        >>> Published(counts={"b": 1, "a": 2}, percentages={"a": "66.7"}).parts
        ('a', 'b')
        """
        return tuple(dict.fromkeys([*self.percentages, *self.counts]))

    @property
    def known_total(self) -> int | None:
        """The total; if it is not printed, what exhaustive counts add up to.

        Examples
        --------
        >>> Published(counts={"a": 1, "b": 2}, exhaustive=True).known_total
        3
        """
        if (
            self.total is None
            and self.exhaustive
            and set(self.parts) <= set(self.counts)
        ):
            return sum(self.counts.values())
        return self.total

    @classmethod
    def from_toml(cls, text: str) -> "Published":
        """Read figures from TOML: `total`, `exhaustive`, `[counts]`, `[percentages]`.

        Percentages are text, in quotes, so that their zeros are kept.

        Raises
        ------
        InvalidValueError
            If the text is not TOML.
        FaultsError
            With every fault of the document, unknown keys among them.

        Examples
        --------
        >>> figures = Published.from_toml('''
        ... total = 10366
        ... [percentages]
        ... before_due = "96.87"
        ... on_time = "3.08"
        ... ''')
        >>> figures.exhaustive, list(figures.parts)
        (False, ['before_due', 'on_time'])
        """
        document = document_of(text)
        if faults := [*_faults(document)]:
            what = f"these figures have {len(faults)} fault" + "s" * (len(faults) > 1)
            raise FaultsError(what, faults)
        return cls(**document)


def _faults_of_names(
    names: Collection[str], *, exhaustive: bool
) -> Iterator[InvalidValueError]:
    if not names:
        yield InvalidValueError("percentages", {}, "at least one percentage or count")
    if OTHER in names and not exhaustive:
        yield InvalidValueError(
            "a class", OTHER, "another name, for this one means the rest",
            "say that the figures are exhaustive if these classes are all",
        )  # fmt: skip


def _faults(document: Mapping[str, object]) -> Iterator[InvalidValueError]:
    """Yield every fault of a TOML document, where a constructor stops at the first."""
    names: list[str] = []
    for key, value in document.items():
        if key in _TABLES and isinstance(value, dict):
            table = cast("dict[str, object]", value)
            names += table
            for name, given in table.items():
                yield from _fault(_TABLES[key], name, given)
        elif key == "total":
            yield from _fault(whole_number, key, value)
        elif key != "exhaustive" or not isinstance(value, bool):
            yield InvalidValueError(
                key, value, "only total (a number), exhaustive (true or false), "
                "[counts] and [percentages] (tables)",
            )  # fmt: skip
    yield from _faults_of_names(names, exhaustive=document.get("exhaustive") is True)


def _fault(
    check: Callable[[str, object], object], name: str, given: object
) -> Iterator[InvalidValueError]:
    try:
        check(name, given)
    except InvalidValueError as fault:
        yield fault
