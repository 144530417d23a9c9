"""A QR symbol as SVG: one path, one stroke for each run of dark modules in a row."""

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from egovkit.qr._raster import QUIET_ZONE

_RUN: Final = re.compile(rb"(\x00*)(\x01+)")


def svg(rows: Sequence[bytes], *, width_mm: float | None, title: str | None) -> bytes:
    """Draw the rows of modules in user units of one module, on a light ground.

    Without a width the drawing fills whatever place it gets. All strokes are one path,
    so that no seam shows between rows where edges are smoothed.
    """
    side = len(rows) + 2 * QUIET_ZONE
    size = (
        "" if width_mm is None else f' width="{width_mm:g}mm" height="{width_mm:g}mm"'
    )
    role = "" if title is None else ' role="img"'
    name = "" if title is None else f"<title>{escape(title, quote=False)}</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"{size}'
        f'{role} shape-rendering="crispEdges">{name}'
        f'<rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path fill="none" stroke="#000" d="{_strokes(rows)}"/></svg>'
    ).encode()


def _strokes(rows: Sequence[bytes]) -> str:
    """Return path data; the middle of a row is half a module below its top."""
    return "".join(
        f"M{QUIET_ZONE} {line}.5" + "".join(map(_stroke, _RUN.findall(row)))
        for line, row in enumerate(rows, QUIET_ZONE)
    )


def _stroke(run: tuple[bytes, bytes]) -> str:
    light, dark = map(len, run)
    return f"m{light} 0h{dark}" if light else f"h{dark}"
