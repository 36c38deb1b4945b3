"""The oracle of the exactness tests meets published worked examples, row by row of `reference_cases.csv`.

Two published ones are left out: a PERT with a shape of 2 (pyfair; here it is 4 always), and a net loss under a severity
spliced of gammas and a Pareto (aggregate, MTPL), which neither model nor oracle has.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import erf, erfc

from riskmodel.streams import FloatArray
from tests import oracle
from tests.oracle import Amount, Count, Loss

ROWS = Path(__file__).with_name("reference_cases.csv").read_text(encoding="utf-8").splitlines()
PUBLISHED = {row["id"]: row for row in csv.DictReader(ROWS)}
Inputs = Mapping[str, Any]


# --- losses that only the published examples need


def uniform(low: float, high: float) -> Loss:
    return oracle.beta(1.0, 1.0, low, high)


def power(b: float, k: float) -> Loss:
    """Return a loss with P(X <= x) = (x / b)^k."""
    return oracle.beta(k, 1.0, 0.0, b)


def levy(scale: float) -> Loss:
    """Return a loss without a mean."""
    a = np.sqrt(scale / 2.0)

    def limited(x: FloatArray) -> FloatArray:
        y = np.maximum(x, 1e-300)
        edge = 2.0 * a * np.sqrt(y / np.pi) * np.exp(-a * a / y)
        return np.asarray(y * erf(a / np.sqrt(y)) + edge - 2.0 * a * a * erfc(a / np.sqrt(y)))

    return Loss(limited, np.inf, np.inf)


def piecewise_pareto(thresholds: list[float], alphas: list[float]) -> Loss:
    """Return a Pareto loss whose exponent changes at thresholds; its mean is that of the last piece."""
    ends = [*thresholds[1:], np.inf]
    pieces = list(zip(thresholds, ends, alphas, strict=True))

    def limited(x: FloatArray) -> FloatArray:
        total, reached = np.minimum(x, thresholds[0]), 1.0
        for start, end, alpha in pieces:
            if np.isclose(alpha, 1.0):
                total = total + reached * start * np.log(np.clip(x, start, end) / start)
            else:
                total = total + reached * (oracle.pareto(alpha, start).limited(np.clip(x, start, end)) - start)
            reached *= (start / end) ** alpha
        return total

    return Loss(limited, float(limited(np.array([1e12]))[0]), np.inf)


LOSSES: dict[str, Callable[..., Loss]] = {
    "lognormal": oracle.lognormal,
    "exponential": oracle.exponential,
    "gamma_unbiased": lambda shape, to: oracle.gamma(shape),
    "pareto1": lambda t, alpha: oracle.pareto(alpha, t),
    "pareto2": lambda alpha, theta: oracle.lomax(alpha, theta),
    "discrete": lambda x, p, inflate=1.0: oracle.discrete(inflate * np.asarray(x), p),
    "uniform": lambda a, b: uniform(a, b),
    "power": power,
    "piecewise_pareto": lambda t, alpha: piecewise_pareto(t, alpha),
}
COUNTS: dict[str, Callable[..., Count]] = {
    "poisson": lambda **given: oracle.poisson(given["lambda"]),
    "geometric": lambda beta: oracle.negative_binomial(beta, 1.0),
    "negbin": lambda mean, var: oracle.negative_binomial(mean, mean**2 / (var - mean)),
    "discrete": lambda n, p: oracle.numbers(n, p),
}


def given(makers: Mapping[str, Callable[..., Any]], inputs: Inputs) -> Any:
    figures = dict(inputs)
    return makers[figures.pop("dist")](**figures)


def layered(loss: Amount, occurrence: Inputs) -> Amount:
    return loss.layer(occurrence.get("deductible", 0.0), occurrence.get("limit", np.inf))


def compound(inputs: Inputs) -> Amount:
    """The year's sum, on the lattice that the row names."""
    loss = given(LOSSES, inputs["severity"]).on(inputs["h"], 2 ** inputs["log2"])
    paid = layered(loss, inputs.get("occurrence", {}))
    return given(COUNTS, inputs["frequency"]).compound(paid, 2 ** inputs["log2"])


def individual(inputs: Inputs) -> Amount:
    """A portfolio of insureds with at most one claim each."""
    total = oracle.discrete([0.0], [1.0]).on(5.0, 2**14)
    for members in inputs["classes"]:
        most = float(members["max"])
        loss = uniform(0.0, most) if members["severity"] == "uniform" else oracle.discrete([most], [1.0])
        total = total + oracle.binomial(members["n"], members["q"]).compound(loss.on(5.0, 2**14))
    return total


def moments(inputs: Inputs) -> Amount:
    """The year's sum where only mean and variance of the number are given."""
    mean, variance = (float(inputs["frequency"][name]) for name in ("mean", "var"))
    count = oracle.poisson(mean) if mean == variance else oracle.negative_binomial(mean, mean**2 / (variance - mean))
    loss = given(LOSSES, inputs["severity"]).on(1.0, 2**16)
    return count.compound(layered(loss, inputs["occurrence"]))


def severity(inputs: Inputs) -> Amount:
    """One claim, in steps of a thousandth of the layer's end."""
    occurrence = inputs["occurrence"]
    end = occurrence.get("limit", 0.0) + occurrence["deductible"] if "limit" in occurrence else 10.0
    return layered(given(LOSSES, inputs["severity"]).on(end / 10_000, 20_001), occurrence)


MODELS = {"compound": compound, "individual": individual, "moments": moments, "severity": severity}
MEASURES: dict[str, Callable[..., float]] = {
    "mean": lambda s: s.mean,
    "var": lambda s: s.variance,
    "cv": lambda s: s.sd / s.mean,
    "skew": lambda s: s.skewness,
    "mean_plus_sd": lambda s: s.mean + s.sd,
    "mean_per_payment": lambda s: s.mean / s.exceedance(0.0),
    "quantile": lambda s, level: s.quantile(level),
    "tvar": lambda s, level: s.tvar(level),
    "cte_gt": lambda s, level: s.mean_above(level),
    "cdf": lambda s, x: s.below(x),
    "sf": lambda s, x: s.exceedance(x),
    "pmf": lambda s, x: float(s.mass[int(x)]),
}


# --- quantities that are not a measure of one year's sum


def unit_cell(inputs: Inputs) -> float:
    """Probability within half a unit of x, in steps of a 16th; the points at both ends count half."""
    cells = 16
    total = oracle.poisson(inputs["lambda"]).compound(levy(1.0).on(1.0 / cells, 2**14 * cells))
    first, last = (int((inputs["x"] + side) * cells) for side in (-0.5, 0.5))
    return float(np.trapezoid(total.mass[first : last + 1]))


def zero_truncated_mean(inputs: Inputs) -> float:
    poisson = oracle.poisson(inputs["lambda"]).compound(oracle.discrete([1.0], [1.0]).on(1.0, 100))
    busy = poisson.mass[1:] / poisson.mass[1:].sum()
    return oracle.numbers(np.arange(1, 100), busy).mean


def reinstatement_premium(inputs: Inputs) -> float:
    """Expected loss of the years' layers over the share of the premium that is paid at once and for reinstatements."""
    cover, ours = float(inputs["cover"]), compound({**inputs, "occurrence": {"limit": inputs["cover"]}})
    layers = [
        ours.layer(inputs["aggr_deductible"] + k * cover, cover).mean for k in range(inputs["reinstatements"] + 1)
    ]
    return sum(layers) / (1.0 + inputs["percentage"] * sum(layers[:-1]) / cover)


def pareto_extrapolation(inputs: Inputs) -> float:
    """Expected loss of a layer from that of another one below, both given as limit and attachment."""
    loss = oracle.pareto(inputs["alpha"], inputs["layer1"][1]).on(50.0, 400)
    one, two = (loss.layer(attachment, limit).mean for limit, attachment in (inputs["layer1"], inputs["layer2"]))
    return inputs["loss1"] * two / one


def lognormal_from_range(inputs: Inputs) -> float:
    """Expected loss a year where 5 and 95 % of the claims stay below two amounts."""
    low, high = np.log(inputs["low"]), np.log(inputs["high"])
    loss = oracle.lognormal((low + high) / 2.0, (high - low) / (2.0 * 1.6448536269514722)).on(1e5, 10)
    return oracle.poisson(inputs.get("frequency", 1.0)).compound(loss).mean


def thinned(inputs: Inputs) -> float:
    """Payments a year above a higher deductible."""
    loss = given(LOSSES, inputs["severity"])
    above = [loss.on(0.1, 2_000).layer(d).exceedance(0.0) for d in (inputs["d1"], inputs["d2"])]
    return float(inputs["mean_payments_d1"] * above[1] / above[0])


OTHERS = {
    "levy_density": unit_cell,
    "zt_poisson_mean": zero_truncated_mean,
    "reinstatement_premium": reinstatement_premium,
    "pareto_extrapolation": pareto_extrapolation,
    "lognormal_90": lognormal_from_range,
    "thinning": thinned,
}


def answer(row: Mapping[str, str]) -> float:
    inputs = json.loads(row["inputs"])
    kind = inputs.pop("kind")
    if kind not in MODELS:
        return OTHERS[inputs.pop("what", kind)](inputs)
    measure, _, at = row["quantity"].partition(":")
    found = MEASURES[measure](MODELS[kind](inputs), *map(float, filter(None, [at])))
    # What the policy pays of a share is a share of what it pays.
    return float(found * inputs.get("occurrence", {}).get("coinsurance", 1.0))


@pytest.mark.parametrize("row", PUBLISHED)
def test_the_oracle_meets_the_published_figure(row: str) -> None:
    published = PUBLISHED[row]
    kind, size = published["tolerance"].split(":")
    assert answer(published) == pytest.approx(float(published["published_value"]), **{kind: float(size)})
