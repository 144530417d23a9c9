"""Vectors that are made on purpose: each says its own code."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from tests.vectors.qr_office import (
    AT,
    BOTH,
    DATED,
    ED,
    ES,
    EXP,
    FOREIGN,
    IAT,
    LIST,
    LOST,
    NARROW,
    OTHER,
    RECEIPT,
    STOLEN,
    UNBOUND,
    Signer,
    Vector,
    array,
    base32,
    claims,
    digits,
    head,
    integer,
    mapped,
    octets,
    pairs,
    receipt,
    status,
    text,
)

BASE = "https://ward.example/v"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256 (SEC 2 section 2.4.2)."""

ED_ORDER = 2**252 + 27742317777372353535851937790883648493
"""That of Ed25519 (RFC 8032 section 5.1)."""


def by_hand() -> Iterator[Vector]:
    yield from _genuine()
    yield from _texts()
    yield from _links()
    yield from _foreign_links()
    yield from _frames()
    yield from _headers()
    yield from _signatures()
    yield from _cbor()
    yield from _claims()
    yield from _times()
    yield from _keys()
    yield from _statuses()


def signed(payload: bytes | dict[int, bytes], code: str | None = None) -> Vector:
    data = mapped(payload) if isinstance(payload, dict) else payload
    return Vector(base32(ES.token(data)), code)


def _genuine() -> Iterator[Vector]:
    result = {**RECEIPT, 5: RECEIPT[3], 6: octets(bytes(32)), 7: text("17/TLKS")}
    bag = {10: text("https://ward.example/d"), 11: array()}
    paper = array(text("Đơn đề nghị.pdf"), octets(bytes(32)))
    notice = {8: text("1872/QĐ-BTP"), 9: text("2"), 10: text("https://ward.example/t")}
    payloads = (
        claims(), receipt(), claims({4: None}), claims({6: None}), claims({7: octets(b"\1")}),
        claims({-70002: mapped(result)}), claims({-70003: mapped(notice)}),
        claims({-70004: mapped(bag)}), claims({-70004: mapped({**bag, 11: array(paper)})}),
        claims({-80001: array(b"\xf4", b"\xf5", b"\xf6", integer(-(2**53) + 1))}),
        receipt({**RECEIPT, 99: text("more")}), claims({1: text("ward.example")}),
    )  # fmt: skip
    for each in BOTH:
        for payload in payloads:
            data = each.token(mapped(payload))
            yield Vector(base32(data))
        data = each.token(mapped(receipt()))
        yield Vector(base32(data).lower())
        yield Vector(digits(data))
        yield Vector(base32(b"\xd8\x3d" + data))
        yield Vector(digits(b"\xd8\x3d" + data))
        yield Vector(base32(each.token(mapped({**receipt(), 4: head(0, 2**32 + 5)}))))


def _texts() -> Iterator[Vector]:
    good = base32(ES.token(mapped(claims())))
    for other in (" " + good, "\n" + good, "\ufeff" + good, "3K" + good, good[1:]):
        yield Vector(other, "not_a_token")
    for inside in (
        "0",
        "1",
        "8",
        "9",
        "=",
        " ",
        "-",
        "ı",
        "İ",
        "\u212a",
        "Ａ",
        "\0",
        "😀",
    ):
        yield Vector(good[:50] + inside + good[51:], "malformed")
    for end in ("\n", " ", "=", "A", "AAA", "AAAAAA", "#", "%20"):
        yield Vector(good + end, "malformed")
    for beginning in ("2ı", "2İ", "2\u212a", "²K", "２K", "①"):
        yield Vector(beginning + good[2:], "not_a_token")
    yield Vector("2K", "malformed")
    yield Vector("2KCA", "malformed")
    for empty in (
        "",
        " ",
        "#",
        "H53-1",
        "\u0661\u0662\u0663",
        "\ud800",
        "ward.example",
    ):
        yield Vector(empty, "not_a_token")
    for payment in ("000201", "00020101021138570010A00000072701", "000201" + "1" * 11):
        yield Vector(payment, "not_a_token")
    for other in (
        "HC1:NCF",
        "shc:/56",
        "eyJhbGciOiJFUzI1NiJ9.e30.",
        "NCFOXN",
        "6BF",
        "V7F",
    ):
        yield Vector(other, "format_not_asked")
    for other in ("hc1:NCF", "HC1", "SHC:/56", "eyj", "ncf"):
        yield Vector(other, "not_a_token")
    for number in (
        "1",
        "2",
        "12",
        "1234",
        "9" * 17,
        "9" * 34,
        "256",
        "0" * 16,
        "00020",
    ):
        yield Vector(number, "malformed")
    yield Vector("2" * 7090, "too_large")
    # One letter beyond 16 bits: it counts once, and JavaScript counts it twice.
    yield Vector("😀" + "x" * 7089, "too_large")
    yield Vector("😀" + "x" * 7088, "not_a_token")
    yield Vector("2K" + "A" * 4726, "too_large")
    yield Vector("2K" + "A" * 4723, "malformed")
    yield Vector("2K" + "A" * 4726 + "1", "malformed")


def _links() -> Iterator[Vector]:
    good = base32(ES.token(mapped(claims())))
    for address in (
        "HTTPS://WARD.EXAMPLE/v", "https://ward.example/v", "hTTps://Ward.Example/v",
    ):  # fmt: skip
        yield Vector(f"{address}#{good}", None, base=BASE)
        yield Vector(f"{address}#{digits(ES.token(mapped(claims())))}", None, base=BASE)
    for address in (
        "http://x",
        "https://a.example/b/c/",
        "https://[::1]:8/é".replace("é", ""),
    ):
        yield Vector(f"{address}#{good}")
    for base in ("https://WARD.example", "https://ward.example/"):
        for path in ("", "/"):
            yield Vector(f"https://ward.example{path}#{good}", None, base=base)


def _foreign_links() -> Iterator[Vector]:
    good = base32(ES.token(mapped(claims())))
    for address in (
        "http://ward.example/v", "https://ward.example/V", "https://ward.example/v/",
        "https://ward.example", "https://ward.example:443/v", "https://ward.example./v",
        "https://evil.example/v", "https://ward.example.evil.example/v",
        "https://ward.example/v/../v", "https://ward.example/%76", "https://ward.example//v",
        "https://ward.example/v ", "https:// ward.example/v", "https://ward.example\\v",
    ):  # fmt: skip
        yield Vector(f"{address}#{good}", "foreign_link", base=BASE)
    for address in (
        "https://ward.example/v?", "https://ward.example/v?a=b", "https://u@ward.example/v",
        "https://u:p@ward.example/v", "https://wаrd.example/v", "https://ward.example/ｖ",
        "https:///v", "https://?", "https://ward.example/v?é",
    ):  # fmt: skip
        for either in (BASE, None):
            yield Vector(f"{address}#{good}", "foreign_link", base=either)
    yield Vector(f"https://ward.example/v?{good}", "foreign_link")
    yield Vector("https://", "foreign_link")
    yield Vector("https://#", "foreign_link")
    for rest in (
        "",
        "#",
        "#x",
        "#HC1:NCF",
        "#000201",
        f"#/{good}",
        f"##{good}",
        f"#?{good}",
    ):
        yield Vector(f"https://ward.example/v{rest}", "not_a_token", base=BASE)
    for rest in (f"#{good}#", f"#{good}?a", f"#{good}%20", f"#{good}\n"):
        yield Vector(f"https://ward.example/v{rest}", "malformed", base=BASE)
    for scheme in ("httpſ", "ftp", "HTTPS:", " https", "https\n"):
        yield Vector(f"{scheme}://ward.example/v#{good}", "not_a_token")


def _frames() -> Iterator[Vector]:
    data = ES.token(mapped(claims()))
    header_end = 3 + data[2] - 0x40
    header, rest = data[2:header_end], data[header_end:]
    payload, signature = rest[1:-66], data[-66:]
    # Without its tag, or with another one, it does not even begin like a token.
    for frame in (data[1:], b"\xd1" + data[1:], b"\xd8\x12" + data[1:], b"\0" + data):
        yield Vector(base32(frame), "not_a_token")
    short = bytes((header[0] & 31,)) + header[1:] + rest
    for frame in (
        b"\xd2" + data, b"\xd8\x3d" * 2 + data, b"\xd2\x83" + data[2:],
        b"\xd2\x85" + data[2:], b"\xd2\x9f" + data[2:] + b"\xff", data + b"\0", data * 2,
        b"\xd2\x84" + header + b"\xa1\4\x40" + payload + signature,
        b"\xd2\x84" + header + b"\xb8\0" + payload + signature,
        b"\xd2\x84" + header + b"\xa0\xf6" + signature,
        b"\xd2\x84" + header + b"\xa0" + text("{}") + signature,
        b"\xd2\x84\x58" + short, b"\xd2\x84\x59\0" + short,
        data[:-66] + b"\x59\0\x40" + data[-64:],
        data[:-66] + b"\x5f" + data[-66:] + b"\xff",
        b"\xd2\x84\x5b" + bytes(8) + rest, b"\xd2\x84" + mapped({}) + rest,
    ):  # fmt: skip
        yield Vector(base32(frame), "malformed")
    yield Vector(base32(b"\xd2\x84\x40" + rest), "missing_kid")


def _headers() -> Iterator[Vector]:
    kid, alg = octets(ES.key.kid), integer(-7)
    headers: tuple[tuple[bytes, str | None], ...] = (
        (mapped({1: integer(-9), 4: kid}), None),
        (mapped({1: alg, 4: kid, 16: b"\xf6"}), "malformed"),
        (mapped({1: integer(-8), 4: kid}), "algorithm_mismatch"),
        (mapped({1: integer(-19), 4: kid}), "algorithm_mismatch"),
        (mapped({1: integer(-7), 4: octets(ED.key.kid)}), "algorithm_mismatch"),
        *((mapped({1: integer(n), 4: kid}), "unsupported_algorithm")
          for n in (0, 1, 7, -1, -6, -35, -37, -257, -65535, 5)),
        *((mapped({1: odd, 4: kid}), "unsupported_algorithm")
          for odd in (text("ES256"), b"\xf6", b"\xf5", octets(b"\7"), array(alg), mapped({}))),
        (mapped({4: kid}), "unsupported_algorithm"),
        (mapped({1: alg}), "missing_kid"), (mapped({}), "missing_kid"),
        (mapped({1: alg, 4: b"\xf6"}), "missing_kid"),
        *((mapped({1: alg, 4: odd}), "malformed")
          for odd in (text("a"), integer(1), b"\xf4", array(kid), mapped({}))),
        *((mapped({1: alg, 4: octets(odd)}), "unknown_key")
          for odd in (b"", b"\0" * 4, ES.key.kid + b"\0", ES.key.kid[:3], b"x" * 300)),
        (mapped({1: alg, 2: array(integer(1)), 4: kid}), "critical_header"),
        (mapped({1: alg, 2: b"\xf6", 4: kid}), "critical_header"),
        (mapped({1: alg, 3: text("a"), 4: kid}), "malformed"),
        (mapped({1: alg, 4: kid, 16: text("application/statuslist+cwt")}), "malformed"),
        (mapped({1: alg, 4: kid, 33: octets(b"a certificate")}), "malformed"),
        (mapped({1: alg, 4: kid, 5: octets(bytes(12))}), "malformed"),
        (pairs((integer(1), alg), (integer(4), kid), (text("a"), alg)), "malformed"),
        (pairs((integer(4), kid), (integer(1), alg)), "malformed"),
        (pairs((integer(1), alg), (integer(1), alg), (integer(4), kid)), "malformed"),
        (pairs((integer(1), b"\x38\6"), (integer(4), kid)), "malformed"),
        (b"\xbf" + mapped({1: alg, 4: kid})[1:] + b"\xff", "malformed"),
        (array(), "malformed"), (alg, "malformed"), (b"\xf6", "malformed"),
        (mapped({1: alg, 4: kid}) + b"\0", "malformed"),
    )  # fmt: skip
    for header, code in headers:
        yield Vector(base32(ES.token(mapped(claims()), header)), code)


def _signatures() -> Iterator[Vector]:
    for each in BOTH:
        data = each.token(mapped(claims()))
        body, r, s = data[:-66], data[-64:-32], data[-32:]
        order = ORDER if each is ES else ED_ORDER
        top = bytes(32)
        for odd in (
            b"", r, r + s[:-1], r + s + b"\0", bytes(64), top + s, r + top, s + r,
            order.to_bytes(32) * 2, b"\xff" * 64, r + order.to_bytes(32),
            bytes(96), b"\x30\x44\2\x20" + r + b"\2\x20" + s,
        ):  # fmt: skip
            yield Vector(base32(body + octets(odd)), "bad_signature")
        if each is ES:
            turned = (ORDER - int.from_bytes(s)).to_bytes(32)
            yield Vector(base32(body + octets(r + turned)), None)
            yield Vector(base32(body + octets((ORDER - int.from_bytes(r)).to_bytes(32) + s)),
                         "bad_signature")  # fmt: skip
        else:
            more = (int.from_bytes(s, "little") + order).to_bytes(32, "little")
            yield Vector(base32(body + octets(r + more)), "bad_signature")
    forged = FOREIGN.token(mapped(claims()))
    yield Vector(base32(forged), "unknown_key")
    yield Vector(base32(FOREIGN.token(mapped(claims()), ES.header)), "bad_signature")
    mine = mapped({1: integer(-7), 4: octets(FOREIGN.key.kid)})
    yield Vector(base32(ES.token(mapped(claims()), mine)), "unknown_key")


def _cbor() -> Iterator[Vector]:
    """Signed by the office, and yet not in the one way."""
    deep = b"\x81" * 6
    wide = [array(*(b"\0",) * n) for n in range(240, 250)]
    start = sorted((integer(key), value) for key, value in claims().items())
    for value in (
        b"\x18\x17", b"\x19\0\xff", b"\x1a\0\0\xff\xff", b"\x1b" + bytes(4) + b"\xff" * 4,
        b"\x38\x17", b"\x58\1a", b"\x78\1a", b"\x98\0", b"\xb8\0", b"\x1c", b"\x1f",
        b"\x1c" + bytes(16), b"\x5d" + bytes(32), b"\x9e" + bytes(64), b"\xfc" + bytes(16),
        b"\x5f\x41a\xff", b"\x7f\x61a\xff", b"\x9f\xff", b"\xbf\xff", b"\xff", b"\xc0\x60",
        b"\xc1\0", b"\xc2\x41\1", b"\xd8\x2a\0", b"\xf7", b"\xf0", b"\xe0", b"\xf8\x14", b"\xf8\xff",
        b"\xf9\0\0", b"\xfa" + bytes(4), b"\xfb" + bytes(8), b"\xfb\x7f\xf8" + bytes(6),
        head(0, 2**53), head(1, 2**53 - 1), head(0, 2**64 - 1), head(1, 2**64 - 1),
        b"\x61\x80", b"\x62\xc0\x80", b"\x63\xed\xa0\x80", b"\x64\xf4\x90\x80\x80", b"\x61\xc3",
        b"\xa1\x40\0", b"\xa1\xf5\0", b"\xa1\x80\0", b"\xa2\0\0\0\0", b"\xa2\1\0\0\0",
        b"\xa2\x61a\0\x20\0", b"\xa2\x62aa\0\x61b\0", b"\x9b" + b"\xff" * 8, b"\xbb" + b"\xff" * 8,
        b"\x5b" + b"\xff" * 8, b"\x7a" + b"\xff" * 4, deep + b"\x81\x81\0", deep + b"\xa1\0\x80", *wide[-1:],
    ):  # fmt: skip
        yield signed(pairs(*start, (integer(-80001), value)), "malformed")
    for value in (
        deep + b"\x81\0", deep + b"\x80", deep + b"\xa0", head(0, 2**53 - 1), head(1, 2**53 - 2),
        *wide[:5], b"\x64\xf0\x9f\x98\x80", b"\x63\xef\xbb\xbf", b"\x61\0", b"\xa2\x20\0\x60\0",
        b"\xa2\x61b\0\x62aa\0", b"\xf4", b"\xf5", b"\xf6", b"\x40", b"\x60",
    ):  # fmt: skip
        yield signed(pairs(*start, (integer(-80001), value)), None)
    yield signed(pairs(*start[::-1]), "malformed")
    yield signed(pairs(*start, start[-1]), "malformed")
    yield signed(mapped(claims()) + b"\0", "malformed")
    yield signed(mapped(claims())[:-1], "malformed")
    yield signed(b"", "malformed")


def _claims() -> Iterator[Vector]:
    for payload in (array(), integer(1), b"\xf6", text("{}"), octets(b""), b"\xf5"):
        yield signed(payload, "bad_claims")
    changed: tuple[Mapping[int, bytes | None], ...] = (
        {1: None}, {2: None}, {4: integer(IAT)}, {4: integer(IAT - 1)},
        {65535: text(LIST)}, {65535: mapped({})}, {65535: status("", 1)},
        {65535: status(LIST, -1)}, {65535: pairs((text("status_list"), mapped({})))},
        {65535: status(LIST, 1).replace(b"\1", b"\x611")},
        {65535: status(LIST, 1).replace(b"\1", b"\xf5")},
        {65535: pairs((text("status_list"), pairs(
            (text("idx"), integer(1)), (text("uri"), text(LIST)), (text("zzz"), integer(1)))))},
        {-70001: mapped(RECEIPT), -70003: mapped({8: text("a"), 9: text("b"), 10: text("c")})},
        {-70001: array()}, {-70001: mapped({})}, {-70001: b"\xf6"},
        {-70004: mapped({10: text("u"), 11: text("p")})},
        *({-70004: mapped({10: text("u"), 11: array(paper)})} for paper in (
            array(), array(text("a")), array(text(""), octets(bytes(32))), octets(b"a"),
            array(text("a"), octets(bytes(31))), array(text("a"), octets(bytes(32)), b"\0"))),
        *({-70002: mapped({**RECEIPT, 5: integer(IAT), 6: octets(bytes(32)), **odd})} for odd in (
            {6: octets(bytes(31))}, {6: text("a" * 32)}, {7: text("")}, {7: b"\xf6"},
            {7: integer(7)}, {5: integer(-1)}, {5: integer(253402300800)})),
    )  # fmt: skip
    for changes in changed:
        yield signed(claims(changes), "bad_claims")
    odd: tuple[bytes, ...] = (
        text(""), integer(5), octets(b"a"), b"\xf6", b"\xf4", array(), mapped({}),
    )  # fmt: skip
    for value in odd:
        yield signed(claims({1: value}), "bad_claims")
        yield signed(claims({2: value}), "bad_claims")
    no_instant = (
        text("5"), octets(b"5"), b"\xf6", b"\xf5", array(), integer(-1),
        integer(253402300800), integer(2**53 - 1),
    )  # fmt: skip
    for value in no_instant:
        for label in (4, 5, 6):
            yield signed(claims({label: value}), "bad_claims")
        yield signed(receipt({**RECEIPT, 3: value}), "bad_claims")
    for value in (text("a"), integer(1), b"\xf6", array()):
        yield signed(claims({7: value}), "bad_claims")
    for number in RECEIPT:
        missing = {key: value for key, value in RECEIPT.items() if key != number}
        yield signed(receipt(missing), "bad_claims")
        yield signed(receipt({**RECEIPT, number: b"\xf6"}), "bad_claims")


def _times() -> Iterator[Vector]:
    token = base32(ED.token(mapped(receipt())))
    later = base32(ED.token(mapped(claims({5: integer(IAT + 3600)}))))
    for seconds in (-3600, -61, -60, -1, 0, 1, 3600):
        at = AT + timedelta(seconds=seconds)
        yield Vector(token, "issued_in_future" if seconds < -60 else None, at)
        at += timedelta(hours=1)
        yield Vector(later, "not_yet_valid" if seconds < -60 else None, at)
    for seconds in (-3600, -1, 0, 59, 60, 61, 3600, 10**9):
        at = datetime.fromtimestamp(EXP + seconds, UTC)
        yield Vector(token, "expired" if seconds >= 60 else None, at)
    end = base32(ED.token(mapped(claims({4: None}))))
    yield Vector(end, None, datetime(9999, 12, 31, tzinfo=UTC))
    half = datetime.fromtimestamp(EXP + 59.5, UTC)
    yield Vector(token, None, half)
    yield Vector(token, "expired", half + timedelta(milliseconds=500))


def _keys() -> Iterator[Vector]:
    day = 86_400

    def by(
        each: Signer,
        code: str | None,
        changes: Mapping[int, bytes | None] | None = None,
    ) -> Vector:
        at = AT + timedelta(days=60)
        return Vector(base32(each.token(mapped(claims(changes)))), code, at)

    yield by(DATED, None)
    yield by(DATED, None, {6: integer(IAT + 30 * day)})
    yield by(DATED, "key_not_in_force", {6: integer(IAT - 1)})
    yield by(DATED, "key_not_in_force", {6: integer(IAT + 30 * day + 1)})
    yield by(DATED, "key_not_in_force", {6: None})
    for issued in (integer(IAT), integer(0)):
        yield by(STOLEN, "key_revoked", {6: issued})
    yield by(STOLEN, "key_not_in_force", {6: None})
    yield by(LOST, None, {6: integer(IAT + 10 * day - 1)})
    yield by(LOST, "key_revoked", {6: integer(IAT + 10 * day)})
    yield by(LOST, "key_not_in_force", {6: None})
    yield by(NARROW, "wrong_purpose")
    yield by(NARROW, "wrong_purpose", {-80001: mapped(RECEIPT)})
    yield by(NARROW, None, {-70001: mapped(RECEIPT)})
    yield by(UNBOUND, None, {1: text("anybody.example")})
    yield by(OTHER, "wrong_issuer")
    yield by(OTHER, None, {1: text("other.example")})
    for name in (
        "Ward.example",
        "ward.example ",
        "wаrd.example",
        "ward.example\0",
        "w",
    ):
        yield by(ES, "wrong_issuer", {1: text(name)})
    # Of several faults the first in the order of the checks is told.
    yield by(NARROW, "wrong_issuer", {1: text("w"), 4: integer(IAT + 1)})
    yield by(STOLEN, "bad_claims", {1: text("")})
    yield by(DATED, "key_not_in_force", {4: integer(IAT), 6: integer(IAT - 5)})
    yield by(
        LOST, "key_revoked", {4: integer(IAT + 11 * day), 6: integer(IAT + 10 * day)}
    )


def _statuses() -> Iterator[Vector]:
    def of(uri: str, idx: int, code: str | None, days: float = 0.2) -> Vector:
        payload = mapped(claims({65535: status(uri, idx)}))
        return Vector(base32(ES.token(payload)), code, AT + timedelta(days=days))

    for bits in (1, 2, 4, 8):
        yield of(f"{LIST}/{bits}", 2, None)
        yield of(f"{LIST}/{bits}", 3, "revoked")
        yield of(f"{LIST}/{bits}", 3, "revoked", days=364)
        yield of(f"{LIST}/{bits}", 3, "status_stale", days=366)
        yield of(f"{LIST}/{bits}", 4, None if bits == 1 else "suspended")
        yield of(f"{LIST}/{bits}", 5, None if bits == 1 else "status_unknown")
        yield of(f"{LIST}/{bits}", 63, "revoked")
        yield of(f"{LIST}/{bits}", 2, "expired", days=91)
        for outside in (64, 2**31, 2**32, 2**53 - 1):
            yield of(f"{LIST}/{bits}", outside, "status_unknown")
    yield of(f"{LIST}/t", 3, None)
    yield of(f"{LIST}/t", 3, "status_stale", days=0.3)
    for uri in ("o", "none", "1 ", "1#"):
        yield of(f"{LIST}/{uri}", 3, "status_unknown")
    yield of(f"{LIST}/u", 3, None)
