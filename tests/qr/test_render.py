"""Drawing QR symbols: what is drawn, how large, and what is refused."""

import base64
import os
import pickle
import random
import re
import subprocess
import sys
from bisect import bisect_right
from io import BytesIO
from typing import Any, cast
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import segno
from PIL import Image
from qrcode.util import BIT_LIMIT_TABLE

from egovkit.errors import (
    InvalidValueError,
    MissingExtraError,
    SmallModuleWarning,
    SymbolTooLargeError,
)
from egovkit.qr._render import ErrorCorrection, Format, render
from egovkit.qr._segments import bits, shortest

LEVELS: tuple[ErrorCorrection, ...] = "L", "M", "Q", "H"
FORMATS: tuple[Format, ...] = "svg", "png", "terminal"
# A version in which every class and every kind of alignment pattern occurs.
VERSIONS = 1, 2, 6, 7, 9, 10, 14, 21, 22, 26, 27, 40

Grid = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
_LINE = re.compile("\x1b\\[38;5;16;48;5;231m([ ▀▄█]*)\x1b\\[0m")
_COMMAND = re.compile(r"([Mmh])(\d+)(?: (\d+(?:\.5)?))?")


def link(token_bytes: int, seed: int = 1) -> str:
    token = b"\xd2\x84" + random.Random(seed).randbytes(token_bytes - 2)  # noqa: S311
    return f"HTTPS://WARD.EXAMPLE/v#{base64.b32encode(token).decode().rstrip('=')}"


def filling(version: int, ecc: ErrorCorrection) -> str:
    """Return a text of all three modes that fills the version, but for a few bits."""
    pick = random.Random(version)  # noqa: S311
    text = "".join(pick.choices("ABCDEFGHIJKLMNO34567aạ#", k=4000))
    limit = BIT_LIMIT_TABLE["MLHQ".index(ecc)][version]

    def taken(length: int) -> int:
        return bits(shortest(text[:length].encode(), version), version)

    length = bisect_right(range(len(text)), limit, key=taken) - 1
    # segno 1.6 adds a byte of zeros too many where the terminator ends on a whole one.
    while taken(length) % 8 == 4:
        length -= 1
    return text[:length]


def drawn(svg: bytes) -> Grid:
    """Draw the strokes of the path into a grid of modules, quiet zone included."""
    root = ET.fromstring(svg)  # noqa: S314
    ns = {"": "http://www.w3.org/2000/svg"}
    side = int(root.attrib["viewBox"].split()[-1])
    path = root.find("path", ns)
    assert path is not None
    commands = path.attrib["d"]
    assert _COMMAND.sub("", commands) == ""
    grid = np.zeros((side, side), bool)
    across, down = 0, 0.0
    for command, x, y in _COMMAND.findall(commands):
        if command == "M":
            across, down = int(x), float(y)
            continue
        if command == "h":
            # Half a module below its top, a stroke of width 1 covers a row.
            grid[int(down - 0.5), across : across + int(x)] = True
        across, down = across + int(x), down + float(y or 0)
    return grid


def of_png(png: bytes, pixels: int) -> Grid:
    """Take one pixel of each module, after looking that all of its pixels agree."""
    with Image.open(BytesIO(png)) as image:
        dark = ~np.asarray(image.convert("1"))
    grid = dark[::pixels, ::pixels]
    assert (np.kron(grid, np.ones((pixels, pixels), bool)) == dark).all()
    return grid


def of_terminal(text: bytes) -> Grid:
    """Read the half blocks; all of the lines are black on white."""
    rows: list[list[bool]] = []
    for line in text.decode().splitlines():
        match = _LINE.fullmatch(line)
        assert match
        rows.append([block in "▀█" for block in match[1]])
        rows.append([block in "▄█" for block in match[1]])
    return np.array(rows)


class TestTheModules:
    @pytest.mark.parametrize("ecc", LEVELS)
    @pytest.mark.parametrize("version", VERSIONS)
    def test_are_those_that_segno_makes_of_the_same_segments(
        self, version: int, ecc: ErrorCorrection
    ) -> None:
        text, mask = filling(version, ecc), version % 8
        content = [(s.data, int(s.mode)) for s in shortest(text.encode(), version)]

        image = render(text, ecc=ecc, mask=mask, max_version=40)

        theirs = segno.make_qr(
            cast("Any", content), error=ecc, mask=mask, boost_error=False
        )
        assert image.version == theirs.version == version
        assert (drawn(image.data)[4:-4, 4:-4] == np.array(theirs.matrix)).all()

    @pytest.mark.parametrize(
        "text", ["7", "WARD", "Hồ sơ số 000.00.00.H53-260105-0001"]
    )
    def test_are_the_same_in_every_format(self, text: str) -> None:
        svg, png, terminal = (render(text, kind).data for kind in FORMATS)

        grid = drawn(svg)
        assert (of_png(png, 8) == grid).all()
        assert (of_terminal(terminal)[: len(grid)] == grid).all()
        assert not of_terminal(terminal)[len(grid) :].any()

    def test_have_a_light_quiet_zone_of_four_around_them(self) -> None:
        grid = drawn(render(link(163)).data)

        dark = np.argwhere(grid)
        assert (dark.min(0) == 4).all()
        assert (dark.max(0) == len(grid) - 5).all()

    def test_differ_by_the_mask_that_is_asked_for(self) -> None:
        drawings = {render(link(163), mask=mask).data for mask in range(8)}

        assert len(drawings) == 8
        assert render(link(163)).data in drawings


class TestTheVersion:
    @pytest.mark.parametrize(
        ("version", "ecc", "characters"),
        # Digits, other alphanumeric characters and bytes that fit (ISO/IEC 18004,
        # table 7).
        [
            (1, "L", (41, 25, 17)),
            (1, "M", (34, 20, 14)),
            (1, "H", (17, 10, 7)),
            (9, "M", (432, 262, 180)),
            (10, "M", (513, 311, 213)),
            (10, "Q", (364, 221, 151)),
            (40, "L", (7089, 4296, 2953)),
            (40, "H", (3057, 1852, 1273)),
        ],
    )
    def test_is_the_smallest_that_holds_the_text(
        self, version: int, ecc: ErrorCorrection, characters: tuple[int, int, int]
    ) -> None:
        for character, most in zip("7Kk", characters, strict=True):
            image = render(character * most, ecc=ecc, mask=0, max_version=40)
            assert image.version == version

            with pytest.raises(SymbolTooLargeError):
                render(character * (most + 1), ecc=ecc, max_version=version)

    def test_of_the_link_of_a_receipt_is_at_most_10_on_clean_paper(self) -> None:
        assert render(link(165)).version <= 10
        assert render(link(165), ecc="Q").version <= 12

    def test_above_22_is_refused_by_itself(self) -> None:
        with pytest.raises(SymbolTooLargeError) as caught:
            render("k" * 1000)

        assert (caught.value.length, caught.value.version) == (1000, 26)
        assert str(caught.value) == (
            "1,000 characters need a QR symbol of version 26 at error correction M; "
            "expected version 22 at most; shorten the text, or take a lower level, or "
            "pass max_version=26"
        )

    def test_above_22_is_drawn_when_allowed(self) -> None:
        assert render("k" * 1000, mask=0, max_version=26).version == 26

    @pytest.mark.parametrize("characters", [2954, 1_000_000])
    def test_of_a_text_that_fits_no_symbol_is_none(self, characters: int) -> None:
        with pytest.raises(SymbolTooLargeError, match="the 40 versions") as caught:
            render("ạ" * characters, ecc="L", max_version=40)

        assert (caught.value.length, caught.value.version) == (characters, None)
        assert "lower level" not in str(caught.value)


class TestTheSvg:
    @pytest.mark.parametrize("seed", range(5))
    def test_of_a_version_10_link_is_at_most_10_kb(self, seed: int) -> None:
        for mask in range(8):
            image = render(link(163, seed), mask=mask)

            assert image.version == 10
            assert len(image.data) <= 10_000

    def test_is_one_path_on_a_light_ground_with_crisp_edges(self) -> None:
        root = ET.fromstring(render("WARD").data)  # noqa: S314

        assert [child.tag.partition("}")[2] for child in root] == ["rect", "path"]
        assert root[0].attrib == {"width": "29", "height": "29", "fill": "#fff"}
        assert root.attrib["shape-rendering"] == "crispEdges"
        assert "width" not in root.attrib

    def test_has_the_printed_size_when_it_is_known(self) -> None:
        root = ET.fromstring(render("WARD", width_mm=25.5).data)  # noqa: S314

        assert (root.attrib["width"], root.attrib["height"]) == ("25.5mm", "25.5mm")

    def test_can_have_a_title_that_is_text_and_nothing_else(self) -> None:
        title = "Biên nhận\xa0<b>&amp;"

        root = ET.fromstring(render("WARD", title=title).data)  # noqa: S314

        assert (root[0].tag.partition("}")[2], root[0].text) == ("title", title)
        assert root.attrib["role"] == "img"


class TestThePng:
    def test_has_one_bit_and_eight_pixels_a_module(self) -> None:
        with Image.open(BytesIO(render("WARD", "png").data)) as image:
            assert (image.format, image.mode, image.size) == ("PNG", "1", (232, 232))
            assert "dpi" not in image.info

    def test_has_the_printed_size_when_it_is_known(self) -> None:
        with Image.open(BytesIO(render("WARD", "png", width_mm=25.4).data)) as image:
            assert image.info["dpi"] == pytest.approx((232, 232), rel=1e-3)

    def test_without_pillow_names_the_extra(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "PIL", None)

        with pytest.raises(MissingExtraError, match=r"egovkit\[png\]"):
            render("WARD", "png")


class TestTheSizeOfAModule:
    def test_counts_the_quiet_zone_to_the_width(self) -> None:
        image = render(link(163))

        assert image.modules == 57
        assert image.module_mm(65) == 1
        # As measured for a symbol of 25 mm.
        assert round(image.module_mm(25), 3) == 0.385

    def test_below_a_third_of_a_millimetre_is_warned_of(self) -> None:
        with pytest.warns(SmallModuleWarning) as caught:
            render(link(163), width_mm=20)

        assert str(caught[0].message) == (
            "modules of 0.308 mm at a printed width of 20 mm; expected 0.33 mm at "
            "least; print it 22 mm wide, or shorten the text"
        )
        assert caught[0].filename == __file__

    @pytest.mark.parametrize("version", range(1, 23))
    def test_of_exactly_enough_is_enough(self, version: int) -> None:
        text = filling(version, "M")
        modules = render(text, mask=0).modules + 8

        # Divided once, so that it is the float next to what is meant.
        render(text, mask=0, width_mm=33 * modules / 100)

        with pytest.warns(SmallModuleWarning):
            render(text, mask=0, width_mm=33 * modules / 100 - 0.01)

    def test_is_no_matter_when_no_width_is_given(self) -> None:
        assert render("k" * 600, mask=0).version > 15

    def test_warning_survives_pickling(self) -> None:
        warning = SmallModuleWarning(0.3, 20, 0.33, 22)

        again = pickle.loads(pickle.dumps(warning))  # noqa: S301

        assert (type(again), str(again)) == (SmallModuleWarning, str(warning))


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("name", "given"),
        [
            ("format", "gif"),
            ("ecc", "m"),
            ("ecc", "LM"),
            ("mask", 8),
            ("mask", -1),
            ("mask", True),
            ("max_version", 0),
            ("max_version", 41),
            ("max_version", 22.0),
            ("width_mm", 0),
            ("width_mm", -25),
            ("width_mm", float("nan")),
            ("width_mm", float("inf")),
            ("width_mm", "25"),
            ("title", ""),
            ("title", "bell\a"),
            ("title", "\ud800"),
            ("title", 7),
        ],
    )
    def test_an_argument_out_of_its_range(self, name: str, given: object) -> None:
        arguments: dict[str, Any] = {name: given}

        with pytest.raises(InvalidValueError) as caught:
            render("WARD", **arguments)

        assert (caught.value.name, caught.value.given) == (name, given)

    def test_an_empty_text(self) -> None:
        with pytest.raises(InvalidValueError, match="at least one character"):
            render("")

    def test_bytes(self) -> None:
        with pytest.raises(InvalidValueError, match="'bytes' given as text"):
            render(cast("str", b"WARD"))

    @pytest.mark.parametrize("character", ["\0", "\ud800"])
    def test_a_character_that_readers_lose_without_showing_the_text(
        self, character: str
    ) -> None:
        with pytest.raises(InvalidValueError) as caught:
            render(f"secret{character}")

        assert "secret" not in str(caught.value)


def test_nothing_heavy_is_loaded_until_a_symbol_is_drawn() -> None:
    code = "import sys, egovkit.qr._render; print(*sys.modules)"
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env=os.environ,
        capture_output=True,
        check=True,
        text=True,
    )

    assert not {"qrcode", "PIL"} & set(run.stdout.split())


def test_the_text_is_not_in_the_repr() -> None:
    assert repr(render("7", mask=0)) == "QrImage(version=1)"
