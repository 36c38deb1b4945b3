"""How fast a book is and what memory it takes: against its random numbers, by workers, by size.

python3 start.py bench --only book
python -m benchmarks.book --providers 10000 --years 100000    one run, watched from outside
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

import numpy as np
import psutil

from benchmarks.timing import show, times
from riskmodel.book import block, engine, totals
from riskmodel.book.block import BLOCK, Plan
from riskmodel.book.insured import Insured
from riskmodel.book.sample import sample_book
from riskmodel.calibration import load
from riskmodel.streams import FloatArray, KeyArray, Streams

MB = 1e6
SIZES = ((1_000, 100_000), (10_000, 2_000), (50_000, 2_000))  # providers, years
SEED, DAY = 1, date(2026, 1, 1)
EVERY = 0.2  # seconds between two looks at the memory
LEAVE = 30.0  # seconds a process is given to end


def sampled(providers: int) -> Iterator[Insured]:
    """Yield the sample book; once all are yielded nothing of it is held."""
    yield from sample_book(providers, as_of=DAY, calibration=load()).insured


def speed(years: int, rounds: int) -> None:
    """Print the time of a block against that of its random numbers, one core, in this process."""
    plan, insured = Plan(load(), years, SEED), list(sampled(BLOCK))
    asked: list[int] = []
    plain = Streams.uniform

    def counted(self: Streams, purpose: str, at: KeyArray) -> FloatArray:
        asked.append(at.size)
        return plain(self, purpose, at)

    with patch.object(Streams, "uniform", counted):
        block.run(plan, 0, insured)
    spent: dict[str, list[float]] = {"block": [], "draws": []}
    for _ in range(rounds):
        start = process_time()
        block.run(plan, 0, insured)
        spent["block"].append(process_time() - start)
        start, rng = process_time(), np.random.Generator(np.random.SFC64(1))
        for size in asked:
            rng.standard_normal(size)
        spent["draws"].append(process_time() - start)
    whole, draws = (min(of) for of in spent.values())
    row = [f"{years:,}", f"{BLOCK / whole:.1f}", f"{1e3 * whole / BLOCK:.1f}", f"{sum(asked) / BLOCK:,.0f}"]
    rows = [[*row, f"{1e3 * draws / BLOCK:.1f}", times(whole / draws)]]
    head = ["years", "providers a s", "ms a provider", "numbers", "ms drawn alone", "block / draws"]
    show(f"H. A block of {BLOCK} providers, processor time of one core, the best of {rounds}", head, rows)


@dataclass(frozen=True)
class Watched:
    """A run as seen from outside."""

    told: dict[str, Any]  # what it said of itself
    peak: float  # bytes of all its processes together that no other process has, at the same time
    own: float  # of the client alone
    processor: float  # seconds of all of them


def watched(providers: int, years: int, workers: int, limit: float | None = None) -> Watched:
    """Run a book in a process of its own, for so many seconds at most, and watch its memory."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.book", "--inside", folder]
        command += ["--providers", f"{providers}", "--years", f"{years}", "--workers", f"{workers}"]
        said = Path(folder) / "said"
        with said.open("w") as file:
            process = subprocess.Popen(command, stdout=file)
        with _looking_at(process.pid) as seen:
            try:
                process.wait(limit)
            except subprocess.TimeoutExpired:
                process.terminate()
                process.wait(LEAVE)
        lines = said.read_text().splitlines()
        told = json.loads(lines[-1]) if lines else {"done": 0, "seconds": 0.0}
        told["disk"] = sum(path.stat().st_size for path in Path(folder).glob("parts/*"))
    return Watched(told, seen.peak, seen.own, sum(seen.processor.values()))


@dataclass
class Seen:
    """What was seen of a process and all its children so far."""

    peak: float = 0.0
    own: float = 0.0
    processor: dict[int, float] = field(default_factory=dict)  # seconds, by process

    def look(self, pid: int) -> None:
        """Look once more."""
        sizes = []
        try:
            client = psutil.Process(pid)
            for process in (client, *client.children(recursive=True)):
                memory, spent = process.memory_full_info(), process.cpu_times()
                # What is shared counts once: Linux tells, elsewhere it is left out.
                sizes.append(float(getattr(memory, "pss", memory.uss)))
                self.processor[process.pid] = spent.user + spent.system
        except psutil.Error:
            return  # one of them has just ended
        self.peak, self.own = max(self.peak, sum(sizes)), max(self.own, sizes[0])


@contextmanager
def _looking_at(pid: int) -> Iterator[Seen]:
    seen, over = Seen(), Event()

    def look() -> None:
        while not over.wait(EVERY):
            seen.look(pid)

    thread = Thread(target=look, daemon=True)
    thread.start()
    yield seen
    over.set()
    thread.join()


def inside(providers: int, years: int, workers: int, folder: str) -> None:
    """Run a book and print a line of JSON after each block, with the seconds since the cluster was there.

    `processor` is what the client itself took while blocks were computed, `totals` what it took for the totals after.
    """
    plan, began = Plan(load(), years, SEED), list[float]()

    def say(**told: float) -> None:
        print(json.dumps(told), flush=True)

    def tell(progress: engine.Progress) -> None:
        began.append(perf_counter())
        say(done=progress.providers, seconds=began[-1] - began[0], processor=process_time())

    start = perf_counter()
    parts = engine.run(plan, sampled(providers), Path(folder), workers=workers, progress=tell)
    busy = process_time()
    totals.result(plan, parts)
    say(
        done=providers,
        seconds=began[-1] - began[0],
        started=began[0] - start,
        processor=busy,
        totals=process_time() - busy,
        all=perf_counter() - start,
    )


def by_workers(providers: int, years: int) -> None:
    """Print how much faster two workers are than one."""
    rows, one = [], 0.0
    for workers in (1, 2):
        found = watched(providers, years, workers)
        seconds = found.told["seconds"]
        one = one or seconds
        rows.append([f"{workers}", f"{seconds:.1f}", f"{providers / seconds:.1f}", times(one / seconds)])
        rows[-1].append(f"{found.processor:.1f}")
    head = ["workers", "s", "providers a s", "/ one worker", "processor s in all"]
    show(f"I. {providers:,} providers x {years:,} years, once the cluster is there", head, rows)


def report(sizes: tuple[tuple[int, int], ...], workers: int, limit: float | None) -> None:
    """Print what whole runs take; those that reach the limit are ended and say how far they came."""
    rows = []
    for providers, years in sizes:
        found = watched(providers, years, workers, limit)
        told = found.told
        rows.append(
            [f"{providers:,} x {years:,}", f"{told['done']:,}", f"{told['seconds']:.0f}"]
            + [f"{told[name]:.0f}" if name in told else "-" for name in ("processor", "totals", "all")]
            + [f"{size / MB:,.0f}" for size in (found.peak, found.own, told["disk"])]
        )
    head = [
        "providers x years",
        "done",
        "s computing",
        "s client",
        "s totals",
        "s in all",
        "MB peak",
        "of it client",
        "MB of parts",
    ]
    show(f"J. Whole runs, {workers} workers, all processes together", head, rows)


def book(rounds: int) -> None:
    """Print all there is about books."""
    for years in (1_000, 100_000):
        speed(years, rounds)
    by_workers(16 * BLOCK, 20_000)
    report(SIZES, os.cpu_count() or 1, None)


def main() -> None:
    """Run one book, watched from outside."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--providers", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--limit", type=float, help="end it after so many seconds")
    parser.add_argument("--inside", metavar="FOLDER", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside(given.providers, given.years, given.workers, given.inside)
    else:
        report(((given.providers, given.years),), given.workers, given.limit)


if __name__ == "__main__":
    main()
