"""Databases to test on, each empty, and a look at them that is not egovkit's."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

POSTGRES = "EGOVKIT_POSTGRES_URL"


class Database:
    """One database, by its URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = sa.create_engine(url, poolclass=sa.NullPool)

    def rows(self, table: str) -> list[dict[str, object]]:
        """Return all rows of a table in the order of its first two columns."""
        query = sa.select(sa.text("*")).select_from(sa.text(table))
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(sa.text("1, 2"))).mappings()
            return [dict(row) for row in found]

    def execute(self, statement: str, **values: object) -> None:
        """Change it behind the store's back."""
        with self._engine.begin() as connection:
            connection.execute(sa.text(statement), values)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/dossiers.db"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A schema of its own in the database that the environment names."""
    base = os.environ[POSTGRES]
    schema = f"test_{uuid4().hex}"
    engine = sa.create_engine(base, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    url = sa.make_url(base).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))


NEEDS_POSTGRES = pytest.mark.skip(
    reason=f"needs PostgreSQL; set {POSTGRES} as .ci/postgres start prints it"
)
ON_POSTGRES = pytest.param(
    "postgres",
    marks=[
        pytest.mark.postgres,
        *([] if POSTGRES in os.environ else [NEEDS_POSTGRES]),
    ],
)


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def db(request: pytest.FixtureRequest) -> Database:
    """Each database in turn."""
    return Database(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The statements that are executed from now on, by whatever engine."""
    found = list[str]()

    def record(
        _connection: object, _cursor: object, statement: str, *_: object
    ) -> None:
        found.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", record)
    yield found
    sa.event.remove(sa.Engine, "before_cursor_execute", record)
