"""What the strategies draw is legal, and of every kind."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import TypeVar

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from hypothesis.vendor.pretty import pretty

from egovkit.deadlines import (
    Confidence,
    CountingRule,
    Deadline,
    Notice,
    OfficeHours,
    Pause,
    Reason,
    Term,
    Unit,
    WorkCalendar,
)
from egovkit.errors import InvalidValueError, NaiveDatetimeError
from egovkit.testing import (
    calendars,
    deadlines,
    notices,
    office_hours,
    pauses,
    rules,
    terms,
)

DAY = timedelta(days=1)
RECEIVED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_T = TypeVar("_T")
quick = settings(max_examples=60, deadline=None)


def is_drawn(strategy: SearchStrategy[_T], condition: Callable[[_T], object]) -> bool:
    """Draw until the condition holds; NoSuchExample when it never does."""
    often = settings(
        max_examples=2000, database=None, deadline=None, phases=[Phase.generate]
    )
    find(strategy, lambda value: bool(condition(value)), settings=often)
    return True


def reasons(calendar: WorkCalendar) -> set[Reason]:
    return {row.reason for row in calendar.table(calendar.first, calendar.last)}


class TestCalendars:
    @pytest.mark.parametrize(
        "reason",
        [
            Reason.WORKED,
            Reason.WEEKEND,
            Reason.HOLIDAY,
            Reason.MAKE_UP,
            Reason.CLOSED,
        ],
    )
    def test_days_are_worked_or_not_for_every_reason(self, reason: Reason) -> None:
        assert is_drawn(calendars(), lambda c: reason in reasons(c))

    def test_a_make_up_day_falls_on_a_weekend(self) -> None:
        def has_made_up_weekend(calendar: WorkCalendar) -> bool:
            rows = calendar.table(calendar.first, calendar.last)
            return any(
                row.working and row.day.weekday() in calendar.weekend for row in rows
            )

        assert is_drawn(calendars(), has_made_up_weekend)

    @pytest.mark.parametrize("edge", ["first", "last"])
    def test_the_edges_of_the_span_are_marked(self, edge: str) -> None:
        assert is_drawn(calendars(), lambda c: c.status(getattr(c, edge)).is_special)

    def test_marks_lie_outside_of_the_span(self) -> None:
        assert is_drawn(
            calendars(), lambda c: any(day > c.last for day in c.marked_days)
        )

    def test_a_span_may_be_one_day_and_no_day_may_be_worked(self) -> None:
        assert is_drawn(calendars(), lambda c: c.first == c.last)
        assert is_drawn(
            calendars(), lambda c: c.working_days_between(c.first, c.last + DAY) == 0
        )

    def test_weekends_differ(self) -> None:
        weekends = calendars().map(lambda c: c.weekend)

        for weekend in ({5, 6}, {4, 5}, set[int]()):
            assert is_drawn(weekends, weekend.__eq__)

    def test_some_vouch_for_a_part_of_the_span_only(self) -> None:
        assert is_drawn(calendars(min_days=2), lambda c: c.is_provisional(c.last))
        assert is_drawn(calendars(min_days=2), lambda c: not c.is_provisional(c.last))

    def test_some_have_hours_and_some_have_none(self) -> None:
        assert is_drawn(calendars(), lambda c: c.hours is None)
        assert is_drawn(calendars(), lambda c: c.hours is not None)

    @quick
    @given(
        calendars(
            min_days=20,
            max_days=30,
            zones=["UTC"],
            hours=st.just(OfficeHours("8:00-9:00")),
        )
    )
    def test_what_is_asked_for_is_kept(self, calendar: WorkCalendar) -> None:
        assert 20 <= (calendar.last - calendar.first).days + 1 <= 30
        assert str(calendar.tz) == "UTC"
        assert calendar.hours is not None
        assert calendar.hours.windows == ((time(8), time(9)),)

    def test_a_failing_test_shows_a_calendar_on_one_line(self) -> None:
        calendar = WorkCalendar(
            tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
        )

        assert pretty(calendar) == repr(calendar)
        assert len(pretty(calendar)) < 150

    def test_an_impossible_length_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="at least 1 and at most 5"):
            find(calendars(min_days=9, max_days=5), lambda _: True)


class TestNotices:
    @pytest.mark.parametrize("confidence", Confidence)
    def test_they_are_known_in_every_way(self, confidence: Confidence) -> None:
        assert is_drawn(notices(), lambda n: n.confidence is confidence)

    @pytest.mark.parametrize(
        "field", ["days_off", "make_up_days", "undecided", "hours", "complete_through"]
    )
    def test_every_field_is_used_and_left_out(self, field: str) -> None:
        assert is_drawn(notices(), lambda n: getattr(n, field))
        assert is_drawn(notices(), lambda n: not getattr(n, field))

    @quick
    @given(notices())
    def test_a_day_is_said_to_be_one_thing_only(self, notice: Notice) -> None:
        said = [*notice.days_off, *notice.make_up_days, *notice.undecided]

        assert len(said) == len(set(said))


class TestOfficeHours:
    def test_there_are_several_windows_and_some_touch(self) -> None:
        def touch(hours: OfficeHours) -> bool:
            return any(a[1] == b[0] for a, b in pairwise(hours.windows))

        assert is_drawn(office_hours(), lambda h: len(h.windows) > 2)
        assert is_drawn(office_hours(), touch)
        assert is_drawn(office_hours(), lambda h: len(h.windows) > 1 and not touch(h))

    def test_weekdays_and_days_have_windows_of_their_own_or_none(self) -> None:
        for field in ("weekdays", "dates"):
            own = office_hours().map(attrgetter(field)).map(lambda own: [*own.values()])
            assert is_drawn(own, any)
            assert is_drawn(own, lambda windows: () in windows)

    @quick
    @given(office_hours())
    def test_an_office_is_open_on_its_usual_days(self, hours: OfficeHours) -> None:
        assert hours.windows
        assert all(opens < closes for opens, closes in hours.windows)


class TestTerms:
    @pytest.mark.parametrize("unit", Unit)
    def test_every_unit_is_drawn(self, unit: Unit) -> None:
        assert is_drawn(terms(), lambda term: term.amount(unit) > 0)

    def test_units_stand_together_and_terms_may_be_empty(self) -> None:
        assert is_drawn(terms(), lambda term: len(term.parts) > 2)
        assert is_drawn(terms(), lambda term: term.is_same_day)
        assert is_drawn(terms(), lambda term: term == Term.calendar_days(0))

    @quick
    @given(terms(units=[Unit.WEEKS, Unit.WORKING_DAYS]))
    def test_only_the_units_asked_for_are_drawn(self, term: Term) -> None:
        assert len(term.parts) == 1
        assert term.unit in (Unit.WEEKS, Unit.WORKING_DAYS)


class TestRules:
    def test_there_are_presets_evolved_presets_and_free_rules(self) -> None:
        preset = CountingRule.EU_1182_71

        assert is_drawn(rules(), lambda rule: rule == preset)
        assert is_drawn(
            rules(), lambda rule: rule.name == "EU_1182_71" and rule != preset
        )
        assert is_drawn(
            rules(), lambda rule: rule.name == "custom" and rule != CountingRule()
        )

    def test_every_preset_is_drawn(self) -> None:
        declared = {name for name in vars(CountingRule) if name.isupper()}

        for name in declared:
            assert is_drawn(rules().map(attrgetter("name")), name.__eq__)

    @pytest.mark.parametrize(
        "parameter",
        [
            "first_day_counted", "roll_after", "roll_before", "roll_hours",
            "short_term_days", "least_working_days", "least_from_days",
            "adjust_limits", "hours_from", "months_end", "added_days", "weekly_rest",
            "cut_off", "cut_off_shifts", "due",
        ],
    )  # fmt: skip
    def test_every_parameter_is_changed(self, parameter: str) -> None:
        default = getattr(CountingRule(), parameter)

        assert is_drawn(
            rules(),
            lambda rule: rule.name == "custom" and getattr(rule, parameter) != default,
        )


class TestPauses:
    def test_some_are_open_and_some_cover_nothing(self) -> None:
        assert is_drawn(pauses(RECEIVED_AT), lambda pause: pause.end is None)
        assert is_drawn(pauses(RECEIVED_AT), lambda pause: pause.start == pause.end)

    def test_some_begin_before_the_receipt_and_some_last_for_days(self) -> None:
        def is_long(pause: Pause) -> bool:
            return pause.end is not None and pause.end - pause.start > 5 * DAY

        assert is_drawn(pauses(RECEIVED_AT), lambda pause: pause.start < RECEIVED_AT)
        assert is_drawn(pauses(RECEIVED_AT), is_long)

    def test_a_receipt_without_a_zone_is_refused(self) -> None:
        with pytest.raises(NaiveDatetimeError):
            find(pauses(RECEIVED_AT.replace(tzinfo=None)), lambda _: True)


@pytest.fixture(scope="module")
def drawn() -> list[Deadline]:
    """Return many deadlines, the same ones in every run."""
    seen: list[Deadline] = []

    @settings(max_examples=800, derandomize=True, database=None, deadline=None)
    @given(deadlines())
    def collect(due: Deadline) -> None:
        seen.append(due)

    collect()
    return seen


class TestDeadlines:
    def test_terms_of_every_unit_are_computed(self, drawn: list[Deadline]) -> None:
        assert {due.term.unit for due in drawn} == {*Unit}

    def test_everything_that_moves_a_day_does(self, drawn: list[Deadline]) -> None:
        assert {line.reason for due in drawn for line in due.explain()} >= {
            Reason.CUT_OFF, Reason.TRANSFER, Reason.PAUSED, Reason.ROLLED,
            Reason.ADDED, Reason.EXTENDED, Reason.DUE,
        }  # fmt: skip

    def test_some_are_suspended_and_some_provisional(
        self, drawn: list[Deadline]
    ) -> None:
        assert {due.suspended for due in drawn} == {True, False}
        assert {due.provisional for due in drawn} == {True, False}

    def test_receipts_fall_on_worked_days_and_on_days_off(
        self, drawn: list[Deadline]
    ) -> None:
        received = {due.calendar.is_working_day(due.received_day) for due in drawn}

        assert received == {True, False}

    @quick
    @given(
        deadlines(
            rule=st.just(CountingRule(name="ours")), term=st.just(Term.working_days(3))
        )
    )
    def test_the_rule_and_the_term_given_are_used(self, due: Deadline) -> None:
        assert due.rule.name == "ours"
        assert due.term == Term.working_days(3)


def test_without_hypothesis_the_error_names_the_extra() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import egovkit.testing"

    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, check=False, text=True
    )

    assert run.stderr.splitlines()[-1] == (
        "egovkit.errors.MissingExtraError: egovkit.testing needs hypothesis; "
        "run: pip install 'egovkit[testing]'"
    )
