"""Values of egovkit as fields of pydantic models, and in what FastAPI takes and gives."""

import subprocess
import sys
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import anyio
import httpx
import jsonschema
import pytest
from attrs import frozen
from fastapi import Body, FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError

from egovkit.deadlines import CountingRule, Term
from egovkit.dossiers import Actor, Procedure
from egovkit.outcome import Outcome, Status
from egovkit.serial import for_pydantic

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class Request(BaseModel):
    procedure: Procedure
    by: Actor | None = None
    terms: list[Term] = []
    rules: dict[str, CountingRule] = {}


BIRTH = Procedure("1.001193", "Đăng ký khai sinh", None, Term.working_days(1))
REQUEST = Request(
    procedure=BIRTH,
    by=Actor("cb-014", ["officer"]),
    terms=[Term.same_day(), Term.months(2)],
    rules={"now": CountingRule.VN_ONE_STOP},
)


class TestModel:
    def test_it_takes_values_and_keeps_them(self) -> None:
        assert REQUEST.procedure is BIRTH

    def test_it_takes_plain_data_as_it_comes_out_of_json(self) -> None:
        request = Request.model_validate(
            {
                "procedure": {
                    "code": "1.001193", "name": "Đăng ký khai sinh",
                    "term": "1 ngày làm việc",
                },
                "terms": ["trong ngày"],
            }
        )  # fmt: skip

        assert request.procedure == BIRTH
        assert request.terms == [Term.same_day()]

    def test_it_reads_back_from_the_json_it_writes(self) -> None:
        assert Request.model_validate_json(REQUEST.model_dump_json()) == REQUEST

    def test_it_writes_a_term_as_people_do(self) -> None:
        assert REQUEST.model_dump(mode="json")["terms"] == ["same day", "2 months"]

    def test_every_fault_has_its_place(self) -> None:
        with pytest.raises(ValidationError) as caught:
            Request.model_validate(
                {
                    "procedure": {"code": 1, "name": "x", "fee": 2},
                    "by": {"id": "x", "roles": ["a", 5]},
                    "terms": ["1 day", "3 moons"],
                }
            )

        found = {error["loc"]: error["msg"] for error in caught.value.errors()}
        assert found.keys() == {
            ("procedure", "code"), ("procedure", "fee"), ("by", "roles", 1), ("terms", 1),
        }  # fmt: skip
        assert found["procedure", "code"] == "1; expected a text"
        assert found["terms", 1].startswith("'3 moons'; expected a valid Term")

    @pytest.mark.parametrize("mode", ["validation", "serialization"])
    def test_its_schema_describes_what_it_writes(self, mode: Any) -> None:  # noqa: ANN401
        schema = Request.model_json_schema(mode=mode)

        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(REQUEST.model_dump(mode="json"), schema)
        with pytest.raises(jsonschema.ValidationError, match="is not of type 'string'"):
            jsonschema.validate({"procedure": {"code": 1, "name": "x"}}, schema)


class TestOwnClass:
    def test_a_payload_of_the_callers_own_can_be_a_field_too(self) -> None:
        @for_pydantic
        @frozen
        class Missing:
            papers: tuple[str, ...]
            term: Term | None = None

        adapter = TypeAdapter(Missing)

        missing = adapter.validate_python({"papers": ["x"], "term": "trong ngày"})

        assert missing == Missing(("x",), Term.same_day())
        assert adapter.dump_python(missing, mode="json") == {
            "papers": ["x"], "term": "same day",
        }  # fmt: skip


app = FastAPI()


@app.post("/requests")
async def take(request: Request) -> Request:
    return request


@app.post("/procedures")
async def receive(procedure: Annotated[Procedure, Body()]) -> Outcome:
    at = datetime(2026, 1, 5, 9, tzinfo=HANOI)
    return Outcome(number="1", procedure=procedure.code, received_at=at)


def answer(method: str, path: str, json: object = None) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://ward"
        ) as ward:
            return await ward.request(method, path, json=json)

    return anyio.run(ask)


class TestFastAPI:
    def test_a_model_comes_back_as_it_was_sent(self) -> None:
        sent = REQUEST.model_dump(mode="json")

        response = answer("POST", "/requests", sent)

        assert response.status_code == 200
        assert Request.model_validate(response.json()) == REQUEST

    def test_a_value_is_a_body_and_a_response_of_its_own(self) -> None:
        response = answer("POST", "/procedures", {"code": "1.001193", "name": "x"})

        again = TypeAdapter(Outcome).validate_python(response.json())
        assert again.procedure == "1.001193"
        assert again.status is Status.PENDING
        assert again.received_at == datetime(2026, 1, 5, 9, tzinfo=HANOI)

    def test_what_it_refuses_is_told_with_the_place(self) -> None:
        body = {"code": "1.001193", "name": "x", "term": "3 moons"}

        response = answer("POST", "/procedures", body)

        assert response.status_code == 422
        [error] = response.json()["detail"]
        assert error["loc"] == ["body", "term"]
        assert "expected a unit" in error["msg"]

    def test_it_describes_them_in_openapi(self) -> None:
        document = answer("GET", "/openapi.json").json()

        posted = document["paths"]["/procedures"]["post"]["requestBody"]
        schema = posted["content"]["application/json"]["schema"]
        assert schema["required"] == ["code", "name"]
        model = document["components"]["schemas"]["Request"]
        assert model["properties"]["procedure"]["title"] == "Procedure"


def test_nothing_of_pydantic_is_imported_before_pydantic_asks() -> None:
    code = (
        "import sys, egovkit.serial\n"
        "print(*(name for name in sys.modules if name.startswith('pydantic')))"
    )

    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )

    assert run.stdout.split() == []
