"""A QR symbol in pixels and in characters.

Rows of modules come in as bytes, one a module: 1 is dark, 0 is light.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from egovkit.errors import MissingExtraError

QUIET_ZONE: Final = 4
"""The light modules on every side that ISO/IEC 18004 asks for."""
_PIXELS: Final = 8
_GREY: Final = bytes((255, 0))
_MM_PER_INCH: Final = 25.4
# The terminal's own colours may be anything; these two of the 256 are fixed.
_BLACK_ON_WHITE: Final = "\x1b[38;5;16;48;5;231m"
_PLAIN: Final = "\x1b[0m"
_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def png(rows: Sequence[bytes], *, width_mm: float | None) -> bytes:
    """Draw in black and white, 8 pixels a module; dots per inch go by the width.

    Raises
    ------
    MissingExtraError
        If Pillow is not installed.
    """
    try:
        from PIL import Image
    except ImportError:
        raise MissingExtraError("rendering PNG", "Pillow", "png") from None
    framed = _framed(rows)
    side, pixels = len(framed), len(framed) * _PIXELS
    grey = b"".join(framed).translate(_GREY.ljust(256, b"\0"))
    small = Image.frombytes("L", (side, side), grey)
    image = small.resize((pixels, pixels), Image.Resampling.NEAREST).convert("1")
    dots = None if width_mm is None else (pixels * _MM_PER_INCH / width_mm,) * 2
    file = BytesIO()
    image.save(file, "PNG", dpi=dots)
    return file.getvalue()


def terminal(rows: Sequence[bytes]) -> bytes:
    """Draw with half blocks, two rows a line, in colours that fit any terminal."""
    framed = _framed(rows)
    if len(framed) % 2:
        framed.append(bytes(len(framed)))
    lines = map(_line, framed[::2], framed[1::2])
    return "".join(f"{_BLACK_ON_WHITE}{line}{_PLAIN}\n" for line in lines).encode()


def _line(upper: bytes, lower: bytes) -> str:
    return "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))


def _framed(rows: Sequence[bytes]) -> list[bytes]:
    """Put the quiet zone around the modules."""
    side = bytes(QUIET_ZONE)
    above = [bytes(len(rows) + 2 * QUIET_ZONE)] * QUIET_ZONE
    return [*above, *(side + row + side for row in rows), *above]
