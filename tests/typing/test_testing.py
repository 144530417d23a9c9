"""What a type checker sees of egovkit.testing; it also runs."""

from datetime import UTC, datetime
from typing import assert_type

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Notice,
    OfficeHours,
    Pause,
    Term,
    WorkCalendar,
)
from egovkit.dossiers import Actor, Dossier, Migration, Procedure, Workflow
from egovkit.testing import (
    Coverage,
    DossierMachine,
    Edge,
    Remark,
    State,
    calendars,
    check_dossier,
    check_migration,
    deadlines,
    machine,
    notices,
    office_hours,
    pauses,
    rules,
    terms,
    walks,
    workflows,
)


def test_a_strategy_has_the_type_of_what_it_draws() -> None:
    received_at = datetime(2026, 3, 2, 9, tzinfo=UTC)

    assert_type(calendars(min_days=9), SearchStrategy[WorkCalendar])
    assert_type(deadlines(calendar=calendars()), SearchStrategy[Deadline])
    assert_type(notices(), SearchStrategy[Notice])
    assert_type(office_hours(), SearchStrategy[OfficeHours])
    assert_type(pauses(received_at), SearchStrategy[Pause])
    assert_type(rules(), SearchStrategy[CountingRule])
    assert_type(terms(), SearchStrategy[Term])
    assert_type(workflows(versions=1), SearchStrategy[Workflow[State]])


def test_walks_and_machines_know_the_states_of_their_workflow() -> None:
    older: Workflow[State] = Workflow(
        "w", version=1, initial=State.A, final=(), transitions=[]
    )
    workflow: Workflow[State] = Workflow(
        "w",
        version=2,
        initial=State.A,
        final=(),
        transitions=[],
        previous=[older],
    )
    coverage = Coverage(workflow)
    lan, move = Actor("lan"), Migration(1, 2, {State.A: State.A})

    walk = walks(
        workflow,
        payloads={Remark: st.builds(Remark, st.text())},
        actors=[lan],
        procedures=st.just(Procedure("1.0", "Birth")),
        migrations=[move],
        coverage=coverage,
        max_steps=3,
    )
    assert_type(walk, SearchStrategy[Dossier[State]])
    assert_type(machine(workflow, coverage=coverage), type[DossierMachine[State]])
    assert_type(coverage.missing, tuple[Edge, ...])
    assert_type(coverage.missing_refusals, tuple[str, ...])
    dossier = older.start("1", at=datetime(2026, 3, 2, tzinfo=UTC), by=lan)
    check_dossier(dossier, workflow, actors=[lan])
    check_migration(dossier, workflow, move, by=lan)
    assert_type(Coverage.of(workflow, [dossier]), Coverage[State])
