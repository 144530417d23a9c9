"""JSON of everything that is kept: versioned, in one form, and hashed."""

from egovkit.serial._chain import chain, verify_history
from egovkit.serial._events import EventCodec

__all__ = ["EventCodec", "chain", "verify_history"]
