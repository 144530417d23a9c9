"""What a workflow says, and the look-ups that are made from it once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Generic, Self, cast

from attrs import frozen

from egovkit.deadlines import WorkCalendar
from egovkit.dossiers import _replay, _schedule
from egovkit.dossiers._clock import STATUS_BY_EFFECT, ClockEffect
from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import Event, S
from egovkit.dossiers._replay import Replayed
from egovkit.dossiers._schedule import Scheduled
from egovkit.dossiers._transition import AnyTransition, Transition
from egovkit.errors import InvalidValueError
from egovkit.outcome import Status

Moves = Mapping[str, Mapping[S, tuple[S, ...]]]
"""By action and state: where the action leads; more than one is an ambiguity."""


@frozen(eq=False, repr=False)
class Definition(Generic[S]):
    """The tables of one workflow; `Workflow` adds what can be done with them."""

    name: str
    version: int
    initial: S
    final: frozenset[S]
    transitions: tuple[Transition[S, object], ...]
    previous: "tuple[Self, ...]"
    clock: Mapping[S, ClockEffect]
    status: Mapping[S, Status]
    correct_roles: frozenset[str]
    supplements: frozenset[S]
    citizen_roles: frozenset[str]
    labels: Mapping[S, Mapping[str, str]]
    portal: Mapping[S, str]
    states: tuple[S, ...]
    moves: Moves[S]
    running: frozenset[S]
    _held: frozenset[Transition[S, object]]
    _by_name: Mapping[str, tuple[Transition[S, object], ...]]
    _restarts: frozenset[tuple[S, str, S]]
    _versions: "Mapping[int, Self]"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} {self.version}>"

    def has(self, transition: Transition[S, object]) -> bool:
        """Tell whether a transition is one of this workflow's own."""
        return transition in self._held

    def effect(self, state: S) -> ClockEffect:
        """Return what a state does to the clock; a final one stops it.

        Examples
        --------
        >>> from egovkit.dossiers import Workflow
        >>> class S(StrEnum):
        ...     RETURNED = "returned"
        >>> workflow = Workflow(
        ...     "none", version=1, initial=S.RETURNED, final={S.RETURNED}, transitions=()
        ... )
        >>> workflow.effect(S.RETURNED)
        <ClockEffect.STOPS: 'stops'>
        """
        return _effect(state, self.final, self.clock)

    def status_of(self, state: S) -> Status:
        """Return where a dossier in a state stands, as far as a table can tell."""
        return self.status.get(state) or STATUS_BY_EFFECT[self.effect(state)]

    def is_supplement(self, state: S) -> bool:
        """Tell whether papers are asked for in a state."""
        return state in self.supplements

    def restarts_clock(self, source: S | None, action: str, target: S) -> bool:
        """Tell whether the term begins anew with an action."""
        return bool(self._restarts) and (source, action, target) in self._restarts

    def named(self, name: str) -> tuple[Transition[S, object], ...]:
        """Return the transitions of a name, of which there nearly always is one.

        Raises
        ------
        InvalidValueError
            If there is none.
        """
        found = self._by_name.get(name)
        if found is None:
            raise InvalidValueError(
                "action", name, f"one of {', '.join(sorted(self._by_name))}"
            )
        return found

    def in_version(self, version: int) -> Self:
        """Return the workflow as it was in a version.

        Raises
        ------
        InvalidValueError
            If that version was not given as a previous one.
        """
        found = self._versions.get(version)
        if found is None:
            raise InvalidValueError(
                f"version of {self.name}", version,
                f"one of {', '.join(map(str, sorted(self._versions)))}",
                "give the older workflow in previous=(...)",
            )  # fmt: skip
        return found

    def replay(self, history: Sequence[Event[S]]) -> Dossier[S]:
        """Build the dossier that a history tells of, and check that it can have been.

        Each event must be a move of the version that drove the dossier then, to its
        target, and not before the last. Roles and guards are not asked again.

        Raises
        ------
        HistoryError
            If it cannot have been: with the event, what it says, and what was expected.
        """
        return _replay.replay(self, history)

    def replayable(self, histories: Iterable[Sequence[Event[S]]]) -> Replayed:
        """Tell, before a workflow is put to work, which histories it can replay."""
        return _replay.replayed(self, histories)

    def scheduled(
        self, dossier: Dossier[S], calendar: WorkCalendar | None = None
    ) -> tuple[Scheduled[S], ...]:
        """Return the actions that only time holds back, and when it opens them.

        They are those of the present state with a guard such as `waited_more_than`;
        ask for them once a day instead of setting timers.
        """
        return _schedule.scheduled(self, dossier, calendar)


def _effect(
    state: S, final: Collection[S], clock: Mapping[S, ClockEffect]
) -> ClockEffect:
    return ClockEffect.STOPS if state in final else clock.get(state, ClockEffect.RUNS)


def fill(
    workflow: Definition[S],
    *,
    name: str,
    version: int,
    initial: S,
    final: Collection[S],
    transitions: Iterable[AnyTransition[S]],
    previous: "Iterable[Definition[S]]",
    clock: Mapping[S, ClockEffect],
    status: Mapping[S, Status],
    correct_roles: Collection[str],
    supplements: Collection[S] | None,
    citizen_roles: Collection[str],
    labels: Mapping[S, Mapping[str, str]],
    portal: Mapping[S, str],
) -> None:
    """Check what a workflow says, and make its look-ups."""
    known = tuple(cast("Transition[S, object]", t) for t in transitions)
    previous, final = tuple(previous), frozenset(final)
    mentioned = {initial, *final, *clock, *status, *labels, *portal}
    mentioned.update(*(t.sources for t in known), (t.target for t in known))
    states = _in_order(initial, mentioned)
    _require_versions(name, version, previous)
    _require_agreement(final, clock, status)
    if supplements is None:
        supplements = [s for s in states if clock.get(s) is ClockEffect.PAUSES]
    facts: dict[str, object] = {
        "name": name,
        "version": version,
        "initial": initial,
        "final": final,
        "transitions": known,
        "previous": previous,
        "clock": dict(clock),
        "status": dict(status),
        "correct_roles": _roles("correct_roles", correct_roles),
        "supplements": frozenset(supplements),
        "citizen_roles": _roles("citizen_roles", citizen_roles),
        "labels": {state: dict(names) for state, names in labels.items()},
        "portal": dict(portal),
        "states": states,
        "moves": _moves(known),
        "_held": frozenset(known),
        "_by_name": _by_name(known),
        "running": frozenset(
            s for s in states if _effect(s, final, clock) is ClockEffect.RUNS
        ),
        "_restarts": frozenset(
            (source, t.name, t.target)
            for t in known
            if t.restart_clock
            for source in t.sources
        ),
        "_versions": {older.version: older for older in previous} | {version: workflow},
    }
    for fact, value in facts.items():
        object.__setattr__(workflow, fact, value)


def _in_order(initial: S, mentioned: Iterable[S]) -> tuple[S, ...]:
    """Return states in the order of their enum, which must be one."""
    states = set(mentioned)
    kind = type(initial)
    strangers = [s for s in states if type(s) is not kind]
    if strangers:
        raise InvalidValueError(
            "states", sorted(map(repr, strangers)), f"states of {kind.__name__} only"
        )
    return tuple(state for state in kind if state in states)


def _require_versions(
    name: str, version: int, previous: Iterable[Definition[S]]
) -> None:
    if version < 1:
        raise InvalidValueError("version", version, "a version counted from 1")
    versions = [version]
    for older in previous:
        if older.name != name or older.version >= version:
            raise InvalidValueError(
                "previous", older, f"older versions of {name} than {version}"
            )
        versions.append(older.version)
    if len(set(versions)) < len(versions):
        raise InvalidValueError("previous", sorted(versions), "each version once")


def _require_agreement(
    final: Collection[S], clock: Mapping[S, ClockEffect], status: Mapping[S, Status]
) -> None:
    for state in final:
        if clock.get(state, ClockEffect.STOPS) is not ClockEffect.STOPS:
            raise InvalidValueError(
                f"clock of {state}", str(clock[state]), "none: a final state stops it"
            )
    for state, stands in status.items():
        effect = _effect(state, final, clock)
        if stands.has_ended is not (effect is ClockEffect.STOPS):
            ended = "a status that has ended, for its clock stops"
            lasting = f"pending or paused, for its clock {effect}"
            raise InvalidValueError(
                f"status of {state}", str(stands),
                lasting if stands.has_ended else ended,
            )  # fmt: skip


def _roles(name: str, roles: Collection[str]) -> frozenset[str]:
    if isinstance(roles, str):
        raise InvalidValueError(name, roles, "several roles", f"write {{{roles!r}}}")
    return frozenset(roles)


def _moves(transitions: Iterable[Transition[S, object]]) -> Moves[S]:
    moves: dict[str, dict[S, tuple[S, ...]]] = {}
    for t in transitions:
        of_action = moves.setdefault(t.name, {})
        for source in t.sources:
            of_action[source] = (*of_action.get(source, ()), t.target)
    return moves


def _by_name(
    transitions: Iterable[Transition[S, object]],
) -> dict[str, tuple[Transition[S, object], ...]]:
    found: dict[str, tuple[Transition[S, object], ...]] = {}
    for t in transitions:
        found[t.name] = (*found.get(t.name, ()), t)
    return found
