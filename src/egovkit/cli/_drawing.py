"""QR codes on the line: how large, how robust, and into which file."""

import argparse
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from egovkit.cli._output import replaced_whole
from egovkit.errors import InvalidValueError

if TYPE_CHECKING:
    from egovkit.qr import QrImage

FileFormat = Literal["svg", "png"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say how a code is drawn."""
    add = parser.add_argument
    add(
        "--ecc", choices=["L", "M", "Q", "H"], default="M",
        help="how much may be lost: M for clean paper (default), Q for what is folded",
    )  # fmt: skip
    add(
        "--width-mm", type=float, metavar="MM",
        help="how wide it is printed, margin included; warns if that is too small",
    )  # fmt: skip
    add("--mask", type=int, metavar="0-7", help="one mask for all, drawn quicker")
    add(
        "--max-version", type=int, default=22, metavar="1-40",
        help="refuse larger codes, which phones read badly (default: %(default)s)",
    )  # fmt: skip


def format_of(file: Path) -> FileFormat:
    """Return the format that a file's name says."""
    suffix = file.suffix.lower()
    if suffix == ".svg":
        return "svg"
    if suffix == ".png":
        return "png"
    raise InvalidValueError("--out", str(file), "a file that ends in .svg or .png")


def draw(
    text: str,
    arguments: argparse.Namespace,
    format_: Literal["svg", "png", "terminal"],
    title: str | None = None,
) -> tuple["QrImage", list[str]]:
    """Draw a text; return what to warn of beside it."""
    from egovkit.qr import render

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        image = render(
            text,
            format_,
            ecc=arguments.ecc,
            mask=arguments.mask,
            max_version=arguments.max_version,
            width_mm=arguments.width_mm,
            title=title,
        )
    return image, [str(warning.message) for warning in caught]


def write(file: Path, image: "QrImage") -> None:
    """Write a drawn code whole."""
    with replaced_whole(file) as unfinished:
        unfinished.write_bytes(image.data)
