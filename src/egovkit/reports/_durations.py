"""Durations: from receipt to resolution, by group."""

from collections.abc import Iterator

from egovkit.reports import _layout
from egovkit.reports._content import Content
from egovkit.reports._durations_chart import durations_chart
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Markup, element
from egovkit.reports._series import Durations, durations_of
from egovkit.reports._table import column, count_cell, header, nothing, row, table


def durations(content: Content) -> Markup:
    """Return the section of how long it took from receipt to resolution."""
    labels, tally, by = content.labels, content.tally, content.by
    kind = "calendar" if tally.calendar is None else "working"
    unit, heading = labels(f"durations.{kind}"), labels("durations.heading")
    total = durations_of(tally, [*content.groups])
    if total is None:
        none = element("p", labels("durations.none"))
        return _layout.section("durations", heading, none)
    rows = [(name, durations_of(tally, groups)) for name, groups in content.chart_rows]
    still_open = labels.number(content.total.open_stock)
    return _layout.section(
        "durations",
        heading,
        element("p", _lede(total, unit, labels), class_="lede"),
        _layout.figure(
            labels("durations.chart", by=by),
            _legend(labels),
            durations_chart(rows, unit, labels),
        ),
        _layout.note(labels("durations.scale")),
        _table(content, total, unit),
        _layout.note(labels(f"durations.explained_{kind}", open=still_open)),
    )


def _lede(total: Durations, unit: str, labels: Labels) -> str:
    return labels(
        "durations.lede",
        median=labels.number(total.median),
        p90=labels.number(total.p90),
        longest=labels.number(max(total.counts)),
        unit=unit,
    )


def _legend(labels: Labels) -> Iterator[tuple[Markup, str]]:
    yield _layout.swatch("bin"), labels("durations.frequency")
    yield _layout.stroke("median", is_upright=True), labels("durations.median")
    yield _layout.stroke("p90", is_upright=True), labels("durations.p90")


def _table(content: Content, total: Durations, unit: str) -> Markup:
    labels, names, tally = content.labels, content.names, content.tally
    keys = "resolved", "shortest", "median", "p90", "longest"
    head = row(
        column(content.by.capitalize(), class_=None),
        (column(labels(f"durations.{key}")) for key in keys),
    )
    of_groups = ((names[g], durations_of(tally, [g])) for g in content.groups)
    body = (_row(name, known, labels) for name, known in of_groups)
    foot = _row(labels("report.all"), total, labels)
    caption = labels("durations.caption", unit=unit, by=content.by)
    return table("durations-table", caption, [head], body, foot)


def _row(name: str, known: Durations | None, labels: Labels) -> Markup:
    if known is None:
        return row(header(name), count_cell(0, labels), (nothing() for _ in range(4)))
    shortest, longest = min(known.counts), max(known.counts)
    figures = known.total, shortest, known.median, known.p90, longest
    return row(header(name), (count_cell(figure, labels) for figure in figures))
