"""The official calendar, day by day, against three independent statements of it.

After a change that is meant, refresh the snapshot with one command:

    python tests/vietnam/test_calendar.py
"""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays
import pytest

from egovkit import vietnam as vn
from egovkit.deadlines import (
    Confidence,
    CountingRule,
    Deadline,
    Notice,
    Reason,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import NotVerifiedError

YEARS = range(2018, 2027)
CALENDAR = vn.calendar.calendar(years=YEARS)
WIDER = vn.calendar.calendar(years=range(2024, 2032))
SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "vn_2018_2026.txt"
CULTURAL_DAY = date(2026, 11, 24)


def days(first: date, last: date) -> Iterator[date]:
    """Yield the days from first to last, both included."""
    while first <= last:
        yield first
        first += timedelta(days=1)


ALL_DAYS = list(days(date(2018, 1, 1), date(2026, 12, 31)))

# Announced stretches of days off, both ends included, with the weekends in them. The days
# of Tet and National Day are those of the dispatches and notices of each year; the others
# follow from the Labour Code, with a day off in the stead of one on a weekend.
OFF = [
    (date(2018, 1, 1), date(2018, 1, 1)),
    (date(2018, 2, 14), date(2018, 2, 20)),  # Tet: 29 Chap to mung 5
    (date(2018, 4, 25), date(2018, 4, 25)),  # 10/3 of the moon
    (date(2018, 4, 30), date(2018, 5, 1)),
    (date(2018, 9, 1), date(2018, 9, 3)),  # 2 September is a Sunday
    (date(2018, 12, 29), date(2019, 1, 1)),  # with the swap of Monday 31 December
    (date(2019, 2, 2), date(2019, 2, 10)),  # Tet
    (date(2019, 4, 13), date(2019, 4, 15)),  # 10/3 on a Sunday
    (date(2019, 4, 27), date(2019, 5, 1)),  # with the swap of Monday 29 April
    (date(2019, 8, 31), date(2019, 9, 2)),
    (date(2020, 1, 1), date(2020, 1, 1)),
    (date(2020, 1, 23), date(2020, 1, 29)),  # Tet
    (date(2020, 4, 2), date(2020, 4, 2)),
    (date(2020, 4, 30), date(2020, 5, 3)),
    (date(2020, 9, 2), date(2020, 9, 2)),
    (date(2021, 1, 1), date(2021, 1, 3)),
    (date(2021, 2, 10), date(2021, 2, 16)),  # Tet
    (date(2021, 4, 21), date(2021, 4, 21)),
    (date(2021, 4, 30), date(2021, 5, 3)),  # 1 May on a Saturday
    (date(2021, 9, 2), date(2021, 9, 5)),  # National Day has two days from here on
    (date(2022, 1, 1), date(2022, 1, 3)),  # 1 January on a Saturday
    (date(2022, 1, 31), date(2022, 2, 4)),  # Tet
    (date(2022, 4, 9), date(2022, 4, 11)),  # 10/3 on a Sunday
    (date(2022, 4, 30), date(2022, 5, 3)),  # Saturday and Sunday
    (date(2022, 9, 1), date(2022, 9, 2)),
    (date(2023, 1, 1), date(2023, 1, 2)),  # a Sunday
    (date(2023, 1, 20), date(2023, 1, 26)),  # Tet
    (date(2023, 4, 29), date(2023, 5, 3)),  # 10/3, 30 April and 1 May in a row
    (date(2023, 9, 1), date(2023, 9, 4)),
    (date(2024, 1, 1), date(2024, 1, 1)),
    (date(2024, 2, 8), date(2024, 2, 14)),  # Tet
    (date(2024, 4, 18), date(2024, 4, 18)),
    (date(2024, 4, 27), date(2024, 5, 1)),  # with the swap of Monday 29 April
    (date(2024, 8, 31), date(2024, 9, 3)),
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 1, 25), date(2025, 2, 2)),  # Tet
    (date(2025, 4, 5), date(2025, 4, 7)),
    (date(2025, 4, 30), date(2025, 5, 4)),  # with the swap of Friday 2 May
    (date(2025, 8, 30), date(2025, 9, 2)),
    (date(2026, 1, 1), date(2026, 1, 4)),  # with the swap of Friday 2 January
    (date(2026, 2, 14), date(2026, 2, 22)),  # Tet
    (date(2026, 4, 25), date(2026, 4, 27)),  # 10/3 on a Sunday
    (date(2026, 4, 30), date(2026, 5, 3)),
    (date(2026, 8, 29), date(2026, 9, 2)),  # with the swap of Monday 31 August
    (CULTURAL_DAY, CULTURAL_DAY),
]
# Day off, and the Saturday that is worked for it.
SWAPS = {
    date(2018, 12, 31): date(2019, 1, 5),
    date(2019, 4, 29): date(2019, 5, 4),
    date(2024, 4, 29): date(2024, 5, 4),
    date(2025, 5, 2): date(2025, 4, 26),
    date(2026, 1, 2): date(2026, 1, 10),
    date(2026, 8, 31): date(2026, 8, 22),
}
DAYS_OFF = {day for first, last in OFF for day in days(first, last)}


def is_worked(day: date) -> bool:
    """Tell it from the lists above alone."""
    if day in SWAPS.values():
        return True
    return day.weekday() < 5 and day not in DAYS_OFF


class TestAgainstTheLists:
    def test_every_day_is_as_they_have_it(self) -> None:
        wrong = [d for d in ALL_DAYS if CALENDAR.is_working_day(d) != is_worked(d)]

        assert wrong == []

    def test_each_swap_is_a_weekday_off_for_a_saturday_worked(self) -> None:
        for off, made_up in SWAPS.items():
            assert off.weekday() < 5
            assert made_up.weekday() == 5
            assert CALENDAR.status(off).reason is Reason.HOLIDAY
            assert CALENDAR.status(made_up).reason is Reason.MAKE_UP

    def test_no_other_day_is_made_up(self) -> None:
        made_up = {
            day
            for day, status in CALENDAR.marked_days.items()
            if status.reason is Reason.MAKE_UP
        }

        assert made_up == set(SWAPS.values())

    @pytest.mark.parametrize("year", YEARS)
    def test_the_worked_days_of_a_year_add_up(self, year: int) -> None:
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        expected = sum(is_worked(day) for day in ALL_DAYS if day.year == year)

        assert CALENDAR.working_days_between(first, after) == expected

    @pytest.mark.parametrize(
        ("year", "weekdays", "off", "made_up"),
        [
            (2018, 261, 11, 0),
            (2019, 261, 11, 2),
            (2020, 262, 10, 0),
            (2021, 261, 11, 0),
            (2022, 260, 11, 0),
            (2023, 260, 11, 0),
            (2024, 262, 12, 1),
            (2025, 261, 12, 1),
            (2026, 261, 14, 2),
        ],
    )
    def test_the_worked_days_of_a_year_counted_by_hand(
        self, year: int, weekdays: int, off: int, made_up: int
    ) -> None:
        first, after = date(year, 1, 1), date(year + 1, 1, 1)

        assert CALENDAR.working_days_between(first, after) == weekdays - off + made_up


class TestAgainstThePackage:
    """`holidays` is read afresh: a difference needs an entry that says why."""

    @staticmethod
    def entries() -> dict[date, dict[str, str]]:
        file = Path(__file__).parent / "differences.toml"
        table = tomllib.loads(file.read_text("utf-8"))
        return {entry["day"]: entry for entry in table["difference"]}

    @staticmethod
    def differences(calendar: WorkCalendar) -> dict[date, str]:
        package = holidays.country_holidays("VN", years=YEARS)
        return {
            day: "worked" if calendar.is_working_day(day) else "off"
            for day in ALL_DAYS
            if calendar.is_working_day(day) != package.is_working_day(day)
        }

    def test_each_difference_has_an_entry_and_each_entry_is_a_difference(self) -> None:
        expected = {day: entry["ours"] for day, entry in self.entries().items()}

        assert self.differences(CALENDAR) == expected

    def test_an_entry_says_why(self) -> None:
        assert all(len(entry["why"]) > 20 for entry in self.entries().values())

    def test_the_notices_alone_state_what_the_package_states(self) -> None:
        """Built from the notices only, so that the package cannot fill a gap."""
        alone = WorkCalendar(tz=CALENDAR.tz, first=CALENDAR.first, last=CALENDAR.last)
        for notice in CALENDAR.notices:
            alone = alone.with_notice(notice)

        expected = {day: entry["ours"] for day, entry in self.entries().items()}
        assert self.differences(alone) == expected


class TestSources:
    citations = frozenset(notice.citation for notice in CALENDAR.notices)

    def test_every_weekday_off_and_every_make_up_day_rests_on_a_notice(self) -> None:
        for day, status in CALENDAR.marked_days.items():
            if day.weekday() < 5 or status.is_working:
                assert status.source in self.citations, day

    def test_every_other_marked_day_rests_on_a_notice_too(self) -> None:
        sources = {status.source for status in CALENDAR.marked_days.values()}

        assert sources <= self.citations

    def test_every_marked_day_says_how_well_it_is_known(self) -> None:
        for status in CALENDAR.marked_days.values():
            assert isinstance(status.confidence, Confidence)
            assert status.source

    def test_every_day_off_and_every_make_up_day_has_a_name(self) -> None:
        assert all(status.name for status in CALENDAR.marked_days.values())

    def test_every_notice_has_citation_source_and_days(self) -> None:
        for notice in vn.calendar.notices():
            assert notice.citation
            assert notice.source
            assert notice.days_off or notice.make_up_days or notice.undecided

    def test_citations_are_distinct(self) -> None:
        citations = [notice.citation for notice in vn.calendar.notices()]

        assert len(citations) == len(set(citations))

    def test_notices_come_in_the_order_of_publication(self) -> None:
        published = [n.published for n in vn.calendar.notices() if n.published]

        assert published == sorted(published)

    def test_a_notice_of_days_was_published_before_them(self) -> None:
        for notice in vn.calendar.notices():
            if notice.published:
                assert notice.published < min([*notice.days_off, *notice.make_up_days])

    def test_the_late_swap_of_2026_cites_its_dispatch(self) -> None:
        status = CALENDAR.status(date(2026, 1, 10))

        assert status.source == "12729/VPCP-KGVX"
        assert status.confidence is Confidence.SECONDARY

    def test_no_notice_repeats_a_day_of_another(self) -> None:
        seen: dict[date, str] = {}
        for notice in CALENDAR.notices:
            for day in (*notice.days_off, *notice.make_up_days):
                assert day not in seen, (day, seen[day], notice.citation)
                seen[day] = notice.citation

    def test_the_calendar_vouches_for_the_years_with_notices_only(self) -> None:
        assert WIDER.known_through == date(2026, 12, 31)
        assert not WIDER.status(date(2026, 12, 31)).provisional
        assert WIDER.status(date(2027, 1, 1)).provisional

    def test_it_is_in_the_zone_of_vietnam(self) -> None:
        assert str(CALENDAR.tz) == "Asia/Ho_Chi_Minh"

    def test_a_language_changes_no_day(self) -> None:
        english = vn.calendar.calendar(years=range(2024, 2032), language="en_US")

        assert english == WIDER
        # 2027 is not in the notices, so the package names it.
        new_year = date(2027, 1, 1)
        assert english.status(new_year).name != WIDER.status(new_year).name


class TestCulturalDay:
    def test_24_november_is_off_from_2026_on(self) -> None:
        assert WIDER.is_working_day(date(2025, 11, 24))  # a Monday
        for year in (2026, 2027, 2028):
            assert not WIDER.is_working_day(date(year, 11, 24))

    def test_on_a_weekend_the_monday_is_off_in_its_stead(self) -> None:
        # 24 November is a Saturday in 2029 and a Sunday in 2030.
        assert not WIDER.is_working_day(date(2029, 11, 26))
        assert not WIDER.is_working_day(date(2030, 11, 25))
        assert WIDER.is_working_day(date(2029, 11, 27))
        assert WIDER.is_working_day(date(2030, 11, 26))

    def test_it_rests_on_secondary_sources(self) -> None:
        status = WIDER.status(CULTURAL_DAY)

        assert status.confidence is Confidence.SECONDARY
        assert status.source == "Resolution 28/2026/QH16 art. 2(1)"
        assert status.name == "Ngày Văn hóa Việt Nam"

    def test_its_day_off_in_lieu_is_unverified(self) -> None:
        for day in (date(2029, 11, 26), date(2030, 11, 25)):
            assert WIDER.status(day).confidence is Confidence.UNVERIFIED

    def test_one_argument_switches_it_off(self) -> None:
        without = vn.calendar.calendar(years=range(2024, 2032), cultural_day=False)

        switched = {
            day
            for day in days(WIDER.first, WIDER.last)
            if without.is_working_day(day) != WIDER.is_working_day(day)
        }

        # In 2029 and 2030 it is a weekend day anyway.
        assert switched == {
            date(2026, 11, 24), date(2027, 11, 24), date(2028, 11, 24),
            date(2029, 11, 26), date(2030, 11, 25), date(2031, 11, 24),
        }  # fmt: skip
        assert "Resolution 28/2026/QH16 art. 2(1)" not in {
            n.citation for n in without.notices
        }

    def test_before_2026_the_switch_changes_nothing(self) -> None:
        years = range(2020, 2026)

        assert vn.calendar.calendar(years=years) == vn.calendar.calendar(
            years=years, cultural_day=False
        )

    def due(self, day: date, calendar: WorkCalendar = WIDER) -> Deadline:
        received_at = datetime(day.year, day.month, day.day, 9, tzinfo=calendar.tz)
        return compute_deadline(
            received_at,
            Term.working_days(1),
            calendar,
            rule=CountingRule.VN_CIVIL_CODE,
        )

    def test_a_deadline_that_depends_on_it_says_so(self) -> None:
        # Received on Monday 23 November: Wednesday 25.
        due = self.due(date(2026, 11, 23))

        assert due.due_day == date(2026, 11, 25)
        assert [c for c in due.caveats if c.startswith("2026-11-24")] == [
            "2026-11-24 (Ngày Văn hóa Việt Nam): secondary, Resolution 28/2026/QH16 art. 2(1)"
        ]

    def test_a_deadline_over_the_monday_before_says_that_a_swap_is_undecided(
        self,
    ) -> None:
        # Received on Friday 20 November: Monday 23, which may yet be swapped.
        due = self.due(date(2026, 11, 20))

        assert due.due_day == date(2026, 11, 23)
        (caveat,) = due.caveats
        assert caveat.startswith("2026-11-23 ")
        assert "unverified" in caveat
        assert "proposal" in caveat

    def test_the_saturday_of_the_proposed_swap_is_undecided_too(self) -> None:
        status = WIDER.status(date(2026, 11, 28))

        assert not status.is_working
        assert status.confidence is Confidence.UNVERIFIED

    def test_a_decision_settles_it(self) -> None:
        decision = Notice(
            days_off=[date(2026, 11, 23)],
            make_up_days=[date(2026, 11, 28)],
            citation="a decision",
        )
        settled = WIDER.with_notice(decision)

        due = self.due(date(2026, 11, 20), settled)

        assert due.due_day == date(2026, 11, 25)
        assert [caveat[:10] for caveat in due.caveats] == ["2026-11-24"]

    def test_a_deadline_elsewhere_says_nothing_of_it(self) -> None:
        assert self.due(date(2026, 11, 25)).caveats == ()


class TestRegimes:
    @pytest.mark.parametrize(
        ("received", "regime"),
        [
            ("2025-06-30T23:59:59+07:00", "Decree 61/2018/NĐ-CP"),
            ("2025-07-01T00:00:00+07:00", "Decree 118/2025/NĐ-CP"),
            ("2025-06-30T17:00:00+00:00", "Decree 118/2025/NĐ-CP"),
            ("2026-08-04T09:00:00+07:00", "Decree 118/2025/NĐ-CP"),
            (
                "2026-08-05T09:00:00+07:00",
                "Decree 118/2025/NĐ-CP, amended by Decree 309/2026/NĐ-CP",
            ),
        ],
    )
    def test_a_dossier_is_judged_by_the_regime_of_its_receipt(
        self, received: str, regime: str
    ) -> None:
        received_at = datetime.fromisoformat(received)

        due = vn.deadline(received_at, Term.working_days(3), WIDER)

        assert due.rule.regime == regime
        assert due.basis.regime == regime

    def test_before_the_first_regime_nothing_is_known(self) -> None:
        early = vn.calendar.calendar(years=[2014])

        with pytest.raises(NotVerifiedError):
            vn.deadline(
                datetime(2014, 3, 3, 9, tzinfo=early.tz), Term.working_days(3), early
            )

    def test_it_passes_on_what_it_is_given(self) -> None:
        # Monday 2 March 2026 and two days: Wednesday 4, or 5, or 3.
        received_at = datetime(2026, 3, 2, 9, tzinfo=WIDER.tz)

        def due(*, clear: bool, first_day_counted: bool | None) -> int:
            deadline = vn.deadline(
                received_at,
                Term.calendar_days(2),
                WIDER,
                clear=clear,
                first_day_counted=first_day_counted,
            )
            return deadline.due_day.day

        assert due(clear=False, first_day_counted=None) == 4
        assert due(clear=True, first_day_counted=None) == 5
        assert due(clear=False, first_day_counted=True) == 3


def snapshot() -> str:
    """Return one line per weekday that is off and per make-up day."""
    return "".join(
        f"{day:%Y-%m-%d %a}  {status.reason:<8} {status.name} [{status.source}]\n"
        for day in ALL_DAYS
        for status in (CALENDAR.status(day),)
        if status.reason is Reason.MAKE_UP
        or (day.weekday() < 5 and not status.is_working)
    )


class TestSnapshot:
    def test_it_is_current(self) -> None:
        assert SNAPSHOT.read_text("utf-8") == snapshot(), (
            "the calendar has changed; if that is meant, run: "
            "python tests/vietnam/test_calendar.py"
        )


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), "utf-8")
