"""The targets of the fuzzer hold for what it begins with."""

import pytest

from fuzz._targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds_for_its_seeds(name: str) -> None:
    seeds = list(TARGETS[name].seeds)

    assert seeds
    for seed in seeds:
        TARGETS[name].run(seed)
