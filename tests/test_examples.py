"""The examples run, and the workflows in files are those of the library."""

import subprocess
import sys
from pathlib import Path

import pytest

from egovkit.dossiers import Workflow
from egovkit.vietnam.workflows import (
    PAYLOADS,
    Feedback,
    OneStop,
    Supplement,
    feedback_1022,
    one_stop,
    one_stop_61,
)

EXAMPLES = Path(__file__).parents[1] / "examples"
READY: dict[str, Workflow[OneStop] | Workflow[Feedback]] = {
    "one_stop_118": one_stop(supplement=Supplement.PAUSES),
    "one_stop_61": one_stop_61(),
    "one_stop_61_pausing": one_stop_61(supplement=Supplement.PAUSES),
    "feedback_1022": feedback_1022(),
}


def text(name: str) -> str:
    return (EXAMPLES / "workflows" / f"{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", READY)
def test_a_workflow_in_a_file_is_that_of_the_library(name: str) -> None:
    assert text(name) == READY[name].to_toml()


@pytest.mark.parametrize("name", READY)
def test_a_workflow_in_a_file_can_be_loaded_and_nothing_is_wrong_with_it(
    name: str,
) -> None:
    if name == "feedback_1022":
        hotline = Workflow.from_toml(text(name), states=Feedback, payloads=PAYLOADS)
        assert hotline.check() == ()
    else:
        unit = Workflow.from_toml(text(name), states=OneStop, payloads=PAYLOADS)
        assert unit.check() == ()


def test_the_one_stop_example_tells_what_happens_to_a_dossier() -> None:
    """Five working days from Monday 2 March, two of them (4, 5) paused: the 11th."""
    run = subprocess.run(  # noqa: S603 - our own example
        [sys.executable, EXAMPLES / "one_stop.py"],
        check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip

    assert "received, due on 2026-03-09" in run.stdout
    assert "refused: [role] only head may do this" in run.stdout
    assert "supplemented, due on 2026-03-11 now" in run.stdout
    assert run.stdout.splitlines()[-2:] == [
        "True", "resolved on 2026-03-10, due on 2026-03-11"
    ]  # fmt: skip
