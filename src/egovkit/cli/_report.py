"""egovkit report: a table of dossiers in, timeliness and exact percentages out."""

import argparse
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from egovkit._time import zone
from egovkit.cli import _arguments, _settings
from egovkit.cli._due_dates import DueDates, calendar_for
from egovkit.cli._output import print_pairs, with_progress, written_whole
from egovkit.cli._page import write_page
from egovkit.cli._report_form import Report, print_csv, print_data, print_text
from egovkit.cli._settings import Settings
from egovkit.errors import InvalidValueError
from egovkit.metrics import Period, ResolutionCounts, classify
from egovkit.outcome import COLUMNS, Outcome

HELP = "count a table of dossiers: timeliness, exact percentages, faults"
DESCRIPTION = (
    "Read a table of dossiers (CSV or XLSX), compute the due dates it lacks, count "
    "what was resolved before, on and after the due day, and list the bad rows."
)
EXAMPLES = """\
example:
  egovkit report log.csv --tz Europe/Amsterdam --as-of 2012-02-01 \\
    -c number=case:concept:name -c received_at=case:startdate \\
    -c due_at=case:deadline -c resolved_at=case:enddate \\
    -c channel=case:channel -w channel:Internet=online -w channel:Desk=counter

egovkit's own columns: {}
""".format(", ".join(column.name for column in COLUMNS))

_EARLIEST = date(1900, 1, 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="a table of dossiers, CSV or XLSX")
    _settings.add_arguments(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print data instead of text")
    form.add_argument("--csv", action="store_true", help="print one CSV row per group")
    add(
        "--rows", type=Path, metavar="FILE", help="write each dossier with its due date"
    )
    add(
        "--html", type=Path, metavar="FILE",
        help="write the report as a page with charts, by field unless --by is given",
    )  # fmt: skip
    add("--language", choices=["en", "vi"], default="en", help="of the page")


def run(arguments: argparse.Namespace) -> int:
    """Count and print; findings or bad rows make the exit code 1."""
    report = _counted(arguments, _settings.read(arguments))
    if arguments.json:
        print_data(report)
    elif arguments.csv:
        print_csv(report)
    else:
        print_text(report)
    if report.tally:
        write_page(arguments.html, report, report.tally, arguments.language)
        if not (arguments.json or arguments.csv):
            print_pairs([("page", arguments.html)])
    return 1 if report.faults or report.findings else 0


def _counted(arguments: argparse.Namespace, settings: Settings) -> Report:
    tz = zone(settings.tz)
    as_of = _as_of(settings, tz)
    period = (
        _arguments.period(settings.period, tz)
        if settings.period
        else Period(_EARLIEST, as_of.date(), tz)
    )
    by = settings.by or (("field",) if arguments.html else ())
    reader = _settings.reader(arguments.file, settings)
    calendar = calendar_for(as_of.year)
    due_dates = DueDates(settings.term, settings.terms, calendar)
    outcomes = due_dates.added_to(with_progress(reader, "dossiers"))
    if arguments.rows:
        outcomes = _written_rows(arguments.rows, outcomes, period.cut(as_of))
    tally = None
    if arguments.html:
        from egovkit.reports import Tally

        in_use = calendar if settings.term or settings.terms else None
        tally = Tally(by, period=period, as_of=as_of, calendar=in_use)
        outcomes = tally.watch(outcomes)
    groups = _groups(outcomes, by, period, as_of)
    empty = ResolutionCounts(period=period, as_of=as_of)
    return Report(
        file=arguments.file,
        as_of=as_of,
        as_of_is_now=settings.as_of is None,
        has_period=settings.period is not None,
        by=by,
        total=sum(groups.values(), empty),
        groups=dict(sorted(groups.items())),
        reader=reader,
        due_dates=due_dates,
        tally=tally,
    )


def _groups(
    outcomes: Iterable[Outcome], by: Sequence[str], period: Period, as_of: datetime
) -> dict[tuple[str, ...], ResolutionCounts]:
    if not by:
        return {(): ResolutionCounts.of(outcomes, period=period, as_of=as_of)}
    return ResolutionCounts.by(outcomes, _group(by), period=period, as_of=as_of)


def _as_of(settings: Settings, tz: tzinfo) -> datetime:
    if settings.as_of is None:
        return datetime.now(UTC).astimezone(tz).replace(microsecond=0)
    return _arguments.instant(settings.as_of, tz, ends_day=True)


def _group(by: Sequence[str]) -> Callable[[Outcome], tuple[str, ...]]:
    names = {column.name for column in COLUMNS}
    for name in by:
        if name not in names:
            raise InvalidValueError("by", name, f"one of {', '.join(sorted(names))}")
    return lambda outcome: tuple(str(getattr(outcome, name) or "") for name in by)


def _written_rows(
    path: Path, outcomes: Iterable[Outcome], cut: datetime
) -> Iterator[Outcome]:
    """Write each dossier as it passes; the file appears when all have."""
    names = [column.name for column in COLUMNS]
    with written_whole(path) as file:
        writer = csv.writer(file)
        writer.writerow([*names, "timeliness"])
        for outcome in outcomes:
            cells = [getattr(outcome, name) for name in names]
            timeliness = (
                classify(outcome, as_of=cut) if outcome.received_at <= cut else ""
            )
            writer.writerow([*cells, timeliness])
            yield outcome
