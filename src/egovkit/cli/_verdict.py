"""The verdict on a paper, in a word, with its reason and what the paper says."""

import argparse
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Final, cast

from attrs import evolve, frozen

from egovkit.cli import _claims, _given
from egovkit.cli._key_files import read_sets
from egovkit.cli._moment import Moment, moment, tz_of
from egovkit.cli._output import print_pairs
from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr import Claims, FileBagClaims, KeySet, ResultClaims, StatusList, verify

_REFUSED, _UNTOLD = 1, 2


class Verdict(StrEnum):
    """What is told of a paper; the page of `egovkit verifier` has the same words."""

    GENUINE = "genuine"
    EXPIRED = "genuine, but expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NOT_OURS = "not ours"
    DAMAGED = "damaged"
    CANNOT_TELL = "cannot tell"
    OTHER_FILE = "genuine, but of another file"


VERDICTS: Final = {
    "expired": Verdict.EXPIRED,
    "revoked": Verdict.REVOKED,
    "key_revoked": Verdict.REVOKED,
    "suspended": Verdict.SUSPENDED,
    "malformed": Verdict.DAMAGED,
    "bad_claims": Verdict.CANNOT_TELL,
    "issued_in_future": Verdict.CANNOT_TELL,
    "not_yet_valid": Verdict.CANNOT_TELL,
    "status_unknown": Verdict.CANNOT_TELL,
    "status_stale": Verdict.CANNOT_TELL,
}
"""The verdict for a refusal, by its code. What no code of these has is not ours."""


@frozen(kw_only=True)
class Judged:
    """A verdict and what it stands on."""

    verdict: Verdict
    now: Moment
    claims: Claims | None = None
    code: str | None = None
    reason: str | None = None
    is_signed_file: bool | None = None

    @property
    def exit_code(self) -> int:
        """Return 0 for a good paper, 1 for a refused one, 2 if it cannot be told."""
        if self.verdict is Verdict.GENUINE:
            return 0
        return _UNTOLD if self.verdict is Verdict.CANNOT_TELL else _REFUSED


def run(arguments: argparse.Namespace) -> int:
    """Judge a code and print the verdict."""
    tz = tz_of(arguments)
    now = moment(arguments, tz)
    keys = read_sets(arguments.keys)
    statuses = read_statuses(arguments.statuses, keys, now.at)
    judged = _judged(arguments, keys, statuses, now)
    if arguments.paper and judged.claims:
        judged = _with_file(judged, judged.claims, arguments.paper)
    if arguments.json:
        # Whatever foreign text may do to a terminal, in ASCII it does not.
        print(json.dumps(_data(judged, tz), indent=2))
    else:
        print_pairs(_pairs(judged, tz, lists=len(statuses)))
    return judged.exit_code


def read_statuses(
    files: Iterable[Path], keys: KeySet, at: datetime
) -> list[StatusList]:
    """Read signed status lists; one that does not hold is unusable."""
    return [StatusList.verify(file.read_bytes(), keys, at=at) for file in files]


def _judged(
    arguments: argparse.Namespace,
    keys: KeySet,
    statuses: list[StatusList],
    now: Moment,
) -> Judged:
    leeway = {} if arguments.leeway is None else {"leeway": arguments.leeway}
    try:
        claims = verify(
            _code(arguments),
            keys,
            at=now.at,
            base=arguments.base,
            purpose=arguments.purpose,
            statuses=statuses or None,
            **leeway,
        )
    except TokenError as refusal:
        return Judged(
            verdict=VERDICTS.get(refusal.code, Verdict.NOT_OURS),
            now=now,
            claims=cast("Claims | None", refusal.claims),
            code=refusal.code,
            reason=str(refusal).partition(": ")[2],
        )
    return Judged(verdict=Verdict.GENUINE, now=now, claims=claims)


def _code(arguments: argparse.Namespace) -> str | bytes:
    if arguments.image:
        from egovkit.cli._images import code_in

        return code_in(arguments.image)
    return _given.text(arguments.text)


def _with_file(judged: Judged, claims: Claims, file: Path) -> Judged:
    """Look whether the file at hand is the one that was signed."""
    paper = file.read_bytes()
    if isinstance(claims, ResultClaims):
        is_signed = claims.is_about(paper)
    elif isinstance(claims, FileBagClaims):
        is_signed = any(claims.has(name, paper) for name, _ in claims.papers)
    else:
        raise InvalidValueError(
            "--paper", str(file), "the code of a result or a file bag",
            "leave it out: this paper says nothing of a file",
        )  # fmt: skip
    judged = evolve(judged, is_signed_file=is_signed)
    if is_signed or judged.verdict is not Verdict.GENUINE:
        return judged
    reason = f"{file} is not, to the byte, a file that was signed"
    return evolve(judged, verdict=Verdict.OTHER_FILE, code="other_file", reason=reason)


def _pairs(judged: Judged, tz: tzinfo, *, lists: int) -> Iterator[tuple[str, object]]:
    yield "verdict", judged.verdict
    if judged.code:
        yield "code", judged.code
        yield "reason", judged.reason
    yield "at", judged.now
    if judged.claims:
        yield from _claims.pairs(judged.claims, tz)
        yield "revocation", _revocation(judged.claims, lists)
    if judged.is_signed_file is not None:
        yield "file", "was signed" if judged.is_signed_file else "was NOT signed"


def _revocation(claims: Claims, lists: int) -> str:
    if claims.status is None:
        return "the paper is on no list; only its key can be revoked"
    if lists:
        return f"looked up in {_claims.visible(claims.status.uri)}"
    return f"NOT looked up; give {_claims.visible(claims.status.uri)} as --statuses"


def _data(judged: Judged, tz: tzinfo) -> dict[str, object]:
    return {
        "verdict": judged.verdict.name.lower(),
        "code": judged.code,
        "reason": judged.reason,
        "at": judged.now.at.isoformat(),
        "at_is_clock": judged.now.is_clock,
        "is_signed_file": judged.is_signed_file,
        "claims": judged.claims and _claims.data(judged.claims, tz),
    }
