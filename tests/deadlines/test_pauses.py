"""Pauses: merged, clipped, same-day, open, in days, in months and in hours."""

import copy
import pickle
from datetime import UTC, date, datetime
from itertools import permutations

import attrs
import pytest

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Pause,
    Roll,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import InvalidValueError, NaiveDatetimeError, SpanError

# March 2026 begins on a Sunday: 2 is a Monday, 6 a Friday, 7 a Saturday.
PLAIN = WorkCalendar(
    tz="Asia/Ho_Chi_Minh", first=date(2025, 1, 1), last=date(2028, 12, 31)
)
RULE = CountingRule()


def march(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=PLAIN.tz)


MONDAY = march(2)


def stretch(first: int, last: int) -> Pause:
    """From 16:00 on one day of March to 08:00 on another."""
    return Pause(march(first, 16), march(last, 8))


def due(
    term: str,
    *pauses: Pause,
    received_at: datetime = MONDAY,
    rule: CountingRule = RULE,
    calendar: WorkCalendar = PLAIN,
) -> Deadline:
    return compute_deadline(
        received_at, Term.parse(term), calendar, rule=rule, pauses=pauses
    )


class TestPause:
    def test_its_days_are_local_and_the_last_is_left_out(self) -> None:
        # 18:00 UTC is 01:00 on the next day in Ho Chi Minh City.
        pause = Pause(
            datetime(2026, 3, 3, 18, tzinfo=UTC), datetime(2026, 3, 5, 18, tzinfo=UTC)
        )

        assert pause.days(PLAIN.tz) == (date(2026, 3, 4), date(2026, 3, 6))
        assert pause.days(UTC) == (date(2026, 3, 3), date(2026, 3, 5))

    def test_an_open_one_has_no_days_yet(self) -> None:
        start, end = Pause(march(3)).days(PLAIN.tz)

        assert start == end == date(2026, 3, 3)

    def test_it_may_end_the_moment_it_begins_but_not_before(self) -> None:
        assert Pause(march(3), march(3)).end == march(3)
        with pytest.raises(InvalidValueError, match="end"):
            Pause(march(3, 9), march(3, 8))

    def test_beginning_and_end_are_compared_as_instants(self) -> None:
        # 10:00 in Ho Chi Minh City is 03:00 UTC.
        start = march(3, 10)

        assert Pause(start, datetime(2026, 3, 3, 3, 30, tzinfo=UTC)).end is not None
        with pytest.raises(InvalidValueError):
            Pause(start, datetime(2026, 3, 3, 2, 30, tzinfo=UTC))

    def test_naive_instants_are_refused(self) -> None:
        naive = datetime(2026, 3, 3, 9)  # noqa: DTZ001

        with pytest.raises(NaiveDatetimeError, match="start"):
            Pause(naive)
        with pytest.raises(NaiveDatetimeError, match="end"):
            Pause(march(3), naive)

    def test_it_is_a_value(self) -> None:
        pause, again = (Pause(march(3), march(5), "supplement") for _ in range(2))

        assert pause == again
        assert hash(pause) == hash(again)
        assert pickle.loads(pickle.dumps(pause)) == copy.deepcopy(pause) == pause  # noqa: S301
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(pause, "end", None)  # noqa: B010


class TestWorkingDays:
    # Received on Monday 2: without a pause 3, 4, 5, 6, 9.
    term = "5 working days"

    def test_paused_worked_days_do_not_count(self) -> None:
        # 4 and 5 are paused: 3, 6, 9, 10, 11.
        assert due(self.term, stretch(4, 6)).due_day.day == 11

    def test_the_day_of_the_resumption_counts(self) -> None:
        # Only 4 is paused: 3, 5, 6, 9, 10.
        assert due(self.term, stretch(4, 5)).due_day.day == 10

    def test_a_pause_and_resumption_on_one_day_shift_nothing(self) -> None:
        assert due(self.term, Pause(march(4, 8), march(4, 17))).due_day.day == 9

    def test_days_off_in_a_pause_cost_nothing(self) -> None:
        # From Friday 6 to Monday 9: Friday only. 3, 4, 5, 9, 10.
        assert due(self.term, stretch(6, 9)).due_day.day == 10
        # From Saturday 7 to Monday 9: nothing.
        assert due(self.term, stretch(7, 9)).due_day.day == 9

    def test_overlapping_pauses_count_once(self) -> None:
        # 4, 5 and 6 are paused: 3, 9, 10, 11, 12.
        assert due(self.term, stretch(4, 6), stretch(5, 7)).due_day.day == 12
        assert due(self.term, stretch(4, 7), stretch(5, 6)).due_day.day == 12
        assert due(self.term, stretch(4, 7), stretch(4, 7)).due_day.day == 12

    def test_adjacent_pauses_are_one(self) -> None:
        assert due(self.term, stretch(4, 5), stretch(5, 7)).due_day.day == 12

    def test_their_order_does_not_matter(self) -> None:
        pauses = (stretch(4, 5), stretch(10, 12), stretch(3, 4))

        # 3, 4, 10 and 11 are paused: 5, 6, 9, 12, 13.
        assert {
            due(self.term, *order).due_day.day for order in permutations(pauses)
        } == {13}

    def test_a_pause_reached_only_because_of_another_counts_too(self) -> None:
        # 4 is paused, which moves the end to 10; that is paused as well, then 11.
        assert due(self.term, stretch(4, 5), stretch(10, 11)).due_day.day == 11

    def test_a_pause_that_begins_on_the_last_day_moves_it(self) -> None:
        # 3, 4, 5, 6, then 9 and 10 are paused: 11.
        assert due(self.term, stretch(9, 11)).due_day.day == 11

    def test_a_pause_after_the_last_day_changes_nothing(self) -> None:
        assert due(self.term, stretch(10, 20)).due_day.day == 9

    def test_a_pause_is_clipped_to_the_first_counted_day(self) -> None:
        # Since February; 3 March is the first day of the term: 4, 5, 6, 9, 10.
        since_february = Pause(datetime(2026, 2, 20, 9, tzinfo=PLAIN.tz), march(4))

        assert due(self.term, since_february).due_day.day == 10

    def test_a_pause_over_before_the_first_counted_day_changes_nothing(self) -> None:
        assert due(self.term, Pause(march(1), march(3, 8))).due_day.day == 9

    def test_a_pause_on_the_day_of_receipt_matters_when_that_day_counts(self) -> None:
        counted = CountingRule(first_day_counted=True)

        # 2, 3, 4, 5, 6 without a pause; 2 is paused: 3, 4, 5, 6, 9.
        assert due(self.term, rule=counted).due_day.day == 6
        assert due(self.term, stretch(2, 3), rule=counted).due_day.day == 9
        assert due(self.term, stretch(2, 3)).due_day.day == 9

    def test_within_the_day_waits_for_the_resumption(self) -> None:
        assert due("same day", stretch(2, 4)).due_day.day == 4
        assert due("same day", stretch(2, 7)).due_day.day == 9
        assert due("same day", stretch(3, 7)).due_day.day == 2

    def test_local_days_decide_not_those_of_the_given_zone(self) -> None:
        # From 01:00 on 4 March to 01:00 on 6 March, local time: 4 and 5.
        pause = Pause(
            datetime(2026, 3, 3, 18, tzinfo=UTC), datetime(2026, 3, 5, 18, tzinfo=UTC)
        )

        assert due(self.term, pause).due_day.day == 11

    def test_the_days_of_a_short_term_are_paused_like_working_days(self) -> None:
        short = CountingRule(short_term_days=5)

        assert due("5 days", stretch(4, 6), rule=short).due_day.day == 11

    def test_a_pause_past_the_calendar_is_an_error_only_when_it_is_reached(
        self,
    ) -> None:
        until_march = WorkCalendar(
            tz=PLAIN.tz, first=date(2026, 1, 1), last=date(2026, 3, 31)
        )
        spring = Pause(march(4), datetime(2026, 5, 4, tzinfo=PLAIN.tz))
        later = Pause(march(20), datetime(2026, 5, 4, tzinfo=PLAIN.tz))

        with pytest.raises(SpanError):
            due(self.term, spring, calendar=until_march)
        assert due(self.term, later, calendar=until_march).due_day.day == 9


class TestCalendarDays:
    def test_the_last_day_moves_by_the_paused_calendar_days(self) -> None:
        # Monday 2 and 8 days: Tuesday 10; 5 to 8 are paused: Saturday 14, Monday 16.
        assert due("8 days").due_day.day == 10
        assert due("8 days", stretch(5, 9)).due_day.day == 16

    def test_it_moves_before_it_rolls(self) -> None:
        # Saturday 7, two paused days later Monday 9: had it rolled first, Wednesday.
        assert due("5 days", stretch(4, 6)).due_day.day == 9

    def test_a_pause_that_begins_on_the_unrolled_last_day_moves_it(self) -> None:
        # Saturday 7 and Sunday 8 are paused: Monday 9. With Monday too: Tuesday 10.
        assert due("5 days", stretch(7, 9)).due_day.day == 9
        assert due("5 days", stretch(7, 10)).due_day.day == 10

    def test_a_pause_between_the_unrolled_and_the_rolled_day_changes_nothing(
        self,
    ) -> None:
        # The term ended on Saturday 7; the roll to Monday 9 is no part of it.
        assert due("5 days", stretch(8, 12)).due_day.day == 9

    def test_moving_is_repeated_until_no_pause_is_left(self) -> None:
        stays = CountingRule(roll_after=Roll.NONE)

        # Saturday 7; 4 and 5 are paused: Monday 9; 9, 10 and 11 are: Thursday 12.
        ends = due("5 days", stretch(4, 6), stretch(9, 12), rule=stays)
        assert ends.due_day.day == 12
        # And again: 12 is paused.
        ends = due("5 days", stretch(4, 6), stretch(9, 12), stretch(12, 13), rule=stays)
        assert ends.due_day.day == 13

    def test_weeks_months_and_years_move_alike(self) -> None:
        three_days = stretch(4, 7)

        # Monday 9, Thursday 2 April, Tuesday 2 March 2027, each three days later.
        assert due("1 week", three_days).due_day == date(2026, 3, 12)
        # Sunday 5 April rolls to Monday 6.
        assert due("1 month", three_days).due_day == date(2026, 4, 6)
        assert due("1 year", three_days).due_day == date(2027, 3, 5)

    def test_a_pause_is_clipped_to_the_first_counted_day(self) -> None:
        # Tuesday 10; of the pause only 3 March lies in the term: Wednesday 11.
        since_february = Pause(datetime(2026, 2, 20, 9, tzinfo=PLAIN.tz), march(4))

        assert due("8 days", since_february).due_day.day == 11

    def test_the_least_worked_days_are_not_paused_ones(self) -> None:
        # Friday 6 and 3 days: Monday 9; of 10 and 11 paused, Thursday 12 is the second.
        rule = CountingRule(least_working_days=2, least_from_days=2)

        ends = due("3 days", stretch(10, 12), received_at=march(6), rule=rule)

        assert ends.due_day.day == 12


class TestHours:
    # Monday 2 March, 09:00, and 24 hours: Tuesday 3, 09:00.

    def test_exactly_the_paused_time_is_lost(self) -> None:
        pause = Pause(march(2, 12), march(2, 14, 30))

        assert due("24 hours", pause).due_at == march(3, 11, 30)

    def test_overlapping_pauses_count_once(self) -> None:
        first, second = (
            Pause(march(2, 12), march(2, 14)),
            Pause(march(2, 13), march(2, 15)),
        )

        assert due("24 hours", first, second).due_at == march(3, 12)
        assert due("24 hours", second, first, first).due_at == march(3, 12)

    def test_a_pause_is_clipped_to_the_beginning(self) -> None:
        assert due("24 hours", Pause(march(1), march(2, 10))).due_at == march(3, 10)
        assert due("24 hours", Pause(march(1), march(2, 8))).due_at == march(3, 9)

    def test_a_pause_reached_only_because_of_another_counts_too(self) -> None:
        # Moved to 11:00 by the first, and by the second, which begins at 10:00, to 12.
        pauses = Pause(march(2, 12), march(2, 14)), Pause(march(3, 10), march(3, 11))

        assert due("24 hours", *pauses).due_at == march(3, 12)

    def test_a_pause_that_begins_at_the_end_changes_nothing(self) -> None:
        assert due("24 hours", Pause(march(3, 9), march(3, 12))).due_at == march(3, 9)

    def test_paused_time_is_elapsed_time(self) -> None:
        # Berlin loses an hour in the night to Sunday 29 March: the pause has 23 hours.
        berlin = WorkCalendar(
            tz="Europe/Berlin", first=date(2026, 1, 1), last=date(2026, 12, 31)
        )
        saturday_noon = datetime(2026, 3, 28, 12, tzinfo=berlin.tz)
        sunday_noon = datetime(2026, 3, 29, 12, tzinfo=berlin.tz)

        ends = due(
            "2 hours",
            Pause(saturday_noon, sunday_noon),
            received_at=datetime(2026, 3, 28, 11, tzinfo=berlin.tz),
            calendar=berlin,
        )

        assert ends.due_at.isoformat() == "2026-03-29T13:00:00+02:00"

    def test_it_is_lost_before_the_roll(self) -> None:
        # Friday 6, 10:00, 30 hours and 9 paused: Sunday 8, 01:00, then Monday 9, 01:00.
        rule = CountingRule(roll_hours=Roll.FOLLOWING)

        ends = due(
            "30 hours",
            Pause(march(6, 12), march(6, 21)),
            received_at=march(6, 10),
            rule=rule,
        )

        assert ends.due_at == march(9, 1)


class TestOpenPauses:
    def test_an_open_pause_suspends(self) -> None:
        assert due("5 working days", Pause(march(4))).suspended
        assert not due("5 working days", stretch(4, 6)).suspended
        assert not due("5 working days").suspended

    def test_the_due_day_is_then_the_earliest_possible(self) -> None:
        for term in ("5 working days", "8 days", "1 month", "24 hours"):
            ends = due(term, Pause(march(2, 12)))
            assert ends.suspended
            assert ends.due_at == due(term).due_at

    def test_a_pause_that_is_over_still_counts_beside_an_open_one(self) -> None:
        # 4 and 5 are paused: 3, 6, 9, 10, 11.
        ends = due("5 working days", stretch(4, 6), Pause(march(10)))

        assert ends.due_day.day == 11
        assert ends.suspended

    def test_a_pause_open_since_before_the_receipt_suspends(self) -> None:
        assert due("5 working days", Pause(march(1))).suspended

    def test_a_pause_that_began_on_the_due_day_suspends(self) -> None:
        assert due("5 working days", Pause(march(9, 17))).suspended

    def test_a_pause_that_began_after_the_due_day_came_too_late(self) -> None:
        assert not due("5 working days", Pause(march(10, 8))).suspended

    def test_closing_it_never_makes_the_due_day_earlier(self) -> None:
        earliest = due("5 working days", Pause(march(4))).due_day

        for day in range(4, 31):
            closed = due("5 working days", Pause(march(4), march(day, 18)))
            assert closed.due_day >= earliest
