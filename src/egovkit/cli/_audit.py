"""egovkit audit: what published figures say, and what they leave open."""

import argparse
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from egovkit.cli import _arguments, _audit_table
from egovkit.cli._output import print_json
from egovkit.errors import InvalidValueError
from egovkit.metrics import (
    Audit,
    Published,
    PublishedTable,
    audit,
    feasible_totals,
)

_SHOWN = 10
HELP = "check published figures: the counts they allow, and what they leave out"
DESCRIPTION = (
    "Check published figures: every integer solution under each rounding, totals "
    "that do not add, percentages that no count can give, and in a whole table the "
    "fewest cells whose change reconciles it."
)
EXAMPLES = """\
example:
  egovkit audit --total 10366 --percent before_due=96.87 --percent on_time=3.08

A file holds the same figures:
  total = 10366
  [percentages]
  before_due = "96.87"
  on_time = "3.08"

A whole table, with its rows, totals and periods, comes from TOML, CSV or XLSX:
  egovkit audit table.csv --layout layout.toml --decimal ,
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    add = parser.add_argument
    add(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="the figures or a table: TOML, CSV, XLSX",
    )
    add("--total", type=int, metavar="N", help="how many dossiers the parts are of")
    add(
        "--percent",
        type=_arguments.pair,
        action="append",
        default=[],
        metavar="NAME=PERCENT",
    )
    add(
        "--count",
        type=_arguments.pair,
        action="append",
        default=[],
        metavar="NAME=COUNT",
    )
    add("--exhaustive", action="store_true", help="the parts named are all there are")
    add(
        "--upto",
        type=int,
        default=100_000,
        metavar="N",
        help="without a total, try the totals up to this one (default: 100000)",
    )
    _audit_table.add_arguments(parser)
    add("--json", action="store_true", help="print data instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Audit and print; findings make the exit code 1."""
    table = _table(arguments)
    if table is not None:
        return _audit_table.run(table, as_json=arguments.json)
    published = _published(arguments)
    result = audit(published)
    totals = (
        None if published.total else feasible_totals(published, upto=arguments.upto)
    )
    if arguments.json:
        print_json(_data(result, totals))
    else:
        print(result)
        if totals is not None:
            print(_totals_text(totals, arguments.upto))
    return 1 if result.findings else 0


def _table(arguments: argparse.Namespace) -> PublishedTable | None:
    """Read a table if that is what the file holds."""
    file: Path | None = arguments.file
    if file is None or _is_on_line(arguments):
        return None
    return _audit_table.read(arguments, file)


def _is_on_line(arguments: argparse.Namespace) -> bool:
    return bool(arguments.percent or arguments.count or arguments.total is not None)


def _published(arguments: argparse.Namespace) -> Published:
    """Read the figures from the file or from the line, not from both."""
    if arguments.file is not None:
        if _is_on_line(arguments):
            raise InvalidValueError(
                "FILE", str(arguments.file), "figures in the file or on the line"
            )
        return Published.from_toml(_audit_table.text_of(arguments.file))
    return Published(
        total=arguments.total,
        counts={name: _count(name, text) for name, text in arguments.count},
        percentages=dict(arguments.percent),
        exhaustive=arguments.exhaustive,
    )


def _count(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidValueError(name, text, "a whole number of dossiers") from None


def _totals_text(totals: Sequence[int], upto: int) -> str:
    if not totals:
        return f"no total up to {upto} fits these figures"
    first = ", ".join(str(total) for total in totals[:_SHOWN])
    return f"totals up to {upto} that fit: {len(totals)}, the first {first}"


def _data(result: Audit, totals: Sequence[int] | None) -> dict[str, object]:
    return {
        "consistent": result.consistent,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "cells": finding.cells,
                "text": finding.text,
                "repair": finding.repair,
            }
            for finding in result.findings
        ],
        "solutions": {
            rounding: {
                "count": solutions.count,
                "ranges": solutions.ranges,
                "first": list(islice(solutions, _SHOWN)),
            }
            for rounding, solutions in result.solutions.items()
        },
        "feasible_totals": totals and {"count": len(totals), "first": totals[:_SHOWN]},
    }
