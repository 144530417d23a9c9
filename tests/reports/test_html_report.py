"""The page: whole, self-contained, accessible, escaped, and right."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import egovkit
from egovkit.deadlines import WorkCalendar
from egovkit.errors import InvalidValueError, RowError
from egovkit.metrics import CountingPolicy, Period, ResolutionCounts, Timeliness
from egovkit.outcome import Outcome, Status
from egovkit.reports import Source, Tally, _html, html_report
from egovkit.reports._labels import Labels, labels_in

Make = Callable[..., str]
Parse = Callable[[str], ET.Element]
NB = "\N{NO-BREAK SPACE}"
HOSTILE = "<script>alert('1')</script>\"&\0 ]]> {by}"


def text(element: ET.Element | None) -> str:
    """Return the words of an element, as a reader sees them."""
    assert element is not None
    return re.sub(" +", " ", "".join(element.itertext())).strip()


def table(page: ET.Element, name: str) -> list[list[str]]:
    """Return the cells of a table, row by row, its head and foot included."""
    found = page.find(f".//table[@class='{name}']")
    assert found is not None
    return [[text(cell) for cell in row] for row in found.iter("tr")]


def by_id(page: ET.Element, name: str) -> ET.Element:
    (found,) = (element for element in page.iter() if element.get("id") == name)
    return found


def section(page: ET.Element, name: str) -> ET.Element:
    found = page.find(f".//section[@aria-labelledby='{name}']")
    assert found is not None
    return found


def elements_of(page: ET.Element, class_: str) -> Iterator[ET.Element]:
    return (e for e in page.iter() if class_ in e.get("class", "").split())


class TestFigures:
    """The expected figures are counted by hand from the fixture `dossiers`."""

    @pytest.fixture
    def page(self, dossiers: list[Outcome], make: Make, parse: Parse) -> ET.Element:
        return parse(make(dossiers))

    def test_the_counts_reconcile_before_the_eyes(self, page: ET.Element) -> None:
        left, right = (text(side) for side in elements_of(page, "side"))

        assert left == "1 carried over + 11 received"
        assert right == (
            "= 4 resolved + 2 pending + 2 paused + 1 refused + 1 withdrawn + 2 no term"
        )
        verdicts = [text(verdict) for verdict in elements_of(page, "verdict")]
        assert verdicts[0] == "✓ 12 = 12, the counts reconcile"

    def test_every_group_reconciles_too(self, page: ET.Element) -> None:
        _, _, *rows, foot = table(page, "counts")

        assert rows == [
            ["Hộ tịch", "1", "8", "2", "1", "0", "0", "0", "2", "1", "1", "2", "9 = 9 ✓"],
            ["Đất đai", "0", "2", "0", "0", "1", "1", "0", "0", "0", "0", "0", "2 = 2 ✓"],
            ["not stated", "0", "1", "0", "0", "0", "0", "1", "0", "0", "0", "0", "1 = 1 ✓"],
        ]  # fmt: skip
        assert foot[:3] == ["All", "1", "11"]
        assert foot[-1] == "12 = 12 ✓"

    def test_percentages_stand_beside_their_fractions_and_add_up(
        self, page: ET.Element
    ) -> None:
        rows = {name: cells for name, *cells in table(page, "classes")}

        assert rows["Before due"] == [
            "2", f"2/12 16.67{NB}%", f"2/5 40.00{NB}%", f"2/4 50.00{NB}%",
        ]  # fmt: skip
        assert rows["Pending overdue"] == [
            "1",
            f"1/12 8.33{NB}%",
            f"1/5 20.00{NB}%",
            "–",
        ]
        assert rows["Sum"] == ["12", *[f"100.00{NB}%"] * 3]
        for column in (1, 2, 3):
            shares = [cells[column] for name, cells in rows.items() if name in CLASSES]
            numbers = [s.partition(" ")[2].removesuffix(f"{NB}%") for s in shares]
            assert sum(round(100 * float(n)) for n in numbers if n) == 10_000

    def test_each_rate_names_its_denominator(self, page: ET.Element) -> None:
        _, resolved, due, received = table(page, "rates")

        assert resolved[0].startswith("Resolved: before due + on time + overdue")
        assert resolved[1:] == ["3", "4", f"75.00{NB}%"]
        assert due[1:] == ["3", "5", f"60.00{NB}%"]
        assert received[1:] == ["3", "12", f"25.00{NB}%"]

    def test_the_flow_ends_at_the_open_stock(self, page: ET.Element) -> None:
        assert table(page, "flow-table")[1:] == [
            ["January 2026", "11", "7", "5"],
            ["Sum", "11", "7", "5"],
        ]
        assert "✓ 1 carried over + 11 received − 7 ended = 5 open" in text(
            section(page, "flow")
        )

    def test_durations_are_those_of_the_resolved(self, page: ET.Element) -> None:
        """13, 1, 4 and 11 days in one field, 6 in the other."""
        assert table(page, "durations-table")[1:] == [
            ["Hộ tịch", "4", "1", "4", "13", "13"],
            ["Đất đai", "1", "6", "6", "6", "6"],
            ["not stated", "0", "–", "–", "–", "–"],
            ["All", "5", "1", "6", "13", "13"],
        ]

    def test_what_must_be_known_first_comes_first(self, page: ET.Element) -> None:
        first, second = (
            section.get("aria-labelledby") for section in [*page.iter("section")][:2]
        )
        told = [text(item) for item in section(page, "findings").iter("li")]

        assert (first, second) == ("findings", "figures")
        assert [item.split("Counted")[0].split("A table")[0] for item in told[:2]] == [
            "Note2 without a due date",
            "Note1 paused with the due day past",
        ]
        assert told[2].startswith("Note2 outside of the period")
        assert told[-1].startswith("CheckedThe percentages pass egovkit’s own audit")

    def test_file_time_zone_policy_and_version_are_named(
        self, page: ET.Element
    ) -> None:
        header = text(page.find(".//header"))

        assert "1 January 2026 to 31 January 2026" in header
        assert "As of1 February 2026 00:00:00" in header
        assert "Time zoneAsia/Ho_Chi_Minh" in header
        assert "Fileward.csv" in header
        assert "Counting policyOwn classes" in header
        assert text(page.find(".//footer")) == f"Made by egovkit {egovkit.__version__}"

    def test_the_state_shown_is_that_at_the_end_of_the_period(
        self, page: ET.Element
    ) -> None:
        assert "the state at 31 January 2026 23:59:59" in text(section(page, "method"))


CLASSES = [str(labels_in("en").table[f"class.{name}"]) for name in Timeliness]


class TestLanguage:
    def test_vietnamese_has_its_words_numbers_and_days(
        self, make: Make, parse: Parse
    ) -> None:
        at = datetime.fromisoformat("2026-01-05T09:00+07:00")
        rows = (
            Outcome(number="1", received_at=at, due_at=at, resolved_at=at)
            for _ in range(10_366)
        )
        page = parse(make(rows, language="vi"))

        assert page.get("lang") == "vi"
        assert "01/01/2026 đến 31/01/2026" in text(page.find(".//header"))
        assert table(page, "classes")[2] == [
            "Đúng hạn", "10.366", *[f"10.366/10.366 100,00{NB}%"] * 3,
        ]  # fmt: skip
        assert "10.366 = 10.366, số liệu khớp" in text(section(page, "standing"))

    def test_words_of_the_schema_are_told_in_the_reports_language(
        self, make: Make, parse: Parse
    ) -> None:
        at = datetime.fromisoformat("2026-01-05T09:00+07:00")
        rows = [Outcome(number="1", received_at=at, status=Status.PENDING)]
        page = parse(make(rows, language="vi", by=("status", "unit")))

        names = [row[0] for row in table(page, "counts")]
        assert names[0] == "Trạng thái / đơn vị"
        assert "đang xử lý / không nêu" in names

    def test_english_faults_are_marked_as_such_in_a_vietnamese_report(
        self, make: Make, parse: Parse
    ) -> None:
        source = Source(
            name="a",
            dossiers=0,
            faults=[RowError(7, "Ngày", "x", "a day"), "dossier 1"],
        )
        page = parse(make([], language="vi", source=source))

        cells = page.findall(".//table[@class='faults']//td[@lang='en']")
        assert [text(cell) for cell in cells] == ["a day", "dossier 1"]

    def test_another_language_is_refused(self, make: Make) -> None:
        with pytest.raises(InvalidValueError, match="language"):
            make([], language="fr")

    def test_every_text_of_the_table_is_said_somewhere(
        self, dossiers: list[Outcome], make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said: set[str] = set()

        class Listening(dict[str, object]):
            def __getitem__(self, key: str) -> object:
                said.add(key)
                return super().__getitem__(key)

        labels = labels_in("en")
        listening = Labels("en", Listening(labels.table))
        monkeypatch.setattr(_html, "labels_in", lambda _: listening)
        for how in _every_kind(dossiers):
            make(**how)

        may_be_silent = {
            key for key in labels.table if re.match(r"(column|word)\.", key)
        }
        silent = labels.table.keys() - said - may_be_silent
        assert silent == {
            # They stand ready for what cannot happen unless egovkit is wrong.
            "stock.fails", "timeliness.check_bad",
            "findings.audit_bad", "findings.audit_bad_text",
        }  # fmt: skip


def _every_kind(dossiers: list[Outcome]) -> Iterator[dict[str, Any]]:
    january = date(2026, 1, 1)
    calendar = WorkCalendar(tz="UTC", first=january, last=date(2026, 1, 12))
    faults = [RowError(n, "a", "b", "c") for n in range(60)]
    source = Source(
        name="a", dossiers=1, folded=1, faults=faults, due_dates_computed=1,
        with_pauses=1, as_of_is_now=True,
    )  # fmt: skip
    yield {"rows": dossiers, "source": source, "title": "a", "calendar": calendar}
    one = dossiers[1]
    for rows in ([], [one]):
        yield {"rows": rows, "as_of": datetime.fromisoformat("2026-01-20T09:00+07:00")}
    yield {"rows": [_of(one, field=str(n)) for n in range(14)]}
    late = _of(one, resolved_at=one.received_at.replace(day=30))
    yield {"rows": [*[_of(one)] * 29_999, late]}
    policy = CountingPolicy(
        name="a", refused=None, withdrawn=Timeliness.ON_TIME, paused=None,
        paused_past_due=Timeliness.OVERDUE,
    )  # fmt: skip
    yield {"rows": dossiers, "policy": policy}
    for year in (2020, 1990):
        period = Period(date(1900, 1, 1), date(2026, 1, 31), "Asia/Ho_Chi_Minh")
        old = _of(one, received_at=one.received_at.replace(year=year))
        yield {"rows": [old], "period": period}


def _of(outcome: Outcome, **changes: Any) -> Outcome:  # noqa: ANN401
    given = {name: getattr(outcome, name) for name in ("number", "due_at")}
    given |= {"received_at": outcome.received_at, "resolved_at": outcome.resolved_at}
    return Outcome(**given | changes)


class TestNothingIsLost:
    def test_more_groups_than_a_chart_holds_are_summed_in_a_named_row(
        self, dossiers: list[Outcome], make: Make, parse: Parse
    ) -> None:
        rows = [
            _of(dossiers[1], field=f"{n:02}") for n in range(30) for _ in range(n + 1)
        ]
        page = parse(make(rows))

        for name in ("timeliness", "durations"):
            drawings = section(page, name).findall("figure/svg")
            titles = [drawing.findtext("title") for drawing in drawings]
            told = [drawing.findtext("desc") or "" for drawing in drawings]
            assert titles == [
                "All", *[f"{n:02}" for n in range(29, 18, -1)], "The other 19 together",
            ]  # fmt: skip
            counts = [int(re.findall(r"\d+", words)[0]) for words in told]
            assert counts[0] == sum(counts[1:]) == len(rows)
        assert len(table(page, "counts")) == 30 + 3
        assert len(table(page, "durations-table")) == 30 + 2

    def test_faults_past_the_first_are_counted(self, make: Make, parse: Parse) -> None:
        faults = [RowError(n, "a", "b", "c") for n in range(1, 1_063)]
        page = parse(make([], source=Source(name="a", dossiers=0, faults=faults)))

        assert len(table(page, "faults")) == 1 + 50
        findings = text(section(page, "findings"))
        assert "1,062 faults in the rows" in findings
        assert "Faults not listed here: 1,012." in findings

    def test_a_hundred_percent_that_is_not_all_is_a_finding(
        self, dossiers: list[Outcome], make: Make, parse: Parse
    ) -> None:
        one = dossiers[1]
        late = _of(one, resolved_at=one.received_at.replace(day=30))
        page = parse(make([*[one] * 29_999, late]))

        findings = text(section(page, "findings"))
        assert (
            f"1 resolved dossiers behind a percentage that reads 100.00{NB}%"
            in findings
        )
        assert "“Before due” is 29,999 of 30,000" in findings

    def test_a_tally_of_other_dossiers_is_refused(
        self, dossiers: list[Outcome]
    ) -> None:
        period = Period(date(2026, 1, 1), date(2026, 1, 31), "Asia/Ho_Chi_Minh")
        as_of = datetime.fromisoformat("2026-02-01T00:00+07:00")
        tally = Tally(period=period, as_of=as_of)
        groups = ResolutionCounts.by(dossiers, tally.group, period=period, as_of=as_of)

        with pytest.raises(InvalidValueError, match="watch"):
            html_report(groups, tally, Source(name="a", dossiers=14))


class TestPolicy:
    def test_a_policy_is_told_in_words(
        self, dossiers: list[Outcome], make: Make, parse: Parse
    ) -> None:
        policy = CountingPolicy(
            name="form <II.06a>", paused=Timeliness.PENDING_WITHIN, refused=None
        )
        page = parse(make(dossiers, policy=policy))

        assert "Counting policyform <II.06a>" in text(page.find(".//header"))
        assert (
            "form <II.06a>: Paused dossiers are counted as “Pending within”; "
            "refused dossiers are counted by their dates alone."
        ) in text(section(page, "method"))


@pytest.fixture(params=["en", "vi"])
def pages(
    request: pytest.FixtureRequest, dossiers: list[Outcome], make: Make
) -> list[str]:
    """Return a page with everything, one of hostile words, and an empty one."""
    faults: list[RowError | str] = [RowError(3, HOSTILE, HOSTILE, HOSTILE), HOSTILE]
    source = Source(name=HOSTILE, dossiers=1, faults=faults, notes=[HOSTILE])
    hostile = [_of(dossiers[1], field=HOSTILE), _of(dossiers[2], field=" ")]
    language = request.param
    return [
        make(dossiers, language=language),
        make(hostile, language=language, source=source, title=HOSTILE),
        make([], language=language),
    ]


class TestPage:
    def test_it_is_well_formed_and_begins_as_html_does(
        self, pages: list[str], parse: Parse
    ) -> None:
        for page in pages:
            assert page.startswith("<!DOCTYPE html>\n<html lang=")
            assert [child.tag for child in parse(page)] == ["head", "body"]

    def test_it_needs_nothing_from_elsewhere(
        self, pages: list[str], parse: Parse
    ) -> None:
        for page in pages:
            names = {name for element in parse(page).iter() for name in element.attrib}
            tags = {element.tag for element in parse(page).iter()}
            assert not names & {"src", "href", "srcset", "data", "action", "onload"}
            assert not tags & {"script", "link", "img", "iframe", "object", "form"}
            assert not re.findall(r"url\((?!#)|@import|https?:", page)

    def test_nothing_that_was_read_becomes_markup(
        self, pages: list[str], parse: Parse
    ) -> None:
        hostile = parse(pages[1])

        shown = HOSTILE.replace("\0", "\ufffd")
        assert "<script" not in pages[1]
        assert text(hostile.find(".//h1")) == shown
        assert shown in [row[0] for row in table(hostile, "counts")]
        assert shown in [title.text for title in hostile.iter("title")]
        assert table(hostile, "faults")[1] == ["3", shown, shown, shown]

    def test_there_is_one_h1_and_no_level_is_skipped(
        self, pages: list[str], parse: Parse
    ) -> None:
        for page in pages:
            levels = [
                int(e.tag[1]) for e in parse(page).iter() if re.match("h[1-6]", e.tag)
            ]
            assert levels.count(1) == 1
            assert levels[0] == 1
            steps = pairwise(levels)
            assert all(after <= before + 1 for before, after in steps)

    def test_every_table_has_a_caption_and_scoped_headers(
        self, pages: list[str], parse: Parse
    ) -> None:
        for page in pages:
            root = parse(page)
            for found in root.iter("table"):
                assert text(found[0])
                assert found[0].tag == "caption"
                scopes = {th.get("scope") for th in found.iter("th")}
                assert scopes <= {"col", "row", "colgroup"}
                widths = {_width(row) for row in found.findall("tbody/tr")}
                assert widths <= {_width(found.findall("thead/tr")[0])}
            wrappers = [
                div for div in root.iter("div") if div.find("table") is not None
            ]
            scrolling = [div for div in wrappers if div.get("class") == "scroll"]
            assert len(scrolling) == len([*root.iter("table")])
            assert all(div.get("tabindex") == "0" for div in scrolling)

    def test_identifiers_are_unique_and_those_referred_to_exist(
        self, pages: list[str], parse: Parse
    ) -> None:
        for page in pages:
            root = parse(page)
            ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
            referred = {
                e.attrib[name]
                for e in root.iter()
                for name in ("aria-labelledby", "aria-describedby")
                if name in e.attrib
            }
            assert len(ids) == len(set(ids))
            assert referred <= set(ids)
            assert all(text(by_id(root, name)) for name in referred)

    def test_every_drawing_is_named_or_hidden_from_those_who_listen(
        self, pages: list[str], parse: Parse
    ) -> None:
        for page in pages:
            for drawing in parse(page).iter("svg"):
                is_named = (
                    drawing.get("role") == "img" and drawing.find("desc") is not None
                )
                assert is_named or drawing.get("aria-hidden") == "true"

    def test_an_empty_table_of_dossiers_gives_a_page_that_says_so(
        self, pages: list[str], parse: Parse
    ) -> None:
        empty = parse(pages[2])

        assert not section(empty, "flow").findall("figure")
        assert not section(empty, "durations").findall("figure")


def _width(row: ET.Element) -> int:
    return sum(int(cell.get("colspan", "1")) for cell in row)


def test_the_order_of_the_groups_does_not_matter(
    dossiers: list[Outcome], make: Make
) -> None:
    assert make(dossiers) == make(dossiers[::-1])


def test_source_is_a_plain_value() -> None:
    known: Mapping[str, Source] = {"a": Source(name="a", dossiers=1)}

    assert known["a"] == Source(name="a", dossiers=1, folded=0)
