"""The verifier's page refuses each forgery by the code by which Python refuses it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from egovkit.qr import verifier_page
from tests.qr.forgeries import FORGERIES, Forgery
from tests.qr.forgeries._making import b32, link_to

SCRIPT = Path(__file__).parent / "vectors.mjs"


def texts(forgery: Forgery) -> list[str]:
    """Return what a page can be shown of a forgery: it never sees bytes."""
    if isinstance(forgery.given, str):
        return [forgery.given]
    text = b32(forgery.given)
    return [text, link_to(text)] if text.startswith(("2KC", "3A65FB")) else []


def shown() -> Iterator[tuple[Forgery, list[str]]]:
    """Return what a page is for: our own format, for any purpose."""
    for forgery in FORGERIES:
        is_signed = all(each.uri for each in forgery.statuses or ())
        if forgery.formats == ("cwt",) and forgery.purpose is None and is_signed:
            yield forgery, texts(forgery)


def trust(item: tuple[Forgery, list[str]]) -> tuple[int, int]:
    return id(item[0].keys), id(item[0].statuses)


def test_the_page_refuses_each_by_its_own_code(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, version 20 or newer")
    judged = 0
    for _, group in groupby(sorted(shown(), key=trust), trust):
        cases = [(forgery, text) for forgery, given in group for text in given]
        first = cases[0][0]
        page, file = tmp_path / "page.html", tmp_path / "vectors.json"
        page.write_text(verifier_page(first.keys, statuses=first.statuses), "utf-8")
        vectors = [
            {"text": text, "at": each.at.isoformat(), "base": each.base}
            for each, text in cases
        ]
        file.write_text(json.dumps(vectors), "utf-8")
        done = subprocess.run(  # noqa: S603, our own script
            [node, str(SCRIPT), str(page), str(file)], capture_output=True, check=True
        )
        codes = json.loads(done.stdout)
        pairs = zip(cases, codes, strict=True)
        differing = {
            f"{each.group}: {each.name}": code
            for (each, _), code in pairs
            if code != each.code
        }

        assert differing == {}
        judged += len(codes)

    assert judged > 1_000
