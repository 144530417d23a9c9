"""egovkit keys: make, show, rotate and revoke the keys that sign."""

import argparse
from collections.abc import Callable
from pathlib import Path

from egovkit.cli import _arguments, _moment, _passwords

HELP = "make, show, rotate and revoke the keys that sign"
DESCRIPTION = (
    "Keep the keys that sign an office's codes: a folder with one private key in each "
    "PEM file, which stays in the office, and keys.jwks, which everybody may have."
)
EXAMPLES = """\
examples:
  egovkit keys new --issuer ward.example --out keys/
  egovkit keys public --keys keys/
  egovkit keys rotate --keys keys/ --overlap 14d
  egovkit keys revoke 2fe6a93b --keys keys/
"""
_NEW = """\
example:
  egovkit keys new --alg ES256 --issuer ward.example --out keys/

Writes keys/KID.pem, which is private and protected by a password, and adds the public
key to keys/keys.jwks. Nothing is ever written over a key.
"""
_PUBLIC = """\
examples:
  egovkit keys public --keys keys/
  egovkit keys public --keys keys/ --out to-the-province.jwks
  egovkit keys public old.pem --issuer ward.example --out keys/keys.jwks

A key from a PEM is added to what --out holds already.
"""
_ROTATE = """\
example:
  egovkit keys rotate --keys keys/ --overlap 14d

Makes a new key, and retires the old one when the overlap has passed. Papers that the
old key signed until then stay good.
"""
_REVOKE = """\
examples:
  egovkit keys revoke 2fe6a93b --keys keys/
  egovkit keys revoke 2fe6a93b --keys keys/ --since 2026-06-01T08:00

Without --since every paper of the key is refused, for a thief can date papers back.
Give it only if the key was surely safe until then, as in a device that was lost.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    acts = parser.add_subparsers(required=True, metavar="ACT")
    new = _act(
        acts.add_parser, "new", "make a key, and a set of keys if there is none", _NEW
    )
    new.add_argument("--issuer", required=True, help="whom it signs for: ward.example")
    new.add_argument(
        "--out", type=Path, default=Path("keys"), metavar="FOLDER",
        help="where keys are kept (default: %(default)s)",
    )  # fmt: skip
    new.add_argument("--alg", choices=_ALGS, default="ES256", help=_ALG_HELP)
    new.add_argument(
        "--purpose", action="append", default=[], dest="purposes",
        choices=["receipt", "result", "procedure", "file_bag"],
        help="sign only such papers; may be given again (default: all)",
    )  # fmt: skip
    new.add_argument("--until", metavar="WHEN", help="the last moment it may sign")
    _add_new_key_arguments(new)

    public = _act(
        acts.add_parser, "public", "show the keys, or give out the public ones", _PUBLIC
    )
    public.add_argument(
        "pem", nargs="?", type=Path, metavar="PEM", help="a private key, not yet in one"
    )
    public.add_argument("--issuer", help="whom the key of the PEM signs for")
    public.add_argument("--out", type=Path, metavar="FILE", help="write it as JWKS")
    _passwords.add_arguments(public)

    rotate = _act(
        acts.add_parser, "rotate", "make a new key, and retire the old one", _ROTATE
    )
    rotate.add_argument(
        "old", nargs="?", type=_arguments.kid, metavar="KID",
        help="the key to retire (default: the only one in force)",
    )  # fmt: skip
    rotate.add_argument("--alg", choices=_ALGS, help="(default: that of the old one)")
    rotate.add_argument(
        "--overlap", type=_arguments.duration, default="0d", metavar="TIME",
        help="how long the old key may still sign, while verifiers get the new set: "
        "14d, 12h (default: it ends now)",
    )  # fmt: skip
    _add_new_key_arguments(rotate)

    revoke = _act(acts.add_parser, "revoke", "have a key's papers refused", _REVOKE)
    revoke.add_argument("revoked", type=_arguments.kid, metavar="KID")
    revoke.add_argument(
        "--since", metavar="WHEN", help="from then on only (default: all its papers)"
    )
    for act in (public, rotate, revoke):
        act.add_argument(
            "--keys", type=Path, default=Path("keys"), metavar="PATH",
            help="the folder or its key set (default: %(default)s)",
        )  # fmt: skip
    for act in (new, public, rotate, revoke):
        _moment.add_arguments(act)
        act.add_argument("--json", action="store_true", help="print data, not text")


_ALGS = ("ES256", "Ed25519")
_ALG_HELP = (
    "ES256, which every browser verifies (the default), or Ed25519, which older phones "
    "do not"
)


def _act(
    add: Callable[..., argparse.ArgumentParser],
    name: str,
    help_: str,
    examples: str,
) -> argparse.ArgumentParser:
    act = add(
        name,
        help=help_,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        # Or else --password would be taken for --password-file, and shown in errors.
        allow_abbrev=False,
    )
    act.set_defaults(act=name)
    return act


def _add_new_key_arguments(act: argparse.ArgumentParser) -> None:
    act.add_argument(
        "--kid", type=_arguments.kid, metavar="HEX",
        help="the key's name, if somebody else gives names (default: from the key)",
    )  # fmt: skip
    _passwords.add_arguments(act)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked of the keys, and say what comes next."""
    # What signs is loaded here: the other verbs need not wait for it.
    from egovkit.cli import _key_acts

    acts = {
        "new": _key_acts.new,
        "public": _key_acts.public,
        "rotate": _key_acts.rotate,
        "revoke": _key_acts.revoke,
    }
    acts[arguments.act](arguments)
    return 0
