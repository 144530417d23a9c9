"""A text that comes from the line or from standard input."""

import sys
from typing import Final

from egovkit.errors import UnusableFileError

_MOST: Final = 100_000
"""Far more than a QR code holds: what is longer is refused for its length."""


def text(argument: str) -> str:
    """Return the text, without the blanks around it that scanners and shells add.

    A terminal is read by the line, for that is what a hand-held scanner types.
    """
    if argument != "-":
        return argument.strip()
    try:
        if sys.stdin.isatty():
            print("scan or paste the code, then press Enter", file=sys.stderr)
            return sys.stdin.readline(_MOST).strip()
        return sys.stdin.read(_MOST).strip()
    except UnicodeDecodeError:
        raise UnusableFileError(
            "standard input", "it is no text", "give the text of a code, or --image"
        ) from None
