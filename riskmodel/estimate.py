"""The estimate: every published figure of a result, with its error. Screen, PDF and JSON show nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from riskmodel import currency, measures
from riskmodel.bands import Band, BySet
from riskmodel.case import Case
from riskmodel.cover import Terms
from riskmodel.crosstab import Crosstab
from riskmodel.currency import Rate
from riskmodel.damage import heads
from riskmodel.dispute import OWN_HEADS
from riskmodel.facts import Stated
from riskmodel.incidents import trials_of_sets
from riskmodel.ledger import Amounts
from riskmodel.measures import Measured, Sample
from riskmodel.quantity import Quantity
from riskmodel.samples import OF_A_CASE, Basis, Samples, quantities
from riskmodel.simulate import Result
from riskmodel.streams import BoolArray, FloatArray, IntArray
from riskmodel.tail import Per, tail

RETURN_PERIODS = (2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000)
LEVELS = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p99_5": 0.995}
# Claims are shown by size as people meet them: the middle fifth, those around one in ten, the largest in a hundred.
CLAIM_SIZES = {"typical": (0.4, 0.6), "one_in_10": (0.875, 0.925), "one_in_100": (0.99, 1.0)}
FIGURES: Mapping[str, Callable[[BySet], FloatArray]] = {
    "mean": BySet.mean,
    "any_probability": BySet.any_probability,
    **{name: partial(BySet.quantile, level=level) for name, level in LEVELS.items()},
    "tvar95": partial(BySet.tvar, level=0.95),
    "tvar99": partial(BySet.tvar, level=0.99),
}
TEN_YEARS = 10.0
CENT = 0.005
ROUNDED = 2.0**-40  # amounts in samples are exact to about that
ENOUGH = 0.15  # half-width of the error of the 1-in-100 claim's burden, as a share of it, below which trials suffice
FEWEST_BEYOND = 5  # rows beyond a quantile, with fewer of which its error has no upper end and counts as all of it


@dataclass(frozen=True)
class Measures:
    """The figures of one quantity on one basis; EUR, but for the probability."""

    mean: Measured
    any_probability: Measured
    p50: Measured
    p90: Measured
    p95: Measured
    p99: Measured
    p99_5: Measured
    tvar95: Measured
    tvar99: Measured
    band: Mapping[str, Band]  # figure -> its 10 and 90 % point over the parameter sets; empty below full depth


@dataclass(frozen=True)
class Bases:
    """A quantity per calendar year, per incident, and per claim (given that a claim is made)."""

    per_year: Measures
    per_incident: Measures
    per_claim: Measures


@dataclass(frozen=True)
class Likelihood:
    """Probability of at least one, in a year, in the first project, and in ten years."""

    year: Measured
    project: float
    ten_years: float


@dataclass(frozen=True)
class Part:
    """A head, type or project: mean a year and its share, and the same in the tail."""

    name: str
    mean_eur: float
    mean_share: float
    tail_share: float
    tail_eur: float  # mean of a year of the tail, or of a claim of it where `tail_per` says so


@dataclass(frozen=True)
class CurvePoint:
    """One point of an exceedance curve."""

    return_period_years: int
    eur: float
    lo: float
    hi: float
    band: Band | None = None  # 10 and 90 % point over the parameter sets, from full depth on


@dataclass(frozen=True)
class Curve:
    """An exceedance curve: of the year's sum, and of the year's largest incident."""

    aggregate: tuple[CurvePoint, ...]
    occurrence: tuple[CurvePoint, ...]


@dataclass(frozen=True)
class WhoPays:
    """Who bears damage and own cost of claims of one size (by what falls on the provider), mean EUR."""

    size: str  # typical, one_in_10, one_in_100
    client_eur: float  # others: the client, and whoever hears nothing
    provider_eur: float
    insurer_eur: float
    subcontractor_eur: float


@dataclass(frozen=True)
class PolicyEstimate:
    """What a policy does."""

    terms: Terms
    insured: Bases
    retained: Bases
    uncovered_probability: float  # a year with covered loss above limit or aggregate
    needed_limit_eur: float | None  # None where no step of the market's ladder suffices
    premium_indication_eur: float | None
    who_pays: tuple[WhoPays, ...]


@dataclass(frozen=True)
class Estimate:
    """All published figures of one case."""

    case: Case
    stated: tuple[Stated, ...]
    rates: tuple[Rate, ...]  # at which amounts of the case were converted to euros
    data_version: str
    seed: int
    trials: int
    parameter_sets: int
    quiet_year_probability: float
    incidents_per_year: float
    claim: Likelihood
    owed_likelihood: Likelihood
    above_own_assets_probability: Measured  # a year's burden without insurance above the own assets
    cap_holds_probability: float | None  # among claims; None without a cap
    damage: Bases
    claimed: Bases
    owed: Bases
    own_cost: Bases
    burden: Bases
    policies: tuple[PolicyEstimate, ...]  # the last is "none"
    heads: tuple[Part, ...]
    heads_by_type: Crosstab
    own_heads: tuple[Part, ...]
    incident_types: tuple[Part, ...]
    projects: tuple[Part, ...]
    tail_per: Per  # the tail is the worst years; the worst claims where burden has no P99 a year
    exceedance: dict[str, Curve]
    enough_trials: bool
    relative_error: float  # half-width of the 1-in-100 claim's burden, as a share of it


def publish(result: Result) -> Estimate:
    """Simulate a result and return its published figures.

    Beyond half a million trials the measures and curves rest on all of them; who pays, likelihoods, shares and bands on
    the first half million.
    """
    drawn = Samples.drawn(result)
    published = _all_published(drawn)
    samples = drawn if result.first is result else Samples.drawn(result.first)
    result, ledger, facts = result.first, result.ledger, result.world.facts
    names, types = heads(result.world.calibration), result.world.types
    bases = {name: published[name][0] for name in OF_A_CASE}
    worst = bases["burden"].per_claim.p99
    relative = (worst.hi - worst.lo) / 2.0 / worst.value if worst.value > 0.0 else 0.0
    if worst.value > 0.0 and len(ledger.claims) * (1.0 - LEVELS["p99"]) < FEWEST_BEYOND:
        relative = max(1.0, relative)
    claims = Amounts(ledger.trial[ledger.claims], np.ones(len(ledger.claims)))
    owing = ledger.owed_eur > 0.0
    owed, first_owes = ledger.of_rows(ledger.owed_eur).at(owing), ledger.project[ledger.rows][owing] == 0
    capped = np.isfinite(facts.cap_eur[claims.trial % result.sets, ledger.project[ledger.claims]])
    burden, weight = samples.of("burden"), result.weight_of_set[ledger.trial % result.sets]
    tail_per, of_tail = tail(samples, burden)
    by_type, in_tail = (ledger.by_head(w, len(types)) for w in (weight, of_tail))
    claim, of_claims = burden.rows.per_claim, burden.on("per_claim")
    project_names = [str(i + 1) for i in range(len(facts.law))]
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
        above_own_assets_probability=_above_own_assets(samples),
        cap_holds_probability=_share(samples, claims.at(capped), ledger.cap_holds[ledger.claimed][capped]),
        **bases,
        policies=tuple(
            _policy(samples, i, claim, of_claims, published[f"insured_{i}"][0], published[f"retained_{i}"][0])
            for i in range(len(result.policies))
        ),
        heads=_parts(names, by_type.sum(axis=1), in_tail.sum(axis=1)),
        heads_by_type=Crosstab.of(names, types, by_type, in_tail),
        own_heads=_parts(OWN_HEADS, ledger.by_own_head(weight), ledger.by_own_head(of_tail)),
        incident_types=_split(types, ledger.kind, ledger.burden.eur, weight, of_tail),
        projects=_split(project_names, ledger.project, ledger.burden.eur, weight, of_tail),
        tail_per=tail_per,
        exceedance={name: curve for name, (_, curve) in published.items() if curve and name != _last(result)},
        enough_trials=relative <= ENOUGH,
        relative_error=relative,
    )


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
        _measures(year, {name: ends for name, ends in band.items() if name in FIGURES}),
        *(_measures(drawn.on(basis), drawn.bands(FIGURES, basis)) for basis in others),
    )
    if not with_curve:
        return bases, None
    return bases, Curve(_points(year, band), _points(drawn.on("largest"), drawn.bands(curve, "largest")))


def _measures(s: Sample, band: Mapping[str, Band]) -> Measures:
    return Measures(
        mean=measures.mean(s),
        any_probability=measures.any_probability(s),
        **{name: measures.quantile(s, level) for name, level in LEVELS.items()},
        tvar95=measures.tvar(s, 0.95),
        tvar99=measures.tvar(s, 0.99),
        band=band,
    )


def _points(s: Sample, band: Mapping[str, Band]) -> tuple[CurvePoint, ...]:
    found = measures.exceedance(s, 1.0 / np.array(RETURN_PERIODS))
    return tuple(
        CurvePoint(y, m.value, m.lo, m.hi, band.get(f"once in {y}")) for y, m in zip(RETURN_PERIODS, found, strict=True)
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
    return Likelihood(
        year=measures.any_probability(samples.sample(hits.by_trial, "per_year")),
        project=float((1.0 - (1.0 - first) ** years).mean()),
        ten_years=float((1.0 - (1.0 - of_year) ** TEN_YEARS).mean()),
    )


def _above_own_assets(samples: Samples) -> Measured:
    yearly, result = samples.result.ledger.burden.by_trial, samples.result
    above = yearly.eur > result.world.facts.own_assets_eur[yearly.trial % result.sets]
    return measures.any_probability(samples.sample(yearly.at(above), "per_year"))


def _share(samples: Samples, of: Amounts, part: BoolArray) -> float | None:
    """Return the weight of a part of some rows, as a share of all of them."""
    weight = samples.result.weight_of_set[of.trial % samples.result.sets]
    total = float(weight.sum())
    return float(weight[part].sum()) / total if total > 0.0 else None


def _parts(names: Sequence[str], mean_eur: FloatArray, tail_eur: FloatArray) -> tuple[Part, ...]:
    columns = (mean_eur, _shares(mean_eur), _shares(tail_eur), tail_eur)
    return tuple(Part(n, *map(float, of)) for n, *of in zip(names, *columns, strict=True))


def _shares(of: FloatArray) -> FloatArray:
    total = of.sum()
    return np.asarray(of / total) if total > 0.0 else np.zeros_like(of)


def _split(
    names: Sequence[str], index: IntArray, eur: FloatArray, weight: FloatArray, tail: FloatArray
) -> tuple[Part, ...]:
    """Split an amount by type or project."""
    means, in_tail = (np.bincount(index, w * eur, minlength=len(names)) for w in (weight, tail))
    return _parts(names, np.asarray(means), np.asarray(in_tail))


def _policy(
    samples: Samples, policy: int, burden: Amounts, claims: Sample, insured: Bases, retained: Bases
) -> PolicyEstimate:
    result, ledger = samples.result, samples.result.ledger
    terms, settled = result.policies[policy], ledger.policies[policy]
    calibration, none = result.world.calibration, terms.limit_eur == 0.0
    missing = ledger.of_rows(settled.above_deductible_eur - settled.indemnity_eur).by_trial
    uncovered = samples.sample(missing.at(missing.eur > CENT), "per_year")
    return PolicyEstimate(
        terms=terms,
        insured=insured,
        retained=retained,
        uncovered_probability=measures.any_probability(uncovered).value,
        needed_limit_eur=None if none else needed_limit(samples, ledger.of_rows(settled.above_deductible_eur), terms),
        premium_indication_eur=None if none else _premium(samples, policy, calibration.quantity),
        who_pays=tuple(_who_pays(samples, policy, size, burden, claims) for size in CLAIM_SIZES),
    )


def needed_limit(samples: Samples, excess: Amounts, terms: Terms, level: float | None = None) -> float | None:
    """Return the first step of the market's ladder that suffices in a share of the years of need."""
    result, calibration = samples.result, samples.result.world.calibration
    multiple = terms.aggregate_eur / terms.limit_eur
    together = excess.by_trial
    needed = np.maximum(excess.largest.eur, together.eur / multiple if multiple > 0.0 else together.eur)
    weight = np.where(needed > 0.0, result.weight_of_set[together.trial % result.sets], 0.0)
    level = calibration.quantity("cover.needed_limit_quantile").entry.centre if level is None else level
    at = measures.quantile(measures.sample(needed, weight, float(weight.sum()) or 1.0), level).value
    return next((float(step) for step in calibration.tables["cover"]["limit_ladder_eur"] if step >= at), None)


def _premium(samples: Samples, policy: int, quantity: Callable[[str], Quantity]) -> float:
    yearly = samples.of(f"insured_{policy}").on("per_year")
    expected = measures.weighted_sum(yearly.value, yearly.weight)
    deviation = float(np.sqrt(max(0.0, measures.weighted_sum(yearly.value**2, yearly.weight) - expected**2)))
    loss, risk = (quantity(f"cover.premium_{n}_factor").entry.centre for n in ("loss", "deviation"))
    return loss * expected + risk * deviation


def _who_pays(samples: Samples, policy: int, size: str, burden: Amounts, of_claims: Sample) -> WhoPays:
    """Return the mean split of the claims whose burden lies between two quantiles: the sizes of the headline."""
    result, ledger = samples.result, samples.result.ledger
    low, high = (measures.quantile(of_claims, level).value for level in CLAIM_SIZES[size])
    inside = (burden.eur >= low) & (burden.eur * (1.0 - ROUNDED) <= high)
    weight = result.weight_of_set[burden.trial[inside] % result.sets]
    weight = weight / (weight.sum() or 1.0)
    owed, recourse, insured = (
        of[ledger.claimed][inside] for of in (ledger.owed_eur, ledger.recourse_eur, ledger.policies[policy].insured_eur)
    )
    damage, falls = ledger.damage_eur[ledger.claims][inside], burden.eur[inside]
    parts = (damage - owed, falls - insured, insured, recourse)
    return WhoPays(size, *(measures.weighted_sum(part, weight) for part in parts))
