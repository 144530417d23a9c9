"""What every verb has in common: help, progress, errors."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from egovkit.cli import _output, main

VERBS = [
    "due", "calendar", "report", "audit", "demo", "keys", "sign", "verify", "qr",
    "verifier",
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_help_shows_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([verb, "--help"])

    assert stop.value.code == 0
    assert f"\n  egovkit {verb} " in capsys.readouterr().out


def test_a_verb_that_signs_nothing_does_not_load_what_signs() -> None:
    loaded = "import sys, egovkit.cli; print('cryptography' in sys.modules)"

    run = subprocess.run(  # noqa: S603, our own line
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert run.stdout == "False\n"


class TestProgress:
    @pytest.fixture
    def seconds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let each look at the clock come 0.6 seconds after the last one."""
        ticks = iter([0.6 * n for n in range(100)])
        monkeypatch.setattr(time, "monotonic", lambda: next(ticks))

    @pytest.mark.usefixtures("seconds")
    def test_a_terminal_is_told_after_a_second_and_left_clean(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

        items = list(_output.with_progress(range(15_000), "dossiers"))

        # The clock is looked at every 5,000 items: after 0.6 s, 1.2 s and 1.8 s.
        told = capsys.readouterr().err.split("\r")
        assert items == list(range(15_000))
        assert told[:3] == ["", "10,000 dossiers", "15,000 dossiers"]
        assert told[-1] == ""

    @pytest.mark.usefixtures("seconds")
    def test_what_is_no_terminal_is_told_nothing(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        list(_output.with_progress(range(15_000), "dossiers"))

        assert capsys.readouterr().err == ""


def test_a_file_that_fails_halfway_is_not_written(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        with _output.written_whole(path) as file:
            file.write("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail(tmp_path / "rows.csv")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_fails_halfway_is_not_there(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        with _output.folder_whole(path) as folder:
            (folder / "code.svg").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail(tmp_path / "codes")

    assert list(tmp_path.iterdir()) == []


def test_a_path_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none.csv"

    assert main(["report", str(missing), "--tz", "UTC"]) == 2
    assert capsys.readouterr().err == (
        f"egovkit: cannot use {missing}: no such file or directory; name another path\n"
    )
