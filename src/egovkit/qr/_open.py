"""From the bytes of a token to a payload that a key of the set has signed."""

from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature

from egovkit.errors import TokenError
from egovkit.qr._algorithms import NUMBERS
from egovkit.qr._cose import frame_of, header_of
from egovkit.qr._key_set import KeySet, Trusted, unknown_key
from egovkit.qr._limits import Limits
from egovkit.qr._refusals import malformed
from egovkit.qr._usual import Value

ALG, CRIT, KID, CONTENT_TYPE = 1, 2, 4, 16
"""Labels of a header (RFC 9052 section 3.1; RFC 9596 for the last)."""

STATUS_LIST: Final = "application/statuslist+cwt"


def open_token(
    data: bytes, keys: KeySet, limits: Limits, content_type: str | None = None
) -> tuple[bytes, Trusted]:
    """Return the payload and the key that signed it.

    Raises
    ------
    TokenError
        ``malformed``, ``critical_header``, ``missing_kid``, ``unknown_key``,
        ``algorithm_mismatch``, ``unsupported_algorithm`` or ``bad_signature``: the
        first that applies.
    """
    protected, payload, signature, signed = frame_of(data)
    trusted = None
    if content_type is None:
        # A header that is to the byte what a key of the set writes needs no reading.
        trusted = keys.index.by_header.get(protected)
    if trusted is None:
        header = header_of(protected, limits)
        trusted = _key_for(header, keys, content_type)
    require_signature(trusted, signature, signed)
    return payload, trusted


def _key_for(
    header: Mapping[int | str, Value], keys: KeySet, content_type: str | None
) -> Trusted:
    where = "protected header"
    if CRIT in header:
        raise critical_header(header[CRIT])
    has_null = CONTENT_TYPE in header and header[CONTENT_TYPE] is None
    if has_null or header.get(CONTENT_TYPE) != content_type:
        raise malformed(where, f"the content type {header.get(CONTENT_TYPE)!a}")
    if others := header.keys() - {ALG, KID, CONTENT_TYPE}:
        raise malformed(where, f"unknown entries {sorted(map(ascii, others))}")
    kid = header.get(KID)
    if kid is None:
        raise missing_kid()
    if not isinstance(kid, bytes):
        raise malformed(where, "a kid that is no string of bytes")
    trusted = keys.index.by_kid.get(kid)
    if trusted is None:
        raise unknown_key(kid, keys)
    require_algorithm(header.get(ALG), NUMBERS, trusted)
    return trusted


def require_algorithm(
    given: object, names: Mapping[Any, str], trusted: Trusted
) -> None:
    """Refuse an algorithm that is not the key's: the key decides, never the token."""
    name = names.get(given) if isinstance(given, int | str) else None
    if name == trusted.key.alg:
        return
    raise TokenError(
        "unsupported_algorithm" if name is None else "algorithm_mismatch",
        f"the algorithm {str(given)[:40]!a}",
        f"{trusted.key.alg}, for it is that of the key {trusted.key.kid.hex()}",
        "do not believe it",
    )  # fmt: skip


def require_signature(trusted: Trusted, signature: bytes, signed: bytes) -> None:
    """Refuse what the key has not signed."""
    try:
        trusted.check(signature, signed)
    except InvalidSignature:
        raise TokenError(
            "bad_signature", "a signature that does not fit what it is under",
            f"one by the key {trusted.key.kid.hex()}",
            "scan it again; if it stays so, it was changed or never signed",
        ) from None  # fmt: skip


def critical_header(given: object) -> TokenError:
    """Refuse what demands to be understood (RFC 9052 section 3.1, RFC 7515 4.1.11)."""
    return TokenError(
        "critical_header", f"a critical header, {str(given)[:40]!a}", "none",
        "read it with the software of its issuer",
    )  # fmt: skip


def missing_kid() -> TokenError:
    """Refuse what does not say which key signed it."""
    return TokenError(
        "missing_kid", "a header without kid", "the name of the key",
        "ask the issuer: it has to be signed anew",
    )  # fmt: skip
