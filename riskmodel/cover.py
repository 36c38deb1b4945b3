"""Cover: what a policy pays of the burden.

In this order: covered at all -> sublimit by head -> deductible -> limit a claim -> aggregate of the year, claims in
order of time -> defence. What a guilty subcontractor gives back is no loss. The own-damage section pays the
provider's own PR up to its sublimit, not the business lost with a client; the client's PR bill is a claim under the
main limit. Rework of the own performance is never insured. Then burden = insured + retained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.case import Fault, Policy, shown
from riskmodel.damage import Damage, heads
from riskmodel.incidents import Incidents
from riskmodel.liability import FAULTS, Liability
from riskmodel.safeguards import incident_types
from riskmodel.streams import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Terms:
    """A policy with its open fields filled."""

    name: str
    limit_eur: float
    aggregate_eur: float  # what is left of the year's limit
    deductible_eur: float
    deductible_share: float
    deductible_maximum_eur: float
    defence_inside: bool
    sublimits_eur: tuple[tuple[str, float], ...]
    own_damage_sublimit_eur: float
    excluded_incident_types: tuple[str, ...]
    excluded_heads: tuple[str, ...]
    premium_eur_per_year: float | None


NO_POLICY = Terms("none", 0.0, 0.0, 0.0, 0.0, np.inf, False, (), 0.0, (), (), None)


@dataclass(frozen=True)
class Cover:
    """What one policy pays; n incidents, EUR."""

    terms: Terms
    above_deductible_eur: FloatArray  # (n,) covered loss above the deductible, before limit and aggregate
    indemnity_eur: FloatArray  # (n,) paid to the client
    defence_eur: FloatArray  # (n,) paid for the dispute
    own_damage_eur: FloatArray  # (n,) paid by the own-damage section
    insured_eur: FloatArray  # (n,)
    retained_eur: FloatArray  # (n,)


def complete(policy: Policy, calibration: Calibration) -> Terms:
    """Fill the open fields of a policy from the calibration."""

    def usual(name: str) -> float:
        return calibration.quantity(f"cover.{name}").entry.centre

    multiple = usual("aggregate_multiple") if policy.aggregate_multiple is None else policy.aggregate_multiple
    deductible = usual("deductible_eur") if policy.deductible_eur is None else policy.deductible_eur
    defence = policy.defence or str(calibration.tables["cover"]["defence"])
    return Terms(
        name=policy.name,
        limit_eur=policy.limit_eur,
        aggregate_eur=max(0.0, policy.limit_eur * multiple - policy.aggregate_used_eur),
        deductible_eur=min(deductible, policy.limit_eur),
        deductible_share=policy.deductible_share,
        deductible_maximum_eur=np.inf if policy.deductible_maximum_eur is None else policy.deductible_maximum_eur,
        defence_inside=defence == "inside",
        sublimits_eur=policy.sublimits_eur,
        own_damage_sublimit_eur=policy.own_damage_sublimit_eur,
        excluded_incident_types=policy.excluded_incident_types,
        excluded_heads=policy.excluded_heads,
        premium_eur_per_year=policy.premium_eur_per_year,
    )


def unknown_names(policies: Sequence[Policy], calibration: Calibration) -> Iterator[Fault]:
    """Yield a fault for each damage head or incident type that a policy names and the data does not know."""
    known_heads, known_types = heads(calibration), incident_types(calibration)
    for i, policy in enumerate(policies, start=1):
        named = {
            "sublimits_eur": ([name for name, _ in policy.sublimits_eur], known_heads),
            "excluded_heads": (policy.excluded_heads, known_heads),
            "excluded_incident_types": (policy.excluded_incident_types, known_types),
        }
        for field, (names, known) in named.items():
            for name in names:
                if name not in known:
                    yield Fault("unknown_choice", f"policy.{i}.{field}", shown(name), ", ".join(known))


def deductible(loss_eur: FloatArray, terms: Terms) -> FloatArray:
    """Return what the deductible takes of each loss: the larger of sum and share, at most the maximum and the loss."""
    taken = np.maximum(terms.deductible_eur, terms.deductible_share * loss_eur)
    return np.minimum(loss_eur, np.minimum(taken, terms.deductible_maximum_eur))


def limited(excess_eur: FloatArray, terms: Terms) -> FloatArray:
    """Return what the limit a claim leaves of each loss above the deductible."""
    return np.minimum(excess_eur, terms.limit_eur)


def aggregated(payable_eur: FloatArray, trial: IntArray, aggregate_eur: float) -> FloatArray:
    """Return what the aggregate of the year leaves, claims of a trial in order of rows."""
    if not payable_eur.size:
        return payable_eur
    # The n-th claims of all trials together: a cumulated sum over trials would depend, in its last bits, on the chunk.
    starts = np.flatnonzero(np.concatenate(([True], trial[1:] != trial[:-1])))
    rank = np.arange(len(trial)) - np.repeat(starts, np.diff(np.append(starts, len(trial))))
    used = np.zeros_like(payable_eur)
    for n in range(1, int(rank.max()) + 1):
        later = np.flatnonzero(rank == n)
        used[later] = used[later - 1] + payable_eur[later - 1]
    return np.clip(aggregate_eur - used, 0.0, payable_eur)


def settle(
    liability: Liability, damage: Damage, incidents: Incidents, policies: Sequence[Terms], types: tuple[str, ...]
) -> tuple[Cover, ...]:
    """Return what each policy pays on the same incidents."""
    return tuple(_settle(liability, damage, incidents, terms, types) for terms in policies)


def _settle(liability: Liability, damage: Damage, incidents: Incidents, terms: Terms, types: tuple[str, ...]) -> Cover:
    covered = _covered(liability, incidents, terms, types)
    loss = np.where(covered, _within_sublimits(liability, damage.heads, terms), 0.0)
    excess = loss - deductible(loss, terms)
    dispute = np.where(covered, liability.own.own_defence_eur + liability.own.other_side_eur, 0.0)
    if terms.defence_inside:
        # Defence erodes limit and aggregate after the indemnity: both together end at the limit.
        payable = limited(excess + dispute, terms)
        paid = aggregated(payable, incidents.trial, terms.aggregate_eur)
        indemnity = np.minimum(limited(excess, terms), paid)
        defence = paid - indemnity
    else:
        indemnity = aggregated(limited(excess, terms), incidents.trial, terms.aggregate_eur)
        # Pro rata of the whole covered debt (not of what is above the deductible: a higher one would pay more defence).
        defence = dispute * np.minimum(1.0, terms.limit_eur / np.maximum(loss, np.maximum(terms.limit_eur, 1.0)))
    own_damage = np.where(covered, np.minimum(liability.own.own_pr_eur, terms.own_damage_sublimit_eur), 0.0)
    insured = indemnity + defence + own_damage
    return Cover(terms, excess, indemnity, defence, own_damage, insured, liability.burden_eur - insured)


def _covered(liability: Liability, incidents: Incidents, terms: Terms, types: tuple[str, ...]) -> BoolArray:
    excluded = np.array([t in terms.excluded_incident_types for t in types])
    intent = liability.fault == FAULTS.index("intent")
    return np.asarray(~excluded[incidents.kind] & ~intent & (terms.limit_eur > 0.0))


def _within_sublimits(liability: Liability, names: tuple[str, ...], terms: Terms) -> FloatArray:
    """Return the covered part of what is owed, less the share that a subcontractor gives back."""
    sublimit = dict(terms.sublimits_eur)
    owed = liability.owed_eur
    kept = np.divide(owed - liability.recourse_eur, owed, out=np.zeros_like(owed), where=owed > 0.0)
    total = np.zeros_like(owed)
    for h, name in enumerate(names):
        if name not in terms.excluded_heads:
            total += np.minimum(liability.owed_by_head_eur[h] * kept, sublimit.get(name, np.inf))
    return total
