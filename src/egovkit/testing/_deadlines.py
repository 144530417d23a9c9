"""Strategies of terms, counting rules, pauses and deadlines."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from egovkit._time import local_instant, require_aware
from egovkit.deadlines import (
    CountingRule,
    CutOffShifts,
    Deadline,
    DueTime,
    Extension,
    HoursFrom,
    MonthsEnd,
    Pause,
    Roll,
    Term,
    Unit,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import InvalidValueError, NotVerifiedError, SpanError
from egovkit.testing import _calendars
from egovkit.testing._hypothesis import DrawFn, SearchStrategy, reject, st

_DAY = timedelta(days=1)
_HALF_HOUR = timedelta(minutes=30)
_MOST = {
    Unit.YEARS: 1,
    Unit.MONTHS: 6,
    Unit.WEEKS: 9,
    Unit.CALENDAR_DAYS: 60,
    Unit.WORKING_DAYS: 25,
    Unit.HOURS: 200,
    Unit.WORKING_HOURS: 60,
}
# Nothing and one are where counting goes wrong, so they come often.
_AMOUNTS = {
    unit: st.sampled_from([0, 1]) | st.integers(0, most) for unit, most in _MOST.items()
}
_PRESETS = (
    "VN_CIVIL_CODE",
    "VN_ONE_STOP",
    "EU_1182_71",
    "DE_BGB",
    "UK_CPR",
    "UK_FOI",
    "US_FRCP_6",
    "NL_ATW",
    "FR_CPC",
    "CA_INTERPRETATION_ACT",
    "SG_INTERPRETATION_ACT",
    "JP_CIVIL_CODE",
    "CN_CIVIL_CODE",
)
_CLOCKS = st.sampled_from([time(0), time(9), time(15), time(15, 1), time(23, 59, 59)])


def _preset(name: str) -> CountingRule:
    rule: CountingRule = getattr(CountingRule, name)
    return rule


def _evolved(rule: CountingRule, changes: dict[str, object]) -> CountingRule:
    return rule.evolve(**changes)


# Some parameters of a rule, each with a value that it takes.
_CHANGES: SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "first_day_counted": st.booleans(),
        "roll_after": st.sampled_from(Roll),
        "roll_before": st.sampled_from(Roll),
        "roll_hours": st.sampled_from(Roll),
        "short_term_days": st.integers(0, 8),
        "least_working_days": st.integers(0, 4),
        "least_from_days": st.integers(0, 5),
        "adjust_limits": st.dictionaries(
            st.sampled_from(Unit), st.integers(0, 60), max_size=3
        ),
        "hours_from": st.sampled_from(HoursFrom),
        "months_end": st.sampled_from(MonthsEnd),
        "added_days": st.integers(0, 3),
        "weekly_rest": st.none() | st.frozensets(st.integers(0, 6), max_size=3),
        "cut_off": st.none() | st.sampled_from([time(11, 30), time(15), time(17)]),
        "cut_off_shifts": st.sampled_from(CutOffShifts),
        "due": st.sampled_from(DueTime),
    },
)
_SYSTEMS = st.sampled_from(_PRESETS).map(_preset)
_RULES = _SYSTEMS | st.builds(_evolved, _SYSTEMS | st.just(CountingRule()), _CHANGES)


@st.composite
def terms(draw: DrawFn, *, units: Collection[Unit] = tuple(Unit)) -> Term:
    """Draw terms of each unit, combined ones, terms of nothing and "within the day".

    Parameters
    ----------
    units
        The units to choose from; those that may stand together sometimes do.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(terms())
    ... def test_a_term_is_what_its_text_says(term):
    ...     assert Term.parse(str(term)) == term
    >>> test_a_term_is_what_its_text_says()
    """
    chosen = {draw(st.sampled_from([*units]))}
    combined = [unit for unit in units if unit.is_combined]
    if chosen < {*combined}:
        chosen |= draw(st.sets(st.sampled_from(combined), max_size=2))
    return Term([(u, draw(_AMOUNTS[u])) for u in Unit if u in chosen])


def rules() -> SearchStrategy[CountingRule]:
    """Draw counting rules: presets, presets with changed parameters, and free ones.

    A preset knows only the days on which one of its versions is in force; on others
    it raises `NotVerifiedError`.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(rules())
    ... def test_a_rule_without_changes_is_the_same(rule):
    ...     assert rule.evolve() == rule
    >>> test_a_rule_without_changes_is_the_same()
    """
    return _RULES


@st.composite
def pauses(draw: DrawFn, received_at: datetime) -> Pause:
    """Draw pauses from before a receipt until some weeks after it.

    Some are open, some cover no whole day or nothing at all, some stand in another
    zone.

    Raises
    ------
    NaiveDatetimeError
        If `received_at` has no zone.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(pauses(datetime(2026, 3, 2, 9, tzinfo=UTC)))
    ... def test_a_pause_ends_after_it_starts(pause):
    ...     assert pause.end is None or pause.start <= pause.end
    >>> test_a_pause_ends_after_it_starts()
    """
    origin = require_aware(received_at, "received_at").astimezone(UTC)
    start = origin + draw(st.integers(-5 * 48, 40 * 48)) * _HALF_HOUR
    length = draw(st.none() | st.integers(0, 48) | st.integers(0, 12 * 48))
    end = None if length is None else start + length * _HALF_HOUR
    if draw(st.booleans()):
        tz = received_at.tzinfo
        start, end = start.astimezone(tz), None if end is None else end.astimezone(tz)
    reason = draw(st.sampled_from([None, "supplement", "land survey"]))
    return Pause(start, end, reason)


@st.composite
def deadlines(
    draw: DrawFn,
    *,
    calendar: SearchStrategy[WorkCalendar] | None = None,
    rule: SearchStrategy[CountingRule] | None = None,
    term: SearchStrategy[Term] | None = None,
) -> Deadline:
    """Draw deadlines that were computed: counted on, with pauses and extensions.

    Receipts fall on worked days and days off, at every time of the day. What cannot be
    computed, such as a term that leaves its calendar, is drawn again.

    Parameters
    ----------
    calendar, rule, term
        Where they come from; by default `calendars`, `rules` and `terms`.

    Examples
    --------
    >>> from datetime import date
    >>> from hypothesis import given, settings, strategies as st
    >>> from egovkit.testing import check_deadline
    >>> ours = WorkCalendar(tz="UTC", first=date(2026, 1, 1), last=date(2027, 12, 31))
    >>> @settings(max_examples=5)
    ... @given(deadlines(calendar=st.just(ours)))
    ... def test_our_calendar_keeps_the_laws(deadline):
    ...     check_deadline(deadline)
    >>> test_our_calendar_keeps_the_laws()
    """
    if calendar is None:
        calendar = _calendars.calendars(min_days=300, max_days=900)
    days = draw(calendar)
    if term is None:
        units = [u for u in Unit if days.hours or u is not Unit.WORKING_HOURS]
        term = terms(units=units)
    latest = days.first + (days.last - days.first) // 3
    received_day = draw(st.dates(days.first, latest))
    received_at = local_instant(received_day, draw(_CLOCKS), days.tz)
    try:
        return compute_deadline(
            received_at,
            draw(term),
            days,
            rule=draw(rules() if rule is None else rule),
            pauses=draw(st.lists(pauses(received_at), max_size=3)),
            extensions=[
                Extension(received_day + n * _DAY, "land survey outstanding")
                for n in draw(st.lists(st.integers(1, 90), max_size=1))
            ],
            clear=draw(st.booleans()),
            first_day_counted=draw(st.none() | st.booleans()),
        )
    except (SpanError, NotVerifiedError, InvalidValueError):
        reject()
