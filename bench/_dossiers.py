"""Invented dossiers, the same in every run."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

_START = datetime(2024, 1, 2, 7, 30)  # noqa: DTZ001, a table writes local times
_MINUTES = 3 * 365 * 24 * 60
_FIELDS = ("civil status", "land", "certification", "construction", "social affairs")
_CHANNELS = ("online", "counter", "post")
_ENDS = (
    ("resolved",) * 90 + ("pending",) * 5 + ("paused",) * 3 + ("refused", "withdrawn")
)


class Row(NamedTuple):
    """A dossier as a table has it."""

    number: str
    field: str
    unit: str
    channel: str
    received_at: datetime
    due_at: datetime
    resolved_at: datetime | None
    status: str


def rows(count: int, *, mixed: bool = False) -> Iterator[Row]:
    """Invent dossiers: three years, five fields, twenty units, nine in ten resolved.

    They come in the order of their receipt. So do their numbers, as those of one office;
    mixed ones begin with the code of the unit, as those of a province do.
    """
    random = Random(1)
    for i in range(count):
        received_at = _START + timedelta(minutes=i * _MINUTES // count)
        due_at = received_at + timedelta(days=1 + random.randrange(20), hours=8)
        status = random.choice(_ENDS)
        has_ended = status not in ("pending", "paused")
        taken = (due_at - received_at) * random.betavariate(5, 2) * 1.2
        yield Row(
            f"000.00.{i % 20 if mixed else 16:02}.H53-{received_at:%y%m%d}-{i:07}",
            _FIELDS[i % 5],
            f"unit {i % 20}",
            _CHANNELS[i % 3],
            received_at,
            due_at,
            received_at + taken if has_ended else None,
            status,
        )


def write_csv(path: Path, count: int, *, mixed: bool = False) -> None:
    """Write dossiers in egovkit's own columns, the instants in ISO 8601."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Row._fields)
        writer.writerows(map(_cells, rows(count, mixed=mixed)))


def _cells(row: Row) -> list[str]:
    return [
        cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else cell or ""
        for cell in row
    ]
