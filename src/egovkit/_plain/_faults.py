"""How what is wrong in a document is gathered, and finds its path on the way up."""

from collections.abc import Callable, Iterable
from reprlib import Repr
from typing import NamedTuple, TypeVar

from egovkit.errors import EgovkitError, PlainDataError

Part = TypeVar("Part")
Made = TypeVar("Made")

REFUSALS = (ArithmeticError, EgovkitError, LookupError, TypeError, ValueError)
"""What a class raises when it refuses the values it is given."""

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 60


class Fault(NamedTuple):
    """One thing that is wrong, seen from where the path begins."""

    path: str
    given: str
    expected: str
    cause: Exception | None = None

    def to_error(self, root: str) -> PlainDataError:
        """Return the fault as an error, its path counted from the root."""
        error = PlainDataError(root + self.path, self.given, self.expected)
        error.__cause__ = self.cause
        return error


class FaultyError(Exception):
    """Carries faults from a value to what contains it; never leaves this package."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)

    def under(self, step: object) -> list[Fault]:
        """Return the faults as what contains the value sees them."""
        return [
            fault._replace(path=f"{step_text(step)}{fault.path}")
            for fault in self.faults
        ]


def step_text(step: object) -> str:
    """Write one step of a path: a place in a list, or a key."""
    shown = _SHORT.repr(step)
    if isinstance(step, str) and step.isidentifier() and shown == repr(step):
        return f".{step}"
    return f"[{shown}]"


def refused(
    given: object, expected: str, cause: Exception | None = None
) -> FaultyError:
    """Return the fault that a value is not what was expected."""
    return FaultyError([Fault("", _SHORT.repr(given), expected, cause)])


def invalid(given: object, name: str, cause: Exception) -> FaultyError:
    """Return the fault that a class refuses what it was given, in its own words."""
    return refused(given, f"a valid {name}: {cause}", cause)


def gather(steps: Iterable[tuple[object, Callable[[Part], Made], Part]]) -> list[Made]:
    """Do every step; raise the faults of all of them together."""
    done: list[Made] = []
    faults: list[Fault] = []
    for step, do, given in steps:
        try:
            done.append(do(given))
        except FaultyError as error:
            faults += error.under(step)
    if faults:
        raise FaultyError(faults)
    return done


def each(do: Callable[[Part], Made], items: Iterable[Part]) -> list[Made]:
    """Do one thing to every item."""
    done: list[Made] = []
    faults: list[Fault] = []
    for index, item in enumerate(items):
        try:
            done.append(do(item))
        except FaultyError as error:
            faults += error.under(index)
    if faults:
        raise FaultyError(faults)
    return done
