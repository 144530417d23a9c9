"""Which column of a file is which of ours, and how its cells are read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import time, tzinfo
from typing import Final

from attrs import frozen

from egovkit._nearest import did_you_mean
from egovkit._time import END_OF_DAY, zone
from egovkit.errors import InvalidValueError, UnusableFileError
from egovkit.outcome._outcome import COLUMNS, Column, ColumnKind
from egovkit.outcome._patterns import TimePattern
from egovkit.outcome._times import OfficeClock, Rewriting, instant_reader
from egovkit.outcome._words import (
    FLAGS,
    Reader,
    Words,
    as_key,
    flag_reader,
    or_blank,
    read_count,
    read_text,
    remembering,
    word_reader,
)

_SCHEMA: Final = {column.name: column for column in COLUMNS}
_REQUIRED = tuple(column.name for column in COLUMNS if column.is_required)
_ORDER = sorted(_SCHEMA, key=lambda name: name not in _REQUIRED)
_INSTANTS = tuple(c.name for c in COLUMNS if c.kind is ColumnKind.INSTANT)
_DUE_DAYS = frozenset({"due_at", "promised_at", "last_promised_at"})


@frozen
class BoundColumn:
    """One of our columns, found in a file.

    `read` turns a cell into a value, or raises `ValueError` or `OverflowError`;
    `to_iso` rewrites the instants of a column that does not hold ISO 8601.
    """

    name: str
    header: str
    index: int
    expected: str
    read: Reader
    to_iso: Rewriting | None = None


@frozen
class Reading:
    """How a table is to be read: the caller's arguments, once they make sense."""

    columns: Mapping[str, str] | None
    clock: OfficeClock
    words: Mapping[str, Words]
    patterns: Mapping[str, TimePattern]

    @classmethod
    def of(
        cls,
        columns: Mapping[str, str] | None,
        tz: str | tzinfo,
        values: Mapping[str, Mapping[str, str | bool | None]] | None,
        time_format: str | Mapping[str, str] | None,
    ) -> "Reading":
        """Check the arguments; nothing is read before they hold."""
        if columns is not None:
            _require_columns(columns)
        words = {name: _meanings(name, own) for name, own in (values or {}).items()}
        return cls(columns, OfficeClock(zone(tz)), words, _patterns(time_format))

    def bind(
        self, header: Sequence[str], file: str, *, iso_too: bool = False
    ) -> tuple[BoundColumn, ...]:
        """Find the columns in a header, number and received_at first.

        With `iso_too`, a cell may be written in ISO 8601 instead of its pattern.
        """
        keys = [as_key(cell) for cell in header]
        wanted = self._wanted(keys)
        problems = tuple(_problems(wanted.values(), keys))
        if problems:
            raise UnusableFileError(file, ", ".join(problems), _remedy(keys))
        places = {name: keys.index(wanted[name]) for name in _ORDER if name in wanted}
        return tuple(
            self._bind_one(_SCHEMA[name], header[index].strip(), index, iso_too=iso_too)
            for name, index in places.items()
        )

    def _wanted(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the file's name of each of our columns that is to be read."""
        if self.columns is not None:
            return {name: as_key(header) for name, header in self.columns.items()}
        return {name: name for name in _SCHEMA if name in keys or name in _REQUIRED}

    def _bind_one(
        self, column: Column, header: str, index: int, *, iso_too: bool
    ) -> BoundColumn:
        words = self.words.get(column.name, {})
        if column.kind is not ColumnKind.INSTANT:
            read, expected = _reader_of(column, words)
            return BoundColumn(column.name, header, index, expected, read)
        pattern = self.patterns.get(column.name)
        to_iso = _rewriting(pattern, iso_too=iso_too)
        bare = END_OF_DAY if column.name in _DUE_DAYS else time.min
        read = or_blank(instant_reader(self.clock, bare, to_iso), words)
        expected = _expected_time(pattern)
        return BoundColumn(column.name, header, index, expected, read, to_iso)


def _reader_of(column: Column, words: Words) -> tuple[Reader, str]:
    if column.kind is ColumnKind.WORD:
        known = {**_own_words(column), **words}
        return remembering(word_reader(known)), "one of " + ", ".join(known)
    if column.kind is ColumnKind.FLAG:
        known = {**FLAGS, **words}
        return remembering(flag_reader(words)), "one of " + ", ".join(known)
    if column.kind is ColumnKind.COUNT:
        return remembering(or_blank(read_count, words)), "a whole number, 0 or more"
    read = or_blank(read_text, words)
    if column.is_required:
        return read, "the dossier's number"
    return remembering(read), "a text"


def _own_words(column: Column) -> dict[str, object]:
    return {str(word): word for word in column.words}


def _expected_time(pattern: TimePattern | None) -> str:
    if pattern is None:
        return "a time that exists, in ISO 8601 like 2026-01-31 14:05 or 2026-01-31"
    return f"a time that exists, written {pattern.text} like {pattern.example}"


def _rewriting(pattern: TimePattern | None, *, iso_too: bool) -> Rewriting | None:
    if pattern is None:
        return None
    if not iso_too:
        return pattern.to_iso

    def to_iso(text: str) -> str:
        try:
            return pattern.to_iso(text)
        except ValueError:
            return text

    return to_iso


def _require_columns(columns: Mapping[str, str]) -> None:
    problems = [
        f"{name!r} is not one{_aside(name, _SCHEMA)}"
        for name in columns
        if name not in _SCHEMA
    ]
    problems += [f"{name!r} is missing" for name in _REQUIRED if name not in columns]
    if problems:
        raise InvalidValueError(
            "columns",
            dict(columns),
            f"our names, each with the file's: {', '.join(problems)}",
            f"our names are {', '.join(_SCHEMA)}",
        )


def _patterns(time_format: str | Mapping[str, str] | None) -> dict[str, TimePattern]:
    if time_format is None:
        return {}
    if isinstance(time_format, str):
        return dict.fromkeys(_INSTANTS, TimePattern.compile(time_format))
    for name in time_format:
        _require_known("time_format", name, _INSTANTS)
    return {name: TimePattern.compile(text) for name, text in time_format.items()}


def _meanings(name: str, words: Mapping[str, str | bool | None]) -> Words:
    """Return what each of a file's own words means in one column."""
    _require_known("values", name, tuple(_SCHEMA))
    column = _SCHEMA[name]
    own = FLAGS if column.kind is ColumnKind.FLAG else _own_words(column)
    return {
        as_key(word): _meaning(f"values[{name!r}][{word!r}]", target, own)
        for word, target in words.items()
    }


def _meaning(argument: str, target: object, own: Words) -> object:
    if target is None or target == "":
        return None
    if isinstance(target, bool) and own is FLAGS:
        return target
    _require_known(argument, str(target), (*own,), "None")
    return own[str(target)]


def _require_known(
    argument: str, given: str, known: Sequence[str], *others: str
) -> None:
    if given not in known:
        expected = f"one of {', '.join([*known, *others])}"
        raise InvalidValueError(argument, given, expected, did_you_mean(given, known))


def _problems(wanted: Iterable[str], keys: Sequence[str]) -> Iterator[str]:
    for key in dict.fromkeys(wanted):
        if key not in keys:
            yield f"it has no column {key!r}{_aside(key, keys)}"
        elif keys.count(key) > 1:
            yield f"it has {keys.count(key)} columns {key!r}"


def _remedy(keys: Sequence[str]) -> str:
    names = ", ".join(repr(key) for key in keys)
    return f"give columns= our names with those of its header, which are {names}"


def _aside(given: str, known: Iterable[str]) -> str:
    question = did_you_mean(given, known)
    return f" ({question})" if question else ""
