"""The one flat row about a dossier, and reading it from tables."""

from egovkit.outcome._csv import read_csv
from egovkit.outcome._outcome import (
    COLUMNS,
    Channel,
    Column,
    ColumnKind,
    DueBy,
    Outcome,
    Status,
)
from egovkit.outcome._reader import OutcomeReader
from egovkit.outcome._xlsx import read_xlsx

__all__ = [
    "COLUMNS",
    "Channel",
    "Column",
    "ColumnKind",
    "DueBy",
    "Outcome",
    "OutcomeReader",
    "Status",
    "read_csv",
    "read_xlsx",
]
