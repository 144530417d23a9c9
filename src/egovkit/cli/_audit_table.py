"""egovkit audit of a whole table: what it reads and prints."""

import argparse
from pathlib import Path

from egovkit.cli import _arguments
from egovkit.cli._output import print_json
from egovkit.errors import UnusableFileError
from egovkit.metrics import (
    PublishedTable,
    TableAudit,
    TableCell,
    TableLayout,
    audit,
    read_table,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what is taken for a table."""
    add = parser.add_argument_group("a table in CSV or XLSX").add_argument
    add(
        "--layout", type=Path, metavar="FILE", help="TOML: which columns add up to what"
    )
    add(
        "-c", "--column", type=_arguments.pair, action="append", default=[],
        metavar="OURS=THEIRS", help="a column, such as 'on_time=Đúng hạn'",
    )  # fmt: skip
    add("--row", metavar="HEADER", help="the column of names (default: the first)")
    add("--period", metavar="HEADER", help="the column of periods")
    add("--decimal", metavar="MARK", help="the decimal mark: , or .")
    add("--delimiter", help="default: found in the header")
    add("--encoding", help="default: UTF-8, or what a byte order mark says")
    add("--sheet", help="of an XLSX file (default: the first)")


def read(arguments: argparse.Namespace, file: Path) -> PublishedTable | None:
    """Read a table; None if a TOML file has no rows and so holds single figures."""
    if file.suffix.lower() != ".toml":
        layout: Path | None = arguments.layout
        return read_table(
            file,
            layout=None if layout is None else TableLayout.from_toml(text_of(layout)),
            columns=dict(arguments.column) or None,
            row=arguments.row,
            period=arguments.period,
            decimal=arguments.decimal,
            sheet=arguments.sheet,
            delimiter=arguments.delimiter,
            encoding=arguments.encoding,
        )
    text = text_of(file)
    return PublishedTable.from_toml(text) if _has_rows(text) else None


def text_of(file: Path) -> str:
    """Return the text of a file in UTF-8."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableFileError(str(file), str(error), "save it as UTF-8") from None


def run(table: PublishedTable, *, as_json: bool) -> int:
    """Audit and print; findings make the exit code 1."""
    result = audit(table)
    if as_json:
        print_json(_data(result))
    else:
        print(result)
    return 1 if result.findings else 0


def _has_rows(text: str) -> bool:
    """Tell whether a document holds a table; one that is no TOML is told so later."""
    import tomllib

    try:
        return "rows" in tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False


def _data(result: TableAudit) -> dict[str, object]:
    return {
        "consistent": result.consistent,
        "rounding": result.rounding,
        "roundings": result.roundings,
        "unexplained": {
            rounding: [_cell(cell) for cell in cells]
            for rounding, cells in result.unexplained.items()
        },
        "blanks": [
            _cell(cell) | {"least": low, "most": high}
            for cell, (low, high) in result.blanks.items()
        ],
        "least_changes": result.least_changes,
        "alternatives": result.alternatives,
        "repairs": [
            _cell(repair.cell) | {"printed": repair.printed, "right": repair.right}
            for repair in result.repairs
        ],
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "cells": [_cell(cell) for cell in finding.cells],
                "given": finding.given,
                "possible": finding.possible,
                "repair": finding.repair,
            }
            for finding in result.findings
        ],
    }


def _cell(cell: TableCell) -> dict[str, object]:
    return cell._asdict()
