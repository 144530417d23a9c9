"""Term: amounts, units, the texts that people write, and where a text goes wrong."""

import copy
import pickle
import unicodedata

import attrs
import pytest

from egovkit.deadlines import Term, Unit
from egovkit.errors import InvalidValueError, TermSyntaxError


class TestTerm:
    def test_each_constructor_names_its_unit(self) -> None:
        terms = {
            Unit.WORKING_DAYS: Term.working_days(3),
            Unit.CALENDAR_DAYS: Term.calendar_days(3),
            Unit.WEEKS: Term.weeks(3),
            Unit.MONTHS: Term.months(3),
            Unit.YEARS: Term.years(3),
            Unit.HOURS: Term.hours(3),
            Unit.WORKING_HOURS: Term.working_hours(3),
        }

        assert set(terms) == set(Unit)
        for unit, term in terms.items():
            assert term.unit is unit
            assert term.amount(unit) == 3

    def test_a_unit_that_is_not_named_has_the_amount_zero(self) -> None:
        assert Term.weeks(2).amount(Unit.CALENDAR_DAYS) == 0

    def test_the_unit_of_a_combined_term_is_the_longest(self) -> None:
        assert Term.parse("2 months 10 days").unit is Unit.MONTHS

    def test_within_the_day_is_zero_working_days(self) -> None:
        assert Term.same_day() == Term.working_days(0)
        assert Term.same_day().is_same_day
        assert not Term.working_days(1).is_same_day

    def test_zero_calendar_days_are_not_within_the_day(self) -> None:
        assert not Term.calendar_days(0).is_same_day

    @pytest.mark.parametrize("amount", [-1, 100_001, 1.0, True, "3", None])
    def test_an_amount_is_a_whole_number_in_bounds(self, amount: object) -> None:
        with pytest.raises(InvalidValueError, match="whole number"):
            Term([(Unit.CALENDAR_DAYS, amount)])  # type: ignore[list-item]

    def test_the_largest_amount_is_allowed(self) -> None:
        assert Term.hours(100_000).amount(Unit.HOURS) == 100_000

    def test_no_part_at_all_is_refused(self) -> None:
        with pytest.raises(InvalidValueError):
            Term([])

    def test_a_unit_comes_once(self) -> None:
        with pytest.raises(InvalidValueError, match="each unit once"):
            Term([(Unit.CALENDAR_DAYS, 1), (Unit.CALENDAR_DAYS, 2)])

    def test_the_longest_unit_comes_first(self) -> None:
        with pytest.raises(InvalidValueError, match="longest unit first"):
            Term([(Unit.CALENDAR_DAYS, 10), (Unit.MONTHS, 2)])

    @pytest.mark.parametrize(
        "unit", [Unit.WORKING_DAYS, Unit.HOURS, Unit.WORKING_HOURS]
    )
    def test_working_days_and_hours_stand_alone(self, unit: Unit) -> None:
        with pytest.raises(InvalidValueError, match="on their own"):
            Term([(Unit.MONTHS, 1), (unit, 2)])

    def test_a_unit_may_be_given_by_its_word(self) -> None:
        plain = Term([("days", 3)])  # type: ignore[list-item]

        assert plain == Term.calendar_days(3)
        assert plain.amount(Unit.CALENDAR_DAYS) == 3


class TestParse:
    @pytest.mark.parametrize(
        ("text", "term"),
        [
            ("3 working days", Term.working_days(3)),
            ("1 working day", Term.working_days(1)),
            ("5 business days", Term.working_days(5)),
            ("15 days", Term.calendar_days(15)),
            ("15 calendar days", Term.calendar_days(15)),
            ("1 week", Term.weeks(1)),
            ("1 month", Term.months(1)),
            ("1 year", Term.years(1)),
            ("72 hours", Term.hours(72)),
            ("1 hour", Term.hours(1)),
            ("8 working hours", Term.working_hours(8)),
            ("3 ngày làm việc", Term.working_days(3)),
            ("8 giờ làm việc", Term.working_hours(8)),
            ("15 ngày", Term.calendar_days(15)),
            ("2 tuần", Term.weeks(2)),
            ("2 tháng", Term.months(2)),
            ("1 năm", Term.years(1)),
            ("24 giờ", Term.hours(24)),
            ("same day", Term.same_day()),
            ("within the day", Term.same_day()),
            ("trong ngày", Term.same_day()),
            ("0 working days", Term.same_day()),
        ],
    )
    def test_it_reads_what_law_and_receipts_write(self, text: str, term: Term) -> None:
        assert Term.parse(text) == term

    @pytest.mark.parametrize(
        "text",
        [
            "2 months 10 days", "2 months, 10 days", "2 months and 10 days",
            "2 tháng 10 ngày", "2 tháng và 10 ngày", "2  MONTHS\t10 Days",
            "  2 months 10 days \n", "2months 10days", "02 months 10 days",
        ],
    )  # fmt: skip
    def test_months_and_days_may_stand_together(self, text: str) -> None:
        assert Term.parse(text) == Term([(Unit.MONTHS, 2), (Unit.CALENDAR_DAYS, 10)])

    def test_all_calendar_units_may_stand_together(self) -> None:
        term = Term.parse("1 year 2 months 3 weeks 4 days")

        assert [amount for _, amount in term.parts] == [1, 2, 3, 4]

    def test_vietnamese_may_be_decomposed_and_in_capitals(self) -> None:
        decomposed = unicodedata.normalize("NFD", "3 NGÀY LÀM VIỆC")

        assert Term.parse(decomposed) == Term.working_days(3)

    @pytest.mark.parametrize(
        ("text", "position"),
        [
            ("", 0),
            ("   ", 0),
            ("days", 0),
            ("three days", 0),
            ("-3 days", 0),
            ("3", 1),
            ("3 moons", 2),
            ("3 dayss", 2),
            ("1.5 days", 1),
            ("3 ngàylàm", 2),
            ("3 days x", 7),
            ("3 days,", 6),
            ("3 days and ", 7),
            ("3 days, ", 6),
            ("2 months and ten days", 13),
            ("10 days 2 months", 8),
            ("2 days 3 days", 7),
            ("2 working days 3 hours", 15),
            ("2 months 3 working days", 9),
            ("same day 3", 0),
            ("100001 days", 0),
            ("2 months 99999999999999999999 days", 9),
        ],
    )
    def test_an_error_points_at_the_place(self, text: str, position: int) -> None:
        with pytest.raises(TermSyntaxError) as error:
            Term.parse(text)

        assert error.value.position == position

    def test_the_caret_stands_under_the_place(self) -> None:
        with pytest.raises(TermSyntaxError) as error:
            Term.parse("3 moons")

        _, line, caret = str(error.value).splitlines()
        assert line[caret.index("^") :] == "moons"

    def test_the_caret_stands_under_the_place_in_vietnamese_too(self) -> None:
        with pytest.raises(TermSyntaxError) as error:
            Term.parse(unicodedata.normalize("NFD", "2 tháng 3 mùa"))

        _, line, caret = str(error.value).splitlines()
        assert line[caret.index("^") :] == "mùa"

    def test_a_text_of_several_lines_is_shown_on_one(self) -> None:
        with pytest.raises(TermSyntaxError) as error:
            Term.parse("2 months\n3 moons")

        assert str(error.value).splitlines()[1].strip() == "2 months 3 moons"

    def test_a_syntax_error_is_a_value_error(self) -> None:
        with pytest.raises(ValueError, match="not a term"):
            Term.parse("soon")

    def test_a_very_long_number_is_refused_at_once(self) -> None:
        # int() of more than 4,300 digits is an error of its own.
        with pytest.raises(TermSyntaxError, match="at most 100000 days"):
            Term.parse("9" * 10_000 + " days")


class TestText:
    @pytest.mark.parametrize(
        "text",
        [
            "3 working days", "1 working day", "15 days", "1 day", "0 days",
            "2 months 10 days", "1 year 2 months 3 weeks 4 days", "72 hours",
            "1 hour", "8 working hours", "same day",
        ],
    )  # fmt: skip
    def test_str_gives_back_what_was_read(self, text: str) -> None:
        assert str(Term.parse(text)) == text

    def test_zero_working_days_read_as_the_same_day(self) -> None:
        assert str(Term.working_days(0)) == "same day"

    def test_repr_can_be_evaluated(self) -> None:
        assert eval(repr(Term.weeks(2))) == Term.weeks(2)  # noqa: S307


class TestValue:
    def test_equal_terms_are_equal_and_hash_alike(self) -> None:
        assert len({Term.weeks(2), Term.parse("2 weeks"), Term.weeks(3)}) == 2

    def test_two_weeks_are_not_fourteen_days(self) -> None:
        """They fall on one day, but a rule may limit or adjust them differently."""
        assert Term.weeks(2) != Term.calendar_days(14)

    def test_it_survives_pickling_and_copying(self) -> None:
        term = Term.parse("2 months 10 days")

        assert pickle.loads(pickle.dumps(term)) == term  # noqa: S301
        assert copy.copy(term) == copy.deepcopy(term) == term

    def test_its_parts_cannot_be_set(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(Term.weeks(2), "parts", ())  # noqa: B010

    def test_an_error_survives_pickling(self) -> None:
        with pytest.raises(TermSyntaxError) as error:
            Term.parse("3 moons")

        again = pickle.loads(pickle.dumps(error.value))  # noqa: S301
        assert str(again) == str(error.value)
        assert (again.text, again.position) == ("3 moons", 2)
