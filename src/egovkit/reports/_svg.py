"""SVG that stretches: across in percent of its width, down in pixels.

So one drawing serves a phone and a desk: bars and lines widen while letters keep their
size. Colours and patterns are classes of the style sheet.
"""

from textwrap import wrap
from typing import Final

from egovkit.reports._markup import Child, Markup, element, joined

Point = tuple[float, float]
"""Across in percent, down in pixels; a place or a size."""

_LETTERS: Final = 40
"""How many letters of a name fit across a phone."""
_STEPS: Final = 1, 2, 5, 10


def drawing(name: str, title: str, text: str, height: float, *shapes: Child) -> Markup:
    """Return a whole drawing, named and described for those who do not see it."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", text, id=f"{name}-text"),
        *shapes,
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-text",
        width="100%",
        height=_pixels(height),
    )


def rectangle(corner: Point, size: Point, class_: str, title: str = "") -> Markup:
    """Return a rectangle, with a text that a pointer brings up."""
    (x, y), (width, height) = corner, size
    return element(
        "rect",
        element("title", title) if title else None,
        class_=class_,
        x=_percent(x),
        y=_pixels(y),
        width=_percent(width),
        height=_pixels(height),
    )


def line(start: Point, end: Point, class_: str, title: str = "") -> Markup:
    """Return a line, with a text that a pointer brings up."""
    (x1, y1), (x2, y2) = start, end
    return element(
        "line",
        element("title", title) if title else None,
        class_=class_,
        x1=_percent(x1),
        y1=_pixels(y1),
        x2=_percent(x2),
        y2=_pixels(y2),
    )


def dot(at: Point, radius: float, class_: str) -> Markup:
    """Return a circle."""
    x, y = _percent(at[0]), _pixels(at[1])
    return element("circle", class_=class_, cx=x, cy=y, r=_pixels(radius))


def text(
    at: Point, words: str, class_: str, *, anchor: str | None = None, shift: int = 0
) -> Markup:
    """Return a line of text, moved `shift` pixels across from its place."""
    return element(
        "text",
        words,
        class_=class_,
        x=_percent(at[0]),
        y=_pixels(at[1]),
        dx=shift or None,
        text_anchor=anchor,
    )


def head(name: str, facts: str) -> tuple[Markup, int]:
    """Return the name of a row over its facts, and where they end.

    A long name breaks so that it fits across a phone; no word of it is lost.
    """
    lines = wrap(name, _LETTERS) or [""]
    names = (text((0, 14 + 18 * n), words, "name") for n, words in enumerate(lines))
    end = 18 * len(lines)
    return joined(names, text((0, end + 14), facts, "facts")), end + 21


def ticks(most: int, wanted: int) -> range:
    """Return round whole numbers from 0 up to the first that is not below `most`."""
    power = 1
    while True:
        for step in _STEPS:
            size = step * power
            if most <= size * wanted:
                return range(0, max(-(-most // size), 1) * size + 1, size)
        power *= 10


def _percent(number: float) -> str:
    return f"{round(number, 3):g}%"


def _pixels(number: float) -> str:
    return f"{round(number, 2):g}"
