"""One file of vectors, by which Python and the verifier's page are held to one verdict."""

import json
import shutil
import subprocess
from base64 import b32decode
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from egovkit.errors import InvalidValueError, TokenError
from egovkit.qr import KeySet, SigningKey, StatusList, verify
from egovkit.qr._page import verifier_page

HERE = Path(__file__).parent
FOLDER = HERE.parent / "vectors"


@frozen
class Trust:
    """What the vectors are judged by."""

    keys: KeySet
    statuses: list[StatusList]
    at: datetime

    def page(self) -> str:
        return verifier_page(self.keys, statuses=self.statuses, at=self.at)


@pytest.fixture(scope="module")
def vectors() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "qr.json").read_text("utf-8"))
    return found


def read_trust() -> Trust:
    read = json.loads((FOLDER / "qr_trust.json").read_text("utf-8"))
    keys = KeySet.from_jwks(json.dumps(read["jwks"]))
    at = datetime.fromisoformat(read["at"])
    signed = [b32decode(text + "=" * (-len(text) % 8)) for text in read["lists"]]
    return Trust(keys, [StatusList.verify(data, keys, at=at) for data in signed], at)


@pytest.fixture(scope="module")
def trust() -> Trust:
    return read_trust()


def test_there_are_enough_of_them_and_every_refusal_is_among_them(
    vectors: list[dict[str, Any]],
) -> None:
    codes = Counter(vector["code"] for vector in vectors)
    assert len(vectors) >= 1_500
    assert codes[None] > 100
    assert codes.keys() == {
        None, "too_large", "not_a_token", "format_not_asked", "foreign_link", "malformed",
        "critical_header", "missing_kid", "unknown_key", "algorithm_mismatch",
        "unsupported_algorithm", "bad_signature", "bad_claims", "wrong_issuer",
        "wrong_purpose", "key_revoked", "key_not_in_force", "issued_in_future",
        "not_yet_valid", "status_unknown", "status_stale", "revoked", "suspended",
        "expired",
    }  # fmt: skip


def test_the_file_is_what_its_script_makes() -> None:
    try:
        SigningKey.generate(deterministic=True)
    except InvalidValueError:
        pytest.skip("needs OpenSSL 3.2, whose signatures can be the same every time")
    from tests.vectors import make_qr

    remedy = "run: python -m tests.vectors.make_qr"
    assert (FOLDER / "qr_trust.json").read_text("utf-8") == make_qr.trust(), remedy
    assert (FOLDER / "qr.json").read_text("utf-8") == make_qr.vectors(), remedy


def test_python_gives_each_its_code(
    vectors: list[dict[str, Any]], trust: Trust
) -> None:
    for vector in vectors:
        assert _code(vector, trust) == vector["code"], vector


def _code(vector: dict[str, Any], trust: Trust) -> str | None:
    at = datetime.fromisoformat(vector["at"])
    try:
        verify(
            vector["text"], trust.keys, at=at, base=vector["base"],
            statuses=trust.statuses,
        )  # fmt: skip
    except TokenError as refusal:
        return refusal.code
    return None


def test_the_page_gives_each_its_code_in_node(
    vectors: list[dict[str, Any]], trust: Trust, tmp_path: Path
) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, version 20 or newer")
    page = tmp_path / "page.html"
    page.write_text(trust.page(), "utf-8")
    command = [node, str(HERE / "vectors.mjs"), str(page), str(FOLDER / "qr.json")]
    done = subprocess.run(  # noqa: S603, our own script
        command, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    pairs = zip(vectors, json.loads(done.stdout), strict=True)
    assert [pair for pair in pairs if pair[0]["code"] != pair[1]] == []
