from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from egovkit.metrics import (
    CountingPolicy,
    Denominator,
    Period,
    ResolutionCounts,
    Timeliness,
    classify,
)
from egovkit.outcome import DueBy, Outcome, Status

# Clocks in Amsterdam went back on 2025-10-26, in Havana on 2025-11-02 at midnight.
ZONES = [
    ZoneInfo("Asia/Ho_Chi_Minh"),
    ZoneInfo("Europe/Amsterdam"),
    ZoneInfo("America/Havana"),
]
FIRST, SPAN = datetime(2025, 10, 20, tzinfo=UTC), 20 * 24 * 60
AS_OF = datetime(2025, 12, 1, tzinfo=UTC)


def minutes(start: datetime) -> st.SearchStrategy[datetime]:
    return st.integers(0, SPAN).map(lambda n: start + timedelta(minutes=n))


@st.composite
def outcomes(draw: st.DrawFn, zone: tzinfo | None = None) -> Outcome:
    tz = zone or draw(st.sampled_from(ZONES))
    received = draw(minutes(FIRST))
    status = draw(st.sampled_from(Status))
    due = draw(st.none() | minutes(received))
    return Outcome(
        number="1",
        unit=draw(st.sampled_from(["Ninh Sơn", "Ninh Thạnh", None])),
        received_at=received.astimezone(tz),
        due_at=due and due.astimezone(tz),
        resolved_at=draw(minutes(received)).astimezone(tz)
        if status.has_ended
        else None,
        status=status,
        due_by=draw(st.sampled_from(DueBy)),
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(st.dates(date(2025, 10, 21), date(2025, 11, 12)))
    days = draw(st.integers(0, 12))
    tz = draw(st.sampled_from(ZONES))
    return Period(first, first + timedelta(days=days), tz)


ROWS = st.lists(outcomes(), max_size=8)
CLASSES = st.none() | st.sampled_from(Timeliness)
POLICIES = st.builds(
    CountingPolicy,
    paused=CLASSES,
    paused_past_due=CLASSES,
    withdrawn=CLASSES,
    refused=CLASSES,
)


def by_day(outcome: Outcome, period: Period, as_of: datetime) -> str | None:
    """Count one dossier by local days alone, as a clerk with a register would."""

    def day(at: datetime) -> date:
        return at.astimezone(UTC).astimezone(period.tz).date()

    def happened(at: datetime | None) -> bool:
        return (
            at is not None
            and at.astimezone(UTC) <= as_of.astimezone(UTC)
            and day(at) <= period.last
        )

    end = outcome.resolved_at
    if not happened(outcome.received_at):
        return None
    if end is not None and day(end) < period.first:
        return None
    return "carried_over" if day(outcome.received_at) < period.first else "received"


class TestResolutionCounts:
    @settings(deadline=None)
    @given(ROWS, periods(), st.integers(0, 30 * 24 * 60))
    def test_agree_with_counting_by_hand(
        self, rows: list[Outcome], period: Period, later: int
    ) -> None:
        as_of = (period.start.astimezone(UTC) + timedelta(minutes=later)).astimezone(
            period.tz
        )
        counts = ResolutionCounts.of(rows, period=period, as_of=as_of)

        stock = [by_day(outcome, period, as_of) for outcome in rows]
        assert counts.carried_over == stock.count("carried_over")
        assert counts.received == stock.count("received")
        cut = period.cut(as_of)
        classes = [
            classify(outcome, as_of=cut)
            for outcome, where in zip(rows, stock, strict=True)
            if where is not None
        ]
        for name in Timeliness:
            assert getattr(counts, name) == classes.count(name)

    @settings(deadline=None)
    @given(ROWS, periods(), POLICIES)
    def test_reconcile_under_every_policy(
        self, rows: list[Outcome], period: Period, policy: CountingPolicy
    ) -> None:
        counts = ResolutionCounts.of(rows, period=period, as_of=AS_OF, policy=policy)

        assert counts.carried_over + counts.received == (
            counts.resolved
            + counts.pending
            + counts.paused
            + counts.refused
            + counts.withdrawn
            + counts.no_term
        )

    @settings(deadline=None)
    @given(ROWS, periods())
    def test_show_the_open_stock_in_their_own_classes(
        self, rows: list[Outcome], period: Period
    ) -> None:
        counts = ResolutionCounts.of(rows, period=period, as_of=AS_OF)

        open_ = counts.pending + counts.paused + counts.no_term_open
        assert counts.open_stock == open_
        assert counts.paused_past_due <= counts.paused

    @settings(deadline=None)
    @given(ROWS, periods(), st.integers(1, 12), POLICIES)
    def test_chain_from_one_period_to_the_next(
        self, rows: list[Outcome], period: Period, days: int, policy: CountingPolicy
    ) -> None:
        first = period.last + timedelta(days=1)
        following = Period(first, first + timedelta(days=days), period.tz)

        before = ResolutionCounts.of(rows, period=period, as_of=AS_OF, policy=policy)
        after = ResolutionCounts.of(rows, period=following, as_of=AS_OF, policy=policy)

        assert before.open_stock == after.carried_over

    @settings(deadline=None)
    @given(ROWS, ROWS, ROWS, periods(), POLICIES)
    def test_are_a_commutative_monoid(
        self,
        a: list[Outcome],
        b: list[Outcome],
        c: list[Outcome],
        period: Period,
        policy: CountingPolicy,
    ) -> None:
        def of(rows: list[Outcome]) -> ResolutionCounts:
            return ResolutionCounts.of(rows, period=period, as_of=AS_OF, policy=policy)

        zero = ResolutionCounts.zero()
        assert of(a) + of(b) == of(a + b) == of(b) + of(a)
        assert (of(a) + of(b)) + of(c) == of(a) + (of(b) + of(c))
        assert zero + of(a) == of(a) + zero == of(a)

    @settings(deadline=None)
    @given(ROWS, periods())
    def test_by_group_add_up_to_the_whole(
        self, rows: list[Outcome], period: Period
    ) -> None:
        groups = ResolutionCounts.by(rows, "unit", period=period, as_of=AS_OF)
        whole = ResolutionCounts.of(rows, period=period, as_of=AS_OF)

        for unit, counts in groups.items():
            ours = [outcome for outcome in rows if outcome.unit == unit]
            assert counts == ResolutionCounts.of(ours, period=period, as_of=AS_OF)
        if rows:
            assert sum(groups.values(), ResolutionCounts.zero()) == whole

    @settings(deadline=None)
    @given(ROWS, periods(), st.sampled_from(Denominator))
    def test_have_rates_and_percentages_of_the_same_denominator(
        self, rows: list[Outcome], period: Period, of: Denominator
    ) -> None:
        counts = ResolutionCounts.of(rows, period=period, as_of=AS_OF)

        rate, percentages = counts.on_time_rate(of=of), counts.percentages(of=of)
        assert (rate is None) is (percentages is None)
        if rate is not None and percentages is not None:
            printed = Fraction(percentages["before_due"] + percentages["on_time"])
            assert sum(percentages.values()) == 100
            assert abs(printed - 100 * rate) < Fraction(2, 100)


class TestClassify:
    @settings(deadline=None)
    @given(outcomes(), st.integers(0, SPAN), st.sampled_from(ZONES))
    def test_does_not_depend_on_the_zone_of_as_of(
        self, outcome: Outcome, later: int, zone: tzinfo
    ) -> None:
        as_of = outcome.received_at.astimezone(UTC) + timedelta(minutes=later)

        here = classify(outcome, as_of=as_of)
        assert classify(outcome, as_of=as_of.astimezone(zone)) is here
