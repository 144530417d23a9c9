"""The verifier's page as a file: what is in it, and what is not."""

import json
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from html.parser import HTMLParser
from typing import Annotated, Any, cast, get_args

import pytest
from attrs import field as attrs_field
from attrs import fields, frozen, validators

from egovkit import _data
from egovkit.errors import InvalidValueError, NaiveDatetimeError, TokenCode, TokenError
from egovkit.qr import (
    ClaimKey,
    Claims,
    FileBagClaims,
    KeySet,
    Limits,
    ProcedureClaims,
    ReceiptClaims,
    ResultClaims,
    SigningKey,
    StatusList,
)
from egovkit.qr._page import verifier_page

AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
KEY = SigningKey.generate("ES256", kid=b"key")
KEYS = KeySet([KEY.public(issuer="ward.example")])
HOSTILE = (
    "</script><script>alert(1)</script><!--\"'><img src=x onerror=alert(1)>\u202e&"
)
OURS: tuple[type[Claims], ...] = (
    ReceiptClaims,
    ResultClaims,
    ProcedureClaims,
    FileBagClaims,
)


class Parsed(HTMLParser):
    """The elements of a page, with the text of each script and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str | None, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag, attrs = self.elements[-1] if self.elements else ("", {})
        if tag in ("script", "style") and data.strip():
            self.texts.append((tag, attrs.get("id"), data))

    def json(self, name: str) -> dict[str, Any]:
        (text,) = (text for _, own, text in self.texts if own == name)
        return cast("dict[str, Any]", json.loads(text))

    @property
    def policy(self) -> str:
        (policy,) = (
            attrs["content"]
            for _, attrs in self.elements
            if attrs.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy
        return policy


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def words(language: str) -> dict[str, Any]:
    table = _data.table("egovkit.qr", "verifier/words.toml")[language]
    return cast("dict[str, Any]", table)


class TestWhatIsInIt:
    def test_nothing_is_loaded_from_anywhere(self) -> None:
        parsed = Parsed(verifier_page(KEYS))
        for tag, attrs in parsed.elements:
            assert "src" not in attrs, tag
            assert "action" not in attrs, tag
            assert attrs.get("href", "data:,") == "data:,", tag
        assert not re.search(r"url\(|@import|import\(|fetch\(", verifier_page(KEYS))

    def test_its_policy_allows_its_own_script_and_style_and_nothing_else(self) -> None:
        parsed = Parsed(verifier_page(KEYS))
        (script,) = (t for tag, own, t in parsed.texts if tag == "script" and not own)
        (style,) = (text for tag, _, text in parsed.texts if tag == "style")
        directives = dict(
            part.strip().split(" ", 1) for part in parsed.policy.split(";")
        )
        assert directives == {
            "default-src": "'none'",
            "img-src": "data:",
            "script-src": _hash(script),
            "style-src": _hash(style),
            "base-uri": "'none'",
            "form-action": "'none'",
            "trusted-types": "'none'",
            "require-trusted-types-for": "'script'",
        }

    def test_no_element_has_a_script_or_style_of_its_own(self) -> None:
        for _, attrs in Parsed(verifier_page(KEYS)).elements:
            assert "style" not in attrs
            assert not [name for name in attrs if name.startswith("on")]

    def test_without_keys_it_takes_41_kilobytes_at_most(self) -> None:
        assert len(verifier_page(KeySet()).encode()) <= 41_000

    def test_the_same_is_written_in_the_same_way(self) -> None:
        assert verifier_page(KEYS, at=AT) == verifier_page(KEYS, at=AT)

    def test_it_has_the_limits_of_verify(self) -> None:
        limits = Parsed(verifier_page(KEYS)).json("trust")["limits"]
        assert {name: getattr(Limits(), name) for name in limits} == limits
        assert limits.keys() == {"text", "token", "depth", "items"}

    def test_before_its_script_runs_it_says_that_the_device_cannot_tell(self) -> None:
        page = verifier_page(KEYS, language="en")
        assert 'data-verdict="cannot_tell"' in page
        assert ">This device cannot tell</h2>" in page
        assert ">This browser does not run the check: " in page


class TestForeignText:
    def test_a_title_stays_text(self) -> None:
        plain = Parsed(verifier_page(KEYS, title="A ward"))
        hostile = Parsed(verifier_page(KEYS, title=HOSTILE))
        assert hostile.elements == plain.elements
        assert hostile.json("trust")["title"] == HOSTILE

    def test_an_issuer_stays_text(self) -> None:
        parsed = Parsed(verifier_page(KeySet([KEY.public(issuer=HOSTILE)])))
        assert parsed.elements == Parsed(verifier_page(KEYS)).elements
        assert parsed.json("trust")["keys"][0]["issuer"] == HOSTILE

    def test_braces_are_not_filled_in_again(self) -> None:
        page = verifier_page(KEYS, title="{{script}} {{trust}}")
        assert "<title>{{script}} {{trust}}</title>" in page


class TestKeysAndLists:
    def test_no_private_part_of_a_key_is_in_it(self) -> None:
        (key,) = Parsed(verifier_page(KEYS)).json("trust")["keys"]
        assert key["kid"] == b"key".hex()
        assert key["point"] == b64encode(KEYS[b"key"].point).decode()
        assert key.keys() == {
            "kid", "alg", "point", "issuer", "purposes", "is_dated",
            "refused_from", "first", "last",
        }  # fmt: skip

    def test_a_window_and_a_revocation_go_with_their_key(self) -> None:
        day = timedelta(days=1)
        dated = KEY.public(issuer=None, not_before=AT, not_after=AT + day)
        keys = KeySet([dated]).revoke(b"key", since=AT + day / 2)
        (key,) = Parsed(verifier_page(keys)).json("trust")["keys"]
        begin = AT.timestamp()
        assert (key["first"], key["last"]) == (begin, begin + 86_400)
        assert key["refused_from"] == begin + 43_200

    def test_a_list_is_good_until_its_end_or_its_age_whichever_is_first(self) -> None:
        statuses = _list(ttl=timedelta(hours=6))
        (written,) = Parsed(verifier_page(KEYS, statuses=statuses)).json("trust")[
            "statuses"
        ]
        assert written["good_until"] == AT.timestamp() + 6 * 3_600
        assert written["packed"] == b64encode(b"\x20").decode()

    def test_the_clock_of_a_device_is_held_against_the_latest_thing_known(self) -> None:
        later = AT + timedelta(days=3)
        made = [
            Parsed(verifier_page(KEYS, **given)).json("trust")["made"]
            for given in (
                {}, {"at": AT}, {"statuses": [_list()]},
                {"statuses": [_list()], "at": later},
            )
        ]  # fmt: skip
        assert made == [None, AT.timestamp(), AT.timestamp(), later.timestamp()]

    def test_none_for_lists_is_not_the_same_as_no_list(self) -> None:
        written = [
            Parsed(verifier_page(KEYS, statuses=given)).json("trust")["statuses"]
            for given in (None, ())
        ]
        assert written == [None, []]


def _list(ttl: timedelta | None = None) -> StatusList:
    token = (
        StatusList.of(8)
        .set(5, 1)
        .issue(key=KEY, uri="urn:s", at=AT, expires=timedelta(days=7), ttl=ttl)
    )
    return StatusList.verify(token, KEYS, at=AT)


@frozen(kw_only=True)
class ParkingClaims(Claims):
    label = -80001
    purpose = "parking"

    plate: Annotated[str, ClaimKey(1)]
    is_paid: Annotated[bool | None, ClaimKey(2)] = None


class TestClaimTables:
    def test_each_set_is_written_as_its_class_declares_it(self) -> None:
        sets = Parsed(verifier_page(KEYS)).json("trust")["sets"]
        own = {field.name for field in fields(Claims)}
        for kind, written in zip(OURS, sets, strict=True):
            names = [f.name for f in fields(kind) if f.name not in own]
            assert (written["label"], written["purpose"]) == (kind.label, kind.purpose)
            assert [name for _, name, _, _ in written["claims"]] == names

    def test_the_digest_of_a_result_has_to_be_one(self) -> None:
        sets = Parsed(verifier_page(KEYS)).json("trust")["sets"]
        assert sets[1]["claims"][3:] == [
            [6, "digest", "digest", False],
            [7, "document", "text", True],
        ]

    def test_a_callers_own_set_goes_with_them(self) -> None:
        page = verifier_page(KEYS, claim_sets=[ParkingClaims])
        assert Parsed(page).json("trust")["sets"][-1] == {
            "label": -80001,
            "purpose": "parking",
            "claims": [[1, "plate", "text", False], [2, "is_paid", "truth", True]],
        }

    def test_a_set_whose_validator_no_page_can_run_is_refused(self) -> None:
        @frozen(kw_only=True)
        class OddClaims(Claims):
            label = -80002
            purpose = "odd"

            plate: Annotated[str, ClaimKey(1)] = attrs_field(
                validator=validators.min_len(3)
            )

        with pytest.raises(InvalidValueError, match="leave out validators"):
            verifier_page(KEYS, claim_sets=[OddClaims])


class TestWords:
    def test_both_languages_say_the_same_things_with_the_same_values(self) -> None:
        assert _shape(words("vi")) == _shape(words("en"))

    def test_every_claim_and_purpose_has_a_name(self) -> None:
        own = {field.name for field in fields(Claims)} - {"extra", "status"}
        for kind in OURS:
            names = {f.name for f in fields(kind)} - {"extra", "status"}
            assert (names | own) - words("vi")["claim"].keys() == set()
            assert kind.purpose in words("vi")["purpose"]

    def test_every_refusal_has_a_reason_of_its_own_or_is_not_our_way(self) -> None:
        of_keys = {"bad_key", "duplicate_kid"}
        assert set(get_args(TokenCode)) - of_keys - words("en")["reason"].keys() == {
            "critical_header", "missing_kid", "algorithm_mismatch", "wrong_purpose",
            "unsupported_algorithm",
        }  # fmt: skip

    def test_a_reader_gets_both(self) -> None:
        titles = Parsed(verifier_page(KEYS, language="en")).json("words")["title"]
        assert titles == ["Giấy này có thật không?", "Is this paper genuine?"]


def _shape(table: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _shape(value)
        if isinstance(value, dict)
        else sorted(re.findall(r"\{\w+\}", value))
        for key, value in table.items()
    }


class TestRefusals:
    def test_of_another_language(self) -> None:
        with pytest.raises(InvalidValueError, match="one of vi, en"):
            verifier_page(KEYS, language="fr")

    @pytest.mark.parametrize("base", ["http://ward.example", "ward", "https://a/?b"])
    def test_of_a_base_that_no_link_has(self, base: str) -> None:
        with pytest.raises(InvalidValueError, match="as base"):
            verifier_page(KEYS, base=base)

    def test_of_an_instant_without_zone(self) -> None:
        with pytest.raises(NaiveDatetimeError):
            verifier_page(KEYS, at=AT.replace(tzinfo=None))

    @pytest.mark.parametrize("tz", ["Hanoi", timezone(timedelta(hours=7))])
    def test_of_a_zone_that_no_browser_knows_by_name(self, tz: Any) -> None:  # noqa: ANN401
        with pytest.raises(InvalidValueError, match="as tz"):
            verifier_page(KEYS, tz=tz)

    def test_of_a_list_that_nobody_signed(self) -> None:
        with pytest.raises(InvalidValueError, match=r"StatusList\.verify"):
            verifier_page(KEYS, statuses=[StatusList.of(8)])

    def test_of_negative_leeway(self) -> None:
        with pytest.raises(InvalidValueError, match="as leeway"):
            verifier_page(KEYS, leeway=timedelta(seconds=-1))

    def test_are_those_of_the_house_and_none_of_a_token(self) -> None:
        assert not issubclass(InvalidValueError, TokenError)
