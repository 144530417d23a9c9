"""Outcome: what one row about a dossier may say, and what it may not."""

import copy
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from egovkit.errors import InvalidValueError, NaiveDatetimeError
from egovkit.outcome import COLUMNS, DueBy, Outcome, Status

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def outcome(**instants: datetime) -> Outcome:
    fields: dict[str, Any] = {"received_at": hanoi(5), **instants}
    return Outcome(number="1", **fields)


def hanoi(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=HANOI)


class TestStatus:
    def test_a_dossier_without_an_end_is_pending(self) -> None:
        assert Outcome(number="1", received_at=hanoi(5)).status is Status.PENDING

    def test_a_dossier_with_an_end_is_resolved(self) -> None:
        row = Outcome(number="1", received_at=hanoi(5), resolved_at=hanoi(6))

        assert row.status is Status.RESOLVED

    @pytest.mark.parametrize("status", ["resolved", "refused", "withdrawn"])
    def test_a_status_that_ends_a_dossier_needs_the_end(self, status: str) -> None:
        with pytest.raises(InvalidValueError) as caught:
            Outcome(number="1", received_at=hanoi(5), status=Status(status))

        assert caught.value.name == "resolved_at"

    @pytest.mark.parametrize("status", ["pending", "paused"])
    def test_an_open_dossier_has_no_end(self, status: str) -> None:
        with pytest.raises(InvalidValueError) as caught:
            Outcome(
                number="1",
                received_at=hanoi(5),
                resolved_at=hanoi(6),
                status=Status(status),
            )

        assert caught.value.name == "status"

    def test_only_pending_and_paused_are_open(self) -> None:
        ended = {status for status in Status if status.has_ended}

        assert ended == {Status.RESOLVED, Status.REFUSED, Status.WITHDRAWN}


class TestInstants:
    @pytest.mark.parametrize("name", ["resolved_at", "returned_at"])
    def test_a_dossier_does_not_end_before_its_receipt(self, name: str) -> None:
        with pytest.raises(InvalidValueError) as caught:
            outcome(**{name: hanoi(4)})

        assert caught.value.name == name

    def test_a_dossier_may_end_at_the_instant_of_its_receipt(self) -> None:
        row = Outcome(number="1", received_at=hanoi(5), resolved_at=hanoi(5))

        assert row.resolved_at == row.received_at

    def test_a_dossier_may_be_due_before_its_receipt(self) -> None:
        assert outcome(due_at=hanoi(4)).due_at == hanoi(4)

    # Clocks in Amsterdam showed 02:00 to 03:00 twice on 2025-10-26.
    def test_an_end_in_the_repeated_hour_is_compared_as_an_instant(self) -> None:
        first = datetime(2025, 10, 26, 2, 50, tzinfo=AMSTERDAM)
        second = datetime(2025, 10, 26, 2, 10, tzinfo=AMSTERDAM, fold=1)

        row = outcome(received_at=first, resolved_at=second)
        assert row.resolved_at is second
        with pytest.raises(InvalidValueError, match="an end after the receipt"):
            outcome(received_at=second, resolved_at=first)

    @pytest.mark.parametrize(
        "name",
        ["due_at", "promised_at", "last_promised_at", "resolved_at", "returned_at"],
    )
    def test_an_instant_in_another_zone_is_refused(self, name: str) -> None:
        elsewhere = hanoi(6).astimezone(AMSTERDAM)

        with pytest.raises(InvalidValueError, match=f"{name}.astimezone") as caught:
            outcome(**{name: elsewhere})

        assert caught.value.name == name

    def test_two_objects_for_one_zone_are_one_zone(self) -> None:
        first, second = (timezone(timedelta(hours=7)) for _ in range(2))
        received_at = datetime(2026, 1, 5, 9, tzinfo=first)

        due_at = received_at.replace(tzinfo=second)

        assert first is not second
        assert outcome(received_at=received_at, due_at=due_at).due_at is due_at

    @pytest.mark.parametrize("name", ["received_at", "due_at", "returned_at"])
    def test_an_instant_without_a_zone_is_refused(self, name: str) -> None:
        instants = {"received_at": hanoi(5), name: datetime(2026, 1, 6, 9)}  # noqa: DTZ001

        with pytest.raises(NaiveDatetimeError) as caught:
            outcome(**instants)

        assert caught.value.name == name


class TestValue:
    def test_a_dossier_needs_a_number(self) -> None:
        with pytest.raises(InvalidValueError):
            Outcome(number="", received_at=hanoi(5))

    def test_an_outcome_does_not_change(self) -> None:
        row = Outcome(number="1", received_at=hanoi(5))

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            row.number = "2"  # type: ignore[misc]

    def test_a_copy_and_a_pickle_are_equal_to_the_outcome(self) -> None:
        row = Outcome(number="1", received_at=hanoi(5), due_by=DueBy.INSTANT)

        assert copy.copy(row) == row
        assert pickle.loads(pickle.dumps(row)) == row  # noqa: S301

    def test_the_schema_names_the_fields(self) -> None:
        fields = {attribute.name for attribute in attrs.fields(Outcome)}

        assert {column.name for column in COLUMNS} == fields

    def test_the_schema_requires_what_has_no_default(self) -> None:
        required = {
            attribute.name
            for attribute in attrs.fields(Outcome)
            if attribute.default is attrs.NOTHING
        }

        assert {column.name for column in COLUMNS if column.is_required} == required
