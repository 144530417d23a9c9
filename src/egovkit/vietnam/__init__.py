"""The national profile of Vietnam: law as data, with citations and dates in force."""

from egovkit.vietnam import calendar, workflows
from egovkit.vietnam.regimes import deadline

__all__ = ["calendar", "deadline", "workflows"]
