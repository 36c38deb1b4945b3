"""A small book, and a program that computes it, to be killed: python -m tests.book.client FOLDER [SCHEDULER]."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from riskmodel import casefile
from riskmodel.book import packed
from riskmodel.book.block import Plan
from riskmodel.book.engine import run
from riskmodel.book.insured import Insured
from riskmodel.calibration import load
from riskmodel.case import changed

DATA = Path(__file__).resolve().parents[2] / "data"
SIZE = 2  # providers a block
BLOCKS = 20
YEARS = 300


def small_book(providers: int = SIZE * BLOCKS) -> Iterator[Insured]:
    """Yield the sample agency and the sample freelancer in turn, with other revenues."""
    samples = [casefile.read(DATA / "cases" / f"sample_{name}.toml") for name in ("agency", "freelancer")]
    for i in range(providers):
        yield Insured.of(f"P{i:03d}", changed(samples[i % 2], {"provider.revenue_eur": 40_000.0 + 7_000.0 * i}))


if __name__ == "__main__":
    packed.BLOCK = SIZE
    run(
        Plan(load(DATA), YEARS, 3),
        small_book(),
        Path(sys.argv[1]),
        scheduler=sys.argv[2] if len(sys.argv) > 2 else None,
        workers=1,
    )
