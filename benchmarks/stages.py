"""The full model by stage, its random numbers alone, and its memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from time import process_time

import numpy as np

from riskmodel import casefile, cover, facts
from riskmodel.calibration import Calibration, data_folder
from riskmodel.case import Case
from riskmodel.cover import NO_POLICY, settle
from riskmodel.damage import assess
from riskmodel.incidents import draw, frequency
from riskmodel.ledger import entered, joined
from riskmodel.liability import apportion
from riskmodel.outcry import spread
from riskmodel.publish import publish
from riskmodel.safeguards import safeguard
from riskmodel.simulate import CHUNK_TRIALS, Result, simulate
from riskmodel.streams import FloatArray, KeyArray, Streams, keys, scores

CASES = ("sample_freelancer", "sample_agency")
_PIECE = 16_384
STAGES = ("frequency", "draw", "spread", "assess", "apportion", "settle", "enter", "publish")


def read(name: str) -> Case:
    """Read one of the cases that come with the program."""
    return casefile.read(data_folder() / "cases" / f"{name}.toml")


@dataclass(frozen=True)
class Counting(Streams):
    """Streams that note how many uniforms they were asked for, call by call, and which became scores."""

    asked: list[int] = field(default_factory=list)
    scored: list[int] = field(default_factory=list)

    def uniform(self, purpose: str, at: KeyArray) -> FloatArray:
        """Return the uniforms, and note their number."""
        self.asked.append(at.size)
        return super().uniform(purpose, at)

    def score(self, purpose: str, at: KeyArray) -> FloatArray:
        """Return the scores, and note their number."""
        self.scored.append(at.size)
        return super().score(purpose, at)


def by_stage(case: Case, known: Calibration, trials: int, streams: Streams) -> tuple[dict[str, float], Result]:
    """Return the processor seconds of each stage, in the chunks that the model uses, and the result.

    All in one thread.
    """
    seconds = dict.fromkeys(STAGES, 0.0)
    last = process_time()

    def lap(stage: str) -> None:
        nonlocal last
        now = process_time()
        seconds[stage] += now - last
        last = now

    world = safeguard(known, facts.complete(case, known))
    policies = (*(cover.complete(policy, known) for policy in case.policies), NO_POLICY)
    last = process_time()
    often = frequency(world)
    lap("frequency")
    parts = []
    for start in range(0, trials, CHUNK_TRIALS):
        incidents = draw(world, often, streams, np.arange(start, min(start + CHUNK_TRIALS, trials), dtype=np.int64))
        lap("draw")
        outcry = spread(incidents, world, streams)
        lap("spread")
        damage = assess(incidents, outcry, world, streams)
        lap("assess")
        liability = apportion(damage, incidents, outcry, world, streams)
        lap("apportion")
        covers = settle(liability, damage, incidents, policies, world, streams)
        lap("settle")
        parts.append(entered(incidents, damage, liability, covers))
        lap("enter")
    result = simulate(case, known, trials=trials, seed=streams.seed, workers=1)
    vars(result)["ledger"] = joined(parts)  # what it would have simulated when asked
    lap("enter")
    publish(result)
    lap("publish")
    return seconds, result


def draws_alone(counted: Counting) -> dict[str, Callable[[], object]]:
    """Return ways to draw the random numbers that were asked for, in pieces of the same size, and nothing else."""
    scored = list(counted.scored)
    uniform = list(counted.asked)
    for size in scored:
        uniform.remove(size)
    at = keys(np.arange(max(counted.asked), dtype=np.int64))
    streams = Streams(counted.seed)

    def keyed() -> None:
        for i, size in enumerate(counted.asked):
            streams.uniform(f"draw {i}", at[:size])

    def keyed_scores() -> None:
        for i, size in enumerate(uniform):
            streams.uniform(f"draw {i}", at[:size])
        for i, size in enumerate(scored):
            scores(streams.uniform(f"score {i}", at[:size]))

    def sfc64() -> None:
        rng = np.random.Generator(np.random.SFC64(1))
        for size in uniform:
            rng.random(size)
        for size in scored:
            rng.standard_normal(size)

    return {
        "the model's uniforms": keyed,
        "the model's uniforms, scores where it asks for them": keyed_scores,
        "SFC64, uniforms and normals as asked for": sfc64,
        "SFC64, as many standard normals": normals(sum(counted.asked)),
    }


def simulated(case: Case, known: Calibration, trials: int, workers: int) -> Callable[[], object]:
    """Return a simulation without its figures: ledger after ledger, as they are needed."""

    def run() -> None:
        result = simulate(case, known, trials=trials, seed=0, workers=workers)
        _ = result.ledger
        for _ in result.further_ledgers():
            pass

    return run


def normals(numbers: int) -> Callable[[], object]:
    """Return a way to draw so many standard normals with SFC64, as many at once as the processor's cache holds."""

    def run() -> None:
        rng, piece = np.random.Generator(np.random.SFC64(1)), np.empty(_PIECE)
        for _ in range(numbers // _PIECE):
            rng.standard_normal(out=piece)

    return run


def whole(case: Case, known: Calibration, trials: int, workers: int) -> Callable[[], object]:
    """Return a simulation with its published figures, as the app makes it."""
    return lambda: publish(simulate(case, known, trials=trials, seed=0, workers=workers))


MEASURE_MEMORY = """
import sys
from benchmarks.stages import peak_memory, read
from riskmodel import calibration
from riskmodel.publish import publish
from riskmodel.simulate import simulate
case, known, trials = read(sys.argv[1]), calibration.load(), int(sys.argv[2])
publish(simulate(case, known, trials=known.sets, seed=0))
before = peak_memory()
result = simulate(case, known, trials=trials, seed=0)
_ = result.ledger
simulated = peak_memory()
publish(result)
print(before, simulated, peak_memory())
"""


def peak_memory() -> int:
    """Return the largest resident memory of this process so far, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux; getrusage would count the parent's as well
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    resource = import_module("resource")
    unit = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


def memory(name: str, trials: int) -> tuple[int, int, int] | None:
    """Return the peak of the resident memory before and after simulating and after publishing, in bytes.

    Measured in a process of its own; None where the system does not tell (Windows).
    """
    if sys.platform == "win32":
        return None
    command = [sys.executable, "-c", MEASURE_MEMORY, name, str(trials)]
    root = Path(__file__).resolve().parent.parent
    shown = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    before, simulated, after = map(int, shown.split())
    return before, simulated, after
