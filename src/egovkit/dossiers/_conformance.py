"""Conformance: where a log from elsewhere is not what a workflow could have written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, Literal

from attrs import frozen

from egovkit.dossiers._event import START, Actor, S
from egovkit.errors import InvalidValueError

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition

Code = Literal[
    "naive", "not_from_here", "out_of_order", "role", "unfinished", "unknown_action"
]


@frozen
class LoggedEvent:
    """One line of a log that egovkit did not write.

    Attributes
    ----------
    action
        The name of the transition, in the workflow's words.
    by
        Who acted, in which roles; without it, roles are not asked.

    Examples
    --------
    >>> from datetime import UTC
    >>> LoggedEvent("accept", datetime(2026, 1, 5, 9, tzinfo=UTC)).by is None
    True
    """

    action: str
    at: datetime
    by: Actor | None = None


@frozen
class Deviation:
    """Something in a log that the workflow does not allow.

    Attributes
    ----------
    code
        "unknown_action", "not_from_here", "role", "naive", "out_of_order" or
        "unfinished".
    seq
        The place of the event in its case, counted from 0; for "unfinished", the
        number of events.

    Examples
    --------
    >>> print(Deviation("not_from_here", 1, "resolve from 'received'", "'appraising'"))
    event 1: resolve from 'received'; expected 'appraising'
    """

    code: Code
    seq: int
    given: str
    expected: str

    def __str__(self) -> str:
        return f"event {self.seq}: {self.given}; expected {self.expected}"


@frozen
class Conformance:
    """How far a whole log conforms to a workflow.

    Attributes
    ----------
    cases, events
        How many there were.
    deviations
        Those of each case that has any, by its number.

    Examples
    --------
    >>> found = Conformance(3, 8, {"C-2": (Deviation("naive", 0, "a", "b"),)})
    >>> found.fitting, found.fitting_share, found.counts
    (2, Fraction(2, 3), {'naive': 1})
    """

    cases: int
    events: int
    deviations: Mapping[str, tuple[Deviation, ...]]

    @property
    def fitting(self) -> int:
        """How many cases have no deviation."""
        return self.cases - len(self.deviations)

    @property
    def fitting_share(self) -> Fraction | None:
        """The fitting cases among all cases, exactly; None where there was none."""
        return Fraction(self.fitting, self.cases) if self.cases else None

    @property
    def counts(self) -> dict[Code, int]:
        """How many deviations there are of each code, the most frequent first."""
        counts = Counter[Code]()
        for found in self.deviations.values():
            counts.update(deviation.code for deviation in found)
        return dict(counts.most_common())


Logged = LoggedEvent | tuple[str, datetime]


def conforms(
    workflow: "Definition[S]", events: Iterable[Logged], *, ended: bool
) -> tuple[Deviation, ...]:
    """Follow one case through the workflow, and keep what does not fit."""
    walk = _Walk(workflow)
    for event in events:
        walk.take(event if isinstance(event, LoggedEvent) else LoggedEvent(*event))
    if ended:
        walk.end()
    return tuple(walk.found)


def conformance(
    workflow: "Definition[S]",
    cases: Iterable[tuple[str, Iterable[Logged]]],
    *,
    ended: bool,
) -> Conformance:
    """Follow each case of a log through the workflow."""
    numbers, count = set[str](), 0
    deviations = dict[str, tuple[Deviation, ...]]()
    for number, case in cases:
        if number in numbers:
            raise InvalidValueError(
                "cases", number, "each case once", "group the log by case first"
            )
        numbers.add(number)
        events = tuple(case)
        count += len(events)
        if found := conforms(workflow, events, ended=ended):
            deviations[number] = found
    return Conformance(len(numbers), count, deviations)


class _Walk(Generic[S]):
    """Where a case may stand.

    An action may lead to more than one state, told apart by guards of which a log says
    nothing; so a case stands in a set of possible states, nearly always of one.
    """

    def __init__(self, workflow: "Definition[S]") -> None:
        self.found: list[Deviation] = []
        self._workflow = workflow
        self._possible = {workflow.initial}
        self._seq = 0
        self._last: datetime | None = None

    def take(self, event: LoggedEvent) -> None:
        """Go on by one event."""
        self._ask_time(event.at)
        if event.action == START:
            self._begin()
        elif event.action in self._workflow.moves:
            if event.by is not None:
                self._ask_role(event.action, event.by)
            self._move(event.action)
        else:
            self._note(
                "unknown_action", event.action, _any_of(sorted(self._workflow.moves))
            )
        self._seq += 1

    def end(self) -> None:
        """Ask whether the case may have ended where it stands."""
        if self._possible.isdisjoint(self._workflow.final):
            self._note(
                "unfinished",
                f"the end in {_any_of(sorted(self._possible))}",
                _any_of(sorted(self._workflow.final)),
            )

    def _note(self, code: Code, given: str, expected: str) -> None:
        self.found.append(Deviation(code, self._seq, given, expected))

    def _ask_time(self, at: datetime) -> None:
        if at.utcoffset() is None:
            self._note("naive", f"naive {at}", "a time with an offset")
            return
        if self._last is not None and at < self._last:
            self._note("out_of_order", str(at), f"a time from {self._last} on")
        self._last = at

    def _begin(self) -> None:
        if self._seq:
            self._note("not_from_here", START, f"{START} as the first event only")
        self._possible = {self._workflow.initial}

    def _ask_role(self, action: str, by: Actor) -> None:
        named = self._workflow.named(action)
        here = [t for t in named if not t.sources.isdisjoint(self._possible)]
        asked = set[str]()
        for t in here or named:
            if t.roles is None or not t.roles.isdisjoint(by.roles):
                return
            asked |= t.roles
        given = _any_of(sorted(by.roles))
        self._note("role", f"{action} as {given}", _any_of(sorted(asked)))

    def _move(self, action: str) -> None:
        moves = self._workflow.moves[action]
        targets = {t for state in self._possible for t in moves.get(state, ())}
        if not targets:
            here = _any_of(sorted(self._possible))
            self._note("not_from_here", f"{action} from {here}", _any_of(sorted(moves)))
            targets = {t for reached in moves.values() for t in reached}
        self._possible = targets


def _any_of(words: Iterable[str]) -> str:
    return " or ".join(repr(str(word)) for word in words) or "nothing"
