"""Ways to reduce the variance of the tail, built on the model's stages from outside.

A way changes where the uniforms of some purposes fall and carries what it changed as weights. Nothing here is part of
the model: `docs/variance.md` tells what it gains and why it stays out or goes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import lru_cache
from time import process_time
from typing import Any

import numpy as np
from scipy.stats import qmc

from riskmodel import cover, facts
from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.cover import NO_POLICY, settle
from riskmodel.damage import Damage, assess, opened
from riskmodel.incidents import Incidents, draw, frequency
from riskmodel.liability import PROVIDER, SUBCONTRACTOR, Claim, Liability, apportion, with_odds
from riskmodel.outcry import Outcry, spread
from riskmodel.safeguards import World, safeguard
from riskmodel.simulate import CHUNK_TRIALS, joined
from riskmodel.streams import FloatArray, IntArray, KeyArray, Streams

_OCCURRENCE_BITS = np.uint64(20)
_INVERSE_GAMMA = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))  # undoes the multiplication in streams.keys
DEEP = "lost_profit: deep loss"


@dataclass(frozen=True)
class Tilt:
    """Importance sampling of one uniform: an interval of it gets another share of the draws."""

    low: float
    high: float
    share: float

    @property
    def _first(self) -> float:
        """Share of the draws below the interval; the map stays monotone."""
        return self.low * (1.0 - self.share) / (1.0 - (self.high - self.low))

    def moved(self, v: FloatArray) -> FloatArray:
        """Return uniforms of the tilted law."""
        first, width = self._first, self.high - self.low
        points = [0.0, first, first + self.share, 1.0]
        at = [0.0, self.low, self.low + width, 1.0]
        return np.clip(np.interp(v, points, at), 2.0**-53, 1.0 - 2.0**-53)

    def ratio(self, v: FloatArray) -> FloatArray:
        """Return the likelihood ratio, true law to tilted law, of draws."""
        width = self.high - self.low
        inside = (v >= self._first) & (v < self._first + self.share)
        return np.where(inside, width / self.share, (1.0 - width) / (1.0 - self.share))


@dataclass(frozen=True)
class Moved(Streams):
    """Streams of which some purposes are tilted, come from scrambled Sobol points, or are rotated (a copy)."""

    tilts: Mapping[str, Tilt] = field(default_factory=dict)
    points: tuple[str, ...] = ()
    stratified: bool = False  # Latin hypercube instead of Sobol points
    trials: int = 0
    sets: int = 1
    copy: int = 0
    copies: int = 1
    fresh: bool = False  # copies draw their own numbers instead of rotated ones
    always_claimed: bool = False

    def plain(self, purpose: str, at: KeyArray) -> FloatArray:
        """Return the uniforms before any tilt."""
        if self.copy and self.fresh:
            return super().uniform(f"{purpose} (copy {self.copy})", at)
        u = super().uniform(purpose, at)
        if self.copy:
            u = np.clip((u + self.copy * _generator(purpose) / self.copies) % 1.0, 2.0**-53, 1.0 - 2.0**-53)
        if purpose in self.points:
            counter = at * _INVERSE_GAMMA
            first = np.flatnonzero((counter & np.uint64((1 << 20) - 1)) == 0)
            trial = (counter[first] >> _OCCURRENCE_BITS).astype(np.int64)
            # Parameter set t mod M gets consecutive points: every M-th point of a net lies in one corner of it.
            sets = self.sets if self.trials % self.sets == 0 else 1
            place = (trial % sets) * (self.trials // sets) + trial // sets
            u[first] = _points(self.points, self.seed, self.trials, self.stratified)[place, self.points.index(purpose)]
        return u

    def uniform(self, purpose: str, at: KeyArray) -> FloatArray:
        """Return the uniforms the stages work with."""
        if purpose == "claim" and self.always_claimed:
            return np.full(at.shape, 2.0**-53)
        tilt = self.tilts.get(purpose)
        v = self.plain(purpose, at)
        return tilt.moved(v) if tilt else v


def _generator(purpose: str) -> int:
    """Return an odd number for each purpose: the copies' uniforms form a lattice."""
    known = {"claim": 1, "cause": 3, "outcome": 5, "clause stands": 7}
    return known.get(purpose, 1 + 2 * (sum(map(ord, purpose)) % 8))


@lru_cache(maxsize=1)
def _points(purposes: tuple[str, ...], seed: int, trials: int, stratified: bool) -> FloatArray:
    if stratified:
        found = qmc.LatinHypercube(len(purposes), rng=seed).random(trials)
    else:
        found = qmc.Sobol(len(purposes), rng=seed).random(trials)
    return np.asarray(np.clip(found, 2.0**-53, 1.0 - 2.0**-53))


@dataclass(frozen=True)
class Way:
    """One way to draw."""

    name: str
    tilts: Mapping[str, Tilt] = field(default_factory=dict)
    points: tuple[str, ...] = ()
    stratified: bool = False
    split_from_eur: float = np.inf  # a trial with more damage is judged in several copies
    copies: int = 1
    fresh: bool = False
    keep: float = 1.0  # Russian roulette: share kept of the trials with less damage, after the damage stage
    claim_as_weight: bool = False  # every incident is claimed, with its probability as weight; no yearly figures


@dataclass(frozen=True)
class Drawn:
    """What a figure needs: amounts and weights of claims and of years, and the trial each came from."""

    claim_eur: FloatArray
    claim_weight: FloatArray
    claim_trial: IntArray
    year_eur: FloatArray
    year_weight: FloatArray
    year_trial: IntArray
    seconds: float  # of processor time
    judged: int  # incidents that went through liability and cover


def taken(record: Any, rows: IntArray) -> Any:
    """Return some rows of a record of arrays."""
    if isinstance(record, np.ndarray):
        return record[..., rows]
    if is_dataclass(record) and not isinstance(record, type):
        return replace(record, **{f.name: taken(getattr(record, f.name), rows) for f in fields(record)})
    return record


def drawn(case: Case, known: Calibration, trials: int, seed: int, way: Way) -> Drawn:
    """Simulate some trials one way, in one thread."""
    world = safeguard(known, facts.complete(case, known))
    policies = (*(cover.complete(policy, known) for policy in case.policies), NO_POLICY)
    often = frequency(world)
    begun = process_time()
    streams = Moved(seed, way.tilts, way.points, way.stratified, trials, known.sets)
    parts = []
    for start in range(0, trials, CHUNK_TRIALS):
        numbers = np.arange(start, min(start + CHUNK_TRIALS, trials), dtype=np.int64)
        incidents = draw(world, often, streams, numbers)
        outcry = spread(incidents, world, streams)
        damage = assess(incidents, outcry, world, streams)
        weight = np.ones(len(numbers))
        for purpose, tilt in way.tilts.items():
            ratio = tilt.ratio(streams.plain(purpose, incidents.key))
            if purpose == DEEP:
                ratio[~_opens_lost_profit(world)[incidents.kind]] = 1.0
            weight *= np.multiply.reduceat(ratio, np.searchsorted(incidents.trial, numbers))
        parts += _judged(incidents, outcry, damage, weight, start, world, streams, policies, way)
    all_of = joined(parts)
    sets = np.arange(trials) % known.sets
    base = often.weight_of_set(trials)[sets]
    year_weight = base[all_of.year_trial] * all_of.year_weight
    # Weights of each parameter set add up to its share of busy years, exactly.
    given = np.bincount(sets[all_of.year_trial], year_weight, known.sets)
    wanted = np.bincount(sets, base, known.sets)
    factor = wanted / given
    year_weight *= factor[sets[all_of.year_trial]]
    claim_weight = all_of.claim_weight * base[all_of.claim_trial] * factor[sets[all_of.claim_trial]]
    return replace(
        all_of,
        year_weight=year_weight,
        claim_weight=claim_weight,
        seconds=process_time() - begun,
        judged=sum(part.judged for part in parts),
    )


def _judged(
    incidents: Incidents,
    outcry: Outcry,
    damage: Damage,
    weight: FloatArray,
    start: int,
    world: World,
    streams: Moved,
    policies: Any,
    way: Way,
) -> list[Drawn]:
    """Run liability and cover, in copies where the damage is large."""
    number = incidents.trial - start
    large = np.bincount(number, damage.total_eur, len(weight)) > way.split_from_eur
    kept = large.copy()
    weight = weight / np.where(large, way.copies, 1.0)
    if way.keep < 1.0:
        at = Streams(streams.seed).uniform("roulette", (np.arange(len(weight)) + start).astype(np.uint64))
        kept |= at < way.keep
        weight = np.where(large, weight, weight / way.keep)
    else:
        kept[:] = True
    found = []
    for copy in range(way.copies):
        chosen = kept if copy == 0 else large
        if not chosen.any():
            continue
        if chosen.all():
            of = (incidents, outcry, damage)
        else:
            rows = np.flatnonzero(chosen[number])
            of = (
                taken(incidents, rows),
                taken(outcry, rows),
                Damage(damage.heads, damage.by_head_eur[:, rows], damage.total_eur[rows]),
            )
        with_copy = replace(streams, copy=copy, copies=way.copies, fresh=way.fresh, always_claimed=way.claim_as_weight)
        liability = apportion(of[2], of[0], of[1], world, with_copy)
        settle(liability, of[2], of[0], policies, world, with_copy)
        trial, claims = of[0].trial, np.flatnonzero(liability.claimed)
        busy = np.flatnonzero(chosen)
        year = np.bincount(trial - start, liability.burden_eur, len(weight))[busy]
        of_claims = trial[claims]
        claim_weight = weight[of_claims - start]
        if way.claim_as_weight:
            claim_weight = claim_weight * _claim_probability(of[2], of[0], liability, world)[claims]
        found.append(
            Drawn(
                liability.burden_eur[claims], claim_weight, of_claims, year, weight[busy], busy + start, 0.0, len(trial)
            )
        )
    return found


def _claim_probability(damage: Damage, incidents: Incidents, liability: Liability, world: World) -> FloatArray:
    """Return how likely each incident becomes a claim, as the first step of liability has it."""
    p, sets = world.calibration.bind("liability.claim", Claim), incidents.sets
    decades = np.log10(np.maximum(damage.total_eur, 1.0)) - 4.0
    likely = with_odds(p.probability_at_10000_eur.at(sets), p.odds_per_decade.at(sets) ** decades)
    founded = (liability.cause == PROVIDER) | (liability.cause == SUBCONTRACTOR)
    return np.where(founded, likely, likely * p.wrongly_blamed_factor.at(sets))


def _opens_lost_profit(world: World) -> Any:
    return np.array(["lost_profit" in opened(world.calibration, name) for name in world.types])
