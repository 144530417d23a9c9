"""ServiceCounts: how dossiers came in, and what they cost the citizen in rounds."""

from collections.abc import Iterable
from datetime import UTC
from fractions import Fraction

from attrs import fields, frozen

from egovkit.errors import InvalidValueError
from egovkit.metrics._period import Period
from egovkit.metrics._rate import Rate
from egovkit.outcome import Outcome


@frozen(kw_only=True)
class ServiceCounts:
    """The dossiers received in a period: their channels, supplements and payments.

    A blank is not a no: a row that does not say whether a term was extended is left
    out of that rate's denominator, and the denominator says how many rows did say.
    Counts of one period are added with `+`.

    A row tells its supplements and extensions without their dates. Of dossiers that
    are still in hand they may yet grow; give ended dossiers only to leave that out.

    Attributes
    ----------
    period
        In which the dossiers were received.
    received
        All of them.
    online, counter, post
        By channel, where the row names it.
    supplements_known, complete_at_once, supplement_rounds
        Rows that tell of supplements (bổ sung); those without any; and all rounds.
    extensions_known, extended
        Rows that tell of extensions (gia hạn), and those extended.
    reopenings_known, reopened
        Rows that tell of reopening (mở lại), and those reopened at least once.
    payments_known, paid_online
        Rows that tell how a fee was paid, and those paid online.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> from egovkit.outcome import Channel
    >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> rows = [
    ...     Outcome(number="1", received_at=at, channel=Channel.ONLINE, supplements=0),
    ...     Outcome(number="2", received_at=at, channel=Channel.COUNTER, supplements=2),
    ...     Outcome(number="3", received_at=at, channel=Channel.ONLINE),
    ... ]
    >>> january = Period(date(2026, 1, 1), date(2026, 1, 31), UTC)
    >>> counts = ServiceCounts.of(rows, period=january)
    >>> for rate in counts.rates():
    ...     print(rate)
    online: 2 of 3 received with a known channel (66.67 %)
    complete at first contact: 1 of 2 received with known supplements (50.00 %)
    extended: 0 of 0 received with known extensions (none)
    reopened: 0 of 0 received with known reopenings (none)
    paid online: 0 of 0 received with a known payment (none)
    """

    period: Period | None = None
    received: int = 0
    online: int = 0
    counter: int = 0
    post: int = 0
    supplements_known: int = 0
    complete_at_once: int = 0
    supplement_rounds: int = 0
    extensions_known: int = 0
    extended: int = 0
    reopenings_known: int = 0
    reopened: int = 0
    payments_known: int = 0
    paid_online: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome], *, period: Period) -> "ServiceCounts":
        """Count the outcomes received in the period, in one pass.

        Examples
        --------
        >>> from datetime import date
        >>> january = Period(date(2026, 1, 1), date(2026, 1, 31), UTC)
        >>> ServiceCounts.of([], period=january).received
        0
        """
        start, end = period.start.astimezone(UTC), period.end.astimezone(UTC)
        counts = dict.fromkeys(_NAMES, 0)
        for outcome in outcomes:
            if start <= outcome.received_at.astimezone(UTC) < end:
                _count(counts, outcome)
        return cls(period=period, **counts)

    def __add__(self, other: "ServiceCounts") -> "ServiceCounts":
        if self.period != other.period:
            raise InvalidValueError(
                "period", str(other.period), f"counts of the same one, {self.period}"
            )
        sums = {name: getattr(self, name) + getattr(other, name) for name in _NAMES}
        return ServiceCounts(period=self.period, **sums)

    @property
    def online_share(self) -> Rate:
        """The share that came in online, also called digital take-up.

        Examples
        --------
        >>> print(ServiceCounts(received=4, online=3, post=1).online_share.value)
        3/4
        """
        known = self.online + self.counter + self.post
        return Rate(
            "online", self.online, of="received with a known channel", total=known
        )

    @property
    def first_contact_completeness(self) -> Rate:
        """The share for which no supplement was asked.

        Examples
        --------
        >>> counts = ServiceCounts(received=4, supplements_known=4, complete_at_once=3)
        >>> print(counts.first_contact_completeness.value)
        3/4
        """
        return Rate(
            "complete at first contact", self.complete_at_once,
            of="received with known supplements", total=self.supplements_known,
        )  # fmt: skip

    @property
    def mean_supplement_rounds(self) -> Fraction | None:
        """How often papers were asked for, per dossier that tells; None without any.

        Examples
        --------
        >>> counts = ServiceCounts(
        ...     received=4, supplements_known=4, complete_at_once=3, supplement_rounds=2
        ... )
        >>> print(counts.mean_supplement_rounds)
        1/2
        """
        known = self.supplements_known
        return Fraction(self.supplement_rounds, known) if known else None

    @property
    def extension_rate(self) -> Rate:
        """The share whose term was extended.

        Examples
        --------
        >>> counts = ServiceCounts(received=4, extensions_known=2, extended=1)
        >>> print(counts.extension_rate)
        extended: 1 of 2 received with known extensions (50.00 %)
        """
        return Rate(
            "extended", self.extended,
            of="received with known extensions", total=self.extensions_known,
        )  # fmt: skip

    @property
    def rework_rate(self) -> Rate:
        """The share that was taken up again after it had ended.

        Examples
        --------
        >>> counts = ServiceCounts(received=4, reopenings_known=4, reopened=1)
        >>> print(counts.rework_rate.value)
        1/4
        """
        return Rate(
            "reopened", self.reopened,
            of="received with known reopenings", total=self.reopenings_known,
        )  # fmt: skip

    @property
    def cashless_share(self) -> Rate:
        """The share paid online, of those that tell how their fee was paid.

        A dossier without a fee has no payment to tell of.

        Examples
        --------
        >>> counts = ServiceCounts(received=4, payments_known=2, paid_online=1)
        >>> print(counts.cashless_share.value)
        1/2
        """
        return Rate(
            "paid online", self.paid_online,
            of="received with a known payment", total=self.payments_known,
        )  # fmt: skip

    def rates(self) -> tuple[Rate, ...]:
        """Return all five rates, in the order of a report.

        Examples
        --------
        >>> [rate.name for rate in ServiceCounts().rates()][:2]
        ['online', 'complete at first contact']
        """
        return (
            self.online_share,
            self.first_contact_completeness,
            self.extension_rate,
            self.rework_rate,
            self.cashless_share,
        )


_NAMES = tuple(each.name for each in fields(ServiceCounts) if each.name != "period")


def _count(counts: dict[str, int], outcome: Outcome) -> None:
    counts["received"] += 1
    if outcome.channel is not None:
        counts[outcome.channel] += 1
    if outcome.supplements is not None:
        counts["supplements_known"] += 1
        counts["complete_at_once"] += not outcome.supplements
        counts["supplement_rounds"] += outcome.supplements
    if outcome.extended is not None:
        counts["extensions_known"] += 1
        counts["extended"] += outcome.extended
    if outcome.reopened is not None:
        counts["reopenings_known"] += 1
        counts["reopened"] += outcome.reopened > 0
    if outcome.paid_online is not None:
        counts["payments_known"] += 1
        counts["paid_online"] += outcome.paid_online
