from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from egovkit.errors import InvalidValueError, NaiveDatetimeError
from egovkit.metrics import Timeliness, classify
from egovkit.outcome import DueBy, Outcome, Status

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LATER = datetime(2026, 2, 1, tzinfo=HANOI)


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=HANOI)


DUE = at(8, 17)


def dossier(
    *,
    due: datetime | None = DUE,
    end: datetime | None = None,
    status: Status | None = None,
    due_by: DueBy = DueBy.DAY,
) -> Outcome:
    status = status or (Status.RESOLVED if end else Status.PENDING)
    return Outcome(
        number="1",
        received_at=at(5),
        due_at=due,
        resolved_at=end,
        status=status,
        due_by=due_by,
    )


class TestResolvedDossiers:
    def test_the_day_before_the_due_day_is_before_due_to_its_last_minute(self) -> None:
        outcome = dossier(end=at(7, 23, 59))

        assert classify(outcome, as_of=LATER) is Timeliness.BEFORE_DUE

    def test_an_end_after_the_due_hour_on_the_due_day_is_on_time(self) -> None:
        outcome = dossier(end=at(8, 23, 59))

        assert classify(outcome, as_of=LATER) is Timeliness.ON_TIME

    def test_the_first_minute_after_the_due_day_is_overdue(self) -> None:
        outcome = dossier(end=at(9, 0, 0))

        assert classify(outcome, as_of=LATER) is Timeliness.OVERDUE

    def test_a_dossier_without_due_date_is_never_before_due(self) -> None:
        outcome = dossier(due=None, end=at(6))

        assert classify(outcome, as_of=LATER) is Timeliness.NO_TERM

    def test_an_end_after_as_of_has_not_happened(self) -> None:
        outcome = dossier(end=at(12))

        assert classify(outcome, as_of=at(8, 23)) is Timeliness.PENDING_WITHIN

    def test_an_end_at_as_of_has_happened(self) -> None:
        outcome = dossier(end=at(7))

        assert classify(outcome, as_of=at(7)) is Timeliness.BEFORE_DUE


class TestTermsInHours:
    @pytest.mark.parametrize(
        ("end", "expected"),
        [
            (at(8, 16, 59), Timeliness.BEFORE_DUE),
            (at(8, 17), Timeliness.ON_TIME),
            (at(8, 17, 1), Timeliness.OVERDUE),
        ],
    )
    def test_are_judged_by_instant(self, end: datetime, expected: Timeliness) -> None:
        outcome = dossier(end=end, due_by=DueBy.INSTANT)

        assert classify(outcome, as_of=LATER) is expected

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            (at(8, 17), Timeliness.PENDING_WITHIN),
            (at(8, 17, 1), Timeliness.PENDING_OVERDUE),
        ],
    )
    def test_are_pending_within_up_to_the_due_instant(
        self, as_of: datetime, expected: Timeliness
    ) -> None:
        assert classify(dossier(due_by=DueBy.INSTANT), as_of=as_of) is expected

    def test_an_hour_that_clocks_show_twice_counts_twice(self) -> None:
        # On 2025-10-26 clocks in Amsterdam go back from 03:00 to 02:00.
        outcome = Outcome(
            number="1",
            received_at=datetime(2025, 10, 25, 9, tzinfo=AMSTERDAM),
            due_at=datetime(2025, 10, 26, 2, 45, tzinfo=AMSTERDAM),
            resolved_at=datetime(2025, 10, 26, 2, 15, tzinfo=AMSTERDAM, fold=1),
            due_by=DueBy.INSTANT,
        )

        assert classify(outcome, as_of=LATER) is Timeliness.OVERDUE


class TestPendingDossiers:
    def test_the_due_day_itself_is_within(self) -> None:
        assert classify(dossier(), as_of=at(8, 23, 59)) is Timeliness.PENDING_WITHIN

    def test_the_day_after_is_overdue(self) -> None:
        assert classify(dossier(), as_of=at(9, 0, 0)) is Timeliness.PENDING_OVERDUE

    def test_the_day_of_as_of_is_taken_in_the_zone_of_the_due_date(self) -> None:
        # 17:30 in UTC on the 8th is 00:30 of the 9th in Hanoi.
        as_of = datetime(2026, 1, 8, 17, 30, tzinfo=UTC)

        assert classify(dossier(), as_of=as_of) is Timeliness.PENDING_OVERDUE

    def test_without_due_date_a_dossier_has_no_term(self) -> None:
        assert classify(dossier(due=None), as_of=LATER) is Timeliness.NO_TERM


class TestOtherDossiers:
    @pytest.mark.parametrize("due", [DUE, None])
    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            (Status.REFUSED, Timeliness.REFUSED),
            (Status.WITHDRAWN, Timeliness.WITHDRAWN),
        ],
    )
    def test_refused_and_withdrawn_come_before_any_date(
        self, status: Status, expected: Timeliness, due: datetime | None
    ) -> None:
        outcome = dossier(due=due, end=at(6), status=status)

        assert classify(outcome, as_of=LATER) is expected

    def test_a_refusal_after_as_of_leaves_the_dossier_pending(self) -> None:
        outcome = dossier(end=at(12), status=Status.REFUSED)

        assert classify(outcome, as_of=at(10)) is Timeliness.PENDING_OVERDUE

    def test_a_paused_dossier_stays_paused_past_its_due_day(self) -> None:
        outcome = dossier(status=Status.PAUSED)

        assert classify(outcome, as_of=LATER) is Timeliness.PAUSED

    def test_a_paused_dossier_without_due_date_has_no_term(self) -> None:
        outcome = dossier(due=None, status=Status.PAUSED)

        assert classify(outcome, as_of=LATER) is Timeliness.NO_TERM


class TestAsOf:
    def test_without_zone_is_refused(self) -> None:
        with pytest.raises(NaiveDatetimeError, match="as_of"):
            classify(dossier(), as_of=at(9).replace(tzinfo=None))

    def test_before_the_receipt_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="at or after the receipt"):
            classify(dossier(), as_of=at(5, 8, 59))

    def test_at_the_receipt_is_accepted(self) -> None:
        assert classify(dossier(), as_of=at(5)) is Timeliness.PENDING_WITHIN
