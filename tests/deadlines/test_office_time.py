"""Office time: adding it, measuring it, terms in working hours, and closing times."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Extension,
    Notice,
    OfficeHours,
    Pause,
    Reason,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import InvalidValueError, NaiveDatetimeError, SpanError

HOUR = timedelta(hours=1)
USUAL = OfficeHours.parse("07:30-11:30, 13:30-17:00")
RULE = CountingRule()
# January 2026: the 2nd is a Friday, the 5th a Monday.
VIETNAM = WorkCalendar(
    tz="Asia/Ho_Chi_Minh",
    first=date(2026, 1, 1),
    last=date(2026, 1, 31),
    days_off=[date(2026, 1, 1)],
    hours=USUAL,
)


def january(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=VIETNAM.tz)


MONDAY = january(5, 9)


def berlin(hours: str, weekend: tuple[int, ...] = ()) -> WorkCalendar:
    return WorkCalendar(
        tz="Europe/Berlin",
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        weekend=weekend,
        hours=OfficeHours.parse(hours),
    )


class TestAdd:
    @pytest.mark.parametrize(
        ("at", "hours", "expected"),
        [
            (january(2, 8), 1, january(2, 9)),
            (january(2, 11), 1, january(2, 14)),
            (january(2, 16), 3, january(5, 9, 30)),
            (january(3, 10), 1, january(5, 8, 30)),
            (january(2, 12), 1, january(2, 14, 30)),
            (january(1, 3), 1, january(2, 8, 30)),
            (january(2, 7, 30), 7.5, january(2, 17)),
            (january(2, 7, 30), 15, january(5, 17)),
            (january(5, 8), -1, january(2, 16, 30)),
            (january(2, 14), -1, january(2, 11)),
            (january(4, 12), -1, january(2, 16)),
        ],
    )
    def test_only_open_time_passes(
        self, at: datetime, hours: float, expected: datetime
    ) -> None:
        assert VIETNAM.add_working_time(at, hours * HOUR) == expected

    @pytest.mark.parametrize(
        ("at", "hours"),
        [(january(2, 10, 30), 1), (january(2, 7, 30), 4), (january(2, 3), 4)],
    )
    def test_plus_lands_on_a_closing_rather_than_the_next_opening(
        self, at: datetime, hours: int
    ) -> None:
        assert VIETNAM.add_working_time(at, hours * HOUR) == january(2, 11, 30)

    def test_plus_from_a_closing_leaves_it_at_once(self) -> None:
        second = timedelta(seconds=1)

        reached = VIETNAM.add_working_time(january(2, 17), second)

        assert reached == january(5, 7, 30) + second

    @pytest.mark.parametrize(
        ("at", "hours"),
        [(january(2, 14, 30), -1), (january(2, 17), -3.5), (january(4, 1), -3.5)],
    )
    def test_minus_lands_on_an_opening(self, at: datetime, hours: float) -> None:
        assert VIETNAM.add_working_time(at, hours * HOUR) == january(2, 13, 30)

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (january(2, 9, 17), january(2, 9, 17)),
            (january(2, 7, 30), january(2, 7, 30)),
            (january(2, 11, 30), january(2, 13, 30)),
            (january(2, 12), january(2, 13, 30)),
            (january(2, 17), january(5, 7, 30)),
            (january(3, 9), january(5, 7, 30)),
            (january(1), january(2, 7, 30)),
        ],
    )
    def test_nothing_lands_on_itself_or_the_next_opening(
        self, at: datetime, expected: datetime
    ) -> None:
        assert VIETNAM.add_working_time(at, timedelta()) == expected

    def test_microseconds_count(self) -> None:
        tick = timedelta(microseconds=1)

        reached = VIETNAM.add_working_time(january(2, 11, 30) - tick, 2 * tick)

        assert reached == january(2, 13, 30) + tick

    def test_an_instant_of_another_zone_is_read_by_the_offices_clock(self) -> None:
        # 01:00 UTC is 08:00 in Ho Chi Minh City; the answer is in the office's zone.
        at = datetime(2026, 1, 2, 1, tzinfo=UTC)

        reached = VIETNAM.add_working_time(at, HOUR)

        assert reached == january(2, 9)
        assert reached.tzinfo is VIETNAM.tz

    @pytest.mark.parametrize(
        ("at", "hours"),
        [
            (january(30, 16), 2),
            (january(31), 1),
            (january(2, 8), 10_000),
            (january(2, 8), -1),
            (january(1, 12), -1),
            (january(2, 8), -10_000),
            (january(30, 17), 0),
        ],
    )
    def test_a_result_outside_of_the_calendar_is_an_error(
        self, at: datetime, hours: int
    ) -> None:
        with pytest.raises(SpanError, match="2026-01-01 to 2026-01-31"):
            VIETNAM.add_working_time(at, hours * HOUR)

    @pytest.mark.parametrize(
        "at",
        [
            datetime(2025, 12, 31, 23, 59, tzinfo=VIETNAM.tz),
            datetime(2025, 12, 31, 16, 59, tzinfo=UTC),
            datetime(2026, 2, 1, 0, 1, tzinfo=VIETNAM.tz),
            datetime(2027, 1, 5, 9, tzinfo=VIETNAM.tz),
        ],
    )
    @pytest.mark.parametrize("hours", [-1, 0, 1])
    def test_an_instant_outside_of_the_calendar_is_an_error(
        self, at: datetime, hours: int
    ) -> None:
        with pytest.raises(SpanError):
            VIETNAM.add_working_time(at, hours * HOUR)

    def test_the_last_closing_of_the_calendar_can_be_reached(self) -> None:
        assert VIETNAM.add_working_time(january(30, 16), HOUR) == january(30, 17)

    def test_the_first_opening_of_the_calendar_can_be_reached(self) -> None:
        assert VIETNAM.add_working_time(january(2, 8, 30), -HOUR) == january(2, 7, 30)

    def test_an_office_that_never_opens_leaves_the_calendar(self) -> None:
        never = WorkCalendar(
            tz=UTC, first=date(2026, 1, 1), last=date(2026, 1, 9), hours=OfficeHours(())
        )
        at = datetime(2026, 1, 5, 9, tzinfo=UTC)

        for hours in (-1, 0, 1):
            with pytest.raises(SpanError):
                never.add_working_time(at, hours * HOUR)
        assert never.working_time_between(at, at + 10 * HOUR) == timedelta()


class TestBetween:
    @pytest.mark.parametrize(
        ("start", "end", "hours"),
        [
            (january(2, 8), january(2, 8), 0),
            (january(2, 8), january(2, 9), 1),
            (january(2, 11), january(2, 14), 1),
            (january(2, 16), january(5, 9), 2.5),
            (january(2, 17), january(5, 7, 30), 0),
            (january(3), january(4), 0),
            (january(1), january(3), 7.5),
        ],
    )
    def test_only_open_time_counts_and_reversed_is_the_negation(
        self, start: datetime, end: datetime, hours: float
    ) -> None:
        assert VIETNAM.working_time_between(start, end) == hours * HOUR
        assert VIETNAM.working_time_between(end, start) == -hours * HOUR

    def test_the_end_may_be_the_midnight_after_the_last_day(self) -> None:
        midnight = datetime(2026, 2, 1, tzinfo=VIETNAM.tz)

        # January has 21 worked days, the 1st being off, of seven and a half hours.
        assert VIETNAM.working_time_between(january(1), midnight) == 21 * 7.5 * HOUR

    @pytest.mark.parametrize(
        "outside",
        [
            datetime(2025, 12, 31, 23, 59, tzinfo=VIETNAM.tz),
            datetime(2026, 2, 1, 0, 0, 1, tzinfo=VIETNAM.tz),
        ],
    )
    def test_an_instant_outside_of_the_calendar_is_an_error(
        self, outside: datetime
    ) -> None:
        for pair in ((outside, january(5)), (january(5), outside)):
            with pytest.raises(SpanError):
                VIETNAM.working_time_between(*pair)

    def test_a_half_day_by_notice_is_shorter(self) -> None:
        half = Notice(hours={date(2026, 1, 5): "07:30-11:30"}, citation="c")

        noticed = VIETNAM.with_notice(half)

        assert noticed.working_time_between(january(5), january(6)) == 4 * HOUR
        assert VIETNAM.working_time_between(january(5), january(6)) == 7.5 * HOUR


class TestRefusals:
    def test_a_naive_datetime_is_refused_with_the_repair(self) -> None:
        naive = datetime(2026, 1, 5, 9)  # noqa: DTZ001

        with pytest.raises(NaiveDatetimeError, match=r"replace\(tzinfo=") as caught:
            VIETNAM.add_working_time(naive, HOUR)
        assert caught.value.name == "at"
        with pytest.raises(NaiveDatetimeError) as caught:
            VIETNAM.working_time_between(naive, january(5))
        assert caught.value.name == "start"
        with pytest.raises(NaiveDatetimeError) as caught:
            VIETNAM.working_time_between(january(5), naive)
        assert caught.value.name == "end"

    def test_a_calendar_without_hours_has_no_office_time(self) -> None:
        bare = WorkCalendar(tz=UTC, first=date(2026, 1, 1), last=date(2026, 1, 31))

        with pytest.raises(InvalidValueError, match="hours=OfficeHours"):
            bare.add_working_time(january(5), HOUR)
        with pytest.raises(InvalidValueError, match="hours=OfficeHours"):
            bare.working_time_between(january(5), january(6))
        with pytest.raises(InvalidValueError, match="hours=OfficeHours"):
            compute_deadline(january(5), Term.working_hours(8), bare, rule=RULE)


class TestChangesOfTheClocks:
    """In 2026 Berlin skips 02:00-03:00 on 29 March and repeats it on 25 October."""

    MARCH, OCTOBER = date(2026, 3, 29), date(2026, 10, 25)

    @pytest.mark.parametrize("day", [MARCH, OCTOBER])
    def test_a_window_over_the_change_has_the_length_that_the_clock_shows(
        self, day: date
    ) -> None:
        calendar = berlin("00:00-06:00")
        start, end = (datetime.combine(day, time(hour), calendar.tz) for hour in (0, 6))

        assert calendar.working_time_between(start, end) == 6 * HOUR

    @pytest.mark.parametrize("day", [MARCH, OCTOBER])
    def test_hours_by_day_are_as_on_any_day(self, day: date) -> None:
        calendar = berlin("08:00-16:00")
        eve = datetime.combine(day - timedelta(days=1), time(15), calendar.tz)

        reached = calendar.add_working_time(eve, 3 * HOUR)

        assert reached == datetime.combine(day, time(10), calendar.tz)

    def test_a_result_in_the_gap_is_normalised(self) -> None:
        calendar = berlin("00:00-06:00")
        midnight = datetime(2026, 3, 29, tzinfo=calendar.tz)

        reached = calendar.add_working_time(midnight, 2.5 * HOUR)

        assert reached.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
        assert reached.replace(tzinfo=None).isoformat() == "2026-03-29T03:30:00"

    def test_a_start_in_the_gap_is_the_instant_that_it_denotes(self) -> None:
        calendar = berlin("00:00-06:00")
        skipped = datetime(2026, 3, 29, 2, 30, tzinfo=calendar.tz)
        shown = skipped.astimezone(UTC).astimezone(calendar.tz)

        assert shown.hour == 3
        assert calendar.working_time_between(skipped, shown) == timedelta()
        for hours in (-1, 0, 1):
            assert calendar.add_working_time(
                skipped, hours * HOUR
            ) == calendar.add_working_time(shown, hours * HOUR)

    def test_a_gap_in_the_late_evening_is_one_too(self) -> None:
        # Nuuk skipped 22:00-23:00 on Saturday 26 March 2022.
        calendar = WorkCalendar(
            tz="America/Nuuk",
            first=date(2022, 1, 1),
            last=date(2022, 12, 31),
            weekend=(),
            hours=OfficeHours.parse("20:00-23:45"),
        )
        skipped = datetime(2022, 3, 26, 22, 30, tzinfo=calendar.tz)
        shown = skipped.astimezone(UTC).astimezone(calendar.tz)

        assert shown.hour == 23
        assert calendar.working_time_between(skipped, shown) == timedelta()

    def test_a_gap_before_midnight_leads_into_the_next_day(self) -> None:
        # Nuuk skipped 23:00-24:00 on Saturday 30 March 2024.
        calendar = WorkCalendar(
            tz="America/Nuuk",
            first=date(2024, 1, 1),
            last=date(2024, 12, 31),
            weekend=(),
            hours=OfficeHours.parse("00:00-01:00, 20:00-23:45"),
        )
        noon = datetime(2024, 3, 30, 12, tzinfo=calendar.tz)
        skipped = noon.replace(hour=23, minute=30)
        shown = skipped.astimezone(UTC).astimezone(calendar.tz)

        assert (shown.day, shown.hour) == (31, 0)
        assert calendar.working_time_between(skipped, shown) == timedelta()
        assert calendar.working_time_between(noon, skipped) == 4.25 * HOUR
        assert calendar.add_working_time(skipped, HOUR / 4) == (
            calendar.add_working_time(shown, HOUR / 4)
        )

    @pytest.mark.parametrize("fold", [0, 1])
    def test_a_gap_after_midnight_is_seen_whatever_was_asked_before(
        self, fold: int
    ) -> None:
        # Havana skipped 00:00-01:00 on Sunday 8 March 2026.
        calendar = WorkCalendar(
            tz="America/Havana",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            weekend=(),
            hours=OfficeHours.parse("00:00-06:00"),
        )
        noon = datetime(2026, 3, 8, 12, tzinfo=calendar.tz, fold=fold)
        skipped = datetime(2026, 3, 8, 0, 30, tzinfo=calendar.tz)

        # Open is what the clock shows from 01:30, as 00:30 denotes, to 06:00.
        assert calendar.working_time_between(noon, noon) == timedelta()
        assert calendar.working_time_between(skipped, noon) == 4.5 * HOUR

    def test_a_time_that_occurs_twice_is_one_time_of_the_clock(self) -> None:
        calendar = berlin("00:00-06:00")
        first = datetime(2026, 10, 25, 2, 30, tzinfo=calendar.tz)
        second = first.replace(fold=1)

        assert (second.astimezone(UTC) - first.astimezone(UTC)) == HOUR
        assert calendar.working_time_between(first, second) == timedelta()


class TestWorkingHours:
    def due(
        self,
        hours: int,
        *pauses: Pause,
        at: datetime = MONDAY,
        rule: CountingRule = RULE,
        calendar: WorkCalendar = VIETNAM,
        extensions: tuple[Extension, ...] = (),
    ) -> Deadline:
        return compute_deadline(
            at, Term.working_hours(hours), calendar,
            rule=rule, pauses=pauses, extensions=extensions,
        )  # fmt: skip

    def test_it_is_due_at_an_instant_of_office_time(self) -> None:
        due = self.due(8)

        assert due.due_at == january(6, 9, 30)
        assert due.due_day == date(2026, 1, 6)
        assert due.due_at.tzinfo is VIETNAM.tz

    def test_a_term_that_fits_the_day_ends_at_the_closing(self) -> None:
        # 09:00-11:30 and 13:30-17:00 are six hours.
        assert self.due(6).due_at == january(5, 17)

    def test_a_receipt_on_a_day_off_begins_at_the_next_opening(self) -> None:
        assert self.due(4, at=january(3, 22)).due_at == january(5, 11, 30)

    def test_no_hours_end_when_the_office_is_next_open(self) -> None:
        assert self.due(0).due_at == january(5, 9)
        assert self.due(0, at=january(5, 12)).due_at == january(5, 13, 30)

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (january(5, 10), january(5, 11), january(6, 10, 30)),
            (january(5, 10), january(5, 14), january(6, 11, 30)),
            (january(5, 12), january(5, 13), january(6, 9, 30)),
            (january(5, 17), january(6, 7), january(6, 9, 30)),
            (january(5, 16), january(6, 8, 30), january(6, 11, 30)),
            (january(4, 10), january(5, 10), january(6, 10, 30)),
            (january(1), january(5, 9), january(6, 9, 30)),
            (january(6, 9, 30), january(6, 11), january(6, 9, 30)),
            (january(6, 9, 15), january(9, 17), january(12, 7, 45)),
        ],
    )
    def test_it_loses_exactly_the_working_time_in_a_pause(
        self, start: datetime, end: datetime, expected: datetime
    ) -> None:
        assert self.due(8, Pause(start, end)).due_at == expected

    def test_pauses_that_overlap_are_lost_once(self) -> None:
        pauses = (
            Pause(january(5, 10), january(5, 11)),
            Pause(january(5, 10, 30), january(5, 11, 15)),
            Pause(january(5, 10), january(5, 11)),
        )

        assert self.due(8, *pauses).due_at == january(6, 10, 45)

    def test_a_pause_that_another_makes_it_reach_is_lost_too(self) -> None:
        # The first pause moves 09:30 to 10:30, into the second.
        pauses = (
            Pause(january(6, 10), january(6, 11)),
            Pause(january(5, 10), january(5, 11)),
        )

        assert self.due(8, *pauses).due_at == january(6, 11, 30)

    def test_an_open_pause_gives_the_earliest_instant(self) -> None:
        due = self.due(8, Pause(january(5, 10)))

        assert due.suspended
        assert due.due_at == january(6, 9, 30)

    def test_a_receipt_after_a_clock_cut_off_begins_on_the_next_worked_day(
        self,
    ) -> None:
        rule = CountingRule(cut_off=time(15), cut_off_shifts="clock")

        assert self.due(1, at=january(2, 15), rule=rule).due_at == january(2, 16)
        late = self.due(1, at=january(2, 15, 1), rule=rule)
        assert late.due_at == january(5, 8, 30)
        assert late.explain()[0].reason is Reason.CUT_OFF

    def test_a_transfer_cut_off_only_adds_a_line(self) -> None:
        rule = CountingRule(cut_off=time(15), cut_off_shifts="transfer")

        late = self.due(1, at=january(2, 15, 30), rule=rule)

        assert late.due_at == january(2, 16, 30)
        assert late.explain()[0].reason is Reason.TRANSFER

    def test_an_extension_to_a_later_day_ends_with_that_day(self) -> None:
        later = Extension(date(2026, 1, 8), "land survey")

        due = self.due(8, extensions=(later,))

        assert due.due_day == date(2026, 1, 8)
        assert due.due_at == january(8, 23, 59) + timedelta(seconds=59)
        assert due.explain()[-1].reason is Reason.EXTENDED

    def test_an_extension_to_an_earlier_day_changes_nothing(self) -> None:
        earlier = Extension(date(2026, 1, 5), "land survey")

        assert self.due(8, extensions=(earlier,)).due_at == january(6, 9, 30)

    def test_an_explanation_counts_the_hours_of_each_day(self) -> None:
        # On Friday one hour, on Monday seven and a half, on Tuesday the rest.
        due = self.due(9, at=january(2, 16))

        numbers = [(line.day.day, line.number) for line in due.explain()]

        assert due.due_at == january(6, 8)
        assert numbers == [(2, 1), (3, 1), (4, 1), (5, 8), (6, 9)]

    def test_a_term_that_leaves_the_calendar_is_an_error(self) -> None:
        with pytest.raises(SpanError, match="2026-01-31"):
            self.due(1000)

    def test_a_half_day_by_notice_makes_it_later(self) -> None:
        half = Notice(hours={date(2026, 1, 5): "07:30-11:30"}, citation="c")

        due = self.due(8, calendar=VIETNAM.with_notice(half))

        # Two and a half hours on Monday, so five and a half on Tuesday.
        assert due.due_at == january(6, 15)

    def test_a_rule_with_its_own_weekly_rest_runs_on_saturday(self) -> None:
        rule = CountingRule(weekly_rest={6})

        assert self.due(2, at=january(2, 16), rule=rule).due_at == january(3, 8, 30)


class TestClosing:
    CLOSING = CountingRule(due="closing")

    def due(
        self, term: str, calendar: WorkCalendar = VIETNAM, rule: CountingRule = CLOSING
    ) -> Deadline:
        received_at = datetime(2026, 1, 5, 9, tzinfo=calendar.tz)
        return compute_deadline(received_at, Term.parse(term), calendar, rule=rule)

    def test_a_dossier_is_due_when_the_office_closes(self) -> None:
        assert self.due("1 working day").due_at == january(6, 17)

    def test_a_half_day_by_notice_closes_earlier(self) -> None:
        half = Notice(hours={date(2026, 1, 6): "07:30-11:30"}, citation="c")

        due = self.due("1 working day", VIETNAM.with_notice(half))

        assert due.due_at == january(6, 11, 30)

    def test_without_hours_it_is_the_end_of_the_day(self) -> None:
        bare = WorkCalendar(
            tz=VIETNAM.tz, first=date(2026, 1, 1), last=date(2026, 1, 31)
        )

        due = self.due("1 working day", bare)

        assert due.due_at == january(6, 23, 59) + timedelta(seconds=59)

    def test_on_a_day_off_it_is_the_end_of_the_day(self) -> None:
        rule = self.CLOSING.evolve(roll_after="none")

        due = self.due("5 days", rule=rule)

        assert due.due_at == january(10, 23, 59) + timedelta(seconds=59)

    def test_an_extension_ends_at_the_closing_of_its_day(self) -> None:
        due = compute_deadline(
            january(5, 9), Term.working_days(1), VIETNAM, rule=self.CLOSING,
            extensions=[Extension(date(2026, 1, 8), "land survey")],
        )  # fmt: skip

        assert due.due_at == january(8, 17)

    def test_a_saturday_that_the_rule_lets_work_closes_as_the_hours_say(self) -> None:
        # A rule with a weekly rest reads the calendar with that weekend.
        rule = self.CLOSING.evolve(weekly_rest={6})
        counter = WorkCalendar(
            tz=VIETNAM.tz,
            first=date(2026, 1, 1),
            last=date(2026, 1, 31),
            hours=OfficeHours("07:30-17:00", weekdays={5: "07:30-11:30"}),
        )

        assert self.due("5 days", counter, rule).due_at == january(10, 11, 30)

    def test_a_closing_in_the_gap_is_normalised(self) -> None:
        calendar = berlin("00:00-02:30")
        received_at = datetime(2026, 3, 28, 1, tzinfo=calendar.tz)

        due = compute_deadline(
            received_at, Term.working_days(1), calendar, rule=self.CLOSING
        )

        assert due.due_at.replace(tzinfo=None).isoformat() == "2026-03-29T03:30:00"
        assert due.due_at.astimezone(UTC).hour == 1

    def test_a_fixed_offset_is_a_zone_too(self) -> None:
        hanoi = timezone(timedelta(hours=7))
        calendar = WorkCalendar(
            tz=hanoi, first=date(2026, 1, 1), last=date(2026, 1, 31), hours=USUAL
        )

        assert calendar.closing(date(2026, 1, 5)) == time(17)
        assert self.due("1 working day", calendar).due_at == january(6, 17)
