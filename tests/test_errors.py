"""The one tree of exceptions."""

import inspect
import pickle
from datetime import UTC, date, datetime

import pytest

from egovkit import errors
from egovkit.errors import EgovkitError, FaultsError, RowError

EXAMPLES: list[EgovkitError] = [
    errors.InvalidValueError("tz", "Mars", "an IANA time zone", "write it so"),
    errors.NaiveDatetimeError(datetime(2026, 3, 2, 9), "received_at"),  # noqa: DTZ001
    errors.NotADateError(datetime(2026, 3, 2, 9, tzinfo=UTC), "day"),
    errors.SpanError(date(2030, 1, 1), date(2026, 1, 1), date(2026, 12, 31)),
    errors.TermSyntaxError("3 moons", 2, "a unit"),
    errors.NotVerifiedError("VN_ONE_STOP on 2001-01-01", "the text in force"),
    errors.MissingExtraError("reading XLSX", "openpyxl", "reports"),
    errors.UnusableFileError("a.csv", "it is empty", "export it again"),
    RowError(3, "due", "tomorrow", "an instant"),
    errors.TokenError("malformed", "x", "y", "z", where="a", why="b", offset=3),
    errors.SymbolTooLargeError(1200, 27, "M", 22),
    errors.NoTermError("H53-260105-0001", "its procedure has none"),
    errors.NotReceivedError("H53-260105-0001", datetime(2026, 3, 2, 9, tzinfo=UTC)),
    errors.RefusedError(
        "accept", "H53-260105-0001", (errors.Refusal("role", "only the counter may"),)
    ),
    errors.HistoryError("H53-260105-0001", 3, "state 'lost'", "'received'"),
    errors.RecordError("H53-260105-0001", 3, "$.state", "'lost'", "'a'", "{}"),
    errors.NotStoredError("H53-260105-0001"),
    errors.ConflictError("H53-260105-0001", 5, 6, "req-77"),
    errors.PlainDataError("$.papers[2].name", "1", "a text"),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
class TestEveryError:
    def test_it_survives_pickling_with_its_fields(self, error: EgovkitError) -> None:
        again = pickle.loads(pickle.dumps(error))  # noqa: S301

        assert type(again) is type(error)
        assert (again.args, str(again), vars(again)) == (
            error.args, str(error), vars(error),
        )  # fmt: skip

    def test_it_is_also_a_built_in_error_but_never_a_key_error(
        self, error: EgovkitError
    ) -> None:
        assert isinstance(error, ValueError | LookupError | TypeError | ImportError)
        assert not isinstance(error, KeyError)

    def test_it_says_what_to_do_in_plain_text(self, error: EgovkitError) -> None:
        assert len(str(error)) > 20
        assert not str(error).endswith(".")


def test_every_class_of_the_tree_has_an_example_here() -> None:
    classes = {
        value
        for _, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, EgovkitError)
    }

    assert classes - {type(e) for e in EXAMPLES} == {EgovkitError, FaultsError}


class TestFaultsError:
    def test_it_keeps_the_first_thousand_and_counts_the_rest(self) -> None:
        faults = [RowError(n, "due", "?", "an instant") for n in range(1, 1502)]

        group = FaultsError("bad rows", faults)

        assert len(group.exceptions) == 1000
        assert group.count == 1501
        assert "501 more" in str(group)

    def test_it_can_be_split_by_kind(self) -> None:
        group = FaultsError("bad rows", [RowError(1, "due", "?", "an instant")])

        matched, rest = group.split(RowError)

        assert matched is not None
        assert rest is None
        assert matched.exceptions == group.exceptions

    def test_it_is_caught_as_an_egovkit_error(self) -> None:
        with pytest.raises(EgovkitError):
            raise FaultsError("bad rows", [RowError(1, "due", "?", "an instant")])
