"""egovkit demo: a simulated ward, from its dossiers to the report on them."""

import argparse
import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from egovkit import _data, vietnam
from egovkit._time import END_OF_DAY, local_instant
from egovkit.cli import _ward
from egovkit.cli._due_dates import DueDates
from egovkit.cli._output import (
    print_json,
    print_pairs,
    print_table,
    replaced_whole,
    with_progress,
    written_whole,
)
from egovkit.cli._page import write_page
from egovkit.cli._report_form import Report, print_text
from egovkit.cli._ward_dossiers import dossiers, procedures, workflow
from egovkit.deadlines import WorkCalendar
from egovkit.dossiers import Dossier
from egovkit.metrics import Audit, Period, Published, ResolutionCounts, audit
from egovkit.outcome import Outcome, read_csv
from egovkit.vietnam.workflows import OneStop

if TYPE_CHECKING:
    from egovkit.reports import Tally

HELP = "simulate a ward's dossiers, report on them, audit a survey's figures"
DESCRIPTION = (
    "Simulate the dossiers of one ward from 2022 to 2024, let each live through the "
    "workflow of a one-stop unit, store the histories in SQLite, write the table as CSV, "
    "read it back, report on it as text and as an HTML page, and audit the figures that "
    "a survey published of a real ward beside them."
)
EXAMPLES = """\
example:
  egovkit demo --out build/demo
  egovkit report build/demo/dossiers.csv --as-of 2024-12-31 --period 2024 --by channel
"""

PUBLISHED: Final = Published(
    total=10366, percentages={"before_due": "96.87", "on_time": "3.08"}
)
"""What the survey of February 2025 printed of its ward, from 2022 to then."""

SIMULATED = (
    "no office stands behind these dossiers; their procedures' terms, shares and "
    "workloads are invented"
)
_TITLES = {
    "en": "A simulated ward, 2022 to 2024",
    "vi": "Một phường mô phỏng, 2022 đến 2024",
}
_NOTES = {
    "en": f"SIMULATED: {SIMULATED}.",
    "vi": "MÔ PHỎNG: các hồ sơ này không của cơ quan nào; thời hạn, tỷ lệ và khối "
    "lượng công việc của các thủ tục đều được đặt ra.",
}
_SEED = 2022
_AT_ONCE = 500
"""How many dossiers are written in one transaction."""

_COLUMNS = (
    "number", "procedure", "field", "unit", "channel", "received_at", "due_at",
    "promised_at", "resolved_at", "returned_at", "status", "paused_seconds",
    "supplements",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    add = parser.add_argument
    add("--seed", type=int, default=_SEED, help="of the chance (default: %(default)s)")
    add(
        "--out", type=Path, default=Path("build/demo"), metavar="FOLDER",
        help="where the files go (default: %(default)s)",
    )  # fmt: skip
    add(
        "--language", choices=[*_TITLES], default="en",
        help="of the HTML page (default: %(default)s)",
    )  # fmt: skip
    add("--json", action="store_true", help="print data instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Simulate, write, read back, report and audit."""
    calendar, invented = official_calendar(), table()
    histories = _ward.simulate(arguments.seed, calendar, invented)
    file, page = arguments.out / "dossiers.csv", arguments.out / "report.html"
    database = arguments.out / "dossiers.sqlite"
    lived = dossiers(histories, procedures(invented), calendar, as_of(calendar))
    write_table(
        file, store_dossiers(database, with_progress(lived, "dossiers"), calendar)
    )
    report, tally = counted(file, calendar)
    language = arguments.language
    write_page(
        page, report, tally, language, title=_TITLES[language], notes=[_NOTES[language]]
    )
    demo = Demo(arguments.seed, database, report, page, audit(PUBLISHED))
    if arguments.json:
        print_json(_data_of(demo))
    else:
        _print(demo)
    return 1 if demo.report.faults else 0


@frozen
class Demo:
    """What was simulated and counted, and what the survey's figures say."""

    seed: int
    database: Path
    report: Report
    page: Path
    audit: Audit


def official_calendar() -> WorkCalendar:
    """Return the official calendar of the simulated years, and of one on each side."""
    years = range(_ward.FIRST.year - 1, _ward.LAST.year + 2)
    return vietnam.calendar.calendar(years=years)


def table() -> Mapping[str, object]:
    """Return the packaged table of desks and procedures."""
    return _data.table(__package__, "procedures.toml")


def as_of(calendar: WorkCalendar) -> datetime:
    """Return the instant from which the ward is seen: the end of 2024."""
    return local_instant(_ward.LAST, END_OF_DAY, calendar.tz)


def store_dossiers(
    file: Path, dossiers: Iterable[Dossier[OneStop]], calendar: WorkCalendar
) -> list[Outcome]:
    """Write dossiers with their histories into a database, and ask it for their rows.

    A dossier is due when its citizen was told last.
    """
    from egovkit.storage import Store

    left, workflows = iter(dossiers), [workflow()]
    with (
        replaced_whole(file) as unfinished,
        Store.create(f"sqlite:///{unfinished}", workflows=workflows) as store,
    ):
        while some := [*islice(left, _AT_ONCE)]:
            with store.batch() as batch:
                for dossier in some:
                    batch.add(dossier)
        return [*store.outcomes(as_of=as_of(calendar))]


def write_table(file: Path, rows: Iterable[Outcome]) -> None:
    """Write dossiers under egovkit's own column names."""
    with written_whole(file) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for row in rows:
            writer.writerow([getattr(row, name) for name in _COLUMNS])


def counted(file: Path, calendar: WorkCalendar) -> "tuple[Report, Tally]":
    """Read the dossiers back, and count them by field."""
    from egovkit.reports import Tally

    period = Period(_ward.FIRST, _ward.LAST, calendar.tz)
    seen = as_of(calendar)
    tally = Tally(("field",), period=period, as_of=seen, calendar=calendar)
    reader = read_csv(file, tz=calendar.tz, on_error="collect")
    groups = ResolutionCounts.by(
        tally.watch(reader), tally.group, period=period, as_of=seen
    )
    report = Report(
        file=file,
        as_of=seen,
        as_of_is_now=False,
        has_period=True,
        by=tally.by,
        total=sum(groups.values(), ResolutionCounts.zero()),
        groups=dict(sorted(groups.items())),
        reader=reader,
        due_dates=DueDates(None, {}, calendar),
    )
    return report, tally


def _print(demo: Demo) -> None:
    print_pairs([("simulated", SIMULATED), ("seed", demo.seed)])
    print()
    print_text(demo.report)
    print()
    print("Beside them, what a survey printed of a real ward (2022 to February 2025):")
    print_table(["", "simulated", "published"], _comparison(demo))
    print()
    print(demo.audit)
    print()
    print_pairs(
        [
            ("histories", demo.database),
            ("dossiers", demo.report.file),
            ("report", demo.page),
        ]
    )


def _comparison(demo: Demo) -> Iterator[tuple[str, object, object]]:
    """Yield the published figures beside ours; of what ours are of is named."""
    total, published = demo.report.total, demo.audit.published
    yield "received", total.received, published.total
    yield "resolved", total.resolved, "not printed"
    for name, percentage in (total.percentages() or {}).items():
        theirs = published.percentages.get(name)
        yield (
            f"{name.replace('_', ' ')}, %",
            percentage,
            "not printed" if theirs is None else theirs,
        )


def _data_of(demo: Demo) -> dict[str, object]:
    total, published = demo.report.total, demo.audit.published
    return {
        "simulated": SIMULATED,
        "seed": demo.seed,
        "histories": str(demo.database),
        "dossiers": str(demo.report.file),
        "report": str(demo.page),
        "as_of": demo.report.as_of.isoformat(),
        "total": _counts_data(total),
        "by_field": {
            field: _counts_data(counts)
            for (field,), counts in demo.report.groups.items()
        },
        "published": {
            "total": published.total,
            "percentages": published.percentages,
            "consistent": demo.audit.consistent,
            "findings": [str(finding) for finding in demo.audit.findings],
            "solutions": {
                rounding: solutions.ranges
                for rounding, solutions in demo.audit.solutions.items()
            },
        },
        "faults": demo.report.faults,
    }


def _counts_data(counts: ResolutionCounts) -> dict[str, object]:
    return {**dict(counts.rows()), "percentages": counts.percentages()}
