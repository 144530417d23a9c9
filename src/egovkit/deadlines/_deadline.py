"""Deadline: when a dossier is due, and what that rests on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from attrs import frozen

from egovkit._plain import for_pydantic
from egovkit._time import local_date
from egovkit.deadlines import _explain
from egovkit.deadlines._calendar import WorkCalendar
from egovkit.deadlines._days import DayStatus
from egovkit.deadlines._explain import Explanation
from egovkit.deadlines._pauses import Extension, Pause
from egovkit.deadlines._rules import Confidence, CountingRule
from egovkit.deadlines._term import Term


class Course(NamedTuple):
    """The days a computation passed on its way; an explanation walks along them.

    `start` is the day that counts as the day of receipt or of the event, `first` the
    first day of the term, `end` its last before any roll; then the day after the roll,
    and the one after the least worked days, the added days and the extension. A term
    in hours also has the instants at which it begins and ends.
    """

    start: date
    first: date
    end: date
    rolled: date
    least: date
    added: date
    due: date
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    counts_back: bool = False


@for_pydantic
@frozen
class Basis:
    """What a deadline was computed from, enough to recompute it years later.

    Attributes
    ----------
    rule, regime, citation
        The counting rule, the regime whose version applied, and its text.
    parameters
        The rule's parameters that are not the defaults, such as "added_days=3".
    calendar
        The calendar's fingerprint.
    origin, first, last, notices
        Where its days come from (with the version of the package), its span, and the
        notices that were applied, by citation.

    Examples
    --------
    >>> calendar = WorkCalendar(
    ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
    ... )
    >>> from egovkit.deadlines import compute_deadline
    >>> received_at = datetime(2026, 3, 2, 9, tzinfo=calendar.tz)
    >>> due = compute_deadline(
    ...     received_at, Term.working_days(3), calendar, rule=CountingRule.VN_CIVIL_CODE
    ... )
    >>> due.basis.regime
    'Civil Code 2015'
    """

    rule: str
    regime: str
    citation: str
    parameters: tuple[str, ...]
    calendar: str
    origin: str
    first: date
    last: date
    notices: tuple[str, ...]


@for_pydantic
@frozen
class Promise:
    """A due date as it was printed for the citizen, with what it rests on.

    Examples
    --------
    >>> basis = Basis("custom", "", "", (), "", "given", date.min, date.max, ())
    >>> from datetime import UTC
    >>> Promise(datetime(2026, 3, 5, 23, 59, 59, tzinfo=UTC), basis).due_day
    datetime.date(2026, 3, 5)
    """

    due_at: datetime
    basis: Basis

    @property
    def due_day(self) -> date:
        """The day of `due_at` in its own zone."""
        return self.due_at.date()


@frozen
class Deadline:
    """When a dossier is due, and why that day.

    Attributes
    ----------
    due_at
        The last instant, in the calendar's zone; `due_at.date()` is `due_day`.
    suspended
        Whether a pause is still open: the due day is then the earliest possible.
    provisional
        Whether the later of start and due lies past what the calendar vouches for.
    rule
        The version of the counting rule that was in force on the day of receipt.

    Examples
    --------
    >>> from egovkit.deadlines import compute_deadline
    >>> calendar = WorkCalendar(
    ...     tz="Asia/Ho_Chi_Minh", first=date(2026, 1, 1), last=date(2026, 12, 31)
    ... )
    >>> due = compute_deadline(
    ...     datetime(2026, 3, 6, 9, tzinfo=calendar.tz), Term.working_days(1), calendar,
    ...     rule=CountingRule.VN_CIVIL_CODE,
    ... )
    >>> due.due_day, due.provisional
    (datetime.date(2026, 3, 9), False)
    """

    received_at: datetime
    term: Term
    calendar: WorkCalendar
    rule: CountingRule
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    clear: bool
    due_at: datetime
    due_day: date
    suspended: bool
    course: Course

    @property
    def received_day(self) -> date:
        """The local day of receipt, or of the event a term is counted back from."""
        return local_date(self.received_at, self.calendar.tz)

    @property
    def table(self) -> WorkCalendar:
        """The calendar as the rule reads it, in its direction."""
        back = self.course.counts_back
        return self.calendar.as_counted_by(self.rule, back=back)

    @property
    def provisional(self) -> bool:
        """Whether a notice may still move the day."""
        return self.calendar.is_provisional(max(self.course.start, self.due_day))

    @property
    def basis(self) -> Basis:
        """What the deadline was computed from."""
        rule, calendar = self.rule, self.calendar
        return Basis(
            rule=rule.name,
            regime=rule.regime,
            citation=rule.citation,
            parameters=rule.changed_parameters(),
            calendar=calendar.fingerprint,
            origin=calendar.origin,
            first=calendar.first,
            last=calendar.last,
            notices=tuple(notice.citation for notice in calendar.notices),
        )

    @property
    def caveats(self) -> tuple[str, ...]:
        """What the date depends on that is not certain, in sentences.

        Examples
        --------
        >>> from egovkit.deadlines import compute_deadline
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2027, 12, 31),
        ...     known_through=date(2026, 12, 31),
        ... )
        >>> due = compute_deadline(
        ...     datetime(2026, 12, 31, 9, tzinfo=calendar.tz), Term.working_days(1),
        ...     calendar, rule=CountingRule.VN_CIVIL_CODE,
        ... )
        >>> due.caveats
        ('provisional: days off are known through 2026-12-31 only',)
        """
        return tuple(self._caveats())

    def _caveats(self) -> Iterator[str]:
        if self.provisional:
            known = self.calendar.known_through
            yield (
                f"provisional: days off are known through {known} only"
                if known
                else "provisional: nobody vouches for the days off of this calendar"
            )
        if self.suspended:
            yield "suspended: a pause is open, so this is the earliest possible day"
        if self.rule.confidence is not Confidence.READ:
            yield f"{self.rule.regime}: {self.rule.confidence}, {self.rule.source}"
        for day, status in self._doubtful_days():
            name = f" ({status.name})" if status.name else ""
            yield f"{day}{name}: {status.confidence}, {status.source}"

    def _doubtful_days(self) -> Iterator[tuple[date, DayStatus]]:
        passed = self.received_day, self.course.start, self.course.end, self.due_day
        day = min(passed)
        while day <= max(passed):
            status = self.calendar.status(day)
            if status.confidence is not Confidence.READ:
                yield day, status
            day += timedelta(days=1)

    def promise(self) -> Promise:
        """Return the date as it is printed on the receipt, with its basis."""
        return Promise(self.due_at, self.basis)

    def explain(self, language: str = "en") -> Explanation:
        """Return every day from receipt to due: counted or not, its number and why.

        `str()` of it is a table, in English ("en") or Vietnamese ("vi").

        Examples
        --------
        >>> from egovkit.deadlines import compute_deadline
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
        ... )
        >>> due = compute_deadline(
        ...     datetime(2026, 3, 6, 9, tzinfo=calendar.tz), Term.working_days(1),
        ...     calendar, rule=CountingRule.VN_CIVIL_CODE,
        ... )
        >>> [(row.day.day, row.number) for row in due.explain()]
        [(6, None), (7, None), (8, None), (9, 1)]
        """
        return _explain.explain(self, language)
