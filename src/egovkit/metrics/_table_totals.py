"""Double counting: totals that have a row twice, or leave it out."""

from collections.abc import Iterator, Mapping, Sequence

from egovkit.metrics._finding import Severity
from egovkit.metrics._system import added
from egovkit.metrics._table import PublishedTable, TableCell
from egovkit.metrics._table_finding import TableFinding

_LEAST_COLUMNS = 2


def double_counting(
    table: PublishedTable, known: Mapping[TableCell, int]
) -> Iterator[TableFinding]:
    """Yield which row explains exactly by how much a total is off, in every column.

    Only rows whose counts are known are compared.
    """
    for period in table.periods:
        for whole, rows in added(table, period):
            columns = [
                column
                for column in table.counted
                if all(
                    TableCell(row, column, period) in known for row in (whole, *rows)
                )
            ]
            counts = {
                row: [known[TableCell(row, column, period)] for column in columns]
                for row in (whole, *rows)
            }
            made = [sum(of) for of in zip(*(counts[row] for row in rows), strict=True)]
            off = [total - n for total, n in zip(counts[whole], made, strict=False)]
            if any(off):
                yield from _explained([whole, *rows], period, columns, counts, off)
            else:
                yield from _subtotals(rows, period, columns, counts)


def _explained(
    names: Sequence[str],
    period: str,
    columns: Sequence[str],
    counts: Mapping[str, Sequence[int]],
    off: Sequence[int],
) -> Iterator[TableFinding]:
    whole, *rows = names
    opposite = [-n for n in off]
    for wanted, what in ((off, "twice"), (opposite, "not at all")):
        found = [row for row in rows if [*counts[row]] == wanted]
        if not found:
            continue
        culprit = " or ".join(found)
        wrong = [column for column, n in zip(columns, off, strict=True) if n]
        repair = f"add up the rows of {whole} anew, each once"
        if what == "not at all":
            repair += f", or declare {culprit} as a subtotal if it adds up others"
        yield TableFinding(
            "double_counting", Severity.IMPOSSIBLE,
            tuple(
                TableCell(row, column, period)
                for row in (whole, *found) for column in wrong
            ),
            f"{TableCell(whole, ', '.join(wrong), period)} is off by "
            + ", ".join(f"{n:+}" for n in off if n),
            f"that is {culprit} counted {what}", repair,
        )  # fmt: skip


def _subtotals(
    rows: Sequence[str],
    period: str,
    columns: Sequence[str],
    counts: Mapping[str, Sequence[int]],
) -> Iterator[TableFinding]:
    """Find rows that look like subtotals of the rows next to them, yet are added."""
    for place, row in enumerate(rows):
        if sum(n > 0 for n in counts[row]) < _LEAST_COLUMNS:
            continue
        for run in (rows[:place][::-1], rows[place + 1 :]):
            members = sorted(_adding_up(counts[row], run, counts), key=rows.index)
            if members:
                yield TableFinding(
                    "double_counting", Severity.NOTE,
                    tuple(TableCell(row, column, period) for column in columns),
                    f"{row} is the sum of {members[0]} to {members[-1]} in every column",
                    "if it is their subtotal, the total counts them twice",
                    f"declare {row} as a subtotal, and print the total without it",
                )  # fmt: skip
                break


def _adding_up(
    wanted: Sequence[int], run: Sequence[str], counts: Mapping[str, Sequence[int]]
) -> list[str]:
    """Return the first rows of a run if two or more of them make what is wanted."""
    made = [0] * len(wanted)
    members: list[str] = []
    for row in run:
        made = [n + more for n, more in zip(made, counts[row], strict=True)]
        members.append(row)
        if any(n > most for n, most in zip(made, wanted, strict=True)):
            return []
        if made == [*wanted] and len(members) >= _LEAST_COLUMNS:
            return members
    return []
