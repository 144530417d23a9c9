"""What a type checker sees of egovkit.deadlines; it also runs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import assert_type

from egovkit import vietnam as vn
from egovkit.deadlines import (
    Basis,
    Confidence,
    CountingRule,
    CutOffShifts,
    DayCount,
    DayStatus,
    Deadline,
    DueTime,
    Explanation,
    Extension,
    HoursFrom,
    MonthsEnd,
    Notice,
    Pause,
    Promise,
    Reason,
    Roll,
    Term,
    Unit,
    WorkCalendar,
    compute_deadline,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CALENDAR = WorkCalendar(tz="Asia/Ho_Chi_Minh", first=FIRST, last=LAST)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class OwnCalendar(WorkCalendar):
    """Callers may subclass; constructors and variants keep the class."""


class OwnTerm(Term):
    """Callers may subclass; constructors keep the class."""


def test_calendars() -> None:
    days_off: dict[date, str | None] = {FIRST: "Tết", date(2026, 1, 2): None}
    assert_type(
        WorkCalendar(
            tz=UTC,
            first=FIRST,
            last=LAST,
            weekend={5, 6},
            days_off=days_off,
            make_up_days=[date(2026, 1, 10)],
            known_through=None,
        ),
        WorkCalendar,
    )
    WorkCalendar(tz=UTC, first=FIRST, last=LAST, days_off={FIRST: "Tết"})
    own = OwnCalendar(tz=CALENDAR.tz, first=FIRST, last=LAST)
    notice = Notice(citation="c")
    assert_type(own.with_notice(notice), OwnCalendar)
    assert_type(own.with_closures({FIRST: "flood"}, citation="n"), OwnCalendar)
    assert_type(own.with_weekend(frozenset({6})), WorkCalendar)
    assert_type(WorkCalendar.joint(own, CALENDAR), WorkCalendar)
    assert_type(
        WorkCalendar.for_country(
            "VN",
            tz="Asia/Ho_Chi_Minh",
            years=range(2026, 2027),
            subdivision=None,
            notices=[notice],
            language="vi",
            known_through=LAST,
            exclude=(date(2026, 11, 24),),
        ),
        WorkCalendar,
    )


def test_questions_to_a_calendar() -> None:
    assert_type(CALENDAR.is_working_day(FIRST), bool)
    assert_type(CALENDAR.add_working_days(FIRST, 3), date)
    assert_type(CALENDAR.working_days_between(FIRST, LAST), int)
    assert_type(CALENDAR.is_provisional(FIRST), bool)
    assert_type(CALENDAR.fingerprint, str)
    assert_type(CALENDAR.tz, tzinfo)
    assert_type(CALENDAR.first, date)
    assert_type(CALENDAR.known_through, date | None)
    assert_type(CALENDAR.weekend, frozenset[int])
    assert_type(CALENDAR.notices, tuple[Notice, ...])
    assert_type(CALENDAR.marked_days, Mapping[date, DayStatus])


def test_a_status() -> None:
    status = CALENDAR.status(FIRST)
    assert_type(status, DayStatus)
    assert_type(status.is_working, bool)
    assert_type(status.reason, Reason)
    assert_type(status.name, str | None)
    assert_type(status.source, str | None)
    assert_type(status.confidence, Confidence)
    assert_type(status.is_special, bool)


def test_notices() -> None:
    notice = Notice(
        days_off={FIRST: "Tết"},
        make_up_days=[date(2026, 1, 10)],
        undecided={date(2026, 1, 12)},
        citation="12729/VPCP-KGVX",
        published=date(2025, 12, 25),
        complete_through=LAST,
        source="press",
        confidence=Confidence.SECONDARY,
    )
    assert_type(notice.days_off, Mapping[date, str | None])
    assert_type(notice.make_up_days, Mapping[date, str | None])
    assert_type(notice.confidence, Confidence)
    assert_type(notice.published, date | None)


def test_terms() -> None:
    assert_type(Term.working_days(3), Term)
    assert_type(Term.same_day(), Term)
    assert_type(Term.parse("3 ngày làm việc"), Term)
    assert_type(OwnTerm.parse("2 weeks"), OwnTerm)
    term = Term([(Unit.MONTHS, 2), (Unit.CALENDAR_DAYS, 10)])
    assert_type(term.parts, tuple[tuple[Unit, int], ...])
    assert_type(term.unit, Unit)
    assert_type(term.amount(Unit.MONTHS), int)
    assert_type(term.is_same_day, bool)
    assert_type(Unit.MONTHS.is_combined, bool)


def test_rules() -> None:
    assert_type(CountingRule.VN_CIVIL_CODE, CountingRule)
    assert_type(CountingRule.VN_ONE_STOP.on(LAST), CountingRule)
    rule = CountingRule(
        name="portal",
        first_day_counted=False,
        roll_after=Roll.FOLLOWING,
        roll_before=Roll.PRECEDING,
        roll_hours=Roll.NONE,
        closure_before=Roll.FOLLOWING,
        local_days_off_before=False,
        short_term_days=5,
        least_working_days=2,
        least_from_days=2,
        adjust_limits={Unit.CALENDAR_DAYS: 90},
        hours_from=HoursFrom.NEXT_HOUR,
        months_end=MonthsEnd.EVE_OF_START,
        added_days=3,
        weekly_rest={6},
        cut_off=time(15),
        cut_off_shifts=CutOffShifts.CLOCK,
        due=DueTime.CLOSING,
    )
    CountingRule(adjust_limits={"days": 90}, roll_after="none", due="receipt_time")
    assert_type(rule.evolve(cut_off=None), CountingRule)
    assert_type(rule.roll_after, Roll)
    assert_type(rule.closure_before, Roll | None)
    assert_type(rule.adjust_limits, Mapping[Unit, int])
    assert_type(rule.weekly_rest, frozenset[int] | None)
    assert_type(rule.cut_off, time | None)
    assert_type(rule.due, DueTime)
    assert_type(rule.article, Mapping[str, str])
    assert_type(rule.versions, tuple[CountingRule, ...])
    assert_type(rule.adjusts(Term.weeks(1)), bool)
    assert_type(rule.worked_days_of(Term.weeks(1)), int | None)
    assert_type(rule.is_late(AT, UTC), bool)


def test_deadlines() -> None:
    pause = Pause(AT, None, "supplement", "a law")
    extension = Extension(LAST, "survey", AT, "a decree")
    due = compute_deadline(
        AT,
        Term.working_days(3),
        CALENDAR,
        rule=CountingRule.VN_ONE_STOP,
        pauses=[pause],
        extensions=(extension,),
        clear=False,
        first_day_counted=None,
    )
    assert_type(due, Deadline)
    assert_type(due.due_at, datetime)
    assert_type(due.due_day, date)
    assert_type(due.received_day, date)
    assert_type(due.provisional, bool)
    assert_type(due.suspended, bool)
    assert_type(due.caveats, tuple[str, ...])
    assert_type(due.pauses, tuple[Pause, ...])
    assert_type(due.extensions, tuple[Extension, ...])
    assert_type(due.calendar, WorkCalendar)
    assert_type(due.rule, CountingRule)
    assert_type(due.term, Term)
    assert_type(pause.days(UTC), tuple[date, date])
    assert_type(pause.end, datetime | None)
    assert_type(extension.until, date)


def test_what_a_deadline_rests_on() -> None:
    due = vn.deadline(AT, Term.working_days(3), CALENDAR, pauses=(), extensions=())
    assert_type(due, Deadline)
    assert_type(due.basis, Basis)
    assert_type(due.basis.notices, tuple[str, ...])
    assert_type(due.promise(), Promise)
    assert_type(due.promise().due_day, date)
    assert_type(due.promise().basis, Basis)
    assert_type(vn.calendar.calendar(years=[2026]), WorkCalendar)
    assert_type(vn.calendar.notices(), tuple[Notice, ...])


def test_explanations() -> None:
    due = compute_deadline(
        AT, Term.working_days(3), CALENDAR, rule=CountingRule.VN_CIVIL_CODE
    )
    explanation = due.explain("vi")
    lines: tuple[DayCount, ...] = explanation
    assert_type(explanation, Explanation)
    assert_type(explanation.language, str)
    assert_type(str(explanation), str)
    assert_type(lines[0], DayCount)
    assert_type(lines[0].day, date)
    assert_type(lines[0].number, int | None)
    assert_type(lines[0].reason, Reason)
    assert_type(lines[0].is_counted, bool)
