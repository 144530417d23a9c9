"""What may happen to a dossier next, drawn: the steps of walks and machines."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from egovkit.deadlines import Basis, Promise
from egovkit.dossiers import (
    Actor,
    Correction,
    Dossier,
    Migration,
    Procedure,
    Transition,
    Workflow,
)
from egovkit.errors import RefusedError
from egovkit.outcome import Channel
from egovkit.testing._coverage import Coverage
from egovkit.testing._hypothesis import SearchStrategy, st
from egovkit.testing._payloads import Payloads, payload_of

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T")

_DAY = timedelta(days=1)
# Nothing passes often enough that events fall together; days pass, so pauses matter.
_STEPS = st.sampled_from(
    [timedelta(), timedelta(microseconds=1), timedelta(minutes=20)]
    + [timedelta(hours=n) for n in (1, 5, 14)]
    + [n * _DAY for n in (1, 3, 10)]
)
_BACK = st.sampled_from([timedelta(minutes=-1), -_DAY]) | _STEPS
_BASIS = Basis("drawn", "", "", (), "", "given", date.min, date.max, ())
_NUMBERS = st.integers(1, 9999).map("H53-260105-{:04}".format)
_UNITS = st.sampled_from([None, "ward 7"])
_CHANNELS = st.sampled_from([None, *Channel])
_TENTH = st.integers(0, 9).map(lambda n: n == 0)
_DAYS = st.none() | st.integers(0, 20)
_KEYED = st.booleans()


class Draw(Protocol):
    """How a strategy is drawn from: what a composite gets, or a machine's data."""

    def __call__(self, strategy: SearchStrategy[T], /) -> T:
        """Draw a value."""
        ...


def versions_of(workflow: Workflow[S]) -> list[Workflow[S]]:
    """Return a workflow and its previous versions."""
    return [workflow, *workflow.previous]


def actions_of(workflow: Workflow[S]) -> list[Transition[S, object]]:
    """Return the transitions of all its versions."""
    return [t for version in versions_of(workflow) for t in version.transitions]


def actors_of(workflow: Workflow[S]) -> tuple[Actor, ...]:
    """Return two actors of each role, one of all roles, and two who may do little.

    Those two are one of all roles whose identity is not assured, and a stranger.
    """
    versions, actions = versions_of(workflow), actions_of(workflow)
    roles = frozenset[str]().union(*(t.roles or () for t in actions))
    roles = roles.union(*(version.correct_roles for version in versions))
    assurance = max((t.assurance for t in actions), default=0)
    return (
        *(Actor(f"{r}-{n}", [r], assurance) for r in sorted(roles) for n in (1, 2)),
        Actor("all-roles", roles, assurance),
        Actor("unassured", roles),
        Actor("stranger"),
    )


@frozen(kw_only=True, repr=False)
class Office(Generic[S]):
    """Who acts, and what is drawn for them."""

    workflow: Workflow[S]
    actors: tuple[Actor, ...]
    anybody: SearchStrategy[Actor]
    payloads: Payloads
    procedures: SearchStrategy[Procedure | None]
    migrations: tuple[Migration[S], ...] | None
    coverage: Coverage[S]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.workflow!r}>"

    def driver(self, dossier: Dossier[S]) -> Workflow[S]:
        """Return the version that drives a dossier."""
        return self.workflow.in_version(dossier.workflow_version)

    def begun(self, draw: Draw, at: datetime) -> Dossier[S]:
        """Begin a dossier, in some version; now and then adopt one."""
        workflow = draw(st.sampled_from(versions_of(self.workflow)))
        number, by = draw(_NUMBERS), draw(self.anybody)
        procedure = draw(self.procedures)
        channel, unit = draw(_CHANNELS), draw(_UNITS)
        promise, key = _promise(draw, at), "key-0" if draw(_KEYED) else None
        if not draw(_TENTH):
            return workflow.start(
                number, at=at, by=by, procedure=procedure, channel=channel, unit=unit,
                promise=promise, key=key,
            )  # fmt: skip
        return workflow.adopt(
            number, at=at, by=by, procedure=procedure, channel=channel, unit=unit,
            promise=promise, key=key, state=draw(st.sampled_from(workflow.states)),
            received_at=at - draw(_STEPS),
        )  # fmt: skip

    def acted(self, draw: Draw, dossier: Dossier[S], tz: tzinfo) -> Dossier[S]:
        """Do something that an actor may do, if there is anything."""
        workflow, at = self.driver(dossier), later(draw, dossier, tz)
        may = [
            (action, by)
            for by in self.actors
            for action in workflow.allowed(dossier, by=by, at=at)
        ]
        if not may:
            return dossier
        action, by = draw(st.sampled_from(may))
        return self._fired(draw, workflow, dossier, action, by=by, at=at)

    def tried(self, draw: Draw, dossier: Dossier[S], tz: tzinfo) -> Dossier[S]:
        """Try anything by anybody at any time, which is mostly refused."""
        workflow = draw(st.sampled_from([self.workflow, self.driver(dossier)]))
        if not workflow.transitions:
            return dossier
        action = draw(st.sampled_from(workflow.transitions))
        by, at = draw(self.anybody), later(draw, dossier, tz, _BACK)
        is_naive = draw(_TENTH)
        expect = draw(st.sampled_from([None, dossier.version, dossier.version - 1]))
        keys = [
            None,
            None,
            None,
            *{event.key for event in dossier.history if event.key},
        ]
        key = draw(st.sampled_from(keys))
        return self._fired(
            draw, workflow, dossier, action, by=by, at=at, expect=expect, key=key,
            is_naive=is_naive,
        )  # fmt: skip

    def repeated(self, draw: Draw, dossier: Dossier[S], tz: tzinfo) -> Dossier[S]:
        """Send a command again that had a key; nothing may come of it."""
        workflow = self.driver(dossier)
        sent = [
            (action, event)
            for event in dossier.history
            if event.key is not None
            for action in workflow.transitions
            if action.name == event.action and _takes(action, event.payload)
        ]
        if not sent:
            return dossier
        action, event = draw(st.sampled_from(sent))
        at = later(draw, dossier, tz)
        again = workflow.fire(
            dossier, action, event.payload, at=at, by=event.by, key=event.key
        )
        if again is not dossier:
            raise AssertionError(f"{action} was done twice under the key {event.key!r}")
        return dossier

    def retimed(self, draw: Draw, dossier: Dossier[S]) -> Dossier[S]:
        """Try to put the time of an event right."""
        seq = draw(st.integers(0, dossier.version - 1))
        at = dossier.history[seq].at + draw(_BACK)
        return self._corrected(draw, dossier, seq, at, void=False)

    def voided(self, draw: Draw, dossier: Dossier[S], tz: tzinfo) -> Dossier[S]:
        """Try to void the last event that counts."""
        seq = last_effective(dossier)
        at = later(draw, dossier, tz)
        return self._corrected(draw, dossier, seq, at, void=True)

    def migrated(self, draw: Draw, dossier: Dossier[S], tz: tzinfo) -> Dossier[S]:
        """Try to take a dossier of an older version over to this one."""
        older = self.driver(dossier)
        migration = self._migration(draw, older)
        if migration is None:
            return dossier
        by, at = draw(self.anybody), later(draw, dossier, tz)
        return self._asked(
            lambda: self.workflow.migrate(dossier, migration, at=at, by=by), dossier
        )

    def _fired(
        self,
        draw: Draw,
        workflow: Workflow[S],
        dossier: Dossier[S],
        action: Transition[S, object],
        *,
        by: Actor,
        at: datetime,
        expect: int | None = None,
        key: str | None = None,
        is_naive: bool = False,
    ) -> Dossier[S]:
        payload = None
        if action.payload is not None:
            payload = draw(payload_of(action.payload, self.payloads, at))
        if key is None and draw(_KEYED):
            key = f"key-{dossier.version}"
        promise = _promise(draw, at)
        time = at.replace(tzinfo=None) if is_naive else at
        return self._asked(
            lambda: workflow.fire(
                dossier, action, payload, at=time, by=by, promise=promise,
                expect=expect, key=key,
            ),
            dossier,
        )  # fmt: skip

    def _corrected(
        self, draw: Draw, dossier: Dossier[S], seq: int, at: datetime, *, void: bool
    ) -> Dossier[S]:
        workflow = self.driver(dossier)
        may = [a for a in self.actors if not workflow.correct_roles.isdisjoint(a.roles)]
        if not may:
            return dossier
        by = draw(st.sampled_from(may))
        return self._asked(
            lambda: workflow.correct(
                dossier, seq, at=at, by=by, why="drawn", void=void
            ),
            dossier,
        )

    def _asked(self, do: Callable[[], Dossier[S]], dossier: Dossier[S]) -> Dossier[S]:
        try:
            return do()
        except RefusedError as error:
            self.coverage.add_refusals(error.refusals)
            return dossier

    def _migration(self, draw: Draw, older: Workflow[S]) -> Migration[S] | None:
        newer = self.workflow
        if older.version == newer.version:
            return None
        if self.migrations is not None:
            fit = [m for m in self.migrations if m.from_version == older.version]
            return draw(st.sampled_from(fit)) if fit else None
        anywhere = st.sampled_from(newer.states)
        states = {s: s if s in newer.states else draw(anywhere) for s in older.states}
        return Migration(older.version, newer.version, states)


def _promise(draw: Draw, at: datetime) -> Promise | None:
    days = draw(_DAYS)
    if days is None:
        return None
    due_at = at.replace(hour=17, minute=0, second=0, microsecond=0, fold=0)
    return Promise(due_at + days * _DAY, _BASIS)


def later(
    draw: Draw,
    dossier: Dossier[S],
    tz: tzinfo,
    steps: SearchStrategy[timedelta] = _STEPS,
) -> datetime:
    """Draw an instant after the last event that counts, in a zone."""
    last = dossier.effective_history[-1].at.astimezone(UTC)
    return (last + draw(steps)).astimezone(tz)


def last_effective(dossier: Dossier[S]) -> int:
    """Return the place of the last event that counts."""
    corrections = [
        (seq, event.payload)
        for seq, event in enumerate(dossier.history)
        if isinstance(event.payload, Correction)
    ]
    gone = {seq for seq, _ in corrections}
    gone |= {c.seq for _, c in corrections if c.void}
    return max(seq for seq in range(dossier.version) if seq not in gone)


def _takes(action: Transition[S, object], payload: object) -> bool:
    if action.payload is None:
        return payload is None
    return isinstance(payload, action.payload)
