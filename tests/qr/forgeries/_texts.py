"""Forged texts and links around a genuine token."""

from collections.abc import Iterator
from functools import partial

from tests.qr.forgeries._making import (
    BASE,
    GENUINE,
    GENUINE_ED,
    RECEIPT,
    Forgery,
    b32,
    b64,
    but,
    link_to,
    sign1,
)

TEXT = b32(GENUINE)


def digits_of(data: bytes) -> str:
    """Write seven bytes as seventeen digits (FIDO CTAP 2.2 section 11.5)."""
    chunks = [data[at : at + 7] for at in range(0, len(data), 7)]
    sizes = {1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15, 7: 17}
    return "".join(
        str(int.from_bytes(chunk, "little")).zfill(sizes[len(chunk)])
        for chunk in chunks
    )


def padded_to(remainder: int) -> str:
    """Return the text of a genuine token whose length leaves a remainder by five."""
    tokens = (sign1(but({2: "H53" + "x" * n})) for n in range(5))
    return b32(next(token for token in tokens if len(token) % 5 == remainder))


def text() -> Iterator[Forgery]:
    """Change the letters."""
    case = partial(Forgery, "text", code="malformed")
    yield case("control", TEXT, code=None)
    yield case("control: small letters", TEXT.lower(), code=None)
    mixed = TEXT[:50] + TEXT[50:].lower()
    yield case("control: large and small", mixed, code=None)
    for remainder, steps in {1: (1, 2, 3), 2: (1, 8), 3: (1,), 4: (1, 4)}.items():
        good = padded_to(remainder)
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        for step in steps:
            spare = good[:-1] + letters[letters.index(good[-1]) + step]
            yield case(f"spare bits {step} after {remainder} bytes", spare)
        yield case(f"padding after {remainder} bytes", good + "=" * (-len(good) % 8))
    for count in (1, 3, 6):
        cut = TEXT[: len(TEXT) // 8 * 8 - 8 + count]
        yield case(f"{count} letters over", cut)
    insertions = {
        "a space": " ",
        "a line feed": "\n",
        "a tab": "\t",
        "NUL": "\0",
        "a hyphen": "-",
        "a dot": ".",
        "a percent sign": "%41",
        "a soft hyphen": "\N{SOFT HYPHEN}",
        "a space of no width": "\N{ZERO WIDTH SPACE}",
        "an override": "\N{RIGHT-TO-LEFT OVERRIDE}",
        "an accent": "\N{COMBINING ACUTE ACCENT}",
        "half a pair": "\ud800",
        "an emoji": "\N{GRINNING FACE}",
    }
    for name, letter in insertions.items():
        yield case(f"{name} within", TEXT[:40] + letter + TEXT[40:])
        yield case(f"{name} at the end", TEXT + letter)
    yield case("twice", TEXT + TEXT)
    yield case("two of them", TEXT + "\n" + b32(GENUINE_ED))


def look_alikes() -> Iterator[Forgery]:
    """Write letters that look like those of base32."""
    case = partial(Forgery, "look-alikes", code="malformed")
    letters = {
        "0 for O": "0",
        "1 for I": "1",
        "8 for B": "8",
        "9": "9",
        "a Cyrillic A": "\N{CYRILLIC CAPITAL LETTER A}",
        "a Greek A": "\N{GREEK CAPITAL LETTER ALPHA}",
        "a full-width A": "\N{FULLWIDTH LATIN CAPITAL LETTER A}",
        "a bold A": "\N{MATHEMATICAL BOLD CAPITAL A}",
        "a Kelvin sign": "\N{KELVIN SIGN}",
        "a long s": "\N{LATIN SMALL LETTER LONG S}",
        "an i without dot": "\N{LATIN SMALL LETTER DOTLESS I}",
        "an Arabic 2": "\N{ARABIC-INDIC DIGIT TWO}",
        "a superscript 2": "\N{SUPERSCRIPT TWO}",
        "a sharp s": "\N{LATIN SMALL LETTER SHARP S}",
    }
    for name, letter in letters.items():
        yield case(name, TEXT[:30] + letter + TEXT[31:])
    starts = {
        "a Cyrillic K": "2\N{CYRILLIC CAPITAL LETTER KA}",
        "an Arabic 2": "\N{ARABIC-INDIC DIGIT TWO}K",
        "a full-width 2": "\N{FULLWIDTH DIGIT TWO}K",
        "Z for 2": "ZK",
    }
    for name, start in starts.items():
        yield case(f"{name} at the start", start + TEXT[2:], code="not_a_token")


def digits() -> Iterator[Forgery]:
    """Change the digits."""
    case = partial(Forgery, "digits", code="malformed")
    good = digits_of(GENUINE)
    yield case("control", good, code=None)
    yield case("control: in a link", link_to(good), base=BASE, code=None)
    yield case("a digit too many", good + "0")
    yield case("a digit too few", good[:-1])
    yield case("a block of nines", "9" * 17 + good[17:])
    yield case("a block of 2^56", str(2**56) + good[17:])
    yield case("zeros before", "0" * 17 + good)
    foreign = "".join(chr(0x0660 + int(digit)) for digit in good)
    yield case("Arabic digits", foreign, code="not_a_token")
    yield case("a sign", "+" + good, code="not_a_token")
    yield case("a separator", good[:17] + "_" + good[17:], code="not_a_token")
    yield case("a line feed", good + "\n", code="not_a_token")
    yield case("an exponent", good[:16] + "e1" + good[18:], code="not_a_token")


def no_token() -> Iterator[Forgery]:
    """Show something else."""
    case = partial(Forgery, "no token", code="not_a_token")
    texts = {
        "nothing": "",
        "a space": " ",
        "a space before": " " + TEXT,
        "a byte order mark before": "\N{ZERO WIDTH NO-BREAK SPACE}" + TEXT,
        "an override before": "\N{RIGHT-TO-LEFT OVERRIDE}" + TEXT,
        "base64url": b64(GENUINE),
        "hexadecimal": GENUINE.hex(),
        "an untagged token": b32(GENUINE[1:]),
        "the payload": b32(RECEIPT),
        "JSON": '{"payload": "", "signatures": []}',
        "a card": "BEGIN:VCARD\nEND:VCARD",
        "a script": "javascript:alert(1)#" + TEXT,
        "data": "data:text/html,#" + TEXT,
        "a file": "file:///v#" + TEXT,
        "another scheme": "ftp://ward.example/v#" + TEXT,
        "no scheme": "//ward.example/v#" + TEXT,
        "no host": "https:#" + TEXT,
        "a scheme with a space": " https://ward.example/v#" + TEXT,
        "HC2": "HC2:6BF",
        "small hc1": "hc1:6BF",
        "VietQR": "00020101021138540010A00000072701240006970436011012345678900208"
        "QRIBFTTA53037045802VN63045BC3",
        "EMV": "000201010211520459995802SG5904WARD6009SINGAPORE6304A13A",
        "an identity card": "001099012345|123456789|Nguyen Van A|01011999|Nam|Ha Noi|",
    }
    for name, shown in texts.items():
        yield case(name, shown)
    data = {
        "no bytes": b"",
        "text in bytes": TEXT.encode(),
        "a link in bytes": link_to(TEXT).encode(),
        "zeros": bytes(100),
        "zlib": b"\x78\x9c\x03\x00",
        "gzip": b"\x1f\x8b\x08",
        "a map": RECEIPT,
        "bytes around it": b"\x58\xa3" + GENUINE,
    }
    for name, shown_bytes in data.items():
        yield case(name, shown_bytes)


def sizes() -> Iterator[Forgery]:
    """Show more than any QR code holds."""
    case = partial(Forgery, "size", code="too_large")
    yield case("a text of 7,090", "2K" + "A" * 7088)
    yield case("a text of ten million", "2K" * 5_000_000)
    yield case("a link of 7,090", link_to("2KC").ljust(7090, "A"))
    yield case("digits of 7,090", "1" * 7090)
    yield case("other text of 7,090", "?" * 7090)
    yield case("2,954 bytes", GENUINE.ljust(2954, b"\0"))
    yield case("a mebibyte", GENUINE.ljust(1 << 20, b"\0"))
    yield case("2,954 bytes in text", b32(GENUINE.ljust(2954, b"\0")))
    yield case("2,955 bytes in digits", digits_of(GENUINE.ljust(2955, b"\0")))
    longest = sign1(but({7: b"\0" * 2700}))
    padding = 2953 - len(longest)
    largest = sign1(but({7: bytes(2700 + padding)}))
    yield case("control: 2,953 bytes", largest, code=None)
    yield case("control: 2,953 bytes in text", b32(largest), code=None)


def link() -> Iterator[Forgery]:
    """Lead somewhere else, or hide the token where a server sees it."""
    case = partial(Forgery, "link", code="foreign_link", base=BASE)
    good = (
        link_to(TEXT),
        f"https://ward.example/v#{TEXT}",
        f"hTTps://Ward.Example/v#{TEXT.lower()}",
    )
    for number, shown in enumerate(good, start=1):
        yield case(f"control {number}", shown, code=None)
    elsewhere = f"https://elsewhere.example/w#{TEXT}"
    yield case("control: another host, none asked for", elsewhere, base=None, code=None)
    yield case("another host", elsewhere)
    addresses = {
        "another path": "https://ward.example/w",
        "a path of another case": "https://ward.example/V",
        "a longer path": "https://ward.example/v/",
        "a path that goes back": "https://ward.example/x/../v",
        "an encoded path": "https://ward.example/%76",
        "no path": "https://ward.example",
        "http": "http://ward.example/v",
        "a port": "https://ward.example:8443/v",
        "the usual port": "https://ward.example:443/v",
        "a dot after the host": "https://ward.example./v",
        "a host within another": "https://ward.example.elsewhere.example/v",
        "a longer host": "https://fakeward.example/v",
        "a subdomain": "https://x.ward.example/v",
        "a user": "https://ward.example@elsewhere.example/v",
        "a user and a password": "https://a:b@ward.example/v",
        "a backslash": "https://elsewhere.example\\@ward.example/v",
        "backslashes": "https:\\\\ward.example\\v",
        "a Cyrillic host": "https://w\N{CYRILLIC SMALL LETTER A}rd.example/v",
        "a host in Punycode": "https://xn--wrd-5cd.example/v",
        "a full-width dot": "https://ward\N{FULLWIDTH FULL STOP}example/v",
        "a long s in the scheme": "http\N{LATIN SMALL LETTER LONG S}://ward.example/v",
        "a space in the host": "https://ward.example /v",
        "a line feed in the path": "https://ward.example/v\n",
        "an override in the path": "https://ward.example/v\N{RIGHT-TO-LEFT OVERRIDE}",
        "a query": "https://ward.example/v?",
        "no host": "https:///v",
    }
    for name, address in addresses.items():
        no_link = name in ("backslashes", "a long s in the scheme")
        code = "not_a_token" if no_link else "foreign_link"
        yield case(name, f"{address}#{TEXT}", code=code)
    yield from _places()


def _places() -> Iterator[Forgery]:
    for name, base in (("asked", BASE), ("not asked", None)):
        case = partial(Forgery, "link", code="foreign_link", base=base)
        queries = {
            "in the query": f"https://ward.example/v?{TEXT}",
            "in a named query": f"https://ward.example/v?token={TEXT}",
            "in query and fragment": f"https://ward.example/v?a=b#{TEXT}",
            "behind a user": f"https://a@ward.example/v#{TEXT}",
        }
        for where, shown in queries.items():
            yield case(f"{where}, base {name}", shown)
        case = partial(Forgery, "link", code="not_a_token", base=base)
        fragments = {"no fragment": "", "an empty fragment": "#"}
        for where, fragment in fragments.items():
            yield case(f"{where}, base {name}", BASE + fragment)
        for where in ("/", "token=", "?", "!", "#", "%32"):
            yield case(f"#{where} before it, base {name}", link_to(where + TEXT))
    case = partial(Forgery, "link", code="malformed", base=BASE)
    yield case("two fragments", link_to(f"{TEXT}#{TEXT}"))
    yield case("text highlighting", link_to(f"{TEXT}:~:text=genuine"))
    yield case("a line feed after it", link_to(TEXT + "\n"))
    yield case("a dot after it", link_to(TEXT + "."))
    yield case("two links", f"{link_to(TEXT)} {link_to(TEXT)}")
    in_path = f"https://ward.example/v/{TEXT}"
    yield case("in the path", in_path, code="foreign_link")
    yield case("in the path, no base", in_path, base=None, code="not_a_token")


GROUPS = (text, look_alikes, digits, no_token, sizes, link)
