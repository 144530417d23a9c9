"""JSON of everything that is kept: versioned, in one form, and hashed."""

from egovkit._plain import for_pydantic, from_plain, to_plain
from egovkit.serial._chain import chain, verify_history
from egovkit.serial._documents import from_json, to_json
from egovkit.serial._events import EventCodec
from egovkit.serial._kinds import DOCUMENT_TYPES
from egovkit.serial._schema import history_schema, json_schema, record_schema, schemas

__all__ = [
    "DOCUMENT_TYPES",
    "EventCodec",
    "chain",
    "for_pydantic",
    "from_json",
    "from_plain",
    "history_schema",
    "json_schema",
    "record_schema",
    "schemas",
    "to_json",
    "to_plain",
    "verify_history",
]
