"""Reading a history: when it ran, stood still and stopped, and what follows from that."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Generic

from attrs import evolve, frozen

from egovkit._time import local_date, require_aware
from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Extension,
    Pause,
    Promise,
    Term,
    Unit,
    WorkCalendar,
    compute_deadline,
)
from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._event import Correction, Event, Migrated, Opening, S, S_co
from egovkit.dossiers._payment import Payment, paid_online
from egovkit.errors import (
    InvalidValueError,
    NaiveDatetimeError,
    NoTermError,
    NotReceivedError,
)
from egovkit.outcome import DueBy, Outcome, Status

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition
    from egovkit.dossiers._dossier import Dossier

_RESOLVED = Status.RESOLVED


def is_corrected(history: Sequence[Event[S]]) -> bool:
    """Tell whether a history has corrections, which few have."""
    return any(type(event.payload) is Correction for event in history)


def effective(history: Sequence[Event[S_co]]) -> list[tuple[int, Event[S_co]]]:
    """Return the events that count, each with its place, at the times that are right.

    Corrections are left out, and so is what they void.
    """
    if not is_corrected(history):
        return list(enumerate(history))
    events: dict[int, Event[S_co]] = {}
    for seq, event in enumerate(history):
        correction = event.payload
        if not isinstance(correction, Correction):
            events[seq] = event
        elif correction.void:
            del events[correction.seq]
        else:
            events[correction.seq] = evolve(events[correction.seq], at=event.at)
    return list(events.items())


def promises(history: Sequence[Event[S]]) -> list[Promise]:
    """Return what the citizen was told, in order."""
    return [event.promise for _, event in effective(history) if event.promise]


@frozen(kw_only=True)
class Life(Generic[S]):
    """What the clock did to a dossier, up to an instant: all in one reading.

    Attributes
    ----------
    received_at, starts_at
        When the clock first ran; where the term that runs now began.
    pauses
        Apart and in order; the last has no end while it lasts.
    stopped_at
        When the present stop began; None while it is not stopped.
    extensions
        Those of the term that runs now; `is_extended` also knows earlier ones.

    Examples
    --------
    >>> Life.__name__
    'Life'
    """

    state: S | None
    effect: ClockEffect
    status: Status
    received_at: datetime | None
    starts_at: datetime | None
    pauses: tuple[Pause, ...]
    stopped_at: datetime | None
    returned_at: datetime | None
    extensions: tuple[Extension, ...]
    is_extended: bool
    supplements: int
    reopened: int
    promises: tuple[Promise, ...]
    payments: tuple[Payment, ...]

    @property
    def ended_at(self) -> datetime | None:
        """When the authority had nothing left to do."""
        return self.stopped_at if self.status.has_ended else None

    @property
    def paid_online(self) -> bool | None:
        """Whether all that was paid was paid online; None where nothing was."""
        return paid_online(self.payments)


def read(
    history: Sequence[Event[S]],
    workflow: "Definition[S]",
    as_of: datetime | None = None,
) -> Life[S]:
    """Read a history up to `as_of`, each stretch by the version that drove it."""
    if as_of is not None:
        require_aware(as_of, "as_of")
    reader = _Reader(workflow)
    for _, event in effective(history):
        if as_of is not None and event.at > as_of:
            break
        reader.take(event)
    return reader.life()


class _Reader(Generic[S]):
    """Follows the events of one dossier.

    The clock is idle in a stretch of states in none of which it runs. When it runs
    again, the whole stretch was a pause, a stop in it included.
    """

    def __init__(self, workflow: "Definition[S]") -> None:
        self._workflow = self._driver = workflow
        self._state: S | None = None
        self._effect = ClockEffect.WAITS
        self._received_at: datetime | None = None
        self._restarted_at: datetime | None = None
        self._starts_at: datetime | None = None
        self._idle_since: datetime | None = None
        self._stopped_at: datetime | None = None
        self._returned_at: datetime | None = None
        self._pauses: list[Pause] = []
        self._promises: list[Promise] = []
        self._payments: list[Payment] = []
        self._extensions: list[Extension] = []
        self._is_extended = False
        self._supplements = self._reopened = 0

    def take(self, event: Event[S]) -> None:
        """Go on by one event."""
        self._read_payload(event.payload)
        if event.promise:
            self._promises.append(event.promise)
        if self._driver.restarts_clock(self._state, event.action, event.state):
            self._restarted_at, self._starts_at = event.at, None
            self._extensions.clear()
        if self._asks_for_papers(event):
            self._supplements += 1
        self._state, self._effect = event.state, self._driver.effect(event.state)
        is_returned = event.state in self._driver.final and self.status is _RESOLVED
        self._returned_at = (self._returned_at or event.at) if is_returned else None
        if self._effect is ClockEffect.RUNS:
            self._run(event.at)
        elif self._effect is ClockEffect.STOPS:
            self._stop(event.at)
        elif self._effect is ClockEffect.PAUSES or self._received_at is not None:
            self._idle_since = self._idle_since or event.at

    def _read_payload(self, payload: object) -> None:
        if isinstance(payload, Extension):
            self._extensions.append(payload)
            self._is_extended = True
        elif isinstance(payload, Payment):
            self._payments.append(payload)
        elif isinstance(payload, Opening):
            self._require_workflow(payload)
            self._driver = self._workflow.in_version(payload.version)
            self._received_at = self._starts_at = payload.received_at
        elif isinstance(payload, Migrated):
            self._driver = self._workflow.in_version(payload.to_version)

    def _require_workflow(self, opening: Opening) -> None:
        if opening.workflow != self._workflow.name:
            raise InvalidValueError(
                "workflow", self._workflow, f"{opening.workflow}, which drives it"
            )

    def _asks_for_papers(self, event: Event[S]) -> bool:
        if self._state == event.state or isinstance(event.payload, Migrated):
            return False
        return self._driver.is_supplement(event.state)

    def _run(self, at: datetime) -> None:
        if self._idle_since is not None:
            self._add_pause(self._idle_since, at)
        self._reopened += self._stopped_at is not None
        self._idle_since = self._stopped_at = None
        self._received_at = self._received_at or at
        self._starts_at = self._starts_at or at

    def _stop(self, at: datetime) -> None:
        self._stopped_at = self._stopped_at or at
        self._idle_since = self._idle_since or at

    def _add_pause(self, start: datetime, end: datetime) -> None:
        if start < end:
            self._pauses.append(Pause(start, end))

    @property
    def status(self) -> Status:
        """Where the dossier stands, as far as a table can tell."""
        if self._state is None:
            return Status.PENDING
        return self._driver.status_of(self._state)

    def life(self) -> Life[S]:
        """Close the last stretch, and tell what was read."""
        if self._idle_since is not None:
            if self._effect is not ClockEffect.STOPS:
                self._pauses.append(Pause(self._idle_since))
            elif self._stopped_at is not None:
                self._add_pause(self._idle_since, self._stopped_at)
        return Life(
            state=self._state,
            effect=self._effect,
            status=self.status,
            received_at=self._received_at,
            starts_at=self._starts_at or self._restarted_at,
            pauses=tuple(self._pauses),
            stopped_at=self._stopped_at,
            returned_at=self._returned_at,
            extensions=tuple(self._extensions),
            is_extended=self._is_extended,
            supplements=self._supplements,
            reopened=self._reopened,
            promises=tuple(self._promises),
            payments=tuple(self._payments),
        )


def deadline(
    dossier: "Dossier[S]", life: Life[S], calendar: WorkCalendar, rule: CountingRule
) -> Deadline:
    """Return when a dossier is due whose history was read."""
    term = _term(dossier)
    if term is None:
        raise NoTermError(dossier.number, "its procedure has none")
    if life.received_at is None or life.starts_at is None:
        raise NoTermError(dossier.number, "its clock has not begun to run")
    version = rule.on(local_date(life.received_at, calendar.tz))
    if not version.is_in_force(local_date(life.starts_at, calendar.tz)):
        # A restart after a change of the law: the dossier keeps the law of its receipt.
        version = version.evolve(effective_to=None)
    return compute_deadline(
        life.starts_at,
        term,
        calendar,
        rule=version,
        pauses=life.pauses,
        extensions=life.extensions,
    )


def _term(dossier: "Dossier[S]") -> Term | None:
    return dossier.procedure.term if dossier.procedure else None


def outcome(
    dossier: "Dossier[S]",
    workflow: "Definition[S]",
    calendar: WorkCalendar | None,
    *,
    rule: CountingRule | None,
    as_of: datetime,
    deadline: Deadline | None,
) -> Outcome:
    """Return the flat row about a dossier as it stood at `as_of`."""
    life = read(dossier.history, workflow, as_of)
    received_at = life.received_at or life.ended_at
    if received_at is None:
        raise NotReceivedError(dossier.number, as_of)
    deadline = deadline or _computed(dossier, life, calendar, rule)
    tz = _office(calendar, deadline, as_of)
    told = [promise.due_at.astimezone(tz) for promise in life.promises]
    due_at = deadline.due_at.astimezone(tz) if deadline else told[-1] if told else None
    term = deadline.term if deadline else _term(dossier)
    procedure = dossier.procedure
    return Outcome(
        number=dossier.number,
        procedure=procedure.code if procedure else None,
        field=procedure.field if procedure else None,
        unit=dossier.unit,
        channel=dossier.channel,
        received_at=received_at.astimezone(tz),
        due_at=due_at,
        promised_at=told[0] if told else None,
        resolved_at=_in(tz, life.ended_at),
        returned_at=_in(tz, life.returned_at),
        status=life.status,
        due_by=DueBy.INSTANT if term and is_in_hours(term) else DueBy.DAY,
        paused_seconds=_paused_seconds(life.pauses, received_at, as_of),
        supplements=life.supplements,
        extended=life.is_extended,
        last_promised_at=told[-1] if told else None,
        reopened=life.reopened,
        paid_online=life.paid_online,
    )


def _computed(
    dossier: "Dossier[S]",
    life: Life[S],
    calendar: WorkCalendar | None,
    rule: CountingRule | None,
) -> Deadline | None:
    if calendar is None or rule is None or _term(dossier) is None:
        return None
    return deadline(dossier, life, calendar, rule) if life.received_at else None


def _office(
    calendar: WorkCalendar | None, deadline: Deadline | None, as_of: datetime
) -> tzinfo:
    if calendar is None and deadline is not None:
        calendar = deadline.calendar
    tz = as_of.tzinfo if calendar is None else calendar.tz
    if tz is None:
        raise NaiveDatetimeError(as_of, "as_of")
    return tz


def _in(tz: tzinfo, at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(tz)


def is_in_hours(term: Term) -> bool:
    """Tell whether a term ends at an instant instead of with a day."""
    return term.unit in (Unit.HOURS, Unit.WORKING_HOURS)


def _paused_seconds(
    pauses: Sequence[Pause], received_at: datetime, as_of: datetime
) -> int:
    paused = timedelta()
    for pause in pauses:
        start, end = max(pause.start, received_at), pause.end or as_of
        paused += max(end - start, timedelta())
    return int(paused.total_seconds())
