"""What a notice moves, and the joint calendar of several offices."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

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
    affected,
    compute_deadline,
    deadline_before,
)
from egovkit.errors import InvalidValueError, SpanError

RULE = CountingRule()
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
# 2 January 2026 is a Friday, the 10th a Saturday.
SWAP = Notice(
    days_off=[date(2026, 1, 2)],
    make_up_days=[date(2026, 1, 10)],
    citation="12729/VPCP-KGVX",
)


def office(*days_off: date, hours: str | None = None) -> WorkCalendar:
    return WorkCalendar(
        tz="Asia/Ho_Chi_Minh",
        first=FIRST,
        last=LAST,
        days_off=days_off,
        hours=OfficeHours.parse(hours) if hours else None,
    )


PLAIN = office(FIRST)


def due(
    day: date, term: str, *pauses: Pause, calendar: WorkCalendar = PLAIN
) -> Deadline:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=calendar.tz)
    return compute_deadline(at, Term.parse(term), calendar, rule=RULE, pauses=pauses)


class TestAffected:
    def test_it_gives_the_old_and_the_new_day_and_the_days_of_the_notice(self) -> None:
        before_it = due(FIRST, "1 working day")

        (moved,) = affected([before_it], SWAP)

        assert moved.deadline is before_it
        assert (moved.old, moved.new) == (date(2026, 1, 2), date(2026, 1, 5))
        assert moved.reason == "12729/VPCP-KGVX: 2026-01-02 off"

    def test_a_made_up_day_makes_a_deadline_earlier(self) -> None:
        (moved,) = affected([due(date(2026, 1, 5), "5 working days")], SWAP)

        assert (moved.old, moved.new) == (date(2026, 1, 12), date(2026, 1, 10))
        assert moved.reason == "12729/VPCP-KGVX: 2026-01-10 worked"

    def test_days_off_and_made_up_may_cancel_out(self) -> None:
        assert affected([due(FIRST, "6 working days")], SWAP)[0].new == date(
            2026, 1, 10
        )
        assert affected([due(FIRST, "7 working days")], SWAP) == ()

    def test_only_the_moved_ones_are_given_in_their_order(self) -> None:
        deadlines = [
            due(date(2026, 1, 9), "1 working day"),
            due(date(2026, 3, 2), "5 working days"),
            due(FIRST, "1 working day"),
        ]

        moved = affected(deadlines, SWAP)

        assert [m.deadline for m in moved] == [deadlines[0], deadlines[2]]

    def test_calendar_days_move_when_their_last_day_does(self) -> None:
        (moved,) = affected([due(FIRST, "1 day")], SWAP)

        assert moved.new == date(2026, 1, 5)

    def test_pauses_extensions_and_clear_days_are_kept(self) -> None:
        at = datetime(2026, 1, 1, 9, tzinfo=PLAIN.tz)
        pause = Pause(at + timedelta(days=5), at + timedelta(days=6))
        extension = Extension(date(2026, 1, 9), "survey")
        paused, extended, clear = (
            compute_deadline(at, Term.working_days(2), PLAIN, rule=RULE, **more)
            for more in (
                {"pauses": [pause]}, {"extensions": [extension]}, {"clear": True},
            )
        )  # fmt: skip

        moved = affected([paused, extended, clear], SWAP)

        # The 2nd was the first day of each; only the extension outlasts the notice.
        assert [m.deadline for m in moved] == [paused, clear]
        assert [m.new for m in moved] == [date(2026, 1, 7), date(2026, 1, 7)]

    def test_a_first_day_that_one_term_counts_is_kept(self) -> None:
        at = datetime(2026, 1, 2, 9, tzinfo=PLAIN.tz)
        counted = compute_deadline(
            at, Term.working_days(1), PLAIN, rule=RULE, first_day_counted=True
        )

        (moved,) = affected([counted], SWAP)

        assert (moved.old, moved.new) == (date(2026, 1, 2), date(2026, 1, 5))

    def test_a_deadline_that_was_counted_back_is_counted_back_again(self) -> None:
        hearing = datetime(2026, 1, 6, 9, tzinfo=PLAIN.tz)
        act = deadline_before(hearing, Term.working_days(2), PLAIN, rule=RULE)
        saturday = Notice(make_up_days=[date(2026, 1, 3)], citation="c")

        (moved,) = affected([act], saturday)

        assert (moved.old, moved.new) == (date(2026, 1, 2), date(2026, 1, 3))
        assert moved.reason == "c: 2026-01-03 worked"

    def test_another_closing_time_of_the_due_day_moves_the_instant(self) -> None:
        calendar = office(hours="07:30-17:00")
        closing = CountingRule(due="closing")
        at = datetime(2026, 1, 5, 9, tzinfo=calendar.tz)
        tuesday = compute_deadline(at, Term.working_days(1), calendar, rule=closing)
        half = Notice(hours={date(2026, 1, 6): "07:30-11:30"}, citation="c")

        (moved,) = affected([tuesday], half)

        assert moved.old == moved.new == date(2026, 1, 6)
        assert moved.reason == "c: 2026-01-06 other hours"

    def test_a_half_day_moves_a_term_in_working_hours(self) -> None:
        calendar = office(hours="08:00-16:00")
        half = Notice(hours={date(2026, 1, 5): "08:00-12:00"}, citation="c")

        # Seven hours are left on Monday, or three.
        (moved,) = affected(
            [due(date(2026, 1, 5), "5 working hours", calendar=calendar)], half
        )

        assert moved.new == date(2026, 1, 6)

    def test_a_calendar_that_was_dropped_is_not_taken_for_the_next(self) -> None:
        # A calendar that nothing holds any more gives its place in memory away.
        def one_by_one() -> Iterator[Deadline]:
            for i in range(40):
                off = [date(2026, 2, 3) + timedelta(days=d) for d in range(i % 4)]
                yield due(date(2026, 2, 2), "2 working days", calendar=office(*off))
                # A known calendar in between needs no new one, so the place stays free.
                yield due(date(2026, 2, 2), "2 working days")

        assert affected(one_by_one(), SWAP) == ()

    def test_one_calendar_is_changed_only_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[Notice] = []
        original = WorkCalendar.with_notice

        def counted(self: WorkCalendar, notice: Notice) -> WorkCalendar:
            calls.append(notice)
            return original(self, notice)

        monkeypatch.setattr(WorkCalendar, "with_notice", counted)

        affected([due(FIRST, f"{n} working days") for n in range(1, 9)], SWAP)

        assert len(calls) == 1

    def test_a_notice_on_its_own_that_only_completes_the_year_moves_nothing(
        self,
    ) -> None:
        complete = Notice(citation="c", complete_through=LAST)

        assert affected([due(FIRST, "5 working days")], complete) == ()

    def test_a_due_day_that_moves_out_of_the_calendar_is_an_error(self) -> None:
        last = due(date(2026, 12, 30), "1 working day")

        with pytest.raises(SpanError):
            affected([last], Notice(days_off=[LAST], citation="c"))


class TestJoint:
    def test_calendars_of_two_zones_are_refused(self) -> None:
        berlin = WorkCalendar(tz="Europe/Berlin", first=FIRST, last=LAST)

        with pytest.raises(InvalidValueError, match="one zone") as caught:
            WorkCalendar.joint(PLAIN, berlin)

        assert "Asia/Ho_Chi_Minh" in str(caught.value)
        assert "Europe/Berlin" in str(caught.value)

    def test_none_or_no_common_day_is_refused(self) -> None:
        later = WorkCalendar(
            tz=PLAIN.tz, first=date(2027, 1, 1), last=date(2027, 12, 31)
        )

        with pytest.raises(InvalidValueError):
            WorkCalendar.joint()
        with pytest.raises(InvalidValueError):
            WorkCalendar.joint(PLAIN, later)

    def test_it_vouches_as_far_as_all_do(self) -> None:
        half = WorkCalendar(
            tz=PLAIN.tz, first=FIRST, last=LAST, known_through=date(2026, 6, 30)
        )
        unknown = WorkCalendar.for_country("VN", tz=PLAIN.tz, years=[2026])

        assert WorkCalendar.joint(PLAIN, half).known_through == date(2026, 6, 30)
        assert WorkCalendar.joint(PLAIN, unknown).known_through is None

    def test_one_office_that_is_closed_closes_the_joint(self) -> None:
        day = date(2026, 3, 4)

        joint = WorkCalendar.joint(PLAIN, office().with_closures({day: "flood"}))

        assert joint.status(day).reason is Reason.CLOSED

    def test_a_closure_on_a_day_already_off_changes_nothing(self) -> None:
        day = date(2026, 3, 4)
        closed, holiday = office().with_closures({day: "flood"}), office(day)

        for pair in permutations((closed, holiday)):
            assert WorkCalendar.joint(*pair).status(day).reason is Reason.HOLIDAY

    def test_a_closure_on_anothers_weekend_changes_nothing(self) -> None:
        saturday = date(2026, 3, 7)
        six_days = WorkCalendar(tz=PLAIN.tz, first=FIRST, last=LAST, weekend=[6])
        closed = six_days.with_closures({saturday: "flood"})

        for pair in permutations((closed, PLAIN)):
            assert WorkCalendar.joint(*pair).status(saturday).reason is Reason.WEEKEND

    def test_a_day_that_is_off_in_the_whole_country_is_not_local(self) -> None:
        # Corpus Christi, 4 June 2026, is Bavaria's own; the other is given to all.
        day = date(2026, 6, 4)
        bavaria = WorkCalendar.for_country(
            "DE", subdivision="BY", tz="Europe/Berlin", years=[2026]
        )
        nation = WorkCalendar(
            tz="Europe/Berlin", first=FIRST, last=LAST, days_off=[day]
        )

        for pair in permutations((bavaria, nation)):
            national = WorkCalendar.joint(*pair).without_local_days_off()
            assert not national.is_working_day(day)
        alone = WorkCalendar.joint(bavaria, bavaria).without_local_days_off()
        assert alone.is_working_day(day)

    def test_the_order_of_the_calendars_does_not_matter(self) -> None:
        calendars = (
            office(date(2026, 3, 2)).with_closures({date(2026, 3, 4): "flood"}),
            office(date(2026, 3, 4)).with_notice(SWAP),
            WorkCalendar(tz=PLAIN.tz, first=FIRST, last=LAST, weekend=[6]),
        )

        fingerprints = {
            WorkCalendar.joint(*order).fingerprint for order in permutations(calendars)
        }

        assert len(fingerprints) == 1


class TestClosures:
    def test_a_closure_outside_of_the_calendar_is_an_error(self) -> None:
        with pytest.raises(SpanError, match="2027-01-04"):
            PLAIN.with_closures({date(2027, 1, 4): "flood"})

    def test_a_later_notice_opens_the_office_again(self) -> None:
        day = date(2026, 3, 4)

        again = PLAIN.with_closures({day: "flood"}).with_notice(
            Notice(make_up_days=[day], citation="c")
        )

        assert again.is_working_day(day)

    def test_a_closure_keeps_hours_notices_and_what_is_known(self) -> None:
        known = office(hours="08:00-12:00").with_notice(
            Notice(citation="c", complete_through=LAST)
        )

        closed = known.with_closures({date(2026, 3, 4): "flood"}, citation="d")

        assert closed.hours == known.hours
        assert closed.notices == known.notices
        assert closed.known_through == LAST
        assert closed.status(date(2026, 3, 4)).source == "d"
        assert closed.closing(date(2026, 3, 4)) is None
        at = datetime(2026, 3, 3, 11, tzinfo=closed.tz).astimezone(UTC)
        assert closed.add_working_time(at, timedelta(hours=2)).day == 5
