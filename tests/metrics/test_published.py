import pickle
from decimal import Decimal

import pytest

from egovkit.errors import FaultsError, InvalidValueError
from egovkit.metrics import Published


class TestPercentages:
    @pytest.mark.parametrize(
        ("printed", "read"),
        [
            ("96.87", "96.87"),
            ("3.80", "3.80"),
            ("96,87 %", "96.87"),
            (" 100%", "100"),
            (Decimal("0.50"), "0.50"),
            ("-1", "-1"),
        ],
    )
    def test_keep_the_places_of_the_print(
        self, printed: str | Decimal, read: str
    ) -> None:
        figures = Published(percentages={"a": printed})

        assert str(figures.percentages["a"]) == read

    @pytest.mark.parametrize(
        "given",
        [96.87, 97, True, None, "", "nearly all", "1e2", "1.2.3", "٣", Decimal("NaN")],
    )
    def test_refuse_what_is_no_printed_percentage(self, given: str) -> None:
        with pytest.raises(InvalidValueError, match=r"percentages\['a'\].*zeros"):
            Published(percentages={"a": given})


class TestCounts:
    @pytest.mark.parametrize("given", [1.0, "1", True, None])
    def test_are_whole_numbers(self, given: int) -> None:
        with pytest.raises(InvalidValueError, match=r"counts\['a'\]"):
            Published(counts={"a": given})

    @pytest.mark.parametrize("given", [1.0, "1", True])
    def test_so_is_the_total(self, given: int) -> None:
        with pytest.raises(InvalidValueError, match="total"):
            Published(total=given, counts={"a": 1})

    def test_that_make_up_the_whole_make_the_total(self) -> None:
        figures = Published(counts={"a": 2, "b": 3}, exhaustive=True)

        assert figures.known_total == 5

    def test_that_leave_a_rest_do_not_make_the_total(self) -> None:
        assert Published(counts={"a": 2, "b": 3}).known_total is None

    def test_do_not_make_the_total_when_one_is_missing(self) -> None:
        figures = Published(counts={"a": 2}, percentages={"b": "50"}, exhaustive=True)

        assert figures.known_total is None


class TestPublished:
    def test_nothing_at_all_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="at least one"):
            Published(total=10)

    def test_a_class_called_other_is_refused_beside_a_rest(self) -> None:
        with pytest.raises(InvalidValueError, match="exhaustive"):
            Published(total=10, counts={"other": 3})

    def test_a_class_called_other_may_be_the_last_of_all(self) -> None:
        figures = Published(counts={"other": 3}, exhaustive=True)

        assert figures.parts == ("other",)

    def test_does_not_change_with_the_dict_it_was_made_of(self) -> None:
        counts = {"a": 1}
        figures = Published(counts=counts)
        counts["b"] = 2

        assert figures.parts == ("a",)

    def test_can_be_pickled(self) -> None:
        figures = Published(total=3, percentages={"a": "66.7"})

        assert pickle.loads(pickle.dumps(figures)) == figures  # noqa: S301


class TestFromToml:
    def test_reads_what_an_editor_marked_as_utf_8(self) -> None:
        assert Published.from_toml("\ufefftotal = 3\ncounts.a = 1").total == 3

    def test_reads_every_key(self) -> None:
        figures = Published.from_toml(
            """
            total = 10366
            exhaustive = true
            [counts]
            before_due = 10042
            [percentages]
            on_time = "3.80"
            """
        )

        assert figures == Published(
            total=10366,
            counts={"before_due": 10042},
            percentages={"on_time": "3.80"},
            exhaustive=True,
        )

    def test_reports_all_faults_at_once(self) -> None:
        with pytest.raises(FaultsError) as caught:
            Published.from_toml(
                """
                total = "10366"
                exhaustive = "yes"
                totals = 5
                [counts]
                before_due = 10042.0
                other = 3
                [percentages]
                before_due = 96.87
                on_time = "3.08"
                """
            )

        faults = [str(fault) for fault in caught.value.exceptions]
        assert [fault.split("; ")[0] for fault in faults] == [
            "'10366' given as total",
            "'yes' given as exhaustive",
            "5 given as totals",
            "10042.0 given as counts['before_due']",
            "96.87 given as percentages['before_due']",
            "'other' given as a class",
        ]

    def test_a_table_must_be_a_table(self) -> None:
        with pytest.raises(FaultsError, match="2 faults") as caught:
            Published.from_toml("counts = 3")

        assert "given as counts" in str(caught.value.exceptions[0])

    def test_an_empty_document_has_no_figures(self) -> None:
        with pytest.raises(FaultsError, match="1 fault"):
            Published.from_toml("")

    def test_what_is_not_toml_is_told_with_its_place(self) -> None:
        with pytest.raises(InvalidValueError, match="line 1"):
            Published.from_toml("total: 5")
