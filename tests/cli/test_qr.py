"""egovkit qr."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image

Run = Callable[..., tuple[int, str, str]]
LINK = "https://ward.example/tthc/1.001193"


class TestQr:
    def test_without_a_file_it_is_drawn_on_the_terminal(self, run: Run) -> None:
        code, out, err = run("qr", LINK)

        assert (code, err) == (0, "")
        assert set(out) > set("▀▄█")

    def test_a_png_is_read_by_a_decoder(self, run: Run, tmp_path: Path) -> None:
        run("qr", LINK, "--out", tmp_path / "board.png")

        (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "board.png"))
        assert code.text == LINK

    def test_an_svg_has_its_width_and_title(self, run: Run, tmp_path: Path) -> None:
        _, out, _ = run(
            "qr", "x" * 40, "--out", tmp_path / "board.svg", "--width-mm", "40",
            "--title", "Thủ tục 1.001193", "--ecc", "Q",
        )  # fmt: skip

        svg = ET.parse(tmp_path / "board.svg").getroot()  # noqa: S314, our own file
        assert svg.get("width") == "40mm"
        assert "Thủ tục 1.001193" in "".join(svg.itertext())
        # ISO/IEC 18004, table 7: at Q, version 3 holds 32 bytes and version 4 46.
        # It has 33 modules, and a margin of 8.
        assert "code    version 4, 33 x 33 modules, error correction Q\n" in out
        assert "module  0.98 mm at 40 mm\n" in out

    def test_standard_input_is_read(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{LINK}\n"))

        run("qr", "-", "--out", tmp_path / "board.png")

        (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "board.png"))
        assert code.text == LINK

    def test_modules_too_small_are_a_finding(self, run: Run, tmp_path: Path) -> None:
        code, _, err = run(
            "qr", LINK, "--out", tmp_path / "board.svg", "--width-mm", "8"
        )

        assert code == 1
        assert err.startswith("egovkit: warning: modules of 0.2")
        assert (tmp_path / "board.svg").exists()

    def test_what_is_too_large_for_phones_is_refused_and_not_written(
        self, run: Run, tmp_path: Path
    ) -> None:
        code, out, err = run("qr", "x" * 1000, "--out", tmp_path / "board.svg")

        assert (code, out) == (2, "")
        assert "expected version 22 at most" in err
        assert list(tmp_path.iterdir()) == []

    def test_nothing_is_no_text(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))

        assert run("qr")[0] == 2

    def test_json_has_the_sizes_and_no_code(self, run: Run) -> None:
        _, out, _ = run("qr", "x" * 40, "--json", "--width-mm", "41")

        data = json.loads(out)
        # Version 2 at M holds 26 bytes, version 3 42. It has 29 modules, and 8 of margin.
        assert (data["version"], data["modules"], data["ecc"]) == (3, 29, "M")
        assert data["module_mm"] == pytest.approx(41 / 37)

    def test_without_pillow_a_png_says_what_to_install(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "PIL", None)

        code, _, err = run("qr", LINK, "--out", tmp_path / "board.png")

        assert code == 2
        assert "pip install 'egovkit[png]'" in err
        assert list(tmp_path.iterdir()) == []
