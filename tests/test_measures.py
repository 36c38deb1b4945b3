"""Measures meet known answers, and their stated errors cover as often as they say."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from riskmodel import measures
from riskmodel.cover import NO_POLICY, Terms, deductible, limited
from riskmodel.incidents import Frequency
from riskmodel.measures import Measured, Sample, sample
from riskmodel.quantity import Chance
from riskmodel.streams import FloatArray, Streams, keys, poisson
from tests import oracle

ROWS = Path(__file__).with_name("reference_cases.csv").read_text(encoding="utf-8").splitlines()
PUBLISHED = {row["id"]: row for row in csv.DictReader(ROWS)}
GRID = (np.arange(2_000_000) + 0.5) / 2_000_000
# A stated error is 1.96 standard errors to each side; a known answer may lie four of them away.
FOUR = 4.0 / 1.96


def lognormal(mu: float, sigma: float) -> Chance:
    return Chance("lognormal", {"median": np.exp(mu), "p90": np.exp(mu + sigma * stats.norm.ppf(0.9))})


def layer(deductible_eur: float = 0.0, limit_eur: float = np.inf, share: float = 0.0) -> Terms:
    return replace(NO_POLICY, deductible_eur=deductible_eur, limit_eur=limit_eur, deductible_share=share)


def paid(loss: FloatArray, terms: Terms) -> FloatArray:
    return limited(loss - deductible(loss, terms), terms)


def compound(years: int, mean: float, severity: Callable[[FloatArray], FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Return the sums of Poisson years and their largest loss."""
    streams, trial = Streams(0), np.arange(years, dtype=np.int64)
    count = poisson(np.full(years, mean), streams.uniform("count", keys(trial))).astype(np.int64)
    year = np.repeat(trial, count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    loss = severity(streams.uniform("severity", keys(year, place)))
    return np.bincount(year, loss, years), loss


def even(amounts: FloatArray) -> Sample:
    return sample(amounts, np.full(len(amounts), 1.0 / len(amounts)))


def near(found: Measured, published: float, printed: float = 0.0) -> bool:
    """Whether a figure meets a published one within four of its own standard errors and the printed precision."""
    return abs(found.value - published) <= printed + FOUR * (found.hi - found.lo) / 2.0


def tolerance(row: dict[str, str]) -> float:
    kind, size = row["tolerance"].split(":")
    return float(size) * (float(row["published_value"]) if kind == "rel" else 1.0)


# --- by hand: half of the years quiet, three in ten with 10, two in ten with 40


HAND = sample(np.array([40.0, 10.0, 0.0]), np.array([0.2, 0.3, 0.1]))


def test_the_mean_counts_quiet_years_as_nothing() -> None:
    assert measures.mean(HAND).value == pytest.approx(0.2 * 40.0 + 0.3 * 10.0)


def test_the_probability_of_any_amount_leaves_out_rows_of_zero() -> None:
    assert measures.any_probability(HAND).value == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("level", "amount"), [(0.49, 0.0), (0.5, 0.0), (0.51, 10.0), (0.8, 10.0), (0.81, 40.0), (0.999, 40.0)]
)
def test_a_quantile_is_the_smallest_amount_exceeded_no_more_often_than_its_tail(level: float, amount: float) -> None:
    assert measures.quantile(HAND, level).value == amount


@pytest.mark.parametrize(
    ("level", "amount"),
    [(0.9, 40.0), (0.8, 40.0), (0.7, (0.2 * 40.0 + 0.1 * 10.0) / 0.3), (0.4, (8.0 + 3.0) / 0.6), (0.0, 11.0)],
)
def test_tvar_takes_of_an_atom_the_part_that_fills_the_tail(level: float, amount: float) -> None:
    """Acerbi and Tasche (2002): neither the mean above the quantile nor the mean from it on."""
    assert measures.tvar(HAND, level).value == pytest.approx(amount)


@pytest.mark.parametrize(("amount", "probability"), [(0.0, 0.5), (9.99, 0.5), (10.0, 0.2), (39.0, 0.2), (40.0, 0.0)])
def test_an_exceedance_probability_counts_what_lies_above(amount: float, probability: float) -> None:
    assert measures.exceedance_probability(HAND, amount).value == pytest.approx(probability)


def test_without_rows_every_measure_is_zero_with_no_error() -> None:
    nothing = sample(np.zeros(0), np.zeros(0))
    for found in (measures.mean(nothing), measures.quantile(nothing, 0.99), measures.tvar(nothing, 0.99)):
        assert (found.value, found.lo, found.hi) == (0.0, 0.0, 0.0)


def test_conditional_on_a_row_the_weights_are_shares_of_the_rows() -> None:
    claims = sample(np.array([7.0, 1.0, 0.0]), np.array([0.01, 0.02, 0.02]), total=0.05)
    assert measures.mean(claims).value == pytest.approx((7.0 * 0.01 + 0.02) / 0.05)
    assert measures.any_probability(claims).value == pytest.approx(0.6)


def test_shares_of_the_mean_add_up() -> None:
    means, share = measures.shares(np.array([[1.0, 0.0], [2.0, 9.0]]), np.array([0.3, 0.1]))
    assert means == pytest.approx([0.3, 1.5]) and share == pytest.approx([1 / 6, 5 / 6])


def test_shares_of_nothing_are_nothing() -> None:
    assert measures.shares(np.zeros((2, 3)), np.ones(3))[1].tolist() == [0.0, 0.0]


# --- known answers


@pytest.mark.parametrize("level", [0.9, 0.99])
def test_tvar_of_an_exponential_lies_one_mean_above_its_quantile(level: float) -> None:
    """Memoryless: TVaR = quantile + mean, by midpoints of two million equal steps."""
    s = even(-3.0 * np.log1p(-GRID))
    assert measures.quantile(s, level).value == pytest.approx(-3.0 * np.log(1.0 - level), rel=1e-4)
    assert measures.tvar(s, level).value == pytest.approx(-3.0 * np.log(1.0 - level) + 3.0, rel=1e-4)


@pytest.mark.parametrize(("attachment", "limit"), [(0.0, 9_000.0), (500.0, 20_000.0), (12_000.0, 250_000.0)])
def test_a_lognormal_layer_costs_what_its_closed_form_says(attachment: float, limit: float) -> None:
    """E[min(X, d + l)] - E[min(X, d)], median 3,600 and sigma 1.8; simulated, within four standard errors."""
    mu, sigma = np.log(3_600.0), 1.8

    def limited_mean(at: float) -> float:
        if at == 0.0:
            return 0.0
        z = (np.log(at) - mu) / sigma
        below = np.exp(mu + sigma**2 / 2.0) * stats.norm.cdf(z - sigma)
        return float(below + at * stats.norm.sf(z))

    uniform = Streams(0).uniform("severity", keys(np.arange(400_000)))
    found = measures.mean(even(paid(lognormal(mu, sigma).at_uniform(uniform), layer(attachment, limit))))
    assert near(found, limited_mean(attachment + limit) - limited_mean(attachment))


def test_compound_poisson_has_its_known_mean_and_variance() -> None:
    """Mean m E[X], variance m E[X^2]; m = 0.7, X lognormal of mean e^0.32 (sigma .8). Within four standard errors."""
    years, _ = compound(300_000, 0.7, lognormal(0.0, 0.8).at_uniform)
    assert near(measures.mean(even(years)), 0.7 * np.exp(0.32))
    squares = (years - years.mean()) ** 2
    assert near(measures.mean(even(squares)), 0.7 * np.exp(2.0 * 0.64))


def test_a_negative_binomial_with_little_overdispersion_meets_compound_poisson() -> None:
    """Busy years and the exact quiet ones together; shape 1e6 is Poisson to one in a million."""
    often, n = Frequency(np.full((1, 1, 1), 0.7), np.array([1e6])), 200_000
    trial = np.arange(n)
    count = often.counts(np.zeros(n, dtype=np.int64), Streams(0).uniform("count", keys(trial)))
    busy = 1.0 - float(often.quiet[0])
    assert busy == pytest.approx(1.0 - np.exp(-0.7), rel=1e-6)
    assert near(measures.mean(sample(count.astype(float), np.full(n, busy / n))), 0.7)


# --- published answers, copied with source and address into reference_cases.csv


def test_published_compound_poisson_of_limited_lognormals_is_met() -> None:
    """Mildenhall (2024), section 5.1: trucking, mean 100, CV 5, limit 1,000 a claim, 6.39 claims a year."""
    severity = lognormal(2.976121916977351, 1.8050198165176699)
    years, _ = compound(200_000, 6.388415672913117, lambda u: paid(severity.at_uniform(u), layer(limit_eur=1_000.0)))
    s = even(years)
    rows = {name.removeprefix("agg-trucking-"): PUBLISHED[name] for name in PUBLISHED if "trucking" in name}
    at = {name: float(row["published_value"]) for name, row in rows.items()}
    below = measures.exceedance_probability(s, 500.0)
    assert near(replace(below, value=1.0 - below.value), at["cdf500"], tolerance(rows["cdf500"]))
    assert near(measures.quantile(s, 0.99), at["quantile0.99"], tolerance(rows["quantile0.99"]))
    assert near(measures.tvar(s, 0.999), at["tvar0.999"], tolerance(rows["tvar0.999"]))
    variance = measures.mean(even((years - years.mean()) ** 2))
    assert near(variance, (at["cv"] * 506.25) ** 2, 1.0)


def test_published_compound_poisson_of_unlimited_lognormals_is_met() -> None:
    """Parodi, figure 17.5, as reproduced in Mildenhall (2024): three claims a year, mu 10, sigma 1."""
    years, _ = compound(400_000, 3.0, lognormal(10.0, 1.0).at_uniform)
    s = even(years)
    for name, row in PUBLISHED.items():
        if name.startswith("parodi"):
            measure, _, level = row["quantity"].partition(":")
            found = measures.quantile(s, float(level)) if measure == "quantile" else measures.mean(s)
            assert near(found, float(row["published_value"]), tolerance(row)), name


def test_published_variance_of_a_discrete_compound_poisson_is_met() -> None:
    """Loss Data Analytics, example 5.3.1: 12 claims of 1, 2 or 3."""
    chance = Chance("discrete", {"values": [1.0, 2.0, 3.0], "probabilities": [3 / 6, 2 / 6, 1 / 6]})
    years, _ = compound(200_000, 12.0, chance.at_uniform)
    found = measures.mean(even((years - years.mean()) ** 2))
    assert near(found, float(PUBLISHED["lda-5.3.1-var"]["published_value"]))


def negative_binomial_years(
    mean: float, shape: float, n: int, severity: Callable[[FloatArray], FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return sums and weights of busy years."""
    often, trial = Frequency(np.full((1, 1, 1), mean), np.array([shape])), np.arange(n)
    count = often.counts(np.zeros(n, dtype=np.int64), Streams(0).uniform("count", keys(trial)))
    year = np.repeat(trial, count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    loss = severity(Streams(0).uniform("severity", keys(year, place)))
    return np.bincount(year, loss, n), np.full(n, (1.0 - float(often.quiet[0])) / n)


def test_published_geometric_compound_is_met_with_its_quiet_years() -> None:
    """Loss Data Analytics, example 5.3.3: the geometric is the negative binomial of shape 1, a fifth of years quiet."""
    chance = Chance("discrete", {"values": [1.0, 2.0, 3.0, 4.0], "probabilities": [0.25] * 4})
    years, weight = negative_binomial_years(4.0, 1.0, 200_000, chance.at_uniform)
    found = measures.exceedance_probability(sample(years, weight), 3.0)
    assert near(replace(found, value=1.0 - found.value), float(PUBLISHED["lda-5.3.3-cdf3"]["published_value"]))


def test_published_negative_binomial_with_a_deductible_on_each_claim_is_met() -> None:
    """Loss Data Analytics, examples 5.5.5 and 5.5.6: mean 300, variance 800, claims 60 to 300, deductible 100.

    Counts end at 400, beyond which 3 in 10,000 years would lie: 1e-4 of the mean, 2 % of the variance.
    """
    chance = Chance("discrete", {"values": [60.0, 120.0, 180.0, 300.0], "probabilities": [0.25] * 4})
    years, weight = negative_binomial_years(300.0, 180.0, 10_000, lambda u: paid(chance.at_uniform(u), layer(100.0)))
    mean, variance = (float(PUBLISHED[f"lda-5.5.{n}"]["published_value"]) for n in ("5-mean", "6-var"))
    assert near(measures.mean(sample(years, weight)), mean, 1e-4 * mean)
    assert near(measures.mean(sample((years - years.mean()) ** 2, weight)), variance, 0.02 * variance)


@pytest.mark.parametrize(
    ("name", "inverse", "terms", "times", "per_payment"),
    [
        ("lda-5.5.7-mean", lambda u: -200.0 * np.log1p(-u), layer(100.0), 16.0, False),
        ("lda-3.4.2-per-payment", lambda u: 10.0 * np.sqrt(u), layer(4.0), 1.0, True),
        (
            "lda-3.4.6-insurer",
            lambda u: 3_600.0 * ((1.0 - u) ** -0.2 - 1.0),
            layer(limit_eur=0.85 * 5_000.0, share=0.15),
            1.0,
            False,
        ),
        ("pareto-match-30xs10", lambda u: 10.0 * (1.0 - u) ** (-1 / 1.086263), layer(10.0, 30.0), 2.040392, False),
        ("pareto-match-60xs40", lambda u: 10.0 * (1.0 - u) ** (-1 / 1.086263), layer(40.0, 60.0), 2.040392, False),
    ],
)
def test_published_layer_is_met(
    name: str, inverse: Callable[[FloatArray], FloatArray], terms: Terms, times: float, per_payment: bool
) -> None:
    """By midpoints of two million equal steps of probability."""
    payments = paid(inverse(GRID), terms)
    found = payments[payments > 0.0].mean() if per_payment else times * measures.mean(even(payments)).value
    row = PUBLISHED[name]
    assert found == pytest.approx(float(row["published_value"]), abs=2.0 * tolerance(row))


def test_published_variance_of_a_pareto_layer_is_met() -> None:
    """Riegel: Pareto of 500 and alpha 2, 4,000 above 1,000."""
    payments = paid(500.0 * (1.0 - GRID) ** -0.5, layer(1_000.0, 4_000.0))
    row = PUBLISHED["pareto-layer-var"]
    assert payments.var() == pytest.approx(float(row["published_value"]), abs=2.0 * tolerance(row))


def test_published_mean_of_a_zero_truncated_poisson_is_met() -> None:
    """GEMAct: mean 2.313 of a Poisson of mean 2 that is never zero; shape 1e7 is Poisson to one in ten million."""
    often = Frequency(np.full((1, 1, 1), 2.0), np.array([1e7]))
    counts = often.counts(np.zeros(len(GRID), dtype=np.int64), GRID)
    assert counts.min() == 1
    assert counts.mean() == pytest.approx(float(PUBLISHED["gemact-zt-poisson"]["published_value"]), rel=1e-5)


# --- stated errors


SEEDS = 1_000
SETS = 256
DEEP, NOTHING, OFTENER = 0.015, 0.1, 5.0
LAWS = {"claim": (4_000, 1.0, 60.0), "year": (6_000, 0.3, 125.0)}  # rows, their weight in all, limit


def replication(seed: int, rows: int, busy: float, limit: float) -> Sample:
    """Return rows of a law like the model's, with unequal weights.

    One row in ten is zero, 1.5 % are deep losses, the rest lognormal; all end at a limit. Parameter sets weigh
    differently, and deep losses are drawn five times as often as they happen, each at a fifth of the weight.
    """
    trial = np.arange(seed * rows, (seed + 1) * rows)
    z, u = Streams(0).score("loss", keys(trial)), Streams(0).uniform("kind", keys(trial))
    deep, others = u < OFTENER * DEEP, (1.0 - DEEP) / (1.0 - OFTENER * DEEP)
    loss = np.where(deep, 30.0 * np.exp(1.2 * z), np.exp(1.1 * z))
    loss[u > 1.0 - NOTHING / others] = 0.0
    of_set = np.exp(0.5 * Streams(0).score("weight", keys(np.arange(SETS))))
    weight = of_set[trial % SETS] * np.where(deep, 1.0 / OFTENER, others)
    return sample(np.minimum(limit, loss), busy * weight / weight.sum())


def exact(measure: str, level: float, busy: float, limit: float) -> float:
    """Return the measure of that law: closed form, its quantile by bisection."""
    body, deep, share = oracle.lognormal(0.0, 1.1), oracle.lognormal(np.log(30.0), 1.2), 1.0 - DEEP - NOTHING

    def limited(x: float) -> float:
        return busy * float(share * body.limited(np.array(x)) + DEEP * deep.limited(np.array(x)))

    def exceeded(x: float) -> float:
        return busy * float(share * stats.norm.sf(np.log(x) / 1.1) + DEEP * stats.norm.sf(np.log(x / 30.0) / 1.2))

    if measure == "mean":
        return limited(limit)
    at = float(optimize.brentq(lambda x: exceeded(x) - (1.0 - level), 1e-9, limit))
    return at if measure == "quantile" else at + (limited(limit) - limited(at)) / (1.0 - level)


@pytest.fixture(scope="module")
def repeated() -> dict[str, list[Sample]]:
    return {name: [replication(seed, *law) for seed in range(SEEDS)] for name, law in LAWS.items()}


@pytest.mark.parametrize(
    ("law", "measure", "level"),
    [
        ("claim", "quantile", 0.5),
        *((law, "mean", 0.0) for law in LAWS),
        *((law, "quantile", level) for law in LAWS for level in (0.9, 0.95, 0.99, 0.995)),
        *((law, "tvar", level) for law in LAWS for level in (0.95, 0.99)),
    ],
)
def test_a_stated_error_covers_the_truth_in_95_of_100_simulations(
    repeated: dict[str, list[Sample]], law: str, measure: str, level: float
) -> None:
    """Over 1,000 simulations, in which chance alone moves the coverage by 0.7 %."""
    truth = exact(measure, level, *LAWS[law][1:])
    found = [measures.mean(s) if measure == "mean" else getattr(measures, measure)(s, level) for s in repeated[law]]
    covered = np.mean([m.lo <= truth <= m.hi for m in found])
    assert 0.935 <= covered <= 0.965
    values = np.array([m.value for m in found])
    assert abs(values.mean() - truth) < 4.0 * values.std() / np.sqrt(SEEDS) + 0.01 * truth, "hardly any bias"


def test_an_error_from_few_rows_of_a_heavy_tail_reaches_farther_up_than_down() -> None:
    """The large loss that has not been drawn yet is missing in the value and in its spread."""
    losses = np.exp(1.5 * stats.norm.ppf((np.arange(200) + 0.5) / 200))
    for found in (measures.mean(even(losses)), measures.tvar(even(losses), 0.9)):
        assert found.hi - found.value > 1.5 * (found.value - found.lo)


def test_an_error_of_rows_that_all_say_the_same_is_nothing() -> None:
    same = even(np.full(50, 9.0))
    for found in (measures.mean(same), measures.quantile(same, 0.9), measures.tvar(same, 0.9)):
        assert (found.lo, found.value, found.hi) == pytest.approx((9.0, 9.0, 9.0))


def test_a_stated_error_halves_with_four_times_the_trials() -> None:
    losses = np.exp(Streams(0).score("halving", keys(np.arange(40_000))))
    few, many = measures.mean(even(losses[:10_000])), measures.mean(even(losses))
    assert (few.hi - few.lo) / (many.hi - many.lo) == pytest.approx(2.0, rel=0.1)


amounts = st.lists(
    st.tuples(st.one_of(st.just(0.0), st.just(25.0), st.floats(0.0, 1e9)), st.floats(1e-6, 1.0)),
    min_size=1,
    max_size=60,
)


@given(rows=amounts, busy=st.floats(0.01, 1.0))
@settings(max_examples=150, deadline=None)
def test_an_exceedance_curve_never_rises_and_lies_within_its_error(
    rows: list[tuple[float, float]], busy: float
) -> None:
    value, weight = (np.array(column) for column in zip(*rows, strict=True))
    s = sample(value, weight * busy / weight.sum())
    curve = measures.exceedance(s, np.array([0.5, 0.2, 0.1, 0.05, 0.01, 0.001]))
    eur = [point.value for point in curve]
    assert eur == sorted(eur)
    assert all(point.lo <= point.value <= point.hi for point in curve)


@given(rows=amounts, level=st.floats(0.0, 0.999))
@settings(max_examples=150, deadline=None)
def test_tvar_is_never_below_the_quantile_nor_above_the_largest(rows: list[tuple[float, float]], level: float) -> None:
    value, weight = (np.array(column) for column in zip(*rows, strict=True))
    s = sample(value, weight / weight.sum())
    tvar, quantile = measures.tvar(s, level).value, measures.quantile(s, level).value
    assert quantile * (1.0 - 1e-9) <= tvar <= value.max() * (1.0 + 1e-9) + 1e-9
