"""What a verifier's page knows, as JSON: keys, status lists and tables of claims."""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from math import isfinite
from typing import Final

from attrs import fields

from egovkit.errors import InvalidValueError
from egovkit.qr._algorithms import NUMBERS
from egovkit.qr._claim_sets import sets_with
from egovkit.qr._claims import (
    EXPIRES,
    ISSUED,
    ISSUER,
    NOT_BEFORE,
    STATUS,
    SUBJECT,
    TOKEN_ID,
    Claims,
    claim_set,
)
from egovkit.qr._key_set import KeySet, Trusted
from egovkit.qr._kinds import DIGEST, KINDS, Papers
from egovkit.qr._status import StatusList

Json = dict[str, object]

_KIND_NAMES: Final = {
    KINDS[str]: "text",
    KINDS[int]: "integer",
    KINDS[bool]: "truth",
    KINDS[bytes]: "octets",
    KINDS[datetime]: "instant",
    KINDS[Papers]: "papers",
    DIGEST: "digest",
}
ENVELOPE: Final = (
    (ISSUER, ("issuer", "text")),
    (SUBJECT, ("subject", "text")),
    (EXPIRES, ("expires_at", "instant")),
    (NOT_BEFORE, ("not_before", "instant")),
    (ISSUED, ("issued_at", "instant")),
    (TOKEN_ID, ("token_id", "octets")),
    (STATUS, ("status", "status")),
)
"""The claims around every set: their labels, names and kinds."""

ALGORITHMS: Final = tuple(NUMBERS.items())
"""The numbers in a header, and the algorithm each of them means."""


def keys_of(keys: KeySet) -> list[Json]:
    """Write keys with all that is asked of them at every token."""
    return [_key(trusted) for trusted in keys.index.by_kid.values()]


def _key(trusted: Trusted) -> Json:
    key = trusted.key
    return {
        "kid": key.kid.hex(),
        "alg": key.alg,
        "point": _base64(key.point),
        "issuer": key.issuer,
        "purposes": key.purposes,
        "is_dated": trusted.is_dated,
        "refused_from": _finite(max(trusted.refused_from, 0)),
        "first": _finite(trusted.first),
        "last": _finite(trusted.last),
    }


def lists_of(statuses: Iterable[StatusList]) -> list[Json]:
    """Write status lists, unfolded: not every browser can inflate.

    Raises
    ------
    InvalidValueError
        If one was not signed and verified, so that no paper can name it.
    """
    return [_list(each) for each in statuses]


def _list(statuses: StatusList) -> Json:
    if statuses.uri is None or statuses.issued_at is None:
        raise InvalidValueError(
            "statuses", statuses, "lists that are signed",
            "give what StatusList.verify returns",
        )  # fmt: skip
    issued = statuses.issued_at.timestamp()
    ends = [] if statuses.expires_at is None else [statuses.expires_at.timestamp()]
    if statuses.ttl is not None:
        ends.append(issued + statuses.ttl.total_seconds())
    return {
        "uri": statuses.uri,
        "issuer": statuses.issuer,
        "issued_at": issued,
        "good_until": min(ends, default=None),
        "bits": statuses.bits,
        "packed": _base64(statuses.packed),
    }


def sets_of(own: Iterable[type[Claims]]) -> list[Json]:
    """Write the tables of our claim sets and of a caller's, from their classes.

    Raises
    ------
    InvalidValueError
        If a class has validators of its own, which no page can run.
    """
    return [_set(kind) for kind in sets_with(own).values()]


def _set(kind: type[Claims]) -> Json:
    if _looks_closer(kind):
        raise InvalidValueError(
            "claim_sets", kind, "sets whose claims are looked at by their kinds only",
            "leave out validators and converters",
        )  # fmt: skip
    table = claim_set(kind)
    claims = [
        (claim.number, claim.name, _KIND_NAMES[claim.kind], claim.is_optional)
        for claim in table.claims
    ]
    return {"label": table.label, "purpose": kind.purpose, "claims": claims}


def _looks_closer(kind: type[Claims]) -> bool:
    common = {f.name for f in fields(Claims)}
    own = [f for f in fields(kind) if f.name not in common]
    has_rules = any(f.validator or f.converter for f in own)
    return has_rules or kind.__attrs_post_init__ is not Claims.__attrs_post_init__


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _finite(seconds: float) -> float | None:
    return seconds if isfinite(seconds) else None
