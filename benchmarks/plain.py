"""The plain compound-loss problem: a Poisson number of incidents a year, four lognormal heads, a layer.

0.3 incidents a year; the cost of one is the sum of four independent lognormal heads; insurance pays what exceeds
2,500 EUR of a claim, up to 250,000 EUR a claim and 500,000 EUR a year. Asked for are mean, P95, P99, P99.5, TVaR95,
TVaR99 and TVaR99.5 of the year's sum, and mean, P99 and P99.5 of what is paid. The model's pieces, straightforward
NumPy code and the bare random numbers each do it here; other programs in `peers.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from riskmodel import measures
from riskmodel.cover import NO_POLICY, aggregated, deductible, limited
from riskmodel.incidents import Frequency
from riskmodel.quantity import Chance
from riskmodel.streams import FloatArray, IntArray, Streams, keys

RATE = 0.3
HEADS = ((8_000.0, 1.0), (3_000.0, 0.8), (20_000.0, 1.6), (6_000.0, 1.2))  # median EUR, sigma
DEDUCTIBLE, LIMIT, AGGREGATE = 2_500.0, 250_000.0, 500_000.0
GROSS_LEVELS, PAID_LEVELS = (0.95, 0.99, 0.995), (0.99, 0.995)
LIKE_POISSON = 1e6  # shape of a negative binomial that is Poisson to one in a million

# By fast Fourier transform; see tests/oracle.py.
EXACT = {
    "mean": 30_474.16,
    "P95": 144_494.0,
    "P99": 436_692.0,
    "P99.5": 664_368.0,
    "TVaR95": 374_711.0,
    "TVaR99": 941_797.0,
    "TVaR99.5": 1_352_750.0,
    "paid mean": 22_427.82,
    "paid P99": 250_000.0,
    "paid P99.5": 282_850.0,
}

Figures = dict[str, float]


@lru_cache
def lognormal(median: float, sigma: float) -> Chance:
    """Return a lognormal as the data describes one."""
    return Chance("lognormal", {"median": median, "p90": median * float(np.exp(sigma * ndtri(0.9)))})


def busy_years(years: int) -> int:
    """Return how many of these years have an incident: the trials that the model needs for them."""
    return round(years * -float(np.expm1(-RATE)))


def by_the_model(years: int) -> Figures:
    """Solve the problem with the model's pieces; years without an incident cost nothing, their weight is exact."""
    often = Frequency(np.full((1, 1, 1), RATE), np.array([LIKE_POISSON]))
    trials = np.arange(busy_years(years), dtype=np.int64)
    streams = Streams(0)
    count = often.counts(np.zeros_like(trials), streams.uniform("count", keys(trials)))
    starts = np.cumsum(count) - count
    trial = np.repeat(trials, count)
    key = keys(trial, np.arange(len(trial)) - np.repeat(starts, count))
    loss = np.zeros(len(trial))
    for h, head in enumerate(HEADS):
        loss += lognormal(*head).at_uniform(streams.uniform(f"head {h}", key))
    terms = replace(NO_POLICY, deductible_eur=DEDUCTIBLE, limit_eur=LIMIT)
    paid = aggregated(limited(loss - deductible(loss, terms), terms), trial, AGGREGATE)
    one_set = (np.zeros_like(trials), often.weight_of_set(len(trials)), np.array([len(trials)]))
    gross, net = (measures.sample_of_sets(np.add.reduceat(amount, starts), *one_set) for amount in (loss, paid))
    return {
        "mean": measures.mean(gross).value,
        **{f"P{100 * p:g}": measures.quantile(gross, p).value for p in GROSS_LEVELS},
        **{f"TVaR{100 * p:g}": measures.tvar(gross, p).value for p in GROSS_LEVELS},
        "paid mean": measures.mean(net).value,
        **{f"paid P{100 * p:g}": measures.quantile(net, p).value for p in PAID_LEVELS},
    }


def by_plain_numpy(years: int) -> Figures:
    """Solve the problem as one would write it down: a number for each year, then events, then sums by year."""
    rng = np.random.Generator(np.random.PCG64(1))
    count = rng.poisson(RATE, years)
    year = np.repeat(np.arange(years), count)
    loss = np.zeros(len(year))
    for median, sigma in HEADS:
        loss += rng.lognormal(np.log(median), sigma, len(year))
    paid = np.minimum(np.maximum(loss - DEDUCTIBLE, 0.0), LIMIT)
    return figures(by_year(year, loss, years), np.minimum(by_year(year, paid, years), AGGREGATE))


def by_year(year: IntArray, amount: FloatArray, years: int) -> FloatArray:
    """Return the sum of each year."""
    return np.bincount(year, amount, years).astype(np.float64, copy=False)


def figures(gross: FloatArray, net: FloatArray | None) -> Figures:
    """Return the figures asked for from the sums of equally likely years; `net` is None where there is no layer."""
    quantiles = np.quantile(gross, GROSS_LEVELS)
    found = {"mean": float(gross.mean())}
    for level, at in zip(GROSS_LEVELS, quantiles, strict=True):
        found[f"P{100 * level:g}"] = float(at)
        found[f"TVaR{100 * level:g}"] = float(gross[gross >= at].mean())
    if net is not None:
        found["paid mean"] = float(net.mean())
        found |= {
            f"paid P{100 * p:g}": float(at) for p, at in zip(PAID_LEVELS, np.quantile(net, PAID_LEVELS), strict=True)
        }
    return found


def draws_keyed(years: int) -> None:
    """Draw what the model's pieces draw, with the model's own generator, and nothing else."""
    often = Frequency(np.full((1, 1, 1), RATE), np.array([LIKE_POISSON]))
    trials = np.arange(busy_years(years), dtype=np.int64)
    streams = Streams(0)
    streams.uniform("count", keys(trials))
    key = keys(np.arange(incidents(often, years), dtype=np.int64))
    for h, head in enumerate(HEADS):
        lognormal(*head).at_uniform(streams.uniform(f"head {h}", key))


def draws_sfc64(years: int) -> None:
    """Draw as many uniforms and lognormals with the fastest generator of NumPy."""
    often = Frequency(np.full((1, 1, 1), RATE), np.array([LIKE_POISSON]))
    rng = np.random.Generator(np.random.SFC64(1))
    rng.random(busy_years(years))
    n = incidents(often, years)
    for median, sigma in HEADS:
        score = rng.standard_normal(n)
        score *= sigma
        np.exp(score, out=score)
        score *= median


def incidents(often: Frequency, years: int) -> int:
    """Return how many incidents these years have, in the mean."""
    return round(float(often.total[0]) * years)


OURS: dict[str, Callable[[int], object]] = {
    "draws alone, SFC64": draws_sfc64,
    "draws alone, the model's keyed generator": draws_keyed,
    "riskmodel": by_the_model,
    "plain NumPy, event by event": by_plain_numpy,
}
