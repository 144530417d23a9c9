"""A rule-based state machine of any workflow."""

from collections.abc import Collection, Iterable
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from egovkit.deadlines import CountingRule, WorkCalendar
from egovkit.dossiers import Actor, Dossier, Migration, Procedure, Workflow
from egovkit.testing._coverage import Coverage
from egovkit.testing._dossier_laws import check_dossier
from egovkit.testing._hypothesis import (
    DataObject,
    RuleBasedStateMachine,
    SearchStrategy,
    initialize,
    invariant,
    precondition,
    rule,
    st,
)
from egovkit.testing._office import Office
from egovkit.testing._payloads import Payloads
from egovkit.testing._walks import office, starts

S = TypeVar("S", bound=StrEnum)


class DossierMachine(RuleBasedStateMachine, Generic[S]):
    """Lives the life of one dossier, and checks it after each step.

    `machine` makes one of a workflow. Subclass it to add invariants and rules of your
    own; `dossier` is the dossier as it stands.

    Examples
    --------
    >>> DossierMachine.__name__
    'DossierMachine'
    """

    ward: ClassVar[Office[StrEnum]]
    calendar: ClassVar[WorkCalendar | None]
    counting: ClassVar[CountingRule | None]
    dossier: Dossier[S]
    tz: tzinfo

    @initialize(start=starts(), data=st.data())
    def begin(self, start: tuple[datetime, tzinfo], data: DataObject) -> None:
        """Start a dossier, or adopt one."""
        at, self.tz = start
        self.dossier = self._ward.begun(data.draw, at)

    @rule(data=st.data())
    def act(self, data: DataObject) -> None:
        """Do something that somebody may do."""
        self.dossier = self._ward.acted(data.draw, self.dossier, self.tz)

    @rule(data=st.data())
    def try_anything(self, data: DataObject) -> None:
        """Try anything by anybody."""
        self.dossier = self._ward.tried(data.draw, self.dossier, self.tz)

    @rule(data=st.data())
    def repeat(self, data: DataObject) -> None:
        """Send a command again."""
        self.dossier = self._ward.repeated(data.draw, self.dossier, self.tz)

    @precondition(lambda self: self.may_correct)
    @rule(data=st.data())
    def retime(self, data: DataObject) -> None:
        """Try to put the time of an event right."""
        self.dossier = self._ward.retimed(data.draw, self.dossier)

    @precondition(lambda self: self.may_correct)
    @rule(data=st.data())
    def void(self, data: DataObject) -> None:
        """Try to void the last event that counts."""
        self.dossier = self._ward.voided(data.draw, self.dossier, self.tz)

    @precondition(lambda self: self.is_of_older_version)
    @rule(data=st.data())
    def migrate(self, data: DataObject) -> None:
        """Take the dossier over to this version."""
        self.dossier = self._ward.migrated(data.draw, self.dossier, self.tz)

    @invariant()
    def keeps_its_laws(self) -> None:
        """Check the dossier as `check_dossier` does."""
        ward = self._ward
        check_dossier(
            self.dossier, ward.workflow, actors=ward.actors, calendar=self.calendar,
            rule=self.counting,
        )  # fmt: skip

    def teardown(self) -> None:
        """Count what was done."""
        self._ward.coverage.add(self.dossier)

    @property
    def may_correct(self) -> bool:
        """Whether the version that drives the dossier knows corrections."""
        return bool(self._ward.driver(self.dossier).correct_roles)

    @property
    def is_of_older_version(self) -> bool:
        """Whether the dossier is to be taken over."""
        return self.dossier.workflow_version != self._ward.workflow.version

    @property
    def _ward(self) -> Office[S]:
        ward: Office[S] = self.ward  # type: ignore[assignment]
        return ward


def machine(
    workflow: Workflow[S],
    *,
    payloads: Payloads | None = None,
    actors: Collection[Actor] | None = None,
    procedures: SearchStrategy[Procedure | None] | None = None,
    migrations: Iterable[Migration[S]] | None = None,
    coverage: Coverage[S] | None = None,
    calendar: WorkCalendar | None = None,
    rule: CountingRule | None = None,
) -> type[DossierMachine[S]]:
    """Make a rule-based state machine of a workflow.

    Its rules do what `walks` do; after each, `check_dossier` must hold. For pytest or
    unittest, bind its `TestCase` to a name that begins with Test.

    Parameters
    ----------
    payloads, actors, procedures, migrations, coverage
        As for `walks`.
    calendar, rule
        With both, due days are checked too.

    Examples
    --------
    >>> from hypothesis import settings
    >>> from hypothesis.stateful import run_state_machine_as_test
    >>> from egovkit.dossiers import transition
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RETURNED = "returned"
    >>> give = transition("give_back", [S.RECEIVED], S.RETURNED, roles=["counter"])
    >>> counter = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
    ...     transitions=[give],
    ... )
    >>> run_state_machine_as_test(machine(counter), settings=settings(max_examples=5))
    """
    ward = office(
        workflow, payloads=payloads, actors=actors, procedures=procedures,
        migrations=migrations, coverage=coverage,
    )  # fmt: skip
    facts = {"ward": ward, "calendar": calendar, "counting": rule}
    return type("MachineOfDossiers", (DossierMachine,), facts)
