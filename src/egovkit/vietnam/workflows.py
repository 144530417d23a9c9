"""Workflows of one-stop units and of the 1022 hotline, ready to start dossiers with.

Which provision each step rests on, and how well that is known, stands in `citations`.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final, cast

from attrs import frozen

from egovkit import _data
from egovkit.deadlines import Confidence, Extension
from egovkit.dossiers import (
    AnyTransition,
    ClockEffect,
    Payment,
    Workflow,
    not_done,
    transition,
)
from egovkit.errors import InvalidValueError
from egovkit.outcome import Status


class OneStop(StrEnum):
    """The states of a dossier at a one-stop unit (bộ phận Một cửa).

    Examples
    --------
    >>> OneStop("awaiting_supplement")
    <OneStop.AWAITING_SUPPLEMENT: 'awaiting_supplement'>
    """

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    NOT_ACCEPTED = "not_accepted"
    RECEIVED = "received"
    PROCESSING = "processing"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    AWAITING_PAYMENT = "awaiting_payment"
    RESOLVED = "resolved"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Feedback(StrEnum):
    """The states of a citizen's feedback (phản ánh, kiến nghị) to the 1022 hotline.

    Examples
    --------
    >>> Feedback("forwarded")
    <Feedback.FORWARDED: 'forwarded'>
    """

    SENT = "sent"
    RECORDED = "recorded"
    IN_HAND = "in_hand"
    AWAITING_DETAILS = "awaiting_details"
    ANSWERED = "answered"
    PUBLISHED = "published"
    FORWARDED = "forwarded"
    NOT_TAKEN_UP = "not_taken_up"


class Supplement(StrEnum):
    """What asking for a supplement does to the term: the law knows both.

    Decree 61/2018/NĐ-CP art. 19(4) lets the term begin anew once the dossier is
    complete. Laws of single sectors say that the time "does not count", and so do the
    systems of one-stop units: a pause. Which one holds is for the procedure's own law
    to say, so it is asked for and never assumed.

    Examples
    --------
    >>> Supplement("pauses")
    <Supplement.PAUSES: 'pauses'>
    """

    PAUSES = "pauses"
    RESTARTS = "restarts"


@frozen
class Papers:
    """Papers that are missing (Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ).

    Examples
    --------
    >>> Papers(("birth certificate",), "no copy was handed in").papers
    ('birth certificate',)
    """

    papers: tuple[str, ...]
    reason: str


@frozen
class Reason:
    """Why something is done, as the notice to the citizen says it.

    Examples
    --------
    >>> Reason("not this unit's competence").text
    "not this unit's competence"
    """

    text: str


@frozen
class Decision:
    """The result: the number of the decision or paper that the citizen gets.

    Examples
    --------
    >>> Decision("12/GKS").number
    '12/GKS'
    """

    number: str


@frozen
class Citation:
    """Which provision a step of a workflow rests on, and how well that is known.

    Examples
    --------
    >>> [c.confidence for c in citations("one-stop-118") if c.step == "withdraw"]
    [<Confidence.SECONDARY: 'secondary'>]
    """

    step: str
    provision: str
    words: str
    confidence: Confidence
    source: str


COUNTER: Final = "counter"
OFFICER: Final = "officer"
HEAD: Final = "head"
CITIZEN: Final = "citizen"
"""A role, as are those of the counter, of the officer in charge and of the head."""

PAYLOADS: Final[Mapping[str, type]] = {
    kind.__name__: kind for kind in (Papers, Reason, Decision, Payment, Extension)
}
"""The classes that the actions take, by name, as a workflow in a file needs them."""

_VNEID_LEVEL = 2
_Actions = tuple[AnyTransition[OneStop], ...]


def one_stop(*, supplement: Supplement) -> Workflow[OneStop]:
    """Return the workflow under Decree 118/2025/NĐ-CP, in force from 2025-07-01.

    A supplement may be asked for once. The decree's article on what that does to the
    term was not read, so it is asked for here. Online, the citizen acts with a VNeID
    account of level 2; at the counter, an officer of it acts for the citizen.

    Examples
    --------
    >>> workflow = one_stop(supplement=Supplement.PAUSES)
    >>> workflow.name, workflow.check()
    ('one-stop-118-pauses', ())
    >>> workflow.action("request_supplement", Papers).sources
    frozenset({<OneStop.PROCESSING: 'processing'>})
    """
    return _one_stop("one-stop-118", _known(supplement), once=True)


def one_stop_61(*, supplement: Supplement = Supplement.RESTARTS) -> Workflow[OneStop]:
    """Return the workflow under Decree 61/2018/NĐ-CP, for dossiers up to 2025-06-30.

    Art. 19(4) lets the term begin anew after each supplement; with
    `Supplement.PAUSES` it is the same workflow as systems ran it.

    Examples
    --------
    >>> one_stop_61().name
    'one-stop-61-restarts'
    """
    return _one_stop("one-stop-61", _known(supplement), once=False)


def feedback_1022() -> Workflow[Feedback]:
    """Return the workflow of feedback to a 1022 hotline, as Decree 20/2008 has its steps.

    The time limits of Tây Ninh (Decision 63/2025/QĐ-UBND) were not read: give the term
    with the procedure.

    Examples
    --------
    >>> feedback_1022().initial
    <Feedback.SENT: 'sent'>
    """
    return _feedback()


def citations(workflow: str) -> tuple[Citation, ...]:
    """Return what the steps of a workflow rest on.

    Parameters
    ----------
    workflow
        "one-stop-118", "one-stop-61" or "feedback-1022".

    Examples
    --------
    >>> {c.step for c in citations("one-stop-61") if c.confidence == "read"} >= {"extend"}
    True
    """
    rows = cast("dict[str, Any]", _table()["citation"])
    if workflow not in rows:
        raise InvalidValueError("workflow", workflow, " or ".join(rows))
    return tuple(
        Citation(confidence=Confidence(row.pop("confidence")), **row)
        for row in map(dict[str, Any], rows[workflow])
    )


_Words = dict[str, Any]
_Labels = Callable[[str], dict[str, str]]


def _table() -> _Words:
    return cast("_Words", _data.table(__package__, "workflows.toml"))


def _words(workflow: str) -> _Words:
    return cast("_Words", _table()[workflow])


def _labels_of(words: _Words) -> _Labels:
    actions = cast("dict[str, dict[str, str]]", words["actions"])
    return lambda name: actions[name]


@cache
def _feedback() -> Workflow[Feedback]:
    words = _words("feedback-1022")
    return Workflow(
        "feedback-1022",
        version=1,
        initial=Feedback.SENT,
        final={Feedback.PUBLISHED, Feedback.FORWARDED, Feedback.NOT_TAKEN_UP},
        transitions=_feedback_actions(_labels_of(words)),
        clock={
            Feedback.SENT: ClockEffect.WAITS,
            Feedback.AWAITING_DETAILS: ClockEffect.PAUSES,
            Feedback.ANSWERED: ClockEffect.STOPS,
        },
        status={
            Feedback.PUBLISHED: Status.RESOLVED,
            Feedback.FORWARDED: Status.RESOLVED,
            Feedback.NOT_TAKEN_UP: Status.REFUSED,
        },
        correct_roles={HEAD},
        labels={state: words["states"][state]["labels"] for state in Feedback},
    )


def _known(supplement: str) -> Supplement:
    try:
        return Supplement(supplement)
    except ValueError:
        known = " or ".join(Supplement)
        raise InvalidValueError("supplement", supplement, known) from None


@cache
def _one_stop(name: str, supplement: Supplement, *, once: bool) -> Workflow[OneStop]:
    words = _words("one-stop")
    labels = _labels_of(words)
    restarts = supplement is Supplement.RESTARTS
    return Workflow(
        f"{name}-{supplement}",
        version=1,
        initial=OneStop.SUBMITTED,
        final={
            OneStop.NOT_ACCEPTED,
            OneStop.RETURNED,
            OneStop.REFUSED,
            OneStop.WITHDRAWN,
        },
        transitions=(
            *_reception(labels),
            *_supplement(labels, once=once, restarts=restarts),
            *_payment(labels),
            *_ending(labels),
        ),
        clock={
            OneStop.SUBMITTED: ClockEffect.WAITS,
            OneStop.INCOMPLETE: ClockEffect.WAITS,
            OneStop.AWAITING_SUPPLEMENT: ClockEffect.PAUSES,
            OneStop.RESOLVED: ClockEffect.STOPS,
        },
        status={
            OneStop.NOT_ACCEPTED: Status.REFUSED,
            OneStop.RETURNED: Status.RESOLVED,
            OneStop.REFUSED: Status.REFUSED,
            OneStop.WITHDRAWN: Status.WITHDRAWN,
        },
        correct_roles={HEAD},
        supplements={OneStop.AWAITING_SUPPLEMENT},
        labels={state: words["states"][state]["labels"] for state in OneStop},
        portal={state: words["states"][state]["portal"] for state in OneStop},
    )


def _reception(labels: _Labels) -> _Actions:
    s = OneStop
    return (
        transition(
            "request_completion", [s.SUBMITTED], s.INCOMPLETE, roles=[COUNTER],
            payload=Papers, labels=labels("request_completion"),
        ),
        transition(
            "complete", [s.INCOMPLETE], s.SUBMITTED, roles=[CITIZEN, COUNTER],
            labels=labels("complete"),
        ),
        transition(
            "decline", [s.SUBMITTED, s.INCOMPLETE], s.NOT_ACCEPTED, roles=[COUNTER],
            payload=Reason, labels=labels("decline"),
        ),
        transition(
            "accept", [s.SUBMITTED], s.RECEIVED, roles=[COUNTER],
            labels=labels("accept"),
        ),
        transition(
            "resolve_at_once", [s.SUBMITTED], s.RETURNED, roles=[COUNTER],
            payload=Decision, labels=labels("resolve_at_once"),
        ),
        transition(
            "hand_over", [s.RECEIVED], s.PROCESSING, roles=[COUNTER],
            labels=labels("hand_over"),
        ),
    )  # fmt: skip


def _supplement(labels: _Labels, *, once: bool, restarts: bool) -> _Actions:
    s = OneStop
    return (
        transition(
            "request_supplement", [s.PROCESSING], s.AWAITING_SUPPLEMENT,
            roles=[OFFICER], payload=Papers,
            guards=[not_done("request_supplement")] if once else [],
            labels=labels("request_supplement"),
        ),
        transition(
            "supplement", [s.AWAITING_SUPPLEMENT], s.PROCESSING, roles=[CITIZEN],
            assurance=_VNEID_LEVEL, restart_clock=restarts, labels=labels("supplement"),
        ),
        transition(
            "take_supplement", [s.AWAITING_SUPPLEMENT], s.PROCESSING, roles=[COUNTER],
            restart_clock=restarts, labels=labels("take_supplement"),
        ),
    )  # fmt: skip


def _payment(labels: _Labels) -> _Actions:
    s = OneStop
    return (
        transition(
            "request_payment", [s.PROCESSING], s.AWAITING_PAYMENT, roles=[OFFICER],
            labels=labels("request_payment"),
        ),
        transition(
            "pay", [s.AWAITING_PAYMENT], s.PROCESSING, roles=[CITIZEN, COUNTER],
            payload=Payment, labels=labels("pay"),
        ),
    )  # fmt: skip


def _ending(labels: _Labels) -> _Actions:
    s = OneStop
    undecided = (
        s.SUBMITTED, s.INCOMPLETE, s.RECEIVED, s.PROCESSING, s.AWAITING_SUPPLEMENT,
        s.AWAITING_PAYMENT,
    )  # fmt: skip
    return (
        transition(
            "extend", [s.PROCESSING], s.PROCESSING, roles=[HEAD], payload=Extension,
            labels=labels("extend"),
        ),
        transition(
            "resolve", [s.PROCESSING], s.RESOLVED, roles=[HEAD], payload=Decision,
            labels=labels("resolve"),
        ),
        transition(
            "refuse", [s.PROCESSING], s.REFUSED, roles=[HEAD], payload=Reason,
            labels=labels("refuse"),
        ),
        transition(
            "withdraw", undecided, s.WITHDRAWN, roles=[CITIZEN, COUNTER],
            labels=labels("withdraw"),
        ),
        transition(
            "return_result", [s.RESOLVED], s.RETURNED, roles=[COUNTER],
            labels=labels("return_result"),
        ),
        transition(
            "reopen", [s.RESOLVED, s.RETURNED], s.PROCESSING, roles=[HEAD],
            payload=Reason, labels=labels("reopen"),
        ),
    )  # fmt: skip


def _feedback_actions(labels: _Labels) -> tuple[AnyTransition[Feedback], ...]:
    s = Feedback
    return (
        transition(
            "record", [s.SENT], s.RECORDED, roles=[COUNTER], labels=labels("record")
        ),
        transition(
            "decline", [s.SENT, s.RECORDED], s.NOT_TAKEN_UP, roles=[COUNTER],
            payload=Reason, labels=labels("decline"),
        ),
        transition(
            "forward", [s.RECORDED], s.FORWARDED, roles=[COUNTER], payload=Reason,
            labels=labels("forward"),
        ),
        transition(
            "assign", [s.RECORDED], s.IN_HAND, roles=[COUNTER], labels=labels("assign")
        ),
        transition(
            "ask_details", [s.IN_HAND], s.AWAITING_DETAILS, roles=[OFFICER],
            payload=Reason, labels=labels("ask_details"),
        ),
        transition(
            "give_details", [s.AWAITING_DETAILS], s.IN_HAND, roles=[CITIZEN, COUNTER],
            labels=labels("give_details"),
        ),
        transition(
            "go_on", [s.AWAITING_DETAILS], s.IN_HAND, roles=[OFFICER],
            labels=labels("go_on"),
        ),
        transition(
            "answer", [s.IN_HAND], s.ANSWERED, roles=[OFFICER], payload=Reason,
            labels=labels("answer"),
        ),
        transition(
            "publish", [s.ANSWERED], s.PUBLISHED, roles=[OFFICER],
            labels=labels("publish"),
        ),
        transition(
            "reopen", [s.ANSWERED, s.PUBLISHED], s.IN_HAND, roles=[HEAD],
            payload=Reason, labels=labels("reopen"),
        ),
    )  # fmt: skip
