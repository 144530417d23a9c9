"""Writing a workflow as TOML, of which the standard library has only a reader."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._definition import (
    CITIZEN_ROLES,
    Definition,
    default_supplements,
)
from egovkit.dossiers._event import S
from egovkit.dossiers._transition import NamedGuard, Parameter, Transition
from egovkit.errors import InvalidValueError

Value: TypeAlias = "str | int | Sequence[Value] | Mapping[str, Value]"

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT_ESCAPES: Final = {
    '"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f",
    "\r": "\\r",
}  # fmt: skip


def to_toml(workflow: Definition[S]) -> str:
    """Write a workflow as a file that `from_toml` reads."""
    _require_names(workflow)
    tables = [_table(_head(workflow))]
    tables += [
        f"[states.{_key(state)}]\n{_table(_state(workflow, state))}"
        for state in workflow.states
    ]
    tables += [
        f"[[transitions]]\n{_table(_action(workflow, action))}"
        for action in workflow.transitions
    ]
    return "\n".join(tables)


def _require_names(workflow: Definition[S]) -> None:
    """Refuse what could not be told from a file: plain guards, and namesakes."""
    kinds = dict[str, type[object]]()
    for action in workflow.transitions:
        for guard in action.plain_guards:
            name = getattr(guard, "__name__", repr(guard))
            raise InvalidValueError(
                f"guards of {action.name}", name, "guards that have a name in a file",
                f"make it one: NamedGuard({name!r}, check=...)",
            )  # fmt: skip
        kind = action.payload
        if kind and kinds.setdefault(kind.__name__, kind) is not kind:
            raise InvalidValueError(
                f"payload of {action.name}", kind.__name__,
                "a class whose name no other payload has", "rename one of the two",
            )  # fmt: skip


def _head(workflow: Definition[S]) -> dict[str, Value]:
    head: dict[str, Value] = {
        "name": workflow.name,
        "version": workflow.version,
        "initial": str(workflow.initial),
    }
    if workflow.correct_roles:
        head["correct_roles"] = sorted(workflow.correct_roles)
    if workflow.citizen_roles != CITIZEN_ROLES:
        head["citizen_roles"] = sorted(workflow.citizen_roles)
    if workflow.supplements != default_supplements(workflow.clock):
        head["supplements"] = _in_order(workflow, workflow.supplements)
    return head


def _state(workflow: Definition[S], state: S) -> dict[str, Value]:
    written: dict[str, Value] = {}
    effect = workflow.effect(state)
    if state in workflow.final:
        written["final"] = True
    elif effect is not ClockEffect.RUNS:
        written["clock"] = str(effect)
    if state in workflow.status:
        written["status"] = str(workflow.status[state])
    if state in workflow.portal:
        written["portal"] = workflow.portal[state]
    if labels := workflow.labels.get(state):
        written["labels"] = dict(labels)
    return written


def _action(workflow: Definition[S], action: Transition[S, object]) -> dict[str, Value]:
    written: dict[str, Value] = {
        "name": action.name,
        "from": _in_order(workflow, action.sources),
        "to": str(action.target),
    }
    if action.roles is not None:
        written["roles"] = sorted(action.roles)
    if action.assurance:
        written["assurance"] = action.assurance
    if action.payload is not None:
        written["payload"] = action.payload.__name__
    if action.payload_version != 1:
        written["payload_version"] = action.payload_version
    if action.restart_clock:
        written["restart_clock"] = True
    if action.guards:
        written["guards"] = [_guard(guard) for guard in action.named_guards]
    if action.labels:
        written["labels"] = dict(action.labels)
    return written


def _guard(guard: NamedGuard) -> dict[str, Value]:
    parameters: Mapping[str, Parameter] = guard.parameters
    if "name" in parameters:
        raise InvalidValueError(
            f"parameters of {guard.name}", "name", "parameters with other names"
        )
    return {"name": guard.name, **parameters}


def _in_order(workflow: Definition[S], states: Iterable[S]) -> list[str]:
    given = frozenset(states)
    return [str(state) for state in workflow.states if state in given]


def _table(values: Mapping[str, Value]) -> str:
    return "".join(f"{_key(key)} = {_value(it)}\n" for key, it in values.items())


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {_value(it)}" for key, it in value.items())
        return f"{{ {pairs} }}"
    if any(isinstance(item, Mapping) for item in value):
        return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
    return f"[{', '.join(map(_value, value))}]"


def _key(key: str) -> str:
    return str(key) if _BARE_KEY.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"
