"""Several changes that are written together, or not at all."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from egovkit._time import require_day
from egovkit.dossiers import Dossier
from egovkit.errors import ConflictError, InvalidValueError
from egovkit.storage._rows import Reckoning
from egovkit.storage._sqlalchemy import Connection, Date, bindparam, text
from egovkit.storage._workflows import Stored, Workflows
from egovkit.storage._writer import Change, Prepared, Writer

S = TypeVar("S", bound=StrEnum)

_NEXT_NUMBER: Final = text(
    "INSERT INTO egovkit_number (unit, day, last) VALUES (:unit, :day, 1)"
    " ON CONFLICT (unit, day) DO UPDATE SET last = egovkit_number.last + 1"
    " RETURNING last"
).bindparams(bindparam("day", type_=Date))


class Work:
    """What is gathered for one transaction; it begins when it is first needed."""

    def __init__(
        self,
        workflows: Workflows,
        reckoning: Reckoning,
        writer: Writer,
        connect: Callable[[], Connection],
    ) -> None:
        self._workflows = workflows
        self._reckoning = reckoning
        self._writer = writer
        self._connect = connect
        self._connection: Connection | None = None
        self._changes: dict[str, Change] = {}
        self._has_ended = False

    def take(self, dossier: Dossier[StrEnum], was: Stored[StrEnum] | None) -> str:
        """Take in what is to be written of a dossier, and return its head."""
        self._require_open()
        version, head = 0, ""
        if was is not None:
            version, head = was.dossier.version, was.head
            _require_continued(dossier, was.dossier)
            if dossier.version == version:
                return head
        change = self._changes.get(dossier.number)
        if change is None:
            change = Change(self._workflows.of(dossier), dossier, version, head)
            self._changes[change.number] = change
        elif change.last_head == head:
            change.go_on(dossier, version)
        else:
            raise ConflictError(change.number, version, change.dossier.version)
        return change.last_head

    def next_number(self, unit: str, day: date) -> str:
        """Count up the number of a unit and day; others wait until it is written."""
        self._require_open()
        if not unit:
            raise InvalidValueError("unit", unit, "the unit's code")
        day = require_day(day, "day")
        last: int = (
            self._open().execute(_NEXT_NUMBER, {"unit": unit, "day": day}).scalar_one()
        )
        return f"{unit}-{day:%y%m%d}-{last:04}"

    def finish(self) -> None:
        """Write what was taken in, and make it last."""
        if self._changes:
            prepared = Prepared(self._changes.values(), self._reckoning)
            self._writer.write(self._open(), prepared)
        if self._connection is not None:
            self._connection.commit()

    def end(self) -> None:
        """Refuse what comes after: it would never be written."""
        self._has_ended = True

    def _require_open(self) -> None:
        if self._has_ended:
            raise InvalidValueError(
                "batch", "one whose block has ended", "one that is open",
                "open another with store.batch()",
            )  # fmt: skip

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection


def _require_continued(dossier: Dossier[StrEnum], was: Dossier[StrEnum]) -> None:
    if dossier.history[: was.version] != was.history:
        raise InvalidValueError(
            "dossier", dossier.number, "what follows from the stored dossier",
            "do the action with stored.dossier",
        )  # fmt: skip


class Batch:
    """Changes that are written together when the block ends, or not at all.

    What it returns is stored once the block has ended without an error.

    Examples
    --------
    >>> Batch.__name__
    'Batch'
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, dossier: Dossier[S]) -> Stored[S]:
        """Add a new dossier with its history."""
        return Stored(dossier, self._work.take(dossier, None))

    def append(self, stored: Stored[S], dossier: Dossier[S]) -> Stored[S]:
        """Append the events that a dossier has more than when it was stored."""
        return Stored(dossier, self._work.take(dossier, stored))

    def next_number(self, unit: str, day: date) -> str:
        """Issue the next number of a unit and day.

        From then on other writers wait for the end of the block; if it ends with an
        error, the number is issued to another dossier.
        """
        return self._work.next_number(unit, day)
