"""egovkit due: when is a dossier due, and why that day."""

import argparse
from collections.abc import Iterator
from datetime import date, tzinfo

from attrs import asdict

from egovkit.cli import _arguments, _calendars
from egovkit.cli._output import print_json, print_pairs
from egovkit.deadlines import (
    CountingRule,
    Deadline,
    Extension,
    OfficeHours,
    Pause,
    Term,
    Unit,
    compute_deadline,
    deadline_before,
)
from egovkit.errors import InvalidValueError

_RULES = {
    name.lower().replace("_", "-"): name
    for name in vars(CountingRule)
    if name.isupper()
}
HELP = "compute a due date, and say why that day"
DESCRIPTION = "Compute when a dossier is due, and say why that day."
EXAMPLES = """\
examples:
  egovkit due 2026-04-23T09:00 "5 working days" --profile vn --explain
  egovkit due 2026-04-23T09:00 "5 ngày làm việc" --pause 2026-04-24T08:00/2026-04-29T10:00
  egovkit due 2026-04-30 "15 days" --country NL --tz Europe/Amsterdam --rule nl-atw
  egovkit due 2026-04-23T14:00 "8 working hours" --hours "07:30-11:30, 13:30-17:00"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the verb takes."""
    add = parser.add_argument
    add(
        "received",
        metavar="RECEIVED",
        help="when it came in, in ISO 8601; without an offset, local time",
    )
    add("term", metavar="TERM", nargs="+", help="such as 3 working days, 2 months")
    _calendars.add_arguments(parser)
    add(
        "--rule",
        choices=[*_RULES, "plain"],
        metavar="RULE",
        help=f"the counting rule: {', '.join(_RULES)} or plain, which leaves the day of "
        "receipt out and moves a last day off to the next working day (default: "
        "vn-one-stop, with --country plain)",
    )
    add(
        "--pause",
        action="append",
        default=[],
        metavar="START/END",
        help="a stretch in which the clock stands still; without END it is still open",
    )
    add("--extend", metavar="DAY", help="an extension announced until this day")
    add("--first-day-counted", action="store_true", default=None)
    add(
        "--before",
        action="store_true",
        help="count back from RECEIVED, an event: the last day for an act before it",
    )
    add("--hours", metavar="WINDOWS", help="office hours: '07:30-11:30, 13:30-17:00'")
    add("--clear", action="store_true", help="the term is of clear days")
    add("--explain", action="store_true", help="every day, counted or not, and why")
    add("--language", choices=["en", "vi"], default="en", help="of --explain")
    add("--json", action="store_true", help="print data instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Compute and print."""
    deadline = _deadline(arguments)
    if arguments.json:
        print_json(_data(deadline, arguments.language, explained=arguments.explain))
        return 0
    print_pairs(_pairs(deadline))
    if arguments.explain:
        print()
        print(deadline.explain(arguments.language))
    return 0


def _deadline(arguments: argparse.Namespace) -> Deadline:
    tz = _calendars.zone(arguments)
    received_at = _arguments.instant(arguments.received, tz)
    term = Term.parse(" ".join(arguments.term))
    pauses = [_pause(text, tz) for text in arguments.pause]
    extensions = (
        [Extension(_day(arguments.extend), "as announced")] if arguments.extend else []
    )
    latest = max([received_at, *(pause.end or pause.start for pause in pauses)])
    until = max((extension.until for extension in extensions), default=latest.date())
    years = range(received_at.year - 1, max(latest.year, until.year) + _years(term) + 2)
    rule = _rule(arguments)
    if arguments.before:
        years = range(received_at.year - _years(term) - 1, received_at.year + 2)
        calendar = _calendars.calendar(arguments, tz, years, _hours(arguments))
        return deadline_before(
            received_at, term, calendar, rule=rule, clear=arguments.clear
        )
    return compute_deadline(
        received_at,
        term,
        _calendars.calendar(arguments, tz, years, _hours(arguments)),
        rule=rule,
        pauses=pauses,
        extensions=extensions,
        clear=arguments.clear,
        first_day_counted=arguments.first_day_counted,
    )


def _hours(arguments: argparse.Namespace) -> OfficeHours | None:
    return OfficeHours.parse(arguments.hours) if arguments.hours else None


def _rule(arguments: argparse.Namespace) -> CountingRule:
    name = arguments.rule or ("plain" if arguments.country else "vn-one-stop")
    if name == "plain":
        return CountingRule(name="plain")
    rule: CountingRule = getattr(CountingRule, _RULES[name])
    return rule


def _years(term: Term) -> int:
    """Return how many years a calendar must reach past the receipt for a term."""
    working = term.amount(Unit.WORKING_DAYS) // 200
    days = term.amount(Unit.CALENDAR_DAYS) + 7 * term.amount(Unit.WEEKS)
    months = term.amount(Unit.MONTHS) // 12
    hours = term.amount(Unit.HOURS) // 8760 + term.amount(Unit.WORKING_HOURS) // 1500
    return term.amount(Unit.YEARS) + months + days // 365 + working + hours


def _pause(text: str, tz: tzinfo) -> Pause:
    start, _, end = text.partition("/")
    return Pause(
        _arguments.instant(start, tz), _arguments.instant(end, tz) if end else None
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError("day", text, "a day such as 2026-05-20") from None


def _pairs(deadline: Deadline) -> Iterator[tuple[str, str]]:
    calendar, rule = deadline.calendar, deadline.rule
    yield "due", f"{deadline.due_at}, {deadline.due_at:%A}"
    local = deadline.received_at.astimezone(calendar.tz)
    event = "event" if deadline.course.counts_back else "received"
    yield event, f"{local}, {local:%A}"
    yield "term", str(deadline.term)
    yield "rule", f"{rule.name}: {rule.citation}" if rule.citation else rule.name
    notices = f" and {len(calendar.notices)} notices" if calendar.notices else ""
    known = calendar.known_through
    yield "calendar", f"{calendar.origin}{notices}, known through {known or 'no day'}"
    for caveat in deadline.caveats:
        yield "caveat", caveat


def _data(deadline: Deadline, language: str, *, explained: bool) -> dict[str, object]:
    data: dict[str, object] = {
        "due_at": deadline.due_at.isoformat(),
        "due_day": deadline.due_day.isoformat(),
        "received_at": deadline.received_at.isoformat(),
        "term": str(deadline.term),
        "provisional": deadline.provisional,
        "suspended": deadline.suspended,
        "caveats": deadline.caveats,
        "basis": asdict(deadline.basis),
    }
    if explained:
        data["explanation"] = [
            {
                "day": line.day,
                "counted": line.is_counted,
                "number": line.number,
                "reason": line.reason,
                "name": line.name,
                "source": line.source,
            }
            for line in deadline.explain(language)
        ]
    return data
