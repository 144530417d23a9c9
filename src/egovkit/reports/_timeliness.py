"""Timeliness by group: the chart, the counts that reconcile, the percentages."""

from collections.abc import Iterator
from typing import Final

from egovkit.metrics import Denominator, ResolutionCounts, Timeliness
from egovkit.reports import _layout
from egovkit.reports._content import Content
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Markup, element
from egovkit.reports._rates import parts_of, rate
from egovkit.reports._series import stock
from egovkit.reports._table import (
    cell,
    column,
    columns,
    count_cell,
    header,
    nothing,
    row,
    share_cell,
    table,
)
from egovkit.reports._timeliness_chart import timeliness_chart

_COLUMNS: Final = {
    "timeliness.came_in": ("carried_over", "received"),
    "class.resolved": ("before_due", "on_time", "overdue"),
    "class.pending": ("pending_within", "pending_overdue"),
    "timeliness.apart": ("paused", "refused", "withdrawn", "no_term"),
}
"""The counts under the heads that the Vietnamese form II.06a has, and the others."""

_FIRST: Final = {names[0] for names in _COLUMNS.values()}


def timeliness(content: Content) -> Markup:
    """Return the section of the classes by group."""
    labels, by, counts = content.labels, content.by, dict(content.total.rows())
    rows = [
        (name, sum((content.groups[g] for g in groups), ResolutionCounts.zero()))
        for name, groups in content.chart_rows
    ]
    legend = [
        (_layout.swatch("class", name), labels(f"class.{name}"))
        for name in Timeliness
        if counts[name]
    ]
    return _layout.section(
        "timeliness",
        labels("timeliness.heading", by=by),
        element("p", _lede(content.total, labels), class_="lede"),
        _layout.figure(
            labels("timeliness.chart", by=by), legend, timeliness_chart(rows, labels)
        ),
        _counts_table(content),
        _percentages_table(content),
        _layout.note(labels("timeliness.rounding")),
    )


def _lede(total: ResolutionCounts, labels: Labels) -> str:
    overdue = labels.number(total.pending_overdue)
    known = rate(total, Denominator.RESOLVED)
    if known is None:
        return labels("timeliness.lede_none", pending_overdue=overdue)
    return labels(
        "timeliness.lede",
        on_time=labels.number(known.on_time),
        resolved=labels.number(known.of),
        rate=labels.percentage(known.percentage),
        pending_overdue=overdue,
    )


def _by_name(content: Content) -> Iterator[tuple[str, ResolutionCounts]]:
    names = content.names
    return ((names[group], counts) for group, counts in content.groups.items())


def _counts_table(content: Content) -> Markup:
    labels = content.labels
    heads = row(
        column(content.by.capitalize(), class_=None, rows=2),
        (columns(labels(key), len(names)) for key, names in _COLUMNS.items()),
        column(labels("timeliness.check"), rows=2),
    )
    names = row(
        column(labels(f"column_head.{name}"), _class(name))
        for names in _COLUMNS.values()
        for name in names
    )
    body = (_counts_row(name, counts, labels) for name, counts in _by_name(content))
    foot = _counts_row(labels("report.all"), content.total, labels)
    caption = labels("timeliness.counts", by=content.by)
    return table("counts", caption, [heads, names], body, foot)


def _counts_row(name: str, counts: ResolutionCounts, labels: Labels) -> Markup:
    cells = (count_cell(n, labels, _class(of)) for of, n in counts.rows())
    return row(header(name), cells, cell(_check(counts, labels), class_="number check"))


def _class(name: str) -> str:
    return "number first" if name in _FIRST else "number"


def _check(counts: ResolutionCounts, labels: Labels) -> str:
    left = stock(counts)
    right = sum(parts_of(counts, Denominator.RECEIVED).values())
    return labels(
        "timeliness.check_good" if left == right else "timeliness.check_bad",
        left=labels.number(left),
        right=labels.number(right),
    )


def _percentages_table(content: Content) -> Markup:
    labels = content.labels
    names = _COLUMNS["class.resolved"]
    head = row(
        column(content.by.capitalize(), class_=None),
        column(labels("class.resolved")),
        (column(labels(f"class.{name}")) for name in names),
        column(labels("stock.on_time")),
    )
    body = (_percentages_row(*named, labels) for named in _by_name(content))
    foot = _percentages_row(labels("report.all"), content.total, labels)
    caption = labels("timeliness.percentages", by=content.by)
    return table("percentages", caption, [head], body, foot)


def _percentages_row(name: str, counts: ResolutionCounts, labels: Labels) -> Markup:
    known, percentages = rate(counts, Denominator.RESOLVED), counts.percentages()
    if known is None or percentages is None:
        return row(header(name), count_cell(0, labels), (nothing() for _ in range(4)))
    parts = parts_of(counts, Denominator.RESOLVED)
    shares = [(percentages[part], count) for part, count in parts.items()]
    shares.append((known.percentage, known.on_time))
    return row(
        header(name),
        count_cell(known.of, labels),
        (
            share_cell(labels.percentage(share), count, known.of, labels)
            for share, count in shares
        ),
    )
