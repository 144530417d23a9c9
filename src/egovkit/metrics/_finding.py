"""Finding: one thing to correct or to add in published figures."""

from enum import StrEnum

from attrs import frozen


class Severity(StrEnum):
    """How grave a finding is.

    `IMPOSSIBLE`: no counts give these figures by rounding to the nearest.
    `EXPLAINABLE`: a way of rounding explains what looks wrong. `NOTE`: nothing is
    wrong, but the figures leave something open.

    Examples
    --------
    >>> Severity("note") is Severity.NOTE
    True
    """

    IMPOSSIBLE = "impossible"
    EXPLAINABLE = "explainable"
    NOTE = "note"


@frozen
class Finding:
    """One thing to correct or to add in published figures.

    Attributes
    ----------
    code
        A word that stays the same, for programs and translations:
        ``range`` (below 0, above 100 or above the total), ``sum`` (the counts do not
        make the total), ``mismatch`` (a count and its percentage disagree),
        ``percent_impossible`` (no count of the total gives the percentage),
        ``parts`` (the percentages do not make 100), ``apportioned`` and ``truncated``
        (not rounded one by one to the nearest, but so), ``unknown_denominator``,
        ``left_out`` (dossiers in none of the classes), ``rounded_to_100``,
        ``rounding_undecided`` (each rounding gives other counts), ``ambiguous``
        (several tables of counts fit).
    severity
        How grave it is.
    cells
        The classes it is about, ``"other"`` for the rest, or ``"total"``.
    repair
        The smallest change that removes it.
    text
        What was found.

    Examples
    --------
    >>> from egovkit.metrics import Published, audit
    >>> print(audit(Published(total=3, percentages={"on_time": "70"})).findings[0])
    impossible (percent_impossible): no count of 3 dossiers is 70 %
      -> print 67 % (2 of 3)
    """

    code: str
    severity: Severity
    cells: tuple[str, ...]
    repair: str
    text: str

    def __str__(self) -> str:
        return f"{self.severity} ({self.code}): {self.text}\n  -> {self.repair}"
