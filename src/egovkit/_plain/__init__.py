"""The codec between immutable values and the plain data that JSON is made of.

A value is written by the types its class declares, and read strictly: nothing is
converted, "1" is no number and 1 is not true. What was written reads back equal.
"""

from typing import TYPE_CHECKING

from egovkit._plain._known import for_pydantic, register

if TYPE_CHECKING:
    from egovkit._plain._codec import Plain
    from egovkit._plain._doors import from_plain, schema_of, to_plain

__all__ = ["Plain", "for_pydantic", "from_plain", "register", "schema_of", "to_plain"]


def __getattr__(name: str) -> object:
    """Load the codec when it is first asked for: most who import need none."""
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from egovkit._plain import _codec, _doors

    return getattr(_codec if name == "Plain" else _doors, name)
