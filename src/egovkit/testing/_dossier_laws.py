"""The laws of a dossier under its workflow."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from egovkit.deadlines import CountingRule, Pause, WorkCalendar
from egovkit.dossiers import Actor, Dossier, Migration, Transition, Workflow
from egovkit.errors import NoTermError, RefusedError, SpanError
from egovkit.serial import EventCodec
from egovkit.testing._agreement import agree
from egovkit.testing._deadline_laws import check_pauses
from egovkit.testing._office import actors_of

S = TypeVar("S", bound=StrEnum)

_DAY = timedelta(days=1)


def check_dossier(
    dossier: Dossier[S],
    workflow: Workflow[S],
    *,
    actors: Collection[Actor] | None = None,
    at: datetime | None = None,
    calendar: WorkCalendar | None = None,
    rule: CountingRule | None = None,
) -> None:
    """Check a dossier against its history and its workflow.

    - Replaying its history gives the dossier, and so does replaying every beginning of
      it and going on;
    - written as JSON it reads back equal;
    - an action without payload is allowed exactly when it can be done, and what speaks
      against it is what `why_not` says;
    - a command that is sent again under its key changes nothing;
    - its pauses are apart and in order, and only the last may be open;
    - seen from its last event it is what it is;
    - with a calendar and a rule: more of its pauses never make its due day earlier.

    Parameters
    ----------
    actors
        Who tries to act; by default those of `walks`.
    at
        When they try; by default at the time of the last event that counts.

    Raises
    ------
    AssertionError
        If a law does not hold; it names what it found and the law.

    Examples
    --------
    >>> import attrs
    >>> from datetime import UTC
    >>> from egovkit.dossiers import transition
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RETURNED = "returned"
    >>> give = transition("give_back", [S.RECEIVED], S.RETURNED, roles=["counter"])
    >>> counter = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
    ...     transitions=[give],
    ... )
    >>> lan, received_at = Actor("cb-014", ["counter"]), datetime(2026, 1, 5, tzinfo=UTC)
    >>> dossier = counter.start("H53-260105-0001", at=received_at, by=lan)
    >>> check_dossier(dossier, counter)
    >>> check_dossier(attrs.evolve(dossier, state=S.RETURNED), counter)
    Traceback (most recent call last):
        ...
    AssertionError: state is received; expected returned: replaying gives the dossier
    """
    driver = workflow.in_version(dossier.workflow_version)
    _check_replay(dossier, workflow)
    _check_json(dossier, workflow)
    at = at or dossier.effective_history[-1].at
    for actor in actors_of(workflow) if actors is None else actors:
        _check_allowed(dossier, driver, actor, at)
    _check_keys(dossier, driver, at)
    _check_pauses(dossier.pauses(workflow))
    last = max(event.at for event in dossier.effective_history)
    agree(
        dossier.pauses(workflow, as_of=last), dossier.pauses(workflow),
        "pauses", last, law="after the last event nothing happens",
    )  # fmt: skip
    if calendar is not None and rule is not None:
        _check_deadline(dossier, workflow, calendar, rule)


def _check_replay(dossier: Dossier[S], workflow: Workflow[S]) -> None:
    replayed = workflow.replay(dossier.history)
    for name in ("workflow_version", "state", "received_at", "history"):
        agree(
            getattr(replayed, name), getattr(dossier, name),
            name, law="replaying gives the dossier",
        )  # fmt: skip
    agree(replayed, dossier, "replay", law="replaying gives the dossier")
    for length in range(1, dossier.version):
        part = workflow.replay(dossier.history[:length])
        agree(part.version, length, "version", law="every beginning is a history")


def _check_json(dossier: Dossier[S], workflow: Workflow[S]) -> None:
    codec = EventCodec(workflow)
    text = codec.to_json(dossier)
    read = codec.from_json(text)
    agree(read, dossier, "from_json", law="what was written reads back equal")
    agree(codec.to_json(read), text, "to_json", law="a dossier has one text")


def _check_allowed(
    dossier: Dossier[S], workflow: Workflow[S], by: Actor, at: datetime
) -> None:
    allowed = workflow.allowed(dossier, by=by, at=at)
    for action in workflow.transitions:
        is_allowed = action in allowed
        if action.payload is not None:
            continue
        reasons = workflow.why_not(dossier, action, None, at=at, by=by)
        agree(
            is_allowed, not reasons,
            "allowed", action, by.id, law="nothing speaks against what is allowed",
        )  # fmt: skip
        try:
            after = workflow.fire(dossier, action, None, at=at, by=by)
        except RefusedError as error:
            agree(error.refusals, reasons, "refusals", action, law="why_not gives them")
            continue
        agree(is_allowed, True, "allowed", action, by.id, law="it can be done")
        _check_done(dossier, after, action)


def _check_done(
    before: Dossier[S], after: Dossier[S], action: Transition[S, object]
) -> None:
    agree(after.state, action.target, "state", law=f"{action} leads there")
    agree(after.history[:-1], before.history, "history", law="events are added only")


def _check_keys(dossier: Dossier[S], workflow: Workflow[S], at: datetime) -> None:
    for event in dossier.history:
        for action in workflow.transitions:
            fits = isinstance(event.payload, action.payload or type(None))
            if event.key is None or action.name != event.action or not fits:
                continue
            again = workflow.fire(
                dossier, action, event.payload, at=at + _DAY, by=event.by, key=event.key
            )
            agree(
                again.version, dossier.version,
                "version", event.key, law="one key is one event",
            )  # fmt: skip


def _check_pauses(pauses: Collection[Pause]) -> None:
    for pause in pauses:
        is_empty = pause.end is not None and pause.start >= pause.end
        agree(is_empty, False, "empty", pause, law="a pause lasts")
    for before, after in pairwise(pauses):
        is_apart = before.end is not None and before.end <= after.start
        agree(is_apart, True, "apart", before, after, law="pauses are in order")


def _check_deadline(
    dossier: Dossier[S],
    workflow: Workflow[S],
    calendar: WorkCalendar,
    rule: CountingRule,
) -> None:
    try:
        due = dossier.deadline(workflow, calendar, rule=rule)
    except (NoTermError, SpanError):
        return
    check_pauses(due.received_at, due.term, calendar, due.rule, due.pauses)


def check_migration(
    dossier: Dossier[S],
    workflow: Workflow[S],
    migration: Migration[S],
    *,
    at: datetime | None = None,
    by: Actor | None = None,
) -> None:
    """Check that a dossier of an older version can be taken over without a loss.

    - Taking it over and replaying is replaying and taking it over;
    - one event is added, and its state is the one that the migration names;
    - what it was received as and what was promised stay, and so does every pause that
      was over.

    Parameters
    ----------
    at, by
        When it is taken over and by whom; by default at the time of its last event that
        counts, by a system.

    Raises
    ------
    AssertionError
        If a law does not hold; it names what it found and the law.
    RefusedError
        If the dossier is not of the older version, or has ended.

    Examples
    --------
    >>> from datetime import UTC
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     APPRAISING = "appraising"
    >>> older = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final=(), transitions=[]
    ... )
    >>> newer = Workflow(
    ...     "counter", version=2, initial=S.APPRAISING, final=(), transitions=[],
    ...     previous=[older],
    ... )
    >>> received_at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> dossier = older.start("H53-260105-0001", at=received_at, by=Actor("cb-014"))
    >>> check_migration(dossier, newer, Migration(1, 2, {S.RECEIVED: S.APPRAISING}))
    """
    by = Actor("migration") if by is None else by
    at = at or dossier.effective_history[-1].at
    older = workflow.in_version(migration.from_version)
    moved = workflow.migrate(dossier, migration, at=at, by=by)
    law = "the order of taking over and replaying is nothing"
    replayed = older.replay(dossier.history)
    agree(workflow.replay(moved.history), moved, "replay", law=law)
    agree(
        workflow.migrate(replayed, migration, at=at, by=by), moved, "migrate", law=law
    )
    agree(moved.history[:-1], dossier.history, "history", law="events are added only")
    named = migration.states[dossier.state]
    agree(moved.state, named, "state", law="the migration names it")
    agree(moved.promise, dossier.promise, "promise", law="a promise stays")
    if dossier.received_at is not None:
        received_at = dossier.received_at
        agree(moved.received_at, received_at, "received_at", law="the receipt stays")
    over = tuple(pause for pause in dossier.pauses(older) if pause.end is not None)
    kept = moved.pauses(workflow)[: len(over)]
    agree(kept, over, "pauses", law="what is over stays")
