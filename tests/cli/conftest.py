"""An office with a key, for the verbs that sign and verify."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from egovkit.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command; return its exit code, its output and its errors."""
    monkeypatch.setenv("EGOVKIT_KEY_PASSWORD", "a long password")

    def run(*argv: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(word) for word in argv])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def keys(run: Run, tmp_path: Path) -> Path:
    """A folder with the key 2026 of ward.example, made on 5 January 2026."""
    folder = tmp_path / "keys"
    code, _, err = run(
        "keys", "new", "--issuer", "ward.example", "--kid", "2026", "--out", folder,
        "--at", "2026-01-05T08:00",
    )  # fmt: skip
    assert (code, err) == (0, "")
    return folder


@pytest.fixture
def link(run: Run, keys: Path) -> str:
    """The link of a receipt that was signed on 5 January 2026, for 90 days."""
    _, out, _ = run(
        "sign", "receipt", "--key", keys / "2026.pem", "--number", "H53-260105-0001",
        "--procedure", "1.001193", "--unit", "H53.01",
        "--received-at", "2026-01-05T09:00", "--due-at", "2026-01-08",
        "--base", "https://ward.example/v", "--expires", "90d",
        "--at", "2026-01-05T09:05", "--json",
    )  # fmt: skip
    printed: str = json.loads(out)["link"]
    return printed
