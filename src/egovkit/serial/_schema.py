"""JSON Schema of the documents and records that are written, draft 2020-12."""

from collections.abc import Iterator
from typing import Final, cast

from egovkit._plain import Plain, schema_of
from egovkit.serial._documents import VALUE
from egovkit.serial._history import HISTORY, HistoryHead
from egovkit.serial._kinds import DOCUMENT_TYPES, layout_of
from egovkit.serial._layouts import Layout
from egovkit.serial._record import RECORD, RecordHead

Schema = dict[str, Plain]

_HASH: Final = "^[0-9a-f]{64}$"


def json_schema(kind: type[object]) -> Schema:
    """Describe the documents of a persisted type, in JSON Schema draft 2020-12.

    It tells what a document looks like; what the class itself checks, such as that a
    period does not end before it begins, is not in it.

    Raises
    ------
    InvalidValueError
        If the type is not persisted.

    Examples
    --------
    >>> from egovkit.dossiers import Actor
    >>> json_schema(Actor)["required"]
    ['v', 'id']
    """
    layout = layout_of(kind)
    schema = schema_of(kind)
    if "$ref" not in schema:
        schema = _valued(schema)
    return _document(layout, kind.__name__, schema)


def schemas() -> Iterator[tuple[str, Schema]]:
    """Yield every schema that is published, with the name of its file.

    Examples
    --------
    >>> dict(schemas())["Actor.v1.json"]["title"]
    'Actor, version 1'
    """
    for kind in DOCUMENT_TYPES:
        yield f"{kind.__name__}.v{layout_of(kind).version}.json", json_schema(kind)
    yield f"record.v{RECORD.version}.json", record_schema()
    yield f"history.v{HISTORY.version}.json", history_schema()


def record_schema() -> Schema:
    """Describe the record of an event; its payload is the workflow's.

    Examples
    --------
    >>> "payload" in record_schema()["required"]
    True
    """
    schema = _document(RECORD, "record", schema_of(RecordHead))
    return _with(schema, payload=True)


def history_schema() -> Schema:
    """Describe the document of a whole history; its events are records.

    Examples
    --------
    >>> history_schema()["properties"]["events"]["type"]
    'array'
    """
    schema = _document(HISTORY, "history", schema_of(HistoryHead))
    record = record_schema()
    others = cast("Schema", record.pop("$defs"))
    del record["$schema"]
    schema["$defs"] = {**others, "record": record}
    events: Plain = {
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/$defs/record"},
    }
    return _with(schema, events=events, head={"type": "string", "pattern": _HASH})


def _valued(schema: Schema) -> Schema:
    """Describe an object that holds what is written as a text."""
    draft = schema.pop("$schema")
    return {
        "$schema": draft, "$ref": "#/$defs/value",
        "$defs": {
            "value": {
                "type": "object", "properties": {VALUE: schema}, "required": [VALUE],
                "additionalProperties": False,
            }
        },
    }  # fmt: skip


def _document(layout: Layout, name: str, schema: Schema) -> Schema:
    """Put the version into the object that a schema begins with."""
    others = cast("dict[str, Schema]", schema.get("$defs", {}))
    own = cast("str", schema["$ref"]).rpartition("/")[2]
    body = others[own]
    properties = cast("Schema", body["properties"])
    required = cast("list[Plain]", body["required"])
    document: Schema = {
        "$schema": schema["$schema"],
        "title": f"{name}, version {layout.version}",
        **body,
        "properties": {**properties, "v": {"const": layout.version}},
        "required": ["v", *(key for key in required if key != "v")],
    }
    used = {
        key: part for key, part in others.items() if key != own or _refers(part, own)
    }
    if used:
        document["$defs"] = cast("Plain", used)
    return document


def _refers(part: Plain, name: str) -> bool:
    """Tell whether a class contains itself, as a counting rule has its versions."""
    return f"'#/$defs/{name}'" in repr(part)


def _with(schema: Schema, **properties: Plain) -> Schema:
    """Describe further properties, which are required."""
    known = cast("Schema", schema["properties"])
    required = cast("list[Plain]", schema["required"])
    return {
        **schema,
        "properties": {**known, **properties},
        "required": [*required, *(key for key in properties if key not in required)],
    }
