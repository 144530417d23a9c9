"""What a user installs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir",
         str(folder), str(ROOT)],
        check=True,
    )  # fmt: skip
    return next(folder.glob("egovkit-*.whl"))


@pytest.mark.slow
class TestWheel:
    def test_it_holds_every_file_of_the_package(self, wheel: Path) -> None:
        package = ROOT / "src"
        files = {
            path.relative_to(package).as_posix()
            for path in package.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

        assert files <= set(zipfile.ZipFile(wheel).namelist())

    def test_it_runs_in_a_new_environment(self, wheel: Path, tmp_path: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)  # noqa: S603
        python = tmp_path / "venv" / "bin" / "python"
        subprocess.run(  # noqa: S603
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             wheel],
            check=True,
        )  # fmt: skip

        run = subprocess.run(  # noqa: S603
            [python, "-m", "egovkit", "due", "2026-04-23", "5 working days"],
            capture_output=True, check=True, text=True, cwd=tmp_path,
        )  # fmt: skip

        assert run.stdout.startswith("due       2026-05-05")
