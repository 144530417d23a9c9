"""CountingRule: what each parameter does to a due date, counted by hand."""

from datetime import date, datetime, time

import pytest

from egovkit.deadlines import (
    CountingRule,
    CutOffShifts,
    Deadline,
    DueTime,
    HoursFrom,
    MonthsEnd,
    Roll,
    Term,
    Unit,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import InvalidValueError


# March 2026 begins on a Sunday: 2 is a Monday, 6 a Friday, 7 a Saturday.
def office(tz: str, *days_off: date) -> WorkCalendar:
    return WorkCalendar(
        tz=tz, first=date(2025, 1, 1), last=date(2030, 12, 31), days_off=days_off
    )


PLAIN = office("Asia/Ho_Chi_Minh")
BERLIN = office("Europe/Berlin")
NEW_YORK = office("America/New_York")


def received(
    day: date, clock: time = time(9), calendar: WorkCalendar = PLAIN
) -> datetime:
    return datetime.combine(day, clock, calendar.tz)


def due(
    day: date,
    term: str,
    rule: CountingRule,
    *,
    clock: time = time(9),
    calendar: WorkCalendar = PLAIN,
    clear: bool = False,
    first_day_counted: bool | None = None,
) -> Deadline:
    return compute_deadline(
        received(day, clock, calendar),
        Term.parse(term),
        calendar,
        rule=rule,
        clear=clear,
        first_day_counted=first_day_counted,
    )


class TestFirstDayCounted:
    rule = CountingRule(first_day_counted=True)

    def test_the_day_of_receipt_is_not_counted_by_default(self) -> None:
        # Monday 2: Tuesday 3, Wednesday 4, Thursday 5.
        assert due(date(2026, 3, 2), "3 days", CountingRule()).due_day.day == 5

    def test_it_makes_the_day_of_receipt_the_first(self) -> None:
        # Monday 2, Tuesday 3, Wednesday 4.
        assert due(date(2026, 3, 2), "3 days", self.rule).due_day.day == 4

    def test_a_term_of_one_day_ends_on_the_day_of_receipt(self) -> None:
        assert due(date(2026, 3, 2), "1 day", self.rule).due_day == date(2026, 3, 2)

    def test_a_week_ends_on_the_eve_of_its_weekday(self) -> None:
        # From Monday 2 to Sunday 8, which rolls to Monday 9; from Tuesday to Monday.
        assert due(date(2026, 3, 2), "1 week", self.rule).due_day == date(2026, 3, 9)
        assert due(date(2026, 3, 3), "1 week", self.rule).due_day == date(2026, 3, 9)

    def test_a_month_from_1_april_ends_on_30_april(self) -> None:
        assert due(date(2026, 4, 1), "1 month", self.rule).due_day == date(2026, 4, 30)

    def test_a_month_from_the_31st_ends_with_the_shorter_month(self) -> None:
        # 31 January has no corresponding day: 28 February, a Saturday, then Monday 2.
        assert due(date(2026, 1, 31), "1 month", self.rule).due_day == date(2026, 3, 2)

    def test_a_year_from_new_year_ends_on_its_last_day(self) -> None:
        assert due(date(2026, 1, 1), "1 year", self.rule).due_day == date(2026, 12, 31)

    def test_months_first_and_days_after_them(self) -> None:
        # 1 April to 30 April, then ten days: 10 May, a Sunday, then Monday 11.
        ends = due(date(2026, 4, 1), "1 month 10 days", self.rule)

        assert ends.due_day == date(2026, 5, 11)

    def test_a_worked_day_of_receipt_is_the_first_working_day(self) -> None:
        assert due(date(2026, 3, 6), "1 working day", self.rule).due_day.day == 6
        # Saturday 7 is off, so Monday 9 is the first.
        assert due(date(2026, 3, 7), "1 working day", self.rule).due_day.day == 9

    def test_a_call_may_override_it_either_way(self) -> None:
        monday = date(2026, 3, 2)

        counted = due(monday, "3 days", CountingRule(), first_day_counted=True)
        uncounted = due(monday, "3 days", self.rule, first_day_counted=False)

        assert (counted.due_day.day, uncounted.due_day.day) == (4, 5)

    def test_an_override_is_told_by_the_deadlines_rule(self) -> None:
        ends = due(
            date(2026, 3, 2),
            "3 days",
            CountingRule.VN_CIVIL_CODE,
            first_day_counted=True,
        )

        assert ends.rule.first_day_counted
        assert "first_day_counted" not in ends.rule.article


class TestRollAfter:
    def test_by_default_a_last_day_off_moves_to_the_next_worked_day(self) -> None:
        # Monday 2 and 5 days: Saturday 7.
        assert due(date(2026, 3, 2), "5 days", CountingRule()).due_day.day == 9

    def test_it_may_move_back(self) -> None:
        rule = CountingRule(roll_after=Roll.PRECEDING)

        assert due(date(2026, 3, 2), "5 days", rule).due_day.day == 6

    def test_it_may_stay(self) -> None:
        rule = CountingRule(roll_after=Roll.NONE)

        assert due(date(2026, 3, 2), "5 days", rule).due_day.day == 7

    def test_a_worked_last_day_does_not_move(self) -> None:
        for roll in Roll:
            ends = due(date(2026, 3, 2), "4 days", CountingRule(roll_after=roll))
            assert ends.due_day.day == 6

    def test_days_off_inside_the_term_count(self) -> None:
        # Friday 6: Saturday 1, Sunday 2, Monday 3.
        assert due(date(2026, 3, 6), "3 days", CountingRule()).due_day.day == 9

    def test_weeks_months_and_years_roll_too(self) -> None:
        saturday = date(2026, 3, 7)

        # Saturday 14 March, Tuesday 7 April, Sunday 7 March 2027.
        assert due(saturday, "1 week", CountingRule()).due_day == date(2026, 3, 16)
        assert due(saturday, "1 month", CountingRule()).due_day == date(2026, 4, 7)
        assert due(saturday, "1 year", CountingRule()).due_day == date(2027, 3, 8)


class TestCountingBackFields:
    def test_they_do_not_touch_a_term_that_counts_on(self) -> None:
        back = CountingRule(
            roll_before=Roll.PRECEDING,
            closure_before=Roll.FOLLOWING,
            local_days_off_before=False,
        )
        closed = PLAIN.with_closures({date(2026, 3, 9): "flood"})

        # Saturday 7 rolls over Monday 9, which is closed, to Tuesday 10.
        for rule in (back, CountingRule()):
            ends = due(date(2026, 3, 2), "5 days", rule, calendar=closed)
            assert ends.due_day.day == 10

    def test_their_defaults_are_those_of_most_systems(self) -> None:
        rule = CountingRule()

        assert rule.roll_before is Roll.NONE
        assert rule.closure_before is None
        assert rule.local_days_off_before is True


class TestRollHours:
    # Friday 6 March, 10:00 and 30 hours: Saturday 7, 16:00.
    friday, clock = date(2026, 3, 6), time(10)

    def test_by_default_hours_do_not_roll(self) -> None:
        ends = due(self.friday, "30 hours", CountingRule(), clock=self.clock)

        assert ends.due_at == received(date(2026, 3, 7), time(16))

    def test_they_may_roll_to_the_same_clock_time(self) -> None:
        rule = CountingRule(roll_hours=Roll.FOLLOWING)

        ends = due(self.friday, "30 hours", rule, clock=self.clock)

        assert ends.due_at == received(date(2026, 3, 9), time(16))
        assert ends.due_day == date(2026, 3, 9)

    def test_they_may_roll_back(self) -> None:
        rule = CountingRule(roll_hours=Roll.PRECEDING)

        ends = due(self.friday, "30 hours", rule, clock=self.clock)

        assert ends.due_at == received(self.friday, time(16))

    def test_an_end_on_a_worked_day_does_not_move(self) -> None:
        rule = CountingRule(roll_hours=Roll.FOLLOWING)

        ends = due(self.friday, "5 hours", rule, clock=self.clock)

        assert ends.due_at == received(self.friday, time(15))

    def test_roll_after_is_not_for_hours(self) -> None:
        rule = CountingRule(roll_after=Roll.FOLLOWING)

        assert due(self.friday, "30 hours", rule, clock=self.clock).due_day.day == 7

    def test_elapsed_time_and_the_same_clock_time_across_summer_time(self) -> None:
        # New York skips 02:00-03:00 on Sunday 8 March 2026: 24 hours after Saturday
        # 09:00 it is Sunday 10:00, and that clock time on Monday is the due time.
        rule = CountingRule(roll_hours=Roll.FOLLOWING)

        ends = due(date(2026, 3, 7), "24 hours", rule, clock=time(9), calendar=NEW_YORK)

        assert ends.due_at.isoformat() == "2026-03-09T10:00:00-04:00"


class TestShortTermDays:
    rule = CountingRule(short_term_days=5)

    def test_days_off_do_not_count_in_a_short_term(self) -> None:
        # Thursday 5: Friday 6, Monday 9, 10, 11, Thursday 12.
        assert due(date(2026, 3, 5), "5 days", self.rule).due_day.day == 12

    def test_a_longer_term_may_end_earlier(self) -> None:
        # Thursday 5 and six days: Wednesday 11.
        assert due(date(2026, 3, 5), "6 days", self.rule).due_day.day == 11

    def test_a_week_is_no_short_term(self) -> None:
        assert due(date(2026, 3, 5), "1 week", self.rule).due_day.day == 12

    def test_short_clear_days_need_one_worked_day_more(self) -> None:
        # Friday 6, Monday 9, 10, 11, 12 lie between; the last day is Friday 13.
        assert due(date(2026, 3, 5), "5 days", self.rule, clear=True).due_day.day == 13

    def test_by_default_every_day_counts(self) -> None:
        assert CountingRule().worked_days_of(Term.calendar_days(1)) is None

    @pytest.mark.parametrize(
        ("term", "worked"),
        [
            (Term.calendar_days(5), 5),
            (Term.calendar_days(6), None),
            (Term.calendar_days(0), None),
            (Term.weeks(1), None),
            (Term.parse("1 month 2 days"), None),
            (Term.parse("1 week 2 days"), None),
            (Term.working_days(9), 9),
            (Term.same_day(), 0),
            (Term.hours(2), None),
        ],
    )
    def test_worked_days_of_tells_which_terms_count_them(
        self, term: Term, worked: int | None
    ) -> None:
        assert self.rule.worked_days_of(term) == worked


class TestLeastWorkingDays:
    eu = CountingRule(least_working_days=2, least_from_days=2)
    nl = CountingRule(least_working_days=2, least_from_days=3)
    friday = date(2026, 3, 6)

    def test_friday_and_three_days_is_tuesday(self) -> None:
        # Monday 9 is worked, but the only worked day inside.
        assert due(self.friday, "3 days", self.eu).due_day == date(2026, 3, 10)

    def test_the_days_are_counted_after_the_roll(self) -> None:
        # Two days end on Sunday 8 and roll to Monday 9, again the only worked day.
        assert due(self.friday, "2 days", self.eu).due_day == date(2026, 3, 10)

    def test_a_shorter_term_holds_what_it_holds(self) -> None:
        assert due(self.friday, "1 day", self.eu).due_day == date(2026, 3, 9)
        assert due(self.friday, "2 days", self.nl).due_day == date(2026, 3, 9)
        assert due(self.friday, "3 days", self.nl).due_day == date(2026, 3, 10)

    def test_a_term_with_enough_worked_days_is_not_moved(self) -> None:
        # Thursday 5: Friday 6 and Monday 9 are two.
        assert due(date(2026, 3, 5), "4 days", self.eu).due_day.day == 9
        assert due(self.friday, "1 week", self.eu).due_day.day == 13
        assert due(self.friday, "2 working days", self.eu).due_day.day == 10

    def test_the_day_of_receipt_counts_when_it_is_the_first(self) -> None:
        # Friday 6, Saturday, Sunday, Monday 9: two worked days.
        ends = due(self.friday, "4 days", self.eu, first_day_counted=True)

        assert ends.due_day.day == 9

    def test_a_stretch_of_days_off_is_passed(self) -> None:
        # Monday 9 to Friday 13 off: the roll ends on Monday 16, the second is 17.
        days_off = [date(2026, 3, day) for day in range(9, 14)]
        week_off = office("Asia/Ho_Chi_Minh", *days_off)

        assert due(self.friday, "3 days", self.eu, calendar=week_off).due_day.day == 17

    def test_without_a_lower_bound_every_term_holds_them(self) -> None:
        always = CountingRule(least_working_days=2)

        assert due(self.friday, "1 day", always).due_day.day == 10
        assert due(self.friday, "1 working day", always).due_day.day == 10


class TestAdjustLimits:
    rule = CountingRule(
        least_working_days=2,
        least_from_days=3,
        adjust_limits={"days": 90, "weeks": 12, "months": 3, "years": 0, "hours": 0},
        roll_hours=Roll.FOLLOWING,
    )

    def test_days_roll_up_to_the_limit(self) -> None:
        # 2 March + 90 = 31 May, a Sunday; 1 March + 91 = the same Sunday.
        assert due(date(2026, 3, 2), "90 days", self.rule).due_day == date(2026, 6, 1)
        assert due(date(2026, 3, 1), "91 days", self.rule).due_day == date(2026, 5, 31)

    def test_weeks_roll_up_to_the_limit(self) -> None:
        # Saturday 7 March: twelve weeks to Saturday 30 May, thirteen to 6 June.
        assert due(date(2026, 3, 7), "12 weeks", self.rule).due_day == date(2026, 6, 1)
        assert due(date(2026, 3, 7), "13 weeks", self.rule).due_day == date(2026, 6, 6)

    def test_months_roll_up_to_the_limit(self) -> None:
        # 7 June 2026 is a Sunday, 11 July 2026 a Saturday.
        assert due(date(2026, 3, 7), "3 months", self.rule).due_day == date(2026, 6, 8)
        assert due(date(2026, 3, 11), "4 months", self.rule).due_day == date(
            2026, 7, 11
        )

    def test_years_do_not_roll_under_a_limit_of_zero(self) -> None:
        # 7 March 2027 is a Sunday.
        assert due(date(2026, 3, 7), "1 year", self.rule).due_day == date(2027, 3, 7)

    def test_hours_do_not_roll_under_a_limit_of_zero(self) -> None:
        ends = due(date(2026, 3, 6), "30 hours", self.rule, clock=time(10))

        assert ends.due_at == received(date(2026, 3, 7), time(16))

    def test_each_part_of_a_term_has_its_own_limit(self) -> None:
        assert self.rule.adjusts(Term.parse("3 months 90 days"))
        assert not self.rule.adjusts(Term.parse("3 months 91 days"))
        assert not self.rule.adjusts(Term.parse("4 months 1 day"))

    def test_the_least_worked_days_have_the_same_limit(self) -> None:
        only_least = CountingRule(least_working_days=2, adjust_limits={"days": 2})

        assert due(date(2026, 3, 6), "2 days", only_least).due_day.day == 10
        assert due(date(2026, 3, 6), "3 days", only_least).due_day.day == 9

    def test_without_limits_every_term_is_adjusted(self) -> None:
        for term in ("10000 days", "900 weeks", "90 years", "9999 hours"):
            assert CountingRule().adjusts(Term.parse(term))

    def test_a_unit_may_be_named_by_its_word(self) -> None:
        by_word = CountingRule(adjust_limits={"days": 90})

        assert by_word == CountingRule(adjust_limits={Unit.CALENDAR_DAYS: 90})
        with pytest.raises(ValueError, match="moons"):
            CountingRule(adjust_limits={"moons": 1})

    def test_the_callers_mapping_is_copied(self) -> None:
        limits = {"days": 1}
        rule = CountingRule(adjust_limits=limits)

        limits["days"] = 1000

        assert not rule.adjusts(Term.calendar_days(2))


class TestHoursFrom:
    def test_by_default_hours_run_from_the_moment(self) -> None:
        ends = due(date(2026, 3, 2), "24 hours", CountingRule(), clock=time(10, 20, 30))

        assert ends.due_at == received(date(2026, 3, 3), time(10, 20, 30))

    def test_they_may_run_from_the_next_full_hour(self) -> None:
        rule = CountingRule(hours_from=HoursFrom.NEXT_HOUR)

        ends = due(date(2026, 3, 2), "24 hours", rule, clock=time(10, 20, 30))

        assert ends.due_at == received(date(2026, 3, 3), time(11))

    def test_the_hour_of_the_event_is_left_out_even_on_its_stroke(self) -> None:
        # Regulation 1182/71 art. 3(1): the hour during which the event occurs.
        rule = CountingRule(hours_from=HoursFrom.NEXT_HOUR)

        ends = due(date(2026, 3, 2), "24 hours", rule, clock=time(10))

        assert ends.due_at == received(date(2026, 3, 3), time(11))

    def test_the_hour_is_that_of_the_offices_clocks(self) -> None:
        kolkata = office("Asia/Kolkata")  # UTC+05:30
        rule = CountingRule(hours_from=HoursFrom.NEXT_HOUR)
        at = datetime.fromisoformat("2026-03-02T04:50:00+00:00")  # 10:20 there

        ends = compute_deadline(at, Term.hours(1), kolkata, rule=rule)

        assert ends.due_at.isoformat() == "2026-03-02T12:00:00+05:30"

    def test_the_next_full_hour_of_an_hour_that_comes_twice(self) -> None:
        # Berlin, 25 October 2026: after 02:59 summer time comes 02:00 winter time.
        rule = CountingRule(hours_from=HoursFrom.NEXT_HOUR)
        at = datetime.fromisoformat("2026-10-25T02:30:00+02:00")

        ends = compute_deadline(at, Term.hours(1), BERLIN, rule=rule)

        assert ends.due_at.isoformat() == "2026-10-25T03:00:00+01:00"

    def test_hours_are_elapsed_time_when_clocks_change(self) -> None:
        spring = due(
            date(2026, 3, 28),
            "24 hours",
            CountingRule(),
            clock=time(12),
            calendar=BERLIN,
        )
        autumn = due(
            date(2026, 10, 24),
            "24 hours",
            CountingRule(),
            clock=time(12),
            calendar=BERLIN,
        )

        assert spring.due_at.isoformat() == "2026-03-29T13:00:00+02:00"
        assert autumn.due_at.isoformat() == "2026-10-25T11:00:00+01:00"


class TestMonthsEnd:
    same_day = CountingRule(roll_after=Roll.NONE)
    eve = CountingRule(roll_after=Roll.NONE, months_end=MonthsEnd.EVE_OF_START)

    @pytest.mark.parametrize(
        ("start", "term", "end"),
        [
            (date(2026, 1, 15), "1 month", date(2026, 2, 15)),
            (date(2026, 1, 31), "1 month", date(2026, 2, 28)),
            (date(2028, 1, 31), "1 month", date(2028, 2, 29)),
            (date(2026, 2, 28), "1 month", date(2026, 3, 28)),
            (date(2026, 11, 30), "3 months", date(2027, 2, 28)),
            (date(2026, 12, 15), "1 month", date(2027, 1, 15)),
            (date(2026, 8, 31), "13 months", date(2027, 9, 30)),
            (date(2028, 2, 29), "1 year", date(2029, 2, 28)),
            (date(2026, 1, 31), "1 month 1 day", date(2026, 3, 1)),
            (date(2026, 1, 31), "1 year 1 month", date(2027, 2, 28)),
        ],
    )
    def test_a_month_ends_on_its_day_number_or_with_the_month(
        self, start: date, term: str, end: date
    ) -> None:
        assert due(start, term, self.same_day).due_day == end

    @pytest.mark.parametrize(
        ("start", "term", "end"),
        [
            # The first day is 1 March; the eve of 1 April is 31 March.
            (date(2026, 2, 28), "1 month", date(2026, 3, 31)),
            # The first day is 28 February; the eve of 28 March is the 27th.
            (date(2026, 2, 27), "1 month", date(2026, 3, 27)),
            # The first day is 31 January, which February lacks: its last day.
            (date(2026, 1, 30), "1 month", date(2026, 2, 28)),
            # The first day is 1 February; the eve of 1 March is 28 February.
            (date(2026, 1, 31), "1 month", date(2026, 2, 28)),
            # The first day is 29 February 2028, which 2029 lacks: 28 February.
            (date(2028, 2, 28), "1 year", date(2029, 2, 28)),
            # The first day is 1 January 2026; the eve of 1 January 2027.
            (date(2025, 12, 31), "1 year", date(2026, 12, 31)),
            # 1 March to 31 March, then ten days.
            (date(2026, 2, 28), "1 month 10 days", date(2026, 4, 10)),
        ],
    )
    def test_a_month_may_end_on_the_eve_of_its_first_day(
        self, start: date, term: str, end: date
    ) -> None:
        assert due(start, term, self.eve).due_day == end

    def test_days_and_weeks_have_no_month_to_end_in(self) -> None:
        for term in ("10 days", "2 weeks", "3 working days"):
            ends = {
                due(date(2026, 3, 2), term, rule).due_day
                for rule in (self.same_day, self.eve)
            }
            assert len(ends) == 1


class TestAddedDays:
    rule = CountingRule(added_days=3)

    def test_they_are_added_after_the_roll(self) -> None:
        # Monday 2 and 5 days: Saturday 7, rolled to Monday 9, then Thursday 12.
        assert due(date(2026, 3, 2), "5 days", self.rule).due_day.day == 12

    def test_the_new_last_day_rolls_again(self) -> None:
        # Monday 2 and 3 days: Thursday 5, then Sunday 8, rolled to Monday 9.
        assert due(date(2026, 3, 2), "3 days", self.rule).due_day.day == 9

    def test_they_come_after_the_least_worked_days(self) -> None:
        # Friday 6 and 3 days: Monday 9, Tuesday 10 for the minimum, then Friday 13.
        rule = CountingRule(least_working_days=2, added_days=3)

        assert due(date(2026, 3, 6), "3 days", rule).due_day.day == 13

    def test_they_are_calendar_days_after_working_days_too(self) -> None:
        # Monday 2 and 2 working days: Wednesday 4, then Saturday 7, Monday 9.
        assert due(date(2026, 3, 2), "2 working days", self.rule).due_day.day == 9


class TestWeeklyRest:
    sunday_only = CountingRule(weekly_rest=frozenset({6}))

    def test_a_rule_may_know_another_weekend_than_the_calendar(self) -> None:
        # Thursday 5: Friday 6, Saturday 7, Monday 9.
        assert (
            due(date(2026, 3, 5), "3 working days", self.sunday_only).due_day.day == 9
        )
        assert due(date(2026, 3, 5), "3 working days", CountingRule()).due_day.day == 10

    def test_a_last_day_rolls_over_the_rules_rest_only(self) -> None:
        # Monday 2: five days end on Saturday 7, six on Sunday 8.
        assert due(date(2026, 3, 2), "5 days", self.sunday_only).due_day.day == 7
        assert due(date(2026, 3, 2), "6 days", self.sunday_only).due_day.day == 9

    def test_a_holiday_on_the_calendars_weekend_is_still_off(self) -> None:
        saturday_off = office("Asia/Ho_Chi_Minh", date(2026, 3, 7))

        ends = due(date(2026, 3, 2), "5 days", self.sunday_only, calendar=saturday_off)

        assert ends.due_day.day == 9

    def test_it_moves_a_receipt_under_a_clock_cut_off(self) -> None:
        rule = CountingRule(weekly_rest={6}, cut_off=time(15))

        # Friday 6 after 15:00 counts as Saturday 7, which this rule works on.
        assert due(date(2026, 3, 6), "same day", rule, clock=time(16)).due_day.day == 7

    def test_the_deadline_keeps_the_calendar_it_was_given(self) -> None:
        ends = due(date(2026, 3, 5), "3 working days", self.sunday_only)

        assert ends.calendar is PLAIN
        assert ends.table.weekend == {6}
        assert ends.basis.calendar == PLAIN.fingerprint


class TestCutOff:
    clock_rule = CountingRule(cut_off=time(15), cut_off_shifts=CutOffShifts.CLOCK)
    transfer = CountingRule(cut_off=time(15), cut_off_shifts=CutOffShifts.TRANSFER)

    def test_a_receipt_after_it_counts_as_the_next_worked_day(self) -> None:
        # Thursday 5, 15:01, counts as Friday 6: Monday 9, 10, 11.
        ends = due(
            date(2026, 3, 5), "3 working days", self.clock_rule, clock=time(15, 1)
        )

        assert ends.due_day.day == 11

    def test_on_its_stroke_a_receipt_is_in_time(self) -> None:
        # Friday 6, Monday 9, Tuesday 10.
        ends = due(date(2026, 3, 5), "3 working days", self.clock_rule, clock=time(15))

        assert ends.due_day.day == 10

    def test_a_second_after_it_is_late(self) -> None:
        ends = due(date(2026, 3, 5), "same day", self.clock_rule, clock=time(15, 0, 1))

        assert ends.due_day.day == 6

    @pytest.mark.parametrize("clock", [time(9), time(16)])
    def test_a_receipt_on_a_day_off_counts_as_the_next_worked_day(
        self, clock: time
    ) -> None:
        for day in (date(2026, 3, 7), date(2026, 3, 8)):
            assert due(day, "same day", self.clock_rule, clock=clock).due_day.day == 9
            assert (
                due(day, "1 working day", self.clock_rule, clock=clock).due_day.day
                == 10
            )

    def test_within_the_day_after_it_is_the_next_working_day(self) -> None:
        # Monday in time; Monday late; Friday late.
        assert due(date(2026, 3, 2), "same day", self.clock_rule).due_day.day == 2
        late = time(16)
        assert (
            due(date(2026, 3, 2), "same day", self.clock_rule, clock=late).due_day.day
            == 3
        )
        assert (
            due(date(2026, 3, 6), "same day", self.clock_rule, clock=late).due_day.day
            == 9
        )

    def test_it_moves_months_too(self) -> None:
        # Friday 27 February, late, counts as Monday 2 March: Thursday 2 April.
        ends = due(date(2026, 2, 27), "1 month", self.clock_rule, clock=time(16))

        assert ends.due_day == date(2026, 4, 2)

    def test_a_term_in_hours_begins_with_the_day_that_counts(self) -> None:
        # Friday 6, 16:00, counts as Monday 9, from its first moment.
        ends = due(date(2026, 3, 6), "5 hours", self.clock_rule, clock=time(16))

        assert ends.due_at == received(date(2026, 3, 9), time(5))

    def test_in_time_a_term_in_hours_begins_at_the_moment(self) -> None:
        ends = due(date(2026, 3, 6), "5 hours", self.clock_rule, clock=time(10))

        assert ends.due_at == received(date(2026, 3, 6), time(15))

    def test_it_is_read_on_the_offices_clocks(self) -> None:
        # 08:30 UTC is 15:30 in Ho Chi Minh City.
        at = datetime.fromisoformat("2026-03-05T08:30:00+00:00")

        ends = compute_deadline(at, Term.same_day(), PLAIN, rule=self.clock_rule)

        assert ends.due_day == date(2026, 3, 6)

    def test_a_transfer_cut_off_moves_nothing(self) -> None:
        for term in ("same day", "3 working days", "1 month", "5 hours"):
            late = due(date(2026, 3, 5), term, self.transfer, clock=time(16))
            without = due(date(2026, 3, 5), term, CountingRule(), clock=time(16))
            assert late.due_at == without.due_at

    def test_without_a_cut_off_a_receipt_on_a_day_off_is_not_moved(self) -> None:
        # Saturday 7: Sunday 8 is the first day, Monday 9 the second.
        assert due(date(2026, 3, 7), "2 days", CountingRule()).due_day.day == 9
        assert due(date(2026, 3, 7), "2 days", self.transfer).due_day.day == 9

    def test_nobody_is_late_without_a_cut_off(self) -> None:
        at = received(date(2026, 3, 5), time(23, 59))

        assert not CountingRule().is_late(at, PLAIN.tz)


class TestDue:
    def test_midnight_is_the_last_second_of_the_due_day(self) -> None:
        ends = due(date(2026, 3, 2), "1 day", CountingRule())

        assert ends.due_at.isoformat() == "2026-03-03T23:59:59+07:00"
        assert ends.due_at.date() == ends.due_day

    def test_closing_without_office_hours_is_the_same(self) -> None:
        rule = CountingRule(due=DueTime.CLOSING)

        assert due(date(2026, 3, 2), "1 day", rule).due_at == (
            due(date(2026, 3, 2), "1 day", CountingRule()).due_at
        )

    def test_it_may_be_the_time_of_receipt(self) -> None:
        rule = CountingRule(due=DueTime.RECEIPT_TIME)

        ends = due(date(2026, 3, 2), "1 day", rule, clock=time(9, 15))

        assert ends.due_at.isoformat() == "2026-03-03T09:15:00+07:00"

    def test_the_time_of_receipt_is_that_of_the_offices_clocks(self) -> None:
        rule = CountingRule(due=DueTime.RECEIPT_TIME)
        at = datetime.fromisoformat("2026-03-02T20:30:00+00:00")  # 03:30 on 3 March

        ends = compute_deadline(at, Term.calendar_days(1), PLAIN, rule=rule)

        assert ends.due_at.isoformat() == "2026-03-04T03:30:00+07:00"

    @pytest.mark.parametrize(
        ("calendar", "start", "expected"),
        [
            (BERLIN, date(2026, 3, 26), "2026-03-29T03:30:00+02:00"),
            (NEW_YORK, date(2026, 3, 5), "2026-03-08T03:30:00-04:00"),
        ],
        ids=["Berlin", "New York"],
    )
    def test_a_time_that_summer_time_skips_is_shown_as_clocks_then_show_it(
        self, calendar: WorkCalendar, start: date, expected: str
    ) -> None:
        rule = CountingRule(due=DueTime.RECEIPT_TIME, roll_after=Roll.NONE)

        ends = due(start, "3 days", rule, clock=time(2, 30), calendar=calendar)

        assert ends.due_at.isoformat() == expected
        assert ends.due_at.date() == ends.due_day

    def test_a_time_that_comes_twice_is_the_first(self) -> None:
        rule = CountingRule(due=DueTime.RECEIPT_TIME, roll_after=Roll.NONE)

        ends = due(
            date(2026, 10, 22), "3 days", rule, clock=time(2, 30), calendar=BERLIN
        )

        assert ends.due_at.isoformat() == "2026-10-25T02:30:00+02:00"

    def test_midnight_on_a_day_of_23_hours_is_its_last_second(self) -> None:
        rule = CountingRule(roll_after=Roll.NONE)

        ends = due(date(2026, 3, 26), "3 days", rule, calendar=BERLIN)

        assert ends.due_at.isoformat() == "2026-03-29T23:59:59+02:00"


class TestClear:
    def test_n_clear_days_end_n_plus_one_days_away(self) -> None:
        # Between Monday 2 and Friday 6 lie three whole days.
        ends = due(date(2026, 3, 2), "3 days", CountingRule(), clear=True)

        assert ends.due_day.day == 6

    def test_clear_working_days_need_one_more_too(self) -> None:
        # Thursday 5: Friday 6, Monday 9, Tuesday 10 lie between it and Wednesday 11.
        ends = due(date(2026, 3, 5), "3 working days", CountingRule(), clear=True)

        assert ends.due_day.day == 11

    def test_a_clear_week_ends_eight_days_away(self) -> None:
        ends = due(date(2026, 3, 2), "1 week", CountingRule(), clear=True)

        assert ends.due_day.day == 10


def test_limits_may_name_their_units_in_the_singular() -> None:
    rule = CountingRule(adjust_limits={"day": 90, "month": 3})

    assert rule == CountingRule(adjust_limits={"days": 90, "months": 3})


@pytest.mark.parametrize("rest", [set(range(7)), {7}, {-1}])
def test_a_weekly_rest_that_is_none_is_refused(rest: set[int]) -> None:
    with pytest.raises(InvalidValueError, match="weekly_rest"):
        CountingRule(weekly_rest=rest)
