"""Samples: the amounts of a ledger as weighted rows, a year, an incident or a claim each.

Up to half a million trials every amount is a row of its own; beyond, amounts stand in piles of their size, filled from
one ledger after the other, so memory does not grow with the number of trials.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

import numpy as np

from riskmodel.bands import Band, BySet, OfSets, Rows, bands, half, rows_of
from riskmodel.incidents import sets_of, trials_of_sets
from riskmodel.ledger import Amounts, Ledger, Quantity
from riskmodel.measures import Pile, Sample, in_order, merged, sample_in_order
from riskmodel.simulate import KEPT_TRIALS, Result
from riskmodel.streams import FloatArray, IntArray

Basis = Literal["per_year", "largest", "per_incident", "per_claim"]
#: How the rows of a trial with several are merged; a row that is alone in its trial is the same on each of these bases.
MERGED: Mapping[Basis, np.ufunc | None] = {"per_year": np.add, "largest": np.maximum, "per_incident": None}
BASES: tuple[Basis, ...] = (*MERGED, "per_claim")
OF_A_CASE = ("damage", "claimed", "owed", "own_cost", "burden")
BAND_TRIALS = 131_072  # on which bands rest: ignorance does not shrink with more of them


def quantities(policies: int) -> tuple[str, ...]:
    """Return the names of all quantities of a case with so many policies, "none" among them."""
    return (*OF_A_CASE, *(f"{what}_{i}" for i in range(policies) for what in ("insured", "retained")))


Piles = Mapping[tuple[str, Basis], Pile]


@dataclass(frozen=True)
class Samples:
    """The quantities of a result on every basis."""

    result: Result
    incidents_of_set: IntArray  # (M,) how many there are in each parameter set
    claims_of_set: IntArray  # (M,)
    piles: Piles | None  # of all trials, if they are more than one ledger holds

    @classmethod
    def drawn(cls, result: Result) -> Samples:
        """Simulate all trials of a result."""
        if result.trials <= KEPT_TRIALS:
            return cls(result, *_counts(result.ledger, result.sets), None)
        piles = {(q, basis): Pile.empty() for q in quantities(len(result.policies)) for basis in BASES}
        counts = np.zeros((2, result.sets), dtype=np.int64)
        with ThreadPoolExecutor(result.workers) as pool:
            for ledger in chain((result.ledger,), result.further_ledgers()):
                counts += _counts(ledger, result.sets)

                def put(name: str, ledger: Ledger = ledger) -> None:
                    quantity, alone = Quantity.of(ledger, name), Pile.empty()
                    for pile, of in (
                        (alone, quantity.per_incident.alone),
                        (piles[name, "per_claim"], quantity.per_claim),
                        *(
                            (piles[name, basis], quantity.per_incident.together(merge))
                            for basis, merge in MERGED.items()
                        ),
                    ):
                        pile.add(of.eur, result.weight_of_set.take(sets_of(of.trial, result.sets)))
                    for basis in MERGED:
                        piles[name, basis].include(alone)

                list(pool.map(put, quantities(len(result.policies))))
        incidents, claims = counts
        return cls(result, incidents, claims, piles)

    def of(self, name: str) -> Drawn:
        """Return a quantity on all its bases."""
        return Drawn(self, name, Quantity.of(self.result.ledger, name))

    def sample(self, amounts: Amounts, basis: Basis) -> Sample:
        """Return amounts of a ledger that holds all trials as a sample."""
        return self.sample_in_order(self.in_order(amounts), basis)

    def in_order(self, amounts: Amounts) -> IntArray:
        """Return amounts as rows in order (`measures.in_order`)."""
        return in_order(amounts.eur, sets_of(amounts.trial, self.result.sets), self.result.sets)

    def sample_in_order(self, rows: IntArray, basis: Basis) -> Sample:
        """As `sample`, from rows in order."""
        total, count = self._rows_of_set(basis)
        return sample_in_order(rows, self.result.weight_of_set / total, count)

    def piled(self, pile: Pile, basis: Basis) -> Sample:
        """Return a pile of all trials as a sample."""
        total, count = self._rows_of_set(basis)
        weight = self.result.weight_of_set / total
        return pile.sample(total, float((weight * count).sum()), float((weight**2 * count).sum()))

    def rows_in_bands(self, basis: Basis) -> Rows | None:
        """Return the rows on which bands rest; None below full depth, where noise would hide them."""
        return self._rows_in_bands[basis] if self._rows_in_bands else None

    def sum_of_sets(self, amounts: Amounts) -> OfSets | None:
        """Return the mean a year of amounts in each parameter set, as bands need it; None below full depth."""
        of = self.sums_of_sets(amounts, np.zeros(len(amounts.trial), dtype=np.int8), 1)
        return of and (of[0][0], of[1][0], of[2][0])

    def sums_of_sets(self, amounts: Amounts, part: IntArray, parts: int) -> OfSets | None:
        """As `sum_of_sets` for each of several parts; `part` says which a row belongs to, shapes (parts, M)."""
        rows, sets = self.rows_in_bands("per_year"), self.result.sets
        if rows is None:
            return None
        end = int(np.searchsorted(amounts.trial, BAND_TRIALS))
        trial, eur = amounts.trial[:end], amounts.eur[:end]
        place = (part[:end].astype(np.int64) * 2 + half(trial, sets)) * sets + sets_of(trial, sets)
        one, other = np.bincount(place, eur, minlength=parts * 2 * sets).reshape(parts, 2, sets).swapaxes(0, 1)
        return (one + other) / rows.whole, one / rows.halves[0], other / rows.halves[1]

    @cached_property
    def _rows_in_bands(self) -> dict[Basis, Rows]:
        result, ledger = self.result, self.result.ledger
        if result.trials < result.world.calibration.tables["model"]["full_depth_trials"]:
            return {}

        def first(trial: IntArray) -> IntArray:
            return trial[: np.searchsorted(trial, BAND_TRIALS)]

        years = rows_of(np.arange(BAND_TRIALS), result.sets, 1.0 - result.often.quiet)
        incidents = rows_of(first(ledger.trial), result.sets)
        claims = rows_of(first(ledger.trial[ledger.claims]), result.sets)
        return {"per_year": years, "largest": years, "per_incident": incidents, "per_claim": claims}

    def _rows_of_set(self, basis: Basis) -> tuple[float, IntArray]:
        """Return what the weights of rows are shares of, and how many rows each parameter set has."""
        if basis in ("per_year", "largest"):
            return 1.0, trials_of_sets(self.result.trials, self.result.sets)
        count = self.incidents_of_set if basis == "per_incident" else self.claims_of_set
        return float((self.result.weight_of_set * count).sum()) or 1.0, count


@dataclass(frozen=True)
class Drawn:
    """One quantity as samples, as shares of all years, or conditional on an incident or a claim."""

    samples: Samples
    name: str
    rows: Quantity  # of the first ledger

    def on(self, basis: Basis) -> Sample:
        """Return the sample of a basis."""
        piles = self.samples.piles
        if piles is not None:
            return self.samples.piled(piles[self.name, basis], basis)
        if basis == "per_claim":
            return self.samples.sample(self.rows.per_claim, basis)
        several = self.samples.in_order(self.rows.per_incident.together(MERGED[basis]))
        return self.samples.sample_in_order(merged(self._alone, several), basis)

    @cached_property
    def _alone(self) -> IntArray:
        return self.samples.in_order(self.rows.per_incident.alone)

    def bands(self, figures: Mapping[str, Callable[[BySet], FloatArray]], basis: Basis) -> dict[str, Band]:
        """Return the bands of some figures, none below full depth."""
        counted = self.samples.rows_in_bands(basis)
        if counted is None:
            return {}
        amounts: Amounts = getattr(self.rows, basis)
        first = amounts.at(slice(0, int(np.searchsorted(amounts.trial, BAND_TRIALS))))
        return bands(figures, first.eur, first.trial, counted)


def _counts(ledger: Ledger, sets: int) -> tuple[IntArray, IntArray]:
    of = (ledger.trial, ledger.trial[ledger.claims])
    incidents, claims = (np.bincount(sets_of(trial, sets), minlength=sets) for trial in of)
    return incidents, claims
