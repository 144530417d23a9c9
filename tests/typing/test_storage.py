"""What a type checker sees of egovkit.storage; it also runs."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import assert_type

import pytest

from egovkit.dossiers import Actor, Dossier, Workflow
from egovkit.errors import InvalidValueError
from egovkit.storage import Store, Stored


class S(StrEnum):
    RECEIVED = "received"


class Other(StrEnum):
    SENT = "sent"


ONE = Workflow("one", version=1, initial=S.RECEIVED, final=(), transitions=())
TWO = Workflow("two", version=1, initial=Other.SENT, final=(), transitions=())
LAN = Actor("cb-014")
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_a_stored_dossier_has_the_states_of_its_workflow() -> None:
    dossier = ONE.start("1", at=AT, by=LAN)
    with Store.open("sqlite://", workflows=[ONE, TWO]) as store:
        assert_type(store.add(dossier), Stored[S])
        assert_type(store.load("1", ONE), Stored[S])
        assert_type(store.load("1"), Stored[StrEnum])
        stored = next(store.dossiers(ONE, states=[S.RECEIVED]))
        assert_type(stored.dossier, Dossier[S])
        assert_type(store.append(stored, stored.dossier), Stored[S])
        with store.batch() as batch:
            assert_type(batch.append(stored, stored.dossier), Stored[S])
        sent = store.dossiers(ONE, states=[Other.SENT])  # type: ignore[misc]  # pyright: ignore[reportArgumentType]
        assert list(sent) == []
        unknown = store.load("1").dossier
        with pytest.raises(InvalidValueError, match="go"):
            ONE.why_not(unknown, "go", at=AT, by=LAN)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
