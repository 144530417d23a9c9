"""DueDate: the date against which a dossier is judged."""

from datetime import datetime
from enum import StrEnum

from egovkit.outcome import Outcome


class DueDate(StrEnum):
    """Which of its dates a dossier is judged against.

    `DUE`: the due date by the rules, the default everywhere. `FIRST_PROMISE`: the date
    on the receipt with appointment (giấy tiếp nhận hồ sơ và hẹn trả kết quả).
    `LAST_PROMISE`: the last date that the citizen was told, after an extension (Decree
    61/2018 art. 19.9). A promise that was never given is no due date: such a dossier
    has no term.

    Examples
    --------
    >>> [str(date) for date in DueDate]
    ['due', 'first_promise', 'last_promise']
    """

    DUE = "due"
    FIRST_PROMISE = "first_promise"
    LAST_PROMISE = "last_promise"

    def of(self, outcome: Outcome) -> datetime | None:
        """Return the date of a dossier; None where it has none.

        The last promise is the first one unless the row tells of a later one. Where the
        term was extended and the row does not tell until when, it is not known.

        Examples
        --------
        >>> from datetime import UTC
        >>> day = lambda n: datetime(2026, 1, n, 9, tzinfo=UTC)
        >>> row = Outcome(number="1", received_at=day(5), promised_at=day(9))
        >>> DueDate.DUE.of(row) is None, DueDate.LAST_PROMISE.of(row).day
        (True, 9)
        """
        if self is DueDate.DUE:
            return outcome.due_at
        if self is DueDate.FIRST_PROMISE:
            return outcome.promised_at
        if outcome.last_promised_at is not None or outcome.extended:
            return outcome.last_promised_at
        return outcome.promised_at
