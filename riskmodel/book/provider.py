"""One provider over all calendar years of a book: the stages of a case, and the provider's row of figures.

Year t is the same for all providers and belongs to parameter set t mod M. One uniform a year, against the exact
probability of a quiet year, says which years are busy; only those are simulated. Streams are keyed by the book's seed
and the provider's id, so neither the order of providers nor their blocks can be seen in a result.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b

import numpy as np

from riskmodel import cover as covers
from riskmodel import facts as filled
from riskmodel.book.causes import Cause, Events, exposure, strikes
from riskmodel.book.insured import Insured
from riskmodel.book.levers import Saved, side_run
from riskmodel.calibration import Calibration
from riskmodel.case import Policy
from riskmodel.cover import NO_POLICY, Terms
from riskmodel.facts import Stated
from riskmodel.incidents import HOURS_A_YEAR, Occasions, frequency, occasions, trials_of_sets
from riskmodel.ledger import Amounts, Ledger, Quantity, entered, first_of_each
from riskmodel.measures import Sample, sample_of_sets
from riskmodel.policy_figures import CENT, limit_step
from riskmodel.safeguards import World, safeguard
from riskmodel.simulate import consequences, first_rows
from riskmodel.streams import FloatArray, IntArray, KeyArray, Streams, keys


@dataclass(frozen=True)
class Common:
    """What all providers of a book share."""

    calibration: Calibration
    years: int
    seed: int
    causes: tuple[Cause, ...]  # empty without accumulation
    events: Events

    @cached_property
    def year(self) -> tuple[KeyArray, IntArray]:
        """Where the uniforms of each year stand, and its parameter set, shapes (years,)."""
        year = np.arange(self.years, dtype=np.int64)
        return keys(year), year % self.calibration.sets


@dataclass(frozen=True)
class Years:
    """A provider over the years of a book."""

    common: Common
    world: World
    terms: Terms  # NO_POLICY where there is none
    reference: Terms  # whose covered loss tells the needed limit: the policy, or the market's where there is none
    ledger: Ledger
    event: IntArray  # (n,) number of the event behind each incident, -1 where it is the provider's own
    lever: Saved | None

    @cached_property
    def weight_of_set(self) -> FloatArray:
        """Weight of a year, shape (M,)."""
        return np.full(self.common.calibration.sets, 1.0 / self.common.years)

    def year(self, amounts: Amounts) -> Sample:
        """Return amounts as a sample of all years, the quiet ones among them."""
        sets, years = self.common.calibration.sets, self.common.years
        return sample_of_sets(amounts.eur, amounts.trial % sets, self.weight_of_set, trials_of_sets(years, sets))

    def claim(self, amounts: Amounts) -> Sample:
        """Return amounts of claims as a sample of all claims."""
        sets = self.common.calibration.sets
        count = np.bincount(self.ledger.trial[self.ledger.claims] % sets, minlength=sets)
        weight = np.full(sets, 1.0 / max(1, len(self.ledger.claims)))
        return sample_of_sets(amounts.eur, amounts.trial % sets, weight, count)

    def quantity(self, name: str) -> Quantity:
        """Return owed, insured, retained or burden."""
        return Quantity.of(self.ledger, f"{name}_0" if name in ("insured", "retained") else name)

    @property
    def claims(self) -> Amounts:
        """One row a claim, counting as one."""
        trial = self.ledger.trial[self.ledger.claims]
        return Amounts(trial, np.ones(len(trial)))

    @property
    def excess(self) -> Amounts:
        """Covered loss above the deductible, before limit and aggregate."""
        return self.ledger.of_rows(self.ledger.policies[-1].above_deductible_eur)

    @property
    def uncovered(self) -> Amounts:
        """Years with covered loss above limit or aggregate; without a policy, with any that one would cover."""
        missing = self.ledger.of_rows(self.excess.eur - self.ledger.policies[0].indemnity_eur).by_trial
        return missing.at(missing.eur > CENT).years

    @property
    def needed_limit_eur(self) -> float | None:
        """The first step of the market's ladder that suffices, None where none does."""
        excess = self.excess
        weight = np.full(len(excess.by_trial.trial), 1.0 / self.common.years)
        return limit_step(self.common.calibration, excess, weight, self.reference)


def simulate(insured: Insured, common: Common) -> tuple[Years, tuple[Stated, ...]]:
    """Run a provider through all years of a book."""
    calibration, case = common.calibration, insured.case
    world = safeguard(calibration, filled.complete(case, calibration))
    often = frequency(world)
    terms = covers.complete(case.policies[0], calibration) if case.policies else NO_POLICY
    ladder = calibration.tables["cover"]["limit_ladder_eur"]
    reference = terms if case.policies else covers.complete(Policy(limit_eur=float(ladder[-1])), calibration)
    policies = (terms,) if case.policies else (terms, reference)

    streams, (key, sets) = Streams(_seed(common.seed, insured.id)), common.year
    exposed = exposure(common.causes, world, often)
    busy = np.flatnonzero(streams.uniform("busy year", key) > exposed.own.quiet[sets])
    own = occasions(world, exposed.own, streams, busy)
    struck, event = strikes(common.causes, common.events, exposed, world, streams)
    what, event = _in_order(own, struck, event)
    side = side_run(world, what)
    found = consequences(side.what, side.world, streams, policies)
    lever = side.largest(found.covers[0].retained_eur, first_of_each(what.trial).size / common.years)
    of = first_rows(found, len(what.trial))
    ledger = entered(of.incidents, of.damage, of.liability, of.covers)
    return Years(common, world, terms, reference, ledger, event, lever), world.facts.stated


def _seed(seed: int, provider: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{provider}".encode(), digest_size=8).digest(), "little")


def _in_order(own: Occasions, struck: Occasions, event: IntArray) -> tuple[Occasions, IntArray]:
    """Put own occasions and strikes in order of year and time, with the event behind each, -1 for an own one."""
    events = np.concatenate([np.full(len(own.trial), -1), event])
    if not event.size:
        return own, events
    joined = {f.name: np.concatenate([getattr(own, f.name), getattr(struck, f.name)]) for f in fields(Occasions)}
    moment = joined["trial"] + joined["start_hour"] / (HOURS_A_YEAR + 1.0)  # nearly in order: a stable sort is quick
    order = np.argsort(moment, kind="stable")
    return Occasions(**{name: column[order] for name, column in joined.items()}), events[order]
