"""Which numbers of dossiers are new, found in a few bytes for each."""

from array import array
from collections.abc import Callable

_SMALLEST = 1024  # a power of two, as is every size of the table


def novelty() -> Callable[[str], bool]:
    """Return a function that tells whether it is given a number for the first time.

    "New" is certain. "Not new" may be a collision of 8-byte digests, so whoever asks
    compares the numbers themselves then.

    A number above all others must be new, so as long as numbers rise, as they do in
    most tables, their digests are merely noted: 8 bytes each. One that does not rise
    is looked up in a flat hash table of all digests before it, at most half full:
    16 to 32 bytes each. A set of the texts takes some 120, a dict of them 150.
    """
    highest, noted, table = "", array("q"), _Table()
    note, add = noted.append, table.add

    def is_new(number: str) -> bool:
        nonlocal highest
        if number > highest:
            highest = number
            note(hash(number))
            return True
        if noted:
            for digest in noted:
                add(digest)
            del noted[:]
        return add(hash(number))

    return is_new


class _Table:
    """A set of digests in open addressing; 0 marks an empty slot."""

    __slots__ = ("_digests", "_mask", "_room")

    def __init__(self) -> None:
        self._digests, self._mask = _empty(_SMALLEST), _SMALLEST - 1
        self._room = _SMALLEST // 2

    def add(self, digest: int) -> bool:
        """Add a digest and return whether it was not there."""
        digest = digest or 1
        digests, mask = self._digests, self._mask
        slot = digest & mask
        while held := digests[slot]:
            if held == digest:
                return False
            slot = (slot + 1) & mask
        digests[slot] = digest
        self._room -= 1
        if not self._room:
            self._enlarge()
        return True

    def _enlarge(self) -> None:
        old = self._digests
        digests, mask = _empty(2 * len(old)), 2 * len(old) - 1
        for digest in filter(None, old):
            slot = digest & mask
            while digests[slot]:
                slot = (slot + 1) & mask
            digests[slot] = digest
        self._digests, self._mask, self._room = digests, mask, len(old) // 2


def _empty(size: int) -> "array[int]":
    return array("q", bytes(8)) * size
