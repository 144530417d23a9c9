"""Workflow: what may happen to a dossier, as one shared, frozen table."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import cast, overload

from attrs import frozen

from egovkit.deadlines import Extension, Promise
from egovkit.dossiers import _amend, _decide
from egovkit.dossiers._amend import dossier_after, with_promise
from egovkit.dossiers._asked import Told, extended, is_repeated, meant, require_number
from egovkit.dossiers._bulk import Bulk, bulk
from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._definition import CITIZEN_ROLES, fill
from egovkit.dossiers._dossier import Dossier, dossier_of
from egovkit.dossiers._event import (
    ADOPT,
    START,
    Actor,
    Correction,
    Opening,
    S,
    event_of,
    with_fixed_offset,
)
from egovkit.dossiers._migration import Migration
from egovkit.dossiers._procedure import Procedure
from egovkit.dossiers._transition import AnyTransition, P, Transition
from egovkit.dossiers._written import Written
from egovkit.errors import InvalidValueError, Refusal, RefusedError
from egovkit.outcome import Channel, Status


@frozen(init=False, eq=False, repr=False)
class Workflow(Written[S]):
    """What may happen to dossiers of one kind, and what each state does to the clock.

    A workflow is built once, is shared by all its dossiers and never changes. A dossier
    holds no reference to it, only its name and version.

    Parameters
    ----------
    version
        Counted from 1.
    previous
        The older versions, under which stretches of histories stand.
    final
        The states in which a dossier has ended. They stop the clock by themselves.
    clock
        What the other states do to the clock; those not named let it run.
    status
        Where a dossier in a state stands, as far as a table can tell. By default what
        its clock says: pending while it runs or waits, paused, resolved once it stops.
    correct_roles
        Who may correct an event's time or void the last event; by default nobody.
    supplements
        The states in which papers are asked for; by default those that pause the clock.
    citizen_roles
        The roles that the office cannot make act.
    labels
        What each state is called, by language.
    portal
        The status code of each state on a portal.

    Raises
    ------
    InvalidValueError
        If states of two enums are mixed, a final state is given a clock that does not
        stop, a status contradicts its clock, or the versions do not follow one another.

    Examples
    --------
    >>> from datetime import UTC
    >>> from enum import StrEnum
    >>> from egovkit.dossiers import transition
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RETURNED = "returned"
    >>> give = transition("give_back", [S.RECEIVED], S.RETURNED, roles=["counter"])
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
    ...     transitions=[give], correct_roles={"head"},
    ... )
    >>> lan, head = Actor("cb-014", ["counter"]), Actor("ld-002", ["head"])
    >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> received = workflow.start("H53-260105-0001", at=at, by=lan)
    >>> returned = workflow.fire(received, give, at=at, by=lan)
    >>> returned.state
    <S.RETURNED: 'returned'>

    The examples of the methods go on from here.
    """

    def __init__(
        self,
        name: str,
        *,
        version: int,
        initial: S,
        final: Collection[S],
        transitions: Iterable[AnyTransition[S]],
        previous: "Iterable[Workflow[S]]" = (),
        clock: Mapping[S, ClockEffect] | None = None,
        status: Mapping[S, Status] | None = None,
        correct_roles: Collection[str] = frozenset(),
        supplements: Collection[S] | None = None,
        citizen_roles: Collection[str] = CITIZEN_ROLES,
        labels: Mapping[S, Mapping[str, str]] | None = None,
        portal: Mapping[S, str] | None = None,
    ) -> None:
        fill(
            self, name=name, version=version, initial=initial, final=final,
            transitions=transitions, previous=previous, clock=clock or {},
            status=status or {}, correct_roles=correct_roles, supplements=supplements,
            citizen_roles=citizen_roles, labels=labels or {}, portal=portal or {},
        )  # fmt: skip

    def start(
        self, number: str, *, at: datetime, by: Actor,
        procedure: Procedure | None = None, channel: Channel | None = None,
        unit: str | None = None, promise: Promise | None = None,
        key: str | None = None, recorded_at: datetime | None = None,
    ) -> Dossier[S]:  # fmt: skip
        """Begin the history of a dossier, in the initial state.

        Parameters
        ----------
        at
            When it came in; aware.
        procedure
            Kept by value, with its term: a later version does not move the dossier.
        promise
            The due date that was printed for the citizen.
        key
            The command's own key, should it be repeated.

        Raises
        ------
        NaiveDatetimeError
            If `at` has no zone.
        """
        opening = Opening(
            require_number(number), self.name, self.version, procedure, channel, unit
        )
        event = event_of(
            START, self.initial, at, by, opening,
            promise=promise, key=key, recorded_at=recorded_at,
        )  # fmt: skip
        received_at = event.at if self.initial in self.running else None
        return dossier_of(self.version, self.initial, (event,), received_at)

    def adopt(
        self, number: str, *, state: S, at: datetime, by: Actor, received_at: datetime,
        procedure: Procedure | None = None, channel: Channel | None = None,
        unit: str | None = None, promise: Promise | None = None,
        key: str | None = None, recorded_at: datetime | None = None,
    ) -> Dossier[S]:  # fmt: skip
        """Take in a live dossier whose history is not known, as one marked event.

        Its term began at `received_at`; pauses before `at` are not known, so that its
        deadline does not shift by them. What was promised is worth giving.

        Raises
        ------
        InvalidValueError
            If the workflow has no such state, or it was received after `at`.
        NaiveDatetimeError
            If a time has no zone.

        Examples
        --------
        >>> earlier = datetime(2025, 12, 29, 9, tzinfo=UTC)
        >>> workflow.adopt(
        ...     "H53-7", state=S.RECEIVED, at=at, by=lan, received_at=earlier
        ... ).history[0].action
        'adopt'
        """
        if type(state) is not type(self.initial) or state not in self.states:
            raise InvalidValueError("state", state, f"a state of {self!r}")
        at = with_fixed_offset(at)
        received_at = with_fixed_offset(received_at, "received_at")
        if received_at > at:
            raise InvalidValueError("received_at", str(received_at), f"up to {at}")
        opening = Opening(
            require_number(number), self.name, self.version, procedure, channel, unit,
            received_at,
        )  # fmt: skip
        event = event_of(
            ADOPT, state, at, by, opening,
            promise=promise, key=key, recorded_at=recorded_at,
        )  # fmt: skip
        return dossier_of(self.version, state, (event,), received_at)

    @overload
    def fire(
        self, dossier: Dossier[S], action: Transition[S, None], payload: None = None, *,
        at: datetime, by: Actor, promise: Told[S] = None,
        expect: int | None = None, key: str | None = None,
        recorded_at: datetime | None = None,
    ) -> Dossier[S]: ...  # fmt: skip

    @overload
    def fire(
        self, dossier: Dossier[S], action: Transition[S, P], payload: P, *,
        at: datetime, by: Actor, promise: Told[S] = None,
        expect: int | None = None, key: str | None = None,
        recorded_at: datetime | None = None,
    ) -> Dossier[S]: ...  # fmt: skip

    @overload
    def fire(
        self, dossier: Dossier[S], action: Transition[S, object] | str,
        payload: object = None, *,
        at: datetime, by: Actor, promise: Told[S] = None,
        expect: int | None = None, key: str | None = None,
        recorded_at: datetime | None = None,
    ) -> Dossier[S]: ...  # fmt: skip

    def fire(
        self, dossier: Dossier[S],
        action: Transition[S, P] | Transition[S, None] | str,
        payload: P | object | None = None, *,
        at: datetime, by: Actor, promise: Told[S] = None,
        expect: int | None = None, key: str | None = None,
        recorded_at: datetime | None = None,
    ) -> Dossier[S]:  # fmt: skip
        """Do an action, and return the dossier after it.

        Parameters
        ----------
        action
            The transition; or its name, and then the payload may be plain data, as it
            comes out of JSON.
        payload
            The one object the action must be given; nothing if it takes nothing.
        at
            When it took effect; aware, and not before the last event.
        promise
            The due date that the citizen was told with it; or what gives it, asked with
            the dossier after the action. With an extension and none given, it is the
            new day at the hour of the promise before.
        expect
            The version of the dossier that was decided on; another is refused.
        key
            The command's own key. If it was used before for the same action, payload
            and actor, the dossier is returned unchanged, whatever its state is now.
        recorded_at
            When it is recorded, if that is worth telling apart from `at`.

        Raises
        ------
        RefusedError
            If it may not be done: with every reason.
        InvalidValueError
            If the workflow has no such action, or the payload is of another class.
        FaultsError
            If plain data is no such payload: with every fault, and where it stands.

        Examples
        --------
        >>> once = workflow.fire(received, "give_back", at=at, by=lan, key="req-77")
        >>> workflow.fire(once, give, at=at, by=lan, key="req-77") is once
        True
        """
        known, payload = meant(self, dossier, action, payload, key)
        if key is not None and is_repeated(dossier, known.name, payload, by, key):
            return dossier
        refusals = _decide.refusals(
            self, dossier, known, payload, at=at, by=by, expect=expect
        )
        if refusals:
            raise RefusedError(known.name, dossier.number, tuple(refusals))
        if isinstance(payload, Extension) and promise is None:
            promise = extended(dossier.promise, payload, at)
        event = event_of(
            known.name, known.target, at, by, payload,
            promise=None if callable(promise) else promise,
            key=key, recorded_at=recorded_at,
        )  # fmt: skip
        after = dossier_after(self, dossier, event)
        return with_promise(after, promise(after)) if callable(promise) else after

    @overload
    def why_not(
        self, dossier: Dossier[S], action: Transition[S, None], payload: None = None, *,
        at: datetime, by: Actor, expect: int | None = None, key: str | None = None,
    ) -> tuple[Refusal, ...]: ...  # fmt: skip

    @overload
    def why_not(
        self, dossier: Dossier[S], action: Transition[S, P], payload: P, *,
        at: datetime, by: Actor, expect: int | None = None, key: str | None = None,
    ) -> tuple[Refusal, ...]: ...  # fmt: skip

    @overload
    def why_not(
        self, dossier: Dossier[S], action: Transition[S, object] | str,
        payload: object = None, *,
        at: datetime, by: Actor, expect: int | None = None, key: str | None = None,
    ) -> tuple[Refusal, ...]: ...  # fmt: skip

    def why_not(
        self, dossier: Dossier[S],
        action: Transition[S, P] | Transition[S, None] | str,
        payload: P | object | None = None, *,
        at: datetime, by: Actor, expect: int | None = None, key: str | None = None,
    ) -> tuple[Refusal, ...]:  # fmt: skip
        """Return every reason against an action; none means that `fire` would do it.

        Examples
        --------
        >>> for reason in workflow.why_not(returned, give, at=at, by=head):
        ...     print(reason)
        [state] give_back begins in 'received', and the dossier is in 'returned'
        [role] only counter may do this, and the actor is head
        """
        known, payload = meant(self, dossier, action, payload, key)
        if key is not None:
            try:
                if is_repeated(dossier, known.name, payload, by, key):
                    return ()
            except RefusedError as conflict:
                return conflict.refusals
        return tuple(
            _decide.refusals(self, dossier, known, payload, at=at, by=by, expect=expect)
        )

    def allowed(
        self, dossier: Dossier[S], *, by: Actor, at: datetime | None = None
    ) -> tuple[Transition[S, object], ...]:
        """Return what an actor may do with a dossier.

        For an action that takes nothing, and with a time, `fire` will do it. For one
        that takes a payload, its guards can only be asked once there is one; without a
        time, order and named guards are left out.

        Examples
        --------
        >>> [action.name for action in workflow.allowed(received, by=lan)]
        ['give_back']
        """
        return tuple(
            t for t in self.transitions if _decide.may(self, dossier, t, at=at, by=by)
        )

    def action(self, name: str, payload: type[P]) -> Transition[S, P]:
        """Return the transition of a name as a typed one, such as one out of a file.

        Raises
        ------
        InvalidValueError
            If there is none, more than one, or it takes another payload.

        Examples
        --------
        >>> workflow.action("give_back", type(None)) is give
        True
        """
        found, *others = self.named(name)
        if others:
            raise InvalidValueError("action", name, "a name that one action has")
        takes = found.payload
        if takes is not (None if payload is type(None) else payload):
            raise InvalidValueError(
                "payload", payload.__name__,
                takes.__name__ if takes else f"type(None), for {name} takes nothing",
            )  # fmt: skip
        return cast("Transition[S, P]", found)

    @overload
    def fire_many(
        self, dossiers: Iterable[Dossier[S]], action: Transition[S, None],
        payload: None = None, *, at: datetime, by: Actor,
        promise: Callable[[Dossier[S]], Promise | None] | None = None,
        key: Callable[[Dossier[S]], str] | None = None,
    ) -> Bulk[S]: ...  # fmt: skip

    @overload
    def fire_many(
        self, dossiers: Iterable[Dossier[S]], action: Transition[S, P],
        payload: P, *, at: datetime, by: Actor,
        promise: Callable[[Dossier[S]], Promise | None] | None = None,
        key: Callable[[Dossier[S]], str] | None = None,
    ) -> Bulk[S]: ...  # fmt: skip

    @overload
    def fire_many(
        self, dossiers: Iterable[Dossier[S]], action: Transition[S, object] | str,
        payload: object = None, *, at: datetime, by: Actor,
        promise: Callable[[Dossier[S]], Promise | None] | None = None,
        key: Callable[[Dossier[S]], str] | None = None,
    ) -> Bulk[S]: ...  # fmt: skip

    def fire_many(
        self, dossiers: Iterable[Dossier[S]],
        action: Transition[S, P] | Transition[S, None] | str,
        payload: P | object | None = None, *, at: datetime, by: Actor,
        promise: Callable[[Dossier[S]], Promise | None] | None = None,
        key: Callable[[Dossier[S]], str] | None = None,
    ) -> Bulk[S]:  # fmt: skip
        """Do one action with many dossiers; one that is refused stops none of the others.

        Parameters
        ----------
        promise, key
            What to promise, asked with each dossier after the action, and under which
            key, asked with each before it.

        Examples
        --------
        >>> many = workflow.fire_many([received, returned], give, at=at, by=lan)
        >>> len(many.done), many.refused[0].refusals[0].code
        (1, 'state')
        """

        def done(dossier: Dossier[S]) -> Dossier[S]:
            name = key(dossier) if key else None
            known, given = meant(self, dossier, action, payload, name)
            return self.fire(
                dossier, known, given, at=at, by=by, promise=promise, key=name
            )

        return bulk(dossiers, done)

    def correct(
        self, dossier: Dossier[S], seq: int, *, at: datetime, by: Actor, why: str,
        void: bool = False, expect: int | None = None, key: str | None = None,
        recorded_at: datetime | None = None,
    ) -> Dossier[S]:  # fmt: skip
        """Put right the time of event `seq`, or void the last event that counts.

        Nothing is rewritten: one event is added that names what it corrects, and
        pauses, deadline and outcome read the corrected history.

        Parameters
        ----------
        at
            The time that is right; with `void`, the time of the correction.
        void
            Whether event `seq` never should have been; it must be the last that counts,
            and made by a transition.

        Raises
        ------
        RefusedError
            If the actor has none of `correct_roles`, the event cannot be corrected so,
            or its new time would put it before or behind its neighbours.

        Examples
        --------
        >>> workflow.correct(returned, 1, at=at, by=head, why="typo", void=True).state
        <S.RECEIVED: 'received'>
        """
        asked = _amend.Asked(at, by, expect, key, recorded_at)
        return _amend.corrected(self, dossier, Correction(seq, why, void), asked)

    def migrate(
        self, dossier: Dossier[S], migration: Migration[S], *, at: datetime, by: Actor,
        expect: int | None = None, key: str | None = None,
        recorded_at: datetime | None = None,
    ) -> Dossier[S]:  # fmt: skip
        """Take a dossier over from an older version of the workflow to this one.

        What has run stays as it was: each stretch is clocked by the version that drove
        it. A dossier that has ended need not be taken over.

        Raises
        ------
        InvalidValueError
            If the migration does not name every state a living dossier may be in.
        RefusedError
            If the dossier is not of the older version, or its state is not named.

        Examples
        --------
        >>> newer = Workflow(
        ...     "counter", version=2, initial=S.RECEIVED, final={S.RETURNED},
        ...     transitions=[give], previous=[workflow],
        ... )
        >>> migration = Migration(1, 2, {S.RECEIVED: S.RECEIVED})
        >>> newer.migrate(received, migration, at=at, by=lan).workflow_version
        2
        """
        asked = _amend.Asked(at, by, expect, key, recorded_at)
        return _amend.migrated(self, dossier, migration, asked)

    def migrate_many(
        self, dossiers: Iterable[Dossier[S]], migration: Migration[S], *,
        at: datetime, by: Actor,
    ) -> Bulk[S]:  # fmt: skip
        """Take over many dossiers; one that is refused stops none of the others.

        Examples
        --------
        >>> many = newer.migrate_many([received, returned], migration, at=at, by=lan)
        >>> len(many.done), len(many.refused)
        (1, 1)
        """
        return bulk(dossiers, lambda d: self.migrate(d, migration, at=at, by=by))
