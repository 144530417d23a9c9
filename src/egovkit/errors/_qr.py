"""Why a token is refused, or a symbol not drawn."""

from typing import Literal

from egovkit.errors._base import EgovkitError

TokenCode = Literal[
    "too_large",
    "not_a_token",
    "format_not_asked",
    "foreign_link",
    "malformed",
    "critical_header",
    "missing_kid",
    "unknown_key",
    "algorithm_mismatch",
    "unsupported_algorithm",
    "bad_signature",
    "bad_claims",
    "wrong_issuer",
    "wrong_purpose",
    "key_revoked",
    "key_not_in_force",
    "issued_in_future",
    "not_yet_valid",
    "status_unknown",
    "status_stale",
    "revoked",
    "suspended",
    "expired",
    "bad_key",
    "duplicate_kid",
]
"""Why a token or a key is refused. The codes are stable; a later version may add some."""


class TokenError(EgovkitError, ValueError):
    """A signed token, a status list or a key is refused.

    Attributes
    ----------
    code
        The reason, one of `TokenCode`: test this, and show the text.
    given, expected, remedy
        What was found, what was expected instead, and what to do. Text that comes from
        outside is quoted by `ascii()`.
    kind
        What the text is instead, if the code is ``"not_a_token"`` or
        ``"format_not_asked"``: such as ``"VietQR payment code"``.
    where, why, offset
        The part that is broken, its fault, and the byte or character of that part
        counted from 0, if the code is ``"malformed"``.
    claims
        The claims of a genuine paper whose code is ``"revoked"``, ``"suspended"`` or
        ``"expired"``; None otherwise, for nothing else can be believed.

    Examples
    --------
    >>> error = TokenError("wrong_issuer", "'a.example'", "'b.example'", "ask b.example")
    >>> print(error)
    wrong_issuer: 'a.example'; expected 'b.example'; ask b.example
    """

    code: TokenCode
    given: str
    expected: str
    remedy: str
    kind: str | None
    where: str | None
    why: str | None
    offset: int | None
    claims: object | None

    def __init__(
        self,
        code: TokenCode,
        given: str,
        expected: str,
        remedy: str = "",
        *,
        kind: str | None = None,
        where: str | None = None,
        why: str | None = None,
        offset: int | None = None,
        claims: object | None = None,
    ) -> None:
        super().__init__(code, given, expected, remedy)
        self.code = code
        self.given = given
        self.expected = expected
        self.remedy = remedy
        self.kind = kind
        self.where = where
        self.why = why
        self.offset = offset
        self.claims = claims

    def __str__(self) -> str:
        text = f"{self.code}: {self.given}; expected {self.expected}"
        return f"{text}; {self.remedy}" if self.remedy else text


class SymbolTooLargeError(EgovkitError, ValueError):
    """A text needs a larger QR symbol than is allowed.

    Attributes
    ----------
    length
        The characters of the text; the text itself is not kept.
    version
        The version it needs; None if it fits none of the forty.
    ecc, max_version
        The level of error correction and the largest version that were asked for.

    Examples
    --------
    >>> print(SymbolTooLargeError(900, 23, "M", 20))
    900 characters need a QR symbol of version 23 at error correction M; expected \
version 20 at most; shorten the text, or take a lower level, or pass max_version=23
    """

    length: int
    version: int | None
    ecc: str
    max_version: int

    def __init__(
        self, length: int, version: int | None, ecc: str, max_version: int
    ) -> None:
        super().__init__(length, version, ecc, max_version)
        self.length = length
        self.version = version
        self.ecc = ecc
        self.max_version = max_version

    def __str__(self) -> str:
        size, cures = "more than the 40 versions hold", ["shorten the text"]
        if self.ecc != "L":
            cures.append("take a lower level")
        if self.version is not None:
            size = f"a QR symbol of version {self.version}"
            cures.append(f"pass max_version={self.version}")
        return (
            f"{self.length:,} characters need {size} at error correction {self.ecc}; "
            f"expected version {self.max_version} at most; {', or '.join(cures)}"
        )


class SmallModuleWarning(UserWarning):
    """The modules of a QR symbol would be printed too small to be read reliably.

    Attributes
    ----------
    module_mm, width_mm
        The side of a module, and the printed width that makes it so small.
    least_mm, needed_mm
        The side it should have at least, and the printed width that it takes.

    Examples
    --------
    >>> print(SmallModuleWarning(0.25, 15, 0.5, 30))
    modules of 0.250 mm at a printed width of 15 mm; expected 0.5 mm at least; \
print it 30 mm wide, or shorten the text
    """

    module_mm: float
    width_mm: float
    least_mm: float
    needed_mm: float

    def __init__(
        self, module_mm: float, width_mm: float, least_mm: float, needed_mm: float
    ) -> None:
        super().__init__(module_mm, width_mm, least_mm, needed_mm)
        self.module_mm = module_mm
        self.width_mm = width_mm
        self.least_mm = least_mm
        self.needed_mm = needed_mm

    def __str__(self) -> str:
        return (
            f"modules of {self.module_mm:.3f} mm at a printed width of "
            f"{self.width_mm:g} mm; expected {self.least_mm:g} mm at least; "
            f"print it {self.needed_mm:g} mm wide, or shorten the text"
        )
