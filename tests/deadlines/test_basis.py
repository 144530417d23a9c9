"""Basis, promise, provisional and caveats: what a date rests on, and how sure it is."""

import copy
import pickle
from datetime import date, datetime, time
from importlib import metadata

import attrs
import pytest

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Extension,
    Notice,
    Pause,
    Promise,
    Roll,
    Term,
    WorkCalendar,
    compute_deadline,
)

# March 2026 begins on a Sunday: 2 is a Monday, 6 a Friday, 7 a Saturday.
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
RULE = CountingRule()


def office(
    *, known_through: date | None = None, notices: tuple[Notice, ...] = ()
) -> WorkCalendar:
    calendar = WorkCalendar(
        tz="Asia/Ho_Chi_Minh", first=FIRST, last=LAST, known_through=known_through
    )
    for notice in notices:
        calendar = calendar.with_notice(notice)
    return calendar


PLAIN = office()


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=PLAIN.tz)


MONDAY = march(2)


def due(
    term: str = "3 working days",
    *,
    calendar: WorkCalendar = PLAIN,
    rule: CountingRule = RULE,
    received_at: datetime = MONDAY,
    pauses: tuple[Pause, ...] = (),
    extensions: tuple[Extension, ...] = (),
) -> Deadline:
    return compute_deadline(
        received_at,
        Term.parse(term),
        calendar,
        rule=rule,
        pauses=pauses,
        extensions=extensions,
    )


class TestBasis:
    def test_it_names_the_rule_and_the_version_in_force_on_the_day_of_receipt(
        self,
    ) -> None:
        basis = due(rule=CountingRule.VN_ONE_STOP).basis

        assert basis.rule == "VN_ONE_STOP"
        assert basis.regime == "Decree 118/2025/NĐ-CP"
        assert "118/2025" in basis.citation

    def test_it_names_the_calendar_by_its_fingerprint_and_span(self) -> None:
        basis = due().basis

        assert basis.calendar == PLAIN.fingerprint
        assert (basis.first, basis.last) == (FIRST, LAST)

    def test_it_names_the_version_of_the_package_the_days_come_from(self) -> None:
        vietnam = WorkCalendar.for_country("VN", tz=PLAIN.tz, years=[2026])

        origin = due(calendar=vietnam).basis.origin

        assert f"holidays {metadata.version('holidays')}" in origin
        assert "VN" in origin
        assert due().basis.origin == "given"

    def test_it_names_the_subdivision(self) -> None:
        bavaria = WorkCalendar.for_country(
            "DE", tz=PLAIN.tz, years=[2026], subdivision="BY"
        )

        assert due(calendar=bavaria).basis.origin.endswith("DE-BY")

    def test_it_cites_the_notices_in_order(self) -> None:
        notices = tuple(Notice(citation=name) for name in ("first", "second"))

        basis = due(calendar=office(notices=notices)).basis

        assert basis.notices == ("first", "second")

    def test_a_later_notice_changes_it(self) -> None:
        swap = Notice(days_off=[date(2026, 3, 4)], citation="swap")

        assert due(calendar=office(notices=(swap,))).basis != due().basis

    def test_the_same_inputs_have_the_same_basis(self) -> None:
        assert due().basis == due(calendar=office()).basis

    def test_a_variant_that_gives_another_day_has_another_basis(self) -> None:
        late = march(2, 16)
        preset = CountingRule.VN_ONE_STOP
        variant = preset.evolve(cut_off_shifts="clock")

        as_preset = due(rule=preset, received_at=late)
        as_variant = due(rule=variant, received_at=late)

        assert as_preset.due_day != as_variant.due_day
        assert as_preset.basis != as_variant.basis

    def test_it_is_a_value(self) -> None:
        basis = due().basis

        assert hash(basis) == hash(due().basis)
        assert pickle.loads(pickle.dumps(basis)) == copy.deepcopy(basis) == basis  # noqa: S301
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(basis, "rule", "other")  # noqa: B010


class TestPromise:
    def test_it_is_the_due_date_with_its_basis(self) -> None:
        ends = due()

        promise = ends.promise()

        assert promise.due_at == ends.due_at
        assert promise.due_day == ends.due_day
        assert promise.basis == ends.basis

    def test_a_notice_shows_the_drift_from_what_was_promised(self) -> None:
        promise = due().promise()
        swap = Notice(days_off=[date(2026, 3, 4)], citation="swap")

        now = due(calendar=office(notices=(swap,)))

        # 3, 4, 5 were promised; without 4 it is 3, 5, 6.
        assert (promise.due_day.day, now.due_day.day) == (5, 6)
        assert promise.basis != now.basis

    def test_it_is_a_value(self) -> None:
        promise = due().promise()

        assert promise == Promise(promise.due_at, promise.basis)
        assert pickle.loads(pickle.dumps(promise)) == copy.deepcopy(promise) == promise  # noqa: S301
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(promise, "due_at", MONDAY)  # noqa: B010


class TestProvisional:
    @pytest.mark.parametrize(
        ("known_through", "expected"),
        [
            (date(2026, 3, 4), True),
            (date(2026, 3, 5), False),
            (date(2026, 3, 1), True),
            (None, False),
        ],
    )
    def test_it_is_when_the_due_day_lies_past_what_is_known(
        self, known_through: date | None, *, expected: bool
    ) -> None:
        # Received on Monday 2, due on Thursday 5.
        assert due(calendar=office(known_through=known_through)).provisional is expected

    def test_the_day_that_counts_as_receipt_matters_when_it_is_later(self) -> None:
        # Received on Saturday 7 and rolled back to Friday 6, before the receipt.
        back = CountingRule(roll_after=Roll.PRECEDING)
        calendar = office(known_through=date(2026, 3, 6))

        ends = due("1 day", calendar=calendar, rule=back, received_at=march(7))

        assert ends.due_day == date(2026, 3, 6)
        assert ends.provisional

    def test_a_country_without_known_through_is_always_provisional(self) -> None:
        vietnam = WorkCalendar.for_country("VN", tz=PLAIN.tz, years=[2026])

        assert due(calendar=vietnam).provisional

    def test_an_extension_may_make_it_so(self) -> None:
        calendar = office(known_through=date(2026, 3, 10))
        extension = Extension(date(2026, 3, 11), "survey")

        assert not due(calendar=calendar).provisional
        assert due(calendar=calendar, extensions=(extension,)).provisional


class TestCaveats:
    def test_a_certain_date_has_none(self) -> None:
        assert due().caveats == ()

    def test_a_provisional_one_says_how_far_days_are_known(self) -> None:
        ends = due(calendar=office(known_through=date(2026, 3, 4)))

        assert ends.caveats == (
            "provisional: days off are known through 2026-03-04 only",
        )

    def test_a_calendar_nobody_vouches_for_says_so(self) -> None:
        vietnam = WorkCalendar.for_country("VN", tz=PLAIN.tz, years=[2026])

        assert due(calendar=vietnam).caveats[0].startswith("provisional: nobody")

    def test_an_open_pause_says_that_the_day_is_the_earliest(self) -> None:
        (caveat,) = due(pauses=(Pause(march(3)),)).caveats

        assert "earliest possible" in caveat

    def test_a_rule_that_was_not_read_says_so(self) -> None:
        (caveat,) = due(rule=CountingRule.VN_ONE_STOP).caveats

        assert caveat.startswith("Decree 118/2025/NĐ-CP: secondary, ")

    def test_a_rule_that_was_read_says_nothing(self) -> None:
        assert due(rule=CountingRule.VN_CIVIL_CODE).caveats == ()

    def doubtful(self, day: date) -> WorkCalendar:
        notice = Notice(days_off={day: "a doubt"}, citation="c", confidence="secondary")
        return office(notices=(notice,))

    @pytest.mark.parametrize("day", range(3, 7))
    def test_a_doubtful_day_between_receipt_and_due_is_named(self, day: int) -> None:
        # Monday 2 to Thursday 5, or to Friday 6 when one of these days is off.
        ends = due(calendar=self.doubtful(date(2026, 3, day)))

        expected = (f"2026-03-0{day} (a doubt): secondary, c",)
        assert ends.caveats == (expected if day < 6 else ())

    def test_a_doubtful_day_that_was_skipped_by_a_clock_cut_off_is_named(self) -> None:
        # Monday 2, late, counts as Wednesday 4, because Tuesday 3 is said to be off.
        rule = CountingRule(cut_off=time(15), cut_off_shifts="clock")

        ends = due(
            "same day", calendar=self.doubtful(date(2026, 3, 3)), rule=rule,
            received_at=march(2, 16),
        )  # fmt: skip

        assert ends.due_day == date(2026, 3, 4)
        assert [caveat[:10] for caveat in ends.caveats] == ["2026-03-03"]

    def test_a_doubtful_last_day_that_rolled_back_is_named(self) -> None:
        # Monday 2 and 3 days end on Thursday 5, said to be off: Wednesday 4.
        back = CountingRule(roll_after=Roll.PRECEDING)

        ends = due("3 days", calendar=self.doubtful(date(2026, 3, 5)), rule=back)

        assert ends.due_day == date(2026, 3, 4)
        assert [caveat[:10] for caveat in ends.caveats] == ["2026-03-05"]

    def test_an_undecided_day_is_named(self) -> None:
        proposal = Notice(undecided={date(2026, 3, 4): "swap?"}, citation="proposal")

        (caveat,) = due(calendar=office(notices=(proposal,))).caveats

        assert caveat == "2026-03-04 (swap?): unverified, proposal"

    def test_they_come_together(self) -> None:
        calendar = WorkCalendar.for_country(
            "VN", tz=PLAIN.tz, years=[2026], known_through=date(2026, 3, 2)
        )

        ends = due(
            calendar=calendar, rule=CountingRule.VN_ONE_STOP, pauses=(Pause(march(3)),)
        )

        words = [caveat.split()[0] for caveat in ends.caveats]
        assert words == ["provisional:", "suspended:", "Decree"]
