"""What a drawing of a workflow shows, whatever it is drawn with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Generic

from attrs import frozen

from egovkit.dossiers._event import START, Event, S
from egovkit.dossiers._passages import Move, Passages, passages
from egovkit.dossiers._transition import NamedGuard, Parameter, Transition

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition

_UNITS = (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")


@frozen
class Way(Generic[S]):
    """An arrow; the way in comes from no state.

    Attributes
    ----------
    lines
        What is written on it.
    share
        How often it was gone, of the way gone most; None where nothing is known.
    is_declared
        False for what only histories know: ways of older versions, and migrations.
    """

    source: S | None
    target: S
    lines: tuple[str, ...]
    share: float | None = None
    is_declared: bool = True


@frozen
class Picture(Generic[S]):
    """The states with what they are called, and the ways between them."""

    names: Mapping[S, str]
    ways: Sequence[Way[S]]

    @property
    def ids(self) -> dict[S, str]:
        """Return words for the states that mean nothing to any tool."""
        return {
            state: f"s_{state.name}" if _is_plain(state.name) else f"s{place}"
            for place, state in enumerate(self.names)
        }


def picture(
    workflow: "Definition[S]",
    histories: Iterable[Sequence[Event[S]]] | None,
    language: str | None,
) -> Picture[S]:
    """Compose the drawing; with histories, write on each way what they tell of it."""
    written = _declared(workflow, language)
    if histories is None:
        ways = [Way(move[0], move[2], lines) for move, lines in written.items()]
    else:
        ways = _painted(written, passages(histories))
    shown = {*workflow.states, *(way.source for way in ways), *(w.target for w in ways)}
    names = {
        state: _label(workflow.labels.get(state, {}), language, str(state))
        for state in type(workflow.initial)
        if state in shown
    }
    return Picture(names, ways)


def _declared(
    workflow: "Definition[S]", language: str | None
) -> dict[Move[S], tuple[str, ...]]:
    """Return what is written on each way; twins, which differ in roles, share one."""
    written: dict[Move[S], tuple[str, ...]] = {(None, START, workflow.initial): ()}
    for t in workflow.transitions:
        name = _label(t.labels, language, t.name)
        conditions = _conditions(t, language)
        for source in [state for state in workflow.states if state in t.sources]:
            move = source, t.name, t.target
            written[move] = (*written.get(move, (name,)), *conditions)
    return written


def _conditions(action: Transition[S, object], language: str | None) -> list[str]:
    roles = [] if action.roles is None else [", ".join(sorted(action.roles)) or "∅"]
    return roles + [f"[{_guard(guard, language)}]" for guard in action.named_guards]


def _guard(guard: NamedGuard, language: str | None) -> str:
    given = [f"{name}={_parameter(it)}" for name, it in guard.parameters.items()]
    name = f"{guard.name}({', '.join(given)})" if given else guard.name
    return _label(guard.labels, language, name)


def _parameter(value: Parameter) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _label(labels: Mapping[str, str], language: str | None, otherwise: str) -> str:
    return (language and labels.get(language)) or otherwise


def _painted(
    written: Mapping[Move[S], tuple[str, ...]], gone: Mapping[Move[S], Passages]
) -> list[Way[S]]:
    most = max((passed.count for passed in gone.values()), default=1)
    others = sorted(gone.keys() - written.keys(), key=str)
    lines = {**written, **{move: (f"({move[1]})",) for move in others}}
    return [
        Way(
            move[0], move[2], (*lines[move], _told(gone.get(move, Passages()))),
            gone.get(move, Passages()).count / most, move in written,
        )
        for move in lines
    ]  # fmt: skip


def _told(passed: Passages) -> str:
    stay = passed.median_stay
    count = f"{passed.count}\N{MULTIPLICATION SIGN}"
    return count if stay is None else f"{count} · {_lasting(stay)}"


def _lasting(time: timedelta) -> str:
    seconds = time.total_seconds()
    size, unit = next((u for u in _UNITS if seconds >= u[0]), _UNITS[-1])
    return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"


def _is_plain(name: str) -> bool:
    return name.isascii() and name.isidentifier()
