"""Counting outcomes, over a hand-written loop that makes the same comparisons."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bench import _dossiers
from bench._comparison import Comparison, Yardstick, at_most_times
from bench._timing import interleaved, say
from egovkit.metrics import Period, ResolutionCounts
from egovkit.outcome import Channel, DueBy, Outcome, Status

_TZ = ZoneInfo("Asia/Ho_Chi_Minh")
_PERIOD = Period(date(2024, 7, 1), date(2026, 12, 31), _TZ)
_AS_OF = datetime(2027, 6, 30, tzinfo=UTC)
_REFERENCE = 0.55e-6


def by_hand(outcomes: Sequence[Outcome]) -> tuple[int, ...]:  # noqa: C901, PLR0912
    """Count in the plainest fast loop; all outcomes are in one zone."""
    ended: date
    due: date
    first, after, last_day = _PERIOD.start, _PERIOD.end, _PERIOD.last
    refused, withdrawn, paused = Status.REFUSED, Status.WITHDRAWN, Status.PAUSED
    by_instant = DueBy.INSTANT
    carried_over = received = before_due = on_time = overdue = 0
    pending_within = pending_overdue = on_hold = no = gone = without = 0
    for outcome in outcomes:
        received_at, end = outcome.received_at, outcome.resolved_at
        if received_at >= after or (end is not None and end < first):
            continue
        if received_at < first:
            carried_over += 1
        else:
            received += 1
        due_at, status = outcome.due_at, outcome.status
        if end is not None and end < after:
            if status is refused:
                no += 1
            elif status is withdrawn:
                gone += 1
            elif due_at is None:
                without += 1
            else:
                ended, due = end, due_at
                if outcome.due_by is not by_instant:
                    ended, due = end.date(), due_at.date()
                if ended < due:
                    before_due += 1
                elif ended == due:
                    on_time += 1
                else:
                    overdue += 1
        elif due_at is None:
            without += 1
        elif status is paused:
            on_hold += 1
        elif last_day <= due_at.date():
            pending_within += 1
        else:
            pending_overdue += 1
    return (
        carried_over, received, before_due, on_time, overdue,
        pending_within, pending_overdue, on_hold, no, gone, without,
    )  # fmt: skip


def egovkit(outcomes: Sequence[Outcome]) -> tuple[int, ...]:
    """Count as a caller does."""
    counts = ResolutionCounts.of(outcomes, period=_PERIOD, as_of=_AS_OF)
    return tuple(count for _, count in counts.rows())


def compare(*, quick: bool) -> Comparison:
    """Time both over the same outcomes, once they have agreed."""
    count = 50_000 if quick else 1_000_000
    say(f"making {count:,} outcomes")
    outcomes = list(_outcomes(count))
    if by_hand(outcomes) != egovkit(outcomes):
        raise ValueError("the candidates disagree")
    looped, counted = interleaved(
        [lambda: by_hand(outcomes), lambda: egovkit(outcomes)],
        rounds=5 if quick else 15,
        operations=count,
    )
    loop = Yardstick("hand loop", looped, _REFERENCE)
    return Comparison(
        title="Counting dossiers",
        note=(
            f"{count:,} outcomes, most of them received in the period; times are for one "
            "outcome. Both give the same eleven counts. The reference was a loop that "
            "groups."
        ),
        claims=[at_most_times(2, "ResolutionCounts.of, an outcome", counted, loop)],
        yardsticks=[loop],
    )


def _outcomes(count: int) -> Iterator[Outcome]:
    for row in _dossiers.rows(count):
        yield Outcome(
            number=row.number,
            field=row.field,
            unit=row.unit,
            channel=Channel(row.channel),
            received_at=row.received_at.replace(tzinfo=_TZ),
            due_at=row.due_at.replace(tzinfo=_TZ),
            resolved_at=row.resolved_at and row.resolved_at.replace(tzinfo=_TZ),
            status=Status(row.status),
        )
