"""Counting back from an event: clear days, rolls, closures, hours, and refusals."""

from datetime import UTC, date, datetime, timedelta

import pytest

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    OfficeHours,
    Reason,
    Roll,
    Term,
    WorkCalendar,
    deadline_before,
)
from egovkit.errors import InvalidValueError, NaiveDatetimeError, SpanError

# June 2026: the 1st is a Monday, the 6th and 7th a weekend, the 15th a Monday.
PLAIN = WorkCalendar(tz="UTC", first=date(2025, 1, 1), last=date(2027, 12, 31))
BAVARIA = WorkCalendar.for_country(
    "DE", subdivision="BY", tz="Europe/Berlin", years=[2026]
)
RULE = CountingRule()


def before(
    event: date,
    term: str,
    rule: CountingRule = RULE,
    calendar: WorkCalendar = PLAIN,
    *,
    clear: bool = False,
    hour: int = 10,
) -> Deadline:
    event_at = datetime(event.year, event.month, event.day, hour, tzinfo=calendar.tz)
    return deadline_before(event_at, Term.parse(term), calendar, rule=rule, clear=clear)


def june(day: int) -> date:
    return date(2026, 6, day)


class TestDays:
    @pytest.mark.parametrize(
        ("term", "expected"),
        [
            ("1 day", june(16)),
            ("10 days", june(7)),
            ("1 week", june(10)),
            ("1 month", date(2026, 5, 17)),
            ("1 year", date(2025, 6, 17)),
            ("1 month 10 days", date(2026, 5, 7)),
            ("1 working day", june(16)),
            ("2 working days", june(15)),
            ("3 working days", june(12)),
            ("10 working days", june(3)),
        ],
    )
    def test_the_day_of_the_event_is_left_out(self, term: str, expected: date) -> None:
        assert before(june(17), term).due_day == expected

    @pytest.mark.parametrize(
        ("term", "expected"),
        [("1 day", june(17)), ("10 days", june(8)), ("3 working days", june(15))],
    )
    def test_unless_the_rule_counts_it(self, term: str, expected: date) -> None:
        rule = CountingRule(first_day_counted=True)

        assert before(june(17), term, rule).due_day == expected

    @pytest.mark.parametrize("n", [1, 2, 7, 30])
    def test_n_clear_days_end_n_and_1_days_away(self, n: int) -> None:
        clear = before(june(17), f"{n} days", clear=True).due_day

        assert clear == june(17) - timedelta(days=n + 1)

    def test_the_day_is_that_of_the_offices_zone(self) -> None:
        # 18:00 UTC on the 16th is 01:00 on the 17th in Ho Chi Minh City.
        vietnam = WorkCalendar(
            tz="Asia/Ho_Chi_Minh", first=date(2026, 1, 1), last=date(2026, 12, 31)
        )
        event_at = datetime(2026, 6, 16, 18, tzinfo=UTC)

        due = deadline_before(event_at, Term.calendar_days(1), vietnam, rule=RULE)

        assert due.received_day == june(17)
        assert due.due_day == june(16)
        assert due.due_at == datetime(2026, 6, 16, 23, 59, 59, tzinfo=vietnam.tz)

    @pytest.mark.parametrize(
        ("event", "term", "expected"),
        [
            (date(2026, 3, 31), "1 month", date(2026, 2, 28)),
            (date(2026, 5, 31), "3 months", date(2026, 2, 28)),
            (date(2026, 3, 28), "1 month", date(2026, 2, 28)),
            (date(2026, 12, 31), "1 month", date(2026, 11, 30)),
        ],
    )
    def test_a_month_that_lacks_the_day_gives_its_last(
        self, event: date, term: str, expected: date
    ) -> None:
        assert before(event, term).due_day == expected

    def test_the_eve_counted_back_is_the_day_after_the_corresponding_one(self) -> None:
        # The first day is 16 June, so the whole month runs from 17 May to 16 June.
        rule = CountingRule(months_end="eve_of_start")

        assert before(june(17), "1 month", rule).due_day == date(2026, 5, 17)

    def test_the_same_day_is_the_day_of_the_event_or_the_worked_day_before(
        self,
    ) -> None:
        assert before(june(17), "same day").due_day == june(17)
        assert before(june(7), "same day").due_day == june(5)


class TestPrintedExamples:
    def test_three_clear_days_before_a_friday_hearing(self) -> None:
        # CPR 2.8(4): for Friday 20 October, notice is served by Monday 16 October.
        calendar = WorkCalendar(
            tz="Europe/London", first=date(2023, 1, 1), last=date(2023, 12, 31)
        )

        due = before(
            date(2023, 10, 20), "3 days", CountingRule.UK_CPR, calendar, clear=True
        )

        assert due.due_day == date(2023, 10, 16)

    def test_a_week_before_an_event_is_shortened_by_no_weekend(self) -> None:
        # Algemene termijnenwet art. 1(2): a term counted back is not moved.
        due = before(june(14), "1 week", CountingRule.NL_ATW)

        assert due.due_day == june(7)


class TestRolls:
    # Ten days before Wednesday 17 June is Sunday the 7th.
    @pytest.mark.parametrize(
        ("roll", "expected"),
        [("none", june(7)), ("preceding", june(5)), ("following", june(8))],
    )
    def test_a_last_day_that_is_off_goes_where_the_rule_says(
        self, roll: str, expected: date
    ) -> None:
        rule = CountingRule(roll_before=roll)

        due = before(june(17), "10 days", rule)

        assert due.due_day == expected

    @pytest.mark.parametrize(
        "name", ["EU_1182_71", "NL_ATW", "UK_CPR", "VN_CIVIL_CODE", "DE_BGB"]
    )
    def test_most_systems_leave_it(self, name: str) -> None:
        rule: CountingRule = getattr(CountingRule, name)

        assert before(june(17), "10 days", rule).due_day == june(7)

    def test_the_united_states_go_on_backwards(self) -> None:
        due = before(june(17), "10 days", CountingRule.US_FRCP_6)

        assert due.due_day == june(5)
        assert due.explain()[-1].source == "Fed. R. Civ. P. 6(a)(5)"

    def test_the_roll_after_does_not_matter(self) -> None:
        rule = CountingRule(roll_after="preceding", roll_before="none")

        assert before(june(17), "10 days", rule).due_day == june(7)

    def test_a_limit_leaves_longer_terms_where_they_end(self) -> None:
        rule = CountingRule(roll_before="preceding", adjust_limits={"days": 9})

        assert before(june(17), "10 days", rule).due_day == june(7)
        assert before(june(16), "9 days", rule).due_day == june(5)


class TestClosures:
    US = CountingRule.US_FRCP_6

    def closed(self, *days: int) -> WorkCalendar:
        return PLAIN.with_closures(dict.fromkeys(map(june, days), "snow"))

    def test_an_office_that_is_closed_extends_even_when_counting_back(self) -> None:
        due = before(june(17), "9 days", self.US, self.closed(8))

        assert due.due_day == june(9)

    def test_the_line_of_a_closure_names_its_provision(self) -> None:
        lines = before(june(17), "9 days", self.US, self.closed(8)).explain()

        assert [line.name for line in lines if line.reason is Reason.CLOSED] == ["snow"]
        assert lines[-1].reason is Reason.ROLLED
        assert lines[-1].source == "Fed. R. Civ. P. 6(a)(3)(A)"

    def test_it_extends_over_a_weekend(self) -> None:
        assert before(june(15), "10 days", self.US, self.closed(5)).due_day == june(8)

    def test_a_roll_backwards_may_meet_a_closure(self) -> None:
        # Sunday the 7th goes back to Friday, which is closed, and so on to Monday.
        due = before(june(17), "10 days", self.US, self.closed(5))

        assert due.due_day == june(8)
        assert due.explain()[-1].source == "Fed. R. Civ. P. 6(a)(3)(A)"

    def test_a_holiday_is_no_closure(self) -> None:
        holiday = WorkCalendar(
            tz="UTC",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            days_off=[june(8)],
        )

        assert before(june(17), "9 days", self.US, holiday).due_day == june(5)

    def test_a_closure_on_a_holiday_changes_nothing(self) -> None:
        holiday = WorkCalendar(
            tz="UTC",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            days_off=[june(8)],
        ).with_closures({june(8): "snow"})

        assert holiday.status(june(8)).reason is Reason.HOLIDAY
        assert before(june(17), "9 days", self.US, holiday).due_day == june(5)

    @pytest.mark.parametrize(
        ("roll_before", "expected"),
        [("none", june(8)), ("preceding", june(5)), ("following", june(9))],
    )
    def test_without_a_rule_of_its_own_it_is_like_any_day_off(
        self, roll_before: str, expected: date
    ) -> None:
        rule = CountingRule(roll_before=roll_before)

        assert before(june(17), "9 days", rule, self.closed(8)).due_day == expected

    def test_closures_are_not_worked_days_of_a_term(self) -> None:
        assert before(june(17), "3 working days", RULE, self.closed(15)).due_day == (
            june(11)
        )


class TestLocalDaysOff:
    # Corpus Christi, 4 June 2026, is off in Bavaria only; Whit Monday, 25 May, in all.
    CORPUS_CHRISTI, WHIT_MONDAY = june(4), date(2026, 5, 25)

    def test_they_count_as_days_off_by_default(self) -> None:
        rule = CountingRule(roll_before="preceding")

        assert before(june(14), "10 days", rule, BAVARIA).due_day == june(3)

    def test_a_rule_may_ignore_them_when_counting_back(self) -> None:
        rule = CountingRule.US_FRCP_6

        assert before(june(14), "10 days", rule, BAVARIA).due_day == june(4)

    def test_national_ones_are_never_ignored(self) -> None:
        rule = CountingRule.US_FRCP_6

        assert before(june(4), "10 days", rule, BAVARIA).due_day == date(2026, 5, 22)

    def test_an_explanation_shows_them_as_worked(self) -> None:
        due = before(june(14), "10 days", CountingRule.US_FRCP_6, BAVARIA)

        assert due.explain()[-1].day == self.CORPUS_CHRISTI
        assert due.explain()[-1].reason is Reason.WORKED


class TestLeastWorkingDays:
    def test_a_term_over_a_weekend_holds_two_worked_days(self) -> None:
        # Two days before Monday the 15th are a weekend; Thursday and Friday count.
        assert before(june(15), "2 days", CountingRule.EU_1182_71).due_day == june(11)

    def test_a_shorter_term_need_not(self) -> None:
        assert before(june(15), "1 day", CountingRule.EU_1182_71).due_day == june(14)
        assert before(june(15), "2 days", CountingRule.NL_ATW).due_day == june(13)

    def test_a_term_that_holds_them_is_left(self) -> None:
        assert before(june(15), "6 days", CountingRule.EU_1182_71).due_day == june(9)

    def test_it_has_a_line_with_its_provision(self) -> None:
        lines = before(june(15), "3 days", CountingRule.NL_ATW).explain()

        assert lines[-1].day == june(11)
        assert lines[-1].reason is Reason.LEAST_WORKED
        assert lines[-1].source == "Algemene termijnenwet art. 2"


class TestHours:
    def test_hours_are_elapsed_time(self) -> None:
        # Berlin skips an hour on 29 March 2026.
        due = before(date(2026, 3, 30), "48 hours", RULE, BAVARIA, hour=0)

        assert due.due_at == datetime(2026, 3, 27, 23, tzinfo=BAVARIA.tz)
        assert due.due_day == date(2026, 3, 27)

    def test_the_hour_of_the_event_may_be_left_out(self) -> None:
        event_at = datetime(2026, 6, 17, 10, 45, tzinfo=UTC)
        rule = CountingRule(hours_from="next_hour")

        due = deadline_before(event_at, Term.hours(3), PLAIN, rule=rule)

        assert due.due_at == datetime(2026, 6, 17, 7, tzinfo=UTC)

    def test_they_are_not_rolled_by_default(self) -> None:
        assert before(june(15), "24 hours").due_day == june(14)

    def test_the_united_states_go_back_to_the_same_time(self) -> None:
        # FRCP 6(a)(2)(C) with (5): Sunday 10:00 goes back to Friday 10:00.
        due = before(june(15), "24 hours", CountingRule.US_FRCP_6)

        assert due.due_at == datetime(2026, 6, 12, 10, tzinfo=UTC)
        assert due.due_day == june(12)
        assert due.explain()[-1].reason is Reason.ROLLED

    def test_working_hours_cannot_be_counted_back(self) -> None:
        office = WorkCalendar(
            tz="UTC",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            hours=OfficeHours.parse("08:00-16:00"),
        )

        with pytest.raises(InvalidValueError, match="counted back"):
            before(june(15), "8 working hours", RULE, office)


class TestRefusals:
    def test_a_naive_event_is_refused(self) -> None:
        with pytest.raises(NaiveDatetimeError, match="event_at"):
            deadline_before(
                datetime(2026, 6, 15, 9),  # noqa: DTZ001
                Term.calendar_days(3),
                PLAIN,
                rule=RULE,
            )

    @pytest.mark.parametrize("rule", [RULE, CountingRule.US_FRCP_6])
    @pytest.mark.parametrize(
        "term",
        [
            "600 days", "90 weeks", "20 months", "9 years", "500 working days",
            "20000 hours", "3000 years", "40000 months", "99999 weeks",
        ],
    )  # fmt: skip
    def test_a_term_that_leaves_the_calendar_is_an_error(
        self, term: str, rule: CountingRule
    ) -> None:
        with pytest.raises(SpanError, match="2025-01-01 to 2027-12-31"):
            before(june(17), term, rule)

    @pytest.mark.parametrize("event", [date(2024, 12, 31), date(2028, 1, 1)])
    def test_an_event_outside_of_the_calendar_is_an_error(self, event: date) -> None:
        with pytest.raises(SpanError, match=str(event)):
            before(event, "1 day")


class TestDeadline:
    def test_the_event_decides_the_version_of_the_rule(self) -> None:
        us = WorkCalendar(tz="UTC", first=date(2009, 1, 1), last=date(2010, 12, 31))

        # Until 30 November 2009 a period of ten days or fewer left weekends out.
        old = before(date(2009, 11, 30), "5 days", CountingRule.US_FRCP_6, us)
        new = before(date(2009, 12, 3), "5 days", CountingRule.US_FRCP_6, us)

        assert old.due_day == date(2009, 11, 23)
        assert new.due_day == date(2009, 11, 27)

    def test_it_is_provisional_when_the_event_is(self) -> None:
        calendar = WorkCalendar(
            tz="UTC",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            known_through=june(10),
        )

        assert before(june(17), "10 days", calendar=calendar).provisional
        assert not before(june(10), "3 days", calendar=calendar).provisional

    def test_an_explanation_numbers_the_days_backwards(self) -> None:
        lines = before(june(9), "3 working days").explain()

        assert [(line.day.day, line.number) for line in lines] == [
            (9, None), (8, 1), (7, None), (6, None), (5, 2), (4, 3),
        ]  # fmt: skip
        assert lines[0].reason is Reason.EVENT

    def test_a_rule_with_a_weekly_rest_reads_saturdays_as_worked(self) -> None:
        rule = CountingRule(weekly_rest={6}, roll_before=Roll.PRECEDING)

        assert before(june(17), "11 days", rule).due_day == june(6)
        assert before(june(17), "10 days", rule).due_day == june(6)
