"""TEMPORARY: what egovkit.serial will have."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Generic, TypeVar, cast
from enum import StrEnum

from egovkit._plain import from_plain, to_plain
from egovkit.dossiers import (
    Actor,
    Correction,
    Event,
    Migrated,
    Opening,
    Promise,
    Workflow,
)
from egovkit.dossiers._event import Command

S = TypeVar("S", bound=StrEnum)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_OWN = {"start": Opening, "adopt": Opening, "correct": Correction, "migrate": Migrated}


def chain(previous: str, record: str) -> str:
    return sha256((previous + record).encode()).hexdigest()


class EventCodec(Generic[S]):
    def __init__(self, workflow: Workflow[S]) -> None:
        self._workflow = workflow

    def _kind(self, action: str) -> type | None:
        own = _OWN.get(action)
        return own or self._workflow.named(action)[0].payload

    def record(self, number: str, seq: int, event: Event[S]) -> str:
        p = event.payload
        return _encode(
            {
                "v": 1,
                "number": number,
                "seq": seq,
                "action": event.action,
                "state": event.state.value,
                "at": event.at.isoformat(),
                "by": {
                    "id": event.by.id,
                    "roles": sorted(event.by.roles),
                    "assurance": event.by.assurance,
                },
                "payload": None if p is None else to_plain(p),
                "payload_version": 1,
                "promise": None if event.promise is None else to_plain(event.promise),
                "key": event.key,
                "recorded_at": event.recorded_at and event.recorded_at.isoformat(),
            }
        )

    def event(self, record: str) -> Event[S]:
        d = json.loads(record)
        kind = self._kind(d["action"])
        r = d["recorded_at"]
        command = (
            Command(d["key"], r and datetime.fromisoformat(r))
            if d["key"] or r
            else None
        )
        return Event(
            d["action"],
            cast("S", type(self._workflow.initial)(d["state"])),
            datetime.fromisoformat(d["at"]),
            Actor(d["by"]["id"], d["by"]["roles"], d["by"]["assurance"]),
            None if d["payload"] is None else from_plain(kind, d["payload"]),
            None if d["promise"] is None else from_plain(Promise, d["promise"]),
            command,
        )
