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
    deadline_before,
)

Case = dict[str, Any]
KNOWN = {
    "name", "source", "kind", "reasoning", "received_at", "term", "rule", "calendar",
    "pauses", "first_day_counted", "clear", "evolve", "extensions", "without_notices",
    "before", "closures", "expected", "expected_at", "provisional", "suspended",
}  # fmt: skip
CALENDAR_KEYS = {"country", "subdivision", "countries", "tz", "days_off", "weekend"}
FOLDER = Path(__file__).parent
FILES = {
    file.stem: tomllib.loads(file.read_text("utf-8")) for file in FOLDER.glob("*.toml")
}


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{name}: {case['name']}")
        for name, file in sorted(FILES.items())
        for case in file["case"]
    ]


@cache
def official_calendar(without_notices: frozenset[str]) -> WorkCalendar:
    kept = [n for n in vn.calendar.notices() if n.citation not in without_notices]
    if not without_notices:
        return vn.calendar.calendar(years=range(2018, 2028))
    return WorkCalendar.for_country(
        "VN", tz="Asia/Ho_Chi_Minh", years=range(2018, 2028), notices=kept
    )


@cache
def country_calendar(country: str, subdivision: str | None, tz: str) -> WorkCalendar:
    return WorkCalendar.for_country(
        country, subdivision=subdivision, tz=tz, years=range(1990, 2036), language="en"
    )


def described_calendar(described: dict[str, Any]) -> WorkCalendar:
    """Build the calendar that a case describes: of a country, of several, or listed."""
    tz = described["tz"]
    if "country" in described:
        return country_calendar(described["country"], described.get("subdivision"), tz)
    if "countries" in described:
        places = tuple((country, part) for country, part in described["countries"])
        return joint_calendar(places, tz)
    return WorkCalendar(
        tz=tz,
        first=date(1900, 1, 1),
        last=date(2036, 12, 31),
        weekend=described.get("weekend", [5, 6]),
        days_off=described.get("days_off", ()),
    )


@cache
def joint_calendar(places: tuple[tuple[str, str], ...], tz: str) -> WorkCalendar:
    return WorkCalendar.joint(
        *(country_calendar(country, part, tz) for country, part in places)
    )


def calendar_of(case: Case) -> WorkCalendar:
    if case["calendar"] == "vn":
        calendar = official_calendar(frozenset(case.get("without_notices", ())))
    else:
        calendar = described_calendar(case["calendar"])
    closures = {row["day"]: row["reason"] for row in case.get("closures", ())}
    return calendar.with_closures(closures) if closures else calendar


def computed(case: Case) -> Deadline:
    preset: CountingRule = getattr(CountingRule, case["rule"])
    rule = preset.evolve(**case.get("evolve", {}))
    at, term = datetime.fromisoformat(case["received_at"]), Term.parse(case["term"])
    clear = case.get("clear", False)
    if case.get("before"):
        return deadline_before(at, term, calendar_of(case), rule=rule, clear=clear)
    return compute_deadline(
        at,
        term,
        calendar_of(case),
        rule=rule,
        pauses=[
            Pause(
                datetime.fromisoformat(pause["start"]),
                datetime.fromisoformat(pause["end"]) if "end" in pause else None,
            )
            for pause in case.get("pauses", ())
        ],
        extensions=[Extension(**extension) for extension in case.get("extensions", ())],
        clear=clear,
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
    assert case["calendar"] == "vn" or case["calendar"].keys() <= CALENDAR_KEYS


def presets() -> list[str]:
    return [name for name in vars(CountingRule) if name.isupper()]


@pytest.mark.parametrize("preset", presets())
def test_every_preset_has_at_least_a_dozen_cases(preset: str) -> None:
    ruled = [case for file in FILES.values() for case in file["case"]]

    assert sum(case["rule"] == preset for case in ruled) >= 12


@pytest.mark.parametrize("preset", presets())
def test_every_parameter_that_a_preset_sets_is_cited_and_explained(preset: str) -> None:
    for version in getattr(CountingRule, preset).versions:
        changed = {text.partition("=")[0] for text in version.changed_parameters()}

        assert changed <= version.article.keys()
        assert changed <= version.words.keys()
