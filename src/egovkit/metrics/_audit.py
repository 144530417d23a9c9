"""Audit: what published figures say, and what they leave open."""

from collections.abc import Iterator, Mapping
from typing import overload

from attrs import frozen

from egovkit.metrics._cells import Rounding
from egovkit.metrics._faults import faults_of_total, faults_without_total
from egovkit.metrics._finding import Finding, Severity
from egovkit.metrics._notes import notes_on_total, notes_without_total
from egovkit.metrics._published import Published
from egovkit.metrics._solutions import Solutions
from egovkit.metrics._solve import fits_any_total, solve
from egovkit.metrics._table import PublishedTable
from egovkit.metrics._table_audit import TableAudit, audit_table
from egovkit.metrics._wording import by_rounding, ranges

_GRAVITY = list(Severity)


@frozen(kw_only=True)
class Audit:
    """What was found about published figures. Its text is for a clerk to read.

    Attributes
    ----------
    published
        The figures.
    findings
        What to correct or to add, the gravest first.
    solutions
        For each `Rounding` all tables of counts that hold the printed counts and give
        the printed percentages; empty when the total is not known.
    consistent
        Whether there are such counts at all under `Rounding.ANY`, of the total or,
        when it is not known, of any.

    Examples
    --------
    >>> figures = Published(total=10366, percentages={"early": "96.87", "late": "3.08"})
    >>> print(audit(figures))
    10366 dossiers: early 96.87 %, late 3.08 %, and the rest
    consistent: some counts are rounded so
      half_up, half_even, any, apportioned: early 10042, late 319, other 5
      down: early 10042, late 320, other 4
    note (rounding_undecided): the counts depend on the rounding (half_up, half_even: \
late 319, other 5; down: late 320, other 4)
      -> print the counts, or say how the percentages are rounded
    note (left_out): 5 of 10366 dossiers (0.05 %) are in none of these classes, and \
the figures do not say what they are
      -> print their class
    """

    published: Published
    findings: tuple[Finding, ...]
    solutions: Mapping[Rounding, Solutions]
    consistent: bool

    def __str__(self) -> str:
        return "\n".join([*_heading(self), *map(str, self.findings)])


@overload
def audit(published: Published) -> Audit: ...
@overload
def audit(published: PublishedTable) -> TableAudit: ...
def audit(published: Published | PublishedTable) -> Audit | TableAudit:
    """Find out which counts published figures can mean, and what is wrong with them.

    Of a whole table, the sums of its rows and columns, its flow, the chain of its
    periods and all of its percentages and means must fit one another. The counts come from interval arithmetic on whole numbers, so that the total may
    be as large as it likes and none is tried out.

    Examples
    --------
    >>> figures = Published(
    ...     total=60,
    ...     counts={"before_due": 41},
    ...     percentages={"before_due": "68.3", "on_time": "31.8"},
    ...     exhaustive=True,
    ... )
    >>> result = audit(figures)
    >>> result.consistent
    False
    >>> for finding in result.findings:
    ...     print(finding.code, "->", finding.repair)
    percent_impossible -> print 31.7 % (19 of 60)
    """
    if isinstance(published, PublishedTable):
        return audit_table(published)
    total = published.known_total
    if total is None:
        consistent = fits_any_total(published)
        findings = [*faults_without_total(published, consistent=consistent)]
        findings += notes_without_total(published)
        none = dict.fromkeys(Rounding, Solutions(published.parts, ()))
        return _audit(published, findings, none, consistent=consistent)
    solutions = {rounding: solve(published, total, rounding) for rounding in Rounding}
    findings = [*faults_of_total(published, total, solutions)]
    findings += notes_on_total(published, total, solutions)
    return _audit(
        published, findings, solutions, consistent=bool(solutions[Rounding.ANY])
    )


def _audit(
    published: Published,
    findings: list[Finding],
    solutions: Mapping[Rounding, Solutions],
    *,
    consistent: bool,
) -> Audit:
    findings.sort(key=lambda finding: _GRAVITY.index(finding.severity))
    return Audit(
        published=published,
        findings=tuple(findings),
        solutions=solutions,
        consistent=consistent,
    )


def _heading(audit: Audit) -> Iterator[str]:
    """Write the figures, and for each rounding the counts that are printed so."""
    published, total = audit.published, audit.published.known_total
    of = "an unknown number of" if total is None else total
    rest = () if published.exhaustive else ("and the rest",)
    figures = [_figure(published, name) for name in published.parts]
    yield f"{of} dossiers: {', '.join([*figures, *rest])}"
    yield (
        "consistent: some counts are rounded so"
        if audit.consistent
        else "not consistent: no counts are rounded so"
    )
    if any(audit.solutions.values()):
        tables = {rounding: _table(of) for rounding, of in audit.solutions.items()}
        yield from (f"  {line}" for line in by_rounding(tables))


def _figure(published: Published, name: str) -> str:
    words = [name]
    if name in published.counts:
        words.append(str(published.counts[name]))
    if name in published.percentages:
        words.append(f"{published.percentages[name]:f} %")
    return " ".join(words)


def _table(solutions: Solutions) -> str:
    if not solutions:
        return "no counts"
    tables = f" ({solutions.count} tables)" if solutions.count > 1 else ""
    return ranges(solutions, solutions.names) + tables
