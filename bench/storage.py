"""Appending events to a store, over a plain insert of the same rows."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import partial
from itertools import islice
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from bench._comparison import Claim, Comparison, Yardstick
from bench._timing import Times, interleaved, say
from egovkit.deadlines import CountingRule, Term, WorkCalendar, compute_deadline
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    Procedure,
    Promise,
    Workflow,
    transition,
)
from egovkit.storage import Store, Stored, metadata

_TZ = timezone(timedelta(hours=7))
_BEGAN = datetime(2026, 1, 5, 8, tzinfo=_TZ)
_LEAST = 0.6
_BLOCK = 500
_TABLES = ("egovkit_event", "egovkit_dossier")
_POSTGRES = "EGOVKIT_POSTGRES_URL"

Row = dict[str, Any]


class S(StrEnum):
    """The states of the comparison."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    APPRAISING = "appraising"
    AWAITING_SUPPLEMENT = "awaiting supplement"
    SIGNING = "signing"
    RESOLVED = "resolved"
    RETURNED = "returned"


_ACCEPT = transition("accept", [S.SUBMITTED], S.ASSIGNED)
_APPRAISE = transition("appraise", [S.ASSIGNED], S.APPRAISING)
_ASK = transition("request_supplement", [S.APPRAISING], S.AWAITING_SUPPLEMENT)
_SUPPLY = transition("supply", [S.AWAITING_SUPPLEMENT], S.APPRAISING)
_REASSIGN = transition("reassign", [S.APPRAISING], S.ASSIGNED)
_SUBMIT = transition("submit_for_signature", [S.APPRAISING], S.SIGNING)
_SIGN = transition("sign", [S.SIGNING], S.RESOLVED)
_GIVE = transition("give_back", [S.RESOLVED], S.RETURNED)
_WORKFLOW = Workflow(
    "one-stop",
    version=1,
    initial=S.SUBMITTED,
    final={S.RETURNED},
    transitions=[
        _ACCEPT, _APPRAISE, _ASK, _SUPPLY, _REASSIGN, _SUBMIT, _SIGN, _GIVE,
    ],
    clock={
        S.SUBMITTED: ClockEffect.WAITS,
        S.AWAITING_SUPPLEMENT: ClockEffect.PAUSES,
        S.RESOLVED: ClockEffect.STOPS,
    },
)  # fmt: skip
_PLAIN = (_ACCEPT, _APPRAISE, _REASSIGN, _APPRAISE, _SUBMIT, _SIGN, _GIVE)
_WITH_SUPPLEMENT = (_ACCEPT, _APPRAISE, _ASK, _SUPPLY, _SUBMIT, _SIGN, _GIVE)
_EVENTS = 1 + len(_PLAIN)
_LAN = Actor("cb-014", ["officer"])
_TERM = Term.working_days(3)
_BIRTH = Procedure("1.001193", "Birth registration", "Justice", _TERM)
_CALENDAR = WorkCalendar(
    tz="Asia/Ho_Chi_Minh", first=date(2026, 1, 1), last=date(2026, 12, 31)
)


def life(n: int) -> list[Dossier[S]]:
    """Return a dossier after each of its eight events; every fifth lacked papers."""
    at = _BEGAN + timedelta(minutes=n % 480)
    dossier = _WORKFLOW.start(
        f"000.00.00.H53-260105-{n:05}",
        at=at, by=_LAN, procedure=_BIRTH, unit="000.00.00.H53",
    )  # fmt: skip
    versions = [dossier]
    for action in _PLAIN if n % 5 else _WITH_SUPPLEMENT:
        at += timedelta(hours=3)
        promise = _promise(at) if action is _ACCEPT else None
        dossier = _WORKFLOW.fire(
            dossier, action, at=at, by=_LAN, promise=promise, key=f"{action}-{at:%d%H}"
        )
        versions.append(dossier)
    return versions


def _promise(at: datetime) -> Promise:
    rule = CountingRule.VN_CIVIL_CODE
    return compute_deadline(at, _TERM, _CALENDAR, rule=rule).promise()


def steps(count: int) -> Iterator[Dossier[S]]:
    """Yield dossiers event by event, as offices work: some hundreds at a time."""
    for first in range(0, count, _BLOCK):
        lives = [life(n) for n in range(first, first + _BLOCK)]
        for versions in zip(*lives, strict=True):
            yield from versions


class Appends:
    """Writes events to a store, so many in a transaction."""

    def __init__(self, store: Store, dossiers: Sequence[Dossier[S]], size: int) -> None:
        self._store, self._size = store, size
        self._dossiers = iter(dossiers)
        self._stored: dict[str, Stored[S]] = {}

    def write(self, transactions: int) -> None:
        """Write the next events."""
        for _ in range(transactions):
            with self._store.batch() as batch:
                for dossier in islice(self._dossiers, self._size):
                    was = self._stored.get(dossier.number)
                    self._stored[dossier.number] = (
                        batch.append(was, dossier) if was else batch.add(dossier)
                    )


class Inserts:
    """Writes the same rows with insert() of SQLAlchemy Core, and nothing else."""

    def __init__(
        self,
        engine: sa.Engine,
        written: Sequence[Mapping[sa.Table, Row]],
        tables: Sequence[str],
        size: int,
    ) -> None:
        self._engine, self._size = engine, size
        self._tables = [metadata.tables[name] for name in tables]
        self._written = iter(written)
        self._into = {table: _copy(table, len(tables)) for table in self._tables}
        for copy in self._into.values():
            copy.drop(engine, checkfirst=True)
            copy.create(engine)

    def write(self, transactions: int) -> None:
        """Write the next rows."""
        for _ in range(transactions):
            chunk = list(islice(self._written, self._size))
            with self._engine.begin() as connection:
                for table, copy in self._into.items():
                    connection.execute(copy.insert(), [rows[table] for rows in chunk])


def _copy(table: sa.Table, number: int) -> sa.Table:
    """Return a table with the same columns, in which every version of a row has room."""
    keys = {
        "egovkit_event": ("number", "seq"),
        "egovkit_dossier": ("number", "version"),
    }
    copy = sa.Table(
        f"bench_{number}_{table.name}",
        sa.MetaData(),
        *(
            sa.Column(c.name, c.type, primary_key=c.name in keys[table.name])
            for c in table.columns
        ),
    )
    if "key" in copy.columns:
        copy.append_constraint(sa.UniqueConstraint("number", "key"))
    return copy


def rows_of(dossiers: Sequence[Dossier[S]]) -> list[dict[sa.Table, Row]]:
    """Return, event by event, the rows that a store writes for it."""
    tables = [metadata.tables[name] for name in _TABLES]
    written = list[dict[sa.Table, Row]]()
    with TemporaryDirectory() as folder, ExitStack() as stack:
        url = f"sqlite:///{folder}/scratch.db"
        appends = Appends(
            stack.enter_context(Store.open(url, workflows=[_WORKFLOW])),
            dossiers,
            _BLOCK,
        )
        engine = sa.create_engine(url)
        stack.callback(engine.dispose)
        for first in range(0, len(dossiers), _BLOCK):
            appends.write(1)
            last = dossiers[first : first + _BLOCK]
            numbers = [dossier.number for dossier in last]
            with engine.connect() as connection:
                found = [_by_number(connection, table, numbers) for table in tables]
            written += [
                dict(zip(tables, (rows[number] for rows in found), strict=True))
                for number in numbers
            ]
    return written


def _by_number(
    connection: sa.Connection, table: sa.Table, numbers: Sequence[str]
) -> dict[str, Row]:
    """Return the last row of each dossier."""
    query = sa.select(table).where(table.c.number.in_(numbers))
    if "seq" in table.c:
        query = query.order_by(table.c.seq)
    return {row["number"]: dict(row) for row in connection.execute(query).mappings()}


def compare(*, quick: bool) -> Comparison:
    """Time both on SQLite, and on PostgreSQL where there is one."""
    rounds = 4 if quick else 15
    count = -(-(rounds + 1) * 10 * 100 // (_EVENTS * _BLOCK)) * _BLOCK
    say(f"making {count * _EVENTS:,} dossiers")
    dossiers = list(steps(count))
    written = rows_of(dossiers)
    claims, yardsticks = list[Claim](), list[Yardstick]()
    for database, size, transactions in _cases():
        case = f"{database}, {size} a transaction"
        say(case)
        times = _times(
            database, dossiers, written,
            size=size, transactions=transactions, rounds=rounds,
        )  # fmt: skip
        own, all_rows, events = times
        whole = Yardstick(f"insert() of the same rows, {case}", all_rows)
        part = Yardstick(f"insert() of the events alone, {case}", events)
        claims.append(_share(f"Store, {case}, an event", own, whole, _LEAST))
        claims.append(_share(f"Store, {case}, an event", own, part))
        yardsticks += [whole, part]
    return Comparison(
        title="Storage",
        note=(
            "Events of dossiers that are in memory: serialised, hashed and appended, and "
            "the row of the dossier moved on, in one transaction; in batches of 100, "
            "each event is another dossier's. A yardstick inserts what was serialised "
            "before, with the same durability, and nothing else: a row for the event and "
            "one for its dossier, as the store writes them, or the events alone. "
            "PostgreSQL is measured where EGOVKIT_POSTGRES_URL names one."
        ),
        claims=claims,
        yardsticks=yardsticks,
    )


def _cases() -> Iterator[tuple[str, int, int]]:
    names = ["SQLite"]
    if os.environ.get(_POSTGRES):
        names.append("PostgreSQL")
    for name in names:
        yield name, 1, 100
        yield name, 100, 10


def _share(
    what: str, times: Times, stick: Yardstick, least: float | None = None
) -> Claim:
    """Tell the share of the yardstick's throughput, and claim the least."""
    share = 1 / times.over(stick.times)
    figure = f"{share:.2f} of {stick.name}"
    if least is None:
        return Claim(what, times, figure)
    return Claim(what, times, figure, f"≥ {least}", share >= least, stick)


def _times(
    database: str,
    dossiers: Sequence[Dossier[S]],
    written: Sequence[Mapping[sa.Table, Row]],
    *,
    size: int,
    transactions: int,
    rounds: int,
) -> list[Times]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        engines = [_engine(database, f"{folder}/{n}.db") for n in range(2)]
        for engine in engines:
            stack.callback(engine.dispose)
        url = f"sqlite:///{folder}/store.db"
        if database == "PostgreSQL":
            url = os.environ[_POSTGRES]
            metadata.drop_all(engines[0])
        store = stack.enter_context(Store.create(url, workflows=[_WORKFLOW]))
        writers: list[Appends | Inserts] = [
            Appends(store, dossiers, size),
            Inserts(engines[0], written, _TABLES, size),
            Inserts(engines[1], written, _TABLES[:1], size),
        ]
        return interleaved(
            [partial(writer.write, transactions) for writer in writers],
            rounds=rounds,
            operations=transactions * size,
        )


def _engine(database: str, file: str) -> sa.Engine:
    if database == "SQLite":
        return _sqlite(f"sqlite:///{file}")
    return sa.create_engine(os.environ[_POSTGRES])


def _sqlite(url: str) -> sa.Engine:
    engine = sa.create_engine(url)

    @sa.event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @sa.event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
