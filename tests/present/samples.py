"""The sample cases and their estimates, computed once, for the tests of what the program hands over."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from riskmodel import calibration, casefile, publish, simulate
from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.estimate import Estimate

CASES = Path(__file__).resolve().parents[2] / "data" / "cases"
SAMPLES = ("sample_freelancer", "sample_agency")


@cache
def figures() -> Calibration:
    return calibration.load()


def estimated(case: Case, trials: int = 4_000) -> Estimate:
    return publish.publish(simulate.simulate(case, figures(), trials=trials, seed=1))


@cache
def sample_case(sample: str) -> Case:
    return casefile.read(CASES / f"{sample}.toml")


@cache
def sample_estimate(sample: str) -> Estimate:
    return estimated(sample_case(sample))
