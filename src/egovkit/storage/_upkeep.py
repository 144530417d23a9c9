"""Going through all that is stored: whether it is as it was written, and up to date."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from egovkit.errors import HistoryError
from egovkit.storage._engine import reading
from egovkit.storage._reader import Reader
from egovkit.storage._rows import Values
from egovkit.storage._sqlalchemy import Engine, func, select
from egovkit.storage._tables import DOSSIER, EVENT, FACTS, STANDING
from egovkit.storage._workflows import Filed, faults
from egovkit.storage._writer import Writer


@frozen
class Verified:
    """What going through all records has shown.

    Attributes
    ----------
    dossiers, events
        How many were gone through.
    faults
        Where records are not those that were written: the first place in each dossier.

    Examples
    --------
    >>> Verified(10366, 82928, ()).faults
    ()
    """

    dossiers: int
    events: int
    faults: tuple[HistoryError, ...]


def verified(engine: Engine, reader: Reader) -> Verified:
    """Check the chain of every dossier against its row, and find events without one."""
    dossiers = events = 0
    found = list[HistoryError]()
    for page in reader.filed():
        dossiers += len(page)
        for filed in page:
            events += len(filed.lines)
            found += faults(filed)
    found += _orphans(engine)
    return Verified(dossiers, events, tuple(found))


def recomputed(
    engine: Engine, reader: Reader, writer: Writer, *, also_ended: bool
) -> int:
    """Work out the rows of dossiers anew, and return how many were not up to date."""
    conditions = [] if also_ended else [DOSSIER.c.resolved_at.is_(None)]
    count = 0
    for page in reader.filed(*conditions):
        rows = _stale(engine, reader, page)
        if rows:
            with engine.begin() as connection:
                count += writer.tell(connection, rows)
    return count


def _stale(engine: Engine, reader: Reader, page: Sequence[Filed]) -> list[Values]:
    """Return the rows that are not as they should be."""
    query = select(*(DOSSIER.c[name] for name in ("number", *STANDING, *FACTS)))
    numbers = [filed.number for filed in page]
    with reading(engine) as connection:
        rows = connection.execute(query.where(DOSSIER.c.number.in_(numbers))).all()
    found = {row.number: tuple(row[1:]) for row in rows}
    return [
        (*told, filed.number, filed.version, filed.head)
        for filed in page
        for told in [reader.told(filed)]
        if found.get(filed.number) != told
    ]


def _orphans(engine: Engine) -> Iterator[HistoryError]:
    has_row = select(DOSSIER.c.number).where(DOSSIER.c.number == EVENT.c.number)
    query = (
        select(EVENT.c.number, func.min(EVENT.c.seq))
        .where(~has_row.exists())
        .group_by(EVENT.c.number)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    for number, seq in rows:
        yield HistoryError(
            number, seq, "no row of its dossier", "one in egovkit_dossier"
        )
