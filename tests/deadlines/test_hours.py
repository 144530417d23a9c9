"""OfficeHours: windows, weekdays, single days, and what is refused."""

import pickle
from datetime import UTC, date, time
from zoneinfo import ZoneInfo

import attrs
import pytest

from egovkit.deadlines import Notice, OfficeHours, WorkCalendar
from egovkit.deadlines._hours import Window
from egovkit.errors import InvalidValueError

# 2026-01-05 is a Monday, the 10th a Saturday.
MONDAY, TUESDAY, SATURDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 10)
MORNING: Window = time(7, 30), time(11, 30)
AFTERNOON: Window = time(13, 30), time(17)
USUAL = OfficeHours.parse("07:30-11:30, 13:30-17:00")


def open_from(*windows: Window) -> OfficeHours:
    return OfficeHours(windows)


class TestWindows:
    def test_text_and_times_say_the_same(self) -> None:
        assert open_from(MORNING, AFTERNOON) == USUAL

    @pytest.mark.parametrize(
        "text",
        [
            "07:30-11:30,13:30-17:00",
            " 7:30 - 11:30 , 13:30 - 17:00 ",
            "07:30–11:30, 13:30–17:00",
            "13:30-17:00, 07:30-11:30",
        ],
    )
    def test_spaces_dashes_and_order_of_a_text_do_not_matter(self, text: str) -> None:
        assert OfficeHours.parse(text) == USUAL

    def test_windows_that_touch_are_two(self) -> None:
        hours = OfficeHours.parse("08:00-12:00, 12:00-16:00")

        assert len(hours.on(MONDAY)) == 2

    def test_pairs_may_be_lists(self) -> None:
        hours = OfficeHours([list(MORNING)])  # type: ignore[list-item]
        calendar = WorkCalendar(tz=UTC, first=MONDAY, last=SATURDAY, hours=hours)

        assert calendar.closing(MONDAY) == time(11, 30)
        assert hours == open_from(MORNING)
        assert hash(hours) == hash(open_from(MORNING))

    @pytest.mark.parametrize(
        "windows",
        [
            [(time(22), time(6))],
            [MORNING, (time(22), time(6))],
            [(time(8), time(8))],
            [(time(17), time(0))],
        ],
    )
    def test_an_overnight_or_empty_window_is_refused(
        self, windows: list[Window]
    ) -> None:
        with pytest.raises(InvalidValueError, match="overnight") as caught:
            open_from(*windows)

        assert caught.value.name == "windows"

    @pytest.mark.parametrize("text", ["22:00-06:00", "08:00-12:00, 18:00-02:00"])
    def test_an_overnight_window_in_text_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidValueError, match="overnight"):
            OfficeHours.parse(text)

    @pytest.mark.parametrize(
        "text",
        ["08:00-12:00, 11:59-17:00", "08:00-17:00, 09:00-10:00", "08:00-12:00, " * 2],
    )
    def test_windows_that_overlap_are_refused(self, text: str) -> None:
        with pytest.raises(InvalidValueError, match="overlap"):
            OfficeHours.parse(text.rstrip(", "))

    @pytest.mark.parametrize("tz", [UTC, ZoneInfo("Asia/Ho_Chi_Minh")])
    @pytest.mark.parametrize("place", range(4))
    def test_a_time_with_a_zone_is_refused(self, tz: ZoneInfo, place: int) -> None:
        times = [*MORNING, *AFTERNOON]
        times[place] = times[place].replace(tzinfo=tz)

        with pytest.raises(InvalidValueError, match="without a zone"):
            open_from((times[0], times[1]), (times[2], times[3]))

    @pytest.mark.parametrize(
        "text",
        [
            "", " ", ",", "08:00", "8-12", "08:00-12:00,", "08:60-12:00", "25:00-26:00",
            "08:00-12:00; 13:00-17:00", "08:00-12:00-13:00", "8:5-12:00",
            "08:00 12:00", "tám giờ",
        ],
    )  # fmt: skip
    def test_text_that_is_no_window_is_refused_with_a_pattern(self, text: str) -> None:
        with pytest.raises(InvalidValueError, match="windows such as"):
            OfficeHours.parse(text)

    def test_closing_at_midnight_cannot_be_written(self) -> None:
        with pytest.raises(InvalidValueError):
            OfficeHours.parse("08:00-24:00")


class TestOn:
    def test_a_weekday_may_have_its_own_windows(self) -> None:
        hours = OfficeHours((MORNING, AFTERNOON), weekdays={5: "07:30-11:30"})

        assert hours.on(SATURDAY) == (MORNING,)
        assert hours.on(MONDAY) == (MORNING, AFTERNOON)

    def test_a_day_wins_over_its_weekday(self) -> None:
        hours = OfficeHours(
            (MORNING, AFTERNOON), weekdays={0: [MORNING]}, dates={MONDAY: [AFTERNOON]}
        )

        assert hours.on(MONDAY) == (AFTERNOON,)
        assert hours.on(date(2026, 1, 12)) == (MORNING,)

    def test_a_day_without_windows_is_closed(self) -> None:
        assert OfficeHours((MORNING,), dates={MONDAY: ()}).on(MONDAY) == ()

    def test_with_dates_leaves_the_original_as_it_is(self) -> None:
        changed = USUAL.with_dates({MONDAY: "07:30-11:30"})

        assert changed.on(MONDAY) == (MORNING,)
        assert USUAL.on(MONDAY) == (MORNING, AFTERNOON)

    def test_with_dates_keeps_weekdays_and_the_later_day_wins(self) -> None:
        hours = OfficeHours((MORNING,), weekdays={5: [AFTERNOON]})

        twice = hours.with_dates({MONDAY: [AFTERNOON], TUESDAY: [AFTERNOON]})
        twice = twice.with_dates({MONDAY: [MORNING, AFTERNOON]})

        assert twice.on(MONDAY) == (MORNING, AFTERNOON)
        assert twice.on(TUESDAY) == (AFTERNOON,)
        assert twice.on(SATURDAY) == (AFTERNOON,)

    @pytest.mark.parametrize("weekday", [-1, 7])
    def test_a_weekday_is_from_0_to_6(self, weekday: int) -> None:
        with pytest.raises(InvalidValueError, match="Monday") as caught:
            OfficeHours((MORNING,), weekdays={weekday: [MORNING]})

        assert caught.value.name == "weekdays"

    def test_an_error_names_where_an_overnight_window_stands(self) -> None:
        with pytest.raises(InvalidValueError, match="overnight") as caught:
            OfficeHours((MORNING,), weekdays={5: "22:00-06:00"})
        assert caught.value.name == "weekdays"

        with pytest.raises(InvalidValueError, match="overnight") as caught:
            OfficeHours((MORNING,), dates={SATURDAY: "22:00-06:00"})
        assert caught.value.name == "dates"


class TestIdentity:
    def test_its_fields_cannot_be_set(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            USUAL.windows = ()  # type: ignore[misc]

    def test_it_survives_pickling(self) -> None:
        hours = OfficeHours((MORNING,), weekdays={5: [AFTERNOON]}, dates={MONDAY: ()})

        assert pickle.loads(pickle.dumps(hours)) == hours  # noqa: S301

    @pytest.mark.parametrize(
        "other",
        [
            None,
            OfficeHours((MORNING,)),
            OfficeHours((MORNING, AFTERNOON), weekdays={5: [MORNING]}),
            OfficeHours((MORNING, AFTERNOON), dates={MONDAY: [MORNING]}),
            OfficeHours((MORNING, AFTERNOON), dates={MONDAY: ()}),
            OfficeHours((MORNING, (time(13, 30), time(17, 0, 30)))),
            OfficeHours((MORNING, (time(13, 30), time(17, 0, 0, 1)))),
        ],
        ids=["none", "windows", "weekday", "day", "closed", "second", "microsecond"],
    )
    def test_calendars_of_other_hours_have_other_fingerprints(
        self, other: OfficeHours | None
    ) -> None:
        usual, changed = (
            WorkCalendar(tz=UTC, first=MONDAY, last=SATURDAY, hours=hours)
            for hours in (USUAL, other)
        )

        assert usual.fingerprint != changed.fingerprint
        assert usual != changed


class TestNotice:
    """A notice may give single days other hours."""

    def calendar(self, hours: OfficeHours | None = USUAL) -> WorkCalendar:
        return WorkCalendar(
            tz="Asia/Ho_Chi_Minh",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            hours=hours,
        )

    def test_a_half_day_closes_early_on_that_day_only(self) -> None:
        half = Notice(hours={MONDAY: "07:30-11:30"}, citation="c")

        noticed = self.calendar().with_notice(half)

        assert noticed.closing(MONDAY) == time(11, 30)
        assert noticed.closing(TUESDAY) == time(17)
        assert self.calendar().closing(MONDAY) == time(17)
        assert noticed.is_working_day(MONDAY)

    def test_a_later_notice_wins(self) -> None:
        first = Notice(hours={MONDAY: "07:30-11:30"}, citation="1")
        second = Notice(hours={MONDAY: "07:30-09:30"}, citation="2")

        noticed = self.calendar().with_notice(first).with_notice(second)

        assert noticed.closing(MONDAY) == time(9, 30)

    def test_a_day_off_has_no_hours_whatever_a_notice_says(self) -> None:
        saturday = Notice(hours={SATURDAY: "07:30-11:30"}, citation="c")

        assert self.calendar().with_notice(saturday).closing(SATURDAY) is None

    def test_a_made_up_saturday_may_be_a_half_day(self) -> None:
        notice = Notice(
            make_up_days=[SATURDAY], hours={SATURDAY: "07:30-11:30"}, citation="c"
        )

        assert self.calendar().with_notice(notice).closing(SATURDAY) == time(11, 30)

    def test_a_calendar_without_hours_takes_no_notice_of_them(self) -> None:
        half = Notice(hours={MONDAY: "07:30-11:30"}, citation="c")

        noticed = self.calendar(None).with_notice(half)

        assert noticed.hours is None
        assert noticed.closing(MONDAY) is None

    def test_notices_given_at_once_are_folded_in_their_order(self) -> None:
        notices = [
            Notice(hours={MONDAY: "07:30-11:30"}, citation="1"),
            Notice(hours={MONDAY: "07:30-09:30"}, citation="2"),
        ]

        calendar = WorkCalendar.for_country(
            "VN", tz="Asia/Ho_Chi_Minh", years=[2026], notices=notices, hours=USUAL
        )

        assert calendar.closing(MONDAY) == time(9, 30)

    def test_an_overnight_window_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="overnight"):
            Notice(hours={MONDAY: "22:00-06:00"}, citation="c")


def test_calendars_of_different_office_hours_are_not_joined() -> None:
    span = {"tz": "UTC", "first": date(2026, 1, 1), "last": date(2026, 12, 31)}
    long = WorkCalendar(**span, hours=OfficeHours("08:00-17:00"))  # type: ignore[arg-type]
    short = WorkCalendar(**span, hours=OfficeHours("08:00-12:00"))  # type: ignore[arg-type]

    with pytest.raises(InvalidValueError, match="different office hours"):
        WorkCalendar.joint(long, short)
