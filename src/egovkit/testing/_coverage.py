"""Coverage: which edges of a workflow tests took, and which refusals they saw."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from egovkit.deadlines import Extension
from egovkit.dossiers import Dossier, Event, Migrated, Refusal, Workflow

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T", bound=StrEnum)


class Edge(NamedTuple):
    """One way through a workflow: from a state, by an action, to a state.

    Examples
    --------
    >>> str(Edge("received", "resolve", "resolved"))
    'received --resolve--> resolved'
    """

    source: str
    action: str
    target: str

    def __str__(self) -> str:
        return f"{self.source} --{self.action}--> {self.target}"


class Coverage(Generic[S]):
    """Which edges of a workflow were taken, and which refusals were given.

    Give it to `walks` or `machine`, which fill it, or fill it with dossiers of your
    own; at the end of the tests, `missing` says what none of them did.

    Attributes
    ----------
    edges
        The edges of this version that were taken, and how often.
    refusals
        The codes that were given, and how often.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from egovkit.dossiers import Actor, transition
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RETURNED = "returned"
    ...     REFUSED = "refused"
    >>> give = transition("give_back", [S.RECEIVED], S.RETURNED)
    >>> refuse = transition("refuse", [S.RECEIVED], S.REFUSED)
    >>> counter = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED, S.REFUSED},
    ...     transitions=[give, refuse],
    ... )
    >>> lan, at = Actor("cb-014"), datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> dossier = counter.start("H53-260105-0001", at=at, by=lan)
    >>> seen = Coverage.of(counter, [counter.fire(dossier, give, at=at, by=lan)])
    >>> [str(edge) for edge in seen.missing]
    ['received --refuse--> refused']
    """

    workflow: Workflow[S]
    edges: Counter[Edge]
    refusals: Counter[str]

    def __init__(self, workflow: Workflow[S]) -> None:
        self.workflow = workflow
        self.edges = Counter()
        self.refusals = Counter()
        self._known = {
            Edge(source, t.name, t.target): None
            for t in workflow.transitions
            for source in workflow.states
            if source in t.sources
        }

    @staticmethod
    def of(workflow: Workflow[T], dossiers: Iterable[Dossier[T]]) -> "Coverage[T]":
        """Return the coverage of dossiers that are there already."""
        coverage = Coverage(workflow)
        for dossier in dossiers:
            coverage.add(dossier)
        return coverage

    def add(self, dossier: Dossier[S]) -> None:
        """Count the edges that a dossier took, those voided since included."""
        version = dossier.opening.version
        for before, event in pairwise(dossier.history):
            if isinstance(event.payload, Migrated):
                version = event.payload.to_version
            if version == self.workflow.version:
                self._count(before, event)

    def _count(self, before: Event[S], event: Event[S]) -> None:
        edge = Edge(before.state, event.action, event.state)
        if edge in self._known:
            self.edges[edge] += 1

    def add_refusals(self, refusals: Iterable[Refusal]) -> None:
        """Count the codes of refusals."""
        self.refusals.update(refusal.code for refusal in refusals)

    @property
    def missing(self) -> tuple[Edge, ...]:
        """The edges that were not taken, in the order of the workflow."""
        return tuple(edge for edge in self._known if edge not in self.edges)

    @property
    def missing_refusals(self) -> tuple[str, ...]:
        """The codes that the workflow can give and did not; guards' own aside."""
        return tuple(
            code for code in _codes(self.workflow) if code not in self.refusals
        )


def _codes(workflow: Workflow[S]) -> list[str]:
    """Return the codes of refusals that a workflow can give by itself."""
    actions = workflow.transitions
    codes = ["state", "naive", "order", "stale", "key"]
    if any(t.roles is not None for t in actions):
        codes.append("role")
    if any(t.assurance for t in actions):
        codes.append("assurance")
    if any(t.payload and issubclass(t.payload, Extension) for t in actions):
        codes += ["extended", "no_promise", "extension_late"]
    if workflow.previous:
        codes.append("version")
    return codes
