"""For callers' own tests: Hypothesis strategies, and laws that must always hold.

Strategies draw legal values of every kind. Laws are plain functions that raise an
`AssertionError` which says what does not hold; they serve property tests and single
examples alike. The package needs Hypothesis: `pip install 'egovkit[testing]'`.

Examples
--------
>>> from datetime import date
>>> from hypothesis import given, settings
>>> from egovkit.deadlines import WorkCalendar
>>> ours = WorkCalendar(tz="UTC", first=date(2026, 1, 1), last=date(2026, 12, 31))
>>> check_calendar(ours)
>>> @settings(max_examples=5)
... @given(notices(first=ours.first, last=ours.last))
... def test_any_notice_keeps_its_promises(notice):
...     check_notice(ours, notice)
>>> test_any_notice_keeps_its_promises()
"""

from egovkit.testing._calendar_laws import check_calendar, check_notice
from egovkit.testing._calendars import calendars, notices, office_hours
from egovkit.testing._coverage import Coverage, Edge
from egovkit.testing._deadline_laws import check_deadline, check_pauses
from egovkit.testing._deadlines import deadlines, pauses, rules, terms
from egovkit.testing._dossier_laws import check_dossier, check_migration
from egovkit.testing._machine import DossierMachine, machine
from egovkit.testing._walks import walks
from egovkit.testing._workflows import Remark, State, workflows

__all__ = [
    "Coverage",
    "DossierMachine",
    "Edge",
    "Remark",
    "State",
    "calendars",
    "check_calendar",
    "check_deadline",
    "check_dossier",
    "check_migration",
    "check_notice",
    "check_pauses",
    "deadlines",
    "machine",
    "notices",
    "office_hours",
    "pauses",
    "rules",
    "terms",
    "walks",
    "workflows",
]
