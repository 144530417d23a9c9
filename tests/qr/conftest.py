"""An office that signs, and that can also sign what no honest office would."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from attrs import frozen

from egovkit.errors import TokenError
from egovkit.qr import KeySet, ReceiptClaims, SigningKey, StatusRef, Token, issue

ISSUER = "ward.example"
AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NUMBERS = {"ES256": -7, "Ed25519": -8}


@frozen
class Office:
    """A key, the set that holds it, and papers by it."""

    key: SigningKey
    keys: KeySet
    receipt: ReceiptClaims
    at: datetime = AT
    issuer: str = ISSUER

    @property
    def number(self) -> int:
        """The number of the algorithm."""
        return NUMBERS[self.key.alg]

    @property
    def payload(self) -> dict[Any, Any]:
        """The claims of an honest receipt, as a map to be changed."""
        return {
            1: ISSUER,
            2: "H53-1",
            4: int(AT.timestamp()) + 86_400,
            6: int(AT.timestamp()),
            -70001: {1: "1.001193", 2: "H53.01", 3: 1767578400, 4: 1767837600},
        }

    def issue(
        self,
        *,
        expires: timedelta | datetime | None = timedelta(days=90),
        status: StatusRef | None = None,
        at: datetime = AT,
    ) -> Token[ReceiptClaims]:
        """Issue the receipt honestly."""
        return issue(self.receipt, key=self.key, at=at, expires=expires, status=status)

    def sign(self, payload: object) -> bytes:
        """Sign a payload, written by cbor2 in the order in which it is given."""
        data = payload if isinstance(payload, bytes) else cbor2.dumps(payload)
        return self.frame(cbor2.dumps({1: self.number, 4: self.key.kid}), data)

    def frame(
        self, protected: bytes, payload: bytes, unprotected: bytes = b"\xa0"
    ) -> bytes:
        """Write a tagged COSE_Sign1 with any header, and sign it."""
        signed = cbor2.dumps(["Signature1", protected, b"", payload])
        return b"".join(
            (
                b"\xd2\x84", cbor2.dumps(protected), unprotected, cbor2.dumps(payload),
                cbor2.dumps(self.key.sign(signed)),
            )
        )  # fmt: skip


@pytest.fixture(params=["ES256", "Ed25519"])
def office(request: pytest.FixtureRequest) -> Office:
    """Return an office of either algorithm."""
    key = SigningKey.generate(request.param)
    return Office(
        key=key,
        keys=KeySet([key.public(issuer=ISSUER)]),
        receipt=ReceiptClaims(
            issuer=ISSUER,
            subject="000.00.00.H53-260105-0001",
            procedure="1.001193",
            unit="H53.01",
            received_at=datetime(2026, 1, 5, 2, tzinfo=UTC),
            due_at=datetime(2026, 1, 8, 9, 30, tzinfo=UTC),
        ),
    )


@pytest.fixture(scope="session")
def refused() -> Callable[[Callable[[], object]], TokenError]:
    """Return a function that runs what has to be refused, and returns the refusal."""

    def refused(call: Callable[[], object]) -> TokenError:
        with pytest.raises(TokenError) as caught:
            call()
        return caught.value

    return refused


@pytest.fixture(scope="session")
def vectors_file() -> Path:
    """Public test vectors of other formats, which are not part of the repository."""
    folder = Path(os.environ.get("EGOVKIT_DATA", "../shared/data"))
    file = Path(__file__).parents[2] / folder / "qr" / "vectors.json"
    if not file.exists():
        pytest.skip(f"needs qr/vectors.json; set EGOVKIT_DATA to its folder: {folder}")
    return file
