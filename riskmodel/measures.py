"""Measures on weighted trials: mean, probability, quantile, TVaR, exceedance, each with its error of simulation.

A sample is some rows with weights; whatever weight is missing to one is a certain zero (quiet years). Errors are
95 % intervals of the simulation, conditional on the parameter sets, made for few rows in a heavy tail:

- means and tail means: from the variance of the weighted rows, with the correction for their skewness of Hall (1992,
  "On the removal of skewness by transformation", JRSS B 54, 221-228). A large loss that has not been drawn yet is
  missing in mean and variance alike, so the truth lies above more often and farther away than below.
- quantiles: from order statistics (Woodruff 1952: the interval of the probability, read back through the quantile
  function), which needs no density. With fewer than five rows beyond a quantile they end at the largest row, and the
  truth may lie above.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_Z975 = float(ndtri(0.975))
_SKEWED = (_Z975**2 - 1.0) / 6.0  # Cornish-Fisher: what a unit of skewness adds to both ends
_ROUNDING = 1e-12
_BIN_SHIFT = 52 - 8  # of the bits of a float, to a 256th of a power of two
_FIRST_BIN = (1023 - 7) << 8  # of 2^-7, a little less than a cent
_BINS = 50 << 8
_FLAT = 1e-6
_PIECE = 32_768


@dataclass(frozen=True)
class Measured:
    """A figure and the 95 % interval of its error of simulation."""

    value: float
    lo: float
    hi: float

    @property
    def farthest(self) -> float:
        """How far the interval reaches at most: what may stand behind a "±" where it is lopsided."""
        return max(self.hi - self.value, self.value - self.lo)


@dataclass(frozen=True)
class Sample:
    """Rows with weights; k of them above zero, in ascending order."""

    value: FloatArray  # (k,) above zero
    weight: FloatArray  # (k,)
    rows: FloatArray | None  # (k,) how many rows of one weight each stands for, in a pile; None: each for itself
    exceeded: FloatArray  # (k + 1,) weight of the rows from each on, in the end 0
    rows_weight: float  # weight of all rows, zeros included
    rows_weight_squared: float  # sum of their squares

    @property
    def any_probability(self) -> float:
        """Weight above zero."""
        return float(self.exceeded[0])

    def above(self, amount: float) -> int:
        """Return the place of the first row above an amount."""
        return int(self.value.searchsorted(amount, side="right"))

    def squares(self, first: int) -> FloatArray:
        """Return the squares of the weights of the rows from `first` on; a pile's counts as many equal ones."""
        weight = self.weight[first:]
        return weight * weight if self.rows is None else weight * weight / self.rows[first:]


def sample(value: FloatArray, weight: FloatArray, total: float = 1.0) -> Sample:
    """Return the sample of rows whose weights are shares of `total`.

    With `total` 1 the weights are shares of all years; with the sum of the weights the sample is conditional on a row.
    """
    weight = weight / total
    positive = np.flatnonzero(value > 0.0)
    order = positive[np.argsort(value[positive])]
    return _ordered(value[order], weight[order], float(weight.sum()), float((weight**2).sum()))


def in_order(value: FloatArray, sets: IntArray, size: int) -> IntArray:
    """Return amounts above zero in ascending order as whole numbers: the bits of the float, the lowest name the set.

    The set rides through the sort, a third of the time of sorting an index. Amounts are exact to a relative 2^-43 with
    256 sets, and round amounts exactly. `value` and `sets` have the same shape (k,); `size` is the number of sets.
    """
    bits = _bits_of(size)
    packed = value.view(np.int64) & ~bits
    packed |= sets
    packed.sort()
    return packed[np.searchsorted(packed, bits, side="right") :]  # below are rows that are zero


def merged(one: IntArray, other: IntArray) -> IntArray:
    """Return the rows of both in order, given each as by `in_order`."""
    both = np.concatenate((one, other))
    both.sort(kind="stable")  # which finds two runs and merges them
    return both


def sample_of_sets(value: FloatArray, sets: IntArray, weight_of_set: FloatArray, rows_of_set: IntArray) -> Sample:
    """Return the sample of rows that weigh what their parameter set weighs.

    Parameters
    ----------
    value, sets
        Amounts and their parameter sets, shape (k,); rows that are zero may be left out.
    weight_of_set
        Weight of a row of each set, shape (M,).
    rows_of_set
        Number of rows of each set, shape (M,), those that are zero included.
    """
    return sample_in_order(in_order(value, sets, len(weight_of_set)), weight_of_set, rows_of_set)


def sample_in_order(rows: IntArray, weight_of_set: FloatArray, rows_of_set: IntArray) -> Sample:
    """As `sample_of_sets`, from rows as `in_order` returns them."""
    bits = _bits_of(len(weight_of_set))
    value, weight = (rows & ~bits).view(np.float64), weight_of_set.take(rows & bits)
    whole, squared = weight_of_set * rows_of_set, weight_of_set**2 * rows_of_set
    return _ordered(value, weight, float(whole.sum()), float(squared.sum()))


def _bits_of(sets: int) -> np.int64:
    """Return the lowest bits of a whole number that can name so many sets."""
    return np.int64((1 << (sets - 1).bit_length()) - 1)


def _ordered(
    value: FloatArray,
    weight: FloatArray,
    rows_weight: float,
    rows_weight_squared: float,
    rows: FloatArray | None = None,
) -> Sample:
    # Weights are added up from the last row on and seen backwards, so that a search through them needs no copy.
    from_last = np.zeros(len(weight) + 1)
    np.cumsum(weight[::-1], out=from_last[1:])
    return Sample(value, weight, rows, from_last[::-1], rows_weight, rows_weight_squared)


@dataclass(frozen=True)
class Pile:
    """Rows by the size of their amount, for more rows than one would hold: a bin is a 256th of a power of two.

    The bits of the float say which it is. A bin stands for its mean, so quantiles are met within a relative 0.4 % at
    most, mostly a tenth of it.
    """

    weight: FloatArray  # (BINS,)
    weight_squared: FloatArray  # (BINS,)
    amount: FloatArray  # (BINS,) weighted sum

    @classmethod
    def empty(cls) -> Pile:
        """Return a pile of nothing."""
        return cls(*np.zeros((3, _BINS)))

    def include(self, other: Pile) -> None:
        """Put another pile on this one."""
        for mine, of in zip(vars(self).values(), vars(other).values(), strict=True):
            mine += of

    def add(self, value: FloatArray, weight: FloatArray) -> None:
        """Put rows on the pile; those of less than a cent are left out."""
        bins = (value.view(np.int64) >> _BIN_SHIFT) - _FIRST_BIN
        kept = np.flatnonzero(bins >= 0)
        bins, value, weight = np.minimum(bins[kept], _BINS - 1), value[kept], weight[kept]
        for column, of in ((self.weight, weight), (self.weight_squared, weight**2), (self.amount, weight * value)):
            column += np.bincount(bins, of, minlength=_BINS)

    def sample(self, total: float, rows_weight: float, rows_weight_squared: float) -> Sample:
        """Return the sample; weights become shares of `total`, as those of all rows (zeros too) are already."""
        there = np.flatnonzero(self.weight > 0.0)
        weight, squared = self.weight[there], self.weight_squared[there]
        value, rows = self.amount[there] / weight, weight**2 / squared
        return _ordered(value, weight / total, rows_weight, rows_weight_squared, rows)


def weighted_sum(value: FloatArray, weight: FloatArray) -> float:
    """Return the weighted sum; not as a dot product, which would depend on the threads of the linear algebra."""
    return float((value * weight).sum())


def mean(s: Sample) -> Measured:
    """Return the mean."""
    value = weighted_sum(s.value, s.weight)
    below, above = _reach_of_sum(s, value, 0.0, 0)
    return Measured(value, max(0.0, value - below), value + above)


def any_probability(s: Sample) -> Measured:
    """Return the probability of an amount above zero."""
    return exceedance_probability(s, 0.0)


def exceedance_probability(s: Sample, amount: float) -> Measured:
    """Return the probability of more than `amount`."""
    above = s.above(amount)
    value = min(1.0, float(s.exceeded[above]))  # weights that add up to 1 may round above it
    error = _Z975 * _error_of_probability(s, above)
    return Measured(value, max(0.0, value - error), min(1.0, value + error))


def quantile(s: Sample, level: float) -> Measured:
    """Return the smallest amount that is exceeded with a probability of at most 1 - level."""
    (found,) = quantiles(s, (level,))
    return found


def quantiles(s: Sample, levels: Sequence[float]) -> tuple[Measured, ...]:
    """Return several quantiles at once."""
    tails = 1.0 - np.array(levels)
    at = _quantiles(s, tails)
    ends = _quantiles(s, np.concatenate(_shown(s, tails, at)))
    most, least = ends.reshape(2, -1).tolist()
    return tuple(Measured(*of) for of in zip(at.tolist(), most, least, strict=True))


def tvar(s: Sample, level: float, at: float | None = None) -> Measured:
    """Return the mean of the worst 1 - level, the coherent tail mean of Acerbi and Tasche (2002).

    Where an atom sits on the quantile, only the part of it that fills the tail counts. `at` is the quantile, if known.
    """
    tail = 1.0 - level
    at = float(_quantiles(s, np.array([tail]))[0]) if at is None else at
    first = s.above(at)
    total = weighted_sum(s.value[first:] - at, s.weight[first:])
    value = at + total / tail
    below, above = _reach_of_sum(s, total, at, first)
    return Measured(value, max(0.0, value - below / tail), value + above / tail)


def exceedance(s: Sample, probabilities: FloatArray) -> tuple[Measured, ...]:
    """Return the amounts exceeded with these probabilities: an exceedance curve, which never rises with them."""
    return quantiles(s, (1.0 - probabilities).tolist())


def paired(one: FloatArray, other: FloatArray, weight: FloatArray) -> Measured:
    """Return the mean of one amount less another on the same rows, with the error of the pairs; shapes (rows,)."""
    pairs = (one - other) * weight
    return difference(float(pairs.sum()), pairs)


def difference(value: float, pairs: FloatArray) -> Measured:
    """Return a difference with the error of its pairs: what each of them adds to it, shape (rows,)."""
    error = _Z975 * float(np.sqrt(((pairs - pairs.mean()) ** 2).sum()))
    return Measured(value, value - error, value + error)


def shares(amounts: FloatArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return mean and share of the total mean of each part; `amounts` has shape (parts, rows)."""
    means = (amounts * weight).sum(axis=1)
    total = means.sum()
    return means, (means / total if total > 0.0 else np.zeros_like(means))


def _quantiles(s: Sample, tails: FloatArray) -> FloatArray:
    """Return the amounts that are exceeded with these probabilities, 0 where fewer are above zero."""
    if not s.value.size:
        return np.zeros(len(tails))
    tails = tails + _ROUNDING
    few_enough = s.exceeded[:0:-1].searchsorted(tails, side="right")  # rows exceeded in no more
    return np.asarray((s.exceeded[0] > tails) * s.value[-np.maximum(few_enough, 1)])


def _error_of_probability(s: Sample, above: int) -> float:
    """Return the standard error of the weight of the rows from `above` on; quiet years are exact and add nothing."""
    if not s.rows_weight:
        return 0.0
    return float(_error_of_weight(s, s.exceeded[above], float(s.squares(above).sum())))


def _error_of_weight(s: Sample, part: FloatArray | float, squares: FloatArray | float) -> FloatArray:
    """Return the standard error of the weight of some rows, given the sum of the squares of their weights."""
    share = part / s.rows_weight
    others = np.maximum(0.0, s.rows_weight_squared - squares)
    return np.asarray(np.sqrt(squares * (1.0 - share) ** 2 + others * share**2))


def _shown(s: Sample, tails: FloatArray, at: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return between which weights the rows above the true quantiles are to be found, 95 times of 100.

    The larger weights first; `at` are the quantiles. The number of these rows is nearly Poisson: its mean is known, its
    spread and skewness follow from the size of a weight. That is read from the rows from the quantile on, the
    quantile's own included: above a limit there are none.
    """
    if not s.any_probability:
        return tails, tails
    first = s.value.searchsorted(at)
    place = np.sort(first)
    between = np.add.reduceat(s.squares(int(place[0])), place - place[0])
    between[:-1][place[1:] == place[:-1]] = 0.0  # where nothing is between, NumPy gives the row itself
    size = (between[::-1].cumsum()[::-1] / s.exceeded[place])[place.searchsorted(first)]
    reach = _Z975 * _error_of_weight(s, tails, np.minimum(tails * size, s.rows_weight_squared))
    shift = _SKEWED * size * (1.0 - 2.0 * tails / s.rows_weight)
    return np.maximum(tails, tails + reach + shift), np.maximum(0.0, np.minimum(tails, tails - reach + shift))


def _reach_of_sum(s: Sample, total: float, above: float, first: int) -> tuple[float, float]:
    """Return how far below and above a weighted sum the truth may lie.

    The sum is that of the amounts above `above` of the rows from `first` on; all other rows are zero. The ends of
    Student's t, with as many degrees of freedom as normal rows would need for this kurtosis, go through the inverse of
    Hall's transformation t + a t^2 / 3 + a^2 t^3 / 27 + a / 6, a the skewness of the sum.
    """
    if not s.rows_weight:
        return 0.0, 0.0
    centre = total / s.rows_weight
    others = s.rows_weight_squared - float(s.squares(first).sum())
    others = others if others > _ROUNDING * s.rows_weight_squared else 0.0
    usual = centre * others / max(s.rows_weight - float(s.exceeded[first]), _ROUNDING)  # weight of those not listed
    second = others * centre**2
    third, fourth = -second * usual, second * usual**2
    for start in range(first, len(s.value), _PIECE):  # pieces that stay close to the processor
        piece = slice(start, start + _PIECE)
        apart = s.value[piece] - (above + centre)
        apart *= s.weight[piece]
        square = apart * apart
        if s.rows is not None:
            # As many rows, each of an equal part of the weight.
            rows = s.rows[piece]
            apart, square = apart / rows, square / rows**2
            second += weighted_sum(square, rows)
            third += float(np.einsum("i,i,i->", square, apart, rows))
            fourth += float(np.einsum("i,i,i->", square, square, rows))
            continue
        second += float(square.sum())
        third += weighted_sum(square, apart)
        fourth += weighted_sum(square, square)
    if second <= (_ROUNDING * total) ** 2 or fourth <= 0.0:
        return 0.0, 0.0
    skewness = third / second**1.5
    end = float(stdtrit(3.0 * second**2 / fourth, 0.975))

    def t(normal: float) -> float:
        if abs(skewness) < _FLAT:
            return normal
        return float(3.0 / skewness * (math.cbrt(1.0 + skewness * (normal - skewness / 6.0)) - 1.0))

    return math.sqrt(second) * t(end), -math.sqrt(second) * t(-end)
