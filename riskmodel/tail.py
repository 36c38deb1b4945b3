"""The tail of a result: the incidents of its worst years, or its worst claims."""

from __future__ import annotations

from typing import Literal

import numpy as np

from riskmodel.incidents import sets_of
from riskmodel.ledger import Ledger, Quantity
from riskmodel.samples import Samples
from riskmodel.streams import BoolArray, FloatArray

Per = Literal["year", "claim"]


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
