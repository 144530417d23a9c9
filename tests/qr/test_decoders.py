"""An independent decoder reads what is drawn, as small and blurred as phones see it."""

import base64
import random
from bisect import bisect_right
from io import BytesIO

import numpy as np
import pytest
import resvg_py
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from egovkit.qr._render import ErrorCorrection, Format, QrImage, render

PIXELS_A_MODULE = 2.5
BLUR = 0.8
NOISE = 10
"""Standard deviation in levels of grey, of 255."""

QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
VIETNAMESE = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịồổỗốộờởỡớợừửữứựỳỷỹýỵ"
)


def text_of(version: int, ecc: ErrorCorrection) -> str:
    """Return the longest link, whole or cut off, that a version holds."""
    token = random.Random(version).randbytes(800)  # noqa: S311
    text = f"HTTPS://WARD.EXAMPLE/v#{base64.b32encode(token).decode()}"

    def needed(length: int) -> int:
        return render(text[:length], ecc=ecc, mask=0, max_version=40).version

    return text[: bisect_right(range(1, len(text)), version, key=needed)]


def photographed(image: QrImage, form: Format, seed: int) -> Image.Image:
    """Draw at 2.5 pixels a module, then blur, then add noise."""
    width = int(PIXELS_A_MODULE * (image.modules + 8))
    if form == "svg":
        data = resvg_py.svg_to_bytes(image.data.decode(), width=width)
        drawing = Image.open(BytesIO(data)).convert("L")
    else:
        large = Image.open(BytesIO(image.data)).convert("L")
        drawing = large.resize((width, width), Image.Resampling.BOX)
    blurred = np.asarray(drawing.filter(ImageFilter.GaussianBlur(BLUR)), float)
    noise = np.random.default_rng(seed).normal(0, NOISE, blurred.shape)
    return Image.fromarray((blurred + noise).clip(0, 255).astype(np.uint8))


def read(image: Image.Image) -> zxingcpp.Barcode:
    (symbol,) = zxingcpp.read_barcodes(image, QR_CODE)
    return symbol


def read_sharp(text: str, ecc: ErrorCorrection = "M") -> zxingcpp.Barcode:
    data = render(text, "png", ecc=ecc, mask=0, max_version=40).data
    return read(Image.open(BytesIO(data)))


def on_screen(text: str) -> Image.Image:
    """Draw each character of a terminal as two square pixels, five times as large."""
    begin, end = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
    rows = [
        [0 if character in inked else 255 for character in line]
        for line in text.replace(begin, "").replace(end, "").splitlines()
        for inked in ("▀█", "▄█")
    ]
    pixels = Image.fromarray(np.array(rows, np.uint8))
    return pixels.resize(
        (pixels.width * 5, pixels.height * 5), Image.Resampling.NEAREST
    )


@pytest.mark.parametrize("form", ["svg", "png"])
@pytest.mark.parametrize("ecc", ["M", "Q"])
@pytest.mark.parametrize("version", range(1, 23))
def test_every_version_is_read_small_blurred_and_noisy(
    version: int, ecc: ErrorCorrection, form: Format
) -> None:
    text = text_of(version, ecc)
    image = render(text, form, ecc=ecc)

    symbol = read(photographed(image, form, seed=version))

    assert symbol.bytes == text.encode()
    assert symbol.text == text
    assert (image.version, symbol.ec_level) == (version, ecc)


@pytest.mark.parametrize("mask", range(8))
@pytest.mark.parametrize("form", ["svg", "png"])
def test_every_mask_is_read_small_blurred_and_noisy(mask: int, form: Format) -> None:
    text = text_of(10, "M")
    image = render(text, form, mask=mask)

    symbol = read(photographed(image, form, seed=mask))

    assert symbol.bytes == text.encode()
    assert isinstance(symbol.extra, dict)
    assert symbol.extra["DataMask"] == mask


@settings(max_examples=200)
@given(
    st.lists(
        st.text(VIETNAMESE + VIETNAMESE.upper() + " ,.", min_size=1, max_size=12)
        | st.text("0123456789-/", min_size=1, max_size=12),
        min_size=1,
        max_size=8,
    ).map("".join)
)
def test_vietnamese_is_read_as_utf_8(text: str) -> None:
    symbol = read_sharp(text)

    assert symbol.bytes == text.encode()
    assert symbol.text == text


def test_no_eci_designator_is_written() -> None:
    # ]Q1 stands for a symbol without one, ]Q2 for one with it (ISO/IEC 15424).
    assert read_sharp("Hồ sơ đã nhận").symbology_identifier == "]Q1"


@pytest.mark.parametrize("ecc", ["L", "M", "Q", "H"])
@pytest.mark.parametrize("zeros", [31, 100, 600])
def test_long_runs_of_zeros_are_read(zeros: int, ecc: ErrorCorrection) -> None:
    text = f"HTTPS://WARD.EXAMPLE/v#{'0' * zeros}"

    assert read_sharp(text, ecc).text == text


def test_a_symbol_in_a_terminal_is_read() -> None:
    text = text_of(10, "M")
    drawing = render(text, "terminal").data.decode()

    assert read(on_screen(drawing)).text == text
