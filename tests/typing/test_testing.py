"""What a type checker sees of egovkit.testing; it also runs."""

from datetime import UTC, datetime
from typing import assert_type

from hypothesis.strategies import SearchStrategy

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Notice,
    OfficeHours,
    Pause,
    Term,
    WorkCalendar,
)
from egovkit.testing import (
    calendars,
    deadlines,
    notices,
    office_hours,
    pauses,
    rules,
    terms,
)


def test_a_strategy_has_the_type_of_what_it_draws() -> None:
    received_at = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert_type(calendars(min_days=9), SearchStrategy[WorkCalendar])
    assert_type(deadlines(calendar=calendars()), SearchStrategy[Deadline])
    assert_type(notices(), SearchStrategy[Notice])
    assert_type(office_hours(), SearchStrategy[OfficeHours])
    assert_type(pauses(received_at), SearchStrategy[Pause])
    assert_type(rules(), SearchStrategy[CountingRule])
    assert_type(terms(), SearchStrategy[Term])
