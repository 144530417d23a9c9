"""Our tokens at the software of others, and theirs at ours."""

import json
import shutil
import subprocess
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cwt import COSE, COSEKey
from pycose.algorithms import EdDSA, Es256
from pycose.headers import KID, Algorithm
from pycose.keys.cosekey import CoseKey
from pycose.messages.sign1message import Sign1Message

from egovkit.qr import (
    Claims,
    FileBagClaims,
    KeySet,
    ProcedureClaims,
    ReceiptClaims,
    ResultClaims,
    SigningKey,
    Status,
    StatusList,
    StatusRef,
    Token,
    issue,
    link,
    verify,
)
from tests.qr.forgeries._making import (
    AT,
    BASE,
    CLAIMS,
    ED,
    ES,
    ISSUED,
    ISSUER,
    KEYS,
    RECEIPT,
    SUBJECT,
    Signer,
    but,
    sign1,
)

ALGORITHMS = pytest.mark.parametrize("signer", [ES, ED], ids=["ES256", "Ed25519"])
DIGEST = bytes(range(32))
RECEIVED = datetime.fromtimestamp(ISSUED, UTC)
PAPERS = [
    (
        ReceiptClaims(
            issuer=ISSUER,
            subject=SUBJECT,
            procedure="1.001193",
            unit="Phường Bến Nghé",
            received_at=RECEIVED,
            due_at=RECEIVED + timedelta(days=3),
        ),
        {1: "1.001193", 2: "Phường Bến Nghé", 3: ISSUED, 4: ISSUED + 3 * 86400},
    ),
    (
        ResultClaims(
            issuer=ISSUER,
            subject=SUBJECT,
            procedure="1.001193",
            unit="H53.01",
            resolved_at=RECEIVED,
            digest=DIGEST,
        ),
        {1: "1.001193", 2: "H53.01", 5: ISSUED, 6: DIGEST},
    ),
    (
        ProcedureClaims(
            issuer=ISSUER,
            subject=SUBJECT,
            decision="1872/QD-BTP",
            version="2",
            url="https://ward.example/p",
        ),
        {8: "1872/QD-BTP", 9: "2", 10: "https://ward.example/p"},
    ),
    (
        FileBagClaims(
            issuer=ISSUER,
            subject=SUBJECT,
            url="https://ward.example/d",
            papers=(("Tờ khai.pdf", DIGEST),),
        ),
        {10: "https://ward.example/d", 11: [["Tờ khai.pdf", DIGEST]]},
    ),
]
STATUS = {"status_list": {"idx": 5, "uri": "https://ward.example/s/1"}}


def issued(signer: Signer) -> list[tuple[Token[Any], dict[Any, Any]]]:
    """Issue every kind of paper, and say by hand what stands in it."""
    return [
        (
            issue(
                claims,
                key=key_of(signer),
                at=RECEIVED,
                expires=timedelta(days=90),
                token_id=b"\x01\x02",
                status=StatusRef("https://ward.example/s/1", 5),
            ),
            {
                1: ISSUER,
                2: SUBJECT,
                4: ISSUED + 90 * 86400,
                6: ISSUED,
                7: b"\x01\x02",
                65535: STATUS,
                type(claims).label: own,
            },
        )
        for claims, own in PAPERS
    ]


def key_of(signer: Signer) -> SigningKey:
    pem = signer.private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    return SigningKey.from_pem(pem, kid=signer.kid)


def by_cwt(data: bytes, signer: Signer) -> bytes:
    """Verify by python-cwt."""
    key = COSEKey.new({**signer.cose_key(), 2: signer.kid, 3: signer.alg})
    payload: bytes = COSE.new(verify_kid=True).decode(data, key)
    return payload


def by_pycose(data: bytes, signer: Signer) -> bytes:
    """Verify by pycose."""
    message = Sign1Message.decode(data)
    message.key = CoseKey.from_dict(signer.cose_key())
    assert message.phdr == {
        Algorithm: EdDSA if signer is ED else Es256,
        KID: signer.kid,
    }
    assert not message.uhdr
    if not message.verify_signature() or message.payload is None:
        raise ValueError
    return message.payload


def by_node(links: list[str], keys: KeySet) -> list[Any]:
    """Verify by WebCrypto, as it is in browsers."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, version 20 or newer")
    given = {"links": links, **json.loads(keys.to_jwks())}
    script = Path(__file__).parent / "verify.mjs"
    done = subprocess.run(  # noqa: S603, our own script
        [node, str(script)],
        input=json.dumps(given).encode(),
        capture_output=True,
        check=True,
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers


def as_json(value: object) -> object:
    """Write claims as the script prints them."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.hex() if isinstance(value, bytes) else value


def changed(data: bytes) -> bytes:
    """Change one letter of the issuer, which both can still read."""
    return data.replace(b"ward.example", b"wart.example", 1)


@ALGORITHMS
class TestOurTokens:
    @pytest.mark.parametrize("verified", [by_cwt, by_pycose])
    def test_other_libraries_verify_and_read_them(
        self, signer: Signer, verified: Callable[[bytes, Signer], bytes]
    ) -> None:
        for token, claims in issued(signer):
            payload = verified(token.data, signer)

            assert cbor2.loads(payload) == claims
            # It is what cbor2 writes when it is told to write deterministically.
            assert list(cbor2.loads(payload)) == sorted(claims, key=cbor2.dumps)

    @pytest.mark.parametrize("verified", [by_cwt, by_pycose])
    def test_other_libraries_refuse_them_when_they_are_changed(
        self, signer: Signer, verified: Callable[[bytes, Signer], bytes]
    ) -> None:
        for token, _ in issued(signer):
            with pytest.raises(Exception, match=r"(?i)verify|^$"):
                verified(changed(token.data), signer)

    @pytest.mark.parametrize("text", ["base32", "digits"])
    def test_webcrypto_verifies_them_straight_from_the_link(
        self, signer: Signer, text: str
    ) -> None:
        papers = issued(signer)
        links = [link(token, base=BASE, text=text) for token, _ in papers]

        assert by_node(links, KEYS) == [as_json(claims) for _, claims in papers]

    def test_webcrypto_refuses_them_when_they_are_changed(self, signer: Signer) -> None:
        token = issued(signer)[0][0]
        other = Token(changed(token.data), token.kid, token.alg, lambda: None)

        assert by_node([link(other, base=BASE)], KEYS) == [None]

    def test_another_library_reads_a_status_list(self, signer: Signer) -> None:
        statuses = StatusList.of(16, bits=2).set(5, Status.SUSPENDED)
        token = statuses.issue(
            key=key_of(signer),
            uri="https://ward.example/s/1",
            at=AT,
            expires=timedelta(days=1),
            ttl=timedelta(hours=1),
        )
        claims = cbor2.loads(by_cwt(token.data, signer))
        packed = zlib.decompress(claims[65533].pop("lst"))

        assert claims == {
            2: "https://ward.example/s/1",
            4: int(AT.timestamp()) + 86400,
            6: int(AT.timestamp()),
            65533: {"bits": 2},
            65534: 3600,
        }
        # The sixth place is the third and fourth lowest bit of the second byte.
        assert packed == bytes((0, 0b1000, 0, 0))


def made_by_cwt(signer: Signer, payload: bytes) -> bytes:
    """Sign by python-cwt."""
    key = COSEKey.new({**private_cose_key(signer), 2: signer.kid, 3: signer.alg})
    header = {1: signer.alg, 4: signer.kid}
    data: bytes = COSE.new().encode(payload, key, protected=header)
    return data


def made_by_pycose(signer: Signer, payload: bytes) -> bytes:
    """Sign by pycose."""
    algorithm = EdDSA if signer is ED else Es256
    message = Sign1Message({Algorithm: algorithm, KID: signer.kid}, {}, payload)
    message.key = CoseKey.from_dict(private_cose_key(signer))
    data: bytes = message.encode()
    return data


def private_cose_key(signer: Signer) -> dict[Any, Any]:
    private = signer.private
    if isinstance(private, Ed25519PrivateKey):
        secret = private.private_bytes_raw()
    else:
        secret = private.private_numbers().private_value.to_bytes(32, "big")
    return {**signer.cose_key(), -4: secret}


def made_by_hand(signer: Signer, payload: bytes) -> bytes:
    """Sign by cryptography, and put the bytes together."""
    return sign1(payload, signer)


@ALGORITHMS
@pytest.mark.parametrize("made", [made_by_cwt, made_by_pycose, made_by_hand])
class TestTheirTokens:
    def test_a_receipt_is_verified_with_all_that_it_says(
        self, signer: Signer, made: Callable[[Signer, bytes], bytes]
    ) -> None:
        claims = verify(made(signer, RECEIPT), KEYS, at=AT, purpose=ReceiptClaims)

        own = CLAIMS[-70001]
        assert (claims.issuer, claims.subject) == (ISSUER, SUBJECT)
        assert (claims.procedure, claims.unit) == (own[1], own[2])
        assert claims.received_at == datetime.fromtimestamp(own[3], UTC)
        assert claims.due_at == datetime.fromtimestamp(own[4], UTC)
        assert claims.issued_at == datetime.fromtimestamp(CLAIMS[6], UTC)
        assert claims.expires_at == datetime.fromtimestamp(CLAIMS[4], UTC)

    @pytest.mark.parametrize(("said", "own"), PAPERS)
    def test_every_set_of_claims_is_read(
        self,
        signer: Signer,
        made: Callable[[Signer, bytes], bytes],
        said: Claims,
        own: dict[Any, Any],
    ) -> None:
        payload = but({type(said).label: own}, without={-70001} - {type(said).label})

        assert verify(made(signer, payload), KEYS, at=AT) == said
