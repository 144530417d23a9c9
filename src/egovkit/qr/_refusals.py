"""Refusals that several steps share, in words."""

from egovkit.errors import TokenError

_LONGEST_QUOTE = 60


def malformed(where: str, why: str, offset: int | None = None) -> TokenError:
    """Refuse what is broken: the part, its fault, and the byte or character of it."""
    at = "" if offset is None else f" at {offset}"
    return TokenError(
        "malformed", f"{where}: {why}{at}", "a whole and unchanged token",
        "scan it again, or type it anew", where=where, why=why, offset=offset,
    )  # fmt: skip


def too_large(what: str, size: int, limit: int, unit: str) -> TokenError:
    """Refuse what is larger than a limit, before any work on it."""
    return TokenError(
        "too_large", f"{what} of {size:,} {unit}", f"at most {limit:,} {unit}",
        "raise it in Limits if such a thing is expected",
    )  # fmt: skip


def bad_claims(given: str, expected: str) -> TokenError:
    """Refuse claims that are signed, but are not what they have to be."""
    return TokenError(
        "bad_claims", given, expected, "ask the issuer, who signed something wrong"
    )


def wrong_issuer(given: str, expected: str) -> TokenError:
    """Refuse a paper in another name than that of its key."""
    return TokenError(
        "wrong_issuer", f"a paper in the name of {quote(given)}",
        f"{quote(expected)}, to whom the key belongs", "do not believe it",
    )  # fmt: skip


def quote(text: str) -> str:
    """Quote foreign text so that nothing in it acts on a terminal or a reader."""
    shown = text[:_LONGEST_QUOTE]
    return ascii(shown) + ("..." if len(text) > len(shown) else "")
