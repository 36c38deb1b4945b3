"""Keyed uniforms and inverse distribution functions.

Every draw of the model is one uniform, found by its key: seed, purpose (a name), trial and occurrence (the how
manieth incident of that trial). Nothing is drawn in sequence, so a draw depends on its key alone: not on the size of
chunks, the number of workers, the incidents of other trials, or the draws for other purposes. A new damage head
leaves every other uniform untouched, and two cases with the same seed differ by their inputs only.

The generator is SplitMix64 read at arbitrary positions, a counter-based generator: Steele, Lea and Flood (2014),
"Fast splittable pseudorandom number generators", OOPSLA 2014; Salmon et al. (2011), "Parallel random numbers: as
easy as 1, 2, 3", SC11. What follows a uniform are inverse distribution functions, so results move smoothly with the
inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx, ndtr, ndtri

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
KeyArray = NDArray[np.uint64]

_GOLDEN_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_ONE_AS_BITS = np.uint64(0x3FF0000000000000)
_ALMOST_ONE = 1.0 - 2.0**-53
_OCCURRENCE_BITS = np.uint64(20)
_POISSON_EXACT_BELOW = 40.0
_MOST_STEPS = 400
_STEPS_AT_ONCE = 8
_CELLS_BITS = 7
_CELL_SHIFT = 52 - _CELLS_BITS
_FIRST_CELL = np.int64((1023 - 53) << _CELLS_BITS)  # the cell of 2^-53, below all uniforms
CELLS = 2 * ((52 << _CELLS_BITS) + 1)  # of a table, both sides
_LOWER_CELLS = np.int64(CELLS // 2)  # those of the lower side begin here
_SIGN_SHIFT = np.int64(63)
SCORE_CELLS = 2_048  # of a table by score: equal steps of the score reach further out than equal probabilities
SCORES = np.linspace(-8.25, 8.25, SCORE_CELLS + 1)
_SCORE_STEP = float(SCORES[1] - SCORES[0])
_BISECTIONS = 40
_LONGEST_STEP = float(np.log(2.0))
_ROOT_HALF = float(np.sqrt(0.5))
_BELL_TOP = float(1.0 / np.sqrt(2.0 * np.pi))
_SCORE_REACH = 8.0
_LOG_RATIO_REACH = 23.0


def keys(trial: IntArray, occurrence: IntArray | int = 0) -> KeyArray:
    """Return the positions at which the uniforms of these incidents stand, shape as `trial`.

    `occurrence` counts the incidents within a trial from 0; anything else that is drawn once a trial and project
    (the validity of a cap, say) passes the project's number in its place, under a purpose of its own.
    """
    counter = (trial.astype(np.uint64) << _OCCURRENCE_BITS) | np.asarray(occurrence, dtype=np.uint64)
    return counter * _GOLDEN_GAMMA


@dataclass(frozen=True)
class Streams:
    """The uniforms of one seed."""

    seed: int

    def uniform(self, purpose: str, at: KeyArray) -> FloatArray:
        """Return uniforms in the open interval (0, 1), one for each key."""
        z = at + _beginning(self.seed, purpose)
        high = z >> np.uint64(30)  # the one spare array of all steps
        z ^= high
        z *= _MIX_1
        z ^= np.right_shift(z, np.uint64(27), out=high)
        z *= _MIX_2
        z ^= np.right_shift(z, np.uint64(31), out=high)
        # The upper 52 bits as the fraction of a double in [1, 2), brought to the middle of its step in (0, 1).
        z >>= np.uint64(12)
        z |= _ONE_AS_BITS
        uniform = z.view(np.float64)
        uniform -= _ALMOST_ONE
        return uniform

    def score(self, purpose: str, at: KeyArray) -> FloatArray:
        """Return standard normal scores, one for each key."""
        return scores(self.uniform(purpose, at))


@lru_cache(maxsize=4_096)
def _beginning(seed: int, purpose: str) -> np.uint64:
    """Return where the uniforms of a purpose begin."""
    digest = blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


@dataclass(frozen=True)
class Places:
    """Where draws stand among the cells of a table; n draws."""

    cell: IntArray  # (n,)
    at: FloatArray  # (n,) what the table's lines are lines of: the probability of the nearer tail, or the score


def places(uniform: FloatArray) -> Places:
    """Return where uniforms stand among the cells of `tabulated` inverse distribution functions.

    A cell is a 128th of a power of two of the nearer tail's probability, so cells shrink towards both ends as floats
    do, and the bits of the float say which it is: no logarithm, no search. The sign of what is beyond the middle tells
    the side.
    """
    beyond = uniform - 0.5
    side = beyond.view(np.int64) >> _SIGN_SHIFT  # -1 below the middle, 0 above
    tail = np.abs(beyond, out=beyond)
    np.subtract(0.5, tail, out=tail)
    cell = tail.view(np.int64) >> _CELL_SHIFT
    side &= _LOWER_CELLS
    cell -= _FIRST_CELL
    cell += side
    return Places(cell, tail)


def tabulated(inverse: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Tabulate an inverse distribution function, given as a function of standard normal scores.

    Returns
    -------
    Shape (2, CELLS), the upper side first: the line through each cell, as its height at a tail of zero and what a unit
    of the tail adds. Read so, a lognormal with a sigma of 2 is met to a relative 5e-5, one with 1 to 1e-5.
    """
    tail = (np.arange(CELLS // 2) + _FIRST_CELL << _CELL_SHIFT).view(np.float64)  # at the outer end of each cell
    score = np.asarray(ndtri(tail))
    values = np.stack([inverse(-score), inverse(score)])  # (sides, cells)
    slope = np.append(np.diff(values) / np.diff(tail), np.zeros((2, 1)), axis=1)  # the last cell holds 0.5 alone
    return np.stack([values - slope * tail, slope]).reshape(2, CELLS)


def places_of_scores(score: FloatArray) -> Places:
    """Return where standard normal scores stand among the cells of a table `by_score`; beyond its ends, at the ends."""
    within = np.clip(score, SCORES[0], SCORES[-1])
    cell = (within - SCORES[0]) * (1.0 / _SCORE_STEP)
    return Places(np.minimum(cell, SCORE_CELLS - 1.0, out=cell).astype(np.int64), within)


def by_score(values: FloatArray) -> FloatArray:
    """Tabulate an inverse distribution function given at `SCORES`, as `tabulated`, shape (2, SCORE_CELLS)."""
    slope = np.diff(values) / _SCORE_STEP
    return np.stack([values[:-1] - slope * SCORES[:-1], slope])


def look_up(table: FloatArray, places: Places) -> FloatArray:
    """Read a table at some places."""
    found: FloatArray = table[1].take(places.cell)
    found *= places.at
    found += table[0].take(places.cell)
    return found


def scores(uniform: FloatArray) -> FloatArray:
    """Return the standard normal scores of uniforms, to 1e-5."""
    return look_up(_scores_table(), places(uniform))


@lru_cache(maxsize=1)
def _scores_table() -> FloatArray:
    return tabulated(lambda score: score)


def poisson(mean: FloatArray, uniform: FloatArray) -> FloatArray:
    """Return Poisson counts by inversion, shape as `mean`.

    Exact below a mean of 40; above it the normal expansion on the lattice (Giles 2016, ACM TOMS 42, algorithm 955),
    wrong by one count in less than one of a thousand draws at that mean, and in fewer from there.
    """
    count = np.zeros_like(mean)
    large = mean >= _POISSON_EXACT_BELOW
    if large.any():
        m, z = mean[large], ndtri(uniform[large])
        correction = (z * z - 1.0) / 6.0 - (2.0 * z + z**3) / (72.0 * np.sqrt(m))
        count[large] = np.maximum(0.0, np.floor(m + z * np.sqrt(m) + correction + 0.5))
    # 1 - exp(-mean) decides the many that stay at zero in one pass; only the rest walk up the distribution function.
    active: IntArray = np.flatnonzero(~large & (uniform > np.exp(-mean)))
    count[active], k = 1.0, 0
    mean, uniform = mean[active], uniform[active]
    mass = np.exp(-mean)
    cumulated = mass.copy()
    while active.size and k < _MOST_STEPS:
        passed = np.zeros(len(active))
        for _ in range(_STEPS_AT_ONCE):
            k += 1
            mass *= mean
            mass /= k
            cumulated += mass
            passed += uniform > cumulated
        count[active] += passed
        still = np.flatnonzero(uniform > cumulated)
        active, mean, uniform = active[still], mean[still], uniform[still]
        mass, cumulated = mass[still], cumulated[still]
    return count


def inverse_gaussian(mean: FloatArray, shape: FloatArray, uniform: FloatArray) -> FloatArray:
    """Return inverse Gaussian amounts by inversion, shape as `mean`.

    One step of Halley's on the logarithm of the amount, from a table of the law's one parameter and the score; exact to
    a relative 5e-5, half of the draws to 1e-8. `mean` and `shape` (the lambda of the usual notation) are positive.
    """
    ratio = shape / mean
    table, ratio_step, score_step = _inverse_gaussian_table()
    column = np.clip((np.log(ratio) + _LOG_RATIO_REACH) / ratio_step, 0.0, table.shape[1] - 1.001)
    row = np.clip((scores(uniform) + _SCORE_REACH) / score_step, 0.0, table.shape[0] - 1.001)
    i, j = row.astype(np.int64), column.astype(np.int64)
    down, right = row - i, column - j
    at, width = (i * table.shape[1] + j), table.shape[1]
    flat = table.ravel()
    upper = flat[at] + right * (flat[at + 1] - flat[at])
    lower = flat[at + width] + right * (flat[at + width + 1] - flat[at + width])
    return np.asarray(mean * np.exp(_improved(upper + down * (lower - upper), ratio, uniform)))


def _improved(log_amount: FloatArray, ratio: FloatArray, uniform: FloatArray) -> FloatArray:
    """Improve the logarithm of inverse Gaussian amounts with mean 1; the step is no longer than a doubling.

    Halley's method: Newton's step, bent as the logarithm of the density falls.
    """
    x = np.exp(log_amount)
    below, density = _inverse_gaussian_law(x, ratio)
    move = (uniform - below) / np.maximum(density, 1e-300)
    move /= np.maximum(0.5, 1.0 - move / 4.0 * (1.0 + ratio * (x - 1.0 / x)))
    return np.asarray(log_amount + np.clip(move, -_LONGEST_STEP, _LONGEST_STEP))


@lru_cache(maxsize=1)
def _inverse_gaussian_table() -> tuple[FloatArray, float, float]:
    """Return logarithms of amounts with mean 1 by score (rows) and logarithm of the shape (columns), and both steps."""
    score = np.linspace(-_SCORE_REACH, _SCORE_REACH, 81)
    log_ratio = np.linspace(-_LOG_RATIO_REACH, _LOG_RATIO_REACH, 93)
    ratio, uniform = np.broadcast_arrays(np.exp(log_ratio)[None, :], ndtr(score)[:, None])
    # Eight standard deviations where the law is narrow, the exponential tails where it is wide.
    step = np.log1p(8.0 / np.sqrt(ratio) + 80.0 / ratio)
    middle = np.zeros_like(step)
    for _ in range(_BISECTIONS):
        step = step / 2.0
        below, _ = _inverse_gaussian_law(np.exp(middle), ratio)
        middle = middle + np.where(below < uniform, step, -step)
    return middle, float(log_ratio[1] - log_ratio[0]), float(score[1] - score[0])


def _inverse_gaussian_law(x: FloatArray, ratio: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return distribution function and density, by the logarithm of x, of the inverse Gaussian with mean 1."""
    root = np.sqrt(ratio / x)
    gap = root * (x - 1.0)
    bell = np.exp(-0.5 * gap * gap)
    # The second term is exp(2 ratio) times a tail of the normal distribution, whose scale takes up the exponential.
    return ndtr(gap) + 0.5 * bell * erfcx(_ROOT_HALF * root * (x + 1.0)), _BELL_TOP * root * bell
