"""Workflows as TOML files: written, read back, and told what is wrong in them."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import assert_type, cast
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from egovkit.deadlines import Extension, WorkCalendar
from egovkit.dossiers import (
    Actor,
    ClockEffect,
    Dossier,
    Migration,
    NamedGuard,
    Payment,
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
from egovkit.errors import FaultsError, InvalidValueError, RefusedError
from egovkit.outcome import Status
from egovkit.vietnam import workflows

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 3, 2, 9, tzinfo=HANOI)
HEAD = Actor("lan", ["head"])
CALENDAR = WorkCalendar(tz=HANOI, first=date(2026, 1, 1), last=date(2026, 12, 31))


class S(StrEnum):
    SUBMITTED = "submitted"
    APPRAISING = "appraising"
    AWAITING = "chờ bổ sung"
    RESOLVED = "resolved"
    RETURNED = "returned"
    REFUSED = "refused"
    RETIRED = "retired"


@frozen
class Missing:
    papers: tuple[str, ...]


def by_noon(hour: int, calendar: WorkCalendar | None = None) -> NamedGuard:
    """Make a guard as a caller would: with a parameter, and with the calendar."""

    def check(
        _dossier: Dossier[StrEnum], _payload: object, _actor: Actor, at: datetime
    ) -> Refusal | None:
        assert calendar is CALENDAR
        return None if at.hour < hour else Refusal("late", "too late")

    return NamedGuard("by_noon", parameters={"hour": hour}, check=check)


ready = NamedGuard("ready", check=lambda *_: Refusal("ready", "not ready"))

TEXT = """\
name = "one-stop"
version = 2
initial = "submitted"
correct_roles = ["head"]
citizen_roles = ["citizen", "company"]
supplements = ["submitted", "chờ bổ sung"]

[states.submitted]
clock = "waits"
portal = "1"
labels = { en = "submitted", vi = "Mới đăng ký" }

[states.appraising]

[states."chờ bổ sung"]
clock = "pauses"

[states.resolved]
clock = "stops"

[states.returned]
final = true
status = "resolved"

[states.refused]
final = true
status = "refused"

[[transitions]]
name = "accept"
from = ["submitted"]
to = "appraising"

[[transitions]]
name = "ask"
from = ["appraising"]
to = "chờ bổ sung"
roles = ["officer"]
assurance = 1
payload = "Missing"
payload_version = 3
guards = [
    { name = "not_done", action = "ask" },
    { name = "by_noon", hour = 12 },
    { name = "ready" },
]
labels = { vi = "Yêu cầu \\"bổ sung\\"\\nhồ sơ" }

[[transitions]]
name = "supply"
from = ["chờ bổ sung"]
to = "appraising"
restart_clock = true

[[transitions]]
name = "lapse"
from = ["submitted", "chờ bổ sung"]
to = "refused"
roles = []
guards = [
    { name = "waited_more_than", term = "5 working days" },
]

[[transitions]]
name = "extend"
from = ["appraising"]
to = "appraising"
payload = "Extension"
"""

PAYLOADS: Mapping[str, type[object]] = {"Missing": Missing}
GUARDS: Mapping[str, NamedGuard | Callable[..., NamedGuard]] = {
    "by_noon": by_noon,
    "ready": ready,
}


def upcast(data: dict[str, object]) -> dict[str, object]:
    return data


def read(text: str, states: type[S] = S) -> Workflow[S]:
    return Workflow.from_toml(
        text, states=states, payloads=PAYLOADS, guards=GUARDS, calendar=CALENDAR,
        upcasters={"Missing": {1: upcast}},
    )  # fmt: skip


def faults(text: str, states: type[StrEnum] | None = S) -> list[str]:
    with pytest.raises(FaultsError) as error:
        Workflow.from_toml(
            text, states=states, payloads=PAYLOADS, guards=GUARDS, calendar=CALENDAR
        )
    for fault in error.value.exceptions:
        assert isinstance(fault, InvalidValueError)
    assert f"{len(error.value.exceptions)} fault" in str(error.value)
    return [str(fault) for fault in error.value.exceptions]


def fault(old: str, new: str) -> str:
    """Return the one fault of the file with a change."""
    assert TEXT.count(old) >= 1
    (text,) = faults(TEXT.replace(old, new, 1))
    return text


@pytest.fixture(scope="module")
def workflow() -> Workflow[S]:
    return read(TEXT)


class TestReading:
    def test_the_head(self, workflow: Workflow[S]) -> None:
        assert (workflow.name, workflow.version) == ("one-stop", 2)
        assert workflow.initial is S.SUBMITTED
        assert workflow.correct_roles == {"head"}
        assert workflow.citizen_roles == {"citizen", "company"}
        assert workflow.supplements == {S.SUBMITTED, S.AWAITING}

    def test_the_states(self, workflow: Workflow[S]) -> None:
        assert workflow.states == tuple(state for state in S if state is not S.RETIRED)
        assert workflow.final == {S.RETURNED, S.REFUSED}
        assert workflow.clock == {
            S.SUBMITTED: ClockEffect.WAITS,
            S.AWAITING: ClockEffect.PAUSES,
            S.RESOLVED: ClockEffect.STOPS,
        }
        assert workflow.effect(S.APPRAISING) is ClockEffect.RUNS
        assert workflow.status == {
            S.RETURNED: Status.RESOLVED,
            S.REFUSED: Status.REFUSED,
        }
        assert workflow.portal == {S.SUBMITTED: "1"}
        assert workflow.labels[S.SUBMITTED]["vi"] == "Mới đăng ký"

    def test_a_transition(self, workflow: Workflow[S]) -> None:
        (ask,) = workflow.named("ask")

        assert ask.sources == {S.APPRAISING}
        assert ask.target is S.AWAITING
        assert ask.roles == frozenset({"officer"})
        assert (ask.assurance, ask.payload, ask.payload_version) == (1, Missing, 3)
        assert not ask.restart_clock
        assert ask.upcasters == {1: upcast}
        assert ask.labels == {"vi": 'Yêu cầu "bổ sung"\nhồ sơ'}
        assert [guard.name for guard in ask.named_guards] == [
            "not_done", "by_noon", "ready",
        ]  # fmt: skip

    def test_what_is_left_out_of_a_transition(self, workflow: Workflow[S]) -> None:
        (accept,) = workflow.named("accept")

        assert accept.roles is None
        assert (accept.assurance, accept.payload, accept.payload_version) == (
            0,
            None,
            1,
        )
        assert accept.guards == ()
        assert not accept.upcasters

    def test_no_roles_are_nobody(self, workflow: Workflow[S]) -> None:
        roles = workflow.named("lapse")[0].roles

        assert roles is not None
        assert not roles

    def test_a_restart_of_the_clock(self, workflow: Workflow[S]) -> None:
        assert workflow.named("supply")[0].restart_clock

    def test_payloads_of_egovkit_are_known(self, workflow: Workflow[S]) -> None:
        assert workflow.named("extend")[0].payload is Extension
        paid = Workflow.from_toml(TEXT_OF_TWO.replace("# more", 'payload = "Payment"'))
        assert paid.named("give_back")[0].payload is Payment

    def test_own_guards_get_their_parameters_and_the_calendar(
        self, workflow: Workflow[S]
    ) -> None:
        _, mine, other = workflow.named("ask")[0].named_guards
        dossier = workflow.start("1", at=AT, by=HEAD)

        assert other is ready
        assert mine.check(dossier, None, HEAD, AT.replace(hour=11)) is None
        assert mine.check(dossier, None, HEAD, AT.replace(hour=12))

    def test_guards_that_wait_get_the_calendar(self, workflow: Workflow[S]) -> None:
        dossier = workflow.start("1", at=AT, by=HEAD)

        # From Monday the 2nd: 3, 4, 5, 6, 9.
        assert [(str(one.action), one.at) for one in workflow.scheduled(dossier)] == [
            ("lapse", datetime(2026, 3, 10, tzinfo=HANOI))
        ]

    def test_own_guards_come_before_those_of_egovkit(self) -> None:
        text = TEXT_OF_TWO.replace("# more", 'guards = [{ name = "fee_paid" }]')
        mine = NamedGuard("fee_paid", check=lambda *_: None)

        found = Workflow.from_toml(text, guards={"fee_paid": mine})

        assert found.named("give_back")[0].guards == (mine,)

    def test_it_works_like_one_that_was_declared(self, workflow: Workflow[S]) -> None:
        dossier = workflow.start("1", at=AT, by=HEAD)
        dossier = workflow.fire(dossier, "accept", at=AT, by=HEAD)

        with pytest.raises(RefusedError) as error:
            workflow.fire(dossier, "ask", {"papers": []}, at=AT, by=HEAD)

        codes = [refusal.code for refusal in error.value.refusals]
        assert codes == ["role", "assurance", "ready"]

    def test_a_typed_transition_comes_out_of_it(self, workflow: Workflow[S]) -> None:
        assert workflow.action("ask", Missing).payload is Missing

    def test_older_versions_are_given_along(self) -> None:
        older = read(TEXT.replace("version = 2", "version = 1", 1))
        newer = Workflow.from_toml(
            TEXT, states=S, payloads=PAYLOADS, guards=GUARDS, calendar=CALENDAR,
            previous=[older],
        )  # fmt: skip

        assert newer.in_version(1) is older

    def test_a_subclass_reads_its_own(self) -> None:
        class Own(Workflow[S]):
            pass

        own = Own.from_toml(TEXT_OF_TWO, states=S)

        assert type(own) is Own

    def test_type_checkers_know_its_states(self) -> None:
        assert_type(Workflow.from_toml(TEXT_OF_TWO, states=S), Workflow[S])
        assert_type(Workflow.from_toml(TEXT_OF_TWO), Workflow[StrEnum])


TEXT_OF_TWO = """
name = "counter"
version = 1
initial = "submitted"

[states.submitted]
[states.returned]
final = true

[[transitions]]
name = "give_back"
from = ["submitted"]
to = "returned"
# more
"""


class TestStatesOfTheFile:
    def test_without_an_enum_the_states_are_those_of_the_file(self) -> None:
        workflow = Workflow.from_toml(TEXT_OF_TWO)

        assert workflow.states == ("submitted", "returned")
        assert workflow.initial.name == "SUBMITTED"
        dossier = workflow.start("1", at=AT, by=HEAD)
        assert workflow.fire(dossier, "give_back", at=AT, by=HEAD).state == "returned"

    def test_their_names_are_ones_that_python_can_say(self) -> None:
        text = TEXT_OF_TWO.replace("states.submitted", 'states." đã nộp, chờ"')
        text = text.replace('"submitted"', '" đã nộp, chờ"')

        assert Workflow.from_toml(text).initial.name == "ĐÃ_NỘP_CHỜ"

    @pytest.mark.parametrize("others", [["a b", "a_b"], ["", "x"], ["!", "?"]])
    def test_names_that_would_clash_are_numbered(self, others: list[str]) -> None:
        tables = "".join(f"[states.'{state}']\n" for state in others)

        workflow = Workflow.from_toml(
            TEXT_OF_TWO.replace("[states.returned]", f"{tables}[states.returned]")
        )

        assert list(workflow.states) == ["submitted", *others, "returned"]
        names = [state.name for state in workflow.states]
        assert names == ["STATE_0", "STATE_1", "STATE_2", "STATE_3"]

    def test_dossiers_go_from_version_to_version(self) -> None:
        older = Workflow.from_toml(TEXT_OF_TWO)
        text = TEXT_OF_TWO.replace("version = 1", "version = 2")
        newer = Workflow.from_toml(text.replace("submitted", "handed in").replace(
            "[states.handed in]", '[states."handed in"]'), previous=[older])  # fmt: skip
        dossier = older.start("1", at=AT, by=HEAD)
        begun, to = older.initial, newer.initial
        move = Migration(1, 2, {begun: to})

        moved = newer.migrate(dossier, move, at=AT, by=HEAD)
        ended = newer.fire(moved, "give_back", at=AT, by=HEAD)

        assert [event.state for event in ended.history] == [
            "submitted", "handed in", "returned",
        ]  # fmt: skip
        assert newer.replay(ended.history) == ended


class TestFaults:
    def test_all_faults_of_a_file_are_told_at_once(self) -> None:
        text = TEXT
        for old, new in [
            ("version = 2", 'version = "2"'),
            ('initial = "submitted"', 'initial = "submited"'),
            ('clock = "waits"', 'clock = "wait"'),
            ('to = "appraising"', 'to = "apraising"'),
            ('"not_done"', '"notdone"'),
            ("restart_clock = true", "restart = true"),
            ('payload = "Missing"', 'payload = "Mising"'),
        ]:
            assert old in text
            text = text.replace(old, new, 1)

        found = faults(text)

        assert len(found) == 7
        for part in [
            "'2' given as version; expected a whole number",
            "'submited' given as initial",
            "'wait' given as states.submitted.clock",
            "'apraising' given as transitions[0] (accept).to",
            "'notdone' given as transitions[1] (ask).guards[0] (notdone).name",
            "'restart' given as a key of transitions[2] (supply)",
            "'Mising' given as transitions[1] (ask).payload",
        ]:
            assert any(part in one for one in found), part

    @pytest.mark.parametrize(
        ("old", "new", "place", "nearest"),
        [
            ("[states.refused]", "[states.refusd]", "a key of states", "refused"),
            ("portal =", "portl =", "a key of states.submitted", "portal"),
            ("correct_roles", "corect_roles", "a key of the file", "correct_roles"),
            ('to = "appraising"', 'to = "apraising"', "(accept).to", "appraising"),
            ('["submitted"]\nto', '["submited"]\nto', "(accept).from", "submitted"),
            ('"waits"', '"wait"', "submitted.clock", "waits"),
            ('status = "refused"', 'status = "refusd"', "refused.status", "refused"),
            ('"not_done"', '"notdone"', "(notdone).name", "not_done"),
            ('"by_noon"', '"bynoon"', "(bynoon).name", "by_noon"),
            ('action = "ask"', 'action = "aks"', "(not_done).action", "ask"),
            ("hour = 12 }", "hour = 12, our = 1 }", "(by_noon)", "hour"),
            ('"Missing"', '"Mising"', "(ask).payload", "Missing"),
            ('"submitted", "chờ bổ', '"submited", "chờ bổ', "supplements", "submitted"),
        ],
    )
    def test_a_misspelt_word_is_told_with_the_nearest(
        self, old: str, new: str, place: str, nearest: str
    ) -> None:
        assert old in TEXT
        text = TEXT.replace(old, new, 1)

        (found,) = faults(text)

        assert place in found
        assert f"did you mean {nearest!r}?" in found

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('name = "one-stop"\n', "", "None given as name; expected the workflow's"),
            ("version = 2\n", "", "None given as version"),
            ('initial = "submitted"\n', "", "None given as initial"),
            ('to = "chờ bổ sung"\n', "", "None given as transitions[1] (ask).to"),
            ('name = "accept"\n', "", "None given as transitions[0].name"),
            (", hour = 12 }", " }", "(by_noon).hour; expected a parameter of by_noon"),
            (', action = "ask"', "", "expected a parameter of not_done"),
            ('name = "ready" }', "}", "guards[2].name; expected the guard's name"),
        ],
    )
    def test_what_is_missing_is_told(self, old: str, new: str, expected: str) -> None:
        assert expected in fault(old, new)

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            (
                "version = 2",
                "version = true",
                "True given as version; expected a whole",
            ),
            ("restart_clock = true", "restart_clock = 1", "(supply).restart_clock"),
            ("assurance = 1", "assurance = 1.5", "expected a whole number"),
            (
                '["officer"]',
                '"officer"',
                "'officer' given as transitions[1] (ask).roles",
            ),
            (
                '["officer"]',
                '["officer", 7]',
                "7 given as transitions[1] (ask).roles[1]",
            ),
            ("labels = { vi = ", "labels = { vi = 7 } #", "(ask).labels.vi"),
            ("labels = { en = ", 'labels = "x" #', "expected a table"),
            ("[states.appraising]", "[states]\nappraising = 7", "expected a table"),
            ('{ name = "ready" }', '"ready"', "(ask).guards[2]; expected a table"),
            ("hour = 12 }", "hour = 1.5 }", "hour; expected a text, a whole number or"),
            ("hour = 12 }", "hour = [1] }", "(by_noon).hour[0]; expected a text"),
        ],
    )
    def test_what_is_of_another_kind_is_told(
        self, old: str, new: str, expected: str
    ) -> None:
        assert expected in fault(old, new)

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('"head"]', '"head", "head"]', "'head' given as correct_roles[1]"),
            ('["appraising"]', '["appraising", "appraising"]', "(ask).from[1]"),
            (
                '{ name = "ready" }', '{ name = "ready" }, { name = "ready" }',
                "guards[3] (ready).name; expected once; see transitions[1] (ask).guards[2]",
            ),
        ],
    )  # fmt: skip
    def test_what_is_repeated_is_told(self, old: str, new: str, expected: str) -> None:
        assert expected in fault(old, new)

    def test_a_transition_that_is_repeated_is_told(self) -> None:
        _, block, _ = TEXT.partition('[[transitions]]\nname = "extend"')

        (found,) = faults(f'{TEXT}\n[[transitions]]\nname = "extend"{_}')

        assert (
            "transitions[5] (extend).name; expected once; see transitions[4]" in found
        )
        assert block

    def test_an_action_of_one_name_may_lead_elsewhere_from_another_state(self) -> None:
        more = (
            '\n[[transitions]]\nname = "accept"\nfrom = ["resolved"]\nto = "returned"\n'
        )

        assert len(read(TEXT + more).named("accept")) == 2

    @pytest.mark.parametrize(
        ("guard", "expected"),
        [
            ('{ name = "fee_paid", amount = "x" }', "(fee_paid).amount"),
            (
                '{ name = "channel_is", channels = ["fax"] }',
                "online or counter or post",
            ),
            ('{ name = "channel_is", channels = "post" }', "a list of texts, in [ ]"),
            (
                '{ name = "procedure_is" }',
                "(procedure_is).codes; expected at least one",
            ),
            (
                '{ name = "waited_more_than", term = "3 moons" }',
                "not a term: '3 moons'",
            ),
            ('{ name = "waited_more_than", term = 3 }', "what the guard takes"),
            ('{ name = "ready", hour = 3 }', "with which the guard is given"),
            ('{ name = "done", action = ["ask"] }', "(done).action; expected a text"),
        ],
    )
    def test_what_a_guard_refuses_is_told(self, guard: str, expected: str) -> None:
        assert expected in fault('{ name = "ready" }', guard)

    def test_a_guard_that_lacks_its_calendar_is_told(self) -> None:
        with pytest.raises(FaultsError) as error:
            Workflow.from_toml(
                TEXT, states=S, payloads=PAYLOADS,
                guards={"by_noon": by_noon, "ready": ready},
            )  # fmt: skip

        (found,) = error.value.exceptions
        assert "transitions[3] (lapse).guards[0] (waited_more_than).calendar" in str(
            found
        )
        assert "from_toml(..., calendar=...)" in str(found)

    def test_a_guard_may_name_an_action_of_an_older_version(self) -> None:
        older = Workflow(
            "one-stop", version=1, initial=S.SUBMITTED, final=(),
            transitions=[transition("weigh", [S.SUBMITTED], S.SUBMITTED)],
        )  # fmt: skip
        text = TEXT.replace('action = "ask"', 'action = "weigh"')

        assert "'weigh' given as" in faults(text)[0]
        assert Workflow.from_toml(
            text, states=S, payloads=PAYLOADS, guards=GUARDS, calendar=CALENDAR,
            previous=[older],
        ).named("ask")  # fmt: skip

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("version = 2", "version = 0", "a version counted from 1"),
            ("[states.returned]", '[states.returned]\nclock = "pauses"', "clock of ret"),
            (
                'status = "refused"', 'status = "pending"',
                "'pending' given as status of refused",
            ),
            ('name = "accept"', 'name = "start"', "(start).name; expected an action's"),
            ('from = ["submitted"]\nto', "from = []\nto", "the states it begins in"),
        ],
    )  # fmt: skip
    def test_what_a_workflow_refuses_is_told(
        self, old: str, new: str, expected: str
    ) -> None:
        assert expected in fault(old, new)

    def test_a_state_that_the_enum_lacks_is_told(self) -> None:
        assert (
            "'received' given as a key of states"
            in faults(
                TEXT.replace(
                    "[states.appraising]", "[states.appraising]\n[states.received]"
                )
            )[0]
        )

    def test_an_empty_file_lacks_everything(self) -> None:
        assert [re.split(";", one)[0] for one in faults("", states=None)] == [
            "None given as name",
            "None given as version",
            "None given as initial",
            "None given as states",
        ]

    def test_a_text_that_is_not_toml_is_an_error_with_its_line(self) -> None:
        with pytest.raises(InvalidValueError, match="line 2"):
            Workflow.from_toml('name = "x"\nname = "y"\n')

    def test_a_byte_order_mark_is_no_fault(self) -> None:
        marked = Workflow.from_toml("\ufeff" + TEXT_OF_TWO)

        assert marked.to_toml() == Workflow.from_toml(TEXT_OF_TWO).to_toml()

    def test_upcasters_of_a_payload_that_is_not_known_are_told(self) -> None:
        with pytest.raises(FaultsError) as error:
            Workflow.from_toml(
                TEXT_OF_TWO, upcasters={"Mising": {1: upcast}},
                payloads={"Missing": Missing},
            )  # fmt: skip

        assert "'Mising' given as a key of upcasters" in str(error.value.exceptions[0])


class TestWriting:
    def test_what_was_read_is_written_as_it_was(self, workflow: Workflow[S]) -> None:
        assert workflow.to_toml() == TEXT

    @pytest.mark.parametrize("supplement", workflows.Supplement)
    def test_the_workflows_of_vietnam_come_back(
        self, supplement: workflows.Supplement
    ) -> None:
        workflow = workflows.one_stop(supplement=supplement)
        payloads: dict[str, type[object]] = {
            kind.__name__: kind
            for kind in (workflows.Papers, workflows.Reason, workflows.Decision)
        }

        text = workflow.to_toml()
        again = Workflow.from_toml(text, states=workflows.OneStop, payloads=payloads)

        assert again.to_toml() == text
        assert again.check() == workflow.check()
        assert again.to_mermaid(language="vi") == workflow.to_mermaid(language="vi")

    def test_every_guard_comes_back(self) -> None:
        guards = [
            fee_paid(), fee_paid(30_000), channel_is("post", "online"),
            procedure_is("1.0"), unit_is("ward 7"), has_documents(),
            has_documents("đơn", "map"), done("go"), not_done("go"),
            done_by_role("go", "head"), not_same_actor_as("start"),
            not_extended_before(), waited_more_than("5 working days", CALENDAR),
        ]  # fmt: skip
        go = transition("go", [S.SUBMITTED], S.RETURNED, guards=guards)
        workflow = Workflow(
            "w", version=1, initial=S.SUBMITTED, final={S.RETURNED}, transitions=[go]
        )

        again = Workflow.from_toml(workflow.to_toml(), states=S, calendar=CALENDAR)

        found = again.named("go")[0].named_guards
        assert [(it.name, dict(it.parameters), dict(it.labels)) for it in found] == [
            (it.name, dict(it.parameters), dict(it.labels)) for it in guards
        ]

    def test_a_plain_guard_is_refused_with_its_transition(self) -> None:
        def has_papers(_dossier: Dossier[S], _payload: None) -> Refusal | None:
            return None

        go = transition("go", [S.SUBMITTED], S.RETURNED, guards=[has_papers])
        workflow = Workflow(
            "w", version=1, initial=S.SUBMITTED, final={S.RETURNED}, transitions=[go]
        )

        with pytest.raises(
            InvalidValueError, match="'has_papers' given as guards of go"
        ):
            workflow.to_toml()

    def test_payloads_that_share_a_name_are_refused(self) -> None:
        @frozen
        class Payment:
            amount: int

        one = transition("one", [S.SUBMITTED], S.RETURNED, payload=EGOVKITS_OWN)
        other = transition("other", [S.SUBMITTED], S.RETURNED, payload=Payment)
        workflow = Workflow(
            "w", version=1, initial=S.SUBMITTED, final={S.RETURNED},
            transitions=[one, other],
        )  # fmt: skip

        with pytest.raises(InvalidValueError, match="payload of other"):
            workflow.to_toml()

    def test_a_parameter_called_name_is_refused(self) -> None:
        guard = NamedGuard("odd", parameters={"name": "x"}, check=lambda *_: None)
        go = transition("go", [S.SUBMITTED], S.RETURNED, guards=[guard])
        workflow = Workflow(
            "w", version=1, initial=S.SUBMITTED, final={S.RETURNED}, transitions=[go]
        )

        with pytest.raises(InvalidValueError, match="parameters of odd"):
            workflow.to_toml()

    @given(st.text(), st.text(), st.dictionaries(st.text(), st.text(), min_size=1))
    def test_any_text_is_written_so_that_tomllib_reads_it(
        self, name: str, portal: str, labels: dict[str, str]
    ) -> None:
        workflow = Workflow(
            name, version=1, initial=S.SUBMITTED, final=(), transitions=(),
            portal={S.SUBMITTED: portal}, labels={S.SUBMITTED: labels},
        )  # fmt: skip

        document = tomllib.loads(workflow.to_toml())

        assert document["name"] == name
        assert document["states"]["submitted"] == {"portal": portal, "labels": labels}


EGOVKITS_OWN = Payment


# Invented workflows: any states, any words, any guards.
words = st.text(max_size=6)
some_words = st.lists(
    st.text(min_size=1, max_size=6), min_size=1, unique=True, max_size=3
)
labels = st.dictionaries(st.sampled_from(["en", "vi", "đ ä"]), words, max_size=2)


def own(**parameters: str | int | tuple[str, ...]) -> NamedGuard:
    return NamedGuard("own", parameters=parameters, check=lambda *_: None)


guards = st.one_of(
    st.just(fee_paid()),
    st.integers(1, 10**9).map(fee_paid),
    st.just(not_extended_before()),
    some_words.map(lambda texts: has_documents(*texts)),
    some_words.map(lambda texts: unit_is(*texts)),
    st.integers(0, 99).map(lambda n: waited_more_than(f"{n} working days", CALENDAR)),
    st.sampled_from(["start", "act"]).map(not_same_actor_as),
)


@st.composite
def invented(draw: st.DrawFn) -> Workflow[StrEnum]:
    values = draw(st.lists(words, min_size=1, max_size=5, unique=True))
    make = cast("Callable[[str, object], type[StrEnum]]", StrEnum)
    states = list(make("Any", [(f"S{n}", value) for n, value in enumerate(values)]))
    some = st.lists(st.sampled_from(states), unique=True, max_size=3)
    final = draw(some)
    others = [state for state in states if state not in final]
    transitions = [
        transition(
            draw(st.sampled_from(["act", "làm", "x y"])),
            draw(st.lists(st.sampled_from(states), unique=True, min_size=1)),
            draw(st.sampled_from(states)),
            roles=draw(st.none() | st.lists(words, max_size=2)),
            payload=draw(st.sampled_from([Missing, Payment, Extension])),
            guards=draw(st.lists(guards, max_size=3, unique_by=lambda g: g.name)),
            assurance=draw(st.integers(0, 3)),
            restart_clock=draw(st.booleans()),
            payload_version=place,
            labels=draw(labels),
        )
        for place in range(1, draw(st.integers(1, 4)))
    ]
    transitions.append(transition("act", states, states[0]))
    clocks = st.sampled_from([*ClockEffect])
    return Workflow(
        draw(words),
        version=draw(st.integers(1, 9)),
        initial=draw(st.sampled_from(states)),
        final=final,
        transitions=transitions,
        clock={state: draw(clocks) for state in others},
        status={state: draw(st.sampled_from([Status.RESOLVED, Status.REFUSED]))
                for state in draw(some) if state in final},
        correct_roles=draw(st.lists(words, max_size=2)),
        supplements=draw(st.none() | some),
        citizen_roles=draw(st.lists(words, max_size=2)),
        labels={state: draw(labels) for state in draw(some)},
        portal={state: draw(words) for state in draw(some)},
    )  # fmt: skip


def said(workflow: Workflow[StrEnum]) -> list[object]:
    """Return all that a workflow says, by plain values."""
    order = [str(state) for state in workflow.states]
    return [
        workflow.name, workflow.version, str(workflow.initial), order,
        [(workflow.effect(s), workflow.status.get(s), workflow.portal.get(s),
          dict(workflow.labels.get(s, {})), s in workflow.final,
          workflow.is_supplement(s)) for s in workflow.states],
        workflow.correct_roles, workflow.citizen_roles,
        [(t.name, {*map(str, t.sources)}, str(t.target), t.roles, t.payload,
          [(g.name, dict(g.parameters)) for g in t.named_guards], t.assurance,
          t.restart_clock, t.payload_version, dict(t.labels))
         for t in workflow.transitions],
    ]  # fmt: skip


@given(invented())
def test_what_is_written_is_read_back_the_same(workflow: Workflow[StrEnum]) -> None:
    text = workflow.to_toml()

    again = Workflow.from_toml(text, payloads={"Missing": Missing}, calendar=CALENDAR)
    typed = Workflow.from_toml(
        text, states=type(workflow.initial), payloads={"Missing": Missing},
        calendar=CALENDAR,
    )  # fmt: skip

    assert said(again) == said(workflow)
    assert again.to_toml() == text
    assert said(typed) == said(workflow)
    assert set(typed.states) == set(workflow.states)
