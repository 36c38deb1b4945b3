"""The tail of a result: the incidents of its worst years, or its worst claims."""

from __future__ import annotations

from typing import Literal

import numpy as np

from riskmodel import measures
from riskmodel.incidents import sets_of
from riskmodel.ledger import Ledger
from riskmodel.samples import Drawn, Samples
from riskmodel.streams import BoolArray, FloatArray

LEVEL = 0.99
Per = Literal["year", "claim"]


def tail(samples: Samples, burden: Drawn) -> tuple[Per, FloatArray]:
    """Return what the tail consists of, and weights of all incidents whose sums are means of the tail, shape (n,).

    The tail is the years whose burden is at least its P99, or the claims where that is zero.
    """
    result, ledger = samples.result, samples.result.ledger
    weight = result.weight_of_set[sets_of(ledger.trial, result.sets)]
    per, inside = _inside(ledger, burden)
    if per == "year":
        trials = np.flatnonzero(np.bincount(ledger.trial[inside], minlength=result.trials))
        total = float(result.weight_of_set[trials % result.sets].sum())
    else:
        total = float(weight[inside].sum())
    return per, np.where(inside, weight, 0.0) / (total or 1.0)


def _inside(ledger: Ledger, burden: Drawn) -> tuple[Per, BoolArray]:
    """Return what the tail consists of, and which incidents belong to it, shape (n,)."""
    at = measures.quantile(burden.on("per_year"), LEVEL).value
    if at > 0.0:
        return "year", (burden.rows.per_year.eur >= at)[ledger.trial]  # every trial has a row
    at = measures.quantile(burden.on("per_claim"), LEVEL).value
    inside = np.zeros(len(ledger.trial), dtype=bool)
    inside[ledger.claims] = burden.rows.per_claim.eur >= at
    return "claim", inside
