"""A strategy of workflows, for code that must work with any."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from attrs import frozen

from egovkit.deadlines import Extension
from egovkit.dossiers import (
    AnyTransition,
    ClockEffect,
    Dossier,
    Refusal,
    Workflow,
    transition,
)
from egovkit.outcome import Status
from egovkit.testing._hypothesis import DrawFn, SearchStrategy, st

T = TypeVar("T")


class State(StrEnum):
    """The states of drawn workflows, which mean nothing.

    Examples
    --------
    >>> str(State.A)
    'a'
    """

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"


@frozen
class Remark:
    """The payload that some actions of drawn workflows are given.

    Examples
    --------
    >>> Remark("birth certificate").pages
    ()
    """

    text: str
    pages: tuple[int, ...] = ()
    urgent: bool | None = None


def _is_short(_dossier: Dossier[StrEnum], remark: Remark) -> Refusal | None:
    is_long = len(remark.pages) > 2  # noqa: PLR2004, some must be refused
    return Refusal("long", "too many pages") if is_long else None


def _is_young(dossier: Dossier[StrEnum], _payload: None) -> Refusal | None:
    is_old = dossier.version > 9  # noqa: PLR2004, some must be refused
    return Refusal("old", "too many events") if is_old else None


_STATES = st.permutations(list(State))
_ROLES = st.none() | st.sets(
    st.sampled_from(["officer", "head", "citizen"]), max_size=2
)
_EFFECTS = st.sampled_from([*ClockEffect, ClockEffect.RUNS, ClockEffect.PAUSES])
_ENDED = st.sampled_from([s for s in Status if s.has_ended])
_CORRECTORS = st.sampled_from([(), ("head",)])
_FORKS = st.integers(0, 3)


@st.composite
def workflows(draw: DrawFn, *, versions: int = 2) -> Workflow[State]:
    """Draw workflows in which every state can be reached and has a way to an end.

    They have actions with payloads and guards, extensions, roles, levels of assurance,
    states with every effect on the clock, restarts, and some have older versions.

    Parameters
    ----------
    versions
        How many versions there are at most.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(workflows())
    ... def test_a_final_state_stops_the_clock(workflow):
    ...     assert all(workflow.effect(s) is ClockEffect.STOPS for s in workflow.final)
    >>> test_a_final_state_stops_the_clock()
    """
    previous: list[Workflow[State]] = []
    for version in range(1, draw(st.integers(1, versions)) + 1):
        previous.append(draw(_of_version(version, tuple(previous))))
    return previous[-1]


@st.composite
def _of_version(
    draw: DrawFn, version: int, previous: tuple[Workflow[State], ...]
) -> Workflow[State]:
    states = draw(_STATES)[: draw(st.integers(2, len(State)))]
    final = {states[-1], *draw(st.sets(st.sampled_from(states[1:]), max_size=1))}
    living = [state for state in states if state not in final]
    return Workflow(
        "drawn",
        version=version,
        initial=states[0],
        final=final,
        transitions=draw(_transitions(states)),
        previous=previous,
        clock=draw(_some(living, _EFFECTS)),
        status=draw(_some(sorted(final), _ENDED)),
        correct_roles=draw(_CORRECTORS),
    )


def _some(
    states: Sequence[State], of: SearchStrategy[T]
) -> SearchStrategy[dict[State, T]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(states, of))


@st.composite
def _transitions(
    draw: DrawFn, states: Sequence[State]
) -> tuple[AnyTransition[State], ...]:
    """Go from each state to the next, so that none is cut off, and here and there."""
    anywhere = st.sampled_from(states)
    ways = [({a}, b) for a, b in pairwise(states)]
    for _ in range(draw(_FORKS)):
        sources = draw(st.sets(anywhere, min_size=1, max_size=3))
        ways.append((sources, draw(anywhere)))
    return tuple(
        draw(_transition(f"{n} to {target}", tuple(sources), target))
        for n, (sources, target) in enumerate(ways)
    )


@st.composite
def _transition(
    draw: DrawFn, name: str, sources: Sequence[State], target: State
) -> AnyTransition[State]:
    roles = draw(_ROLES)
    assurance = draw(st.sampled_from([0, 0, 2]))
    restarts = draw(st.sampled_from([False, False, False, True]))
    kind = draw(st.sampled_from(["nothing", "nothing", "remark", "extension"]))
    if kind == "remark":
        return transition(
            name, sources, target, roles=roles, assurance=assurance,
            restart_clock=restarts, payload=Remark, guards=[_is_short],
        )  # fmt: skip
    if kind == "extension":
        return transition(
            name, sources, target, roles=roles, assurance=assurance, payload=Extension
        )
    return transition(
        name, sources, target, roles=roles, assurance=assurance,
        restart_clock=restarts, guards=[_is_young],
    )  # fmt: skip
