"""The ledger: what is kept of the simulated trials, amounts and little else.

A simulation passes through chunks of trials whose columns are dropped as soon as their amounts stand here, so memory
follows the ledger (some 50 bytes an incident) and not the model. Whoever needs an incident in full has its trial
simulated again: every draw is found by its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from riskmodel.cover import Cover
from riskmodel.damage import Damage
from riskmodel.dispute import OWN_HEADS, OwnCost
from riskmodel.incidents import Incidents
from riskmodel.liability import Liability
from riskmodel.streams import BoolArray, FloatArray, IntArray

BLOCK_TRIALS = 8_192  # sums are made block by block and added in their order, so no size of chunk can be seen in them


@dataclass(frozen=True)
class Amounts:
    """Amounts of some incidents, with the trial of each; k rows in order of trial, EUR."""

    trial: IntArray  # (k,)
    eur: FloatArray  # (k,)

    @cached_property
    def by_trial(self) -> Amounts:
        """The sum of each trial that has a row."""
        return self._grouped(np.add)

    @cached_property
    def largest(self) -> Amounts:
        """The largest row of each trial that has one."""
        return self._grouped(np.maximum)

    def at(self, rows: IntArray | BoolArray | slice) -> Amounts:
        """Return some of the rows."""
        return Amounts(self.trial[rows], self.eur[rows])

    @cached_property
    def _starts(self) -> IntArray:
        return first_of_each(self.trial)

    def _grouped(self, merge: np.ufunc) -> Amounts:
        starts = self._starts
        return Amounts(self.trial[starts], merge.reduceat(self.eur, starts) if starts.size else self.eur)


@dataclass(frozen=True)
class Settled:
    """What one policy pays of the consequences; c rows, EUR."""

    insured_eur: FloatArray  # (c,)
    above_deductible_eur: FloatArray  # (c,) covered loss above the deductible, before limit and aggregate
    indemnity_eur: FloatArray  # (c,)


@dataclass(frozen=True)
class Ledger:
    """The amounts of T trials; n incidents, of which c have consequences (a claim, or PR of the provider's own)."""

    trial: IntArray  # (n,)
    project: IntArray  # (n,)
    kind: IntArray  # (n,) incident type
    damage_eur: FloatArray  # (n,)
    own_cost_eur: FloatArray  # (n,)
    rows: IntArray  # (c,) places of the incidents with consequences
    claimed: BoolArray  # (c,)
    claimed_eur: FloatArray  # (c,)
    owed_eur: FloatArray  # (c,)
    recourse_eur: FloatArray  # (c,)
    cap_holds: BoolArray  # (c,)
    policies: tuple[Settled, ...]
    heads_eur: FloatArray  # (H, K, blocks) weighted sums by head and incident type
    own_heads_eur: FloatArray  # (4, blocks)

    @cached_property
    def burden(self) -> Amounts:
        """What falls on the provider before insurance, all incidents."""
        burden = self.own_cost_eur.copy()
        burden[self.rows] += self.owed_eur - self.recourse_eur
        return Amounts(self.trial, burden)

    @cached_property
    def claims(self) -> IntArray:
        """Places of the claims among all incidents."""
        return self.rows[self.claimed]

    def of_rows(self, eur: FloatArray) -> Amounts:
        """Return amounts of the incidents with consequences with their trials."""
        return Amounts(self.trial[self.rows], eur)


@dataclass(frozen=True)
class Quantity:
    """One quantity of a ledger; years and incidents without an amount may be left out."""

    per_incident: Amounts
    claims: IntArray  # its rows that are claims

    @classmethod
    def of(cls, ledger: Ledger, name: str) -> Quantity:
        """Return damage, claimed, owed, own_cost, burden, or insured_<n> and retained_<n> of policy n."""
        what, _, policy = name.partition("_") if name[-1].isdigit() else (name, "", "")
        if what in ("claimed", "owed"):
            return cls(ledger.of_rows(getattr(ledger, f"{what}_eur")), np.flatnonzero(ledger.claimed))
        if what == "insured":
            return cls(ledger.of_rows(ledger.policies[int(policy)].insured_eur), np.flatnonzero(ledger.claimed))
        if what == "burden":
            return cls(ledger.burden, ledger.claims)
        if what == "retained":
            retained = ledger.burden.eur.copy()
            retained[ledger.rows] -= ledger.policies[int(policy)].insured_eur
            return cls(Amounts(ledger.trial, retained), ledger.claims)
        return cls(Amounts(ledger.trial, getattr(ledger, f"{what}_eur")), ledger.claims)

    @property
    def per_year(self) -> Amounts:
        """The year's sum."""
        return self.per_incident.by_trial

    @property
    def largest(self) -> Amounts:
        """The year's largest incident."""
        return self.per_incident.largest

    @cached_property
    def per_claim(self) -> Amounts:
        """The claims."""
        return self.per_incident.at(self.claims)


def first_of_each(trial: IntArray) -> IntArray:
    """Return the places at which a new trial begins."""
    return np.flatnonzero(np.diff(trial, prepend=-1))


def entered(
    incidents: Incidents,
    damage: Damage,
    liability: Liability,
    covers: Sequence[Cover],
    weight_of_set: FloatArray,
    types: int,
) -> Ledger:
    """Return the ledger of some whole blocks of trials; `weight_of_set` (M,) weighs the sums by head.

    `types` is the number of incident types K.
    """
    rows = np.flatnonzero(liability.claimed | (liability.own.own_pr_eur > 0.0))
    weight = weight_of_set[incidents.sets]
    blocks = np.append(first_of_each(incidents.trial // BLOCK_TRIALS), len(weight))
    return Ledger(
        incidents.trial.astype(np.int32),
        incidents.project.astype(np.int16),
        incidents.kind.astype(np.int8),
        damage.total_eur,
        liability.own.total_eur,
        rows,
        liability.claimed[rows],
        liability.claimed_eur[rows],
        liability.owed_eur[rows],
        liability.recourse_eur[rows],
        liability.cap_holds[rows],
        tuple(Settled(c.insured_eur[rows], c.above_deductible_eur[rows], c.indemnity_eur[rows]) for c in covers),
        _sums(damage.by_head_eur, weight, blocks, incidents.kind, types),
        _sums(own_heads(liability.own), weight, blocks, np.zeros_like(incidents.kind), 1)[:, 0],
    )


def own_heads(own: OwnCost) -> FloatArray:
    """Return own cost by head, shape (4, n), in the order of `OWN_HEADS`."""
    return np.stack([getattr(own, f"{name}_eur") for name in OWN_HEADS])


def _sums(by_head_eur: FloatArray, weight: FloatArray, blocks: IntArray, kind: IntArray, types: int) -> FloatArray:
    """Return the weighted sum of each head by type in each block, shape (heads, types, blocks)."""
    sums = np.zeros((len(by_head_eur), types, len(blocks) - 1))
    for n, (a, b) in enumerate(pairwise(blocks)):
        for h, head in enumerate(by_head_eur):
            sums[h, :, n] = np.bincount(kind[a:b], head[a:b] * weight[a:b], minlength=types)
    return sums


def joined(parts: Sequence[Ledger]) -> Ledger:
    """Join ledgers of consecutive trials."""
    offsets = np.cumsum([0, *(len(p.trial) for p in parts)])[:-1]

    def column(name: str) -> Any:
        return np.concatenate([getattr(p, name) for p in parts], axis=-1)

    settled = tuple(
        Settled(*(np.concatenate([getattr(s, name) for s in each]) for name in Settled.__dataclass_fields__))
        for each in zip(*(p.policies for p in parts), strict=True)
    )
    names = [n for n in Ledger.__dataclass_fields__ if n not in ("rows", "policies")]
    rows = np.concatenate([p.rows + offset for p, offset in zip(parts, offsets, strict=True)])
    return Ledger(**{n: column(n) for n in names}, rows=rows, policies=settled)
