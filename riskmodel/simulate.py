"""The stages in order.

Chunks of trials run side by side and are joined in order; since every draw is found by its key, neither the size of
the chunks nor the number of workers can be seen in the result, and any trial can be simulated again alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from riskmodel import cover as covers
from riskmodel import facts as filled
from riskmodel import ledger as ledgers
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError
from riskmodel.cover import NO_POLICY, Cover, Terms, settle
from riskmodel.damage import Damage, assess
from riskmodel.incidents import Frequency, Incidents, Occasions, frequency, occasions, unfolded
from riskmodel.ledger import Ledger, entered
from riskmodel.liability import Liability, apportion
from riskmodel.outcry import Outcry, spread
from riskmodel.safeguards import World, safeguard
from riskmodel.streams import FloatArray, IntArray, Streams

CHUNK_TRIALS = 131_072
LEAST_CHUNK_TRIALS = 65_536  # for a worker: with fewer, threads wait for each other more than they gain
KEPT_TRIALS = 524_288  # in one ledger; of those beyond, `samples` reads one small ledger after the other
SPAN_TRIALS = 131_072  # in each of those

T = TypeVar("T")


@dataclass(frozen=True)
class Simulated:
    """What the stages made of some trials."""

    incidents: Incidents
    outcry: Outcry
    damage: Damage
    liability: Liability
    covers: tuple[Cover, ...]


@dataclass(frozen=True)
class Result:
    """T trials of a case, simulated when they are asked for: as amounts (`ledger`), or in full (`simulated`)."""

    case: Case
    world: World
    often: Frequency
    seed: int
    policies: tuple[Terms, ...]  # the last is NO_POLICY
    trials: int
    workers: int
    chunk: int
    progress: Callable[[float], None] | None = None
    chosen: IntArray | None = None  # the trials of `simulated`, all if None

    @property
    def quiet_year_probability(self) -> float:
        """Exact probability of a year without an incident, the mean over parameter sets."""
        return float(self.often.quiet.mean())

    @property
    def sets(self) -> int:
        """Number of parameter sets."""
        return len(self.often.quiet)

    @cached_property
    def weight_of_set(self) -> FloatArray:
        """Share of all years that a trial of each parameter set stands for, shape (M,)."""
        return self.often.weight_of_set(self.trials)

    @cached_property
    def weight(self) -> FloatArray:
        """Share of all years that each trial stands for, shape (T,); adds up to 1 - quiet."""
        return self.weight_of_set[np.arange(self.trials) % self.sets]

    @cached_property
    def first(self) -> Result:
        """The result of as many trials as one ledger holds, all of them in most cases."""
        return self if self.trials <= KEPT_TRIALS else replace(self, trials=KEPT_TRIALS)

    @cached_property
    def ledger(self) -> Ledger:
        """The amounts of all trials, or of the first `KEPT_TRIALS` of them."""
        if self.first is not self:
            return self.first.ledger
        return ledgers.joined(list(self._each(self._entered, self._chunks(np.arange(self.trials, dtype=np.int64)))))

    def further_ledgers(self) -> Iterator[Ledger]:
        """Simulate the trials beyond the first ledger, one ledger at a time."""
        starts = range(KEPT_TRIALS, self.trials, SPAN_TRIALS)
        for start in starts:
            span = np.arange(start, min(self.trials, start + SPAN_TRIALS), dtype=np.int64)
            yield ledgers.joined(list(self._each(self._entered, self._chunks(span), done=start)))

    @cached_property
    def simulated(self) -> Simulated:
        """Every column of the chosen trials; ten times the memory of their ledger."""
        trials = np.arange(self.trials, dtype=np.int64) if self.chosen is None else self.chosen
        found: Simulated = joined(list(self._each(self._stages, self._chunks(trials))))
        return found

    def only(self, trials: IntArray) -> Result:
        """Return the same with `simulated` holding these trials alone, given in ascending order."""
        return replace(self, chosen=trials, progress=None)

    def _chunks(self, trials: IntArray) -> list[IntArray]:
        return [trials[i : i + self.chunk] for i in range(0, len(trials), self.chunk)]

    def _stages(self, trials: IntArray) -> Simulated:
        return stages(self.world, self.often, Streams(self.seed), self.policies, trials)

    def _entered(self, trials: IntArray) -> Ledger:
        of = self._stages(trials)
        return entered(of.incidents, of.damage, of.liability, of.covers)

    def _each(self, make: Callable[[IntArray], T], chunks: Sequence[IntArray], done: int = 0) -> Iterator[T]:
        """Make something of each chunk of trials, side by side, in order; `done` are done before."""
        with ThreadPoolExecutor(self.workers) as pool:
            at_once = self.workers == 1 or len(chunks) == 1
            for chunk, found in zip(chunks, map(make, chunks) if at_once else pool.map(make, chunks), strict=True):
                yield found
                done += len(chunk)
                if self.progress:
                    self.progress(done / self.trials)


def simulate(
    case: Case,
    calibration: Calibration,
    *,
    trials: int,
    seed: int,
    workers: int | None = None,
    chunk: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Result:
    """Prepare `trials` busy years of a case; they run when their ledger is asked for.

    `chunk` is the most trials that a worker runs at once.

    Raises
    ------
    ValueError
        If there are fewer trials than parameter sets.
    CaseError
        If a policy names a head or incident type that the data does not know.
    """
    if trials < calibration.sets:
        raise ValueError(f"trials is {trials}; at least {calibration.sets} are needed, one for each parameter set")
    if faults := tuple(covers.unknown_names(case.policies, calibration)):
        raise CaseError(faults)
    world = safeguard(calibration, filled.complete(case, calibration))
    policies = (*(covers.complete(p, calibration) for p in case.policies), NO_POLICY)
    workers = workers or os.cpu_count() or 1
    chunk = chunk or min(CHUNK_TRIALS, max(LEAST_CHUNK_TRIALS, -(-trials // workers)))
    return Result(case, world, frequency(world), seed, policies, trials, workers, chunk, progress)


def stages(world: World, often: Frequency, streams: Streams, policies: Sequence[Terms], trials: IntArray) -> Simulated:
    """Run the stages for some trials."""
    return consequences(occasions(world, often, streams, trials), world, streams, policies)


def consequences(what: Occasions, world: World, streams: Streams, policies: Sequence[Terms]) -> Simulated:
    """Run the stages for what happens: all that follows from it."""
    incidents = unfolded(what, world, streams)
    outcry = spread(incidents, world, streams)
    damage = assess(incidents, outcry, world, streams)
    liability = apportion(damage, incidents, outcry, world, streams)
    cover = settle(liability, damage, incidents, policies, world, streams)
    return Simulated(incidents, outcry, damage, liability, cover)


def joined(parts: Sequence[Any]) -> Any:
    """Join records of arrays of the same kind along their last axis, in order."""
    first = parts[0]
    if isinstance(first, np.ndarray):
        return np.concatenate(parts, axis=-1)
    if isinstance(first, tuple) and first and is_dataclass(first[0]):
        return tuple(joined(each) for each in zip(*parts, strict=True))
    if is_dataclass(first) and not isinstance(first, Terms):
        columns = {f.name: joined([getattr(p, f.name) for p in parts]) for f in fields(first)}
        return replace(first, **columns)  # type: ignore[type-var]
    return first


def first_rows(record: Any, rows: int) -> Any:
    """Return the first rows of a record of arrays, taken along their last axis: what `joined` takes apart."""
    if isinstance(record, np.ndarray):
        return record[..., :rows]
    if isinstance(record, tuple) and record and is_dataclass(record[0]):
        return tuple(first_rows(each, rows) for each in record)
    if is_dataclass(record) and not isinstance(record, Terms):
        columns = {f.name: first_rows(getattr(record, f.name), rows) for f in fields(record)}
        return replace(record, **columns)  # type: ignore[type-var]
    return record
