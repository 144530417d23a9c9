"""Make `qr.json`, which Python and the verifier's page have to judge alike.

A vector is a text, the instant and the base it is verified with, and the code of the
refusal, or null if it is accepted. What a vector is made for says its code; those that
chance made have the code of `egovkit.qr.verify`, and the page, which shares no line with
it, has to come to the same. `qr_trust.json` holds the keys and the status lists.

    python -m tests.vectors.make_qr
"""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from egovkit.errors import TokenError
from egovkit.qr import KeySet, StatusList, verify
from tests.vectors.qr_by_hand import BASE, by_hand
from tests.vectors.qr_office import (
    AT,
    BOTH,
    ED,
    LETTERS,
    Vector,
    base32,
    claims,
    digits,
    key_set,
    mapped,
    receipt,
    signed_lists,
    status_lists,
)

HERE = Path(__file__).parent


def by_chance(random: Random) -> Iterator[Vector]:
    for each in BOTH:
        data = each.token(mapped(claims()))
        yield from _flipped(data, random)
        yield from _mistyped(base32(data), LETTERS + "01=", 120, random)
        yield from _mistyped(digits(data), "0123456789 ", 80, random)
        yield from (Vector(base32(data[:n]), "?") for n in range(0, len(data), 4))
    yield from _signed_noise(random, 400)
    for _ in range(60):
        noise = "".join(
            random.choices(LETTERS[:4] + "0123 :/#?é", k=random.randint(1, 30))
        )
        beginning = random.choice(("", "2K", "3A6", "https://", "https://a#2K", "HC1:"))
        yield Vector(beginning + noise, "?", base=random.choice((None, BASE)))


def _flipped(data: bytes, random: Random) -> Iterator[Vector]:
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << random.randrange(8)
        in_signature = at >= len(data) - 64
        yield Vector(base32(bytes(changed)), "bad_signature" if in_signature else "?")


def _mistyped(good: str, letters: str, count: int, random: Random) -> Iterator[Vector]:
    for n in range(count):
        at = random.randrange(len(good))
        letter = random.choice(letters)
        swapped = good[:at] + good[at : at + 2][::-1] + good[at + 2 :]
        yield Vector(
            (
                good[:at] + letter + good[at + 1 :], good[:at] + letter + good[at:],
                good[:at] + good[at + 1 :], swapped,
            )[n % 4], "?",
        )  # fmt: skip


def _signed_noise(random: Random, count: int) -> Iterator[Vector]:
    """Claims and headers with a byte changed, taken out or put in, and then signed."""
    for n in range(count):
        source = mapped(receipt()) if n % 4 else ED.header
        changed = bytearray(source)
        at = random.randrange(len(source))
        how = random.randrange(3)
        if how < 2:
            changed[at : at + 1] = random.randbytes(how)
        else:
            changed.insert(at, random.choice(source))
        data = bytes(changed)
        header = None if n % 4 else data
        token = ED.token(data if n % 4 else mapped(claims()), header)
        yield Vector(base32(token), "?")


def made() -> Iterator[Vector]:
    """Return all vectors, in the order of the file."""
    keys = key_set()
    statuses = status_lists(signed_lists(), keys)
    for vector in (*by_hand(), *by_chance(Random(2026))):  # noqa: S311, for the same every time
        code = judged(vector, keys, statuses)
        if vector.code not in (code, "?"):
            raise AssertionError(vector, code)
        yield Vector(vector.text, code, vector.at, vector.base)


def judged(vector: Vector, keys: KeySet, statuses: list[StatusList]) -> str | None:
    try:
        verify(vector.text, keys, at=vector.at, base=vector.base, statuses=statuses)
    except TokenError as refusal:
        return refusal.code
    return None


def _written(vector: Vector) -> str:
    at = vector.at.isoformat().replace("+00:00", "Z")
    values = {"text": vector.text, "at": at, "base": vector.base, "code": vector.code}
    return json.dumps(values)


def trust() -> str:
    lists = [base32(token) for token in signed_lists()]
    return json.dumps(
        {
            "at": AT.isoformat(), "jwks": json.loads(key_set().to_jwks()), "lists": lists,
        },
        indent=1,
    ) + "\n"  # fmt: skip


def vectors() -> str:
    return "[\n" + ",\n".join(map(_written, made())) + "\n]\n"


if __name__ == "__main__":
    (HERE / "qr_trust.json").write_text(trust(), "utf-8")
    (HERE / "qr.json").write_text(vectors(), "utf-8")
