"""The page of a report: what was counted, as HTML."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from egovkit.cli._output import written_whole
from egovkit.cli._report_form import Report

if TYPE_CHECKING:
    from egovkit.reports import Tally


def write_page(
    page: Path,
    report: Report,
    tally: "Tally",
    language: str,
    *,
    title: str | None = None,
    notes: Sequence[str] = (),
) -> None:
    """Write a report as HTML; the file appears when all of it is written."""
    from egovkit.reports import Source, html_report

    reader, due_dates = report.reader, report.due_dates
    source = Source(
        name=report.file.name,
        dossiers=reader.dossiers,
        folded=reader.folded,
        faults=[*reader.faults, *due_dates.faults],
        due_dates_computed=due_dates.computed,
        with_pauses=due_dates.with_pauses,
        as_of_is_now=report.as_of_is_now,
        notes=notes,
    )
    html = html_report(report.groups, tally, source, language=language, title=title)
    with written_whole(page) as file:
        file.write(html)
