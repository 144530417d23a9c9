"""TableAudit: what was found about a whole published table."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, frozen

from egovkit.metrics._cells import Rounding
from egovkit.metrics._finding import Severity
from egovkit.metrics._reconcile import Found, NotFound, Reconciler
from egovkit.metrics._system import System, system_of
from egovkit.metrics._table import PublishedTable, TableCell
from egovkit.metrics._table_faults import (
    Examined,
    faults_of_blanks,
    faults_of_counts,
    faults_of_figures,
    faults_of_parts,
    faults_of_pooling,
    faults_of_rounding,
    notes_on_100,
)
from egovkit.metrics._table_finding import CellRepair, TableFinding
from egovkit.metrics._table_rounding import contradicted, groups_of, working_rounding
from egovkit.metrics._table_totals import double_counting
from egovkit.metrics._wording import span

_GRAVITY = list(Severity)
_BLANKS_SHOWN = 10
_EXPLAINED = ("sum", "mismatch", "percent_impossible")


@frozen(kw_only=True)
class TableAudit:
    """What was found about a published table. Its text is for a clerk to read.

    Attributes
    ----------
    table
        The table.
    findings
        What to correct or to add, the gravest first.
    consistent
        Whether there are counts at all that are printed so, under `rounding`. Blanks
        for which that takes too long to decide count as having some.
    rounding
        How the percentages are taken to be rounded: `Rounding.ANY`, unless being cut
        off or apportioned leaves fewer of them unexplained.
    unexplained
        The percentages that each rounding cannot explain by the printed counts.
    blanks
        The least and the greatest count of each blank cell, None for no limit; equal
        ones are its only value. Cells around which nothing fits are not in it.
    repairs
        The smallest repair: as few cells as can reconcile the table, of those the
        smallest change in all (percentages in units of their last place), of those
        the first in reading order. Empty if there is nothing to repair, the repair
        takes more than five cells, or it takes too long to find.
    alternatives
        How many other sets of as many cells reconcile it.
    least_changes
        How many cells have to change at the least.

    Examples
    --------
    >>> table = PublishedTable.of({
    ...     "Ward A": {"resolved": 60, "before_due": 41, "on_time": 51, "overdue": 4},
    ...     "Ward B": {"resolved": 40, "before_due": 30, "on_time": 10, "overdue": 0},
    ...     "Total": {"resolved": 100, "before_due": 71, "on_time": 25, "overdue": 4},
    ... })
    >>> from egovkit.metrics import audit
    >>> print(*audit(table).repairs)
    print 15 instead of 51 for on_time of Ward A
    """

    table: PublishedTable
    findings: tuple[TableFinding, ...]
    consistent: bool
    rounding: Rounding
    unexplained: Mapping[Rounding, tuple[TableCell, ...]]
    blanks: Mapping[TableCell, tuple[int, int | None]]
    repairs: tuple[CellRepair, ...]
    alternatives: int
    least_changes: int

    @property
    def roundings(self) -> tuple[Rounding, ...]:
        """The roundings that explain every percentage.

        Examples
        --------
        >>> from egovkit.metrics import TableLayout, audit
        >>> layout = TableLayout(percentages={"late": "overdue of resolved"})
        >>> rows = {"Ward A": {"resolved": 3, "overdue": 2, "late": "66.6"}}
        >>> audit(PublishedTable.of(rows, layout)).roundings
        (<Rounding.DOWN: 'down'>,)
        """
        return tuple(r for r, cells in self.unexplained.items() if not cells)

    def __str__(self) -> str:
        return "\n".join([*_heading(self), *map(str, self.findings)])


def audit_table(table: PublishedTable) -> TableAudit:
    """Audit a whole table: see `audit`."""
    groups = groups_of(table)
    unexplained = contradicted(groups)
    rounding = working_rounding(unexplained)
    system = system_of(table, rounding)
    reconciler = Reconciler(system)
    blanks = {
        system.cells[var]: ends
        for var, ends in reconciler.ranges().items()
        if var < len(system.cells)
    }
    known = {system.cells[var]: n for var, n in system.values.items()}
    known |= {cell: low for cell, (low, high) in blanks.items() if low == high}
    of = Examined(
        table=table, system=system, reconciler=reconciler, groups=groups,
        unexplained=unexplained, rounding=rounding, known=known,
    )  # fmt: skip
    found = reconciler.repair()
    repairs = _repairs(system, found)
    findings = [*_with_repairs(_findings(of), repairs)]
    findings.sort(key=lambda finding: _GRAVITY.index(finding.severity))
    return TableAudit(
        table=table,
        findings=tuple(findings),
        consistent=found is None,
        rounding=rounding,
        unexplained=unexplained,
        blanks=blanks,
        repairs=repairs,
        alternatives=found.alternatives if isinstance(found, Found) else 0,
        least_changes=found.at_least if isinstance(found, NotFound) else len(repairs),
    )


def _findings(of: Examined) -> Iterator[TableFinding]:
    pooled = [*faults_of_pooling(of)]
    doubled = [*double_counting(of.table, of.known)]
    explained = {finding.cells[0] for finding in pooled}
    explained |= {
        cell
        for finding in doubled if finding.severity is Severity.IMPOSSIBLE
        for cell in finding.cells
    }  # fmt: skip
    faults = [
        finding
        for finding in (*faults_of_counts(of), *faults_of_figures(of))
        if finding.code not in _EXPLAINED or finding.cells[0] not in explained
    ]
    faults += [*doubled, *pooled, *faults_of_parts(of)]
    yield from faults
    grave = [f for f in faults if f.severity is Severity.IMPOSSIBLE]
    told = {cell for finding in grave for cell in finding.cells}
    yield from faults_of_blanks(of, told)
    yield from faults_of_rounding(of)
    yield from notes_on_100(of)


def _repairs(system: System, found: Found | NotFound | None) -> tuple[CellRepair, ...]:
    if not isinstance(found, Found):
        return ()
    return tuple(
        CellRepair(
            system.cells[var],
            system.printed[var] if var in system.printed else system.values[var],
            system.right(var, found.values),
        )
        for var in sorted(found.cells)
    )


def _with_repairs(
    findings: Iterable[TableFinding], repairs: tuple[CellRepair, ...]
) -> Iterator[TableFinding]:
    """Let each grave finding name what the smallest repair changes of its cells."""
    for finding in findings:
        cells = {*finding.cells}
        own = [str(repair) for repair in repairs if repair.cell in cells]
        if own and finding.severity is Severity.IMPOSSIBLE:
            yield evolve(finding, repair="; ".join(own))
        else:
            yield finding


def _heading(audit: TableAudit) -> Iterator[str]:
    table = audit.table
    yield (
        f"a table of {len(table.rows)} rows, {len(table.columns)} columns and "
        f"{len(table.periods)} period" + "s" * (len(table.periods) > 1)
    )
    if audit.consistent:
        yield "consistent: some counts are printed so"
    else:
        least, more = audit.least_changes, "" if audit.repairs else " or more"
        verb = "figure has" if least == 1 and not more else "figures have"
        yield f"not consistent: {least}{more} {verb} to change"
    yield from _blanks(audit)
    if table.layout.percentages:
        fit = ", ".join(audit.roundings) or "no rounding explains them all"
        rest = [f"{r} {len(of)}" for r, of in audit.unexplained.items() if of]
        yield f"percentages: {fit}" + (
            f" (unexplained by {', '.join(rest)})" if rest else ""
        )
    if audit.repairs:
        others = f", of {audit.alternatives + 1} sets of as many" * bool(
            audit.alternatives
        )
        yield f"smallest repair{others}:"
        yield from (f"  {repair}" for repair in audit.repairs)
    elif not audit.consistent:
        most = audit.least_changes - 1
        tried = f"no {most} figures do, and more" if most else "that"
        yield f"smallest repair: {tried} took too long to try"


def _blanks(audit: TableAudit) -> Iterator[str]:
    for cell, (low, high) in list(audit.blanks.items())[:_BLANKS_SHOWN]:
        ends = f"{low} or more" if high is None else span(low, high)
        yield f"blank: {cell} must be {ends}"
    if len(audit.blanks) > _BLANKS_SHOWN:
        yield f"and {len(audit.blanks) - _BLANKS_SHOWN} more blank cells"
