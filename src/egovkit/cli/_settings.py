"""How a report reads its table: from a TOML file, from the line, or from both."""

import argparse
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import cast

from attrs import frozen

from egovkit import vietnam
from egovkit.cli import _arguments
from egovkit.deadlines import Term
from egovkit.errors import (
    EgovkitError,
    FaultsError,
    InvalidValueError,
    UnusableFileError,
)
from egovkit.outcome import OutcomeReader, read_csv, read_xlsx

_TEXTS = ("tz", "as_of", "period", "term", "delimiter", "encoding", "sheet")
_TABLES = ("columns", "values", "terms")
_KEYS = (*_TEXTS, "time_format", "by", *_TABLES)
_Document = dict[str, object]


@frozen(kw_only=True)
class Settings:
    """What a report is told about its table; what stands on the line wins."""

    tz: str
    as_of: str | None
    period: str | None
    time_format: str | Mapping[str, str] | None
    delimiter: str | None
    encoding: str | None
    sheet: str | None
    by: tuple[str, ...]
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str | None]]
    term: Term | None
    terms: Mapping[str, Term]


def read(arguments: argparse.Namespace) -> Settings:
    """Return the settings of the file, with those of the line over them."""
    document = _document(arguments.config) if arguments.config else {}

    def text(name: str) -> str | None:
        given: str | None = getattr(arguments, name, None)
        return given if given is not None else cast("str | None", document.get(name))

    return Settings(
        tz=text("tz") or vietnam.calendar.TZ,
        as_of=text("as_of"),
        period=text("period"),
        time_format=cast("str | dict[str, str] | None", text("time_format")),
        delimiter=text("delimiter"),
        encoding=text("encoding"),
        sheet=text("sheet"),
        by=_by(getattr(arguments, "by", None), document),
        columns=_table(document, "columns") | dict(arguments.column),
        values=_values(arguments.word, document),
        term=None if text("term") is None else Term.parse(cast("str", text("term"))),
        terms={
            code: Term.parse(term) for code, term in _table(document, "terms").items()
        },
    )


def _by(line: str | None, document: _Document) -> tuple[str, ...]:
    if line is not None:
        return tuple(line.split(","))
    return tuple(cast("list[str]", document.get("by", [])))


def _table(document: _Document, name: str) -> dict[str, str]:
    return dict(cast("dict[str, str]", document.get(name, {})))


def _values(
    line: list[tuple[str, str, str]], document: _Document
) -> dict[str, dict[str, str | None]]:
    tables = cast("dict[str, dict[str, str | None]]", document.get("values", {}))
    values = {column: dict(words) for column, words in tables.items()}
    for column, theirs, ours in line:
        values.setdefault(column, {})[theirs] = ours
    return values


def _document(path: Path) -> _Document:
    try:
        document: _Document = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableFileError(str(path), str(error), "write it as TOML") from None
    faults = [fault for key, value in document.items() for fault in _faults(key, value)]
    if faults:
        raise FaultsError(f"{path} has {len(faults)} faults", faults)
    return document


def _faults(key: str, value: object) -> Iterator[EgovkitError]:
    """Yield every fault of a setting, so that one reading finds them all."""
    if key not in _KEYS:
        yield InvalidValueError(key, value, f"one of {', '.join(_KEYS)}")
    elif key in _TEXTS and not isinstance(value, str):
        yield InvalidValueError(key, value, "text, in quotes")
    elif key == "by" and not _are_texts(value):
        yield InvalidValueError(key, value, "a list of column names")
    elif key == "values" and not _is_table_of(value, dict):
        yield InvalidValueError(key, value, "tables such as [values.channel]")
    elif key in ("columns", "terms") and not _is_table_of(value, str):
        yield InvalidValueError(key, value, f"a table [{key}] of texts")
    elif key == "time_format" and not (
        isinstance(value, str) or _is_table_of(value, str)
    ):
        yield InvalidValueError(key, value, "a pattern, or a table of them by column")
    elif key in ("term", "terms"):
        texts = (
            cast("dict[str, str]", value)
            if key == "terms"
            else {"": cast("str", value)}
        )
        yield from _term_faults(texts.values())


def _are_texts(value: object) -> bool:
    if not isinstance(value, list):
        return False
    return all(isinstance(item, str) for item in cast("list[object]", value))


def _is_table_of(value: object, kind: type) -> bool:
    if not isinstance(value, dict):
        return False
    return all(isinstance(v, kind) for v in cast("dict[str, object]", value).values())


def _term_faults(texts: Iterable[str]) -> Iterator[EgovkitError]:
    for text in texts:
        try:
            Term.parse(text)
        except EgovkitError as error:
            yield error


def reader(file: Path, settings: Settings) -> OutcomeReader:
    """Open a table; its faults are collected."""
    if file.suffix.lower() == ".xlsx":
        read = partial(read_xlsx, sheet=settings.sheet)
    else:
        read = partial(
            read_csv, delimiter=settings.delimiter, encoding=settings.encoding
        )
    return read(
        file,
        columns=settings.columns or None,
        tz=settings.tz,
        values=settings.values,
        time_format=settings.time_format,
        on_error="collect",
    )


def add_table_arguments(parser: argparse.ArgumentParser) -> None:
    """Say how a table is described on the line."""
    add = parser.add_argument
    add("--config", type=Path, metavar="TOML", help="the same settings in a file")
    add(
        "-c", "--column", type=_arguments.pair, action="append", default=[],
        metavar="OURS=THEIRS", help="a column, such as number=case:concept:name",
    )  # fmt: skip
    add(
        "-w", "--word", type=_arguments.word, action="append", default=[],
        metavar="COLUMN:THEIRS=OURS", help="a word, such as channel:Internet=online",
    )  # fmt: skip
    add("--tz", metavar="ZONE", help="the office's zone (default: Asia/Ho_Chi_Minh)")
    add("--time-format", metavar="PATTERN", help="such as dd/MM/yyyy HH:mm")
    add("--delimiter", help="default: found in the header")
    add("--encoding", help="default: UTF-8, or what a byte order mark says")
    add("--sheet", help="of an XLSX file (default: the first)")
    add(
        "--term", metavar="TERM",
        help="the term of dossiers without a due date, such as '5 working days'",
    )  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say how a table is described, and what of it is counted."""
    add_table_arguments(parser)
    add = parser.add_argument
    add(
        "--as-of",
        metavar="WHEN",
        help="seen from when; a day is its end (default: now)",
    )
    add(
        "--period", metavar="PERIOD",
        help="2026, 2026-03, 2026-Q1 or 2026-01-15..2026-02-14 (default: everything)",
    )  # fmt: skip
    add("--by", metavar="COLUMN[,COLUMN]", help="one row per group, such as field")
