"""Actions: what is done, what is refused, and that one function decides both."""

import pickle
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen
from attrs.exceptions import FrozenInstanceError

from egovkit.deadlines import (
    CountingRule,
    Extension,
    Promise,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.dossiers import (
    Actor,
    Dossier,
    Migration,
    NamedGuard,
    Procedure,
    Refusal,
    Transition,
    Workflow,
    transition,
)
from egovkit.errors import (
    FaultsError,
    InvalidValueError,
    NaiveDatetimeError,
    RefusedError,
)
from egovkit.outcome import Channel

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "awaiting papers"
    RESOLVED = "resolved"


@frozen
class Missing:
    papers: tuple[str, ...]


def has_papers(dossier: Dossier[S], missing: Missing) -> Refusal | None:
    if missing.papers:
        return None
    return Refusal("papers", f"{dossier.number}: name a paper", "Nêu giấy tờ còn thiếu")


def in_the_morning(
    _dossier: Dossier[StrEnum], _payload: object, actor: Actor, at: datetime
) -> Refusal | None:
    return None if at.hour < 12 else Refusal("late", f"too late for {actor.id}")


accept = transition("accept", [S.SUBMITTED], S.APPRAISING, roles=["officer", "clerk"])
ask = transition(
    "ask", [S.APPRAISING], S.AWAITING,
    roles=["officer"], payload=Missing, guards=[has_papers],
)  # fmt: skip
supply = transition(
    "supply", [S.AWAITING], S.APPRAISING, roles=["citizen"], assurance=2
)
extend = transition("extend", [S.APPRAISING], S.APPRAISING, payload=Extension)
resolve = transition(
    "resolve", [S.APPRAISING], S.RESOLVED,
    guards=[NamedGuard("in_the_morning", check=in_the_morning)],
)  # fmt: skip
nobody = transition("nobody", [S.SUBMITTED], S.APPRAISING, roles=[])
workflow = Workflow(
    "one-stop",
    version=1,
    initial=S.SUBMITTED,
    final={S.RESOLVED},
    transitions=[accept, ask, supply, extend, resolve, nobody],
)

OFFICER = Actor("cb-014", ["officer"])
CITIZEN = Actor("0790", ["citizen"], assurance=2)
START = datetime(2026, 3, 2, 9, tzinfo=HANOI)


def promise(day: date, tz: tzinfo = HANOI) -> Promise:
    calendar = WorkCalendar(tz=tz, first=date(2025, 1, 1), last=date(2027, 12, 31))
    received_at = datetime.combine(day, START.time(), tz)
    term = Term.calendar_days(0)
    due = compute_deadline(received_at, term, calendar, rule=CountingRule())
    assert due.due_day == day
    return due.promise()


@pytest.fixture
def submitted() -> Dossier[S]:
    return workflow.start("H53-0001", at=START, by=CITIZEN)


@pytest.fixture
def appraised(submitted: Dossier[S]) -> Dossier[S]:
    return workflow.fire(submitted, accept, at=START + HOUR, by=OFFICER)


def codes(refusals: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in refusals]


class TestStart:
    def test_a_started_dossier_is_what_it_was_given(self) -> None:
        procedure = Procedure("1.001193", "Birth registration", term="3 working days")
        told = promise(date(2026, 3, 5))

        dossier = workflow.start(
            "H53-0001", at=START, by=CITIZEN, procedure=procedure,
            channel=Channel.ONLINE, unit="ward 7", promise=told, key="req-1",
            recorded_at=START + HOUR,
        )  # fmt: skip

        assert dossier.number == "H53-0001"
        assert dossier.procedure == procedure
        assert dossier.channel is Channel.ONLINE
        assert dossier.unit == "ward 7"
        assert dossier.promise == told
        assert dossier.version == len(dossier.history) == 1
        first = dossier.history[0]
        assert (first.action, first.state, first.at) == ("start", S.SUBMITTED, START)
        assert (first.by, first.key) == (CITIZEN, "req-1")
        assert first.recorded_at == START + HOUR

    def test_the_opening_names_the_workflow_and_its_version(
        self, submitted: Dossier[S]
    ) -> None:
        opening = submitted.opening

        assert (opening.workflow, opening.version) == ("one-stop", 1)
        assert opening.received_at is None

    def test_a_time_without_a_zone_is_an_error_that_names_it(self) -> None:
        with pytest.raises(NaiveDatetimeError, match="given as at"):
            workflow.start("H53-0001", at=datetime(2026, 3, 2), by=CITIZEN)  # noqa: DTZ001

    def test_every_other_time_must_have_a_zone_too(self) -> None:
        naive = datetime(2026, 3, 2)  # noqa: DTZ001
        told = Promise(naive, promise(date(2026, 3, 5)).basis)

        with pytest.raises(NaiveDatetimeError, match="given as recorded_at"):
            workflow.start("H53-0001", at=START, by=CITIZEN, recorded_at=naive)
        with pytest.raises(NaiveDatetimeError, match=r"given as promise\.due_at"):
            workflow.start("H53-0001", at=START, by=CITIZEN, promise=told)

    def test_a_dossier_has_a_number(self) -> None:
        with pytest.raises(InvalidValueError, match="the dossier's number"):
            workflow.start("", at=START, by=CITIZEN)


class TestFire:
    def test_it_returns_the_next_dossier_and_leaves_the_old_one(
        self, submitted: Dossier[S]
    ) -> None:
        after = workflow.fire(submitted, accept, at=START + HOUR, by=OFFICER)

        assert (after.state, after.version) == (S.APPRAISING, 2)
        assert (submitted.state, submitted.version) == (S.SUBMITTED, 1)
        assert after.history[:-1] == submitted.history

    def test_the_event_holds_who_did_what_when_with_what(
        self, appraised: Dossier[S]
    ) -> None:
        told, missing = promise(date(2026, 3, 9)), Missing(("birth certificate",))

        after = workflow.fire(
            appraised, ask, missing, at=START + DAY, by=OFFICER, promise=told,
            key="req-77", recorded_at=START + 2 * DAY,
        )  # fmt: skip

        event = after.history[-1]
        assert (event.action, event.state) == ("ask", S.AWAITING)
        assert (event.at, event.recorded_at) == (START + DAY, START + 2 * DAY)
        assert (event.by, event.payload, event.key) == (OFFICER, missing, "req-77")
        assert event.promise == after.promise == told

    def test_an_event_at_the_time_of_the_last_one_is_in_order(
        self, submitted: Dossier[S]
    ) -> None:
        assert workflow.fire(submitted, accept, at=START, by=OFFICER).version == 2

    def test_a_dossier_cannot_be_assigned_to(self, submitted: Dossier[S]) -> None:
        with pytest.raises(FrozenInstanceError):
            submitted.state = S.RESOLVED  # type: ignore[misc]

    def test_an_event_cannot_be_assigned_to(self, submitted: Dossier[S]) -> None:
        with pytest.raises(FrozenInstanceError):
            submitted.history[0].action = "accept"  # type: ignore[misc]

    def test_a_dossier_survives_pickle(self, appraised: Dossier[S]) -> None:
        assert pickle.loads(pickle.dumps(appraised)) == appraised  # noqa: S301

    def test_a_transition_of_another_workflow_is_an_error(
        self, submitted: Dossier[S]
    ) -> None:
        stranger = transition("accept", [S.SUBMITTED], S.APPRAISING)

        with pytest.raises(InvalidValueError, match="a transition of <Workflow one-"):
            workflow.fire(submitted, stranger, at=START, by=OFFICER)


class TestByName:
    def test_an_action_is_found_by_its_name(self, submitted: Dossier[S]) -> None:
        by_name = workflow.fire(submitted, "accept", at=START, by=OFFICER)

        assert by_name == workflow.fire(submitted, accept, at=START, by=OFFICER)

    def test_plain_data_becomes_the_payload(self, appraised: Dossier[S]) -> None:
        data = {"papers": ["birth certificate"]}

        after = workflow.fire(appraised, "ask", data, at=START + DAY, by=OFFICER)

        assert after.history[-1].payload == Missing(("birth certificate",))

    def test_an_unknown_name_is_an_error_that_lists_the_known(
        self, submitted: Dossier[S]
    ) -> None:
        with pytest.raises(InvalidValueError, match="'acept' given as action") as error:
            workflow.fire(submitted, "acept", at=START, by=OFFICER)

        assert "accept, ask, extend, nobody, resolve, supply" in str(error.value)

    def test_of_two_actions_with_a_name_the_one_of_the_state_is_meant(self) -> None:
        first = transition("go", [S.SUBMITTED], S.APPRAISING)
        second = transition("go", [S.APPRAISING], S.RESOLVED, payload=Missing)
        twice = Workflow(
            "twice", version=1, initial=S.SUBMITTED, final={S.RESOLVED},
            transitions=[first, second],
        )  # fmt: skip
        dossier = twice.start("1", at=START, by=CITIZEN)

        dossier = twice.fire(dossier, "go", at=START, by=OFFICER, key="a")
        ended = twice.fire(dossier, "go", {"papers": []}, at=START, by=OFFICER)

        assert (dossier.state, ended.state) == (S.APPRAISING, S.RESOLVED)
        again = twice.fire(dossier, "go", at=START, by=OFFICER, key="a")
        assert again is dossier

    def test_an_ambiguous_name_asks_for_the_transition_itself(self) -> None:
        to_one = transition("go", [S.SUBMITTED], S.APPRAISING)
        to_other = transition("go", [S.SUBMITTED], S.RESOLVED)
        fork = Workflow(
            "fork", version=1, initial=S.SUBMITTED, final={S.RESOLVED},
            transitions=[to_one, to_other],
        )  # fmt: skip
        dossier = fork.start("1", at=START, by=CITIZEN)

        with pytest.raises(InvalidValueError, match="give the transition itself"):
            fork.fire(dossier, "go", at=START, by=OFFICER)
        after = fork.fire(dossier, to_other, at=START, by=OFFICER)
        assert after.state is S.RESOLVED


class TestPayloads:
    def test_a_payload_is_not_to_be_forgotten(self, appraised: Dossier[S]) -> None:
        with pytest.raises(InvalidValueError, match="a Missing, as ask takes one"):
            workflow.fire(appraised, ask, at=START, by=OFFICER)  # type: ignore[arg-type]
        with pytest.raises(FaultsError, match="not a Missing"):
            workflow.fire(appraised, "ask", at=START + DAY, by=OFFICER)

    def test_a_payload_of_another_class_is_an_error(
        self, appraised: Dossier[S]
    ) -> None:
        later = Extension(date(2026, 4, 1), "survey")

        with pytest.raises(InvalidValueError, match="a Missing, as ask takes one"):
            workflow.fire(appraised, ask, later, at=START, by=OFFICER)  # type: ignore[misc]
        with pytest.raises(FaultsError, match="not a Missing"):
            workflow.fire(appraised, "ask", later, at=START + DAY, by=OFFICER)

    def test_plain_data_with_a_fault_is_refused_with_its_path(
        self, appraised: Dossier[S]
    ) -> None:
        data = {"papers": ["birth certificate", 7]}

        with pytest.raises(FaultsError) as error:
            workflow.fire(appraised, "ask", data, at=START + DAY, by=OFFICER)

        assert "payload.papers[1]: 7" in str(error.value.exceptions[0])

    def test_a_payload_that_is_not_taken_is_an_error(
        self, submitted: Dossier[S]
    ) -> None:
        with pytest.raises(InvalidValueError, match="for accept takes nothing"):
            workflow.fire(submitted, "accept", Missing(()), at=START, by=OFFICER)

    def test_a_typed_transition_is_found_by_name_and_payload(self) -> None:
        found: Transition[S, Missing] = workflow.action("ask", Missing)

        assert found is ask
        assert workflow.action("accept", type(None)) is accept

    def test_a_typed_transition_of_another_payload_is_not_found(self) -> None:
        with pytest.raises(InvalidValueError, match="expected Missing"):
            workflow.action("ask", Extension)
        with pytest.raises(InvalidValueError, match="for accept takes nothing"):
            workflow.action("accept", Missing)


class TestEachRefusal:
    """Each code by name, in both languages, and alone where it can be."""

    def check(self, refusals: tuple[Refusal, ...], code: str, en: str, vi: str) -> None:
        assert codes(refusals) == [code]
        assert en in refusals[0].text
        assert vi in (refusals[0].vi or "")

    def test_state(self, appraised: Dossier[S]) -> None:
        found = workflow.why_not(appraised, accept, at=START + DAY, by=OFFICER)

        self.check(
            found, "state", "accept begins in 'submitted'", "chỉ bắt đầu từ 'submitted'"
        )

    def test_role(self, submitted: Dossier[S]) -> None:
        found = workflow.why_not(submitted, accept, at=START, by=CITIZEN)

        self.check(
            found,
            "role",
            "only clerk or officer may do this",
            "Chỉ clerk hoặc officer được",
        )

    def test_role_of_an_action_that_nobody_may_do(self, submitted: Dossier[S]) -> None:
        found = workflow.why_not(submitted, nobody, at=START, by=OFFICER)

        self.check(found, "role", "only nobody may", "Không ai được thực hiện")

    def test_assurance(self, appraised: Dossier[S]) -> None:
        waiting = workflow.fire(
            appraised, ask, Missing(("x",)), at=START + DAY, by=OFFICER
        )
        citizen = Actor("0790", ["citizen"], assurance=1)

        found = workflow.why_not(waiting, supply, at=START + DAY, by=citizen)

        self.check(found, "assurance", "level 1; level 2 is needed", "cần mức 2")
        assert not workflow.why_not(waiting, supply, at=START + DAY, by=CITIZEN)

    def test_naive(self, submitted: Dossier[S]) -> None:
        naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001

        found = workflow.why_not(submitted, accept, at=naive, by=OFFICER)

        self.check(found, "naive", "2026-03-02 09:00:00 has no zone", "thiếu múi giờ")
        with pytest.raises(RefusedError):
            workflow.fire(submitted, accept, at=naive, by=OFFICER)

    def test_order(self, submitted: Dossier[S]) -> None:
        before = START - timedelta(microseconds=1)

        found = workflow.why_not(submitted, accept, at=before, by=OFFICER)

        self.check(
            found, "order", "lies before the dossier's last event", "trước sự kiện"
        )

    def test_stale(self, appraised: Dossier[S]) -> None:
        found = workflow.why_not(
            appraised, resolve, at=START + DAY, by=OFFICER, expect=1
        )

        self.check(found, "stale", "decided at version 1", "hồ sơ đã ở phiên bản 2")
        assert not workflow.why_not(
            appraised, resolve, at=START + DAY, by=OFFICER, expect=appraised.version
        )

    def test_key(self, submitted: Dossier[S]) -> None:
        after = workflow.fire(submitted, accept, at=START, by=OFFICER, key="k")

        found = workflow.why_not(after, resolve, at=START, by=OFFICER, key="k")

        self.check(found, "key", "the key 'k' was used before", "Khóa 'k' đã dùng")

    def test_extended(self, submitted: Dossier[S]) -> None:
        dossier = workflow.fire(
            submitted, accept, at=START, by=OFFICER, promise=promise(date(2026, 3, 9))
        )
        dossier = workflow.fire(
            dossier, extend, Extension(date(2026, 3, 20), "survey"),
            at=START + DAY, by=OFFICER,
        )  # fmt: skip

        found = workflow.why_not(
            dossier, extend, Extension(date(2026, 3, 30), "survey"),
            at=START + DAY, by=OFFICER,
        )  # fmt: skip

        self.check(found, "extended", "it was extended before", "không quá một lần")

    def test_no_promise(self, appraised: Dossier[S]) -> None:
        found = workflow.why_not(
            appraised, extend, Extension(date(2026, 3, 20), "survey"),
            at=START + DAY, by=OFFICER,
        )  # fmt: skip

        self.check(found, "no_promise", "no due date was promised", "Chưa hẹn ngày trả")

    def test_extension_late(self, submitted: Dossier[S]) -> None:
        dossier = workflow.fire(
            submitted, accept, at=START, by=OFFICER, promise=promise(date(2026, 3, 9))
        )

        found = workflow.why_not(
            dossier, extend, Extension(date(2026, 3, 20), "survey"),
            at=datetime(2026, 3, 9, 0, 0, tzinfo=HANOI), by=OFFICER,
        )  # fmt: skip

        self.check(found, "extension_late", "announced on 2026-03-09", "ít nhất 1 ngày")

    def test_version(self, submitted: Dossier[S]) -> None:
        newer = Workflow(
            "one-stop", version=2, initial=S.SUBMITTED, final={S.RESOLVED},
            transitions=[accept], previous=[workflow],
        )  # fmt: skip

        found = newer.why_not(submitted, accept, at=START, by=OFFICER)

        self.check(
            found, "version", "follows one-stop 1, and this is one-stop 2", "quy trình"
        )
        assert "migrate it first" in found[0].text

    def test_version_of_a_dossier_that_was_taken_over(
        self, submitted: Dossier[S]
    ) -> None:
        newer = Workflow(
            "one-stop", version=2, initial=S.SUBMITTED, final={S.RESOLVED},
            transitions=[accept], previous=[workflow],
        )  # fmt: skip
        move = Migration(1, 2, dict.fromkeys(workflow.states, S.SUBMITTED))
        taken = newer.migrate(submitted, move, at=START, by=OFFICER)

        found = workflow.why_not(taken, accept, at=START, by=OFFICER)

        self.check(found, "version", "take the workflow that it follows", "quy trình")

    def test_version_of_a_workflow_of_another_name(self, submitted: Dossier[S]) -> None:
        other = Workflow(
            "residence", version=1, initial=S.SUBMITTED, final={S.RESOLVED},
            transitions=[accept],
        )  # fmt: skip

        found = other.why_not(submitted, accept, at=START, by=OFFICER)

        self.check(found, "version", "follows one-stop 1", "đây là residence 1")
        assert "migrate" not in found[0].text

    def test_a_guard_gives_its_own(self, appraised: Dossier[S]) -> None:
        found = workflow.why_not(
            appraised, ask, Missing(()), at=START + DAY, by=OFFICER
        )

        self.check(found, "papers", "H53-0001: name a paper", "giấy tờ còn thiếu")

    def test_a_named_guard_gets_the_actor_and_the_time(
        self, appraised: Dossier[S]
    ) -> None:
        evening = START + 9 * HOUR

        found = workflow.why_not(appraised, resolve, at=evening, by=OFFICER)

        assert found == (Refusal("late", "too late for cb-014"),)


class TestEveryReasonAtOnce:
    def test_all_reasons_come_together_and_fire_gives_the_same(
        self, submitted: Dossier[S]
    ) -> None:
        late, stranger = START - DAY, Actor("x", ["stranger"])

        found = workflow.why_not(
            submitted, ask, Missing(()), at=late, by=stranger, expect=7
        )

        assert set(codes(found)) == {"stale", "state", "role", "order", "papers"}
        with pytest.raises(RefusedError) as error:
            workflow.fire(submitted, ask, Missing(()), at=late, by=stranger, expect=7)
        assert error.value.refusals == found
        assert (error.value.action, error.value.number) == ("ask", "H53-0001")

    def test_a_time_without_a_zone_hides_no_other_reason(
        self, submitted: Dossier[S]
    ) -> None:
        naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001

        found = workflow.why_not(submitted, ask, Missing(()), at=naive, by=CITIZEN)

        assert set(codes(found)) == {"state", "role", "naive", "papers"}

    def test_nothing_against_it_means_that_it_will_be_done(
        self, appraised: Dossier[S]
    ) -> None:
        missing = Missing(("x",))

        assert (
            workflow.why_not(appraised, ask, missing, at=START + DAY, by=OFFICER) == ()
        )
        workflow.fire(appraised, ask, missing, at=START + DAY, by=OFFICER)


class TestAllowed:
    def test_it_lists_what_an_actor_may_do_now(self, submitted: Dossier[S]) -> None:
        assert workflow.allowed(submitted, by=OFFICER, at=START) == (accept,)
        assert workflow.allowed(submitted, by=CITIZEN, at=START) == ()

    def test_with_a_time_named_guards_are_asked(self, appraised: Dossier[S]) -> None:
        noon = START + 3 * HOUR

        assert resolve in workflow.allowed(appraised, by=OFFICER, at=START + HOUR)
        assert resolve not in workflow.allowed(appraised, by=OFFICER, at=noon)

    def test_without_a_time_they_are_left_out(self, appraised: Dossier[S]) -> None:
        assert resolve in workflow.allowed(appraised, by=OFFICER)

    def test_plain_guards_are_asked_even_without_a_time(
        self, submitted: Dossier[S]
    ) -> None:
        def never(_dossier: Dossier[S], _payload: None) -> Refusal:
            return Refusal("never", "never")

        guarded = transition("go", [S.SUBMITTED], S.RESOLVED, guards=[never])
        closed = Workflow(
            "one-stop", version=1, initial=S.SUBMITTED, final={S.RESOLVED},
            transitions=[guarded],
        )  # fmt: skip

        assert closed.allowed(submitted, by=OFFICER) == ()

    def test_with_a_payload_it_is_necessary_only(self, appraised: Dossier[S]) -> None:
        assert ask in workflow.allowed(appraised, by=OFFICER, at=START + HOUR)

        refused = workflow.why_not(
            appraised, ask, Missing(()), at=START + HOUR, by=OFFICER
        )
        assert codes(refused) == ["papers"]

    def test_nothing_is_allowed_before_the_last_event(
        self, appraised: Dossier[S]
    ) -> None:
        assert workflow.allowed(appraised, by=OFFICER, at=START) == ()

    def test_nothing_is_allowed_at_a_time_without_a_zone(
        self, appraised: Dossier[S]
    ) -> None:
        naive = datetime(2026, 3, 3)  # noqa: DTZ001

        assert workflow.allowed(appraised, by=OFFICER, at=naive) == ()


class TestTimes:
    def test_a_time_is_stored_with_the_offset_that_clocks_had(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        summer = datetime(2026, 7, 1, 9, tzinfo=berlin)

        at = workflow.start("1", at=summer, by=CITIZEN).history[0].at

        assert at == summer
        assert at.tzinfo == timezone(timedelta(hours=2))

    def test_the_hour_that_occurs_twice_is_in_order(self) -> None:
        # On 25 October 2026 clocks in Berlin go from 03:00+02:00 back to 02:00+01:00.
        berlin = ZoneInfo("Europe/Berlin")
        first = datetime(2026, 10, 25, 2, 45, tzinfo=berlin)
        second = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=berlin)
        dossier = workflow.start("1", at=first, by=CITIZEN)

        after = workflow.fire(dossier, accept, at=second, by=OFFICER)

        assert after.history[1].at - after.history[0].at == timedelta(minutes=30)
        assert workflow.replay(after.history) == after

    def test_the_first_of_two_equal_hours_is_before_the_second(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        second = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=berlin)
        first = datetime(2026, 10, 25, 2, 45, tzinfo=berlin)
        dossier = workflow.start("1", at=second, by=CITIZEN)

        assert codes(workflow.why_not(dossier, accept, at=first, by=OFFICER)) == [
            "order"
        ]

    def test_zones_may_differ_from_event_to_event(self, submitted: Dossier[S]) -> None:
        # 09:00 in Hanoi is 02:00 in UTC.
        utc = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)

        after = workflow.fire(submitted, accept, at=utc, by=OFFICER)

        assert after.history[-1].at.utcoffset() == timedelta()
        assert workflow.why_not(submitted, accept, at=utc - HOUR, by=OFFICER)

    def test_a_zone_whose_offset_has_seconds_keeps_them(self) -> None:
        odd = timezone(timedelta(hours=7, minutes=6, seconds=30))
        at = datetime(1906, 7, 1, tzinfo=odd)

        assert workflow.start("1", at=at, by=CITIZEN).history[0].at.tzinfo == odd
