"""Run the cases of law that stand as tables beside this file."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from egovkit import vietnam as vn
from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Extension,
    Pause,
    Term,
    WorkCalendar,
    compute_deadline,
)

Case = dict[str, Any]
KNOWN = {
    "name", "source", "kind", "reasoning", "received_at", "term", "rule", "calendar",
    "pauses", "first_day_counted", "clear", "evolve", "extensions", "without_notices",
    "expected", "expected_at", "provisional", "suspended",
}  # fmt: skip


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in sorted(Path(__file__).parent.glob("*.toml"))
        for case in tomllib.loads(file.read_text("utf-8"))["case"]
    ]


@cache
def official_calendar(without_notices: frozenset[str]) -> WorkCalendar:
    kept = [n for n in vn.calendar.notices() if n.citation not in without_notices]
    if not without_notices:
        return vn.calendar.calendar(years=range(2018, 2028))
    return WorkCalendar.for_country(
        "VN", tz="Asia/Ho_Chi_Minh", years=range(2018, 2028), notices=kept
    )


def computed(case: Case) -> Deadline:
    rule: CountingRule = getattr(CountingRule, case["rule"])
    return compute_deadline(
        datetime.fromisoformat(case["received_at"]),
        Term.parse(case["term"]),
        official_calendar(frozenset(case.get("without_notices", ()))),
        rule=rule.evolve(**case.get("evolve", {})),
        pauses=[
            Pause(
                datetime.fromisoformat(pause["start"]),
                datetime.fromisoformat(pause["end"]) if "end" in pause else None,
            )
            for pause in case.get("pauses", ())
        ],
        extensions=[Extension(**extension) for extension in case.get("extensions", ())],
        clear=case.get("clear", False),
        first_day_counted=case.get("first_day_counted"),
    )


@pytest.mark.parametrize("case", cases())
def test_the_due_day_is_the_one_the_law_gives(case: Case) -> None:
    deadline = computed(case)

    assert deadline.due_day == case["expected"], (
        f"{case['reasoning']}\n{deadline.explain()}"
    )
    if "expected_at" in case:
        assert deadline.due_at == datetime.fromisoformat(case["expected_at"])
    assert deadline.suspended == case.get("suspended", False)
    if "provisional" in case:
        assert deadline.provisional == case["provisional"]


@pytest.mark.parametrize("case", cases())
def test_a_case_says_where_it_comes_from(case: Case) -> None:
    assert case["kind"] in {"printed", "derived"}
    assert case["source"]
    assert case["reasoning"]
    assert type(case["expected"]) is date
    assert case.keys() <= KNOWN
    assert case["calendar"] == "vn"


def test_vietnam_has_at_least_a_dozen_cases() -> None:
    assert len(cases()) >= 12
