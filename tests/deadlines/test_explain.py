"""explain(): every day from receipt to due, counted or not, and why."""

import copy
import pickle
from datetime import date, datetime, time, timedelta

import pytest

from egovkit import _data
from egovkit.deadlines import (
    CountingRule,
    CutOffShifts,
    DayCount,
    Deadline,
    Explanation,
    Extension,
    Notice,
    Pause,
    Reason,
    Roll,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import InvalidValueError

# March 2026 begins on a Sunday: 2 is a Monday, 6 a Friday, 7 a Saturday.
PLAIN = WorkCalendar(
    tz="Asia/Ho_Chi_Minh",
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    days_off={date(2026, 3, 11): "a holiday"},
)
RULE = CountingRule()
VN = CountingRule.VN_CIVIL_CODE

Row = tuple[int, int | None, Reason]


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=PLAIN.tz)


MONDAY = march(2)


def due(
    term: str,
    *,
    received_at: datetime = MONDAY,
    rule: CountingRule = RULE,
    pauses: tuple[Pause, ...] = (),
    extensions: tuple[Extension, ...] = (),
    calendar: WorkCalendar = PLAIN,
) -> Deadline:
    return compute_deadline(
        received_at,
        Term.parse(term),
        calendar,
        rule=rule,
        pauses=pauses,
        extensions=extensions,
    )


def rows(deadline: Deadline) -> list[Row]:
    return [(line.day.day, line.number, line.reason) for line in deadline.explain()]


class TestDays:
    def test_every_day_from_receipt_to_due_has_a_line(self) -> None:
        assert rows(due("3 working days", received_at=march(5))) == [
            (5, None, Reason.RECEIPT),
            (6, 1, Reason.WORKED),
            (7, None, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, 2, Reason.WORKED),
            (10, 3, Reason.WORKED),
        ]

    def test_a_holiday_has_its_name(self) -> None:
        lines = due("2 working days", received_at=march(10)).explain()

        assert (lines[1].reason, lines[1].name) == (Reason.HOLIDAY, "a holiday")
        assert lines[1].number is None

    def test_in_calendar_days_every_day_has_a_number(self) -> None:
        assert rows(due("5 days", received_at=march(6)))[1:] == [
            (7, 1, Reason.WEEKEND),
            (8, 2, Reason.WEEKEND),
            (9, 3, Reason.WORKED),
            (10, 4, Reason.WORKED),
            (11, 5, Reason.HOLIDAY),
            (12, None, Reason.ROLLED),
        ]

    @pytest.mark.parametrize(
        ("term", "last_number"),
        [
            ("3 working days", 3),
            ("10 days", 10),
            ("2 weeks", 14),
            # 3 March to 2 April: the 29 days left of March, and two.
            ("1 month", 31),
            ("1 month 1 week 1 day", 39),
        ],
    )
    def test_the_last_number_is_the_length_of_the_term(
        self, term: str, last_number: int
    ) -> None:
        numbers = [line.number for line in due(term).explain() if line.is_counted]

        assert numbers == list(range(1, last_number + 1))

    def test_the_day_of_receipt_may_be_the_first_number(self) -> None:
        counted = CountingRule(first_day_counted=True)

        assert rows(due("2 working days", rule=counted)) == [
            (2, 1, Reason.WORKED),
            (3, 2, Reason.WORKED),
        ]

    def test_within_the_day_has_the_number_zero(self) -> None:
        assert rows(due("same day")) == [(2, 0, Reason.DUE)]
        assert rows(due("same day", received_at=march(7))) == [
            (7, None, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, 0, Reason.DUE),
        ]

    def test_clear_days_count_one_more(self) -> None:
        ends = compute_deadline(
            MONDAY, Term.calendar_days(3), PLAIN, rule=RULE, clear=True
        )

        assert rows(ends)[-1] == (6, 4, Reason.WORKED)

    def test_the_lines_of_the_law_cite_it(self) -> None:
        lines = due("4 days", received_at=march(3), rule=VN).explain()

        assert (lines[0].reason, lines[0].source) == (
            Reason.RECEIPT, "Civil Code 2015 art. 147(2)-(3)",
        )  # fmt: skip
        assert (lines[-1].reason, lines[-1].source) == (
            Reason.ROLLED, "Civil Code 2015 art. 148(5)",
        )  # fmt: skip

    def test_a_short_term_shows_why_days_off_do_not_count(self) -> None:
        short = CountingRule(short_term_days=5)

        assert rows(due("2 days", received_at=march(6), rule=short)) == [
            (6, None, Reason.RECEIPT),
            (7, None, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, 1, Reason.WORKED),
            (10, 2, Reason.WORKED),
        ]

    def test_a_rules_own_weekly_rest_is_shown(self) -> None:
        sunday = CountingRule(weekly_rest={6})

        assert rows(due("2 working days", received_at=march(6), rule=sunday)) == [
            (6, None, Reason.RECEIPT),
            (7, 1, Reason.WORKED),
            (8, None, Reason.WEEKEND),
            (9, 2, Reason.WORKED),
        ]


class TestCutOff:
    clock_rule = CountingRule(cut_off=time(15), cut_off_shifts=CutOffShifts.CLOCK)

    def test_a_late_receipt_shows_the_day_it_counts_as(self) -> None:
        # Friday 6, 16:00, counts as Monday 9.
        ends = due("1 working day", received_at=march(6, 16), rule=self.clock_rule)

        assert rows(ends) == [
            (6, None, Reason.CUT_OFF),
            (7, None, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, None, Reason.RECEIPT),
            (10, 1, Reason.WORKED),
        ]

    def test_a_late_receipt_of_a_same_day_term(self) -> None:
        ends = due("same day", received_at=march(2, 16), rule=self.clock_rule)

        assert rows(ends) == [(2, None, Reason.CUT_OFF), (3, 0, Reason.DUE)]

    def test_a_late_receipt_of_a_term_in_hours(self) -> None:
        # It counts from the first moment of Monday 9.
        ends = due("30 hours", received_at=march(6, 16), rule=self.clock_rule)

        assert rows(ends) == [
            (6, None, Reason.CUT_OFF),
            (7, None, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, 24, Reason.WORKED),
            (10, 30, Reason.WORKED),
        ]

    def test_in_time_there_is_no_such_line(self) -> None:
        ends = due("1 working day", received_at=march(2, 15), rule=self.clock_rule)

        assert Reason.CUT_OFF not in {line.reason for line in ends.explain()}

    def test_a_transfer_is_told_and_moves_nothing(self) -> None:
        rule = CountingRule.VN_ONE_STOP

        ends = due("1 working day", received_at=march(2, 16), rule=rule)

        assert rows(ends) == [
            (2, None, Reason.TRANSFER),
            (2, None, Reason.RECEIPT),
            (3, 1, Reason.WORKED),
        ]
        source = ends.explain()[0].source
        assert source is not None
        assert "art. 18" in source

    def test_a_transfer_is_told_for_terms_in_hours_too(self) -> None:
        ends = due("1 hour", received_at=march(2, 16), rule=CountingRule.VN_ONE_STOP)

        assert rows(ends)[0] == (2, None, Reason.TRANSFER)

    def test_before_the_hour_nothing_is_said_of_a_transfer(self) -> None:
        ends = due("1 working day", rule=CountingRule.VN_ONE_STOP)

        assert Reason.TRANSFER not in {line.reason for line in ends.explain()}


class TestPauses:
    def test_paused_days_have_no_number_but_reason_and_citation(self) -> None:
        pause = Pause(march(4), march(6), "birth certificate", "a sector law")

        ends = due("3 working days", pauses=(pause,))

        assert rows(ends) == [
            (2, None, Reason.RECEIPT),
            (3, 1, Reason.WORKED),
            (4, None, Reason.PAUSED),
            (5, None, Reason.PAUSED),
            (6, 2, Reason.WORKED),
            (7, None, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, 3, Reason.WORKED),
        ]
        line = ends.explain()[2]
        assert (line.name, line.source) == ("birth certificate", "a sector law")

    def test_in_calendar_days_paused_days_off_have_no_number_either(self) -> None:
        pause = Pause(march(6), march(9))

        # 3, 4 and 5 are three days; 6, 7 and 8 are paused; 9 and 10 are the others.
        ends = due("5 days", pauses=(pause,))

        assert [number for _, number, _ in rows(ends)] == [
            None, 1, 2, 3, None, None, None, 4, 5,
        ]  # fmt: skip
        assert ends.due_day.day == 10

    def test_a_pause_is_shown_from_the_first_counted_day_on(self) -> None:
        pause = Pause(datetime(2026, 2, 20, tzinfo=PLAIN.tz), march(4))

        assert rows(due("1 working day", pauses=(pause,))) == [
            (2, None, Reason.RECEIPT),
            (3, None, Reason.PAUSED),
            (4, 1, Reason.WORKED),
        ]

    def test_a_pause_in_hours_is_shown_on_the_day_it_begins(self) -> None:
        pause = Pause(march(2, 12), march(2, 15), "supplement")

        ends = due("24 hours", pauses=(pause,))

        # From 09:00 to midnight fifteen hours, of which three are paused.
        assert rows(ends) == [
            (2, None, Reason.PAUSED),
            (2, 12, Reason.WORKED),
            (3, 24, Reason.WORKED),
        ]

    def test_a_pause_of_one_day_has_a_line_though_it_shifts_nothing(self) -> None:
        pause = Pause(march(4, 8), march(4, 17), "supplement")

        lines = due("3 working days", pauses=(pause,)).explain()

        assert [line.day.day for line in lines if line.name == "supplement"] == [4]
        assert lines[-1].number == 3

    def test_an_open_pause_has_a_line_on_the_day_it_began(self) -> None:
        pause = Pause(march(4), None, "supplement")

        lines = due("3 working days", pauses=(pause,)).explain()

        assert [line.day.day for line in lines if line.name == "supplement"] == [4]

    def test_paused_days_are_shown_behind_the_unrolled_last_day_too(self) -> None:
        # Friday 6 and 3 days: Monday 9; 10 is paused, 11 a holiday, 12 the second.
        rule = CountingRule(least_working_days=2)
        pause = Pause(march(10), march(11))

        ends = due("3 days", received_at=march(6), rule=rule, pauses=(pause,))

        assert rows(ends)[-3:] == [
            (10, None, Reason.PAUSED),
            (11, None, Reason.HOLIDAY),
            (12, None, Reason.LEAST_WORKED),
        ]

    def test_in_hours_a_pause_that_began_before_the_receipt_has_a_line(self) -> None:
        pause = Pause(march(1), march(2, 12), "supplement")

        lines = due("24 hours", pauses=(pause,)).explain()

        assert "supplement" in {line.name for line in lines}


class TestMoves:
    def test_a_roll_is_the_last_line(self) -> None:
        # Monday 2 and 5 days: Saturday 7.
        assert rows(due("5 days"))[-3:] == [
            (7, 5, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, None, Reason.ROLLED),
        ]

    def test_a_roll_back_names_the_earlier_day(self) -> None:
        back = CountingRule(roll_after=Roll.PRECEDING)

        assert rows(due("5 days", rule=back))[-2:] == [
            (7, 5, Reason.WEEKEND),
            (6, None, Reason.ROLLED),
        ]

    def test_the_least_worked_days_have_a_line(self) -> None:
        rule = CountingRule(least_working_days=2)

        # Friday 6: Monday 9 is the third day and the only worked one.
        assert rows(due("3 days", received_at=march(6), rule=rule))[-2:] == [
            (9, 3, Reason.WORKED),
            (10, None, Reason.LEAST_WORKED),
        ]

    def test_added_days_have_a_line(self) -> None:
        # Saturday 7, rolled to Monday 9, and two days: the 11th is a holiday, so 12.
        rule = CountingRule(added_days=2)

        assert rows(due("5 days", rule=rule))[-6:] == [
            (7, 5, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, None, Reason.ROLLED),
            (10, None, Reason.WORKED),
            (11, None, Reason.HOLIDAY),
            (12, None, Reason.ADDED),
        ]

    def test_an_extension_has_a_line_with_reason_and_citation(self) -> None:
        extension = Extension(date(2026, 3, 6), "survey", citation="art. 19(9)")

        ends = due("2 days", extensions=(extension,))

        assert rows(ends)[-3:] == [
            (4, 2, Reason.WORKED),
            (5, None, Reason.WORKED),
            (6, None, Reason.EXTENDED),
        ]
        assert ends.explain()[-1].name == "survey"
        assert ends.explain()[-1].source == "art. 19(9)"

    def test_the_extension_that_decides_is_the_one_that_is_shown(self) -> None:
        extensions = (
            Extension(date(2026, 3, 6), "first"),
            Extension(date(2026, 3, 9), "second"),
        )

        ends = due("2 days", extensions=extensions)

        assert ends.explain()[-1].name == "second"

    def test_an_extension_that_changes_nothing_has_no_line(self) -> None:
        earlier = Extension(date(2026, 3, 3), "survey")

        ends = due("2 days", extensions=(earlier,))

        assert Reason.EXTENDED not in {line.reason for line in ends.explain()}

    def test_the_last_line_is_the_due_day(self) -> None:
        rule = CountingRule(least_working_days=2, added_days=2)
        extension = Extension(date(2026, 4, 1), "survey")

        for ends in (
            due("5 days"),
            due("3 days", received_at=march(6), rule=rule),
            due("3 working days", extensions=(extension,)),
            due("100 hours"),
        ):
            assert ends.explain()[-1].day == ends.due_day


class TestHours:
    def test_each_day_has_the_hours_that_have_passed_by_its_end(self) -> None:
        # From 09:00: fifteen hours on Monday, then 24, and the last 11.
        assert rows(due("50 hours")) == [
            (2, 15, Reason.WORKED),
            (3, 39, Reason.WORKED),
            (4, 50, Reason.WORKED),
        ]

    def test_a_day_on_which_clocks_change_has_23_or_25_hours(self) -> None:
        berlin = WorkCalendar(
            tz="Europe/Berlin", first=date(2026, 1, 1), last=date(2026, 12, 31)
        )

        def numbers(start: datetime) -> list[int | None]:
            ends = due("60 hours", received_at=start, calendar=berlin)
            return [line.number for line in ends.explain()]

        assert numbers(datetime(2026, 3, 28, tzinfo=berlin.tz)) == [24, 47, 60]
        assert numbers(datetime(2026, 10, 24, tzinfo=berlin.tz)) == [24, 49, 60]

    def test_a_roll_has_a_line_of_its_own(self) -> None:
        # Friday 6, 10:00, and 30 hours: Saturday 7, 16:00.
        rule = CountingRule(roll_hours=Roll.FOLLOWING)

        ends = due("30 hours", received_at=march(6, 10), rule=rule)

        assert rows(ends) == [
            (6, 14, Reason.WORKED),
            (7, 30, Reason.WEEKEND),
            (8, None, Reason.WEEKEND),
            (9, None, Reason.ROLLED),
        ]

    def test_the_last_number_is_right_when_the_end_falls_in_an_hour_that_comes_twice(
        self,
    ) -> None:
        # New York, Sunday 1 November 2026: 25 hours after Saturday 01:30 it is 01:30
        # for the second time.
        new_york = WorkCalendar(
            tz="America/New_York", first=date(2026, 1, 1), last=date(2026, 12, 31)
        )
        rule = CountingRule(roll_hours=Roll.FOLLOWING)
        start = datetime(2026, 10, 31, 1, 30, tzinfo=new_york.tz)

        ends = due("25 hours", received_at=start, rule=rule, calendar=new_york)

        assert [line.number for line in ends.explain()] == [22, 25, None]

    def test_hours_that_begin_on_the_next_day_begin_with_zero(self) -> None:
        # Received at 23:00 and counted from the next full hour, which is midnight.
        rule = CountingRule(hours_from="next_hour")

        ends = due("24 hours", received_at=march(2, 23), rule=rule)

        assert [number for _, number, _ in rows(ends)] == [0, 24, 24]


class TestTable:
    def test_it_reads_in_english(self) -> None:
        ends = due("2 working days", received_at=march(10), rule=VN)

        assert str(ends.explain()) == (
            "Tue 2026-03-10        day of receipt, not counted"
            " [Civil Code 2015 art. 147(2)-(3)]\n"
            "Wed 2026-03-11        day off: a holiday\n"
            "Thu 2026-03-12     1  worked\n"
            "Fri 2026-03-13     2  worked"
        )

    def test_it_reads_in_vietnamese(self) -> None:
        ends = due("2 working days", received_at=march(10), rule=VN)

        assert str(ends.explain("vi")) == (
            "T3  2026-03-10        ngày tiếp nhận, không tính"
            " [Civil Code 2015 art. 147(2)-(3)]\n"
            "T4  2026-03-11        ngày nghỉ: a holiday\n"
            "T5  2026-03-12     1  ngày làm việc\n"
            "T6  2026-03-13     2  ngày làm việc"
        )

    @pytest.mark.parametrize("language", ["en", "vi"])
    def test_every_reason_has_words(self, language: str) -> None:
        monday = date(2026, 3, 2)
        table = _data.table("egovkit.deadlines", "labels.toml")[language]

        assert isinstance(table, dict)
        assert set(table) == {"weekdays", *Reason}
        for reason in Reason:
            text = str(Explanation([DayCount(monday, None, reason)], language))
            assert text.endswith(table[reason])

    @pytest.mark.parametrize(("language", "sunday"), [("en", "Sun"), ("vi", "CN ")])
    def test_the_week_ends_with_sunday(self, language: str, sunday: str) -> None:
        line = DayCount(date(2026, 3, 1), None, Reason.WEEKEND)

        assert str(Explanation([line], language)).startswith(sunday)

    def test_an_unknown_language_is_refused_at_once(self) -> None:
        with pytest.raises(InvalidValueError, match="en, vi"):
            due("1 day").explain("fr")

    def test_no_lines_are_an_empty_table(self) -> None:
        assert str(Explanation(())) == ""


class TestValue:
    def test_it_is_a_tuple_of_lines(self) -> None:
        explanation = due("1 day").explain()

        assert isinstance(explanation, tuple)
        assert all(isinstance(line, DayCount) for line in explanation)

    def test_the_language_changes_no_line(self) -> None:
        assert due("5 days").explain("vi") == due("5 days").explain("en")

    def test_it_survives_pickling_and_copying(self) -> None:
        explanation = due("5 days").explain("vi")

        for again in (
            pickle.loads(pickle.dumps(explanation)),  # noqa: S301
            copy.copy(explanation),
            copy.deepcopy(explanation),
        ):
            assert again == explanation
            assert str(again) == str(explanation)

    def test_a_line_counts_when_it_has_a_number_even_zero(self) -> None:
        day = date(2026, 3, 2)

        assert DayCount(day, 0, Reason.DUE).is_counted
        assert not DayCount(day, None, Reason.RECEIPT).is_counted

    def test_the_days_follow_one_another(self) -> None:
        pause = Pause(march(4), march(6))
        rule = CountingRule.VN_ONE_STOP.evolve(cut_off_shifts="clock")
        extension = Extension(date(2026, 3, 30), "survey")

        ends = due(
            "9 working days", received_at=march(6, 16), rule=rule, pauses=(pause,),
            extensions=(extension,),
        )  # fmt: skip

        days = [line.day for line in ends.explain()]
        assert days == [date(2026, 3, 6) + timedelta(days=i) for i in range(25)]


class TestChangesOfTheCalendar:
    def test_a_notice_has_a_line_for_each_of_its_days_with_its_citation(self) -> None:
        swap = Notice(
            days_off={date(2026, 3, 3): "swap"},
            make_up_days={date(2026, 3, 7): "made up"},
            citation="dispatch 1",
        )

        # From Monday 2: 3 is off, then 4, 5, 6 and Saturday 7, which is worked.
        lines = due("4 working days", calendar=PLAIN.with_notice(swap)).explain()

        assert (
            DayCount(date(2026, 3, 3), None, Reason.HOLIDAY, "swap", "dispatch 1")
            in lines
        )
        assert lines[-1] == DayCount(
            date(2026, 3, 7), 4, Reason.MAKE_UP, "made up", "dispatch 1"
        )

    def test_a_closure_has_a_line_with_reason_and_citation(self) -> None:
        flooded = PLAIN.with_closures({date(2026, 3, 4): "flood"}, citation="order 2")

        lines = due("2 working days", calendar=flooded).explain()

        assert [tuple(line) for line in lines[1:]] == [
            (date(2026, 3, 3), 1, Reason.WORKED, None, None),
            (date(2026, 3, 4), None, Reason.CLOSED, "flood", "order 2"),
            (date(2026, 3, 5), 2, Reason.WORKED, None, None),
        ]
