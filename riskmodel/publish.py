"""From a result to its estimate: every figure with its error of simulation and its band."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from riskmodel import currency, measures
from riskmodel.bands import Band, BySet, OfSets, around, banded
from riskmodel.estimate import (
    LEVELS,
    RETURN_PERIODS,
    Bases,
    Curve,
    CurvePoint,
    Estimate,
    Likelihood,
    Measures,
    PolicyEstimate,
)
from riskmodel.incidents import trials_of_sets
from riskmodel.ledger import Amounts
from riskmodel.measures import Sample
from riskmodel.parts import parts_of
from riskmodel.payers import sizes
from riskmodel.policy_figures import policy_figures
from riskmodel.samples import OF_A_CASE, Basis, Samples, quantities
from riskmodel.simulate import Result
from riskmodel.streams import FloatArray
from riskmodel.validation import ENOUGH, Headline, least_known, relative_error

FIGURES: Mapping[str, Callable[[BySet], FloatArray]] = {
    "mean": BySet.mean,
    "any_probability": BySet.any_probability,
    **{name: partial(BySet.quantile, level=level) for name, level in LEVELS.items()},
    "tvar95": partial(BySet.tvar, level=0.95),
    "tvar99": partial(BySet.tvar, level=0.99),
}
TEN_YEARS = 10.0


def publish(result: Result) -> Estimate:
    """Simulate a result and return its published figures.

    Beyond half a million trials the measures and curves rest on all of them; who pays, likelihoods, shares and bands on
    the first half million.
    """
    drawn = Samples.drawn(result)
    published = _all_published(drawn)
    samples = drawn if result.first is result else Samples.drawn(result.first)
    result, ledger, facts = result.first, result.ledger, result.world.facts
    bases = {name: published[name][0] for name in OF_A_CASE}
    claims = Amounts(ledger.trial[ledger.claims], np.ones(len(ledger.claims)))
    owing = ledger.owed_eur > 0.0
    owed, first_owes = ledger.of_rows(ledger.owed_eur).at(owing), ledger.project[ledger.rows][owing] == 0
    capped = np.isfinite(facts.cap_eur[claims.trial % result.sets, ledger.project[ledger.claims]])
    above_assets = _above_own_assets(samples)
    cap_holds, cap_holds_of_sets = _share(
        samples, claims.at(capped), claims.at(capped & ledger.cap_holds[ledger.claimed])
    )
    burden = samples.of("burden")
    first = bases["burden"] if samples is drawn else _published(samples, "burden")[0]
    parts = parts_of(samples, first.per_year.p99.value, first.per_claim.p99.value)
    claim = burden.rows.per_claim
    of_sizes = sizes(samples, claim, burden.on("per_claim"))
    policies = tuple(
        policy_figures(samples, i, claim, of_sizes, published[f"insured_{i}"][0], published[f"retained_{i}"][0])
        for i in range(len(result.policies))
    )
    least, error = least_known(_errors(drawn, bases["burden"], policies))
    return Estimate(
        case=result.case,
        stated=facts.stated,
        rates=currency.used(result.case, result.world.calibration),
        data_version=result.world.calibration.version,
        seed=result.seed,
        trials=drawn.result.trials,
        parameter_sets=result.sets,
        quiet_year_probability=result.quiet_year_probability,
        incidents_per_year=float((result.weight_of_set * samples.incidents_of_set).sum()),
        claim=_likelihood(samples, claims, claims.at(ledger.project[ledger.claims] == 0)),
        owed_likelihood=_likelihood(samples, owed, owed.at(first_owes)),
        above_own_assets_probability=measures.any_probability(samples.sample(above_assets, "per_year")),
        cap_holds_probability=cap_holds,
        band=banded(
            {
                "above_own_assets_probability": samples.sum_of_sets(above_assets.years),
                "cap_holds_probability": cap_holds_of_sets,
                "quiet_year_probability": _exact(result.often.quiet),
                "incidents_per_year": _exact(result.often.total),
            }
        ),
        **bases,
        policies=policies,
        heads=parts.heads,
        heads_by_type=parts.heads_by_type,
        own_heads=parts.own_heads,
        incident_types=parts.incident_types,
        projects=parts.projects,
        tail_per=parts.tail_per,
        exceedance={name: curve for name, (_, curve) in published.items() if curve and name != _last(result)},
        enough_trials=error <= ENOUGH,
        relative_error=error,
        least_known=least,
    )


def _errors(samples: Samples, burden: Bases, policies: Sequence[PolicyEstimate]) -> dict[Headline, float]:
    """Return the relative errors of the headline figures."""
    years = samples.result.trials / max(1e-300, 1.0 - samples.result.quiet_year_probability)
    claims = int(samples.claims_of_set.sum())
    beyond_year, beyond_claim = (rows * (1.0 - LEVELS["p99"]) for rows in (years, claims))
    return {
        "mean_year": relative_error(burden.per_year.mean),
        "p99_year": relative_error(burden.per_year.p99, beyond_year),
        "mean_claim": relative_error(burden.per_claim.mean),
        "p99_claim": relative_error(burden.per_claim.p99, beyond_claim),
        "needed_limit": max((p.needed_limit_error for p in policies), default=0.0),
    }


def _last(result: Result) -> str:
    """Return what is retained without a policy; it is the burden, and stands there already."""
    return f"retained_{len(result.policies) - 1}"


def _all_published(samples: Samples) -> dict[str, tuple[Bases, Curve | None]]:
    """Return the figures of all quantities, and the exceedance curves of those that have one."""
    last = _last(samples.result)
    names = [n for n in quantities(len(samples.result.policies)) if n != last]
    with ThreadPoolExecutor(samples.result.workers) as pool:  # sorting runs outside the interpreter's lock
        found = dict(zip(names, pool.map(lambda name: _published(samples, name), names), strict=True))
    return {**found, last: found["burden"]}


def _published(samples: Samples, quantity: str) -> tuple[Bases, Curve | None]:
    """Return the figures of a quantity, and its exceedance curves where it has any."""
    drawn, with_curve = samples.of(quantity), not quantity.startswith("insured_")
    curve = {f"once in {y}": partial(BySet.quantile, level=1.0 - 1.0 / y) for y in RETURN_PERIODS}
    year = drawn.on("per_year")
    band = drawn.bands({**FIGURES, **curve} if with_curve else FIGURES, "per_year")
    others: tuple[Basis, ...] = ("per_incident", "per_claim")
    bases = Bases(
        measures_of(year, {name: ends for name, ends in band.items() if name in FIGURES}),
        *(measures_of(drawn.on(basis), drawn.bands(FIGURES, basis)) for basis in others),
    )
    if not with_curve:
        return bases, None
    return bases, Curve(curve_points(year, band), curve_points(drawn.on("largest"), drawn.bands(curve, "largest")))


def measures_of(s: Sample, band: Mapping[str, Band]) -> Measures:
    """Return all figures of a sample, with their bands."""
    found = {
        "mean": measures.mean(s),
        "any_probability": measures.any_probability(s),
        **dict(zip(LEVELS, measures.quantiles(s, tuple(LEVELS.values())), strict=True)),
    }
    found |= {f"tvar{n}": measures.tvar(s, n / 100.0, found[f"p{n}"].value) for n in (95, 99)}
    return Measures(**found, band={name: ends for name, ends in band.items() if around(found[name].value, ends)})


def curve_points(s: Sample, band: Mapping[str, Band]) -> tuple[CurvePoint, ...]:
    """Return the points of an exceedance curve; `band` has those of "once in <years>"."""
    found = measures.exceedance(s, 1.0 / np.array(RETURN_PERIODS))
    return tuple(
        CurvePoint(y, m.value, m.lo, m.hi, around(m.value, band.get(f"once in {y}")))
        for y, m in zip(RETURN_PERIODS, found, strict=True)
    )


def _any(samples: Samples, hits: Amounts) -> FloatArray:
    """Return the probability of a year with a hit in each parameter set, shape (M,)."""
    result = samples.result
    of_set = np.bincount(hits.by_trial.trial % result.sets, minlength=result.sets)
    return np.asarray(of_set / trials_of_sets(result.trials, result.sets) * (1.0 - result.often.quiet))


def _likelihood(samples: Samples, hits: Amounts, of_first: Amounts) -> Likelihood:
    """Return how likely a hit is: `hits` has a row for each, `of_first` those of the first project."""
    of_year, first = _any(samples, hits), _any(samples, of_first)
    years = np.maximum(1.0, samples.result.world.facts.duration_months[:, 0] / 12.0)
    likely, in_first = (samples.sum_of_sets(of.years) for of in (hits, of_first))
    found: dict[str, OfSets | None] = {"year": likely}
    if likely and in_first:
        one, two, three = (1.0 - (1.0 - np.minimum(of, 1.0)) ** TEN_YEARS for of in likely)
        a, b, c = (1.0 - (1.0 - np.minimum(of, 1.0)) ** years for of in in_first)
        found |= {"ten_years": (one, two, three), "project": (a, b, c)}
    return Likelihood(
        year=measures.any_probability(samples.sample(hits.by_trial, "per_year")),
        project=float((1.0 - (1.0 - first) ** years).mean()),
        ten_years=float((1.0 - (1.0 - of_year) ** TEN_YEARS).mean()),
        band=banded(found),
    )


def _above_own_assets(samples: Samples) -> Amounts:
    """Return the years whose burden is above the own assets."""
    yearly, result = samples.result.ledger.burden.by_trial, samples.result
    return yearly.at(yearly.eur > result.world.facts.own_assets_eur[yearly.trial % result.sets])


def _share(samples: Samples, of: Amounts, part: Amounts) -> tuple[float | None, OfSets | None]:
    """Return the weight of a part of some rows as a share of all of them, and the same in each parameter set."""
    total, within = (float(samples.result.weight_of_set[a.trial % samples.result.sets].sum()) for a in (of, part))
    whole, some = (samples.sum_of_sets(Amounts(a.trial, np.ones(len(a.trial)))) for a in (of, part))
    if total <= 0.0 or whole is None or some is None:
        return (within / total if total > 0.0 else None), None
    a, b, c = (s / np.maximum(w, 1e-300) for s, w in zip(some, whole, strict=True))
    return within / total, (a, b, c)


def _exact(of_sets: FloatArray) -> OfSets:
    """Return a figure without noise."""
    return of_sets, of_sets, of_sets
