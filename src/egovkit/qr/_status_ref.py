"""StatusRef: where a paper says that its status stands."""

from attrs import frozen

from egovkit.errors import InvalidValueError
from egovkit.qr._cbor import MOST, encode
from egovkit.qr._kinds import KINDS, UnfitError
from egovkit.qr._usual import Value


@frozen
class StatusRef:
    """Where the status of a paper stands: the list, and the place in it.

    Attributes
    ----------
    uri
        The address and name of the list. It stands in the token: keep it short.
    idx
        The place, from 0. Give every paper one of its own, and in no order that
        tells when it was issued.

    Raises
    ------
    InvalidValueError
        If the address is empty, or the place is no whole number from 0.

    Examples
    --------
    >>> StatusRef("https://ward.example/s/1", 5).idx
    5
    """

    uri: str
    idx: int

    def __attrs_post_init__(self) -> None:
        try:
            KINDS[str].take(self.uri)
        except UnfitError as fault:
            raise InvalidValueError("uri", self.uri, fault.expected) from None
        if type(self.idx) is not int or not 0 <= self.idx <= MOST:
            raise InvalidValueError("idx", self.idx, "a whole number from 0")


def encode_status(status: StatusRef) -> bytes:
    """Write where the status of a paper stands, as the Token Status List has it."""
    return encode({"status_list": {"idx": status.idx, "uri": status.uri}})


def read_status(value: Value) -> StatusRef:
    """Read where the status of a paper stands; only this one way of telling is known.

    Raises
    ------
    UnfitError
        If it is told in any other way.
    """
    inner = value.get("status_list") if isinstance(value, dict) else None
    if isinstance(value, dict) and isinstance(inner, dict):
        idx, uri = inner.get("idx"), inner.get("uri")
        if len(value) == 1 and len(inner) == 2:  # noqa: PLR2004
            try:
                return StatusRef(uri, idx)  # type: ignore[arg-type]
            except InvalidValueError:
                pass
    raise UnfitError("a status list with idx and uri")
