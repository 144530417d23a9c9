"""Tallying: one pass over outcomes, and the counts of a period out of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from egovkit.metrics._due import DueDate
from egovkit.metrics._period import Period
from egovkit.metrics._policy import CountingPolicy
from egovkit.metrics._timeliness import BY_DATES, Timeliness, by_dates, own_class
from egovkit.outcome import Outcome, Status

Standing = int
"""Where a dossier stands, in one number: a tuple takes too long to make and to hash.

The place of its class in `BY_DATES`, plus `_OPEN` and `_CARRIED_OVER` if it is so, plus
`_STATUS` times the place of its status in `_STATUSES`."""

_OPEN, _CARRIED_OVER, _STATUS = 8, 16, 32
_RESOLVED, _PENDING = Status.RESOLVED, Status.PENDING
# Resolved and pending dossiers stand where their dates say, and share the first place.
_STATUSES: Final = (_RESOLVED, Status.PAUSED, Status.REFUSED, Status.WITHDRAWN)

COUNTS: Final = ("carried_over", "received", *(str(name) for name in Timeliness))
"""The counts of a period: its stock, and the classes it falls into."""

FACTS: Final = ("open_stock", "no_term_open", "paused_past_due")
"""Counts that no policy changes."""


def standing_in(
    period: Period, as_of: datetime, against: DueDate = DueDate.DUE
) -> Callable[[Outcome], Standing | None]:
    """Return a function that tells where an outcome stands, None if it does not count.

    It is called once for every dossier of an office. So it asks for the ends of the
    period only when the zone changes, and compares datetimes as they are.
    """
    start, cut = period.start.astimezone(UTC), period.cut(as_of)
    promise = None if against is DueDate.DUE else against.of
    zones: dict[tzinfo | None, tuple[datetime, datetime, date]] = {}
    known: tzinfo | None = None
    first, last, today = start, cut, cut.date()

    def standing(outcome: Outcome) -> Standing | None:
        nonlocal known, first, last, today
        received_at, end = outcome.received_at, outcome.resolved_at
        if received_at.tzinfo is not known:
            known = received_at.tzinfo
            if known not in zones:
                zones[known] = _ends(start, cut, known)
            first, last, today = zones[known]
        if received_at > last:
            return None
        if end is not None and end > last:
            end = None
        elif end is not None and end < first:
            return None
        due_at = promise(outcome) if promise else outcome.due_at
        place = by_dates(due_at, outcome.due_by, end, cut, today)
        if end is None:
            place += _OPEN
        if received_at < first:
            place += _CARRIED_OVER
        status = outcome.status
        if status is not _RESOLVED and status is not _PENDING:
            place += _STATUS * _STATUSES.index(status)
        return place

    return standing


def _ends(
    start: datetime, cut: datetime, tz: tzinfo | None
) -> tuple[datetime, datetime, date]:
    return _comparable(start, tz), _comparable(cut, tz), cut.astimezone(tz).date()


def _comparable(at: datetime, tz: tzinfo | None) -> datetime:
    """Return an instant so that `<` with a datetime in `tz` is right, and fast if it can.

    Within one zone Python compares what clocks show, which is quicker, but wrong
    where they jump: near a change of the offset the instant stays in UTC.
    """
    day = timedelta(days=1)
    offsets = {(at + shift).astimezone(tz).utcoffset() for shift in (-day, day)}
    return at.astimezone(tz) if len(offsets) == 1 else at


def add_up(
    tally: Mapping[Standing | None, int], policy: CountingPolicy
) -> dict[str, int]:
    """Return every count by name."""
    counts = dict.fromkeys((*COUNTS, *FACTS), 0)
    for standing, n in tally.items():
        if standing is None:
            continue
        is_open = bool(standing & _OPEN)
        dates = BY_DATES[standing % _OPEN]
        own = own_class(_STATUSES[standing // _STATUS], dates, is_open=is_open)
        is_past_due = dates is Timeliness.PENDING_OVERDUE
        counts["carried_over" if standing & _CARRIED_OVER else "received"] += n
        counts[policy.count_as(own, dates)] += n
        counts["open_stock"] += n * is_open
        counts["no_term_open"] += n * (is_open and own is Timeliness.NO_TERM)
        counts["paused_past_due"] += n * (own is Timeliness.PAUSED and is_past_due)
    return counts
