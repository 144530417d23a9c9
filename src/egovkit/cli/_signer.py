"""Signer: a key of the office at work, and the moment at which it signs."""

import argparse
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TypeVar

from attrs import frozen

from egovkit.cli import _arguments
from egovkit.cli._key_files import SET_NAME, read_private, read_set
from egovkit.cli._moment import Moment
from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr import Claims, KeySet, PublicKey, SigningKey, Token, issue, link, verify

C = TypeVar("C", bound=Claims)


@frozen(kw_only=True)
class Signer:
    """A key, the set that knows it, and what all papers of one run have in common."""

    pem: Path
    key: SigningKey
    issuer: str
    keys: KeySet
    now: Moment
    expires: timedelta | datetime | None
    base: str | None

    def issue(self, claims: C) -> Token[C]:
        """Sign claims; what no verifier would accept is not given out.

        That is a paper of a key which is retired, revoked or kept for other purposes.
        """
        token = issue(claims, key=self.key, at=self.now.at, expires=self.expires)
        try:
            verify(token, self.keys, at=self.now.at)
        except TokenError as refusal:
            raise InvalidValueError(
                "--key", str(self.pem), f"one whose papers are accepted; {refusal}",
                "see egovkit keys public",
            ) from None  # fmt: skip
        return token

    def printed(self, token: Token[Claims]) -> str:
        """Return what the code holds: the link, or without a base the bare token."""
        return token.text if self.base is None else link(token, self.base)


def signer(arguments: argparse.Namespace, now: Moment, tz: tzinfo) -> Signer:
    """Take key, set, expiry and base from the line."""
    expires = _arguments.expiry(arguments.expires, tz)
    keys = read_set(arguments.keys or arguments.key.parent / SET_NAME)
    key = read_private(arguments.key, arguments)
    public = _known(key, keys, arguments.key)
    if public.issuer is None:
        raise InvalidValueError(
            "--keys", str(arguments.keys), "a set that names the issuer of each key",
            "write it with egovkit keys public PEM --issuer ... --out ...",
        )  # fmt: skip
    if public.kid != key.kid:
        # A PEM holds no kid: one that somebody else gave stands in the set.
        key = SigningKey.from_signer(public, key.sign)
    return Signer(
        pem=arguments.key,
        key=key,
        issuer=public.issuer,
        keys=keys,
        now=now,
        expires=expires,
        base=arguments.base,
    )


def _known(key: SigningKey, keys: KeySet, file: Path) -> PublicKey:
    point = key.public(issuer=None).point
    for public in keys:
        if public.point == point:
            return public
    raise InvalidValueError(
        "--key", str(file), "a key that its set knows",
        "add it: egovkit keys public PEM --issuer ward.example --out keys/keys.jwks",
    )  # fmt: skip
