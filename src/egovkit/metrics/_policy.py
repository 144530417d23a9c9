"""CountingPolicy and Denominator: the choices behind a figure, by name."""

from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from egovkit._plain import for_pydantic
from egovkit.errors import InvalidValueError
from egovkit.metrics._timeliness import Timeliness


def _class(given: str | None) -> Timeliness | None:
    if given is None:
        return None
    try:
        return Timeliness(given)
    except ValueError:
        raise InvalidValueError(
            "a class of a CountingPolicy", given,
            f"None, to judge by the dates, or one of {', '.join(Timeliness)}",
        ) from None  # fmt: skip


@for_pydantic
@frozen(kw_only=True)
class CountingPolicy:
    """Where a published form counts the dossiers that are neither resolved nor pending.

    The default counts each in its own class. A form without such columns puts them
    elsewhere: one Vietnamese system counts dossiers that await a supplement as within,
    and withdrawn ones as on time. Such a choice changes the figures, so it has a name,
    and a report prints it.

    Attributes
    ----------
    name
        What a report calls the policy.
    paused, paused_past_due, withdrawn, refused
        The class in which such dossiers are counted, or None for the class that their
        dates alone would give them: pending within or overdue for paused ones, before
        due, on time or overdue for the others. `paused_past_due` are paused dossiers
        whose due day is past, of which a flat row does not tell when the pause began.

    Raises
    ------
    InvalidValueError
        If a class is neither a `Timeliness` nor the value of one.

    Examples
    --------
    >>> policy = CountingPolicy(
    ...     name="form without columns for paused and withdrawn",
    ...     paused=Timeliness.PENDING_WITHIN,
    ...     paused_past_due=None,
    ...     withdrawn=Timeliness.ON_TIME,
    ... )
    >>> print(policy.description)
    paused as pending_within; paused_past_due by the dates; withdrawn as on_time
    >>> print(CountingPolicy().description)
    every dossier in its own class
    """

    name: str = "own classes"
    paused: Timeliness | None = field(default=Timeliness.PAUSED, converter=_class)
    paused_past_due: Timeliness | None = field(
        default=Timeliness.PAUSED, converter=_class
    )
    withdrawn: Timeliness | None = field(default=Timeliness.WITHDRAWN, converter=_class)
    refused: Timeliness | None = field(default=Timeliness.REFUSED, converter=_class)

    def _targets(self) -> Iterator[tuple[str, Timeliness | None, Timeliness]]:
        yield "paused", self.paused, Timeliness.PAUSED
        yield "paused_past_due", self.paused_past_due, Timeliness.PAUSED
        yield "withdrawn", self.withdrawn, Timeliness.WITHDRAWN
        yield "refused", self.refused, Timeliness.REFUSED

    @property
    def description(self) -> str:
        """What the policy does, in words for a report's foot.

        Examples
        --------
        >>> CountingPolicy(name="refusals are results", refused=None).description
        'refused by the dates'
        """
        moved = [
            f"{name} as {target}" if target else f"{name} by the dates"
            for name, target, own in self._targets()
            if target is not own
        ]
        return "; ".join(moved) or "every dossier in its own class"

    def count_as(self, own: Timeliness, by_dates: Timeliness) -> Timeliness:
        """Return the class in which a dossier is counted.

        `own` is its class by `classify`, `by_dates` the one that its dates alone give.

        Examples
        --------
        >>> policy = CountingPolicy(name="refusals are results", refused=None)
        >>> policy.count_as(Timeliness.REFUSED, Timeliness.OVERDUE)
        <Timeliness.OVERDUE: 'overdue'>
        """
        match own:
            case Timeliness.PAUSED if by_dates is Timeliness.PENDING_OVERDUE:
                return self.paused_past_due or by_dates
            case Timeliness.PAUSED:
                return self.paused or by_dates
            case Timeliness.WITHDRAWN:
                return self.withdrawn or by_dates
            case Timeliness.REFUSED:
                return self.refused or by_dates
            case _:
                return own


class Denominator(StrEnum):
    """Of what a rate is taken; no rate without one.

    `RESOLVED`: before due, on time and overdue. `DUE`: these and the pending overdue,
    so that a late dossier does not improve the rate by staying open. `RECEIVED`: every
    dossier carried over or received, as Decree 61/2018 art. 30(2)(c) takes it.

    Examples
    --------
    >>> [str(part) for part in Denominator.DUE.parts]
    ['before_due', 'on_time', 'overdue', 'pending_overdue']
    """

    RESOLVED = "resolved"
    DUE = "due"
    RECEIVED = "received"

    @property
    def parts(self) -> tuple[Timeliness, ...]:
        """The classes that make up the denominator, in the order of a report.

        Examples
        --------
        >>> len(Denominator.RECEIVED.parts)
        9
        """
        return _PARTS[self]


_RESOLVED = (Timeliness.BEFORE_DUE, Timeliness.ON_TIME, Timeliness.OVERDUE)
_PARTS = {
    Denominator.RESOLVED: _RESOLVED,
    Denominator.DUE: (*_RESOLVED, Timeliness.PENDING_OVERDUE),
    Denominator.RECEIVED: tuple(Timeliness),
}
