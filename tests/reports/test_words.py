"""The words of a report, its numbers, and the one escape that every text passes."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import InvalidValueError
from egovkit.reports._labels import labels_in
from egovkit.reports._markup import Markup, element, joined

EN, VI = labels_in("en"), labels_in("vi")


def placeholders(words: object) -> set[str | None]:
    text = words if isinstance(words, str) else ""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


class TestLabels:
    def test_both_languages_say_the_same_things(self) -> None:
        assert EN.table.keys() == VI.table.keys()

    def test_both_languages_fill_in_the_same_values(self) -> None:
        written = {"date", "month_of_year", "quarter_of_year"}
        for key in EN.table.keys() - written:
            assert placeholders(EN.table[key]) == placeholders(VI.table[key]), key

    def test_no_text_is_blank_and_no_list_is_short(self) -> None:
        for labels in (EN, VI):
            for key, words in labels.table.items():
                assert words, key
            assert len(labels.names("months")) == 12
            assert len(labels.names("short_months")) == 12

    def test_the_table_is_read_as_it_stands_in_the_file(self) -> None:
        file = files("egovkit.reports") / "data" / "labels.toml"
        tables = tomllib.loads(file.read_text("utf-8"))

        assert dict(_flat(tables["vi"])) == VI.table

    def test_another_language_is_refused_by_name(self) -> None:
        with pytest.raises(InvalidValueError, match="en, vi"):
            labels_in("fr")


def _flat(table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, entry in table.items():
        if isinstance(entry, dict):
            yield from ((f"{key}.{name}", text) for name, text in entry.items())
        else:
            yield key, entry


class TestNumbers:
    def test_each_language_has_its_marks(self) -> None:
        assert (EN.number(10366), VI.number(10366)) == ("10,366", "10.366")
        assert EN.percentage(Decimal("96.87")) == "96.87\N{NO-BREAK SPACE}%"
        assert VI.percentage(Decimal("96.87")) == "96,87\N{NO-BREAK SPACE}%"

    @given(st.integers(0, 10**9))
    def test_a_number_can_be_read_back(self, number: int) -> None:
        assert int(EN.number(number).replace(",", "")) == number
        assert int(VI.number(number).replace(".", "")) == number


class TestDays:
    def test_each_language_writes_a_day_its_way(self) -> None:
        day = date(2026, 2, 8)

        assert (EN.day(day), VI.day(day)) == ("8 February 2026", "08/02/2026")

    def test_an_instant_is_shown_in_its_zone(self) -> None:
        at = datetime.fromisoformat("2026-02-08T20:30:15.5+00:00")

        assert VI.instant(at, ZoneInfo("Asia/Ho_Chi_Minh")) == "09/02/2026 03:30:15"

    def test_steps_have_their_names(self) -> None:
        day = date(2026, 4, 1)

        assert [EN.step(day, unit) for unit in ("month", "quarter", "year")] == [
            "April 2026", "2026 Q2", "2026",
        ]  # fmt: skip
        assert [VI.step(day, unit) for unit in ("month", "quarter", "year")] == [
            "04/2026", "Quý 2/2026", "2026",
        ]  # fmt: skip
        assert [VI.short_step(day, unit) for unit in ("month", "quarter", "year")] == [
            "T4", "Q2", "2026",
        ]  # fmt: skip


class TestMarkup:
    def test_text_and_attributes_are_escaped_once(self) -> None:
        inner = element("b", "<i> & \"'")
        outer = element("p", inner, title='"><script>', aria_label="a", class_="b")

        assert inner == "<b>&lt;i&gt; &amp; &quot;&#x27;</b>"
        assert outer == (
            f'<p title="&quot;&gt;&lt;script&gt;" aria-label="a" class="b">{inner}</p>'
        )

    def test_what_html_cannot_hold_is_replaced(self) -> None:
        assert joined("a\0b\x1f\ud800") == "a\ufffdb\ufffd\ufffd"

    def test_none_writes_nothing(self) -> None:
        assert element("p", None, ["a", None], id=None) == "<p>a</p>"

    @given(st.text())
    def test_no_text_can_open_a_tag_or_close_an_attribute(self, text: str) -> None:
        written = element("p", text, title=text)

        assert isinstance(written, Markup)
        assert written.count("<") == written.count(">") == 2
        assert written.count('"') == 2
        written.encode("utf-8")
