"""Opening a database so that what is committed stays, and writers wait in line."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from sqlite3 import Connection as SQLite
from typing import Final

from attrs import frozen

from egovkit.errors import InvalidValueError
from egovkit.storage._rows import Values
from egovkit.storage._sqlalchemy import (
    URL,
    ArgumentError,
    Connection,
    Engine,
    QueuePool,
    UpdateBase,
    create_engine,
    event,
    inspect,
    make_url,
)
from egovkit.storage._tables import metadata

_READS: Final = "egovkit_reads"
_WAIT: Final = 60


def engine_of(url: str) -> Engine:
    """Return an engine for SQLite or PostgreSQL.

    Raises
    ------
    InvalidValueError
        If the URL is none, or of another database.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    if parsed.get_backend_name() != "postgresql":
        raise InvalidValueError("url", shown(parsed), "sqlite:/// or postgresql://")
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        paramstyle="format",
    )


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        # Not shown: what is no URL may hold a password all the same.
        raise InvalidValueError(
            "url", "what is no URL", "one like sqlite:///dossiers.db"
        ) from None


def shown(url: URL) -> str:
    """Return a URL without its password."""
    return url.render_as_string(hide_password=True)


def _sqlite(url: URL) -> Engine:
    # A database in memory lives as long as its one connection.
    size = {"pool_size": 1, "max_overflow": 0} if _is_in_memory(url) else {}
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        connect_args={"timeout": _WAIT, "check_same_thread": False},
        poolclass=QueuePool,
        **size,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _is_in_memory(url: URL) -> bool:
    return url.database in (None, "", ":memory:")


def _set_up(connection: SQLite, _record: object) -> None:
    # The driver's own BEGIN is a deferred one: it can fail half way, when another
    # writer was quicker. https://www.sqlite.org/isolation.html
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get(_READS):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """Connect for single queries, each of which sees one moment, and take no lock."""
    with engine.connect() as connection:
        yield connection.execution_options(**{_READS: True})


def create_tables(engine: Engine) -> None:
    """Make the tables that are not there; writers that do so at once wait in line."""
    with engine.begin() as connection:
        metadata.create_all(connection)


def require_tables(engine: Engine) -> None:
    """Refuse a database whose tables are missing or of another version.

    Raises
    ------
    InvalidValueError
        If they are; the text names what is missing or unknown.
    """
    problems = list(_problems(engine))
    if problems:
        raise InvalidValueError(
            "url", shown(engine.url),
            f"a database with the tables of this version: {', '.join(problems)}",
            "run your migrations, or Store.create(url) once for a new database",
        )  # fmt: skip


def is_new_file(engine: Engine) -> bool:
    """Tell whether it is an SQLite database in which nothing is yet."""
    return engine.dialect.name == "sqlite" and not inspect(engine).get_table_names()


def _problems(engine: Engine) -> Iterator[str]:
    inspector = inspect(engine)
    tables = set(inspector.get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in tables:
            yield f"{table.name} is missing"
            continue
        wanted = set(table.c.keys())
        found = {column["name"] for column in inspector.get_columns(table.name)}
        yield from (f"{table.name}.{name} is missing" for name in wanted - found)
        yield from (f"{table.name}.{name} is unknown" for name in found - wanted)


@frozen
class Statement:
    """A statement for many rows, made once: for each, its values in their order.

    SQLAlchemy would look each value up by name and type, row by row, which takes longer
    than the database takes to write it.
    """

    sql: str

    @classmethod
    def of(
        cls, statement: UpdateBase, names: Sequence[str], engine: Engine, end: str = ""
    ) -> "Statement":
        """Compile a statement that takes what the names say, in their order."""
        compiled = statement.compile(dialect=engine.dialect, column_keys=names)
        return cls(f"{compiled}{end}")

    def run(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Write the rows, and return how many there are now."""
        if not rows:
            return 0
        return connection.exec_driver_sql(self.sql, list(rows)).rowcount
