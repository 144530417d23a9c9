from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovkit.errors import FaultsError, InvalidValueError
from egovkit.metrics import (
    PublishedTable,
    Rounding,
    Severity,
    TableAudit,
    TableCell,
    TableFinding,
    TableLayout,
    apportion,
    audit,
)

Row = dict[str, int | str | Decimal | None]
OF_ALL = TableLayout(percentages={"share": "a of all"})
HIDDEN = TableLayout(percentages={"share": "of all"})


def codes(audited: TableAudit) -> list[str]:
    return [finding.code for finding in audited.findings]


def only(audited: TableAudit, code: str) -> TableFinding:
    (finding,) = (f for f in audited.findings if f.code == code)
    return finding


def ward(before: int, on_time: int, overdue: int) -> Row:
    return {
        "resolved": before + on_time + overdue,
        "before_due": before,
        "on_time": on_time,
        "overdue": overdue,
    }


class TestSums:
    def test_a_table_that_adds_up_has_no_finding(self) -> None:
        table = PublishedTable.of({
            "A": ward(41, 15, 4), "B": ward(30, 10, 0), "total": ward(71, 25, 4),
        })  # fmt: skip

        audited = audit(table)

        assert (audited.consistent, audited.findings, audited.repairs) == (True, (), ())

    def test_a_wrong_cell_is_found_by_its_row_and_its_column(self) -> None:
        rows = {"A": ward(41, 15, 4), "B": ward(30, 10, 0), "total": ward(71, 25, 4)}
        rows["A"]["on_time"] = 51

        audited = audit(PublishedTable.of(rows))

        assert codes(audited) == ["sum", "sum"]
        (repair,) = audited.repairs
        assert repair == (TableCell("A", "on_time"), 51, 15)
        assert audited.alternatives == 0
        assert {finding.repair for finding in audited.findings} == {str(repair)}

    def test_what_was_given_and_what_is_possible_are_told(self) -> None:
        rows = {"A": ward(41, 15, 4)}
        rows["A"]["resolved"] = 61

        finding = only(audit(PublishedTable.of(rows)), "sum")

        assert finding.severity is Severity.IMPOSSIBLE
        assert finding.given == "resolved of A is 61"
        assert finding.possible == "before_due + on_time + overdue make 60"

    def test_of_repairs_that_change_as_little_the_first_read_is_taken(self) -> None:
        rows: dict[str, Row] = {"A": {"n": 60}, "B": {"n": 40}, "total": {"n": 101}}

        audited = audit(PublishedTable.of(rows))

        assert [repair.cell.row for repair in audited.repairs] == ["A"]
        assert audited.alternatives == 2

    def test_subtotals_are_counted_once(self) -> None:
        rows: dict[str, Row] = {
            "A": {"n": 1}, "B": {"n": 2}, "North": {"n": 3}, "C": {"n": 4},
            "total": {"n": 7},
        }  # fmt: skip
        layout = TableLayout(subtotals={"North": ["A", "B"]})

        assert audit(PublishedTable.of(rows, layout)).consistent

    def test_a_row_called_total_may_be_none(self) -> None:
        rows: dict[str, Row] = {"A": {"n": 1}, "total": {"n": 7}}

        assert not audit(PublishedTable.of(rows)).consistent
        assert audit(PublishedTable.of(rows, TableLayout(total_row=""))).consistent

    def test_a_negative_count_is_out_of_range(self) -> None:
        finding = only(audit(PublishedTable.of({"A": {"n": -1}})), "range")

        assert finding.cells == (TableCell("A", "n"),)
        assert finding.repair == "print 0 instead of -1 for n of A"

    def test_more_than_five_wrong_cells_are_counted_and_not_searched(self) -> None:
        rows = {f"W{i}": ward(i, 1, 1) | {"resolved": 0} for i in range(7)}

        audited = audit(PublishedTable.of(rows))

        assert (audited.repairs, audited.least_changes) == ((), 6)
        assert "no 5 figures do, and more took too long to try" in str(audited)
        assert codes(audited) == ["sum"] * 7
        # 0 is not 1 + 1 + 1: the one is raised, or one of the others lowered by 3.
        assert audited.findings[1].repair == (
            "print 3 for resolved of W1, or change one of the others by -3"
        )


class TestDoubleCounting:
    def rows(self, *total: int) -> dict[str, Row]:
        wards = {"A": (41, 15, 4), "B": (30, 10, 0), "C": (7, 8, 9)}
        return {name: ward(*of) for name, of in wards.items()} | {"total": ward(*total)}

    def test_names_the_row_that_a_total_counts_twice(self) -> None:
        # 41 + 2*30 + 7, 15 + 2*10 + 8, 4 + 0 + 9.
        audited = audit(PublishedTable.of(self.rows(108, 43, 13)))

        finding = only(audited, "double_counting")
        assert finding.possible == "that is B counted twice"
        assert finding.given.endswith("is off by +40, +30, +10")
        assert "sum" not in codes(audited)

    def test_names_the_row_that_a_total_leaves_out(self) -> None:
        finding = only(
            audit(PublishedTable.of(self.rows(71, 25, 4))), "double_counting"
        )

        assert finding.possible == "that is C counted not at all"

    def test_is_no_guess_where_no_row_explains_every_column(self) -> None:
        audited = audit(PublishedTable.of(self.rows(108, 43, 14)))

        assert "double_counting" not in codes(audited)

    def test_suspects_a_row_that_is_the_sum_of_the_rows_before_it(self) -> None:
        rows = {"A": ward(41, 15, 4), "B": ward(30, 10, 0), "North": ward(71, 25, 4)}
        table = PublishedTable.of({**rows, "total": ward(142, 50, 8)})

        finding = only(audit(table), "double_counting")

        assert finding.severity is Severity.NOTE
        assert finding.given == "North is the sum of A to B in every column"


class TestFlowAndChain:
    def period(self, carried: int, received: int, resolved: int, pending: int) -> Row:
        return {
            "carried_over": carried,
            "received": received,
            "resolved": resolved,
            "pending": pending,
        }

    def test_what_came_in_has_ended_or_is_open(self) -> None:
        finding = only(
            audit(PublishedTable.of({"A": self.period(5, 60, 55, 9)})), "flow"
        )

        assert finding.given == "carried_over + received of A make 65"
        assert finding.possible == "resolved + pending make 64"

    def test_a_period_opens_with_what_the_one_before_closed_with(self) -> None:
        table = PublishedTable(
            periods={
                "Q1": {"A": self.period(5, 60, 55, 10)},
                "Q2": {"A": self.period(12, 60, 60, 12)},
            }
        )

        finding = only(audit(table), "chain")

        assert finding.given == "carried_over of A (Q2) is 12"
        assert finding.possible == "Q1 closed with pending, which is 10"
        assert audit(table).least_changes == 2

    def test_an_equation_may_be_declared_instead(self) -> None:
        row: Row = {"old": 1, "new": 2, "done": 2, "left": 2}
        layout = TableLayout(flow="old + new = done + left", chain="old = left")
        table = PublishedTable(
            periods={"1": {"A": row}, "2": {"A": row}}, layout=layout
        )

        assert codes(audit(table)) == ["flow", "flow", "chain"]

    def test_dossiers_without_a_term_keep_the_chain_from_being_guessed(self) -> None:
        columns = ["carried_over", "received", "resolved", "pending", "no_term"]

        assert TableLayout().completed(columns).chain == ""
        assert TableLayout().completed([*columns, "open_stock"]).chain == (
            "carried_over = open_stock"
        )


class TestPercentages:
    def test_that_do_not_fit_their_counts_are_a_mismatch(self) -> None:
        rows: dict[str, Row] = {"X": {"all": 200, "a": 50, "share": "35.0"}}

        finding = only(audit(PublishedTable.of(rows, OF_ALL)), "mismatch")

        assert finding.given == "share of X is 35.0 %"
        assert finding.possible == "50 of 200 are 25.0 %"
        assert finding.cells[0] == TableCell("X", "share")

    def test_that_no_count_gives_are_impossible(self) -> None:
        # 31.7 % is 19 of 60 and 33.3 % is 20; nothing is between.
        rows: dict[str, Row] = {"X": {"all": 60, "share": "32.0"}}

        finding = only(audit(PublishedTable.of(rows, HIDDEN)), "percent_impossible")

        assert finding.possible == "no count of 60 is"
        assert finding.repair == "print 31.7 instead of 32.0 for share of X"

    @pytest.mark.parametrize("share", ["0", "0.00", "100"])
    def test_of_nothing_are_impossible(self, share: str) -> None:
        rows: dict[str, Row] = {"X": {"all": 0, "a": 0, "share": share}}

        audited = audit(PublishedTable.of(rows, OF_ALL))

        assert codes(audited) == ["percent_impossible"]
        assert audited.repairs == ((TableCell("X", "share"), Decimal(share), None),)

    def test_above_100_are_out_of_range_unless_declared_a_ratio(self) -> None:
        rows: dict[str, Row] = {"X": {"all": 10, "a": 12, "share": "120"}}
        ratio = TableLayout(percentages={"share": "a per all"})

        assert set(codes(audit(PublishedTable.of(rows, OF_ALL)))) == {"range"}
        assert audit(PublishedTable.of(rows, ratio)).findings == ()

    def test_of_100_that_hide_some_are_noted(self) -> None:
        rows: dict[str, Row] = {"X": {"all": 30000, "a": 29999, "share": "100.00"}}

        finding = only(audit(PublishedTable.of(rows, OF_ALL)), "rounded_to_100")

        assert finding.severity is Severity.NOTE
        assert finding.possible == "of 30000 it hides 1 that are not"

    def test_of_100_with_nothing_to_hide_are_not(self) -> None:
        rows: dict[str, Row] = {"X": {"all": 30, "share": "100.00"}}

        assert audit(PublishedTable.of(rows, HIDDEN)).findings == ()

    def test_of_100_without_a_count_may_hide_what_rounding_allows(self) -> None:
        # 0.005 % of 30,000 is 1.5.
        rows: dict[str, Row] = {"X": {"all": 30000, "share": "100.00"}}

        finding = only(audit(PublishedTable.of(rows, HIDDEN)), "rounded_to_100")

        assert finding.possible == "of 30000 it may hide up to 1 that are not"

    def test_of_a_total_lie_within_what_the_rows_allow(self) -> None:
        # 90 % of 100 is 90, 50 % of 300 is 149 to 151: of 400 that is 60 %.
        rows: dict[str, Row] = {
            "X": {"all": 100, "share": "90"}, "Y": {"all": 300, "share": "50"},
            "total": {"all": 400, "share": "65"},
        }  # fmt: skip

        finding = only(audit(PublishedTable.of(rows, HIDDEN)), "pooled")

        assert finding.possible == "the rows allow 60 % of 400"
        assert not audit(PublishedTable.of(rows, HIDDEN)).consistent

    def test_of_a_total_that_are_the_plain_mean_are_called_so(self) -> None:
        rows: dict[str, Row] = {
            "X": {"all": 100, "share": "90"}, "Y": {"all": 300, "share": "50"},
            "total": {"all": 400, "share": "70"},
        }  # fmt: skip

        audited = audit(PublishedTable.of(rows, HIDDEN))

        assert codes(audited) == ["mean_of_percents"]
        assert "plain mean" in audited.findings[0].given

    def test_of_a_total_are_also_judged_by_printed_counts(self) -> None:
        rows: dict[str, Row] = {
            "X": {"all": 100, "a": 90, "share": "90"},
            "Y": {"all": 300, "a": 150, "share": "50"},
            "total": {"all": 400, "a": 240, "share": "70"},
        }

        audited = audit(PublishedTable.of(rows, OF_ALL))

        assert codes(audited) == ["mean_of_percents"]
        assert audited.repairs == (
            (TableCell("total", "share"), Decimal(70), Decimal(60)),
        )

    def test_that_need_not_make_100_are_explained(self) -> None:
        # Thirds are 33.33 each.
        shares = {f"{c}_percent": "33.33" for c in ("before_due", "on_time", "overdue")}
        table = PublishedTable.of({"A": ward(1, 1, 1) | shares})

        finding = only(audit(table), "parts")

        assert finding.severity is Severity.EXPLAINABLE
        assert finding.given == "in 1 row the percentages make 99.99"


class TestMeans:
    LAYOUT = TableLayout(means={"score": "of answers from 1 to 5"})

    @pytest.mark.parametrize("answers", range(1, 30))
    def test_are_possible_if_a_sum_of_answers_gives_them(self, answers: int) -> None:
        possible = {
            f"{Decimal(total) / answers:.1f}"
            for total in range(answers, 5 * answers + 1)
        }

        for tenths in range(10, 51):
            score = str(Decimal(tenths) / 10)
            table = PublishedTable.of(
                {"X": {"answers": answers, "score": f"{Decimal(score):.1f}"}},
                self.LAYOUT,
            )
            # A mean halfway may be rounded either way, so that only one is required.
            halfway = any(
                abs(20 * total - 2 * tenths * answers) == answers
                for total in range(answers, 5 * answers + 1)
            )
            if not halfway:
                impossible = "mean_impossible" in codes(audit(table))
                assert impossible == (f"{Decimal(score):.1f}" not in possible)

    def test_that_are_impossible_get_the_nearest_that_is_not(self) -> None:
        # Of 7 answers, 24 make 3.43 and 25 make 3.57.
        table = PublishedTable.of({"X": {"answers": 7, "score": "3.45"}}, self.LAYOUT)

        finding = only(audit(table), "mean_impossible")

        assert finding.repair == "print 3.43 instead of 3.45 for score of X"

    def test_off_the_scale_are_out_of_range(self) -> None:
        table = PublishedTable.of({"X": {"answers": 7, "score": "5.1"}}, self.LAYOUT)

        assert only(audit(table), "range").possible == "the scale is from 1 to 5"


PRINTS: Mapping[Rounding, Callable[[list[int]], list[Decimal]]] = {
    Rounding.HALF_UP: lambda counts: alone(counts, ROUND_HALF_UP),
    Rounding.HALF_EVEN: lambda counts: alone(counts, ROUND_HALF_EVEN),
    Rounding.DOWN: lambda counts: alone(counts, ROUND_DOWN),
    Rounding.APPORTIONED: lambda counts: [
        *(apportion(dict(enumerate(counts)), 1) or {}).values()
    ],
}


def alone(counts: list[int], rounding: str) -> list[Decimal]:
    whole = Decimal(sum(counts))
    return [(100 * n / whole).quantize(Decimal("0.1"), rounding) for n in counts]


CLASSES = ("before_due", "on_time", "overdue")
small_wards = st.lists(
    st.lists(st.integers(0, 60), min_size=3, max_size=3).filter(any),
    min_size=2,
    max_size=5,
)


def printed(wards: list[list[int]], rounding: Rounding) -> dict[str, Row]:
    """A table of wards with its total, whose percentages are rounded so."""
    every = [*wards, [sum(of) for of in zip(*wards, strict=True)]]
    rows: dict[str, Row] = {}
    for number, counts in enumerate(every, 1):
        name = f"W{number}" if number <= len(wards) else "total"
        percentages = PRINTS[rounding](counts)
        rows[name] = ward(*counts) | {
            f"{c}_percent": x for c, x in zip(CLASSES, percentages, strict=True)
        }
    return rows


class TestMadeTables:
    @given(small_wards, st.sampled_from(sorted(PRINTS)))
    def test_have_nothing_impossible_however_they_are_rounded(
        self, wards: list[list[int]], rounding: Rounding
    ) -> None:
        audited = audit(PublishedTable.of(printed(wards, rounding)))

        assert audited.consistent
        assert all(f.severity is not Severity.IMPOSSIBLE for f in audited.findings)
        assert rounding in audited.roundings

    @given(small_wards, st.sampled_from(sorted(PRINTS)))
    def test_tell_their_rounding_where_it_shows(
        self, wards: list[list[int]], rounding: Rounding
    ) -> None:
        rows = printed(wards, rounding)

        audited = audit(PublishedTable.of(rows))

        for other in PRINTS:
            explains = printed(wards, other) == rows
            assert (other in audited.roundings) == explains

    @given(small_wards, st.data())
    def test_with_one_wrong_count_are_repaired_by_one_change(
        self, wards: list[list[int]], data: st.DataObject
    ) -> None:
        rows = printed(wards, Rounding.HALF_UP)
        row = data.draw(st.sampled_from(sorted(rows)))
        column = data.draw(st.sampled_from(CLASSES))
        right = rows[row][column]
        assert isinstance(right, int)
        rows[row][column] = data.draw(st.integers(0, 99).filter(lambda n: n != right))

        audited = audit(PublishedTable.of(rows))

        assert not audited.consistent
        assert any(f.severity is Severity.IMPOSSIBLE for f in audited.findings)
        # The row's sum and the column's have this one cell in common.
        (repair,) = audited.repairs
        assert (repair.cell, repair.right) == (TableCell(row, column), right)

    @given(st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=2, max_size=4))
    def test_of_several_periods_chain(self, flows: list[tuple[int, int, int]]) -> None:
        periods: dict[str, dict[str, Row]] = {}
        stock, stock_before, received = 7, 7, 0
        for number, (received, ended, late) in enumerate(flows):
            resolved = min(ended, stock + received)
            pending = stock + received - resolved
            periods[str(number)] = {
                "A": {
                    "carried_over": stock, "received": received, "resolved": resolved,
                    "pending": pending, "pending_within": pending - min(late, pending),
                    "pending_overdue": min(late, pending),
                }
            }  # fmt: skip
            stock_before, stock = stock, pending
        assert audit(PublishedTable(periods=periods)).consistent

        last = periods[str(len(flows) - 1)]["A"]
        last["carried_over"], last["received"] = stock_before + 1, received - 1
        broken = audit(PublishedTable(periods=periods))
        assert "chain" in codes(broken)
        assert not broken.consistent


class TestPublishedTable:
    def test_tells_every_fault_at_once(self) -> None:
        rows: dict[str, Row] = {"A": {"all": True, "a": 1, "share": "many"}}
        layout = TableLayout(
            sums=["all = a + b"], percentages={"share": "a of whole"}, total_row="sum"
        )

        with pytest.raises(FaultsError) as caught:
            PublishedTable.of(rows, layout)

        text = "\n".join(map(str, caught.value.exceptions))
        for word in ("all of A", "share of A", "'b'", "'whole'", "'sum'"):
            assert word in text

    def test_refuses_a_float(self) -> None:
        rows = {"A": {"all": 10, "a": 1, "share": 10.0}}

        with pytest.raises(InvalidValueError, match="with its zeros"):
            PublishedTable.of(rows, OF_ALL)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"sums": ["a + b"]},
            {"sums": "a = b"},
            {"flow": "a = b = c"},
            {"chain": "a ="},
            {"percentages": {"share": "a"}},
            {"percentages": {"share": "per b"}},
            {"means": {"score": "of n"}},
            {"means": {"score": "of n from 5 to 1"}},
            {"subtotals": {"A": "B"}},
        ],
    )
    def test_refuses_a_layout_that_says_nothing(self, wrong: dict[str, object]) -> None:
        with pytest.raises(InvalidValueError):
            TableLayout(**wrong)  # type: ignore[arg-type]

    def test_columns_may_have_blanks_in_their_names(self) -> None:
        layout = TableLayout(sums=["Đã giải quyết = Trước hạn + Quá hạn"])
        rows: dict[str, Row] = {
            "Xã A": {"Đã giải quyết": 3, "Trước hạn": 1, "Quá hạn": 1}
        }

        assert codes(audit(PublishedTable.of(rows, layout))) == ["sum"]
