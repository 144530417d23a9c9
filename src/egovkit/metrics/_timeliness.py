"""Timeliness: where a dossier stands against its due date."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from egovkit._time import local_date, require_aware
from egovkit.errors import InvalidValueError
from egovkit.outcome import DueBy, Outcome, Status


class Timeliness(StrEnum):
    """The nine classes of dossiers; each value is the name of its count.

    Resolved ones are before due (trước hạn), on time (đúng hạn) or overdue (quá hạn);
    pending ones are within or overdue; paused, refused, withdrawn and dossiers
    without a due date have classes of their own.

    Examples
    --------
    >>> Timeliness.BEFORE_DUE
    <Timeliness.BEFORE_DUE: 'before_due'>
    """

    BEFORE_DUE = "before_due"
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    PENDING_WITHIN = "pending_within"
    PENDING_OVERDUE = "pending_overdue"
    PAUSED = "paused"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NO_TERM = "no_term"


BY_DATES: Final = (
    Timeliness.BEFORE_DUE,
    Timeliness.ON_TIME,
    Timeliness.OVERDUE,
    Timeliness.PENDING_WITHIN,
    Timeliness.PENDING_OVERDUE,
    Timeliness.NO_TERM,
)
"""The classes that dates alone give. Counting a million dossiers goes by their places
here, for a member of an enumeration takes long to find and to hash."""

_BEFORE_DUE, _ON_TIME, _OVERDUE, _WITHIN, _PENDING_OVERDUE, _NO_TERM = range(6)
_BY_INSTANT = DueBy.INSTANT
_ENDED_APART = {
    Status.REFUSED: Timeliness.REFUSED,
    Status.WITHDRAWN: Timeliness.WITHDRAWN,
}


def classify(outcome: Outcome, *, as_of: datetime) -> Timeliness:
    """Tell how a dossier stands at an instant.

    Resolved before the due day is before due, on it on time, after it overdue; by
    instant where the outcome is due by instant, as terms in hours are. A pending
    dossier is within as long as the day of `as_of` in the zone of `due_at` is not
    past the due day. Refused and withdrawn come first, then a dossier without a due
    date, which is never before due. A paused dossier is paused even past its due day:
    a flat row does not tell when the pause began. An end after `as_of` has not
    happened yet.

    Raises
    ------
    NaiveDatetimeError
        If `as_of` has no zone.
    InvalidValueError
        If the dossier was received after `as_of`.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> tz = ZoneInfo("Asia/Ho_Chi_Minh")
    >>> row = Outcome(
    ...     number="000.00.00.H53-260105-0001",
    ...     received_at=datetime(2026, 1, 5, 9, tzinfo=tz),
    ...     due_at=datetime(2026, 1, 8, 17, tzinfo=tz),
    ...     resolved_at=datetime(2026, 1, 8, 19, tzinfo=tz),
    ... )
    >>> classify(row, as_of=datetime(2026, 1, 31, tzinfo=tz))
    <Timeliness.ON_TIME: 'on_time'>
    >>> classify(row, as_of=datetime(2026, 1, 8, 18, tzinfo=tz))
    <Timeliness.PENDING_WITHIN: 'pending_within'>
    """
    at = require_aware(as_of, "as_of").astimezone(UTC)
    if outcome.received_at.astimezone(UTC) > at:
        raise InvalidValueError(
            "as_of", as_of.isoformat(" "),
            f"an instant at or after the receipt, {outcome.received_at}",
        )  # fmt: skip
    end = outcome.resolved_at
    has_ended = end is not None and end.astimezone(UTC) <= at
    today = local_date(as_of, (outcome.due_at or outcome.received_at).tzinfo or UTC)
    end = end if has_ended else None
    dates = BY_DATES[by_dates(outcome.due_at, outcome.due_by, end, at, today)]
    return own_class(outcome.status, dates, is_open=not has_ended)


def by_dates(
    due_at: datetime | None,
    due_by: DueBy,
    end: datetime | None,
    at: datetime,
    today: date,
) -> int:
    """Return the class that a dossier's dates alone give it, as its place in `BY_DATES`.

    `end` is when it ended, None if it is open at the instant `at`, whose local day is
    `today`.
    """
    if due_at is None:
        return _NO_TERM
    ended: date | None = None
    now: date = today
    if due_by is _BY_INSTANT:
        due: date = due_at.astimezone(UTC)
        now = at
        if end is not None:
            ended = end.astimezone(UTC)
    else:
        due = due_at.date()
        if end is not None:
            ended = end.date()
    if ended is None:
        return _WITHIN if now <= due else _PENDING_OVERDUE
    if ended < due:
        return _BEFORE_DUE
    return _ON_TIME if ended == due else _OVERDUE


def own_class(status: Status, dates: Timeliness, *, is_open: bool) -> Timeliness:
    """Return the class of a dossier, given the one that its dates alone give it.

    A status tells how a dossier ended only once it has ended.
    """
    if not is_open:
        return _ENDED_APART.get(status, dates)
    if status is Status.PAUSED and dates is not Timeliness.NO_TERM:
        return Timeliness.PAUSED
    return dates
