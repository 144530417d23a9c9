"""What Chromium shows of a page, at a desk and on a phone, and what axe-core says."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from egovkit.errors import RowError
from egovkit.outcome import Outcome
from egovkit.reports import Source

Make = Callable[..., str]
HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "build" / "browser"
NAMES = "chromium", "chromium-browser", "google-chrome"
LONG = "Lao động, thương binh và xã hội, bảo trợ trẻ em và phòng chống tệ nạn xã hội"

pytestmark = pytest.mark.browser


@pytest.fixture(params=["en", "vi"])
def looks(
    request: pytest.FixtureRequest, dossiers: list[Outcome], make: Make, tmp_path: Path
) -> list[dict[str, Any]]:
    """Return what was seen of four pages: full, long, wide with words, and empty."""
    language = request.param
    faults: list[RowError | str] = [RowError(7, "Ngày", "x" * 300, "a day"), "y" * 300]
    source = Source(name="z" * 300, dossiers=14, faults=faults, notes=["w" * 300])
    at = dossiers[1].received_at
    many = [
        Outcome(number="1", field=f"{LONG} {n}", received_at=at, resolved_at=at)
        for n in range(20)
    ]
    broad = [Outcome(number="1", field="v" * 300, received_at=at, resolved_at=at)]
    pages = {"full": dossiers, "long": many, "broad": broad, "empty": []}
    files: list[str] = []
    for name, rows in pages.items():
        file = tmp_path / f"{name}.html"
        known = source if name == "broad" else None
        file.write_text(make(rows, language=language, source=known), "utf-8")
        files.append(str(file))
    return _looked(files)


def _looked(files: list[str]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if not (node and chromium and (MODULES / "node_modules").is_dir()):
        pytest.skip("needs node, Chromium and axe-core; run: make browser")
    command = [node, str(HERE / "browser.mjs"), str(MODULES), chromium, *files]
    done = subprocess.run(  # noqa: S603, our own script
        command, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(found) == 2 * len(files)
    return found


def test_a_reader_finds_no_fault_with_the_pages(looks: list[dict[str, Any]]) -> None:
    for look in looks:
        where = look["page"], look["size"]
        assert look["violations"] == [], where
        assert look["passes"] > 20, where
        assert look["overflow"] == 0, where
        assert (look["requests"], look["errors"]) == ([], []), where
