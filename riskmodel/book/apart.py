"""Reading a book in a process of its own: what that takes of memory, several times the book, is given back whole.

The providers stay in that process until they are asked for, a few hundred at a time; it ends with the last of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from riskmodel.book import reading
from riskmodel.book.cluster import silence_tracker
from riskmodel.book.insured import Insured
from riskmodel.book.intake import Book
from riskmodel.calibration import Calibration

_AT_ONCE: Final = 512
_kept: list[Insured] = []  # in the other process: what was read and not asked for yet


@contextmanager
def read(paths: Sequence[Path], *, as_of: date, calibration: Calibration) -> Iterator[tuple[Book, Iterator[Insured]]]:
    """Give the book without its providers, and the providers in ascending order of their ids, to be walked once.

    Parameters
    ----------
    paths, as_of, calibration
        As for `reading.read`.

    Raises
    ------
    CaseError
        As `reading.read` does.
    """
    silence_tracker()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        book = process.submit(_read, paths, as_of, calibration).result()
        yield book, _providers(process, book.providers)


def _providers(process: ProcessPoolExecutor, number: int) -> Iterator[Insured]:
    for _ in range(0, number, _AT_ONCE):
        yield from process.submit(_next, _AT_ONCE).result()
    process.shutdown()


def _read(paths: Sequence[Path], as_of: date, calibration: Calibration) -> Book:
    book = reading.read(paths, as_of=as_of, calibration=calibration)
    _kept.extend(reversed(book.insured))
    return replace(book, insured=())


def _next(most: int) -> list[Insured]:
    """Hand out the next providers."""
    return [_kept.pop() for _ in range(min(most, len(_kept)))]
