"""The stages in order.

Chunks of trials run side by side and are joined in order; since every draw is found by its key, neither the size of
the chunks nor the number of workers can be seen in the result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from riskmodel import cover as covers
from riskmodel import facts as filled
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError
from riskmodel.cover import NO_POLICY, Cover, Terms, settle
from riskmodel.damage import Damage, assess
from riskmodel.incidents import Frequency, Incidents, draw, frequency
from riskmodel.liability import Liability, apportion
from riskmodel.outcry import Outcry, spread
from riskmodel.safeguards import World, safeguard
from riskmodel.streams import FloatArray, IntArray, Streams

CHUNK_TRIALS = 32_768


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
    """All trials of a case; n incidents, T trials."""

    case: Case
    world: World
    often: Frequency
    seed: int
    trials: int
    simulated: Simulated
    weight: FloatArray  # (T,) share of all years that each trial stands for; adds up to 1 - quiet

    @property
    def quiet_year_probability(self) -> float:
        """Exact probability of a year without an incident, the mean over parameter sets."""
        return float(self.often.quiet.mean())


def simulate(
    case: Case,
    calibration: Calibration,
    *,
    trials: int,
    seed: int,
    workers: int | None = None,
    chunk: int = CHUNK_TRIALS,
    progress: Callable[[float], None] | None = None,
) -> Result:
    """Simulate `trials` busy years of a case.

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
    often, streams = frequency(world), Streams(seed)
    policies = (*(covers.complete(p, calibration) for p in case.policies), NO_POLICY)
    starts = range(0, trials, chunk)
    done = 0

    def run(start: int) -> Simulated:
        return stages(world, often, streams, policies, np.arange(start, min(start + chunk, trials), dtype=np.int64))

    parts: list[Simulated] = []
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for part in pool.map(run, starts):
            parts.append(part)
            done += 1
            if progress:
                progress(done / len(starts))
    return Result(case, world, often, seed, trials, joined(parts), weights(often, trials))


def stages(world: World, often: Frequency, streams: Streams, policies: Sequence[Terms], trials: IntArray) -> Simulated:
    """Run the stages for some trials."""
    incidents = draw(world, often, streams, trials)
    outcry = spread(incidents, world, streams)
    damage = assess(incidents, outcry, world, streams)
    liability = apportion(damage, incidents, outcry, world, streams)
    cover = settle(liability, damage, incidents, policies, world, streams)
    return Simulated(incidents, outcry, damage, liability, cover)


def weights(often: Frequency, trials: int) -> FloatArray:
    """Return the share of all years that each trial stands for, shape (trials,).

    Each parameter set is one in M of what may be true, and its trials share its probability of a busy year.
    """
    sets = np.arange(trials) % len(often.quiet)
    of_set = (1.0 - often.quiet) / np.bincount(sets, minlength=len(often.quiet)) / len(often.quiet)
    return np.asarray(of_set[sets])


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
