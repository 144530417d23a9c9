"""The regime under which a dossier of a one-stop unit is judged."""

from collections.abc import Iterable
from datetime import datetime

from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Extension,
    Pause,
    Term,
    WorkCalendar,
    compute_deadline,
)


def deadline(
    received_at: datetime,
    term: Term,
    calendar: WorkCalendar,
    *,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
    clear: bool = False,
    first_day_counted: bool | None = None,
) -> Deadline:
    """Return when a dossier of a one-stop unit (bộ phận Một cửa) is due.

    The regime is the one in force on the day of receipt; `versions` of
    `CountingRule.VN_ONE_STOP` has them all, each with its dates and how well it is
    known. All of them count as the Civil Code 2015 does (arts. 147-148). Which part of
    a term a supplement pauses or restarts is for the procedure's own law to say, so
    pauses are given, never assumed.

    Raises
    ------
    NotVerifiedError
        If no regime is known for the day of receipt.

    Examples
    --------
    >>> from egovkit import vietnam as vn
    >>> calendar = vn.calendar.calendar(years=range(2026, 2028))
    >>> received_at = datetime(2026, 4, 23, 9, tzinfo=calendar.tz)
    >>> vn.deadline(received_at, Term.parse("5 ngày làm việc"), calendar).due_day
    datetime.date(2026, 5, 5)
    """
    return compute_deadline(
        received_at,
        term,
        calendar,
        rule=CountingRule.VN_ONE_STOP,
        pauses=pauses,
        extensions=extensions,
        clear=clear,
        first_day_counted=first_day_counted,
    )
