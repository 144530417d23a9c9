"""The drawings: round ticks, whole names, exact lengths, colours that can be read."""

import re
from datetime import date
from importlib.resources import files
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.metrics import ResolutionCounts, Timeliness
from egovkit.reports import _svg
from egovkit.reports._durations_chart import durations_chart
from egovkit.reports._flow_chart import flow_chart
from egovkit.reports._labels import labels_in
from egovkit.reports._series import Durations, Flow, Step
from egovkit.reports._timeliness_chart import timeliness_chart

EN = labels_in("en")
STYLE = (files("egovkit.reports") / "data" / "report.css").read_text("utf-8")
PATTERNS = (files("egovkit.reports") / "data" / "patterns.svg").read_text("utf-8")


def parsed(drawing: str) -> ET.Element:
    return ET.fromstring(f"<figure>{drawing}</figure>")  # noqa: S314


def percent(shape: ET.Element, name: str) -> float:
    return float(shape.attrib[name].removesuffix("%"))


def shapes(drawing: str, tag: str, class_: str) -> list[ET.Element]:
    return [
        shape
        for shape in parsed(drawing).iter(tag)
        if class_ in shape.attrib.get("class", "").split()
    ]


class TestTicks:
    @given(st.integers(0, 10**7), st.integers(1, 40))
    def test_they_are_few_and_round_and_reach_the_most(
        self, most: int, wanted: int
    ) -> None:
        scale = _svg.ticks(most, wanted)

        assert scale[0] == 0
        assert scale[-1] >= most
        assert 2 <= len(scale) <= wanted + 1
        assert re.fullmatch("[125]0*", str(scale.step))
        assert len(scale) == 2 or scale[-2] < most


class TestHead:
    @given(st.text(st.characters(categories=["L", "Zs"]), max_size=200))
    def test_no_word_of_a_long_name_is_lost(self, name: str) -> None:
        head, _ = _svg.head(name, "")
        lines = [shape.text or "" for shape in shapes(head, "text", "name")]

        assert "".join("".join(lines).split()) == "".join(name.split())
        assert all(len(line) <= 40 for line in lines)


class TestTimelinessChart:
    def test_the_lengths_are_the_shares(self) -> None:
        counts = ResolutionCounts(
            received=8, before_due=4, on_time=3, pending_overdue=1
        )
        chart = timeliness_chart([("Land", counts)], EN)

        bars = shapes(chart, "rect", "class")
        assert [
            (b.attrib["class"], percent(b, "x"), percent(b, "width")) for b in bars
        ] == [
            ("class before_due", 0, 50),
            ("class on_time", 50, 37.5),
            ("class pending_overdue", 87.5, 12.5),
        ]

    def test_one_in_ten_thousand_can_be_seen(self) -> None:
        counts = ResolutionCounts(received=10_000, before_due=9_999, overdue=1)
        chart = timeliness_chart([("Land", counts)], EN)

        (sliver,) = shapes(chart, "line", "sliver")
        assert sliver.attrib["class"] == "sliver overdue"
        assert "Overdue: 1 of 10,000" in "".join(sliver.itertext())

    def test_a_row_says_what_it_shows_in_words(self) -> None:
        counts = ResolutionCounts(received=3, before_due=2, overdue=1)
        (drawing,) = parsed(timeliness_chart([("Land", counts)], EN))

        assert drawing.attrib["role"] == "img"
        assert drawing.findtext("title") == "Land"
        assert drawing.findtext("desc") == (
            "dossiers: 3 · before or on the due day: 66.67\N{NO-BREAK SPACE}% (2/3)"
        )

    def test_a_group_without_dossiers_has_an_empty_bar(self) -> None:
        chart = timeliness_chart([("Land", ResolutionCounts.zero())], EN)

        assert len(shapes(chart, "rect", "empty")) == 1


class TestFlowChart:
    def test_heights_are_counts_on_one_scale(self) -> None:
        steps = [Step(_month(1), 40, 10, 30), Step(_month(2), 20, 30, 20)]
        chart = flow_chart(Flow("month", steps), EN)

        received = shapes(chart, "rect", "received")
        ended = shapes(chart, "rect", "ended")
        heights = [float(bar.attrib["height"]) for bar in [*received, *ended]]
        assert [height / heights[0] for height in heights] == [1, 0.5, 0.25, 0.75]
        assert (
            len({float(b.attrib["y"]) + float(b.attrib["height"]) for b in received})
            == 1
        )

    @given(st.lists(st.tuples(*[st.integers(0, 10**6)] * 3), min_size=1, max_size=36))
    def test_all_of_it_lies_within_the_drawing(
        self, figures: list[tuple[int, int, int]]
    ) -> None:
        steps = [Step(_month(1 + n % 12), *row) for n, row in enumerate(figures)]
        (drawing,) = parsed(flow_chart(Flow("month", steps), EN))

        height = float(drawing.attrib["height"])
        for shape in drawing.iter("rect"):
            assert percent(shape, "x") + percent(shape, "width") <= 100
            assert 0 <= float(shape.attrib["y"]) <= height
            assert float(shape.attrib["height"]) >= 0
        assert len([*drawing.iter("circle")]) == len(figures)

    @pytest.mark.parametrize(
        ("first", "years"),
        [(10, ["2010", "2011", "2012"]), (11, ["2011", "2012"]), (1, ["2010", "2011"])],
        ids=["October", "November", "January"],
    )
    def test_years_stand_below_their_first_step_with_room_for_each(
        self, first: int, years: list[str]
    ) -> None:
        months = [divmod(12 * 2010 + first - 1 + n, 12) for n in range(17)]
        steps = [Step(date(year, month + 1, 1), 1, 1, 1) for year, month in months]
        chart = flow_chart(Flow("month", steps), EN)

        texts = [text.text or "" for text in parsed(chart).iter("text")]
        assert [text for text in texts if text.startswith("20")] == years


def _month(month: int) -> date:
    return date(2026, month, 1)


class TestDurationsChart:
    def test_every_dossier_is_in_a_bar(self) -> None:
        counts = {0: 50, 1: 30, 2: 15, 3: 4, 90: 1}
        chart = durations_chart([("All", Durations(counts))], "days", EN)

        told = [bar.findtext("title") for bar in parsed(chart).iter("rect")]
        assert told == [
            "0 days: 50",
            "1 days: 30",
            "2 days: 15",
            "3 days: 4",
            "over 9 days: 1",
        ]

    def test_wide_spans_get_wider_bins(self) -> None:
        counts = dict.fromkeys(range(100), 1)
        chart = durations_chart([("All", Durations(counts))], "days", EN)

        told = [bar.findtext("title") for bar in parsed(chart).iter("rect")]
        assert told[:2] == ["0\N{EN DASH}4 days: 5", "5\N{EN DASH}9 days: 5"]
        assert len(told) == 20

    @given(
        st.lists(
            st.dictionaries(st.integers(0, 2000), st.integers(1, 99), min_size=1),
            min_size=1,
            max_size=4,
        )
    )
    def test_bars_and_marks_lie_within_and_hold_all(
        self, rows: list[dict[int, int]]
    ) -> None:
        named = [(str(n), Durations(counts)) for n, counts in enumerate(rows)]
        chart = durations_chart(named, "days", EN)

        for drawing, counts in zip(parsed(chart), rows, strict=True):
            bars = [*drawing.iter("rect")]
            told = [(bar.findtext("title") or "").rpartition(": ")[2] for bar in bars]
            assert sum(int(t.replace(",", "")) for t in told) == sum(counts.values())
            edges = [
                (percent(b, "x"), percent(b, "x") + percent(b, "width")) for b in bars
            ]
            assert all(0 <= x < end <= 100.01 for x, end in edges)
            assert all(end <= x + 0.01 for (_, end), (x, _) in pairwise(edges))
            assert all(0 < percent(dot, "cx") < 100 for dot in drawing.iter("circle"))

    def test_a_group_that_resolved_nothing_says_so(self) -> None:
        chart = durations_chart(
            [("All", Durations({1: 1})), ("Land", None)], "days", EN
        )

        assert [d.findtext("desc") for d in parsed(chart)][1] == "resolved: 0"


COLOURS = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", STYLE))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


class TestColours:
    def test_black_on_white_has_the_known_contrast(self) -> None:
        assert round(contrast("#000000", "#ffffff"), 6) == 21

    @pytest.mark.parametrize("name", ["ink", "quiet", "accent", "good", "bad"])
    @pytest.mark.parametrize("ground", ["paper", "shade"])
    def test_text_can_be_read(self, name: str, ground: str) -> None:
        assert contrast(COLOURS[name], COLOURS[ground]) >= 4.5

    @pytest.mark.parametrize("name", list(Timeliness))
    def test_a_percentage_can_be_read_on_its_class(self, name: str) -> None:
        is_light = re.search(rf"text\.{name}\b[^}}]*fill: var\(--paper\)", STYLE)
        text = COLOURS["paper" if is_light else "ink"]

        assert contrast(text, COLOURS[name]) >= 4.5

    def test_no_class_is_told_by_its_colour_alone(self) -> None:
        """Two are plain, a dark one and a light one; the others have a pattern."""
        plain = [name for name in Timeliness if f"pattern-{name}" not in PATTERNS]

        assert plain == ["before_due", "on_time"]
        assert contrast(COLOURS["before_due"], COLOURS["on_time"]) >= 3

    def test_every_pattern_and_colour_that_is_used_is_there(self) -> None:
        used = set(re.findall(r"url\(#([\w-]+)\)", STYLE))

        assert used == set(re.findall(r'<pattern id="([\w-]+)"', PATTERNS))
        assert set(re.findall(r"var\(--(\w+)\)", STYLE)) <= COLOURS.keys()
