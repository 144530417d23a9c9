import ast
import csv
import json
import os
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovkit.cli import _demo, _ward, _ward_dossiers, main
from egovkit.deadlines import (
    CountingRule,
    CutOffShifts,
    Notice,
    Pause,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.outcome import Channel, Outcome, Status
from egovkit.storage import Store

SEED = 2022
CALENDAR = _demo.official_calendar()
TABLE = _demo.table()
PROCEDURES = _ward_dossiers.procedures(TABLE)
TERMS = {code: Term.parse(str(p.term)) for code, p in PROCEDURES.items()}
TZ = CALENDAR.tz
END = datetime(2024, 12, 31, 23, 59, 59, tzinfo=TZ)
SWAPPED_OFF, MADE_UP = date(2024, 4, 29), date(2024, 5, 4)


@pytest.fixture(scope="module")
def histories() -> list[_ward.History]:
    return _ward.simulate(SEED, CALENDAR, TABLE)


@pytest.fixture(scope="module")
def rows(histories: list[_ward.History]) -> list[Outcome]:
    return outcomes(histories)


def outcomes(
    histories: list[_ward.History], calendar: WorkCalendar = CALENDAR
) -> list[Outcome]:
    """Let the dossiers live through the workflow, and read off their rows."""
    workflow = _ward_dossiers.workflow()
    return [
        dossier.outcome(workflow, as_of=END)
        for dossier in _ward_dossiers.dossiers(histories, PROCEDURES, calendar, END)
    ]


def received(histories: list[_ward.History], *channels: Channel) -> Counter[date]:
    return Counter(
        history.dossier.received_at.date()
        for history in histories
        if history.dossier.channel in channels
    )


def timeliness(rows: list[Outcome]) -> Counter[str]:
    """Classify by hand: no more than a comparison of days."""
    counts = Counter[str]()
    for row in rows:
        if row.status is not Status.RESOLVED:
            continue
        assert row.resolved_at is not None
        assert row.due_at is not None
        late = (row.resolved_at.date() - row.due_at.date()).days
        counts["overdue" if late > 0 else "before_due" if late else "on_time"] += 1
    return counts


class TestArrivals:
    def test_as_many_dossiers_come_in_as_the_survey_counts(
        self, histories: list[_ward.History]
    ) -> None:
        numbers = [history.dossier.number for history in histories]

        assert len(set(numbers)) == len(numbers) == 10366

    def test_numbers_follow_the_order_of_receipt(
        self, histories: list[_ward.History]
    ) -> None:
        instants = [history.dossier.received_at for history in histories]

        assert instants == sorted(instants)
        assert {at.year for at in instants} == {2022, 2023, 2024}

    def test_the_counter_is_open_on_worked_days_in_office_hours_only(
        self, histories: list[_ward.History]
    ) -> None:
        at_counter = [
            history.dossier.received_at
            for history in histories
            if history.dossier.channel is Channel.COUNTER
        ]

        assert all(CALENDAR.is_working_day(at.date()) for at in at_counter)
        assert all(
            time(7) <= at.time() < time(11, 30) or time(13, 30) <= at.time() < time(17)
            for at in at_counter
        )

    def test_a_make_up_saturday_is_worked_and_other_saturdays_are_not(
        self, histories: list[_ward.History]
    ) -> None:
        days = received(histories, Channel.COUNTER, Channel.POST)

        assert {day for day in days if day.weekday() >= 5} == {MADE_UP}
        assert SWAPPED_OFF not in days

    def test_online_dossiers_come_in_on_days_off_and_at_night_too(
        self, histories: list[_ward.History]
    ) -> None:
        online = [
            history.dossier.received_at
            for history in histories
            if history.dossier.channel is Channel.ONLINE
        ]

        assert any(at.weekday() == 6 for at in online)
        assert any(at.hour >= 20 for at in online)

    def test_tet_empties_the_ward_and_fills_it_afterwards(
        self, histories: list[_ward.History]
    ) -> None:
        """Tet 2024 is from 8 to 14 February; compare ten worked days with the mean."""
        days = received(histories, *Channel)
        worked = [d for d in days if CALENDAR.is_working_day(d) and d.year == 2024]
        mean = sum(days[d] for d in worked) / len(worked)
        before = [CALENDAR.add_working_days(date(2024, 2, 8), -n) for n in range(1, 6)]
        after = [CALENDAR.add_working_days(date(2024, 2, 14), n) for n in range(1, 6)]

        assert sum(days[d] for d in before) / 5 < 0.8 * mean
        assert sum(days[d] for d in after) / 5 > 1.2 * mean

    def test_another_seed_brings_other_dossiers(
        self, histories: list[_ward.History]
    ) -> None:
        others = _ward.simulate(SEED + 1, CALENDAR, TABLE)

        assert [h.dossier.number for h in others] != [
            h.dossier.number for h in histories
        ]


class TestIndependenceFromDueDates:
    def test_other_terms_leave_every_event_as_it_is(
        self, histories: list[_ward.History]
    ) -> None:
        table = deepcopy(dict(TABLE))
        for procedure in cast("list[dict[str, Any]]", table["procedure"]):
            procedure["term"] = "1 hour"

        assert _ward.simulate(SEED, CALENDAR, table) == histories

    def test_a_table_without_terms_is_enough(
        self, histories: list[_ward.History]
    ) -> None:
        table = deepcopy(dict(TABLE))
        for procedure in cast("list[dict[str, Any]]", table["procedure"]):
            del procedure["term"]

        assert _ward.simulate(SEED, CALENDAR, table) == histories

    def test_the_simulator_imports_nothing_that_counts_a_term(self) -> None:
        tree = ast.parse(Path(_ward.__file__).read_text("utf-8"))
        imported = {
            f"{node.module}.{name.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        } | {
            name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for name in node.names
        }

        assert {name for name in imported if name.startswith("egovkit")} == {
            "egovkit._time.local_instant",
            "egovkit.deadlines.WorkCalendar",
            "egovkit.outcome.Channel",
            "egovkit.outcome.Status",
        }


def minute(n: int) -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=n)


def dossier(number: int, at: int, visits: tuple[_ward.Visit, ...]) -> _ward.Dossier:
    return _ward.Dossier(
        number=str(number),
        procedure=_ward.Procedure("desk", "X", "Y", 1, 1, 0),
        channel=Channel.ONLINE,
        received_at=minute(at),
        visits=visits,
        ending=Status.RESOLVED,
        collected_after=timedelta(),
    )


Shift = tuple[int, int]
_HORIZON = 2000


def by_the_minute(
    jobs: list[tuple[int, int]], shifts: list[list[Shift]]
) -> dict[int, int]:
    """Play the queue minute by minute: who is idle and at work takes the next one."""
    waiting: list[int] = []
    busy: list[tuple[int, int] | None] = [None for _ in shifts]
    ended = {}
    for now in range(_HORIZON):
        at_work = [any(a <= now < b for a, b in own) for own in shifts]
        waiting += [i for i, (at, _) in enumerate(jobs) if at == now]
        for officer in range(len(shifts)):
            if busy[officer] is None and at_work[officer] and waiting:
                i = waiting.pop(0)
                busy[officer] = i, jobs[i][1]
        for officer, job in enumerate(busy):
            if job is not None and at_work[officer]:
                i, left = job
                busy[officer] = (i, left - 1) if left > 1 else None
                if left == 1:
                    ended[i] = now + 1
    return ended


shift_lists = st.lists(
    st.tuples(st.integers(1, 40), st.integers(1, 60)), max_size=4
).map(
    lambda gaps: (
        [
            (start, start + length)
            for i, (gap, length) in enumerate(gaps)
            for start in [sum(sum(g) for g in gaps[:i]) + gap]
        ]
        + [(900, _HORIZON)]
    )
)


class TestQueue:
    def test_work_goes_on_after_lunch(self) -> None:
        day = [(minute(7 * 60), minute(690)), (minute(810), minute(17 * 60))]

        assert _ward.Shifts(day).done(minute(11 * 60), timedelta(hours=1)) == minute(
            14 * 60
        )

    def test_work_may_end_with_the_shift(self) -> None:
        day = [(minute(7 * 60), minute(690)), (minute(810), minute(17 * 60))]

        assert _ward.Shifts(day).done(minute(660), timedelta(minutes=30)) == minute(690)

    def test_an_officer_finishes_one_dossier_before_the_next(self) -> None:
        officer = _ward.Officer(_ward.Shifts([(minute(0), minute(100))]))

        assert officer.work(minute(10), 30) == minute(40)
        assert officer.work(minute(20), 5) == minute(45)

    def test_a_pause_lets_others_pass_and_ends_with_the_answer(self) -> None:
        staff = {"desk": [_ward.Officer(_ward.Shifts([(minute(0), minute(1000))]))]}
        waits = _ward.Visit("desk", 10, timedelta(minutes=100))
        work = _ward.Visit("desk", 20)

        ended = _ward._queued(  # noqa: SLF001 - the queue by itself
            [dossier(1, 0, (waits, work)), dossier(2, 5, (work,))],
            staff,
            _ward.Shifts([(minute(0), minute(1000))]),
        )

        assert [(h.dossier.number, h.pauses, h.ended_at) for h in ended] == [
            ("2", (), minute(30)),
            ("1", ((minute(10), minute(110)),), minute(130)),
        ]

    @settings(deadline=None)
    @given(
        jobs=st.lists(
            st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=10
        ).map(sorted),
        shifts=st.lists(shift_lists, min_size=1, max_size=3),
    )
    def test_dossiers_end_when_playing_the_queue_by_the_minute_says(
        self, jobs: list[tuple[int, int]], shifts: list[list[Shift]]
    ) -> None:
        staff = {
            "desk": [
                _ward.Officer(_ward.Shifts((minute(a), minute(b)) for a, b in own))
                for own in shifts
            ]
        }
        dossiers = [
            dossier(i, at, (_ward.Visit("desk", work),))
            for i, (at, work) in enumerate(jobs)
        ]

        ended = _ward._queued(  # noqa: SLF001
            dossiers, staff, _ward.Shifts([(minute(0), minute(_HORIZON))])
        )

        assert {int(h.dossier.number): h.ended_at for h in ended} == {
            i: minute(end) for i, end in by_the_minute(jobs, shifts).items()
        }


class TestDueDates:
    def test_one_more_day_off_moves_due_dates_and_counts(
        self, histories: list[_ward.History], rows: list[Outcome]
    ) -> None:
        """The day off is one on which some dossier was resolved on its due day."""
        day = next(
            row.due_at.date()
            for row in rows
            if row.due_at
            and row.resolved_at
            and row.due_at.date() == row.resolved_at.date()
            and row.status is Status.RESOLVED
            and not row.supplements
            and str(TERMS[row.procedure or ""]) == "1 working day"
        )
        later = CALENDAR.with_notice(Notice(days_off=[day], citation="a new notice"))

        moved = outcomes(histories, later)

        before, after = timeliness(rows), timeliness(moved)
        assert after["on_time"] < before["on_time"]
        assert after["before_due"] > before["before_due"]
        assert after.total() == before.total()
        assert [row.resolved_at for row in moved] == [row.resolved_at for row in rows]

    def test_without_the_swap_of_2024_due_dates_pass_other_days(
        self, histories: list[_ward.History], rows: list[Outcome]
    ) -> None:
        """Dispatch 2450 made 29 April 2024 a day off and 4 May a worked one."""
        unswapped = CALENDAR.with_notice(
            Notice(days_off=[MADE_UP], make_up_days=[SWAPPED_OFF], citation="no swap")
        )

        moved = {
            (row.received_at.date(), row.due_at.date(), other.due_at.date())
            for row, other in zip(rows, outcomes(histories, unswapped), strict=True)
            if row.due_at and other.due_at and row.due_at != other.due_at
            if not row.supplements
            if str(TERMS[row.procedure or ""]).endswith("working days")
        }

        pairs = {(due, other) for _, due, other in moved}
        assert (date(2024, 5, 2), SWAPPED_OFF) in pairs
        assert (MADE_UP, date(2024, 5, 3)) in pairs
        for received_day, due, other in moved:
            assert (other < due) is (received_day < SWAPPED_OFF)

    def test_only_a_pause_moves_a_due_date_off_the_promised_one(
        self, rows: list[Outcome]
    ) -> None:
        moved = [row for row in rows if row.due_at != row.promised_at]

        assert moved
        assert all(row.supplements and row.paused_seconds for row in moved)
        assert all(
            row.due_at > row.promised_at
            for row in moved
            if row.due_at and row.promised_at
        )

    def test_within_the_day_is_the_next_one_after_15_00(
        self, rows: list[Outcome]
    ) -> None:
        same_day = [
            row
            for row in rows
            if TERMS[row.procedure or ""].is_same_day
            and CALENDAR.is_working_day(row.received_at.date())
        ]

        for row in same_day:
            is_late = row.received_at.time() > time(15)
            expected = CALENDAR.add_working_days(row.received_at.date(), int(is_late))
            assert row.promised_at
            assert row.promised_at.date() == expected
        assert {row.received_at.time() > time(15) for row in same_day} == {True, False}


class TestHistories:
    def test_the_database_gives_the_rows_that_the_histories_give(
        self, histories: list[_ward.History], rows: list[Outcome], tmp_path: Path
    ) -> None:
        some = histories[::10]
        lived = _ward_dossiers.dossiers(some, PROCEDURES, CALENDAR, END)

        stored = _demo.store_dossiers(tmp_path / "a.sqlite", lived, CALENDAR)

        assert stored == rows[::10]

    def test_they_say_what_receipt_waits_and_end_say_without_a_workflow(
        self, histories: list[_ward.History], rows: list[Outcome]
    ) -> None:
        for history, row in zip(histories, rows, strict=True):
            dossier = history.dossier
            waits = [
                Pause(start, end if end <= END else None)
                for start, end in history.pauses
                if start <= END
            ]
            rule = CountingRule.VN_ONE_STOP
            if TERMS[dossier.procedure.code].is_same_day:
                rule = rule.evolve(cut_off_shifts=CutOffShifts.CLOCK)
            closed = [wait for wait in waits if wait.end is not None]
            is_withdrawn = history.dossier.ending is Status.WITHDRAWN
            due = compute_deadline(
                dossier.received_at, TERMS[dossier.procedure.code], CALENDAR, rule=rule,
                pauses=closed[:-1] if is_withdrawn and history.ended_at <= END else closed,
            )  # fmt: skip
            waited = sum(((w.end or END) - w.start for w in waits), timedelta())

            assert row.due_at == due.due_at
            assert row.supplements == len(waits)
            assert row.paused_seconds == int(waited.total_seconds())
            assert (row.resolved_at is None) is (history.ended_at > END)

    def test_the_file_is_checked_record_by_record(
        self, histories: list[_ward.History], tmp_path: Path
    ) -> None:
        file = tmp_path / "a.sqlite"
        lived = _ward_dossiers.dossiers(histories[:50], PROCEDURES, CALENDAR, END)
        _demo.store_dossiers(file, lived, CALENDAR)

        with Store.open(
            f"sqlite:///{file}", workflows=[_ward_dossiers.workflow()]
        ) as store:
            assert store.verify().dossiers == 50


class TestTableAtTheEndOf2024:
    def test_nothing_has_happened_that_comes_later(self, rows: list[Outcome]) -> None:
        assert all(
            at is None or at <= END
            for row in rows
            for at in (row.received_at, row.resolved_at, row.returned_at)
        )

    def test_who_waits_for_papers_is_paused_and_who_waits_in_the_queue_is_not(
        self, histories: list[_ward.History], rows: list[Outcome]
    ) -> None:
        for history, row in zip(histories, rows, strict=True):
            if history.ended_at > END:
                waits = any(start <= END < end for start, end in history.pauses)
                assert row.status is (Status.PAUSED if waits else Status.PENDING)
            else:
                assert row.status is history.dossier.ending

    def test_all_five_statuses_and_three_channels_occur_in_some_year(
        self, histories: list[_ward.History]
    ) -> None:
        endings = {history.dossier.ending for history in histories}

        assert endings == {Status.RESOLVED, Status.REFUSED, Status.WITHDRAWN}
        assert {history.dossier.channel for history in histories} == {*Channel}

    @pytest.mark.parametrize("seed", [1, 2, 3, SEED])
    def test_the_ward_copes_about_as_well_as_the_survey_says(self, seed: int) -> None:
        """The survey: 96.87 % before due, 3.08 % on time, 0.05 % neither."""
        histories = _ward.simulate(seed, CALENDAR, TABLE)
        counts = timeliness(outcomes(histories))
        share = {name: count / counts.total() for name, count in counts.items()}

        assert 0.955 < share["before_due"] < 0.98
        assert 0.02 < share["on_time"] < 0.04
        assert 0 < share["overdue"] < 0.01


def run(folder: Path, *options: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "egovkit", "demo", "--out", str(folder), *options],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONHASHSEED": folder.name},
    )
    assert not done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "1"


@pytest.fixture(scope="module")
def data(folder: Path) -> dict[str, Any]:
    printed: dict[str, Any] = json.loads(run(folder, "--json"))
    return printed


def written(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return [*csv.DictReader(text)]


def by_hand(file: Path) -> Counter[str]:
    """Count the written rows with csv and datetime only."""
    table = written(file)
    counts = Counter(row["status"] for row in table)
    for row in table:
        if row["status"] == "resolved":
            end = datetime.fromisoformat(row["resolved_at"]).date()
            due = datetime.fromisoformat(row["due_at"]).date()
            counts["before_due"] += end < due
            counts["on_time"] += end == due
            counts["overdue"] += end > due
    return counts


class TestVerb:
    def test_one_seed_gives_the_same_bytes_in_every_process(
        self, data: dict[str, Any], folder: Path, tmp_path: Path
    ) -> None:
        printed = run(tmp_path / "2")

        assert data["seed"] == SEED
        assert printed.splitlines()[0].startswith("simulated ")
        assert printed.splitlines()[-1].split()[-1] == str(
            tmp_path / "2" / "report.html"
        )
        assert (folder / "dossiers.csv").read_bytes() == (
            tmp_path / "2" / "dossiers.csv"
        ).read_bytes()

    def test_the_counts_are_those_of_the_file(
        self, data: dict[str, Any], folder: Path
    ) -> None:
        hand = by_hand(folder / "dossiers.csv")
        total = data["total"]

        for name in ("before_due", "on_time", "overdue", "refused", "withdrawn"):
            assert total[name] == hand[name] > 0
        assert total["paused"] == hand["paused"]
        assert total["pending_within"] + total["pending_overdue"] == hand["pending"]
        assert total["received"] == sum(1 for _ in written(folder / "dossiers.csv"))

    def test_the_fields_add_up_to_the_total(self, data: dict[str, Any]) -> None:
        for name in data["total"].keys() - {"percentages"}:
            of_fields = [counts[name] for counts in data["by_field"].values()]
            assert data["total"][name] == sum(of_fields)

    def test_the_published_figures_stand_beside_with_what_they_allow(
        self, data: dict[str, Any]
    ) -> None:
        """10,042 + 319 + 5 of 10,366 is the only way to round to 96.87 and 3.08."""
        published = data["published"]

        assert published["percentages"] == {"before_due": "96.87", "on_time": "3.08"}
        assert published["solutions"]["half_up"] == {
            "before_due": [10042, 10042],
            "on_time": [319, 319],
            "other": [5, 5],
        }

    def test_data_and_every_row_say_that_they_are_simulated(
        self, data: dict[str, Any], folder: Path
    ) -> None:
        assert next(iter(data)) == "simulated"
        assert all(
            "simulated" in row["unit"] for row in written(folder / "dossiers.csv")
        )

    def test_the_page_says_so_in_its_title_and_before_any_figure(
        self, data: dict[str, Any], folder: Path
    ) -> None:
        page = (folder / "report.html").read_text("utf-8")
        body = page[page.index("<main") :]

        assert data["report"] == str(folder / "report.html")
        assert "<h1>A simulated ward" in page
        resolved = sum(data["total"][n] for n in ("before_due", "on_time", "overdue"))
        assert body.index("SIMULATED: no office") < body.index(f"{resolved:,}")

    def test_the_page_can_be_in_vietnamese(self, tmp_path: Path) -> None:
        run(tmp_path / "3", "--language", "vi")

        page = (tmp_path / "3" / "report.html").read_text("utf-8")
        assert '<html lang="vi">' in page
        assert "MÔ PHỎNG: các hồ sơ này" in page

    def test_a_file_in_the_place_of_the_folder_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        place = tmp_path / "out"
        place.touch()

        assert main(["demo", "--out", str(place)]) == 2
        assert str(place) in capsys.readouterr().err
        assert [*tmp_path.iterdir()] == [place]


class TestProcedures:
    def test_every_procedure_has_a_desk_a_term_and_a_code_of_its_own(self) -> None:
        procedures = cast("list[dict[str, Any]]", TABLE["procedure"])
        fields = [
            field
            for desk in cast("list[dict[str, Any]]", TABLE["desk"])
            for field in desk["fields"]
        ]

        assert len(fields) == len(set(fields))
        assert {procedure["field"] for procedure in procedures} == set(fields)
        assert len(TERMS) == len(procedures) >= 30
