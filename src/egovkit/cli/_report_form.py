"""How a report looks: as text, as CSV, as data."""

import csv
import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from egovkit.cli._due_dates import DueDates
from egovkit.cli._output import (
    print_faults,
    print_json,
    print_pairs,
    print_table,
)
from egovkit.metrics import (
    Denominator,
    Published,
    ResolutionCounts,
    Rounding,
    apportion,
    audit,
)
from egovkit.outcome import OutcomeReader

if TYPE_CHECKING:
    from egovkit.reports import Tally

_ALL = "all"


@frozen(kw_only=True)
class Report:
    """What was counted, from what, and what was wrong with it."""

    file: Path
    as_of: datetime
    as_of_is_now: bool
    has_period: bool = True
    by: tuple[str, ...]
    total: ResolutionCounts
    groups: dict[tuple[str, ...], ResolutionCounts]
    reader: OutcomeReader
    due_dates: DueDates
    tally: "Tally | None" = None

    @property
    def faults(self) -> list[str]:
        """Every bad row, in words."""
        return [*map(str, self.reader.faults), *self.due_dates.faults]

    @property
    def notes(self) -> list[str]:
        """What a reader of the figures must know."""
        due, total = self.due_dates, self.total
        outside = self.reader.dossiers - total.carried_over - total.received
        notes = [
            (due.computed, "due dates were computed from the procedures' terms"),
            (due.with_pauses, "of these have pauses, which the due date leaves out"),
            (
                outside - len(due.faults),
                "dossiers ended before the period or came in after it",
            ),
            (total.no_term, "dossiers have no due date and are never on time"),
        ]
        return [f"{count} {text}" for count, text in notes if count]

    @property
    def findings(self) -> list[str]:
        """What somebody has to look into."""
        paused = self.total.paused_past_due
        if not paused:
            return []
        text = (
            f"{paused} paused dossiers are past their due day; they stay paused, for it "
            "is not known when the pause began"
        )
        return [text]


def print_text(report: Report) -> None:
    """Print the report for a reader; bad rows go to standard error."""
    print_pairs(_heading(report))
    print()
    header = [" ".join(report.by) or "dossiers"]
    header += [name.replace("_", " ") for name, _ in report.total.rows()]
    print_table(header, [[name, *counts] for name, counts in _table(report)])
    print()
    print_pairs(_figures(report.total))
    remarks = [("finding", finding) for finding in report.findings]
    remarks += [("note", note) for note in report.notes]
    if remarks:
        print()
        print_pairs(remarks)
    print_faults(report.faults)


def _heading(report: Report) -> Iterator[tuple[str, object]]:
    total, reader = report.total, report.reader
    now = " (now)" if report.as_of_is_now else ""
    yield "file", report.file
    yield "rows", f"{reader.dossiers} dossiers, {reader.folded} repeats folded"
    yield "as of", f"{report.as_of}{now}"
    yield "period", total.period if report.has_period else "everything so far"
    yield "policy", f"{total.policy.name}: {total.policy.description}"


def _table(report: Report) -> Iterator[tuple[str, list[int]]]:
    if report.by:
        for group, counts in report.groups.items():
            name = " / ".join(part or "-" for part in group)
            yield name, [n for _, n in counts.rows()]
    yield _ALL, [n for _, n in report.total.rows()]


def _figures(total: ResolutionCounts) -> Iterator[tuple[str, str]]:
    """Yield the percentages and the rates, each with what it is of."""
    percentages = total.percentages() or {}
    for name, percentage in percentages.items():
        yield name.replace("_", " "), f"{percentage} % of {total.resolved} resolved"
    for denominator in Denominator:
        rate = _rate(total, denominator)
        if rate is not None:
            on_time, of, percentage = rate
            yield f"on time, of {denominator}", f"{percentage} % ({on_time} of {of})"
    yield "audit", _own_audit(total)


def _rate(
    total: ResolutionCounts, denominator: Denominator
) -> tuple[int, int, Decimal] | None:
    counts = dict(total.rows())
    of = sum(counts[part] for part in denominator.parts)
    on_time = total.before_due + total.on_time
    parts = apportion({"on_time": on_time, "other": of - on_time})
    return None if parts is None else (on_time, of, parts["on_time"])


def _own_audit(total: ResolutionCounts) -> str:
    """Put our own percentages through our own audit, as a reader of them could."""
    percentages = total.percentages()
    if percentages is None:
        return "nothing was resolved, so there is no percentage"
    figures = Published(
        total=total.resolved,
        counts={name: dict(total.rows())[name] for name in percentages},
        percentages=percentages,
        exhaustive=True,
    )
    if audit(figures).solutions[Rounding.APPORTIONED]:
        return "the percentages add to 100.00 and allow these counts"
    return "the percentages do NOT allow these counts: please report this"


def print_csv(report: Report) -> None:
    """Print one row per group, and the sum of all."""
    names = [name for name, _ in report.total.rows()]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*report.by, *names] if report.by else names)
    for group, counts in report.groups.items() if report.by else ():
        writer.writerow([*group, *(n for _, n in counts.rows())])
    sums = [n for _, n in report.total.rows()]
    writer.writerow([_ALL, *[""] * (len(report.by) - 1), *sums] if report.by else sums)
    print_faults(report.faults)


def print_data(report: Report) -> None:
    """Print the report as JSON."""
    total, reader = report.total, report.reader
    period = total.period
    print_json({
        "file": str(report.file),
        "as_of": report.as_of.isoformat(),
        "as_of_is_now": report.as_of_is_now,
        "period": period and {"first": period.first, "last": period.last, "tz": period.tz},
        "policy": {"name": total.policy.name, "description": total.policy.description},
        "dossiers": reader.dossiers,
        "folded": reader.folded,
        "total": _counts_data(total),
        "groups": [
            dict(zip(report.by, group, strict=True)) | _counts_data(counts)
            for group, counts in (report.groups.items() if report.by else ())
        ],
        "findings": report.findings,
        "notes": report.notes,
        "audit": _own_audit(total),
        "faults": [
            {"line": f.line, "column": f.column, "value": f.value, "expected": f.expected}
            for f in reader.faults
        ] + [{"problem": fault} for fault in report.due_dates.faults],
    })  # fmt: skip


def _counts_data(counts: ResolutionCounts) -> dict[str, object]:
    rates = {of: _rate(counts, of) for of in Denominator}
    return {
        **dict(counts.rows()),
        "percentages": counts.percentages(),
        "on_time_rates": {
            of: rate and {"on_time": rate[0], "of": rate[1], "percent": rate[2]}
            for of, rate in rates.items()
        },
    }
