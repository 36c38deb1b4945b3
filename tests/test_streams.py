"""Uniforms are found by key, are uniform and independent; inverse distribution functions meet SciPy's."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from riskmodel.quantity import Chance
from riskmodel.streams import SCORES, Streams, inverse_gaussian, keys, look_up, places_of_scores, poisson

N = 100_000
TRIALS = np.arange(N, dtype=np.int64)


@pytest.mark.parametrize("seed", [0, 1, 20_261_122])
@pytest.mark.parametrize("purpose", ["count", "severity", "bug_fixing: staff rate"])
def test_uniforms_are_uniform_whatever_the_seed_and_purpose(seed: int, purpose: str) -> None:
    """Kolmogorov-Smirnov at one in a thousand; nine fixed tests, none of them can drift."""
    uniform = Streams(seed).uniform(purpose, keys(TRIALS))
    assert stats.kstest(uniform, "uniform").pvalue > 0.001
    assert uniform.min() > 0.0 and uniform.max() < 1.0


def test_draws_of_different_purposes_trials_occurrences_and_seeds_are_uncorrelated() -> None:
    """A correlation of n independent pairs has the standard error 1 / sqrt(n); four of them are allowed."""
    streams = Streams(0)
    columns = {
        "count": streams.uniform("count", keys(TRIALS)),
        "counts": streams.uniform("counts", keys(TRIALS)),
        "next trial": streams.uniform("count", keys(TRIALS + 1)),
        "next incident": streams.uniform("count", keys(TRIALS, 1)),
        "seed 1": Streams(1).uniform("count", keys(TRIALS)),
        "seed 2": Streams(2).uniform("count", keys(TRIALS)),
    }
    for one, other in combinations(columns, 2):
        correlation = np.corrcoef(columns[one], columns[other])[0, 1]
        assert abs(correlation) < 4.0 / np.sqrt(N), f"{one} and {other}"


def test_large_draws_do_not_come_together_either() -> None:
    """Independence in the tail: both among the upper percent in one of 10,000 pairs, within four standard errors."""
    first, second = (Streams(0).uniform(p, keys(TRIALS)) > 0.99 for p in ("detection", "people"))
    expected = N * 0.01**2
    assert abs(np.sum(first & second) - expected) < 4.0 * np.sqrt(expected)


def test_a_uniform_depends_on_its_key_alone() -> None:
    """Not on the rows it is drawn with, nor on their order."""
    at = keys(np.array([5, 3, 700_001], dtype=np.int64), np.array([0, 2, 11]))
    together = Streams(0).uniform("severity", at)
    alone = [Streams(0).uniform("severity", at[i : i + 1])[0] for i in range(3)]
    assert together.tolist() == alone
    assert Streams(0).uniform("severity", at[::-1]).tolist() == alone[::-1]


def test_known_uniforms_stay_what_they_are() -> None:
    """Published results rest on these; whoever moves them writes it into CHANGELOG.md."""
    at = keys(np.array([0, 0, 1, 123_456], dtype=np.int64), np.array([0, 1, 0, 3]))
    assert Streams(0).uniform("count", at).tolist() == KNOWN[0]
    assert Streams(1).uniform("severity", at).tolist() == KNOWN[1]


KNOWN = {
    0: [0.9498448427471428, 0.20047776515290738, 0.7527093508863428, 0.25137961775021933],
    1: [0.719630346498405, 0.9657256135741082, 0.8767433921686861, 0.495872964250076],
}


def test_no_two_incidents_share_a_key() -> None:
    trial, occurrence = np.divmod(np.arange(400_000), 400)
    assert len(np.unique(keys(trial, occurrence))) == 400_000


def test_a_project_is_told_apart_from_the_incident_of_the_same_number_by_its_purpose() -> None:
    at = keys(TRIALS[:50], 2)
    assert not np.any(Streams(0).uniform("clause stands", at) == Streams(0).uniform("claim", at))


def test_the_global_generator_is_left_alone() -> None:
    before = np.random.get_state()  # noqa: NPY002 - it is the thing under test
    Streams(0).score("severity", keys(TRIALS[:10]))
    poisson(np.array([3.0, 90.0]), np.array([0.4, 0.6]))
    after = np.random.get_state()  # noqa: NPY002
    assert before[0] == after[0] and before[2] == after[2] and np.array_equal(before[1], after[1])


@pytest.mark.parametrize("mean", [0.0007, 0.3, 1.0, 4.4, 17.0, 39.9])
def test_poisson_counts_below_a_mean_of_40_are_exact(mean: float) -> None:
    uniform = Streams(0).uniform("poisson", keys(TRIALS[:20_000]))
    found = poisson(np.full_like(uniform, mean), uniform)
    assert np.array_equal(found, stats.poisson.ppf(uniform, mean))


@pytest.mark.parametrize("mean", [40.0, 41.5, 300.0, 1e4])
def test_poisson_counts_from_a_mean_of_40_are_within_one_count(mean: float) -> None:
    uniform = Streams(0).uniform("poisson", keys(TRIALS[:20_000]))
    wrong = np.abs(poisson(np.full_like(uniform, mean), uniform) - stats.poisson.ppf(uniform, mean))
    assert wrong.max() <= 1.0
    at_most = 0.001 + 4.0 * np.sqrt(0.001 / len(uniform))
    assert np.mean(wrong) < at_most, "one in a thousand and four standard errors"


@pytest.mark.parametrize(("mean", "shape"), [(0.4, 0.02), (9.0, 1e-5), (3.0, 7.0), (250.0, 90.0), (1e6, 2e9)])
def test_inverse_gaussian_amounts_meet_the_published_distribution(mean: float, shape: float) -> None:
    """To a relative 5e-5 of the amount: the distribution function there lies on either side of the uniform."""
    uniform = np.array([0.001, 0.03, 0.2, 0.5, 0.77, 0.97, 0.9999])
    found = inverse_gaussian(np.full(7, mean), np.full(7, shape), uniform)
    truth = stats.invgauss(mean / shape, scale=shape)
    assert np.all(truth.cdf(found * (1.0 - 5e-5)) <= uniform)
    assert np.all(truth.cdf(found * (1.0 + 5e-5)) >= uniform)


@pytest.mark.parametrize(
    ("figures", "truth"),
    [
        ({"alpha": 0.3, "beta": 12.0}, stats.beta(0.3, 12.0)),
        ({"alpha": 1.2, "beta": 38.0}, stats.beta(1.2, 38.0)),
        ({"alpha": 4.0, "beta": 1.5}, stats.beta(4.0, 1.5)),
        ({"low": 0.01, "mode": 0.04, "high": 0.15}, stats.beta(13 / 7, 29 / 7, 0.01, 0.14)),
    ],
)
def test_tabulated_inverses_hold_far_into_both_tails(figures: dict[str, float], truth: object) -> None:
    """To a thousandth of the value up to one in ten million, where the deepest losses are drawn."""
    chance = Chance("beta" if "alpha" in figures else "pert", figures)
    uniform = np.array([1e-4, 0.01, 0.3, 0.5, 0.9, 0.99, 0.999, 0.99999, 1.0 - 1e-7])
    assert chance.at_uniform(uniform) == pytest.approx(truth.ppf(uniform), rel=1e-3)
    assert chance.at_score(ndtri(uniform)) == pytest.approx(truth.ppf(uniform), rel=1e-3)


@pytest.mark.parametrize("score", [-30.0, -8.3, 8.3, 30.0])
def test_figures_read_by_score_stay_within_their_bounds_beyond_all_scores(score: float) -> None:
    chance = Chance("pert", {"low": 2.0, "mode": 3.0, "high": 50.0})
    assert 2.0 <= chance.at_score(np.array([score]))[0] <= 50.0


def test_a_table_by_score_meets_a_lognormal_as_its_formula_does() -> None:
    """A step is 0.008: the line through a cell is off by an eighth of (sigma step) squared."""
    chance = Chance("lognormal", {"median": 40.0, "p90": 400.0})
    score = np.linspace(-8.0, 8.0, 4_001)
    read = look_up(chance.table_by_score, places_of_scores(score))
    assert read == pytest.approx(chance.at_score(score), rel=(chance.sigma * (SCORES[1] - SCORES[0])) ** 2 / 8.0 * 1.1)


@pytest.mark.parametrize("uniform", [2.0**-53, 1.0 - 2.0**-53])
def test_tabulated_inverses_stay_within_their_bounds_at_the_outermost_uniforms(uniform: float) -> None:
    chance = Chance("pert", {"low": 2.0, "mode": 3.0, "high": 50.0})
    assert 2.0 <= chance.at_uniform(np.array([uniform]))[0] <= 50.0
