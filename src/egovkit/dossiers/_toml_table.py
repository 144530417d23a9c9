"""Reading a parsed TOML file table by table, so that all its faults are found at once."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar, cast

from attrs import frozen

from egovkit._nearest import did_you_mean
from egovkit.errors import InvalidValueError

T = TypeVar("T")

_TEXT = "a text, in quotes"


@frozen
class Table:
    """One table of a file: what is taken from it is checked, and every fault noted.

    What is missing or faulty comes back as None, or as nothing in a list.

    Attributes
    ----------
    path
        Where it stands, such as "transitions[2]"; empty for the whole file.
    faults
        Those of the whole file.
    """

    values: Mapping[str, object]
    path: str
    faults: list[InvalidValueError]

    def fault(self, key: str, given: object, expected: str, remedy: str = "") -> None:
        """Note that a value is not what was expected."""
        self.faults.append(InvalidValueError(self._place(key), given, expected, remedy))

    def refused(self, error: InvalidValueError) -> None:
        """Note what a constructor has against the values of this table."""
        self.fault(error.name, error.given, error.expected, error.remedy)

    def require(self, keys: Mapping[str, str]) -> None:
        """Refuse a table that lacks a key; each is given with what it holds."""
        for key, expected in keys.items():
            if key not in self.values:
                self.fault(key, None, expected)

    def require_only(self, keys: Collection[str]) -> None:
        """Refuse keys that nobody reads."""
        name = f"a key of {self.path or 'the file'}"
        for key in self.values:
            if key not in keys:
                expected = f"one of {', '.join(keys)}"
                fault = InvalidValueError(name, key, expected, did_you_mean(key, keys))
                self.faults.append(fault)

    def require_known(
        self, key: str, word: str, known: Collection[str], otherwise: str = ""
    ) -> None:
        """Refuse a word that is none of those known; `otherwise` is what else helps."""
        if word not in known:
            expected = f"one of {', '.join(sorted(known)) or 'none'}"
            self.fault(key, word, expected, did_you_mean(word, known) or otherwise)

    def text(self, key: str) -> str | None:
        """Take a text."""
        return self._take(key, str, _TEXT)

    def number(self, key: str) -> int | None:
        """Take a whole number."""
        return self._take(key, int, "a whole number")

    def flag(self, key: str) -> bool | None:
        """Take true or false."""
        return self._take(key, bool, "true or false")

    def texts(self, key: str) -> list[str] | None:
        """Take a list of texts, none of them twice."""
        found = self._list(key, self.values.get(key), "a list of texts, in [ ]")
        if found is None:
            return None
        texts: list[str] = []
        for place, item in enumerate(found):
            text = self._of(f"{key}[{place}]", item, str, _TEXT)
            if text in texts:
                self.fault(f"{key}[{place}]", text, "each text once")
            elif text is not None:
                texts.append(text)
        return texts

    def choice(self, key: str, known: Mapping[str, T], otherwise: str = "") -> T | None:
        """Take one of the words that are known; `otherwise` is what else would help."""
        word = self.text(key)
        if word is None:
            return None
        self.require_known(key, word, known, otherwise)
        return known.get(word)

    def choices(self, key: str, known: Mapping[str, T]) -> list[T] | None:
        """Take a list of words that are known, none of them twice."""
        words = self.texts(key)
        if words is None:
            return None
        for word in words:
            self.require_known(key, word, known)
        are_known = all(word in known for word in words)
        return [known[word] for word in words] if are_known else None

    def labels(self, key: str) -> dict[str, str]:
        """Take a table of texts."""
        table = self.table(key)
        texts = {language: table.text(language) for language in table.values}
        return {language: text for language, text in texts.items() if text is not None}

    def table(self, key: str) -> "Table":
        """Take a table; one that is missing is empty."""
        values = self._values(key, self.values.get(key))
        return Table(values or {}, self._place(key), self.faults)

    def tables(self, key: str) -> "list[Table]":
        """Take a list of tables, each called by its place, and its name if it has one."""
        items = self._list(key, self.values.get(key), f"tables such as [[{key}]]")
        found = list[Table]()
        for place, item in enumerate(items or ()):
            spot = f"{key}[{place}]"
            values = self._values(spot, item)
            if values is not None:
                name = values.get("name")
                called = f" ({name})" if isinstance(name, str) else ""
                found.append(Table(values, self._place(spot) + called, self.faults))
        return found

    def _place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _take(self, key: str, kind: type[T], expected: str) -> T | None:
        if key not in self.values:
            return None
        return self._of(key, self.values[key], kind, expected)

    def _list(self, key: str, value: object, expected: str) -> list[object] | None:
        if value is None or isinstance(value, list):
            return cast("list[object] | None", value)
        self.fault(key, value, expected)
        return None

    def _values(self, key: str, value: object) -> dict[str, object] | None:
        if value is None or isinstance(value, dict):
            return cast("dict[str, object] | None", value)
        self.fault(key, value, "a table")
        return None

    def _of(self, key: str, value: object, kind: type[T], expected: str) -> T | None:
        """Return a value of exactly a kind: TOML's true is no whole number."""
        if type(value) is kind:
            return value
        self.fault(key, value, expected)
        return None


def copies(tables: Iterable[Table]) -> list[tuple[Table, Table]]:
    """Return the tables that say what an earlier one does, each with that one."""
    found: list[tuple[Table, Table]] = []
    seen: list[Table] = []
    for table in tables:
        earlier = next((it for it in seen if it.values == table.values), None)
        if earlier is not None:
            found.append((table, earlier))
        seen.append(table)
    return found
