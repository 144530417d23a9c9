"""Notice, DayStatus and Reason: what an official document says of days."""

import copy
import pickle
from datetime import UTC, date, datetime

import attrs
import pytest

from egovkit.deadlines import Confidence, DayStatus, Notice, Reason
from egovkit.errors import InvalidValueError, NotADateError

FRIDAY, SATURDAY = date(2026, 1, 2), date(2026, 1, 10)
WEEKEND = frozenset({5, 6})


def swap() -> Notice:
    return Notice(
        days_off={FRIDAY: "swap"},
        make_up_days={SATURDAY: "for 2 January"},
        citation="12729/VPCP-KGVX",
        published=date(2025, 12, 25),
    )


class TestNotice:
    def test_days_may_be_a_mapping_or_any_iterable(self) -> None:
        by_mapping = Notice(days_off={FRIDAY: None}, citation="c")

        assert Notice(days_off=[FRIDAY], citation="c") == by_mapping
        assert Notice(days_off={FRIDAY}, citation="c") == by_mapping
        assert Notice(days_off=iter([FRIDAY]), citation="c") == by_mapping

    def test_an_empty_name_is_no_name(self) -> None:
        assert Notice(days_off={FRIDAY: ""}, citation="c").days_off == {FRIDAY: None}

    def test_a_day_both_off_and_made_up_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="2026-01-02"):
            Notice(days_off=[FRIDAY], make_up_days=[FRIDAY], citation="c")

    @pytest.mark.parametrize("name", ["days_off", "make_up_days", "undecided"])
    def test_an_instant_is_no_day(self, name: str) -> None:
        instant = datetime(2026, 1, 2, tzinfo=UTC)

        with pytest.raises(NotADateError, match=name):
            Notice(citation="c", **{name: [instant]})  # type: ignore[arg-type]

    def test_the_callers_mapping_is_copied(self) -> None:
        days: dict[date, str | None] = {FRIDAY: "swap"}
        notice = Notice(days_off=days, citation="c")

        days.clear()

        assert notice.days_off == {FRIDAY: "swap"}

    def test_a_citation_is_required(self) -> None:
        with pytest.raises(TypeError, match="citation"):
            Notice(days_off=[FRIDAY])  # type: ignore[call-arg]

    def test_confidence_may_be_given_by_its_word(self) -> None:
        notice = Notice(citation="c", confidence="secondary")

        assert notice.confidence is Confidence.SECONDARY

    def test_it_marks_its_own_days_and_leaves_the_others(self) -> None:
        new_year = {date(2026, 1, 1): DayStatus(False, Reason.HOLIDAY, "Tết")}

        days = swap().marks_on(new_year, WEEKEND)

        assert days.keys() == {FRIDAY, SATURDAY}
        assert (days[FRIDAY].is_working, days[FRIDAY].source) == (
            False, "12729/VPCP-KGVX",
        )  # fmt: skip
        assert days[SATURDAY].is_working
        assert len(new_year) == 1

    def test_over_a_local_day_off_it_makes_it_everybodys(self) -> None:
        local = {FRIDAY: DayStatus(False, Reason.HOLIDAY, is_local=True)}

        assert not swap().marks_on(local, WEEKEND)[FRIDAY].is_local


class TestValue:
    def test_equal_notices_are_equal_and_hash_alike(self) -> None:
        assert swap() == swap()
        assert len({swap(), swap()}) == 1

    def test_other_days_make_another_notice(self) -> None:
        assert swap() != attrs.evolve(swap(), days_off={date(2026, 1, 5): "swap"})

    def test_it_survives_pickling_and_copying(self) -> None:
        assert pickle.loads(pickle.dumps(swap())) == swap()  # noqa: S301
        assert copy.copy(swap()) == copy.deepcopy(swap()) == swap()

    def test_its_fields_cannot_be_set(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(swap(), "citation", "other")  # noqa: B010

    def test_a_status_survives_pickling_and_copying(self) -> None:
        status = DayStatus(False, Reason.HOLIDAY, "Tết", "a law", is_local=True)

        assert pickle.loads(pickle.dumps(status)) == status  # noqa: S301
        assert copy.deepcopy(status) == status

    def test_a_reason_is_the_same_object_after_pickling(self) -> None:
        assert pickle.loads(pickle.dumps(Reason.MAKE_UP)) is Reason.MAKE_UP  # noqa: S301

    def test_a_day_is_special_when_its_weekday_does_not_decide_it(self) -> None:
        special = {r for r in Reason if DayStatus(True, r).is_special}

        assert special == set(Reason) - {Reason.WORKED, Reason.WEEKEND}
