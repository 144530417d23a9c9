"""Is this paper genuine, without a network: signed tokens, their keys and their links."""

from typing import TYPE_CHECKING

from egovkit.qr._claim_sets import (
    FileBagClaims,
    ProcedureClaims,
    ReceiptClaims,
    ResultClaims,
)
from egovkit.qr._claims import ClaimKey, Claims
from egovkit.qr._key_set import KeySet
from egovkit.qr._limits import Limits
from egovkit.qr._link import link
from egovkit.qr._public_key import PublicKey
from egovkit.qr._signing_key import SigningKey
from egovkit.qr._status import Status, StatusList
from egovkit.qr._status_ref import StatusRef
from egovkit.qr._token import Token, issue
from egovkit.qr._verify import verify

if TYPE_CHECKING:
    from egovkit.qr._page import verifier_page
    from egovkit.qr._render import QrImage, render

__all__ = [
    "ClaimKey",
    "Claims",
    "FileBagClaims",
    "KeySet",
    "Limits",
    "ProcedureClaims",
    "PublicKey",
    "QrImage",
    "ReceiptClaims",
    "ResultClaims",
    "SigningKey",
    "Status",
    "StatusList",
    "StatusRef",
    "Token",
    "issue",
    "link",
    "render",
    "verifier_page",
    "verify",
]


_LATER = {"QrImage": "_render", "render": "_render", "verifier_page": "_page"}


def __getattr__(name: str) -> object:
    """Load drawing and the page when they are first asked for: a verifier needs none."""
    if name not in _LATER:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
