"""Bands: how far a figure moves with what nobody knows, apart from chance and from the error of simulation.

Each parameter set gives the figure once. Their spread holds ignorance and, because each set has few trials, noise; two
halves of each set's trials tell how much is noise, and the spread is shrunk by that share (as in the analysis of
variance of a random-effects model). Where noise is most of the spread no band is stated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from riskmodel.streams import FloatArray, IntArray

Band = tuple[float, float]
OfSets = tuple[FloatArray, FloatArray, FloatArray]  # of all trials of each parameter set, and of either half of them
ENDS = (0.1, 0.9)
MOST_NOISE = 0.8  # of the variance between sets
_ROUNDING = 1e-9


@dataclass(frozen=True)
class BySet:
    """A quantity in each of M parameter sets; all rows of a set weigh the same."""

    value: FloatArray  # (k,) rows above zero, set after set, in ascending order within each
    start: IntArray  # (M,) first of them in each set
    count: IntArray  # (M,) how many in each set
    total: FloatArray  # (M,) all rows of each set, zeros and quiet years included

    def mean(self) -> FloatArray:
        """Return the mean in each set, shape (M,)."""
        return self._worst(self.count) / self.total

    def any_probability(self) -> FloatArray:
        """Return the probability of an amount above zero in each set, shape (M,)."""
        return np.asarray(self.count / self.total)

    def quantile(self, level: float) -> FloatArray:
        """Return the quantile in each set, shape (M,)."""
        return self._exceeded_by(self._above(level))

    def tvar(self, level: float) -> FloatArray:
        """Return the mean of the worst 1 - level in each set, shape (M,)."""
        above = self._above(level)
        tail = (1.0 - level) * self.total
        return np.asarray((self._worst(above) + self._exceeded_by(above) * (tail - above)) / tail)

    def _above(self, level: float) -> IntArray:
        """Return how many rows lie above the quantile."""
        return np.floor((1.0 - level) * self.total + _ROUNDING).astype(np.int64)

    def _exceeded_by(self, rows: IntArray) -> FloatArray:
        """Return the amount that this many rows of each set exceed, 0 where no more of them are above zero."""
        if not self.value.size:
            return np.zeros(len(self.count))
        place = np.clip(self.start + self.count - 1 - rows, 0, self.value.size - 1)
        return np.where(rows < self.count, self.value[place], 0.0)

    def _worst(self, rows: IntArray) -> FloatArray:
        """Return the sum of the largest rows of each set."""
        end = self.start + self.count
        return np.asarray(self._cumulated[end] - self._cumulated[end - np.minimum(rows, self.count)])

    @cached_property
    def _cumulated(self) -> FloatArray:
        return np.concatenate(([0.0], np.cumsum(self.value)))


def by_set(value: FloatArray, sets: IntArray, total: FloatArray) -> BySet:
    """Return rows above zero that stand set after set, in ascending order, as a quantity in each set."""
    count = np.bincount(sets, minlength=len(total))
    return BySet(value, np.cumsum(count) - count, count, np.maximum(total, 1e-300))


def band(figure: Callable[[BySet], FloatArray], whole: BySet, halves: tuple[BySet, BySet]) -> Band | None:
    """Return the 10 and 90 % point of a figure over the parameter sets, noise removed; None where it cannot be told."""
    return between_sets(*(figure(rows) for rows in (whole, *halves)))


def between_sets(whole: FloatArray, one: FloatArray, other: FloatArray) -> Band | None:
    """As `band`, from the figure in each set: of all its trials, and of either half of them; shapes (M,)."""
    (found,) = each_between_sets(whole[None, :], one[None, :], other[None, :])
    return found


def each_between_sets(whole: FloatArray, one: FloatArray, other: FloatArray) -> list[Band | None]:
    """As `between_sets` for several figures at once, shapes (figures, M).

    Amounts are compared on a logarithmic scale: their spread between sets is a factor, not a sum.
    """
    full, one, other = np.log1p(whole), np.log1p(one), np.log1p(other)
    spread, middle = full.var(axis=1), full.mean(axis=1, keepdims=True)
    low, high = np.quantile(full, ENDS, axis=1)
    apart = (spread > 0.0) & (low < high)  # else the same in nearly all sets, as a quantile that is zero
    noise = ((one - other) ** 2).mean(axis=1) / 4.0 / np.where(apart, spread, 1.0)
    told = apart & (noise <= MOST_NOISE)
    shrunk = middle + np.sqrt(np.clip(1.0 - noise, 0.0, 1.0))[:, None] * (full - middle)
    ends = np.maximum(0.0, np.expm1(np.quantile(shrunk, ENDS, axis=1))).T.tolist()
    return [(of[0], of[1]) if tell else None for of, tell in zip(ends, told.tolist(), strict=True)]


def around(value: float, band: Band | None) -> Band | None:
    """Return a band if it holds its figure, to a euro; else a few rows carry it, and most sets have none of them."""
    return band if band and np.floor(band[0]) <= value <= band[1] else None


def banded(found: Mapping[str, OfSets | None]) -> dict[str, Band]:
    """Return the bands of figures given in each parameter set, those that can be told."""
    ends = {name: between_sets(*of) for name, of in found.items() if of is not None}
    return {name: band for name, band in ends.items() if band is not None}


@dataclass(frozen=True)
class Rows:
    """How many rows each parameter set has, zeros and quiet years included; shapes (M,)."""

    whole: FloatArray
    halves: tuple[FloatArray, FloatArray]


def rows_of(trial: IntArray, size: int, busy: FloatArray | None = None) -> Rows:
    """Count rows by the parameter set of their trial, all of them and in each half of the trials.

    `size` is the number of parameter sets M; `busy` each set's probability of a year that is not quiet, shape (M,),
    where the rows are busy years, and None where figures are conditional on a row.
    """
    counted = np.bincount(half(trial, size) * size + trial % size, minlength=2 * size).reshape(2, size)
    one, other = counted / (1.0 if busy is None else np.maximum(busy, 1e-300))
    return Rows(one + other, (one, other))


def half(trial: IntArray, size: int) -> IntArray:
    """Return to which half of the trials of its parameter set each trial belongs, 0 or 1."""
    return (trial // size) % 2


def bands(
    figures: Mapping[str, Callable[[BySet], FloatArray]], value: FloatArray, trial: IntArray, rows: Rows
) -> dict[str, Band]:
    """Return the bands of several figures of amounts, each with the number of its trial; zeros may be left out."""
    size = len(rows.whole)
    positive = value > 0.0
    # The set in the highest bits and the amount below it: one sort puts sets side by side, each in ascending order.
    shift = np.int64(63 - (size - 1).bit_length())
    lost = np.int64(63) - shift
    trial = trial[positive].astype(np.int64)
    key = (trial % size << shift) | (value[positive].view(np.int64) >> lost)

    def ordered(keys: IntArray, total: FloatArray) -> BySet:
        keys = np.sort(keys)
        return by_set(((keys & ((np.int64(1) << shift) - 1)) << lost).view(np.float64), keys >> shift, total)

    of_half = half(trial, size)
    whole = ordered(key, rows.whole)
    one, other = (ordered(key[of_half == h], rows.halves[h]) for h in (0, 1))
    of_sets = (np.stack([figure(rows) for figure in figures.values()]) for rows in (whole, one, other))
    found = zip(figures, each_between_sets(*of_sets), strict=True)
    return {name: ends for name, ends in found if ends is not None}
