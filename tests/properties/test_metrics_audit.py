import itertools
import math
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from egovkit.metrics import (
    CountingPolicy,
    Denominator,
    DueDate,
    Published,
    ResolutionCounts,
    Rounding,
    Severity,
    apportion,
    audit,
    feasible_totals,
)

ROUND: dict[Rounding, Callable[[Fraction], int]] = {
    Rounding.HALF_UP: lambda units: math.floor(units + Fraction(1, 2)),
    Rounding.HALF_EVEN: round,
    Rounding.DOWN: math.floor,
}
EXPLAINED = {"apportioned", "truncated"}


def places_of(printed: Decimal) -> int:
    return -int(printed.as_tuple().exponent)


def is_printed_so(count: int, total: int, printed: Decimal, rounding: Rounding) -> bool:
    """Round the exact share anew."""
    per: int = 10 ** places_of(printed)
    units = Fraction(100 * per * count, total)
    if rounding is Rounding.ANY:
        return abs(units - Fraction(printed) * per) <= Fraction(1, 2)
    return ROUND[rounding](units) == Fraction(printed) * per


def brute_force(figures: Published, rounding: Rounding) -> Iterator[dict[str, int]]:
    """Try every table of the total."""
    total = figures.total or 0
    names = (*figures.parts, *(() if figures.exhaustive else ("other",)))
    for counts in itertools.product(range(total + 1), repeat=len(names) - 1):
        if sum(counts) > total:
            continue
        table = dict(zip(names, (*counts, total - sum(counts)), strict=True))
        if any(table[name] != n for name, n in figures.counts.items()):
            continue
        if rounding is Rounding.APPORTIONED:
            places = max(map(places_of, figures.percentages.values()), default=2)
            printed = apportion(table, places) or {}
            fits = all(printed.get(n) == x for n, x in figures.percentages.items())
        else:
            fits = all(
                is_printed_so(table[name], total, x, rounding)
                for name, x in figures.percentages.items()
            )
        if fits:
            yield table


@st.composite
def near_truth(draw: st.DrawFn, most: int = 16) -> Published:
    """Figures of a true table, rounded in some way, and sometimes with a slip."""
    names = draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))
    exhaustive = draw(st.booleans())
    classes = names if exhaustive else [*names, "other"]
    counts = [draw(st.integers(0, most // len(classes))) for _ in classes]
    total = sum(counts)
    assume(total)
    table = dict(zip(classes, counts, strict=True))
    places = draw(st.integers(0, 2))
    if draw(st.booleans()):
        printed = apportion(table, places) or {}
    else:
        mode = draw(st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN]))
        unit = Decimal(1).scaleb(-places)
        printed = {
            name: (Decimal(100 * n) / total).quantize(unit, mode)
            for name, n in table.items()
        }
    if draw(st.integers(0, 3)) == 0:
        slip = draw(st.sampled_from(names))
        printed[slip] = max(
            Decimal(0),
            printed[slip] + draw(st.sampled_from([-1, 1])) * Decimal(1).scaleb(-places),
        )
    if draw(st.integers(0, 5)) == 0:
        coarse = draw(st.sampled_from(names))
        printed[coarse] = printed[coarse].quantize(Decimal(1))
    shown = {
        name: draw(st.sampled_from(["count", "percentage", "both"])) for name in names
    }
    return Published(
        total=total,
        counts={n: table[n] for n in names if shown[n] != "percentage"},
        percentages={n: printed[n] for n in names if shown[n] != "count"},
        exhaustive=exhaustive,
    )


@st.composite
def anything(draw: st.DrawFn, most: int = 14) -> Published:
    """Figures of nothing in particular, most of them wrong."""
    names = draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))
    places = draw(st.integers(0, 1))
    percentages = {
        name: Decimal(draw(st.integers(-1, 101 * 10**places))).scaleb(-places)
        for name in names
        if draw(st.booleans())
    }
    counts = {
        name: draw(st.integers(-1, most))
        for name in names
        if name not in percentages or draw(st.booleans())
    }
    return Published(
        total=draw(st.none() | st.integers(-1, most)),
        counts=counts,
        percentages=percentages,
        exhaustive=draw(st.booleans()),
    )


class TestSolutions:
    @settings(deadline=None)
    @given(near_truth(), st.sampled_from(Rounding))
    def test_equal_brute_force(self, figures: Published, rounding: Rounding) -> None:
        solutions = audit(figures).solutions[rounding]
        expected = list(brute_force(figures, rounding))

        found = list(solutions)
        assert sorted(found, key=str) == sorted(expected, key=str)
        assert solutions.count == len(solutions) == len(expected)
        assert bool(solutions) is bool(expected)
        assert solutions.ranges == {
            name: (min(t[name] for t in expected), max(t[name] for t in expected))
            for name in (solutions.names if expected else ())
        }

    @settings(deadline=None)
    @given(near_truth(most=1500), st.sampled_from(Rounding))
    def test_have_the_count_and_the_ranges_of_their_listing(
        self, figures: Published, rounding: Rounding
    ) -> None:
        solutions = audit(figures).solutions[rounding]
        assume(0 < solutions.count < 3000)

        tables = list(solutions)
        assert len(tables) == solutions.count
        assert all(table in solutions for table in tables)
        assert solutions.ranges == {
            name: (min(t[name] for t in tables), max(t[name] for t in tables))
            for name in solutions.names
        }

    @settings(deadline=None)
    @given(near_truth(), st.sampled_from(Rounding))
    def test_are_there_for_the_totals_that_fit(
        self, figures: Published, rounding: Rounding
    ) -> None:
        total = figures.total or 0

        found = feasible_totals(figures, total, rounding)
        assert (total in found) is bool(audit(figures).solutions[rounding])

    @settings(deadline=None)
    @given(
        st.dictionaries(
            st.text("abcdef", min_size=1), st.integers(0, 10**9), min_size=1, max_size=9
        ),
        st.integers(0, 4),
    )
    def test_hold_the_true_counts_of_apportioned_figures(
        self, counts: dict[str, int], places: int
    ) -> None:
        percentages = apportion(counts, places)
        assume(percentages is not None)

        audited = audit(
            Published(
                total=sum(counts.values()),
                percentages=percentages or {},
                exhaustive=True,
            )
        )
        assert counts in audited.solutions[Rounding.APPORTIONED]

    @settings(deadline=None)
    @given(
        st.lists(st.integers(0, 500), min_size=9, max_size=9),
        st.sampled_from(Denominator),
    )
    def test_hold_the_true_counts_of_our_own_percentages(
        self, classes: list[int], of: Denominator
    ) -> None:
        names = [str(name) for name in Denominator.RECEIVED.parts]
        table = dict(zip(names, classes, strict=True))
        counts = ResolutionCounts(
            period=None,
            as_of=None,
            policy=CountingPolicy(),
            against=DueDate.DUE,
            received=sum(classes),
            **table,
        )
        percentages = counts.percentages(of=of)
        assume(percentages is not None)

        parts = {name: table[name] for name in percentages or {}}
        audited = audit(
            Published(
                total=sum(parts.values()),
                percentages=percentages or {},
                exhaustive=True,
            )
        )
        assert parts in audited.solutions[Rounding.APPORTIONED]
        assert all(f.severity is not Severity.IMPOSSIBLE for f in audited.findings)


class TestFindings:
    @settings(deadline=None)
    @given(near_truth() | anything())
    def test_say_that_something_is_wrong_exactly_when_it_is(
        self, figures: Published
    ) -> None:
        audited = audit(figures)

        wrong = [
            finding
            for finding in audited.findings
            if finding.severity is Severity.IMPOSSIBLE or finding.code in EXPLAINED
        ]
        assert bool(wrong) is not audited.consistent

    @settings(deadline=None)
    @given(near_truth() | anything())
    def test_each_have_a_repair_and_known_cells(self, figures: Published) -> None:
        known = {*figures.parts, "other", "total"}

        for finding in audit(figures).findings:
            assert finding.repair
            assert finding.cells
            assert {*finding.cells} <= known

    @settings(deadline=None)
    @given(near_truth())
    def test_of_rounded_figures_are_never_impossible(self, figures: Published) -> None:
        audited = audit(figures)
        assume(any(audited.solutions.values()))

        severities = {finding.severity for finding in audited.findings}
        assert Severity.IMPOSSIBLE not in severities


class TestConsistency:
    @settings(deadline=None)
    @given(anything(most=4))
    def test_without_a_total_means_that_some_total_fits(
        self, figures: Published
    ) -> None:
        whole = not any(map(places_of, figures.percentages.values()))
        assume(figures.known_total is None and whole)

        # Three counts of 4 may be all that rounding leaves, 1/2 %, of 2,400 dossiers;
        # and after 200 more every share is a whole number once.
        totals = feasible_totals(figures, upto=2600)
        assert audit(figures).consistent is bool(totals)
