"""How well an office resolves its dossiers: counts, rates, durations, audits."""

from egovkit.metrics._apportion import apportion
from egovkit.metrics._audit import Audit, audit
from egovkit.metrics._backlog import Backlog
from egovkit.metrics._cells import Rounding
from egovkit.metrics._counts import ResolutionCounts
from egovkit.metrics._distribution import Distribution, QuantileMethod
from egovkit.metrics._due import DueDate
from egovkit.metrics._durations import Durations, Milestone
from egovkit.metrics._finding import Finding, Severity
from egovkit.metrics._flow import Flow, flows
from egovkit.metrics._funnel import Funnel, FunnelLimits, Signal
from egovkit.metrics._grouped import grouped
from egovkit.metrics._interval import Interval
from egovkit.metrics._kaplan_meier import (
    BandTransform,
    KaplanMeier,
    QuantileLimits,
    Step,
)
from egovkit.metrics._lateness import lateness, tardiness
from egovkit.metrics._layout import TableLayout
from egovkit.metrics._period import Period
from egovkit.metrics._policy import CountingPolicy, Denominator
from egovkit.metrics._published import Published
from egovkit.metrics._rate import Rate
from egovkit.metrics._service import ServiceCounts
from egovkit.metrics._solutions import Solutions
from egovkit.metrics._solve import feasible_totals
from egovkit.metrics._suppress import SuppressedTable, suppress
from egovkit.metrics._table import PublishedTable, TableCell
from egovkit.metrics._table_audit import TableAudit
from egovkit.metrics._table_finding import CellRepair, TableFinding
from egovkit.metrics._table_read import read_table
from egovkit.metrics._timeliness import Timeliness, classify
from egovkit.metrics._units import TimeUnit

__all__ = [
    "Audit",
    "Backlog",
    "BandTransform",
    "CellRepair",
    "CountingPolicy",
    "Denominator",
    "Distribution",
    "DueDate",
    "Durations",
    "Finding",
    "Flow",
    "Funnel",
    "FunnelLimits",
    "Interval",
    "KaplanMeier",
    "Milestone",
    "Period",
    "Published",
    "PublishedTable",
    "QuantileLimits",
    "QuantileMethod",
    "Rate",
    "ResolutionCounts",
    "Rounding",
    "ServiceCounts",
    "Severity",
    "Signal",
    "Solutions",
    "Step",
    "SuppressedTable",
    "TableAudit",
    "TableCell",
    "TableFinding",
    "TableLayout",
    "TimeUnit",
    "Timeliness",
    "apportion",
    "audit",
    "classify",
    "feasible_totals",
    "flows",
    "grouped",
    "lateness",
    "read_table",
    "suppress",
    "tardiness",
]
