"""Every persisted type: its snapshots, its schema, and other libraries' ways with it."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Final, cast
from zoneinfo import ZoneInfo

import cattrs
import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from egovkit.deadlines import (
    Basis,
    Confidence,
    CountingRule,
    Extension,
    Notice,
    OfficeHours,
    Pause,
    Promise,
    Term,
    Unit,
    WorkCalendar,
)
from egovkit.dossiers import (
    Actor,
    Correction,
    Migrated,
    Opening,
    Payment,
    Procedure,
)
from egovkit.errors import FaultsError
from egovkit.metrics import (
    CountingPolicy,
    Period,
    Published,
    ResolutionCounts,
    Timeliness,
)
from egovkit.outcome import Channel, DueBy, Outcome, Status
from egovkit.serial import (
    DOCUMENT_TYPES,
    from_json,
    from_plain,
    json_schema,
    to_json,
    to_plain,
)

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "serial"
FILES = sorted(SNAPSHOTS.glob("*/[A-Z]*.json"))
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HANOI)


BASIS = Basis(
    rule="VN_ONE_STOP",
    regime="Decree 118/2025/NĐ-CP",
    citation="Civil Code 2015 art. 148",
    parameters=("due=closing", "cut_off=15:00:00"),
    calendar="ab" * 32,
    origin="holidays 0.109",
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    notices=("12729/VPCP-KGVX",),
)
BIRTH = Procedure(
    "1.001193", "Đăng ký khai sinh", "Hộ tịch", Term([(Unit.WORKING_DAYS, 1)]), 2
)
HOURS = OfficeHours(
    ((time(7, 30), time(11, 30)), (time(13, 30), time(17))),
    weekdays={5: ((time(7, 30), time(11, 30)),)},
    dates={date(2026, 2, 13): ((time(8), time(10, 30, 15)),), date(2026, 2, 14): ()},
)
SWAP = Notice(
    days_off={date(2026, 1, 2): "Tết Dương lịch"},
    make_up_days=[date(2026, 1, 10)],
    undecided=[date(2026, 11, 24)],
    hours={date(2026, 2, 13): "08:00-10:00"},
    citation="12729/VPCP-KGVX",
    published=date(2025, 12, 25),
    complete_through=date(2026, 12, 31),
    source="https://example.org/12729",
    confidence=Confidence.SECONDARY,
)
RULE = CountingRule(
    name="portal",
    roll_hours="following",
    closure_before="preceding",
    adjust_limits={"weeks": 12, "days": 90},
    weekly_rest={6},
    cut_off=time(15),
    due="closing",
    effective_from=date(2025, 7, 1),
    article={"due": "art. 1"},
    versions=(CountingRule(name="portal", least_working_days=2),),
)
CALENDAR = (
    WorkCalendar(
        tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31), hours=HOURS,
        days_off={date(2026, 9, 2): "Quốc khánh"},
        known_through=date(2026, 6, 30),
    )
    .with_notice(SWAP)
    .with_closures({date(2026, 10, 5): "lụt"}, citation="45/TB")
)  # fmt: skip
COUNTS = ResolutionCounts(
    period=Period(date(2026, 1, 1), date(2026, 3, 31), HANOI),
    as_of=at(4, 15),
    policy=CountingPolicy(name="form", paused=None),
    carried_over=1,
    received=3,
    before_due=2,
    on_time=1,
    pending_within=1,
    open_stock=1,
)

VALUES: Final[dict[type[object], object]] = {
    type(value): value
    for value in (
        Actor("cb-014", ["officer", "head"], 2),
        BASIS,
        Correction(2, "gõ nhầm giờ"),
        CountingPolicy(
            name="form without columns",
            paused=Timeliness.PENDING_WITHIN,
            paused_past_due=None,
            withdrawn=Timeliness.ON_TIME,
        ),
        RULE,
        Extension(date(2026, 5, 20), "chờ đo đạc", at(5, 12), "45/TB-UBND"),
        Migrated(1, 2),
        Payment(39_000, online=True, reference="KBNN-7781"),
        SWAP,
        HOURS,
        Opening(
            "H53-260105-0001", "one-stop", 2, BIRTH, Channel.ONLINE, "Ninh Sơn",
            at(1, 5),
        ),
        Outcome(
            number="H53-260105-0001",
            procedure="1.001193",
            field="Hộ tịch",
            unit="Ninh Sơn",
            channel=Channel.COUNTER,
            received_at=at(1, 5),
            due_at=at(1, 6, 17),
            promised_at=at(1, 6, 17),
            resolved_at=at(1, 6, 16),
            returned_at=None,
            status=Status.REFUSED,
            due_by=DueBy.INSTANT,
            paused_seconds=0,
            supplements=1,
            extended=False,
            last_promised_at=at(1, 6, 17),
            reopened=0,
            paid_online=True,
        ),
        Pause(at(1, 5), at(1, 7), "supplement", "art. 19(4)"),
        Period(date(2024, 12, 15), date(2025, 3, 14), "Asia/Ho_Chi_Minh"),
        BIRTH,
        Promise(at(1, 6, 17), BASIS),
        Published(
            total=10366,
            counts={"overdue": 5},
            percentages={"before_due": Decimal("96.80"), "on_time": Decimal("3.15")},
            exhaustive=True,
        ),
        COUNTS,
        Term([(Unit.MONTHS, 2), (Unit.CALENDAR_DAYS, 10)]),
        CALENDAR,
    )
}  # fmt: skip

every_type = pytest.mark.parametrize(
    "kind", DOCUMENT_TYPES, ids=lambda kind: cast("type[object]", kind).__name__
)


def test_every_persisted_type_is_looked_at_here() -> None:
    assert set(VALUES) == set(DOCUMENT_TYPES)


def last_snapshot(kind: type[object]) -> str:
    """Return what the release wrote that changed the layout last."""
    files = [file for file in FILES if file.stem == kind.__name__]
    last = max(files, key=lambda file: [int(n) for n in file.parent.name.split(".")])
    return last.read_text("utf-8").rstrip("\n")


@pytest.mark.parametrize(
    "file", FILES, ids=lambda file: file.relative_to(SNAPSHOTS).as_posix()
)
def test_what_a_release_wrote_still_loads_as_the_same_value(file: Path) -> None:
    kind = next(kind for kind in DOCUMENT_TYPES if kind.__name__ == file.stem)

    loaded = from_json(kind, file.read_text("utf-8"))

    assert loaded == VALUES[kind]
    assert type(loaded) is kind


@every_type
class TestDocument:
    def test_it_is_still_written_as_the_last_release_did(
        self, kind: type[object]
    ) -> None:
        """A change of the layout comes with a new version, and a new snapshot."""
        assert to_json(VALUES[kind]) == last_snapshot(kind)

    def test_it_is_json_with_keys_in_order_and_no_blanks(
        self, kind: type[object]
    ) -> None:
        text = to_json(VALUES[kind])

        assert text == json.dumps(
            json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    def test_an_indented_one_reads_back_too(self, kind: type[object]) -> None:
        text = to_json(VALUES[kind], indent=2)

        assert text.count("\n") > 2
        assert from_json(kind, text) == VALUES[kind]

    def test_it_fits_its_schema(self, kind: type[object]) -> None:
        schema = json_schema(kind)
        document = json.loads(to_json(VALUES[kind]))

        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(document, schema, jsonschema.Draft202012Validator)

    def test_what_its_schema_does_not_know_is_refused_by_both(
        self, kind: type[object]
    ) -> None:
        document = {**json.loads(to_json(VALUES[kind])), "more": 1}

        with pytest.raises(jsonschema.ValidationError, match="more"):
            jsonschema.validate(
                document, json_schema(kind), jsonschema.Draft202012Validator
            )
        with pytest.raises(ExceptionGroup):
            from_json(kind, json.dumps(document))


@every_type
class TestOtherLibraries:
    def test_it_goes_through_pydantic_and_back(self, kind: type[object]) -> None:
        adapter = TypeAdapter[object](kind)
        value = VALUES[kind]

        assert adapter.validate_json(adapter.dump_json(value)) == value
        assert adapter.validate_python(value) is value
        assert adapter.dump_python(value) is value

    def test_pydantic_describes_what_it_writes(self, kind: type[object]) -> None:
        adapter = TypeAdapter[object](kind)
        schema = adapter.json_schema()

        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(
            adapter.dump_python(VALUES[kind], mode="json"), schema,
            jsonschema.Draft202012Validator,
        )  # fmt: skip
        assert schema["title"] == kind.__name__

    def test_it_goes_through_msgspec_and_back(self, kind: type[object]) -> None:
        packed = msgspec.msgpack.encode(to_plain(VALUES[kind]))

        assert from_plain(kind, msgspec.msgpack.decode(packed)) == VALUES[kind]

    def test_it_goes_through_cattrs_and_back(self, kind: type[object]) -> None:
        converter = cattrs.Converter()
        converter.register_unstructure_hook_func(DOCUMENT_TYPES.__contains__, to_plain)
        converter.register_structure_hook_func(
            DOCUMENT_TYPES.__contains__, lambda data, wanted: from_plain(wanted, data)
        )

        plain = converter.unstructure([VALUES[kind]])

        assert json.loads(json.dumps(plain)) == plain
        assert converter.structure(plain, list[kind]) == [VALUES[kind]]  # type: ignore[valid-type]


class TestZones:
    """Instants are written with offsets; an outcome also keeps the rules of its zone."""

    def test_an_outcome_over_the_change_to_summer_time_keeps_its_zone(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        outcome = Outcome(
            number="1",
            received_at=datetime(2026, 3, 27, 9, tzinfo=berlin),
            due_at=datetime(2026, 3, 31, 23, 59, 59, tzinfo=berlin),
        )

        document = json.loads(to_json(outcome))
        again = from_json(Outcome, to_json(outcome))

        assert document["received_at"].endswith("+01:00")
        assert document["due_at"].endswith("+02:00")
        assert again == outcome
        assert again.received_at.tzinfo is berlin

    def test_an_hour_that_occurs_twice_comes_back_as_the_same_one(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        second = datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=1)

        again = from_json(Outcome, to_json(Outcome(number="1", received_at=second)))

        assert again.received_at.fold == 1
        assert again.received_at.astimezone(UTC) == datetime(
            2026, 10, 25, 1, 30, tzinfo=UTC
        )

    @pytest.mark.parametrize(
        ("tz", "text"),
        [
            (UTC, "+00:00"),
            (ZoneInfo("UTC"), "UTC"),
            (timezone(timedelta(hours=-3, minutes=-30)), "-03:30"),
            (
                ZoneInfo("America/Argentina/Buenos_Aires"),
                "America/Argentina/Buenos_Aires",
            ),
        ],
    )
    def test_a_zone_is_written_by_name_or_as_an_offset(
        self, tz: timezone | ZoneInfo, text: str
    ) -> None:
        period = Period(date(2026, 1, 1), date(2026, 1, 31), tz)

        assert json.loads(to_json(period))["tz"] == text
        assert from_json(Period, to_json(period)) == period

    @pytest.mark.parametrize("name", ["Mars/Olympus", "Asia", "../etc", "+25:00", ""])
    def test_what_is_no_zone_is_refused(self, name: str) -> None:
        text = json.dumps(
            {"v": 1, "first": "2026-01-01", "last": "2026-01-01", "tz": name}
        )

        with pytest.raises(ExceptionGroup) as caught:
            from_json(Period, text)

        assert "$.tz" in str(caught.value.exceptions[0])


class TestCalendar:
    def test_it_comes_back_with_all_it_says_of_days(self) -> None:
        again = from_json(WorkCalendar, to_json(CALENDAR))

        assert again.marked_days == CALENDAR.marked_days
        assert again.notices == (SWAP,)
        assert again.known_through == date(2026, 12, 31)
        assert again.closing(date(2026, 2, 13)) == time(10)

    def test_one_that_was_changed_is_refused(self) -> None:
        text = to_json(CALENDAR).replace("2026-09-02", "2026-09-03")

        with pytest.raises(ExceptionGroup) as caught:
            from_json(WorkCalendar, text)

        assert "fingerprint" in str(caught.value.exceptions[0])


class TestPreset:
    def test_a_preset_comes_back_with_its_versions_and_their_words(self) -> None:
        rule = CountingRule.VN_ONE_STOP

        again = from_json(CountingRule, to_json(rule))

        assert again == rule
        assert again.versions[0].words == rule.versions[0].words
        assert again.on(date(2024, 1, 1)).regime == "Decree 61/2018/NĐ-CP"


leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | (st.sampled_from(["2026-01-05", "2026-01-05T09:00:00+07:00", "07:30:00", "1.50"]))
)
others = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(kind=st.sampled_from(DOCUMENT_TYPES), data=st.data())
def test_whatever_stands_in_a_field_is_read_or_refused_in_our_own_words(
    kind: type[object], data: st.DataObject
) -> None:
    document = json.loads(to_json(VALUES[kind]))
    document[data.draw(st.sampled_from(sorted(document)))] = data.draw(others)

    try:
        value = from_json(kind, json.dumps(document))
    except FaultsError:
        return
    assert from_json(kind, to_json(value)) == value


@given(text=st.text())
def test_any_text_is_refused_in_our_own_words(text: str) -> None:
    with pytest.raises(FaultsError):
        from_json(Actor, text)
