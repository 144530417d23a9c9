"""A writer that tests start several times at once: python writer.py VERB URL ...

It says that it is ready, begins when it is told to, and tells what it did.
"""

# ruff: noqa: T201

import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import StrEnum

from attrs import frozen

from egovkit.dossiers import Actor, Workflow, transition
from egovkit.errors import ConflictError
from egovkit.storage import Store, Stored


class S(StrEnum):
    APPRAISING = "appraising"


@frozen
class Note:
    text: str


NOTE = transition("note", [S.APPRAISING], S.APPRAISING, payload=Note)
WORKFLOW = Workflow(
    "load", version=1, initial=S.APPRAISING, final=(), transitions=[NOTE]
)
LAN = Actor("cb-014")
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
UNIT, DAY = "000.00.00.H53", date(2026, 1, 5)


def number(n: int) -> str:
    return f"{UNIT}-260105-{n:04}"


def carry_out(store: Store, commands: list[int], dossiers: int) -> int:
    """Carry out commands, each once however often it is given; count conflicts."""
    held: dict[str, Stored[S]] = {}
    conflicts = 0
    for command in commands:
        of = number(command % dossiers)
        while True:
            stored = held.get(of) or store.load(of, WORKFLOW)
            dossier = WORKFLOW.fire(
                stored.dossier, NOTE, Note(str(command)),
                at=AT, by=LAN, key=f"command-{command}",
            )  # fmt: skip
            try:
                held[of] = store.append(stored, dossier)
                break
            except ConflictError:
                conflicts += 1
                held.pop(of, None)
    return conflicts


def commands(url: str, writer: str, writers: str, own: str, dossiers: str) -> None:
    """Carry out own commands, and repeat a quarter as many of all writers'."""
    count, share = int(own) * int(writers), int(own)
    draw = random.Random(int(writer))  # noqa: S311, which commands are repeated
    mine = list(range(int(writer) * share, (int(writer) + 1) * share))
    mine += draw.sample(range(count), share // 4)
    draw.shuffle(mine)
    with Store.open(url, workflows=[WORKFLOW]) as store:
        print(carry_out(store, mine, int(dossiers)))


def numbers(url: str, count: str) -> None:
    """Start dossiers with the next number, and let every third fail."""
    with Store.open(url, workflows=[WORKFLOW]) as store:
        for n in range(int(count)):
            with suppress(TimeoutError):
                print(_start(store, fails=n % 3 == 0))


def _start(store: Store, *, fails: bool) -> str:
    with store.batch() as batch:
        issued = batch.next_number(UNIT, DAY)
        batch.add(WORKFLOW.start(issued, at=AT, by=LAN))
        if fails:
            raise TimeoutError
    return issued


def batches(url: str, size: str) -> None:
    """Write batches until killed; tell when one is half done, and when it is stored."""
    with Store.open(url, workflows=[WORKFLOW]) as store:
        while True:
            issued = list[str]()
            with store.batch() as batch:
                for n in range(int(size)):
                    issued.append(batch.next_number(UNIT, DAY))
                    batch.add(WORKFLOW.start(issued[-1], at=AT, by=LAN))
                    if n == int(size) // 2:
                        print("half", flush=True)
                        time.sleep(0.002)
            print(*issued, flush=True)


VERBS: dict[str, Callable[..., None]] = {
    "commands": commands, "numbers": numbers, "batches": batches,
}  # fmt: skip

if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    VERBS[verb](*arguments)
