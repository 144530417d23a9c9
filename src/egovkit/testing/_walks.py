"""A strategy of dossiers: what random actors can make of a workflow."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from egovkit.deadlines import Term
from egovkit.dossiers import Actor, Dossier, Migration, Procedure, Workflow
from egovkit.testing._coverage import Coverage
from egovkit.testing._hypothesis import DrawFn, SearchStrategy, st
from egovkit.testing._office import Office, actions_of, actors_of
from egovkit.testing._payloads import Payloads, strategies_of

S = TypeVar("S", bound=StrEnum)

_ZONES = ("Asia/Ho_Chi_Minh", "UTC", "Europe/Berlin", "America/New_York")
_HOUR = timedelta(hours=1)
# Around noon of any day; and where clocks change, for that is where hours repeat.
_PLAIN_STARTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001, gets its zone below
_CHANGES = st.sampled_from(
    [datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1), datetime(2026, 11, 1, 1)]  # noqa: DTZ001, gets its zone below
)
_STARTS = st.one_of(_PLAIN_STARTS, _PLAIN_STARTS, _CHANGES)
_TERMS = st.none() | st.integers(0, 20).map(Term.working_days)
_PROCEDURES = st.none() | st.builds(
    Procedure, st.just("1.001193"), st.just("Birth registration"), st.just("Justice"),
    _TERMS,
)  # fmt: skip
_ACTS = st.sampled_from(
    ["act"] * 12 + ["try"] * 4 + ["repeat", "retime", "void"] + ["migrate"] * 2
)


def office(
    workflow: Workflow[S],
    *,
    payloads: Payloads | None,
    actors: Collection[Actor] | None,
    procedures: SearchStrategy[Procedure | None] | None,
    migrations: Iterable[Migration[S]] | None,
    coverage: Coverage[S] | None,
) -> Office[S]:
    """Fill in what a caller left out."""
    actors = actors_of(workflow) if actors is None else tuple(actors)
    kinds = {t.payload for t in actions_of(workflow) if t.payload is not None}
    return Office(
        workflow=workflow,
        actors=actors,
        anybody=st.sampled_from(actors),
        payloads=strategies_of(kinds, payloads or {}),
        procedures=_PROCEDURES if procedures is None else procedures,
        migrations=None if migrations is None else tuple(migrations),
        coverage=Coverage(workflow) if coverage is None else coverage,
    )


def starts() -> SearchStrategy[tuple[datetime, tzinfo]]:
    """Draw when a dossier comes in, and in which zone its clocks go."""
    zones = st.sampled_from(_ZONES).map(ZoneInfo)
    return st.tuples(_STARTS, zones).map(lambda d: (d[0].replace(tzinfo=d[1]), d[1]))


def walks(
    workflow: Workflow[S],
    *,
    payloads: Payloads | None = None,
    actors: Collection[Actor] | None = None,
    procedures: SearchStrategy[Procedure | None] | None = None,
    migrations: Iterable[Migration[S]] | None = None,
    coverage: Coverage[S] | None = None,
    max_steps: int = 12,
) -> SearchStrategy[Dossier[S]]:
    """Draw dossiers as a workflow's actors could have made them.

    They are started, or adopted now and then; moved by allowed actions, with promises,
    extensions and keys; corrected and voided, where a role may; and taken over from
    previous versions. Some events fall together, some in hours that clocks show twice.

    Parameters
    ----------
    payloads
        By class, what to draw; other classes are drawn by the types of their fields.
    actors
        Who acts; by default two of each role, one of all, one of all whose identity is not
        assured, and a stranger.
    procedures
        By default some have a term of working days, and some have none.
    migrations
        From previous versions to this one; by default each state that still exists
        stays, and others go anywhere.
    coverage
        What the walks did is counted in it, and the refusals that they met.
    max_steps
        How often something is tried at most.

    Examples
    --------
    >>> from hypothesis import given, settings
    >>> from egovkit.dossiers import transition
    >>> class S(StrEnum):
    ...     RECEIVED = "received"
    ...     RETURNED = "returned"
    >>> give = transition("give_back", [S.RECEIVED], S.RETURNED, roles=["counter"])
    >>> counter = Workflow(
    ...     "counter", version=1, initial=S.RECEIVED, final={S.RETURNED},
    ...     transitions=[give],
    ... )
    >>> @settings(max_examples=5)
    ... @given(walks(counter))
    ... def test_a_history_tells_everything(dossier):
    ...     assert counter.replay(dossier.history) == dossier
    >>> test_a_history_tells_everything()
    """
    ward = office(
        workflow, payloads=payloads, actors=actors, procedures=procedures,
        migrations=migrations, coverage=coverage,
    )  # fmt: skip
    return _walks(ward, max_steps)


@st.composite
def _walks(draw: DrawFn, ward: Office[S], max_steps: int) -> Dossier[S]:
    at, tz = draw(starts())
    dossier = ward.begun(draw, at)
    for _ in range(draw(st.integers(0, max_steps))):
        dossier = _next(draw, ward, dossier, tz, draw(_ACTS))
    ward.coverage.add(dossier)
    return dossier


def _next(
    draw: DrawFn, ward: Office[S], dossier: Dossier[S], tz: tzinfo, act: str
) -> Dossier[S]:
    if act == "try":
        return ward.tried(draw, dossier, tz)
    if act == "repeat":
        return ward.repeated(draw, dossier, tz)
    if act == "retime":
        return ward.retimed(draw, dossier)
    if act == "void":
        return ward.voided(draw, dossier, tz)
    if act == "migrate":
        return ward.migrated(draw, dossier, tz)
    return ward.acted(draw, dossier, tz)
