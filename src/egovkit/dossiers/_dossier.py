"""Dossier: a case as its history made it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, cast

from attrs import fields, frozen

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Pause,
    Promise,
    WorkCalendar,
)
from egovkit.dossiers import _life
from egovkit.dossiers._event import Event, Opening, S, S_co
from egovkit.dossiers._life import Life
from egovkit.dossiers._procedure import Procedure
from egovkit.outcome import Channel, Outcome

if TYPE_CHECKING:
    from egovkit.dossiers._workflow import Workflow


@frozen(weakref_slot=False)
class Dossier(Generic[S_co]):
    """A dossier (hồ sơ): its opening, its state, and everything that has happened.

    It is a value: `Workflow.fire` returns the next one. What depends on the clock
    (pauses, deadline, outcome) is never stored but read off the history, by the
    workflow.

    Attributes
    ----------
    workflow_version
        The version of the workflow that drives it now.
    state
        Where it stands.
    history
        Its events in the order in which they were recorded.
    received_at
        When the term began to run for the first time; None before. A restart of the
        clock does not move it.

    Examples
    --------
    >>> from datetime import UTC
    >>> from enum import StrEnum
    >>> from egovkit.dossiers import Actor, Workflow, transition
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RETURNED = "returned"
    >>> give = transition("give_back", [S.RECEIVED], S.RETURNED)
    >>> workflow = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
    ...     transitions=[give],
    ... )
    >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> dossier = workflow.start("H53-260105-0001", at=at, by=Actor("cb-014"))
    >>> dossier.number, dossier.state, dossier.version
    ('H53-260105-0001', <S.RECEIVED: 'received'>, 1)
    """

    workflow_version: int
    state: S_co
    history: tuple[Event[S_co], ...]
    received_at: datetime | None = None

    @property
    def opening(self) -> Opening:
        """What its first event says of number, procedure, channel, unit and workflow."""
        return cast("Opening", self.history[0].payload)

    @property
    def number(self) -> str:
        """The dossier's number (mã số hồ sơ)."""
        return self.opening.number

    @property
    def procedure(self) -> Procedure | None:
        """The procedure in the version it was received under."""
        return self.opening.procedure

    @property
    def channel(self) -> Channel | None:
        """How it came in."""
        return self.opening.channel

    @property
    def unit(self) -> str | None:
        """The unit it was received for."""
        return self.opening.unit

    @property
    def version(self) -> int:
        """How many events it has, which is what `expect` compares."""
        return len(self.history)

    @property
    def promise(self) -> Promise | None:
        """The due date that the citizen was told last."""
        promises = _life.promises(self.history)
        return promises[-1] if promises else None

    @property
    def effective_history(self) -> tuple[Event[S_co], ...]:
        """The history as its corrections leave it, without them and what they void."""
        return tuple(event for _, event in _life.effective(self.history))

    def life(
        self: "Dossier[S]", workflow: "Workflow[S]", as_of: datetime | None = None
    ) -> Life[S]:
        """Return all that the clock did, for who needs more than one of the below.

        Parameters
        ----------
        as_of
            Events after it have not happened.

        Examples
        --------
        >>> from datetime import UTC
        >>> from enum import StrEnum
        >>> from egovkit.dossiers import Actor, Workflow
        >>> class S(StrEnum):
        ...     APPRAISING = "appraising"
        >>> workflow = Workflow(
        ...     "counter", version=1, initial=S.APPRAISING, final=(), transitions=()
        ... )
        >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> dossier = workflow.start("H53-260105-0001", at=at, by=Actor("cb-014"))
        >>> dossier.life(workflow).effect
        <ClockEffect.RUNS: 'runs'>
        """
        return _life.read(self.history, workflow, as_of)

    def pauses(
        self: "Dossier[S]", workflow: "Workflow[S]", as_of: datetime | None = None
    ) -> tuple[Pause, ...]:
        """Return the stretches in which the clock stood still, apart and in order.

        The clock stands still in states that pause it, and from a stop until the
        dossier is taken up again. The last pause has no end while it lasts.

        Parameters
        ----------
        as_of
            Events after it have not happened.

        Examples
        --------
        >>> from datetime import UTC
        >>> from enum import StrEnum
        >>> from egovkit.dossiers import Actor, ClockEffect, Workflow, transition
        >>> class S(StrEnum):
        ...     APPRAISING = "appraising"
        ...     WAITING = "waiting"
        >>> ask = transition("ask", [S.APPRAISING], S.WAITING)
        >>> workflow = Workflow(
        ...     "counter", version=1, initial=S.APPRAISING, final=(), transitions=[ask],
        ...     clock={S.WAITING: ClockEffect.PAUSES},
        ... )
        >>> at = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> dossier = workflow.start("H53-260105-0001", at=at, by=Actor("cb-014"))
        >>> dossier = workflow.fire(dossier, ask, at=at, by=Actor("cb-014"))
        >>> dossier.pauses(workflow)[0].end is None
        True
        """
        return _life.read(self.history, workflow, as_of).pauses

    def deadline(
        self: "Dossier[S]",
        workflow: "Workflow[S]",
        calendar: WorkCalendar,
        *,
        rule: CountingRule,
        as_of: datetime | None = None,
    ) -> Deadline:
        """Return when it is due by the rules as they are now.

        The term is the procedure's; it begins with the receipt, or with the last
        restart of the clock. The version of the rule is the one in force on the day of
        receipt. What was promised stands in `promise`; the two may drift apart when an
        official notice moves days.

        Raises
        ------
        NoTermError
            If the procedure has no term, or the dossier was not received yet.

        Examples
        --------
        >>> from datetime import UTC, date
        >>> from enum import StrEnum
        >>> from egovkit.dossiers import Actor, Procedure, Workflow
        >>> class S(StrEnum):
        ...     APPRAISING = "appraising"
        >>> workflow = Workflow(
        ...     "counter", version=1, initial=S.APPRAISING, final=(), transitions=()
        ... )
        >>> calendar = WorkCalendar(
        ...     tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31)
        ... )
        >>> dossier = workflow.start(
        ...     "H53-260105-0001", at=datetime(2026, 1, 5, 9, tzinfo=UTC),
        ...     by=Actor("cb-014"),
        ...     procedure=Procedure("1.001193", "Birth", term="3 working days"),
        ... )
        >>> rule = CountingRule.VN_ONE_STOP
        >>> str(dossier.deadline(workflow, calendar, rule=rule).due_day)
        '2026-01-08'
        """
        life = _life.read(self.history, workflow, as_of)
        return _life.deadline(self, life, calendar, rule)

    def outcome(
        self: "Dossier[S]",
        workflow: "Workflow[S]",
        calendar: WorkCalendar | None = None,
        *,
        rule: CountingRule | None = None,
        as_of: datetime,
        deadline: Deadline | None = None,
    ) -> Outcome:
        """Return the flat row about it, as it stood at `as_of`.

        `due_at` is that of the deadline given; else the one computed, when a calendar
        and a rule are given and there is a term; else what was promised last. Instants
        are in the zone of the calendar, or of the deadline's, or of `as_of`.
        `paid_online` says whether every `Payment` was made online; None where nothing
        was paid.

        Raises
        ------
        NotReceivedError
            If at `as_of` the dossier had not been received.

        Examples
        --------
        With the dossier, the workflow, the calendar and the rule of `deadline`:

        >>> as_of = datetime(2026, 1, 6, 9, tzinfo=UTC)
        >>> row = dossier.outcome(workflow, calendar, rule=rule, as_of=as_of)
        >>> row.status, str(row.due_at.date())
        (<Status.PENDING: 'pending'>, '2026-01-08')
        """
        return _life.outcome(
            self, workflow, calendar, rule=rule, as_of=as_of, deadline=deadline
        )


class _Draft(Generic[S_co]):
    """A dossier that is being filled; see that of `Event`."""

    __slots__ = tuple(attribute.name for attribute in fields(Dossier))


_new_draft: Callable[[], Any] = _Draft


def dossier_of(
    workflow_version: int,
    state: S,
    history: tuple[Event[S], ...],
    received_at: datetime | None,
) -> Dossier[S]:
    """Make a dossier, quicker than attrs does."""
    draft = _new_draft()
    draft.workflow_version = workflow_version
    draft.state = state
    draft.history = history
    draft.received_at = received_at
    draft.__class__ = Dossier
    dossier: Dossier[S] = draft
    return dossier
