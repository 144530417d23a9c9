"""render: a text as a QR symbol, in the fewest modules that hold it."""

import math
import re
import warnings
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final, Literal, get_args

from attrs import field, frozen

from egovkit.errors import InvalidValueError, SmallModuleWarning, SymbolTooLargeError
from egovkit.qr._raster import QUIET_ZONE, png, terminal
from egovkit.qr._segments import LAST_VERSIONS, Mode, Segment, bits, shortest
from egovkit.qr._svg import svg

Format = Literal["svg", "png", "terminal"]
ErrorCorrection = Literal["L", "M", "Q", "H"]
_Split = Callable[[bytes, int], tuple[Segment, ...]]

# The order is that of the two bits in the symbol: M is 00 (ISO/IEC 18004, table 12).
_LEVELS: Final = "MLHQ"
_MOST_CHARACTERS: Final = 7_089
"""Digits in a symbol of version 40 at level L; no text is longer."""
# Readers written in C end a text at NUL; UTF-8 cannot write a lone surrogate.
_UNFIT: Final = re.compile("[\0\ud800-\udfff]")
_NOT_XML: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SMALLEST_MODULE_MM: Final = 0.33
"""Four dots of a 300 dpi printer, as Denso Wave advises for stable reading."""


@frozen
class QrImage:
    """A drawn QR symbol.

    Attributes
    ----------
    data
        The file: SVG or PNG, or UTF-8 text for a terminal.
    version
        The size class of the symbol, from 1 to 40.

    Examples
    --------
    >>> image = render("HTTPS://WARD.EXAMPLE/v#2KCEPIQ")
    >>> image.version, image.modules, image.data[:4]
    (2, 25, b'<svg')
    """

    data: bytes = field(repr=False)
    version: int

    @property
    def modules(self) -> int:
        """The modules along one side, without the quiet zone."""
        return 17 + 4 * self.version

    def module_mm(self, width: float) -> float:
        """Return the side of a module in mm when the image is printed that wide.

        The width is in mm, and that of the whole image: the quiet zone of four modules
        on every side is part of it.

        Examples
        --------
        >>> round(render("HTTPS://WARD.EXAMPLE/v#2KCEPIQ").module_mm(25), 2)
        0.76
        """
        return width / (self.modules + 2 * QUIET_ZONE)


def render(
    text: str,
    format: Format = "svg",  # noqa: A002, the word of the contract and of Pillow
    *,
    ecc: ErrorCorrection = "M",
    mask: int | None = None,
    max_version: int = 22,
    width_mm: float | None = None,
    title: str | None = None,
) -> QrImage:
    """Draw a text as a QR symbol of the smallest version that holds it.

    The text is split over the numeric, alphanumeric and byte modes so that it takes the
    fewest bits. Bytes are UTF-8 without an ECI designator: the cameras of phones find
    UTF-8 by themselves, and some hand-held scanners show the designator as text.

    There is no place for a logo. A logo is damage that the error correction repairs
    before any fold, stain or worn toner gets its share; and a seal that anyone can
    print in the middle proves nothing, while people take it for proof.

    Parameters
    ----------
    format
        `"svg"` scales without limit; `"png"` has 8 pixels a module and needs the extra
        `png`; `"terminal"` is text with ANSI colours, for dark and light terminals.
    ecc
        How much may be lost: about 7 % (L), 15 % (M), 25 % (Q) or 30 % (H). M suits
        clean paper, Q paper that gets folded.
    mask
        One of the eight mask patterns, 0 to 7. Without it the best one is searched for,
        which takes most of the time; in bulk printing any of them will do.
    max_version
        The largest version to draw. Beyond 22, 105 modules a side, phones have trouble.
    width_mm
        How wide the image will be printed, quiet zone included: sets the size of the
        SVG and the dots per inch of the PNG.
    title
        What the symbol is, for those who do not see it. SVG only; a page that shows the
        file as an image names it in `alt`.

    Raises
    ------
    SymbolTooLargeError
        If the text needs a version above `max_version`, or fits none.
    InvalidValueError
        If the text is empty or has characters that no symbol can carry, or another
        argument is out of its range.
    MissingExtraError
        If a PNG is asked for and Pillow is not installed.

    Warns
    -----
    SmallModuleWarning
        If a module gets smaller than 0.33 mm at that width: four dots of a 300 dpi
        printer, the least that Denso Wave advises
        (https://www.qrcode.com/en/howto/cell.html).

    Examples
    --------
    >>> receipt = render("HTTPS://WARD.EXAMPLE/v#2KCEPIQ", ecc="Q", width_mm=25)
    >>> receipt.version, round(receipt.module_mm(25), 2)
    (3, 0.68)
    >>> receipt.data.decode().partition(" viewBox")[0]
    '<svg xmlns="http://www.w3.org/2000/svg"'
    """
    data = _utf8(text)
    _check_one_of("format", format, get_args(Format))
    _check_one_of("ecc", ecc, get_args(ErrorCorrection))
    _check_whole("max_version", max_version, 1, LAST_VERSIONS[-1])
    if mask is not None:
        _check_whole("mask", mask, 0, 7)
    _check_width(width_mm)
    _check_title(title)
    version, rows = _symbol(data, ecc, mask, max_version)
    image = QrImage(_drawn(rows, format, width_mm, title), version)
    if width_mm is not None:
        _warn_of_small_modules(image, width_mm)
    return image


def _symbol(
    data: bytes, ecc: str, mask: int | None, max_version: int
) -> tuple[int, list[bytes]]:
    """Return the version of the symbol and its rows, one byte a module."""
    version, segments = _fit(data, shortest, ecc, max_version)
    try:
        return version, _modules(segments, version, ecc, mask)
    except ValueError:
        # qrcode 8 fails on a block of zeros, which long runs of the digit 0 make
        # (lincolnloop/python-qrcode#330). Written as bytes they are none.
        version, segments = _fit(data, _all_bytes, ecc, max_version)
        return version, _modules(segments, version, ecc, mask)


def _fit(
    data: bytes, split: _Split, ecc: str, max_version: int
) -> tuple[int, tuple[Segment, ...]]:
    """Return the smallest version that holds the data, and the data split for it."""
    from qrcode.util import BIT_LIMIT_TABLE

    limits = BIT_LIMIT_TABLE[_LEVELS.index(ecc)]
    for last in LAST_VERSIONS if len(data) <= _MOST_CHARACTERS else ():
        segments = split(data, last)
        version = bisect_left(limits, bits(segments, last), lo=1)
        if version <= min(last, max_version):
            return version, segments
        if version <= last:
            raise SymbolTooLargeError(len(data.decode()), version, ecc, max_version)
    raise SymbolTooLargeError(len(data.decode()), None, ecc, max_version)


def _all_bytes(data: bytes, _version: int) -> tuple[Segment, ...]:
    return (Segment(Mode.BYTE, data),)


def _modules(
    segments: Sequence[Segment], version: int, ecc: str, mask: int | None
) -> list[bytes]:
    from qrcode.main import QRCode
    from qrcode.util import QRData

    symbol = QRCode(version, _LEVELS.index(ecc), mask_pattern=mask)
    for segment in segments:
        symbol.add_data(QRData(segment.data, segment.mode.value, check_data=False))
    symbol.make(fit=False)
    return [bytes(map(bool, row)) for row in symbol.modules]


def _drawn(
    rows: Sequence[bytes], format_: Format, width_mm: float | None, title: str | None
) -> bytes:
    if format_ == "png":
        return png(rows, width_mm=width_mm)
    if format_ == "terminal":
        return terminal(rows)
    return svg(rows, width_mm=width_mm, title=title)


def _warn_of_small_modules(image: QrImage, width_mm: float) -> None:
    # Rounded, so that a width of exactly enough is enough in floating point as well.
    if round(image.module_mm(width_mm), 6) < _SMALLEST_MODULE_MM:
        needed = math.ceil(width_mm * _SMALLEST_MODULE_MM / image.module_mm(width_mm))
        warning = SmallModuleWarning(
            image.module_mm(width_mm), width_mm, _SMALLEST_MODULE_MM, needed
        )
        warnings.warn(warning, stacklevel=3)


def _utf8(text: object) -> bytes:
    """Return the text's bytes; an error shows a character at most, never the text."""
    if not isinstance(text, str):
        raise InvalidValueError("text", type(text).__name__, "a str")
    if not text:
        raise InvalidValueError("text", text, "at least one character")
    unfit = _UNFIT.search(text)
    if unfit:
        raise InvalidValueError(
            "a character of text", unfit[0], "neither NUL nor half of a surrogate pair"
        )
    return text.encode()


def _check_one_of(name: str, given: object, choices: tuple[str, ...]) -> None:
    if given not in choices:
        expected = f"one of {', '.join(map(repr, choices))}"
        raise InvalidValueError(name, given, expected)


def _check_whole(name: str, given: object, least: int, most: int) -> None:
    if not (type(given) is int and least <= given <= most):
        expected = f"a whole number from {least} to {most}"
        raise InvalidValueError(name, given, expected)


def _check_width(given: object) -> None:
    if given is None:
        return
    if not (isinstance(given, int | float) and 0 < given < math.inf):
        raise InvalidValueError("width_mm", given, "a positive number of millimetres")


def _check_title(given: object) -> None:
    if given is None:
        return
    if not isinstance(given, str) or not given or _NOT_XML.search(given):
        raise InvalidValueError("title", given, "a text without control characters")
