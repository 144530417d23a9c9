"""How results look: the same Markdown on the terminal and in the documentation."""

import os
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from bench._comparison import Claim, Comparison, Yardstick, as_time

_PACKAGES = (
    "egovkit", "attrs", "cryptography", "holidays", "numpy", "python-dateutil", "qrcode",
    "sqlalchemy",
)  # fmt: skip
_INTRODUCTION = """\
# Performance

`make bench` measures this and writes this page. All that is compared in one table ran in
one process, in turn (A B A B …), so that whatever else the machine was doing slowed all
of it alike. A time is the median round, with the best one in brackets; a ratio is the
median of the ratios within a round. Judge by the ratios: the times are those of one
machine on one day. Where a target is a time, the best round is held against it.

A yardstick is the plainest fast code for the same question; it stands in `bench/`. Where
its time was measured before, on the same kind of machine, its best round here is set
beside that reference, and one over 1.5 times slower does not count; the comparison is
then run again, up to five times.
"""


def page(comparisons: Sequence[Comparison]) -> str:
    """Return the page of the documentation."""
    facts = _bullets(_environment())
    return "\n".join([_INTRODUCTION, facts, *map(section, comparisons)])


def section(comparison: Comparison) -> str:
    """Return what one comparison found."""
    claims = map(_claim_cells, comparison.claims)
    sticks = map(_yardstick_cells, comparison.yardsticks)
    parts = [
        f"## {comparison.title}\n\n{comparison.note}\n",
        _table(["egovkit", "time (best)", "figure", "target", "reached"], claims),
        _table(["yardstick", "time (best)", "reference", "here", "counts"], sticks),
    ]
    if comparison.facts:
        parts.append(_bullets(comparison.facts))
    return "\n".join(parts)


def _claim_cells(claim: Claim) -> list[str]:
    time = f"{as_time(claim.times.median)} ({as_time(claim.times.best)})"
    return [claim.what, time, claim.figure, claim.target, claim.verdict]


def _yardstick_cells(stick: Yardstick) -> list[str]:
    time = f"{as_time(stick.times.median)} ({as_time(stick.times.best)})"
    if stick.reference is None or stick.slowness is None:
        return [stick.name, time, "none", "", "yes"]
    reference, slowness = as_time(stick.reference), f"{stick.slowness:.2f} ×"
    return [stick.name, time, reference, slowness, "yes" if stick.counts else "no"]


def _table(header: list[str], rows: Iterable[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _bullets(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def _environment() -> Iterator[str]:
    yield f"{datetime.now(UTC):%Y-%m-%d}"
    yield f"Python {platform.python_version()}, {platform.system()}"
    yield f"{_processor()}, {os.cpu_count()} cores"
    yield ", ".join(f"{name} {metadata.version(name)}" for name in _PACKAGES)


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
