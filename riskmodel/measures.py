"""Measures on weighted trials: mean, probability, quantile, TVaR, exceedance, each with its error of simulation.

A sample is some rows with weights; whatever weight is missing to one is a certain zero (quiet years). Errors are
95 % intervals, conditional on the parameter sets: for means and tail means from the variance of the weighted rows, for
quantiles from order statistics (Woodruff 1952: the interval of the probability, read back through the quantile
function), which needs no density and covers in heavy tails.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

FloatArray = NDArray[np.float64]

_Z975 = float(ndtri(0.975))
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Measured:
    """A figure and the 95 % interval of its error of simulation."""

    value: float
    lo: float
    hi: float


@dataclass(frozen=True)
class Sample:
    """Rows with weights; k of them above zero, in ascending order."""

    value: FloatArray  # (k,) above zero
    weight: FloatArray  # (k,)
    exceeded: FloatArray  # (k + 1,) weight of the rows from each on, in the end 0
    exceeded_squared: FloatArray  # (k + 1,) sum of the squares of these weights
    rows_weight: float  # weight of all rows, zeros included
    rows_weight_squared: float  # sum of their squares

    @property
    def any_probability(self) -> float:
        """Weight above zero."""
        return float(self.exceeded[0])

    def above(self, amount: float) -> int:
        """Return the place of the first row above an amount."""
        return int(np.searchsorted(self.value, amount, side="right"))


def sample(value: FloatArray, weight: FloatArray, total: float = 1.0) -> Sample:
    """Return the sample of rows whose weights are shares of `total`.

    With `total` 1 the weights are shares of all years; with the sum of the weights the sample is conditional on a row.
    """
    weight = weight / total
    positive = np.flatnonzero(value > 0.0)
    order = positive[np.argsort(value[positive])]
    ordered = weight[order]
    from_each, squared = (np.append(np.cumsum(w[::-1])[::-1], 0.0) for w in (ordered, ordered**2))
    return Sample(value[order], ordered, from_each, squared, float(weight.sum()), float((weight**2).sum()))


def weighted_sum(value: FloatArray, weight: FloatArray) -> float:
    """Return the weighted sum, added pairwise: a dot product would depend on the threads of the linear algebra."""
    return float((value * weight).sum())


def mean(s: Sample) -> Measured:
    """Return the mean."""
    value = weighted_sum(s.value, s.weight)
    return _around(value, _error_of_sum(s, value, s.value, s.weight))


def any_probability(s: Sample) -> Measured:
    """Return the probability of an amount above zero."""
    return exceedance_probability(s, 0.0)


def exceedance_probability(s: Sample, amount: float) -> Measured:
    """Return the probability of more than `amount`."""
    value = min(1.0, float(s.exceeded[s.above(amount)]))  # weights that add up to 1 may round above it
    error = _Z975 * _error_of_probability(s, amount)
    return Measured(value, max(0.0, value - error), min(1.0, value + error))


def quantile(s: Sample, level: float) -> Measured:
    """Return the smallest amount that is exceeded with a probability of at most 1 - level."""
    value = _quantile(s, 1.0 - level)
    error = _Z975 * _error_of_probability(s, value)
    return Measured(value, _quantile(s, 1.0 - level + error), _quantile(s, max(0.0, 1.0 - level - error)))


def tvar(s: Sample, level: float) -> Measured:
    """Return the mean of the worst 1 - level, the coherent tail mean of Acerbi and Tasche (2002).

    Where an atom sits on the quantile, only the part of it that fills the tail counts.
    """
    tail = 1.0 - level
    at = _quantile(s, tail)
    above = s.above(at)
    excess, weight = s.value[above:] - at, s.weight[above:]
    total = weighted_sum(excess, weight)
    return _around(at + total / tail, _error_of_sum(s, total, excess, weight) / tail)


def exceedance(s: Sample, probabilities: FloatArray) -> tuple[Measured, ...]:
    """Return the amounts exceeded with these probabilities: an exceedance curve, which never rises with them."""
    return tuple(quantile(s, 1.0 - float(p)) for p in probabilities)


def paired(one: FloatArray, other: FloatArray, weight: FloatArray) -> Measured:
    """Return the mean of one amount less another on the same rows, with the error of the pairs; shapes (rows,)."""
    pairs = (one - other) * weight
    value = float(pairs.sum())
    error = _Z975 * float(np.sqrt(((pairs - pairs.mean()) ** 2).sum()))
    return Measured(value, value - error, value + error)


def shares(amounts: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and share of the total mean of each part; `amounts` has shape (parts, rows)."""
    means = (amounts * weight).sum(axis=1)
    total = means.sum()
    return means, (means / total if total > 0.0 else np.zeros_like(means))


def _quantile(s: Sample, tail: float) -> float:
    if s.any_probability <= tail + _ROUNDING:
        return 0.0
    few_enough = np.searchsorted(s.exceeded[:0:-1], tail + _ROUNDING, side="right")  # rows exceeded in no more than it
    return float(s.value[-few_enough])


def _error_of_probability(s: Sample, amount: float) -> float:
    """Return the standard error of the weight above an amount; quiet years are exact and add nothing."""
    if not s.rows_weight:
        return 0.0
    above = s.above(amount)
    within, squares = s.exceeded[above] / s.rows_weight, s.exceeded_squared[above]
    return float(np.sqrt(squares * (1.0 - within) ** 2 + max(0.0, s.rows_weight_squared - squares) * within**2))


def _error_of_sum(s: Sample, total: float, amounts: FloatArray, weight: FloatArray) -> float:
    """Return the standard error of a weighted sum of amounts over the rows, those not listed being zero."""
    if not s.rows_weight:
        return 0.0
    centre = total / s.rows_weight
    listed = float(((weight * (amounts - centre)) ** 2).sum())
    others = max(0.0, s.rows_weight_squared - float((weight**2).sum())) * centre**2
    return float(np.sqrt(listed + others))


def _around(value: float, error: float) -> Measured:
    return Measured(value, max(0.0, value - _Z975 * error), value + _Z975 * error)
