"""Incidents: how often, what type, when, how long, how many people.

One row is one incident; the rows of a trial stand together in order of time. A trial is a busy year (at least one
incident); the probability of a quiet year is exact, and each trial carries the weight of the years it stands for.
Incident types are data: a file each in `data/calibration/incidents`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache

import numpy as np

from riskmodel.case import ACTIVITIES
from riskmodel.quantity import ByType, Quantity
from riskmodel.safeguards import World
from riskmodel.streams import BoolArray, FloatArray, IntArray, KeyArray, Streams, keys

HOURS_A_DAY = 24.0
HOURS_A_WEEK = 168.0
HOURS_A_YEAR = 8760.0
MONTHS_A_YEAR = 12.0
_SLICES = 128  # of probability, in the guides to discrete distributions
_MOMENT_BITS = 40
_MOMENTS_AN_HOUR = 2.0**26  # 8,760 hours stay below 2^14

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
    detection_at_most_hours: Quantity
    severity_loading: Quantity
    release_power: Quantity
    typical_releases: Quantity
    search_hours: Quantity
    fix_hours: Quantity
    test_hours: Quantity
    diagnosis_hours_per_tier: Quantity


@dataclass(frozen=True)
class Occasions:
    """What happens and when, before anything follows from it; n incidents in order of trial and time."""

    trial: IntArray  # (n,) number of the busy year
    key: KeyArray  # (n,) where the uniforms of the incident stand
    sets: IntArray  # (n,) parameter set
    project: IntArray  # (n,)
    kind: IntArray  # (n,) incident type, index into World.types
    severity: FloatArray  # (n,) score of the common severity factor
    start_hour: FloatArray  # (n,) of the year


@dataclass(frozen=True)
class Incidents(Occasions):
    """What went wrong: what happened, how long it lasted and whom it concerns."""

    shared: FloatArray  # (n,) what the common severity factor adds to each of the incident's scores
    own: FloatArray  # (n,) weight of what each score has of its own
    detection_hours: FloatArray  # (n,)
    wait_hours: FloatArray  # (n,) until somebody acts
    effort_hours: FloatArray  # (n,) person-hours of search, fix and test
    duration_hours: FloatArray  # (n,) detection + wait + repair
    people: FloatArray  # (n,) concerned

    def take(self, rows: IntArray) -> Incidents:
        """Return some of the incidents, in the order of `rows`."""
        return Incidents(**{f.name: getattr(self, f.name).take(rows) for f in fields(self)})

    def score(self, streams: Streams, purpose: str, rows: IntArray | None = None) -> FloatArray:
        """Return scores that share the severity factor (one-factor Gaussian copula), for all or some rows."""
        key, own, shared = self.key, self.own, self.shared
        if rows is not None:
            key, own, shared = key.take(rows), own.take(rows), shared.take(rows)
        score = streams.score(purpose, key)
        score *= own
        score += shared
        return score


@dataclass(frozen=True)
class Frequency:
    """How often, in each parameter set; M sets, P projects, K types."""

    rate: FloatArray  # (M, P, K) incidents a year
    shape: FloatArray  # (M,) of the negative binomial

    @cached_property
    def total(self) -> FloatArray:
        """Incidents a year, shape (M,)."""
        return np.asarray(self.rate.sum(axis=(1, 2)))

    @cached_property
    def quiet(self) -> FloatArray:
        """Probability of a year without an incident, shape (M,), exact."""
        return np.asarray((self.shape / (self.shape + self.total)) ** self.shape)

    def weight_of_set(self, trials: int) -> FloatArray:
        """Return the share of all years that a trial of each set stands for, if there are so many trials, shape (M,).

        Each set is one in M of what may be true, and its trials share its probability of a busy year.
        """
        sets = len(self.quiet)
        return np.asarray((1.0 - self.quiet) / trials_of_sets(trials, sets) / sets)

    @cached_property
    def _busy(self) -> FloatArray:
        """Distribution function of the count of a busy year, negative binomial without its zero, shape (M, counts)."""
        # Far beyond the mean a negative binomial falls like exp(-k shape / total): here to about 1e-14 of its mass.
        most = np.ceil((40.0 + 10.0 * self.total + 32.0 * self.total / self.shape).max())
        k = np.arange(1.0, most)
        total, shape = self.total[:, None], self.shape[:, None]
        to_the_next = (k + shape) / (k + 1.0) * (total / (shape + total))  # Panjer (1981): p(k+1) / p(k)
        mass = np.cumprod(np.concatenate([np.ones_like(total), to_the_next], axis=1), axis=1)  # as multiples of p(1)
        above_zero = np.cumsum(mass, axis=1)
        return np.asarray(above_zero / above_zero[:, -1:])

    @cached_property
    def _what(self) -> FloatArray:
        """Shares of projects and types up to each, shape (M, P K)."""
        cumulated = np.cumsum(self.rate.reshape(len(self.rate), -1), axis=1)
        return np.asarray(cumulated / np.maximum(cumulated[:, -1:], 1e-300))

    @cached_property
    def _guides(self) -> tuple[IntArray, IntArray]:
        return _guide(self._busy), _guide(self._what)

    def counts(self, sets: IntArray, uniform: FloatArray) -> IntArray:
        """Return the number of incidents of busy years by inversion, at least 1."""
        return 1 + _inverse_discrete(self._busy, self._guides[0], sets, uniform)

    def what(self, sets: IntArray, uniform: FloatArray) -> tuple[IntArray, IntArray]:
        """Return project and type of incidents by their shares of the rate."""
        what = _inverse_discrete(self._what, self._guides[1], sets, uniform)
        project, kind = np.divmod(np.arange(self._what.shape[1]), self.rate.shape[2])  # quicker read than divided
        return project.take(what), kind.take(what)


def trials_of_sets(trials: int, sets: int) -> IntArray:
    """Return how many trials each parameter set has, shape (sets,); trial t belongs to set t mod M."""
    return trials // sets + (np.arange(sets) < trials % sets).astype(np.int64)


def sets_of(trials: IntArray, sets: int) -> IntArray:
    """Return the parameter set of each trial, shape as `trials`; a power of two is quicker masked than divided."""
    return trials & (sets - 1) if sets & (sets - 1) == 0 else trials % sets


def _guide(cumulated: FloatArray) -> IntArray:
    """Return, for each parameter set and each of equal slices of probability, the index its lower end falls on."""
    rows, columns = cumulated.shape
    above = np.ceil(np.minimum(cumulated, 1.0) * _SLICES).astype(
        np.int64
    )  # the first slice whose lower end is not below
    at = (above + np.arange(rows)[:, None] * (_SLICES + 1)).ravel()
    found = np.cumsum(np.bincount(at, minlength=rows * (_SLICES + 1)).reshape(rows, -1), axis=1)[:, :-1]
    return np.asarray(np.minimum(found, columns - 1).ravel(), dtype=np.int64)


def _inverse_discrete(cumulated: FloatArray, guide: IntArray, sets: IntArray, uniform: FloatArray) -> IntArray:
    """Return the index at which the cumulated probabilities of each row's parameter set exceed its uniform.

    The guide (Chen and Asau 1974) leaves most rows at their index at once; the rest take step after step.
    """
    last = cumulated.shape[1] - 1
    flat, start = cumulated.ravel(), sets * (last + 1)
    index = guide[sets * _SLICES + (uniform * _SLICES).astype(np.int64)]
    active = np.flatnonzero((flat[start + index] < uniform) & (index < last))
    while active.size:
        index[active] += 1
        at = index[active]
        active = active[(flat[start[active] + at] < uniform[active]) & (at < last)]
    return index


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
    rate = (
        rate * (provider[:, None] * facts.year_share * releases)[:, :, None] * np.moveaxis(world.effects["rate"], 0, -1)
    )
    return Frequency(rate, p.frequency_shape.each)


def draw(world: World, often: Frequency, streams: Streams, trials: IntArray) -> Incidents:
    """Draw the incidents of these trials; trial t belongs to parameter set t mod M."""
    return unfolded(occasions(world, often, streams, trials), world, streams)


def occasions(world: World, often: Frequency, streams: Streams, trials: IntArray) -> Occasions:
    """Draw what happens in these trials and when."""
    trial_sets = sets_of(trials, world.calibration.sets)
    count = often.counts(trial_sets, streams.uniform("count", keys(trials)))
    of = np.repeat(np.arange(len(trials)), count)
    trial, sets = trials.take(of), trial_sets.take(of)
    occurrence = np.arange(len(of)) - (np.cumsum(count) - count).take(of)
    key = keys(trial, occurrence)
    project, kind = often.what(sets, streams.uniform("project and type", key))
    start = streams.uniform("start", key) * project_hours(world).take(world.spot(sets, project))
    order = _in_time(count, of, start)
    key = key.take(order)
    severity = streams.score("severity", key)
    return Occasions(trial, key, sets, project.take(order), kind.take(order), severity, start.take(order))


def _in_time(count: IntArray, of: IntArray, start_hour: FloatArray) -> IntArray:
    """Return the rows of incidents in order of trial and time; `of` says which of the `count`s a row belongs to.

    Trial and time make one whole number (to a 19,000th of a second), so one sort of those that are not alone is enough.
    """
    order = np.arange(len(of))
    rows = np.flatnonzero(count.take(of) > 1)
    group = of.take(rows)
    moment = (group << _MOMENT_BITS) + (start_hour.take(rows) * _MOMENTS_AN_HOUR).astype(np.int64)
    order[rows] = rows.take(moment.argsort(kind="stable"))
    return order


def unfolded(what: Occasions, world: World, streams: Streams) -> Incidents:
    """Draw how long each incident lasts and how many people it concerns."""
    p, facts = world.calibration.bind("incidents", Parameters), world.facts
    key, sets, project, kind, start = what.key, what.sets, what.project, what.kind, what.start_hour
    spot = world.spot(sets, project)
    shared = p.severity_loading.at(sets) * what.severity
    own = np.sqrt(1.0 - p.severity_loading.each**2).take(sets)
    detection_score = shared + own * streams.score("detection", key)
    place = kind * world.calibration.sets + sets
    detection = _of_types(world, np.ones(len(world.types), bool), "detection_hours").draw_score(detection_score, place)
    detection *= world.effects["detection"].take(world.spot(place, project))
    detection = np.minimum(detection, p.detection_at_most_hours.at(sets))
    wait = until_open(start + detection, facts.repair_schedule, project)
    effort = np.zeros_like(start)
    for name in ("search_hours", "fix_hours", "test_hours"):
        score = shared + own * streams.score(name, key)
        effort += getattr(p, name).draw_score(score, sets)
    tiers = (facts.tiers_below + facts.tiers_above).take(spot)
    chained = np.flatnonzero(tiers > 0.0)
    diagnosis = p.diagnosis_hours_per_tier.draw_score(streams.score("diagnosis", key[chained]), sets[chained])
    effort[chained] += tiers[chained] * diagnosis
    duration = detection + wait + effort / facts.crew.take(sets)
    found = Incidents(
        **vars(what), shared=shared, own=own, detection_hours=detection, wait_hours=wait, effort_hours=effort,
        duration_hours=duration, people=np.zeros_like(start),
    )  # fmt: skip
    return replace(found, people=_people(world, found, streams))


def project_hours(world: World) -> FloatArray:
    """Return the hours of the year in which each project runs, shape (M, P)."""
    return HOURS_A_YEAR * np.minimum(1.0, world.facts.duration_months / MONTHS_A_YEAR)


@lru_cache
def _until_open(schedule: str) -> FloatArray:
    """Return, for each whole hour of a week, how long it is until somebody is there, 0 if somebody is."""
    intervals = SCHEDULES[schedule]
    following = [*intervals, (intervals[0][0] + HOURS_A_WEEK, np.inf)]
    return np.array([max(0.0, next(a for a, b in following if hour < b) - hour) for hour in np.arange(HOURS_A_WEEK)])


def until_open(hour: FloatArray, schedules: Sequence[str], project: IntArray) -> FloatArray:
    """Return the hours from `hour` (of the year, hour 0 a Monday 0:00) until somebody is there, exactly.

    `schedules` is that of each project, shape (P,).
    """
    whole = np.floor(hour)
    spot = (whole - HOURS_A_WEEK * np.floor(whole / HOURS_A_WEEK)).astype(np.int64)
    if len(set(schedules)) > 1:
        spot += project * int(HOURS_A_WEEK)
    waits = np.concatenate([_until_open(schedule) for schedule in schedules])
    return np.maximum(0.0, waits.take(spot) - (hour - whole))


def _people(world: World, incidents: Incidents, streams: Streams) -> FloatArray:
    """Return the people concerned, by how each type spreads, shape (n,)."""
    facts, calibration = world.facts, world.calibration
    spreads = np.array([str(calibration.tables[f"incidents.{t}"]["spread"]) for t in world.types])
    people = np.zeros_like(incidents.start_hour)
    rows = np.flatnonzero((spreads != "none")[incidents.kind])
    if not rows.size:
        return people
    kind, sets, duration = incidents.kind.take(rows), incidents.sets.take(rows), incidents.duration_hours.take(rows)
    project, key = incidents.project.take(rows), incidents.key.take(rows)
    spot, place = world.spot(sets, project), kind * calibration.sets + sets
    score = incidents.score(streams, "people", rows)
    share = _of_types(world, spreads != "none", "concerned_share").draw_score(score, place)
    fewer = world.effects["people"].take(world.spot(place, project))
    population = np.where((spreads == "records")[kind], facts.records.take(spot), facts.people.take(spot))
    reachable = population * np.minimum(1.0, share * fewer)
    by_traffic = np.flatnonzero((spreads == "traffic")[kind])
    orders_an_hour = (facts.people * facts.orders_per_year / HOURS_A_YEAR).take(spot[by_traffic])
    orders = orders_an_hour * duration[by_traffic] * share[by_traffic]
    reachable[by_traffic] = np.minimum(reachable[by_traffic], orders)
    exploited = np.flatnonzero((spreads == "exploit")[kind])
    if exploited.size:
        growth = _of_types(world, spreads == "exploit", "growth_per_hour")
        speed = growth.draw_score(streams.score("growth", key.take(exploited)), place[exploited])
        reachable[exploited] = logistic(reachable[exploited], speed * duration[exploited])
    people[rows] = np.floor(reachable + streams.uniform("people, rounded", key))
    # A leak of nobody's data is none: where records are held, one of them at least lies open.
    leaks = np.flatnonzero((spreads == "records")[kind])
    people[rows[leaks]] = np.maximum(people[rows[leaks]], np.minimum(1.0, np.floor(population[leaks])))
    return people


def _of_types(world: World, having: BoolArray, name: str) -> ByType:
    """Return a figure of those incident types that have it."""
    paths = [f"incidents.{t}.{name}" if has else None for t, has in zip(world.types, having, strict=True)]
    return world.calibration.by_type(paths)


def logistic(reachable: FloatArray, growth: FloatArray) -> FloatArray:
    """Return people reached by word of mouth: logistic growth from the first finder to those reachable."""
    return reachable / (1.0 + np.maximum(reachable - 1.0, 0.0) * np.exp(-growth))
