"""egovkit sign: the codes of receipts, results, procedures and file bags."""

import argparse
from collections.abc import Callable
from pathlib import Path

from egovkit.cli import _drawing, _moment, _passwords, _settings

HELP = "sign a receipt, a result, a procedure or a file bag as a QR code"
DESCRIPTION = (
    "Sign what a paper says, as a token or link for a QR code. Signed is not secret: "
    "whoever sees the code reads all of it."
)
EXAMPLES = """\
examples:
  egovkit sign receipt --key keys/2fe6a93b.pem --base https://ward.example/v \\
    --number 000.00.00.H53-260105-0001 --procedure 1.001193 --unit H53.01 \\
    --received-at 2026-01-05T09:00 --due-at 2026-01-08T16:30 \\
    --expires 90d --out receipt.svg
  egovkit sign receipt --rows dossiers.csv --key keys/2fe6a93b.pem \\
    --base https://ward.example/v --expires 90d --out receipts/

Each kind of paper has its own --help.
"""
_RECEIPT = """\
examples:
  egovkit sign receipt --key keys/2fe6a93b.pem --base https://ward.example/v \\
    --number 000.00.00.H53-260105-0001 --procedure 1.001193 --unit H53.01 \\
    --received-at 2026-01-05T09:00 --due-at 2026-01-08T16:30 --expires 90d
  egovkit sign receipt --rows dossiers.csv --key keys/2fe6a93b.pem \\
    --base https://ward.example/v --expires 90d --out receipts/
"""
_RESULT = """\
examples:
  egovkit sign result --key keys/2fe6a93b.pem --base https://ward.example/v \\
    --number 000.00.00.H53-260105-0001 --procedure 1.001193 --unit H53.01 \\
    --resolved-at 2026-01-07T15:00 --paper result.pdf --document 17/TLKS --expires never
  egovkit sign result --rows dossiers.csv --papers results/ \\
    --key keys/2fe6a93b.pem --base https://ward.example/v --expires never --out codes/

With --rows the result of each dossier is the file NUMBER.pdf in the folder --papers.
"""
_PROCEDURE = """\
example:
  egovkit sign procedure --key keys/2fe6a93b.pem --base https://ward.example/v \\
    --code 1.001193 --decision 1872/QD-BTP --version 2 \\
    --url https://ward.example/tthc/1.001193 --expires 2027-12-31 --out board.svg
"""
_FILE_BAG = """\
example:
  egovkit sign file-bag form.pdf photo.jpg --key keys/2fe6a93b.pem \\
    --base https://ward.example/v --number 000.00.00.H53-260105-0001 \\
    --url https://ward.example/d/1 --expires 90d --out bag.svg
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    kinds = parser.add_subparsers(required=True, metavar="PAPER")
    receipt = _kind(kinds.add_parser, "receipt", "a receipt with appointment", _RECEIPT)
    _add_dossier(receipt)
    receipt.add_argument("--received-at", metavar="WHEN", help="local, in ISO 8601")
    receipt.add_argument("--due-at", metavar="WHEN", help="likewise; a day is its end")

    result = _kind(kinds.add_parser, "result", "a result, bound to its file", _RESULT)
    _add_dossier(result)
    result.add_argument("--resolved-at", metavar="WHEN", help="local, in ISO 8601")
    result.add_argument("--paper", type=Path, metavar="FILE", help="the result itself")
    result.add_argument("--document", help="the number of the result, if it has one")
    result.add_argument(
        "--papers", type=Path, metavar="FOLDER", help="the results of --rows"
    )
    for kind in (receipt, result):
        kind.add_argument(
            "--rows", type=Path, metavar="TABLE",
            help="sign for every dossier of a table, CSV or XLSX, into the folder --out",
        )  # fmt: skip
        kind.add_argument("--format", choices=["svg", "png"], default="svg")
        _settings.add_table_arguments(kind)

    procedure = _kind(
        kinds.add_parser, "procedure", "the code on a notice board", _PROCEDURE
    )
    procedure.add_argument("--code", required=True, help="the procedure's code")
    procedure.add_argument("--decision", required=True, help="that announced it")
    procedure.add_argument("--version", required=True, help="of its text")
    procedure.add_argument("--url", required=True, help="where the text stands")

    bag = _kind(
        kinds.add_parser, "file-bag", "the label of a convenient file bag", _FILE_BAG
    )
    bag.add_argument("papers", nargs="+", type=Path, metavar="FILE", help="in the bag")
    bag.add_argument("--number", required=True, help="the dossier's number")
    bag.add_argument("--url", required=True, help="the dossier on the portal")
    for kind in (receipt, result, procedure, bag):
        has_zone = kind in (receipt, result)
        _add_signing(kind, has_zone=has_zone)


def _kind(
    add: Callable[..., argparse.ArgumentParser],
    name: str,
    help_: str,
    examples: str,
) -> argparse.ArgumentParser:
    kind = add(
        name,
        help=help_,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        # Or else --password would be taken for --password-file, and shown in errors.
        allow_abbrev=False,
    )
    kind.set_defaults(paper_kind=name)
    return kind


def _add_dossier(kind: argparse.ArgumentParser) -> None:
    kind.add_argument("--number", help="the dossier's number")
    kind.add_argument("--procedure", metavar="CODE", help="the procedure's code")
    kind.add_argument("--unit", help="the unit that has the dossier")


def _add_signing(kind: argparse.ArgumentParser, *, has_zone: bool) -> None:
    add = kind.add_argument
    add("--key", type=Path, required=True, metavar="PEM", help="what it is signed with")
    add(
        "--keys", type=Path, metavar="PATH",
        help="the set that knows the key (default: keys.jwks beside it)",
    )  # fmt: skip
    add(
        "--expires", required=True, metavar="WHEN",
        help="90d, 12h, 2026-12-31 (good through that day), or never",
    )  # fmt: skip
    add("--base", metavar="LINK", help="the page that verifies: https://ward.example/v")
    add("--out", type=Path, metavar="PATH", help="the code: a .svg or .png")
    _drawing.add_arguments(kind)
    _passwords.add_arguments(kind)
    _moment.add_arguments(kind, tz=not has_zone)
    add("--json", action="store_true", help="print data instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Sign; a code printed too small, or a row left out, makes the exit code 1."""
    # What signs is loaded here: the other verbs need not wait for it.
    from egovkit.cli import _sign_one, _sign_rows

    if getattr(arguments, "rows", None):
        return _sign_rows.run(arguments)
    return _sign_one.run(arguments)
