"""TimePattern: a written form of instants, compiled to rewrite cells as ISO 8601."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import frozen

from egovkit.errors import InvalidValueError


@frozen
class _Token:
    field: str
    regex: str
    iso: str
    example: str
    needs: str = ""


# Letters as in Unicode's date patterns (UTS 35), in the order in which ISO 8601
# writes their fields.
_TOKENS: Final = {
    "yyyy": _Token("year", "[0-9]{4}", "{}", "2026"),
    "yy": _Token("year", "[0-9]{2}", "20{}", "26"),
    "MM": _Token("month", "[0-9]{2}", "-{}", "01"),
    "M": _Token("month", "[0-9]{1,2}", "-{:0>2}", "1"),
    "dd": _Token("day", "[0-9]{2}", "-{}", "31"),
    "d": _Token("day", "[0-9]{1,2}", "-{:0>2}", "31"),
    "HH": _Token("hour", "[0-9]{2}", "T{}", "14"),
    "H": _Token("hour", "[0-9]{1,2}", "T{:0>2}", "14"),
    "mm": _Token("minute", "[0-9]{2}", ":{}", "05", needs="hour"),
    "ss": _Token("second", "[0-9]{2}", ":{}", "09", needs="minute"),
    "SSS": _Token("fraction", "[0-9]{3}", ".{}", "250", needs="second"),
    "XXX": _Token("offset", "Z|[+-][0-9]{2}:[0-9]{2}", "{}", "+07:00", needs="minute"),
}
_ISO_ORDER = tuple(dict.fromkeys(token.field for token in _TOKENS.values()))
_DATE = _ISO_ORDER[:3]
_LEXEME = re.compile(r"(?P<letters>([A-Za-z])\2*)|'(?P<quoted>[^']*)'|(?P<other>[^'])")


@frozen
class _Piece:
    """A token or a literal of a pattern, and where it stands."""

    position: int
    literal: str = ""
    token: _Token | None = None

    @property
    def field(self) -> str:
        return self.token.field if self.token else ""

    @property
    def regex(self) -> str:
        return f"({self.token.regex})" if self.token else re.escape(self.literal)

    @property
    def example(self) -> str:
        return self.token.example if self.token else self.literal


@frozen
class _Form:
    """One form of a cell: what it matches, and the ISO 8601 text of its parts."""

    match: Callable[[str], re.Match[str] | None]
    iso: Callable[..., str]


@frozen
class TimePattern:
    """A written form of instants, such as `dd/MM/yyyy HH:mm`.

    A cell is rewritten as ISO 8601, and whoever reads that judges whether the day and
    the time exist. The time part of a cell may be missing.
    """

    text: str
    example: str
    forms: tuple[_Form, ...]

    @classmethod
    def compile(cls, text: str) -> "TimePattern":
        """Read a pattern; refuse it at the place where it makes no sense."""
        pieces = tuple(_pieces(text))
        _require_sense(text, pieces)
        day = _bare_day(pieces)
        forms = [_form(pieces), _form(day)] if day else [_form(pieces)]
        example = "".join(piece.example for piece in pieces)
        return cls(text, example, tuple(forms))

    def to_iso(self, text: str) -> str:
        """Rewrite a cell; `ValueError` if it has another form."""
        for form in self.forms:
            if match := form.match(text):
                return form.iso(*match.groups())
        raise ValueError(text)


def _pieces(pattern: str) -> Iterator[_Piece]:
    position = 0
    while position < len(pattern):
        lexeme = _LEXEME.match(pattern, position)
        if lexeme is None:
            raise _error(pattern, position, "a closing quote")
        yield _piece(pattern, lexeme)
        position = lexeme.end()


def _piece(pattern: str, lexeme: re.Match[str]) -> _Piece:
    position, letters = lexeme.start(), lexeme["letters"]
    if letters is None:
        # Two quotes in a row stand for one.
        return _Piece(position, lexeme["other"] or lexeme["quoted"] or "'")
    if letters not in _TOKENS:
        known = " ".join(_TOKENS)
        raise _error(pattern, position, f"one of {known}, or other letters in quotes")
    return _Piece(position, token=_TOKENS[letters])


def _require_sense(pattern: str, pieces: Sequence[_Piece]) -> None:
    fields = [piece.field for piece in pieces]
    for i, piece in enumerate(pieces):
        token = piece.token
        if token is None:
            continue
        if token.field in fields[:i]:
            raise _error(pattern, piece.position, f"only one {token.field}")
        if token.needs and token.needs not in fields:
            expected = f"the {token.needs} as well, for this is the {token.field}"
            raise _error(pattern, piece.position, expected)
        if i and _varies_in_width(pieces[i - 1]):
            raise _error(pattern, piece.position, "a separator before these digits")
    for field in _DATE:
        if field not in fields:
            raise _error(pattern, len(pattern), f"the {field} as well")


def _varies_in_width(piece: _Piece) -> bool:
    return piece.token is not None and "{1,2}" in piece.token.regex


def _bare_day(pieces: Sequence[_Piece]) -> Sequence[_Piece]:
    """Return the pieces without the time, or none when day and time interleave."""
    of_day = [i for i, piece in enumerate(pieces) if piece.field in _DATE]
    of_time = [i for i, piece in enumerate(pieces) if piece.token and i not in of_day]
    if of_time and of_day[-1] < of_time[0]:
        return pieces[: of_day[-1] + 1]
    if of_time and of_time[-1] < of_day[0]:
        return pieces[of_day[0] :]
    return ()


def _form(pieces: Sequence[_Piece]) -> _Form:
    tokens = [piece.token for piece in pieces if piece.token]
    iso = {
        token.field: token.iso.replace("{", f"{{{group}")
        for group, token in enumerate(tokens)
    }
    template = "".join(iso.get(field, "") for field in _ISO_ORDER)
    regex = re.compile("".join(piece.regex for piece in pieces))
    return _Form(regex.fullmatch, template.format)


def _error(pattern: str, position: int, expected: str) -> InvalidValueError:
    return InvalidValueError(
        "time_format",
        pattern,
        f"{expected}\n    {pattern}\n    {' ' * position}^ here",
        "write it like 'dd/MM/yyyy HH:mm'",
    )
