"""Firing an action and replaying a history, over a hand-written class and by peers."""

import gc
import sys
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import partial
from typing import Any, Protocol

from attrs import frozen
from automat import TypeMachineBuilder
from statemachine import State, StateMachine
from transitions import Machine

from bench._comparison import Comparison, Yardstick, at_most_times, informs
from bench._timing import Times, interleaved, say
from egovkit.dossiers import Actor, Dossier, Workflow, transition

_TZ = timezone(timedelta(hours=7))
_ATS = [datetime(2026, 1, 5, 9, minute, tzinfo=_TZ) for minute in range(9)]
_EVENTS = 8


class S(StrEnum):
    """The states of the comparison: papers go to and fro."""

    CHECKING = "checking"
    APPRAISING = "appraising"


@frozen(weakref_slot=False)
class HandEvent:
    """An event as one would write it by hand."""

    action: str
    state: S
    at: datetime
    by: str
    payload: object = None


@frozen(weakref_slot=False)
class HandDossier:
    """A dossier as one would write it by hand."""

    number: str
    state: S
    received_at: datetime
    history: tuple[HandEvent, ...]


_OFFICER = frozenset({"officer"})
_MOVES: Mapping[str, tuple[frozenset[S], S, frozenset[str]]] = {
    "pass_on": (frozenset({S.CHECKING}), S.APPRAISING, _OFFICER),
    "send_back": (frozenset({S.APPRAISING}), S.CHECKING, _OFFICER),
}
_ACTIONS = [("pass_on", "send_back")[n % 2] for n in range(_EVENTS - 1)]


def hand_start(number: str) -> HandDossier:
    """Begin a hand-written dossier."""
    first = HandEvent("start", S.CHECKING, _ATS[0], "cb-014")
    return HandDossier(number, S.CHECKING, _ATS[0], (first,))


def hand_fire(
    dossier: HandDossier, action: str, at: datetime, by: str, roles: frozenset[str]
) -> HandDossier:
    """Check state, role, offset and order, and add the event."""
    sources, target, needed = _MOVES[action]
    if dossier.state not in sources:
        raise ValueError(action)
    if needed.isdisjoint(roles):
        raise ValueError(roles)
    if at.utcoffset() is None or at < dossier.history[-1].at:
        raise ValueError(at)
    event = HandEvent(action, target, at, by)
    return HandDossier(
        dossier.number, target, dossier.received_at, (*dossier.history, event)
    )


def hand_replay(history: Sequence[HandEvent]) -> HandDossier:
    """Fold a history in one pass with the same checks of edge, target and order."""
    first = history[0]
    state, last = first.state, first.at
    for event in history[1:]:
        sources, target, _ = _MOVES[event.action]
        if state not in sources or event.state is not target:
            raise ValueError(event)
        if event.at.utcoffset() is None or event.at < last:
            raise ValueError(event)
        state, last = target, event.at
    return HandDossier("H53-260105-0001", state, first.at, tuple(history))


_PASS_ON = transition("pass_on", [S.CHECKING], S.APPRAISING, roles=["officer"])
_SEND_BACK = transition("send_back", [S.APPRAISING], S.CHECKING, roles=["officer"])
_WORKFLOW = Workflow(
    "bench", version=1, initial=S.CHECKING, final=(), transitions=[_PASS_ON, _SEND_BACK]
)
_LAN = Actor("cb-014", ["officer"])


def hand_life(number: str) -> HandDossier:
    """Return a hand-written dossier after eight events."""
    dossier = hand_start(number)
    for action, at in zip(_ACTIONS, _ATS[1:], strict=False):
        dossier = hand_fire(dossier, action, at, "cb-014", _OFFICER)
    return dossier


def egovkit_life(number: str) -> Dossier[S]:
    """Return one of egovkit's after the same events."""
    dossier = _WORKFLOW.start(number, at=_ATS[0], by=_LAN)
    for n, at in zip(range(_EVENTS - 1), _ATS[1:], strict=False):
        action = _SEND_BACK if n % 2 else _PASS_ON
        dossier = _WORKFLOW.fire(dossier, action, at=at, by=_LAN)
    return dossier


def compare(*, quick: bool) -> Comparison:
    """Time one action, and a replay of eight events, by each."""
    number = "H53-260105-0001"
    begun, mine = hand_start(number), _WORKFLOW.start(number, at=_ATS[0], by=_LAN)
    repeats, peers = (2_000 if quick else 20_000), _peers()
    hand, own, *others = interleaved(
        [
            lambda: _again(
                repeats,
                lambda: hand_fire(begun, "pass_on", _ATS[1], "cb-014", _OFFICER),
            ),
            lambda: _again(
                repeats, lambda: _WORKFLOW.fire(mine, _PASS_ON, at=_ATS[1], by=_LAN)
            ),
            *(partial(_again, repeats, peer) for peer in peers.values()),
        ],
        rounds=5 if quick else 15,
        operations=repeats,
    )
    by_hand = Yardstick("a hand-written class, an action", hand, 1.26e-6)
    count = 10_000 if quick else 100_000
    folded, replayed = _replays(count, rounds=5 if quick else 11)
    one_pass = Yardstick("a hand-written fold, a history", folded)
    ratio = _bytes(egovkit_life) / _bytes(hand_life)
    return Comparison(
        title="Dossiers",
        note=(
            "One action with the same checks of state, role, offset and order; the peers "
            f"check less and keep no history. Then {count:,} histories of {_EVENTS} events "
            "that are in memory, each folded into a dossier in one pass, with the same "
            "checks of edge, target, offset and order."
        ),
        claims=[
            at_most_times(1.5, "Workflow.fire", own, by_hand),
            at_most_times(1.2, "Workflow.replay, a history", replayed, one_pass),
            *(informs(name, t) for name, t in zip(peers, others, strict=True)),
        ],
        yardsticks=[by_hand, one_pass],
        facts=[
            (
                f"A dossier after {_EVENTS} events takes {_bytes(egovkit_life):.0f} bytes, "
                f"{ratio:.2f} × the hand-written one (target: ≤ 1.3 ×)."
            )
        ],
    )


def _again(times: int, code: Callable[[], object]) -> None:
    for _ in range(times):
        code()


def _replays(count: int, *, rounds: int) -> list[Times]:
    say(f"making {count:,} histories twice")
    by_hand = [hand_life(f"H53-260105-{n:06}").history for n in range(count)]
    own = [egovkit_life(f"H53-260105-{n:06}").history for n in range(count)]

    def fold() -> None:
        for history in by_hand:
            hand_replay(history)

    def replay() -> None:
        for history in own:
            _WORKFLOW.replay(history)

    return interleaved([fold, replay], rounds=rounds, operations=count)


def _bytes(life: Callable[[str], object]) -> float:
    """Return what a dossier holds, its number included, times and actors not."""
    count = 5_000
    gc.collect()
    tracemalloc.start()
    kept = [life(f"H53-260105-{n:06}") for n in range(count)]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (held - sys.getsizeof(kept)) / count


def _peers() -> dict[str, Callable[[], object]]:
    """Return one action by each peer, from checking and back by its own means."""
    return {
        "transitions": _by_transitions(),
        "python-statemachine": _by_statemachine(),
        "Automat": _by_automat(),
    }


def _by_transitions() -> Callable[[], object]:
    model: Any = type("Model", (), {})()
    machine: Any = Machine(model, states=["checking", "appraising"], initial="checking")
    machine.add_transition("turn", "checking", "appraising")
    machine.add_transition("turn", "appraising", "checking")
    turn: Callable[[], object] = model.turn
    return turn


def _by_statemachine() -> Callable[[], object]:
    class Papers(StateMachine):
        checking = State(initial=True)
        appraising = State()
        turn = checking.to(appraising) | appraising.to(checking)

    papers: Any = Papers()
    turn: Callable[[], object] = papers.turn
    return turn


def _by_automat() -> Callable[[], object]:
    class Papers(Protocol):
        def turn(self) -> None:
            """Go to the other state."""

    builder = TypeMachineBuilder(Papers, object)
    checking, appraising = builder.state("checking"), builder.state("appraising")
    checking.upon(Papers.turn).to(appraising).returns(None)
    appraising.upon(Papers.turn).to(checking).returns(None)
    return builder.build()(object()).turn
