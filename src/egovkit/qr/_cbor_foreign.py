"""CBOR as others write it: all that RFC 8949 calls valid, within our limits.

What is left out: keys of maps that are no integer, text or bytes, which no claim has.
"""

import struct
from typing import Final

from attrs import frozen

from egovkit.qr._limits import Limits
from egovkit.qr._refusals import malformed

_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_INDEFINITE: Final = 31
_FLOATS: Final = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLES: Final = {20: False, 21: True, 22: None, 23: None}
_BREAK: Final = 0xFF


@frozen
class Tag:
    """A value with the tag that stood before it."""

    number: int
    value: object


def decode_any(data: bytes, where: str, limits: Limits) -> object:
    """Read exactly one item in any valid encoding."""
    reader = _Reader(data, where, limits.items)
    value = reader.item(limits.depth)
    if reader.at != len(data):
        raise malformed(where, "something follows the end", reader.at)
    return value


class _Reader:
    def __init__(self, data: bytes, where: str, items: int) -> None:
        self.data = data
        self.where = where
        self.at = 0
        self._room = items

    def item(self, depth: int) -> object:
        self._room -= 1
        if self._room < 0:
            raise malformed(self.where, "too many items", self.at)
        begin = self.at
        major, info = divmod(self._take(1)[0], 32)
        if major == _SIMPLE:
            return self._simple(info, begin)
        if major in (_ARRAY, _MAP, _TAG) and depth < 1:
            raise malformed(self.where, "nested too deep", begin)
        if info == _INDEFINITE:
            return self._indefinite(major, depth, begin)
        n = self._argument(info, begin)
        if major in (_UINT, _NEGATIVE):
            return n if major == _UINT else -1 - n
        if major in (_BYTES, _TEXT):
            return self._string(major, self._take(n), begin)
        if major == _TAG:
            return Tag(n, self.item(depth - 1))
        return self._container(major, n, depth - 1)

    def _container(self, major: int, n: int | None, depth: int) -> object:
        return self._array(n, depth) if major == _ARRAY else self._map(n, depth)

    def _take(self, n: int) -> bytes:
        begin = self.at
        if n > len(self.data) - begin:
            raise malformed(self.where, "it ends early", begin)
        self.at = begin + n
        return self.data[begin : self.at]

    def _argument(self, info: int, begin: int) -> int:
        if info < 24:  # noqa: PLR2004
            return info
        if info > 27:  # noqa: PLR2004
            raise malformed(self.where, "a reserved head", begin)
        return int.from_bytes(self._take(1 << (info - 24)), "big")

    def _simple(self, info: int, begin: int) -> object:
        if info in _SIMPLES:
            return _SIMPLES[info]
        if info in _FLOATS:
            form = _FLOATS[info]
            value: float = struct.unpack(form, self._take(struct.calcsize(form)))[0]
            return value
        raise malformed(self.where, "an unknown simple value", begin)

    def _string(self, major: int, data: bytes, begin: int) -> object:
        if major == _BYTES:
            return data
        try:
            return str(data, "utf-8")
        except UnicodeDecodeError:
            raise malformed(self.where, "not UTF-8", begin) from None

    def _indefinite(self, major: int, depth: int, begin: int) -> object:
        if major in (_BYTES, _TEXT):
            return self._chunks(major)
        if major not in (_ARRAY, _MAP):
            raise malformed(self.where, "a reserved head", begin)
        return self._container(major, None, depth - 1)

    def _chunks(self, major: int) -> object:
        chunks: list[object] = []
        while not self._breaks():
            begin = self.at
            chunk_major, info = divmod(self._take(1)[0], 32)
            if chunk_major != major:
                raise malformed(self.where, "a chunk of another kind", begin)
            size = self._argument(info, begin)
            chunks.append(self._string(major, self._take(size), begin))
        if major == _BYTES:
            return b"".join(chunk for chunk in chunks if isinstance(chunk, bytes))
        return "".join(chunk for chunk in chunks if isinstance(chunk, str))

    def _breaks(self) -> bool:
        if self._take(1)[0] == _BREAK:
            return True
        self.at -= 1
        return False

    def _more(self, n: int | None, done: int) -> bool:
        return not self._breaks() if n is None else done < n

    def _array(self, n: int | None, depth: int) -> list[object]:
        values: list[object] = []
        while self._more(n, len(values)):
            values.append(self.item(depth))
        return values

    def _map(self, n: int | None, depth: int) -> dict[int | str | bytes, object]:
        values: dict[int | str | bytes, object] = {}
        while self._more(n, len(values)):
            begin = self.at
            key = self.item(depth)
            if isinstance(key, bool) or not isinstance(key, int | str | bytes):
                raise malformed(self.where, "a key of another kind", begin)
            if key in values:
                raise malformed(self.where, "a key twice", begin)
            values[key] = self.item(depth)
        return values
