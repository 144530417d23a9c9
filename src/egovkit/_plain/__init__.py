"""The codec between immutable values and the plain data that JSON is made of.

A value is written by the types its class declares, and read strictly: nothing is
converted, "1" is no number and 1 is not true. What was written reads back equal.
"""

from egovkit._plain._codec import Plain
from egovkit._plain._doors import from_plain, register, schema_of, to_plain
from egovkit._plain._pydantic import for_pydantic

__all__ = ["Plain", "for_pydantic", "from_plain", "register", "schema_of", "to_plain"]
