"""Sets of claims: what they take, and what a caller adds."""

import pickle
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast, get_args

import pytest
from attrs import evolve, field, frozen
from attrs.exceptions import FrozenInstanceError
from attrs.validators import max_len

from egovkit.errors import InvalidValueError, NaiveDatetimeError, TokenCode
from egovkit.outcome import Outcome
from egovkit.qr import (
    ClaimKey,
    Claims,
    FileBagClaims,
    ProcedureClaims,
    ReceiptClaims,
    ResultClaims,
    StatusRef,
)
from egovkit.qr._claim_sets import OURS
from egovkit.qr._claims import claim_set

if TYPE_CHECKING:
    from egovkit.qr._kinds import Papers

HANOI = timezone(timedelta(hours=7))
ROW = Outcome(
    number="000.00.00.H53-260105-0001",
    procedure="1.001193",
    unit="H53.01",
    received_at=datetime(2026, 1, 5, 9, tzinfo=HANOI),
    due_at=datetime(2026, 1, 8, 16, 30, tzinfo=HANOI),
    resolved_at=datetime(2026, 1, 7, 10, 0, 0, 999_999, tzinfo=HANOI),
)
RECEIPT: dict[str, Any] = {
    "issuer": "ward.example",
    "subject": "H53-1",
    "procedure": "1.001193",
    "unit": "H53.01",
    "received_at": datetime(2026, 1, 5, 2, tzinfo=UTC),
    "due_at": datetime(2026, 1, 8, 9, 30, tzinfo=UTC),
}


class TestReceiptClaims:
    def test_they_are_taken_from_the_flat_row(self) -> None:
        claims = ReceiptClaims.of(ROW, issuer="ward.example")

        assert claims == ReceiptClaims(**{**RECEIPT, "subject": ROW.number})

    @pytest.mark.parametrize("name", ["procedure", "unit", "due_at"])
    def test_a_row_without_what_a_receipt_states_is_refused(self, name: str) -> None:
        nothing: dict[str, Any] = {name: None}
        without = evolve(ROW, **nothing)

        with pytest.raises(InvalidValueError, match=f"outcome.{name}"):
            ReceiptClaims.of(without, issuer="ward.example")

    def test_instants_become_whole_seconds_in_utc(self) -> None:
        at = datetime(2026, 1, 5, 9, 0, 0, 999_999, tzinfo=HANOI)
        claims = ReceiptClaims(**{**RECEIPT, "received_at": at})

        assert claims.received_at == RECEIPT["received_at"]
        assert claims.received_at.tzinfo is UTC

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("issuer", ""), ("issuer", None), ("issuer", b"a"), ("subject", 5),
            ("procedure", None), ("unit", ""), ("procedure", "\ud800"),
            ("received_at", 5), ("received_at", None),
            ("received_at", datetime(1969, 12, 31, tzinfo=UTC)),
            ("due_at", datetime.max.replace(tzinfo=timezone(timedelta(hours=-9)))),
        ],
    )  # fmt: skip
    def test_a_value_of_another_kind_is_refused_by_name(
        self, name: str, value: object
    ) -> None:
        with pytest.raises(InvalidValueError, match=f"given as {name}"):
            ReceiptClaims(**{**RECEIPT, name: value})

    def test_a_naive_instant_is_refused_by_name(self) -> None:
        naive = datetime(2026, 1, 5)  # noqa: DTZ001

        with pytest.raises(NaiveDatetimeError, match="given as received_at"):
            ReceiptClaims(**{**RECEIPT, "received_at": naive})


class TestEveryClaims:
    def test_they_are_equal_if_they_say_the_same_in_whatever_envelope(self) -> None:
        claims = ReceiptClaims(**RECEIPT)
        issued = evolve(claims, issued_at=RECEIPT["due_at"], token_id=b"1")

        assert issued == claims
        assert hash(issued) == hash(claims)
        assert claims != ReceiptClaims(**{**RECEIPT, "unit": "H53.02"})

    def test_they_do_not_change(self) -> None:
        with pytest.raises(FrozenInstanceError):
            ReceiptClaims(**RECEIPT).unit = "H53.02"  # type: ignore[misc]

    def test_extra_is_their_own_copy(self) -> None:
        extra: dict[int | str, object] = {-80001: 1}
        claims = ReceiptClaims(**RECEIPT, extra=extra)
        extra[-80002] = 2

        assert claims.extra == {-80001: 1}

    @pytest.mark.parametrize("label", [1, 2, 4, 5, 6, 7, 65535])
    def test_extra_holds_no_label_that_a_field_has(self, label: int) -> None:
        with pytest.raises(InvalidValueError, match="extra"):
            Claims(issuer="a", subject="b", extra={label: 1})

    def test_they_survive_pickling(self) -> None:
        claims = ReceiptClaims(**RECEIPT, extra={"k": [1]})

        assert pickle.loads(pickle.dumps(claims)) == claims  # noqa: S301


class TestResultClaims:
    def test_they_are_taken_from_a_row_that_has_ended(self) -> None:
        digest = sha256(b"the paper").digest()
        claims = ResultClaims.of(ROW, issuer="a", digest=digest, document="17/TL")

        assert claims.resolved_at == datetime(2026, 1, 7, 3, tzinfo=UTC)
        assert (claims.digest, claims.document) == (digest, "17/TL")
        assert claims.is_about(b"the paper")

    @pytest.mark.parametrize("digest", [b"", b"\0" * 31, b"\0" * 33, "0" * 32])
    def test_a_digest_is_32_bytes(self, digest: object) -> None:
        with pytest.raises(InvalidValueError, match="SHA-256"):
            ResultClaims.of(ROW, issuer="a", digest=cast("bytes", digest))


class TestFileBagClaims:
    def test_papers_may_come_as_lists(self) -> None:
        papers: Any = [["form.pdf", bytes(32)]]
        bag = FileBagClaims(issuer="a", subject="b", url="c", papers=papers)

        assert bag.papers == (("form.pdf", bytes(32)),)

    @pytest.mark.parametrize(
        "papers",
        [
            None,
            "ab",
            [5],
            [("a",)],
            [("a", b"")],
            [(b"a", bytes(32))],
            [("", bytes(32))],
        ],
    )
    def test_what_is_no_list_of_papers_is_refused(self, papers: object) -> None:
        with pytest.raises(InvalidValueError, match="papers"):
            FileBagClaims(
                issuer="a", subject="b", url="c", papers=cast("Papers", papers)
            )


class TestStatusRef:
    @pytest.mark.parametrize(
        ("uri", "idx"), [("", 0), (5, "a"), ("a", -1), ("a", True)]
    )
    def test_what_is_no_place_is_refused(self, uri: object, idx: object) -> None:
        with pytest.raises(InvalidValueError):
            StatusRef(cast("str", uri), cast("int", idx))


@frozen(kw_only=True)
class ParkingClaims(Claims):
    """A set of a caller's own, of every kind of value."""

    label: ClassVar[int | None] = -80001
    purpose: ClassVar[str | None] = "parking"

    plate: Annotated[str, ClaimKey(1)] = field(validator=max_len(12))
    zone: Annotated[int, ClaimKey(2)]
    paid: Annotated[bool, ClaimKey(3)]
    from_at: Annotated[datetime, ClaimKey(4)]
    tag: Annotated[bytes, ClaimKey(5)]
    note: Annotated[str | None, ClaimKey(-1)] = None


class TestDeclaration:
    def test_a_class_without_label_or_purpose_is_refused(self) -> None:
        @frozen(kw_only=True)
        class NoPurpose(Claims):
            label: ClassVar[int | None] = -80002

        @frozen(kw_only=True)
        class Registered(Claims):
            label: ClassVar[int | None] = -65536
            purpose: ClassVar[str | None] = "x"

        @frozen(kw_only=True)
        class NoLabel(Claims):
            plate: Annotated[str, ClaimKey(1)]

        with pytest.raises(InvalidValueError, match="private use"):
            NoLabel(issuer="a", subject="b", plate="c")
        with pytest.raises(InvalidValueError, match="purpose"):
            NoPurpose(issuer="a", subject="b")
        with pytest.raises(InvalidValueError, match="private use"):
            Registered(issuer="a", subject="b")

    def test_a_field_needs_a_number_of_its_own_and_a_kind(self) -> None:
        @frozen(kw_only=True)
        class Plain(Claims):
            label: ClassVar[int | None] = -80003
            purpose: ClassVar[str | None] = "x"
            plate: str

        @frozen(kw_only=True)
        class Twice(Claims):
            label: ClassVar[int | None] = -80004
            purpose: ClassVar[str | None] = "x"
            one: Annotated[str, ClaimKey(1)]
            two: Annotated[str, ClaimKey(1)]

        @frozen(kw_only=True)
        class Fraction(Claims):
            label: ClassVar[int | None] = -80005
            purpose: ClassVar[str | None] = "x"
            ratio: Annotated[float, ClaimKey(1)]

        with pytest.raises(InvalidValueError, match="ClaimKey"):
            Plain(issuer="a", subject="b", plate="c")
        with pytest.raises(InvalidValueError, match="differ"):
            Twice(issuer="a", subject="b", one="c", two="d")
        with pytest.raises(InvalidValueError, match="float"):
            Fraction(issuer="a", subject="b", ratio=0.5)


def test_the_labels_on_paper_are_those_of_the_contract() -> None:
    sets: list[type[Claims]] = [
        ReceiptClaims, ResultClaims, ProcedureClaims, FileBagClaims,
    ]  # fmt: skip

    assert [(kind.label, kind.purpose) for kind in sets] == [
        (-70001, "receipt"),
        (-70002, "result"),
        (-70003, "procedure"),
        (-70004, "file_bag"),
    ]


def rows() -> list[list[str]]:
    """Return the cells of all tables of the page."""
    page = Path(__file__).parents[2] / "docs" / "token.md"
    lines = page.read_text("utf-8").replace("\N{MINUS SIGN}", "-").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("| ")
    ]


class TestPage:
    """The page that says what the numbers on paper mean."""

    def test_it_has_the_label_and_the_purpose_of_every_set(self) -> None:
        sets = {
            (str(kind.label), kind.__name__, str(kind.purpose))
            for kind in OURS.values()
        }

        assert sets == {tuple(row[:3]) for row in rows() if row[1].endswith("Claims")}

    def test_it_has_the_number_of_every_claim(self) -> None:
        printed = {
            (row[0], row[1], kind)
            for row in rows()
            if len(row) == 4 and row[3].endswith("Claims")
            for kind in row[3].split(", ")
        }
        declared = {
            (str(claim.number), claim.name, kind.__name__)
            for kind in OURS.values()
            for claim in claim_set(kind).claims
        }

        assert printed == declared

    def test_it_has_every_code_once(self) -> None:
        printed = [row[0].strip("`") for row in rows() if row[0].strip("`") in CODES]

        assert sorted(printed) == sorted(set(CODES) - OF_KEYS)


CODES = get_args(TokenCode)
OF_KEYS = {"bad_key", "duplicate_kid"}
