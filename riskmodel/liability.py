"""Liability: what the provider owes of the damage, by head, and what the dispute costs.

Eight steps, each a column, so that the way of every euro can be followed: claim, cause, fault, what the law allows by
head, the client's share, cap and exclusions, outcome, own cost. Then damage = owed + borne by others, and burden =
owed + own cost - recourse. Interest and the winner's own cost are left out. German law is the yardstick (sections 249,
252-254, 276, 278, 280, 307, 309, 634 BGB); `data/calibration/liability.toml` holds every figure.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from riskmodel.calibration import Calibration, Quantity
from riskmodel.damage import Damage, added_heads
from riskmodel.dispute import OwnCost, own_cost
from riskmodel.incidents import Incidents
from riskmodel.outcry import Outcry
from riskmodel.safeguards import World
from riskmodel.streams import BoolArray, FloatArray, IntArray, Streams, keys

CAUSES = ("provider", "client", "subcontractor", "third_party")
FAULTS = ("none", "simple", "gross", "intent")
OUTCOMES = ("no_claim", "repelled", "paid_in_full", "settled", "judged")
PROVIDER, CLIENT, SUBCONTRACTOR, THIRD_PARTY = range(4)
NO_CLAIM, REPELLED, IN_FULL, SETTLED, JUDGED = range(5)
A_DAY_HOURS = 24.0


@dataclass(frozen=True)
class Liability:
    """From damage to burden; n incidents, H heads."""

    cause: IntArray  # (n,) index into CAUSES
    fault: IntArray  # (n,) index into FAULTS
    claimed: BoolArray  # (n,) somebody came forward
    claimed_eur: FloatArray  # (n,) what is asked for
    client_share: FloatArray  # (n,) contributory negligence
    cap_holds: BoolArray  # (n,)
    outcome: IntArray  # (n,) index into OUTCOMES
    owed_by_head_eur: FloatArray  # (H, n)
    owed_eur: FloatArray  # (n,)
    borne_by_others_eur: FloatArray  # (n,)
    own: OwnCost
    recourse_eur: FloatArray  # (n,) comes back from a guilty subcontractor
    burden_eur: FloatArray  # (n,)


@dataclass(frozen=True)
class Claim:
    """Figures of the first step."""

    probability_at_10000_eur: Quantity
    odds_per_decade: Quantity
    wrongly_blamed_factor: Quantity
    demand_factor: Quantity


@dataclass(frozen=True)
class Cause:
    """Figures of the second step."""

    wrongly_blamed_share: Quantity
    client_among_wrong_share: Quantity
    subcontractor_per_tier: Quantity
    wrong_blame_per_tier: Quantity
    recourse_share: Quantity


@dataclass(frozen=True)
class Fault:
    """Figures of the third step."""

    none_probability: Quantity
    gross_probability: Quantity
    intent_probability: Quantity


@dataclass(frozen=True)
class Allowed:
    """Figures of the fourth step; a head that is not named is allowed in full."""

    reputational_harm: Quantity
    pr_campaign: Quantity
    customer_notification: Quantity
    goodwill: Quantity


@dataclass(frozen=True)
class ClientShare:
    """Figures of the fifth step."""

    probability: Quantity
    share: Quantity
    late_answer_odds: Quantity


@dataclass(frozen=True)
class CapHolds:
    """Figures of the sixth step."""

    individually: Quantity
    standard_terms: Quantity
    law: Quantity


@dataclass(frozen=True)
class Outcome:
    """Figures of the seventh step."""

    repelled_probability: Quantity
    full_probability: Quantity
    part_share: Quantity
    litigated_at_10000_eur: Quantity
    litigation_power: Quantity
    litigated_at_most: Quantity
    judged_share: Quantity
    appeal_share: Quantity


def with_odds(probability: FloatArray, factor: FloatArray) -> FloatArray:
    """Return probabilities whose odds are multiplied by a factor."""
    return np.asarray(probability * factor / (1.0 - probability + probability * factor))


def apportion(damage: Damage, incidents: Incidents, outcry: Outcry, world: World, streams: Streams) -> Liability:
    """Return what the provider owes in each incident, and the cost of the dispute."""
    bind, sets = world.calibration.bind, incidents.sets
    cause = _cause(bind("liability.cause", Cause), incidents, world, streams)
    founded = (cause == PROVIDER) | (cause == SUBCONTRACTOR)
    claimed, demand = _claim(bind("liability.claim", Claim), damage.total_eur, founded, incidents, streams)
    fault = _fault(bind("liability.fault", Fault), incidents, world, streams)
    share = _client_share(bind("liability.client_share", ClientShare), incidents, outcry, world, streams)
    holds = _cap_holds(bind("liability.cap_holds", CapHolds), fault, incidents, world, streams)
    allowed = _allowed(world.calibration, damage, holds, incidents, world, streams) * (1.0 - share)
    valid = added_heads(allowed)
    asked = np.minimum(valid, demand)  # nobody is awarded more than he asks for (section 308 ZPO)

    of = bind("liability.outcome", Outcome)
    uniform = streams.uniform("outcome", incidents.key)
    repelled = uniform < of.repelled_probability.at(sets)
    in_full = streams.uniform("in full", incidents.key) < of.full_probability.at(sets)
    in_part = of.part_share.draw(streams.uniform("part", incidents.key), sets)
    paid_share = np.where(in_full, 1.0, in_part)
    paid_share[repelled | ~founded | ~claimed | (fault == FAULTS.index("none"))] = 0.0
    owed = capped(paid_share, asked, holds, incidents, world)
    scale = np.divide(owed, valid, out=np.zeros_like(owed), where=valid > 0.0)
    by_head = allowed * scale

    litigated, judged, appealed = _in_court(of, claimed, demand, incidents, streams)
    outcome = np.select(
        [~claimed, owed <= 0.0, judged, in_full], [NO_CLAIM, REPELLED, JUDGED, IN_FULL], default=SETTLED
    ).astype(np.int64)
    quota = np.clip(np.divide(owed, demand, out=np.zeros_like(owed), where=demand > 0.0), 0.0, 1.0)
    own = own_cost(
        incidents, outcry, world, streams, by_provider=cause == PROVIDER, founded=founded, claimed=claimed,
        demand_eur=demand, quota=quota, litigated=litigated, judged=judged, appealed=appealed,
    )  # fmt: skip
    back = bind("liability.cause", Cause).recourse_share.draw(streams.uniform("recourse", incidents.key), sets)
    recourse = np.where(cause == SUBCONTRACTOR, owed * back, 0.0)
    return Liability(
        cause, fault, claimed, demand, share, holds, outcome, by_head, owed, damage.total_eur - owed, own, recourse,
        owed + own.total_eur - recourse,
    )  # fmt: skip


def _cause(p: Cause, incidents: Incidents, world: World, streams: Streams) -> IntArray:
    sets, project = incidents.sets, incidents.project
    below = world.facts.tiers_below[sets, project] * p.subcontractor_per_tier.at(sets)
    blame = 1.0 + world.facts.tiers_above[sets, project] * p.wrong_blame_per_tier.at(sets)
    wrong, by_client = p.wrongly_blamed_share.at(sets), p.client_among_wrong_share.at(sets)
    weights = np.stack([1.0 - wrong, wrong * by_client * blame, below, wrong * (1.0 - by_client) * blame])
    cumulated = np.cumsum(weights, axis=0) / weights.sum(axis=0)
    return np.asarray((streams.uniform("cause", incidents.key) > cumulated[:-1]).sum(axis=0), dtype=np.int64)


def _claim(
    p: Claim, damage_eur: FloatArray, founded: BoolArray, incidents: Incidents, streams: Streams
) -> tuple[BoolArray, FloatArray]:
    sets = incidents.sets
    decades = np.log10(np.maximum(damage_eur, 1.0)) - 4.0
    probability = with_odds(p.probability_at_10000_eur.at(sets), p.odds_per_decade.at(sets) ** decades)
    probability = np.where(founded, probability, probability * p.wrongly_blamed_factor.at(sets))
    claimed = (streams.uniform("claim", incidents.key) < probability) & (damage_eur > 0.0)
    factor = p.demand_factor.draw(streams.uniform("demand", incidents.key), sets)
    return claimed, np.where(claimed, damage_eur * factor, 0.0)


def _fault(p: Fault, incidents: Incidents, world: World, streams: Streams) -> IntArray:
    """Missing safeguards push from simple to gross fault: the odds of gross move, the rest shares what is left."""
    sets = incidents.sets
    missing = world.effects["gross_fault"][sets, incidents.project, incidents.kind]
    gross = with_odds(p.gross_probability.at(sets), missing)
    none, intent = p.none_probability.at(sets), p.intent_probability.at(sets)
    rest = np.minimum(gross, 1.0 - none - intent)
    cumulated = np.stack([none, 1.0 - intent - rest, 1.0 - intent])
    return np.asarray((streams.uniform("fault", incidents.key) > cumulated).sum(axis=0), dtype=np.int64)


def _client_share(p: ClientShare, incidents: Incidents, outcry: Outcry, world: World, streams: Streams) -> FloatArray:
    sets = incidents.sets
    odds = world.effects["client_share"][sets, incidents.project, incidents.kind]
    odds = odds * np.where(outcry.answer_hours > A_DAY_HOURS, p.late_answer_odds.at(sets), 1.0)
    shared = streams.uniform("client's share", incidents.key) < with_odds(p.probability.at(sets), odds)
    return np.where(shared, p.share.draw(streams.uniform("how much", incidents.key), sets), 0.0)


def _cap_holds(p: CapHolds, fault: IntArray, incidents: Incidents, world: World, streams: Streams) -> BoolArray:
    """Whether the clauses stand. One uniform a trial and project: the same clause does not stand and fall in a year."""
    facts, sets, project = world.facts, incidents.sets, incidents.project
    by_way = {way: getattr(p, way).across(FAULTS) for way in set(facts.cap_agreed)}
    probability = np.stack([by_way[way] for way in facts.cap_agreed], axis=1)[sets, project, fault]
    of_law = p.law.across(facts.law)[sets, project]
    uniform = streams.uniform("clause stands", keys(incidents.trial, project))
    return np.asarray(uniform < with_odds(probability, of_law))


def _allowed(
    calibration: Calibration, damage: Damage, holds: BoolArray, incidents: Incidents, world: World, streams: Streams
) -> FloatArray:
    """Return what the law and the contract let the client claim, by head, shape (H, n)."""
    p = calibration.bind("liability.allowed", Allowed)
    allowed = damage.by_head_eur.copy()
    for field in fields(Allowed):
        row = damage.heads.index(field.name)
        share = getattr(p, field.name).draw(streams.uniform(f"allowed: {field.name}", incidents.key), incidents.sets)
        allowed[row] *= share
    excluded = (world.facts.lost_profit_excluded[incidents.project] > 0.0) & holds
    allowed[damage.heads.index("lost_profit"), excluded] = 0.0
    return allowed


def capped(
    paid_share: FloatArray, valid_eur: FloatArray, holds: BoolArray, incidents: Incidents, world: World
) -> FloatArray:
    """Return what is owed: a share of what is valid, below what the cap has left where it stands, shape (n,).

    A cap on each claim meets every claim whole; a cap on the project is used up by its claims of the year in order of
    time. Rows stand in order of trial and time, so the n-th claims of all trials and projects are settled together.
    """
    cap = np.where(holds, world.facts.cap_eur[incidents.sets, incidents.project], np.inf)
    owed = paid_share * np.minimum(valid_eur, cap)
    shared = np.isfinite(cap) & np.array([s == "project" for s in world.facts.cap_scope])[incidents.project]
    rows = np.flatnonzero(shared & (owed > 0.0))
    group = incidents.trial[rows] * len(world.facts.law) + incidents.project[rows]
    order = np.argsort(group, kind="stable")
    rows, group = rows[order], group[order]
    first = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1]))) if rows.size else rows
    rank = np.arange(rows.size) - np.repeat(first, np.diff(np.append(first, rows.size)))
    used = np.zeros(rows.size)
    for n in range(1, int(rank.max(initial=0)) + 1):
        later = np.flatnonzero(rank == n)
        row, before = rows[later], rows[later - 1]
        used[later] = used[later - 1] + owed[before]
        left = np.maximum(0.0, cap[row] - used[later])
        owed[row] = paid_share[row] * np.minimum(valid_eur[row], left)
    return np.asarray(owed)


def _in_court(
    p: Outcome, claimed: BoolArray, demand_eur: FloatArray, incidents: Incidents, streams: Streams
) -> tuple[BoolArray, BoolArray, BoolArray]:
    sets = incidents.sets
    size = (np.maximum(demand_eur, 1.0) / 1e4) ** p.litigation_power.at(sets)
    probability = np.minimum(p.litigated_at_most.at(sets), p.litigated_at_10000_eur.at(sets) * size)
    litigated = claimed & (streams.uniform("litigated", incidents.key) < probability)
    judged = litigated & (streams.uniform("judged", incidents.key) < p.judged_share.at(sets))
    appealed = judged & (streams.uniform("appealed", incidents.key) < p.appeal_share.at(sets))
    return litigated, judged, appealed
