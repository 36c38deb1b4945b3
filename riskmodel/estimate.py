"""The estimate: every published figure of a result, with its error. Screen, PDF and JSON show nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from riskmodel import measures
from riskmodel.bands import Band, BySet, bands
from riskmodel.calibration import Quantity
from riskmodel.case import Case
from riskmodel.cover import Cover, Terms
from riskmodel.crosstab import Crosstab, crosstab
from riskmodel.dispute import OWN_HEADS
from riskmodel.facts import Stated
from riskmodel.measures import Measured, Sample
from riskmodel.simulate import Result
from riskmodel.streams import BoolArray, FloatArray, IntArray

RETURN_PERIODS = (2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000)
LEVELS = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p99_5": 0.995}
TAIL_LEVEL = 0.99
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
ENOUGH = 0.15  # half-width of the error of the 1-in-100 claim's burden, as a share of it, below which trials suffice


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
    tail_per: Literal["year", "claim"]  # the tail is the worst years; the worst claims where burden has no P99 a year
    exceedance: dict[str, Curve]
    enough_trials: bool
    relative_error: float  # half-width of the 1-in-100 claim's burden, as a share of it


@dataclass(frozen=True)
class _Rows:
    """The rows of a result with the weights that turn them into measures."""

    result: Result
    weight: FloatArray  # (n,) of each incident's trial
    claimed: BoolArray  # (n,)
    claims: IntArray  # (c,) rows of the incidents that are claims
    starts: IntArray  # (T,) first row of each trial

    @property
    def full_depth(self) -> bool:
        """Whether there are trials enough in each parameter set to tell ignorance from noise."""
        needed: int = self.result.world.calibration.tables["model"]["full_depth_trials"]
        return self.result.trials >= needed

    def by_trial(self, amount: FloatArray) -> FloatArray:
        """Return the sum of each trial."""
        return np.add.reduceat(amount, self.starts)

    def largest(self, amount: FloatArray) -> FloatArray:
        """Return the largest incident of each trial."""
        return np.maximum.reduceat(amount, self.starts)

    def year(self, amount: FloatArray) -> Sample:
        return measures.sample(self.by_trial(amount), self.result.weight)

    def incident(self, amount: FloatArray) -> Sample:
        return measures.sample(amount, self.weight, self.weight.sum() or 1.0)

    def claim(self, amount: FloatArray) -> Sample:
        weight = self.weight[self.claims]
        return measures.sample(amount[self.claims], weight, weight.sum() or 1.0)


def publish(result: Result) -> Estimate:
    """Return the published figures of a result."""
    s, facts = result.simulated, result.world.facts
    liability, damage = s.liability, s.damage
    trial = s.incidents.trial
    starts = np.searchsorted(trial, np.arange(result.trials))
    rows = _Rows(result, result.weight[trial], liability.claimed, np.flatnonzero(liability.claimed), starts)
    amounts = {
        "damage": damage.total_eur,
        "claimed": liability.claimed_eur,
        "owed": liability.owed_eur,
        "own_cost": liability.own.total_eur,
        "burden": liability.burden_eur,
    }
    curves = {**amounts, **{f"retained_{i}": c.retained_eur for i, c in enumerate(s.covers[:-1])}}
    with ThreadPoolExecutor() as pool:  # sorting dominates and runs outside the interpreter's lock
        bases = dict(zip(amounts, pool.map(lambda a: _bases(rows, a), amounts.values()), strict=True))
        policies = tuple(pool.map(lambda c: _policy(rows, c), s.covers))
        exceedance = dict(zip(curves, pool.map(lambda a: _curve(rows, a), curves.values()), strict=True))
    tail, tail_per = _tail(rows)
    capped = np.isfinite(facts.cap_eur[s.incidents.sets, s.incidents.project]) & liability.claimed
    worst = bases["burden"].per_claim.p99
    relative = (worst.hi - worst.lo) / 2.0 / worst.value if worst.value > 0.0 else 0.0
    return Estimate(
        case=result.case,
        stated=facts.stated,
        data_version=result.world.calibration.version,
        seed=result.seed,
        trials=result.trials,
        parameter_sets=result.world.calibration.sets,
        quiet_year_probability=result.quiet_year_probability,
        incidents_per_year=float(rows.weight.sum()),
        claim=_likelihood(rows, liability.claimed),
        owed_likelihood=_likelihood(rows, liability.owed_eur > 0.0),
        above_own_assets_probability=_above_own_assets(rows),
        cap_holds_probability=_share(rows.weight, capped & liability.cap_holds, capped),
        **bases,
        policies=policies,
        heads=_parts(damage.heads, damage.by_head_eur, rows, tail),
        heads_by_type=crosstab(
            damage.heads, result.world.types, damage.by_head_eur, s.incidents.kind, rows.weight, tail
        ),
        own_heads=_parts(OWN_HEADS, np.stack([getattr(liability.own, f"{n}_eur") for n in OWN_HEADS]), rows, tail),
        incident_types=_split(result.world.types, s.incidents.kind, rows, tail),
        projects=_split([str(i + 1) for i in range(len(facts.law))], s.incidents.project, rows, tail),
        tail_per=tail_per,
        exceedance=exceedance,
        enough_trials=relative <= ENOUGH,
        relative_error=relative,
    )


def _measures(s: Sample, band: Mapping[str, Band]) -> Measures:
    return Measures(
        mean=measures.mean(s),
        any_probability=measures.any_probability(s),
        **{name: measures.quantile(s, level) for name, level in LEVELS.items()},
        tvar95=measures.tvar(s, 0.95),
        tvar99=measures.tvar(s, 0.99),
        band=band,
    )


def _bases(rows: _Rows, amount: FloatArray) -> Bases:
    samples = (rows.year(amount), rows.incident(amount), rows.claim(amount))
    if not rows.full_depth:
        return Bases(*(_measures(s, {}) for s in samples))
    trial, trials = rows.result.simulated.incidents.trial, np.arange(rows.result.trials)
    size, busy = rows.result.world.calibration.sets, 1.0 - rows.result.often.quiet
    found = (
        bands(FIGURES, rows.by_trial(amount), trials, size, busy),
        bands(FIGURES, amount, trial, size),
        bands(FIGURES, amount[rows.claims], trial[rows.claims], size),
    )
    return Bases(*(_measures(s, band) for s, band in zip(samples, found, strict=True)))


def _curve(rows: _Rows, amount: FloatArray) -> Curve:
    return Curve(*(_points(rows, yearly) for yearly in (rows.by_trial(amount), rows.largest(amount))))


def _points(rows: _Rows, yearly: FloatArray) -> tuple[CurvePoint, ...]:
    found = measures.exceedance(measures.sample(yearly, rows.result.weight), 1.0 / np.array(RETURN_PERIODS))
    known: dict[str, Band] = {}
    if rows.full_depth:
        figures = {str(y): partial(BySet.quantile, level=1.0 - 1.0 / y) for y in RETURN_PERIODS}
        size, busy = rows.result.world.calibration.sets, 1.0 - rows.result.often.quiet
        known = bands(figures, yearly, np.arange(rows.result.trials), size, busy)
    return tuple(
        CurvePoint(y, m.value, m.lo, m.hi, known.get(str(y))) for y, m in zip(RETURN_PERIODS, found, strict=True)
    )


def _by_set(rows: _Rows, hit: BoolArray) -> FloatArray:
    """Return the probability of a year with such an incident in each parameter set."""
    sets = rows.result.world.calibration.sets
    any_hit = rows.by_trial(hit.astype(float)) > 0.0
    of_set = np.arange(rows.result.trials) % sets
    return np.asarray(np.bincount(of_set, rows.result.weight * any_hit, minlength=sets) * float(sets))


def _likelihood(rows: _Rows, hit: BoolArray) -> Likelihood:
    of_year = _by_set(rows, hit)
    first = _by_set(rows, hit & (rows.result.simulated.incidents.project == 0))
    years = np.maximum(1.0, rows.result.world.facts.duration_months[:, 0] / 12.0)
    year = measures.any_probability(rows.year(hit.astype(float)))
    return Likelihood(
        year, float((1.0 - (1.0 - first) ** years).mean()), float((1 - (1 - of_year) ** TEN_YEARS).mean())
    )


def _above_own_assets(rows: _Rows) -> Measured:
    result = rows.result
    assets = result.world.facts.own_assets_eur[np.arange(result.trials) % result.world.calibration.sets]
    above = (rows.by_trial(result.simulated.liability.burden_eur) > assets).astype(float)
    return measures.any_probability(measures.sample(above, result.weight))


def _share(weight: FloatArray, part: BoolArray, whole: BoolArray) -> float | None:
    total = float(weight[whole].sum())
    return float(weight[part].sum()) / total if total > 0.0 else None


def _tail(rows: _Rows) -> tuple[FloatArray, Literal["year", "claim"]]:
    """Return the weights of the incidents in the tail: years beyond P99 of burden, or claims where that is zero.

    They are scaled so that a weighted sum is the mean of a year, or claim, of the tail.
    """
    burden = rows.result.simulated.liability.burden_eur
    yearly, years = rows.by_trial(burden), rows.result.weight
    at = measures.quantile(measures.sample(yearly, years), TAIL_LEVEL).value
    if at > 0.0:
        inside = yearly >= at
        of_rows = inside[rows.result.simulated.incidents.trial]
        return np.where(of_rows, rows.weight, 0.0) / (years[inside].sum() or 1.0), "year"
    at = measures.quantile(rows.claim(burden), TAIL_LEVEL).value
    of_rows = rows.claimed & (burden >= at)
    return np.where(of_rows, rows.weight, 0.0) / (rows.weight[of_rows].sum() or 1.0), "claim"


def _parts(names: tuple[str, ...], amounts: FloatArray, rows: _Rows, tail: FloatArray) -> tuple[Part, ...]:
    means, share = measures.shares(amounts, rows.weight)
    tails, in_tail = measures.shares(amounts, tail)
    return tuple(Part(n, *map(float, of)) for n, *of in zip(names, means, share, in_tail, tails, strict=True))


def _split(names: list[str] | tuple[str, ...], index: IntArray, rows: _Rows, tail: FloatArray) -> tuple[Part, ...]:
    """Split the burden by type or project."""
    burden, size = rows.result.simulated.liability.burden_eur, len(names)
    means = np.bincount(index, rows.weight * burden, minlength=size)
    in_tail = np.bincount(index, tail * burden, minlength=size)
    shares = [x / x.sum() if x.sum() > 0.0 else x for x in (means, in_tail)]
    return tuple(Part(n, *map(float, of)) for n, *of in zip(names, means, *shares, in_tail, strict=True))


def _policy(rows: _Rows, cover: Cover) -> PolicyEstimate:
    result = rows.result
    calibration = result.world.calibration
    insured = _bases(rows, cover.insured_eur)
    above = rows.by_trial(np.maximum(0.0, cover.above_deductible_eur - cover.indemnity_eur)) > 0.005
    none = cover.terms.limit_eur == 0.0
    return PolicyEstimate(
        terms=cover.terms,
        insured=insured,
        retained=_bases(rows, cover.retained_eur),
        uncovered_probability=float(result.weight[above].sum()),
        needed_limit_eur=None if none else _needed_limit(rows, cover),
        premium_indication_eur=None if none else _premium(rows, cover, calibration.quantity),
        who_pays=tuple(_who_pays(rows, cover, size) for size in CLAIM_SIZES),
    )


def _needed_limit(rows: _Rows, cover: Cover) -> float | None:
    """Return the first step of the market's ladder that suffices in the stated share of the years of need."""
    calibration = rows.result.world.calibration
    excess, terms = cover.above_deductible_eur, cover.terms
    multiple = terms.aggregate_eur / terms.limit_eur
    together = rows.by_trial(excess) / multiple if multiple > 0.0 else rows.by_trial(excess)
    needed = np.maximum(rows.largest(excess), together)
    of_need = np.where(needed > 0.0, rows.result.weight, 0.0)
    level = calibration.quantity("cover.needed_limit_quantile").entry.centre
    at = measures.quantile(measures.sample(needed, of_need, of_need.sum() or 1.0), level).value
    return next((float(step) for step in calibration.tables["cover"]["limit_ladder_eur"] if step >= at), None)


def _premium(rows: _Rows, cover: Cover, quantity: Callable[[str], Quantity]) -> float:
    yearly, weight = rows.by_trial(cover.insured_eur), rows.result.weight
    expected = measures.weighted_sum(yearly, weight)
    deviation = float(np.sqrt(max(0.0, measures.weighted_sum(yearly**2, weight) - expected**2)))
    loss, risk = (quantity(f"cover.premium_{n}_factor").entry.centre for n in ("loss", "deviation"))
    return loss * expected + risk * deviation


def _who_pays(rows: _Rows, cover: Cover, size: str) -> WhoPays:
    """Return the mean split of the claims whose burden lies between two quantiles: the sizes of the headline."""
    liability = rows.result.simulated.liability
    of_claims = rows.claim(liability.burden_eur)
    low, high = (measures.quantile(of_claims, level).value for level in CLAIM_SIZES[size])
    inside = rows.claimed & (liability.burden_eur >= low) & (liability.burden_eur <= high)
    weight = rows.weight[inside] / (rows.weight[inside].sum() or 1.0)
    parts = (liability.borne_by_others_eur, cover.retained_eur, cover.insured_eur, liability.recourse_eur)
    return WhoPays(size, *(measures.weighted_sum(part[inside], weight) for part in parts))
