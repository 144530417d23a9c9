"""From the payload of a token to typed claims."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, cast

from egovkit.qr._claims import (
    EXPIRES,
    ISSUED,
    ISSUER,
    NOT_BEFORE,
    STATUS,
    SUBJECT,
    TOKEN_ID,
    Claims,
    build,
    read_set,
)
from egovkit.qr._kinds import (
    LAST_SECOND,
    Map,
    UnfitError,
    instant,
    is_map,
    octets,
    text,
)
from egovkit.qr._refusals import bad_claims
from egovkit.qr._status_ref import read_status

Sets = Mapping[int, type[Claims]]


def read_claims(payload: object, sets: Sets) -> Claims:
    """Read the claims of a token of ours.

    Raises
    ------
    TokenError
        ``bad_claims``, if one is missing or of another kind than it has to be, if two
        sets stand in one token, or if it ends before it begins.
    """
    try:
        return _claims(payload, sets)
    except UnfitError as fault:
        raise bad_claims("claims that are signed, but not so", fault.expected) from None
    except (TypeError, ValueError) as fault:
        # A caller's own class looked at its values, by whatever validators it has.
        raise bad_claims(
            f"claims that their class refuses: {fault!a}", "others"
        ) from fault


def _claims(payload: object, sets: Sets) -> Claims:
    if not is_map(payload):
        raise UnfitError("a map of claims")
    extra: dict[Any, object] = {}
    values: dict[str, Any] = {**_NO_ENVELOPE, "extra": extra}
    found: int | None = None
    for label, value in payload.items():
        reader = _OURS.get(label)
        if reader is not None:
            name, read = reader
            try:
                values[name] = read(value)
            except UnfitError as fault:
                raise UnfitError(f"{fault.expected} as {name}") from None
        elif label not in sets:
            extra[label] = value
        elif found is None:
            found = label
        else:
            raise UnfitError("one set of claims in a token")
    if "issuer" not in values or "subject" not in values:
        raise UnfitError("an issuer and a subject")
    _require_end_after_begin(payload)
    if found is None:
        return build(Claims, values)
    unknown = read_set(sets[found], payload[found], values)
    if unknown:
        extra[found] = unknown
    return build(sets[found], values)


def _require_end_after_begin(payload: Map) -> None:
    expires, issued = payload.get(EXPIRES), payload.get(ISSUED)
    if expires is not None and issued is not None and expires <= issued:
        raise UnfitError("an end after it was issued")


def read_foreign(payload: object) -> Claims:
    """Read the claims of another format, which may lack issuer and subject.

    Instants may be fractions of seconds, as a NumericDate of RFC 7519 and RFC 8392 is;
    what the format is about stands in `extra`.
    """
    if not is_map(payload):
        raise bad_claims("a payload of another kind", "a map of claims")
    extra: dict[Any, object] = {}
    values: dict[str, Any] = {
        **_NO_ENVELOPE,
        "issuer": "",
        "subject": "",
        "extra": extra,
    }
    try:
        for label, value in payload.items():
            if label in _THEIRS:
                name, read = _THEIRS[label]
                values[name] = read(value)
            else:
                extra[label] = value
        _require_end_after_begin(payload)
    except UnfitError as fault:
        raise bad_claims("claims that are signed, but not so", fault.expected) from None
    return build(Claims, values)


def _any_text(value: object) -> str:
    if not isinstance(value, str):
        raise UnfitError("a text")
    return value


def _numeric_date(value: object) -> datetime:
    if type(value) not in (int, float) or not 0 <= cast("float", value) <= LAST_SECOND:
        raise UnfitError("seconds from 1970 to 9999")
    return instant(int(cast("float", value)))


def _readers(
    as_text: Callable[[Any], str], as_instant: Callable[[Any], datetime]
) -> dict[int, tuple[str, Callable[[Any], object]]]:
    return {
        ISSUER: ("issuer", as_text),
        SUBJECT: ("subject", as_text),
        EXPIRES: ("expires_at", as_instant),
        NOT_BEFORE: ("not_before", as_instant),
        ISSUED: ("issued_at", as_instant),
        TOKEN_ID: ("token_id", octets),
        STATUS: ("status", read_status),
    }


_OURS: Final = _readers(text, instant)
_THEIRS: Final = _readers(_any_text, _numeric_date)
_NO_ENVELOPE: Final[dict[str, Any]] = dict.fromkeys(
    ("issued_at", "expires_at", "not_before", "token_id", "status")
)
