"""The verifier's page in Chromium, on a phone and at a desk, without a network."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import field, frozen

from egovkit.qr import (
    Claims,
    FileBagClaims,
    KeySet,
    ReceiptClaims,
    SigningKey,
    StatusList,
    StatusRef,
    issue,
    link,
)
from egovkit.qr._page import verifier_page

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "build" / "browser"
VECTORS = HERE.parent / "vectors"
NAMES = "chromium", "chromium-browser", "google-chrome"

ISSUER = "hoankiem.hanoi.gov.example"
BASE = "https://ward.example/v"
LIST = "https://ward.example/s"
AT = datetime(2026, 1, 5, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)

Scene = dict[str, Any]
Look = dict[str, Any]

pytestmark = pytest.mark.browser


@frozen
class Office:
    """Keys of both kinds, a list with a revoked and a suspended place, and a page."""

    folder: Path
    key: SigningKey = field(factory=SigningKey.generate)
    second: SigningKey = field(factory=lambda: SigningKey.generate("Ed25519"))

    @property
    def keys(self) -> KeySet:
        return KeySet([each.public(issuer=ISSUER) for each in (self.key, self.second)])

    def text(
        self,
        *,
        claims: Claims | None = None,
        key: SigningKey | None = None,
        idx: int | None = 1,
    ) -> str:
        status = None if idx is None else StatusRef(LIST, idx)
        said = claims or receipt()
        token = issue(said, key=key or self.key, at=AT, expires=90 * DAY, status=status)
        return token.text

    def page(self, language: str) -> str:
        signed = StatusList.of(8, bits=2).set(3, 1).set(4, 2)
        token = signed.issue(key=self.key, uri=LIST, at=AT, expires=180 * DAY)
        statuses = StatusList.verify(token, self.keys, at=AT)
        return verifier_page(
            self.keys, at=AT, statuses=statuses, base=BASE, language=language
        )

    def scenes(self) -> Iterator[Scene]:
        """Return a scene for each verdict and each way in, by the names of tests."""
        good = self.text()
        yield {"name": "genuine", "fragment": good, "served": True}
        yield {"name": "expired", "fragment": good, "now": AT + 91 * DAY}
        yield {"name": "revoked", "fragment": self.text(idx=3)}
        yield {"name": "suspended", "fragment": self.text(idx=4)}
        yield {"name": "foreign", "fragment": self.text(key=SigningKey.generate())}
        yield {"name": "forged", "fragment": forged(good)}
        yield {"name": "damaged", "fragment": good[:150]}
        yield {"name": "stale", "fragment": self.text(), "now": AT + 181 * DAY}
        yield {
            "name": "no Ed25519", "fragment": self.text(key=self.second),
            "without": "Ed25519",
        }  # fmt: skip
        yield {"name": "Ed25519", "fragment": self.text(key=self.second)}
        yield {"name": "no crypto", "fragment": good, "without": "subtle"}
        yield {"name": "clock", "fragment": good, "now": AT - 400 * DAY}
        yield {"name": "bag", "fragment": self.text(claims=bag(), idx=None)}
        yield {"name": "payment", "paste": "00020101021138570010A00000072701"}
        yield {"name": "start"}


def receipt() -> ReceiptClaims:
    return ReceiptClaims(
        issuer=ISSUER,
        subject="000.00.00.H53-260105-0001",
        procedure="1.001193",
        unit="UBND phường Hoàn Kiếm",
        received_at=AT,
        due_at=AT + 3 * DAY,
    )


def bag() -> FileBagClaims:
    papers = (("Đơn đề nghị.pdf", bytes(32)), ("gian\u202efdp.exe", b"\xff" * 32))
    return FileBagClaims(
        issuer=ISSUER, subject="H53-1", url="https://ward.example/d/1", papers=papers,
        extra={-80001: "<img src=x onerror=alert(1)>\u2066"},
    )  # fmt: skip


def forged(text: str) -> str:
    """Change one letter in the middle, which is among the claims."""
    middle = len(text) // 2
    other = "A" if text[middle] != "A" else "B"
    return text[:middle] + other + text[middle + 1 :]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("page"))
    for language in ("vi", "en"):
        page = office.folder / f"{language}.html"
        page.write_text(office.page(language), "utf-8")
    return office


Play = Callable[[list[Scene]], list[Look]]


@pytest.fixture(scope="module")
def play(office: Office) -> Play:
    node = shutil.which("node")
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if not (node and chromium and (MODULES / "node_modules").is_dir()):
        pytest.skip("needs node, Chromium and axe-core; run: make browser")
    script, file = str(HERE / "page.mjs"), office.folder / "scenes.json"

    def play(scenes: list[Scene]) -> list[Look]:
        file.write_text(json.dumps([_filled(scene, office) for scene in scenes]))
        command = [node, script, str(MODULES), chromium, str(file)]
        done = subprocess.run(  # noqa: S603, our own script
            command, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, done.stderr
        found: list[Look] = json.loads(done.stdout)
        return found

    return play


def _filled(scene: Scene, office: Office) -> Scene:
    language, size = scene.get("language", "vi"), scene.get("size", "phone")
    page = scene.get("page", office.folder / f"{language}.html")
    shot = {}
    if "SHOTS" in os.environ:
        name = f"verifier-{scene['name']}-{language}-{size}.png".replace(" ", "_")
        shot["shot"] = str(Path(os.environ["SHOTS"]).resolve() / name)
    now = scene.get("now", AT + DAY).timestamp()
    return {**scene, "size": size, "page": str(page), "now": now, **shot}


@pytest.fixture(scope="module")
def looks(office: Office, play: Play) -> dict[tuple[str, str, str], Look]:
    """Return what was seen, by scene, language and size."""
    scenes = [
        {**scene, "language": language, "size": size}
        for language in ("vi", "en")
        for size in ("phone", "desk")
        for scene in office.scenes()
    ]
    keys = [(s["name"], s["language"], s["size"]) for s in scenes]
    return dict(zip(keys, play(scenes), strict=True))


def test_each_has_its_verdict_in_both_languages(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    expected = {
        "genuine": ("genuine", "Thật, còn hiệu lực", "Genuine and in force"),
        "Ed25519": ("genuine", "Thật, còn hiệu lực", "Genuine and in force"),
        "bag": ("genuine", "Thật, còn hiệu lực", "Genuine and in force"),
        "expired": ("expired", "Thật, nhưng đã hết hạn", "Genuine, but expired"),
        "revoked": ("revoked", "Đã bị thu hồi", "Revoked"),
        "suspended": ("suspended", "Đang tạm ngừng hiệu lực", "Suspended"),
        "foreign": ("unknown_key", "Không phải của chúng tôi", "Not ours"),
        "forged": ("bad_signature", "Không phải của chúng tôi", "Not ours"),
        "payment": ("not_a_token", "Không phải của chúng tôi", "Not ours"),
        "damaged": ("malformed", "Mã bị hỏng", "Damaged"),
        "stale": ("status_stale", *CANNOT_TELL),
        "no Ed25519": ("no_algorithm", *CANNOT_TELL),
        "no crypto": ("no_crypto", *CANNOT_TELL),
        "clock": ("clock_behind", *CANNOT_TELL),
    }
    for name, (code, *headlines) in expected.items():
        for language, headline in zip(("vi", "en"), headlines, strict=True):
            look = looks[name, language, "phone"]
            assert (look["code"], look["headline"]) == (code, headline), name


CANNOT_TELL = "Máy này không kết luận được", "This device cannot tell"


def test_axe_finds_no_fault_and_nothing_scrolls_sideways(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    for where, look in looks.items():
        assert look["violations"] == [], where
        assert look["passes"] > 20, where
        assert look["overflow"] == 0, where


def test_no_request_no_error_and_no_breach_of_its_policy(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    for where, look in looks.items():
        assert (look["requests"], look["errors"], look["breaches"]) == ([], [], []), (
            where
        )


def test_claims_are_shown_only_of_a_paper_that_is_genuine(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    with_claims = {"genuine", "Ed25519", "expired", "revoked", "suspended"}
    for (name, language, size), look in looks.items():
        if name in ("bag", "start"):
            continue
        has_claims = "000.00.00.H53-260105-0001" in look["detail"]
        assert has_claims == (name in with_claims), (name, language, size)


def test_a_receipt_is_shown_in_words_and_in_the_zone_of_the_office(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    detail = looks["genuine", "vi", "phone"]["detail"]
    lines = [line for line in detail.split("\n") if line]
    for name, value in (
        ("Loại giấy", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        ("Nơi cấp", ISSUER),
        ("Đơn vị", "UBND phường Hoàn Kiếm"),
        ("Tiếp nhận lúc", "05/01/2026 09:10 GMT+7"),
        ("Hẹn trả lúc", "08/01/2026 09:10 GMT+7"),
        ("Giờ của máy này", "06/01/2026 09:10 GMT+7 (Asia/Ho_Chi_Minh)"),
        ("Thu hồi", "đã tra danh sách lập lúc 05/01/2026 09:10 GMT+7"),
    ):
        assert lines[lines.index(name) + 1] == value


def test_what_turns_writing_around_is_shown_by_its_number_and_markup_as_text(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    detail = looks["bag", "en", "desk"]["detail"]
    assert "gian[U+202E]fdp.exe" in detail
    assert "<img src=x onerror=alert(1)>[U+2066]" in detail
    assert not {"\u202e", "\u2066"} & set(detail)


def test_a_clock_that_is_behind_is_named_with_what_it_shows(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    look = looks["clock", "en", "desk"]
    assert look["reason"].startswith("The clock of this device is wrong: ")
    assert "05/01/2026 09:10 GMT+7" in look["reason"]
    assert "01/12/2024 09:10 GMT+7 (Asia/Ho_Chi_Minh)" in look["detail"]


def test_a_paper_from_the_future_is_not_called_false(
    office: Office, play: Play
) -> None:
    page = office.folder / "undated.html"
    page.write_text(verifier_page(office.keys, statuses=None, language="en"), "utf-8")
    scene = {"name": "future", "page": page, "fragment": office.text()}
    (look,) = play([{**scene, "now": AT - DAY}])
    assert (look["code"], look["headline"]) == ("issued_in_future", CANNOT_TELL[1])
    assert "05/01/2026 09:10 GMT+7" in look["reason"]
    assert "04/01/2026 09:10 GMT+7" in look["detail"]


def test_a_screen_reader_is_told_the_verdict_and_why(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    for where, look in looks.items():
        if look["verdict"]:
            assert look["live"] == f"{look['headline']}. {look['reason']}", where


def test_the_page_opens_on_the_field_before_anything_is_checked(
    looks: dict[tuple[str, str, str], Look],
) -> None:
    look = looks["start", "vi", "phone"]
    assert look["verdict"] is None
    assert look["live"] == ""
    assert look["title"] == "Giấy này có thật không?"


def test_a_pasted_link_is_checked_by_the_keyboard_alone_and_its_base_counts(
    office: Office, play: Play
) -> None:
    token = issue(receipt(), key=office.key, at=AT, expires=90 * DAY)
    addresses = BASE, "https://ward.evil.example/v"
    scenes = [
        {"name": "paste", "paste": f" {link(token, base=base)}  "} for base in addresses
    ]
    looks = play(scenes)
    assert [look["code"] for look in looks] == ["genuine", "foreign_link"]
    assert [look["focus"] for look in looks] == ["headline", "headline"]


def test_a_code_before_the_camera_is_checked_and_the_camera_closed(
    office: Office, play: Play
) -> None:
    (look,) = play([{"name": "scan", "scan": office.text(), "served": True}])
    assert (look["code"], look["focus"], look["camera"]) == (
        "genuine",
        "headline",
        False,
    )
    assert (look["errors"], look["breaches"]) == ([], [])


def test_a_reader_can_switch_the_language_and_the_verdict_goes_along(
    office: Office, play: Play, looks: dict[tuple[str, str, str], Look]
) -> None:
    scene = {"name": "switch", "fragment": office.text(), "switch": True}
    (look,) = play([scene])
    english = looks["genuine", "en", "phone"]
    for part in ("headline", "reason", "live", "detail", "title"):
        assert look[part] == english[part]
    assert look["focus"] == "language"
    assert look["violations"] == []


def test_a_small_phone_and_a_dark_screen_are_no_hindrance(
    office: Office, play: Play
) -> None:
    scenes = [
        {**scene, **how}
        for how in ({"size": "small"}, {"dark": True})
        for scene in office.scenes()
    ]
    for look in play(scenes):
        assert (look["violations"], look["overflow"]) == ([], 0), look["name"]


def test_chromium_gives_every_vector_its_code(office: Office, play: Play) -> None:
    from tests.qr.test_vectors import read_trust

    page = office.folder / "vectors.html"
    page.write_text(read_trust().page(), "utf-8")
    vectors = json.loads((VECTORS / "qr.json").read_text("utf-8"))
    file = str(VECTORS / "qr.json")
    (look,) = play([{"name": "vectors", "page": page, "vectors": file}])
    pairs = zip(vectors, look["codes"], strict=True)
    assert [pair for pair in pairs if pair[0]["code"] != pair[1]] == []
