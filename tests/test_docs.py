"""What the documentation shows is what the package does.

Its Python is run by Sybil, as conftest.py says; here are the commands, the reference and
the site.
"""

import importlib
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zlib
from collections.abc import Iterator
from doctest import ELLIPSIS, OutputChecker
from html import unescape
from pathlib import Path

import pytest

import egovkit
from egovkit import vietnam as vn
from egovkit.cli import main
from egovkit.deadlines import CountingRule, Deadline
from egovkit.metrics import ResolutionCounts
from egovkit.outcome import COLUMNS, Outcome

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
WITH_COMMANDS = [page for page in PAGES if "egovkit " in page.read_text("utf-8")]
PACKAGES = [
    name
    for _, name, is_package in pkgutil.walk_packages(egovkit.__path__, "egovkit.")
    if is_package and "._" not in name
]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|Users|opt|usr|var)/|C:\\")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """Yield each command of the console blocks, with the output shown beneath it.

    In a block with prompts what follows a command is its output; in one without, every
    line is a command.
    """
    for block in CONSOLE.findall(page.read_text("utf-8").replace("\\\n", "")):
        if "$ " not in block:
            yield from ((line, "") for line in block.splitlines())
            continue
        for shown in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = shown.partition("\n")
            yield command, output


@pytest.fixture
def copy_of_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    # The pages read it from the keyboard.
    monkeypatch.setenv("EGOVKIT_KEY_PASSWORD", "a long password")


@pytest.mark.usefixtures("copy_of_examples")
@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_a_command_prints_what_the_page_shows(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = 0
    for command, shown in commands(page):
        words = shlex.split(command, comments=True)
        if command == "echo $?":
            assert shown.strip() == str(code)
            code = 0
        elif words[:1] == ["egovkit"]:
            assert code in (0, 1), "a page shows exit code 2 by echo $?"
            code = main(words[1:])
            streams = capsys.readouterr()
            printed = streams.out + streams.err
            assert not shown or matches(shown, printed), f"{command}\n{printed}"
    assert code in (0, 1)


def matches(shown: str, printed: str) -> bool:
    """Compare as a doctest does: three dots stand for any text."""
    return OutputChecker().check_output(shown, printed, ELLIPSIS)


def test_the_pages_show_commands_with_output() -> None:
    with_output = [
        command for page in PAGES for command, shown in commands(page) if shown
    ]

    assert {command.split()[1] for command in with_output} >= {"due", "report", "audit"}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_holds_no_path_of_a_machine(page: Path) -> None:
    assert not MACHINE_PATH.search(page.read_text("utf-8"))


def test_the_names_in_the_glossary_exist() -> None:
    glossary = (DOCS / "glossary.md").read_text("utf-8")
    rows = [line.split("|")[3] for line in glossary.splitlines() if line[:2] == "| "]
    codes = [code for cell in rows for code in re.findall(r"(?<!\})`([\w.]+)`", cell)]

    assert len(codes) > 40
    assert [code for code in codes if not exists(code)] == []


def exists(code: str) -> bool:
    """Whether a name is public, such as `Status.PAUSED`, or one of a value's."""
    owner, _, member = code.rpartition(".")
    if not owner:
        return any(
            hasattr(kind, member) for kind in (Outcome, Deadline, ResolutionCounts)
        )
    kinds = [getattr(importlib.import_module(name), owner, None) for name in PACKAGES]
    return any(hasattr(kind, member) for kind in kinds)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_a_place_in_the_reference(package: str) -> None:
    pages = [*(DOCS / "reference").glob("*.md"), DOCS / "command.md"]
    reference = "\n".join(page.read_text("utf-8") for page in pages)

    assert re.search(rf"auto(module|function):: {re.escape(package)}\b", reference)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does: with every warning an error."""
    folder = tmp_path_factory.mktemp("site")
    run = subprocess.run(  # noqa: S603, our own files
        [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q",
         "-b", "html", "-d", folder / "doctrees", DOCS, folder / "html"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return folder / "html"


@pytest.mark.slow
class TestSite:
    def test_every_public_name_is_in_its_inventory(self, site: Path) -> None:
        documented = names_in_inventory(site / "objects.inv")
        public = {
            f"{package}.{name}"
            for package in PACKAGES
            for name in importlib.import_module(package).__all__
        }

        assert public - documented == set()

    def test_its_tables_hold_all_of_the_data(self, site: Path) -> None:
        one_stop = CountingRule.VN_ONE_STOP
        notices = vn.calendar.calendar(years=range(2018, 2030)).notices
        told = {
            "reference/vietnam": [notice.citation for notice in notices]
            + [step.provision for step in vn.workflows.citations("one-stop-118")]
            + [rule.regime for rule in one_stop.versions]
            + [*one_stop.versions[-1].article.values()],
            "reference/deadlines": ["first_day_counted", "cut_off_shifts"],
            "reference/outcome": [column.name for column in COLUMNS],
            "why_that_day": [*what_sets_the_systems_apart(), *findings()],
        }

        for name, facts in told.items():
            text = text_of(site / f"{name}.html")
            assert [fact for fact in facts if fact not in text] == []

    def test_it_needs_nothing_from_elsewhere(self, site: Path) -> None:
        loads = re.compile(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?://")
        pages = {
            page.name
            for page in site.rglob("*.html")
            if loads.search(page.read_text("utf-8"))
        }

        assert pages == set()


def what_sets_the_systems_apart() -> Iterator[str]:
    """Yield the provisions, and what they say, of the parameters that a preset sets."""
    for name in filter(str.isupper, vars(CountingRule)):
        preset: CountingRule = getattr(CountingRule, name)
        for changed in preset.changed_parameters():
            parameter = changed.partition("=")[0]
            yield from (preset.article[parameter], preset.words[parameter])


def findings() -> Iterator[str]:
    for file in (ROOT / "tests" / "law").glob("*.toml"):
        found = tomllib.loads(file.read_text("utf-8")).get("finding", "")
        yield found.replace("`", "")


def text_of(page: Path) -> str:
    """Return the words of a page, with quotation marks as they were typed."""
    text = unescape(re.sub("<[^>]+>", "", page.read_text("utf-8")))
    return re.sub(
        "[\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]", "'", text
    )


def names_in_inventory(file: Path) -> set[str]:
    """Read Sphinx's list of objects: four lines, then lines of text, compressed."""
    *_, packed = file.read_bytes().split(b"\n", 4)
    lines = zlib.decompress(packed).decode("utf-8").splitlines()
    return {line.split()[0] for line in lines}
