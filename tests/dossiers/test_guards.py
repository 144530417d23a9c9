"""The named guards: what each has against an action, and when it has nothing."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from egovkit.deadlines import (
    CountingRule,
    Extension,
    OfficeHours,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.dossiers import (
    Actor,
    AnyTransition,
    ClockEffect,
    Documented,
    Dossier,
    Migration,
    NamedGuard,
    Payment,
    Procedure,
    Refusal,
    Workflow,
    channel_is,
    done,
    done_by_role,
    fee_paid,
    has_documents,
    not_done,
    not_extended_before,
    not_same_actor_as,
    procedure_is,
    transition,
    unit_is,
    waited_more_than,
)
from egovkit.errors import (
    InvalidValueError,
    RefusedError,
    SpanError,
    TermSyntaxError,
)
from egovkit.outcome import Channel

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class S(StrEnum):
    OPEN = "open"
    AWAITING = "awaiting papers"
    WAITING = "waiting"
    ENDED = "ended"


@frozen
class HandedIn:
    documents: tuple[str, ...]


@frozen
class Missing:
    papers: tuple[str, ...]


HEAD = Actor("lan", ["head"])
OFFICER = Actor("hoa", ["officer", "counter"])
# In March 2026 the 2nd is a Monday; Thursday the 12th is off.
CALENDAR = WorkCalendar(
    tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31),
    days_off=[date(2026, 3, 12)],
)  # fmt: skip

pay = transition("pay", [S.OPEN], S.OPEN, payload=Payment)
hand_in = transition("hand_in", [S.OPEN, S.AWAITING], S.OPEN, payload=HandedIn)
list_missing = transition("list_missing", [S.OPEN], S.OPEN, payload=Missing)
check = transition("check", [S.OPEN], S.OPEN)
ask = transition("ask", [S.OPEN], S.AWAITING)
remind = transition("remind", [S.AWAITING], S.AWAITING)
extend = transition("extend", [S.OPEN], S.OPEN, payload=Extension)
EVERYTHING: list[AnyTransition[S]] = [
    pay,
    hand_in,
    list_missing,
    check,
    ask,
    remind,
    extend,
]


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=HANOI)


def guarded(*guards: NamedGuard) -> Workflow[S]:
    """Return a workflow whose action `end` has the guards, and no other condition."""
    end = transition("end", list(S), S.ENDED, guards=guards)
    end_with = transition("end_with", list(S), S.ENDED, payload=HandedIn, guards=guards)
    return Workflow(
        "w", version=1, initial=S.OPEN, final={S.ENDED}, correct_roles={"head"},
        transitions=[*EVERYTHING, end, end_with],
        clock={S.AWAITING: ClockEffect.PAUSES},
    )  # fmt: skip


def started(
    workflow: Workflow[S],
    *,
    procedure: Procedure | None = None,
    channel: Channel | None = None,
    unit: str | None = None,
) -> Dossier[S]:
    return workflow.start(
        "1", at=march(2), by=OFFICER, procedure=procedure, channel=channel, unit=unit
    )


def refusals(
    guard: NamedGuard, dossier: Dossier[S], at: datetime | None = None, by: Actor = HEAD
) -> tuple[Refusal, ...]:
    """Ask `end` of a workflow with this guard, for a dossier of one without it."""
    return guarded(guard).why_not(dossier, "end", at=at or march(31), by=by)


def only(guard: NamedGuard, dossier: Dossier[S], by: Actor = HEAD) -> Refusal:
    """Return the one refusal; both languages must be there."""
    (refusal,) = refusals(guard, dossier, by=by)
    assert refusal.vi
    return refusal


@pytest.fixture
def workflow() -> Workflow[S]:
    return guarded()


@pytest.fixture
def dossier(workflow: Workflow[S]) -> Dossier[S]:
    return started(workflow)


def void_last(workflow: Workflow[S], dossier: Dossier[S]) -> Dossier[S]:
    last = dossier.version - 1
    return workflow.correct(dossier, last, at=march(30), by=HEAD, why="x", void=True)


class TestPayment:
    @pytest.mark.parametrize("amount", [-1, True, 1.5, "30000"])
    def test_an_amount_is_whole_and_not_negative(self, amount: object) -> None:
        with pytest.raises(InvalidValueError, match="whole đồng"):
            Payment(amount, online=True)  # type: ignore[arg-type]

    def test_nothing_may_be_owed(self) -> None:
        assert Payment(0, online=False, reference="exempt").amount == 0


class TestFeePaid:
    def test_any_payment_will_do(
        self, workflow: Workflow[S], dossier: Dossier[S]
    ) -> None:
        paid = workflow.fire(
            dossier, pay, Payment(1, online=True), at=march(3), by=HEAD
        )

        assert refusals(fee_paid(), paid) == ()

    def test_without_one_it_is_refused(self, dossier: Dossier[S]) -> None:
        refusal = only(fee_paid(), dossier)

        assert refusal.code == "fee"
        assert "no payment" in refusal.text
        assert "Chưa nộp phí" in str(refusal.vi)

    def test_payments_must_come_to_the_amount(
        self, workflow: Workflow[S], dossier: Dossier[S]
    ) -> None:
        part = workflow.fire(
            dossier, pay, Payment(20_000, online=True), at=march(3), by=HEAD
        )
        all_of_it = workflow.fire(
            part, pay, Payment(10_000, online=False), at=march(4), by=HEAD
        )

        refusal = only(fee_paid(30_000), part)
        assert "20,000 đồng are paid of the fee; 30,000 are needed" in refusal.text
        assert "Mới nộp 20.000 đồng" in str(refusal.vi)
        assert "cần 30.000" in str(refusal.vi)
        assert refusals(fee_paid(30_000), all_of_it) == ()
        assert only(fee_paid(30_001), all_of_it).code == "fee"

    def test_for_who_is_exempt_a_payment_of_nothing_will_do(
        self, workflow: Workflow[S], dossier: Dossier[S]
    ) -> None:
        exempt = workflow.fire(
            dossier, pay, Payment(0, online=False), at=march(3), by=HEAD
        )

        assert refusals(fee_paid(), exempt) == ()
        assert only(fee_paid(1), exempt).code == "fee"

    def test_a_payment_that_was_voided_does_not_count(
        self, workflow: Workflow[S], dossier: Dossier[S]
    ) -> None:
        paid = workflow.fire(
            dossier, pay, Payment(1, online=True), at=march(3), by=HEAD
        )

        assert only(fee_paid(), void_last(workflow, paid)).code == "fee"

    def test_the_payment_of_the_action_itself_counts(self, dossier: Dossier[S]) -> None:
        guard = fee_paid(30_000)

        assert (
            guard.check(dossier, Payment(30_000, online=True), HEAD, march(3)) is None
        )
        assert guard.check(dossier, Payment(29_999, online=True), HEAD, march(3))

    @pytest.mark.parametrize("amount", [0, -5, True, "30000"])
    def test_an_amount_to_pay_is_at_least_one(self, amount: object) -> None:
        with pytest.raises(InvalidValueError, match="given as amount"):
            fee_paid(amount)  # type: ignore[arg-type]


class TestPaidOnline:
    def paid(self, *payments: Payment, as_of: datetime | None = None) -> bool | None:
        workflow = guarded()
        dossier = started(workflow)
        for day, payment in enumerate(payments, 3):
            dossier = workflow.fire(dossier, pay, payment, at=march(day), by=HEAD)
        return dossier.outcome(workflow, as_of=as_of or march(31)).paid_online

    def test_it_is_not_known_without_a_payment(self) -> None:
        assert self.paid() is None

    def test_it_is_not_known_when_nothing_was_owed(self) -> None:
        assert self.paid(Payment(0, online=True)) is None

    def test_it_is_when_every_payment_was(self) -> None:
        assert self.paid(Payment(1, online=True), Payment(2, online=True)) is True

    def test_it_is_not_when_any_was_made_otherwise(self) -> None:
        assert self.paid(Payment(1, online=True), Payment(2, online=False)) is False

    def test_what_was_paid_later_is_not_known_yet(self) -> None:
        payment = Payment(1, online=True)

        assert self.paid(payment, as_of=march(3, 8)) is None
        assert self.paid(payment, as_of=march(3, 9)) is True

    def test_what_was_voided_was_not_paid(self) -> None:
        workflow = guarded()
        dossier = started(workflow)
        dossier = workflow.fire(
            dossier, pay, Payment(1, online=True), at=march(3), by=HEAD
        )

        voided = void_last(workflow, dossier)

        assert voided.outcome(workflow, as_of=march(31)).paid_online is None


class TestTraits:
    @pytest.mark.parametrize("channel", ["post", Channel.POST], ids=["word", "member"])
    def test_a_channel_is_given_as_a_word_or_a_member(self, channel: str) -> None:
        guard = channel_is(channel)

        assert dict(guard.parameters) == {"channels": ("post",)}
        assert type(guard.parameters["channels"][0]) is str  # type: ignore[index]

    def test_the_channel_is_one_of_those(self, workflow: Workflow[S]) -> None:
        online = started(workflow, channel=Channel.ONLINE)

        assert refusals(channel_is("post", "online"), online) == ()
        refusal = only(channel_is("post", "counter"), online)
        assert refusal.code == "channel"
        assert refusal.text == "its channel is online; post or counter is needed"
        assert refusal.vi == (
            "Cách nộp của hồ sơ: trực tuyến; cần qua bưu chính hoặc trực tiếp"
        )

    def test_an_unknown_channel_is_refused(self, dossier: Dossier[S]) -> None:
        refusal = only(channel_is("post"), dossier)

        assert "not known" in refusal.text
        assert "chưa rõ" in str(refusal.vi)

    def test_a_channel_that_does_not_exist_is_an_error(self) -> None:
        with pytest.raises(InvalidValueError, match="online or counter or post"):
            channel_is("pigeon")

    def test_the_procedure_is_one_of_those(self, workflow: Workflow[S]) -> None:
        birth = started(workflow, procedure=Procedure("1.001193", "Birth"))

        assert refusals(procedure_is("1.0", "1.001193"), birth) == ()
        refusal = only(procedure_is("1.0", "2.0"), birth)
        assert refusal.code == "procedure"
        assert "is 1.001193; 1.0 or 2.0 is needed" in refusal.text
        assert "1.0 hoặc 2.0" in str(refusal.vi)

    def test_a_dossier_without_a_procedure_is_of_none(
        self, dossier: Dossier[S]
    ) -> None:
        assert only(procedure_is("1.0"), dossier).code == "procedure"

    def test_the_unit_is_one_of_those(self, workflow: Workflow[S]) -> None:
        here = started(workflow, unit="ward 7")

        assert refusals(unit_is("ward 7"), here) == ()
        assert "ward 7; ward 8 is needed" in only(unit_is("ward 8"), here).text
        assert only(unit_is("ward 8"), started(workflow)).code == "unit"

    @pytest.mark.parametrize("guard", [channel_is, procedure_is, unit_is])
    def test_at_least_one_must_be_named(self, guard: type) -> None:
        with pytest.raises(InvalidValueError, match="at least one"):
            guard()

    def test_codes_are_texts(self) -> None:
        with pytest.raises(InvalidValueError, match="given as codes"):
            procedure_is(1.001193)  # type: ignore[arg-type]


class TestHasDocuments:
    def test_they_may_come_in_several_actions(
        self, workflow: Workflow[S], dossier: Dossier[S]
    ) -> None:
        guard = has_documents("form", "birth certificate")
        one = workflow.fire(dossier, hand_in, HandedIn(("form",)), at=march(3), by=HEAD)
        both = workflow.fire(
            one, hand_in, HandedIn(("birth certificate", "map")), at=march(4), by=HEAD
        )

        refusal = only(guard, one)
        assert refusal.code == "documents"
        assert "missing: 'birth certificate'; handed in: 'form'" in refusal.text
        assert "Còn thiếu: 'birth certificate'; đã nộp: 'form'" in str(refusal.vi)
        assert refusals(guard, both) == ()

    def test_the_payload_that_is_given_now_counts(self, dossier: Dossier[S]) -> None:
        workflow = guarded(has_documents("form"))
        at = march(3)

        assert workflow.why_not(
            dossier, "end_with", {"documents": ["map"]}, at=at, by=HEAD
        )
        ended = workflow.fire(
            dossier, "end_with", {"documents": ["form"]}, at=at, by=HEAD
        )
        assert ended.state is S.ENDED

    def test_papers_that_are_asked_for_are_not_handed_in(
        self, workflow: Workflow[S], dossier: Dossier[S]
    ) -> None:
        asked = workflow.fire(
            dossier, list_missing, Missing(("form",)), at=march(3), by=HEAD
        )

        assert not isinstance(Missing(()), Documented)
        assert "handed in: nothing" in only(has_documents("form"), asked).text

    def test_without_names_any_document_will_do(
        self, workflow: Workflow[S], dossier: Dossier[S]
    ) -> None:
        none = workflow.fire(dossier, hand_in, HandedIn(()), at=march(3), by=HEAD)
        some = workflow.fire(none, hand_in, HandedIn(("map",)), at=march(4), by=HEAD)

        assert "any document" in only(has_documents(), none).text
        assert refusals(has_documents(), some) == ()

    def test_what_was_voided_was_not_handed_in(
        self, workflow: Workflow[S], dossier: Dossier[S]
    ) -> None:
        given = workflow.fire(
            dossier, hand_in, HandedIn(("form",)), at=march(3), by=HEAD
        )

        assert only(has_documents("form"), void_last(workflow, given))


class TestWhoDidWhat:
    @pytest.fixture
    def checked(self, workflow: Workflow[S], dossier: Dossier[S]) -> Dossier[S]:
        return workflow.fire(dossier, check, at=march(3), by=OFFICER)

    def test_done_asks_for_the_action(
        self, dossier: Dossier[S], checked: Dossier[S]
    ) -> None:
        assert refusals(done("check"), checked) == ()
        refusal = only(done("check"), dossier)
        assert refusal.code == "not_done"
        assert "check was not done" in refusal.text

    def test_not_done_allows_it_once(
        self, dossier: Dossier[S], checked: Dossier[S]
    ) -> None:
        assert refusals(not_done("check"), dossier) == ()
        refusal = only(not_done("check"), checked)
        assert refusal.code == "done"
        assert "2026-03-03 09:00:00+07:00" in refusal.text

    def test_what_was_voided_was_not_done(
        self, workflow: Workflow[S], checked: Dossier[S]
    ) -> None:
        voided = void_last(workflow, checked)

        assert only(done("check"), voided).code == "not_done"
        assert refusals(not_done("check"), voided) == ()
        assert only(done_by_role("check", "officer"), voided).code == "role_done"
        assert refusals(not_same_actor_as("check"), voided, by=OFFICER) == ()

    def test_a_start_is_an_action_too(self, dossier: Dossier[S]) -> None:
        assert refusals(done("start"), dossier) == ()
        assert only(not_same_actor_as("start"), dossier, OFFICER).code == "same_actor"

    def test_four_eyes_refuse_who_did_it_before(self, checked: Dossier[S]) -> None:
        guard = not_same_actor_as("check")

        assert refusals(guard, checked, by=HEAD) == ()
        refusal = only(guard, checked, by=OFFICER)
        assert refusal.code == "same_actor"
        assert "another one is needed" in refusal.text

    def test_roles_do_not_make_another_actor(self, checked: Dossier[S]) -> None:
        promoted = Actor(OFFICER.id, ["head"], assurance=2)

        assert only(not_same_actor_as("check"), checked, by=promoted)

    def test_four_eyes_refuse_who_did_it_in_an_earlier_round(
        self, workflow: Workflow[S], checked: Dossier[S]
    ) -> None:
        again = workflow.fire(checked, check, at=march(4), by=HEAD)

        assert only(not_same_actor_as("check"), again, by=OFFICER)
        assert only(not_same_actor_as("check"), again, by=HEAD)

    def test_four_eyes_have_nothing_against_what_was_never_done(
        self, dossier: Dossier[S]
    ) -> None:
        assert refusals(not_same_actor_as("check"), dossier, by=OFFICER) == ()

    def test_a_refusal_does_not_name_the_actor(self, checked: Dossier[S]) -> None:
        refusal = only(not_same_actor_as("check"), checked, by=OFFICER)

        assert OFFICER.id not in f"{refusal.text} {refusal.vi}"

    def test_done_by_role_asks_for_a_role_held_then(
        self, dossier: Dossier[S], checked: Dossier[S]
    ) -> None:
        assert refusals(done_by_role("check", "counter"), checked) == ()
        refusal = only(done_by_role("check", "head"), checked)
        assert refusal.code == "role_done"
        assert "by counter, officer; head is needed" in refusal.text
        assert "by nobody" in only(done_by_role("check", "head"), dossier).text

    @pytest.mark.parametrize("guard", [done, not_done, not_same_actor_as])
    def test_an_action_is_named(self, guard: type) -> None:
        with pytest.raises(InvalidValueError, match="given as action"):
            guard("")


class TestNotExtendedBefore:
    @pytest.fixture
    def extended(self, workflow: Workflow[S]) -> Dossier[S]:
        term = Term.working_days(5)
        told = compute_deadline(march(2), term, CALENDAR, rule=CountingRule())
        dossier = workflow.start("1", at=march(2), by=HEAD, promise=told.promise())
        later = Extension(date(2026, 3, 20), "survey")
        return workflow.fire(dossier, extend, later, at=march(3), by=HEAD)

    def test_an_extension_speaks_against_it(
        self, dossier: Dossier[S], extended: Dossier[S]
    ) -> None:
        assert refusals(not_extended_before(), dossier) == ()
        assert only(not_extended_before(), extended).code == "extended"

    def test_one_that_was_voided_does_not(
        self, workflow: Workflow[S], extended: Dossier[S]
    ) -> None:
        assert refusals(not_extended_before(), void_last(workflow, extended)) == ()

    def test_an_extension_with_the_guard_is_refused_for_it_once(
        self, extended: Dossier[S]
    ) -> None:
        careful = transition(
            "extend", [S.OPEN], S.OPEN, payload=Extension,
            guards=[not_extended_before()],
        )  # fmt: skip
        workflow = Workflow(
            "w", version=1, initial=S.OPEN, final=(), transitions=[careful]
        )

        found = workflow.why_not(
            extended, careful, Extension(date(2026, 3, 27), "x"), at=march(4), by=HEAD
        )

        assert [refusal.code for refusal in found] == ["extended"]


def opens(guard: NamedGuard, dossier: Dossier[S]) -> datetime:
    (one,) = guarded(guard).scheduled(dossier)[:1]
    return one.at


class TestWaitedMoreThan:
    @pytest.fixture
    def awaiting(self, workflow: Workflow[S], dossier: Dossier[S]) -> Dossier[S]:
        """Papers are asked for on Tuesday the 3rd."""
        return workflow.fire(dossier, ask, at=march(3), by=HEAD)

    @pytest.mark.parametrize(
        ("term", "calendar", "expected"),
        [
            # 4, 5, 6, 9, 10: over when the 10th is.
            ("5 working days", CALENDAR, march(11, 0)),
            # 4, 5, 6, 9, 10, 11, 13: the 12th is off.
            ("7 working days", CALENDAR, march(14, 0)),
            # Saturday the 7th is the last day, or Monday the 9th.
            ("4 days", None, march(8, 0)),
            ("4 days", CALENDAR, march(10, 0)),
            ("1 week 2 days", None, march(13, 0)),
            ("1 month", CALENDAR, datetime(2026, 4, 4, tzinfo=HANOI)),
            ("72 hours", None, march(6)),
            ("72 hours", CALENDAR, march(6)),
        ],
    )
    def test_it_opens_when_the_term_is_over(
        self,
        awaiting: Dossier[S],
        term: str,
        calendar: WorkCalendar | None,
        expected: datetime,
    ) -> None:
        guard = waited_more_than(term, calendar)

        assert opens(guard, awaiting) == expected
        just_before = expected - timedelta(seconds=1)
        (refusal,) = refusals(guard, awaiting, at=just_before)
        assert refusal.code == "waited"
        assert refusals(guard, awaiting, at=expected) == ()

    def test_the_refusal_says_since_when_and_until_when(
        self, awaiting: Dossier[S]
    ) -> None:
        guard = waited_more_than("5 working days", CALENDAR)

        (refusal,) = refusals(guard, awaiting, at=march(9))

        assert "'awaiting papers' since 2026-03-03 09:00:00+07:00" in refusal.text
        assert "more than 5 working days are needed" in refusal.text
        assert "until 2026-03-11 00:00:00+07:00" in refusal.text
        assert "phải quá 5 ngày làm việc" in str(refusal.vi)

    def test_working_hours_run_while_the_office_is_open(
        self, awaiting: Dossier[S]
    ) -> None:
        hours = OfficeHours.parse("08:00-16:00")
        calendar = WorkCalendar(
            tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31), hours=hours
        )

        # Seven hours on Tuesday, eight on Wednesday, one on Thursday.
        guard = waited_more_than("16 working hours", calendar)

        assert opens(guard, awaiting) == march(5)

    @pytest.mark.parametrize(
        "term", ["5 working days", "5 working hours", "1 month", "1 year 2 days"]
    )
    def test_a_term_that_needs_a_calendar_asks_for_one(self, term: str) -> None:
        with pytest.raises(InvalidValueError, match=r"from_toml\(\.\.\., calendar"):
            waited_more_than(term)

    def test_days_are_those_of_the_office(self, workflow: Workflow[S]) -> None:
        # 18:00 on the 3rd in UTC is 01:00 on Wednesday the 4th in Hanoi.
        late = datetime(2026, 3, 3, 18, tzinfo=UTC)
        dossier = workflow.fire(started(workflow), ask, at=late, by=HEAD)

        guard = waited_more_than("1 working day", CALENDAR)

        assert opens(guard, dossier) == march(6, 0)

    def test_a_reminder_does_not_begin_the_wait_anew(
        self, workflow: Workflow[S], awaiting: Dossier[S]
    ) -> None:
        reminded = workflow.fire(awaiting, remind, at=march(5), by=HEAD)

        assert opens(waited_more_than("1 week", None), reminded) == march(11, 0)

    def test_coming_into_the_state_again_does(
        self, workflow: Workflow[S], awaiting: Dossier[S]
    ) -> None:
        back = workflow.fire(awaiting, hand_in, HandedIn(()), at=march(5), by=HEAD)
        again = workflow.fire(back, ask, at=march(6), by=HEAD)

        assert opens(waited_more_than("1 week"), again) == march(14, 0)

    def test_a_wait_counts_from_the_corrected_time(
        self, workflow: Workflow[S], awaiting: Dossier[S]
    ) -> None:
        earlier = workflow.correct(awaiting, 1, at=march(2, 15), by=HEAD, why="typo")

        assert opens(waited_more_than("1 week"), earlier) == march(10, 0)

    def test_a_wait_counts_from_the_start_where_nothing_happened_since(
        self, dossier: Dossier[S]
    ) -> None:
        assert opens(waited_more_than("1 week"), dossier) == march(10, 0)

    def test_a_migration_does_not_begin_the_wait_anew(
        self, awaiting: Dossier[S]
    ) -> None:
        guard = waited_more_than("1 week")
        lapse = transition("lapse", [S.WAITING], S.ENDED, guards=[guard])
        newer = Workflow(
            "w", version=2, initial=S.OPEN, final={S.ENDED}, transitions=[lapse],
            previous=[guarded()],
        )  # fmt: skip
        move = Migration(
            1, 2, {S.OPEN: S.OPEN, S.AWAITING: S.WAITING, S.WAITING: S.WAITING}
        )
        moved = newer.migrate(awaiting, move, at=march(6), by=HEAD)

        assert moved.state is S.WAITING
        assert newer.scheduled(moved)[0].at == march(11, 0)

    def test_fire_and_scheduled_agree_whatever_calendar_is_given(
        self, awaiting: Dossier[S]
    ) -> None:
        workflow = guarded(waited_more_than("4 days"))

        assert workflow.scheduled(awaiting, CALENDAR)[0].at == march(8, 0)
        ended = workflow.fire(awaiting, "end", at=march(8, 0), by=HEAD)
        assert ended.state is S.ENDED
        with pytest.raises(RefusedError):
            workflow.fire(awaiting, "end", at=march(7, 23), by=HEAD)

    def test_a_wait_beyond_the_calendar_is_an_error_that_names_its_span(
        self, awaiting: Dossier[S]
    ) -> None:
        with pytest.raises(SpanError, match="2026-12-31"):
            refusals(waited_more_than("300 working days", CALENDAR), awaiting)

    def test_a_text_that_is_no_term_is_an_error(self) -> None:
        with pytest.raises(TermSyntaxError):
            waited_more_than("3 moons")

    def test_a_term_may_be_given_as_one(self) -> None:
        guard = waited_more_than(Term.working_days(3), CALENDAR)

        assert dict(guard.parameters) == {"term": "3 working days"}
        assert guard.labels["vi"] == "quá 3 ngày làm việc"

    @given(
        n=st.integers(0, 60),
        since=st.datetimes(datetime(2026, 2, 1), datetime(2026, 6, 1)),  # noqa: DTZ001
        off=st.sets(st.dates(date(2026, 2, 1), date(2026, 8, 1)), max_size=20),
    )
    def test_working_days_are_counted_one_by_one(
        self, n: int, since: datetime, off: set[date]
    ) -> None:
        calendar = WorkCalendar(
            tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31), days_off=off
        )
        at = since.replace(tzinfo=HANOI)
        dossier = guarded().start("1", at=at, by=HEAD)

        found = opens(waited_more_than(Term.working_days(n), calendar), dossier)

        def is_worked(day: date) -> bool:
            return day.weekday() < 5 and day not in off

        day, left = at.date(), n
        while left or not is_worked(day):
            day += timedelta(days=1)
            left -= is_worked(day) and left > 0
        assert found == datetime.combine(day + timedelta(days=1), time(), HANOI)


EVERY_GUARD = [
    fee_paid(),
    fee_paid(30_000),
    channel_is("post"),
    procedure_is("1.0"),
    unit_is("ward 7"),
    has_documents(),
    has_documents("form", "map"),
    done("check"),
    not_done("check"),
    done_by_role("check", "head"),
    not_same_actor_as("check"),
    not_extended_before(),
    waited_more_than("5 days"),
]


@pytest.mark.parametrize("guard", EVERY_GUARD, ids=lambda guard: guard.labels["en"])
class TestEveryGuard:
    def test_it_says_what_it_is_in_both_languages(self, guard: NamedGuard) -> None:
        assert set(guard.labels) == {"en", "vi"}
        assert all(guard.labels.values())
        assert guard.labels["en"] != guard.labels["vi"]

    def test_only_what_waits_is_opened_by_time(self, guard: NamedGuard) -> None:
        assert (guard.opens_at is not None) == (guard.name == "waited_more_than")

    def test_a_workflow_shows_it(self, guard: NamedGuard) -> None:
        assert guard.labels["vi"] in guarded(guard).to_mermaid(language="vi")
