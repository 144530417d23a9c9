"""How often, and after how long, dossiers went each way through a workflow."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median

from attrs import frozen

from egovkit.dossiers import _life
from egovkit.dossiers._event import Event, S

Move = tuple[S | None, str, S]
"""From which state, by which action, to which; a history begins in no state."""


@frozen
class Passages:
    """How many dossiers went one way, and how long they had been where they came from.

    Attributes
    ----------
    median_stay
        None for the way in.
    """

    count: int = 0
    median_stay: timedelta | None = None


def passages(histories: Iterable[Sequence[Event[S]]]) -> dict[Move[S], Passages]:
    """Read histories once, as their corrections leave them.

    A stay lasts from the entry into a state; what leads back to the same state, as an
    extension does, does not begin a new one.
    """
    entries: Counter[Move[S]] = Counter()
    stays: dict[Move[S], array[float]] = defaultdict(_seconds)
    for history in histories:
        state: S | None = None
        since: datetime | None = None
        for _, event in _life.effective(history):
            move = state, event.action, event.state
            if since is None:
                entries[move] += 1
            else:
                stays[move].append((event.at - since).total_seconds())
            if event.state != state:
                state, since = event.state, event.at
    found = {move: Passages(count) for move, count in entries.items()}
    for move, times in stays.items():
        found[move] = Passages(len(times), timedelta(seconds=median(times)))
    return found


def _seconds() -> "array[float]":
    return array("d")
