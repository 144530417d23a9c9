"""Drawing the link of a receipt, over qrcode's matrix of the same link."""

import base64
import random
from io import BytesIO

from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode, make

from bench._comparison import Comparison, Yardstick, at_most_times, informs
from bench._timing import interleaved
from egovkit.qr._render import render

_TOKEN_BYTES = 190
_VERSION = 11
_REFERENCE = 16.7e-3


def link() -> str:
    """Make a link of version 11, as one of a receipt with a status or a long name."""
    token = random.Random(1).randbytes(_TOKEN_BYTES)
    return f"HTTPS://WARD.EXAMPLE/v#{base64.b32encode(token).decode().rstrip('=')}"


def matrix(text: str) -> int:
    """Let qrcode split the text and choose the mask, as it does by itself."""
    symbol = QRCode()
    symbol.add_data(text)
    symbol.make()
    return symbol.version


def svg_by_qrcode(text: str) -> bytes:
    """Let qrcode write the SVG as well."""
    file = BytesIO()
    make(text, image_factory=SvgPathImage).save(file)
    return file.getvalue()


def compare(*, quick: bool) -> Comparison:
    """Time them on one link, once both have drawn it in the same version."""
    text = link()
    image = render(text)
    if not image.version == matrix(text) == _VERSION:
        raise ValueError("the candidates disagree")
    only_matrix, theirs_svg, svg, masked, png = interleaved(
        [
            lambda: matrix(text),
            lambda: svg_by_qrcode(text),
            lambda: render(text),
            lambda: render(text, mask=0),
            lambda: render(text, "png"),
        ],
        rounds=9 if quick else 100,
    )
    yardstick = Yardstick("qrcode's matrix", only_matrix, _REFERENCE)
    size, their_size = len(image.data), len(svg_by_qrcode(text))
    return Comparison(
        title="Drawing a QR symbol",
        note=(
            f"A link of {len(text)} characters, version {_VERSION} at level M. Most of "
            "the time goes into the search for the best mask, which `mask=` saves."
        ),
        claims=[
            at_most_times(1.1, "render, SVG", svg, yardstick),
            informs("render, SVG, mask given", masked),
            informs("render, PNG", png),
        ],
        yardsticks=[yardstick, Yardstick("qrcode's SVG path", theirs_svg)],
        facts=[
            f"The SVG has {size / 1000:.1f} kB, that of qrcode {their_size / 1000:.1f}."
        ],
    )
