"""The chain of hashes over the records of a history, by which a change is seen."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from egovkit.errors import FaultsError, HistoryError, RecordError
from egovkit.serial._json import parse
from egovkit.serial._layouts import as_object

_SHOWN: Final = 12


def chain(previous: str, record: str) -> str:
    """Return the hash of a record as it is stored, over all records before it.

    It is the SHA-256, as 64 hexadecimal digits, of the hash before it (nothing before
    the first) and the record, both in UTF-8.

    Examples
    --------
    >>> chain("", "{}")[:16]
    '44136fa355b3678a'
    """
    return sha256((previous + record).encode()).hexdigest()


def verify_history(
    records: Iterable[tuple[str, str]], *, head: str | None = None
) -> str:
    """Check the records of one dossier against their hashes, and return the last one.

    A record that was changed, left out, added or put elsewhere breaks the chain where
    that happened. Two things only a head that was kept elsewhere can show: that records
    are missing from the end, and that somebody wrote the chain anew.

    Parameters
    ----------
    records
        Each record and its hash, as stored, from the first on.
    head
        The hash of the last record, if it is known from elsewhere.

    Raises
    ------
    RecordError
        For the first record that does not fit its hash.
    HistoryError
        If the last hash is not the head.

    Examples
    --------
    >>> first, second = '{"seq":0}', '{"seq":1}'
    >>> one = chain("", first)
    >>> stored = [(first, one), (second, chain(one, second))]
    >>> verify_history(stored) == chain(one, second)
    True
    >>> verify_history(stored[:1], head=chain(one, second))
    Traceback (most recent call last):
        ...
    egovkit.errors.HistoryError: history of dossier ?, event 1: the last hash is ...
    """
    last, count = "", 0
    number = "?"
    for seq, (record, stored) in enumerate(records):
        last = chain(last, record)
        if last != stored:
            raise RecordError(
                place_in(record)[0], seq, "$", f"a record of hash {_short(last)}",
                f"one of hash {_short(stored)}: it, its place or what is before it "
                "was changed", record,
            )  # fmt: skip
        count = seq + 1
        number = place_in(record)[0] if number == "?" else number
    if head is not None and last != head:
        raise HistoryError(
            number, count, f"the last hash is {_short(last)}",
            f"{_short(head)}, the head: records are missing from the end, or the chain "
            "was written anew",
        )  # fmt: skip
    return last


def _short(digest: str) -> str:
    return f"{digest[:_SHOWN]}…" if digest else "none"


def place_in(record: str) -> tuple[str, int]:
    """Return the number and the place that a record names; "?" and 0 if it does not."""
    try:
        data = as_object(parse(record), "$", "a record")
    except FaultsError:
        data = {}
    number, seq = data.get("number"), data.get("seq")
    return (
        number if isinstance(number, str) else "?",
        seq if isinstance(seq, int) else 0,
    )
