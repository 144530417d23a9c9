"""Reconciling: the counts that blank cells must have, and the smallest repair."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from egovkit.metrics._integers import (
    MOST_SEARCHED,
    Bounds,
    Linear,
    UndecidedError,
    nearest,
    tightened,
)
from egovkit.metrics._system import System

Cells = frozenset[int]

_MOST_CHANGES = 5
_MOST_TRIES = 20_000


@frozen
class Found:
    """The cheapest of the smallest sets of cells whose change reconciles a table.

    Attributes
    ----------
    cells
        The cells of the set.
    values
        The right counts, of these and of what is blank around them.
    alternatives
        How many other sets of as many cells there are.
    """

    cells: Cells
    values: Mapping[int, int]
    alternatives: int


@frozen
class NotFound:
    """That no set of so many cells does, or the search was broken off after that."""

    at_least: int


class Reconciler:
    """Tells whether figures can all be right, and which must change if they cannot.

    The printed figures of a violated constraint, or of constraints that leave a blank
    no value, cannot all be right: they are a conflict. Every repair changes a cell of
    every conflict, so that a search which branches over the cells of one conflict
    after the other, by increasing size, misses none of the smallest repairs (Reiter's
    hitting sets, 1987).
    """

    def __init__(self, system: System) -> None:
        self._system = system
        self._known: list[int] = []
        self._blanks: list[list[int]] = []
        self._of: dict[int, dict[int, int]] = {}
        self._resting: dict[int, list[int]] = {}
        self._checked: dict[Cells, tuple[Cells, ...]] = {}
        for number, constraint in enumerate(system.constraints):
            known, blanks = 0, list[int]()
            for coefficient, var in constraint.linear.terms:
                self._of.setdefault(var, {})[number] = coefficient
                if var in system.values:
                    known += coefficient * system.values[var]
                else:
                    blanks.append(var)
            self._known.append(known)
            self._blanks.append(blanks)
            if constraint.figure is not None:
                self._resting.setdefault(constraint.figure, []).append(number)

    @cached_property
    def violated(self) -> tuple[int, ...]:
        """The constraints without a blank that the printed counts do not fulfil."""
        return tuple(
            number
            for number, constraint in enumerate(self._system.constraints)
            if not self._blanks[number]
            and not _within(self._known[number], constraint.linear)
        )

    @cached_property
    def unsolvable(self) -> tuple[tuple[int, ...], ...]:
        """The constraints, by groups, that leave blanks no values."""
        return tuple(
            numbers
            for unknowns, numbers in self._groups(self._all_blanks, frozenset())
            if not self._is_solvable(unknowns, numbers, frozenset())
        )

    @cached_property
    def _all_blanks(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(var for of in self._blanks for var in of))

    def ranges(self) -> Bounds:
        """Return what the constraints leave to each blank, where they leave a value."""
        found: Bounds = {}
        unsolvable = set(self.unsolvable)
        for unknowns, numbers in self._groups(self._all_blanks, frozenset()):
            linears = [self._restricted(number, frozenset()) for number in numbers]
            bounds = tightened(dict.fromkeys(unknowns, (0, None)), linears)
            if bounds is not None and numbers not in unsolvable:
                is_small = len(bounds) <= MOST_SEARCHED
                found |= shaved(bounds, linears) if is_small else bounds
        return found

    def repair(self) -> Found | NotFound | None:
        """Return the smallest repair, None where nothing is to be repaired."""
        if not self._conflicts(frozenset()):
            return None
        for size in range(1, _MOST_CHANGES + 1):
            found: dict[Cells, None] = {}
            try:
                self._descend(frozenset(), size, found, set())
            except UndecidedError:
                return NotFound(size)
            if found:
                return self._cheapest([*found])
        return NotFound(_MOST_CHANGES + 1)

    def _descend(
        self, free: Cells, left: int, found: dict[Cells, None], seen: set[Cells]
    ) -> None:
        if free in seen:
            return
        seen.add(free)
        conflicts = self._conflicts(free)
        if not conflicts:
            found[free] = None
        elif left and _disjoint(conflicts) <= left:
            last = left == 1
            pool = conflicts[0].intersection(*conflicts) if last else conflicts[0]
            for cell in sorted(pool):
                self._descend(free | {cell}, left - 1, found, seen)

    def _conflicts(self, free: Cells) -> tuple[Cells, ...]:
        """Return sets of figures that cannot all be right, the smallest first."""
        if free not in self._checked:
            if len(self._checked) >= _MOST_TRIES:
                raise UndecidedError
            conflicts = {*self._conflicts_with(free)}
            self._checked[free] = tuple(sorted(conflicts, key=lambda c: (len(c), *c)))
        return self._checked[free]

    def _conflicts_with(self, free: Cells) -> Iterator[Cells]:
        touched = self._touched(free)
        for number in self.violated:
            if number not in touched:
                yield self._printed((number,), free)
        for numbers in self.unsolvable:
            if touched.isdisjoint(numbers):
                yield self._printed(numbers, free)
        for unknowns, numbers in self._groups(self._loose(free, touched), free):
            if not self._is_solvable(unknowns, numbers, free):
                yield self._printed(numbers, free)

    def _touched(self, free: Cells) -> frozenset[int]:
        of = [self._of.get(cell, {}) for cell in free]
        resting = [self._resting.get(cell, ()) for cell in free]
        return frozenset(number for numbers in (*of, *resting) for number in numbers)

    def _loose(self, free: Cells, touched: Iterable[int]) -> Sequence[int]:
        """Return what is unknown where something is free."""
        counts = [cell for cell in sorted(free) if cell in self._system.values]
        return [*counts, *(var for number in touched for var in self._blanks[number])]

    def _groups(
        self, starts: Iterable[int], free: Cells
    ) -> Iterator[tuple[list[int], tuple[int, ...]]]:
        """Yield the unknowns that hang together, and the constraints that do it."""
        seen: set[int] = set()
        for start in starts:
            if start in seen:
                continue
            unknowns, numbers = [start], dict[int, None]()
            seen.add(start)
            for var in unknowns:
                for number in self._of.get(var, ()):
                    if number in numbers or self._falls(number, free):
                        continue
                    numbers[number] = None
                    new = [v for v in self._unknown(number, free) if v not in seen]
                    seen.update(new)
                    unknowns += new
            yield unknowns, tuple(sorted(numbers))

    def _falls(self, number: int, free: Cells) -> bool:
        return self._system.constraints[number].figure in free

    def _unknown(self, number: int, free: Cells) -> list[int]:
        freed = [cell for cell in free if number in self._of.get(cell, ())]
        return [*self._blanks[number], *sorted(freed)]

    def _restricted(self, number: int, free: Cells) -> Linear:
        """Return what a constraint says of the unknowns, the known ones filled in."""
        linear, known = self._system.constraints[number].linear, self._known[number]
        terms: list[tuple[int, int]] = []
        for var in self._unknown(number, free):
            coefficient = self._of[var][number]
            terms.append((coefficient, var))
            known -= coefficient * self._system.values.get(var, 0)
        return Linear(
            tuple(terms),
            None if linear.low is None else linear.low - known,
            None if linear.high is None else linear.high - known,
        )

    def _solution(
        self, unknowns: Sequence[int], numbers: Iterable[int], free: Cells
    ) -> dict[int, int] | None:
        linears = [self._restricted(number, free) for number in numbers]
        bounds: Bounds = dict.fromkeys(unknowns, (0, None))
        wanted = {
            var: n
            for var in unknowns
            if (n := self._system.wanted(var, free)) is not None
        }
        return nearest(bounds, linears, wanted)

    def _is_solvable(
        self, unknowns: Sequence[int], numbers: Iterable[int], free: Cells
    ) -> bool:
        """Tell whether unknowns have values; blanks that are hard to decide have some.

        Raises
        ------
        UndecidedError
            If that is hard to decide of a repair, which nobody should take on trust.
        """
        if free and len(unknowns) > MOST_SEARCHED:
            raise UndecidedError
        try:
            return self._solution(unknowns, numbers, free) is not None
        except UndecidedError:
            if free:
                raise
            return True

    def _printed(self, numbers: Iterable[int], free: Cells) -> Cells:
        cells: set[int] = set()
        for number in numbers:
            constraint = self._system.constraints[number]
            cells.update(var for _, var in constraint.linear.terms)
            if constraint.figure is not None:
                cells.add(constraint.figure)
        values, printed = self._system.values, self._system.printed
        return frozenset(c for c in cells - free if c in values or c in printed)

    def _cheapest(self, found: Sequence[Cells]) -> Found:
        """Return the set of cells that changes least, of equals the first one read."""
        solved = [(self._cost(values := self._values(of), of), sorted(of), values)
                  for of in found]  # fmt: skip
        _, cells, values = min(solved, key=lambda item: item[:2])
        return Found(frozenset(cells), values, len(found) - 1)

    def _values(self, free: Cells) -> dict[int, int]:
        values: dict[int, int] = {}
        loose = self._loose(free, self._touched(free))
        for unknowns, numbers in self._groups(loose, free):
            values |= self._solution(unknowns, numbers, free) or {}
        return values

    def _cost(self, values: Mapping[int, int], free: Cells) -> int:
        """Add up by how much counts change, and figures in units of their last place."""
        return sum(self._system.change(cell, values) for cell in free)


def shaved(bounds: Bounds, linears: Sequence[Linear]) -> Bounds:
    """Move the ends of bounds to values that whole solutions have.

    An end that takes long to reach stays where the bounds have it, which is safe.
    """
    shaved = dict(bounds)
    for var, (low, high) in bounds.items():
        try:
            least = nearest(shaved, linears, {var: low})
            most = None if high is None else nearest(shaved, linears, {var: high})
        except UndecidedError:
            continue
        if least is not None:
            shaved[var] = least[var], high if most is None else most[var]
    return shaved


def _disjoint(conflicts: Sequence[Cells]) -> int:
    """Return how many conflicts have no cell in common, so how many changes it takes."""
    taken: set[int] = set()
    number = 0
    for conflict in conflicts:
        if taken.isdisjoint(conflict):
            taken |= conflict
            number += 1
    return number


def _within(value: int, linear: Linear) -> bool:
    low, high = linear.low, linear.high
    return (low is None or low <= value) and (high is None or value <= high)
