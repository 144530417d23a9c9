"""What `egovkit keys` does: each act reads a key set, and writes the next one."""

import argparse
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path

from attrs import evolve

from egovkit.cli import _arguments, _passwords
from egovkit.cli._key_files import (
    SET_NAME,
    is_in_force,
    is_revoked,
    make_folder,
    new_private,
    read_private,
    read_set,
    set_file,
    write_set,
)
from egovkit.cli._moment import Moment, moment, tz_of
from egovkit.cli._output import print_json, print_pairs, print_table
from egovkit.errors import InvalidValueError
from egovkit.qr import KeySet, PublicKey, SigningKey

_MAKE_PAGE = "make its page anew: egovkit verifier"


def new(arguments: argparse.Namespace) -> None:
    """Make a key, and add it to the set of its folder."""
    tz = tz_of(arguments)
    now, file = moment(arguments, tz), arguments.out / SET_NAME
    keys = read_set(file) if file.exists() else KeySet()
    key = SigningKey.generate(arguments.alg, kid=arguments.kid)
    until = arguments.until and _arguments.instant(arguments.until, tz, ends_day=True)
    public = key.public(
        issuer=arguments.issuer,
        not_before=now.at,
        not_after=until,
        purposes=arguments.purposes,
    )
    pem = _write(arguments, key, keys.add(public), file)
    pairs = [
        ("key", _title(public)),
        ("in force", f"from {now}" + (f" until {until}" if until else "")),
        ("private", f"{pem}, under your password: it never leaves the office"),
        ("public", _count(keys.add(public), file)),
        ("next", f"give {file} to whoever verifies; keep a copy of {pem} locked away"),
    ]
    _print(arguments, pairs, {**_data(public, keys, now, tz), "private": str(pem)})


def public(arguments: argparse.Namespace) -> None:
    """Show the keys of a set, or write them where others get them."""
    tz = tz_of(arguments)
    now = moment(arguments, tz)
    keys = _with_pem(arguments) if arguments.pem else read_set(arguments.keys)
    if arguments.out:
        write_set(arguments.out, keys)
    if arguments.json:
        print(keys.to_jwks())
        return
    header = ("kid", "algorithm", "issuer", "from", "until", "signs", "state")
    print_table(header, [_row(key, keys, now.at, tz) for key in keys])
    print()
    written = [("public", _count(keys, arguments.out))] if arguments.out else []
    print_pairs([("at", now), *written])


def _with_pem(arguments: argparse.Namespace) -> KeySet:
    """Take the public key of a PEM, beside those that the file has already."""
    if arguments.issuer is None:
        raise InvalidValueError(
            "--issuer", None, "whom the key signs for", "add --issuer ward.example"
        )
    key = read_private(arguments.pem, arguments).public(issuer=arguments.issuer)
    out: Path | None = arguments.out
    others = read_set(out) if out and set_file(out).exists() else KeySet()
    return others.add(key)


def rotate(arguments: argparse.Namespace) -> None:
    """Make a new key in place of an old one, whose papers stay good."""
    tz = tz_of(arguments)
    now, file = moment(arguments, tz), set_file(arguments.keys)
    keys = read_set(file)
    old = _to_retire(arguments.old, keys, now)
    last = now.at + arguments.overlap
    if old.not_after is not None:
        last = min(last, old.not_after.astimezone(tz))
    retired = evolve(old, not_after=last)
    key = SigningKey.generate(arguments.alg or old.alg, kid=arguments.kid)
    fresh = key.public(issuer=old.issuer, not_before=now.at, purposes=old.purposes)
    others = [retired if kept.kid == old.kid else kept for kept in keys]
    keys = KeySet([*others, fresh], revoked=keys.revoked)
    pem = _write(arguments, key, keys, file)
    pairs = [
        ("new", f"{_title(fresh)}, from {now}"),
        ("retired", f"{old.kid.hex()} may sign until {last}; its papers stay good"),
        ("private", f"{pem}, under your password"),
        ("public", _count(keys, file)),
        *_numbered("next", _after_rotation(file, pem, old, last)),
    ]
    _print(
        arguments,
        pairs,
        {
            "new": {**_data(fresh, keys, now, tz), "private": str(pem)},
            "retired": _data(retired, keys, now, tz),
        },
    )


def _after_rotation(
    file: Path, pem: Path, old: PublicKey, last: datetime
) -> Iterator[str]:
    kid = old.kid.hex()
    yield f"give {file} to whoever verifies, or {_MAKE_PAGE}"
    yield f"once they have it, sign with {pem}"
    yield f"after {last} destroy the private key {kid}: whoever finds it can date back"
    yield f"leave {kid} in {file} until its last paper has expired"


def _to_retire(kid: bytes | None, keys: KeySet, now: Moment) -> PublicKey:
    """Return the key to retire: the one named, or the only one in force."""
    in_force = [key for key in keys if is_in_force(key, keys, now.at)]
    named = ", ".join(key.kid.hex() for key in in_force)
    if kid is None:
        if len(in_force) == 1:
            return in_force[0]
        raise InvalidValueError(
            "KID", None, f"one of those in force, {named or 'but none is'}",
            "name it" if named else "make one with egovkit keys new",
        )  # fmt: skip
    if keys[kid] not in in_force:
        raise InvalidValueError(
            "KID", kid.hex(), f"one of those in force, {named or 'but none is'}",
            "make a key that replaces none with egovkit keys new",
        )  # fmt: skip
    return keys[kid]


def revoke(arguments: argparse.Namespace) -> None:
    """Have the papers of a key refused."""
    tz = tz_of(arguments)
    now, file = moment(arguments, tz), set_file(arguments.keys)
    keys = read_set(file)
    key = keys[arguments.revoked]
    since = arguments.since and _arguments.instant(arguments.since, tz)
    if since and key.kid in keys.revoked and keys.revoked[key.kid] is None:
        raise InvalidValueError(
            "--since", str(since), f"nothing: {key.kid.hex()} is revoked for all time"
        )
    keys = keys.revoke(key.kid, since)
    write_set(file, keys)
    papers = f"papers issued from {since} on are" if since else "every paper of it is"
    pairs = [
        ("revoked", f"{_title(key)}: {papers} refused"),
        ("at", now),
        ("public", _count(keys, file)),
        *_numbered("next", _after_revocation(file, key)),
    ]
    _print(arguments, pairs, _data(key, keys, now, tz))


def _after_revocation(file: Path, key: PublicKey) -> Iterator[str]:
    yield (
        f"give {file} to whoever verifies, or {_MAKE_PAGE}; "
        "until then the papers read genuine there"
    )
    yield f"make another key: egovkit keys new --issuer {key.issuer}"
    yield "with it issue anew the papers that are refused now"


def _write(
    arguments: argparse.Namespace, key: SigningKey, keys: KeySet, file: Path
) -> Path:
    """Write a new private key, and the set that knows it; both of them or neither."""
    pem = key.to_pem(_passwords.new_password(arguments))
    make_folder(file.parent)
    private: Path = file.parent / f"{key.kid.hex()}.pem"
    with new_private(private, pem):
        write_set(file, keys)
    return private


def _print(
    arguments: argparse.Namespace, pairs: Iterable[tuple[str, object]], data: object
) -> None:
    if arguments.json:
        print_json(data)
    else:
        print_pairs(pairs)


def _numbered(name: str, steps: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number, step in enumerate(steps, 1):
        yield name if number == 1 else "", f"{number}. {step}"


def _title(key: PublicKey) -> str:
    purposes = f" ({', '.join(key.purposes)} only)" if key.purposes else ""
    return f"{key.kid.hex()}, {key.alg}, signs for {key.issuer}{purposes}"


def _count(keys: KeySet, path: Path) -> str:
    return f"{set_file(path)}: {len(keys)} key{'' if len(keys) == 1 else 's'}"


def _row(key: PublicKey, keys: KeySet, at: datetime, tz: tzinfo) -> list[object]:
    return [
        key.kid.hex(),
        key.alg,
        key.issuer or "-",
        *(
            end.astimezone(tz) if end else "-"
            for end in (key.not_before, key.not_after)
        ),
        ",".join(key.purposes) or "all",
        _state(key, keys, at),
    ]


def _state(key: PublicKey, keys: KeySet, at: datetime) -> str:
    if is_revoked(key, keys, at):
        return "revoked"
    if is_in_force(key, keys, at):
        return "in force"
    return "not yet" if key.not_before and key.not_before > at else "retired"


def _data(key: PublicKey, keys: KeySet, now: Moment, tz: tzinfo) -> dict[str, object]:
    ends = (key.not_before, key.not_after)
    begin, end = (at.astimezone(tz).isoformat() if at else None for at in ends)
    return {
        "kid": key.kid.hex(),
        "alg": key.alg,
        "issuer": key.issuer,
        "not_before": begin,
        "not_after": end,
        "purposes": list(key.purposes),
        "state": _state(key, keys, now.at),
        "at": now.at.isoformat(),
        "at_is_clock": now.is_clock,
    }
