"""The simulated dossiers, as the workflow of a one-stop unit lets them happen.

What chance drew becomes events. Each is fired, so that the workflow checks it; and the
citizen is told a due date when the dossier is accepted, and again after a supplement.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, cast

from attrs import frozen

from egovkit.cli import _ward
from egovkit.deadlines import CountingRule, CutOffShifts, Promise, WorkCalendar
from egovkit.dossiers import Actor, Dossier, Procedure, Workflow
from egovkit.outcome import Channel, Status
from egovkit.vietnam.workflows import (
    CITIZEN,
    COUNTER,
    HEAD,
    OFFICER,
    Decision,
    OneStop,
    Papers,
    Reason,
    Supplement,
    one_stop_61,
)

UNIT: Final = "Phường mô phỏng (simulated)"

_CITIZEN = Actor("citizen", [CITIZEN], assurance=2)
_COUNTER = Actor("counter", [COUNTER])
_PORTAL = Actor("portal", [COUNTER])  # acts at night too, for what comes in online
_OFFICER = Actor("officer", [OFFICER])
_HEAD = Actor("head", [HEAD])
_MISSING = Papers(("a paper",), "it was not handed in")
_UNMET = Reason("the conditions are not met")


def workflow() -> Workflow[OneStop]:
    """Return the workflow of the simulated years: Decree 61, with a pause.

    As the systems of one-stop units run it, and not the restart of its art. 19(4).
    """
    return one_stop_61(supplement=Supplement.PAUSES)


def procedures(table: Mapping[str, object]) -> dict[str, Procedure]:
    """Return the procedures of the table, with their terms, by code."""
    rows = cast("list[dict[str, Any]]", table["procedure"])
    return {
        row["code"]: Procedure(row["code"], row["name"], row["field"], row["term"])
        for row in rows
    }


def dossiers(
    histories: Iterable[_ward.History],
    procedures: Mapping[str, Procedure],
    calendar: WorkCalendar,
    as_of: datetime,
) -> Iterator[Dossier[OneStop]]:
    """Yield each dossier with the events it has at `as_of`."""
    for history in histories:
        yield _Life(history, procedures, calendar, as_of).dossier()


@frozen
class _Life:
    """What happens to one dossier, up to an instant."""

    history: _ward.History
    procedures: Mapping[str, Procedure]
    calendar: WorkCalendar
    as_of: datetime

    def dossier(self) -> Dossier[OneStop]:
        """Fire what happens to it, in order."""
        drawn, at = self.history.dossier, self.history.dossier.received_at
        dossier = workflow().start(
            drawn.number,
            at=at,
            by=_CITIZEN if drawn.channel is Channel.ONLINE else _COUNTER,
            procedure=self.procedures[drawn.procedure.code],
            channel=drawn.channel,
            unit=UNIT,
        )
        dossier = self._fire(dossier, "accept", None, at, self._desk, promises=True)
        dossier = self._fire(dossier, "hand_over", None, at, self._desk)
        for asked_at, answered_at in self.history.pauses:
            dossier = self._fire(
                dossier, "request_supplement", _MISSING, asked_at, _OFFICER
            )
            dossier = self._answer(dossier, answered_at)
        return self._end(dossier)

    @property
    def _desk(self) -> Actor:
        """Who acts for the one-stop unit."""
        is_online = self.history.dossier.channel is Channel.ONLINE
        return _PORTAL if is_online else _COUNTER

    def _answer(self, dossier: Dossier[OneStop], at: datetime) -> Dossier[OneStop]:
        ended_at, ending = self.history.ended_at, self.history.dossier.ending
        if ending is Status.WITHDRAWN and at == ended_at:
            return dossier
        if self.history.dossier.channel is Channel.ONLINE:
            return self._fire(dossier, "supplement", None, at, _CITIZEN, promises=True)
        return self._fire(dossier, "take_supplement", None, at, _COUNTER, promises=True)

    def _end(self, dossier: Dossier[OneStop]) -> Dossier[OneStop]:
        history, at = self.history, self.history.ended_at
        if history.dossier.ending is Status.WITHDRAWN:
            return self._fire(dossier, "withdraw", None, at, _CITIZEN)
        if history.dossier.ending is Status.REFUSED:
            return self._fire(dossier, "refuse", _UNMET, at, _HEAD)
        decision = Decision(f"QD-{dossier.number}")
        dossier = self._fire(dossier, "resolve", decision, at, _HEAD)
        if history.returned_at is None:
            return dossier
        return self._fire(
            dossier, "return_result", None, history.returned_at, self._desk
        )

    def _fire(
        self,
        dossier: Dossier[OneStop],
        action: str,
        payload: object,
        at: datetime,
        by: Actor,
        *,
        promises: bool = False,
    ) -> Dossier[OneStop]:
        """Do an action if its time had come."""
        if at > self.as_of:
            return dossier
        promise = self._promise if promises else None
        return workflow().fire(dossier, action, payload, at=at, by=by, promise=promise)

    def _promise(self, dossier: Dossier[OneStop]) -> Promise:
        """Count as a one-stop unit does, and "within the day" from 15:00 as the next day.

        Decree 61/2018 art. 18 lets a late receipt only move the transfer to the desk.
        That it moves the due day too is what decisions commonly add that publish
        procedures: "within the day; received after 15:00, the next working day".
        """
        rule, procedure = CountingRule.VN_ONE_STOP, dossier.procedure
        if procedure and procedure.term and procedure.term.is_same_day:
            rule = rule.evolve(cut_off_shifts=CutOffShifts.CLOCK)
        return dossier.deadline(workflow(), self.calendar, rule=rule).promise()
