"""What a workflow says, and the look-ups that are made from it once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, Self, cast

from attrs import frozen

from egovkit._nearest import did_you_mean
from egovkit.deadlines import WorkCalendar
from egovkit.dossiers import _check, _conformance, _diagrams, _replay, _schedule
from egovkit.dossiers._check import Problem
from egovkit.dossiers._clock import STATUS_BY_EFFECT, ClockEffect
from egovkit.dossiers._conformance import Conformance, Deviation, Logged
from egovkit.dossiers._dossier import Dossier
from egovkit.dossiers._event import Event, S
from egovkit.dossiers._replay import Replayed
from egovkit.dossiers._schedule import Scheduled
from egovkit.dossiers._transition import AnyTransition, Transition
from egovkit.errors import InvalidValueError
from egovkit.outcome import Status

CITIZEN_ROLES: Final = frozenset({"citizen"})
"""The roles that the office cannot make act, where nothing else is said."""

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
        >>> from enum import StrEnum
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
                "action", name, f"one of {', '.join(sorted(self._by_name))}",
                did_you_mean(name, self._by_name),
            )  # fmt: skip
        return found

    @property
    def previous(self) -> tuple[Self, ...]:
        """The older versions, under which stretches of histories stand."""
        return tuple(
            older for version, older in self._versions.items() if version < self.version
        )

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

        Examples
        --------
        >>> from datetime import UTC, datetime
        >>> from egovkit.dossiers import Actor
        >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> dossier = workflow.start("H53-260105-0001", at=at, by=Actor("cb-014"))
        >>> workflow.replay(dossier.history) == dossier
        True
        """
        return _replay.replay(self, history)

    def replayable(self, histories: Iterable[Sequence[Event[S]]]) -> Replayed:
        """Tell, before a workflow is put to work, which histories it can replay.

        Examples
        --------
        >>> workflow.replayable([dossier.history])
        Replayed(count=1, faults=())
        """
        return _replay.replayed(self, histories)

    def conforms(
        self, events: Iterable[Logged], *, ended: bool = False
    ) -> tuple[Deviation, ...]:
        """Tell where one case of a log from elsewhere is not what this could have made.

        The case begins in the initial state, with or without a `start` before its first
        action. Guards and assurance are not asked, of which a log says nothing. After a
        deviation it goes on: an unknown action leaves the state; one that does not
        begin here leads to its own target, or, when it has several, to any of them; a
        time is compared with the one before it, and a naive one with none.

        Parameters
        ----------
        events
            In the log's order, each a pair of an action's name and its time, or a
            `LoggedEvent`.
        ended
            Whether the case is over, and so should stand in a final state.

        Examples
        --------
        >>> from datetime import UTC, datetime
        >>> from enum import StrEnum
        >>> from egovkit.dossiers import Workflow, transition
        >>> class S(StrEnum):
        ...     RECEIVED = "received"
        ...     RESOLVED = "resolved"
        ...     RETURNED = "returned"
        >>> resolve = transition("resolve", [S.RECEIVED], S.RESOLVED)
        >>> give = transition("give_back", [S.RESOLVED], S.RETURNED)
        >>> workflow = Workflow(
        ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
        ...     transitions=[resolve, give],
        ... )
        >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> for deviation in workflow.conforms([("give_back", at), ("resolve", at)]):
        ...     print(deviation)
        event 0: give_back from 'received'; expected 'resolved'
        event 1: resolve from 'returned'; expected 'received'
        """
        return _conformance.conforms(self, events, ended=ended)

    def conformance(
        self,
        cases: Iterable[tuple[str, Iterable[Logged]]],
        *,
        ended: bool = False,
    ) -> Conformance:
        """Ask `conforms` of every case of a log, given as its number and its events.

        Only what deviates is kept, so that a log of any length can be read.

        Raises
        ------
        InvalidValueError
            If a case is given twice.
        """
        return _conformance.conformance(self, cases, ended=ended)

    def scheduled(
        self, dossier: Dossier[S], calendar: WorkCalendar | None = None
    ) -> tuple[Scheduled[S], ...]:
        """Return the actions that only time holds back, and when it opens them.

        They are those of the present state with a guard such as `waited_more_than`;
        ask for them once a day instead of setting timers. What else is against an
        action, a role or another guard, is not asked.

        Examples
        --------
        >>> from egovkit.dossiers import transition, waited_more_than
        >>> remind = transition(
        ...     "remind", [S.RETURNED], S.RETURNED, guards=[waited_more_than("72 hours")]
        ... )
        >>> workflow = Workflow(
        ...     "one", version=1, initial=S.RETURNED, final=(), transitions=[remind]
        ... )
        >>> dossier = workflow.start("H53-260105-0001", at=at, by=Actor("cb-014"))
        >>> [(str(one.action), str(one.at)) for one in workflow.scheduled(dossier)]
        [('remind', '2026-01-08 09:00:00+00:00')]
        """
        return _schedule.scheduled(self, dossier, calendar)

    def check(self) -> tuple[Problem, ...]:
        """Return what speaks against the workflow, before any dossier meets it.

        States that cannot be reached or left, pauses that only the citizen can end,
        actions that nobody may do or whose name stands for two, final states that
        count as resolved by oversight, words that are missing in a language or on the
        portal. None means that nothing was found; ask for it in a test. A state into
        which dossiers only come by migration or adoption counts as one that cannot be
        reached.

        Examples
        --------
        >>> from enum import StrEnum
        >>> from egovkit.dossiers import Workflow, transition
        >>> class S(StrEnum):
        ...     RECEIVED = "received"
        ...     RETURNED = "returned"
        >>> give = transition("give_back", [S.RECEIVED], S.RETURNED, roles=[])
        >>> workflow = Workflow(
        ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
        ...     transitions=[give],
        ... )
        >>> [(problem.code, problem.place) for problem in workflow.check()]
        [('no_role', 'give_back')]
        """
        return _check.check(self)

    def to_mermaid(
        self,
        histories: Iterable[Sequence[Event[S]]] | None = None,
        language: str | None = None,
    ) -> str:
        """Draw the workflow as a state diagram of mermaid.

        Each action is written with the roles that may do it and its named guards.
        States in which the clock waits have a dotted outline, those that pause it a
        dashed one on yellow, and those that stop it are blue.

        Parameters
        ----------
        histories
            Read once. Each action then also says how often it was done, and after how
            long in the state it left, by the median. Names in parentheses are of what
            only histories know: migrations, and actions of older versions.
        language
            Of the labels; what has none is called by its name.

        Examples
        --------
        >>> from enum import StrEnum
        >>> from egovkit.dossiers import Workflow, transition
        >>> class S(StrEnum):
        ...     RECEIVED = "received"
        ...     RETURNED = "returned"
        >>> give = transition("give_back", [S.RECEIVED], S.RETURNED, roles=["counter"])
        >>> workflow = Workflow(
        ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
        ...     transitions=[give],
        ... )
        >>> print(workflow.to_mermaid())
        stateDiagram-v2
            state "received" as s_RECEIVED
            state "returned" as s_RETURNED
            [*] --> s_RECEIVED
            s_RECEIVED --> s_RETURNED : give_back<br/>counter
            s_RETURNED --> [*]
            ...
        """
        return _diagrams.to_mermaid(self, histories, language)

    def to_dot(
        self,
        histories: Iterable[Sequence[Event[S]]] | None = None,
        language: str | None = None,
    ) -> str:
        """Draw the workflow as a directed graph in DOT, the language of Graphviz.

        It shows what `to_mermaid` does; final states have a double outline. With
        histories, ways are the thicker the more often they were gone, ways never gone
        are grey, and those that only histories know are dashed.

        Examples
        --------
        >>> from enum import StrEnum
        >>> from egovkit.dossiers import Workflow
        >>> class S(StrEnum):
        ...     RETURNED = "returned"
        >>> workflow = Workflow(
        ...     "none", version=1, initial=S.RETURNED, final={S.RETURNED}, transitions=()
        ... )
        >>> print(workflow.to_dot())
        digraph "none 1" {
            ...
            s_RETURNED [label="returned", ..., peripheries=2];
            start -> s_RETURNED [...];
        }
        """
        return _diagrams.to_dot(self, histories, language)


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
    previous, final = _with_theirs(previous), frozenset(final)
    mentioned = [initial, *final, *clock, *status, *labels, *portal]
    mentioned += supplements or ()
    for t in known:
        mentioned += [*t.sources, t.target]
    states = _in_order(initial, mentioned)
    for fault in version_faults(name, version, previous):
        raise fault
    for fault in disagreements(final, clock, status):
        raise fault
    if supplements is None:
        supplements = default_supplements(clock)
    facts: dict[str, object] = {
        "name": name,
        "version": version,
        "initial": initial,
        "final": final,
        "transitions": known,
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


def _with_theirs(previous: "Iterable[Definition[S]]") -> "tuple[Definition[S], ...]":
    """Add what the older versions have before them, so that the last one is enough."""
    known = list(previous)
    for older in known:
        known += [oldest for oldest in older.previous if oldest not in known]
    return tuple(known)


def _in_order(initial: S, mentioned: Iterable[S]) -> tuple[S, ...]:
    """Return states in the order of their enum, which must be one.

    Members of two enums are equal when their texts are: no set may be made before.
    """
    mentioned = list(mentioned)
    kind = type(initial)
    strangers = [s for s in mentioned if type(s) is not kind]
    if strangers:
        raise InvalidValueError(
            "states", sorted({*map(repr, strangers)}), f"states of {kind.__name__} only"
        )
    states = set(mentioned)
    return tuple(state for state in kind if state in states)


def default_supplements(clock: Mapping[S, ClockEffect]) -> frozenset[S]:
    """Return the states in which papers are asked for, where nothing else is said."""
    return frozenset(s for s, effect in clock.items() if effect is ClockEffect.PAUSES)


def version_faults(
    name: str, version: int, previous: Iterable[Definition[S]]
) -> Iterator[InvalidValueError]:
    """Yield what is wrong with the versions of a workflow."""
    if version < 1:
        yield InvalidValueError("version", version, "a version counted from 1")
    versions = [version]
    for older in previous:
        if older.name != name or older.version >= version:
            yield InvalidValueError(
                "previous", older, f"older versions of {name} than {version}"
            )
        versions.append(older.version)
    if len(set(versions)) < len(versions):
        yield InvalidValueError("previous", sorted(versions), "each version once")


def disagreements(
    final: Collection[S], clock: Mapping[S, ClockEffect], status: Mapping[S, Status]
) -> Iterator[InvalidValueError]:
    """Yield what final states, clocks and statuses say against each other."""
    for state in final:
        if clock.get(state, ClockEffect.STOPS) is not ClockEffect.STOPS:
            yield InvalidValueError(
                f"clock of {state}", str(clock[state]), "none: a final state stops it"
            )
    for state, stands in status.items():
        effect = _effect(state, final, clock)
        if stands.has_ended is not (effect is ClockEffect.STOPS):
            ended = "a status that has ended, for its clock stops"
            lasting = f"pending or paused, for its clock {effect}"
            yield InvalidValueError(
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
