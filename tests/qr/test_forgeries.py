"""Every forgery is refused for its own reason, and what stands beside it is accepted."""

import pickle
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby

import attrs
import pytest

from egovkit.errors import TokenError
from egovkit.qr import Limits
from tests.qr.forgeries import CASES, SUBJECT, Case, Forgery
from tests.qr.forgeries._making import b32, link_to

SHOWING = frozenset(("revoked", "suspended", "expired"))
"""The codes of papers that are genuine: only these show claims."""

LEAST = {
    "algorithm": 35,
    "keys": 25,
    "key window": 15,
    "signature": 40,
    "structure": 50,
    "header": 25,
    "crit": 10,
    "CBOR": 100,
    "claims": 70,
    "set": 50,
    "text": 40,
    "look-alikes": 15,
    "link": 60,
    "HC1": 90,
    "Claim 169": 8,
    "JWS": 80,
    "SHC": 15,
    "status": 20,
    "status list": 60,
    "display": 10,
}

groups = pytest.mark.parametrize(
    "cases",
    [
        pytest.param(tuple(cases), id=group)
        for group, cases in groupby(CASES, lambda each: each.group)
    ],
)


def ask(case: Case) -> object:
    return case.verify() if isinstance(case, Forgery) else case.call()


def outcome(call: Callable[[], object]) -> str | None:
    try:
        call()
    except TokenError as error:
        return error.code
    return None


def refusals(cases: Iterable[Case]) -> dict[str, TokenError]:
    """Return the refusals of a group by the names of its forgeries."""
    refused = {}
    for case in cases:
        if case.code is not None:
            with pytest.raises(TokenError) as caught:
                ask(case)
            refused[case.name] = caught.value
    return refused


def differing(
    cases: Iterable[Case], call: Callable[[Case], object]
) -> dict[str, object]:
    """Return the cases that have another outcome than they should, and which."""
    outcomes = {case: outcome(partial(call, case)) for case in cases}
    return {case.name: code for case, code in outcomes.items() if code != case.code}


def tokens(cases: Iterable[Case]) -> list[tuple[Forgery, bytes]]:
    """Return those that are bytes which as text are told to be a token."""
    begins = b"\xd2\x84", b"\xd8\x3d\xd2\x84"
    return [
        (case, case.given)
        for case in cases
        if isinstance(case, Forgery)
        and isinstance(case.given, bytes)
        and case.given.startswith(begins)
        and len(case.given) <= Limits().token
    ]


class TestForgeries:
    def test_no_group_has_lost_its_own(self) -> None:
        counted = [each.group for each in CASES]

        assert {
            group: n for group, n in LEAST.items() if counted.count(group) < n
        } == {}

    @groups
    def test_each_has_a_name_of_its_own(self, cases: tuple[Case, ...]) -> None:
        assert len({case.name for case in cases}) == len(cases)

    @groups
    def test_each_is_refused_by_its_own_code_and_controls_are_accepted(
        self, cases: tuple[Case, ...]
    ) -> None:
        assert differing(cases, ask) == {}

    @groups
    def test_only_a_genuine_paper_shows_claims(self, cases: tuple[Case, ...]) -> None:
        for name, error in refusals(cases).items():
            assert (error.claims is not None) is (error.code in SHOWING), name

    @groups
    def test_what_a_refusal_says_acts_on_nothing(self, cases: tuple[Case, ...]) -> None:
        for name, error in refusals(cases).items():
            parts = [str(error), error.given, error.expected, error.remedy]
            parts += [error.kind or "", error.where or "", error.why or ""]
            assert all(part.isascii() and part.isprintable() for part in parts), name

    @groups
    def test_a_refusal_is_short_and_does_not_name_the_dossier(
        self, cases: tuple[Case, ...]
    ) -> None:
        for name, error in refusals(cases).items():
            assert len(str(error)) < 500, name
            assert SUBJECT not in str(error), name

    @groups
    def test_a_refusal_can_be_sent_to_another_process(
        self, cases: tuple[Case, ...]
    ) -> None:
        for name, error in refusals(cases).items():
            sent = pickle.loads(pickle.dumps(error))  # noqa: S301
            assert (sent.code, str(sent)) == (error.code, str(error)), name


class TestOtherWaysIn:
    @groups
    def test_text_and_link_are_judged_like_the_bytes(
        self, cases: tuple[Case, ...]
    ) -> None:
        for case, data in tokens(cases):
            for given in (b32(data), link_to(b32(data)), b32(data).lower()):
                other = attrs.evolve(case, given=given)
                assert outcome(other.verify) == case.code, case.name

    @groups
    def test_limits_of_a_callers_own_that_say_the_same_change_nothing(
        self, cases: tuple[Case, ...]
    ) -> None:
        # Any other object than the default turns the short way through CBOR off.
        for case, _ in tokens(cases):
            other = attrs.evolve(case, limits=Limits())
            assert outcome(other.verify) == case.code, case.name
