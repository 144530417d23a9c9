"""Reading TOML: figures, a table, or the layout of one."""

from typing import Any

from egovkit.errors import InvalidValueError


def document_of(text: str) -> dict[str, Any]:
    """Read TOML, also with the mark that some editors put before it.

    Raises
    ------
    InvalidValueError
        If it is none.
    """
    import tomllib

    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InvalidValueError("text", str(error), "TOML") from None
