"""The library against a second, naive reading of histories, over random walks.

The model below shares nothing with the library but the tables of the workflow: it
looks at each stretch between two events on its own, and counts days one by one.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from egovkit.deadlines import CountingRule, Extension, Term, WorkCalendar
from egovkit.dossiers import (
    ClockEffect,
    Correction,
    Dossier,
    Event,
    Migrated,
    Procedure,
    Workflow,
)
from egovkit.errors import NoTermError, NotReceivedError
from egovkit.outcome import Status
from egovkit.testing import State, walks, workflows

Flow = Workflow[State]
Case = Dossier[State]
Stretch = tuple[datetime, datetime | None]

DAY = timedelta(days=1)
CALENDAR = WorkCalendar(
    tz="Asia/Ho_Chi_Minh", first=date(2024, 1, 1), last=date(2029, 12, 31),
    days_off=[date(2025, 9, 2), date(2026, 4, 30), date(2026, 5, 1)],
)  # fmt: skip
PROCEDURES = st.integers(1, 12).map(
    lambda n: Procedure("1.0", "Birth", term=Term.working_days(n))
)


@frozen
class Step:
    """One event that counts, with what its version says of it."""

    event: Event[State]
    before: State | None
    version: Flow

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def effect(self) -> ClockEffect:
        if self.event.state in self.version.final:
            return ClockEffect.STOPS
        return self.version.clock.get(self.event.state, ClockEffect.RUNS)

    @property
    def is_return(self) -> bool:
        status = self.version.status.get(self.event.state, Status.RESOLVED)
        return self.event.state in self.version.final and status is Status.RESOLVED

    @property
    def restarts(self) -> bool:
        return any(
            t.restart_clock
            for t in self.version.transitions
            if t.name == self.event.action and self.before in t.sources
        )


def steps(dossier: Case, workflow: Flow, as_of: datetime) -> list[Step]:
    """Return what counts of a history: corrections are carried out, one by one."""
    events: list[Event[State] | None] = []
    for event in dossier.history:
        events.append(event)
        if isinstance(event.payload, Correction):
            events[-1] = None
            wrong = events[event.payload.seq]
            assert wrong is not None
            right = None if event.payload.void else evolve(wrong, at=event.at)
            events[event.payload.seq] = right
    found: list[Step] = []
    version = dossier.opening.version
    for one in events:
        if one is None or one.at > as_of:
            continue
        if isinstance(one.payload, Migrated):
            version = one.payload.to_version
        before = found[-1].event.state if found else None
        found.append(Step(one, before, workflow.in_version(version)))
    return found


def ran_at(path: Sequence[Step]) -> list[int]:
    return [n for n, step in enumerate(path) if step.effect is ClockEffect.RUNS]


def received_at(dossier: Case, path: Sequence[Step]) -> datetime | None:
    if path and dossier.opening.received_at:
        return dossier.opening.received_at
    runs = ran_at(path)
    return path[runs[0]].at if runs else None


def is_paused(dossier: Case, path: Sequence[Step], n: int) -> bool:
    """Tell whether the clock stood still between an event and the next."""
    idle = [ClockEffect.PAUSES, ClockEffect.STOPS]
    if dossier.opening.received_at or any(m < n for m in ran_at(path)):
        idle.append(ClockEffect.WAITS)
    begin = max([m for m in ran_at(path) if m <= n], default=-1) + 1
    if not any(step.effect in idle for step in path[begin : n + 1]):
        return False
    if path[n].effect is ClockEffect.RUNS:
        return False
    runs_again = any(m > n for m in ran_at(path))
    if runs_again or path[-1].effect is not ClockEffect.STOPS:
        return True
    return all(step.effect is not ClockEffect.STOPS for step in path[begin : n + 1])


def pauses(dossier: Case, path: Sequence[Step]) -> list[Stretch]:
    """Return the stretches in which the clock stood still, those that touch as one."""
    ends = [*(step.at for step in path[1:]), None]
    still = [
        (step.at, end)
        for n, (step, end) in enumerate(zip(path, ends, strict=True))
        if is_paused(dossier, path, n) and step.at != end
    ]
    return merged(still)


def merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in stretches:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def stopped_at(path: Sequence[Step]) -> datetime | None:
    if not path or path[-1].effect is not ClockEffect.STOPS:
        return None
    present = path[max(ran_at(path), default=-1) + 1 :]
    return next(step.at for step in present if step.effect is ClockEffect.STOPS)


def returned_at(path: Sequence[Step]) -> datetime | None:
    groups = [[*group] for _, group in groupby(path, key=lambda step: step.is_return)]
    return groups[-1][0].at if groups and groups[-1][0].is_return else None


def reopened(path: Sequence[Step]) -> int:
    """Count the stretches without running that were left and had a stop in them."""
    words = "".join(step.effect.value[0] for step in path)
    *left, _ = words.split("r")
    return sum("s" in stretch for stretch in left)


def supplements(path: Sequence[Step]) -> int:
    asks = {ClockEffect.PAUSES}
    return sum(
        step.effect in asks
        and step.before != step.event.state
        and step.event.action != "migrate"
        for step in path
    )


def paused_seconds(stretches: Sequence[Stretch], since: datetime, to: datetime) -> int:
    lengths = [
        max((end or to) - max(start, since), timedelta()) for start, end in stretches
    ]
    return int(sum(lengths, timedelta()).total_seconds())


def term_starts(dossier: Case, path: Sequence[Step]) -> datetime | None:
    restarts = [n for n, step in enumerate(path) if step.restarts]
    if not restarts:
        return received_at(dossier, path)
    later = [n for n in ran_at(path) if n >= restarts[-1]]
    return path[later[0]].at if later else path[restarts[-1]].at


def due_day(dossier: Case, path: Sequence[Step], term: int) -> date:
    """Count days one by one: off and paused ones are skipped."""
    start = term_starts(dossier, path)
    assert start is not None
    still = [
        (a.astimezone(CALENDAR.tz).date(), b.astimezone(CALENDAR.tz).date())
        for a, b in pauses(dossier, path)
        if b is not None
    ]
    day = start.astimezone(CALENDAR.tz).date()
    while term:
        day += DAY
        is_still = any(a <= day < b for a, b in still)
        term -= CALENDAR.is_working_day(day) and not is_still
    restarts = [n for n, step in enumerate(path) if step.restarts]
    since = path[restarts[-1] :] if restarts else path
    payloads = [step.event.payload for step in since]
    return max([day, *(p.until for p in payloads if isinstance(p, Extension))])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Case, Flow, datetime]:
    """Draw a dossier, its workflow, and from when it is seen."""
    workflow = draw(workflows())
    dossier = draw(walks(workflow, procedures=PROCEDURES, max_steps=16))
    instants = [event.at for event in dossier.effective_history]
    as_of = draw(st.sampled_from(instants))
    return dossier, workflow, as_of + draw(st.sampled_from([0, 0, 1, 40])) * DAY


often = settings(max_examples=100)


@often
@given(cases())
def test_pauses(case: tuple[Case, Flow, datetime]) -> None:
    dossier, workflow, as_of = case

    found = dossier.pauses(workflow, as_of=as_of)

    expected = pauses(dossier, steps(dossier, workflow, as_of))
    assert merged([(pause.start, pause.end) for pause in found]) == expected


@often
@given(cases())
def test_the_row(case: tuple[Case, Flow, datetime]) -> None:
    dossier, workflow, as_of = case
    path = steps(dossier, workflow, as_of)
    since = received_at(dossier, path) or stopped_at(path)

    try:
        row = dossier.outcome(workflow, as_of=as_of)
    except NotReceivedError:
        assert since is None
        return

    assert since is not None
    assert row.received_at == since
    assert row.resolved_at == stopped_at(path)
    assert row.returned_at == returned_at(path)
    assert row.reopened == reopened(path)
    assert row.supplements == supplements(path)
    still = pauses(dossier, path)
    assert row.paused_seconds == paused_seconds(still, since, as_of)
    told = [step.event.promise.due_at for step in path if step.event.promise]
    assert [row.promised_at, row.last_promised_at] == (
        [told[0], told[-1]] if told else [None, None]
    )
    assert row.extended is any(
        isinstance(step.event.payload, Extension) for step in path
    )


@often
@given(cases())
def test_the_deadline(case: tuple[Case, Flow, datetime]) -> None:
    dossier, workflow, as_of = case
    path = steps(dossier, workflow, as_of)
    assert dossier.procedure is not None
    assert dossier.procedure.term is not None
    ((_, days),) = dossier.procedure.term.parts

    try:
        found = dossier.deadline(workflow, CALENDAR, rule=CountingRule(), as_of=as_of)
    except NoTermError:
        assert received_at(dossier, path) is None
        return

    assert found.received_at == term_starts(dossier, path)
    assert found.due_day == due_day(dossier, path, days)
    # A pause that begins after the due day suspends nothing.
    still = [start for start, end in pauses(dossier, path) if end is None]
    assert not found.suspended or still
    begun = [start.astimezone(CALENDAR.tz).date() for start in still]
    assert found.suspended or all(day >= found.due_day for day in begun)


@often
@given(cases())
def test_the_receipt_that_the_dossier_carries(
    case: tuple[Case, Flow, datetime],
) -> None:
    dossier, workflow, _ = case
    everything = datetime(2100, 1, 1, tzinfo=UTC)

    expected = received_at(dossier, steps(dossier, workflow, everything))

    assert dossier.received_at == expected
