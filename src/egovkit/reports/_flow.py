"""Flow and backlog: the chart, and the table that ends at the open stock."""

from collections.abc import Iterator
from datetime import timedelta

from egovkit.reports import _layout
from egovkit.reports._content import Content
from egovkit.reports._flow_chart import flow_chart
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Markup, element
from egovkit.reports._series import Flow, flow
from egovkit.reports._table import column, count_cell, header, row, table


def flow_and_backlog(content: Content) -> Markup:
    """Return the section of what came in and ended, step by step."""
    labels, course = content.labels, flow(content.tally)
    heading = labels(f"flow.heading_{course.unit}")
    if not (course.received or course.ended or content.tally.carried_over):
        return _layout.section("flow", heading, element("p", labels("flow.none")))
    chart = element("div", flow_chart(course, labels), class_="inset")
    return _layout.section(
        "flow",
        heading,
        element("p", _lede(course, labels), class_="lede"),
        _layout.figure(labels("flow.chart"), _legend(labels), chart),
        _table(course, labels),
        _equation(content, course),
        _partial(content, course),
    )


def _lede(course: Flow, labels: Labels) -> str:
    fullest = course.fullest
    return labels(
        "flow.lede",
        received=labels.number(course.received),
        ended=labels.number(course.ended),
        open=labels.number(course.open),
        most=labels.number(fullest.open),
        when=labels.step(fullest.first, course.unit),
    )


def _legend(labels: Labels) -> Iterator[tuple[Markup, str]]:
    yield _layout.swatch("received"), labels("flow.received")
    yield _layout.swatch("ended"), labels("flow.ended")
    yield _layout.stroke("stock", is_upright=False), labels("flow.open")


def _partial(content: Content, course: Flow) -> Markup | None:
    """Say that the ends are no whole months, unless they are."""
    tally, labels = content.tally, content.labels
    cut = tally.period.cut(tally.as_of).astimezone(tally.period.tz).date()
    if tally.period.first.day == 1 and (cut + timedelta(days=1)).day == 1:
        return None
    unit = labels(f"flow.{course.unit}").lower()
    return _layout.note(labels("flow.partial", unit=unit))


def _table(course: Flow, labels: Labels) -> Markup:
    head = row(
        column(labels(f"flow.{course.unit}"), class_=None),
        (column(labels(f"flow.{name}")) for name in ("received", "ended", "open")),
    )
    body = (
        row(
            header(labels.step(step.first, course.unit)),
            count_cell(step.received, labels),
            count_cell(step.ended, labels),
            count_cell(step.open, labels),
        )
        for step in course.steps
    )
    sums = course.received, course.ended, course.open
    foot = row(header(labels("flow.sum")), (count_cell(n, labels) for n in sums))
    return table("flow-table", labels("flow.caption"), [head], body, foot)


def _equation(content: Content, course: Flow) -> Markup:
    """Compare where the steps end with the open stock, which was counted apart."""
    labels, still_open = content.labels, content.total.open_stock
    words = labels(
        "flow.equation",
        carried_over=labels.number(content.tally.carried_over),
        received=labels.number(course.received),
        ended=labels.number(course.ended),
        open=labels.number(still_open),
    )
    sign = "✓" if course.open == still_open else "✗"
    return element("p", f"{sign} {words}", class_="verdict")
