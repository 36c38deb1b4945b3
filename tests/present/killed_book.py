"""Computes a book and stops for good in the middle of the last pass over its parts, to be killed there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from riskmodel import calibration
from riskmodel.book import totals
from riskmodel.book.block import Part
from riskmodel.book.parts import Parts
from riskmodel.present import book_run
from tests.present.test_book_run import order

PASSES = 3  # over the parts: yearly totals, rows, shares of the tail


class Stopping(Parts):
    """Parts whose last pass ends nowhere."""

    def __init__(self, of: Parts) -> None:
        self._folder, self.blocks, self._passes = of._folder, of.blocks, 0

    def __iter__(self) -> Iterator[Part]:
        self._passes += 1
        for number, part in enumerate(super().__iter__()):
            if self._passes == PASSES and number:
                print("in the middle", flush=True)
                time.sleep(600.0)
            yield part


if __name__ == "__main__":
    compute = totals.result
    totals.result = lambda plan, parts: compute(plan, Stopping(parts))  # type: ignore[assignment,arg-type]
    book_run.run([Path(sys.argv[1])], order(Path(sys.argv[2])), calibration.load())
