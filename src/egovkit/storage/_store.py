"""Store: dossiers in a database."""

from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from enum import StrEnum
from types import TracebackType
from typing import Self, TypeVar, cast, overload

from egovkit.deadlines import CountingRule, WorkCalendar
from egovkit.dossiers import Dossier, Workflow
from egovkit.errors import InvalidValueError
from egovkit.metrics import Period
from egovkit.outcome import Outcome
from egovkit.storage import _upkeep
from egovkit.storage._batch import Batch, Work
from egovkit.storage._engine import (
    create_tables,
    engine_of,
    is_new_file,
    require_tables,
)
from egovkit.storage._reader import Due, Reader
from egovkit.storage._rows import Reckoning
from egovkit.storage._sqlalchemy import Engine
from egovkit.storage._tables import DOSSIER
from egovkit.storage._upkeep import Verified
from egovkit.storage._workflows import AnyWorkflow, Stored, Workflows
from egovkit.storage._writer import Writer

S = TypeVar("S", bound=StrEnum)


class Store:
    """Dossiers in a database: SQLite in one file, or PostgreSQL.

    Events are only added. Whoever loads a dossier holds the hash of its last record,
    and an append moves the dossier on from there or not at all: of two writers at once
    one gets a `ConflictError`, loads again and decides anew. What a call has returned
    is on the disk. A store may be shared by threads; a process opens its own.

    Make one with `Store.open`; closed, or at the end of a `with` block, it lets go of
    its connections.

    Examples
    --------
    >>> from datetime import UTC
    >>> from egovkit.dossiers import Actor, transition
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RETURNED = "returned"
    >>> give = transition("give_back", [S.RECEIVED], S.RETURNED)
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
    ...     transitions=[give],
    ... )
    >>> at, lan = datetime(2026, 1, 5, 9, tzinfo=UTC), Actor("cb-014")
    >>> store = Store.open("sqlite://", workflows=[workflow])
    >>> with store.batch() as batch:
    ...     number = batch.next_number("000.00.00.H53", date(2026, 1, 5))
    ...     stored = batch.add(workflow.start(number, at=at, by=lan))
    >>> stored = store.load("000.00.00.H53-260105-0001", workflow)
    >>> stored = store.append(stored, workflow.fire(stored.dossier, give, at=at, by=lan))
    >>> [outcome.status for outcome in store.outcomes(as_of=at)]
    [<Status.RESOLVED: 'resolved'>]
    >>> store.close()
    """

    def __init__(
        self, engine: Engine, workflows: Workflows, reckoning: Reckoning
    ) -> None:
        self._engine = engine
        self._workflows = workflows
        self._reckoning = reckoning
        self._reader = Reader(engine, workflows, reckoning)
        self._writer = Writer(engine)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        workflows: Iterable[AnyWorkflow] = (),
        calendar: WorkCalendar | None = None,
        rule: CountingRule | None = None,
    ) -> Self:
        """Open a database whose tables are there; a new SQLite file gets them.

        Parameters
        ----------
        url
            As SQLAlchemy writes it: "sqlite:///dossiers.db" for a file in the working
            directory, "postgresql://user:password@host/name"; "sqlite://" is a
            database in memory, for tests.
        workflows
            Those of the dossiers in it, each in its newest version.
        calendar, rule
            By which due dates are computed when an event is written. Without them a
            dossier is due when the citizen was told last.

        Raises
        ------
        InvalidValueError
            If the database has not the tables of this version: it names which.
        """
        return cls._open(url, workflows, Reckoning(calendar, rule), create=False)

    @classmethod
    def create(
        cls,
        url: str,
        *,
        workflows: Iterable[AnyWorkflow] = (),
        calendar: WorkCalendar | None = None,
        rule: CountingRule | None = None,
    ) -> Self:
        """Make the tables that are missing, and open the database.

        Where your own migrations make them, as Alembic does, `open` is all you need.
        """
        return cls._open(url, workflows, Reckoning(calendar, rule), create=True)

    @classmethod
    def _open(
        cls,
        url: str,
        workflows: Iterable[AnyWorkflow],
        reckoning: Reckoning,
        *,
        create: bool,
    ) -> Self:
        bound = Workflows(workflows)
        with ExitStack() as stack:
            engine = engine_of(url)
            stack.callback(engine.dispose)
            if create or is_new_file(engine):
                create_tables(engine)
            require_tables(engine)
            stack.pop_all()
        return cls(engine, bound, reckoning)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def batch(self) -> Generator[Batch]:
        """Write several changes in one transaction, when the block ends.

        An error in the block undoes all of it, the numbers it issued included. The
        transaction begins with the first number, or else at the end.

        Raises
        ------
        ConflictError
            At the end, if another writer changed one of the dossiers; nothing is
            written then.
        """
        with ExitStack() as stack:
            work = Work(
                self._workflows,
                self._reckoning,
                self._writer,
                lambda: stack.enter_context(self._engine.connect()),
            )
            stack.callback(work.end)
            yield Batch(work)
            work.finish()

    def add(self, dossier: Dossier[S]) -> Stored[S]:
        """Store a new dossier with its history.

        Raises
        ------
        ConflictError
            If there is one of its number.
        """
        with self.batch() as batch:
            return batch.add(dossier)

    def append(self, stored: Stored[S], dossier: Dossier[S]) -> Stored[S]:
        """Store the events that a dossier has more than when it was loaded.

        Nothing is read for it. A dossier without new events, as a repeated command
        leaves it, is not written.

        Raises
        ------
        ConflictError
            If another writer was quicker.
        InvalidValueError
            If the dossier does not follow from the stored one.
        """
        with self.batch() as batch:
            return batch.append(stored, dossier)

    def append_many(
        self, changes: Iterable[tuple[Stored[S], Dossier[S]]]
    ) -> tuple[Stored[S], ...]:
        """Store the events of many dossiers in one transaction: all, or none.

        Raises
        ------
        ConflictError
            If another writer changed one of them; it names the first.
        """
        with self.batch() as batch:
            return tuple(batch.append(stored, dossier) for stored, dossier in changes)

    def next_number(self, unit: str, day: date) -> str:
        """Issue the next number of a unit and day, for a dossier outside of this store.

        Numbers run 0001, 0002, ..., and from 10000 on with five digits. A number that
        is issued so stays issued: where the dossier is stored here, issue its number
        in the same `batch`, which leaves no gap when something fails.
        """
        with self.batch() as batch:
            return batch.next_number(unit, day)

    @overload
    def load(self, number: str) -> Stored[StrEnum]: ...

    @overload
    def load(self, number: str, workflow: Workflow[S]) -> Stored[S]: ...

    def load(
        self, number: str, workflow: Workflow[S] | None = None
    ) -> Stored[S] | Stored[StrEnum]:
        """Return a dossier with the handle that an append needs.

        The hash of each record is checked, and the history replayed.

        Parameters
        ----------
        workflow
            The one it must follow; a type checker then knows its states.

        Raises
        ------
        NotStoredError
            If there is none of this number.
        HistoryError
            If its records are not those that were written, or its workflow cannot have
            written them: with the event, what was found and what was expected.
        InvalidValueError
            If it follows another workflow.
        """
        stored = self._reader.load(number)
        if workflow is None:
            return stored
        _require(workflow.name, stored)
        return cast("Stored[S]", stored)

    @overload
    def dossiers(self, *, unit: str | None = None) -> Iterator[Stored[StrEnum]]: ...

    @overload
    def dossiers(
        self,
        workflow: Workflow[S],
        *,
        states: Collection[S] | None = None,
        unit: str | None = None,
    ) -> Iterator[Stored[S]]: ...

    def dossiers(
        self,
        workflow: Workflow[S] | None = None,
        *,
        states: Collection[S] | None = None,
        unit: str | None = None,
    ) -> Iterator[Stored[S]] | Iterator[Stored[StrEnum]]:
        """Yield dossiers in the order of their numbers, checked as by `load`.

        Each is read as it stands when its page of some hundreds is read; they may be
        changed and appended while one goes through them.
        """
        conditions = [] if unit is None else [DOSSIER.c.unit == unit]
        if workflow is not None:
            conditions.append(DOSSIER.c.workflow == workflow.name)
        if states is not None:
            conditions.append(DOSSIER.c.state.in_([state.value for state in states]))
        return cast("Iterator[Stored[S]]", self._reader.stored(*conditions))

    def due(self, *, as_of: datetime, unit: str | None = None) -> Iterator[Due]:
        """Yield the dossiers whose clock runs and that are due by `as_of`, in order.

        What pauses or has ended is not among them. Ask with a later `as_of` for what
        comes due until then.
        """
        return self._reader.due(as_of, unit)

    def outcomes(
        self,
        *,
        as_of: datetime,
        during: Period | None = None,
        unit: str | None = None,
    ) -> Iterator[Outcome]:
        """Yield the flat rows of dossiers, as they stood at `as_of`, by number.

        The database works them out, with pauses that last counted up to `as_of`. Only
        a dossier that went on after `as_of` is replayed, which takes some hundred times
        longer: to report on a period that has ended, ask as of now.

        Parameters
        ----------
        as_of
            Instants are shown in its zone, unless the store has a calendar.
        during
            Leave out what was received after the period, or had ended before it.
        """
        return self._reader.outcomes(as_of, during, unit)

    def verify(self) -> Verified:
        """Check every record against the chain of its dossier, and the rows for both.

        What is checked is that nothing was changed since it was written, not whether
        the workflow can have written it: for that, replay.
        """
        return _upkeep.verified(self._engine, self._reader)

    def recompute(self, *, also_ended: bool = False) -> int:
        """Work out anew what is kept beside the histories, and return how many changed.

        Due it is when the calendar has a new notice, or a workflow says something else
        of the clock or status of a state.

        Parameters
        ----------
        also_ended
            Also dossiers that have ended.
        """
        return _upkeep.recomputed(
            self._engine, self._reader, self._writer, also_ended=also_ended
        )


def _require(workflow: str, stored: Stored[StrEnum]) -> None:
    name, number = stored.dossier.opening.workflow, stored.dossier.number
    if name != workflow:
        raise InvalidValueError("workflow", workflow, f"{name}, which {number} follows")
