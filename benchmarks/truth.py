"""The published figures of long runs, against which short runs are held."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import numpy as np

import riskmodel
from benchmarks.stages import read
from riskmodel.calibration import Calibration, load
from riskmodel.case import Case
from riskmodel.estimate import LEVELS, Bases, Estimate
from riskmodel.measures import Measured
from riskmodel.publish import publish
from riskmodel.simulate import simulate

FIGURES = ("mean", "any_probability", *LEVELS, "tvar95", "tvar99")
BASES = ("per_year", "per_incident", "per_claim")
AMOUNTS = ("damage", "claimed", "owed", "own_cost", "burden")
LONG = 1 << 19  # trials a seed: enough that a quantile of one seed is hardly biased
FIRST = 1_000_000  # seeds of long runs, none of which a short run uses


def published(estimate: Estimate) -> Iterator[tuple[str, Measured]]:
    """Yield name and value of each figure that is stated with an error."""

    def of(name: str, bases: Bases) -> Iterator[tuple[str, Measured]]:
        for basis in BASES:
            for figure in FIGURES:
                yield f"{name} {basis} {figure}", getattr(getattr(bases, basis), figure)

    for name in AMOUNTS:
        yield from of(name, getattr(estimate, name))
    for number, policy in enumerate(estimate.policies[:-1], start=1):
        yield from of(f"insured_{number}", policy.insured)
        yield from of(f"retained_{number}", policy.retained)
    yield "claim likelihood", estimate.claim.year
    yield "owed likelihood", estimate.owed_likelihood.year
    yield "above own assets", estimate.above_own_assets_probability
    for name, curve in estimate.exceedance.items():
        for point in curve.aggregate:
            yield f"{name} once in {point.return_period_years} years", Measured(point.eur, point.lo, point.hi)


def long_run(case: Case, known: Calibration, seeds: int, trials: int = LONG) -> dict[str, tuple[float, float]]:
    """Return each published figure as the mean of several long runs, and the standard error of that mean."""
    runs: dict[str, list[float]] = {}
    for seed in range(FIRST, FIRST + seeds):
        for name, found in published(publish(simulate(case, known, trials=trials, seed=seed))):
            runs.setdefault(name, []).append(found.value)
    return {name: (float(np.mean(of)), float(np.std(of, ddof=1) / np.sqrt(seeds))) for name, of in runs.items()}


def truth(name: str, seeds: int) -> dict[str, tuple[float, float]]:
    """Return the long run of a sample case, kept beside the benchmarks until the model or its data change."""
    known = load()
    package = Path(riskmodel.__file__).parent
    text = b"".join(path.read_bytes() for path in sorted(package.rglob("*.py")) if "present" not in path.parts)
    of = blake2b(text + f"{known.version} {seeds} {LONG}".encode(), digest_size=8).hexdigest()
    kept = Path(tempfile.gettempdir()) / f"riskmodel_long_run_{name}_{of}.json"
    if not kept.exists():
        print(f"A long run of {name}: {seeds} x {LONG:,} trials", flush=True)
        kept.write_text(json.dumps(long_run(read(name), known, seeds)))
    return {figure: (exact, error) for figure, (exact, error) in json.loads(kept.read_text()).items()}
