"""When keys and tokens are in force; instants to compare are seconds since 1970."""

from datetime import UTC, datetime, timedelta
from typing import Final

from egovkit._time import require_aware
from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr._key_set import Trusted
from egovkit.qr._kinds import UnfitError, whole_second

_FIRST_SECOND: Final = -62_135_596_800
"""0001-01-01T00:00:00Z."""

LEEWAY: Final = timedelta(seconds=60)
"""By how much clocks may differ if a caller does not say."""


def seconds(leeway: timedelta) -> float:
    """Return the seconds by which clocks may differ."""
    if leeway < timedelta(0):
        raise InvalidValueError("leeway", leeway, "no less than nothing")
    return leeway.total_seconds()


def shown(seconds: float) -> str:
    """Write an instant for a reader; a caller's may lie outside of the years in UTC."""
    try:
        return str(datetime.fromtimestamp(int(seconds), UTC))
    except ValueError:
        return f"{seconds:.0f} seconds since 1970"


def require_key_in_force(trusted: Trusted, issued: float | None) -> None:
    """Refuse a key that is revoked, or that was not in use when the paper was issued."""
    kid = trusted.key.kid.hex()
    if issued is not None and issued >= trusted.refused_from:
        raise TokenError(
            "key_revoked", f"a paper of the key {kid}, which is revoked",
            "one of a key that is trusted", "ask the office to issue it anew",
        )  # fmt: skip
    if issued is None:
        if trusted.is_dated:
            raise TokenError(
                "key_not_in_force", "a paper that does not say when it was issued",
                f"a date, for the key {kid} was not always in use",
                "ask the office to issue it anew",
            )  # fmt: skip
    elif not trusted.first <= issued <= trusted.last:
        raise TokenError(
            "key_not_in_force", f"a paper issued at {shown(issued)} by the key {kid}",
            f"one issued from {trusted.key.not_before or 'any time'} "
            f"to {trusted.key.not_after or 'any time'}",
            "ask the office; get its present key set",
        )  # fmt: skip


def require_begun(
    issued: float | None, not_before: float | None, now: float, leeway: float
) -> None:
    """Refuse what is issued in the future, or not good yet."""
    latest = now + leeway
    if issued is not None and issued > latest:
        raise TokenError(
            "issued_in_future", f"a paper issued at {shown(issued)}", _by(now, leeway),
            "check the clock of this device and its zone",
        )  # fmt: skip
    if not_before is not None and not_before > latest:
        raise TokenError(
            "not_yet_valid", f"a paper that is good from {shown(not_before)} on",
            _by(now, leeway), "come back then, or check the clock of this device",
        )  # fmt: skip


def _by(now: float, leeway: float) -> str:
    return f"one from before {shown(now)}, with {leeway:g} seconds of leeway"


def second_of(name: str, at: datetime) -> datetime:
    """Take an instant from a caller, as a whole second in UTC."""
    require_aware(at, name)
    try:
        return whole_second(at)
    except UnfitError as fault:
        raise InvalidValueError(name, str(at), fault.expected) from None


def end_of(
    issued_at: datetime, expires: timedelta | datetime | None
) -> datetime | None:
    """Return the first instant at which something is no longer good."""
    if expires is None:
        return None
    if isinstance(expires, timedelta):
        try:
            end = second_of("expires", issued_at + expires)
        except OverflowError:
            raise InvalidValueError(
                "expires", expires, "an end before the year 10000", "give None for good"
            ) from None
    else:
        end = second_of("expires", expires)
    if end <= issued_at:
        raise InvalidValueError(
            "expires", str(expires), f"an end after {issued_at}, when it is issued"
        )
    return end
