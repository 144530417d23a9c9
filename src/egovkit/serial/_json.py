"""JSON in one form: what is hashed must be written the same way every time."""

import json
from reprlib import repr as shortened
from typing import Final

from egovkit._plain import Plain
from egovkit.errors import FaultsError, PlainDataError

_write: Final = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    check_circular=False,
    sort_keys=True,
    separators=(",", ":"),
).encode


def canonical(data: Plain) -> str:
    """Write plain data in its one form: keys in order, no blanks, text as it is.

    For data without whole numbers past 2**53 it is the form of RFC 8785.
    """
    return encodable(_write(data))


def indented(data: Plain, indent: int) -> str:
    """Write plain data for people; read and written anew it has its one form again."""
    text = json.dumps(data, ensure_ascii=False, indent=indent, sort_keys=True)
    return encodable(text)


def encodable(text: str) -> str:
    """Refuse a text with half a character, which neither files nor databases take."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            given = shortened(text[max(error.start - 20, 0) : error.end])
            raise fault("$", given, "text of whole characters") from None
    return text


def parse(text: str) -> object:
    """Read JSON strictly: no key twice, no NaN, no half characters.

    Raises
    ------
    FaultsError
        If the text is not such JSON.
    """
    try:
        data: object = json.loads(
            encodable(text),
            object_pairs_hook=_distinct,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise fault("$", f"no JSON at {place}", f"JSON: {error.msg}") from None
    except RecursionError:
        raise fault("$", "data nested too deeply", "less depth") from None
    except ValueError as error:  # a number of thousands of digits
        raise fault("$", "a number", str(error)) from None
    if "\\u" in text:
        encodable(_write(data))
    return data


def fault(
    path: str, given: str, expected: str, cause: Exception | None = None
) -> FaultsError:
    """Return one fault of a document as the group that every reader raises."""
    error = PlainDataError(path, given, expected)
    error.__cause__ = cause
    return FaultsError("JSON with a fault", [error])


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise fault("$", f"the key {twice!r} twice in one object", "each key once")
    return found


def _refuse_constant(word: str) -> object:
    raise fault("$", word, "JSON, which has no such number")
