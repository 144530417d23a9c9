"""What speaks against a workflow, before any dossier meets it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._event import S
from egovkit.dossiers._transition import Transition
from egovkit.outcome import Status

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition

Nexts = Mapping[S, Collection[S]]
"""By state: the others that one action leads to."""


@frozen
class Problem:
    """One thing that speaks against a workflow, where it stands, and what cures it.

    Attributes
    ----------
    code
        Of a state: `unreachable`, `trap`, `no_way_out`, `no_timeout`, `waits_again`,
        `no_status`, `no_portal_status`. Of an action: `ambiguous`, `no_role`,
        `unknown_action`. Of either: `missing_label`.
    place
        The state, or the name of the action.

    Examples
    --------
    >>> print(Problem("trap", "checking", "no action leads out of it", "add one"))
    checking: no action leads out of it; add one (trap)
    """

    code: str
    place: str
    text: str
    cure: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}; {self.cure} ({self.code})"


def check(workflow: "Definition[S]") -> tuple[Problem, ...]:
    """Return what speaks against a workflow, by code and in the order it is declared.

    Actions that nobody may do count as ways, so that a forgotten role is one problem
    and not many.
    """
    states = _states_in_use(workflow)
    return (
        *_unreachable(workflow, states),
        *_stuck(workflow, states),
        *_ambiguous(workflow),
        *_no_timeout(workflow, states),
        *_waits_again(workflow, states),
        *_no_status(workflow, states),
        *_no_role(workflow),
        *_unknown_action(workflow),
        *_missing_labels(workflow, states),
        *_no_portal_status(workflow, states),
    )


def _states_in_use(workflow: "Definition[S]") -> tuple[S, ...]:
    """Leave out what only older versions use: tables of labels often serve them all."""
    older = {state for version in workflow.previous for state in version.states}
    used = {workflow.initial}
    for t in workflow.transitions:
        used |= {*t.sources, t.target}
    return tuple(s for s in workflow.states if s in used or s not in older)


def _nexts(transitions: Iterable[Transition[S, object]]) -> dict[S, set[S]]:
    nexts: dict[S, set[S]] = {}
    for t in transitions:
        for source in t.sources - {t.target}:
            nexts.setdefault(source, set()).add(t.target)
    return nexts


def _reached(starts: Iterable[S], nexts: Nexts[S]) -> set[S]:
    reached = set(starts)
    todo = list(reached)
    while todo:
        new = set(nexts.get(todo.pop(), ())) - reached
        reached |= new
        todo += new
    return reached


def _that_reach(ends: Iterable[S], nexts: Nexts[S]) -> set[S]:
    befores: dict[S, set[S]] = {}
    for state, others in nexts.items():
        for other in others:
            befores.setdefault(other, set()).add(state)
    return _reached(ends, befores)


def _unreachable(workflow: "Definition[S]", states: Iterable[S]) -> Iterator[Problem]:
    reached = _reached([workflow.initial], _nexts(workflow.transitions))
    for state in states:
        if state not in reached:
            yield Problem(
                "unreachable", str(state),
                f"no actions lead to it from {str(workflow.initial)!r}",
                "add an action that does, or leave the state out",
            )  # fmt: skip


def _stuck(workflow: "Definition[S]", states: Iterable[S]) -> Iterator[Problem]:
    nexts = _nexts(workflow.transitions)
    that_end = _that_reach(workflow.final, nexts)
    stuck = [state for state in states if state not in that_end]
    for state in stuck:
        if state not in nexts:
            yield Problem(
                "trap", str(state), "no action leads out of it",
                "add one that does, or make the state final",
            )  # fmt: skip
    for state in stuck:
        if state in nexts:
            yield Problem(
                "no_way_out", str(state), "its actions lead to no final state",
                "add one towards a final state, here or further on",
            )  # fmt: skip


def _ambiguous(workflow: "Definition[S]") -> Iterator[Problem]:
    for name, targets in workflow.moves.items():
        states = [str(s) for s in workflow.states if len(targets.get(s, ())) > 1]
        if states:
            yield Problem(
                "ambiguous", name, f"it is declared more than once in {_all(states)}",
                "give each its own name, or states that do not overlap",
            )  # fmt: skip


def _no_timeout(workflow: "Definition[S]", states: Iterable[S]) -> Iterator[Problem]:
    """Find pauses that last for ever unless the citizen acts.

    The office ends a pause also by way of other pauses.
    """
    paused = [s for s in states if workflow.effect(s) is ClockEffect.PAUSES]
    others = [s for s in workflow.states if s not in paused]
    citizen = workflow.citizen_roles
    by_office = [t for t in workflow.transitions if not _only(t, citizen)]
    that_end = _that_reach(others, _nexts(workflow.transitions))
    that_office_ends = _that_reach(others, _nexts(by_office))
    for state in paused:
        if state in that_end and state not in that_office_ends:
            yield Problem(
                "no_timeout", str(state),
                f"only {_all(sorted(citizen))} can end the pause",
                "add a way out for another role, guarded by waited_more_than",
            )  # fmt: skip


def _only(action: Transition[S, object], roles: Collection[str]) -> bool:
    held = action.roles or frozenset[str]()
    return bool(held) and held <= frozenset(roles)


def _waits_again(workflow: "Definition[S]", states: Iterable[S]) -> Iterator[Problem]:
    after_running = _reached(workflow.running, _nexts(workflow.transitions))
    for state in states:
        if workflow.effect(state) is ClockEffect.WAITS and state in after_running:
            yield Problem(
                "waits_again", str(state),
                "dossiers come here whose clock has begun, and it cannot wait again",
                "let it pause, or lead them to a state that does",
            )  # fmt: skip


def _no_status(workflow: "Definition[S]", states: Iterable[S]) -> Iterator[Problem]:
    """Find final states that count as resolved only because nobody said otherwise.

    One of them needs no word: some end must be the good one.
    """
    finals = [state for state in states if state in workflow.final]
    resolved = [s for s in finals if workflow.status_of(s) is Status.RESOLVED]
    for state in resolved:
        if state not in workflow.status and len(resolved) > 1:
            yield Problem(
                "no_status", str(state),
                "it counts as resolved, as other final states do, but nothing says so",
                "state in status=... whether it is resolved, refused or withdrawn",
            )  # fmt: skip


def _no_role(workflow: "Definition[S]") -> Iterator[Problem]:
    for t in workflow.transitions:
        if t.roles is not None and not t.roles:
            yield Problem(
                "no_role", t.name, "its roles are empty, so that nobody may do it",
                "name who may; without roles=... anybody may",
            )  # fmt: skip


def _unknown_action(workflow: "Definition[S]") -> Iterator[Problem]:
    versions = (workflow, *workflow.previous)
    known = {t.name for version in versions for t in version.transitions}
    for t in workflow.transitions:
        for guard in t.named_guards:
            action = guard.parameters.get("action")
            if action is not None and action not in known:
                yield Problem(
                    "unknown_action", t.name,
                    f"its guard {guard.name} asks for {action!r}, which is no action",
                    f"name one of {', '.join(sorted(known))}",
                )  # fmt: skip


def _missing_labels(
    workflow: "Definition[S]", states: Collection[S]
) -> Iterator[Problem]:
    named = [(str(state), workflow.labels.get(state, {})) for state in states]
    named += [(t.name, t.labels) for t in workflow.transitions]
    for language in sorted({word for _, labels in named for word in labels}):
        for place, labels in named:
            if not labels.get(language):
                yield Problem(
                    "missing_label", place, f"it has no label in {language!r}",
                    f"add labels={{{language!r}: ...}}, or leave the language out",
                )  # fmt: skip


def _no_portal_status(
    workflow: "Definition[S]", states: Iterable[S]
) -> Iterator[Problem]:
    if not workflow.portal:
        return
    for state in states:
        if not workflow.portal.get(state):
            yield Problem(
                "no_portal_status", str(state), "the portal has no status for it",
                "add it to portal=...",
            )  # fmt: skip


def _all(words: Iterable[str]) -> str:
    return " and ".join(repr(word) for word in words)
