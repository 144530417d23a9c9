"""Durations by group: a small histogram for each, over one axis of days."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from attrs import frozen

from egovkit.reports import _svg
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Markup, joined
from egovkit.reports._series import Durations

_MARK, _HISTOGRAM, _AXIS = 8, 40, 20
_LEAST_HEIGHT: Final = 1.5
_MOST_BINS: Final = 40
_FEWEST_BINS: Final = 10
_NEARLY_ALL: Final = Fraction(98, 100)
_ROOM_FOR_LONGER: Final = 84
"""Up to which percentage days stand on the axis, so that "over" has its room."""


@frozen
class _Scale:
    """Bins of `size` days from 0 to before `end`, and whether one for longer ones."""

    unit: str
    size: int
    end: int
    has_longer: bool

    @property
    def slots(self) -> int:
        """The bins, and a gap and a bin for what is longer."""
        return self.end // self.size + 2 * self.has_longer

    def place(self, days: int) -> float:
        """Return the middle of a day on the axis, in percent."""
        if days >= self.end:
            return 100 * (self.slots - 0.5) / self.slots
        return 100 * (days + 0.5) / self.size / self.slots


def durations_chart(
    rows: Sequence[tuple[str, Durations | None]], unit: str, labels: Labels
) -> Markup:
    """Draw a histogram for each row, with its median and its 90th percentile."""
    scale = _scale([durations for _, durations in rows if durations], unit)
    return joined(
        _row(f"durations-{number}", *row, scale, labels)
        for number, row in enumerate(rows)
    )


def _row(
    name: str, words: str, durations: Durations | None, scale: _Scale, labels: Labels
) -> Markup:
    facts = _facts(durations, labels)
    head, top = _svg.head(words, facts)
    if durations is None:
        return _svg.drawing(name, words, facts, top, head)
    bottom = top + _MARK + _HISTOGRAM
    shapes = (
        _histogram(durations, scale, bottom, labels),
        _axis(scale, bottom, labels),
        _marks(durations, scale, bottom),
    )
    return _svg.drawing(name, words, facts, bottom + _AXIS, head, shapes)


def _facts(durations: Durations | None, labels: Labels) -> str:
    """Say how many dossiers a row has, their median and their 90th percentile."""
    if durations is None:
        return labels("durations.row_none")
    return labels(
        "durations.row",
        count=labels.number(durations.total),
        median=labels.number(durations.median),
        p90=labels.number(durations.p90),
    )


def _scale(rows: Sequence[Durations], unit: str) -> _Scale:
    """Choose an axis that holds every mark and nearly all dossiers of each row."""
    longest = max(max(row.counts) for row in rows)
    most = max(row.quantile(_NEARLY_ALL) for row in rows)
    size = _svg.ticks(most + 1, _MOST_BINS).step
    end = max(-(-(most + 1) // size), _FEWEST_BINS) * size
    return _Scale(unit, size, end, has_longer=longest >= end)


def _histogram(
    durations: Durations, scale: _Scale, bottom: int, labels: Labels
) -> Iterator[Markup]:
    bins = Counter[int]()
    for days, count in durations.counts.items():
        bins[min(days, scale.end) // scale.size] += count
    most, width = max(bins.values()), 100 / scale.slots
    for number, count in sorted(bins.items()):
        is_longer = number * scale.size >= scale.end
        x = 100 - width if is_longer else number * width
        height = max(_HISTOGRAM * count / most, _LEAST_HEIGHT)
        title = labels(
            "durations.bar",
            days=_days(number, scale, labels),
            unit=scale.unit,
            count=labels.number(count),
        )
        class_ = "longer" if is_longer else "bin"
        yield _svg.rectangle((x, bottom - height), (width, height), class_, title)


def _days(number: int, scale: _Scale, labels: Labels) -> str:
    first = number * scale.size
    if first >= scale.end:
        return labels("durations.over", last=labels.number(scale.end - 1))
    if scale.size == 1:
        return labels.number(first)
    last = labels.number(first + scale.size - 1)
    return labels("durations.span", first=labels.number(first), last=last)


def _marks(durations: Durations, scale: _Scale, bottom: int) -> Iterator[Markup]:
    top = bottom - _HISTOGRAM - 4
    for days, name in ((durations.p90, "p90"), (durations.median, "median")):
        x = scale.place(days)
        yield _svg.line((x, top), (x, bottom), name)
        yield _svg.dot((x, top), 3.5, name)


def _axis(scale: _Scale, y: int, labels: Labels) -> Iterator[Markup]:
    """Draw the line of days, and apart from it the one of what took longer."""
    bins = 100 * (1 - 2 * scale.has_longer / scale.slots)
    yield _svg.line((0, y), (bins, y), "axis")
    room = _ROOM_FOR_LONGER if scale.has_longer else 100
    for days in _svg.ticks(scale.end - scale.size, 5):
        x = scale.place(days)
        if days < scale.end and x < room:
            yield _svg.text((x, y + 15), labels.number(days), "tick", anchor="middle")
    if scale.has_longer:
        yield _svg.line((100 - 100 / scale.slots, y), (100, y), "axis")
        words = labels("durations.over", last=labels.number(scale.end - 1))
        yield _svg.text((100, y + 15), words, "tick", anchor="end")
