"""`egovkit report` of a large CSV file, over just reading the file."""

import csv
import io
import resource
import sys
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import _dossiers
from bench._comparison import Comparison, Yardstick, at_most_times
from bench._timing import interleaved, say
from egovkit.cli import main

_INSTANTS = (4, 5, 6)


def plain(path: Path) -> int:
    """Read the rows and their three instants, and do nothing with them."""
    parse, count = datetime.fromisoformat, 0
    received, due, resolved = _INSTANTS
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            parse(row[received])
            parse(row[due])
            if row[resolved]:
                parse(row[resolved])
            count += 1
    return count


def report(path: Path) -> str:
    """Run the command, and return what it prints."""
    with redirect_stdout(io.StringIO()) as printed:
        code = main(["report", str(path), "--as-of", "2026-12-31"])
    if code > 1:  # 1 is a finding: paused dossiers past their due day
        raise ValueError(f"the report ended with {code}")
    return printed.getvalue()


def compare(*, quick: bool) -> Comparison:
    """Time the report of a million rows beside the reading of them."""
    count = 50_000 if quick else 1_000_000
    with TemporaryDirectory() as folder:
        small, rising, mixed = (
            Path(folder, name) for name in ("a.csv", "b.csv", "c.csv")
        )
        say(f"writing {count:,} rows twice")
        _dossiers.write_csv(small, 1000)
        _dossiers.write_csv(rising, count)
        _dossiers.write_csv(mixed, count, mixed=True)
        report(small)
        before = _high_water()
        memory = [(report(path), _high_water() - before)[1] for path in (rising, mixed)]
        read, of_rising, of_mixed = interleaved(
            [lambda: plain(rising), lambda: report(rising), lambda: report(mixed)],
            rounds=3 if quick else 7,
            operations=count,
        )
    reading = Yardstick("reading with csv and fromisoformat", read)
    by_rising, by_mixed = (bytes_held / count for bytes_held in memory)
    return Comparison(
        title="A report of a table",
        note=(
            f"{count:,} rows of as many dossiers, eight columns, three of them instants; "
            "times are for one row. The report checks every cell and every dossier, "
            "finds numbers that come twice, counts and prints. The numbers rise, as in "
            "the table of one office, or are those of twenty units, mixed."
        ),
        claims=[
            at_most_times(5, "egovkit report, rising numbers", of_rising, reading),
            at_most_times(5, "egovkit report, mixed numbers", of_mixed, reading),
        ],
        yardsticks=[reading],
        facts=[
            f"Memory for each distinct dossier, numbers rising: {by_rising:.0f} bytes.",
            f"Memory for each distinct dossier, numbers mixed: {by_mixed:.0f} bytes.",
        ],
    )


def _high_water() -> int:
    """Return the most memory that this process has held, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
