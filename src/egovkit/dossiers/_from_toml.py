"""Reading a workflow from TOML, with everything that is wrong in it."""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final, Generic, cast

from attrs import field, frozen

from egovkit.deadlines import Extension, WorkCalendar
from egovkit.dossiers import _guards, _guards_past
from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._definition import (
    CITIZEN_ROLES,
    Definition,
    disagreements,
    fill,
    version_faults,
)
from egovkit.dossiers._event import RESERVED, S
from egovkit.dossiers._payment import Payment
from egovkit.dossiers._toml_table import Table, copies
from egovkit.dossiers._transition import (
    NamedGuard,
    Parameter,
    Transition,
    Upcaster,
)
from egovkit.errors import EgovkitError, FaultsError, InvalidValueError
from egovkit.outcome import Status

Factory = Callable[..., NamedGuard]
"""What makes a guard from the parameters that stand in a file."""

_CALENDAR = "calendar"

_HEAD: Final = {
    "name": "the workflow's name",
    "version": "its version, counted from 1",
    "initial": "the state in which dossiers begin",
    "states": "tables such as [states.received]",
}
_HEAD_TOO = ("transitions", "correct_roles", "citizen_roles", "supplements")
_STATE = ("clock", "final", "status", "portal", "labels")
_ACTION: Final = {
    "name": "the action's name",
    "from": "the states it begins in",
    "to": "the state it leads to",
}
_ACTION_TOO = (
    "roles", "assurance", "payload", "payload_version", "restart_clock", "guards",
    "labels",
)  # fmt: skip
_CLOCK: Final = {str(effect): effect for effect in ClockEffect}
_STATUS: Final = {str(status): status for status in Status}
_PAYLOADS: Final[Mapping[str, type[object]]] = {
    kind.__name__: kind for kind in (Extension, Payment)
}
_FACTORIES: Final[Mapping[str, Factory]] = {
    factory.__name__: factory
    for factory in (
        _guards.channel_is,
        _guards.fee_paid,
        _guards.has_documents,
        _guards.procedure_is,
        _guards.unit_is,
        _guards_past.done,
        _guards_past.done_by_role,
        _guards_past.not_done,
        _guards_past.not_extended_before,
        _guards_past.not_same_actor_as,
        _guards_past.waited_more_than,
    )
}


@frozen
class Known(Generic[S]):
    """What a caller gives to a file: what it may name, and what cannot stand in it."""

    states: type[S] | None
    payloads: Mapping[str, type[object]]
    guards: Mapping[str, NamedGuard | Factory]
    upcasters: Mapping[str, Mapping[int, Upcaster]]
    calendar: WorkCalendar | None
    previous: tuple[Definition[S], ...]


def read(workflow: Definition[S], text: str, known: Known[S]) -> None:
    """Fill a workflow with what a file says, or tell everything that is wrong in it."""
    root = Table(_parsed(text), "", [])
    root.require(_HEAD)
    root.require_only([*_HEAD, *_HEAD_TOO])
    states = _states(root.table("states"), known.states)
    name, version = root.text("name"), root.number("version")
    initial = root.choice("initial", states.named)
    supplements = root.choices("supplements", states.named)
    correct_roles, citizen_roles = map(root.texts, ("correct_roles", "citizen_roles"))
    transitions = _actions(root, known, states.named).read()
    if name is not None and version is not None:
        root.faults.extend(version_faults(name, version, known.previous))
    if root.faults or name is None or version is None or initial is None:
        raise _faulty(root.faults)
    fill(
        workflow,
        name=name,
        version=version,
        initial=initial,
        final=states.final,
        transitions=transitions,
        previous=known.previous,
        clock=states.clock,
        status=states.status,
        correct_roles=correct_roles or (),
        supplements=supplements,
        citizen_roles=CITIZEN_ROLES if citizen_roles is None else citizen_roles,
        labels=states.labels,
        portal=states.portal,
    )


def _parsed(text: str) -> dict[str, object]:
    import tomllib

    try:
        # Editors on Windows put a byte order mark before the text.
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InvalidValueError("text", str(error), "TOML") from None


def _faulty(faults: list[InvalidValueError]) -> FaultsError:
    count = len(faults)
    return FaultsError(f"this workflow has {count} fault" + "s" * (count > 1), faults)


@frozen
class _States(Generic[S]):
    """What a file says of states, each by its own name."""

    named: Mapping[str, S]
    final: list[S] = field(factory=list[S])
    clock: dict[S, ClockEffect] = field(factory=dict[S, ClockEffect])
    status: dict[S, Status] = field(factory=dict[S, Status])
    portal: dict[S, str] = field(factory=dict[S, str])
    labels: dict[S, dict[str, str]] = field(factory=dict[S, dict[str, str]])

    def take(self, state: S, table: Table) -> None:
        """Read the table of one state."""
        table.require_only(_STATE)
        clock, status = table.choice("clock", _CLOCK), table.choice("status", _STATUS)
        portal = table.text("portal")
        if table.flag("final"):
            self.final.append(state)
        if clock is not None:
            self.clock[state] = clock
        if status is not None:
            self.status[state] = status
        if portal is not None:
            self.portal[state] = portal
        # Without labels too: the workflow is to know the state even if nothing else does.
        self.labels[state] = table.labels("labels")


def _states(tables: Table, kind: type[S] | None) -> _States[S]:
    """Read the tables of states; without an enum, make one of them."""
    kind = kind or cast("type[S]", _enum(tables.values))
    states = _States({str(state): state for state in kind})
    tables.require_only(states.named)
    for name, state in states.named.items():
        if name in tables.values:
            states.take(state, tables.table(name))
    tables.faults.extend(disagreements(states.final, states.clock, states.status))
    return states


def _enum(values: Iterable[str]) -> type[StrEnum]:
    """Make an enum whose members have names that Python can say."""
    values = [*values]
    names = [re.sub(r"\W+", "_", value).strip("_").upper() for value in values]
    if len({*names, ""}) <= len(names):
        names = [f"STATE_{place}" for place in range(len(values))]
    make = cast("Callable[[str, object], type[StrEnum]]", StrEnum)
    return make("State", [*zip(names, values, strict=True)])


@frozen
class _Actions(Generic[S]):
    """The transitions of a file, and what they may name."""

    tables: list[Table]
    states: Mapping[str, S]
    payloads: Mapping[str, type[object]]
    upcasters: Mapping[str, Mapping[int, Upcaster]]
    guards: "_Guards"

    def read(self) -> list[Transition[S, object]]:
        """Read the transitions that can be read."""
        for table, earlier in copies(self.tables):
            table.fault("name", table.values.get("name"), f"once; see {earlier.path}")
        read = [self._read(table) for table in self.tables]
        return [action for action in read if action is not None]

    def _read(self, table: Table) -> Transition[S, object] | None:
        table.require(_ACTION)
        table.require_only([*_ACTION, *_ACTION_TOO])
        name, roles = table.text("name"), table.texts("roles")
        sources = table.choices("from", self.states)
        target = table.choice("to", self.states)
        payload = table.choice(
            "payload", self.payloads, "give its class in payloads={...}"
        )
        assurance, version = table.number("assurance"), table.number("payload_version")
        restart_clock, labels = table.flag("restart_clock"), table.labels("labels")
        guards = self.guards.read(table)
        if name is None or sources is None or target is None:
            return None
        try:
            return Transition[S, object](
                name=name,
                sources=frozenset(sources),
                target=target,
                roles=None if roles is None else frozenset(roles),
                payload=payload,
                guards=guards,
                assurance=assurance or 0,
                restart_clock=bool(restart_clock),
                payload_version=1 if version is None else version,
                upcasters=self.upcasters.get(str(table.values.get("payload")), {}),
                labels=labels,
            )
        except InvalidValueError as error:
            table.refused(error)
            return None


def _actions(root: Table, known: Known[S], states: Mapping[str, S]) -> _Actions[S]:
    """Find the transitions, and gather what they may name."""
    tables = root.tables("transitions")
    actions = {
        *RESERVED,
        *(action for older in known.previous for action in older.moves),
    }
    names = (table.values.get("name") for table in tables)
    actions |= {name for name in names if isinstance(name, str)}
    guards = _Guards({**_FACTORIES, **known.guards}, known.calendar, actions)
    payloads = {**_PAYLOADS, **known.payloads}
    Table(known.upcasters, "upcasters", root.faults).require_only(payloads)
    return _Actions(tables, states, payloads, known.upcasters, guards)


@frozen
class _Guards:
    """The guards a file may name, and what they are made with."""

    known: Mapping[str, NamedGuard | Factory]
    calendar: WorkCalendar | None
    actions: Collection[str]

    def read(self, action: Table) -> tuple[NamedGuard, ...]:
        """Read the guards of an action that can be read."""
        tables = action.tables("guards")
        for table, earlier in copies(tables):
            table.fault("name", table.values.get("name"), f"once; see {earlier.path}")
        read = [self._read(table) for table in tables]
        return tuple(guard for guard in read if guard is not None)

    def _read(self, table: Table) -> NamedGuard | None:
        table.require({"name": "the guard's name"})
        guard = table.choice("name", self.known, "give it in guards={...}")
        given = _parameters(table)
        if guard is None or given is None:
            return None
        if not isinstance(guard, NamedGuard):
            return self._made(guard, table, given)
        if given != dict(guard.parameters):
            expected = f"{dict(guard.parameters)}, with which the guard is given"
            table.fault("parameters", given, expected)
        return guard

    def _made(
        self, factory: Factory, table: Table, given: Mapping[str, Parameter]
    ) -> NamedGuard | None:
        arguments = self._bound(factory, table, given)
        if arguments is None:
            return None
        try:
            return factory(*arguments.args, **arguments.kwargs)
        except InvalidValueError as error:
            table.refused(error)
        except (EgovkitError, TypeError, ValueError) as error:
            table.fault("parameters", dict(given), "what the guard takes", str(error))
        return None

    def _bound(
        self, factory: Factory, table: Table, given: Mapping[str, Parameter]
    ) -> inspect.BoundArguments | None:
        """Match what a file gives with what a function takes."""
        faults_before = len(table.faults)
        signature = inspect.signature(factory)
        bound = signature.bind_partial()
        taken = [name for name in signature.parameters if name != _CALENDAR]
        table.require_only(["name", *taken])
        for name, parameter in signature.parameters.items():
            takes_many = parameter.kind is parameter.VAR_POSITIONAL
            if name == _CALENDAR:
                bound.arguments[name] = self.calendar
            elif name in given:
                bound.arguments[name] = given[name]
                if takes_many and not isinstance(given[name], tuple):
                    table.fault(name, given[name], "a list of texts, in [ ]")
            elif parameter.default is parameter.empty and not takes_many:
                table.fault(name, None, f"a parameter of {table.values['name']}")
        self._require_action(factory, table, given)
        return None if len(table.faults) > faults_before else bound

    def _require_action(
        self, factory: Factory, table: Table, given: Mapping[str, Parameter]
    ) -> None:
        """Refuse an action that nobody can do: four eyes on a misspelt one are none."""
        action = given.get("action")
        if factory in _FACTORIES.values() and isinstance(action, str):
            table.require_known("action", action, self.actions)


def _parameters(table: Table) -> dict[str, Parameter] | None:
    """Take everything but the name; None if any of it is no parameter."""
    faults_before = len(table.faults)
    given: dict[str, Parameter] = {}
    for key, value in table.values.items():
        if key == "name":
            continue
        if isinstance(value, list):
            given[key] = tuple(table.texts(key) or ())
        elif isinstance(value, str | int):
            given[key] = value
        else:
            table.fault(key, value, "a text, a whole number or a list of texts")
    return None if len(table.faults) > faults_before else given
