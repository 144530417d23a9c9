"""egovkit verifier: the page on which citizens see whether a paper is genuine."""

import argparse
from pathlib import Path

from egovkit.cli import _moment, _verify
from egovkit.cli._output import print_json, print_pairs, written_whole

HELP = "write the page that verifies codes in a browser, without a network"
DESCRIPTION = (
    "Write one page that verifies codes in any browser, by the keys and status lists "
    "of today. It loads nothing and sends nothing. Put it where the links lead."
)
EXAMPLES = """\
example:
  egovkit verifier --keys keys/ --base https://ward.example/v --out verify.html

Write it anew when a key comes, is rotated or revoked, and before a status list is stale.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    add = parser.add_argument
    _verify.add_trust_arguments(parser)
    add("--out", type=Path, required=True, metavar="FILE", help="the page")
    add(
        "--language", choices=["vi", "en"], default="vi",
        help="to begin with; readers can switch (default: %(default)s)",
    )  # fmt: skip
    add("--title", help="the heading, such as the name of the office")
    _moment.add_arguments(parser)
    add("--json", action="store_true", help="print data instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Write the page whole, and say what it trusts."""
    from egovkit.cli._key_files import read_sets
    from egovkit.cli._verdict import read_statuses
    from egovkit.qr import verifier_page

    tz = _moment.tz_of(arguments)
    now = _moment.moment(arguments, tz)
    keys = read_sets(arguments.keys)
    statuses = read_statuses(arguments.statuses, keys, now.at)
    page = verifier_page(
        keys,
        at=now.at,
        statuses=statuses,
        base=arguments.base,
        language=arguments.language,
        title=arguments.title,
        tz=tz,
    )
    with written_whole(arguments.out) as file:
        file.write(page)
    kids = [key.kid.hex() for key in keys]
    if arguments.json:
        print_json(
            {
                "file": arguments.out,
                "bytes": len(page.encode()),
                "keys": kids,
                "statuses": [listed.uri for listed in statuses],
                "at": now.at.isoformat(),
                "at_is_clock": now.is_clock,
            }
        )
        return 0
    print_pairs(
        [
            ("page", f"{arguments.out}, {len(page.encode()):,} bytes"),
            ("made", now),
            ("trusts", ", ".join(kids)),
            ("base", arguments.base or "any: the address of a link is not looked at"),
        ]
    )
    return 0
