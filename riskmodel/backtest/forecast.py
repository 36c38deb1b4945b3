"""Forecasts of an amount on a grid of its logarithm: publication, ceilings, quantiles, and scores against what came.

A forecast is a share for each point of a grid of log10 EUR. On a grid, weighting by amount^exponent, a ceiling and the
error of a report are one multiplication or convolution each, and every score is a sum; the grid is finer than anything
that is known of a claim.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from riskmodel.streams import BoolArray, FloatArray, IntArray

STEP = 0.02  # decades between the points of the grid
HIGHEST = 10.0  # decades: one to ten billion EUR
GRID: FloatArray = np.arange(0.0, HIGHEST + STEP / 2.0, STEP)
_REACH = 4.0  # standard deviations at which a bell curve is cut off


@dataclass(frozen=True)
class Ceiling:
    """Where courts end what is claimed before them; n forecasts."""

    log_eur: FloatArray  # (n,) log10 EUR, infinite without one
    most_above: float  # share of a court's claims that lie above it at most

    def of(self, rows: IntArray) -> Ceiling:
        """Return the ceilings of some forecasts."""
        return Ceiling(self.log_eur[rows], self.most_above)


def on_grid(log_amount: FloatArray, weight: FloatArray, error_decades: float) -> FloatArray:
    """Return the forecast of weighted log amounts, each spread by the error of a report, shape (grid,)."""
    position = np.clip(log_amount, 0.0, HIGHEST) / STEP
    below = np.minimum(position.astype(np.int64), len(GRID) - 2)
    share = position - below
    mass = np.bincount(below, weight * (1.0 - share), len(GRID)) + np.bincount(below + 1, weight * share, len(GRID))
    reach = int(np.ceil(_REACH * error_decades / STEP))
    if reach:
        bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) * STEP / error_decades) ** 2)
        mass = np.convolve(np.pad(mass, reach, mode="edge"), bell / bell.sum(), mode="valid")
    return np.asarray(mass / mass.sum())


def published(mass: FloatArray, exponent: FloatArray, ceiling: Ceiling) -> FloatArray:
    """Weight forecasts by amount^exponent, one exponent for each, and end them at their ceilings; shape (n, grid)."""
    # The factor is taken against the middle of the grid, so that no exponent overflows.
    weighted = mass * 10.0 ** (exponent[:, None] * (GRID - HIGHEST / 2.0))
    weighted /= weighted.sum(axis=1, keepdims=True)
    beyond = ceiling.log_eur[:, None] < GRID
    above = np.where(beyond, weighted, 0.0).sum(axis=1, keepdims=True)
    weighted *= ending(above, ceiling.most_above, beyond)
    return np.asarray(weighted / weighted.sum(axis=1, keepdims=True))


def ending(above: FloatArray, most: float, beyond: BoolArray) -> FloatArray:
    """Return the factors that leave a share of at most `most` above a ceiling, of a share `above` that was there."""
    kept = np.where(above < 1.0, np.minimum(above, most), 1.0)  # where all lies above, nothing can end there
    over = np.divide(kept, above, out=np.ones_like(above), where=above > 0.0)
    below = np.divide(1.0 - kept, 1.0 - above, out=np.ones_like(above), where=above < 1.0)
    return np.asarray(np.where(beyond, over, below))


def density(mass: FloatArray, log_amount: FloatArray) -> FloatArray:
    """Return the density of each forecast at its amount, a decade; shape (n,)."""
    at = np.clip(np.round(log_amount / STEP), 0, len(GRID) - 1).astype(np.int64)
    return np.asarray(mass[np.arange(len(mass)), at] / STEP)


def quantile(mass: FloatArray, level: float) -> FloatArray:
    """Return the log amount that each forecast stays below with this probability; shape (n,)."""
    return np.array([np.interp(level, np.cumsum(row), GRID + STEP / 2.0) for row in mass])


def position(mass: FloatArray, log_amount: FloatArray) -> FloatArray:
    """Return where each amount lies in its forecast (probability integral transform), 0..1; shape (n,)."""
    edges = GRID + STEP / 2.0
    pairs = zip(mass, log_amount, strict=True)
    found = np.array([np.interp(y, edges, np.cumsum(row), left=0.0, right=1.0) for row, y in pairs])
    return np.asarray(np.minimum(found, 1.0))  # sums of shares end a rounding above


def crps(mass: FloatArray, log_amount: FloatArray) -> FloatArray:
    """Return the continuous ranked probability score of each forecast, in decades; shape (n,).

    CRPS = E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007), exact for the grid's distribution.
    """
    distance = (mass * np.abs(GRID - log_amount[:, None])).sum(axis=1)
    below = np.cumsum(mass, axis=1)
    return np.asarray(distance - (below * (1.0 - below)).sum(axis=1) * STEP)


def crps_normal(centre: FloatArray | float, deviation: FloatArray | float, log_amount: FloatArray) -> FloatArray:
    """Return the same score of normal forecasts of the log amount, in closed form; shape (n,)."""
    z = (log_amount - centre) / deviation
    bell = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    return np.asarray(deviation * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * bell - 1.0 / np.sqrt(np.pi)))
