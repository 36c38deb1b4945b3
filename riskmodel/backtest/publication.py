"""Which claims are published: with a probability that grows with amount^exponent, estimated from published claims.

One exponent for all, and one for each group of countries that departs from it as far as the group's claims carry: both
are most likely values, the common one under what is expected beforehand, each group's under its distance to the common.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from riskmodel.backtest import forecast
from riskmodel.backtest.forecast import Ceiling
from riskmodel.backtest.prediction import figure
from riskmodel.calibration import Calibration
from riskmodel.streams import FloatArray, IntArray

EXPONENTS: FloatArray = np.arange(151.0) / 100.0
_FLOOR = 1e-5  # density a decade: a claim that no exponent explains pulls only so far
_Z90 = float(ndtri(0.9))


@dataclass(frozen=True)
class Exponent:
    """An estimate and its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Prior:
    """What is expected of the exponents before any claim is read."""

    mean: float
    deviation: float
    between_groups: float

    @classmethod
    def of(cls, calibration: Calibration) -> Prior:
        """Return the calibration's."""
        low, high = calibration.entries["backtest.publication.exponent"].ignorance or (0.0, 0.0)
        return cls(
            figure(calibration, "publication.exponent"),
            (high - low) / (2.0 * _Z90),
            figure(calibration, "publication.group_difference"),
        )


def log_likelihood(mass: FloatArray, ceiling: Ceiling, log_amount: FloatArray) -> FloatArray:
    """Return the log likelihood of each claim at each of EXPONENTS, shape (n, exponents).

    The density of `forecast.published` at the amount, for all exponents in one matrix product.
    """
    powers, middle = EXPONENTS * np.log(10.0), forecast.HIGHEST / 2.0
    weights = np.exp(powers * (forecast.GRID[:, None] - middle))
    density = forecast.density(mass, log_amount)[:, None] * np.exp(powers * (log_amount[:, None] - middle))
    above = np.where(ceiling.log_eur[:, None] < forecast.GRID, mass, 0.0) @ weights / (mass @ weights)
    density *= forecast.ending(above, ceiling.most_above, (log_amount > ceiling.log_eur)[:, None]) / (mass @ weights)
    return np.asarray(np.log(np.maximum(density, _FLOOR)))


def common(likelihood: FloatArray, prior: Prior) -> Exponent:
    """Return the exponent of all claims together."""
    return _most_likely(likelihood.sum(axis=0), prior.mean, prior.deviation)


def by_group(likelihood: FloatArray, groups: Sequence[str], train: IntArray, prior: Prior) -> Mapping[str, Exponent]:
    """Return the exponent of each group, from the claims in `train`; a group without any takes the common one."""
    of_all = common(likelihood[train], prior)
    of_train = np.array([groups[i] for i in train])
    return {
        group: _most_likely(likelihood[train[of_train == group]].sum(axis=0), of_all.value, prior.between_groups)
        for group in sorted(set(groups))
    }


def _most_likely(likelihood: FloatArray, mean: float, deviation: float) -> Exponent:
    """Return the mode under a normal prior; its error from the curvature there."""
    posterior = likelihood - 0.5 * ((EXPONENTS - mean) / deviation) ** 2
    best = int(np.argmax(posterior))
    inner = min(max(best, 1), len(EXPONENTS) - 2)
    bend = 2.0 * posterior[inner] - posterior[inner - 1] - posterior[inner + 1]
    step = EXPONENTS[1] - EXPONENTS[0]
    return Exponent(float(EXPONENTS[best]), float(step / np.sqrt(bend)) if bend > 0.0 else deviation)
