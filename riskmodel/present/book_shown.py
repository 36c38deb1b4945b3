"""A computed book as all outputs look at it: its figures, and its providers in the orders that matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from riskmodel.book.published import Published
from riskmodel.book.results import BookResult, Row
from riskmodel.calibration import Calibration
from riskmodel.present.language import Language
from riskmodel.streams import FloatArray, IntArray

_AT_ONCE: Final = 512


@dataclass(frozen=True)
class Shown:
    """A computed book: n providers, by the columns of `results.PROVIDER_COLUMNS`."""

    published: Published
    providers: pa.Table
    calibration: Calibration

    @property
    def result(self) -> BookResult:
        """The figures of the whole."""
        return self.published.result

    def numbers(self, column: str, empty: float = 0.0) -> FloatArray:
        """Return a column, `empty` where nothing is known, shape (n,)."""
        return np.asarray(self.providers.column(column).fill_null(empty).to_numpy(), dtype=np.float64)

    def rows(self, places: IntArray | None = None) -> Iterator[Row]:
        """Yield providers one by one; those at `places`, all if not given."""
        for start in range(0, len(self.providers) if places is None else len(places), _AT_ONCE):
            if places is None:
                yield from self.providers.slice(start, _AT_ONCE).to_pylist()
            else:
                yield from self.providers.take(pa.array(places[start : start + _AT_ONCE])).to_pylist()

    @cached_property
    def by_tail(self) -> IntArray:
        """Places of the providers, those with the largest share in the worst years first."""
        return np.argsort(-self.numbers("tail_burden_share"), kind="stable")

    @cached_property
    def gap_eur(self) -> FloatArray:
        """By how much each limit is too low: needed less agreed, infinite where none on the market suffices."""
        return np.maximum(0.0, self.numbers("needed_limit_eur", np.inf) - self.numbers("policy_limit_eur"))

    @cached_property
    def insured(self) -> np.ndarray:
        """Which providers have a policy."""
        return self.numbers("policy_limit_eur") > 0.0

    @cached_property
    def under_insured(self) -> IntArray:
        """Places of the providers whose policy has too low a limit, those with the largest gap first."""
        gap = np.where(self.insured, self.gap_eur, 0.0)
        order = np.lexsort((-self.numbers("uncovered_probability"), -gap))
        return order[gap[order] > 0.0]


def name(row: Row, language: Language) -> str:
    """Return what a provider is called; by its id where it has no name."""
    return row["provider_name"].strip() or language.t("Provider {id}", id=row["provider_id"])
