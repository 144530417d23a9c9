"""Writing changes: a dossier's row is moved on only from where it was loaded."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import Final

from egovkit.dossiers import Dossier
from egovkit.errors import ConflictError, HistoryError, InvalidValueError
from egovkit.serial import chain
from egovkit.storage._engine import Statement
from egovkit.storage._rows import (
    Reckoning,
    Values,
    moves_only,
    opening,
)
from egovkit.storage._sqlalchemy import (
    ARRAY,
    Connection,
    Engine,
    Text,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from egovkit.storage._tables import (
    DOSSIER,
    EVENT,
    FACTS,
    MOVED,
    OPENING,
    STANDING,
    micros,
)
from egovkit.storage._workflows import Bound

# A row that is there already is left out of the count, and the transaction goes on.
_UNLESS_THERE: Final = " ON CONFLICT DO NOTHING"


class Change:
    """What becomes of one dossier: from which version and head, and to which."""

    __slots__ = (
        "bound", "dossier", "events", "head", "last_head", "number", "version",
    )  # fmt: skip

    def __init__(
        self, bound: Bound, dossier: Dossier[StrEnum], version: int, head: str
    ) -> None:
        self.bound = bound
        self.number = dossier.number
        self.version = version
        self.head = self.last_head = head
        self.events: list[Values] = []
        self.go_on(dossier, version)

    def go_on(self, dossier: Dossier[StrEnum], version: int) -> None:
        """Add the events that the dossier has from `version` on."""
        number, head, record = self.number, self.last_head, self.bound.codec.record
        rows: list[Values] = []
        for seq, event in enumerate(dossier.history[version:], version):
            line = record(number, seq, event)
            head = chain(head, line)
            state, at = str(event.state), micros(event.at)
            rows.append((number, seq, event.action, state, at, event.key, line, head))
        self.events += rows
        self.dossier, self.last_head = dossier, head


class Prepared:
    """The rows of changes, sorted by number: all writers lock rows in one order."""

    def __init__(self, changes: Iterable[Change], reckoning: Reckoning) -> None:
        self.changes: list[Change] = sorted(changes, key=attrgetter("number"))
        self.opened: list[Values] = []
        self.told: list[Values] = []
        self.moved: list[Values] = []
        self.events: list[Values] = []
        for change in self.changes:
            self.events += change.events
            self._prepare(change, reckoning)

    def _prepare(self, change: Change, reckoning: Reckoning) -> None:
        dossier, head = change.dossier, change.last_head
        workflow = change.bound.workflow
        was = (change.number, change.version, change.head)
        if not change.version:
            told = reckoning.told(dossier, workflow, head)
            self.opened.append((*opening(dossier), *told))
        elif moves_only(dossier, workflow, change.version):
            _, _, _, state, at, *_ = change.events[-1]
            self.moved.append((dossier.version, head, state, at, *was))
        else:
            self.told.append((*reckoning.told(dossier, workflow, head), *was))


class Writer:
    """Writes what is prepared to one database."""

    def __init__(self, engine: Engine) -> None:
        self._has_row_locks = engine.dialect.name == "postgresql"
        as_loaded = update(DOSSIER).where(
            DOSSIER.c.number == bindparam("was_number"),
            DOSSIER.c.version == bindparam("was_version"),
            DOSSIER.c.head == bindparam("was_head"),
        )
        self._open = Statement.of(
            insert(DOSSIER), (*OPENING, *STANDING, *FACTS), engine, _UNLESS_THERE
        )
        self._tell = Statement.of(as_loaded, (*STANDING, *FACTS), engine)
        self._move = Statement.of(as_loaded, MOVED, engine)
        self._add = Statement.of(insert(EVENT), EVENT.c.keys(), engine, _UNLESS_THERE)

    def write(self, connection: Connection, prepared: Prepared) -> None:
        """Write all of it.

        Raises
        ------
        ConflictError
            If a dossier is not as it was loaded; all is undone then.
        """
        changes, events = prepared.changes, prepared.events
        count = self._open.run(connection, prepared.opened)
        if self._has_row_locks and prepared.told and prepared.moved:
            _lock(connection, changes)
        count += self._tell.run(connection, prepared.told)
        count += self._move.run(connection, prepared.moved)
        if count < len(changes):
            raise _conflict(connection, changes)
        if self._add.run(connection, events) < len(events):
            raise _taken(connection, changes)

    def tell(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Write rows of dossiers that are still as they were loaded; count those."""
        return self._tell.run(connection, rows)


def _lock(connection: Connection, changes: Iterable[Change]) -> None:
    """Lock rows in the order of their numbers, before two statements do so in turn.

    The order is that of Python, by which rows of one statement are sorted.
    """
    numbers = bindparam("numbers", [c.number for c in changes], ARRAY(Text))
    connection.execute(
        select(DOSSIER.c.number)
        .where(DOSSIER.c.number == any_(numbers))
        .order_by(DOSSIER.c.number.collate("C"))
        .with_for_update()
    )


def _conflict(connection: Connection, changes: Sequence[Change]) -> ConflictError:
    """Undo the changes, and name the first dossier that another writer changed.

    Another writer may have added the very same event: only what was there before says
    who was quicker.
    """
    connection.rollback()
    query = select(DOSSIER.c.version, DOSSIER.c.head)
    for change in changes:
        of_number = query.where(DOSSIER.c.number == change.number)
        found = connection.execute(of_number).first()
        version, head = (found.version, found.head) if found else (0, "")
        if (version, head) != (change.version, change.head):
            key = _known_key(connection, change)
            return ConflictError(change.number, change.version, version, key)
    return ConflictError(changes[0].number, changes[0].version, changes[0].version)


def _known_key(connection: Connection, change: Change) -> str | None:
    """Return the key of a command that another writer has carried out already."""
    keys = [key for *_, key, _, _ in change.events if key is not None]
    query = select(EVENT.c.key).where(
        EVENT.c.number == change.number, EVENT.c.key.in_(keys)
    )
    return connection.execute(query.order_by(EVENT.c.seq)).scalar()


def _taken(
    connection: Connection, changes: Sequence[Change]
) -> HistoryError | InvalidValueError:
    """Undo the changes, and name an event that could not be added to its dossier."""
    connection.rollback()
    for change in changes:
        number, history = change.number, change.dossier.history
        keys = Counter(event.key for event in history if event.key is not None)
        for key, count in keys.items():
            if count > 1:
                expected = f"a key that no other event of {number} has"
                return InvalidValueError("key", key, expected)
        query = select(func.min(EVENT.c.seq)).where(
            EVENT.c.number == number, EVENT.c.seq >= change.version
        )
        seq = connection.execute(query).scalar()
        if seq is not None:
            expected = "none, as its row in egovkit_dossier says"
            return HistoryError(number, seq, "an event is there", expected)
    return HistoryError(
        changes[0].number,
        changes[0].version,
        "not written",
        "a table that takes events",
    )
