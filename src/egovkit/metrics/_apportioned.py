"""The tables of counts that `apportion` turns into the printed percentages.

With X units printed for a count n, let d = n * scale - X * total. The d add up to 0,
and the units went to the largest remainders if and only if no two d are further apart
than the total, or exactly so far where the tie rule favours the lower one. So the
part with the greatest d bounds the counts of all others, and its own count is the
step of a family of boxes. Of several parts with the greatest d the one that ties put
first is taken: what favours another part over it does so over the others, too, and no
table comes twice.
"""

from collections.abc import Iterator, Sequence

from egovkit.metrics._cells import Cell, ceiling
from egovkit.metrics._solutions import Family, Line


def apportioned(cells: Sequence[Cell], total: int) -> Iterator[Family]:
    """Yield the tables of `total` dossiers, at least 1, as disjoint families."""
    if any(cell.count is not None and not 0 <= cell.count <= total for cell in cells):
        return
    figures = [cell.figure for cell in cells if cell.figure]
    scale = max((figure.scale for figure in figures), default=10_000)
    for units in _printed(cells, total, scale):
        if min(units) >= 0 and sum(units) == scale:
            for owner in range(len(units)):
                yield _window(cells, units, owner, total)


def _printed(cells: Sequence[Cell], total: int, scale: int) -> Iterator[list[int]]:
    """Yield the units that may have been printed for each cell.

    A count without a percentage had its exact share cut off, or got one unit more,
    and this only after those with a larger remainder. What is missing to 100 went to
    the rest.
    """
    units: list[int] = []
    cut_off: list[tuple[int, int, int]] = []
    for place, cell in enumerate(cells):
        count = cell.count or 0
        if cell.figure:
            units.append(cell.figure.units * (scale // cell.figure.scale))
        else:
            units.append(count * scale // total)
            cut_off.append((-(count * scale % total), -count, place))
    rest = [place for place, cell in enumerate(cells) if cell == Cell()]
    yield _with_rest(units, rest, scale)
    for _, _, place in sorted(item for item in cut_off if item[0]):
        units[place] += 1
        yield _with_rest(units, rest, scale)


def _with_rest(units: list[int], rest: list[int], scale: int) -> list[int]:
    missing = scale - sum(units)
    return [n + missing if place in rest else n for place, n in enumerate(units)]


def _window(
    cells: Sequence[Cell], units: Sequence[int], owner: int, total: int
) -> Family:
    """Return the tables in which `owner` has the greatest d; a step is its count."""
    scale = sum(units)
    order = [(-x, place) for place, x in enumerate(units)]
    steps = range(
        *(ceiling(x * total, scale) for x in (units[owner], units[owner] + 1))
    )
    lows: list[Line] = []
    highs: list[Line] = []
    for place, x in enumerate(units):
        apart = (x - units[owner]) * total
        is_favoured = (1 - x, place) < order[owner]
        is_first = order[place] < order[owner]
        low = Line(ceiling(apart - total + (not is_favoured), scale), 1)
        high = Line((apart - is_first) // scale, 1)
        if place == owner:
            low = high = Line(0, 1)
        elif not x:
            low = Line(0)
        if (count := cells[place].count) is not None:
            steps = (Line(count) - low).not_negative(steps)
            steps = (high - Line(count)).not_negative(steps)
            low = high = Line(count)
        lows.append(low)
        highs.append(high)
    return Family.of(total, tuple(lows), tuple(highs), steps)
