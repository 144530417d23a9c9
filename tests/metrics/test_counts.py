from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from egovkit.errors import InvalidValueError, NaiveDatetimeError
from egovkit.metrics import (
    CountingPolicy,
    Denominator,
    Period,
    ResolutionCounts,
    Timeliness,
)
from egovkit.outcome import Channel, Outcome, Status

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), HANOI)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30), HANOI)
AS_OF = datetime(2026, 6, 1, tzinfo=HANOI)


def day(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HANOI)


def dossier(
    received: datetime,
    due: datetime | None = None,
    end: datetime | None = None,
    status: Status | None = None,
    unit: str | None = None,
) -> Outcome:
    return Outcome(
        number="1",
        received_at=received,
        due_at=due,
        resolved_at=end,
        status=status or (Status.RESOLVED if end else Status.PENDING),
        unit=unit,
    )


# A register for March, with the class of each dossier worked out by hand.
REGISTER = [
    dossier(day(2, 20), day(2, 27), day(2, 26)),  # ended in February: not counted
    dossier(day(2, 20), day(3, 5), day(3, 4)),  # carried over, before due
    dossier(day(2, 27), day(3, 6), day(3, 9)),  # carried over, overdue
    dossier(day(2, 27), None),  # carried over, no term, open
    dossier(day(3, 2), day(3, 9), day(3, 9, 23)),  # on time
    dossier(day(3, 3), day(3, 10), day(3, 4)),  # before due
    dossier(day(3, 3), day(3, 10), day(3, 5), Status.REFUSED),
    dossier(day(3, 4), day(3, 11), day(3, 12), Status.WITHDRAWN),
    dossier(day(3, 5), day(3, 12)),  # pending overdue
    dossier(day(3, 6), day(3, 13), None, Status.PAUSED),  # paused, past due
    dossier(day(3, 25), day(4, 2), None, Status.PAUSED),  # paused
    dossier(day(3, 30), day(3, 31)),  # pending within: due on the last day
    dossier(day(3, 30), day(4, 6), day(4, 3)),  # pending within at the end of March
    dossier(day(3, 30), None, day(3, 31)),  # no term, ended
    dossier(day(4, 1), day(4, 8)),  # received in April: not counted
]


def count(
    outcomes: list[Outcome],
    *,
    period: Period = MARCH,
    as_of: datetime = AS_OF,
    policy: CountingPolicy | None = None,
) -> ResolutionCounts:
    return ResolutionCounts.of(
        outcomes, period=period, as_of=as_of, policy=policy or CountingPolicy()
    )


class TestOf:
    def test_counts_a_register_as_by_hand(self) -> None:
        assert dict(count(REGISTER).rows()) == {
            "carried_over": 3,
            "received": 10,
            "before_due": 2,
            "on_time": 1,
            "overdue": 1,
            "pending_within": 2,
            "pending_overdue": 1,
            "paused": 2,
            "refused": 1,
            "withdrawn": 1,
            "no_term": 2,
        }

    def test_tells_what_is_still_open(self) -> None:
        counts = count(REGISTER)

        assert counts.no_term_open == 1
        assert counts.paused_past_due == 1
        assert counts.open_stock == 2 + 1 + 2 + 1

    def test_the_open_stock_is_what_the_next_period_carries_over(self) -> None:
        april = count(REGISTER, period=APRIL)

        assert april.carried_over == count(REGISTER).open_stock

    def test_takes_an_iterator_once(self) -> None:
        counts = ResolutionCounts.of(iter(REGISTER), period=MARCH, as_of=AS_OF)

        assert counts == count(REGISTER)

    def test_what_comes_after_as_of_has_not_happened(self) -> None:
        rows = [
            dossier(day(3, 2), day(3, 9), day(3, 6)),
            dossier(day(3, 7), day(3, 16), day(3, 9)),
            dossier(day(3, 8), day(3, 16)),
        ]

        counts = count(rows, as_of=day(3, 7))

        assert (counts.received, counts.before_due, counts.pending_within) == (2, 1, 1)

    def test_an_end_at_the_first_instant_of_the_period_is_in_it(self) -> None:
        at_midnight = day(3, 1, 0)
        rows = [
            dossier(day(2, 20), day(3, 5), at_midnight),
            dossier(day(2, 20), day(3, 5), at_midnight - timedelta(microseconds=1)),
        ]

        counts = count(rows)

        assert (counts.carried_over, counts.before_due) == (1, 1)

    def test_an_end_at_the_first_instant_after_the_period_is_not_in_it(self) -> None:
        counts = count([dossier(day(3, 20), day(4, 5), day(4, 1, 0))])

        assert (counts.before_due, counts.pending_within) == (0, 1)

    def test_a_receipt_at_the_first_instant_of_the_period_is_received(self) -> None:
        counts = count([dossier(day(3, 1, 0))])

        assert (counts.carried_over, counts.received) == (0, 1)

    def test_a_receipt_and_an_end_at_as_of_have_happened(self) -> None:
        row = dossier(day(3, 7), day(3, 16), day(3, 7))

        assert count([row], as_of=day(3, 7)).before_due == 1

    def test_the_day_of_as_of_is_taken_in_the_zone_of_the_dossier(self) -> None:
        # 06:00 of 10 March in Hanoi is still 9 March in UTC.
        row = dossier(day(3, 2), day(3, 9))

        counts = count([row], as_of=day(3, 10, 6).astimezone(UTC))

        assert counts.pending_overdue == 1

    def test_days_of_the_period_are_those_of_its_zone(self) -> None:
        # 18:00 in UTC on 28 February is 01:00 of 1 March in Hanoi.
        received = datetime(2026, 2, 28, 18, tzinfo=UTC)

        counts = count([dossier(received)])

        assert (counts.carried_over, counts.received) == (0, 1)

    def test_a_period_that_has_not_begun_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="as_of"):
            count(REGISTER, as_of=day(2, 28))

    def test_a_naive_as_of_is_refused(self) -> None:
        with pytest.raises(NaiveDatetimeError):
            count(REGISTER, as_of=AS_OF.replace(tzinfo=None))

    def test_zones_may_change_from_row_to_row(self) -> None:
        rows = [
            dossier(day(3, 2, hour).astimezone(timezone(timedelta(hours=offset))))
            for hour in (1, 9)
            for offset in (-5, 0, 7, 9)
        ]

        assert count(rows).received == 8


class TestRepeatedHours:
    """On 2025-10-26 clocks in Amsterdam go back from 03:00 to 02:00."""

    TZ = ZoneInfo("Europe/Amsterdam")
    OCTOBER = Period(date(2025, 10, 1), date(2025, 10, 31), TZ)

    def instant(self, minute: int, fold: int) -> datetime:
        return datetime(2025, 10, 26, 2, minute, tzinfo=self.TZ, fold=fold)

    def test_an_end_in_the_second_pass_comes_after_as_of_in_the_first(self) -> None:
        received = datetime(2025, 10, 20, 9, tzinfo=self.TZ)
        row = dossier(received, received, self.instant(15, fold=1))

        counts = count([row], period=self.OCTOBER, as_of=self.instant(45, fold=0))

        assert (counts.overdue, counts.pending_overdue) == (0, 1)

    def test_a_receipt_in_the_first_pass_comes_before_as_of_in_the_second(
        self,
    ) -> None:
        row = dossier(self.instant(45, fold=0))

        counts = count([row], period=self.OCTOBER, as_of=self.instant(15, fold=1))

        assert counts.received == 1

    def test_both_passes_of_a_repeated_midnight_are_in_the_new_day(self) -> None:
        # In Havana clocks went back from 01:00 to 00:00 on 2025-11-02.
        tz = ZoneInfo("America/Havana")
        november = Period(date(2025, 11, 2), date(2025, 11, 30), tz)
        rows = [
            dossier(datetime(2025, 11, 2, 0, 30, tzinfo=tz, fold=fold))
            for fold in (0, 1)
        ]

        counts = count(rows, period=november)

        assert (counts.carried_over, counts.received) == (0, 2)

    def test_a_time_that_clocks_skip_is_read_by_its_instant(self) -> None:
        # In Beirut clocks went from 00:00 to 01:00 on 2024-03-31: 00:30 is 01:30.
        tz = ZoneInfo("Asia/Beirut")
        spring = Period(date(2024, 3, 31), date(2024, 6, 30), tz)

        counts = count(
            [dossier(datetime(2024, 3, 31, 0, 30, tzinfo=tz))], period=spring
        )

        assert (counts.carried_over, counts.received) == (0, 1)


class TestPolicies:
    def test_a_form_without_columns_for_paused_and_withdrawn(self) -> None:
        policy = CountingPolicy(
            name="portal",
            paused=Timeliness.PENDING_WITHIN,
            paused_past_due=Timeliness.PENDING_OVERDUE,
            withdrawn=Timeliness.ON_TIME,
        )

        counts = count(REGISTER, policy=policy)

        assert (counts.paused, counts.withdrawn) == (0, 0)
        assert (counts.pending_within, counts.pending_overdue) == (3, 2)
        assert counts.on_time == 2

    def test_refused_and_withdrawn_can_be_judged_by_their_dates(self) -> None:
        policy = CountingPolicy(name="results", refused=None, withdrawn=None)

        counts = count(REGISTER, policy=policy)

        assert (counts.before_due, counts.overdue) == (3, 2)

    def test_no_policy_changes_what_is_open(self) -> None:
        policy = CountingPolicy(paused="on_time", paused_past_due="on_time")

        counts = count(REGISTER, policy=policy)

        assert counts.open_stock == count(REGISTER).open_stock
        assert counts.paused_past_due == 1


class TestBy:
    def test_groups_by_the_name_of_an_attribute(self) -> None:
        rows = [
            dossier(day(3, 2), unit="Ninh Thạnh"),
            dossier(day(3, 3), unit="Ninh Sơn"),
            dossier(day(3, 4), unit="Ninh Thạnh"),
        ]

        groups = ResolutionCounts.by(rows, "unit", period=MARCH, as_of=AS_OF)

        assert {unit: counts.received for unit, counts in groups.items()} == {
            "Ninh Thạnh": 2,
            "Ninh Sơn": 1,
        }

    def test_groups_by_a_function(self) -> None:
        def year(outcome: Outcome) -> int:
            return outcome.received_at.year

        groups = ResolutionCounts.by(REGISTER, key=year, period=MARCH, as_of=AS_OF)

        assert groups == {2026: count(REGISTER)}

    def test_keeps_dossiers_without_a_group(self) -> None:
        groups = ResolutionCounts.by(REGISTER, "channel", period=MARCH, as_of=AS_OF)

        assert groups == {None: count(REGISTER)}
        assert Channel.ONLINE not in groups

    def test_shows_a_group_of_which_nothing_counts_with_zeros(self) -> None:
        rows = [dossier(day(4, 2), unit="Ninh Sơn")]

        groups = ResolutionCounts.by(rows, "unit", period=MARCH, as_of=AS_OF)

        assert groups == {"Ninh Sơn": count([])}

    def test_takes_one_pass(self) -> None:
        def once() -> Iterator[Outcome]:
            yield from REGISTER

        groups = ResolutionCounts.by(once(), "unit", period=MARCH, as_of=AS_OF)

        assert groups[None] == count(REGISTER)

    def test_refuses_a_name_that_no_outcome_has(self) -> None:
        with pytest.raises(InvalidValueError, match="received_at"):
            ResolutionCounts.by(REGISTER, "ward", period=MARCH, as_of=AS_OF)


class TestSum:
    def test_of_two_halves_is_the_whole(self) -> None:
        assert count(REGISTER[:7]) + count(REGISTER[7:]) == count(REGISTER)

    def test_zero_is_neutral_on_both_sides(self) -> None:
        counts = count(REGISTER, policy=CountingPolicy(name="portal", refused=None))

        assert ResolutionCounts.zero() + counts == counts
        assert counts + ResolutionCounts.zero() == counts

    def test_of_many_starts_at_zero(self) -> None:
        one_by_one = [count([outcome]) for outcome in REGISTER]

        assert sum(one_by_one, ResolutionCounts.zero()) == count(REGISTER)

    @pytest.mark.parametrize(
        ("other", "name"),
        [
            (lambda: count([], period=APRIL), "period"),
            (lambda: count([], as_of=AS_OF + timedelta(days=1)), "as_of"),
            (lambda: count([], policy=CountingPolicy(paused=None)), "policy"),
        ],
    )
    def test_of_unlike_counts_is_refused(
        self, other: Callable[[], ResolutionCounts], name: str
    ) -> None:
        with pytest.raises(InvalidValueError, match=f"same {name}"):
            count([]) + other()


class TestReconciliation:
    def test_counts_that_do_not_reconcile_are_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="9 dossiers"):
            ResolutionCounts(carried_over=4, received=5, on_time=8)


class TestRates:
    COUNTS = ResolutionCounts(
        carried_over=2,
        received=10,
        before_due=3,
        on_time=2,
        overdue=1,
        pending_overdue=2,
        paused=1,
        withdrawn=3,
    )

    @pytest.mark.parametrize(
        ("of", "expected"),
        [
            (Denominator.RESOLVED, Fraction(5, 6)),
            (Denominator.DUE, Fraction(5, 8)),
            (Denominator.RECEIVED, Fraction(5, 12)),
        ],
    )
    def test_name_their_denominator(self, of: Denominator, expected: Fraction) -> None:
        assert self.COUNTS.on_time_rate(of=of) == expected

    @pytest.mark.parametrize("of", Denominator)
    def test_are_none_of_nothing(self, of: Denominator) -> None:
        assert ResolutionCounts.zero().on_time_rate(of=of) is None
        assert ResolutionCounts.zero().percentages(of=of) is None

    def test_percentages_are_apportioned_over_the_parts_of_the_denominator(
        self,
    ) -> None:
        # 50, 33 1/3 and 16 2/3: the largest remainder is rounded up.
        assert self.COUNTS.percentages() == {
            "before_due": Decimal("50.00"),
            "on_time": Decimal("33.33"),
            "overdue": Decimal("16.67"),
        }

    def test_percentages_of_what_is_due_include_the_pending_overdue(self) -> None:
        assert self.COUNTS.percentages(places=1, of=Denominator.DUE) == {
            "before_due": Decimal("37.5"),
            "on_time": Decimal("25.0"),
            "overdue": Decimal("12.5"),
            "pending_overdue": Decimal("25.0"),
        }

    def test_percentages_of_all_received_have_the_nine_classes(self) -> None:
        percentages = self.COUNTS.percentages(of=Denominator.RECEIVED)

        assert percentages is not None
        assert list(percentages) == list(Timeliness)
        assert sum(percentages.values()) == 100
