"""How it was counted: policy, classes and denominators in words."""

from collections.abc import Iterator

from attrs import fields

from egovkit.metrics import CountingPolicy, Denominator, Timeliness
from egovkit.reports import _layout
from egovkit.reports._content import Content
from egovkit.reports._labels import Labels
from egovkit.reports._markup import Markup, element


def method(content: Content) -> Markup:
    """Return the section that lets a reader count again."""
    labels, tally = content.labels, content.tally
    zone = tally.period.tz
    cut = labels.instant(tally.period.cut(tally.as_of), zone)
    policy = content.total.policy
    return _layout.section(
        "method",
        labels("method.heading"),
        element("p", labels("method.state", cut=cut)),
        element("p", labels("method.days", zone=str(zone))),
        element("h3", labels("method.policy")),
        element(
            "p",
            element("strong", policy_name(policy, labels)),
            ": ",
            _rules(policy, labels),
        ),
        element("h3", labels("method.denominators")),
        element(
            "ul", (element("li", labels(f"denominator.{of}")) for of in Denominator)
        ),
        element("h3", labels("method.classes")),
        element("dl", _meanings(labels), class_="meanings"),
    )


def policy_name(policy: CountingPolicy, labels: Labels) -> str:
    """Return what a policy is called: our own in the report's language."""
    return labels("method.policy_own") if policy == CountingPolicy() else policy.name


def _rules(policy: CountingPolicy, labels: Labels) -> str:
    rules = "; ".join(_moved(policy, labels))
    if not rules:
        return labels("method.policy_own_text")
    return f"{rules[0].upper()}{rules[1:]}."


def _moved(policy: CountingPolicy, labels: Labels) -> Iterator[str]:
    """Say what a policy counts elsewhere than the default does."""
    for rule in fields(CountingPolicy)[1:]:
        target: Timeliness | None = getattr(policy, rule.name)
        if target is rule.default:
            continue
        what = labels(f"policy.{rule.name}")
        if target is None:
            yield labels("method.policy_by_dates", what=what)
        else:
            name = labels(f"class.{target}")
            yield labels("method.policy_as", what=what, target=name)


def _meanings(labels: Labels) -> Iterator[Markup]:
    stock = "carried_over", "received"
    for name in (*stock, *map(str, Timeliness)):
        sign = None if name in stock else _layout.swatch("class", name)
        words = element("dt", sign, labels(f"class.{name}"))
        yield element("div", words, element("dd", labels(f"meaning.{name}")))
