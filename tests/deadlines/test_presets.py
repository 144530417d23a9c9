"""CountingRule: the presets, their versions by day, variants, and rules as values."""

import copy
import pickle
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import attrs
import pytest

from egovkit.deadlines import (
    Confidence,
    CountingRule,
    CutOffShifts,
    DueTime,
    HoursFrom,
    MonthsEnd,
    Roll,
    Term,
    WorkCalendar,
    compute_deadline,
)
from egovkit.errors import InvalidValueError, NotVerifiedError


def due_day(received: date, term: str, rule: CountingRule) -> date:
    calendar = WorkCalendar(
        tz="Asia/Ho_Chi_Minh",
        first=date(received.year, 1, 1),
        last=date(received.year, 12, 31),
    )
    at = datetime.combine(received, time(9), calendar.tz)
    return compute_deadline(at, Term.parse(term), calendar, rule=rule).due_day


class TestPresets:
    presets = (CountingRule.VN_CIVIL_CODE, CountingRule.VN_ONE_STOP)

    def test_importing_the_package_reads_no_table(self) -> None:
        code = (
            "import egovkit.deadlines; from egovkit import _data; "
            "assert _data.table.cache_info().currsize == 0; "
            "egovkit.deadlines.CountingRule.VN_CIVIL_CODE; "
            "assert _data.table.cache_info().currsize == 1"
        )

        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603

    def test_a_preset_is_one_object(self) -> None:
        assert CountingRule.VN_ONE_STOP is CountingRule.VN_ONE_STOP

    def test_one_stop_dossiers_are_due_at_closing_with_a_transfer_cut_off(self) -> None:
        for day in (date(2024, 3, 1), date(2025, 7, 1), date(2026, 8, 5)):
            rule = CountingRule.VN_ONE_STOP.on(day)
            assert rule.due is DueTime.CLOSING
            assert rule.cut_off == time(15)
            assert rule.cut_off_shifts is CutOffShifts.TRANSFER

    def test_the_civil_code_has_the_defaults(self) -> None:
        rule = CountingRule.VN_CIVIL_CODE.on(date(2026, 3, 2))

        assert rule.first_day_counted is False
        assert rule.roll_after is Roll.FOLLOWING
        assert rule.hours_from is HoursFrom.MOMENT
        assert rule.months_end is MonthsEnd.SAME_DAY
        assert rule.due is DueTime.MIDNIGHT
        assert rule.cut_off is None

    @pytest.mark.parametrize("preset", presets, ids=lambda rule: str(rule.name))
    def test_its_versions_follow_one_another_without_gap_or_overlap(
        self, preset: CountingRule
    ) -> None:
        for older, newer in zip(preset.versions, preset.versions[1:], strict=False):
            assert older.effective_to is not None
            assert newer.effective_from == older.effective_to + timedelta(days=1)
        assert preset.versions[0].effective_from is not None
        assert preset.versions[-1].effective_to is None

    @pytest.mark.parametrize("preset", presets, ids=lambda rule: str(rule.name))
    def test_each_version_says_where_it_stands_and_how_well_that_is_known(
        self, preset: CountingRule
    ) -> None:
        for version in preset.versions:
            assert version.regime
            assert version.citation
            assert version.source
            assert isinstance(version.confidence, Confidence)
            assert version.name == preset.name
            for parameter in version.article:
                assert hasattr(version, parameter)

    def test_a_preset_reads_like_its_latest_version(self) -> None:
        preset = CountingRule.VN_ONE_STOP

        assert preset.regime == preset.versions[-1].regime

    @pytest.mark.parametrize(
        ("day", "regime"),
        [
            (date(2018, 6, 20), "Decision 09/2015/QĐ-TTg"),
            (date(2018, 6, 21), "Decree 61/2018/NĐ-CP"),
            (date(2025, 6, 30), "Decree 61/2018/NĐ-CP"),
            (date(2025, 7, 1), "Decree 118/2025/NĐ-CP"),
            (
                date(2026, 8, 5),
                "Decree 118/2025/NĐ-CP, amended by Decree 309/2026/NĐ-CP",
            ),
        ],
    )
    def test_on_picks_the_version_in_force(self, day: date, regime: str) -> None:
        assert CountingRule.VN_ONE_STOP.on(day).regime == regime

    def test_before_the_first_version_nothing_was_verified(self) -> None:
        with pytest.raises(
            NotVerifiedError, match="VN_ONE_STOP on 2015-03-24"
        ) as error:
            CountingRule.VN_ONE_STOP.on(date(2015, 3, 24))

        assert isinstance(error.value, LookupError)
        assert not isinstance(error.value, KeyError)

    def test_a_deadline_before_the_first_version_is_refused(self) -> None:
        with pytest.raises(NotVerifiedError):
            due_day(date(2015, 3, 2), "1 day", CountingRule.VN_ONE_STOP)

    def test_a_rule_of_the_callers_own_is_always_in_force(self) -> None:
        rule = CountingRule()

        assert rule.on(date.min) is rule
        assert rule.on(date.max) is rule

    def test_a_rule_is_in_force_on_its_first_and_its_last_day(self) -> None:
        rule = CountingRule(
            effective_from=date(2026, 1, 1), effective_to=date(2026, 12, 31)
        )

        assert rule.on(date(2026, 1, 1)) is rule.on(date(2026, 12, 31)) is rule
        for day in (date(2025, 12, 31), date(2027, 1, 1)):
            with pytest.raises(NotVerifiedError):
                rule.on(day)


class TestEvolve:
    def test_a_preset_keeps_its_versions_each_with_the_change(self) -> None:
        changed = CountingRule.VN_ONE_STOP.evolve(cut_off_shifts="clock")

        assert len(changed.versions) == len(CountingRule.VN_ONE_STOP.versions)
        for day in (date(2024, 3, 1), date(2025, 7, 1), date(2026, 8, 5)):
            version = changed.on(day)
            assert version.cut_off_shifts is CutOffShifts.CLOCK
            assert version.regime == CountingRule.VN_ONE_STOP.on(day).regime

    def test_the_preset_itself_is_unchanged(self) -> None:
        CountingRule.VN_ONE_STOP.evolve(cut_off_shifts="clock")

        latest = CountingRule.VN_ONE_STOP.versions[-1]
        assert latest.cut_off_shifts is CutOffShifts.TRANSFER

    def test_a_changed_parameter_no_longer_cites_the_law(self) -> None:
        changed = CountingRule.VN_CIVIL_CODE.evolve(roll_after=Roll.NONE)

        assert "roll_after" not in changed.on(date(2026, 3, 2)).article
        assert "months_end" in changed.on(date(2026, 3, 2)).article

    def test_a_change_decides_a_deadline(self) -> None:
        # Monday 2 March and 5 days: Saturday 7.
        changed = CountingRule.VN_CIVIL_CODE.evolve(roll_after="none")

        assert due_day(date(2026, 3, 2), "5 days", changed) == date(2026, 3, 7)

    def test_no_change_is_the_same_rule(self) -> None:
        assert CountingRule.VN_ONE_STOP.evolve() == CountingRule.VN_ONE_STOP

    @pytest.mark.parametrize("name", ["roll", "versions", "article", "on"])
    def test_an_unknown_parameter_is_refused(self, name: str) -> None:
        with pytest.raises(InvalidValueError, match="roll_after"):
            CountingRule.VN_ONE_STOP.evolve(**{name: None})

    @pytest.mark.parametrize("rule", [CountingRule(), CountingRule.VN_ONE_STOP])
    @pytest.mark.parametrize(
        "changes",
        [{"roll_after": "sideways"}, {"due": None}, {"weekly_rest": 6}],
        ids=["no such roll", "no due time", "a number of rest days"],
    )
    def test_a_value_that_a_parameter_cannot_take_is_refused(
        self, rule: CountingRule, changes: dict[str, object]
    ) -> None:
        with pytest.raises(InvalidValueError):
            rule.evolve(**changes)


class TestChangedParameters:
    def test_a_rule_of_defaults_has_none(self) -> None:
        assert CountingRule().changed_parameters() == ()
        assert CountingRule(name="portal", regime="ours").changed_parameters() == ()

    def test_they_are_written_in_one_order_however_they_were_given(self) -> None:
        one = CountingRule(weekly_rest={6, 5}, adjust_limits={"weeks": 1, "days": 2})
        other = CountingRule(adjust_limits={"days": 2, "weeks": 1}, weekly_rest={5, 6})

        assert one.changed_parameters() == other.changed_parameters()
        assert len(one.changed_parameters()) == 2

    def test_a_variant_differs_from_its_preset(self) -> None:
        day = date(2026, 3, 2)
        preset = CountingRule.VN_ONE_STOP
        variant = preset.evolve(cut_off_shifts="clock")

        assert (
            variant.on(day).changed_parameters() != preset.on(day).changed_parameters()
        )


class TestValue:
    def test_words_serve_for_choices(self) -> None:
        assert CountingRule(roll_after="none", due="closing") == CountingRule(
            roll_after=Roll.NONE, due=DueTime.CLOSING
        )

    def test_equal_rules_are_equal_and_hash_alike(self) -> None:
        rules = {
            CountingRule(short_term_days=5),
            CountingRule(short_term_days=5),
            CountingRule(short_term_days=6),
        }

        assert len(rules) == 2

    def test_limits_are_part_of_a_rule(self) -> None:
        assert CountingRule(adjust_limits={"days": 90}) != CountingRule()

    @pytest.mark.parametrize(
        "rule",
        [
            CountingRule(name="portal", cut_off=time(15), weekly_rest={6}),
            CountingRule(adjust_limits={"days": 90}),
            CountingRule.VN_ONE_STOP,
            CountingRule.VN_ONE_STOP.on(date(2026, 3, 2)),
        ],
        ids=["own", "limits", "preset", "version"],
    )
    def test_it_survives_pickling_and_copying(self, rule: CountingRule) -> None:
        again: CountingRule = pickle.loads(pickle.dumps(rule))  # noqa: S301

        assert again == rule
        assert again.article == rule.article
        assert copy.copy(rule) == copy.deepcopy(rule) == rule

    def test_its_fields_cannot_be_set(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(CountingRule(), "roll_after", Roll.NONE)  # noqa: B010
