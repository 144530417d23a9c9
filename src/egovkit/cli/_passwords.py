"""The password of a private key: by prompt, from a file or from the environment.

Never from the line, which other users of the machine and the shell's history see.
"""

import argparse
import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Final

from egovkit.errors import UnusableFileError

ENVIRONMENT: Final = "EGOVKIT_KEY_PASSWORD"
_LEAST, _MOST = 8, 1023
"""The most is what OpenSSL takes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where a password may come from."""
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="a file that holds the private key's password; without it, "
        f"{ENVIRONMENT} in the environment, or a prompt",
    )


def password(arguments: argparse.Namespace, what: str) -> bytes:
    """Return the password of an existing key."""
    given = _given(arguments)
    return _asked(f"password of {what}: ") if given is None else given


def new_password(arguments: argparse.Namespace) -> bytes:
    """Return a password for a new key; a prompt asks for it twice."""
    given = _given(arguments)
    if given is None:
        given = _asked("password for the new key: ")
        if _asked("the same again: ") != given:
            raise _unfit("the two differ")
    if not _LEAST <= len(given) <= _MOST:
        raise _unfit(f"it has {len(given)} bytes, not {_LEAST} to {_MOST}")
    return given


def _given(arguments: argparse.Namespace) -> bytes | None:
    file: Path | None = arguments.password_file
    if file is not None:
        return file.read_bytes().rstrip(b"\r\n")
    named = os.environ.get(ENVIRONMENT)
    return None if named is None else os.fsencode(named)


def _asked(prompt: str) -> bytes:
    if not sys.stdin.isatty():
        raise _unfit("none is given, and there is no terminal to ask at")
    try:
        return os.fsencode(getpass(prompt))
    except EOFError:
        raise _unfit("none is given") from None


def _unfit(problem: str) -> UnusableFileError:
    """Refuse a password without showing it."""
    return UnusableFileError(
        "the key's password",
        problem,
        f"type it at the prompt, or give --password-file or {ENVIRONMENT}",
    )
