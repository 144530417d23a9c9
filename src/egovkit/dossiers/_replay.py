"""Building a dossier from its history, and telling why that cannot be done."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Generic

from attrs import frozen

from egovkit.dossiers import _life
from egovkit.dossiers._decide import correction_refusals
from egovkit.dossiers._dossier import Dossier, dossier_of
from egovkit.dossiers._event import (
    ADOPT,
    CORRECT,
    MIGRATE,
    START,
    Correction,
    Event,
    Migrated,
    Opening,
    S,
)
from egovkit.errors import HistoryError, InvalidValueError

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition


@frozen
class Replayed:
    """Which histories a workflow can replay, before it is put to work.

    Attributes
    ----------
    count
        How many it can.
    faults
        Why it cannot replay the others, an error each.

    Examples
    --------
    >>> Replayed(10366, ()).faults
    ()
    """

    count: int
    faults: tuple[HistoryError, ...]


def replayed(
    workflow: "Definition[S]", histories: Iterable[Sequence[Event[S]]]
) -> Replayed:
    """Replay histories one by one, and keep what speaks against any."""
    count, faults = 0, list[HistoryError]()
    for history in histories:
        try:
            replay(workflow, history)
        except HistoryError as fault:
            faults.append(fault)
        else:
            count += 1
    return Replayed(count, tuple(faults))


def replay(workflow: "Definition[S]", history: Sequence[Event[S]]) -> Dossier[S]:
    """Fold a history in one pass: each event must be one the workflow can have made.

    Edges, targets, order and versions are checked; roles and guards are not, for they
    were when it was recorded.
    """
    history = tuple(history)
    opening, driver = _begin(workflow, history)
    state, last = history[0].state, history[0].at
    received_at = opening.received_at
    if received_at is None and state in driver.running:
        received_at = last
    moves, running = driver.moves, driver.running
    is_corrected = False
    for seq, event in enumerate(history[1:], 1):
        at, target = event.at, event.state
        if at.tzinfo is None:
            raise HistoryError(
                opening.number, seq, f"naive {at}", "a time with an offset"
            )
        sources = moves.get(event.action)
        if sources and target in sources.get(state, ()) and at >= last:
            last = at
        else:
            fold = _Fold(workflow, driver, opening.number, state, last)
            driver, last = fold.unusual(history[:seq], event)
            moves, running = driver.moves, driver.running
            is_corrected |= event.action == CORRECT
        state = target
        if received_at is None and state in running:
            received_at = last
    if is_corrected:
        received_at = _life.read(history, workflow).received_at
    return dossier_of(driver.version, state, history, received_at)


def _begin(
    workflow: "Definition[S]", history: Sequence[Event[S]]
) -> "tuple[Opening, Definition[S]]":
    """Check the first event, and return what it says and the version it names."""
    if not history:
        raise HistoryError("?", 0, "no events", "at least the start")
    first = history[0]
    opening = first.payload
    if first.action not in (START, ADOPT) or not isinstance(opening, Opening):
        raise HistoryError("?", 0, f"action {first.action!r}", "start or adopt")
    if first.at.tzinfo is None:
        raise HistoryError(
            opening.number, 0, f"naive {first.at}", "a time with an offset"
        )
    if opening.workflow != workflow.name:
        raise HistoryError(
            opening.number, 0, f"workflow {opening.workflow!r}", repr(workflow.name)
        )
    driver = _in_version(workflow, opening.version, opening.number, 0)
    states = (driver.initial,) if first.action == START else driver.states
    if first.state not in states:
        raise HistoryError(
            opening.number, 0, f"state {str(first.state)!r}", _any_of(states)
        )
    return opening, driver


def _in_version(
    workflow: "Definition[S]", version: int, number: str, seq: int
) -> "Definition[S]":
    try:
        return workflow.in_version(version)
    except InvalidValueError as unknown:
        raise HistoryError(
            number, seq, f"version {version} of {workflow.name}",
            f"{unknown.expected}; {unknown.remedy}",
        ) from None  # fmt: skip


def _any_of(words: Iterable[str]) -> str:
    return " or ".join(repr(str(word)) for word in words) or "nothing"


@frozen
class _Fold(Generic[S]):
    """Where a fold stands before an event that is no plain move."""

    workflow: "Definition[S]"
    driver: "Definition[S]"
    number: str
    state: S
    last: datetime

    def unusual(
        self, before: Sequence[Event[S]], event: Event[S]
    ) -> "tuple[Definition[S], datetime]":
        """Return the version that drives it from here, and when it was last moved."""
        seq = len(before)
        if event.action == CORRECT:
            return self.driver, self._corrected_at(before, event)
        if event.at < self.last:
            raise self._fault(
                seq, f"{event.action} at {event.at}", f"a time from {self.last} on"
            )
        if event.action == MIGRATE:
            return self._migrated(seq, event), event.at
        raise self._no_move(seq, event)

    def _corrected_at(self, before: Sequence[Event[S]], event: Event[S]) -> datetime:
        correction, seq = event.payload, len(before)
        if not isinstance(correction, Correction):
            raise self._fault(seq, f"payload {correction!r}", "a Correction")
        for refusal in correction_refusals(before, correction, event.at):
            raise self._fault(seq, "a correction that cannot be", refusal.text)
        events = _life.effective((*before, event))
        state = events[-1][1].state
        if event.state != state:
            raise self._fault(seq, f"state {str(event.state)!r}", repr(str(state)))
        return events[-1][1].at

    def _migrated(self, seq: int, event: Event[S]) -> "Definition[S]":
        move = event.payload
        if not isinstance(move, Migrated):
            raise self._fault(seq, f"payload {move!r}", "a Migrated")
        if move.from_version != self.driver.version:
            raise self._fault(
                seq, f"from version {move.from_version}", f"{self.driver.version}"
            )
        newer = _in_version(self.workflow, move.to_version, self.number, seq)
        if newer.version <= self.driver.version:
            raise self._fault(
                seq,
                f"to version {newer.version}",
                f"a later one than {move.from_version}",
            )
        if event.state not in newer.states:
            raise self._fault(seq, f"state {str(event.state)!r}", _any_of(newer.states))
        return newer

    def _no_move(self, seq: int, event: Event[S]) -> HistoryError:
        sources = self.driver.moves.get(event.action)
        if sources is None:
            return self._fault(
                seq, f"action {event.action!r}", _any_of(sorted(self.driver.moves))
            )
        if self.state not in sources:
            return self._fault(
                seq,
                f"{event.action} from {str(self.state)!r}",
                _any_of(sorted(sources)),
            )
        return self._fault(
            seq,
            f"{event.action} to {str(event.state)!r}",
            _any_of(sources[self.state]),
        )

    def _fault(self, seq: int, given: str, expected: str) -> HistoryError:
        return HistoryError(self.number, seq, given, expected)
