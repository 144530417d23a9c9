"""What published figures leave open, though nothing in them is wrong."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from egovkit.metrics._cells import Figure, Rounding, places_of
from egovkit.metrics._finding import Finding, Severity
from egovkit.metrics._published import OTHER, WHOLE, Published
from egovkit.metrics._solutions import Solutions
from egovkit.metrics._wording import by_rounding, plain, ranges, share, span

_NONE = Fraction(0)
_ROUNDED_ALONE = (Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.DOWN)


def notes_on_total(
    published: Published, total: int, solutions: Mapping[Rounding, Solutions]
) -> Iterator[Finding]:
    """Yield what figures leave open whose total is known."""
    yield from _rounding_undecided(solutions)
    for rounding in (Rounding.ANY, Rounding.APPORTIONED, Rounding.DOWN):
        if solutions[rounding]:
            yield from _left_out(published, total, solutions[rounding])
            yield from _ambiguous(solutions[rounding])
            yield from _rounded_to_100(published, total, solutions[rounding])
            return


def notes_without_total(published: Published) -> Iterator[Finding]:
    """Yield what figures leave open whose total is not known."""
    yield _note(
        "unknown_denominator", ("total",),
        "the figures do not say of how many dossiers they are", "print the total",
    )  # fmt: skip
    figures = [Figure.of(x) for x in published.percentages.values()]
    rest = 1 - sum((Fraction(figure.units, figure.scale) for figure in figures), _NONE)
    if rest > 0 and not published.exhaustive and not published.counts:
        surely = sum((figure.shares[1] for figure in figures), _NONE) < 1
        places = max(map(places_of, published.percentages.values()))
        yield _rest(f"{plain(100 * rest, places)} % of the dossiers", surely=surely)
    for name, x in published.percentages.items():
        if x == WHOLE:
            text = f"{x:f} % may hide 1 dossier in {2 * Figure.of(x).scale}"
            yield _note("rounded_to_100", (name,), text, f"print the count of {name}")


def _note(code: str, cells: tuple[str, ...], text: str, repair: str) -> Finding:
    return Finding(code, Severity.NOTE, cells, repair, text)


def _rest(rest: str, *, surely: bool) -> Finding:
    return _note(
        "left_out", (OTHER,),
        f"{rest} are in none of these classes, and the figures do not say what they are",
        "print their class" + ("" if surely else ", or say that there are none"),
    )  # fmt: skip


def _left_out(
    published: Published, total: int, solutions: Solutions
) -> Iterator[Finding]:
    if published.exhaustive or not solutions.ranges[OTHER][1]:
        return
    low, high = solutions.ranges[OTHER]
    places = max(map(places_of, published.percentages.values()), default=2)
    shares = {str(share(n, total, places)): None for n in (low, high)}
    rest = span(low, high) if low else f"up to {high}"
    yield _rest(f"{rest} of {total} dossiers ({' to '.join(shares)} %)", surely=low > 0)


def _rounding_undecided(solutions: Mapping[Rounding, Solutions]) -> Iterator[Finding]:
    """Compare the solutions by their ranges, which tell two boxes apart."""
    fitting = {r: solutions[r] for r in _ROUNDED_ALONE if solutions[r]}
    cells = tuple(
        name
        for name in solutions[Rounding.ANY].names
        if len({of.ranges[name] for of in fitting.values()}) > 1
    )
    if cells:
        tables = by_rounding({r: ranges(of, cells) for r, of in fitting.items()})
        yield _note(
            "rounding_undecided", cells,
            f"the counts depend on the rounding ({'; '.join(tables)})",
            "print the counts, or say how the percentages are rounded",
        )  # fmt: skip


def _ambiguous(solutions: Solutions) -> Iterator[Finding]:
    cells = tuple(name for name, ends in solutions.ranges.items() if len({*ends}) > 1)
    if cells:
        text = f"{solutions.count} tables of counts fit: {ranges(solutions, cells)}"
        yield _note("ambiguous", cells, text, "print the counts")


def _rounded_to_100(
    published: Published, total: int, solutions: Solutions
) -> Iterator[Finding]:
    for name, x in published.percentages.items():
        if x == WHOLE and (hidden := total - solutions.ranges[name][0]):
            text = f"{x:f} % of {total} dossiers may hide {hidden} that are not {name}"
            yield _note("rounded_to_100", (name,), text, f"print the count of {name}")
