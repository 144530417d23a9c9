"""A simulated ward: chance draws who comes, with what, and who is at work.

Three things are drawn, in this order:

1. arrivals: when each dossier comes in, on which channel, for which procedure;
2. workload: the visits it pays to desks, the minutes each takes, the papers that are
   missing and how long the citizen takes to bring them;
3. staffing: when each officer is at work, absences left out.

Then a queue runs, and in it there is no more chance: at each desk dossiers are taken up
in the order in which they come, each by the officer who can begin first. When one is
finished follows from that alone. Nothing in this module knows a term or a due date.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import groupby
from random import Random
from typing import Any, Final, cast

from attrs import frozen

from egovkit._time import local_instant
from egovkit.deadlines import WorkCalendar
from egovkit.outcome import Channel, Status

DOSSIERS: Final = 10_366
"""How many come in: as many as the survey counts of its ward."""

FIRST, LAST = date(2022, 1, 1), date(2024, 12, 31)
_OPEN_UNTIL = date(2025, 12, 31)
_OFFICE = "000.00.00.H53"
_DAY = timedelta(days=1)

# All figures below are invented, like those of the table of procedures. They are chosen
# so that the ward copes about as well as the survey says that its own did.
_HOURS = (time(7), time(11, 30)), (time(13, 30), time(17))
_SIGNING_HOURS = (time(10), time(11, 30)), (time(15), time(17))
_SIGNATURE, _SIGNERS, _SIGNING_MINUTES = "Ký duyệt", 2, 5
_FALLS_ABSENT, _LONGEST_ABSENCE, _MISSES_HALF_DAY = 0.025, 2, 0.04

_ONLINE_AT_FIRST, _ONLINE_AT_LAST, _BY_POST = 0.25, 0.60, 0.04
_ONLINE_ON_DAYS_OFF = 0.3
_MONTHS = (1.0, 0.9, 1.1, 1.0, 1.0, 1.15, 1.2, 1.15, 1.0, 0.95, 0.95, 1.05)
_RUSH_PER_DAY_OFF = 0.12
_AROUND_TET = (-14, -4, 0.6), (-3, 4, 0.15), (5, 20, 1.3)
_CLOCKS: Final = {
    Channel.COUNTER: ((7, 11.5, 65), (13.5, 17, 35)),
    Channel.POST: ((9, 10.5, 100),),
    Channel.ONLINE: ((0, 7, 4), (7, 13, 43), (13, 17, 35), (17, 24, 18)),
}
"""From and up to which hours of the day dossiers come in, and how many of 100."""

_SPREAD_OF_WORK = 0.5
_CHECKING_MINUTES = 10
_DAYS_TO_ANSWER, _DAYS_TO_COLLECT = 5.0, 1.0
_GIVES_UP, _IS_REFUSED = 0.15, 0.008

_Hours = Iterable[tuple[time, time]]
Stretch = tuple[datetime, datetime]
_KNOWN = ("code", "field", "share", "minutes", "supplement")


@frozen
class Procedure:
    """What the simulation knows of a procedure: everything but its term."""

    desk: str
    code: str
    field: str
    share: float
    minutes: float
    supplement: float


@frozen
class Visit:
    """Work at a desk, and how long the citizen then takes to bring missing papers."""

    desk: str
    minutes: int
    wait: timedelta | None = None


@frozen(kw_only=True)
class Dossier:
    """What chance draws of one dossier."""

    number: str
    procedure: Procedure
    channel: Channel
    received_at: datetime
    visits: tuple[Visit, ...]
    ending: Status
    collected_after: timedelta


@frozen
class History:
    """What becomes of a dossier: when its citizen was waited for, when it ended."""

    dossier: Dossier
    pauses: tuple[Stretch, ...]
    ended_at: datetime
    returned_at: datetime | None


class Shifts:
    """When somebody is at work, in order; work that is begun goes on over the gaps."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        stretches = tuple(stretches)
        self._starts = [start for start, _ in stretches]
        self._ends = [end for _, end in stretches]

    def next_at_work(self, at: datetime) -> datetime:
        """Return `at` when it is at work, else the next beginning."""
        return max(at, self._starts[bisect_right(self._ends, at)])

    def done(self, at: datetime, work: timedelta) -> datetime:
        """Return when work is done that is begun at `at`."""
        i = bisect_right(self._ends, at)
        at = max(at, self._starts[i])
        while at + work > self._ends[i]:
            work -= self._ends[i] - at
            i += 1
            at = self._starts[i]
        return at + work


class Officer:
    """One person at a desk, who works on one dossier at a time."""

    def __init__(self, shifts: Shifts) -> None:
        self._shifts = shifts
        self._free_at: datetime | None = None

    def can_begin(self, at: datetime) -> datetime:
        """Return when this officer can begin what comes in at `at`."""
        return self._shifts.next_at_work(max(at, self._free_at or at))

    def work(self, at: datetime, minutes: int) -> datetime:
        """Do what comes in at `at`, and return when it is done."""
        work = timedelta(minutes=minutes)
        self._free_at = self._shifts.done(self.can_begin(at), work)
        return self._free_at


def simulate(
    seed: int, calendar: WorkCalendar, table: Mapping[str, object]
) -> list[History]:
    """Return the dossiers of the ward, in the order in which they come in.

    `calendar` says when the ward is open; it must know a worked day before `FIRST`,
    and the year after `LAST`, in which the ward finishes what came in by then. `table`
    holds the desks and the procedures.
    """
    rng = Random(seed)  # noqa: S311 - a simulation, no secret
    desks = cast("list[dict[str, Any]]", table["desk"])
    dossiers = _arrivals(rng, calendar, _procedures(table, desks))
    staff = _staff(rng, calendar, desks)
    office = Shifts(_stretches(calendar, _HOURS))
    return sorted(_queued(dossiers, staff, office), key=lambda h: h.dossier.number)


def _procedures(
    table: Mapping[str, object], desks: Sequence[Mapping[str, Any]]
) -> list[Procedure]:
    rows = cast("list[dict[str, Any]]", table["procedure"])
    desk_of = {field: desk["name"] for desk in desks for field in desk["fields"]}
    return [
        Procedure(desk_of[row["field"]], **{name: row[name] for name in _KNOWN})
        for row in rows
    ]


def _arrivals(
    rng: Random, calendar: WorkCalendar, procedures: Sequence[Procedure]
) -> list[Dossier]:
    """Draw the dossiers; each day counts its own from 1.

    Of a Poisson process whose number of arrivals is known, each arrival is an
    independent draw from the rates: so exactly `DOSSIERS` come in, by nature.
    """
    rates = dict(_rates(calendar))
    places = rng.choices([*rates], [*rates.values()], k=DOSSIERS)
    arrivals = sorted(
        (local_instant(day, _clock(rng, channel), calendar.tz), channel)
        for day, channel in places
    )
    shares = [procedure.share for procedure in procedures]
    return [
        _dossier(rng, f"{_OFFICE}-{day:%y%m%d}-{n:04}", procedure, channel, at)
        for day, of_day in groupby(arrivals, lambda arrival: arrival[0].date())
        for n, (at, channel) in enumerate(of_day, 1)
        for procedure in rng.choices(procedures, shares)
    ]


def _rates(calendar: WorkCalendar) -> Iterator[tuple[tuple[date, Channel], float]]:
    """Yield how many dossiers to expect by day and channel, up to a factor."""
    names = {day: status.name or "" for day, status in calendar.marked_days.items()}
    tets = [day for day, name in names.items() if "mùng 1" in name]
    for day in _days(FIRST, LAST):
        wanted = _MONTHS[day.month - 1] * _around_tet(day, tets)
        progress = (day - FIRST) / (LAST - FIRST)
        online = _ONLINE_AT_FIRST + progress * (_ONLINE_AT_LAST - _ONLINE_AT_FIRST)
        is_worked = calendar.is_working_day(day)
        at_home = wanted if is_worked else wanted * _ONLINE_ON_DAYS_OFF
        at_office = wanted * _rush(day, calendar) if is_worked else 0
        yield (day, Channel.ONLINE), online * at_home
        yield (day, Channel.COUNTER), (1 - online - _BY_POST) * at_office
        yield (day, Channel.POST), _BY_POST * at_office


def _around_tet(day: date, tets: Iterable[date]) -> float:
    days = min(((day - tet).days for tet in tets), key=abs)
    return next(
        (factor for first, last, factor in _AROUND_TET if first <= days <= last), 1.0
    )


def _rush(day: date, calendar: WorkCalendar) -> float:
    """Return how much more comes in on a worked day for the days off before it."""
    days_off = (day - calendar.add_working_days(day, -1)).days - 1
    return 1 + _RUSH_PER_DAY_OFF * days_off


def _clock(rng: Random, channel: Channel) -> time:
    spans = _CLOCKS[channel]
    first, after, _ = rng.choices(spans, [weight for _, _, weight in spans])[0]
    minute = rng.randrange(round(first * 60), round(after * 60))
    return time(minute // 60, minute % 60)


def _dossier(
    rng: Random, number: str, procedure: Procedure, channel: Channel, at: datetime
) -> Dossier:
    visits = [*_requests(rng, procedure)]
    if visits and rng.random() < _GIVES_UP:
        ending = Status.WITHDRAWN
    else:
        ending = Status.REFUSED if rng.random() < _IS_REFUSED else Status.RESOLVED
        spread = rng.lognormvariate(-(_SPREAD_OF_WORK**2) / 2, _SPREAD_OF_WORK)
        minutes = max(_CHECKING_MINUTES, round(procedure.minutes * spread))
        visits.append(Visit(procedure.desk, minutes))
        visits.append(Visit(_SIGNATURE, _SIGNING_MINUTES))
    return Dossier(
        number=number,
        procedure=procedure,
        channel=channel,
        received_at=at,
        visits=tuple(visits),
        ending=ending,
        collected_after=_some_days(rng, _DAYS_TO_COLLECT),
    )


def _requests(rng: Random, procedure: Procedure) -> Iterator[Visit]:
    """Yield a visit for each time that papers turn out to be missing."""
    while rng.random() < procedure.supplement:
        wait = _some_days(rng, _DAYS_TO_ANSWER)
        yield Visit(procedure.desk, _CHECKING_MINUTES, wait)


def _some_days(rng: Random, mean: float) -> timedelta:
    return timedelta(minutes=round(rng.expovariate(1 / mean) * 24 * 60))


def _staff(
    rng: Random, calendar: WorkCalendar, desks: Iterable[Mapping[str, Any]]
) -> dict[str, list[Officer]]:
    """Draw who is at work when; the signature is a desk like the others."""
    sizes = [(desk["name"], desk["officers"], _HOURS) for desk in desks]
    return {
        name: [
            Officer(Shifts(_attendance(rng, _stretches(calendar, hours))))
            for _ in range(officers)
        ]
        for name, officers, hours in [*sizes, (_SIGNATURE, _SIGNERS, _SIGNING_HOURS)]
    }


def _attendance(rng: Random, stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Leave out absences of some days and half days missed for meetings."""
    away = 0
    for _, of_day in groupby(stretches, lambda stretch: stretch[0].date()):
        if not away and rng.random() < _FALLS_ABSENT:
            away = rng.randint(1, _LONGEST_ABSENCE)
        if away:
            away -= 1
            continue
        yield from (half for half in of_day if rng.random() >= _MISSES_HALF_DAY)


def _stretches(calendar: WorkCalendar, hours: _Hours) -> Iterator[Stretch]:
    for day in _days(FIRST, _OPEN_UNTIL):
        if calendar.is_working_day(day):
            for opens, closes in hours:
                yield (
                    local_instant(day, opens, calendar.tz),
                    local_instant(day, closes, calendar.tz),
                )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


def _queued(
    dossiers: Sequence[Dossier], staff: Mapping[str, Sequence[Officer]], office: Shifts
) -> Iterator[History]:
    """Let the dossiers pass their visits, and yield each when it ends.

    The earliest entry of all is taken up first, and work leads to later entries only;
    so each officer gets the dossiers in the order in which they came to the desk.
    """
    entries: list[tuple[datetime, int, int, tuple[Stretch, ...]]] = [
        (dossier.received_at, i, 0, ()) for i, dossier in enumerate(dossiers)
    ]
    while entries:
        at, i, step, pauses = heappop(entries)
        dossier, visit = dossiers[i], dossiers[i].visits[step]
        now = _first_free(staff[visit.desk], at).work(at, visit.minutes)
        if visit.wait is not None:
            asked_at, now = now, _by_citizen(dossier, now + visit.wait, office)
            pauses = (*pauses, (asked_at, now))
        if step + 1 < len(dossier.visits):
            heappush(entries, (now, i, step + 1, pauses))
        else:
            yield History(dossier, pauses, now, _returned_at(dossier, now, office))


def _first_free(officers: Iterable[Officer], at: datetime) -> Officer:
    return min(officers, key=lambda officer: officer.can_begin(at))


def _by_citizen(dossier: Dossier, at: datetime, office: Shifts) -> datetime:
    """Return when a citizen gets through: online at once, else when the ward is open."""
    return at if dossier.channel is Channel.ONLINE else office.next_at_work(at)


def _returned_at(
    dossier: Dossier, ended_at: datetime, office: Shifts
) -> datetime | None:
    if dossier.ending is not Status.RESOLVED:
        return None
    return _by_citizen(dossier, ended_at + dossier.collected_after, office)
