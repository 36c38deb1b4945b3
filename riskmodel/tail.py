"""The tail of a result: the incidents of its worst years, or its worst claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from riskmodel.bands import OfSets, half
from riskmodel.incidents import sets_of
from riskmodel.ledger import Amounts, Ledger, Quantity
from riskmodel.samples import BAND_TRIALS, Samples
from riskmodel.streams import BoolArray, FloatArray, IntArray

Per = Literal["year", "claim"]
WORST = 0.01


@dataclass(frozen=True)
class TailOfSets:
    """The tail of each of M parameter sets: its own worst years or claims. n incidents, on which bands rest."""

    trial: IntArray  # (n,)
    sets: int  # M
    weights: tuple[
        FloatArray, ...
    ]  # (n,) of all trials and of either half of them; sums of a set are means of its tail

    def sums(self, rows: IntArray, eur: FloatArray, part: IntArray, parts: int) -> OfSets:
        """Return the mean in the tail of each set of some incidents' amounts, for each of several parts.

        Parameters
        ----------
        rows
            Places of the incidents, ascending, shape (k,).
        eur
            Their amounts.
        part
            To which part each belongs.
        parts
            Number of parts; the result has shapes (parts, M).
        """
        end = int(np.searchsorted(rows, len(self.trial)))
        rows, eur = rows[:end], eur[:end]
        place = part[:end].astype(np.int64) * self.sets + sets_of(self.trial[rows], self.sets)

        def summed(weight: FloatArray) -> FloatArray:
            found = np.bincount(place, eur * weight[rows], minlength=parts * self.sets)
            return found.reshape(parts, self.sets).astype(float)

        whole, one, other = map(summed, self.weights)
        return whole, one, other


def tail(samples: Samples, burden: Quantity, year_p99: float, claim_p99: float) -> tuple[Per, FloatArray]:
    """Return what the tail consists of, and weights of all incidents whose sums are means of the tail, shape (n,).

    The tail is the years whose burden is at least its P99, or the claims where that is zero.
    """
    result, ledger = samples.result, samples.result.ledger
    weight = result.weight_of_set[sets_of(ledger.trial, result.sets)]
    per, inside = _inside(ledger, burden, year_p99, claim_p99)
    if per == "year":
        trials = np.flatnonzero(np.bincount(ledger.trial[inside], minlength=result.trials))
        total = float(result.weight_of_set[trials % result.sets].sum())
    else:
        total = float(weight[inside].sum())
    return per, np.where(inside, weight, 0.0) / (total or 1.0)


def _inside(ledger: Ledger, burden: Quantity, year_p99: float, claim_p99: float) -> tuple[Per, BoolArray]:
    """Return what the tail consists of, and which incidents belong to it, shape (n,)."""
    if year_p99 > 0.0:
        return "year", (burden.per_year.eur >= year_p99)[ledger.trial]  # every trial has a row
    inside = np.zeros(len(ledger.trial), dtype=bool)
    inside[ledger.claims] = burden.per_claim.eur >= claim_p99
    return "claim", inside


def tail_of_sets(samples: Samples, burden: Quantity, per: Per) -> TailOfSets | None:
    """Return the tail of each parameter set, by the same measure; None below full depth."""
    rows = samples.rows_in_bands("per_year" if per == "year" else "per_claim")
    if rows is None:
        return None
    ledger, sets = samples.result.ledger, samples.result.sets
    trial = ledger.trial[: np.searchsorted(ledger.trial, BAND_TRIALS)]
    whole = burden.per_year if per == "year" else burden.per_claim
    units = whole.at(slice(0, int(np.searchsorted(whole.trial, BAND_TRIALS))))
    order = _worst_first(units, sets)
    of_half = half(units.trial[order], sets)
    chosen = ((order, rows.whole), *((order[of_half == h], rows.halves[h]) for h in (0, 1)))
    of_unit = [_worst(units, of, sets, count) for of, count in chosen]

    def of_incidents(weight: FloatArray) -> FloatArray:
        """Every incident of a year counts as its year does; of a claim, the claim itself."""
        if per == "year":
            return weight[trial]  # every trial has a row
        found = np.zeros(len(trial))
        found[ledger.claims[: len(weight)]] = weight
        return found

    return TailOfSets(trial, sets, tuple(map(of_incidents, of_unit)))


def _worst_first(units: Amounts, sets: int) -> IntArray:
    """Return the places of years or claims above zero, set after set, the worst of each first."""
    positive = np.flatnonzero(units.eur > 0.0)
    order = positive[np.argsort(-units.eur[positive], kind="stable")]
    of_set = sets_of(units.trial[order], sets).astype(np.uint16)  # short numbers sort fast
    return order[np.argsort(of_set, kind="stable")]


def _worst(units: Amounts, order: IntArray, sets: int, rows: FloatArray) -> FloatArray:
    """Return weights of years or claims that add up to 1 in the worst hundredth of each set, shape of `units`.

    `order` has those above zero as `_worst_first` orders them; `rows` is how many there are in each set, zeros and
    quiet years included. The last one inside counts in part.
    """
    of_set = sets_of(units.trial[order], sets)
    count = np.bincount(of_set, minlength=sets)
    rank = np.arange(len(order)) - (np.cumsum(count) - count)[of_set]
    share = np.clip(WORST * rows[of_set] - rank, 0.0, 1.0)
    total = np.bincount(of_set, share, minlength=sets)
    weight = np.zeros(len(units.trial))
    weight[order] = share / total[of_set]
    return weight
