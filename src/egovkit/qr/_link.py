"""The link that a phone opens: the token stands in its fragment, which no server sees."""

from typing import Final

from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._refusals import quote
from egovkit.qr._text import to_base32, to_digits
from egovkit.qr._token import Token

_WRITERS: Final = {"base32": to_base32, "digits": to_digits}
_LOCAL: Final = ("localhost", "127.0.0.1")


def link(token: Token[object], base: str, text: str = "base32") -> str:
    """Write the link to print: the base, and the token in the fragment.

    Scheme and host are written in upper case, in which a QR code packs them closer
    and which changes nothing (RFC 3986 section 6.2.2.1); the path stays as it is.

    Parameters
    ----------
    base
        The address of the page that verifies, without query and fragment. It begins
        with https, for over http anybody on the way can change the page; only
        localhost may do without.
    text
        ``"base32"``, or ``"digits"`` (FIDO CTAP 2.2 section 11.5) for tight paper:
        longer as text, smaller by up to one version of the QR code.

    Raises
    ------
    InvalidValueError
        If the base is no such address, or the text is of another kind.

    Examples
    --------
    >>> from datetime import UTC, datetime, timedelta
    >>> from egovkit.qr import ProcedureClaims, SigningKey, issue
    >>> token = issue(
    ...     ProcedureClaims(
    ...         issuer="ward.example",
    ...         subject="1.001193",
    ...         decision="1872/QD-BTP",
    ...         version="2",
    ...         url="https://ward.example/tthc/1.001193",
    ...     ),
    ...     key=SigningKey.generate("ES256"),
    ...     at=datetime(2026, 1, 5, tzinfo=UTC),
    ...     expires=timedelta(days=365),
    ... )
    >>> link(token, base="https://ward.example/v")[:30]
    'HTTPS://WARD.EXAMPLE/v#2KCETIQ'
    """
    if text not in _WRITERS:
        raise InvalidValueError("text", text, '"base32" or "digits"')
    origin, path = split_base(base)
    return f"{origin.upper()}{path}#{_WRITERS[text](token.data)}"


def split_base(base: str) -> tuple[str, str]:
    """Split an address into scheme and host in lower case, and the path."""
    scheme, _, address = base.partition("://")
    host, slash, path = address.partition("/")
    name, _, _ = host.partition(":")
    is_safe = scheme.lower() == "https" or (
        scheme.lower() == "http" and name.lower() in _LOCAL
    )
    if (
        not (is_safe and name)
        or not all("!" <= letter <= "~" for letter in base)
        or not {"@", "?", "#"}.isdisjoint(base)
    ):
        raise InvalidValueError(
            "base", base, "an https address without user, query and fragment",
            'write it like "https://ward.example/v", in ASCII',
        )  # fmt: skip
    # No path is the path "/", as every browser takes it.
    return f"{scheme}://{host}".lower(), slash + path or "/"


def fragment_of(text: str, base: str | None) -> str:
    """Return what stands in the fragment of a link, once it is the right link.

    Raises
    ------
    TokenError
        ``foreign_link``, or ``not_a_token`` if the right link has no fragment.
    """
    before, _, fragment = text.partition("#")
    scheme, _, rest = before.partition("://")
    address, query, _ = rest.partition("?")
    host, slash, path = address.partition("/")
    if not before.isascii():
        raise _foreign(text, "a link in ASCII")
    if query or "@" in host or not host:
        raise _foreign(text, "a link without user and query, the token after its #")
    if base is not None and split_base(base) != (
        f"{scheme}://{host}".lower(),
        slash + path or "/",
    ):
        raise _foreign(text, quote(base))
    if not fragment:
        raise TokenError(
            "not_a_token", quote(text), "a link with a token after its #",
            "scan the code on the paper", kind="link without a token",
        )  # fmt: skip
    return fragment


def _foreign(text: str, expected: str) -> TokenError:
    return TokenError(
        "foreign_link", quote(text), expected,
        "do not open it; ask the office whether the paper is theirs",
    )  # fmt: skip
