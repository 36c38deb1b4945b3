"""The tail of a result: its worst years, or worst claims, by head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from riskmodel import measures
from riskmodel.ledger import BLOCK_TRIALS, Ledger, own_heads
from riskmodel.samples import Drawn, Samples
from riskmodel.simulate import Result
from riskmodel.streams import BoolArray, FloatArray, IntArray

LEVEL = 0.99
Per = Literal["year", "claim"]


@dataclass(frozen=True)
class Tail:
    """Years whose burden is at least its P99, or claims where that is zero; n incidents, H heads, K types."""

    per: Per
    weight: FloatArray  # (n,) a sum with these weights is the mean of a year, or claim, of the tail
    heads_eur: FloatArray  # (H, K) such means
    own_heads_eur: FloatArray  # (4,) likewise


def tail(samples: Samples, burden: Drawn) -> Tail:
    """Find the tail of a result that one ledger holds, and simulate its trials again to see its heads."""
    result, ledger = samples.result, samples.result.ledger
    weight = result.weight_of_set[ledger.trial % result.sets]
    per, inside = _inside(ledger, burden)
    trials = np.flatnonzero(np.bincount(ledger.trial[inside], minlength=result.trials))
    total = float((result.weight_of_set[trials % result.sets] if per == "year" else weight[inside]).sum())
    of_rows = np.where(inside, weight, 0.0) / (total or 1.0)
    again = np.zeros(result.trials, dtype=bool)
    again[trials] = True
    return Tail(per, of_rows, *_heads(result, trials, of_rows[again[ledger.trial]]))


def _inside(ledger: Ledger, burden: Drawn) -> tuple[Per, BoolArray]:
    """Return what the tail consists of, and which incidents belong to it, shape (n,)."""
    at = measures.quantile(burden.on("per_year"), LEVEL).value
    if at > 0.0:
        return "year", (burden.rows.per_year.eur >= at)[ledger.trial]  # every trial has a row
    at = measures.quantile(burden.on("per_claim"), LEVEL).value
    inside = np.zeros(len(ledger.trial), dtype=bool)
    inside[ledger.claims] = burden.rows.per_claim.eur >= at
    return "claim", inside


def _heads(result: Result, trials: IntArray, weight: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Simulate trials again and add up their heads, by type and the own ones; `weight` is of their incidents."""
    types, done = len(result.world.types), 0
    by_type, own = [], []
    blocks = [trials[i : i + BLOCK_TRIALS] for i in range(0, len(trials), BLOCK_TRIALS)]
    for of in result.each(lambda simulated: simulated, blocks):
        part = weight[done : done + len(of.incidents.trial)]
        done += len(part)
        by_type.append([np.bincount(of.incidents.kind, head * part, minlength=types) for head in of.damage.by_head_eur])
        own.append((own_heads(of.liability.own) * part).sum(axis=1))
    return np.sum(by_type, axis=0), np.sum(own, axis=0)
