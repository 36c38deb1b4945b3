"""An exact answer to hold the simulation against: compound distributions by fast Fourier transform.

An `Amount` is a distribution on a lattice of equal steps, with its exact mean and second moment. A loss is put on the
lattice by its limited expected values E[min(X, x)], which stay exact at every point of it (mean-preserving
discretisation; Klugman, Panjer and Willmot, "Loss Models", section 9.6.5): so layers whose ends lie on the lattice
have their exact mean, and atoms on the lattice stay where they are.

Mass beyond the lattice is left out. Since losses are never negative, a sum on the lattice has no part in it: its
probability stays right, and means and tail means are completed from the known mean,
TVaR = v + (E[S] - E[min(S, v)]) / (1 - level). Quantiles are good to about half a step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import betainc, gammainc, ndtr

from riskmodel.streams import FloatArray

_ROUNDING = 1e-12
_TILT = 7.0


@dataclass(frozen=True)
class Amount:
    """A distribution on the points 0, step, 2 step, ..."""

    step: float
    mass: FloatArray  # (points,) what is missing to 1 lies beyond
    mean: float
    second: float  # mean of the square

    @property
    def at(self) -> FloatArray:
        """The points."""
        return np.asarray(self.step * np.arange(len(self.mass)))

    @property
    def variance(self) -> float:
        return self.second - self.mean**2

    @property
    def sd(self) -> float:
        return float(np.sqrt(self.variance))

    @property
    def skewness(self) -> float:
        """Of the lattice: for distributions that end on it."""
        return float(self.mass @ (self.at - self.mean) ** 3 / self.sd**3)

    def below(self, x: float) -> float:
        """Return P(S <= x)."""
        return float(self.mass[: int(np.floor(x / self.step + _ROUNDING)) + 1].sum())

    def exceedance(self, x: float) -> float:
        """Return P(S > x)."""
        return 1.0 - self.below(x)

    def quantile(self, level: float) -> float:
        """Return the smallest point with P(S <= point) >= level."""
        return self.step * float(np.searchsorted(np.cumsum(self.mass), level - _ROUNDING))

    def limited(self, x: float) -> float:
        """Return E[min(S, x)] at a point of the lattice, the mean at infinity."""
        if np.isinf(x):
            return self.mean
        n = round(x / self.step)
        assert abs(n * self.step - x) < 1e-6 * self.step and n <= len(self.mass), f"{x} is not on the lattice"
        return float(self.mass[:n] @ self.at[:n] + x * (1.0 - self.mass[:n].sum()))

    def tvar(self, level: float) -> float:
        """Return the mean of the worst 1 - level; an atom on the quantile counts as far as it fills the tail."""
        value = self.quantile(level)
        return value + (self.mean - self.limited(value)) / (1.0 - level)

    def mean_above(self, level: float) -> float:
        """Return E[S | S > quantile], some authors' tail expectation."""
        value = self.quantile(level)
        return value + (self.mean - self.limited(value)) / self.exceedance(value)

    def layer(self, deductible: float = 0.0, limit: float = np.inf) -> Amount:
        """Return min(max(S - deductible, 0), limit); both on the lattice."""
        first = round(deductible / self.step)
        mean = self.limited(deductible + limit) - self.limited(deductible)
        above = self.mass[first:].copy()
        above[0] += self.mass[:first].sum()
        if np.isinf(limit):
            points = self.at[: len(above)]
            beyond = self.second - self.mass @ self.at**2  # of the square, from what lies beyond the lattice
            shifted = beyond - 2.0 * deductible * (self.mean - self.mass @ self.at)
            shifted += deductible**2 * (1.0 - self.mass.sum())
            return Amount(self.step, above, mean, float(above @ points**2 + shifted))
        last = round(limit / self.step)
        paid = above[: last + 1].copy()
        paid[last] = 1.0 - paid[:last].sum()
        return Amount(self.step, paid, mean, float(paid @ (self.step * np.arange(last + 1)) ** 2))

    def __add__(self, other: Amount) -> Amount:
        """Return the sum of two independent amounts."""
        assert self.step == other.step
        points = max(len(self.mass), len(other.mass))
        size = next_fast_len(2 * points, real=True)
        mass = irfft(rfft(self.mass, size) * rfft(other.mass, size), size)[:points]
        mean = self.mean + other.mean
        return Amount(self.step, np.maximum(mass, 0.0), mean, self.variance + other.variance + mean**2)

    def or_else(self, other: Amount, share: float) -> Amount:
        """Return this amount in a share of cases, the other one else."""
        assert self.step == other.step
        points = max(len(self.mass), len(other.mass))
        one, two = (np.pad(a.mass, (0, points - len(a.mass))) for a in (self, other))
        mean, second = (
            share * a + (1.0 - share) * b for a, b in ((self.mean, other.mean), (self.second, other.second))
        )
        return Amount(self.step, share * one + (1.0 - share) * two, mean, second)


# --- losses: E[min(X, x)], mean and mean square in closed form


@dataclass(frozen=True)
class Loss:
    """A loss before it is put on a lattice."""

    limited: Callable[[FloatArray], FloatArray]  # E[min(X, x)]
    mean: float
    second: float  # mean of the square

    def on(self, step: float, points: int) -> Amount:
        """Put the loss on a lattice."""
        slope = np.diff(self.limited(step * np.arange(points + 1.0))) / step  # mean of P(X > x) between two points
        return Amount(step, -np.diff(slope, prepend=1.0), self.mean, self.second)


def lognormal(mu: float, sigma: float) -> Loss:
    mean = float(np.exp(mu + sigma**2 / 2.0))

    def limited(x: FloatArray) -> FloatArray:
        z = (np.log(np.maximum(x, 1e-300)) - mu) / sigma
        return np.asarray(mean * ndtr(z - sigma) + x * ndtr(-z))

    return Loss(limited, mean, float(np.exp(2.0 * mu + 2.0 * sigma**2)))


def exponential(mean: float) -> Loss:
    return Loss(lambda x: -mean * np.expm1(-x / mean), mean, 2.0 * mean**2)


def gamma(shape: float, scale: float = 1.0) -> Loss:
    def limited(x: FloatArray) -> FloatArray:
        return np.asarray(shape * scale * gammainc(shape + 1.0, x / scale) + x * (1.0 - gammainc(shape, x / scale)))

    return Loss(limited, shape * scale, shape * (shape + 1.0) * scale**2)


def beta(a: float, b: float, low: float = 0.0, high: float = 1.0) -> Loss:
    """Return a beta loss between two amounts; with a = 1 + 4 (mode - low) / (high - low), b = 6 - a it is PERT."""
    mean, width = a / (a + b), high - low

    def limited(x: FloatArray) -> FloatArray:
        y = np.clip((x - low) / width, 0.0, 1.0)
        inside = mean * betainc(a + 1.0, b, y) + y * (1.0 - betainc(a, b, y))
        return np.asarray(np.minimum(x, low) + width * inside)

    second = mean * (a + 1.0) / (a + b + 1.0)
    return Loss(limited, low + width * mean, low**2 + 2.0 * low * width * mean + width**2 * second)


def pareto(alpha: float, threshold: float) -> Loss:
    """Return a Pareto loss that begins at its threshold."""

    def limited(x: FloatArray) -> FloatArray:
        above = np.maximum(x, threshold) / threshold
        return np.asarray(np.minimum(x, threshold) + threshold * (1.0 - above ** (1.0 - alpha)) / (alpha - 1.0))

    return Loss(limited, *(threshold**n * alpha / (alpha - n) if alpha > n else np.inf for n in (1, 2)))


def lomax(alpha: float, scale: float) -> Loss:
    """Return a Pareto loss that begins at zero (of the second kind)."""
    mean = scale / (alpha - 1.0) if alpha > 1.0 else np.inf
    second = 2.0 * scale**2 / ((alpha - 1.0) * (alpha - 2.0)) if alpha > 2.0 else np.inf
    return Loss(lambda x: scale * (1.0 - (1.0 + x / scale) ** (1.0 - alpha)) / (alpha - 1.0), mean, second)


def discrete(values: Sequence[float], probabilities: Sequence[float]) -> Loss:
    x, p = np.asarray(values, dtype=float), np.asarray(probabilities, dtype=float)

    def limited(at: FloatArray) -> FloatArray:
        return np.asarray(sum(share * np.minimum(value, at) for value, share in zip(x, p, strict=True)))

    return Loss(limited, float(x @ p), float(x**2 @ p))


def mixture(losses: Sequence[Loss], shares: Sequence[float]) -> Loss:
    """Return a loss of one kind or another."""

    def limited(x: FloatArray) -> FloatArray:
        return np.asarray(sum(share * loss.limited(x) for loss, share in zip(losses, shares, strict=True)))

    moments = ([getattr(loss, name) for loss in losses] for name in ("mean", "second"))
    return Loss(limited, *(float(np.dot(shares, of)) for of in moments))


# --- numbers of claims


@dataclass(frozen=True)
class Count:
    """A number of claims by its probability generating function E[z^N]."""

    generating: Callable[[np.ndarray], np.ndarray]
    mean: float
    variance: float

    def compound(self, loss: Amount, points: int | None = None) -> Amount:
        """Return the sum of the claims of a year, on as many points as the loss or on more.

        Sums beyond the transform would come back at its beginning. It is twice as long as the lattice, and exponential
        tilting takes all but a millionth of what still does (Gruebel and Hermesmeier 1999, ASTIN Bulletin 29).
        """
        points = points or len(loss.mass)
        size = next_fast_len(2 * points, real=True)
        tilt = np.exp(-_TILT / points * np.arange(points))
        tilted = rfft(loss.mass * tilt[: len(loss.mass)], size)
        mass = irfft(self.generating(tilted), size)[:points] / tilt
        mean = self.mean * loss.mean
        variance = self.mean * loss.variance + self.variance * loss.mean**2
        return Amount(loss.step, np.maximum(mass, 0.0), mean, variance + mean**2)

    def largest(self, loss: Amount) -> Amount:
        """Return the largest claim of a year: P(all N claims <= x) = E[P(X <= x)^N]. Its moments are not known."""
        below = self.generating(np.cumsum(loss.mass))
        return Amount(loss.step, np.diff(below, prepend=0.0), np.nan, np.nan)


def poisson(mean: float) -> Count:
    return Count(lambda z: np.exp(mean * (z - 1.0)), mean, mean)


def negative_binomial(mean: float, shape: float) -> Count:
    return Count(lambda z: (1.0 - mean / shape * (z - 1.0)) ** -shape, mean, mean + mean**2 / shape)


def binomial(n: int, probability: float) -> Count:
    return Count(lambda z: (1.0 + probability * (z - 1.0)) ** n, n * probability, n * probability * (1.0 - probability))


def numbers(values: Sequence[int], probabilities: Sequence[float]) -> Count:
    """Return a number of claims given by its probabilities."""
    n, p = np.asarray(values), np.asarray(probabilities, dtype=float)
    mean = float(n @ p)
    powers = np.zeros(n.max() + 1)
    powers[n] = p
    return Count(lambda z: np.polyval(powers[::-1], z), mean, float(n**2 @ p) - mean**2)
