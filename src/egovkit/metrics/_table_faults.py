"""What is wrong in a published table, each with a repair of its own."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from egovkit.metrics._apportion import decimal
from egovkit.metrics._cells import Rounding, places_of
from egovkit.metrics._finding import Severity
from egovkit.metrics._published import WHOLE
from egovkit.metrics._reconcile import Reconciler
from egovkit.metrics._system import (
    Constraint,
    System,
    added,
    counts_printed_as,
    rounded,
)
from egovkit.metrics._table import PublishedTable, TableCell
from egovkit.metrics._table_finding import TableFinding
from egovkit.metrics._table_rounding import Contradicted, Group

_SHOWN = 3
_EXPLAINED = {
    Rounding.DOWN: ("truncated", "cut off instead of rounded"),
    Rounding.APPORTIONED: ("apportioned", "rounded together so that they make 100"),
}


@frozen(kw_only=True)
class Examined:
    """A table with all that was worked out about it."""

    table: PublishedTable
    system: System
    reconciler: Reconciler
    groups: Sequence[Group]
    unexplained: Contradicted
    rounding: Rounding
    known: Mapping[TableCell, int]

    def counts_of(self, figure: int) -> tuple[int | None, int | None]:
        return self.system.counts(figure, {})


def faults_of_counts(of: Examined) -> Iterator[TableFinding]:
    """Yield what the printed counts and figures break, one finding for each rule."""
    told: set[object] = set()
    for number in of.reconciler.violated:
        constraint = of.system.constraints[number]
        key = number if constraint.figure is None else constraint.figure
        if key not in told:
            told.add(key)
            yield _broken(of, constraint)


def _impossible(
    code: str, cells: Sequence[TableCell], given: str, possible: str, repair: str
) -> TableFinding:
    return TableFinding(
        code, Severity.IMPOSSIBLE, tuple(cells), given, possible, repair
    )


def _broken(of: Examined, constraint: Constraint) -> TableFinding:
    if constraint.figure is not None:
        return _broken_figure(of, constraint.figure)
    left, right = constraint.sides
    if constraint.code == "range" and not right:
        given = f"{left[0]} is {of.known[left[0]]}"
        repair = "print a count from 0 up"
        return _impossible("range", left, given, "none is below 0", repair)
    made, other = (sum(of.known[cell] for cell in side) for side in (left, right))
    cells = [*left, *right]
    if constraint.code == "range":
        given = f"{_side(left)} {_make(left)} {made}"
        possible = f"that is more than {other}, the whole"
        return _impossible("range", cells, given, possible, f"print {other} at most")
    given, possible = (
        f"{_side(left)} {_make(left)} {made}",
        f"{_rest(right, left)} {other}",
    )
    off = made - other
    repair = f"print {other} for {_side(left)}, or change one of the others by {off:+}"
    if len(left) > 1:
        repair = f"change one of the first by {-off:+}, or one of the others by {off:+}"
    return _impossible(constraint.code, cells, given, possible, repair)


def _side(cells: Sequence[TableCell]) -> str:
    """Name cells of one row by their columns."""
    names = " + ".join(cell.column for cell in cells)
    return str(cells[0]._replace(column=names))


def _make(cells: Sequence[TableCell]) -> str:
    return "is" if len(cells) == 1 else "make"


def _rest(cells: Sequence[TableCell], left: Sequence[TableCell]) -> str:
    if {cell.row for cell in cells} != {left[0].row}:
        return f"the {len(cells)} rows make" if len(cells) > 1 else f"{cells[0]} is"
    names = " + ".join(cell.column for cell in cells)
    if cells[0].period != left[0].period:
        names = f"{cells[0].period} closed with {names}, which"
    return f"{names} {_make(cells)}"


def _broken_figure(of: Examined, figure: int) -> TableFinding:
    """Tell what is wrong with a percentage or a mean whose counts are known."""
    system, cell = of.system, of.system.cells[figure]
    printed, behind = system.printed[figure], system.behind[figure]
    part, whole = of.counts_of(figure)
    unit = " %" if behind.scale is None else ""
    given = f"{cell} is {printed:f}{unit}"
    if (
        behind.scale is not None
        and not behind.scale.least <= printed <= behind.scale.most
    ):
        scale = f"from {behind.scale.least} to {behind.scale.most}"
        return _impossible(
            "range", [cell], given, f"the scale is {scale}", "print a mean on it"
        )
    if behind.scale is None and (printed < 0 or printed > WHOLE) and _out(of, cell):
        return _impossible(
            "range", [cell], given, "a share lies from 0 to 100 %",
            "print a percentage from 0 to 100",
        )  # fmt: skip
    right = system.right(figure, {})
    if not whole or right is None:
        code = "mean_impossible" if behind.scale else "percent_impossible"
        return _impossible(code, [cell], given, "it is of nothing", "leave it out")
    possible = f"{part} of {whole} are {right:f} %"
    of_what = [system.cells[var] for var in (*behind.parts, *behind.whole)]
    cells = dict.fromkeys([cell, *of_what])
    return _impossible("mismatch", [*cells], given, possible, f"print {right:f} %")


def _out(of: Examined, cell: TableCell) -> bool:
    figure = of.table.figure(cell)
    is_part = of.table.layout.shares[cell.column].is_part
    return figure is not None and (figure < 0 or is_part)


def faults_of_figures(of: Examined) -> Iterator[TableFinding]:
    """Yield the percentages and means that no whole number gives: GRIM.

    Brown and Heathers (2017), on exact fractions.
    """
    for figure, printed in of.system.printed.items():
        part, whole = of.counts_of(figure)
        behind, cell = of.system.behind[figure], of.system.cells[figure]
        if part is not None and behind.scale is None:
            continue
        if not whole or whole < 0:
            continue
        if behind.scale is not None:
            yield from _mean_impossible(of, figure, whole)
        elif 0 <= printed <= WHOLE:
            low, high = counts_printed_as(printed, whole, of.rounding)
            if low > high:
                right = of.system.right(figure, {})
                given, possible = f"{cell} is {printed:f} %", f"no count of {whole} is"
                repair = f"print {right:f} %" if right is not None else "leave it out"
                yield _impossible("percent_impossible", [cell], given, possible, repair)


def _mean_impossible(of: Examined, figure: int, whole: int) -> Iterator[TableFinding]:
    printed, cell = of.system.printed[figure], of.system.cells[figure]
    scale = of.system.behind[figure].scale
    if scale is None or not scale.least <= printed <= scale.most:
        return
    unit = Fraction(1, 2 * 10 ** places_of(printed))
    low, high = (Fraction(printed) - unit) * whole, (Fraction(printed) + unit) * whole
    least = max(-(-low.numerator // low.denominator), scale.least * whole)
    most = min(high.numerator // high.denominator, scale.most * whole)
    if least > most:
        right = of.system.right(figure, {})
        yield _impossible(
            "mean_impossible", [cell], f"{cell} is {printed:f}",
            f"no sum of {whole} whole answers has this mean", f"print {right:f}",
        )  # fmt: skip


def faults_of_parts(of: Examined) -> Iterator[TableFinding]:
    """Yield where the percentages of all parts do not make 100."""
    rounded_alone: list[Group] = []
    for group in of.groups:
        if not group.complete or group.made == WHOLE:
            continue
        if None in group.counts and [*group.contradicted(of.rounding)] == [
            *group.cells
        ]:
            given = f"the percentages of {_side(group.cells)} make {group.made:f}"
            possible = f"no counts of {group.total} are rounded so"
            repair = f"change one of them by {WHOLE - group.made:+f}"
            yield _impossible("parts", group.cells, given, possible, repair)
        elif not [*group.contradicted(of.rounding)]:
            rounded_alone.append(group)
    if rounded_alone and of.rounding is Rounding.ANY:
        low, high = (end(group.made for group in rounded_alone) for end in (min, max))
        yield TableFinding(
            "parts", Severity.EXPLAINABLE,
            tuple(cell for group in rounded_alone for cell in group.cells),
            f"in {len(rounded_alone)} row{'s' * (len(rounded_alone) > 1)} the "
            "percentages make "
            + (f"{low:f}" if low == high else f"{low:f} to {high:f}"),
            "each is rounded by itself",
            "round them together so that they make 100, or say how they are rounded",
        )  # fmt: skip


def faults_of_rounding(of: Examined) -> Iterator[TableFinding]:
    """Tell which rounding explains what rounding to the nearest does not."""
    if of.rounding not in _EXPLAINED:
        return
    code, how = _EXPLAINED[of.rounding]
    cells, left = of.unexplained[Rounding.ANY], of.unexplained[of.rounding]
    yield TableFinding(
        code, Severity.EXPLAINABLE, cells,
        f"rounded to the nearest, {len(cells)} percentages do not fit their counts",
        f"{how}, {'all' if not left else f'all but {len(left)}'} do",
        f"say that the percentages are {how}",
    )  # fmt: skip


def faults_of_pooling(of: Examined) -> Iterator[TableFinding]:
    """Yield percentages of a total row that the rows do not allow."""
    index = {cell: i for i, cell in enumerate(of.system.cells)}
    for period in of.table.periods:
        for whole, rows in added(of.table, period):
            for column, share in of.table.layout.shares.items():
                cells = [TableCell(row, column, period) for row in (whole, *rows)]
                figures = [index[cell] for cell in cells]
                if share.is_part and all(i in of.system.printed for i in figures):
                    yield from _pooled(of, cells, figures)


def _pooled(
    of: Examined, cells: Sequence[TableCell], figures: Sequence[int]
) -> Iterator[TableFinding]:
    """Compare a total's percentage with its count, or else with what the rows allow.

    That it does not fit its own count is told as a mismatch, unless it is the mean.
    """
    printed, *others = (of.system.printed[figure] for figure in figures)
    ranges = [_range(of, figure) for figure in figures[1:]]
    part, whole = of.counts_of(figures[0])
    known = [ends for ends in ranges if ends is not None]
    if len(known) < len(ranges) or not whole or not 0 <= printed <= WHOLE:
        return
    least, most = (sum(ends[i] for ends in known) for i in (0, 1))
    if part is not None:
        least = most = part
    low, high = counts_printed_as(printed, whole, of.rounding)
    if max(low, least) <= min(high, most):
        return
    places, mean = places_of(printed), sum(map(Fraction, others)) / len(others)
    is_mean = rounded(Fraction(mean), places, of.rounding) == printed
    is_mean &= len(set(others)) > 1
    if part is not None and not is_mean:
        return
    ends = [
        rounded(Fraction(100 * n, whole), places, of.rounding) for n in (least, most)
    ]
    allowed = " to ".join(dict.fromkeys(f"{end:f}" for end in ends))
    nearest = 0 if printed < ends[0] else 1
    given = f"{cells[0]} is {printed:f} %"
    yield _impossible(
        "mean_of_percents" if is_mean else "pooled",
        cells,
        given + ", the plain mean of the rows' percentages" * is_mean,
        f"the rows allow {allowed} % of {whole}"
        if part is None
        else f"{part} of {whole} are {allowed} %",
        f"print {ends[nearest]:f} % ({(least, most)[nearest]} of {whole})",
    )


def _range(of: Examined, figure: int) -> tuple[int, int] | None:
    """Return the counts that a percentage can stand for, None if it is not known."""
    part, whole = of.counts_of(figure)
    if part is not None:
        return part, part
    if whole is None or whole < 0:
        return None
    low, high = counts_printed_as(of.system.printed[figure], whole, of.rounding)
    return (low, high) if low <= high else None


def faults_of_blanks(of: Examined, told: set[TableCell]) -> Iterator[TableFinding]:
    """Yield where blank cells have no values, unless a figure there was found wrong."""
    for numbers in of.reconciler.unsolvable:
        constraints = [of.system.constraints[number] for number in numbers]
        cells = dict.fromkeys(
            cell for c in constraints for side in c.sides for cell in side
        )
        figures = [c.figure for c in constraints if c.figure is not None]
        cells |= dict.fromkeys(of.system.cells[figure] for figure in figures)
        if told.isdisjoint(cells):
            blank = [cell for cell in cells if of.table.figure(cell) is None]
            names = ", ".join(map(str, blank[:_SHOWN]))
            names += ", ..." * (len(blank) > _SHOWN)
            yield _impossible(
                "unsolvable", [*cells], f"{names} left blank" if blank else f"{len(cells)} figures",
                "no whole numbers from 0 up fit what is printed around",
                "print the counts",
            )  # fmt: skip


def notes_on_100(of: Examined) -> Iterator[TableFinding]:
    """Yield where 100 % hides some that are not."""
    for figure, printed in of.system.printed.items():
        if of.system.behind[figure].scale is not None or printed != WHOLE:
            continue
        part, whole = of.counts_of(figure)
        cell = of.system.cells[figure]
        if not whole or whole < 0 or not of.table.layout.shares[cell.column].is_part:
            continue
        low, _ = counts_printed_as(printed, whole, of.rounding)
        hidden = whole - (low if part is None else part)
        if not 0 < hidden <= whole - low:
            continue
        may = "may hide up to" if part is None else "hides"
        yield TableFinding(
            "rounded_to_100", Severity.NOTE, (cell,), f"{cell} is {printed:f} %",
            f"of {whole} it {may} {hidden} that are not",
            "print the count" if part is None else
            f"print {decimal(100 * 10 ** places_of(printed) - 1, places_of(printed)):f} %, "
            "or more decimals",
        )  # fmt: skip
