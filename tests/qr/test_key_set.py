"""Sets of keys: immutable, to and from JWKS."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.jwk import KeySet as JoseKeySet

from egovkit.errors import InvalidValueError, NaiveDatetimeError, TokenError
from egovkit.qr import KeySet, PublicKey, SigningKey

Refused = Callable[[Callable[[], object]], TokenError]
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)


def keys_of_all_kinds() -> KeySet:
    one, two, three = (
        SigningKey.generate("ES256", kid=kid) for kid in (None, b"w", b"\xff")
    )
    four = SigningKey.generate("Ed25519")
    return KeySet(
        [
            one.public(issuer="a.example", not_before=FIRST, not_after=LAST),
            two.public(issuer=None, purposes=["receipt", "result"]),
            three.public(issuer="b.example", not_after=LAST),
            four.public(issuer="Phường Ví Dụ"),
        ]
    )


class TestKeySet:
    def test_adding_and_revoking_make_another_set(self) -> None:
        one, two = SigningKey.generate(), SigningKey.generate()
        first = KeySet([one.public(issuer="a")])

        second = first.add(two.public(issuer="a"))
        third = second.revoke(one.kid)
        assert (len(first), len(second), len(third)) == (1, 2, 2)
        assert (second.revoked, third.revoked) == ({}, {one.kid: None})
        assert [key.kid for key in third] == [one.kid, two.kid]

    def test_two_keys_of_one_kid_are_refused(self, refused: Refused) -> None:
        one, two = (SigningKey.generate(kid=b"k").public(issuer="a") for _ in range(2))

        assert refused(lambda: KeySet([one, two])).code == "duplicate_kid"
        assert refused(lambda: KeySet([one]).add(two)).code == "duplicate_kid"
        assert refused(lambda: KeySet([one, one])).code == "duplicate_kid"

    def test_a_kid_that_no_key_has_cannot_be_revoked(self) -> None:
        with pytest.raises(InvalidValueError, match="add the key first"):
            KeySet().revoke(b"k")

    def test_revoking_again_never_gives_papers_back(self) -> None:
        key = SigningKey.generate()
        keys = KeySet([key.public(issuer="a")])
        stolen = keys.revoke(key.kid)
        early = keys.revoke(key.kid, FIRST)

        assert stolen.revoke(key.kid, FIRST).revoked == {key.kid: None}
        assert early.revoke(key.kid, LAST).revoked == {key.kid: FIRST}
        assert keys.revoke(key.kid, LAST).revoke(key.kid, FIRST) == early
        assert early.revoke(key.kid).revoked == {key.kid: None}

    def test_a_revocation_needs_an_aware_instant(self) -> None:
        key = SigningKey.generate()
        keys = KeySet([key.public(issuer="a")])

        with pytest.raises(NaiveDatetimeError, match="since"):
            keys.revoke(key.kid, FIRST.replace(tzinfo=None))

    def test_an_unknown_kid_is_refused_by_name(self, refused: Refused) -> None:
        keys = keys_of_all_kinds()

        error = refused(lambda: keys[b"nobody"])
        assert error.code == "unknown_key"
        assert "77, ff" in error.expected


class TestJwks:
    def test_a_set_comes_back_with_all_that_it_knows(self) -> None:
        keys = keys_of_all_kinds()
        for key in keys:
            keys = keys.revoke(key.kid, FIRST if key.issuer else None)

        assert KeySet.from_jwks(keys.to_jwks()) == keys
        assert KeySet.from_jwks(keys.to_jwks().encode()) == keys

    def test_another_library_reads_it(self) -> None:
        keys = keys_of_all_kinds()

        read = JoseKeySet.import_key_set(json.loads(keys.to_jwks()))
        assert len(read.keys) == 4

    def test_keys_of_other_kinds_are_passed_over(self) -> None:
        jwks: dict[str, Any] = json.loads(keys_of_all_kinds().to_jwks())
        jwks["keys"] += [
            {"kty": "RSA", "n": "AA", "e": "AQAB"},
            {"kty": "EC", "crv": "P-384"},
            {"kty": "OKP", "crv": "X25519"},
            {**jwks["keys"][0], "use": "enc", "kid": "other"},
            5,
        ]

        assert len(KeySet.from_jwks(json.dumps(jwks))) == 4

    def test_the_issuer_of_the_file_is_that_of_its_keys(self, refused: Refused) -> None:
        key = SigningKey.generate()
        unbound = KeySet([key.public(issuer=None)]).to_jwks()
        bound = KeySet([key.public(issuer="b.example")]).to_jwks()

        assert KeySet.from_jwks(unbound, issuer="a.example")[key.kid].issuer == (
            "a.example"
        )
        assert refused(lambda: KeySet.from_jwks(bound, issuer="a.example")).code == (
            "bad_key"
        )

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "x",
            "[]",
            "{}",
            '{"keys": 5}',
            "[" * 100_000,
            "null",
            b"\xff\xfe\0",
            "9" * 5_000,
        ],
    )
    def test_what_is_no_jwks_is_refused(
        self, text: str | bytes, refused: Refused
    ) -> None:
        assert refused(lambda: KeySet.from_jwks(text)).code == "bad_key"

    @pytest.mark.parametrize(
        "own",
        [
            5, {"issuer": 5}, {"not_before": "tomorrow"}, {"not_after": 5},
            {"not_before": "2026-01-01"}, {"purposes": "receipt"}, {"purposes": [5]},
            {"revoked": "yes"}, {"revoked": None}, {"revoked": "2026-01-01"},
            {"not_before": "2026-01-02T00:00Z", "not_after": "2026-01-01T00:00Z"},
        ],
    )  # fmt: skip
    def test_a_broken_member_of_ours_is_refused(
        self, own: object, refused: Refused
    ) -> None:
        jwks = json.loads(KeySet([SigningKey.generate().public(issuer="a")]).to_jwks())
        jwks["keys"][0]["egovkit"] = own

        assert refused(lambda: KeySet.from_jwks(json.dumps(jwks))).code == "bad_key"

    @pytest.mark.parametrize(
        "changes", [{"x": "AA"}, {"d": "AA"}, {"kid": 5}, {"x5t#S256": 5}]
    )
    def test_a_broken_key_is_refused_and_not_passed_over(
        self, changes: dict[str, object], refused: Refused
    ) -> None:
        jwks = json.loads(KeySet([SigningKey.generate().public(issuer="a")]).to_jwks())
        jwks["keys"][0] |= changes

        assert refused(lambda: KeySet.from_jwks(json.dumps(jwks))).code == "bad_key"

    def test_two_keys_of_one_kid_are_refused(self, refused: Refused) -> None:
        jwks = json.loads(KeySet([SigningKey.generate().public(issuer="a")]).to_jwks())
        jwks["keys"] *= 2

        error = refused(lambda: KeySet.from_jwks(json.dumps(jwks)))
        assert error.code == "duplicate_kid"

    def test_a_kid_is_written_as_base64url(self) -> None:
        key = SigningKey.generate(kid=bytes.fromhex("a1b2c3d4"))
        jwks = json.loads(KeySet([key.public(issuer="a")]).to_jwks())

        assert jwks["keys"][0]["kid"] == "obLD1A"


def test_a_public_key_is_a_value() -> None:
    key = SigningKey.generate()
    one, two = key.public(issuer="a"), key.public(issuer="a")

    assert one == two
    assert len({one, two}) == 1
    assert isinstance(one, PublicKey)
