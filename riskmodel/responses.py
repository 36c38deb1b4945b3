"""One case answered in several ways: what the client's public conduct does to outcry, damage and what is owed.

Every way is simulated on the same uniforms, so what differs between two ways is the answer and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np

from riskmodel import measures
from riskmodel.calibration import Calibration
from riskmodel.case import Case, Stance, changed
from riskmodel.measures import Measured
from riskmodel.simulate import Result, simulate
from riskmodel.streams import FloatArray

STANCES: tuple[str, ...] = get_args(Stance)
#: From the slowest answer to the quickest.
HOURS: Mapping[str, Mapping[str, object]] = {
    f"{schedule}_{'watched' if watched else 'unwatched'}": {
        "project.*.response.answer_schedule": schedule,
        "project.*.response.social_media_watched": watched,
    }
    for schedule, watched in (("office", False), ("office", True), ("always", True))
}
_FEWEST = 100  # incidents below which a median says nothing


@dataclass(frozen=True)
class Answered:
    """What follows from one way of answering."""

    name: str
    answer_hours: float | None  # until the first public answer, median of incidents with an outcry; None: too few
    posts: Measured  # 1 of 10 incidents with an outcry has more
    damage: Measured  # to others, mean a year, EUR
    owed: Measured  # mean a year, EUR
    burden: Measured  # mean a year, EUR


def by_stance(case: Case, calibration: Calibration, *, trials: int, seed: int) -> tuple[Answered, ...]:
    """Return what follows from each stance the client may take, in the order of the form."""
    ways = {stance: {"project.*.response.stance": stance} for stance in STANCES}
    return _each(case, calibration, ways, trials, seed)


def by_hours(case: Case, calibration: Calibration, *, trials: int, seed: int) -> tuple[Answered, ...]:
    """Return what follows from when somebody watches and answers, the slowest first."""
    return _each(case, calibration, HOURS, trials, seed)


def _each(
    case: Case, calibration: Calibration, ways: Mapping[str, Mapping[str, object]], trials: int, seed: int
) -> tuple[Answered, ...]:
    return tuple(
        _answered(name, simulate(changed(case, way), calibration, trials=trials, seed=seed))
        for name, way in ways.items()
    )


def _answered(name: str, result: Result) -> Answered:
    s = result.simulated
    heard = np.flatnonzero(s.outcry.complaints > 0.0)
    weight = result.weight[s.incidents.trial[heard]]
    total = float(weight.sum()) or 1.0
    hours = measures.sample(s.outcry.answer_hours[heard], weight, total)
    posts = measures.sample(s.outcry.posts[heard], weight, total)

    def yearly(amount: FloatArray) -> Measured:
        of_trial = np.bincount(s.incidents.trial, amount, result.trials).astype(float)
        return measures.mean(measures.sample(of_trial, result.weight))

    return Answered(
        name,
        measures.quantile(hours, 0.5).value if len(heard) >= _FEWEST else None,
        measures.quantile(posts, 0.9),
        yearly(s.damage.total_eur),
        yearly(s.liability.owed_eur),
        yearly(s.liability.burden_eur),
    )
