"""The same case, answered in several ways."""

from __future__ import annotations

import pytest

from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.responses import HOURS, STANCES, by_hours, by_stance

TRIALS = 8_192


@pytest.fixture(scope="module")
def loud(freelancer: Case) -> Case:
    """Return a case whose client everybody knows."""
    project = freelancer.projects[0]
    client = project.client.model_copy(update={"visibility": "high", "people": 3_000_000.0, "revenue_eur": 4e8})
    return freelancer.model_copy(update={"projects": (project.model_copy(update={"client": client}),)})


def test_who_watches_and_answers_round_the_clock_answers_within_hours_and_who_does_not_within_days(
    loud: Case, calibration: Calibration
) -> None:
    found = by_hours(loud, calibration, trials=TRIALS, seed=5)
    hours = [way.answer_hours or 0.0 for way in found]
    assert [way.name for way in found] == list(HOURS)
    assert hours == sorted(hours, reverse=True)
    assert hours[0] > 24.0 > hours[-1]


def test_a_later_answer_makes_the_outcry_larger(loud: Case, calibration: Calibration) -> None:
    slow, *_, quick = by_hours(loud, calibration, trials=TRIALS, seed=5)
    assert slow.posts.value > quick.posts.value
    assert slow.damage.value >= quick.damage.value


def test_every_stance_is_tried_and_an_apology_sets_off_less_than_a_demand_to_delete(
    loud: Case, calibration: Calibration
) -> None:
    found = {way.name: way for way in by_stance(loud, calibration, trials=TRIALS, seed=5)}
    assert tuple(found) == STANCES
    assert found["explain_apologise"].posts.value < found["demand_deletion"].posts.value


def test_a_median_of_a_few_incidents_is_not_told(freelancer: Case, calibration: Calibration) -> None:
    assert all(way.answer_hours is None for way in by_hours(freelancer, calibration, trials=256, seed=5))
