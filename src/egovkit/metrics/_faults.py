"""What is wrong in published figures, each with its smallest repair."""

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from egovkit.metrics._apportion import apportion, decimal
from egovkit.metrics._cells import Figure, Rounding, cells_of, places_of
from egovkit.metrics._finding import Finding, Severity
from egovkit.metrics._published import WHOLE, Published
from egovkit.metrics._solutions import Solutions
from egovkit.metrics._solve import fits
from egovkit.metrics._wording import plain, share, span

_EXPLANATIONS = {
    Rounding.APPORTIONED: (
        "apportioned",
        "rounded together so that they add up to 100, these figures are right",
        "say that the percentages are apportioned",
    ),
    Rounding.DOWN: (
        "truncated",
        "cut off instead of rounded, these figures are right",
        "round to the nearest, or say that the percentages are cut off",
    ),
}


def faults_of_total(
    published: Published, total: int, solutions: Mapping[Rounding, Solutions]
) -> Iterator[Finding]:
    """Yield what is wrong with figures whose total is known."""
    grave = [*_out_of_range(published)]
    if total < 0:
        text, repair = f"a total of {total}", "print a total from 0 up"
        yield from [*grave, _impossible("range", ("total",), text, repair)]
        return
    grave += [*_above_total(published, total), *_sum(published, total)]
    faults = [*_mismatch(published, total), *_percent_impossible(published, total)]
    faults += _parts(published)
    if solutions[Rounding.ANY]:
        faults += _not_100(published, solutions[Rounding.ANY])
    elif not grave + faults:
        faults += _parts_of_total(published, total)
    explained = [
        _explained(published, *explanation)
        for rounding, explanation in _EXPLANATIONS.items()
        if solutions[rounding] and not solutions[Rounding.ANY]
    ]
    yield from grave + (explained[:1] or faults)


def faults_without_total(
    published: Published, *, consistent: bool
) -> Iterator[Finding]:
    """Yield what is wrong with figures whose total is not known."""
    faults = [*_out_of_range(published)] or [*_parts(published)]
    if not consistent and not faults:
        faults = [_no_total(published)]
    if faults and not published.counts and _may_be_truncated(published):
        faults = [_explained(published, *_EXPLANATIONS[Rounding.DOWN])]
    yield from faults
    if consistent:
        yield from _not_100(published, None)


def _impossible(code: str, cells: tuple[str, ...], text: str, repair: str) -> Finding:
    return Finding(code, Severity.IMPOSSIBLE, cells, repair, text)


def _explained(published: Published, code: str, text: str, repair: str) -> Finding:
    text = f"rounded one by one to the nearest no counts give them, but {text}"
    return Finding(code, Severity.EXPLAINABLE, published.parts, repair, text)


def _out_of_range(published: Published) -> Iterator[Finding]:
    for name, n in published.counts.items():
        if n < 0:
            repair = "print a count from 0 up"
            yield _impossible("range", (name,), f"a count of {n}", repair)
    for name, x in published.percentages.items():
        if not 0 <= x <= WHOLE:
            repair = "print a percentage from 0 to 100"
            yield _impossible("range", (name,), f"a percentage of {x:f}", repair)


def _above_total(published: Published, total: int) -> Iterator[Finding]:
    for name, n in published.counts.items():
        if n > total:
            text = f"{n} dossiers of {total}"
            repair = f"print a count of {total} at most, or a total of {n} at least"
            yield _impossible("range", (name, "total"), text, repair)


def _sum(published: Published, total: int) -> Iterator[Finding]:
    made = sum(published.counts.values())
    are_all = published.exhaustive and len(published.counts) == len(published.parts)
    if made > total or (are_all and made != total):
        verb, by = ("lower", made - total) if made > total else ("raise", total - made)
        yield _impossible(
            "sum", (*published.counts, "total"),
            f"the counts add up to {made}, and the total is {total}",
            f"print {made} as the total, or {verb} a count by {by}",
        )  # fmt: skip


def _mismatch(published: Published, total: int) -> Iterator[Finding]:
    for name, x in _percentages_in_range(published).items():
        n = published.counts.get(name, -1)
        if not 0 <= n <= total or total < 1:
            continue
        low, high = Figure.of(x).counts(total, Rounding.ANY)
        if low <= n <= high:
            continue
        right = share(n, total, places_of(x))
        repair = f"print {right} %"
        if low <= high:
            repair += f", or a count of {low if n < low else high}"
        text = f"{n} of {total} dossiers are {right} %, and {x:f} % is printed"
        yield _impossible("mismatch", (name,), text, repair)


def _percent_impossible(published: Published, total: int) -> Iterator[Finding]:
    """Find the percentages that no whole number of dossiers can be.

    This is the GRIM test (Brown and Heathers 2017), on exact fractions.
    """
    for name, x in _percentages_in_range(published).items():
        low, high = Figure.of(x).counts(total, Rounding.ANY)
        if total > 0 and (low <= high or name in published.counts):
            continue
        text = f"no count of {total} dossiers is {x:f} %"
        if total < 1:
            repair = "leave the percentage out"
        else:
            near = round(Fraction(x) * total / 100)
            right = share(near, total, places_of(x))
            repair = f"print {right} % ({near} of {total})"
        yield _impossible("percent_impossible", (name,), text, repair)


def _percentages_in_range(published: Published) -> dict[str, Decimal]:
    return {n: x for n, x in published.percentages.items() if 0 <= x <= WHOLE}


def _parts(published: Published) -> Iterator[Finding]:
    """Find percentages that no total can make add up."""
    percentages = published.percentages
    if not percentages or len(_percentages_in_range(published)) < len(percentages):
        return
    shares = [Figure.of(x).shares for x in percentages.values()]
    low = 100 * sum((low for low, _ in shares), Fraction(0))
    high = 100 * sum((high for _, high in shares), Fraction(0))
    places = max(map(places_of, percentages.values()))
    if low > WHOLE:
        edge, change, by = f"{plain(low, places + 1)} at the least", "lower", low - 100
    elif high < WHOLE and _should_make_100(published):
        edge, change, by = f"{plain(high, places + 1)} at the most", "raise", 100 - high
    else:
        return
    made = plain(_made(published), places)
    units = math.ceil(by * 10**places)
    yield _impossible(
        "parts", tuple(percentages),
        f"the percentages add up to {made}, before rounding to {edge}",
        f"{change} one of them by {decimal(units, places)}",
    )  # fmt: skip


def _made(published: Published) -> Fraction:
    return sum(map(Fraction, published.percentages.values()), Fraction(0))


def _should_make_100(published: Published) -> bool:
    return published.exhaustive and len(published.percentages) == len(published.parts)


def _parts_of_total(published: Published, total: int) -> Iterator[Finding]:
    """Find percentages each of which a count gives, but not all together."""
    ends = [cell.counts(total, Rounding.ANY) for cell in cells_of(published)]
    low, high = sum(low for low, _ in ends), sum(high for _, high in ends)
    gap = total - high if high < total else total - low
    repairs: list[tuple[Fraction, str]] = []
    for (name, x), end in zip(published.percentages.items(), ends, strict=False):
        n = end[gap > 0] + gap
        if name not in published.counts and 0 <= n <= total:
            right = share(n, total, places_of(x))
            change = abs(Fraction(right) - Fraction(x))
            repairs.append((change, f"print {right} % for {name} ({n} of {total})"))
    made = f"{low} or more" if gap < 0 else f"{high} at the most"
    yield _impossible(
        "parts", tuple(published.percentages),
        f"together these figures make {made}, and the total is {total}",
        min(repairs)[1] if repairs else f"change the counts by {abs(gap)} together",
    )  # fmt: skip


def _not_100(published: Published, solutions: Solutions | None) -> Iterator[Finding]:
    """Find percentages that rounding keeps from adding up to 100."""
    percentages, made = published.percentages, _made(published)
    if made <= WHOLE and not (_should_make_100(published) and made < WHOLE):
        return
    places = max(map(places_of, percentages.values()))
    repair = "round them together so that they add up to 100"
    if solutions is not None and solutions.count == 1:
        right = apportion(next(iter(solutions)), places) or {}
        repair = "print " + ", ".join(
            f"{right[name]} % for {name}"
            for name, x in percentages.items()
            if right[name] != x
        )
    text = f"the percentages add up to {plain(made, places)}, each rounded by itself"
    yield Finding("parts", Severity.EXPLAINABLE, tuple(percentages), repair, text)


def _no_total(published: Published) -> Finding:
    """Tell which total each count needs for its percentage, when none fits them all."""
    needs: list[str] = []
    repair = "print the total, and figures that are of it"
    for name, x in published.percentages.items():
        low, high = Figure.of(x).shares
        n = published.counts.get(name, 0)
        if not n or not low:
            continue
        needs.append(f"{name} needs {span(math.ceil(n / high), math.floor(n / low))}")
        if len(needs) == 1:
            total = round(n * 100 / Fraction(x))
            wrong = [*_above_total(published, total), *_mismatch(published, total)]
            repair = f"if the total is {total}, {wrong[0].repair}" if wrong else repair
    text = ", ".join(["no total fits all figures", *needs])
    return _impossible("mismatch", published.parts, text, repair)


def _may_be_truncated(published: Published) -> bool:
    """Tell whether the percentages, cut off, fit a total that has every share."""
    cells = cells_of(published)
    scale = max(cell.figure.scale for cell in cells if cell.figure)
    return fits(cells, scale * len(cells), Rounding.DOWN)
