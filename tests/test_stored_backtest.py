"""The back-test that ships is what the command finds with the figures that ship."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from riskmodel import backtest
from riskmodel.backtest import Backtest, stored
from riskmodel.calibration import Calibration
from riskmodel.present import backtest_tables
from riskmodel.present.language import Language
from riskmodel.quantity import CalibrationError

DATA = Path(__file__).resolve().parent.parent / "data"
REMEDY = "write it anew: riskmodel backtest data/claims.csv --json data/backtest.json"


@pytest.fixture(scope="module")
def anew(calibration: Calibration) -> Backtest:
    """Return the back-test at a tenth of the command's years."""
    return backtest.backtest(backtest.read(DATA / "claims.csv", calibration), calibration, trials=1_024)


@pytest.fixture(scope="module")
def shipped(calibration: Calibration) -> Backtest:
    return stored.read(calibration)[0]


def test_it_was_made_with_the_figures_that_ship(calibration: Calibration) -> None:
    assert stored.read(calibration)[1] == calibration.version, REMEDY


def test_it_scores_the_same_claims_and_leaves_out_the_same(shipped: Backtest, anew: Backtest) -> None:
    assert [row.id for row in shipped.rows] == [row.id for row in anew.rows], REMEDY
    assert shipped.not_scored == anew.not_scored
    assert [row.actual_eur for row in shipped.rows] == pytest.approx([row.actual_eur for row in anew.rows])


def test_its_scores_are_those_of_fewer_years_within_their_noise(shipped: Backtest, anew: Backtest) -> None:
    assert shipped.crps == pytest.approx(anew.crps, rel=0.06), REMEDY
    assert shipped.crps_naive == pytest.approx(anew.crps_naive, rel=1e-6), "the naive forecast simulates nothing"
    assert shipped.coverage[0.8] == pytest.approx(anew.coverage[0.8], abs=0.06)
    medians = [abs(a.pit - b.pit) for a, b in zip(shipped.rows, anew.rows, strict=True)]
    assert sorted(medians)[len(medians) // 2] < 0.03


def test_reading_it_back_loses_nothing(shipped: Backtest, calibration: Calibration) -> None:
    written = backtest.as_json(shipped, calibration.version)
    validation = {"validation": backtest_tables.validation(shipped, Language.named("en"))}
    assert written | validation == json.loads((DATA / "backtest.json").read_text(encoding="utf-8"))


def test_a_folder_without_it_says_how_to_write_it(calibration: Calibration, tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match=r"backtest\.json: cannot be read.*riskmodel backtest"):
        stored.read(replace(calibration, folder=tmp_path))
