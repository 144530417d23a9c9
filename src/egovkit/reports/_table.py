"""Tables: a caption, headers with their scope, and room to scroll sideways."""

from collections.abc import Iterable
from typing import Final

from egovkit.reports._labels import Labels
from egovkit.reports._markup import Child, Markup, element

NONE: Final = "\N{EN DASH}"
"""What stands where there is no figure."""


def table(
    name: str,
    caption: str,
    head: Iterable[Markup],
    body: Iterable[Markup],
    foot: Markup | None = None,
) -> Markup:
    """Return a table in a region of its own, so that the page never scrolls sideways.

    The region takes the focus: who has no pointer scrolls it with the arrow keys.
    """
    whole = element(
        "table",
        element("caption", caption, id=f"{name}-caption"),
        element("thead", head),
        element("tbody", body),
        element("tfoot", foot) if foot else None,
        class_=name,
    )
    return element(
        "div",
        whole,
        class_="scroll",
        role="region",
        tabindex=0,
        aria_labelledby=f"{name}-caption",
    )


def row(*cells: Child) -> Markup:
    """Return a row."""
    return element("tr", cells)


def column(words: str, class_: str | None = "number", rows: int = 1) -> Markup:
    """Return the header of a column."""
    rowspan = rows if rows > 1 else None
    return element("th", words, scope="col", class_=class_, rowspan=rowspan)


def columns(words: str, span: int) -> Markup:
    """Return the header of a group of columns."""
    return element("th", words, scope="colgroup", class_="group", colspan=span)


def header(*words: Child) -> Markup:
    """Return the header of a row."""
    return element("th", words, scope="row")


def cell(*words: Child, class_: str = "number") -> Markup:
    """Return a cell."""
    return element("td", words, class_=class_)


def count_cell(count: int, labels: Labels, class_: str = "number") -> Markup:
    """Return a cell with a count; a zero steps back."""
    quiet = "" if count else " zero"
    return cell(labels.number(count), class_=class_ + quiet)


def share_cell(percentage: str, count: int, of: int, labels: Labels) -> Markup:
    """Return a cell with a percentage beside the exact fraction that it stands for."""
    exact = f"{labels.number(count)}/{labels.number(of)}"
    return cell(element("small", exact), " ", percentage)


def nothing() -> Markup:
    """Return a cell that says that there is no such figure."""
    return cell(NONE, class_="number zero")
