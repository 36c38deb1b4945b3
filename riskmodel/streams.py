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

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr, ndtri

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
_TABLE_STEPS = 2048
_BISECTIONS = 9
_NEWTON_STEPS = 3
_TABLE_REACH = 8.25  # standard normal score beyond all uniforms


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
        digest = blake2b(f"{self.seed}/{purpose}".encode(), digest_size=8).digest()
        z = at + np.uint64(int.from_bytes(digest, "little"))
        z ^= z >> np.uint64(30)
        z *= _MIX_1
        z ^= z >> np.uint64(27)
        z *= _MIX_2
        z ^= z >> np.uint64(31)
        # The upper 52 bits as the fraction of a double in [1, 2), brought to the middle of its step in (0, 1).
        z >>= np.uint64(12)
        z |= _ONE_AS_BITS
        uniform = z.view(np.float64)
        uniform -= _ALMOST_ONE
        return uniform

    def score(self, purpose: str, at: KeyArray) -> FloatArray:
        """Return standard normal scores, one for each key."""
        return np.asarray(ndtri(self.uniform(purpose, at)))


def table(inverse: FloatArray, score: FloatArray) -> FloatArray:
    """Read an inverse distribution function that is tabulated at `steps()`, linearly between them."""
    position = np.clip((score + _TABLE_REACH) * (_TABLE_STEPS / (2.0 * _TABLE_REACH)), 0.0, _TABLE_STEPS - 1e-9)
    below = position.astype(np.int64)
    low = inverse[below]
    return np.asarray(low + (position - below) * (inverse[below + 1] - low))


def steps() -> FloatArray:
    """Return the standard normal scores at which inverse distribution functions are tabulated.

    Equal steps of the score, not of the probability: those would draw a straight line through the last step, and put
    the tail of a beta distribution far out.
    """
    return np.linspace(-_TABLE_REACH, _TABLE_REACH, _TABLE_STEPS + 1)


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
    mass = np.exp(-mean[active])
    cumulated, k = mass.copy(), 0
    while active.size:
        k += 1
        mass = mass * mean[active] / k
        cumulated = cumulated + mass
        open_still = (uniform[active] > cumulated) & (k <= _MOST_STEPS)
        count[active[~open_still]] = k
        active, mass, cumulated = active[open_still], mass[open_still], cumulated[open_still]
    return count


def inverse_gaussian(mean: FloatArray, shape: FloatArray, uniform: FloatArray) -> FloatArray:
    """Return inverse Gaussian amounts by inversion, shape as `mean`.

    Bisection on the distribution function in the logarithm of the amount, then Newton steps that stay within its last
    step; exact to a relative 1e-6. `mean` and `shape` (the lambda of the usual notation) are positive.
    """
    ratio = shape / mean
    # Eight standard deviations where the law is narrow, the exponential tails where it is wide.
    reach = np.log1p(8.0 / np.sqrt(ratio) + 80.0 / ratio)
    middle, step = np.zeros_like(mean), reach
    for _ in range(_BISECTIONS):
        step = step / 2.0
        middle = middle + np.where(_below(np.exp(middle), ratio) < uniform, step, -step)
    for _ in range(_NEWTON_STEPS):
        x = np.exp(middle)
        density = np.sqrt(ratio / (2.0 * np.pi * x)) * np.exp(-ratio * (x - 1.0) ** 2 / (2.0 * x))
        move = (uniform - _below(x, ratio)) / np.maximum(density, 1e-300)
        middle = middle + np.clip(move, -step, step)
    return mean * np.exp(middle)


def _below(x: FloatArray, ratio: FloatArray) -> FloatArray:
    """Return the distribution function of the inverse Gaussian with mean 1."""
    root = np.sqrt(ratio / x)
    return np.asarray(ndtr(root * (x - 1.0)) + np.exp(2.0 * ratio + log_ndtr(-root * (x + 1.0))))
