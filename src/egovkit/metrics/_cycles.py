"""Whether a hidden cell can be computed from what a table still publishes.

A table with its totals is a network: each row and each column is a node, each cell an
arc from its row to its column, each total an arc back. Whatever the figures, what flows
into a node flows out. So the tables that a reader must reckon with differ from the true
one by flows around cycles of hidden cells, and how far one cell can vary is a maximum
flow (Cox 1995).
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import Final, NamedTuple

Cell = tuple[int, int]
"""A row and a column; those after the last hold the totals."""

_Node = tuple[bool, int]
_ENOUGH: Final = 1 << 62
"""More than any count: how far a cell can grow while others grow with it."""


class _Move(NamedTuple):
    """From one node to the next, by so many at most, by changing one cell."""

    to: _Node
    room: int
    cell: Cell
    sign: int


class Network:
    """The cells of a table with totals, and which of them are hidden."""

    def __init__(self, rows: list[list[int]], low: int) -> None:
        """Add the totals to `rows`; a hidden cell is known to be at least `low`."""
        totals = [sum(column) for column in zip(*rows, strict=True)]
        self._values: list[list[int]] = [[*row, sum(row)] for row in (*rows, totals)]
        self._last = len(rows), len(totals)
        self._low = low
        self.hidden: set[Cell] = set()
        self._moves: dict[_Node, list[_Move]] = {}
        self._hidden_moves: dict[_Node, list[_Move]] = {}
        for cell in self.cells():
            self._add(cell, self._moves)

    def hide(self, cells: Iterable[Cell]) -> list[Cell]:
        """Hide cells, and return those that were not hidden before."""
        new = [cell for cell in cells if cell not in self.hidden]
        self.hidden.update(new)
        for cell in new:
            self._add(cell, self._hidden_moves)
        return new

    def _add(self, cell: Cell, moves: dict[_Node, list["_Move"]]) -> None:
        tail, head = self._ends(cell)
        down = self.value(cell) - self._low
        moves.setdefault(tail, []).append(_Move(head, _ENOUGH, cell, 1))
        moves.setdefault(head, []).append(_Move(tail, down, cell, -1))

    def cells(self) -> Iterator[Cell]:
        """Yield the cells that may be hidden, totals included."""
        for row, values in enumerate(self._values):
            for column, value in enumerate(values):
                if value >= self._low:
                    yield row, column

    def value(self, cell: Cell) -> int:
        """Return what a cell holds."""
        return self._values[cell[0]][cell[1]]

    def _is_total(self, cell: Cell) -> bool:
        return cell[0] == self._last[0] or cell[1] == self._last[1]

    def _ends(self, cell: Cell) -> tuple[_Node, _Node]:
        row, column = (False, cell[0]), (True, cell[1])
        is_back = (cell[0] == self._last[0]) != (cell[1] == self._last[1])
        return (column, row) if is_back else (row, column)

    def spread(self, cell: Cell, upto: int) -> tuple[int, int]:
        """Return by how much a hidden cell may be lower or higher, each up to `upto`."""
        tail, head = self._ends(cell)
        least = min(upto, self.value(cell) - self._low)
        return self._flow(cell, tail, head, least), self._flow(cell, head, tail, upto)

    def _flow(self, cell: Cell, source: _Node, sink: _Node, upto: int) -> int:
        """Return how much flows through the other hidden cells, up to `upto`."""
        flow, net = 0, Counter[Cell]()
        while flow < upto:
            path = self._augmenting(cell, source, sink, net)
            if not path:
                break
            room = min(upto - flow, *(move.room for move in path))
            for move in path:
                net[move.cell] += room * move.sign
            flow += room
        return flow

    def _augmenting(
        self, excluded: Cell, source: _Node, sink: _Node, net: Counter[Cell]
    ) -> list[_Move]:
        """Return the shortest path on which something can still flow."""
        came: dict[_Node, tuple[_Node, _Move]] = {}
        queue = deque([source])
        while queue and sink not in came:
            node = queue.popleft()
            for move in self._hidden_moves.get(node, ()):
                if move.to in came or move.to == source or move.cell == excluded:
                    continue
                room = move.room - move.sign * net[move.cell]
                if room > 0:
                    came[move.to] = node, move._replace(room=room)
                    queue.append(move.to)
        return _path(came, source, sink) if sink in came else []

    def cheapest_cycle(self, cell: Cell, room: int) -> Iterable[Cell]:
        """Return the other cells of a cycle on which a cell can grow by `room`.

        Of all cycles it takes one that newly hides the fewest totals, and then the
        least sum of counts. There always is one: the cell's own totals grow with it.
        """
        source, sink = reversed(self._ends(cell))
        came: dict[_Node, tuple[_Node, _Move]] = {}
        done: set[_Node] = set()
        queue: list[tuple[tuple[int, int], _Node]] = [((0, 0), source)]
        best: dict[_Node, tuple[int, int]] = {source: (0, 0)}
        while queue:
            (totals, counts), node = heappop(queue)
            if node in done:
                continue
            done.add(node)
            for move in self._moves[node]:
                if move.cell == cell or move.room < room:
                    continue
                price = (totals, counts)
                if move.cell not in self.hidden:
                    price = (
                        totals + self._is_total(move.cell),
                        counts + self.value(move.cell),
                    )
                if move.to not in best or price < best[move.to]:
                    best[move.to], came[move.to] = price, (node, move)
                    heappush(queue, (price, move.to))
        return [move.cell for move in _path(came, source, sink)]


def _path(
    came: dict[_Node, tuple[_Node, _Move]], source: _Node, sink: _Node
) -> list[_Move]:
    moves: list[_Move] = []
    while sink != source:
        sink, move = came[sink]
        moves.append(move)
    return moves[::-1]
