"""What `import egovkit.deadlines` takes in a fresh interpreter, over attrs alone."""

import os
import subprocess
import sys
from functools import partial
from tempfile import TemporaryDirectory

from bench._comparison import Comparison, Yardstick, at_most_seconds
from bench._timing import Times, measured

_PROGRAM = (
    "import time; began = time.perf_counter(); import {}; "
    "print(time.perf_counter() - began)"
)
_REFERENCE = 28e-3


def seconds_to_import(module: str, bytecode: str) -> float:
    """Import a module in a fresh interpreter that finds its bytecode ready."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(module)],
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    return float(run.stdout)


def compare(*, quick: bool) -> Comparison:
    """Time both imports in turn."""
    with TemporaryDirectory() as bytecode:
        attrs, deadlines = measured(
            [
                partial(seconds_to_import, module, bytecode)
                for module in ("attrs", "egovkit.deadlines")
            ],
            rounds=7 if quick else 60,
        )
    base = Yardstick("import attrs", Times(attrs), _REFERENCE)
    own = "import egovkit.deadlines"
    return Comparison(
        title="Import",
        note=(
            "Each in a fresh interpreter, with bytecode ready, by the clock around the "
            "import. egovkit.deadlines imports attrs; the figure is what it adds."
        ),
        claims=[at_most_seconds(25e-3, own, Times(deadlines), over=base)],
        yardsticks=[base],
    )
