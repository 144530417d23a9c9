"""Many writers at once, and a writer that is killed: nothing is lost or doubled."""

import runpy
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from egovkit.storage import Store

if TYPE_CHECKING:
    from tests.storage.conftest import Database

WRITER = Path(__file__).with_name("writer.py")
WRITERS = 8


@pytest.fixture(scope="module")
def office() -> dict[str, Any]:
    """What the writers share: their workflow, their actor, their numbers."""
    return runpy.run_path(str(WRITER))


def start(*arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, str(WRITER), *map(str, arguments)]
    return subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def go(writers: "list[subprocess.Popen[str]]") -> None:
    """Let all begin at once, when the last is ready."""
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()


def finish(writers: "list[subprocess.Popen[str]]") -> list[str]:
    """Return what each writer told, once all have ended well."""
    go(writers)
    told = [writer.communicate()[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * len(writers)
    return told


def check_commands(
    db: "Database", office: dict[str, Any], *, own: int, dossiers: int
) -> None:
    """Let writers carry out commands, a fifth of them repeated, and look for each."""
    workflow, number = office["WORKFLOW"], office["number"]
    with Store.create(db.url, workflows=[workflow]) as store:
        with store.batch() as batch:
            for n in range(dossiers):
                begun = workflow.start(number(n), at=office["AT"], by=office["LAN"])
                batch.add(begun)

        told = finish(
            [
                start("commands", db.url, n, WRITERS, own, dossiers)
                for n in range(WRITERS)
            ]
        )

        found = {
            stored.dossier.number: [event.key for event in stored.dossier.history[1:]]
            for stored in store.dossiers()
        }
        verified = store.verify()
    wanted = {
        number(n): {f"command-{c}" for c in range(n, WRITERS * own, dossiers)}
        for n in range(dossiers)
    }
    assert {of: Counter(keys) for of, keys in found.items()} == {
        of: Counter(keys) for of, keys in wanted.items()
    }
    assert sum(map(int, told)) > 0, "no two writers met"
    assert (verified.dossiers, verified.events, verified.faults) == (
        dossiers, dossiers + WRITERS * own, (),
    )  # fmt: skip


def test_eight_writers_on_the_same_dossiers_lose_and_double_nothing(
    db: "Database", office: dict[str, Any]
) -> None:
    check_commands(db, office, own=20, dossiers=5)


@pytest.mark.slow
def test_ten_thousand_commands_with_repeats_are_carried_out_once_each(
    db: "Database", office: dict[str, Any]
) -> None:
    """8 writers, 1,000 commands of their own each, and 250 of anybody's again."""
    check_commands(db, office, own=1000, dossiers=100)


def test_numbers_from_eight_writers_have_no_gap_and_no_repeat(
    db: "Database", office: dict[str, Any]
) -> None:
    workflow, each = office["WORKFLOW"], 30
    Store.create(db.url).close()

    told = finish([start("numbers", db.url, each) for _ in range(WRITERS)])

    issued = [number for lines in told for number in lines.split()]
    kept = WRITERS * (each - each // 3)
    wanted = [f"000.00.00.H53-260105-{n:04}" for n in range(1, kept + 1)]
    assert sorted(issued) == wanted
    with Store.open(db.url, workflows=[workflow]) as store:
        assert [stored.dossier.number for stored in store.dossiers()] == wanted


@pytest.mark.parametrize("batches", range(1, 6))
def test_a_writer_killed_in_a_batch_loses_nothing_it_acknowledged(
    db: "Database", office: dict[str, Any], batches: int
) -> None:
    size = 20
    Store.create(db.url).close()
    acknowledged = list[str]()

    with start("batches", db.url, size) as writer:
        go([writer])
        assert writer.stdout is not None
        for line in writer.stdout:
            if line != "half\n":
                acknowledged += line.split()
            elif len(acknowledged) >= batches * size:
                writer.kill()
                break
        rest = writer.stdout.read()
    acknowledged += rest.replace("half", "").split()
    assert writer.returncode == -signal.SIGKILL

    with Store.open(db.url, workflows=[office["WORKFLOW"]]) as store:
        stored = [one.dossier.number for one in store.dossiers()]
        verified = store.verify()
        issued = store.next_number(office["UNIT"], office["DAY"])
    assert set(acknowledged) <= set(stored)
    assert len(stored) % size == 0, "a batch is written whole"
    assert stored == [office["number"](n) for n in range(1, len(stored) + 1)]
    assert issued == office["number"](len(stored) + 1)
    assert (verified.events, verified.faults) == (len(stored), ())
