"""Bands tell ignorance from noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from riskmodel.bands import BySet, around, band, bands, by_set, rows_of

SETS, ROWS = 256, 512
EVEN = rows_of(np.arange(SETS * ROWS), SETS)
FIGURES = {"mean": BySet.mean, "any_probability": BySet.any_probability, "p90": lambda s: s.quantile(0.9)}


def in_sets(rows: list[list[float]], total: list[float]) -> BySet:
    """Return rows above zero of each set, given in ascending order."""
    value = np.concatenate([np.array(r, dtype=float) for r in rows])
    sets = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    return by_set(value, sets, np.array(total))


def test_each_set_has_its_own_mean_probability_quantile_and_tail() -> None:
    """Set 0: 1, 2, 7 and seven zeros; set 1: nothing but zeros; set 2: one row."""
    s = in_sets([[1.0, 2.0, 7.0], [], [40.0]], [10.0, 10.0, 4.0])
    assert s.mean() == pytest.approx([1.0, 0.0, 10.0])
    assert s.any_probability() == pytest.approx([0.3, 0.0, 0.25])
    assert s.quantile(0.75) == pytest.approx([1.0, 0.0, 0.0]), "exceeded in 2 of 10, 0 of 10 and 1 of 4"
    assert s.quantile(0.9) == pytest.approx([2.0, 0.0, 40.0])
    assert s.tvar(0.8) == pytest.approx([4.5, 0.0, 40.0]), "the worst fifth of four rows is part of the largest"


def drawn(spread: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return exponential amounts whose scale differs between sets by a lognormal of this spread, and their trials."""
    rng = np.random.default_rng(seed)
    scale = 1_000.0 * np.exp(spread * rng.permutation(ndtri((np.arange(SETS) + 0.5) / SETS)))
    trial = np.arange(SETS * ROWS)
    return rng.exponential(scale[trial % SETS]), trial


def test_the_band_of_a_mean_is_the_spread_between_the_sets_and_not_the_noise() -> None:
    """Means of 512 exponential rows have 4.4 % noise each; the true 10 and 90 % points are known."""
    found = bands(FIGURES, *drawn(0.3, 5), EVEN)["mean"]
    truth = 1_000.0 * np.exp(0.3 * ndtri(np.array([0.1, 0.9])))
    # Standard error of a 10 % point of 256 values of spread .3: about .3 * 1.7 / sqrt(256), on the logarithm.
    assert np.abs(np.log(np.array(found) / truth)).max() < 4.0 * 0.3 * 1.7 / np.sqrt(SETS)


def test_without_ignorance_no_band_is_stated() -> None:
    values, trial = drawn(0.0, 6)
    assert "mean" not in bands(FIGURES, values, trial, EVEN)


def test_a_band_that_misses_its_figure_is_not_stated() -> None:
    """A mean that few rows carry lies above what most sets hold of it."""
    assert around(5.0, (4.0, 6.0)) == (4.0, 6.0)
    assert around(9.0, (4.0, 6.0)) is None and around(1.0, None) is None
    assert around(0.0, (0.03, 6.0)) == (0.03, 6.0), "to a euro"


def test_a_figure_that_is_the_same_in_all_sets_has_no_band() -> None:
    whole = in_sets([[3.0], [3.0]], [4.0, 4.0])
    assert band(BySet.mean, whole, (whole, whole)) is None


def test_quiet_years_count_as_zeros() -> None:
    """A set that is busy in a tenth of years has a tenth of the mean."""
    values, trial = drawn(0.3, 7)
    conditional = bands(FIGURES, values, trial, EVEN)["mean"]
    yearly = bands(FIGURES, values, trial, rows_of(trial, SETS, np.full(SETS, 0.1)))["mean"]
    assert np.array(yearly) == pytest.approx(0.1 * np.array(conditional), rel=2e-3), "up to the 1 + x of the logarithm"
