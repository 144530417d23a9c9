"""The tables: events that are only added to, a row for each dossier, and numbers.

Instants are whole microseconds since 1970 in UTC: SQLite has no type for them, and a
number is the same in every database.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from egovkit.outcome import COLUMNS, ColumnKind
from egovkit.storage._sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

metadata: Final = MetaData(
    naming_convention={"pk": "%(table_name)s_pk", "ix": "%(column_0_label)s_ix"}
)
"""The tables as SQLAlchemy describes them, for your own Alembic."""

EVENT: Final = Table(
    "egovkit_event",
    metadata,
    Column("number", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("action", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("key", Text),
    Column("record", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
Index(
    "egovkit_event_key",
    EVENT.c.number,
    EVENT.c.key,
    unique=True,
    sqlite_where=text("key IS NOT NULL"),
    postgresql_where=text("key IS NOT NULL"),
)

_TYPES: Final = {
    ColumnKind.TEXT: Text,
    ColumnKind.WORD: Text,
    ColumnKind.INSTANT: BigInteger,
    ColumnKind.COUNT: Integer,
    ColumnKind.FLAG: Boolean,
}
_KINDS: Final = {column.name: column.kind for column in COLUMNS}

OPENING: Final = (
    "number", "workflow", "procedure", "field", "unit", "channel", "due_by",
)  # fmt: skip
STANDING: Final = ("workflow_version", "version", "head", "state", "clock", "last_at")
MOVED: Final = ("version", "head", "state", "last_at")
FACTS: Final = (
    "paused", "paused_since", "received_at", "due_at", "promised_at", "resolved_at",
    "returned_at", "status", "supplements", "extended", "last_promised_at",
    "reopened", "paid_online",
)  # fmt: skip
"""The columns of a dossier: what it was opened with, where it stands (and what of that
every event moves), and what follows from its history for a table of outcomes."""


def _of_outcome(*names: str) -> "list[Column[object]]":
    return [Column(name, _TYPES[_KINDS[name]]) for name in names]


# A literal and no parameter: a partial index serves only a query that says the same.
CLOCK_RUNS: Final = text("clock = 'runs'")

DOSSIER: Final = Table(
    "egovkit_dossier",
    metadata,
    Column("number", Text, primary_key=True),
    Column("workflow", Text, nullable=False),
    *_of_outcome(*OPENING[2:]),
    Column("workflow_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("paused", BigInteger, nullable=False),
    Column("paused_since", BigInteger),
    *_of_outcome(*FACTS[2:]),
)
Index(
    "egovkit_dossier_due",
    DOSSIER.c.due_at,
    sqlite_where=CLOCK_RUNS,
    postgresql_where=CLOCK_RUNS,
)

NUMBER: Final = Table(
    "egovkit_number",
    metadata,
    Column("unit", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY, _SECOND = 86_400_000_000, 1_000_000


def micros(at: datetime) -> int:
    """Return an instant as it stands in the tables."""
    since = at - _EPOCH
    return since.days * _DAY + since.seconds * _SECOND + since.microseconds


def instant(value: int) -> datetime:
    """Return what stands in the tables as an instant in UTC."""
    return _EPOCH + timedelta(microseconds=value)
