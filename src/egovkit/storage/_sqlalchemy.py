"""The only door to SQLAlchemy, which an extra brings."""

from egovkit.errors import MissingExtraError

try:
    from sqlalchemy import (
        URL,
        BigInteger,
        Boolean,
        Column,
        ColumnElement,
        Connection,
        Date,
        Engine,
        Executable,
        Index,
        Integer,
        MetaData,
        Row,
        Select,
        Table,
        Text,
        and_,
        bindparam,
        case,
        create_engine,
        event,
        func,
        insert,
        inspect,
        make_url,
        or_,
        select,
        text,
        update,
    )
    from sqlalchemy.exc import ArgumentError
    from sqlalchemy.pool import QueuePool
    from sqlalchemy.sql.dml import UpdateBase
except ImportError:
    raise MissingExtraError("egovkit.storage", "sqlalchemy", "storage") from None

__all__ = [
    "URL",
    "ArgumentError",
    "BigInteger",
    "Boolean",
    "Column",
    "ColumnElement",
    "Connection",
    "Date",
    "Engine",
    "Executable",
    "Index",
    "Integer",
    "MetaData",
    "QueuePool",
    "Row",
    "Select",
    "Table",
    "Text",
    "UpdateBase",
    "and_",
    "bindparam",
    "case",
    "create_engine",
    "event",
    "func",
    "insert",
    "inspect",
    "make_url",
    "or_",
    "select",
    "text",
    "update",
]
