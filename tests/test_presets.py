"""The ordinary projects the form suggests: complete, marked as judgement, and within what the form takes."""

from __future__ import annotations

import pytest

from riskmodel import cases, facts
from riskmodel.calibration import Calibration
from riskmodel.case import Policy, Provider
from riskmodel.values import Interval

PRESETS = ("app", "campaign", "consulting", "corporate_site", "data_ai", "hosting", "web_shop")


def test_there_is_one_for_each_usual_activity(calibration: Calibration) -> None:
    assert set(PRESETS) <= set(cases.names(calibration, "presets"))


@pytest.mark.parametrize("name", PRESETS)
def test_each_says_in_both_languages_what_it_is_and_that_it_is_judgement(calibration: Calibration, name: str) -> None:
    _, explained = cases.read(name, calibration, "presets")
    about = explained["about"]
    assert set(about["title"]) == set(about["why"]) == {"de", "en"}
    assert about["sources"] == ["judgement"] and about["quality"] == "D"


@pytest.mark.parametrize("name", PRESETS)
def test_each_answers_for_the_project_as_ranges_and_leaves_contract_and_provider_to_the_user(
    calibration: Calibration, name: str
) -> None:
    case, _ = cases.read(name, calibration, "presets")
    (project,) = case.projects
    assert project.activity
    for value in (project.contract_value_eur, project.client.revenue_eur, project.releases_per_month):
        assert isinstance(value, Interval)
    assert project.contract.cap is None
    assert case.provider == Provider() and case.policies == tuple[Policy, ...]()
    stated = {s.field: s for s in facts.complete(case, calibration).stated}
    assert stated["project.1.contract_value_eur"].status == "range"
