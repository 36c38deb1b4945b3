"""The ledger: what is kept of the simulated trials, amounts and little else.

A simulation passes through chunks of trials whose columns are dropped as soon as their amounts stand here, so memory
follows the ledger (some 90 bytes an incident) and not the model. Whoever needs an incident in full has its trial
simulated again: every draw is found by its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from riskmodel.cover import Cover
from riskmodel.damage import Damage
from riskmodel.dispute import OWN_HEADS
from riskmodel.incidents import Incidents
from riskmodel.liability import Liability
from riskmodel.streams import BoolArray, FloatArray, IntArray

REWORK = OWN_HEADS[0]


@dataclass(frozen=True)
class Groups:
    """Which rows belong to the same trial; G trials that have a row, of which few have several."""

    starts: IntArray  # (G,) first row of each
    trial: IntArray  # (G,)
    alone: IntArray  # (G - g,) rows that are the only one of their trial
    several: IntArray  # (g,) places of those with several rows
    rows: IntArray  # all rows of these
    begins: IntArray  # (g,) where the rows of each begin among them

    @classmethod
    def of(cls, trial: IntArray) -> Groups:
        """Group rows in order of trial."""
        starts = first_of_each(trial)
        count = np.diff(starts, append=len(trial))
        several = np.flatnonzero(count > 1)
        begins = np.cumsum(count[several]) - count[several]
        rows = np.flatnonzero(np.repeat(count > 1, count))
        return cls(starts, trial.take(starts), starts[count == 1], several, rows, begins)

    def merged(self, eur: FloatArray, merge: np.ufunc) -> FloatArray:
        """Return the amounts of each trial merged into one, shape (G,)."""
        found = eur.take(self.starts)
        if self.several.size:
            found[self.several] = merge.reduceat(eur.take(self.rows), self.begins)
        return found


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

    @property
    def years(self) -> Amounts:
        """One row for each trial that has a row, counting as one."""
        return Amounts(self._groups.trial, np.ones(len(self._groups.trial)))

    @property
    def alone(self) -> Amounts:
        """The rows that are the only one of their trial: the same by row and by trial."""
        return self._taken(self._groups.alone)

    def together(self, merge: np.ufunc | None = None) -> Amounts:
        """Return the other rows, or what they merge to in each of their trials."""
        rows = self._taken(self._groups.rows)
        if merge is None or not len(rows.eur):
            return rows
        return Amounts(self._groups.trial[self._groups.several], merge.reduceat(rows.eur, self._groups.begins))

    def of_same(self, eur: FloatArray) -> Amounts:
        """Return other amounts of the same rows; where trials begin is looked for once."""
        same = Amounts(self.trial, eur)
        vars(same)["_groups"] = self._groups
        return same

    def at(self, rows: IntArray | BoolArray | slice) -> Amounts:
        """Return some of the rows."""
        return Amounts(self.trial[rows], self.eur[rows])

    def _taken(self, rows: IntArray) -> Amounts:
        return Amounts(self.trial.take(rows), self.eur.take(rows))

    @cached_property
    def _groups(self) -> Groups:
        return Groups.of(self.trial)

    def _grouped(self, merge: np.ufunc) -> Amounts:
        return Amounts(self._groups.trial, self._groups.merged(self.eur, merge))


@dataclass(frozen=True)
class Head:
    """A damage head; k incidents that have it."""

    rows: IntArray  # (k,) their places among all incidents
    eur: FloatArray  # (k,)


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
    own_heads_eur: FloatArray  # (heads of own cost but for rework, c), which is what they leave of it
    policies: tuple[Settled, ...]
    heads: tuple[Head, ...]

    @cached_property
    def burden(self) -> Amounts:
        """What falls on the provider before insurance, all incidents."""
        burden = self.own_cost_eur.copy()
        burden[self.rows] += self.owed_eur - self.recourse_eur
        return self.damage.of_same(burden)

    @property
    def own_head_amounts(self) -> tuple[Amounts, ...]:
        """Own cost by head, in the order of `OWN_HEADS`."""
        rework = self.own_cost_eur.copy()
        rework[self.rows] -= self.own_heads_eur.sum(axis=0)
        return self.damage.of_same(rework), *(self.of_rows(eur) for eur in self.own_heads_eur)

    def by_own_head(self, weight: FloatArray) -> FloatArray:
        """Return the weighted sums of own cost by head, in the order of `OWN_HEADS`; `weight` is of all incidents."""
        others = (self.own_heads_eur * weight.take(self.rows)).sum(axis=1)
        return np.concatenate(([float((self.own_cost_eur * weight).sum()) - others.sum()], others))

    def by_head(self, weight: FloatArray, types: int) -> FloatArray:
        """Return the weighted sums of damage by head and incident type, shape (H, K)."""
        sums = [np.bincount(self.kind.take(h.rows), h.eur * weight.take(h.rows), minlength=types) for h in self.heads]
        return np.array(sums, dtype=float)

    @cached_property
    def claims(self) -> IntArray:
        """Places of the claims among all incidents."""
        return self.rows[self.claimed]

    def of_rows(self, eur: FloatArray) -> Amounts:
        """Return amounts of the incidents with consequences with their trials."""
        return self._consequences.of_same(eur)

    @cached_property
    def damage(self) -> Amounts:
        """Damage to others, all incidents."""
        return Amounts(self.trial, self.damage_eur)

    @cached_property
    def _consequences(self) -> Amounts:
        return Amounts(self.trial.take(self.rows), self.owed_eur)


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
            return cls(ledger.damage.of_same(retained), ledger.claims)
        return cls(ledger.damage.of_same(getattr(ledger, f"{what}_eur")), ledger.claims)

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
    begins = np.ones(len(trial), dtype=bool)
    np.not_equal(trial[1:], trial[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def entered(incidents: Incidents, damage: Damage, liability: Liability, covers: Sequence[Cover]) -> Ledger:
    """Return the ledger of some trials."""
    rows = np.flatnonzero(liability.claimed | (liability.own.own_pr_eur > 0.0))
    return Ledger(
        incidents.trial.astype(np.int32),
        incidents.project.astype(np.int16),
        incidents.kind.astype(np.int8),
        damage.total_eur,
        liability.own.total_eur,
        rows.astype(np.int32),
        liability.claimed[rows],
        liability.claimed_eur[rows],
        liability.owed_eur[rows],
        liability.recourse_eur[rows],
        liability.cap_holds[rows],
        np.stack([getattr(liability.own, f"{name}_eur")[rows] for name in OWN_HEADS if name != REWORK]),
        tuple(Settled(c.insured_eur[rows], c.above_deductible_eur[rows], c.indemnity_eur[rows]) for c in covers),
        tuple(_head(eur) for eur in damage.by_head_eur),
    )


def _head(eur: FloatArray) -> Head:
    rows = np.flatnonzero(eur > 0.0)
    return Head(rows.astype(np.int32), eur.take(rows))


def joined(parts: Sequence[Ledger]) -> Ledger:
    """Join ledgers of consecutive trials."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(len(p.trial) for p in parts)])[:-1]

    def column(name: str) -> Any:
        return np.concatenate([getattr(p, name) for p in parts], axis=-1)

    def placed(rows: Sequence[IntArray]) -> IntArray:
        """Join places among the incidents of each part."""
        return np.concatenate([r + np.int32(offset) for r, offset in zip(rows, offsets, strict=True)])

    settled = tuple(
        Settled(*(np.concatenate([getattr(s, name) for s in each]) for name in Settled.__dataclass_fields__))
        for each in zip(*(p.policies for p in parts), strict=True)
    )
    by_head = tuple(
        Head(placed([h.rows for h in each]), np.concatenate([h.eur for h in each]))
        for each in zip(*(p.heads for p in parts), strict=True)
    )
    names = [n for n in Ledger.__dataclass_fields__ if n not in ("rows", "policies", "heads")]
    return Ledger(
        **{n: column(n) for n in names}, rows=placed([p.rows for p in parts]), policies=settled, heads=by_head
    )
