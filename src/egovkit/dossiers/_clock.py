"""What a state does to the clock of a dossier."""

from enum import StrEnum

from egovkit.outcome import Status


class ClockEffect(StrEnum):
    """What happens to the term while a dossier is in a state.

    Examples
    --------
    >>> [str(effect) for effect in ClockEffect]
    ['waits', 'runs', 'pauses', 'stops']
    """

    WAITS = "waits"
    RUNS = "runs"
    PAUSES = "pauses"
    STOPS = "stops"


STATUS_BY_EFFECT = {
    ClockEffect.WAITS: Status.PENDING,
    ClockEffect.RUNS: Status.PENDING,
    ClockEffect.PAUSES: Status.PAUSED,
    ClockEffect.STOPS: Status.RESOLVED,
}
