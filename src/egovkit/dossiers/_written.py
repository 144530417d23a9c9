"""Workflows as files: what a workflow says, without what only a program can do."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar, cast, overload

from attrs import frozen

from egovkit.deadlines import WorkCalendar
from egovkit.dossiers import _from_toml, _to_toml
from egovkit.dossiers._definition import Definition
from egovkit.dossiers._event import S
from egovkit.dossiers._from_toml import Factory, Known
from egovkit.dossiers._transition import NamedGuard, Upcaster

if TYPE_CHECKING:
    from egovkit.dossiers._workflow import Workflow

# Not the S of the class, which pyright does not know where the class has no parameter.
Given = TypeVar("Given", bound=StrEnum)


@frozen(init=False, eq=False, repr=False)
class Written(Definition[S]):
    """A definition that can be written to a TOML file, and read from one."""

    def to_toml(self) -> str:
        """Write the workflow as a TOML file that `from_toml` reads.

        A file names payloads by their class and guards by their own name and
        parameters. What it cannot hold the reader gives again: the classes, own guards,
        upcasters, the calendar of guards that wait, and the previous versions, each of
        which is a file of its own.

        Raises
        ------
        InvalidValueError
            If a guard is a plain function, or two payloads' classes share a name.

        Examples
        --------
        >>> from enum import StrEnum
        >>> from egovkit.dossiers import Workflow, fee_paid, transition
        >>> class S(StrEnum):
        ...     RECEIVED = "received"
        ...     RETURNED = "returned"
        >>> give = transition(
        ...     "give_back", [S.RECEIVED], S.RETURNED, roles=["counter"],
        ...     guards=[fee_paid(30_000)], labels={"vi": "Trả kết quả"},
        ... )
        >>> workflow = Workflow(
        ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
        ...     transitions=[give],
        ... )
        >>> print(workflow.to_toml())
        name = "counter"
        version = 1
        initial = "received"
        <BLANKLINE>
        [states.received]
        <BLANKLINE>
        [states.returned]
        final = true
        <BLANKLINE>
        [[transitions]]
        name = "give_back"
        from = ["received"]
        to = "returned"
        roles = ["counter"]
        guards = [
            { name = "fee_paid", amount = 30000 },
        ]
        labels = { vi = "Trả kết quả" }
        """
        return _to_toml.to_toml(self)

    @overload
    @classmethod
    def from_toml(
        cls, text: str, *, states: type[Given],
        payloads: Mapping[str, type[object]] | None = None,
        guards: Mapping[str, NamedGuard | Factory] | None = None,
        upcasters: Mapping[str, Mapping[int, Upcaster]] | None = None,
        calendar: WorkCalendar | None = None,
        previous: "Iterable[Workflow[Given]]" = (),
    ) -> "Workflow[Given]": ...  # fmt: skip

    @overload
    @classmethod
    def from_toml(
        cls, text: str, *, states: None = None,
        payloads: Mapping[str, type[object]] | None = None,
        guards: Mapping[str, NamedGuard | Factory] | None = None,
        upcasters: Mapping[str, Mapping[int, Upcaster]] | None = None,
        calendar: WorkCalendar | None = None,
        previous: "Iterable[Workflow[StrEnum]]" = (),
    ) -> "Workflow[StrEnum]": ...  # fmt: skip

    @classmethod
    def from_toml(
        cls,
        text: str,
        *,
        states: type[Given] | None = None,
        payloads: Mapping[str, type[object]] | None = None,
        guards: Mapping[str, NamedGuard | Factory] | None = None,
        upcasters: Mapping[str, Mapping[int, Upcaster]] | None = None,
        calendar: WorkCalendar | None = None,
        previous: "Iterable[Workflow[Given]] | Iterable[Workflow[StrEnum]]" = (),
    ) -> "Workflow[Given] | Workflow[StrEnum]":
        """Read a workflow from a TOML file.

        Parameters
        ----------
        states
            The enum of its states. Without one, an enum is made of the file's, whose
            members have upper-case names.
        payloads
            The classes of payloads by the names that the file has for them; `Payment`
            and `Extension` are known.
        guards
            Guards besides egovkit's own, by name: ready ones, or functions that make
            them from the parameters in the file and, if they take a `calendar`, from
            the one given here.
        upcasters
            For each name of a payload what `transition` takes.
        calendar
            What guards such as `waited_more_than` count on.

        Raises
        ------
        FaultsError
            If anything is wrong in the file: every fault, with its place.
        InvalidValueError
            If it is not TOML.

        Examples
        --------
        >>> from egovkit.dossiers import Workflow
        >>> text = '''
        ... name = "counter"
        ... version = 1
        ... initial = "received"
        ... [states.received]
        ... [states.returned]
        ... final = true
        ... [[transitions]]
        ... name = "give_back"
        ... from = ["received"]
        ... to = "returned"
        ... guards = [{ name = "fee_paid" }]
        ... '''
        >>> workflow = Workflow.from_toml(text)
        >>> workflow.states
        (<State.RECEIVED: 'received'>, <State.RETURNED: 'returned'>)
        >>> from egovkit.errors import FaultsError
        >>> try:
        ...     Workflow.from_toml(text.replace("fee_paid", "fees_paid"))
        ... except FaultsError as group:
        ...     print(group.exceptions[0])
        'fees_paid' given as transitions[0] (give_back).guards[0] (fees_paid).name; expected ...; did you mean 'fee_paid'?
        """
        workflow = cast("Workflow[Given]", cls.__new__(cls))
        older = cast("tuple[Workflow[Given], ...]", tuple(previous))
        known = Known(
            states, payloads or {}, guards or {}, upcasters or {}, calendar, older
        )
        _from_toml.read(workflow, text, known)
        return workflow
