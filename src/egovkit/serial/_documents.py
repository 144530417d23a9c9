"""JSON documents of single values, each with the version of its layout."""

from typing import Final, TypeVar

from egovkit._plain import Plain, from_plain, to_plain
from egovkit.serial._json import canonical, indented, parse
from egovkit.serial._kinds import layout_of
from egovkit.serial._layouts import Layout, as_object

T = TypeVar("T")

VALUE: Final = "value"
"""The key of what is written as a text, as `Term` is, and so has no keys of its own."""


def to_json(value: object, *, indent: int | None = None) -> str:
    """Write a value of a persisted type as a JSON document with its version, "v".

    Without an indent it has one form: keys in order, no blanks, text in UTF-8 without
    escapes, decimals as text, instants with their offset. Equal values of one release
    are written the same, but for the offsets of instants.

    Raises
    ------
    InvalidValueError
        If the type is not persisted.
    FaultsError
        If the value holds what cannot be written, such as a naive time.

    Examples
    --------
    >>> from egovkit.deadlines import Term
    >>> from egovkit.dossiers import Actor
    >>> to_json(Term.working_days(3))
    '{"v":1,"value":"3 working days"}'
    >>> to_json(Actor("cb-014", ["officer"]))
    '{"assurance":0,"id":"cb-014","roles":["officer"],"v":1}'
    """
    layout = layout_of(type(value))
    plain = to_plain(value)
    fields = plain if isinstance(plain, dict) else {VALUE: plain}
    return written({**fields, "v": layout.version}, indent)


def from_json(kind: type[T], text: str) -> T:
    """Read a value of a persisted type from its JSON document, of any version so far.

    Nothing is converted: numbers are no texts, unknown and repeated keys are refused.

    Raises
    ------
    InvalidValueError
        If the type is not persisted.
    FaultsError
        If the document does not describe such a value, or is of a newer version: all
        faults, as `PlainDataError`.

    Examples
    --------
    >>> from egovkit.deadlines import Term
    >>> from_json(Term, '{"v":1,"value":"3 ngày làm việc"}')
    Term.parse('3 working days')
    >>> from egovkit.errors import FaultsError
    >>> try:
    ...     from_json(Term, '{"v":2,"value":"3 working days"}')
    ... except FaultsError as group:
    ...     print(group.exceptions[0])
    $.v: 2, of a newer egovkit; expected a version of Term from 1 to 1
    """
    return read(kind, text, layout_of(kind))


def read(kind: type[T], text: str, layout: Layout) -> T:
    """Read a value from its document by a layout."""
    data = as_object(parse(text), "$", layout.name)
    data = layout.opened(data)
    if set(data) == {VALUE}:
        return from_plain(kind, data[VALUE], f"$.{VALUE}")
    return from_plain(kind, data)


def written(document: dict[str, Plain], indent: int | None) -> str:
    """Write a document in its one form, or for people."""
    return canonical(document) if indent is None else indented(document, indent)
