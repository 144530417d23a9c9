"""The HTML report: one file that needs nothing else, for the screen and for paper."""

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Final

import egovkit
from egovkit.metrics import ResolutionCounts
from egovkit.reports._content import Content, Source, content_of
from egovkit.reports._durations import durations
from egovkit.reports._figures import key_figures, standing
from egovkit.reports._findings import findings
from egovkit.reports._flow import flow_and_backlog
from egovkit.reports._labels import labels_in
from egovkit.reports._markup import Markup, element
from egovkit.reports._method import method, policy_name
from egovkit.reports._tally import Group, Tally
from egovkit.reports._timeliness import timeliness

_SINCE_EVER: Final = date(1900, 1, 1)
"""A period from this day on is called everything."""
_NOTHING_FROM_ELSEWHERE: Final = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(
    groups: Mapping[Group, ResolutionCounts],
    tally: Tally,
    source: Source,
    *,
    language: str = "en",
    title: str | None = None,
) -> str:
    r"""Write a report as an HTML page that needs no other file and runs no script.

    Parameters
    ----------
    groups
        The counts of each group, by `tally.group`.
    tally
        What was tallied of the same dossiers.
    source
        Where they come from.
    language
        "en" or "vi".
    title
        The heading; without one, what the report is about.

    Raises
    ------
    InvalidValueError
        If the language is another, or the tally is not of the groups' dossiers.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> from egovkit.metrics import Period
    >>> from egovkit.outcome import Outcome
    >>> period = Period(date(2026, 1, 1), date(2026, 1, 31), "Asia/Ho_Chi_Minh")
    >>> at = datetime(2026, 1, 5, 9, tzinfo=period.tz)
    >>> rows = [Outcome(number="1", field="Hộ tịch", received_at=at)]
    >>> tally = Tally(("field",), period=period, as_of=at)
    >>> groups = ResolutionCounts.by(
    ...     tally.watch(rows), tally.group, period=period, as_of=at
    ... )
    >>> source = Source(name="an example", dossiers=1)
    >>> page = html_report(groups, tally, source, language="vi")
    >>> page[:32]
    '<!DOCTYPE html>\n<html lang="vi">'
    """
    labels = labels_in(language)
    content = content_of(groups, tally, source, labels)
    heading = title or labels("report.title")
    main = element(
        "main",
        findings(content),
        key_figures(content),
        standing(content),
        timeliness(content),
        flow_and_backlog(content),
        durations(content),
        method(content),
    )
    body = element(
        "body",
        _packaged("patterns.svg"),
        _header(content, heading),
        main,
        _footer(content),
    )
    page = element("html", _head(content, heading), "\n", body, lang=language)
    return f"<!DOCTYPE html>\n{page}\n"


def _head(content: Content, heading: str) -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element(
            "meta",
            http_equiv="Content-Security-Policy",
            content=_NOTHING_FROM_ELSEWHERE,
        ),
        element("title", f"{heading}: {_period(content)}"),
        element("style", _packaged("report.css")),
    )


def _header(content: Content, heading: str) -> Markup:
    labels = content.labels
    kind = labels("report.kind") if heading != labels("report.title") else None
    return element(
        "header",
        element("p", kind, class_="kind") if kind else None,
        element("h1", heading),
        element("p", _period(content), class_="period"),
        element("dl", _facts(content), class_="facts"),
    )


def _period(content: Content) -> str:
    labels, period = content.labels, content.tally.period
    last = labels.day(period.last)
    if period.first <= _SINCE_EVER:
        return labels("report.everything", last=last)
    return labels("report.period", first=labels.day(period.first), last=last)


def _facts(content: Content) -> Iterator[Markup]:
    labels, source, tally = content.labels, content.source, content.tally
    as_of = labels.instant(tally.as_of, tally.period.tz)
    dossiers = labels.number(source.dossiers)
    if source.folded:
        folded = labels.number(source.folded)
        dossiers = labels("report.folded", dossiers=dossiers, folded=folded)
    facts = {
        "as_of": labels("report.now", instant=as_of) if source.as_of_is_now else as_of,
        "zone": str(tally.period.tz),
        "file": source.name,
        "dossiers": dossiers,
        "policy": policy_name(content.total.policy, labels),
        "grouped_by": content.by,
    }
    for name, fact in facts.items():
        words = element("dt", labels(f"report.{name}")), element("dd", fact)
        yield element("div", words)


def _footer(content: Content) -> Markup:
    made_by = content.labels("report.made_by")
    return element("footer", element("p", f"{made_by} egovkit {egovkit.__version__}"))


def _packaged(name: str) -> Markup:
    return Markup((files("egovkit.reports") / "data" / name).read_text("utf-8"))
