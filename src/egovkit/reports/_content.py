"""Content: all that a report shows, before it is shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from egovkit.errors import InvalidValueError, RowError
from egovkit.metrics import Period, ResolutionCounts
from egovkit.reports._labels import Labels
from egovkit.reports._series import ranked, shown_and_rest
from egovkit.reports._tally import Group, Tally


@frozen(kw_only=True)
class Source:
    """Where the dossiers of a report come from, and what was found on the way.

    Attributes
    ----------
    name
        What was read, such as a file's name.
    dossiers, folded
        How many dossiers were read, and how many rows repeated one.
    faults
        What was wrong with the rows; they are in no figure.
    due_dates_computed, with_pauses
        How many due dates were computed, and how many of these although there were
        pauses.
    as_of_is_now
        Whether `as_of` is the clock when the report was made.
    notes
        What else a reader must know, in the report's language.

    Examples
    --------
    >>> Source(name="ward.csv", dossiers=66, notes=["The dossiers are invented."]).folded
    0
    """

    name: str
    dossiers: int
    folded: int = 0
    faults: Sequence[RowError | str] = ()
    due_dates_computed: int = 0
    with_pauses: int = 0
    as_of_is_now: bool = False
    notes: Sequence[str] = ()


@frozen(kw_only=True)
class Content:
    """All that a report shows, with the words it is shown in.

    Attributes
    ----------
    groups
        The counts of each group, the largest first.
    total
        Their sum.
    """

    groups: Mapping[Group, ResolutionCounts]
    total: ResolutionCounts
    tally: Tally
    source: Source
    labels: Labels

    @property
    def by(self) -> str:
        """What the groups are, in the middle of a sentence."""
        names = (self.labels.word(f"column.{name}", name) for name in self.tally.by)
        return " / ".join(names).lower()

    @property
    def names(self) -> dict[Group, str]:
        """What each group is called."""
        return {group: self._name(group) for group in self.groups}

    def _name(self, group: Group) -> str:
        blank = self.labels("blank")
        words = (self.labels.word(f"word.{value}", value) for value in group)
        return " / ".join(word.strip() or blank for word in words)

    @property
    def chart_rows(self) -> list[tuple[str, Sequence[Group]]]:
        """The rows of a chart: all, the largest groups, and the rest in one."""
        names, groups = self.names, [*self.groups]
        shown, rest = shown_and_rest(groups)
        rows: list[tuple[str, Sequence[Group]]] = []
        if len(groups) != 1:
            rows.append((self.labels("report.all"), groups))
        rows += ((names[group], [group]) for group in shown)
        if rest:
            count = self.labels.number(len(rest))
            rows.append((self.labels("report.rest", count=count), rest))
        return rows


def content_of(
    groups: Mapping[Group, ResolutionCounts],
    tally: Tally,
    source: Source,
    labels: Labels,
) -> Content:
    """Put the groups in order and add them up.

    Raises
    ------
    InvalidValueError
        If the tally is not of the same dossiers.
    """
    empty = ResolutionCounts(period=tally.period, as_of=tally.as_of)
    total = sum(groups.values(), ResolutionCounts.zero()) if groups else empty
    given = tally.carried_over, tally.received.total(), tally.period, tally.as_of
    expected = total.carried_over, total.received, total.period, total.as_of
    if given != expected:
        raise InvalidValueError(
            "tally", _told(*given), f"one of the groups' dossiers: {_told(*expected)}",
            "count the groups by ResolutionCounts.by(tally.watch(outcomes), "
            "tally.group, ...) over the tally's period",
        )  # fmt: skip
    in_order = {group: groups[group] for group in ranked(groups)}
    return Content(
        groups=in_order, total=total, tally=tally, source=source, labels=labels
    )


def _told(
    carried_over: int, received: int, period: Period | None, as_of: datetime | None
) -> str:
    return f"{carried_over} + {received} dossiers, {period}, as of {as_of}"
