"""Tables that are written from the package's own data when the site is built."""

import tomllib
from calendar import day_name
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any

import attrs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from egovkit import vietnam as vn
from egovkit.deadlines import CountingRule
from egovkit.outcome import COLUMNS
from egovkit.serial import schemas

Row = Sequence[object]
LAW = Path(__file__).parents[1] / "tests" / "law"
# Long enough for a 24 November on a weekend, which has a day in lieu.
_YEARS = range(2018, 2031)

_PRESETS = {
    name: rule
    for name in sorted(vars(CountingRule))
    if name.isupper() and isinstance(rule := getattr(CountingRule, name), CountingRule)
}


def notices() -> Iterator[Row]:
    """Yield the official notices of Vietnam, and those that a calendar adds."""
    yield (
        "Notice",
        "Published",
        "Days off",
        "Worked instead",
        "Known",
        "Where it was read",
    )
    for notice in vn.calendar.calendar(years=_YEARS).notices:
        off = _days(notice.days_off)
        if notice.undecided:
            off = f"undecided: {_days(notice.undecided)}"
        yield (
            notice.citation, notice.published or "", off, _days(notice.make_up_days),
            notice.confidence, notice.source or "",
        )  # fmt: skip


def regimes() -> Iterator[Row]:
    """Yield the dated versions of the Vietnamese rules."""
    yield "Rule", "Regime", "From", "To", "Known", "Where it was read"
    for name, version in _versions(vietnamese=True):
        yield (
            f"`{name}`", version.regime, version.effective_from or "",
            version.effective_to or "", version.confidence, version.source,
        )  # fmt: skip


def presets() -> Iterator[Row]:
    """Yield the dated versions of the rules of other countries."""
    yield "Rule", "Text", "From", "To", "Known"
    for name, version in _versions(vietnamese=False):
        yield (
            f"`{name}`", version.citation, version.effective_from or "",
            version.effective_to or "", version.confidence,
        )  # fmt: skip


def _versions(*, vietnamese: bool) -> Iterator[tuple[str, CountingRule]]:
    for name, rule in _PRESETS.items():
        if name.startswith("VN_") is vietnamese:
            yield from ((name, version) for version in rule.versions)


def provisions() -> Iterator[Row]:
    """Yield which provision sets which parameter of the one-stop rule of today."""
    yield "Parameter", "Value", "Provision", "What it says"
    rule = CountingRule.VN_ONE_STOP.versions[-1]
    for name, article in rule.article.items():
        says = rule.words.get(name, "")
        yield f"`{name}`", _value(getattr(rule, name)), article, says


def parameters() -> Iterator[Row]:
    """Yield the parameters of a counting rule, and the presets that set them."""
    yield "Parameter", "Default", "Presets that differ"
    for field, default in _defaults():
        differing = [
            f"`{name}`: {_value(own)}"
            for name, rule in _PRESETS.items()
            if (own := getattr(rule, field)) != default
        ]
        yield f"`{field}`", _value(default), "; ".join(differing)


def systems() -> Iterator[Row]:
    """Yield the systems side by side, with the cases of law that test each."""
    yield "Rule", "Text", "Differs in", "Known", "Printed cases", "Derived cases"
    cases = Counter(
        (case["rule"], case["kind"]) for file in _law() for case in file["case"]
    )
    for name, rule in _PRESETS.items():
        differing = [
            f"`{field}`: {_value(own)}"
            for field, default in _defaults()
            if (own := getattr(rule, field)) != default
        ]
        yield (
            f"`{name}`", rule.regime, "; ".join(differing) or "nothing",
            rule.confidence, cases[name, "printed"], cases[name, "derived"],
        )  # fmt: skip


def differences() -> Iterator[Row]:
    """Yield each parameter that differs from its default: by which text, in words.

    An earlier version stands apart only where its value is another one.
    """
    yield "Parameter", "Rule", "What the provision says"
    for field, default in _defaults():
        for name, rule in _PRESETS.items():
            seen = {_value(default)}
            for version in reversed(rule.versions):
                value = _value(getattr(version, field))
                if value in seen:
                    continue
                seen.add(value)
                until = version.effective_to
                yield (
                    f"`{field}`: {value}",
                    f"`{name}`" + (f" until `{until}`" if until else ""),
                    f"{version.words[field]} [{version.article[field]}]",
                )


def findings() -> Iterator[Row]:
    """Yield what the search for worked examples did and did not bring."""
    yield "Rule", "Finding"
    for file in _law():
        if "finding" in file:
            rules = sorted({f"`{case['rule']}`" for case in file["case"]})
            yield ", ".join(rules), file["finding"]


def _law() -> Iterator[dict[str, Any]]:
    for file in sorted(LAW.glob("*.toml")):
        yield tomllib.loads(file.read_text("utf-8"))


def _defaults() -> Iterator[tuple[str, object]]:
    """Yield the parameters that count, which stand between the name and the regime."""
    plain = CountingRule()
    _, *fields = [field.name for field in attrs.fields(CountingRule)]
    for field in takewhile(lambda name: name != "regime", fields):
        yield field, getattr(plain, field)


def steps() -> Iterator[Row]:
    """Yield which provision each step of a ready workflow rests on."""
    yield "Workflow", "Step", "Provision", "What it says", "Known", "Where it was read"
    for name in ("one-stop-118", "one-stop-61", "feedback-1022"):
        for step in vn.workflows.citations(name):
            yield (
                f"`{name}`", f"`{step.step}`", step.provision, step.words,
                step.confidence, step.source,
            )  # fmt: skip


def columns() -> Iterator[Row]:
    """Yield the columns of a table of dossiers."""
    yield "Column", "Holds", "Words", "Required"
    for column in COLUMNS:
        words = ", ".join(f"`{word}`" for word in column.words)
        yield (
            f"`{column.name}`", column.kind, words, "yes" if column.is_required else ""
        )  # fmt: skip


def layouts() -> Iterator[Row]:
    """Yield what JSON is written of, in which version, with its schema."""
    yield "Document", "Version", "JSON Schema"
    for name, schema in schemas():
        document, version, _ = name.split(".")
        link = f"{{download}}`{schema['title']} <../schema/{name}>`"
        yield f"`{document}`", version.removeprefix("v"), link


def _days(days: Iterable[date]) -> str:
    """Write days, and runs of them by their ends."""
    ordered = enumerate(sorted(days))
    runs = groupby(ordered, key=lambda pair: pair[1] - timedelta(days=pair[0]))
    ends = [[day for _, day in run] for _, run in runs]
    return ", ".join(
        f"`{run[0]}`" if len(run) == 1 else f"`{run[0]}` to `{run[-1]}`" for run in ends
    )


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {most}" for key, most in value.items()) or "none"
    if isinstance(value, frozenset):
        return ", ".join(day_name[weekday] for weekday in sorted(value))
    return "none" if value is None else str(value)


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    table.__name__: table
    for table in (
        notices,
        regimes,
        presets,
        provisions,
        parameters,
        systems,
        differences,
        findings,
        steps,
        columns,
        layouts,
    )
}


class Table(SphinxDirective):
    """A table by its name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the table as Markdown, and parse that."""
        header, *rows = TABLES[self.arguments[0]]()
        lines = [header, ["---"] * len(header), *rows]
        return self.parse_text_to_nodes("\n".join(map(_line, lines)))


def _line(cells: Row) -> str:
    return "|" + "|".join(map(_cell, cells)) + "|"


def _cell(content: object) -> str:
    text = f"`{content}`" if isinstance(content, date) else str(content)
    return text.replace("|", r"\|")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("table-of", Table)
    return {"parallel_read_safe": True}
