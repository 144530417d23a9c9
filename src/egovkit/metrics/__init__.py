"""How well an office resolves its dossiers: classes, counts, percentages, audits."""

from egovkit.metrics._apportion import apportion
from egovkit.metrics._audit import Audit, audit
from egovkit.metrics._cells import Rounding
from egovkit.metrics._counts import ResolutionCounts
from egovkit.metrics._finding import Finding, Severity
from egovkit.metrics._period import Period
from egovkit.metrics._policy import CountingPolicy, Denominator
from egovkit.metrics._published import Published
from egovkit.metrics._solutions import Solutions
from egovkit.metrics._solve import feasible_totals
from egovkit.metrics._timeliness import Timeliness, classify

__all__ = [
    "Audit",
    "CountingPolicy",
    "Denominator",
    "Finding",
    "Period",
    "Published",
    "ResolutionCounts",
    "Rounding",
    "Severity",
    "Solutions",
    "Timeliness",
    "apportion",
    "audit",
    "classify",
    "feasible_totals",
]
