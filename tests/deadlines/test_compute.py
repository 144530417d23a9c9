"""compute_deadline: units, zones, regimes, extensions, errors and the Deadline value."""

import copy
import pickle
from datetime import UTC, date, datetime, time

import attrs
import pytest

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Extension,
    Notice,
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
MARCH = WorkCalendar(
    tz="Asia/Ho_Chi_Minh", first=date(2026, 3, 1), last=date(2026, 3, 31)
)
RULE = CountingRule()


def at(day: date, clock: time = time(9)) -> datetime:
    return datetime.combine(day, clock, PLAIN.tz)


def due(
    day: date,
    term: str,
    *,
    calendar: WorkCalendar = PLAIN,
    rule: CountingRule = RULE,
    extensions: tuple[Extension, ...] = (),
) -> Deadline:
    return compute_deadline(
        at(day), Term.parse(term), calendar, rule=rule, extensions=extensions
    )


class TestTerms:
    @pytest.mark.parametrize(
        ("term", "expected"),
        [
            # Received on Monday 2 March 2026.
            ("same day", date(2026, 3, 2)),
            ("1 working day", date(2026, 3, 3)),
            ("4 working days", date(2026, 3, 6)),
            ("5 working days", date(2026, 3, 9)),
            ("1 day", date(2026, 3, 3)),
            ("8 days", date(2026, 3, 10)),
            ("2 weeks", date(2026, 3, 16)),
            ("1 month", date(2026, 4, 2)),
            ("2 months 10 days", date(2026, 5, 12)),
            ("1 year", date(2027, 3, 2)),
            ("1 year 1 week", date(2027, 3, 9)),
            ("0 days", date(2026, 3, 2)),
        ],
    )
    def test_each_unit_counts_from_the_day_after_receipt(
        self, term: str, expected: date
    ) -> None:
        assert due(date(2026, 3, 2), term).due_day == expected

    def test_working_days_begin_after_a_receipt_on_a_day_off(self) -> None:
        # Saturday 7: Monday 9 is the first.
        assert due(date(2026, 3, 7), "1 working day").due_day.day == 9
        assert due(date(2026, 3, 7), "same day").due_day.day == 9

    def test_a_make_up_saturday_as_last_day_does_not_roll(self) -> None:
        made_up = PLAIN.with_notice(
            Notice(make_up_days=[date(2026, 3, 7)], citation="c")
        )

        assert due(date(2026, 3, 2), "5 days", calendar=made_up).due_day.day == 7
        assert (
            due(date(2026, 3, 2), "5 working days", calendar=made_up).due_day.day == 7
        )

    def test_a_roll_may_land_on_a_make_up_day(self) -> None:
        # Saturday 7 is off, Sunday 8 is worked for it.
        made_up = PLAIN.with_notice(
            Notice(make_up_days=[date(2026, 3, 8)], citation="c")
        )

        assert due(date(2026, 3, 2), "5 days", calendar=made_up).due_day.day == 8

    def test_hours_run_day_and_night(self) -> None:
        ends = due(date(2026, 3, 6), "72 hours")

        assert ends.due_at == at(date(2026, 3, 9))
        assert ends.due_day == date(2026, 3, 9)

    def test_no_hours_are_due_at_once(self) -> None:
        assert due(date(2026, 3, 6), "0 hours").due_at == at(date(2026, 3, 6))

    def test_terms_need_not_grow_with_their_length(self) -> None:
        # A rule for short terms: five days are worked days, six are calendar days.
        rule = CountingRule(short_term_days=5)

        five = due(date(2026, 3, 5), "5 days", rule=rule)
        six = due(date(2026, 3, 5), "6 days", rule=rule)

        assert six.due_day < five.due_day


class TestLocalDays:
    def test_the_day_of_receipt_is_that_of_the_offices_zone(self) -> None:
        # 18:00 UTC on Sunday 1 March is 01:00 on Monday 2 in Ho Chi Minh City.
        received_at = datetime(2026, 3, 1, 18, tzinfo=UTC)

        ends = compute_deadline(received_at, Term.calendar_days(1), PLAIN, rule=RULE)

        assert ends.received_day == date(2026, 3, 2)
        assert ends.due_day == date(2026, 3, 3)

    def test_the_due_instant_is_in_the_offices_zone(self) -> None:
        received_at = datetime(2026, 3, 1, 18, tzinfo=UTC)

        for term in (Term.calendar_days(1), Term.hours(1)):
            ends = compute_deadline(received_at, term, PLAIN, rule=RULE)
            assert ends.due_at.tzinfo is PLAIN.tz

    def test_one_instant_in_two_zones_gives_one_deadline(self) -> None:
        utc = datetime(2026, 3, 1, 18, tzinfo=UTC)
        local = utc.astimezone(PLAIN.tz)

        for term in (Term.working_days(3), Term.months(1), Term.hours(30)):
            assert compute_deadline(utc, term, PLAIN, rule=RULE) == compute_deadline(
                local, term, PLAIN, rule=RULE
            )

    def test_a_naive_receipt_is_refused_with_the_repair(self) -> None:
        naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001

        with pytest.raises(
            NaiveDatetimeError, match=r"received_at\.replace\(tzinfo=calendar\.tz\)"
        ):
            compute_deadline(naive, Term.working_days(1), PLAIN, rule=RULE)

    def test_the_regime_is_that_of_the_local_day_of_receipt(self) -> None:
        # 17:30 UTC on 30 June 2025 is 00:30 on 1 July in Ho Chi Minh City.
        received_at = datetime(2025, 6, 30, 17, 30, tzinfo=UTC)

        ends = compute_deadline(
            received_at, Term.working_days(1), PLAIN, rule=CountingRule.VN_ONE_STOP
        )

        assert ends.rule.regime == "Decree 118/2025/NĐ-CP"

    def test_a_dossier_keeps_the_regime_of_its_receipt(self) -> None:
        ends = due(date(2025, 6, 30), "1 month", rule=CountingRule.VN_ONE_STOP)

        assert ends.due_day == date(2025, 7, 30)
        assert ends.rule.regime == "Decree 61/2018/NĐ-CP"


class TestSpan:
    @pytest.mark.parametrize(
        "term", ["same day", "1 working day", "10 days", "1 week", "30 hours", "0 days"]
    )
    @pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 4, 1)])
    def test_a_receipt_outside_of_the_calendar_is_an_error(
        self, day: date, term: str
    ) -> None:
        with pytest.raises(SpanError, match="2026-03-01 to 2026-03-31"):
            due(day, term, calendar=MARCH)

    @pytest.mark.parametrize(
        "term",
        [
            "1 working day", "1 day", "1 week", "1 month", "1 year", "24 hours",
            "100000 working days", "100000 days", "100000 weeks", "100000 months",
            "100000 years", "100000 hours",
        ],
    )  # fmt: skip
    def test_a_due_day_outside_of_the_calendar_is_an_error(self, term: str) -> None:
        with pytest.raises(SpanError, match="2026-03-01 to 2026-03-31"):
            due(date(2026, 3, 31), term, calendar=MARCH)

    def test_the_first_and_the_last_day_are_inside(self) -> None:
        assert due(date(2026, 3, 1), "30 days", calendar=MARCH).due_day.day == 31

    def test_a_roll_past_the_last_day_is_an_error(self) -> None:
        until_sunday = WorkCalendar(
            tz=PLAIN.tz, first=date(2026, 3, 1), last=date(2026, 3, 8)
        )

        with pytest.raises(SpanError):
            due(date(2026, 3, 2), "5 days", calendar=until_sunday)
        stays = due(
            date(2026, 3, 2), "5 days", calendar=until_sunday, rule=CountingRule(
                roll_after=Roll.NONE
            )
        )  # fmt: skip
        assert stays.due_day.day == 7

    def test_a_roll_back_before_the_first_day_is_an_error(self) -> None:
        from_saturday = WorkCalendar(
            tz=PLAIN.tz, first=date(2026, 3, 7), last=date(2026, 3, 31)
        )

        with pytest.raises(SpanError):
            due(
                date(2026, 3, 7), "1 day", calendar=from_saturday,
                rule=CountingRule(roll_after=Roll.PRECEDING),
            )  # fmt: skip

    def test_an_extension_outside_of_the_calendar_is_an_error(self) -> None:
        with pytest.raises(SpanError):
            due(
                date(2026, 3, 2), "1 day", calendar=MARCH,
                extensions=(Extension(date(2026, 4, 1), "survey"),),
            )  # fmt: skip


class TestWorkingHours:
    def test_they_are_refused_when_the_calendar_has_no_office_hours(self) -> None:
        with pytest.raises(InvalidValueError, match="with office hours"):
            due(date(2026, 3, 2), "8 working hours")


class TestExtensions:
    until = Extension(date(2026, 3, 20), "land survey outstanding")

    def test_the_due_day_is_the_later_of_the_rules_day_and_the_extensions(self) -> None:
        assert (
            due(date(2026, 3, 2), "3 days", extensions=(self.until,)).due_day.day == 20
        )

    def test_an_earlier_one_shortens_nothing(self) -> None:
        ends = due(date(2026, 3, 2), "1 month", extensions=(self.until,))

        assert ends.due_day == date(2026, 4, 2)
        assert ends.due_at == due(date(2026, 3, 2), "1 month").due_at

    def test_the_latest_of_several_decides_whatever_their_order(self) -> None:
        later = Extension(date(2026, 3, 25), "again")

        for extensions in ((self.until, later), (later, self.until)):
            ends = due(date(2026, 3, 2), "3 days", extensions=extensions)
            assert ends.due_day.day == 25

    def test_it_does_not_roll(self) -> None:
        """The office names the day itself; Saturday 21 March is what it promised."""
        saturday = Extension(date(2026, 3, 21), "survey")

        assert due(date(2026, 3, 2), "3 days", extensions=(saturday,)).due_day.day == 21

    def test_it_is_due_at_the_end_of_its_day(self) -> None:
        for term in ("3 days", "30 hours"):
            ends = due(date(2026, 3, 2), term, extensions=(self.until,))
            assert ends.due_at == at(date(2026, 3, 20), time(23, 59, 59))

    def test_on_the_day_that_hours_end_anyway_it_changes_nothing(self) -> None:
        # Monday 2, 09:00, and 24 hours: Tuesday 3, 09:00.
        same_day = Extension(date(2026, 3, 3), "no change")

        ends = due(date(2026, 3, 2), "24 hours", extensions=(same_day,))

        assert ends.due_at == at(date(2026, 3, 3))

    def test_an_instant_is_no_new_date(self) -> None:
        with pytest.raises(TypeError, match="until"):
            Extension(datetime(2026, 3, 20, tzinfo=UTC), "survey")

    def test_a_naive_announcement_is_refused(self) -> None:
        with pytest.raises(NaiveDatetimeError, match="announced_at"):
            Extension(date(2026, 3, 20), "x", datetime(2026, 3, 3))  # noqa: DTZ001

    def test_it_is_a_value(self) -> None:
        again = Extension(date(2026, 3, 20), "land survey outstanding")

        assert again == self.until
        assert hash(again) == hash(self.until)
        assert pickle.loads(pickle.dumps(again)) == copy.deepcopy(again) == again  # noqa: S301
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(again, "until", date(2026, 3, 21))  # noqa: B010


class TestDeadline:
    def full(self) -> Deadline:
        return compute_deadline(
            at(date(2026, 3, 2)),
            Term.working_days(3),
            PLAIN,
            rule=CountingRule.VN_ONE_STOP,
            pauses=[Pause(at(date(2026, 3, 3)), at(date(2026, 3, 5)))],
            extensions=[Extension(date(2026, 3, 20), "survey")],
        )

    def test_it_keeps_what_it_was_computed_from(self) -> None:
        ends = self.full()

        assert ends.received_at == at(date(2026, 3, 2))
        assert ends.term == Term.working_days(3)
        assert ends.calendar is PLAIN
        assert len(ends.pauses) == len(ends.extensions) == 1

    def test_equal_inputs_give_equal_deadlines(self) -> None:
        assert self.full() == self.full()
        assert hash(self.full()) == hash(self.full())

    def test_it_survives_pickling_and_copying(self) -> None:
        again: Deadline = pickle.loads(pickle.dumps(self.full()))  # noqa: S301

        assert again == self.full()
        assert again.explain() == self.full().explain()
        assert copy.copy(self.full()) == copy.deepcopy(self.full()) == self.full()

    def test_its_fields_cannot_be_set(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(self.full(), "due_day", date(2027, 1, 1))  # noqa: B010

    def test_pauses_and_extensions_may_come_from_generators(self) -> None:
        ends = compute_deadline(
            at(date(2026, 3, 2)),
            Term.working_days(3),
            PLAIN,
            rule=CountingRule.VN_ONE_STOP,
            pauses=(pause for pause in self.full().pauses),
            extensions=(extension for extension in self.full().extensions),
        )

        assert ends == self.full()

    def test_due_at_lies_on_the_due_day_for_every_kind_of_term(self) -> None:
        for term in ("same day", "3 working days", "5 days", "1 month", "61 hours"):
            ends = due(date(2026, 3, 2), term)
            assert ends.due_at.date() == ends.due_day
