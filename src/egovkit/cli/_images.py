"""The QR code in an image: a photograph, a scan, or a file that was drawn."""

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from egovkit.errors import MissingExtraError, UnusableFileError

if TYPE_CHECKING:
    from PIL.Image import Image


def code_in(file: Path) -> str | bytes:
    """Return what the one QR code in an image holds: text, or bytes that are none."""
    try:
        import zxingcpp
    except ImportError:
        raise MissingExtraError("reading an image", "zxing-cpp", "scan") from None
    codes = zxingcpp.read_barcodes(
        _opened(file), zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    if len(codes) != 1:
        raise UnusableFileError(
            str(file), f"{len(codes) or 'no'} QR codes are found in it",
            "photograph one code from nearer, flat and in good light",
        )  # fmt: skip
    (code,) = codes
    if code.content_type is zxingcpp.ContentType.Binary:
        return code.bytes
    return code.text


def _opened(file: Path) -> "Image":
    """Open an image in grey, on white where it is transparent."""
    try:
        from PIL import Image
    except ImportError:
        raise MissingExtraError("reading an image", "Pillow", "scan") from None
    data = BytesIO(file.read_bytes())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            colours = Image.open(data).convert("RGBA")
    except (
        OSError, ValueError, SyntaxError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ):  # fmt: skip
        raise UnusableFileError(
            str(file), "it is no image, or too large a one", "give a PNG or JPEG"
        ) from None
    white = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(white, colours).convert("L")
