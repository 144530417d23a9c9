"""A command that is sent again is carried out once."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from attrs import frozen

from egovkit.dossiers import Actor, Dossier, Migration, Workflow, transition
from egovkit.errors import RefusedError


class S(StrEnum):
    RECEIVED = "received"
    WAITING = "waiting"
    RETURNED = "returned"


@frozen
class Note:
    text: str


ask = transition("ask", [S.RECEIVED], S.WAITING, roles=["officer"], payload=Note)
give = transition("give", [S.RECEIVED, S.WAITING], S.RETURNED)
older = Workflow(
    "w", version=1, initial=S.RECEIVED, final={S.RETURNED}, transitions=[ask, give],
    correct_roles={"head"},
)  # fmt: skip
workflow = Workflow(
    "w", version=2, initial=S.RECEIVED, final={S.RETURNED}, transitions=[ask, give],
    correct_roles={"head"}, previous=[older],
)  # fmt: skip
AT, DAY = datetime(2026, 3, 2, 9, tzinfo=UTC), timedelta(days=1)
LAN, HOA = Actor("lan", ["officer"]), Actor("hoa", ["officer"])
HEAD = Actor("minh", ["head"])


@pytest.fixture
def asked() -> Dossier[S]:
    dossier = workflow.start("1", at=AT, by=LAN, key="start-1")
    return workflow.fire(dossier, ask, Note("x"), at=AT, by=LAN, key="req-77")


def refused(error: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [refusal.code for refusal in error.value.refusals]


class TestTheSameAgain:
    def test_the_dossier_is_returned_unchanged(self, asked: Dossier[S]) -> None:
        again = workflow.fire(asked, ask, Note("x"), at=AT, by=LAN, key="req-77")

        assert again is asked

    def test_a_retry_stamps_a_new_time(self, asked: Dossier[S]) -> None:
        for at in (AT + DAY, AT - DAY, AT.replace(tzinfo=None)):
            again = workflow.fire(asked, ask, Note("x"), at=at, by=LAN, key="req-77")
            assert again is asked

    def test_the_key_is_looked_at_before_the_expected_version(
        self, asked: Dossier[S]
    ) -> None:
        again = workflow.fire(
            asked, ask, Note("x"), at=AT, by=LAN, key="req-77", expect=1
        )

        assert again is asked

    def test_the_key_is_looked_at_before_the_state(self, asked: Dossier[S]) -> None:
        ended = workflow.fire(asked, give, at=AT, by=LAN)

        again = workflow.fire(ended, ask, Note("x"), at=AT, by=LAN, key="req-77")

        assert again is ended

    def test_the_actor_is_known_by_id_and_may_have_lost_the_role(
        self, asked: Dossier[S]
    ) -> None:
        moved = Actor("lan", ["counter"])

        again = workflow.fire(asked, ask, Note("x"), at=AT, by=moved, key="req-77")

        assert again is asked

    def test_plain_data_is_compared_as_the_payload_it_becomes(
        self, asked: Dossier[S]
    ) -> None:
        data = {"text": "x"}

        again = workflow.fire(asked, "ask", data, at=AT, by=LAN, key="req-77")

        assert again is asked

    def test_nothing_is_against_it(self, asked: Dossier[S]) -> None:
        found = workflow.why_not(asked, ask, Note("x"), at=AT, by=LAN, key="req-77")

        assert found == ()

    def test_what_was_voided_since_is_not_done_again(self, asked: Dossier[S]) -> None:
        voided = workflow.correct(asked, 1, at=AT, by=HEAD, why="by mistake", void=True)

        again = workflow.fire(voided, ask, Note("x"), at=AT, by=LAN, key="req-77")

        assert again is voided

    def test_by_name_the_action_is_the_one_that_was_done(self) -> None:
        first = transition("go", [S.RECEIVED], S.WAITING, payload=Note)
        second = transition("go", [S.WAITING], S.RETURNED)
        twice = Workflow(
            "twice", version=1, initial=S.RECEIVED, final={S.RETURNED},
            transitions=[first, second],
        )  # fmt: skip
        dossier = twice.start("1", at=AT, by=LAN)
        data = {"text": "x"}
        dossier = twice.fire(dossier, "go", data, at=AT, by=LAN, key="k")

        again = twice.fire(dossier, "go", data, at=AT, by=LAN, key="k")

        assert again is dossier

    def test_a_command_without_a_key_is_a_new_one(self, asked: Dossier[S]) -> None:
        back = transition("stay", [S.WAITING], S.WAITING)
        loop = Workflow(
            "w", version=2, initial=S.RECEIVED, final={S.RETURNED},
            transitions=[ask, back],
        )  # fmt: skip

        once = loop.fire(asked, back, at=AT, by=LAN)
        twice = loop.fire(once, back, at=AT, by=LAN)

        assert twice.version == asked.version + 2


class TestOtherContent:
    @pytest.mark.parametrize(
        ("payload", "by"),
        [(Note("y"), LAN), (Note("x"), HOA)],
        ids=["payload", "actor"],
    )
    def test_another_payload_or_actor_is_a_conflict(
        self, asked: Dossier[S], payload: Note, by: Actor
    ) -> None:
        with pytest.raises(RefusedError) as error:
            workflow.fire(asked, ask, payload, at=AT, by=by, key="req-77")

        assert refused(error) == ["key"]

    def test_another_action_is_a_conflict(self, asked: Dossier[S]) -> None:
        with pytest.raises(RefusedError, match="used before, for ask") as error:
            workflow.fire(asked, give, at=AT, by=LAN, key="req-77")

        assert refused(error) == ["key"]

    def test_the_key_of_the_start_is_taken_too(self, asked: Dossier[S]) -> None:
        with pytest.raises(RefusedError) as error:
            workflow.fire(asked, give, at=AT, by=LAN, key="start-1")

        assert refused(error) == ["key"]

    def test_why_not_gives_the_conflict(self, asked: Dossier[S]) -> None:
        found = workflow.why_not(asked, give, at=AT, by=LAN, key="req-77")

        assert [refusal.code for refusal in found] == ["key"]

    def test_an_empty_key_is_a_key(self, asked: Dossier[S]) -> None:
        ended = workflow.fire(asked, give, at=AT, by=LAN, key="")

        assert workflow.fire(ended, give, at=AT, by=LAN, key="") is ended


class TestCorrectionsAndMigrations:
    def test_the_same_correction_twice_is_one(self, asked: Dossier[S]) -> None:
        once = workflow.correct(asked, 1, at=AT + DAY, by=HEAD, why="hour", key="c-1")

        twice = workflow.correct(once, 1, at=AT + DAY, by=HEAD, why="hour", key="c-1")

        assert twice is once

    def test_a_void_that_is_sent_again_is_one(self, asked: Dossier[S]) -> None:
        once = workflow.correct(
            asked, 1, at=AT, by=HEAD, why="mistake", void=True, key="c-1"
        )

        twice = workflow.correct(
            once, 1, at=AT + DAY, by=HEAD, why="mistake", void=True, key="c-1"
        )

        assert twice is once

    def test_another_correction_under_its_key_is_a_conflict(
        self, asked: Dossier[S]
    ) -> None:
        once = workflow.correct(asked, 1, at=AT + DAY, by=HEAD, why="hour", key="c-1")

        with pytest.raises(RefusedError) as error:
            workflow.correct(once, 0, at=AT, by=HEAD, why="hour", key="c-1")

        assert refused(error) == ["key"]

    def test_the_same_migration_twice_is_one(self) -> None:
        move = Migration(1, 2, {S.RECEIVED: S.RECEIVED, S.WAITING: S.WAITING})
        dossier = older.start("1", at=AT, by=LAN)
        once = workflow.migrate(dossier, move, at=AT, by=HEAD, key="m")

        assert workflow.migrate(once, move, at=AT + DAY, by=HEAD, key="m") is once
