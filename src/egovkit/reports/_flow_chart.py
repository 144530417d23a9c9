"""Flow and backlog: what came in and ended in each step, and what stayed open."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from egovkit.reports import _svg
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Markup
from egovkit.reports._series import Flow

_TITLE, _BARS, _GAP, _LINE, _AXIS = 26, 170, 26, 96, 40
_FEWEST_SLOTS: Final = 6
"""So that the bars of a short period do not fill the page."""
_ON_PHONE: Final = 9
"""How many names of steps fit across a phone."""


def flow_chart(flow: Flow, labels: Labels) -> Markup:
    """Draw two panels over one axis: the flow as pairs of bars, the stock as a line.

    Each has its own scale, for a backlog may be many times what a month brings.
    """
    stock_top = _TITLE + _BARS + _GAP + _TITLE
    bottom = stock_top + _LINE
    shapes = [
        _svg.text((0, 12), labels("flow.flow"), "panel"),
        *_bars(flow, _TITLE, labels),
        _svg.text((0, stock_top - _TITLE + 12), labels("flow.stock"), "panel"),
        *_stock(flow, stock_top, labels),
        *_names(flow, bottom, labels),
    ]
    description = labels(
        "flow.chart_text",
        received=labels.number(flow.received),
        ended=labels.number(flow.ended),
        open=labels.number(flow.open),
    )
    title = labels("flow.chart")
    return _svg.drawing("flow", title, description, bottom + _AXIS, shapes)


def _slot(flow: Flow) -> float:
    return 100 / max(len(flow.steps), _FEWEST_SLOTS)


def _bars(flow: Flow, top: int, labels: Labels) -> Iterator[Markup]:
    most = max(max(step.received, step.ended) for step in flow.steps)
    scale = _svg.ticks(most, 4)
    yield from _grid(scale, top, _BARS, labels)
    slot, full = _slot(flow), scale[-1]
    for number, step in enumerate(flow.steps):
        when = labels.step(step.first, flow.unit)
        bars = (0.14, "received", step.received), (0.52, "ended", step.ended)
        for shift, name, count in bars:
            height = _BARS * count / full
            title = f"{when}: {labels(f'flow.{name}')} {labels.number(count)}"
            corner = (number + shift) * slot, top + _BARS - height
            yield _svg.rectangle(corner, (0.34 * slot, height), name, title)


def _stock(flow: Flow, top: int, labels: Labels) -> Iterator[Markup]:
    scale = _svg.ticks(flow.fullest.open, 2)
    yield from _grid(scale, top, _LINE, labels)
    slot = _slot(flow)
    points = [
        ((number + 0.5) * slot, top + _LINE * (1 - step.open / scale[-1]))
        for number, step in enumerate(flow.steps)
    ]
    for start, end in pairwise(points):
        yield _svg.line(start, end, "stock")
    for point in points:
        yield _svg.dot(point, 3, "stock")
    x, y = points[-1]
    yield _svg.text((x, y - 9), labels.number(flow.open), "value", anchor="middle")


def _grid(scale: range, top: int, height: int, labels: Labels) -> Iterator[Markup]:
    for number in scale:
        y = top + height * (1 - number / scale[-1])
        yield _svg.line((0, y), (100, y), "grid" if number else "axis")
        words = labels.number(number)
        yield _svg.text((0, y + 4), words, "tick", anchor="end", shift=-8)


def _names(flow: Flow, bottom: int, labels: Labels) -> Iterator[Markup]:
    slot, steps = _slot(flow), flow.steps
    every = -(-len(steps) // _ON_PHONE)
    for number, step in enumerate(steps):
        words = labels.short_step(step.first, flow.unit)
        class_ = "tick" if number % every == 0 else "tick wide"
        at = (number + 0.5) * slot, bottom + 17
        yield _svg.text(at, words, class_, anchor="middle")
    for number in _years(flow):
        x = number * slot
        yield _svg.line((x, bottom + 22), (x, bottom + 34), "axis")
        year = str(steps[number].first.year)
        yield _svg.text((x, bottom + 33), year, "tick", shift=5)


def _years(flow: Flow) -> list[int]:
    """Return the steps under which their year stands, none too near to the next."""
    if flow.unit == "year":
        return []
    new = [number for number, step in enumerate(flow.steps) if step.first.month == 1]
    room = len(flow.steps) // _FEWEST_SLOTS
    return new if new and new[0] <= room else [0, *new]
