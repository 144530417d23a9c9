"""What a token says, for a reader and as data."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final, cast

from attrs import fields

from egovkit.qr import Claims, StatusRef

_ENVELOPE: Final = frozenset(field.name for field in fields(Claims))


def visible(text: str) -> str:
    """Write what does not print, or turns the text around it, as an escape.

    That is every control of the terminal, bidi control and invisible character.
    """
    return "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text
    )


def shown(at: datetime, tz: tzinfo) -> str:
    """Write an instant in the office's zone, as far as it reaches."""
    try:
        return str(at.astimezone(tz))
    except OverflowError:
        return str(at)


def pairs(claims: Claims, tz: tzinfo) -> Iterator[tuple[str, str]]:
    """Yield each claim for a reader: instants in the office's zone, nothing hidden."""
    yield "paper", claims.purpose or "of no known kind"
    yield "issuer", visible(claims.issuer)
    yield "subject", visible(claims.subject)
    for name in _own(claims):
        for line in _lines(getattr(claims, name), tz):
            yield name.replace("_", " "), line
    if claims.issued_at:
        yield "signed", shown(claims.issued_at, tz)
    if claims.not_before:
        yield "good from", shown(claims.not_before, tz)
    end = claims.expires_at
    yield "good until", shown(end, tz) if end else "ever: it has no end"
    if claims.token_id:
        yield "token id", claims.token_id.hex()
    for label, value in claims.extra.items():
        yield f"claim {visible(str(label))}", visible(str(_plain(value)))


def data(claims: Claims, tz: tzinfo) -> dict[str, object]:
    """Return the claims as data for JSON; bytes are in hexadecimal."""
    own = {name: _plain(getattr(claims, name), tz) for name in _own(claims)}
    ends = ("issued_at", "not_before", "expires_at")
    return {
        "purpose": claims.purpose,
        "issuer": claims.issuer,
        "subject": claims.subject,
        **own,
        **{name: _plain(getattr(claims, name), tz) for name in ends},
        "token_id": _plain(claims.token_id),
        "status": _plain(claims.status),
        "extra": _plain(claims.extra),
    }


def _own(claims: Claims) -> list[str]:
    names = (field.name for field in fields(type(claims)))
    return [
        name
        for name in names
        if name not in _ENVELOPE and getattr(claims, name) is not None
    ]


def _lines(value: object, tz: tzinfo) -> Iterator[str]:
    if isinstance(value, tuple):
        for name, digest in cast("tuple[tuple[str, bytes], ...]", value):
            yield f"{visible(name)}, SHA-256 {digest.hex()}"
    elif isinstance(value, bytes):
        yield f"SHA-256 {value.hex()}"
    elif isinstance(value, datetime):
        yield shown(value, tz)
    else:
        yield visible(str(value))


def _plain(value: object, tz: tzinfo | None = None) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime) and tz is not None:
        return shown(value, tz).replace(" ", "T")
    if isinstance(value, StatusRef):
        return {"uri": value.uri, "idx": value.idx}
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {str(key): _plain(item) for key, item in items}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in cast("Iterable[object]", value)]
    return value
