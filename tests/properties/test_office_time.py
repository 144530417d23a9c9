"""A clock that walks quarter-hour by quarter-hour agrees with the table of sums."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from egovkit.deadlines import (
    CountingRule,
    Notice,
    OfficeHours,
    Pause,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import SpanError

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
RULE = CountingRule()
HCM, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")
# Among the days drawn are 29 March and 25 October, when Berlin changes its clocks.
STARTS = [date(2026, 3, 25), date(2026, 7, 1), date(2026, 10, 21)]

Windows = tuple[tuple[time, time], ...]

quick = settings(max_examples=60, deadline=None)
thorough = settings(max_examples=150, deadline=None)


class OutsideError(Exception):
    """The walk left the calendar."""


class Office(NamedTuple):
    """An office and the questions about its time, answered by walking.

    Instants are naive here: what the wall clock of the office shows.
    """

    tz: ZoneInfo
    first: date
    last: date
    days_off: frozenset[date]
    usual: Windows
    saturday: Windows
    special: dict[date, Windows]

    def calendar(self) -> WorkCalendar:
        return WorkCalendar(
            tz=self.tz,
            first=self.first,
            last=self.last,
            weekend=[6],
            days_off=self.days_off,
            hours=OfficeHours(self.usual, weekdays={5: self.saturday}),
        ).with_notice(Notice(hours=self.special, citation="c"))

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.first, time.min)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + DAY, time.min)

    def is_open(self, at: datetime) -> bool:
        day = at.date()
        if day in self.days_off or day.weekday() == 6:
            return False
        usual = self.saturday if day.weekday() == 5 else self.usual
        windows = self.special.get(day, usual)
        return any(opens <= at.time() < closes for opens, closes in windows)

    def next_open(self, now: datetime) -> datetime:
        while now < self.end:
            if self.is_open(now):
                return now
            now += QUARTER
        raise OutsideError

    def add(self, now: datetime, quarters: int) -> datetime:
        if quarters == 0:
            return self.next_open(now)
        step = QUARTER if quarters > 0 else -QUARTER
        left = abs(quarters)
        while left:
            quarter = now if quarters > 0 else now - QUARTER
            if not self.begin <= quarter < self.end:
                raise OutsideError
            left -= self.is_open(quarter)
            now += step
        return now

    def between(self, start: datetime, end: datetime) -> timedelta:
        if end < start:
            return -self.between(end, start)
        total = timedelta()
        while start < end:
            total += QUARTER if self.is_open(start) else timedelta()
            start += QUARTER
        return total

    def instant(self, wall: datetime) -> datetime:
        """Return the instant at which the clock shows a time; a gap is normalised."""
        return wall.replace(tzinfo=self.tz).astimezone(UTC).astimezone(self.tz)

    def wall(self, at: datetime) -> datetime:
        return at.astimezone(self.tz).replace(tzinfo=None, fold=0)


def windows(earliest: int = 0, latest: int = 95) -> st.SearchStrategy[Windows]:
    """Up to three windows on whole quarters of the day; they may touch."""

    def made(edges: list[int]) -> Windows:
        clocks = [time(edge // 4, edge % 4 * 15) for edge in sorted(edges)]
        pairs = zip(clocks[::2], clocks[1::2], strict=False)
        return tuple(pairs)

    edges = st.lists(st.integers(earliest, latest), max_size=6, unique=True)
    touching = st.integers(earliest + 1, latest - 1).map(
        lambda i: made([earliest, i]) + made([i, latest])
    )
    return st.one_of(edges.map(made), touching)


@st.composite
def offices(draw: st.DrawFn, earliest: int = 0) -> Office:
    first = draw(st.sampled_from(STARTS))
    days = [first + i * DAY for i in range(draw(st.integers(1, 9)))]
    own = windows(earliest)
    return Office(
        draw(st.sampled_from([HCM, BERLIN])),
        first,
        days[-1],
        frozenset(draw(st.lists(st.sampled_from(days), max_size=2))),
        draw(own),
        draw(own),
        draw(st.dictionaries(st.sampled_from(days), own, max_size=2)),
    )


def walls(office: Office) -> st.SearchStrategy[datetime]:
    quarters = (office.end - office.begin) // QUARTER
    return st.integers(0, quarters - 1).map(lambda i: office.begin + i * QUARTER)


class TestWalk:
    @thorough
    @given(st.data())
    def test_a_walk_reaches_the_same_instant(self, data: st.DataObject) -> None:
        office = data.draw(offices())
        at = office.instant(data.draw(walls(office)))
        quarters = data.draw(st.integers(-200, 200))
        calendar = office.calendar()

        try:
            expected = office.instant(office.add(office.wall(at), quarters))
        except OutsideError:
            with pytest.raises(SpanError):
                calendar.add_working_time(at, quarters * QUARTER)
            return

        reached = calendar.add_working_time(at, quarters * QUARTER)
        assert reached == expected
        assert reached.tzinfo is office.tz

    @thorough
    @given(st.data())
    def test_a_walk_measures_the_same_time(self, data: st.DataObject) -> None:
        office = data.draw(offices())
        start, end = (office.instant(data.draw(walls(office))) for _ in range(2))
        calendar = office.calendar()

        measured = calendar.working_time_between(start, end)

        assert measured == office.between(office.wall(start), office.wall(end))
        assert calendar.working_time_between(end, start) == -measured

    @quick
    @given(st.data())
    def test_the_zone_that_an_instant_is_written_in_does_not_matter(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices())
        # A clock time as it is written, which may be one that is skipped.
        at = data.draw(walls(office)).replace(tzinfo=office.tz)
        elsewhere, calendar = at.astimezone(UTC), office.calendar()
        start = office.instant(office.begin)

        assert calendar.working_time_between(
            start, at
        ) == calendar.working_time_between(start, elsewhere)

    @quick
    @given(st.data())
    def test_the_closing_is_the_end_of_the_last_open_quarter(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices())
        calendar = office.calendar()
        day = data.draw(st.dates(office.first, office.last))
        midnight = datetime.combine(day, time.min)
        quarters = [midnight + i * QUARTER for i in range(96)]

        open_ones = [quarter for quarter in quarters if office.is_open(quarter)]

        expected = (open_ones[-1] + QUARTER).time() if open_ones else None
        assert calendar.closing(day) == expected


def instants(office: Office) -> st.SearchStrategy[datetime]:
    """Instants of any microsecond, on days on which no clock is in doubt."""
    return st.datetimes(
        office.begin, office.end - timedelta(microseconds=1)
    ).map(office.instant)  # fmt: skip


class TestLaws:
    # Windows begin at four, when the clocks of the night have been changed.
    @thorough
    @given(st.data())
    def test_measuring_undoes_adding(self, data: st.DataObject) -> None:
        office = data.draw(offices(earliest=16))
        calendar, at = office.calendar(), data.draw(instants(office))
        duration = data.draw(
            st.timedeltas(timedelta(microseconds=-(10**11)), timedelta(days=1))
        )
        try:
            reached = calendar.add_working_time(at, duration)
        except SpanError:
            assume(False)

        assert calendar.working_time_between(at, reached) == duration
        assert (reached >= at) or duration < timedelta()

    @quick
    @given(st.data())
    def test_adding_twice_is_adding_the_sum(self, data: st.DataObject) -> None:
        office = data.draw(offices(earliest=16))
        calendar, at = office.calendar(), data.draw(instants(office))
        positive = st.timedeltas(timedelta(microseconds=1), timedelta(hours=20))
        first, second = data.draw(positive), data.draw(positive)
        try:
            expected = calendar.add_working_time(at, first + second)
        except SpanError:
            assume(False)

        half = calendar.add_working_time(at, first)
        assert calendar.add_working_time(half, second) == expected

    @quick
    @given(st.data())
    def test_stretches_add_up(self, data: st.DataObject) -> None:
        office = data.draw(offices())
        calendar = office.calendar()
        a, b, c = (data.draw(instants(office)) for _ in range(3))

        assert calendar.working_time_between(a, b) + calendar.working_time_between(
            b, c
        ) == calendar.working_time_between(a, c)

    @quick
    @given(st.data())
    def test_a_sum_ends_in_a_window_and_by_sign_on_one_of_its_edges(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices(earliest=16))
        calendar, at = office.calendar(), data.draw(instants(office))
        duration = data.draw(st.timedeltas(-DAY, DAY))
        try:
            reached = calendar.add_working_time(at, duration)
        except SpanError:
            assume(False)

        tick = timedelta(microseconds=1)
        wall = office.wall(reached)
        assert office.is_open(wall - tick if duration > timedelta() else wall)


class TestWorkingHours:
    @thorough
    @given(st.data())
    def test_a_clock_that_stops_in_pauses_and_out_of_hours_ends_at_the_same_instant(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices(earliest=16))
        wall = walls(office)
        received, hours = data.draw(wall), data.draw(st.integers(1, 30))
        edges = data.draw(st.lists(st.tuples(wall, wall).map(sorted), max_size=3))
        pauses = [Pause(office.instant(a), office.instant(b)) for a, b in edges]

        try:
            expected = self.walked(office, received, hours, edges)
        except OutsideError:
            with pytest.raises(SpanError):
                self.computed(office, received, hours, pauses)
            return

        reached = self.computed(office, received, hours, pauses)
        assert reached == office.instant(expected)

    @staticmethod
    def walked(
        office: Office, now: datetime, hours: int, stops: list[list[datetime]]
    ) -> datetime:
        left = hours * 4
        while left:
            if now >= office.end:
                raise OutsideError
            is_paused = any(start <= now < end for start, end in stops)
            left -= office.is_open(now) and not is_paused
            now += QUARTER
        return now

    @staticmethod
    def computed(
        office: Office, received: datetime, hours: int, pauses: list[Pause]
    ) -> datetime:
        return compute_deadline(
            office.instant(received),
            Term.working_hours(hours),
            office.calendar(),
            rule=RULE,
            pauses=pauses,
        ).due_at

    @quick
    @given(st.data())
    def test_more_pause_never_makes_it_earlier(self, data: st.DataObject) -> None:
        office = data.draw(offices(earliest=16))
        at, hours = data.draw(instants(office)), data.draw(st.integers(0, 20))
        edges = st.tuples(instants(office), instants(office)).map(sorted)
        pairs = data.draw(st.tuples(edges, edges))
        one, two = (Pause(start, end) for start, end in pairs)

        def due_at(*pauses: Pause) -> datetime:
            return compute_deadline(
                at, Term.working_hours(hours), office.calendar(),
                rule=RULE, pauses=pauses,
            ).due_at  # fmt: skip

        try:
            longest = due_at(one, two)
        except SpanError:
            assume(False)

        assert due_at() <= due_at(one) <= longest
