"""A story says what its trial holds, in both languages, over thousands of trials."""

from __future__ import annotations

import re

import numpy as np
import pytest

from riskmodel import casefile
from riskmodel.calibration import Calibration
from riskmodel.liability import IN_FULL, NO_CLAIM, REPELLED
from riskmodel.present.language import Language
from riskmodel.present.story import _sentences, stories
from riskmodel.simulate import Result, simulate

ROWS = 3_000


@pytest.fixture(scope="module")
def agency(calibration: Calibration) -> Result:
    case = casefile.read(calibration.folder / "cases" / "sample_agency.toml")
    return simulate(case, calibration, trials=ROWS, seed=11)


def told(result: Result, calibration: Calibration, code: str) -> list[str]:
    language = Language.named(code)
    return [" ".join(_sentences(result, calibration, language, row, 1)) for row in range(ROWS)]


@pytest.mark.parametrize(
    ("code", "nothing_claimed", "asked", "owes_nothing"),
    [
        ("de", "Niemand fordert etwas von Ihnen.", "Von Ihnen werden", "Sie schulden nichts."),
        ("en", "Nobody claims anything from you.", "You are asked for", "you owe nothing."),
    ],
)
def test_no_sentence_contradicts_the_outcome(
    agency: Result, calibration: Calibration, code: str, nothing_claimed: str, asked: str, owes_nothing: str
) -> None:
    outcome = agency.simulated.liability.outcome
    for row, text in enumerate(told(agency, calibration, code)):
        assert (nothing_claimed in text) == (outcome[row] == NO_CLAIM), text
        assert (asked in text) == (outcome[row] != NO_CLAIM), text
        assert (owes_nothing in text) == (outcome[row] == REPELLED), text


def test_what_is_owed_never_exceeds_what_is_asked_for(agency: Result) -> None:
    liability = agency.simulated.liability
    assert (liability.owed_eur <= liability.claimed_eur + 1e-9).all()
    assert (liability.owed_eur[liability.outcome == IN_FULL] > 0.0).all()


@pytest.mark.parametrize("code", ["de", "en"])
def test_every_text_is_filled_in(agency: Result, calibration: Calibration, code: str) -> None:
    for text in told(agency, calibration, code):
        assert not re.search(r"[{}]|nan|None", text), text


@pytest.mark.parametrize("code", ["de", "en"])
def test_no_two_incident_types_are_told_alike(calibration: Calibration, code: str) -> None:
    types = [name for name in calibration.tables if name.startswith("incidents.")]
    assert len({calibration.tables[name]["story"][code] for name in types}) == len(types)
    assert all("{project}" in calibration.tables[name]["story"][code] for name in types)


def test_the_story_of_a_return_period_is_the_trial_nearest_to_it(agency: Result, calibration: Calibration) -> None:
    found = stories(agency, calibration, Language.named("en"))
    assert [s.return_period_years for s in found] == [20, 100]
    yearly = np.bincount(agency.simulated.incidents.trial, agency.simulated.liability.burden_eur, agency.trials)
    above = agency.weight[yearly > np.median(yearly)].sum()
    assert 0.0 < above < 1.0


def test_braces_in_a_project_name_are_only_text(calibration: Calibration) -> None:
    case = casefile.from_mapping({"project": [{"name": "{people} {0} shop", "activity": "hosting"}]})
    result = simulate(case, calibration, trials=512, seed=1)
    text = " ".join(_sentences(result, calibration, Language.named("en"), 0, 1))
    assert "{people} {0} shop" in text
