"""The verifier's page: one file that any browser opens and that needs nothing else."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from html import escape
from typing import TYPE_CHECKING, Final, cast

from egovkit import _data
from egovkit._time import require_aware, zone
from egovkit.errors import InvalidValueError
from egovkit.qr._claims import Claims
from egovkit.qr._key_set import KeySet
from egovkit.qr._limits import DEFAULT
from egovkit.qr._link import split_base
from egovkit.qr._periods import LEEWAY, seconds
from egovkit.qr._status import StatusList
from egovkit.qr._trust import ALGORITHMS, ENVELOPE, keys_of, lists_of, sets_of

if TYPE_CHECKING:
    from egovkit.qr._trust import Json

_FOLDER: Final = "verifier"
_SCRIPTS: Final = (
    "text", "cbor", "token", "claims", "verify", "words", "show", "camera", "main",
)  # fmt: skip
_POLICY: Final = (
    "default-src 'none'; img-src data:; script-src 'sha256-{script}'; "
    "style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; "
    "trusted-types 'none'; require-trusted-types-for 'script'"
)
_WORDS: Final = re.compile(r'data-words="([\w.]+)"[^>]*>')
_SLOT: Final = re.compile(r"\{\{(\w+)\}\}")


def verifier_page(
    keys: KeySet,
    *,
    at: datetime | None = None,
    statuses: StatusList | Iterable[StatusList] | None = (),
    base: str | None = None,
    claim_sets: Iterable[type[Claims]] = (),
    leeway: timedelta = LEEWAY,
    language: str = "vi",
    title: str | None = None,
    tz: str | tzinfo = "Asia/Ho_Chi_Minh",
) -> str:
    r"""Write the page that tells a citizen whether a paper is genuine, without a network.

    Put it where `link` leads, or on any device. It takes a token from its own fragment,
    a pasted text or the camera, refuses whatever `verify` refuses by the same code, and
    shows no claim before the signature holds. It loads nothing and sends nothing: its
    policy (CSP) allows no request at all. Its clock is that of the device, and it says
    so; what the device cannot check it does not call wrong.

    The keys and lists are those of the moment: write the page anew when a key comes, or
    is revoked, and before a status list becomes stale.

    Parameters
    ----------
    keys
        The keys that the page trusts.
    at
        Now: the page says how old its knowledge is, and does not trust a device whose
        clock is before. Without it, the day of the latest status list.
    statuses
        The status lists it knows, from `StatusList.verify`. A paper that names another
        list cannot be told; with None revocation is not asked, and the page says so.
    base
        The address that a pasted or scanned link has to have.
    claim_sets
        Sets of claims of the caller's own; their claims are shown by their names.
    leeway
        By how much clocks may differ.
    language
        "vi" or "en", to begin with: readers can switch.
    title
        The heading, such as the name of the office.
    tz
        The zone in which instants are shown.

    Raises
    ------
    InvalidValueError
        If the language is another, the base no address, the zone has no name, a list
        was not signed, or a claim set has validators, which a page cannot run.
    NaiveDatetimeError
        If `at` has no zone.

    Examples
    --------
    >>> from egovkit.qr import SigningKey
    >>> keys = KeySet([SigningKey.generate().public(issuer="ward.example")])
    >>> page = verifier_page(keys, base="https://ward.example/v", title="A ward")
    >>> page[:32]
    '<!DOCTYPE html>\n<html lang="vi">'
    >>> "default-src 'none'" in page
    True
    """
    words = _words()
    if language not in words:
        raise InvalidValueError("language", language, f"one of {', '.join(words)}")
    if base is not None:
        split_base(base)
    if isinstance(statuses, StatusList):
        statuses = (statuses,)
    lists = None if statuses is None else lists_of(statuses)
    trust: Json = {
        "keys": keys_of(keys),
        "statuses": lists,
        "sets": sets_of(claim_sets),
        "envelope": ENVELOPE,
        "algorithms": ALGORITHMS,
        "limits": {
            name: getattr(DEFAULT, name) for name in ("text", "token", "depth", "items")
        },
        "leeway": seconds(leeway),
        "base": base,
        "made": _made(at, lists or []),
        "zone": _zone_name(tz),
        "title": title,
    }
    return _written(trust, words, language)


def _made(at: datetime | None, lists: "list[Json]") -> float | None:
    """Return the latest instant that is known to have passed when the page was made."""
    known = [cast("float", statuses["issued_at"]) for statuses in lists]
    if at is not None:
        known.append(require_aware(at, "at").timestamp())
    return max(known, default=None)


def _zone_name(tz: str | tzinfo) -> str:
    name = getattr(zone(tz), "key", None)
    if not isinstance(name, str):
        raise InvalidValueError(
            "tz", tz, "a zone with a name", 'write it like "Asia/Ho_Chi_Minh"'
        )
    return name


def _words() -> dict[str, dict[str, str]]:
    """Return the words of each language by their keys."""
    tables = _data.table("egovkit.qr", f"{_FOLDER}/words.toml")
    return {
        language: dict(_flat(cast("dict[str, object]", table)))
        for language, table in tables.items()
    }


def _flat(table: dict[str, object], beginning: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield beginning + key, value
        else:
            yield from _flat(cast("dict[str, object]", value), f"{key}.")


def _written(trust: "Json", words: dict[str, dict[str, str]], language: str) -> str:
    own = words[language]
    script = "".join(_bare(_file(f"{name}.js")) for name in _SCRIPTS)
    style = _bare(_file("page.css"))
    slots = {
        "language": language,
        "heading": escape(str(trust["title"] or own["title"])),
        "policy": _POLICY.format(script=_sha256(script), style=_sha256(style)),
        "style": style,
        "script": script,
        "trust": _json(trust),
        "words": _json({key: [table[key] for table in words.values()] for key in own}),
    }
    template = _WORDS.sub(
        lambda found: found[0] + escape(own[found[1]]), _file("page.html")
    )
    # In one pass: what is filled in is not looked at again.
    return _SLOT.sub(lambda found: slots[found[1]], template)


def _file(name: str) -> str:
    from importlib.resources import files

    return (files("egovkit.qr") / "data" / _FOLDER / name).read_text("utf-8")


def _bare(text: str) -> str:
    """Leave comments and indentation behind: a quarter of it, on a slow phone."""
    lines = map(str.strip, text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and line[:2] != "//")


def _sha256(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return b64encode(sha256(text.encode()).digest()).decode("ascii")


def _json(value: object) -> str:
    """Write JSON that can stand in a script element, whatever text is in it."""
    import json

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
