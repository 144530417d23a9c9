"""The figures in short, and where every dossier stands, reconciled before the eyes."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, repeat
from typing import Final

from egovkit.metrics import Denominator, ResolutionCounts
from egovkit.reports import _layout
from egovkit.reports._content import Content
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Child, Markup, element
from egovkit.reports._rates import parts_of, rate
from egovkit.reports._series import stock
from egovkit.reports._table import (
    NONE,
    cell,
    column,
    count_cell,
    header,
    nothing,
    row,
    share_cell,
    table,
)

_OF: Final = Denominator.RECEIVED, Denominator.DUE, Denominator.RESOLVED


def key_figures(content: Content) -> Markup:
    """Return the section of the four figures that are asked for first."""
    tiles = element("dl", _tiles(content.total, content.labels), class_="tiles")
    return _layout.section("figures", content.labels("figures.heading"), tiles)


def _tiles(total: ResolutionCounts, labels: Labels) -> Iterator[Markup]:
    number = labels.number
    came_in = labels(
        "figures.stock_of",
        carried_over=number(total.carried_over),
        received=number(total.received),
    )
    yield _tile(labels("figures.stock"), number(stock(total)), came_in)
    of_stock = labels("figures.resolved_of", stock=number(stock(total)))
    yield _tile(labels("figures.resolved"), number(total.resolved), of_stock)
    yield _rate_tile(total, labels)
    overdue = labels("figures.open_of", overdue=number(total.pending_overdue))
    yield _tile(labels("figures.open"), number(total.open_stock), overdue)


def _rate_tile(total: ResolutionCounts, labels: Labels) -> Markup:
    name, known = labels("figures.rate"), rate(total, Denominator.RESOLVED)
    if known is None:
        return _tile(name, NONE, labels("figures.no_rate"))
    of_resolved = labels(
        "figures.rate_of",
        on_time=labels.number(known.on_time),
        resolved=labels.number(known.of),
    )
    return _tile(name, labels.percentage(known.percentage), of_resolved)


def _tile(name: str, figure: str, text: str) -> Markup:
    value = element("span", figure, class_="figure"), element("br"), text
    return element("div", element("dt", name), element("dd", value))


def standing(content: Content) -> Markup:
    """Return the section in which the counts reconcile and the percentages add up."""
    labels, total = content.labels, content.total
    hundred = labels.percentage(Decimal("100.00"))
    return _layout.section(
        "standing",
        labels("stock.heading"),
        _equation(total, labels),
        _classes(total, labels),
        _layout.note(labels("stock.rounding", hundred=hundred)),
        _rates(total, labels),
        _layout.note(labels("stock.rates_rounding")),
    )


def _equation(total: ResolutionCounts, labels: Labels) -> Markup:
    """Write carried over + received = resolved + pending + … with its check."""
    counts = dict(total.rows()) | {"resolved": total.resolved, "pending": total.pending}
    left = "carried_over", "received"
    right = "resolved", "pending", "paused", "refused", "withdrawn", "no_term"
    ends = stock(total), sum(counts[name] for name in right)
    sides = [labels.number(end) for end in ends]
    verdict = "stock.holds" if ends[0] == ends[1] else "stock.fails"
    return element(
        "div",
        element("p", _sum("", left, counts, labels), class_="side"),
        element("p", _sum("=", right, counts, labels), class_="side"),
        element(
            "p",
            "✓ " if ends[0] == ends[1] else "✗ ",
            labels(verdict, left=sides[0], right=sides[1]),
            class_="verdict",
        ),
        class_="equation",
    )


def _sum(
    first_sign: str, names: Sequence[str], counts: Mapping[str, int], labels: Labels
) -> Iterator[Child]:
    signs = chain([first_sign], repeat("+"))
    for sign, name in zip(signs, names, strict=False):
        yield element(
            "span",
            element("span", sign, class_="sign"),
            " ",
            element("b", labels.number(counts[name])),
            " ",
            labels(f"class.{name}").lower(),
            class_="term",
        )
        yield " "


def _classes(total: ResolutionCounts, labels: Labels) -> Markup:
    """Return the nine classes with what they are of each denominator."""
    head = row(
        column(labels("stock.state"), class_=None),
        column(labels("stock.count")),
        (column(labels(f"stock.of_{of}")) for of in _OF),
    )
    counts = parts_of(total, Denominator.RECEIVED)
    shares = [_shares(total, of, labels) for of in _OF]
    body = (
        row(
            header(_layout.swatch("class", name), labels(f"class.{name}")),
            count_cell(count, labels),
            (of_one.get(name, nothing()) for of_one in shares),
        )
        for name, count in counts.items()
    )
    foot = row(
        header(labels("stock.sum")),
        count_cell(stock(total), labels),
        (_sum_cell(total, of, labels) for of in _OF),
    )
    return table("classes", labels("stock.caption"), [head], body, foot)


def _shares(
    total: ResolutionCounts, of: Denominator, labels: Labels
) -> dict[str, Markup]:
    parts, percentages = parts_of(total, of), total.percentages(of=of) or {}
    size = sum(parts.values())
    return {
        name: share_cell(labels.percentage(share), parts[name], size, labels)
        for name, share in percentages.items()
    }


def _sum_cell(total: ResolutionCounts, of: Denominator, labels: Labels) -> Markup:
    percentages = total.percentages(of=of)
    if percentages is None:
        return nothing()
    return cell(labels.percentage(sum(percentages.values(), Decimal())))


def _rates(total: ResolutionCounts, labels: Labels) -> Markup:
    head = row(
        column(labels("stock.denominator"), class_=None),
        (column(labels(f"stock.{name}")) for name in ("on_time", "of", "rate")),
    )
    body = (_rate_row(total, of, labels) for of in reversed(_OF))
    return table("rates", labels("stock.rates"), [head], body)


def _rate_row(total: ResolutionCounts, of: Denominator, labels: Labels) -> Markup:
    words, known = header(labels(f"denominator.{of}")), rate(total, of)
    if known is None:
        return row(words, nothing(), count_cell(0, labels), nothing())
    return row(
        words,
        count_cell(known.on_time, labels),
        count_cell(known.of, labels),
        cell(labels.percentage(known.percentage)),
    )
