"""Run the comparisons, each in a process of its own, and write the page.

python -m bench --only calendar --quick
"""

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from bench._comparison import Comparison
from bench._page import page, section
from bench._timing import say

MODULES = {
    "calendar": "bench.calendar_days",
    "vectors": "bench.vectors",
    "office-time": "bench.office_time",
    "deadline": "bench.explanation",
    "building": "bench.building",
    "subdivision": "bench.subdivision",
    "importing": "bench.importing",
    "report": "bench.report",
    "counts": "bench.counts",
    "qr": "bench.qr",
    "qr-render": "bench.qr_render",
    "dossiers": "bench.dossiers",
    "storage": "bench.storage",
}
_MOST_ATTEMPTS = 5


def run(name: str, *, quick: bool) -> Comparison:
    """Run one comparison here."""
    comparison: Comparison = import_module(MODULES[name]).compare(quick=quick)
    return comparison


def run_apart(name: str, *, quick: bool) -> Comparison:
    """Run one comparison in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, name, quick=quick).result()


def run_until_it_counts(name: str, *, quick: bool) -> Comparison:
    """Run a comparison again while the machine is too slow for its yardsticks."""
    comparison, attempts = run_apart(name, quick=quick), 1
    while not (quick or comparison.counts) and attempts < _MOST_ATTEMPTS:
        say("a yardstick was too slow to count: once more")
        comparison, attempts = run_apart(name, quick=quick), attempts + 1
    return comparison


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what was asked for, print it, and write the page if all of it ran."""
    parser = argparse.ArgumentParser("python -m bench", description="Time egovkit.")
    add = parser.add_argument
    add("--only", choices=MODULES, action="append", help="one comparison; repeatable")
    add("--quick", action="store_true", help="few rounds and small tables")
    add("--write", type=Path, metavar="PAGE", help="write the page of the docs")
    options = parser.parse_args(arguments)
    if options.write and (options.only or options.quick):
        parser.error("--write wants all comparisons in full")
    comparisons = []
    for name in options.only or MODULES:
        say(name)
        comparisons.append(run_until_it_counts(name, quick=options.quick))
        print(section(comparisons[-1]), flush=True)
    if options.write:
        options.write.write_text(page(comparisons), "utf-8")
