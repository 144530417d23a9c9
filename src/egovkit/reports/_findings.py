"""What a reader must know before any figure: faults, notes, and our own audit."""

from collections.abc import Iterator

from attrs import frozen

from egovkit.errors import RowError
from egovkit.metrics import Denominator, Finding, Published, Rounding, audit
from egovkit.reports import _layout
from egovkit.reports._content import Content
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Markup, element
from egovkit.reports._rates import parts_of
from egovkit.reports._table import NONE, column, header, row, table

_FAULTS_SHOWN = 50


@frozen
class _Item:
    """One thing to know: what kind it is, how many dossiers, what, and what follows."""

    kind: str
    count: int | None
    title: str
    text: str = ""
    language: str | None = None


def findings(content: Content) -> Markup:
    """Return the section: faults first, then notes, then what was checked."""
    labels = content.labels
    items = [*_faults(content), *_notes(content), *_audited(content)]
    return _layout.section(
        "findings",
        labels("findings.heading"),
        element("ul", (_item(item, labels) for item in items), class_="findings"),
        _fault_table(content) if content.source.faults else None,
    )


def _item(item: _Item, labels: Labels) -> Markup:
    count = "" if item.count is None else labels.number(item.count)
    return element(
        "li",
        element("span", labels(f"findings.{item.kind}"), class_="kind"),
        element(
            "p",
            element("strong", f"{count} {item.title}".strip(), lang=item.language),
            element("br") if item.text else None,
            item.text,
        ),
        class_=item.kind,
    )


def _faults(content: Content) -> Iterator[_Item]:
    if count := len(content.source.faults):
        yield _said("fault", "faults", content.labels, count)


def _notes(content: Content) -> Iterator[_Item]:
    source, total, tally = content.source, content.total, content.tally
    for text in source.notes:
        yield _Item("note", None, text)
    for name, count in (
        ("no_term", total.no_term),
        ("paused_past_due", total.paused_past_due),
        ("outside", tally.outside),
        ("due_dates_computed", source.due_dates_computed),
        ("with_pauses", source.with_pauses),
        ("outside_calendar", tally.outside_calendar),
    ):
        if count:
            yield _said("note", name, content.labels, count)


def _audited(content: Content) -> Iterator[_Item]:
    """Put our own percentages through our own audit, as a reader of them could."""
    labels, total = content.labels, content.total
    percentages = total.percentages()
    if percentages is None:
        yield _said("checked", "audit_none", labels)
        return
    figures = Published(
        total=total.resolved,
        counts=parts_of(total, Denominator.RESOLVED),
        percentages=percentages,
        exhaustive=True,
    )
    result = audit(figures)
    for finding in result.findings:
        yield from _finding(finding, figures, labels)
    if result.solutions[Rounding.APPORTIONED]:
        yield _said("checked", "audit_good", labels)
    else:
        yield _said("fault", "audit_bad", labels)


def _said(kind: str, name: str, labels: Labels, count: int | None = None) -> _Item:
    title, text = labels(f"findings.{name}"), labels(f"findings.{name}_text")
    return _Item(kind, count, title, text)


def _finding(finding: Finding, figures: Published, labels: Labels) -> Iterator[_Item]:
    if finding.code == "apportioned":  # which the report says beside its percentages
        return
    if finding.code != "rounded_to_100":
        yield _Item("note", None, str(finding), language="en")
        return
    total = figures.known_total or 0
    for name in finding.cells:
        count, percentage = figures.counts[name], figures.percentages[name]
        yield _Item(
            "note",
            total - count,
            labels("findings.rounded_to_100", percentage=labels.percentage(percentage)),
            labels(
                "findings.rounded_to_100_text",
                name=labels(f"class.{name}"),
                count=labels.number(count),
                total=labels.number(total),
            ),
        )


def _fault_table(content: Content) -> Markup:
    labels, faults = content.labels, content.source.faults
    names = "line", "fault_column", "given", "expected"
    head = row(column(labels(f"findings.{name}"), class_=None) for name in names)
    rest = len(faults) - _FAULTS_SHOWN
    shown = (_fault_row(fault) for fault in faults[:_FAULTS_SHOWN])
    caption = labels("findings.fault_table")
    more = labels("findings.fault_rest", count=labels.number(max(rest, 0)))
    return element(
        "div",
        table("faults", caption, [head], shown),
        _layout.note(more) if rest > 0 else None,
    )


def _fault_row(fault: RowError | str) -> Markup:
    if isinstance(fault, str):
        return row(header(NONE), element("td", fault, colspan=3, lang="en"))
    return row(
        header(str(fault.line)),
        element("td", fault.column),
        element("td", element("code", fault.value)),
        element("td", fault.expected, lang="en"),
    )
