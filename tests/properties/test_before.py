"""Counting back agrees with a walk, day by day, without tables."""

import calendar as months
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import holidays
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    HoursFrom,
    MonthsEnd,
    Roll,
    Term,
    Unit,
    WorkCalendar,
    deadline_before,
)
from egovkit.errors import SpanError

DAY = timedelta(days=1)
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
BAVARIA = WorkCalendar.for_country("DE", subdivision="BY", tz="UTC", years=[2025, 2026])
NATIONAL = set(holidays.country_holidays("DE", years=[2025, 2026]))
OWN = set(holidays.country_holidays("DE", subdiv="BY", years=[2025, 2026])) - NATIONAL

quick = settings(max_examples=80, deadline=None)
thorough = settings(max_examples=300, deadline=None)


class OutsideError(Exception):
    """The walk left the calendar."""


class Case(NamedTuple):
    """A term counted back from an event in Bavaria, with days on which it is closed."""

    event: date
    term: Term
    rule: CountingRule
    closed: frozenset[date]
    clear: bool

    def due_day(self) -> date:
        return self.computed().due_day

    def computed(self) -> Deadline:
        return deadline_before(
            datetime.combine(self.event, time(9, 30), UTC),
            self.term,
            BAVARIA.with_closures(dict.fromkeys(self.closed, "flood")),
            rule=self.rule,
            clear=self.clear,
        )

    def is_day_off(self, day: date) -> bool:
        """Tell whether a day is off for another reason than a closure."""
        if not FIRST <= day <= LAST:
            raise OutsideError
        rest = {5, 6} if self.rule.weekly_rest is None else self.rule.weekly_rest
        is_local = day in OWN and self.rule.local_days_off_before
        return day.weekday() in rest or day in NATIONAL or is_local

    def works(self, day: date) -> bool:
        return not self.is_day_off(day) and day not in self.closed


def walked(case: Case) -> date:
    """Return the last day, found by walking back from the event."""
    term, rule = case.term, case.rule
    counts_first = rule.first_day_counted or term.is_same_day
    first = case.event if counts_first else case.event - DAY
    if counts_worked_days(case):
        length = term.parts[0][1] + case.clear
        return least(case, first, nth_worked_day_back(case, first, max(length, 1)))
    end = moved_back(case, first)
    if adjusts(case):
        end = least(case, first, rolled(case, end))
    case.works(end)
    return end


def counts_worked_days(case: Case) -> bool:
    unit, amount = case.term.parts[0]
    is_short = unit is Unit.CALENDAR_DAYS and 0 < amount <= case.rule.short_term_days
    return unit is Unit.WORKING_DAYS or is_short


def nth_worked_day_back(case: Case, day: date, n: int) -> date:
    while True:
        n -= case.works(day)
        if not n:
            return day
        day -= DAY


def moved_back(case: Case, first: date) -> date:
    term = case.term
    day = first + DAY
    count = 12 * term.amount(Unit.YEARS) + term.amount(Unit.MONTHS)
    if count:
        is_same_day = case.rule.months_end is MonthsEnd.SAME_DAY and first < case.event
        day = (
            months_back(case.event, count)
            if is_same_day
            else months_back(first, count) + DAY
        )
    for _ in range(
        7 * term.amount(Unit.WEEKS) + term.amount(Unit.CALENDAR_DAYS) + case.clear
    ):
        day -= DAY
    return min(day, case.event)


def months_back(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def adjusts(case: Case) -> bool:
    limits = case.rule.adjust_limits.items()
    return all(case.term.amount(unit) <= most for unit, most in limits)


def rolled(case: Case, day: date) -> date:
    step = {Roll.PRECEDING: -DAY, Roll.FOLLOWING: DAY}
    roll = case.rule.roll_before
    while not case.works(day):
        if not case.is_day_off(day) and case.rule.closure_before is not None:
            # Only the office is closed: from here on nothing else decides.
            further = step[case.rule.closure_before]
            while not case.works(day):
                day += further
            return day
        if roll is Roll.NONE:
            return day
        day += step[roll]
    return day


def least(case: Case, first: date, end: date) -> date:
    """Go on back until enough worked days lie from there to the first day."""
    wanted, term = case.rule.least_working_days, case.term
    length = 7 * term.amount(Unit.WEEKS) + term.amount(Unit.CALENDAR_DAYS)
    length += term.amount(Unit.WORKING_DAYS)
    has_months = term.amount(Unit.MONTHS) or term.amount(Unit.YEARS)
    if not wanted or (not has_months and length < case.rule.least_from_days):
        return end
    return min(end, nth_worked_day_back(case, first, wanted))


terms = st.one_of(
    st.integers(0, 20).map(Term.working_days),
    st.integers(1, 50).map(Term.calendar_days),
    st.integers(1, 8).map(Term.weeks),
    st.integers(1, 14).map(Term.months),
    st.sampled_from(
        [
            Term.years(1),
            *map(Term.parse, ("1 month 3 weeks 5 days", "2 months 10 days")),
        ]
    ),
)
rules = st.builds(
    CountingRule,
    first_day_counted=st.booleans(),
    roll_before=st.sampled_from(Roll),
    closure_before=st.sampled_from([None, Roll.FOLLOWING, Roll.PRECEDING]),
    local_days_off_before=st.booleans(),
    short_term_days=st.sampled_from([0, 5]),
    least_working_days=st.integers(0, 4),
    least_from_days=st.sampled_from([0, 2, 5]),
    adjust_limits=st.sampled_from([{}, {"days": 20, "months": 3, "years": 0}]),
    months_end=st.sampled_from(MonthsEnd),
    weekly_rest=st.sampled_from([None, frozenset({6}), frozenset({4, 5})]),
)
presets = st.sampled_from(
    [
        CountingRule.US_FRCP_6, CountingRule.UK_CPR, CountingRule.EU_1182_71,
        CountingRule.NL_ATW, CountingRule.VN_CIVIL_CODE, CountingRule.JP_CIVIL_CODE,
        CountingRule.SG_INTERPRETATION_ACT, CountingRule.FR_CPC,
    ]
)  # fmt: skip


def is_worked(day: date) -> bool:
    return day.weekday() < 5 and day not in NATIONAL | OWN


@st.composite
def cases(draw: st.DrawFn) -> Case:
    event = draw(st.dates(FIRST, LAST))
    term = draw(terms)
    near = st.integers(0, 40).map(lambda i: event - i * DAY)
    # A closure on a day already off changes nothing, in whichever weekly rest.
    closed = draw(
        st.frozensets(
            near.filter(lambda d: d >= FIRST and is_worked(d) and d.weekday() < 4)
        )
    )
    return Case(event, term, draw(rules | presets), closed, draw(st.booleans()))


class TestWalk:
    @thorough
    @given(cases())
    def test_a_walk_reaches_the_same_day(self, case: Case) -> None:
        try:
            expected = walked(case)
        except OutsideError:
            with pytest.raises(SpanError):
                case.due_day()
            return

        assert case.due_day() == expected

    @quick
    @given(cases())
    def test_an_explanation_numbers_the_term_from_the_event_back(
        self, case: Case
    ) -> None:
        try:
            due = case.computed()
        except SpanError:
            return

        numbers = [line.number for line in due.explain() if line.is_counted]

        assert numbers == list(range(1, len(numbers) + 1))
        assert due.explain()[-1].day == due.due_day
        assert due.explain()[0].day == case.event
        if counts_worked_days(case) and not case.term.is_same_day:
            assert len(numbers) == case.term.parts[0][1] + case.clear


class TestMonths:
    @quick
    @given(st.dates(date(2001, 1, 1), LAST), st.integers(1, 24))
    def test_dateutil_ends_a_term_in_months_on_the_same_day(
        self, event: date, n: int
    ) -> None:
        calendar = WorkCalendar(tz="UTC", first=date(1999, 1, 1), last=LAST)
        event_at = datetime(event.year, event.month, event.day, 9, tzinfo=UTC)

        due = deadline_before(event_at, Term.months(n), calendar, rule=CountingRule())

        assert due.due_day == event - relativedelta(months=n)


class TestHours:
    @quick
    @given(
        st.datetimes(datetime(2026, 1, 5), datetime(2026, 12, 30)),  # noqa: DTZ001
        st.integers(0, 90),
        st.sampled_from(HoursFrom),
        st.sampled_from([Roll.NONE, Roll.FOLLOWING]),
    )
    def test_hours_run_back_and_roll_to_the_same_time(
        self, wall: datetime, n: int, hours_from: HoursFrom, roll_hours: Roll
    ) -> None:
        event_at = wall.replace(tzinfo=UTC)
        begin = wall
        if hours_from is HoursFrom.NEXT_HOUR:
            begin = datetime(wall.year, wall.month, wall.day, wall.hour)  # noqa: DTZ001
        expected = begin - n * timedelta(hours=1)
        while roll_hours is not Roll.NONE and not is_worked(expected.date()):
            expected -= DAY
        rule = CountingRule(
            hours_from=hours_from,
            roll_before=Roll.PRECEDING,
            roll_hours=roll_hours,
        )

        due = deadline_before(event_at, Term.hours(n), BAVARIA, rule=rule)

        assert due.due_at == expected.replace(tzinfo=UTC)
        assert due.due_day == expected.date()
