"""Taking dossiers over from one version of a workflow to the next."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Generic

from attrs import field, frozen

from egovkit.dossiers._event import S
from egovkit.errors import InvalidValueError

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition


@frozen
class Migration(Generic[S]):
    """Which state of the older version becomes which of the newer.

    It must name every state a living dossier may be in: each state of the older
    version that is not final. Stretches that have run stay as they were; only from the
    migration on does the newer version drive the clock.

    Examples
    --------
    >>> from enum import StrEnum
    >>> class S(StrEnum):
    ...     CHECKING = "checking"
    ...     APPRAISING = "appraising"
    >>> Migration(1, 2, {S.CHECKING: S.APPRAISING}).states[S.CHECKING]
    <S.APPRAISING: 'appraising'>
    """

    from_version: int
    to_version: int
    states: Mapping[S, S] = field(hash=False)

    def __attrs_post_init__(self) -> None:
        if self.from_version >= self.to_version:
            raise InvalidValueError(
                "to_version", self.to_version, f"a later one than {self.from_version}"
            )


def require_total(
    migration: Migration[S], older: "Definition[S]", newer: "Definition[S]"
) -> None:
    """Refuse a migration that leaves out a state, or leads to one that is none.

    Raises
    ------
    InvalidValueError
        If it does; the text names the states.
    """
    living = [s for s in older.states if s not in older.final]
    missing = [str(s) for s in living if s not in migration.states]
    if missing:
        raise InvalidValueError(
            "migration.states", sorted(map(str, migration.states)),
            "every state a living dossier may be in", f"add {', '.join(missing)}",
        )  # fmt: skip
    unknown = {str(s) for s in migration.states.values() if s not in newer.states}
    if unknown:
        raise InvalidValueError(
            "migration.states",
            sorted(unknown),
            f"states of {newer.name} {newer.version}",
        )
