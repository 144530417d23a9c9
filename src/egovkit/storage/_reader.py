"""Reading, page by page: no query stays open while its caller works on a row."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from attrs import frozen

from egovkit.errors import NotReceivedError, NotStoredError
from egovkit.metrics import Period
from egovkit.outcome import Channel, DueBy, Outcome, Status
from egovkit.storage._engine import reading
from egovkit.storage._rows import Reckoning, Values
from egovkit.storage._sqlalchemy import (
    ColumnElement,
    Engine,
    Executable,
    Row,
    Select,
    and_,
    case,
    or_,
    select,
)
from egovkit.storage._tables import CLOCK_RUNS, DOSSIER, EVENT, instant, micros
from egovkit.storage._workflows import Filed, Line, Stored, Workflows

PAGE: Final = 500
_D = DOSSIER.c
_FILED: Final = (_D.number, _D.workflow, _D.version, _D.head)
_OUTCOME: Final = (
    _D.number, _D.procedure, _D.field, _D.unit, _D.channel, _D.received_at, _D.due_at,
    _D.promised_at, _D.resolved_at, _D.returned_at, _D.status, _D.due_by,
    _D.supplements, _D.extended, _D.last_promised_at, _D.reopened, _D.paid_online,
    _D.last_at,
)  # fmt: skip


@frozen
class Due:
    """A dossier that is due, as far as a worker needs to know it to load it.

    Attributes
    ----------
    state
        The name of its state, of the workflow that is named.
    due_at
        In the office's zone.

    Examples
    --------
    >>> Due.__name__
    'Due'
    """

    number: str
    workflow: str
    state: str
    unit: str | None
    procedure: str | None
    due_at: datetime


class Reader:
    """Reads one database."""

    def __init__(
        self, engine: Engine, workflows: Workflows, reckoning: Reckoning
    ) -> None:
        self._engine = engine
        self._workflows = workflows
        self._reckoning = reckoning

    def load(self, number: str) -> Stored[StrEnum]:
        """Return a dossier, its records checked and replayed."""
        rows = self._all(_with_events(select(*_FILED).where(_D.number == number)))
        if not rows:
            raise NotStoredError(number)
        return self._workflows.read(_filed(rows))

    def filed(self, *conditions: ColumnElement[bool]) -> Iterator[list[Filed]]:
        """Yield what is stored of dossiers, in the order of their numbers."""
        chosen = select(*_FILED).where(*conditions).order_by(_D.number).limit(PAGE)
        last = ""
        while rows := self._all(_with_events(chosen.where(_D.number > last))):
            page = [
                _filed(list(own)) for _, own in groupby(rows, key=attrgetter("number"))
            ]
            yield page
            last = page[-1].number

    def stored(self, *conditions: ColumnElement[bool]) -> Iterator[Stored[StrEnum]]:
        """Yield dossiers, in the order of their numbers."""
        for page in self.filed(*conditions):
            yield from map(self._workflows.read, page)

    def told(self, filed: Filed) -> Values:
        """Return what the row of a dossier should tell."""
        stored = self._workflows.read(filed)
        workflow = self._workflows.of(stored.dossier).workflow
        return self._reckoning.told(stored.dossier, workflow, stored.head)

    def due(self, as_of: datetime, unit: str | None) -> Iterator[Due]:
        """Yield the dossiers whose clock runs and whose due date has come."""
        tz = self._office(as_of)
        query = (
            select(_D.number, _D.workflow, _D.state, _D.unit, _D.procedure, _D.due_at)
            .where(CLOCK_RUNS, _D.due_at <= micros(as_of), *_of_unit(unit))
            .order_by(_D.due_at, _D.number)
            .limit(PAGE)
        )
        page = query
        while rows := self._all(page):
            for number, workflow, state, of_unit, procedure, due_at in rows:
                local = instant(due_at).astimezone(tz)
                yield Due(number, workflow, state, of_unit, procedure, local)
            last = rows[-1]
            same = and_(_D.due_at == last.due_at, _D.number > last.number)
            page = query.where(or_(_D.due_at > last.due_at, same))

    def outcomes(
        self, as_of: datetime, during: Period | None, unit: str | None
    ) -> Iterator[Outcome]:
        """Yield the outcomes of dossiers that were received at `as_of`."""
        tz, seen_at = self._office(as_of), micros(as_of)
        paused = _paused_seconds(seen_at)
        query = (
            select(*_OUTCOME, paused)
            .where(_D.received_at.is_not(None), *_of_unit(unit))
            .order_by(_D.number)
            .limit(PAGE)
        )
        if during is not None:
            query = query.where(or_(_D.last_at > seen_at, _in_stock(during)))
        last = ""
        while rows := self._all(query.where(_D.number > last)):
            for row in rows:
                if row.last_at <= seen_at:
                    yield _outcome(row, tz)
                else:
                    yield from self._earlier(row.number, as_of)
            last = rows[-1].number

    def _earlier(self, number: str, as_of: datetime) -> Iterator[Outcome]:
        """Replay a dossier that went on after `as_of`: its row tells the later state."""
        stored = self.load(number)
        workflow = self._workflows.of(stored.dossier).workflow
        try:
            yield self._reckoning.outcome(stored.dossier, workflow, as_of)
        except NotReceivedError:
            return

    def _all(self, query: Executable) -> "Sequence[Row[*tuple[Any, ...]]]":
        with reading(self._engine) as connection:
            return connection.execute(query).all()

    def _office(self, as_of: datetime) -> tzinfo:
        return self._reckoning.zone(as_of)


def _with_events(dossiers: "Select[*tuple[Any, ...]]") -> Executable:
    """Query dossiers and their events in one statement, which sees one moment."""
    chosen = dossiers.subquery()
    return (
        select(chosen, EVENT.c.seq, EVENT.c.record, EVENT.c.hash)
        .outerjoin(EVENT, EVENT.c.number == chosen.c.number)
        .order_by(chosen.c.number, EVENT.c.seq)
    )


def _filed(rows: "Sequence[Row[*tuple[Any, ...]]]") -> Filed:
    first = rows[0]
    lines = [Line(*row[4:]) for row in rows if row[4] is not None]
    return Filed(first.number, first.workflow, first.version, first.head, lines)


def _of_unit(unit: str | None) -> list[ColumnElement[bool]]:
    return [] if unit is None else [_D.unit == unit]


def _in_stock(during: Period) -> ColumnElement[bool]:
    """Leave out what came in after a period, or had ended before it."""
    lasts = or_(_D.resolved_at.is_(None), _D.resolved_at >= micros(during.start))
    return and_(_D.received_at < micros(during.end), lasts)


def _paused_seconds(seen_at: int) -> ColumnElement[int]:
    """Count a pause that lasts up to the moment it is seen from."""
    lasting = case((_D.paused_since.is_(None), 0), else_=seen_at - _D.paused_since)
    return ((_D.paused + lasting) // 1_000_000).label("paused_seconds")


def _outcome(row: "Row[*tuple[Any, ...]]", tz: tzinfo) -> Outcome:
    def at(value: int | None) -> datetime | None:
        return None if value is None else instant(value).astimezone(tz)

    return Outcome(
        number=row.number,
        procedure=row.procedure,
        field=row.field,
        unit=row.unit,
        channel=Channel(row.channel) if row.channel else None,
        received_at=instant(row.received_at).astimezone(tz),
        due_at=at(row.due_at),
        promised_at=at(row.promised_at),
        resolved_at=at(row.resolved_at),
        returned_at=at(row.returned_at),
        status=Status(row.status),
        due_by=DueBy(row.due_by),
        paused_seconds=row.paused_seconds,
        supplements=row.supplements,
        extended=row.extended,
        last_promised_at=at(row.last_promised_at),
        reopened=row.reopened,
        paid_online=row.paid_online,
    )
