"""egovkit verify: is a paper genuine."""

import argparse
from pathlib import Path

from egovkit.cli import _arguments, _moment

HELP = "say whether a paper is genuine, without a network"
DESCRIPTION = (
    "Say whether a code is genuine and in force, by the keys at hand and without a "
    "network. No claim is shown before the signature holds."
)
EXAMPLES = """\
examples:
  egovkit verify 'HTTPS://WARD.EXAMPLE/v#2KC...' --keys keys.jwks
  egovkit verify --keys keys.jwks                 a hand-held scanner, or a pipe
  egovkit verify --image photo.jpg --keys keys.jwks --base https://ward.example/v
  egovkit verify --image result.png --keys keys.jwks --paper result.pdf

Exit codes: 0 genuine and in force; 1 refused: expired, revoked, suspended, not ours,
damaged, or another file than --paper; 2 it cannot be told.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    add = parser.add_argument
    given = parser.add_mutually_exclusive_group()
    given.add_argument(
        "text", nargs="?", default="-", metavar="TEXT",
        help="the text of the code, or the link; - reads standard input (the default)",
    )  # fmt: skip
    given.add_argument(
        "--image", type=Path, metavar="FILE", help="a PNG or JPEG with one code in it"
    )
    add_trust_arguments(parser)
    add(
        "--purpose", choices=["receipt", "result", "procedure", "file_bag"],
        help="refuse papers of other kinds",
    )  # fmt: skip
    add(
        "--paper", type=Path, metavar="FILE",
        help="the file that was signed: the result, or a paper of the bag",
    )  # fmt: skip
    add(
        "--leeway", type=_arguments.duration, metavar="TIME",
        help="by how much clocks may differ: 5min (default: one minute)",
    )  # fmt: skip
    _moment.add_arguments(parser)
    add("--json", action="store_true", help="print data instead of text")


def add_trust_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what is trusted: keys, status lists, and the address of links."""
    add = parser.add_argument
    add(
        "--keys", type=Path, action="append", required=True, metavar="JWKS",
        help="the keys that are trusted; may be given again",
    )  # fmt: skip
    add(
        "--statuses", type=Path, action="append", default=[], metavar="FILE",
        help="a signed status list; without any, revoked papers are not found out",
    )  # fmt: skip
    add("--base", metavar="LINK", help="the address that a link has to have")


def run(arguments: argparse.Namespace) -> int:
    """Judge, print, and return the exit code of the verdict."""
    # What verifies is loaded here: the other verbs need not wait for it.
    from egovkit.cli import _verdict

    return _verdict.run(arguments)
