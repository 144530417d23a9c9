"""Markup: HTML and SVG from calls, so that every text passes one escape."""

import re
from collections.abc import Iterable
from html import escape
from typing import Final

Child = str | Iterable["Child"] | None
_VOID: Final = {"meta", "br"}
# What HTML forbids in a text, and lone surrogates, which UTF-8 cannot write.
_FORBIDDEN = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


class Markup(str):
    """Text that is escaped already: only `element` and constants of ours make it."""

    __slots__ = ()


def element(tag: str, *children: Child, **attributes: str | int | None) -> Markup:
    """Write an element; children that are no `Markup` are text and get escaped.

    In the names of attributes an underscore is a hyphen, one at the end falls off
    (`class_`), and an attribute of None is left out.
    """
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_escaped(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID:
        return Markup(f"<{tag}{given}/>")
    return Markup(f"<{tag}{given}>{joined(*children)}</{tag}>")


def joined(*children: Child) -> Markup:
    """Write children one after the other."""
    return Markup("".join(map(_written, children)))


def _written(child: Child) -> str:
    if child is None or isinstance(child, Markup):
        return child or ""
    if isinstance(child, str):
        return _escaped(child)
    return joined(*child)


def _escaped(text: str) -> str:
    return escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
