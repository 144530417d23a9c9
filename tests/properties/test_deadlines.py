"""A reference that walks day by day, without tables, agrees with the calendar."""

import calendar as months
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Notice,
    Pause,
    Reason,
    Term,
    Unit,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import SpanError

DAY = timedelta(days=1)
ZONES = [ZoneInfo(name) for name in ("Asia/Ho_Chi_Minh", "Europe/Berlin", "UTC")]
EARLIEST = date(2024, 1, 1)

quick = settings(max_examples=60, deadline=None)
thorough = settings(max_examples=150, deadline=None)


class OutsideError(Exception):
    """The walk left the calendar."""


class Office(NamedTuple):
    """What a calendar is made of, and the questions answered by walking."""

    first: date
    last: date
    weekend: frozenset[int]
    days_off: frozenset[date]
    made_up: frozenset[date]

    def calendar(self, tz: ZoneInfo = ZONES[0]) -> WorkCalendar:
        return WorkCalendar(
            tz=tz,
            first=self.first,
            last=self.last,
            weekend=self.weekend,
            days_off=self.days_off,
            make_up_days=self.made_up,
        )

    def works(self, day: date) -> bool:
        if not self.first <= day <= self.last:
            raise OutsideError
        if day in self.made_up:
            return True
        return day not in self.days_off and day.weekday() not in self.weekend

    def next_worked(self, day: date, step: timedelta) -> date:
        day += step
        while not self.works(day):
            day += step
        return day

    def add(self, day: date, n: int) -> date:
        self.works(day)
        if n == 0:
            return day if self.works(day) else self.next_worked(day, DAY)
        for _ in range(abs(n)):
            day = self.next_worked(day, DAY if n > 0 else -DAY)
        return day

    def between(self, start: date, end: date) -> int:
        if start > end:
            return -self.between(end, start)
        return sum(self.works(day) for day in days(start, end))


def days(start: date, end: date) -> Iterator[date]:
    """Yield the days from start up to, not including, end."""
    while start < end:
        yield start
        start += DAY


WEEKENDS = [
    frozenset(weekend)
    for weekend in ((5, 6), (), (6,), (4, 5), (0,), (2, 6), (0, 1, 2, 3, 4, 5))
]


@st.composite
def offices(draw: st.DrawFn, *, at_least: int = 0, at_most: int = 90) -> Office:
    first = EARLIEST + draw(st.integers(0, 1000)) * DAY
    length = draw(st.integers(at_least, at_most))
    around = st.lists(st.integers(-3, length + 3), max_size=10)
    days_off = frozenset(first + i * DAY for i in draw(around))
    made_up = frozenset(first + i * DAY for i in draw(around))
    weekend = draw(st.sampled_from(WEEKENDS))
    return Office(first, first + length * DAY, weekend, days_off, made_up - days_off)


def near(office: Office) -> st.SearchStrategy[date]:
    length = (office.last - office.first).days
    return st.integers(-3, length + 3).map(lambda i: office.first + i * DAY)


class TestCalendar:
    @quick
    @given(st.data())
    def test_a_walk_finds_the_same_worked_days(self, data: st.DataObject) -> None:
        office = data.draw(offices())
        calendar, day = office.calendar(), data.draw(near(office))

        try:
            expected = office.works(day)
        except OutsideError:
            with pytest.raises(SpanError):
                calendar.is_working_day(day)
        else:
            assert calendar.is_working_day(day) is expected
            assert calendar.status(day).is_working is expected

    @thorough
    @given(st.data())
    def test_a_walk_reaches_the_same_day(self, data: st.DataObject) -> None:
        office = data.draw(offices())
        calendar, day = office.calendar(), data.draw(near(office))
        n = data.draw(st.integers(-100, 100))

        try:
            expected = office.add(day, n)
        except OutsideError:
            with pytest.raises(SpanError):
                calendar.add_working_days(day, n)
        else:
            assert calendar.add_working_days(day, n) == expected

    @quick
    @given(st.data())
    def test_a_walk_counts_the_same_and_reversed_is_the_negation(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices())
        calendar = office.calendar()
        start, end = data.draw(near(office)), data.draw(near(office))

        after_last = office.last + DAY
        if not (
            office.first <= start <= after_last and office.first <= end <= after_last
        ):
            for pair in ((start, end), (end, start)):
                with pytest.raises(SpanError):
                    calendar.working_days_between(*pair)
            return
        expected = office.between(start, end)
        assert calendar.working_days_between(start, end) == expected
        assert calendar.working_days_between(end, start) == -expected

    @quick
    @given(st.data())
    def test_from_a_worked_day_counting_undoes_adding(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices(at_least=20))
        calendar = office.calendar()
        worked = [d for d in days(office.first, office.last + DAY) if office.works(d)]
        assume(worked)
        day, other = (
            data.draw(st.sampled_from(worked)),
            data.draw(st.sampled_from(worked)),
        )
        n = worked.index(other) - worked.index(day)

        assert calendar.add_working_days(day, n) == other
        assert calendar.working_days_between(day, other) == n

    @quick
    @given(st.data())
    def test_a_notice_gives_the_calendar_that_has_its_days_from_the_start(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices())
        bare = office._replace(days_off=frozenset(), made_up=frozenset())
        notice = Notice(
            days_off=office.days_off, make_up_days=office.made_up, citation="c"
        )

        noticed = bare.calendar().with_notice(notice)

        assert noticed.fingerprint == office.calendar().fingerprint
        for day in days(office.first, office.last + DAY):
            assert noticed.is_working_day(day) == office.works(day)

    @quick
    @given(st.data())
    def test_a_joint_calendar_works_where_all_do(self, data: st.DataObject) -> None:
        north = data.draw(offices(at_least=30))
        south = data.draw(offices())._replace(first=north.first, last=north.last)
        assume(len(north.weekend | south.weekend) < 7)

        joint = WorkCalendar.joint(north.calendar(), south.calendar())

        for day in days(north.first, north.last + DAY):
            assert joint.is_working_day(day) == (north.works(day) and south.works(day))


class TestNumpy:
    """numpy knows no make-up days: every rest day becomes a holiday of a full week."""

    @staticmethod
    def full_week(office: Office) -> np.busdaycalendar:
        rest = [d for d in days(office.first, office.last + DAY) if not office.works(d)]
        return np.busdaycalendar(weekmask="1111111", holidays=np.array(rest, "M8[D]"))

    @quick
    @given(st.data())
    def test_its_offset_agrees(self, data: st.DataObject) -> None:
        office = data.draw(offices(at_least=40, at_most=120))
        day = data.draw(st.dates(office.first, office.last))
        n = data.draw(st.integers(-15, 15))
        # From a day off, +n counts from the day before it, -n and 0 from that after it.
        roll: Literal["backward", "forward"] = "backward" if n > 0 else "forward"
        try:
            expected = office.add(day, n)
        except OutsideError:
            assume(False)

        offset = np.busday_offset(
            np.datetime64(day), n, roll, busdaycal=self.full_week(office)
        )

        assert offset == np.datetime64(expected)
        assert office.calendar().add_working_days(day, n) == expected

    @quick
    @given(st.data())
    def test_its_count_agrees(self, data: st.DataObject) -> None:
        office = data.draw(offices(at_least=1, at_most=120))
        inside = st.dates(office.first, office.last + DAY)
        start, end = sorted([data.draw(inside), data.draw(inside)])

        count = np.busday_count(
            np.datetime64(start), np.datetime64(end), busdaycal=self.full_week(office)
        )

        assert office.calendar().working_days_between(start, end) == count

    @quick
    @given(st.data())
    def test_without_make_up_days_its_own_weekmask_agrees(
        self, data: st.DataObject
    ) -> None:
        office = data.draw(offices(at_least=40))._replace(made_up=frozenset())
        numpys = np.busdaycalendar(
            weekmask=[weekday not in office.weekend for weekday in range(7)],
            holidays=np.array(sorted(office.days_off), "M8[D]"),
        )
        every = list(days(office.first, office.last + DAY))

        worked = np.is_busday(np.array(every, "M8[D]"), busdaycal=numpys)

        calendar = office.calendar()
        assert [calendar.is_working_day(day) for day in every] == worked.tolist()


class Case(NamedTuple):
    """One random computation: all that `compute_deadline` is given."""

    office: Office
    received_at: datetime
    term: Term
    rule: CountingRule
    pauses: tuple[Pause, ...]
    clear: bool

    def computed(self, *more: Pause) -> Deadline:
        return compute_deadline(
            self.received_at,
            self.term,
            self.office.calendar(),
            rule=self.rule,
            pauses=(*self.pauses, *more),
            clear=self.clear,
        )

    def resting(self) -> Office:
        rest = self.rule.weekly_rest
        return self.office if rest is None else self.office._replace(weekend=rest)

    def is_paused(self, day: date) -> bool:
        return any(
            pause.end is not None
            and local_day(pause.start) <= day < local_day(pause.end)
            for pause in self.pauses
        )


def local_day(at: datetime) -> date:
    return at.astimezone(ZONES[0]).date()


def walked(case: Case) -> date:
    """Return the due day, found by walking; it raises OutsideError past the calendar."""
    office, rule, term = case.resting(), case.rule, case.term
    start = local_day(case.received_at)
    office.works(start)
    if rule.cut_off is not None and rule.cut_off_shifts == "clock":
        late = case.received_at.astimezone(ZONES[0]).time() > rule.cut_off
        start = office.add(start, 1 if late else 0)
    counts_first = rule.first_day_counted or term.is_same_day
    first = start if counts_first else start + DAY
    end = first_unpaused_days(case, office, first, unpaused_length(case, start, first))
    end = rolled(office, end, rule.roll_after) if adjusts(case) else end
    if rule.least_working_days and adjusts(case) and is_long_enough(case):
        end = with_least(case, office, first, end)
    if rule.added_days:
        end = rolled(office, end + rule.added_days * DAY, rule.roll_after)
    office.works(end)
    return end


def counts_worked_days(case: Case) -> bool:
    unit, amount = case.term.parts[0]
    short = unit is Unit.CALENDAR_DAYS and 0 < amount <= case.rule.short_term_days
    return unit is Unit.WORKING_DAYS or short


def unpaused_length(case: Case, start: date, first: date) -> int:
    """Return how many days the term needs, worked or all as it counts."""
    term = case.term
    if counts_worked_days(case):
        return term.parts[0][1] + case.clear
    last = first - DAY
    if term.amount(Unit.YEARS) or term.amount(Unit.MONTHS):
        last = months_on(case, start, first)
    further = 7 * term.amount(Unit.WEEKS) + term.amount(Unit.CALENDAR_DAYS)
    return (last - first).days + 1 + further + case.clear


def months_on(case: Case, start: date, first: date) -> date:
    eve = case.rule.months_end == "eve_of_start" or first == start
    origin = first if eve else start
    count = 12 * case.term.amount(Unit.YEARS) + case.term.amount(Unit.MONTHS)
    year, month = divmod(origin.year * 12 + origin.month - 1 + count, 12)
    length = months.monthrange(year, month + 1)[1]
    if origin.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, origin.day) - (DAY if eve else 0 * DAY)


def first_unpaused_days(case: Case, office: Office, first: date, length: int) -> date:
    """Walk until so many days have been counted that are in no pause."""
    only_worked = counts_worked_days(case)
    wanted, day, counted = max(length, 1), first - DAY, 0
    while counted < wanted:
        day += DAY
        if day > office.last:
            raise OutsideError
        if not case.is_paused(day) and (not only_worked or office.works(day)):
            counted += 1
    return day


def adjusts(case: Case) -> bool:
    return all(
        case.term.amount(unit) <= most for unit, most in case.rule.adjust_limits.items()
    )


def is_long_enough(case: Case) -> bool:
    parts = dict(case.term.parts)
    if Unit.YEARS in parts or Unit.MONTHS in parts:
        return any(parts.get(unit) for unit in (Unit.YEARS, Unit.MONTHS))
    length = sum(7 * n if unit is Unit.WEEKS else n for unit, n in parts.items())
    return length >= case.rule.least_from_days


def rolled(office: Office, day: date, roll: str) -> date:
    if roll == "none" or office.works(day):
        return day
    return office.next_worked(day, DAY if roll == "following" else -DAY)


def with_least(case: Case, office: Office, first: date, end: date) -> date:
    def is_counted(day: date) -> bool:
        return office.works(day) and not case.is_paused(day)

    counted = sum(is_counted(day) for day in days(first, end + DAY))
    while counted < case.rule.least_working_days:
        end += DAY
        counted += is_counted(end)
    return end


terms = st.one_of(
    st.integers(0, 25).map(Term.working_days),
    st.integers(1, 60).map(Term.calendar_days),
    st.integers(1, 9).map(Term.weeks),
    st.integers(1, 14).map(Term.months),
    st.sampled_from(
        [
            Term.years(1),
            *map(Term.parse, ("1 month 3 weeks 5 days", "2 months 10 days")),
        ]
    ),
)
clocks = st.sampled_from([time(0), time(8, 30), time(15), time(15, 1), time(23, 59)])
rules = st.builds(
    CountingRule,
    first_day_counted=st.booleans(),
    roll_after=st.sampled_from(["following", "preceding", "none"]),
    short_term_days=st.sampled_from([0, 6]),
    least_working_days=st.integers(0, 4),
    least_from_days=st.sampled_from([0, 2, 5]),
    adjust_limits=st.sampled_from(
        [{}, {"days": 20, "weeks": 4, "months": 3, "years": 0}, {"weeks": 0}]
    ),
    months_end=st.sampled_from(["same_day", "eve_of_start"]),
    added_days=st.sampled_from([0, 0, 3]),
    weekly_rest=st.sampled_from([None, *WEEKENDS[:4]]),
    cut_off=st.sampled_from([None, time(15)]),
    cut_off_shifts=st.sampled_from(["clock", "transfer"]),
    due=st.sampled_from(["midnight", "closing", "receipt_time"]),
)


def pauses_around(received: date) -> st.SearchStrategy[Pause]:
    """Pauses from before the receipt on; some begin and end on one day, some are open."""

    def pause(start: int, length: int, clock: time) -> Pause:
        begins = datetime.combine(received + start * DAY, clock, ZONES[0])
        ends = datetime.combine(received + (start + length) * DAY, time.max, ZONES[0])
        return Pause(begins, ends if length < 12 else None)

    return st.builds(pause, st.integers(-5, 40), st.integers(0, 13), clocks)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    office = draw(offices(at_least=120, at_most=400))
    received = office.first + draw(st.integers(-1, 40)) * DAY
    at = datetime.combine(received, draw(clocks), ZONES[0])
    return Case(
        office,
        at.astimezone(draw(st.sampled_from(ZONES))),
        draw(terms),
        draw(rules),
        tuple(draw(st.lists(pauses_around(received), max_size=3))),
        draw(st.booleans()),
    )


class TestDeadlines:
    @settings(max_examples=300, deadline=None)
    @given(cases())
    def test_a_walk_reaches_the_same_due_day(self, case: Case) -> None:
        try:
            expected = walked(case)
        except OutsideError:
            with pytest.raises(SpanError):
                case.computed()
            return

        due = case.computed()

        assert due.due_day == expected
        assert due.due_at.date() == expected
        assert due.suspended == any(
            pause.end is None and pause.start <= due.due_at for pause in case.pauses
        )

    @thorough
    @given(cases(), st.data())
    def test_more_pause_never_makes_a_due_day_earlier(
        self, case: Case, data: st.DataObject
    ) -> None:
        more = data.draw(pauses_around(local_day(case.received_at)))
        try:
            later = case.computed(more).due_day
        except SpanError:
            return

        assert case.computed().due_day <= later

    @quick
    @given(cases())
    def test_order_and_repetition_of_pauses_do_not_matter(self, case: Case) -> None:
        again = case._replace(pauses=(*reversed(case.pauses), *case.pauses))
        try:
            expected = case.computed().due_day
        except SpanError:
            return

        assert again.computed().due_day == expected

    @thorough
    @given(cases())
    def test_an_explanation_counts_up_to_the_length_of_the_term(
        self, case: Case
    ) -> None:
        worked = counts_worked_days(case)
        try:
            due = case.computed()
        except SpanError:
            assume(False)

        lines = due.explain()

        numbers = [line.number for line in lines if line.number is not None]
        if worked and not case.term.is_same_day:
            n = case.term.parts[0][1] + case.clear
            assert numbers == list(range(1, n + 1))
        elif not worked:
            assert numbers == list(range(1, len(numbers) + 1))
        assert lines[0].day == due.received_day
        assert lines[-1].day == due.due_day
        shown = [line.day for line in lines]
        assert set(shown) >= set(days(due.received_day, due.due_day + DAY))
        if case.rule.roll_after != "preceding":
            steps = {(b - a).days for a, b in pairwise(shown)}
            assert steps <= {0, 1}

    @quick
    @given(cases())
    def test_an_explanation_gives_no_number_to_paused_days_and_days_off(
        self, case: Case
    ) -> None:
        office = case.resting()
        try:
            due = case.computed()
        except SpanError:
            assume(False)

        received = due.received_day
        began = {max(local_day(pause.start), received) for pause in case.pauses}
        for line in due.explain():
            if line.is_counted:
                assert not case.is_paused(line.day)
                assert office.works(line.day) or not counts_worked_days(case)
            if line.reason is Reason.PAUSED:
                assert case.is_paused(line.day) or line.day in began

    @quick
    @given(cases())
    def test_every_pause_that_begins_within_the_term_has_a_line(
        self, case: Case
    ) -> None:
        try:
            due = case.computed()
        except SpanError:
            assume(False)

        shown = {line.day for line in due.explain() if line.reason is Reason.PAUSED}
        for pause in case.pauses:
            start, end = pause.days(ZONES[0])
            if due.received_day <= start <= due.course.end:
                assert shown & set(days(start, max(end, start + DAY)))


MINUTE = timedelta(minutes=1)
# Around both changes of the clocks of Berlin and New York in 2026, and in between.
SEASONS = [datetime(2026, month, 1, tzinfo=UTC) for month in (3, 6, 10)]
HOUR_ZONES = [
    ZoneInfo(name) for name in ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York")
]


class Running(NamedTuple):
    """A term in hours, with everything in whole minutes of UTC."""

    tz: ZoneInfo
    received_at: datetime
    hours: int
    pauses: tuple[Pause, ...]

    def computed(self, rule: CountingRule, *more: Pause) -> Deadline:
        calendar = WorkCalendar(
            tz=self.tz, first=date(2026, 1, 1), last=date(2026, 12, 31)
        )
        return compute_deadline(
            self.received_at,
            Term.hours(self.hours),
            calendar,
            rule=rule,
            pauses=(*self.pauses, *more),
        )

    def walked(self) -> datetime:
        """Let the clock run minute by minute, but for the paused ones."""
        now, left = self.received_at.astimezone(UTC), self.hours * 60
        stops = [(p.start, p.end) for p in self.pauses if p.end is not None]
        while left:
            if not any(start <= now < end for start, end in stops):
                left -= 1
            now += MINUTE
        return now


@st.composite
def running(draw: st.DrawFn) -> Running:
    tz = draw(st.sampled_from(HOUR_ZONES))
    received_at = draw(st.sampled_from(SEASONS)) + draw(
        st.integers(0, 31 * 24 * 60)
    ) * MINUTE  # fmt: skip
    return Running(
        tz,
        received_at.astimezone(tz),
        draw(st.integers(0, 40)),
        tuple(draw(st.lists(minute_pauses(received_at, tz), max_size=4))),
    )


def minute_pauses(received_at: datetime, tz: ZoneInfo) -> st.SearchStrategy[Pause]:
    def pause(start: int, length: int, *, is_open: bool) -> Pause:
        begins = received_at + start * MINUTE
        ends = begins + length * MINUTE
        return Pause(begins.astimezone(tz), None if is_open else ends.astimezone(tz))

    return st.builds(
        pause,
        st.integers(-600, 3000),
        st.integers(0, 900),
        is_open=st.sampled_from([False, False, False, False, True]),
    )


class TestHours:
    @quick
    @given(running())
    def test_a_clock_that_runs_minute_by_minute_ends_at_the_same_instant(
        self, case: Running
    ) -> None:
        due = case.computed(CountingRule())

        assert due.due_at == case.walked()
        assert due.due_at.date() == due.due_day

    @quick
    @given(running(), st.data())
    def test_more_pause_never_makes_it_earlier(
        self, case: Running, data: st.DataObject
    ) -> None:
        more = data.draw(minute_pauses(case.received_at, case.tz))

        for rule in (CountingRule(), CountingRule(hours_from="next_hour")):
            assert case.computed(rule).due_at <= case.computed(rule, more).due_at

    @quick
    @given(running(), st.data())
    def test_more_pause_never_makes_a_rolled_day_earlier(
        self, case: Running, data: st.DataObject
    ) -> None:
        more = data.draw(minute_pauses(case.received_at, case.tz))

        for roll in ("following", "preceding"):
            rule = CountingRule(roll_hours=roll)
            assert case.computed(rule).due_day <= case.computed(rule, more).due_day

    @quick
    @given(running())
    def test_the_next_full_hour_is_at_most_an_hour_away(self, case: Running) -> None:
        rule = CountingRule(hours_from="next_hour")

        waited = case._replace(hours=0, pauses=()).computed(rule).due_at
        local = waited.astimezone(case.tz)

        assert (local.minute, local.second) == (0, 0)
        assert timedelta() < waited - case.received_at <= timedelta(hours=1)

    @quick
    @given(running())
    def test_an_explanation_ends_with_all_hours(self, case: Running) -> None:
        lines = case.computed(CountingRule(roll_hours="following")).explain()

        numbers = [line.number for line in lines if line.number is not None]
        assert numbers == sorted(numbers)
        assert numbers[-1] == case.hours
