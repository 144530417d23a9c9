"""When is a dossier due, and why that day."""

from egovkit.deadlines._affected import Moved, affected
from egovkit.deadlines._before import deadline_before
from egovkit.deadlines._calendar import WorkCalendar
from egovkit.deadlines._compute import compute_deadline
from egovkit.deadlines._day_table import DayRow
from egovkit.deadlines._days import DayStatus, Notice, Reason
from egovkit.deadlines._deadline import Basis, Deadline, Promise
from egovkit.deadlines._explain import DayCount, Explanation
from egovkit.deadlines._hours import OfficeHours
from egovkit.deadlines._pauses import Extension, Pause
from egovkit.deadlines._rules import (
    Confidence,
    CountingRule,
    CutOffShifts,
    DueTime,
    HoursFrom,
    MonthsEnd,
    Roll,
)
from egovkit.deadlines._term import Term, Unit

__all__ = [
    "Basis",
    "Confidence",
    "CountingRule",
    "CutOffShifts",
    "DayCount",
    "DayRow",
    "DayStatus",
    "Deadline",
    "DueTime",
    "Explanation",
    "Extension",
    "HoursFrom",
    "MonthsEnd",
    "Moved",
    "Notice",
    "OfficeHours",
    "Pause",
    "Promise",
    "Reason",
    "Roll",
    "Term",
    "Unit",
    "WorkCalendar",
    "affected",
    "compute_deadline",
    "deadline_before",
]
