"""Claims: what a token says, and the maps of CBOR in which it stands."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    NamedTuple,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from attrs import field, fields, frozen

from egovkit.errors import InvalidValueError, NaiveDatetimeError
from egovkit.qr._cbor import MOST, encode, encode_integer, encode_pairs
from egovkit.qr._kinds import KINDS, Kind, UnfitError, is_map, kind_of
from egovkit.qr._status_ref import StatusRef
from egovkit.qr._usual import Value

ISSUER, SUBJECT, EXPIRES, NOT_BEFORE, ISSUED, TOKEN_ID, STATUS = 1, 2, 4, 5, 6, 7, 65535
"""Labels of RFC 8392 section 3.1, and that of a status (Token Status List)."""

REGISTERED: Final = frozenset(
    (ISSUER, SUBJECT, EXPIRES, NOT_BEFORE, ISSUED, TOKEN_ID, STATUS)
)
_LEAST_LABEL: Final = -MOST
_PRIVATE: Final = -65536
"""Labels below this are free for private use (RFC 8392 section 9.1.1)."""

_TEXT: Final = KINDS[str]


@frozen
class ClaimKey:
    """The number under which a claim stands in the map of its set.

    Examples
    --------
    >>> from typing import Annotated
    >>> from attrs import frozen
    >>> @frozen(kw_only=True)
    ... class ParkingClaims(Claims):
    ...     label = -80001
    ...     purpose = "parking"
    ...     plate: Annotated[str, ClaimKey(1)]
    ...     note: Annotated[str | None, ClaimKey(2)] = None
    >>> ParkingClaims(issuer="ward.example", subject="P-17", plate="59-X1 123.45").plate
    '59-X1 123.45'
    """

    number: int
    is_digest: bool = False


def _copied(extra: Mapping[int | str, object]) -> Mapping[int | str, object]:
    return dict(extra)


@frozen(kw_only=True, slots=False)
class Claims:
    """What a token says, whoever said it and whatever about.

    A set of claims is a subclass with a `label`, the private number below -65536 under
    which its own claims stand in the token, and with a `purpose`. Each field of its own
    is annotated with a `ClaimKey` and is of a type str, int, bool, bytes, datetime or
    ``tuple[tuple[str, bytes], ...]``; ``| None`` makes it optional. Give the set to
    `verify` in `claim_sets`. Numbers are on paper for years: never use one again for
    something else.

    Two sets of claims are equal if they say the same: the fields of the envelope, from
    `issued_at` on, do not count. Instants are whole seconds in UTC; fractions are cut.

    Attributes
    ----------
    issuer, subject
        Who says it, and about what: for a receipt the dossier's number.
    extra
        What else stands in the token under labels that are not known here. Unknown
        claims of the set stand under its label. `issue` writes them back.
    issued_at, expires_at, not_before, token_id, status
        The envelope: `issue` writes it from its own arguments, whatever stands here,
        and `verify` fills it in.

    Raises
    ------
    InvalidValueError
        If a value is not of the type that its claim has.
    NaiveDatetimeError
        If an instant has no zone.

    Examples
    --------
    >>> claims = Claims(issuer="ward.example", subject="H53-0001")
    >>> claims.purpose is None
    True
    """

    label: ClassVar[int | None] = None
    purpose: ClassVar[str | None] = None

    issuer: str
    subject: str
    extra: Mapping[int | str, object] = field(
        factory=dict[int | str, object], converter=_copied, hash=False
    )
    issued_at: datetime | None = field(default=None, eq=False)
    expires_at: datetime | None = field(default=None, eq=False)
    not_before: datetime | None = field(default=None, eq=False)
    token_id: bytes | None = field(default=None, eq=False)
    status: StatusRef | None = field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        for claim in _COMMON + claim_set(type(self)).claims:
            value: object = getattr(self, claim.name)
            if value is None and claim.is_optional:
                continue
            try:
                object.__setattr__(self, claim.name, claim.kind.take(value))
            except UnfitError as fault:
                raise InvalidValueError(claim.name, value, fault.expected) from None
            except NaiveDatetimeError:
                raise NaiveDatetimeError(cast("datetime", value), claim.name) from None
        for label in self.extra.keys() & REGISTERED:
            raise InvalidValueError("extra", label, "labels that no field has")


class Claim(NamedTuple):
    """One claim of a set: its number, the number as it is written, and its kind."""

    number: int
    key: bytes
    name: str
    kind: Kind
    is_optional: bool = False


_COMMON: Final = (
    Claim(ISSUER, encode_integer(ISSUER), "issuer", _TEXT),
    Claim(SUBJECT, encode_integer(SUBJECT), "subject", _TEXT),
)


class ClaimSet(NamedTuple):
    """How the claims of one class are written and read.

    `is_plain` tells that nothing but the kinds of its claims speaks about its values,
    so that what was read need not be taken again. `written` and `read` are the claims
    laid out for the loops that run at every token.
    """

    label: int | None
    claims: tuple[Claim, ...]
    is_plain: bool
    key: bytes
    written: tuple[tuple[bytes, str, Callable[[Any], bytes]], ...]
    read: tuple[tuple[int, str, Callable[[object], object], bool], ...]


def _laid_out(
    label: int | None, claims: tuple[Claim, ...], *, is_plain: bool
) -> ClaimSet:
    return ClaimSet(
        label,
        claims,
        is_plain,
        key=b"" if label is None else encode_integer(label),
        written=tuple((c.key, c.name, c.kind.write) for c in claims),
        read=tuple((c.number, c.name, c.kind.read, c.is_optional) for c in claims),
    )


_KNOWN: Final[dict[type[Claims], ClaimSet]] = {}


def claim_set(kind: type[Claims]) -> ClaimSet:
    """Return how the claims of a class are written and read.

    It is found out once for each class, when it is first asked for.

    Raises
    ------
    InvalidValueError
        If the class has no private label, or a field no `ClaimKey` of its own or a
        type that no claim can have.
    """
    known = _KNOWN.get(kind)
    if known is None:
        known = _KNOWN[kind] = _declared(kind)
    return known


def _declared(kind: type[Claims]) -> ClaimSet:
    if kind is Claims:
        return _laid_out(None, (), is_plain=True)
    if type(kind.label) is not int or not _LEAST_LABEL <= kind.label < _PRIVATE:
        raise InvalidValueError(
            "label", kind.label, "an integer below -65536, which is for private use"
        )
    if not kind.purpose:
        raise InvalidValueError("purpose", kind.purpose, "a word for what it is for")
    claims = tuple(_own_claims(kind))
    if len({claim.number for claim in claims}) < len(claims):
        raise InvalidValueError(
            kind.__name__, [claim.number for claim in claims], "numbers that differ"
        )
    return _laid_out(kind.label, claims, is_plain=_is_plain(kind))


def _own_claims(kind: type[Claims]) -> Iterator[Claim]:
    hints = get_type_hints(kind, include_extras=True)
    names = [f.name for f in fields(kind) if f.name not in _ENVELOPE]
    for name in names:
        keys = [note for note in get_args(hints[name]) if isinstance(note, ClaimKey)]
        if get_origin(hints[name]) is not Annotated or len(keys) != 1:
            raise InvalidValueError(
                name, hints[name], "a claim with its number",
                f"write it like {name}: Annotated[str, ClaimKey(1)]",
            )  # fmt: skip
        value, is_optional = kind_of(
            get_args(hints[name])[0], is_digest=keys[0].is_digest
        )
        number = keys[0].number
        yield Claim(number, encode_integer(number), name, value, is_optional)


def _is_plain(kind: type[Claims]) -> bool:
    own = [f for f in fields(kind) if f.name not in _ENVELOPE]
    return (
        kind.__attrs_post_init__ is Claims.__attrs_post_init__
        and not any("__slots__" in vars(base) for base in kind.__mro__[:-1])
        and not any(f.validator or f.converter for f in own)
    )


_ENVELOPE: Final = frozenset(f.name for f in fields(Claims))

_C = TypeVar("_C", bound=Claims)


def build(kind: type[_C], values: dict[str, Any]) -> _C:
    """Make claims of values that are known to be of their kinds.

    A class that says more about its values than their kinds is asked.
    """
    if not claim_set(kind).is_plain:
        return kind(**values)
    claims = object.__new__(kind)
    object.__setattr__(claims, "__dict__", values)
    return claims


def set_pair(claims: Claims) -> list[bytes]:
    """Write the set of a token as one pair, or nothing when it has no set."""
    own = claim_set(type(claims))
    if own.label is None:
        return []
    pairs = [
        key + write(value)
        for key, name, write in own.written
        if (value := getattr(claims, name)) is not None
    ]
    if own.label in claims.extra:
        pairs += _unknown_pairs(own, claims.extra[own.label])
    return [own.key + encode_pairs(pairs)]


def _unknown_pairs(own: ClaimSet, unknown: object) -> list[bytes]:
    known = {claim.number for claim in own.claims}
    if not is_map(unknown) or unknown.keys() & known:
        raise InvalidValueError(
            f"extra[{own.label}]", unknown, "a map of claims that no field has"
        )
    return [encode(key) + encode(value) for key, value in unknown.items()]


def extra_pairs(claims: Claims) -> list[bytes]:
    """Write what stands beside the registered claims and the set."""
    label = type(claims).label
    return [
        encode(key) + encode(value)
        for key, value in claims.extra.items()
        if key != label
    ]


def read_set(
    kind: type[Claims], inner: Value, values: dict[str, Any]
) -> dict[int | str, Value]:
    """Read the map of a set into `values`; return the claims it does not know.

    Raises
    ------
    UnfitError
        If it is no map, or a claim is missing or not of its kind.
    """
    if not isinstance(inner, dict):
        raise UnfitError(f"a map under {kind.label}")
    found = 0
    own = claim_set(kind)
    for number, name, read, is_optional in own.read:
        value = inner.get(number)
        if value is not None:
            found += 1
            try:
                values[name] = read(value)
            except UnfitError as fault:
                raise UnfitError(f"{fault.expected} as {name}") from None
        elif is_optional and number not in inner:
            values[name] = None
        else:
            raise UnfitError(f"the claim {name}, number {number}")
    if found == len(inner):
        return {}
    known = {claim.number for claim in own.claims}
    return {key: value for key, value in inner.items() if key not in known}
