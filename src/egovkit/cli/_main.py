"""The verbs of the command, and what becomes of their errors."""

import argparse
import sys
from collections.abc import Sequence

from egovkit.cli import (
    _audit,
    _calendar,
    _demo,
    _due,
    _keys,
    _qr,
    _report,
    _sign,
    _verifier,
    _verify,
)
from egovkit.errors import EgovkitError, FaultsError

GOOD, FINDINGS, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb and return the exit code.

    0 is good, 1 means findings or bad rows, 2 that the input could not be used.

    Examples
    --------
    >>> main(["due", "2026-04-23T09:00", "5 working days"])  # doctest: +ELLIPSIS
    due       2026-05-05 23:59:59+07:00, Tuesday
    ...
    0
    """
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except FaultsError as faults:
        for fault in faults.exceptions:
            print(f"egovkit: {fault}", file=sys.stderr)
        return UNUSABLE
    except EgovkitError as error:
        print(f"egovkit: {error}", file=sys.stderr)
        return UNUSABLE
    except OSError as error:
        print(f"egovkit: {_told(error)}", file=sys.stderr)
        return UNUSABLE
    return code


def _told(error: OSError) -> str:
    if error.filename is None or error.strerror is None:
        return str(error)
    return f"cannot use {error.filename}: {error.strerror.lower()}; name another path"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="egovkit",
        description="Due dates, resolution figures, audits and signed codes of dossiers.",
        epilog="Exit codes: 0 good, 1 findings or bad rows, 2 unusable input.",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, verb in (
        ("due", _due),
        ("calendar", _calendar),
        ("report", _report),
        ("audit", _audit),
        ("demo", _demo),
        ("keys", _keys),
        ("sign", _sign),
        ("verify", _verify),
        ("qr", _qr),
        ("verifier", _verifier),
    ):
        own = verbs.add_parser(
            name,
            help=verb.HELP,
            description=verb.DESCRIPTION,
            epilog=verb.EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb.add_arguments(own)
        own.set_defaults(run=verb.run)
    return parser
