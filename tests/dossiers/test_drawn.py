"""What mermaid in Chromium and Graphviz make of the drawings of a workflow."""

import json
import shutil
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from egovkit.dossiers import ClockEffect, Workflow, transition

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "build" / "browser"
NAMES = "chromium", "chromium-browser", "google-chrome"

pytestmark = pytest.mark.browser

TEXTS = (
    "Đã nộp; chờ: “bổ sung” #1", "Ủy ban nhân dân", "Tie\u0302\u0301p nhận", "emoji 😀",
    "1. step", "1) step", "(1) step", "- item", "+ item", "* item", "# head", "> quote",
    "`code`", "```", "~~~", "---", "***", "===", "| a | b |", "[x](y)", "![x](y)",
    "_x_", "__x__", "a_b", "**a**", "~~a~~", "- [ ] to do", "3.2 d", "...", "www.a.vn",
    "http://a.vn", "a@b.vn", "<b>bold</b>", "<script>alert(1)</script>", "<br/>",
    "<!-- c -->", "&amp; &lt; &#35;", "&copy;", "#35;", "#quot;", '"q"', "'q'", "a;b",
    "a:b", "::: x", "%% c", "%%{init: {}}%%", "a --> b", "-- x", "{", "}", "a{b",
    "[*]", "[[fork]]", "<<choice>>", "note left of x", "end note", "direction TB",
    "turn DIRECTION lr now", 'state "x" as y', "as x", "class a b", "classDef x y",
    "lifestyle: #x;", "click a b", "default", "accTitle: x", "accDescr {", "scale 3",
    "hide empty description", "stateDiagram-v2", "$$x^2$$", "\\n", "a\\nb", "\\", "\\\\",
    'a\\"b', "\\N", "\\G", "\\l", "fa:fa-user", "tab\there", "a%b", "?!=+~|^@/",
)  # fmt: skip


class S(StrEnum):
    CLASS = "class"
    CLICK = "click"
    DEFAULT = "default"
    DIRECTION = "direction"
    END = "end"
    NOTE = "note"
    STATE = "state"
    STYLE = "style"
    TB = "TB"


def ring(texts: tuple[str, ...]) -> Workflow[S]:
    """Return a workflow whose states and actions are called by the texts."""
    states = list(S)[: len(texts)]
    return Workflow(
        "ring", version=1, initial=states[0], final={states[-1]},
        transitions=[
            transition(
                f"go {n}", [state], states[n - 1], labels={"x": text}, roles=["clerk"]
            )
            for n, (state, text) in enumerate(zip(states, texts, strict=True))
        ],
        clock={states[0]: ClockEffect.WAITS, states[1]: ClockEffect.PAUSES},
        labels={state: {"x": text} for state, text in zip(states, texts, strict=True)},
    )  # fmt: skip


RINGS = [ring(TEXTS[n : n + 9]) for n in range(0, len(TEXTS), 9)]


def shown(texts: tuple[str, ...], more: str = "") -> list[str]:
    return sorted(" ".join(text.split()) + more for text in texts)


def test_mermaid_shows_every_word_as_it_is(tmp_path: Path) -> None:
    node = shutil.which("node")
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if not (node and chromium and (MODULES / "node_modules/mermaid").is_dir()):
        pytest.skip("needs node, Chromium and mermaid; run: make browser")
    files = [tmp_path / f"{n}.mmd" for n in range(len(RINGS))]
    for file, workflow in zip(files, RINGS, strict=True):
        file.write_text(workflow.to_mermaid(language="x"), "utf-8")

    done = subprocess.run(  # noqa: S603, our own script
        [node, HERE / "mermaid.mjs", MODULES, chromium, *files],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    drawings: list[dict[str, Any]] = json.loads(done.stdout)
    for n, drawing in enumerate(drawings):
        texts = TEXTS[n * 9 : n * 9 + 9]
        assert "error" not in drawing, drawing
        assert sorted(drawing["states"]) == shown(texts)
        assert sorted(drawing["ways"]) == shown(texts, "\nclerk")
        assert drawing["arrows"] == len(texts) + 2
        assert drawing["said"] == []
    assert len(drawings) == len(RINGS)


def drawn(thing: dict[str, Any]) -> str:
    return "\n".join(
        step["text"].strip() for step in thing["_ldraw_"] if step["op"] == "T"
    )


@pytest.mark.parametrize("n", range(len(RINGS)))
def test_graphviz_shows_every_word_as_it_is(n: int) -> None:
    dot = shutil.which("dot")
    if not dot:
        pytest.skip("needs dot of Graphviz; run: make browser")

    done = subprocess.run(  # noqa: S603, the tool that was found
        [dot, "-Tjson"], input=RINGS[n].to_dot(language="x"),
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    graph = json.loads(done.stdout)
    texts = TEXTS[n * 9 : n * 9 + 9]
    states = [thing for thing in graph["objects"] if thing["name"] != "start"]
    ways = [thing for thing in graph["edges"] if "_ldraw_" in thing]
    assert done.stderr == ""
    assert sorted(map(drawn, states)) == shown(texts)
    assert sorted(map(drawn, ways)) == shown(texts, "\nclerk")
    assert len(graph["edges"]) == len(texts) + 1
    assert [thing["peripheries"] for thing in states if "peripheries" in thing] == ["2"]
