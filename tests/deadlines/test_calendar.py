"""WorkCalendar: days off, make-up days, spans, notices, closures, joints, identity."""

import copy
import os
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import holidays
import pytest

from egovkit.deadlines import Confidence, Notice, Reason, WorkCalendar
from egovkit.errors import InvalidValueError, NotADateError, SpanError

HCM = ZoneInfo("Asia/Ho_Chi_Minh")

# January 2026: the 1st is a Thursday, the 2nd a Friday, the 3rd a Saturday.
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 1, d) for d in (1, 2, 3, 4, 5))


def plain(
    first: date = FIRST, last: date = LAST, weekend: frozenset[int] = frozenset({5, 6})
) -> WorkCalendar:
    return WorkCalendar(tz=HCM, first=first, last=last, weekend=weekend)


def swapped() -> WorkCalendar:
    """Thursday 1 and Friday 2 January off, Saturday 10 January worked for it."""
    return WorkCalendar(
        tz=HCM,
        first=FIRST,
        last=LAST,
        days_off={THURSDAY: "Tết Dương lịch", FRIDAY: "swap"},
        make_up_days={date(2026, 1, 10): "for 2 January"},
    )


class TestConstruction:
    def test_a_span_may_be_one_day(self) -> None:
        one_day = plain(MONDAY, MONDAY)

        assert one_day.is_working_day(MONDAY)
        assert one_day.working_days_between(MONDAY, date(2026, 1, 6)) == 1

    def test_a_span_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="2026-01-01"):
            plain(LAST, FIRST)

    def test_a_day_both_off_and_made_up_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="2026-01-02") as error:
            WorkCalendar(
                tz=HCM,
                first=FIRST,
                last=LAST,
                days_off=[THURSDAY, FRIDAY],
                make_up_days=[FRIDAY],
            )

        assert error.value.name == "make_up_days"

    @pytest.mark.parametrize("weekend", [[7], [-1], range(7)])
    def test_a_weekend_is_some_weekdays_but_not_all(self, weekend: list[int]) -> None:
        with pytest.raises(InvalidValueError, match="Monday"):
            WorkCalendar(tz=HCM, first=FIRST, last=LAST, weekend=weekend)

    def test_an_office_may_have_no_weekend(self) -> None:
        always = plain(weekend=frozenset())

        assert always.working_days_between(FIRST, date(2027, 1, 1)) == 365

    def test_the_name_of_a_zone_serves_as_the_zone(self) -> None:
        named = WorkCalendar(tz="Asia/Ho_Chi_Minh", first=FIRST, last=LAST)

        assert named.tz == HCM
        assert named == plain()

    @pytest.mark.parametrize("tz", ["Asia/Saigon City", "", "Asia", "../etc/passwd"])
    def test_an_unknown_zone_is_refused(self, tz: str) -> None:
        with pytest.raises(InvalidValueError, match="IANA"):
            WorkCalendar(tz=tz, first=FIRST, last=LAST)

    def test_days_outside_of_the_span_change_nothing(self) -> None:
        wider = WorkCalendar(
            tz=HCM,
            first=FIRST,
            last=LAST,
            days_off=[date(2025, 12, 31), date(2027, 1, 1), date(1, 1, 1)],
            make_up_days=[date(2025, 12, 28), date(2027, 1, 2)],
        )

        assert wider == plain()
        assert wider.working_days_between(
            FIRST, date(2027, 1, 1)
        ) == plain().working_days_between(FIRST, date(2027, 1, 1))

    def test_the_callers_mapping_is_copied(self) -> None:
        days_off: dict[date, str | None] = {MONDAY: "a holiday"}
        calendar = WorkCalendar(tz=HCM, first=FIRST, last=LAST, days_off=days_off)

        days_off[date(2026, 1, 6)] = "another"

        assert calendar.status(date(2026, 1, 6)).is_working
        assert len(calendar.marked_days) == 1

    def test_an_instant_is_no_day_off(self) -> None:
        with pytest.raises(NotADateError, match="days_off"):
            WorkCalendar(
                tz=HCM,
                first=FIRST,
                last=LAST,
                days_off=[datetime(2026, 1, 1, tzinfo=UTC)],
            )

    def test_an_instant_is_no_end_of_a_span(self) -> None:
        with pytest.raises(NotADateError, match="last"):
            WorkCalendar(tz=HCM, first=FIRST, last=datetime(2026, 12, 31, tzinfo=UTC))

    def test_a_make_up_day_may_lie_on_any_weekday(self) -> None:
        monday_off = WorkCalendar(
            tz=HCM, first=FIRST, last=LAST, weekend={0}, make_up_days=[MONDAY]
        )

        assert monday_off.is_working_day(MONDAY)
        assert monday_off.is_working_day(SATURDAY)
        assert not monday_off.is_working_day(date(2026, 1, 12))


class TestIsWorkingDay:
    def test_a_weekday_is_worked_and_a_weekend_is_not(self) -> None:
        days = [THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY]

        assert [plain().is_working_day(day) for day in days] == [
            True, True, False, False, True,
        ]  # fmt: skip

    def test_a_day_off_is_not_worked_and_a_make_up_saturday_is(self) -> None:
        assert not swapped().is_working_day(FRIDAY)
        assert swapped().is_working_day(date(2026, 1, 10))
        assert not swapped().is_working_day(date(2026, 1, 11))

    @pytest.mark.parametrize(
        "day", [date(2025, 12, 31), date(2027, 1, 1), date.min, date.max]
    )
    def test_a_day_outside_of_the_span_is_an_error_that_names_the_span(
        self, day: date
    ) -> None:
        with pytest.raises(SpanError) as error:
            plain().is_working_day(day)

        assert (error.value.day, error.value.first, error.value.last) == (
            day, FIRST, LAST,
        )  # fmt: skip
        assert "2026-01-01" in str(error.value)
        assert "2026-12-31" in str(error.value)

    def test_a_span_error_is_a_lookup_error_but_no_key_error(self) -> None:
        with pytest.raises(LookupError) as error:
            plain().is_working_day(date(2027, 1, 1))

        assert not isinstance(error.value, KeyError | IndexError)

    def test_the_first_and_the_last_day_are_inside(self) -> None:
        assert plain().is_working_day(FIRST)
        assert plain().is_working_day(LAST)  # a Thursday


class TestAddWorkingDays:
    def test_from_a_day_off_plus_one_is_the_first_worked_day_after_it(self) -> None:
        assert plain().add_working_days(SATURDAY, 1) == MONDAY
        assert plain().add_working_days(SUNDAY, 1) == MONDAY

    def test_from_a_day_off_minus_one_is_the_last_worked_day_before_it(self) -> None:
        assert plain().add_working_days(SATURDAY, -1) == FRIDAY
        assert plain().add_working_days(SUNDAY, -1) == FRIDAY

    def test_zero_is_the_day_itself_when_it_is_worked(self) -> None:
        assert plain().add_working_days(FRIDAY, 0) == FRIDAY

    def test_zero_is_the_next_worked_day_from_a_day_off(self) -> None:
        assert plain().add_working_days(SATURDAY, 0) == MONDAY

    def test_from_a_worked_day_n_counts_the_days_after_it(self) -> None:
        # Friday 2: Monday 5 is 1, Tuesday 6 is 2, ..., Friday 9 is 5, Monday 12 is 6.
        assert plain().add_working_days(FRIDAY, 1) == MONDAY
        assert plain().add_working_days(FRIDAY, 6) == date(2026, 1, 12)
        assert plain().add_working_days(date(2026, 1, 12), -6) == FRIDAY

    def test_a_make_up_saturday_counts(self) -> None:
        # From Friday 2 (off): 5, 6, 7, 8, 9, then Saturday 10, then Monday 12.
        assert swapped().add_working_days(FRIDAY, 5) == date(2026, 1, 9)
        assert swapped().add_working_days(FRIDAY, 6) == date(2026, 1, 10)
        assert swapped().add_working_days(FRIDAY, 7) == date(2026, 1, 12)
        assert swapped().add_working_days(date(2026, 1, 10), -1) == date(2026, 1, 9)

    @pytest.mark.parametrize("n", [-1, -2, -261, -262, -10_000])
    def test_before_the_first_worked_day_is_an_error_never_a_wrapped_index(
        self, n: int
    ) -> None:
        # 2026 has 261 weekdays: index -261 of a list would be its first element.
        with pytest.raises(SpanError, match="2026-01-01 to 2026-12-31"):
            plain().add_working_days(FIRST, n)

    def test_the_last_worked_day_can_be_reached_and_the_next_cannot(self) -> None:
        # 261 weekdays in 2026: 1 January is the first, so 260 more lead to the last.
        assert plain().add_working_days(FIRST, 260) == LAST
        with pytest.raises(SpanError, match=r"\+261 working days"):
            plain().add_working_days(FIRST, 261)

    @pytest.mark.parametrize("n", [-1, 0, 1])
    def test_a_day_outside_of_the_span_is_an_error(self, n: int) -> None:
        for day in (date(2025, 12, 31), date(2027, 1, 1)):
            with pytest.raises(SpanError) as error:
                plain().add_working_days(day, n)
            assert error.value.day == day

    def test_no_worked_day_after_a_last_weekend_is_an_error(self) -> None:
        until_sunday = plain(FIRST, SUNDAY)

        for n in (0, 1):
            with pytest.raises(SpanError):
                until_sunday.add_working_days(SATURDAY, n)
        assert until_sunday.add_working_days(SUNDAY, -1) == FRIDAY

    def test_no_worked_day_before_a_first_weekend_is_an_error(self) -> None:
        from_saturday = plain(SATURDAY, LAST)

        with pytest.raises(SpanError):
            from_saturday.add_working_days(SUNDAY, -1)
        assert from_saturday.add_working_days(SATURDAY, 0) == MONDAY

    def test_a_calendar_of_days_off_only_has_no_worked_day(self) -> None:
        weekend = plain(SATURDAY, SUNDAY)

        for n in (-1, 0, 1):
            with pytest.raises(SpanError):
                weekend.add_working_days(SATURDAY, n)


class TestWorkingDaysBetween:
    def test_the_start_counts_and_the_end_does_not(self) -> None:
        assert plain().working_days_between(MONDAY, date(2026, 1, 6)) == 1
        assert plain().working_days_between(MONDAY, MONDAY) == 0
        assert plain().working_days_between(SATURDAY, MONDAY) == 0
        # Thursday 1, Friday 2, then Monday 5 to Sunday 11 has five.
        assert plain().working_days_between(THURSDAY, date(2026, 1, 12)) == 7

    def test_reversed_is_the_negation(self) -> None:
        assert plain().working_days_between(date(2026, 1, 12), THURSDAY) == -7

    def test_a_make_up_saturday_counts(self) -> None:
        # 1 and 2 off; 5 to 9 worked; Saturday 10 worked.
        assert swapped().working_days_between(THURSDAY, date(2026, 1, 11)) == 6

    def test_the_end_may_be_the_day_after_the_last(self) -> None:
        # 2026 begins and ends on a Thursday: 52 weeks and one Thursday.
        assert plain().working_days_between(FIRST, date(2027, 1, 1)) == 52 * 5 + 1
        assert plain().working_days_between(date(2027, 1, 1), FIRST) == -(52 * 5 + 1)

    @pytest.mark.parametrize(
        ("start", "end", "named"),
        [
            (FIRST, date(2027, 1, 2), date(2027, 1, 2)),
            (date(2025, 12, 31), LAST, date(2025, 12, 31)),
            (LAST, date(2025, 12, 31), date(2025, 12, 31)),
            (date(2027, 1, 2), FIRST, date(2027, 1, 2)),
        ],
    )
    def test_a_day_further_outside_is_an_error_that_names_it(
        self, start: date, end: date, named: date
    ) -> None:
        with pytest.raises(SpanError) as error:
            plain().working_days_between(start, end)

        assert error.value.day == named


class TestInstantsAreNoDays:
    instant = datetime(2026, 3, 2, 9, tzinfo=HCM)

    def test_is_working_day_refuses_one(self) -> None:
        with pytest.raises(TypeError, match="datetime") as error:
            plain().is_working_day(self.instant)

        assert isinstance(error.value, NotADateError)

    def test_the_message_shows_the_repair(self) -> None:
        with pytest.raises(NotADateError, match=r"day\.astimezone\(calendar\.tz\)"):
            plain().is_working_day(self.instant)

    def test_add_working_days_refuses_one(self) -> None:
        with pytest.raises(NotADateError):
            plain().add_working_days(self.instant, 1)

    def test_working_days_between_refuses_one_at_either_end(self) -> None:
        with pytest.raises(NotADateError, match="start"):
            plain().working_days_between(self.instant, LAST)
        with pytest.raises(NotADateError, match="end"):
            plain().working_days_between(FIRST, self.instant)

    def test_status_refuses_one(self) -> None:
        with pytest.raises(NotADateError):
            plain().status(self.instant)

    def test_closures_and_exclusions_refuse_one(self) -> None:
        with pytest.raises(NotADateError):
            plain().with_closures({self.instant: "flood"})
        with pytest.raises(NotADateError, match="exclude"):
            WorkCalendar.for_country("VN", tz=HCM, years=[2026], exclude=[self.instant])

    def test_a_naive_one_is_refused_too(self) -> None:
        with pytest.raises(NotADateError):
            plain().is_working_day(datetime(2026, 3, 2))  # noqa: DTZ001


class TestStatus:
    def test_a_plain_day_is_worked_or_a_weekend(self) -> None:
        worked, weekend = plain().status(MONDAY), plain().status(SATURDAY)

        assert (worked.is_working, worked.reason) == (True, Reason.WORKED)
        assert (weekend.is_working, weekend.reason) == (False, Reason.WEEKEND)
        assert not worked.is_special
        assert not weekend.is_special

    def test_a_day_off_has_its_name(self) -> None:
        status = swapped().status(THURSDAY)

        assert status.is_working is False
        assert status.reason is Reason.HOLIDAY
        assert status.name == "Tết Dương lịch"

    def test_a_make_up_day_has_its_name(self) -> None:
        status = swapped().status(date(2026, 1, 10))

        assert status.is_working is True
        assert status.reason is Reason.MAKE_UP
        assert status.name == "for 2 January"

    def test_a_plain_date_has_no_name(self) -> None:
        calendar = WorkCalendar(tz=HCM, first=FIRST, last=LAST, days_off=[MONDAY])

        assert calendar.status(MONDAY).name is None

    def test_a_day_outside_of_the_span_is_an_error(self) -> None:
        for day in (date(2025, 12, 31), date(2027, 1, 1)):
            with pytest.raises(SpanError, match="2026-01-01 to 2026-12-31"):
                plain().status(day)

    def test_status_and_table_agree_on_every_day_of_the_year(self) -> None:
        days = [FIRST + timedelta(days=i) for i in range(365)]

        assert [swapped().status(day).is_working for day in days] == [
            swapped().is_working_day(day) for day in days
        ]


class TestKnownThrough:
    def test_none_in_the_constructor_means_complete(self) -> None:
        assert plain().known_through == LAST
        assert not plain().is_provisional(LAST)
        assert not plain().status(LAST).provisional

    def test_a_day_past_it_is_provisional_and_the_day_itself_is_not(self) -> None:
        calendar = WorkCalendar(
            tz=HCM, first=FIRST, last=LAST, known_through=date(2026, 6, 30)
        )

        assert not calendar.status(date(2026, 6, 30)).provisional
        assert calendar.status(date(2026, 7, 1)).provisional

    def test_none_for_a_country_means_that_nothing_is_vouched_for(self) -> None:
        vietnam = WorkCalendar.for_country("VN", tz=HCM, years=[2026])

        assert vietnam.known_through is None
        assert vietnam.status(FIRST).provisional

    def test_a_country_is_known_as_far_as_the_caller_says(self) -> None:
        vietnam = WorkCalendar.for_country(
            "VN", tz=HCM, years=[2026], known_through=date(2026, 6, 30)
        )

        assert vietnam.known_through == date(2026, 6, 30)

    def test_a_complete_notice_moves_it_on(self) -> None:
        complete = Notice(citation="c", complete_through=date(2026, 12, 31))
        half = WorkCalendar(
            tz=HCM, first=FIRST, last=LAST, known_through=date(2026, 6, 30)
        )
        vietnam = WorkCalendar.for_country(
            "VN", tz=HCM, years=[2026], notices=[complete]
        )

        assert half.with_notice(complete).known_through == LAST
        assert vietnam.known_through == LAST

    def test_a_notice_never_moves_it_back(self) -> None:
        early = Notice(citation="c", complete_through=date(2025, 12, 31))

        assert plain().with_notice(early).known_through == LAST

    def test_a_notice_that_is_not_complete_leaves_it(self) -> None:
        swap = Notice(days_off=[FRIDAY], citation="c")

        assert plain().with_notice(swap).known_through == LAST
        unknown = WorkCalendar.for_country("VN", tz=HCM, years=[2026], notices=[swap])
        assert unknown.known_through is None


class TestNotices:
    swap = Notice(
        days_off={FRIDAY: "swap"},
        make_up_days={date(2026, 1, 10): "for 2 January"},
        citation="12729/VPCP-KGVX",
        confidence=Confidence.SECONDARY,
    )

    def test_a_notice_makes_days_off_and_worked(self) -> None:
        calendar = plain().with_notice(self.swap)

        assert not calendar.is_working_day(FRIDAY)
        assert calendar.is_working_day(date(2026, 1, 10))

    def test_its_days_carry_citation_name_and_confidence(self) -> None:
        off = plain().with_notice(self.swap).status(FRIDAY)
        made_up = plain().with_notice(self.swap).status(date(2026, 1, 10))

        assert (off.reason, off.name, off.source, off.confidence) == (
            Reason.HOLIDAY, "swap", "12729/VPCP-KGVX", Confidence.SECONDARY,
        )  # fmt: skip
        assert (made_up.reason, made_up.source) == (Reason.MAKE_UP, "12729/VPCP-KGVX")

    def test_the_former_calendar_is_unchanged(self) -> None:
        calendar = plain()

        calendar.with_notice(self.swap)

        assert calendar.is_working_day(FRIDAY)
        assert calendar.notices == ()

    def test_the_calendar_lists_its_notices_in_order(self) -> None:
        other = Notice(citation="other")

        calendar = plain().with_notice(self.swap).with_notice(other)

        assert calendar.notices == (self.swap, other)

    def test_a_later_notice_wins(self) -> None:
        back = Notice(make_up_days=[FRIDAY], citation="back to work")

        assert plain().with_notice(self.swap).with_notice(back).is_working_day(FRIDAY)
        assert (
            not plain().with_notice(back).with_notice(self.swap).is_working_day(FRIDAY)
        )

    def test_a_later_notice_wins_in_a_country_too(self) -> None:
        back = Notice(make_up_days=[FRIDAY], citation="back to work")

        def works(*notices: Notice) -> bool:
            calendar = WorkCalendar.for_country(
                "VN", tz=HCM, years=[2026], notices=notices
            )
            return calendar.is_working_day(FRIDAY)

        assert works(self.swap, back)
        assert not works(back, self.swap)

    def test_folding_at_once_and_one_by_one_is_the_same(self) -> None:
        notices = (self.swap, Notice(days_off=[MONDAY], citation="more"))
        at_once = WorkCalendar.for_country("VN", tz=HCM, years=[2026], notices=notices)
        one_by_one = WorkCalendar.for_country("VN", tz=HCM, years=[2026])
        for notice in notices:
            one_by_one = one_by_one.with_notice(notice)

        assert at_once == one_by_one
        assert at_once.notices == one_by_one.notices

    def test_a_notice_wins_over_days_given_to_the_calendar(self) -> None:
        calendar = swapped().with_notice(
            Notice(days_off=[date(2026, 1, 10)], citation="no make-up after all")
        )

        assert not calendar.is_working_day(date(2026, 1, 10))

    def test_days_of_a_notice_outside_of_the_span_change_nothing(self) -> None:
        calendar = plain().with_notice(
            Notice(days_off=[date(2027, 1, 1)], citation="next year")
        )

        assert calendar == plain()

    def test_an_undecided_day_stays_as_it_is_and_says_so(self) -> None:
        proposal = Notice(
            undecided={MONDAY: "swap proposed", SATURDAY: "make-up proposed"},
            citation="proposal",
        )
        calendar = plain().with_notice(proposal)

        monday, saturday = calendar.status(MONDAY), calendar.status(SATURDAY)

        assert (monday.is_working, monday.reason) == (True, Reason.WORKED)
        assert (saturday.is_working, saturday.reason) == (False, Reason.WEEKEND)
        assert monday.confidence is saturday.confidence is Confidence.UNVERIFIED
        assert (monday.name, monday.source) == ("swap proposed", "proposal")
        assert calendar == plain()

    def test_a_decision_takes_the_doubt_away(self) -> None:
        proposal = Notice(undecided=[MONDAY], citation="proposal")
        decision = Notice(days_off=[MONDAY], citation="decision")

        status = plain().with_notice(proposal).with_notice(decision).status(MONDAY)

        assert status.confidence is Confidence.READ
        assert not status.is_working

    def test_a_doubt_about_a_holiday_keeps_it_off(self) -> None:
        doubt = Notice(undecided=[THURSDAY], citation="doubt")

        status = swapped().with_notice(doubt).status(THURSDAY)

        assert (status.is_working, status.reason) == (False, Reason.HOLIDAY)
        assert status.confidence is Confidence.UNVERIFIED


class TestClosures:
    def test_a_closed_day_is_off_but_no_holiday(self) -> None:
        calendar = plain().with_closures({MONDAY: "flood"}, citation="notice 7")

        status = calendar.status(MONDAY)

        assert not calendar.is_working_day(MONDAY)
        assert (status.reason, status.name, status.source) == (
            Reason.CLOSED, "flood", "notice 7",
        )  # fmt: skip

    def test_a_closure_on_a_day_already_off_changes_nothing(self) -> None:
        calendar = swapped().with_closures({THURSDAY: "flood", SATURDAY: "flood"})

        assert calendar == swapped()
        assert calendar.status(THURSDAY).name == "Tết Dương lịch"
        assert calendar.status(SATURDAY).reason is Reason.WEEKEND

    def test_a_make_up_day_can_be_closed(self) -> None:
        calendar = swapped().with_closures({date(2026, 1, 10): "flood"})

        assert calendar.status(date(2026, 1, 10)).reason is Reason.CLOSED

    def test_a_closure_outside_of_the_span_is_an_error(self) -> None:
        with pytest.raises(SpanError):
            plain().with_closures({date(2027, 1, 4): "flood"})

    def test_a_closure_does_not_move_known_through(self) -> None:
        assert plain().with_closures({MONDAY: "flood"}).known_through == LAST


class TestJoint:
    def test_it_is_off_when_one_office_is(self) -> None:
        north = WorkCalendar(tz=HCM, first=FIRST, last=LAST, days_off=[MONDAY])
        south = WorkCalendar(
            tz=HCM, first=FIRST, last=LAST, days_off=[date(2026, 1, 6)], weekend={6}
        )

        both = WorkCalendar.joint(north, south)

        days = [date(2026, 1, day) for day in range(1, 12)]
        # 3, 4, 10 and 11 are the northern weekend, 5 northern and 6 southern days off.
        assert [day.day for day in days if both.is_working_day(day)] == [1, 2, 7, 8, 9]

    def test_a_day_made_up_by_one_office_only_is_off(self) -> None:
        both = WorkCalendar.joint(swapped(), plain())

        assert not both.is_working_day(date(2026, 1, 10))
        assert not both.is_working_day(FRIDAY)

    def test_a_day_made_up_by_both_is_worked(self) -> None:
        both = WorkCalendar.joint(swapped(), swapped())

        assert both.is_working_day(date(2026, 1, 10))
        assert both == swapped()

    def test_a_day_made_up_by_one_and_worked_anyway_by_the_other_is_worked(
        self,
    ) -> None:
        six_days = plain(weekend=frozenset({6}))

        for both in (
            WorkCalendar.joint(swapped(), six_days),
            WorkCalendar.joint(six_days, swapped()),
        ):
            assert both.status(date(2026, 1, 10)).reason is Reason.MAKE_UP
            assert both.is_working_day(date(2026, 1, 10))
            assert not both.is_working_day(date(2026, 1, 17))

    def test_a_holiday_says_more_than_a_weekend(self) -> None:
        holiday = WorkCalendar(
            tz=HCM, first=FIRST, last=LAST, days_off={SATURDAY: "holiday"}
        )

        for both in (
            WorkCalendar.joint(plain(), holiday),
            WorkCalendar.joint(holiday, plain()),
        ):
            assert both.status(SATURDAY).name == "holiday"

    def test_it_spans_what_all_know(self) -> None:
        both = WorkCalendar.joint(
            plain(FIRST, date(2026, 6, 30)), plain(date(2026, 3, 1), LAST)
        )

        assert (both.first, both.last) == (date(2026, 3, 1), date(2026, 6, 30))

    def test_without_a_day_in_common_it_is_refused(self) -> None:
        with pytest.raises(InvalidValueError):
            WorkCalendar.joint(plain(FIRST, FRIDAY), plain(SATURDAY, LAST))

    def test_two_zones_are_refused(self) -> None:
        other = WorkCalendar(tz="Europe/Berlin", first=FIRST, last=LAST)

        with pytest.raises(InvalidValueError, match="one zone"):
            WorkCalendar.joint(plain(), other)

    def test_no_calendar_is_refused(self) -> None:
        with pytest.raises(InvalidValueError):
            WorkCalendar.joint()

    def test_it_is_known_as_far_as_the_least_known(self) -> None:
        half = WorkCalendar(
            tz=HCM, first=FIRST, last=LAST, known_through=date(2026, 6, 30)
        )
        unknown = WorkCalendar.for_country("VN", tz=HCM, years=[2026])

        assert WorkCalendar.joint(plain(), half).known_through == date(2026, 6, 30)
        assert WorkCalendar.joint(plain(), unknown).known_through is None

    def test_its_days_are_provisional_by_its_own_known_through(self) -> None:
        half = WorkCalendar(
            tz=HCM, first=FIRST, last=LAST, known_through=FIRST, days_off=[MONDAY]
        )

        both = WorkCalendar.joint(half, plain()).with_notice(
            Notice(citation="c", complete_through=LAST)
        )

        assert not both.status(MONDAY).provisional

    def test_joint_and_another_weekly_rest_commute(self) -> None:
        sunday = frozenset({6})

        rest_last = WorkCalendar.joint(swapped(), plain()).with_weekend(sunday)
        rest_first = WorkCalendar.joint(
            swapped().with_weekend(sunday), plain().with_weekend(sunday)
        )

        assert rest_last.is_working_day(date(2026, 1, 10))
        assert rest_first.is_working_day(date(2026, 1, 10))


class TestOtherWeekend:
    def test_it_changes_the_weekly_rest(self) -> None:
        friday_saturday = plain().with_weekend(frozenset({4, 5}))

        assert [
            friday_saturday.is_working_day(day)
            for day in (FRIDAY, SATURDAY, SUNDAY)
        ] == [False, False, True]  # fmt: skip

    def test_holidays_on_the_former_weekend_stay_off(self) -> None:
        calendar = WorkCalendar(
            tz=HCM, first=FIRST, last=LAST, days_off={SATURDAY: "holiday"}
        ).with_weekend(frozenset({6}))

        assert not calendar.is_working_day(SATURDAY)
        assert calendar.is_working_day(date(2026, 1, 10))

    def test_make_up_days_stay_worked(self) -> None:
        calendar = swapped().with_weekend(frozenset({4, 5}))

        assert calendar.is_working_day(date(2026, 1, 10))

    def test_an_undecided_day_follows_the_new_weekend(self) -> None:
        proposal = Notice(undecided=[SATURDAY, MONDAY], citation="proposal")
        calendar = plain().with_notice(proposal)

        assert calendar.with_weekend(frozenset({6})).is_working_day(SATURDAY)
        assert not calendar.with_weekend(frozenset({0})).is_working_day(MONDAY)

    def test_the_same_weekend_is_the_same_calendar(self) -> None:
        calendar = plain()

        assert calendar.with_weekend(frozenset({5, 6})) is calendar

    def test_the_calendar_itself_keeps_its_weekend(self) -> None:
        calendar = plain()
        before = calendar.fingerprint

        calendar.with_weekend(frozenset({6}))

        assert calendar.fingerprint == before
        assert calendar.weekend == {5, 6}
        assert not calendar.is_working_day(SATURDAY)


class TestForCountry:
    def test_it_spans_whole_years(self) -> None:
        vietnam = WorkCalendar.for_country("VN", tz=HCM, years=range(2024, 2027))

        assert (vietnam.first, vietnam.last) == (date(2024, 1, 1), date(2026, 12, 31))

    def test_years_may_come_in_any_order_and_with_gaps(self) -> None:
        with_gap = WorkCalendar.for_country("VN", tz=HCM, years=(2026, 2024))

        assert with_gap == WorkCalendar.for_country(
            "VN", tz=HCM, years=[2024, 2025, 2026]
        )

    def test_no_year_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="at least one year"):
            WorkCalendar.for_country("VN", tz=HCM, years=[])

    def test_an_unknown_country_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="country") as error:
            WorkCalendar.for_country("XX", tz=HCM, years=[2026])

        assert error.value.given == "XX"

    def test_an_unknown_subdivision_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="subdivision") as error:
            WorkCalendar.for_country("DE", tz=HCM, years=[2026], subdivision="XX")

        assert error.value.given == "XX"

    def test_days_off_carry_name_and_source(self) -> None:
        status = WorkCalendar.for_country("VN", tz=HCM, years=[2026]).status(FIRST)

        assert status.name == "Tết Dương lịch"
        assert status.source is not None
        assert status.source.startswith("holidays ")
        assert status.confidence is Confidence.SECONDARY

    def test_its_weekend_is_the_countrys(self) -> None:
        algeria = WorkCalendar.for_country("DZ", tz=UTC, years=[2026])

        assert algeria.weekend == {4, 5}

    def test_a_make_up_day_of_another_year_stays_out(self) -> None:
        # The package always lists 2019-01-05 as worked, whatever years are read.
        vietnam = WorkCalendar.for_country("VN", tz=HCM, years=[2026])

        assert {day.year for day in vietnam.marked_days} == {2026}

    def test_a_swap_across_the_year_end_is_read(self) -> None:
        vietnam = WorkCalendar.for_country("VN", tz=HCM, years=[2018, 2019])

        assert not vietnam.is_working_day(date(2018, 12, 31))
        assert vietnam.is_working_day(date(2019, 1, 5))

    def test_excluded_days_are_no_days_off(self) -> None:
        calendar = WorkCalendar.for_country(
            "VN", tz=HCM, years=[2026], exclude=[date(2026, 11, 24), date(2026, 3, 2)]
        )

        assert calendar.is_working_day(date(2026, 11, 24))
        assert calendar.is_working_day(date(2026, 3, 2))
        assert not calendar.is_working_day(FIRST)

    def test_a_notice_can_bring_an_excluded_day_back(self) -> None:
        cultural_day = date(2026, 11, 24)
        calendar = WorkCalendar.for_country(
            "VN",
            tz=HCM,
            years=[2026],
            exclude=[cultural_day],
            notices=[Notice(days_off=[cultural_day], citation="a law")],
        )

        assert calendar.status(cultural_day).source == "a law"

    def test_a_subdivisions_own_days_off_are_marked_local(self) -> None:
        # Epiphany (6 January 2026, a Tuesday) is one of Bavaria, New Year of Germany.
        bavaria = WorkCalendar.for_country(
            "DE", tz="Europe/Berlin", years=[2026], subdivision="BY", language="de"
        )
        germany = WorkCalendar.for_country(
            "DE", tz="Europe/Berlin", years=[2026], language="de"
        )

        assert bavaria.status(date(2026, 1, 6)).is_local
        assert not bavaria.is_working_day(date(2026, 1, 6))
        assert not bavaria.status(FIRST).is_local
        assert germany.is_working_day(date(2026, 1, 6))
        assert not any(status.is_local for status in germany.marked_days.values())

    def test_a_national_day_that_a_subdivision_lacks_is_worked_there(self) -> None:
        # Arkansas does not keep Columbus Day, Monday 12 October 2026.
        columbus = date(2026, 10, 12)

        def works(subdivision: str | None) -> bool:
            calendar = WorkCalendar.for_country(
                "US", tz="America/Chicago", years=[2026], subdivision=subdivision
            )
            return calendar.is_working_day(columbus)

        assert works("AR")
        assert not works(None)

    def test_a_states_own_weekend_is_read(self) -> None:
        # Kedah (MY-02) rests on Friday and Saturday, Malaysia as a whole does not.
        kedah = WorkCalendar.for_country(
            "MY", tz="Asia/Kuala_Lumpur", years=[2026], subdivision="02"
        )

        assert kedah.weekend == {4, 5}

    def test_a_weekend_that_was_moved_is_read_for_each_year(self) -> None:
        # The Emirates rested on Friday and Saturday until the end of 2021.
        emirates = WorkCalendar.for_country("AE", tz="Asia/Dubai", years=[2021, 2022])

        assert emirates.weekend == {5, 6}
        friday, sunday = date(2021, 6, 4), date(2021, 6, 6)
        assert emirates.status(friday).reason is Reason.WEEKEND
        assert emirates.status(sunday).reason is Reason.WORKED
        assert emirates.is_working_day(date(2022, 6, 3))
        assert not emirates.is_working_day(date(2022, 6, 5))

    def test_every_country_is_read_as_the_package_has_it(self) -> None:
        days = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]

        def differs(country: str) -> bool:
            ours = WorkCalendar.for_country(country, tz=UTC, years=[2026])
            theirs = holidays.country_holidays(country, years=2026)
            return any(
                ours.is_working_day(day) != theirs.is_working_day(day) for day in days
            )

        countries = holidays.list_supported_countries(include_aliases=False)
        assert [country for country in countries if differs(country)] == []

    def test_the_package_is_read_once_and_not_kept(self) -> None:
        vietnam = WorkCalendar.for_country("VN", tz=HCM, years=[2026])

        assert b"holidays." not in pickle.dumps(vietnam)


class TestFingerprint:
    def test_names_do_not_matter(self) -> None:
        plain_days = WorkCalendar(
            tz=HCM,
            first=FIRST,
            last=LAST,
            days_off=[THURSDAY, FRIDAY],
            make_up_days=[date(2026, 1, 10)],
        )

        assert plain_days.fingerprint == swapped().fingerprint

    def test_the_language_does_not_matter(self) -> None:
        def read(language: str) -> WorkCalendar:
            return WorkCalendar.for_country(
                "VN", tz=HCM, years=range(2020, 2028), language=language
            )

        assert read("vi").status(FIRST).name != read("en_US").status(FIRST).name
        assert read("vi").fingerprint == read("en_US").fingerprint

    def test_where_a_day_comes_from_does_not_matter(self) -> None:
        by_notice = plain().with_notice(Notice(days_off=[MONDAY], citation="c"))
        given = WorkCalendar(tz=HCM, first=FIRST, last=LAST, days_off=[MONDAY])

        assert by_notice.fingerprint == given.fingerprint

    def test_the_order_of_days_does_not_matter(self) -> None:
        days = [MONDAY, THURSDAY, FRIDAY]

        def of(days_off: list[date]) -> WorkCalendar:
            return WorkCalendar(tz=HCM, first=FIRST, last=LAST, days_off=days_off)

        assert of(days).fingerprint == of(days[::-1]).fingerprint

    @pytest.mark.parametrize(
        "other",
        [
            plain(last=date(2026, 12, 30)),
            plain(first=FRIDAY),
            plain(weekend=frozenset({6})),
            WorkCalendar(tz="Asia/Bangkok", first=FIRST, last=LAST),
            WorkCalendar(tz=HCM, first=FIRST, last=LAST, known_through=FRIDAY),
            WorkCalendar(tz=HCM, first=FIRST, last=LAST, days_off=[MONDAY]),
            # A holiday on a weekend counts for a rule with a weekly rest of its own.
            WorkCalendar(tz=HCM, first=FIRST, last=LAST, days_off=[SATURDAY]),
            WorkCalendar(tz=HCM, first=FIRST, last=LAST, make_up_days=[SATURDAY]),
            plain().with_closures({MONDAY: "flood"}),
        ],
        ids=[
            "last", "first", "weekend", "zone", "known_through", "day off",
            "holiday on a weekend", "make-up day", "closure",
        ],
    )  # fmt: skip
    def test_what_can_decide_a_deadline_matters(self, other: WorkCalendar) -> None:
        assert other.fingerprint != plain().fingerprint
        assert other != plain()

    def test_a_closure_is_not_a_holiday(self) -> None:
        closed = plain().with_closures({MONDAY: "flood"})
        holiday = plain().with_notice(Notice(days_off=[MONDAY], citation="c"))

        assert closed.fingerprint != holiday.fingerprint

    def test_a_local_day_off_is_not_a_national_one(self) -> None:
        # The same days of 2026, once as Bavaria's own and once as given to all.
        bavaria = WorkCalendar.for_country(
            "DE", tz="Europe/Berlin", years=[2026], subdivision="BY", known_through=LAST
        )
        given = WorkCalendar(
            tz="Europe/Berlin",
            first=FIRST,
            last=LAST,
            days_off=bavaria.marked_days.keys(),
        )

        assert bavaria.fingerprint != given.fingerprint

    def test_it_does_not_hang_on_the_hash_seed_of_a_process(self) -> None:
        code = (
            "from datetime import date; from egovkit.deadlines import WorkCalendar; "
            "print(WorkCalendar(tz='Asia/Ho_Chi_Minh', first=date(2026, 1, 1), "
            "last=date(2026, 12, 31), weekend={4, 5, 6}, "
            "days_off={date(2026, 3, day) for day in range(1, 20)}).fingerprint)"
        )

        seen = {
            subprocess.run(  # noqa: S603
                [sys.executable, "-c", code],
                env=os.environ | {"PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            ).stdout
            for seed in ("1", "2")
        }

        assert len(seen) == 1
        assert len(seen.pop().strip()) == 64


class TestIdentity:
    def test_equal_calendars_are_equal_and_hash_alike(self) -> None:
        assert swapped() == swapped()
        assert hash(swapped()) == hash(swapped())
        assert len({swapped(), swapped(), plain()}) == 2

    def test_a_calendar_is_unequal_to_other_things(self) -> None:
        assert plain() != "a calendar"
        assert (plain() == None) is False  # noqa: E711

    @pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
    def test_it_survives_pickling(self, protocol: int) -> None:
        again: WorkCalendar = pickle.loads(pickle.dumps(swapped(), protocol))  # noqa: S301

        assert again == swapped()
        assert again.status(FRIDAY) == swapped().status(FRIDAY)
        assert again.add_working_days(FRIDAY, 6) == date(2026, 1, 10)

    def test_it_survives_copying(self) -> None:
        original = swapped()

        for again in (copy.copy(original), copy.deepcopy(original)):
            assert again == original
            assert again.add_working_days(FRIDAY, 6) == date(2026, 1, 10)

    @pytest.mark.parametrize(
        "name", ["first", "tz", "weekend", "known_through", "_rank"]
    )
    def test_its_fields_cannot_be_set(self, name: str) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(plain(), name, None)

    def test_it_takes_no_new_fields(self) -> None:
        with pytest.raises(AttributeError):
            setattr(plain(), "cache", {})  # noqa: B010

    def test_its_marked_days_cannot_be_changed(self) -> None:
        with pytest.raises(TypeError):
            swapped().marked_days[MONDAY] = swapped().status(THURSDAY)  # type: ignore[index]

    def test_its_repr_names_span_and_zone(self) -> None:
        assert "2026-01-01 to 2026-12-31, Asia/Ho_Chi_Minh" in repr(plain())
        assert plain().fingerprint[:12] in repr(plain())


class TestYearsThePackageDoesNotKnow:
    def test_they_are_left_out_of_the_span(self) -> None:
        # Of Germany the package knows the years from 1991, of any country up to 2100.
        germany = WorkCalendar.for_country(
            "DE", tz="Europe/Berlin", years=range(1989, 1993)
        )

        assert germany.first == date(1991, 1, 1)
        with pytest.raises(SpanError):
            germany.is_working_day(date(1990, 12, 25))

    @pytest.mark.parametrize("year", [1800, 2101, 20_000])
    def test_none_that_it_knows_is_refused(self, year: int) -> None:
        with pytest.raises(InvalidValueError, match="years from 1901 to 2100"):
            WorkCalendar.for_country("VN", tz="Asia/Ho_Chi_Minh", years=[year])
