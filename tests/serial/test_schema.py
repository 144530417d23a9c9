"""The published schemas are those of what is written, and describe it strictly."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from egovkit.serial import DOCUMENT_TYPES, from_json, json_schema, schemas

FOLDER = Path(__file__).parents[2] / "docs" / "schema"
CURRENT = dict(schemas())


class TestPublished:
    @pytest.mark.parametrize("name", CURRENT)
    def test_a_file_is_what_the_code_says_today(self, name: str) -> None:
        """If not: `python docs/_schemas.py`, and a new version if data was stored."""
        text = (FOLDER / name).read_text("utf-8")

        assert text == json.dumps(CURRENT[name], ensure_ascii=False, indent=2) + "\n"

    def test_every_persisted_type_has_one(self) -> None:
        kinds = {name.split(".")[0] for name in CURRENT}

        assert kinds == {kind.__name__ for kind in DOCUMENT_TYPES} | {
            "record",
            "history",
        }

    @pytest.mark.parametrize(
        "file", sorted(FOLDER.iterdir()), ids=lambda file: file.name
    )
    def test_each_is_a_schema_whose_references_lead_somewhere(self, file: Path) -> None:
        schema = json.loads(file.read_text("utf-8"))

        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        names = {f"#/$defs/{name}" for name in schema.get("$defs", {})}
        assert set(references(schema)) == names


def references(part: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield what a schema refers to, wherever in it."""
    if isinstance(part, list):
        for item in part:
            yield from references(item)
    elif isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for item in part.values():
            yield from references(item)


class TestStrictness:
    """What a schema refuses, the reader refuses too."""

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("Actor", '{"v":1}'),
            ("Actor", '{"v":2,"id":"x"}'),
            ("Actor", '{"id":"x"}'),
            ("Actor", '{"v":1,"id":"x","roles":["a","a"]}'),
            ("Actor", '{"v":1,"id":"x","assurance":"2"}'),
            ("Correction", '{"v":1,"seq":1.5,"why":"x"}'),
            ("Extension", '{"v":1,"until":"20/05/2026","reason":"x"}'),
            ("Pause", '{"v":1,"start":"2026-01-05T09:00:00"}'),
            ("Period", '{"v":1,"first":"2026-01-01","last":"2026-01-02","tz":"a b"}'),
            ("Published", '{"v":1,"percentages":{"on_time":96.8}}'),
            ("CountingRule", '{"v":1,"due":"noon"}'),
            ("CountingRule", '{"v":1,"versions":[{"due":"noon"}]}'),
            ("Term", '{"v":1,"value":3}'),
            ("Term", '"3 days"'),
        ],
    )
    def test_both_refuse(self, kind: str, text: str) -> None:
        persisted = next(one for one in DOCUMENT_TYPES if one.__name__ == kind)

        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(text), json_schema(persisted))
        with pytest.raises(ExceptionGroup):
            from_json(persisted, text)
