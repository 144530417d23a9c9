"""Dossiers of January 2026, and the report on them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from egovkit.metrics import Period, ResolutionCounts
from egovkit.outcome import Outcome, Status
from egovkit.reports import Source, Tally, html_report

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31), TZ)
AS_OF = datetime(2026, 2, 1, tzinfo=TZ)

Make = Callable[..., str]


def at(day: int, month: int = 1, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=TZ)


def dossier(
    received: datetime,
    due: datetime | None = None,
    resolved: datetime | None = None,
    field: str | None = "Hộ tịch",
    **others: Any,  # noqa: ANN401, as Outcome takes them
) -> Outcome:
    number = f"{received:%y%m%d}"
    return Outcome(
        number=number, received_at=received, due_at=due, resolved_at=resolved,
        field=field, **others,
    )  # fmt: skip


@pytest.fixture
def dossiers() -> list[Outcome]:
    """Every class once, but for two before due: twelve that count, and two outside."""
    before = datetime(2025, 12, 20, 9, tzinfo=TZ)
    return [
        dossier(before, at(5), at(2)),
        dossier(at(5), at(9), at(6)),
        dossier(at(5), at(9), at(9, hour=16)),
        dossier(at(6), at(9), at(12), "Đất đai"),
        dossier(at(30), at(3, month=2), field="Đất đai"),
        dossier(at(7), at(12), field=None),
        dossier(at(8), at(30, month=3), status=Status.PAUSED),
        dossier(at(8), at(13), status=Status.PAUSED),
        dossier(at(8), at(13), at(9), status=Status.REFUSED),
        dossier(at(8), at(13), at(9), status=Status.WITHDRAWN),
        dossier(at(9), None, at(20)),
        dossier(at(9), None, None),
        dossier(before, None, datetime(2025, 12, 30, 9, tzinfo=TZ)),
        dossier(at(2, month=2)),
    ]


@pytest.fixture
def make() -> Make:
    """Return what makes a page: of dossiers, with the options of its parts."""

    def made(
        rows: Iterable[Outcome],
        *,
        language: str = "en",
        title: str | None = None,
        period: Period = JANUARY,
        as_of: datetime = AS_OF,
        by: tuple[str, ...] = ("field",),
        source: Source | None = None,
        **how: Any,  # noqa: ANN401, as Tally and ResolutionCounts take them
    ) -> str:
        policy = {"policy": how.pop("policy")} if "policy" in how else {}
        tally = Tally(by, period=period, as_of=as_of, **how)
        groups = ResolutionCounts.by(
            tally.watch(rows), tally.group, period=period, as_of=as_of, **policy
        )
        known = source or Source(name="ward.csv", dossiers=14)
        return html_report(groups, tally, known, language=language, title=title)

    return made


@pytest.fixture
def parse() -> Callable[[str], ET.Element]:
    """Return what reads a page as strictly as XML is read."""
    return lambda page: ET.fromstring(page.removeprefix("<!DOCTYPE html>"))  # noqa: S314
