import pytest

from egovkit.errors import InvalidValueError
from egovkit.metrics import CountingPolicy, Denominator, Timeliness

OWN = CountingPolicy()
BY_DATES = CountingPolicy(
    name="by the dates",
    paused=None,
    paused_past_due=None,
    withdrawn=None,
    refused=None,
)


class TestCountingPolicy:
    @pytest.mark.parametrize("own", Timeliness)
    def test_by_default_every_class_is_its_own(self, own: Timeliness) -> None:
        assert OWN.count_as(own, Timeliness.PENDING_OVERDUE) is own

    @pytest.mark.parametrize(
        "own", [Timeliness.PAUSED, Timeliness.WITHDRAWN, Timeliness.REFUSED]
    )
    def test_without_a_class_the_dates_decide(self, own: Timeliness) -> None:
        assert BY_DATES.count_as(own, Timeliness.OVERDUE) is Timeliness.OVERDUE

    def test_a_paused_dossier_past_due_has_a_rule_of_its_own(self) -> None:
        policy = CountingPolicy(paused_past_due=Timeliness.PENDING_OVERDUE)

        within = policy.count_as(Timeliness.PAUSED, Timeliness.PENDING_WITHIN)
        overdue = policy.count_as(Timeliness.PAUSED, Timeliness.PENDING_OVERDUE)

        assert (within, overdue) == (Timeliness.PAUSED, Timeliness.PENDING_OVERDUE)

    def test_resolved_dossiers_are_never_moved(self) -> None:
        overdue = Timeliness.OVERDUE

        assert BY_DATES.count_as(overdue, overdue) is overdue

    def test_a_class_may_be_given_by_its_word(self) -> None:
        policy = CountingPolicy(withdrawn="on_time")

        assert policy.withdrawn is Timeliness.ON_TIME

    def test_another_word_is_refused_with_the_nine(self) -> None:
        with pytest.raises(InvalidValueError, match="before_due, on_time, overdue"):
            CountingPolicy(withdrawn="early")

    def test_the_description_names_every_dossier_that_is_moved(self) -> None:
        policy = CountingPolicy(name="portal", paused=Timeliness.ON_TIME, refused=None)

        assert policy.description == "paused as on_time; refused by the dates"

    def test_an_own_class_in_words_is_not_a_move(self) -> None:
        policy = CountingPolicy(paused="paused")

        assert policy.description == "every dossier in its own class"


class TestDenominator:
    def test_due_adds_the_pending_overdue_to_the_resolved(self) -> None:
        added = {*Denominator.DUE.parts} - {*Denominator.RESOLVED.parts}

        assert added == {Timeliness.PENDING_OVERDUE}

    def test_received_is_every_dossier(self) -> None:
        assert Denominator.RECEIVED.parts == tuple(Timeliness)
