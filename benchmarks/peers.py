"""Other programs on the plain compound-loss problem, as far as each can take it; none of them is a requirement.

Each maker imports its program and returns a function of the number of years. What a program cannot do is said beside
its name: a product instead of a sum, one lognormal of equal mean and variance instead of four heads, no layer.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.plain import (
    AGGREGATE,
    DEDUCTIBLE,
    GROSS_LEVELS,
    HEADS,
    LIMIT,
    PAID_LEVELS,
    RATE,
    Figures,
    by_year,
    figures,
)

Solver = Callable[[int], Figures]


def matched() -> tuple[float, float]:
    """Return mu and sigma of the lognormal with the mean and variance of the four heads' sum."""
    mean = sum(median * np.exp(sigma**2 / 2.0) for median, sigma in HEADS)
    variance = sum(median**2 * np.exp(sigma**2) * np.expm1(sigma**2) for median, sigma in HEADS)
    sigma = float(np.sqrt(np.log1p(variance / mean**2)))
    return float(np.log(mean) - sigma**2 / 2.0), sigma


def pyfair() -> Solver:
    """Return pyfair's model: number times one severity, both handed over as drawn."""
    library, series = import_module("pyfair"), import_module("pandas").Series

    def solve(years: int) -> Figures:
        rng = np.random.Generator(np.random.PCG64(1))
        severity = sum(rng.lognormal(np.log(median), sigma, years) for median, sigma in HEADS)
        model = library.FairModel(name="plain", n_simulations=years)
        model.input_raw_data("Loss Event Frequency", series(rng.poisson(RATE, years)))
        model.input_raw_data("Loss Magnitude", series(severity))
        model.calculate_all()
        return figures(model.export_results()["Risk"].to_numpy(), None)

    return solve


def pycrq() -> Solver:
    """Return pyCRQ's scenario: number times one severity, the heads as loss forms."""
    library = import_module("pycrq")
    laws = import_module("pycrq.distributions")

    def solve(years: int) -> Figures:
        one, two, three, four = (laws.LogNormalDistribution(float(np.log(median)), sigma) for median, sigma in HEADS)
        scenario = (
            library.ScenarioBuilder("plain")
            .asset("project", "Information", "")
            .threat("error", "Internal Non-Adversarial", "")
            .lef(laws.PoissonDistribution(RATE))
            .loss_productivity(one)
            .loss_response(two)
            .loss_replacement(three)
            .loss_reputation(four)
            .build()
        )
        result = library.FAIRSimulator(n_simulations=years, seed=1).simulate(scenario)
        return figures(result.annual_loss_exposure, None)

    return solve


def openturns() -> Solver:
    """Return OpenTURNS' draws, added up by NumPy."""
    library = import_module("openturns")

    def solve(years: int) -> Figures:
        library.RandomGenerator.SetSeed(1)
        count = np.asarray(library.Poisson(RATE).getSample(years)).ravel().astype(np.int64)
        year = np.repeat(np.arange(years), count)
        loss = np.zeros(len(year))
        for median, sigma in HEADS:
            loss += np.asarray(library.LogNormal(float(np.log(median)), sigma, 0.0).getSample(len(year))).ravel()
        paid = np.minimum(np.maximum(loss - DEDUCTIBLE, 0.0), LIMIT)
        return figures(by_year(year, loss, years), np.minimum(by_year(year, paid, years), AGGREGATE))

    return solve


def gemact() -> Solver:
    """Return GEMAct's loss model by Monte Carlo: once without, once with the layer."""
    library = import_module("gemact")
    import_module("twiggy").emitters.clear()  # its log
    mu, sigma = matched()

    def solve(years: int) -> Figures:
        def model(**layer: float) -> Any:
            return library.LossModel(
                frequency=library.Frequency(dist="poisson", par={"mu": RATE}),
                severity=library.Severity(dist="lognormal", par={"shape": sigma, "scale": float(np.exp(mu))}),
                policystructure=library.PolicyStructure(layers=library.Layer(**layer)),
                aggr_loss_dist_method="mc",
                n_sim=years,
                random_state=1,
            )

        gross, net = model(), model(deductible=DEDUCTIBLE, cover=LIMIT, aggr_cover=AGGREGATE)
        return {
            "mean": float(gross.mean()),
            **{f"P{100 * p:g}": float(gross.ppf(p)) for p in GROSS_LEVELS},
            "paid mean": float(net.mean()),
            **{f"paid P{100 * p:g}": float(net.ppf(p)) for p in PAID_LEVELS},
        }

    return solve


def riskquant() -> Solver:
    """Return riskquant's simulation of one scenario with the matched lognormal; it knows no layer."""
    library = import_module("riskquant.simpleloss")
    mu, sigma = matched()
    low, high = (float(np.exp(mu + z * sigma)) for z in (-1.6448536269514722, 1.6448536269514722))

    def solve(years: int) -> Figures:
        loss = library.SimpleLoss("plain", "plain", RATE, low, high)
        return figures(np.asarray(loss.simulate_years(years)), None)

    return solve


PEERS: dict[str, tuple[str, Callable[[], Solver]]] = {
    "OpenTURNS": ("draws only, added up by NumPy", openturns),
    "pycrq": ("number x one severity, no layer", pycrq),
    "pyfair": ("number x one severity, no layer", pyfair),
    "GEMAct, Monte Carlo": ("one matched lognormal", gemact),
    "riskquant": ("one matched lognormal, no layer", riskquant),
}
