"""Fuzz a target, or without a name print the names of all.

    python -m fuzz text -max_total_time=60

What is found stands in build/fuzz, and the corpus too. Other options are libFuzzer's.
"""

import sys
from hashlib import sha256
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["egovkit"]):
    from fuzz._targets import TARGETS, Target

FOLDER = Path("build/fuzz")
OPTIONS = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=8192", "-print_final_stats=1")


def main() -> None:
    """Fuzz one target."""
    if len(sys.argv) < 2:  # noqa: PLR2004
        sys.stdout.write("\n".join(TARGETS) + "\n")
        return
    name = sys.argv[1]
    target = TARGETS[name]
    corpus = planted(FOLDER / name, target)
    found = f"-artifact_prefix={FOLDER}/{name}-"
    atheris.Setup([name, *OPTIONS, found, *sys.argv[2:], str(corpus)], target.run)
    atheris.Fuzz()


def planted(folder: Path, target: Target) -> Path:
    """Write the seeds into the corpus, each under its digest as libFuzzer does it."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds:
        (folder / sha256(seed).hexdigest()[:40]).write_bytes(seed)
    return folder


main()
