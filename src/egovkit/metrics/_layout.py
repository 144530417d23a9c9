"""TableLayout: which columns of a published table belong together, and how."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve, field, frozen

from egovkit.errors import InvalidValueError

TOTAL_ROWS: Final = frozenset(
    ["total", "all", "sum", "tổng", "tổng số", "tổng cộng", "cộng", "toàn xã"]
)
"""What the total row is called, in any case, where the layout does not say."""

_SHARE = re.compile(r"(?P<parts>.*?)\s*\b(?P<word>of|per)\s+(?P<whole>.+)")
_MEAN = re.compile(
    r"of\s+(?P<answers>.+?)\s+from\s+(?P<least>\d+)\s+to\s+(?P<most>\d+)"
)
_RESOLVED: Final = ("before_due", "on_time", "overdue")
_PENDING: Final = ("pending_within", "pending_overdue")
_APART: Final = ("paused", "refused", "withdrawn", "no_term")


@frozen
class Equation:
    """Two sums of columns that are equal."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    @classmethod
    def parse(cls, name: str, text: str) -> "Equation":
        left, equals, right = text.partition("=")
        sides = _names(left), _names(right)
        if not equals or "=" in right or not all(map(all, sides)):
            raise InvalidValueError(
                name, text, 'two sums of columns, as in "resolved = on_time + overdue"'
            )
        return cls(*sides)


@frozen
class Share:
    """A column of percentages: of what, and which columns they count if any does."""

    parts: tuple[str, ...]
    whole: tuple[str, ...]
    is_part: bool

    @classmethod
    def parse(cls, name: str, text: str) -> "Share":
        match = _SHARE.fullmatch(text.strip())
        parts = _names(match["parts"]) if match and match["parts"] else ()
        whole = _names(match["whole"]) if match else ("",)
        is_part = match is not None and match["word"] == "of"
        if not all(whole) or not all(parts) or not (parts or is_part):
            raise InvalidValueError(
                name, text, 'what is counted and of what, as in "on_time of resolved"',
                'write "of resolved" if no column counts it, and "resolved per '
                'received" for a rate that may exceed 100',
            )  # fmt: skip
        return cls(parts, whole, is_part)


@frozen
class Mean:
    """A column of means of whole answers on a scale."""

    answers: str
    least: int
    most: int

    @classmethod
    def parse(cls, name: str, text: str) -> "Mean":
        match = _MEAN.fullmatch(text.strip())
        if not match or int(match["least"]) >= int(match["most"]):
            raise InvalidValueError(
                name, text, 'how many answers on which scale: "of answers from 1 to 5"'
            )
        return cls(match["answers"], int(match["least"]), int(match["most"]))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split("+"))


def _text(name: str, given: object) -> str:
    if isinstance(given, str):
        return given
    raise InvalidValueError(name, given, "a text")


def _are_texts(given: Iterable[object]) -> bool:
    return not isinstance(given, str) and all(isinstance(text, str) for text in given)


def _sums(given: Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not _are_texts(given):
        raise InvalidValueError("sums", given, "a list of equations, as texts")
    for text in given:
        Equation.parse("sums", text)
    return tuple(given)


def _equation(name: str, given: str | None) -> str | None:
    if given is not None and _text(name, given):
        Equation.parse(name, given)
    return given


def _flow(given: str | None) -> str | None:
    return _equation("flow", given)


def _chain(given: str | None) -> str | None:
    return _equation("chain", given)


def _columns_of(
    name: str, parse: Callable[[str, str], object], given: Mapping[str, str]
) -> Mapping[str, str]:
    for column, text in given.items():
        parse(f"{name}.{column}", _text(f"{name}.{column}", text))
    return dict(given)


def _percentages(given: Mapping[str, str] | None) -> Mapping[str, str] | None:
    return None if given is None else _columns_of("percentages", Share.parse, given)


def _means(given: Mapping[str, str]) -> Mapping[str, str]:
    return _columns_of("means", Mean.parse, given)


def _groups(given: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    for name, rows in given.items():
        if not _are_texts(rows):
            raise InvalidValueError(f"subtotals.{name}", rows, "a list of rows")
    return {name: tuple(rows) for name, rows in given.items()}


@frozen(kw_only=True)
class TableLayout:
    """Which columns of a published table belong together.

    Everything is written as a clerk would say it. What is None is taken from the names
    of the columns, where they are those of `ResolutionCounts`: its sums, its flow, and
    percentages called ``on_time_rate`` or ``before_due_percent``. What is empty is
    left out.

    Attributes
    ----------
    sums
        Columns that add up: ``"resolved = before_due + on_time + overdue"``.
    flow
        ``"carried_over + received = resolved + pending"``.
    chain
        What a period opens with, and what the one before closed with:
        ``"carried_over = pending + paused"``.
    percentages
        Of what each column of percentages is: ``"before_due + on_time of resolved"``,
        or ``"of resolved"`` if no column counts it, or ``"resolved per received"`` for
        a ratio that may exceed 100.
    means
        Of what each column of means is: ``"of answers from 1 to 5"``.
    total_row
        The row that adds up the others; None for one called total, all, tổng or
        tổng cộng, empty for none.
    subtotals
        Rows that add up some others, and which. The total counts these others once.

    Raises
    ------
    InvalidValueError
        If one of the texts cannot be read so.

    Examples
    --------
    >>> layout = TableLayout(percentages={"late": "overdue of resolved"})
    >>> layout.completed(["resolved", "before_due", "on_time", "overdue", "late"]).sums
    ('resolved = before_due + on_time + overdue',)
    """

    sums: tuple[str, ...] | None = field(default=None, converter=_sums)
    flow: str | None = field(default=None, converter=_flow)
    chain: str | None = field(default=None, converter=_chain)
    percentages: Mapping[str, str] | None = field(default=None, converter=_percentages)
    means: Mapping[str, str] = field(factory=dict[str, str], converter=_means)
    total_row: str | None = None
    subtotals: Mapping[str, tuple[str, ...]] = field(
        factory=dict[str, tuple[str, ...]], converter=_groups
    )

    @staticmethod
    def from_toml(text: str) -> "TableLayout":
        """Read a layout from TOML, whose keys are the attributes.

        Raises
        ------
        InvalidValueError
            If the text is not TOML.
        FaultsError
            With every fault of the document, unknown keys among them.

        Examples
        --------
        >>> TableLayout.from_toml('flow = "received = resolved + pending"').flow
        'received = resolved + pending'
        """
        from egovkit.metrics._table_toml import layout_from

        return layout_from(text)

    def completed(self, columns: Collection[str]) -> "TableLayout":
        """Return the layout with what the names of the columns say.

        Examples
        --------
        >>> names = ["carried_over", "received", "resolved", "pending", "on_time_rate"]
        >>> TableLayout().completed(names).flow
        'carried_over + received = resolved + pending'
        """
        given = self.percentages
        return evolve(
            self,
            sums=[*_default_sums(columns)] if self.sums is None else self.sums,
            flow=_default_flow(columns) if self.flow is None else self.flow,
            chain=_default_chain(columns) if self.chain is None else self.chain,
            percentages=dict(_default_shares(columns)) if given is None else given,
        )

    @property
    def equations(self) -> tuple[Equation, ...]:
        return tuple(Equation.parse("sums", text) for text in self.sums or ())

    @property
    def shares(self) -> dict[str, Share]:
        given = self.percentages or {}
        return {name: Share.parse(name, text) for name, text in given.items()}

    @property
    def scales(self) -> dict[str, Mean]:
        return {name: Mean.parse(name, text) for name, text in self.means.items()}

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield every column that is spoken of, with where."""
        for where, text in (("flow", self.flow), ("chain", self.chain)):
            if text:
                equation = Equation.parse(where, text)
                yield from ((where, name) for name in equation.left + equation.right)
        for equation in self.equations:
            yield from (("sums", name) for name in equation.left + equation.right)
        for column, share in self.shares.items():
            yield from ((f"percentages.{column}", n) for n in share.parts + share.whole)
        for column, mean in self.scales.items():
            yield f"means.{column}", mean.answers


def _default_sums(columns: Collection[str]) -> Iterator[str]:
    for whole, parts in (("resolved", _RESOLVED), ("pending", _PENDING)):
        if {whole, *parts} <= {*columns}:
            yield f"{whole} = {' + '.join(parts)}"


def _whole_or_parts(
    columns: Collection[str], whole: str, parts: Sequence[str]
) -> list[str]:
    if whole in columns:
        return [whole]
    return [*parts] if {*parts} <= {*columns} else []


def _default_flow(columns: Collection[str]) -> str:
    resolved = _whole_or_parts(columns, "resolved", _RESOLVED)
    pending = _whole_or_parts(columns, "pending", _PENDING)
    if not ({"carried_over", "received"} <= {*columns} and resolved and pending):
        return ""
    apart = [name for name in _APART if name in columns]
    return f"carried_over + received = {' + '.join([*resolved, *pending, *apart])}"


def _default_chain(columns: Collection[str]) -> str:
    """Chain the stocks, unless dossiers without a term may be open or not."""
    stock = ["open_stock"] if "open_stock" in columns else []
    if not stock and "no_term" not in columns:
        stock = _whole_or_parts(columns, "pending", _PENDING)
        stock += ["paused"] * bool(stock and "paused" in columns)
    if "carried_over" not in columns or not stock:
        return ""
    return f"carried_over = {' + '.join(stock)}"


def _default_shares(columns: Collection[str]) -> Iterator[tuple[str, str]]:
    whole = " + ".join(_whole_or_parts(columns, "resolved", _RESOLVED))
    if not whole:
        return
    for part in _RESOLVED:
        if f"{part}_percent" in columns:
            yield f"{part}_percent", f"{part if part in columns else ''} of {whole}"
    if "on_time_rate" in columns:
        in_time = [part for part in _RESOLVED[:2] if part in columns]
        parts = " + ".join(in_time) if len(in_time) == len(_RESOLVED[:2]) else ""
        yield "on_time_rate", f"{parts} of {whole}"
