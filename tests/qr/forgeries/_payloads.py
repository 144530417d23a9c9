"""Forged payloads, each under a true signature: CBOR, claims, sets and texts."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import cbor2

from egovkit.qr import KeySet
from tests.qr.forgeries._making import (
    AT,
    CLAIMS,
    ED,
    ES,
    EXPIRES,
    GENUINE,
    GENUINE_ED,
    ISSUED,
    ISSUER,
    LEEWAY,
    NOW,
    RECEIPT,
    SUBJECT,
    Forgery,
    Payload,
    but,
    head,
    ordered,
    raw_map,
    sign1,
)

BEGIN = ((1, cbor2.dumps(ISSUER)), (2, cbor2.dumps(SUBJECT)))
TIMES = ((4, cbor2.dumps(EXPIRES)), (6, cbor2.dumps(ISSUED)))
SET = (-70001, cbor2.dumps(CLAIMS[-70001]))
INNER: Payload = CLAIMS[-70001]


def with_extra(value: bytes) -> bytes:
    """Write the receipt with a private claim, which nobody knows, of any bytes."""
    return raw_map(*BEGIN, *TIMES, SET, (-80001, value))


def with_inner(changes: Payload, *, without: int | None = None) -> bytes:
    """Write the receipt with some claims of its set changed."""
    inner = {k: v for k, v in (INNER | changes).items() if k != without}
    return raw_map(*BEGIN, *TIMES, (-70001, ordered(inner)))


def cbor() -> Iterator[Forgery]:
    """Write the payload so that two readers may read two things, or none an end."""
    case = partial(Forgery, "CBOR")
    good = {
        "an integer of 2^53 - 1": cbor2.dumps(2**53 - 1),
        "an integer of -(2^53 - 1)": cbor2.dumps(1 - 2**53),
        "seven arrays": b"\x81" * 6 + b"\x80",
        "false, true and null": b"\x83\xf4\xf5\xf6",
        "bytes, text and a map": b"\x83\x40\x60\xa0",
        "text and integers as keys": b"\xa3\x01\x00\x20\x00\x61a\x00",
    }
    for name, value in good.items():
        yield case(f"control: {name}", sign1(with_extra(value)), None)
    for name, value in _values().items():
        yield case(name, sign1(with_extra(value)), "malformed")
    for name, payload in _payloads().items():
        yield case(name, sign1(payload), "malformed")


def _values() -> dict[str, bytes]:
    """Return items that strict CBOR does not have."""
    return {
        "a key twice in a map within": b"\xa2\x01\x00\x01\x01",
        "a text key twice": b"\xa2\x61a\x00\x61a\x01",
        "keys out of order in a map within": b"\xa2\x02\x00\x01\x00",
        "keys by length first": b"\xa2\x61a\x00\x19\x01\x00\x00",
        "a negative key first": b"\xa2\x20\x00\x00\x00",
        "an array without length": b"\x9f\x00\xff",
        "a map without length": b"\xbf\x01\x00\xff",
        "a text in chunks": b"\x7f\x61a\xff",
        "bytes in chunks": b"\x5f\x41a\xff",
        "0 in two bytes": b"\x18\x00",
        "23 in two bytes": b"\x18\x17",
        "255 in three bytes": b"\x19\x00\xff",
        "65535 in five bytes": b"\x1a\x00\x00\xff\xff",
        "2^32 - 1 in nine bytes": b"\x1b\0\0\0\0\xff\xff\xff\xff",
        "-1 in two bytes": b"\x38\x00",
        "a text with a long length": b"\x78\x01a",
        "bytes with a long length": b"\x59\x00\x01a",
        "an array with a long length": b"\x98\x01\x00",
        "a map with a long length": b"\xb8\x01\x00\x00",
        "a long key": b"\xa1\x18\x01\x00",
        "2^53": cbor2.dumps(2**53),
        "-2^53": cbor2.dumps(-(2**53)),
        "2^64 - 1": cbor2.dumps(2**64 - 1),
        "-2^64": cbor2.dumps(-(2**64)),
        "a bignum": cbor2.dumps(2**70),
        "a bignum of one byte": b"\xc2\x41\x01",
        "a date in a tag": b"\xc1\x1a\x69\x00\x00\x00",
        "a text in a tag": b"\xc0\x74" + b"2026-04-05T02:00:00Z",
        "tag 24": b"\xd8\x18\x41\x00",
        "two hundred tags": b"\xc1" * 200 + b"\x00",
        "two thousand tags": b"\xc1" * 2000 + b"\x00",
        "a half": b"\xf9\x3c\x00",
        "a single": b"\xfa\x3f\x80\x00\x00",
        "a double": b"\xfb\x3f\xf0\0\0\0\0\0\0",
        "not a number": b"\xf9\x7e\x00",
        "infinity": b"\xf9\x7c\x00",
        "-0.0": b"\xf9\x80\x00",
        "undefined": b"\xf7",
        "simple 0": b"\xe0",
        "simple 19": b"\xf3",
        "simple 255": b"\xf8\xff",
        "true in two bytes": b"\xf8\x15",
        "a break": b"\xff",
        "head 28": b"\x1c",
        "head 30 of a map": b"\xbe",
        "simple 28": b"\xfc",
        "true as a key": b"\xa1\xf5\x00",
        "null as a key": b"\xa1\xf6\x00",
        "bytes as a key": b"\xa1\x41a\x00",
        "an array as a key": b"\xa1\x80\x00",
        "a map as a key": b"\xa1\xa0\x00",
        "a float as a key": b"\xa1\xf9\x3c\x00\x00",
        "not a number as a key": b"\xa1\xf9\x7e\x00\x00",
        "a tag as a key": b"\xa1\xc1\x01\x00",
        "UTF-8 cut": b"\x61\xc3",
        "UTF-8 too long": b"\x62\xc0\x80",
        "UTF-8 of a surrogate": b"\x63\xed\xa0\x80",
        "UTF-8 beyond U+10FFFF": b"\x64\xf4\x90\x80\x80",
        "UTF-8 in the middle": b"\x61\x80",
        "Latin-1": b"\x61\xe9",
        "UTF-8 of no text as a key": b"\xa1\x61\xff\x00",
        "a thousand arrays": b"\x81" * 1000 + b"\x80",
        "eight arrays": b"\x81" * 7 + b"\x80",
        "a thousand maps": b"\xa1\x00" * 1000 + b"\x00",
        "an array of 2^32": b"\x9b\0\0\0\1\0\0\0\0",
        "an array of 2^64 - 1": b"\x9b" + b"\xff" * 8,
        "a map of 2^63": b"\xbb\x80\0\0\0\0\0\0\0",
        "a map of 2^64 - 1": b"\xbb" + b"\xff" * 8,
        "a text of 2^62": b"\x7b\x40\0\0\0\0\0\0\0",
        "bytes of 2^64 - 1": b"\x5b" + b"\xff" * 8,
        "bytes of 2^31": b"\x5a\x80\0\0\0",
        "an array of three hundred": head(4, 300) + bytes(300),
        "a map of a hundred and fifty": ordered(dict.fromkeys(range(150), 0)),
        "a value that holds itself": b"\xd8\x1c\x81\xd8\x1d\x00",
        "a reference": b"\xd8\x1d\x00",
        "a string reference": b"\xd9\x01\x00\x82\x64ward\xd8\x19\x00",
        "an array too short": b"\x82\x00",
        "a map too short": b"\xa2\x00\x00\x01",
    }


def _long_instant() -> list[tuple[int, bytes]]:
    """Return the claims of the set, the third in four bytes where two would do."""
    inner = [(key, cbor2.dumps(value)) for key, value in INNER.items()]
    return [(key, v if key != 3 else b"\x1a\0\0\xff\xff") for key, v in inner]


def _payloads() -> dict[str, bytes]:
    """Return whole payloads that are not the one map of CBOR they have to be."""
    issuer, subject, times = BEGIN[0], BEGIN[1], TIMES
    foreign = (1, cbor2.dumps("other.example"))
    late = (4, cbor2.dumps(2**32))
    return {
        "issuer twice": raw_map(issuer, foreign, subject, *times, SET),
        "issuer twice, the same": raw_map(issuer, issuer, subject, *times, SET),
        "expiry twice": raw_map(issuer, subject, times[0], late, times[1], SET),
        "set twice": raw_map(*BEGIN, *times, SET, SET),
        "subject first": raw_map(subject, issuer, *times, SET),
        "set first": raw_map(SET, *BEGIN, *times),
        "issuer under a long key": b"\xa5\x18\x01" + RECEIPT[2:],
        "a claim of the set twice": raw_map(
            *BEGIN, *times, (-70001, b"\xa2\x01\x61a\x01\x61b")
        ),
        "claims of the set out of order": raw_map(
            *BEGIN, *times, (-70001, raw_map((2, b"\x61b"), (1, b"\x61a")))
        ),
        "a long name": raw_map((1, b"\x78\x0cward.example"), subject, *times, SET),
        "a long expiry": raw_map(issuer, subject, (4, b"\x1a\0\0\xff\xff"), SET),
        "a long instant in the set": raw_map(
            *BEGIN, *times, (-70001, raw_map(*_long_instant()))
        ),
        "a long label": b"\xa5"
        + raw_map(*BEGIN, *times)[1:]
        + b"\x3a\0\0\xff\xff"
        + SET[1],
        "no length": b"\xbf" + RECEIPT[1:] + b"\xff",
        "a long length": b"\xb8\x05" + RECEIPT[1:],
        "a length too large": b"\xa6" + RECEIPT[1:],
        "a length too small": b"\xa4" + RECEIPT[1:],
        "nothing": b"",
        "cut": RECEIPT[:-1],
        "something follows": RECEIPT + b"\0",
        "another map follows": RECEIPT + RECEIPT,
        "JSON": b'{"iss":"ward.example","sub":"1","exp":1775354400}',
        "tag 61": b"\xd8\x3d" + RECEIPT,
        "a token": GENUINE,
        "a byte order mark": b"\xef\xbb\xbf" + RECEIPT,
    }


def claims() -> Iterator[Forgery]:
    """Say something that is no claim, or by a claim something that is not so."""
    yield from _registered()
    yield from _expiry()
    yield from _times()
    yield from _issuers()
    yield from _sets()


def _registered() -> Iterator[Forgery]:
    case = partial(Forgery, "claims", code="bad_claims")
    wrong: dict[str, Payload] = {
        "issuer a number": {1: 7},
        "issuer null": {1: None},
        "issuer bytes": {1: b"ward.example"},
        "issuer an array": {1: [ISSUER]},
        "subject a number": {2: 26010500001},
        "subject null": {2: None},
        "token id a text": {7: "1"},
        "token id a number": {7: 1},
        "status a text": {65535: "valid"},
        "status empty": {65535: {}},
        "status null": {65535: None},
        "status list null": {65535: {"status_list": None}},
        "status without place": {65535: {"status_list": {"uri": "u"}}},
        "status without list": {65535: {"status_list": {"idx": 0}}},
        "status at a text": {65535: {"status_list": {"idx": "0", "uri": "u"}}},
        "status at -1": {65535: {"status_list": {"idx": -1, "uri": "u"}}},
        "status at true": {65535: {"status_list": {"idx": True, "uri": "u"}}},
        "status of a list of bytes": {65535: {"status_list": {"idx": 0, "uri": b"u"}}},
        "status told in another way": {65535: {"statuslist": 0}},
    }
    for name, changes in wrong.items():
        yield case(name, sign1(but(changes)))
    yield case("no issuer", sign1(but(without=[1])))
    yield case("no subject", sign1(but(without=[2])))
    yield case("no claims", sign1(b"\xa0"))
    plain = {
        "an array": b"\x80",
        "a number": b"\x00",
        "null": b"\xf6",
        "a text": b"\x60",
        "an untagged token": GENUINE[1:],
    }
    for name, payload in plain.items():
        yield case(f"{name} and no map", sign1(payload))
    texts = ordered({"iss": ISSUER, "sub": SUBJECT, "exp": EXPIRES})
    yield case("labels of JSON", sign1(texts))
    no_expiry = sign1(but(without=[4]))
    yield case("control: for good, no expiry", no_expiry, code=None)
    yield case("control: a token id", sign1(but({7: b"1"})), code=None)
    yield case("control: no set", sign1(but(without=[-70001])), code=None)


def _expiry() -> Iterator[Forgery]:
    case = partial(Forgery, "claims")
    wrong: dict[str, tuple[object, str]] = {
        "a text": (str(EXPIRES), "bad_claims"),
        "an RFC 3339 text": ("2026-04-05T02:00:00Z", "bad_claims"),
        "bytes": (EXPIRES.to_bytes(4, "big"), "bad_claims"),
        "negative": (-1, "bad_claims"),
        "null": (None, "bad_claims"),
        "true": (True, "bad_claims"),
        "an array": ([EXPIRES], "bad_claims"),
        "a map": ({1: EXPIRES}, "bad_claims"),
        "after the year 9999": (253402300800, "bad_claims"),
        "in milliseconds": (EXPIRES * 1000, "bad_claims"),
        "2^53 - 1": (2**53 - 1, "bad_claims"),
        "2^53": (2**53, "malformed"),
        "2^70": (2**70, "malformed"),
        "a float": (float(EXPIRES), "malformed"),
        "not a number": (float("nan"), "malformed"),
        "infinity": (float("inf"), "malformed"),
        "a date in a tag": (cbor2.CBORTag(1, EXPIRES), "malformed"),
        "undefined": (cbor2.undefined, "malformed"),
        "when it was issued": (ISSUED, "bad_claims"),
        "before it was issued": (ISSUED - 1, "bad_claims"),
    }
    for name, (expires, code) in wrong.items():
        for alg, signer in (("ES256", ES), ("Ed25519", ED)):
            token = sign1(but({4: expires}), signer)
            yield case(f"expires {name}, {alg}", token, code)
    for name, label in {"issued": 6, "not before": 5}.items():
        yield case(f"{name} null", sign1(but({label: None})), "bad_claims")
        yield case(f"{name} a text", sign1(but({label: str(ISSUED)})), "bad_claims")
        yield case(f"{name} -1", sign1(but({label: -1})), "bad_claims")


def _times() -> Iterator[Forgery]:
    case = partial(Forgery, "time")
    last = EXPIRES + LEEWAY - NOW
    for name, token in (("ES256", GENUINE), ("Ed25519", GENUINE_ED)):
        good, late = AT + timedelta(seconds=last - 1), AT + timedelta(seconds=last)
        yield case(f"control: in its last second, {name}", token, None, at=good)
        yield case(f"expired by a second, {name}", token, "expired", at=late)
    years = AT + timedelta(days=36500)
    yield case("expired a century ago", GENUINE, "expired", at=years)
    issued = sign1(but({6: NOW + LEEWAY}))
    yield case("control: issued as late as can be", issued, None)
    issued = sign1(but({6: NOW + LEEWAY + 1}))
    yield case("issued in a minute and a second", issued, "issued_in_future")
    begins = sign1(but({5: NOW + LEEWAY}))
    yield case("control: begins as late as can be", begins, None)
    begins = sign1(but({5: NOW + LEEWAY + 1}))
    yield case("begins in a minute and a second", begins, "not_yet_valid")
    both = sign1(but({5: NOW + 99, 6: NOW + 99}))
    yield case("issued and begun tomorrow", both, "issued_in_future")
    before = AT - timedelta(days=365)
    yield case("a clock that is slow", GENUINE, "issued_in_future", at=before)
    undated = sign1(but(without=[6]))
    yield case("undated and expired", undated, "expired", at=years)
    never = sign1(but({5: EXPIRES + 10}))
    yield case("begins after it expires", never, "not_yet_valid")
    yield case("issued and expired in 1970", sign1(but({4: 1, 6: 0})), "expired")


def _issuers() -> Iterator[Forgery]:
    case = partial(Forgery, "issuer", code="wrong_issuer")
    names = {
        "foreign": "other.example",
        "upper case": ISSUER.upper(),
        "a space follows": ISSUER + " ",
        "a dot follows": ISSUER + ".",
        "a NUL follows": ISSUER + "\0",
        "a subdomain": "x." + ISSUER,
        "an address": f"https://{ISSUER}",
        "a Cyrillic a": "w\N{CYRILLIC SMALL LETTER A}rd.example",
        "a space of no width": "ward\N{ZERO WIDTH SPACE}.example",
        "turned around": "\N{RIGHT-TO-LEFT OVERRIDE}elpmaxe.draw",
        "what acts on a terminal": "\x1b]0;ward.example\x07",
        "full width": "\uff57\uff41\uff52\uff44.example",
    }
    for name, issuer in names.items():
        yield case(name, sign1(but({1: issuer})))
    accented = KeySet([ES.public("ph\u01b0\u1eddng.example")])
    apart = sign1(but({1: "phu\u031bo\u031b\u0300ng.example"}))
    yield case("accents apart", apart, keys=accented)
    together = sign1(but({1: "ph\u01b0\u1eddng.example"}))
    yield case("control: accents together", together, keys=accented, code=None)


def _sets() -> Iterator[Forgery]:
    case = partial(Forgery, "set", code="bad_claims")
    values: tuple[object, ...] = ("a text", 7, None, [], b"", True)
    for value in values:
        yield case(f"a receipt that is {value!a}", sign1(but({-70001: value})))
    for number in INNER:
        yield case(f"no {number}", sign1(with_inner({}, without=number)))
        yield case(f"{number} null", sign1(with_inner({number: None})))
        yield case(f"{number} an array", sign1(with_inner({number: []})))
    wrong: dict[str, Payload] = {
        "procedure a number": {1: 1001193},
        "unit bytes": {2: b"H53.01"},
        "received a text": {3: "2026-01-05"},
        "received -1": {3: -1},
        "due true": {4: True},
        "due after the year 9999": {4: 253402300800},
    }
    for name, changes in wrong.items():
        yield case(name, sign1(with_inner(changes)))
    yield from _other_sets()


def _other_sets() -> Iterator[Forgery]:
    case = partial(Forgery, "set", code="bad_claims")
    digest = b"\x5a" * 32
    result: Payload = {1: "1.001193", 2: "H53.01", 5: ISSUED, 6: digest, 7: "17/TLKS"}
    bag: Payload = {10: "https://ward.example/d/1", 11: [["form.pdf", digest]]}
    procedure: Payload = {8: "1872/QD-BTP", 9: "2", 10: "https://ward.example/p"}
    sets: dict[int, Payload] = {-70002: result, -70003: procedure, -70004: bag}
    for label, inner in sets.items():
        own = but({label: inner}, without=[-70001])
        yield case(f"control: {label}", sign1(own), code=None)
        two = but({label: inner})
        yield case(f"{label} and a receipt in one", sign1(two))
        for number in inner.keys() - {7}:
            cut = {k: v for k, v in inner.items() if k != number}
            token = sign1(but({label: cut}, without=[-70001]))
            yield case(f"{label} without {number}", token)
    wrong: dict[str, tuple[int, Payload]] = {
        "digest of 31 bytes": (-70002, result | {6: digest[1:]}),
        "digest of 33 bytes": (-70002, result | {6: digest + b"Z"}),
        "digest of no bytes": (-70002, result | {6: b""}),
        "digest in hexadecimal": (-70002, result | {6: digest.hex()}),
        "document a number": (-70002, result | {7: 17}),
        "document null": (-70002, result | {7: None}),
        "version a number": (-70003, procedure | {9: 2}),
        "papers a text": (-70004, bag | {11: "form.pdf"}),
        "papers a map": (-70004, bag | {11: {"form.pdf": digest}}),
        "a paper without digest": (-70004, bag | {11: [["form.pdf"]]}),
        "a paper of three": (-70004, bag | {11: [["form.pdf", digest, 1]]}),
        "a paper the wrong way": (-70004, bag | {11: [[digest, "form.pdf"]]}),
        "a paper of 20 bytes": (-70004, bag | {11: [["form.pdf", digest[:20]]]}),
    }
    for name, (label, inner) in wrong.items():
        yield case(name, sign1(but({label: inner}, without=[-70001])))


def display() -> Iterator[Forgery]:
    """Sign texts that act on a terminal or a page: they are genuine, and not shown."""
    case = partial(Forgery, "display", code="expired", at=AT + timedelta(days=365))
    texts = {
        "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}1000-501062-35H",
        "isolates": "\N{FIRST STRONG ISOLATE}H53\N{POP DIRECTIONAL ISOLATE}",
        "an escape": "\x1b[2J\x1b[31mH53",
        "markup": "<script>alert(1)</script>",
        "a line": "H53\r\nexpired: no",
        "a format": "{0.__class__} %s %n",
        "NUL": "H53\0",
    }
    for name, subject in texts.items():
        yield case(name, sign1(but({2: subject})))
        good = sign1(but({2: subject}))
        yield case(f"control: {name}", good, code=None, at=AT)


GROUPS = (cbor, claims, display)
