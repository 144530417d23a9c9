"""egovkit qr: a text as a QR code, in a file or on the terminal."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from egovkit.cli import _drawing, _given
from egovkit.cli._output import print_json, print_pairs, warn

if TYPE_CHECKING:
    from egovkit.qr import QrImage

HELP = "draw a text or link as a QR code"
DESCRIPTION = "Draw a text or link as a QR code: SVG, PNG, or on the terminal."
EXAMPLES = """\
examples:
  egovkit qr https://ward.example/tthc
  egovkit qr https://ward.example/tthc --out board.svg --width-mm 40 --ecc Q
  egovkit sign procedure ... --json | jq -r .link | egovkit qr - --out board.png

There is no place for a logo: anybody can print one, and it covers what error
correction needs.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    add = parser.add_argument
    add("text", nargs="?", default="-", metavar="TEXT", help="- reads standard input")
    add("--out", type=Path, metavar="FILE", help="a .svg or .png (default: terminal)")
    _drawing.add_arguments(parser)
    add("--title", help="of the SVG, for those who do not see it")
    add("--json", action="store_true", help="print sizes as data, and no code")


def run(arguments: argparse.Namespace) -> int:
    """Draw; a code that would be too small makes the exit code 1."""
    text = _given.text(arguments.text)
    form = _drawing.format_of(arguments.out) if arguments.out else "terminal"
    image, warnings = _drawing.draw(text, arguments, form, arguments.title)
    if arguments.out:
        _drawing.write(arguments.out, image)
    if arguments.json:
        print_json(_data(image, arguments))
    elif arguments.out:
        print_pairs(_pairs(image, arguments))
    else:
        sys.stdout.write(image.data.decode())
    for warning in warnings:
        warn(warning)
    return 1 if warnings else 0


def _pairs(
    image: "QrImage", arguments: argparse.Namespace
) -> Iterator[tuple[str, str]]:
    yield "file", str(arguments.out)
    side = f"{image.modules} x {image.modules} modules"
    yield "code", f"version {image.version}, {side}, error correction {arguments.ecc}"
    width = arguments.width_mm
    if width is not None:
        yield "module", f"{image.module_mm(width):.2f} mm at {width:g} mm"


def _data(image: "QrImage", arguments: argparse.Namespace) -> dict[str, object]:
    width = arguments.width_mm
    return {
        "file": arguments.out,
        "version": image.version,
        "modules": image.modules,
        "ecc": arguments.ecc,
        "module_mm": None if width is None else image.module_mm(width),
    }
