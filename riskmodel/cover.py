"""Cover: what a policy pays of the burden.

In this order: covered at all (type, head, intent, own performance, promised vouchers, period) -> sublimit by head ->
deductible -> limit a claim -> aggregate of the year, claims in order of time -> defence. What a guilty subcontractor
gives back is no loss. The own-damage section pays the provider's own PR up to its sublimit, not the business lost with
a client; the client's PR bill is a claim under the main limit. Rework of the own performance is never insured. Then
burden = insured + retained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.case import Fault, Policy, Trigger
from riskmodel.currency import euros
from riskmodel.damage import Damage, heads
from riskmodel.incidents import Incidents
from riskmodel.liability import FAULTS, Liability
from riskmodel.period import ALWAYS, Period, moments
from riskmodel.safeguards import World, incident_types
from riskmodel.streams import BoolArray, FloatArray, IntArray, Streams
from riskmodel.values import Amount, shown


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
    period: Period = ALWAYS
    limit_assumed: bool = False


NO_POLICY = Terms("none", 0.0, 0.0, 0.0, 0.0, np.inf, False, (), 0.0, (), (), None)
#: Clauses of a policy that leave out some heads; `cover.toml` says which.
CLAUSES = ("own_performance_excluded", "vouchers_excluded")
#: Fields of a policy that say when it covers, by the name in `Period`. What is left open restricts nothing.
PERIOD = {
    "in_force": "in_force_months",
    "retroactive": "retroactive_months",
    "ends": "ends_in_months",
    "run_off": "run_off_months",
}


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
    """Fill the open fields of a policy from the calibration; amounts in euros."""

    def usual(name: str) -> float:
        return calibration.quantity(f"cover.{name}").entry.centre

    def given(amount: float | Amount | None, else_: float) -> float:
        return else_ if amount is None else euros(amount, calibration)

    multiple = usual("aggregate_multiple") if policy.aggregate_multiple is None else policy.aggregate_multiple
    limit = given(policy.limit_eur, usual("limit_eur"))
    return Terms(
        name=policy.name,
        limit_eur=limit,
        aggregate_eur=max(0.0, limit * multiple - euros(policy.aggregate_used_eur, calibration)),
        deductible_eur=min(given(policy.deductible_eur, usual("deductible_eur")), limit),
        deductible_share=policy.deductible_share,
        deductible_maximum_eur=given(policy.deductible_maximum_eur, np.inf),
        defence_inside=usual_choice(policy, "defence", calibration) == "inside",
        sublimits_eur=tuple((head, euros(most, calibration)) for head, most in policy.sublimits_eur),
        own_damage_sublimit_eur=euros(policy.own_damage_sublimit_eur, calibration),
        excluded_incident_types=policy.excluded_incident_types,
        excluded_heads=(*policy.excluded_heads, *_left_out_by_clauses(policy, calibration)),
        premium_eur_per_year=None if policy.premium_eur_per_year is None else given(policy.premium_eur_per_year, 0.0),
        period=_period(policy, calibration),
        limit_assumed=policy.limit_eur is None,
    )


def usual_choice(policy: Policy, name: str, calibration: Calibration) -> str | bool:
    """Return a choice of a policy, the market's where it is left open."""
    chosen = getattr(policy, name)
    return calibration.choice(f"cover.{name}").choice if chosen is None else cast(str | bool, chosen)


def _left_out_by_clauses(policy: Policy, calibration: Calibration) -> Iterator[str]:
    """Yield the heads that the policy's clauses leave out."""
    for clause in CLAUSES:
        if usual_choice(policy, clause, calibration):
            yield from calibration.tables["cover"]["leaves_out"][clause]["heads"]


def _period(policy: Policy, calibration: Calibration) -> Period:
    """Return the period of a policy; what is left open restricts nothing."""
    given = {name: getattr(policy, field) for name, field in PERIOD.items()}
    trigger = cast(Trigger, usual_choice(policy, "trigger", calibration))
    return Period(trigger, **{name: months for name, months in given.items() if months is not None})


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
    used = np.zeros_like(payable_eur)
    # The n-th claims of all trials together: a cumulated sum over trials would depend, in its last bits, on the chunk.
    later = np.flatnonzero(trial[1:] == trial[:-1]) + 1
    while later.size:
        used[later] = used[later - 1] + payable_eur[later - 1]
        later = later[np.flatnonzero(later[1:] == later[:-1] + 1) + 1]
    return np.clip(aggregate_eur - used, 0.0, payable_eur)


@dataclass(frozen=True)
class _Losses:
    """The incidents that may cost a policy anything; k rows of n."""

    rows: IntArray  # (k,)
    trial: IntArray  # (k,)
    kind: IntArray  # (k,)
    intent: BoolArray  # (k,)
    by_head_eur: FloatArray  # (H, k) owed, less the share that a subcontractor gives back
    dispute_eur: FloatArray  # (k,)
    own_pr_eur: FloatArray  # (k,)


def settle(
    liability: Liability,
    damage: Damage,
    incidents: Incidents,
    policies: Sequence[Terms],
    world: World,
    streams: Streams,
) -> tuple[Cover, ...]:
    """Return what each policy pays on the same incidents."""
    losses = _losses(liability, incidents)
    when = None  # drawn once for all policies, and only where one of them asks
    covers = []
    for terms in policies:
        in_period = np.ones(len(losses.rows), dtype=bool)
        if not terms.period.always:
            when = when or moments(incidents, losses.rows, world.calibration, streams)
            in_period = terms.period.covers(when.breach, when.incident, when.claim)
        covers.append(_settle(losses, in_period, liability.burden_eur, terms, damage.heads, world.types))
    return tuple(covers)


def _losses(liability: Liability, incidents: Incidents) -> _Losses:
    """Return what may fall on a policy; most incidents are never claimed and need no work."""
    own = liability.own
    dispute = own.own_defence_eur + own.other_side_eur
    rows = np.flatnonzero((liability.owed_eur > 0.0) | (dispute > 0.0) | (own.own_pr_eur > 0.0))
    owed = liability.owed_eur[rows]
    kept = np.divide(owed - liability.recourse_eur[rows], owed, out=np.zeros_like(owed), where=owed > 0.0)
    return _Losses(
        rows,
        incidents.trial[rows],
        incidents.kind[rows],
        liability.fault[rows] == FAULTS.index("intent"),
        liability.owed_by_head_eur.take(rows, axis=1) * kept,
        dispute[rows],
        own.own_pr_eur[rows],
    )


def _settle(
    losses: _Losses,
    in_period: BoolArray,
    burden_eur: FloatArray,
    terms: Terms,
    heads: tuple[str, ...],
    types: tuple[str, ...],
) -> Cover:
    if terms.limit_eur == 0.0:
        nothing = np.zeros_like(burden_eur)
        return Cover(terms, nothing, nothing, nothing, nothing, nothing, burden_eur)
    excluded = np.array([t in terms.excluded_incident_types for t in types])
    covered = (~excluded[losses.kind] & ~losses.intent & in_period).astype(np.float64)
    loss = covered * _within_sublimits(losses, heads, terms)
    excess = loss - deductible(loss, terms)
    dispute = covered * losses.dispute_eur
    if terms.defence_inside:
        # Defence erodes limit and aggregate after the indemnity: both together end at the limit.
        payable = limited(excess + dispute, terms)
        paid = aggregated(payable, losses.trial, terms.aggregate_eur)
        indemnity = np.minimum(limited(excess, terms), paid)
        defence = paid - indemnity
    else:
        indemnity = aggregated(limited(excess, terms), losses.trial, terms.aggregate_eur)
        # Pro rata of the whole covered debt (not of what is above the deductible: a higher one would pay more defence).
        defence = dispute * np.minimum(1.0, terms.limit_eur / np.maximum(loss, np.maximum(terms.limit_eur, 1.0)))
    own_damage = covered * np.minimum(losses.own_pr_eur, terms.own_damage_sublimit_eur)

    def placed(amount: FloatArray) -> FloatArray:
        everywhere = np.zeros_like(burden_eur)
        everywhere[losses.rows] = amount
        return everywhere

    insured = placed(indemnity + defence + own_damage)
    return Cover(
        terms, placed(excess), placed(indemnity), placed(defence), placed(own_damage), insured, burden_eur - insured
    )


def _within_sublimits(losses: _Losses, heads: tuple[str, ...], terms: Terms) -> FloatArray:
    """Return the covered part of what is owed, each head at most its sublimit."""
    sublimit = dict(terms.sublimits_eur)
    total = np.zeros(len(losses.rows))
    for name, amount in zip(heads, losses.by_head_eur, strict=True):
        if name not in terms.excluded_heads:
            total += np.minimum(amount, sublimit[name]) if name in sublimit else amount
    return total
