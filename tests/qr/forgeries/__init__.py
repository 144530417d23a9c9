"""Forgeries by the hundred, each with the code by which it has to be refused."""

from itertools import chain

from tests.qr.forgeries import (
    _framed,
    _frames,
    _jose,
    _lists,
    _payloads,
    _signatures,
    _texts,
)
from tests.qr.forgeries._lists import Refused
from tests.qr.forgeries._making import SUBJECT, Forgery

GROUPS = (
    *_frames.GROUPS,
    *_signatures.GROUPS,
    *_payloads.GROUPS,
    *_texts.GROUPS,
    *_framed.GROUPS,
    *_jose.GROUPS,
    *_lists.GROUPS,
)

FORGERIES = tuple(chain.from_iterable(group() for group in GROUPS))
REFUSED = tuple(chain.from_iterable(group() for group in _lists.REFUSED))

Case = Forgery | Refused
CASES: tuple[Case, ...] = (*FORGERIES, *REFUSED)

__all__ = ["CASES", "FORGERIES", "REFUSED", "SUBJECT", "Case", "Forgery", "Refused"]
