"""Appending events to a store, over a plain insert of the same rows."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from itertools import islice
from pathlib import Path
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

    def __init__(self, engine: sa.Engine, rows: Sequence[Row], size: int) -> None:
        self._engine, self._size = engine, size
        self._table = sa.Table(
            "bench_event",
            sa.MetaData(),
            sa.Column("number", sa.Text, primary_key=True),
            sa.Column("seq", sa.Integer, primary_key=True),
            sa.Column("action", sa.Text, nullable=False),
            sa.Column("state", sa.Text, nullable=False),
            sa.Column("at", sa.BigInteger, nullable=False),
            sa.Column("key", sa.Text),
            sa.Column("record", sa.Text, nullable=False),
            sa.Column("hash", sa.Text, nullable=False),
            sa.UniqueConstraint("number", "key"),
        )
        self._table.drop(engine, checkfirst=True)
        self._table.create(engine)
        self._rows = iter(rows)

    def write(self, transactions: int) -> None:
        """Write the next rows."""
        for _ in range(transactions):
            rows = list(islice(self._rows, self._size))
            with self._engine.begin() as connection:
                connection.execute(self._table.insert(), rows)


def rows_of(dossiers: Sequence[Dossier[S]]) -> list[Row]:
    """Return the rows that a store writes for these dossiers, in the same order."""
    table = metadata.tables["egovkit_event"]
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/scratch.db"
        with Store.open(url, workflows=[_WORKFLOW]) as store:
            Appends(store, dossiers, _BLOCK).write(len(dossiers) // _BLOCK)
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            found = {
                (row["number"], row["seq"]): dict(row)
                for row in connection.execute(sa.select(table)).mappings()
            }
        engine.dispose()
    return [found[dossier.number, dossier.version - 1] for dossier in dossiers]


def compare(*, quick: bool) -> Comparison:
    """Time both on SQLite, and on PostgreSQL where there is one."""
    rounds = 4 if quick else 15
    count = -(-(rounds + 1) * 10 * 100 // (_EVENTS * _BLOCK)) * _BLOCK
    say(f"making {count * _EVENTS:,} dossiers")
    dossiers = list(steps(count))
    rows = rows_of(dossiers)
    claims, yardsticks = list[Claim](), list[Yardstick]()
    for database, size, transactions in _cases():
        say(f"{database}, {size} a transaction")
        plain, own = _times(database, dossiers, rows, size, transactions, rounds)
        stick = Yardstick(f"insert(), {database}, {size} a transaction", plain)
        what = f"Store, {database}, {size} a transaction, an event"
        claims.append(_at_least(_LEAST, what, own, stick))
        yardsticks.append(stick)
    return Comparison(
        title="Storage",
        note=(
            "Events of dossiers that are in memory: serialised, hashed, appended, and "
            "the row of the dossier moved on, in one transaction; in batches of 100, "
            "each event is another dossier's. The yardstick inserts the same rows of "
            "events, serialised before, with the same durability and nothing else. "
            "PostgreSQL is measured where EGOVKIT_POSTGRES_URL names one."
        ),
        claims=claims,
        yardsticks=yardsticks,
    )


def _cases() -> Iterator[tuple[str, int, int]]:
    names = ["SQLite"]
    if os.environ.get("EGOVKIT_POSTGRES_URL"):
        names.append("PostgreSQL")
    for name in names:
        yield name, 1, 100
        yield name, 100, 10


def _at_least(least: float, what: str, times: Times, stick: Yardstick) -> Claim:
    """Claim a share of the yardstick's throughput."""
    share = 1 / times.over(stick.times)
    return Claim(
        what, times, f"{share:.2f} of {stick.name}", f"≥ {least}", share >= least, stick
    )


def _times(
    database: str,
    dossiers: Sequence[Dossier[S]],
    rows: Sequence[Row],
    size: int,
    transactions: int,
    rounds: int,
) -> list[Times]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        if database == "SQLite":
            url = f"sqlite:///{folder}/ours.db"
            engine = _sqlite(f"sqlite:///{folder}/plain.db")
        else:
            url = os.environ["EGOVKIT_POSTGRES_URL"]
            engine = sa.create_engine(url)
            metadata.drop_all(engine)
        stack.callback(engine.dispose)
        store = stack.enter_context(Store.create(url, workflows=[_WORKFLOW]))
        inserts = Inserts(engine, rows, size)
        appends = Appends(store, dossiers, size)
        return interleaved(
            [lambda: inserts.write(transactions), lambda: appends.write(transactions)],
            rounds=rounds,
            operations=transactions * size,
        )


def _sqlite(url: str) -> sa.Engine:
    engine = sa.create_engine(url)

    @sa.event.listens_for(engine, "connect")
    def _(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @sa.event.listens_for(engine, "begin")
    def _(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
