"""Drawings of a workflow as text: a state diagram of mermaid, and DOT of Graphviz."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from egovkit.dossiers._clock import ClockEffect
from egovkit.dossiers._event import Event, S
from egovkit.dossiers._picture import Way, picture

if TYPE_CHECKING:
    from egovkit.dossiers._definition import Definition

_INK, _FAINT = "#212529", "#868e96"


class _Look(NamedTuple):
    """How a state looks by what it does to the clock, also without its colours."""

    fill: str
    outline: str
    dashes: str = "0"
    style: str = "solid"

    @property
    def mermaid(self) -> str:
        return (
            f"fill:{self.fill},stroke:{self.outline},color:{_INK}"
            f",stroke-dasharray:{self.dashes}"
        )

    @property
    def dot(self) -> str:
        return (
            f'style="rounded,filled,{self.style}", fillcolor="{self.fill}"'
            f', color="{self.outline}"'
        )


_LOOKS = {
    ClockEffect.WAITS: _Look("#eef1f4", "#495057", "2 3", "dotted"),
    ClockEffect.RUNS: _Look("#ffffff", _INK),
    ClockEffect.PAUSES: _Look("#fff3bf", "#8a5a00", "6 4", "dashed"),
    ClockEffect.STOPS: _Look("#dbe9ff", "#1c4e9c"),
}

_FONT = f'fontname="Helvetica,Arial,sans-serif", fontcolor="{_INK}"'
_DOT = (
    "graph [nodesep=0.4, ranksep=0.6];",
    f'node [shape=box, margin="0.2,0.1", {_FONT}];',
    f'edge [arrowsize=0.8, color="{_INK}", {_FONT}, fontsize=11];',
    f'start [shape=circle, style=filled, fillcolor="{_INK}", width=0.2, label=""];',
)

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

# What mermaid or its Markdown takes for its own: nearly all marks of ASCII; hyphens,
# underscores and full stops but inside of words and numbers; and "direction".
_MERMAID_MARKS = re.compile(
    r"""[!-'*+:-@[-^`{-~]
    | (?<![^\W_])[-_] | [-_](?![^\W_])
    | (?<!\d)\. | \.(?!\d) | (?<=\d)\)
    | d(?=irection\s)""",
    re.VERBOSE | re.IGNORECASE,
)


def to_mermaid(
    workflow: "Definition[S]",
    histories: Iterable[Sequence[Event[S]]] | None = None,
    language: str | None = None,
) -> str:
    """Draw a workflow as a state diagram of mermaid."""
    drawn = picture(workflow, histories, language)
    ids = drawn.ids
    lines = ["stateDiagram-v2"]
    for state, name in drawn.names.items():
        # mermaid reads Markdown in the name of a state that has several lines.
        lines.append(f'state "{_mermaid([" ".join(_rows(name))])}" as {ids[state]}')
    for way in drawn.ways:
        source = "[*]" if way.source is None else ids[way.source]
        text = f" : {_mermaid(way.lines)}" if way.lines else ""
        lines.append(f"{source} --> {ids[way.target]}{text}")
    lines += [f"{ids[s]} --> [*]" for s in drawn.names if s in workflow.final]
    for effect, look in _LOOKS.items():
        alike = [ids[s] for s in drawn.names if workflow.effect(s) is effect]
        if alike:
            lines.append(f"classDef {effect} {look.mermaid}")
            lines.append(f"class {','.join(alike)} {effect}")
    return "\n    ".join(lines) + "\n"


def _mermaid(texts: Iterable[str]) -> str:
    rows = [row for text in texts for row in _rows(text)]
    marked = [_MERMAID_MARKS.sub(lambda mark: f"#{ord(mark[0])};", row) for row in rows]
    return "<br/>".join(marked)


def to_dot(
    workflow: "Definition[S]",
    histories: Iterable[Sequence[Event[S]]] | None = None,
    language: str | None = None,
) -> str:
    """Draw a workflow as a directed graph in DOT."""
    drawn = picture(workflow, histories, language)
    ids = drawn.ids
    lines = [f"digraph {_quoted([f'{workflow.name} {workflow.version}'])} {{", *_DOT]
    for state, name in drawn.names.items():
        look = _LOOKS[workflow.effect(state)]
        double = ", peripheries=2" if state in workflow.final else ""
        lines.append(f"{ids[state]} [label={_quoted([name])}, {look.dot}{double}];")
    for way in drawn.ways:
        source = "start" if way.source is None else ids[way.source]
        lines.append(f"{source} -> {ids[way.target]} [{', '.join(_dot_look(way))}];")
    return "\n    ".join(lines) + "\n}\n"


def _dot_look(way: Way[S]) -> Iterator[str]:
    if way.lines:
        # Graphviz draws a line close beside its words; spaces keep them apart.
        yield f"label={_quoted(way.lines, pad='  ')}"
    if way.share is not None:
        yield f"penwidth={1 + 2 * way.share:.1f}"
    if way.share == 0:
        yield f'color="{_FAINT}", fontcolor="{_FAINT}"'
    if not way.is_declared:
        yield "style=dashed"


def _quoted(texts: Iterable[str], pad: str = "") -> str:
    rows = [f"{pad}{row}{pad}" for text in texts for row in _rows(text)]
    marked = [re.sub(r'(["\\])', r"\\\1", row).replace("&", "&amp;") for row in rows]
    return '"' + r"\n".join(marked) + '"'


def _rows(text: str) -> list[str]:
    """Return the lines of a text, without what no drawing can show."""
    rows = [" ".join(_CONTROLS.sub(" ", row).split()) for row in text.splitlines()]
    return [row for row in rows if row] or [" "]
