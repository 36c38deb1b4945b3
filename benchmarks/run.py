"""Measure how fast the estimate is, beside other programs and beside the cost of its random numbers.

Times are the least of interleaved rounds, of the processor where one thread works; ratios within one run say something,
milliseconds on their own do not. `benchmarks/README.md` tells how to read the tables.
"""

from __future__ import annotations

import argparse
import os
import platform
import warnings
from functools import partial
from time import perf_counter

import numpy as np
import scipy

from benchmarks.book import book
from benchmarks.coverage import coverage
from benchmarks.peers import PEERS, Solver
from benchmarks.plain import EXACT, OURS, by_plain_numpy, by_the_model
from benchmarks.stages import (
    CASES,
    STAGES,
    Counting,
    by_stage,
    draws_alone,
    memory,
    normals,
    read,
    simulated,
    whole,
)
from benchmarks.timing import interleaved, milliseconds, show, times
from benchmarks.variance import variance
from riskmodel.calibration import Calibration, load
from riskmodel.case import Case
from riskmodel.streams import Streams

PLAIN, DRAWS, OWN = "plain NumPy, event by event", "draws alone, SFC64", "riskmodel"
MILLION = 1_000_000.0
PARTS, SLOW = ("plain", "model", "memory"), ("book", "coverage", "variance")
SHORT = 8_192  # trials of a short run, whose error is looked at


def installed() -> tuple[dict[str, Solver], list[str]]:
    """Return the other programs that are installed, and the names of those that are not."""
    found: dict[str, Solver] = {}
    absent = []
    for name, (what, make) in PEERS.items():
        try:
            found[f"{name} ({what})"] = make()
        except ImportError:
            absent.append(name)
    return found, absent


def plain_problem(years: int, rounds: int) -> None:
    """Print the plain compound-loss problem."""
    peers, absent = installed()
    solvers = {**OURS, **peers}
    seconds = interleaved({name: partial(solve, years) for name, solve in solvers.items()}, rounds)
    rows = []
    for name in sorted(seconds, key=lambda name: seconds[name]):
        ratios = [times(seconds[name] / seconds[base]) for base in (PLAIN, DRAWS, OWN)]
        rows.append([name, milliseconds(seconds[name]), *ratios])
    head = ["plain problem", "ms", "/ plain NumPy", "/ draws SFC64", "/ riskmodel"]
    show(f"A. A Poisson number of four-headed claims a year and a layer, {years:,} years", head, rows)
    for name in absent:
        print(f"{name}: not installed")
    answers = {
        "riskmodel": by_the_model(years),
        "plain NumPy": by_plain_numpy(years),
        **{name: solve(years) for name, solve in peers.items()},
    }
    shown = ("mean", "P95", "P99", "P99.5", "TVaR99", "paid mean", "paid P99.5")
    rows = [
        [name, *(f"{100.0 * (found[key] / EXACT[key] - 1.0):+.1f}" if key in found else "-" for key in shown)]
        for name, found in answers.items()
    ]
    show("   Distance to the exact answer, %", ["", *shown], rows)


def full_model(name: str, trials: int, rounds: int) -> None:
    """Print the full model by stage, and its random numbers alone."""
    case, known, counted = read(name), load(), Counting(0)
    first, again = (sum(by_stage(case, known, known.sets, Streams(0))[0].values()) for _ in range(2))
    _, result = by_stage(case, known, trials, counted)
    laps: list[dict[str, float]] = []

    def one() -> None:
        laps.append(by_stage(case, known, trials, Streams(0))[0])

    draws = draws_alone(counted)
    seconds = interleaved({"model": one, **draws}, rounds)
    stages = {stage: min(lap[stage] for lap in laps[1:]) for stage in STAGES}
    total = sum(stages.values())
    n = len(result.ledger.trial)
    rows = [
        [stage, milliseconds(spent), f"{1e9 * spent / n:,.0f}", f"{100.0 * spent / total:.0f} %"]
        for stage, spent in stages.items()
    ]
    rows.append(["all stages", milliseconds(total), f"{1e9 * total / n:,.0f}", "100 %"])
    title = f"B. {name}: {trials:,} trials, {n:,} incidents, one thread"
    show(title, ["stage", "ms", "ns an incident", "share"], rows)
    simulated = total - stages["publish"]
    asked = sum(counted.asked)
    rows = [
        [way, milliseconds(seconds[way]), times(simulated / seconds[way]), times(total / seconds[way])] for way in draws
    ]
    title = (
        f"   Its {asked:,} random numbers alone ({asked / n:.0f} an incident, {sum(counted.scored) / asked:.0%} scores)"
    )
    show(title, ["drawn alone", "ms", "simulation /", "all stages /"], rows)
    as_the_app_does(case, known, asked, trials, rounds)
    as_the_app_does(case, known, asked * int(MILLION) // trials, int(MILLION), min(rounds, 5))
    print(f"With {known.sets} trials only: {milliseconds(first)} ms at first, {milliseconds(again)} ms again")


def as_the_app_does(case: Case, known: Calibration, numbers: int, trials: int, rounds: int) -> None:
    """Print what one and two workers take by the clock, beside as many standard normals as are drawn."""
    alone = "as many standard normals of SFC64"
    ways = {"simulation": simulated, "with all figures": whole}
    tasks = {
        f"{way}, {workers} worker{'s' * (workers > 1)}": make(case, known, trials, workers)
        for way, make in ways.items()
        for workers in (1, 2)
    }
    seconds = interleaved({**tasks, alone: normals(numbers)}, rounds, perf_counter)
    rows = [[name, milliseconds(spent), times(spent / seconds[alone])] for name, spent in seconds.items()]
    title = f"   As the app runs {trials:,} trials, {numbers:,} random numbers, by the clock"
    show(title, ["", "ms", "/ normals"], rows)


def memory_by_trials(name: str, sizes: tuple[int, ...]) -> None:
    """Print the memory that a simulation takes."""
    rows = []
    for trials in sizes:
        measured = memory(name, trials)
        if measured is None:
            print("C. Memory: this system does not tell.")
            return
        before, simulated, after = (size / MILLION for size in measured)
        rows.append(
            [
                f"{trials:,}",
                f"{before:,.0f}",
                f"{simulated:,.0f}",
                f"{after:,.0f}",
                f"{1e3 * (after - before) / trials * 1e3:,.0f}",
            ]
        )
    head = ["trials", "MB before", "simulated", "published", "bytes a trial"]
    show(f"C. {name}: peak resident memory, a process for each row", head, rows)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=200_000, help="of the plain problem")
    parser.add_argument("--trials", type=int, default=50_000, help="of the full model")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=(*PARTS, *SLOW), help=f"one part; {', '.join(SLOW)} run only if asked for")
    parser.add_argument("--seeds", type=int, help="of coverage (1,000) and variance (60)")
    parser.add_argument("--long-seeds", type=int, default=40, help="of the long run that is held for true")
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # other programs comment on their inputs
    print(
        f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__},"
        f" {platform.system()} {platform.machine()}, {os.cpu_count()} cores; the least of {given.rounds} rounds"
    )
    if given.only in (None, "plain"):
        plain_problem(given.years, given.rounds)
    if given.only in (None, "model"):
        for name in CASES:
            full_model(name, given.trials, given.rounds)
    if given.only in (None, "memory"):
        memory_by_trials(CASES[0], (100_000, 1_000_000, 4_000_000, 10_000_000))
    if given.only == "book":
        book(given.rounds)
    if given.only == "coverage":
        for name in CASES:
            coverage(name, SHORT, given.seeds or 1_000, given.long_seeds)
    if given.only == "variance":
        variance(SHORT, given.seeds or 60, given.long_seeds)


if __name__ == "__main__":
    main()
