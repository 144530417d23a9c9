"""Timeliness by group: a bar for each, divided by class."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from egovkit.metrics import Denominator, ResolutionCounts
from egovkit.reports import _svg
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Markup, joined
from egovkit.reports._rates import parts_of, rate
from egovkit.reports._series import stock

_BAR: Final = 24
_ROOM_FOR_LABEL: Final = 12.5
"""From what percentage of a bar on its percentage can stand inside, even on a phone."""
_SEEN: Final = 0.4
"""Below this percentage a part is drawn as a stroke, so that it still can be seen."""


def timeliness_chart(
    rows: Sequence[tuple[str, ResolutionCounts]], labels: Labels
) -> Markup:
    """Draw a bar for each row, whatever its size: they compare shares, not sizes."""
    return joined(
        _row(f"timeliness-{number}", *row, labels) for number, row in enumerate(rows)
    )


def _row(name: str, words: str, counts: ResolutionCounts, labels: Labels) -> Markup:
    facts = _facts(counts, labels)
    head, top = _svg.head(words, facts)
    bar = _bar(counts, top, labels)
    return _svg.drawing(name, words, facts, top + _BAR, head, bar)


def _facts(counts: ResolutionCounts, labels: Labels) -> str:
    """Say how many dossiers a row has, and what share was finished by the due day."""
    known, size = rate(counts, Denominator.RESOLVED), labels.number(stock(counts))
    if known is None:
        return labels("timeliness.row_none", stock=size)
    return labels(
        "timeliness.row",
        stock=size,
        rate=labels.percentage(known.percentage),
        on_time=labels.number(known.on_time),
        resolved=labels.number(known.of),
    )


def _bar(counts: ResolutionCounts, top: int, labels: Labels) -> Iterator[Markup]:
    parts = parts_of(counts, Denominator.RECEIVED)
    percentages = counts.percentages(of=Denominator.RECEIVED)
    if percentages is None:
        yield _svg.rectangle((0, top), (100, _BAR), "empty")
        return
    size = stock(counts)
    widths = [100 * count / size for count in parts.values()]
    starts = accumulate(widths, initial=0.0)
    slivers: list[Markup] = []
    for name, start, width in zip(parts, starts, widths, strict=False):
        share, middle = labels.percentage(percentages[name]), start + width / 2
        title = labels(
            "timeliness.segment",
            name=labels(f"class.{name}"),
            count=labels.number(parts[name]),
            stock=labels.number(size),
            percentage=share,
        )
        if width >= _SEEN:
            yield _svg.rectangle((start, top), (width, _BAR), f"class {name}", title)
        elif width:
            ends = (middle, top), (middle, top + _BAR)
            slivers.append(_svg.line(*ends, f"sliver {name}", title))
        if width >= _ROOM_FOR_LABEL:
            yield _svg.text((middle, top + 16.5), share, f"on {name}", anchor="middle")
    yield from slivers
