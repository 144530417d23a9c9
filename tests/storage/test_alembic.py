"""The tables in a caller's own migrations: what docs/storage.md shows."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from egovkit.storage import Store, metadata

if TYPE_CHECKING:
    from tests.storage.conftest import Database

PAGE = Path(__file__).parents[2] / "docs" / "storage.md"


def shown(name: str) -> str:
    """Return a file that the page shows, by the name in its first line."""
    found = re.search(
        rf"^```py\n# {re.escape(name)}\n(.*?)^```$",
        PAGE.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert found, name
    return found[1]


def test_migrations_of_ones_own_make_the_tables(db: "Database", tmp_path: Path) -> None:
    scripts = tmp_path / "migrations"
    config = Config(str(tmp_path / "alembic.ini"))
    command.init(config, str(scripts))
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("sqlalchemy.url", db.url.replace("%", "%%"))
    (scripts / "env.py").write_text(shown("migrations/env.py"), "utf-8")

    command.revision(config, "egovkit", autogenerate=True)
    command.upgrade(config, "head")

    engine = sa.create_engine(db.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, metadata)
        names = {
            index["name"]
            for index in sa.inspect(connection).get_indexes("egovkit_event")
        }
    assert [d for d in differences if "alembic_version" not in str(d)] == []
    assert "egovkit_event_key" in names
    with Store.open(db.url) as store:
        assert store.next_number("H53", date(2026, 1, 5)) == "H53-260105-0001"
