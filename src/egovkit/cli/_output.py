"""What the verbs print: JSON, tables of text, progress, and files written whole."""

import json
import os
import shutil
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeVar

from egovkit.errors import UnusableFileError

_T = TypeVar("_T")
_QUIET_SECONDS = 1.0
_EVERY = 5_000
_FAULTS_SHOWN = 20


def print_json(data: object) -> None:
    """Print data as JSON; what JSON has no word for is printed as text."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def print_pairs(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names and values in two columns."""
    rows = [(name, str(value)) for name, value in pairs]
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table: the first column to the left, figures to the right."""
    lines = [list(header), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        first, *others = line
        cells = [f"{first:<{widths[0]}}"]
        cells += [f"{cell:>{w}}" for cell, w in zip(others, widths[1:], strict=True)]
        print("  ".join(cells).rstrip())


def print_faults(faults: list[str]) -> None:
    for fault in faults[:_FAULTS_SHOWN]:
        print(f"fault: {fault}", file=sys.stderr)
    if len(faults) > _FAULTS_SHOWN:
        rest = len(faults) - _FAULTS_SHOWN
        print(f"and {rest} more faults; --json lists all", file=sys.stderr)


def with_progress(items: Iterable[_T], what: str) -> Iterable[_T]:
    """Pass items on; on a terminal say, after a second, how many have passed."""
    return _with_progress(items, what) if sys.stderr.isatty() else items


def _with_progress(items: Iterable[_T], what: str) -> Iterator[_T]:
    began = time.monotonic()
    shown = False
    for count, item in enumerate(items, 1):
        yield item
        if count % _EVERY == 0 and time.monotonic() - began > _QUIET_SECONDS:
            shown = True
            print(f"\r{count:,} {what}", end="", file=sys.stderr, flush=True)
    if shown:
        print(f"\r{'':<40}\r", end="", file=sys.stderr, flush=True)


@contextmanager
def written_whole(path: Path) -> Generator[TextIO]:
    """Open a file for writing that appears only once all of it is written."""
    with (
        replaced_whole(path) as unfinished,
        unfinished.open("w", encoding="utf-8", newline="") as file,
    ):
        yield file


@contextmanager
def replaced_whole(path: Path) -> Generator[Path]:
    """Give the path of a file to write, which takes its place when that is done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@contextmanager
def folder_whole(path: Path) -> Generator[Path]:
    """Give a new folder to fill, which gets its name when that is done."""
    if path.exists():
        raise UnusableFileError(
            str(path), "it exists already", "name a folder that does not exist yet"
        )
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        unfinished.rename(path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def warn(text: object) -> None:
    """Say on standard error what did not stop the command."""
    print(f"egovkit: warning: {text}", file=sys.stderr)
