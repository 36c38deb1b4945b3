"""Incidents: how often, what type, when, how long, how many people.

One row is one incident; the rows of a trial stand together in order of time. A trial is a busy year (at least one
incident); the probability of a quiet year is exact, and each trial carries the weight of the years it stands for.
Incident types are data: a file each in `data/calibration/incidents`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import gammaln

from riskmodel.calibration import Quantity
from riskmodel.case import ACTIVITIES
from riskmodel.safeguards import World
from riskmodel.streams import FloatArray, IntArray, KeyArray, Streams, keys

HOURS_A_WEEK = 168.0
HOURS_A_YEAR = 8760.0
MONTHS_A_YEAR = 12.0

# Hours of the week, from Monday 0:00, in which somebody is there. Conventions of the form, not figures of the world.
SCHEDULES = {
    "office": [(24.0 * day + 9.0, 24.0 * day + 17.0) for day in range(5)],
    "extended": [(24.0 * day + 7.0, 24.0 * day + 22.0) for day in range(6)],
    "always": [(0.0, HOURS_A_WEEK)],
}


@dataclass(frozen=True)
class Parameters:
    """Figures all incident types share."""

    frequency_level: Quantity
    reference_revenue_eur: Quantity
    revenue_power: Quantity
    frequency_shape: Quantity
    severity_loading: Quantity
    release_power: Quantity
    typical_releases: Quantity
    search_hours: Quantity
    fix_hours: Quantity
    test_hours: Quantity
    diagnosis_hours_per_tier: Quantity


@dataclass(frozen=True)
class Incidents:
    """What went wrong; n incidents in order of trial and time."""

    trial: IntArray  # (n,) number of the busy year
    key: KeyArray  # (n,) where the uniforms of the incident stand
    sets: IntArray  # (n,) parameter set
    project: IntArray  # (n,)
    kind: IntArray  # (n,) incident type, index into World.types
    severity: FloatArray  # (n,) score of the common severity factor
    loading: FloatArray  # (n,) loading on it
    start_hour: FloatArray  # (n,) of the year
    detection_hours: FloatArray  # (n,)
    wait_hours: FloatArray  # (n,) until somebody acts
    effort_hours: FloatArray  # (n,) person-hours of search, fix and test
    duration_hours: FloatArray  # (n,) detection + wait + repair
    people: FloatArray  # (n,) concerned

    def score(self, streams: Streams, purpose: str, rows: IntArray | slice = slice(None)) -> FloatArray:
        """Return scores that share the severity factor (one-factor Gaussian copula), for all or some rows."""
        loading = self.loading[rows]
        own = streams.score(purpose, self.key[rows])
        return np.asarray(loading * self.severity[rows] + np.sqrt(1.0 - loading**2) * own)


@dataclass(frozen=True)
class Frequency:
    """How often, in each parameter set; M sets, P projects, K types."""

    rate: FloatArray  # (M, P, K) incidents a year
    shape: FloatArray  # (M,) of the negative binomial

    @property
    def total(self) -> FloatArray:
        """Incidents a year, shape (M,)."""
        return np.asarray(self.rate.sum(axis=(1, 2)))

    @property
    def quiet(self) -> FloatArray:
        """Probability of a year without an incident, shape (M,), exact."""
        return np.asarray((self.shape / (self.shape + self.total)) ** self.shape)

    @cached_property
    def _busy(self) -> FloatArray:
        """Distribution function of the count of a busy year, negative binomial without its zero, shape (M, counts)."""
        # Far beyond the mean a negative binomial falls like exp(-k shape / total): here to about 1e-14 of its mass.
        most = np.ceil((40.0 + 10.0 * self.total + 32.0 * self.total / self.shape).max())
        k = np.arange(most + 1.0)
        total, shape = self.total[:, None], self.shape[:, None]
        log_mass = (
            gammaln(k + shape)
            - gammaln(shape)
            - gammaln(k + 1.0)
            + shape * np.log(shape / (shape + total))
            + k * np.log(np.maximum(total, 1e-300) / (shape + total))
        )
        above_zero = np.cumsum(np.exp(log_mass[:, 1:]), axis=1)
        return np.asarray(above_zero / above_zero[:, -1:])

    @cached_property
    def _what(self) -> FloatArray:
        """Shares of projects and types up to each, shape (M, P K)."""
        cumulated = np.cumsum(self.rate.reshape(len(self.rate), -1), axis=1)
        return np.asarray(cumulated / np.maximum(cumulated[:, -1:], 1e-300))

    def counts(self, sets: IntArray, uniform: FloatArray) -> IntArray:
        """Return the number of incidents of busy years by inversion, at least 1."""
        return 1 + _inverse_discrete(self._busy, sets, uniform)

    def what(self, sets: IntArray, uniform: FloatArray) -> tuple[IntArray, IntArray]:
        """Return project and type of incidents by their shares of the rate."""
        return np.divmod(_inverse_discrete(self._what, sets, uniform), self.rate.shape[2])


def _inverse_discrete(cumulated: FloatArray, sets: IntArray, uniform: FloatArray) -> IntArray:
    """Return the index at which the cumulated probabilities of each row's parameter set exceed its uniform."""
    rows, columns = cumulated.shape
    flat = (np.minimum(cumulated, 1.0) + np.arange(rows)[:, None]).ravel()
    found = np.searchsorted(flat, uniform + sets, side="left") - sets * columns
    return np.asarray(np.clip(found, 0, columns - 1), dtype=np.int64)


def frequency(world: World) -> Frequency:
    """Return how often each type happens in each project, from activity, revenue, share of the year and releases."""
    facts, calibration = world.facts, world.calibration
    p = calibration.bind("incidents", Parameters)
    by_activity = np.stack(
        [np.stack([calibration.quantity(f"incidents.{t}.rate").of(a) for a in ACTIVITIES]) for t in world.types]
    )  # (K, activities, M)
    rate = np.einsum("kam,pa->mpk", by_activity, facts.activity_share)
    provider = p.frequency_level.each * (facts.revenue_eur / p.reference_revenue_eur.each) ** p.revenue_power.each
    # One is added to both: a system that is never released can fail all the same.
    releases = (1.0 + facts.releases_per_month) / (1.0 + p.typical_releases.each[:, None])
    releases = releases ** p.release_power.each[:, None]
    rate = rate * (provider[:, None] * facts.year_share * releases)[:, :, None] * world.effects["rate"]
    return Frequency(rate, p.frequency_shape.each)


def draw(world: World, often: Frequency, streams: Streams, trials: IntArray) -> Incidents:
    """Draw the incidents of these trials; trial t belongs to parameter set t mod M."""
    p = world.calibration.bind("incidents", Parameters)
    trial_sets = trials % world.calibration.sets
    count = often.counts(trial_sets, streams.uniform("count", keys(trials)))
    trial = np.repeat(trials, count)
    occurrence = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    key, sets = keys(trial, occurrence), np.repeat(trial_sets, count)
    project, kind = often.what(sets, streams.uniform("project and type", key))
    start = streams.uniform("start", key) * _project_hours(world)[sets, project]
    order = np.lexsort((start, trial))
    trial, key, sets, start = trial[order], key[order], sets[order], start[order]
    project, kind = project[order], kind[order]

    facts = world.facts
    severity, loading = streams.score("severity", key), p.severity_loading.at(sets)
    own = np.sqrt(1.0 - loading**2)
    detection = np.empty_like(start)
    detection_score = loading * severity + own * streams.score("detection", key)
    for k, name in enumerate(world.types):
        rows = np.flatnonzero(kind == k)
        quantity = world.calibration.quantity(f"incidents.{name}.detection_hours")
        detection[rows] = quantity.draw_score(detection_score[rows], sets[rows])
    detection *= world.effects["detection"][sets, project, kind]
    wait = until_open(start + detection, facts.repair_schedule)
    effort = np.zeros_like(start)
    for name in ("search_hours", "fix_hours", "test_hours"):
        score = loading * severity + own * streams.score(name, key)
        effort += getattr(p, name).draw_score(score, sets)
    tiers = facts.tiers_below[sets, project] + facts.tiers_above[sets, project]
    chained = np.flatnonzero(tiers > 0.0)
    diagnosis = p.diagnosis_hours_per_tier.draw_score(streams.score("diagnosis", key[chained]), sets[chained])
    effort[chained] += tiers[chained] * diagnosis
    duration = detection + wait + effort / facts.crew[sets]
    people = np.zeros_like(start)
    found = Incidents(
        trial, key, sets, project, kind, severity, loading, start, detection, wait, effort, duration, people
    )
    _spread(world, found, streams)
    return found


def _project_hours(world: World) -> FloatArray:
    """Return the hours of the year in which each project runs, shape (M, P)."""
    return HOURS_A_YEAR * np.minimum(1.0, world.facts.duration_months / MONTHS_A_YEAR)


@lru_cache
def _openings(schedule: str) -> tuple[FloatArray, FloatArray]:
    intervals = SCHEDULES[schedule]
    return np.array([a for a, _ in intervals]), np.array([b for _, b in intervals])


def until_open(hour: FloatArray, schedule: str) -> FloatArray:
    """Return the hours from `hour` (of the year, hour 0 a Monday 0:00) until somebody is there, exactly."""
    opens, closes = _openings(schedule)
    of_week = hour % HOURS_A_WEEK
    following = np.searchsorted(closes, of_week, side="right")
    next_week = following == len(opens)
    opening = np.where(next_week, opens[0] + HOURS_A_WEEK, opens[np.minimum(following, len(opens) - 1)])
    return np.maximum(0.0, opening - of_week)


def _spread(world: World, incidents: Incidents, streams: Streams) -> None:
    """Fill in the people concerned, type by type, by how each spreads."""
    facts, calibration = world.facts, world.calibration
    for k, name in enumerate(world.types):
        spread = calibration.tables[f"incidents.{name}"]["spread"]
        rows = np.flatnonzero(incidents.kind == k)
        if spread == "none" or not rows.size:
            continue
        sets, project = incidents.sets[rows], incidents.project[rows]
        score = incidents.score(streams, "people", rows)
        share = calibration.quantity(f"incidents.{name}.concerned_share").draw_score(score, sets)
        population = facts.records if spread == "records" else facts.people
        reachable = population[sets, project] * np.minimum(1.0, share * world.effects["people"][sets, project, k])
        if spread == "traffic":
            orders_an_hour = (facts.people * facts.orders_per_year / HOURS_A_YEAR)[sets, project]
            reachable = np.minimum(reachable, orders_an_hour * incidents.duration_hours[rows] * share)
        if spread == "exploit":
            growth = calibration.quantity(f"incidents.{name}.growth_per_hour")
            speed = growth.draw_score(streams.score("growth", incidents.key[rows]), sets)
            reachable = logistic(reachable, speed * incidents.duration_hours[rows])
        incidents.people[rows] = np.floor(reachable + streams.uniform("people, rounded", incidents.key[rows]))


def logistic(reachable: FloatArray, growth: FloatArray) -> FloatArray:
    """Return people reached by word of mouth: logistic growth from the first finder to those reachable."""
    return reachable / (1.0 + np.maximum(reachable - 1.0, 0.0) * np.exp(-growth))
