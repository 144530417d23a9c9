"""Due dates for the dossiers of a table that has none."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from egovkit import vietnam
from egovkit.deadlines import Term, Unit, WorkCalendar
from egovkit.errors import EgovkitError
from egovkit.outcome import DueBy, Outcome


class DueDates:
    """Computes what is missing, by the Vietnamese profile, and remembers what it did."""

    def __init__(
        self, term: Term | None, terms: Mapping[str, Term], calendar: WorkCalendar
    ) -> None:
        self.computed = 0
        self.with_pauses = 0
        self.faults: list[str] = []
        self._term = term
        self._terms = terms
        self._calendar = calendar

    def added_to(self, outcomes: Iterable[Outcome]) -> Iterable[Outcome]:
        """Return the dossiers, those without a due date with the one of their term."""
        has_terms = self._terms or self._term
        return self._added_to(outcomes) if has_terms else outcomes

    def _added_to(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            term = self._terms.get(outcome.procedure or "", self._term)
            if outcome.due_at is not None or term is None:
                yield outcome
            else:
                yield from self._with_due_date(outcome, term)

    def _with_due_date(self, outcome: Outcome, term: Term) -> Iterator[Outcome]:
        try:
            due = vietnam.deadline(outcome.received_at, term, self._calendar)
        except EgovkitError as error:
            self.faults.append(f"dossier {outcome.number}: {error}")
            return
        self.computed += 1
        self.with_pauses += bool(outcome.paused_seconds)
        due_at = due.due_at.astimezone(outcome.received_at.tzinfo)
        due_by = DueBy.INSTANT if term.unit is Unit.HOURS else DueBy.DAY
        yield evolve(outcome, due_at=due_at, due_by=due_by)


def calendar_for(last_year: int) -> WorkCalendar:
    """Return the official calendar for dossiers up to a year, and their terms."""
    return vietnam.calendar.calendar(years=range(2010, last_year + 6))
