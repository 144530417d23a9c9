"""The laws hold for our own calendars and rules, and fail for broken ones."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovkit import vietnam
from egovkit.deadlines import (
    CountingRule,
    DayCount,
    DayRow,
    DayStatus,
    Deadline,
    Explanation,
    Notice,
    Pause,
    Roll,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import SpanError
from egovkit.testing import (
    calendars,
    check_calendar,
    check_deadline,
    check_notice,
    check_pauses,
    deadlines,
    notices,
    pauses,
)

DAY = timedelta(days=1)
quick = settings(max_examples=60, deadline=None)
OFFICIAL = vietnam.calendar.calendar(years=range(2024, 2028))
OTHER_ZONE = ZoneInfo("Asia/Tokyo")


class TestOurOwn:
    @quick
    @given(calendars())
    def test_any_calendar_keeps_its_laws(self, calendar: WorkCalendar) -> None:
        check_calendar(calendar)

    def test_the_official_calendar_keeps_its_laws(self) -> None:
        check_calendar(OFFICIAL)

    @quick
    @given(st.data())
    def test_any_notice_keeps_its_laws(self, data: st.DataObject) -> None:
        calendar = data.draw(calendars())

        notice = data.draw(notices(first=calendar.first, last=calendar.last))

        check_notice(calendar, notice)

    def test_the_official_notices_keep_their_laws(self) -> None:
        for notice in vietnam.calendar.notices():
            check_notice(OFFICIAL, notice)

    @settings(max_examples=150, deadline=None)
    @given(deadlines())
    def test_any_deadline_keeps_its_laws(self, due: Deadline) -> None:
        check_deadline(due)

    @quick
    @given(deadlines(calendar=st.just(OFFICIAL)))
    def test_any_deadline_on_the_official_calendar_keeps_its_laws(
        self, due: Deadline
    ) -> None:
        check_deadline(due)

    @quick
    @given(st.data())
    def test_pauses_keep_their_laws(self, data: st.DataObject) -> None:
        due = data.draw(deadlines())

        more = data.draw(st.lists(pauses(due.received_at), max_size=4))

        check_pauses(due.received_at, due.term, due.calendar, due.rule, more)


class Forgetful(WorkCalendar):
    """Works on its first day off all the same, but only when asked for the day."""

    def is_working_day(self, day: date) -> bool:
        return day == date(2026, 1, 3) or super().is_working_day(day)


class Hasty(WorkCalendar):
    """Takes a day off as the first day, as a roll forward does."""

    def add_working_days(self, day: date, n: int) -> date:
        if n > 0 and not self.is_working_day(day):
            return super().add_working_days(day, n + 1)
        return super().add_working_days(day, n)


class Stuck(WorkCalendar):
    """Leaves a day off where it is when nothing is added."""

    def add_working_days(self, day: date, n: int) -> date:
        return day if n == 0 else super().add_working_days(day, n)


class Late(WorkCalendar):
    """Goes back one day too many from a day off."""

    def add_working_days(self, day: date, n: int) -> date:
        off = n < 0 and not self.is_working_day(day)
        return super().add_working_days(day, n - off)


class Wrapping(WorkCalendar):
    """Answers with the last worked day instead of refusing."""

    def add_working_days(self, day: date, n: int) -> date:
        try:
            return super().add_working_days(day, n)
        except SpanError:
            return date.fromordinal(self._worked[-1])


class Slow(WorkCalendar):
    """Is one day off, but only over long distances."""

    def add_working_days(self, day: date, n: int) -> date:
        return super().add_working_days(day, n + (n > 50))


class Closed(WorkCalendar):
    """Counts the last day too."""

    def working_days_between(self, start: date, end: date) -> int:
        return super().working_days_between(start, end) + (start < end)


class Unsigned(WorkCalendar):
    """Counts what is reversed as if it were not."""

    def working_days_between(self, start: date, end: date) -> int:
        return super().working_days_between(min(start, end), max(start, end))


class Shifted(WorkCalendar):
    """Ranks from 1."""

    def table(self, first: date, last: date) -> list[DayRow]:
        return [row._replace(rank=row.rank + 1) for row in super().table(first, last)]


class DueShifted(WorkCalendar):
    """Has a table whose due ranks are one too high."""

    def table(self, first: date, last: date) -> list[DayRow]:
        rows = super().table(first, last)
        return [row._replace(due_rank=row.due_rank + 1) for row in rows]


class Short(WorkCalendar):
    """Has a table without its last day."""

    def table(self, first: date, last: date) -> list[DayRow]:
        return super().table(first, last)[:-1]


class Doubtful(WorkCalendar):
    """Says of every day that it is worked."""

    def status(self, day: date) -> DayStatus:
        return super().status(day)._replace(is_working=True)


class Guessing(WorkCalendar):
    """Answers for days that it does not know."""

    def is_working_day(self, day: date) -> bool:
        inside = self.first <= day <= self.last
        return super().is_working_day(day) if inside else True


def year(kind: type[WorkCalendar] = WorkCalendar) -> WorkCalendar:
    return kind(
        tz="Asia/Ho_Chi_Minh",
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        days_off=[date(2026, 1, 1), date(2026, 1, 2)],
        make_up_days=[date(2026, 1, 10)],
    )


class TestABrokenCalendar:
    # 1 January 2026 is a Thursday: 1 to 4 January are off, the 5th is worked, and so
    # is Saturday the 10th; Saturday and Sunday the 17th and 18th are off.
    @pytest.mark.parametrize(
        ("kind", "message"),
        [
            (Forgetful, r"status\(2026-01-03\) is False; expected True"),
            (
                Hasty,
                (
                    r"add_working_days\(2026-01-01, 1\) is 2026-01-06; "
                    r"expected 2026-01-05: the first worked day after it"
                ),
            ),
            (Stuck, r"\(2026-01-01, 0\) is 2026-01-01; expected 2026-01-05"),
            (
                Late,
                (
                    r"\(2026-01-11, -1\) is 2026-01-09; "
                    r"expected 2026-01-10: the last worked day before it"
                ),
            ),
            (Wrapping, r"\(2026-01-01, -1\) is 2026-12-31; expected a SpanError"),
            (Slow, r"\(2026-01-05, 60\) is .*; expected .*: so many worked days on"),
            (
                Closed,
                r"working_days_between\(2026-01-05, 2026-01-06\) is 2; expected 1",
            ),
            (Unsigned, r"working_days_between\(.*\) is 1; expected -1"),
            (Shifted, r"rank\(2026-01-01\) is 1; expected 0"),
            (DueShifted, r"due_rank\(2026-01-01\) is 0; expected -1"),
            (Short, "a row per day, in order"),
            (Doubtful, r"status\(2026-01-01\) is True; expected False"),
            (Guessing, r"is_working_day\(2025-12-31\) is True; expected a SpanError"),
        ],
    )
    def test_it_is_found_and_named(
        self, kind: type[WorkCalendar], message: str
    ) -> None:
        check_calendar(year())

        with pytest.raises(AssertionError, match=message):
            check_calendar(year(kind))


class FirstWins(WorkCalendar):
    """Keeps what an earlier notice said."""

    def with_notice(self, notice: Notice) -> "FirstWins":
        said = {day for n in self.notices for day in (*n.days_off, *n.make_up_days)}
        off = {d: x for d, x in notice.days_off.items() if d not in said}
        made_up = {d: x for d, x in notice.make_up_days.items() if d not in said}
        own = attrs.evolve(notice, days_off=off, make_up_days=made_up)
        return super().with_notice(own)


class Deaf(WorkCalendar):
    """Hears of days off only."""

    def with_notice(self, notice: Notice) -> "Deaf":
        return super().with_notice(attrs.evolve(notice, make_up_days={}))


class Misdated(WorkCalendar):
    """Takes the day after each day off as off, too."""

    def with_notice(self, notice: Notice) -> "Misdated":
        after = {day + DAY: name for day, name in notice.days_off.items()}
        own = attrs.evolve(notice, days_off={**notice.days_off, **after})
        return super().with_notice(own)


class Decided(WorkCalendar):
    """Takes what is undecided as decided."""

    def with_notice(self, notice: Notice) -> "Decided":
        own = attrs.evolve(
            notice, days_off={**notice.days_off, **notice.undecided}, undecided={}
        )
        return super().with_notice(own)


class Unsourced(WorkCalendar):
    """Forgets where it was read."""

    def with_notice(self, notice: Notice) -> "Unsourced":
        return super().with_notice(attrs.evolve(notice, citation="somewhere"))


SWAP = Notice(
    days_off={date(2026, 8, 31): "Nghỉ hoán đổi"},
    make_up_days={date(2026, 8, 22): "Làm bù"},
    undecided={date(2026, 11, 23): "proposed"},
    citation="9441/TB-BNV",
)


class TestABrokenNotice:
    @pytest.mark.parametrize(
        ("kind", "message"),
        [
            (FirstWins, r"is_working_day\(2026-08-22\).*: a later notice wins"),
            (Deaf, r"is_working_day\(2026-08-22\) is False; expected True"),
            (Misdated, r"status\(2026-09-01\) is .*: the notice does not name it"),
            (
                Decided,
                (
                    r"is_working_day\(2026-11-23\) is False; expected True: "
                    "an undecided day stays as it is"
                ),
            ),
            (Unsourced, r"source\(2026-08-31\) is somewhere; expected 9441/TB-BNV"),
        ],
    )
    def test_it_is_found_and_named(
        self, kind: type[WorkCalendar], message: str
    ) -> None:
        check_notice(year(), SWAP)

        with pytest.raises(AssertionError, match=message):
            check_notice(year(kind), SWAP)


def due(term: Term, *, day: int = 5, rule: CountingRule | None = None) -> Deadline:
    received_at = datetime.combine(date(2026, 1, day), time(9), year().tz)
    return compute_deadline(
        received_at, term, year(), rule=rule or CountingRule(name="plain")
    )


class Retold(Deadline):
    """Has another explanation than the one computed."""

    def explain(self, language: str = "en") -> Explanation:
        return Explanation(self.retold(super().explain(language)), language)

    def retold(self, lines: Explanation) -> Iterable[DayCount]:
        raise NotImplementedError

    @classmethod
    def of(cls, deadline: Deadline) -> Deadline:
        return cls(
            **{a.name: getattr(deadline, a.name) for a in attrs.fields(Deadline)}
        )


class WithoutFirst(Retold):
    def retold(self, lines: Explanation) -> Iterable[DayCount]:
        return lines[1:]


class WithoutLast(Retold):
    def retold(self, lines: Explanation) -> Iterable[DayCount]:
        return lines[:-1]


class WithGap(Retold):
    def retold(self, lines: Explanation) -> Iterable[DayCount]:
        return (line for line in lines if line.number is not None or line == lines[0])


class FromZero(Retold):
    def retold(self, lines: Explanation) -> Iterable[DayCount]:
        return (
            line if line.number is None else line._replace(number=line.number - 1)
            for line in lines
        )


class Skipping(Retold):
    def retold(self, lines: Explanation) -> Iterable[DayCount]:
        return (line._replace(number=3) if line.number == 2 else line for line in lines)


class Shuffled(Retold):
    """Gives the number of Saturday's make-up day to Sunday."""

    def retold(self, lines: Explanation) -> Iterable[DayCount]:
        numbers = [line.number for line in lines]
        saturday = next(i for i, x in enumerate(lines) if x.day == date(2026, 1, 10))
        sunday = saturday + 1
        numbers[saturday], numbers[sunday] = numbers[sunday], numbers[saturday]
        return (
            line._replace(number=number)
            for line, number in zip(lines, numbers, strict=True)
        )


class TestABrokenDeadline:
    # From Monday 5 January, 6 working days are the 6th to the 10th and the 12th.
    @pytest.mark.parametrize(
        ("kind", "message"),
        [
            (WithoutFirst, "the first line is 2026-01-06; expected 2026-01-05"),
            (WithoutLast, "the last line is 2026-01-11; expected 2026-01-12"),
            (WithGap, r"days without a line is \['2026-01-11'\]"),
            (FromZero, "the last number is 5; expected 6: the term's count"),
            (Skipping, r"counted on\(2026-01-07, 1, 3\) is False.*: in order"),
            (Shuffled, r"days off with a number is \['2026-01-11'\]"),
        ],
    )
    def test_a_wrong_explanation_is_found_and_named(
        self, kind: type[Retold], message: str
    ) -> None:
        right = due(Term.working_days(6))
        assert right.due_day == date(2026, 1, 12)
        check_deadline(right)

        with pytest.raises(AssertionError, match=message):
            check_deadline(kind.of(right))

    @pytest.mark.parametrize(
        "term",
        [Term.calendar_days(3), Term.weeks(1), Term.hours(30), Term.working_days(2)],
    )
    def test_a_count_that_is_one_short_is_found_in_every_unit(self, term: Term) -> None:
        check_deadline(due(term))

        with pytest.raises(AssertionError, match="the term's count"):
            check_deadline(FromZero.of(due(term)))

    def test_a_due_day_that_is_one_off_is_found(self) -> None:
        right = due(Term.working_days(6))
        day_on, later = right.due_day + DAY, right.due_at + DAY

        with pytest.raises(AssertionError, match="the date of due_at"):
            check_deadline(attrs.evolve(right, due_day=day_on))
        with pytest.raises(AssertionError, match="the last line is 2026-01-12"):
            check_deadline(attrs.evolve(right, due_day=day_on, due_at=later))

    def test_a_due_instant_of_another_zone_is_found(self) -> None:
        right = due(Term.working_days(6))
        tokyo = right.due_at.astimezone(OTHER_ZONE)

        with pytest.raises(AssertionError, match="due_day"):
            check_deadline(attrs.evolve(right, due_at=tokyo, due_day=tokyo.date()))

    def test_a_due_day_before_receipt_needs_a_rule_that_rolls_back(self) -> None:
        # On Sunday 18 January nothing is added: the last worked day is Friday.
        back = CountingRule(name="plain", roll_after=Roll.PRECEDING)
        early = due(Term.calendar_days(0), day=18, rule=back)
        assert early.due_day == date(2026, 1, 16)
        check_deadline(early)

        onwards = attrs.evolve(early, rule=CountingRule(name="plain"))
        with pytest.raises(AssertionError, match="receipt comes first"):
            check_deadline(onwards)

    def test_a_due_day_outside_of_the_calendar_is_found(self) -> None:
        right = due(Term.working_days(6))
        shorter = WorkCalendar(
            tz=right.calendar.tz, first=date(2026, 1, 1), last=date(2026, 1, 11)
        )

        with pytest.raises(AssertionError, match="the calendar knows the due day"):
            check_deadline(attrs.evolve(right, calendar=shorter))


class Rewarding(WorkCalendar):
    """Takes paused days off the term, rather than adding them."""

    def working_days_between(self, start: date, end: date) -> int:
        return -super().working_days_between(start, end)


class TestBrokenPauses:
    # From Monday 5 January, 4 working days end on Friday the 9th; a pause of the 7th
    # and the 8th moves that to Monday the 12th, the 10th being made up.
    RECEIVED_AT = datetime.combine(date(2026, 1, 5), time(9), year().tz)
    PAUSE = Pause(RECEIVED_AT + 2 * DAY, RECEIVED_AT + 4 * DAY)

    def test_a_pause_that_makes_it_earlier_is_found(self) -> None:
        case = self.RECEIVED_AT, Term.working_days(4)
        rule = CountingRule(name="plain")
        check_pauses(*case, year(), rule, [self.PAUSE])

        with pytest.raises(
            AssertionError, match="2026-01-09 -> 2026-01-07, paused from"
        ):
            check_pauses(*case, year(Rewarding), rule, [self.PAUSE])

    def test_a_pause_out_of_the_calendar_ends_the_check(self) -> None:
        years = Pause(self.RECEIVED_AT, self.RECEIVED_AT + 400 * DAY)

        check_pauses(
            self.RECEIVED_AT, Term.working_days(4), year(), CountingRule(), [years]
        )

    def test_without_pauses_there_must_be_a_deadline(self) -> None:
        with pytest.raises(SpanError):
            check_pauses(
                self.RECEIVED_AT, Term.working_days(400), year(), CountingRule(), []
            )
