"""The estimate: every published figure of a result, with its error. Screen, PDF and JSON show nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from riskmodel.bands import Band
from riskmodel.case import Case
from riskmodel.cover import Terms
from riskmodel.crosstab import Crosstab
from riskmodel.currency import Rate
from riskmodel.facts import Stated
from riskmodel.measures import Measured
from riskmodel.tail import Per
from riskmodel.validation import Headline

StepBand = tuple[float, float | None]  # None where no step of the market's ladder suffices
RETURN_PERIODS = (2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000)
LEVELS = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p99_5": 0.995}
PAYERS = ("client_eur", "provider_eur", "insurer_eur", "subcontractor_eur")
# Claims are shown by size as people meet them: the middle fifth, those around one in ten, the largest in a hundred.
CLAIM_SIZES = {"typical": (0.4, 0.6), "one_in_10": (0.875, 0.925), "one_in_100": (0.99, 1.0)}


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
    band: Mapping[str, Band]  # figure -> its 10 and 90 % point over the parameter sets; empty below full depth


@dataclass(frozen=True)
class Part:
    """A head, type or project: mean a year and its share, and the same in the tail."""

    name: str
    mean_eur: float
    mean_share: float
    tail_share: float
    tail_eur: float  # mean of a year of the tail, or of a claim of it where `tail_per` says so
    band: Mapping[str, Band]  # of each of these figures, where it can be told


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
    band: Mapping[str, Band]  # of each of PAYERS, where it can be told


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
    band: Mapping[str, Band]  # of uncovered_probability and premium_indication_eur
    needed_limit_band: StepBand | None  # steps of the market's ladder, which may be the same; None where noise hides it
    needed_limit_error: float  # half-width of the amount needed, as a share of it; 0 if all of it reaches one step


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
    band: Mapping[str, Band]  # of the two above, of quiet_year_probability and incidents_per_year
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
    relative_error: float  # half-width of the headline figure that is known least, as a share of it
    least_known: Headline  # which that is
