from decimal import localcontext

import pytest

from egovkit.metrics import Audit, Finding, Published, Rounding, Severity, audit
from egovkit.metrics import feasible_totals as totals

WARD = {"before_due": "96.87", "on_time": "3.08"}


def codes(audited: Audit) -> list[str]:
    return [finding.code for finding in audited.findings]


def only(audited: Audit, code: str) -> Finding:
    (finding,) = (f for f in audited.findings if f.code == code)
    return finding


class TestTheWardSurvey:
    def test_is_consistent_and_leaves_two_things_open(self) -> None:
        audited = audit(Published(total=10366, percentages=WARD))

        assert audited.consistent
        assert set(codes(audited)) == {"left_out", "rounding_undecided"}

    def test_leaves_out_five_dossiers_and_does_not_say_what_they_are(self) -> None:
        finding = only(audit(Published(total=10366, percentages=WARD)), "left_out")

        assert finding.text == (
            "5 of 10366 dossiers (0.05 %) are in none of these classes, "
            "and the figures do not say what they are"
        )
        assert (finding.severity, finding.cells) == (Severity.NOTE, ("other",))

    def test_does_not_decide_between_rounding_and_cutting_off(self) -> None:
        audited = audit(Published(total=10366, percentages=WARD))

        finding = only(audited, "rounding_undecided")
        assert finding.cells == ("on_time", "other")
        assert "half_up, half_even: on_time 319, other 5" in finding.text
        assert "down: on_time 320, other 4" in finding.text

    def test_needs_a_total(self) -> None:
        audited = audit(Published(percentages=WARD))

        assert audited.consistent
        assert not any(audited.solutions.values())
        assert set(codes(audited)) == {"unknown_denominator", "left_out"}
        assert only(audited, "left_out").text.startswith("0.05 % of the dossiers")
        assert only(audited, "left_out").repair == "print their class"

    def test_has_other_totals_that_fit(self) -> None:
        figures = Published(percentages=WARD)

        found = totals(figures, upto=10366)
        assert (len(found), found[0]) == (3779, 1691)
        assert found[-(10366 - 9855 + 1) :] == tuple(range(9855, 10367))
        assert len(totals(figures, upto=10366, rounding=Rounding.HALF_UP)) == 3621

    def test_leaves_a_rest_whatever_the_total(self) -> None:
        figures = Published(percentages=WARD, exhaustive=True)

        for rounding in Rounding:
            assert totals(figures, upto=10366, rounding=rounding) == ()


class TestFeasibleTotals:
    def test_ascend_from_one(self) -> None:
        figures = Published(percentages={"a": "50"})

        assert totals(figures, upto=6) == (2, 4, 6)

    def test_leave_the_printed_total_aside(self) -> None:
        figures = Published(total=3, percentages={"a": "50"})

        assert totals(figures, upto=4) == (2, 4)

    def test_hold_the_printed_counts(self) -> None:
        figures = Published(counts={"a": 3}, percentages={"a": "50"})

        assert totals(figures, upto=20) == (6,)

    def test_up_to_nothing_are_none(self) -> None:
        assert totals(Published(percentages={"a": "50"}), upto=0) == ()


class TestImpossible:
    def test_a_percentage_that_no_count_gives(self) -> None:
        audited = audit(Published(total=3, percentages={"a": "70"}))

        assert not audited.consistent
        finding = only(audited, "percent_impossible")
        assert finding.severity is Severity.IMPOSSIBLE
        assert finding.repair == "print 67 % (2 of 3)"

    @pytest.mark.parametrize(("count", "nearest"), [(690, 699), (710, 701)])
    def test_a_repair_names_the_nearest_count(self, count: int, nearest: int) -> None:
        # Of 2,000, 699 to 701 are printed as 35.0.
        figures = Published(total=2000, counts={"a": count}, percentages={"a": "35.0"})

        repair = only(audit(figures), "mismatch").repair
        assert repair.endswith(f"or a count of {nearest}")

    def test_a_percentage_of_nothing(self) -> None:
        audited = audit(Published(total=0, percentages={"a": "0"}))

        assert only(audited, "percent_impossible").repair == "leave the percentage out"

    def test_a_count_and_a_percentage_that_disagree(self) -> None:
        figures = Published(total=200, counts={"a": 50}, percentages={"a": "35.0"})

        finding = only(audit(figures), "mismatch")
        assert finding.cells == ("a",)
        assert finding.text == "50 of 200 dossiers are 25.0 %, and 35.0 % is printed"
        assert finding.repair == "print 25.0 %, or a count of 70"

    def test_a_mismatch_with_a_percentage_that_no_count_gives(self) -> None:
        figures = Published(total=3, counts={"a": 1}, percentages={"a": "50"})

        assert codes(audit(figures))[0] == "mismatch"
        assert only(audit(figures), "mismatch").repair == "print 33 %"

    def test_counts_that_do_not_make_the_total(self) -> None:
        figures = Published(total=100, counts={"a": 50, "b": 40}, exhaustive=True)

        finding = only(audit(figures), "sum")
        assert finding.cells == ("a", "b", "total")
        assert finding.repair == "print 90 as the total, or raise a count by 10"

    def test_counts_above_the_total_even_when_some_are_missing(self) -> None:
        figures = Published(total=100, counts={"a": 60, "b": 70})

        assert only(audit(figures), "sum").repair == (
            "print 130 as the total, or lower a count by 30"
        )

    def test_counts_may_leave_a_rest(self) -> None:
        audited = audit(Published(total=100, counts={"a": 50, "b": 40}))

        assert audited.consistent
        assert codes(audited) == ["left_out"]

    @pytest.mark.parametrize(
        ("figures", "cells"),
        [
            (Published(total=100, counts={"a": -1}), ("a",)),
            (Published(total=100, percentages={"a": "-1"}), ("a",)),
            (Published(total=100, percentages={"a": "100.01"}), ("a",)),
            (Published(total=100, counts={"a": 101}), ("a", "total")),
            (Published(total=-1, counts={"a": 0}), ("total",)),
            (Published(percentages={"a": "101"}), ("a",)),
            (Published(counts={"a": -1}), ("a",)),
        ],
    )
    def test_figures_out_of_range(
        self, figures: Published, cells: tuple[str, ...]
    ) -> None:
        audited = audit(figures)

        assert not audited.consistent
        assert [f.cells for f in audited.findings if f.code == "range"] == [cells]

    def test_percentages_that_miss_100_by_more_than_rounding(self) -> None:
        # Rounding explains 3 x 0.05.
        figures = Published(
            total=1000,
            percentages={"a": "33.1", "b": "33.3", "c": "33.3"},
            exhaustive=True,
        )

        finding = only(audit(figures), "parts")
        assert finding.severity is Severity.IMPOSSIBLE
        assert finding.text == (
            "the percentages add up to 99.7, before rounding to 99.85 at the most"
        )
        assert finding.repair == "raise one of them by 0.2"

    def test_percentages_above_100_need_no_total(self) -> None:
        audited = audit(Published(percentages={"a": "50.0", "b": "60.0"}))

        assert not audited.consistent
        assert only(audited, "parts").repair == "lower one of them by 9.9"

    def test_percentages_that_no_table_of_the_total_gives_together(self) -> None:
        # Of 1,000 each of them is 333 and nothing else.
        figures = Published(
            total=1000,
            percentages={"a": "33.3", "b": "33.3", "c": "33.3"},
            exhaustive=True,
        )

        finding = only(audit(figures), "parts")
        assert finding.severity is Severity.IMPOSSIBLE
        assert finding.text == (
            "together these figures make 999 at the most, and the total is 1000"
        )
        assert finding.repair == "print 33.4 % for a (334 of 1000)"

    def test_a_table_that_fails_is_repaired_where_the_print_changes_least(self) -> None:
        # Of 1,000, 33.3 is 333 and 34 is 335 to 345: 333 + 333 + 335 is 1,001.
        figures = Published(
            total=1000,
            percentages={"a": "34", "b": "33.3", "c": "33.3"},
            exhaustive=True,
        )

        repair = only(audit(figures), "parts").repair
        assert repair == "print 33.2 % for b (332 of 1000)"

    def test_percentages_that_leave_no_room_for_a_printed_count(self) -> None:
        # Of 1,000, 90.0 is 900 and nothing else.
        figures = Published(total=1000, counts={"b": 150}, percentages={"a": "90.0"})

        finding = only(audit(figures), "parts")
        assert finding.text == (
            "together these figures make 1050 or more, and the total is 1000"
        )
        assert finding.repair == "print 85.0 % for a (850 of 1000)"

    def test_counts_without_a_total_that_need_two_totals(self) -> None:
        figures = Published(
            counts={"a": 50, "b": 30}, percentages={"a": "50.0", "b": "10.0"}
        )
        audited = audit(figures)

        assert not audited.consistent
        finding = only(audited, "mismatch")
        assert "a needs 100, b needs 299 to 301" in finding.text
        assert finding.repair == ("if the total is 100, print 30.0 %, or a count of 10")

    @pytest.mark.parametrize(
        "figures",
        [
            Published(percentages={"a": "50.000000000", "b": "60.000000000"}),
            Published(
                percentages={"a": "50.000000000", "b": "40.000000000"},
                exhaustive=True,
            ),
            Published(
                counts={"a": 50, "b": 30},
                percentages={"a": "50.000000000", "b": "10.000000000"},
            ),
        ],
    )
    def test_figures_without_a_total_are_judged_by_their_shares(
        self, figures: Published
    ) -> None:
        """Trying the totals that nine places allow would take days."""
        assert not audit(figures).consistent

    def test_counts_without_a_total_that_leave_no_room(self) -> None:
        figures = Published(counts={"a": 50, "b": 80}, percentages={"a": "50.0"})

        assert not audit(figures).consistent


class TestExplainable:
    def test_apportioned_figures(self) -> None:
        figures = Published(
            total=3,
            percentages={"a": "33.34", "b": "33.33", "c": "33.33"},
            exhaustive=True,
        )
        audited = audit(figures)

        assert not audited.consistent
        assert codes(audited) == ["apportioned"]
        assert audited.findings[0].severity is Severity.EXPLAINABLE

    def test_cut_off_figures(self) -> None:
        # 319 of 10,366 are 3.0774 %.
        figures = Published(total=10366, counts={"a": 319}, percentages={"a": "3.07"})
        audited = audit(figures)

        assert not audited.consistent
        assert codes(audited)[0] == "truncated"
        assert "left_out" in codes(audited)

    def test_cut_off_figures_without_a_total(self) -> None:
        # Cutting off explains less than 4 x 0.1, rounding no more than 4 x 0.05.
        thirds = {"a": "33.3", "b": "33.3", "c": "33.3", "d": "0.0"}
        enough = Published(percentages=thirds, exhaustive=True)
        lost = Published(percentages=thirds | {"a": "33.1"}, exhaustive=True)

        assert codes(audit(enough))[0] == "parts"
        assert audit(enough).consistent
        assert codes(audit(lost))[0] == "truncated"

    def test_percentages_that_rounding_keeps_from_100(self) -> None:
        figures = Published(
            total=300,
            percentages={"a": "33.3", "b": "33.3", "c": "33.3"},
            exhaustive=True,
        )
        audited = audit(figures)

        assert audited.consistent
        assert codes(audited) == ["parts"]
        assert audited.findings[0].severity is Severity.EXPLAINABLE
        assert audited.findings[0].repair == "print 33.4 % for a"

    def test_percentages_of_some_classes_need_not_make_100(self) -> None:
        figures = Published(
            total=300, counts={"b": 200}, percentages={"a": "33.3"}, exhaustive=True
        )

        assert codes(audit(figures)) == []


class TestNotes:
    def test_several_tables_that_fit(self) -> None:
        audited = audit(Published(total=2000, percentages={"a": "50.0"}))

        finding = only(audited, "ambiguous")
        assert finding.cells == ("a", "other")
        assert (
            finding.text == "3 tables of counts fit: a 999 to 1001, other 999 to 1001"
        )

    def test_a_hundred_that_may_hide_a_dossier(self) -> None:
        # 29,999 of 30,000 are 99.9967 %.
        audited = audit(Published(total=30000, percentages={"a": "100.00"}))

        assert "may hide 1 " in only(audited, "rounded_to_100").text
        rest = only(audited, "left_out")
        assert rest.text.startswith("up to 1 of 30000 dossiers (0.00 %)")
        assert rest.repair == "print their class, or say that there are none"

    def test_a_hundred_that_hides_nothing(self) -> None:
        audited = audit(Published(total=3000, percentages={"a": "100.00"}))

        assert codes(audited) == []

    def test_a_hundred_of_an_unknown_total(self) -> None:
        audited = audit(Published(percentages={"a": "100.00"}))

        assert "1 dossier in 20000" in only(audited, "rounded_to_100").text

    def test_a_rest_that_rounding_may_explain(self) -> None:
        audited = audit(Published(percentages={"a": "66.6", "b": "33.3"}))

        assert only(audited, "left_out").repair == (
            "print their class, or say that there are none"
        )

    def test_a_complete_table_leaves_nothing_open(self) -> None:
        figures = Published(
            total=8,
            counts={"a": 3, "b": 5},
            percentages={"a": "37.5", "b": "62.5"},
            exhaustive=True,
        )

        assert audit(figures).findings == ()

    def test_the_gravest_finding_comes_first(self) -> None:
        figures = Published(
            total=100, counts={"a": 10}, percentages={"a": "20", "b": "7"}
        )

        severities = [finding.severity for finding in audit(figures).findings]
        assert severities == sorted(severities, key=list(Severity).index)
        assert severities[0] is Severity.IMPOSSIBLE


class TestText:
    def test_tells_a_clerk_the_figures_the_counts_and_the_findings(self) -> None:
        text = str(audit(Published(total=10366, percentages=WARD)))

        lines = text.splitlines()
        assert (
            lines[0]
            == "10366 dossiers: before_due 96.87 %, on_time 3.08 %, and the rest"
        )
        assert lines[1] == "consistent: some counts are rounded so"
        assert lines[3] == "  down: before_due 10042, on_time 320, other 4"
        assert lines[-1] == "  -> print their class"

    def test_says_that_no_counts_give_the_figures(self) -> None:
        text = str(audit(Published(total=3, percentages={"a": "70"}, exhaustive=True)))

        assert "not consistent: no counts are rounded so\nimpossible" in text

    def test_says_that_the_total_is_unknown(self) -> None:
        figures = Published(counts={"a": 3}, percentages={"a": "50"})

        assert str(audit(figures)).startswith(
            "an unknown number of dossiers: a 3 50 %, and the rest"
        )

    def test_does_not_depend_on_the_decimal_context(self) -> None:
        figures = Published(percentages={"a": "66.67", "b": "33.34"}, exhaustive=True)
        expected = str(audit(figures))

        with localcontext(prec=2):
            assert str(audit(figures)) == expected
