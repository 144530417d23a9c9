"""The record of one event: its layout, and its text."""

from datetime import datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Final, TypeVar

from attrs import frozen

from egovkit._plain import to_plain
from egovkit.deadlines import Basis, Promise
from egovkit.dossiers import Actor, Event
from egovkit.serial._json import canonical, encodable
from egovkit.serial._layouts import Layout

S = TypeVar("S", bound=StrEnum)

RECORD: Final = Layout("a record")
"""The layout of all in a record but its payload, which has a version of its own."""

quoted: Final = encode_basestring
"""Write a text in JSON."""


@frozen
class RecordHead:
    """What a record says of its event besides the payload and its own version."""

    number: str
    seq: int
    action: str
    state: str
    at: datetime
    by: Actor
    payload_version: int
    promise: Promise | None
    key: str | None
    recorded_at: datetime | None


def written(number: str, seq: int, event: Event[S], payload_version: int) -> str:
    """Write a record as `canonical` would write its data, in a fraction of the time.

    Every event of every dossier is written, each once; so its fields stand here in the
    order of the alphabet.
    """
    payload, promise, key = event.payload, event.promise, event.key
    recorded_at = event.recorded_at
    return encodable(
        f'{{"action":{quoted(event.action)}'
        f',"at":{_instant(event.at)}'
        f',"by":{_actor(event.by)}'
        f',"key":{"null" if key is None else quoted(key)}'
        f',"number":{quoted(number)}'
        f',"payload":{"null" if payload is None else canonical(to_plain(payload))}'
        f',"payload_version":{payload_version}'
        f',"promise":{"null" if promise is None else _promise(promise)}'
        f',"recorded_at":{"null" if recorded_at is None else _instant(recorded_at)}'
        f',"seq":{seq}'
        f',"state":{quoted(event.state)}'
        f',"v":{RECORD.version}}}'
    )


@lru_cache(maxsize=1024)
def _actor(actor: Actor) -> str:
    return canonical(to_plain(actor))


@lru_cache(maxsize=1024)
def _basis(basis: Basis) -> str:
    return canonical(to_plain(basis))


def _promise(promise: Promise) -> str:
    return f'{{"basis":{_basis(promise.basis)},"due_at":{_instant(promise.due_at)}}}'


def _instant(at: datetime) -> str:
    if _is_writable(at.tzinfo):
        return f'"{at.isoformat()}"'
    return canonical(to_plain(at))  # which says what is wrong with it


@lru_cache(maxsize=256)
def _is_writable(tz: tzinfo | None) -> bool:
    """Whether an offset is fixed, and in whole minutes as RFC 3339 has it."""
    return type(tz) is timezone and not tz.utcoffset(None) % timedelta(minutes=1)
