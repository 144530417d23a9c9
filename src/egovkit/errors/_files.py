"""What is wrong with a file, a row or plain data."""

from egovkit.errors._base import EgovkitError


class UnusableFileError(EgovkitError, ValueError):
    """A file cannot be read at all: its header, encoding or format is wrong.

    Examples
    --------
    >>> print(UnusableFileError("a.csv", "it is empty", "export it again"))
    cannot use a.csv: it is empty; export it again
    """

    file: str
    problem: str
    remedy: str

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(file, problem, remedy)
        self.file = file
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"cannot use {self.file}: {self.problem}; {self.remedy}"


class RowError(EgovkitError, ValueError):
    """One row of a file does not describe a dossier.

    Attributes
    ----------
    line
        The line of the file on which the row begins, counted from 1.
    column, value, expected
        The column as the file names it, the text that stands there, and what was
        expected.

    Examples
    --------
    >>> print(RowError(7, "status", "done", "one of pending, resolved"))
    line 7, column status: 'done'; expected one of pending, resolved
    """

    line: int
    column: str
    value: str
    expected: str

    def __init__(self, line: int, column: str, value: str, expected: str) -> None:
        super().__init__(line, column, value, expected)
        self.line = line
        self.column = column
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        return (
            f"line {self.line}, column {self.column}: {self.value!r}; "
            f"expected {self.expected}"
        )


class PlainDataError(EgovkitError, ValueError):
    """Plain data, such as parsed JSON, does not describe a value; or a value no data.

    Attributes
    ----------
    path
        Where, such as "$.papers[2].name"; "$" is the whole.
    given
        What stands there, shortened.
    expected
        What was expected; if a class refused what it was given, its words, and its
        error is the cause of this one.

    Examples
    --------
    >>> print(PlainDataError("$.papers[2].name", "1", "a text"))
    $.papers[2].name: 1; expected a text
    """

    path: str
    given: str
    expected: str

    def __init__(self, path: str, given: str, expected: str) -> None:
        super().__init__(path, given, expected)
        self.path = path
        self.given = given
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.path}: {self.given}; expected {self.expected}"
