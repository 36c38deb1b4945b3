"""Scores of a back-test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from riskmodel.backtest import forecast
from riskmodel.backtest.evidence import Evidence, NotScored, log_amounts
from riskmodel.backtest.publication import Exponent
from riskmodel.streams import BoolArray, FloatArray, Streams, keys

COVERAGES = (0.5, 0.8, 0.95)
BINS = 10
_RESAMPLES = 2_000
_TAIL = 0.025
_Z975 = float(ndtri(1.0 - _TAIL))

# For each split into folds: forecasts, forecasts with one exponent, naive and regression as centre and deviation.
Split = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True)
class Row:
    """One claim and what was predicted of it from the others, averaged over the splits into folds."""

    id: str
    kind: str
    incident_type: str
    group: str
    forum: str
    target: str  # claimed, damage or owed
    actual_eur: float
    p10: float  # EUR
    p50: float
    p90: float
    pit: float  # where the actual amount lies in the prediction, 0..1
    crps: float  # decades
    crps_naive: float
    crps_regression: float


@dataclass(frozen=True)
class Backtest:
    """What a back-test found."""

    rows: tuple[Row, ...]
    not_scored: tuple[NotScored, ...]
    splits: int
    folds: int
    coverage: Mapping[float, float]  # level of the central interval -> share of claims inside
    median_log10_ratio: float  # of actual over predicted median; above 0 the prediction is low
    pit: tuple[int, ...]  # claims in ten equal bins of the position
    crps: float  # decades
    crps_naive: float
    crps_regression: float
    skill: float  # share of the naive forecast's score that the model saves
    skill_interval: tuple[float, float]  # 95 %, bootstrap over claims
    skill_one_exponent: float
    skill_regression: float
    ahead_interval: tuple[float, float]  # 95 % of skill less the regression's, bootstrap over claims
    common: Exponent  # publication exponent of all claims together
    exponents: Mapping[str, Exponent]  # by group, from all claims

    def coverage_error(self, level: float) -> float:
        """Return the half-width of the 95 % interval of a coverage, as of so many independent claims."""
        share = self.coverage[level]
        return _Z975 * float(np.sqrt(share * (1.0 - share) / len(self.rows)))


def scored(
    evidence: Sequence[Evidence],
    not_scored: tuple[NotScored, ...],
    *,
    rows: Sequence[Split],
    common: Exponent,
    exponents: Mapping[str, Exponent],
    folds: int,
    seed: int,
) -> Backtest:
    """Return the scores of predictions, one member of `rows` for each split into folds."""
    actual = log_amounts(evidence)
    crps, one = (np.mean([forecast.crps(r[i], actual) for r in rows], axis=0) for i in (0, 1))
    naive, regression = (
        np.mean([forecast.crps_normal(r[i][0], r[i][1], actual) for r in rows], axis=0) for i in (2, 3)
    )
    pit = np.mean([forecast.position(r[0], actual) for r in rows], axis=0)
    levels = [np.mean([forecast.quantile(r[0], level) for r in rows], axis=0) for level in (0.1, 0.5, 0.9)]
    skill, skill_regression = (1.0 - float(c.mean() / naive.mean()) for c in (crps, regression))
    of_skill, of_lead = _resampled(crps, naive, regression, seed)
    return Backtest(
        rows=_rows(evidence, levels, pit, (crps, naive, regression)),
        not_scored=not_scored,
        splits=len(rows),
        folds=folds,
        coverage={level: float(inside(pit, level).mean()) for level in COVERAGES},
        median_log10_ratio=float(np.median(actual - levels[1])),
        pit=tuple(int(n) for n in np.histogram(pit, BINS, (0.0, 1.0))[0]),
        crps=float(crps.mean()),
        crps_naive=float(naive.mean()),
        crps_regression=float(regression.mean()),
        skill=skill,
        skill_interval=of_skill,
        skill_one_exponent=1.0 - float(one.mean() / naive.mean()),
        skill_regression=skill_regression,
        ahead_interval=of_lead,
        common=common,
        exponents=dict(exponents),
    )


def inside(pit: FloatArray, level: float) -> BoolArray:
    """Tell which positions, shape (n,), lie in the central interval of a level."""
    return np.abs(pit - 0.5) <= level / 2.0


def _rows(
    evidence: Sequence[Evidence],
    levels: Sequence[FloatArray],
    pit: FloatArray,
    scores: tuple[FloatArray, FloatArray, FloatArray],
) -> tuple[Row, ...]:
    return tuple(
        Row(
            id=e.id,
            kind=e.subject.kind,
            incident_type=e.subject.incident_type,
            group=e.group,
            forum=e.forum,
            target=e.subject.target,
            actual_eur=e.amount_eur,
            p10=float(10.0 ** levels[0][i]),
            p50=float(10.0 ** levels[1][i]),
            p90=float(10.0 ** levels[2][i]),
            pit=float(pit[i]),
            crps=float(scores[0][i]),
            crps_naive=float(scores[1][i]),
            crps_regression=float(scores[2][i]),
        )
        for i, e in enumerate(evidence)
    )


def _resampled(
    crps: FloatArray, naive: FloatArray, regression: FloatArray, seed: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return 95 % intervals of the skill, and of what it is ahead of the regression's, over claims drawn again."""
    n = len(crps)
    uniform = Streams(seed).uniform("bootstrap", keys(np.arange(_RESAMPLES * n, dtype=np.int64)))
    drawn = (uniform * n).astype(np.int64).reshape(_RESAMPLES, n)
    of_naive = naive[drawn].mean(axis=1)
    skill = 1.0 - crps[drawn].mean(axis=1) / of_naive
    lead = (regression[drawn].mean(axis=1) - crps[drawn].mean(axis=1)) / of_naive
    return _interval(skill), _interval(lead)


def _interval(values: FloatArray) -> tuple[float, float]:
    low, high = np.quantile(values, (_TAIL, 1.0 - _TAIL))
    return float(low), float(high)
