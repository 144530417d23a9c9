"""The ready workflows: what they let happen, and what they rest on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from egovkit import vietnam as vn
from egovkit.deadlines import Confidence, CountingRule, Extension
from egovkit.dossiers import Actor, Dossier, Payment, Procedure, Workflow
from egovkit.errors import InvalidValueError, RefusedError
from egovkit.outcome import Channel, Status
from egovkit.vietnam.workflows import (
    Decision,
    Feedback,
    OneStop,
    Papers,
    Reason,
    Supplement,
)

TZ = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = vn.calendar.calendar(years=range(2024, 2028))
COUNTER = Actor("q-01", ["counter"])
OFFICER = Actor("cb-02", ["officer"])
HEAD = Actor("ld-01", ["head"])
CITIZEN = Actor("c-77", ["citizen"], assurance=2)
PROCEDURE = Procedure("1.001193", "Khai sinh", "Hộ tịch", "5 ngày làm việc")
ALL = [
    vn.workflows.one_stop(supplement=Supplement.PAUSES),
    vn.workflows.one_stop(supplement=Supplement.RESTARTS),
    vn.workflows.one_stop_61(),
    vn.workflows.one_stop_61(supplement=Supplement.PAUSES),
    vn.workflows.feedback_1022(),
]


def on(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=TZ)


def asked_for_papers(workflow: Workflow[OneStop]) -> Dossier[OneStop]:
    """Received on Monday 2 March 2026, asked for papers on Wednesday the 4th."""
    dossier = workflow.start(
        "H53-260302-0001", at=on(2026, 3, 2), by=CITIZEN, procedure=PROCEDURE,
        channel=Channel.ONLINE,
    )  # fmt: skip
    dossier = workflow.fire(dossier, "accept", at=on(2026, 3, 2), by=COUNTER)
    dossier = workflow.fire(dossier, "hand_over", at=on(2026, 3, 2), by=COUNTER)
    ask = workflow.action("request_supplement", Papers)
    return workflow.fire(
        dossier,
        ask,
        Papers(("giấy chứng sinh",), "thiếu"),
        at=on(2026, 3, 4),
        by=OFFICER,
    )


@pytest.mark.parametrize("workflow", ALL, ids=lambda workflow: str(workflow.name))
class TestEveryWorkflow:
    def test_nothing_is_wrong_with_it(
        self, workflow: Workflow[OneStop] | Workflow[Feedback]
    ) -> None:
        assert workflow.check() == ()

    def test_every_step_says_what_it_rests_on(
        self, workflow: Workflow[OneStop] | Workflow[Feedback]
    ) -> None:
        law = workflow.name.removesuffix("-pauses").removesuffix("-restarts")
        cited = [citation.step for citation in vn.workflows.citations(law)]

        assert sorted(cited) == sorted({t.name for t in workflow.transitions})

    def test_states_and_actions_are_named_in_both_languages(
        self, workflow: Workflow[OneStop] | Workflow[Feedback]
    ) -> None:
        labels = [*workflow.labels.values(), *(t.labels for t in workflow.transitions)]

        assert all({"en", "vi"} <= set(named) for named in labels)

    def test_it_comes_back_out_of_a_file(
        self, workflow: Workflow[OneStop] | Workflow[Feedback]
    ) -> None:
        text = workflow.to_toml()
        payloads = {
            kind.__name__: kind
            for kind in (Papers, Reason, Decision, Payment, Extension)
        }

        if workflow.name == "feedback-1022":
            again = Workflow.from_toml(
                text, states=Feedback, payloads=payloads
            ).to_toml()
        else:
            again = Workflow.from_toml(
                text, states=OneStop, payloads=payloads
            ).to_toml()

        assert again == text


class TestDecree118:
    def test_papers_are_asked_for_once(self) -> None:
        workflow = vn.workflows.one_stop(supplement=Supplement.PAUSES)
        dossier = asked_for_papers(workflow)
        dossier = workflow.fire(dossier, "supplement", at=on(2026, 3, 6), by=CITIZEN)

        with pytest.raises(RefusedError) as refused:
            workflow.fire(
                dossier, "request_supplement", Papers(("x",), "y"), at=on(2026, 3, 9),
                by=OFFICER,
            )  # fmt: skip

        assert len(refused.value.refusals) == 1

    def test_a_citizen_supplements_online_with_vneid_level_two(self) -> None:
        workflow = vn.workflows.one_stop(supplement=Supplement.PAUSES)
        weak = Actor("c-77", ["citizen"], assurance=1)

        refusals = workflow.why_not(
            asked_for_papers(workflow), "supplement", at=on(2026, 3, 6), by=weak
        )

        assert [refusal.code for refusal in refusals] == ["assurance"]

    def test_what_a_supplement_does_to_the_term_must_be_said(self) -> None:
        with pytest.raises(TypeError):
            vn.workflows.one_stop()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

    def test_an_effect_that_the_law_does_not_know_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="expected pauses or restarts"):
            vn.workflows.one_stop(supplement="stops")  # type: ignore[arg-type]

    def test_what_was_not_read_is_marked(self) -> None:
        by_step = {c.step: c.confidence for c in vn.workflows.citations("one-stop-118")}

        assert by_step["accept"] is Confidence.READ
        assert by_step["request_supplement"] is Confidence.SECONDARY
        assert by_step["resolve_at_once"] is Confidence.UNVERIFIED


class TestTheTermAfterASupplement:
    """Five working days from Monday 2 March 2026 end on Monday the 9th."""

    def test_it_begins_anew_under_decree_61(self) -> None:
        """Art. 19(4): counted from the 6th: 9, 10, 11, 12, Friday 13 March."""
        workflow = vn.workflows.one_stop_61()
        dossier = asked_for_papers(workflow)
        dossier = workflow.fire(dossier, "supplement", at=on(2026, 3, 6), by=CITIZEN)

        due = dossier.deadline(workflow, CALENDAR, rule=CountingRule.VN_ONE_STOP)

        assert due.due_day == date(2026, 3, 13)
        assert dossier.received_at == on(2026, 3, 2)

    def test_a_pause_moves_it_by_the_worked_days_in_it(self) -> None:
        """3, (4, 5 paused), 6, 9, 10, 11 March."""
        workflow = vn.workflows.one_stop_61(supplement=Supplement.PAUSES)
        dossier = asked_for_papers(workflow)
        dossier = workflow.fire(dossier, "supplement", at=on(2026, 3, 6), by=CITIZEN)

        due = dossier.deadline(workflow, CALENDAR, rule=CountingRule.VN_ONE_STOP)

        assert due.due_day == date(2026, 3, 11)

    def test_a_fee_pauses_nothing(self) -> None:
        workflow = vn.workflows.one_stop_61()

        assert workflow.effect(OneStop.AWAITING_PAYMENT) == "runs"


class TestEndings:
    def test_a_result_given_at_once_is_received_resolved_and_returned(self) -> None:
        workflow = vn.workflows.one_stop_61()
        dossier = workflow.start("H53-260302-0002", at=on(2026, 3, 2), by=COUNTER)
        dossier = workflow.fire(
            dossier, "resolve_at_once", Decision("12/GKS"), at=on(2026, 3, 2, 10),
            by=COUNTER,
        )  # fmt: skip

        row = dossier.outcome(workflow, CALENDAR, as_of=on(2026, 3, 3))

        assert row.status is Status.RESOLVED
        assert (
            row.received_at == row.resolved_at == row.returned_at == on(2026, 3, 2, 10)
        )

    def test_withdrawn_and_not_accepted_are_no_resolutions(self) -> None:
        workflow = vn.workflows.one_stop_61()

        assert workflow.status_of(OneStop.WITHDRAWN) is Status.WITHDRAWN
        assert workflow.status_of(OneStop.NOT_ACCEPTED) is Status.REFUSED

    def test_after_the_decision_nothing_can_be_withdrawn(self) -> None:
        workflow = vn.workflows.one_stop(supplement=Supplement.PAUSES)
        withdraw = workflow.action("withdraw", type(None))

        assert not withdraw.sources & {OneStop.RESOLVED, OneStop.RETURNED}


class TestFeedback:
    def test_it_is_recorded_answered_and_published(self) -> None:
        workflow = vn.workflows.feedback_1022()
        dossier = workflow.start("PA-0001", at=on(2026, 3, 2), by=CITIZEN)
        for action, payload, by in (
            ("record", None, COUNTER),
            ("assign", None, COUNTER),
            ("answer", {"text": "đã sửa đèn đường"}, OFFICER),
            ("publish", None, OFFICER),
        ):
            dossier = workflow.fire(dossier, action, payload, at=on(2026, 3, 3), by=by)

        row = dossier.outcome(workflow, CALENDAR, as_of=on(2026, 3, 4))

        assert (row.status, row.resolved_at) == (Status.RESOLVED, on(2026, 3, 3))

    def test_details_pause_it_and_the_office_can_go_on_without(self) -> None:
        workflow = vn.workflows.feedback_1022()

        assert workflow.effect(Feedback.AWAITING_DETAILS) == "pauses"
        assert workflow.action("go_on", type(None)).roles == frozenset({"officer"})


def test_an_unknown_law_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(InvalidValueError, match="one-stop-118"):
        vn.workflows.citations("one-stop-2099")


def test_a_refusal_calls_states_and_actions_as_a_vietnamese_screen_does() -> None:
    workflow = vn.workflows.one_stop_61()
    dossier = workflow.start("H53-260302-0003", at=on(2026, 3, 2), by=CITIZEN)

    (refusal,) = workflow.why_not(
        dossier, "resolve", Decision("1"), at=on(2026, 3, 2), by=HEAD
    )

    assert refusal.vi == (
        "Hồ sơ đang ở trạng thái 'Mới đăng ký'; Giải quyết chỉ bắt đầu từ 'Đang xử lý'"
    )
    assert "'processing'" in refusal.text
