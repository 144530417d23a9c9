"""What the sections of a report share: their frame, legends and swatches."""

from collections.abc import Iterable

from egovkit.reports._markup import Child, Markup, element


def section(name: str, heading: str, *children: Child) -> Markup:
    """Return a section under its heading."""
    title = element("h2", heading, id=name)
    return element("section", title, children, aria_labelledby=name)


def note(words: str) -> Markup:
    """Return a paragraph in small letters."""
    return element("p", words, class_="small")


def figure(name: str, legend: Iterable[tuple[Markup, str]], chart: Markup) -> Markup:
    """Return a chart under the names of its colours and patterns."""
    entries = element(
        "ul", (element("li", *entry) for entry in legend), class_="legend"
    )
    return element("figure", entries, chart, aria_label=name)


def swatch(*classes: str) -> Markup:
    """Return a small square of a colour and pattern, which a name beside it tells."""
    return _sign(element("rect", class_=" ".join(classes), width="100%", height="100%"))


def stroke(class_: str, *, is_upright: bool) -> Markup:
    """Return a small piece of a line."""
    start, end = ("50%", "0"), ("50%", "100%")
    (x1, y1), (x2, y2) = (start, end) if is_upright else (start[::-1], end[::-1])
    return _sign(element("line", class_=class_, x1=x1, y1=y1, x2=x2, y2=y2))


def _sign(shape: Markup) -> Markup:
    return element("svg", shape, class_="swatch", aria_hidden="true")
