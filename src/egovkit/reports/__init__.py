"""Reports for readers: the counts of an office as one HTML page, with charts.

Provisional: names and look may change in a minor version.
"""

from egovkit.reports._content import Source
from egovkit.reports._html import html_report
from egovkit.reports._tally import Group, Tally

__all__ = ["Group", "Source", "Tally", "html_report"]
