"""ResolutionCounts: how many dossiers stand where, as a sum that reconciles."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar, overload

from attrs import field, frozen

from egovkit._plain import for_pydantic
from egovkit.errors import InvalidValueError
from egovkit.metrics._apportion import apportion
from egovkit.metrics._due import DueDate
from egovkit.metrics._grouped import group_of
from egovkit.metrics._period import Period
from egovkit.metrics._policy import CountingPolicy, Denominator
from egovkit.metrics._rate import Rate
from egovkit.metrics._tally import COUNTS, FACTS, Standing, add_up, standing_in
from egovkit.metrics._timeliness import Timeliness
from egovkit.outcome import Outcome

_K = TypeVar("_K", bound=Hashable)

_OWN_CLASSES: Final = CountingPolicy()
_IN_TIME: Final = (Timeliness.BEFORE_DUE, Timeliness.ON_TIME)


@for_pydantic
@frozen(kw_only=True)
class ResolutionCounts:
    """How many dossiers of a period stand where at its cut.

    The cut is the earlier of `as_of` and the end of the period: what comes after it
    has not happened yet. A dossier counts if it was received by the cut and had not
    ended before the period. The counts reconcile under every policy: carried over +
    received = resolved + pending + paused + refused + withdrawn + no term. One
    period's open stock is what the next one carries over.

    Counts are added with `+`; `zero()` is neutral.

    Attributes
    ----------
    period, as_of, policy, against
        What the counts are about, and which due date they judge by; None, None and the
        defaults for `zero()`.
    carried_over
        Received before the period's first day (từ kỳ trước), not ended before it.
    received
        Received in the period.
    before_due, on_time, overdue
        Resolved before, on and after the due day (trước hạn, đúng hạn, quá hạn).
    pending_within, pending_overdue, paused
        Open at the cut.
    refused, withdrawn
        Ended otherwise.
    no_term
        Without a due date, ended or not.
    open_stock
        Open at the cut, wherever the policy counts them; under the default policy,
        pending + paused + no_term_open.
    no_term_open
        Without a due date and open.
    paused_past_due
        Paused at the cut with the due day past, wherever the policy counts them: a
        report names them, for the pause may have begun too late.

    Raises
    ------
    InvalidValueError
        If the counts do not reconcile.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> from zoneinfo import ZoneInfo
    >>> tz = ZoneInfo("Asia/Ho_Chi_Minh")
    >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=tz)
    >>> rows = [
    ...     Outcome(number="1", received_at=day(5), due_at=day(9), resolved_at=day(8)),
    ...     Outcome(number="2", received_at=day(6), due_at=day(9), resolved_at=day(9)),
    ...     Outcome(number="3", received_at=day(7), due_at=day(12)),
    ... ]
    >>> week = Period(date(2026, 1, 5), date(2026, 1, 11), tz)
    >>> counts = ResolutionCounts.of(rows, period=week, as_of=day(20))
    >>> counts.before_due, counts.on_time, counts.pending_within
    (1, 1, 1)
    >>> print(counts.on_time_rate(of=Denominator.RECEIVED))
    2/3
    """

    period: Period | None = None
    as_of: datetime | None = None
    policy: CountingPolicy = _OWN_CLASSES
    carried_over: int = 0
    received: int = 0
    before_due: int = 0
    on_time: int = 0
    overdue: int = 0
    pending_within: int = 0
    pending_overdue: int = 0
    paused: int = 0
    refused: int = 0
    withdrawn: int = 0
    no_term: int = 0
    open_stock: int = 0
    no_term_open: int = 0
    paused_past_due: int = 0
    against: DueDate = field(default=DueDate.DUE, converter=DueDate)

    def __attrs_post_init__(self) -> None:
        stock = self.carried_over + self.received
        classes = sum(_values(self, Timeliness).values())
        if stock != classes:
            raise InvalidValueError(
                "counts", classes, f"{stock} dossiers in all classes together",
                "carried_over + received is the sum of the nine classes",
            )  # fmt: skip

    @classmethod
    def zero(cls) -> "ResolutionCounts":
        """Return the counts of nothing, neutral to any period and policy.

        Examples
        --------
        >>> sum([ResolutionCounts.zero()], ResolutionCounts.zero()).received
        0
        """
        return cls()

    @classmethod
    def of(
        cls,
        outcomes: Iterable[Outcome],
        *,
        period: Period,
        as_of: datetime,
        policy: CountingPolicy = _OWN_CLASSES,
        against: DueDate = DueDate.DUE,
    ) -> "ResolutionCounts":
        """Count outcomes, in one pass.

        Against a promise the classes tell whether it was kept, and a dossier to which
        none was given has no term.

        Raises
        ------
        NaiveDatetimeError
            If `as_of` has no zone.
        InvalidValueError
            If the period has not begun at `as_of`.

        Examples
        --------
        >>> from datetime import UTC, date, datetime
        >>> january = Period(date(2026, 1, 1), date(2026, 1, 31), "Asia/Ho_Chi_Minh")
        >>> counts = ResolutionCounts.of(
        ...     [], period=january, as_of=datetime(2026, 2, 1, tzinfo=UTC)
        ... )
        >>> print(counts.percentages())
        None
        """
        tally = Counter(map(standing_in(period, as_of, DueDate(against)), outcomes))
        counts = add_up(tally, policy)
        return cls(period=period, as_of=as_of, policy=policy, against=against, **counts)

    @overload
    @classmethod
    def by(
        cls,
        outcomes: Iterable[Outcome],
        key: str,
        *,
        period: Period,
        as_of: datetime,
        policy: CountingPolicy = ...,
        against: DueDate = ...,
    ) -> "dict[Hashable, ResolutionCounts]": ...

    @overload
    @classmethod
    def by(
        cls,
        outcomes: Iterable[Outcome],
        key: Callable[[Outcome], _K],
        *,
        period: Period,
        as_of: datetime,
        policy: CountingPolicy = ...,
        against: DueDate = ...,
    ) -> "dict[_K, ResolutionCounts]": ...

    @classmethod
    def by(
        cls,
        outcomes: Iterable[Outcome],
        key: str | Callable[[Outcome], _K],
        *,
        period: Period,
        as_of: datetime,
        policy: CountingPolicy = _OWN_CLASSES,
        against: DueDate = DueDate.DUE,
    ) -> "dict[_K, ResolutionCounts] | dict[Hashable, ResolutionCounts]":
        """Count outcomes by group, in one pass.

        Parameters
        ----------
        outcomes
            As for `of`.
        key
            The name of an attribute of `Outcome`, such as ``"unit"``, or a function
            that gives the group of an outcome, None included.
        period, as_of, policy, against
            As for `of`.

        Returns
        -------
        dict
            The groups in the order in which they first occur; also one whose
            dossiers all ended before the period, with zeros.

        Raises
        ------
        InvalidValueError
            If `key` names no attribute of `Outcome`; else as for `of`.

        Examples
        --------
        >>> from datetime import UTC, date, datetime
        >>> at = datetime(2026, 1, 5, tzinfo=UTC)
        >>> rows = [Outcome(number=n, unit="Ninh Sơn", received_at=at) for n in "12"]
        >>> january = Period(date(2026, 1, 1), date(2026, 1, 31), UTC)
        >>> counts = ResolutionCounts.by(rows, "unit", period=january, as_of=at)
        >>> counts["Ninh Sơn"].no_term
        2
        """
        group = group_of(key)
        standing = standing_in(period, as_of, DueDate(against))
        pairs = Counter((group(outcome), standing(outcome)) for outcome in outcomes)
        tallies: dict[Hashable, Counter[Standing | None]] = {}
        for (name, where), count in pairs.items():
            tallies.setdefault(name, Counter())[where] = count
        return {
            name: cls(
                period=period,
                as_of=as_of,
                policy=policy,
                against=against,
                **add_up(tally, policy),
            )
            for name, tally in tallies.items()
        }

    def __add__(self, other: "ResolutionCounts") -> "ResolutionCounts":
        if other.period is None:
            return self
        if self.period is None:
            return other
        for name in ("period", "as_of", "policy", "against"):
            ours, theirs = getattr(self, name), getattr(other, name)
            if ours != theirs:
                raise InvalidValueError(
                    name, theirs, f"counts of the same {name}, {ours}",
                    "count both anew over one period, at one instant, in one way",
                )  # fmt: skip
        added = _values(other, (*COUNTS, *FACTS))
        sums = {name: n + added[name] for name, n in _values(self, added).items()}
        return ResolutionCounts(
            period=self.period, as_of=self.as_of, policy=self.policy,
            against=self.against, **sums,
        )  # fmt: skip

    @property
    def resolved(self) -> int:
        """Before due + on time + overdue.

        Examples
        --------
        >>> ResolutionCounts(received=3, before_due=2, overdue=1).resolved
        3
        """
        return self.before_due + self.on_time + self.overdue

    @property
    def pending(self) -> int:
        """Pending within + pending overdue.

        Examples
        --------
        >>> ResolutionCounts(received=3, pending_within=2, no_term=1).pending
        2
        """
        return self.pending_within + self.pending_overdue

    def rows(self) -> tuple[tuple[str, int], ...]:
        """Return the eleven counts by name: the stock, then the nine classes.

        Examples
        --------
        >>> ResolutionCounts(received=3, on_time=3).rows()[:4]
        (('carried_over', 0), ('received', 3), ('before_due', 0), ('on_time', 3))
        """
        return tuple(_values(self, COUNTS).items())

    def on_time_rate(self, *, of: Denominator) -> Fraction | None:
        """Return the share of dossiers resolved before or on the due day.

        Parameters
        ----------
        of
            The denominator: three are in use, and they tell different stories.

        Returns
        -------
        Fraction or None
            The exact share; None when the denominator is empty, neither 0 nor 1.

        Examples
        --------
        >>> counts = ResolutionCounts(received=4, on_time=2, pending_overdue=2)
        >>> [str(counts.on_time_rate(of=denominator)) for denominator in Denominator]
        ['1', '1/2', '1/2']
        """
        return self.rate(of=of).value

    def rate(self, *classes: Timeliness, of: Denominator) -> Rate:
        """Return the share of some classes, with its counts and names.

        Parameters
        ----------
        classes
            Parts of the denominator; none are before due and on time together.
        of
            The denominator.

        Raises
        ------
        InvalidValueError
            If a class is no part of the denominator.

        Examples
        --------
        >>> counts = ResolutionCounts(received=4, on_time=2, pending_overdue=2)
        >>> print(counts.rate(of=Denominator.DUE))
        before_due + on_time: 2 of 4 due (50.00 %)
        >>> print(counts.rate(*Denominator.RESOLVED.parts, of=Denominator.RECEIVED))
        before_due + on_time + overdue: 2 of 4 received (50.00 %)
        """
        parts, chosen = _values(self, of.parts), dict.fromkeys(classes or _IN_TIME)
        for name in chosen:
            if name not in parts:
                raise InvalidValueError(
                    "classes", str(name), f"parts of {of}: {', '.join(parts)}"
                )
        return Rate(
            " + ".join(chosen),
            sum(parts[name] for name in chosen),
            of=str(of),
            total=sum(parts.values()),
        )

    def percentages(
        self, places: int = 2, of: Denominator = Denominator.RESOLVED
    ) -> dict[str, Decimal] | None:
        """Return what the parts of a denominator are of it, adding to exactly 100.

        They are apportioned by the largest remainder, see `apportion`.

        Returns
        -------
        dict or None
            The percentage of each part; None when the denominator is empty.

        Examples
        --------
        >>> counts = ResolutionCounts(received=3, before_due=2, on_time=1)
        >>> print(*counts.percentages(places=1).values())
        66.7 33.3 0.0
        """
        return apportion(_values(self, of.parts), places)


def _values(counts: ResolutionCounts, names: Iterable[str]) -> dict[str, int]:
    return {str(name): getattr(counts, name) for name in names}
