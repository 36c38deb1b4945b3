"""Liability: what the provider owes of the damage, by head, and what the dispute costs.

Eight steps, each a column, so that the way of every euro can be followed: claim, cause, fault, what the law allows by
head, the client's share, cap and exclusions, outcome, own cost. Then damage = owed + borne by others, and burden =
owed + own cost - recourse. Interest and the winner's own cost are left out. German law is the yardstick (sections 249,
252-254, 276, 278, 280, 307, 309, 634 BGB); `data/calibration/liability.toml` holds every figure.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from riskmodel.damage import Damage, added_heads
from riskmodel.dispute import Dispute, OwnCost, own_cost
from riskmodel.incidents import HOURS_A_DAY, Incidents
from riskmodel.outcry import Outcry
from riskmodel.quantity import Quantity, by_decade
from riskmodel.safeguards import World
from riskmodel.streams import BoolArray, FloatArray, IntArray, Streams, keys

CAUSES = ("provider", "client", "subcontractor", "third_party")
FAULTS = ("none", "simple", "gross", "intent")
OUTCOMES = ("no_claim", "repelled", "paid_in_full", "settled", "judged")
PROVIDER, CLIENT, SUBCONTRACTOR, THIRD_PARTY = range(4)
NO_CLAIM, REPELLED, IN_FULL, SETTLED, JUDGED = range(5)
PROFIT = ("lost_profit", "honoured_orders")  # heads that a clause on lost profit is about (section 252 BGB)


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
    stance_odds: Quantity


@dataclass(frozen=True)
class CapHolds:
    """Figures of the sixth step under one law."""

    individually: Quantity
    standard_terms: Quantity


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
    """Return what the provider owes in each incident, and the cost of the dispute.

    Steps three to seven concern claims alone: where nobody comes forward there is no degree of fault to be found, no
    share of the client, no clause to stand or fall.
    """
    bind = world.calibration.bind
    cause = _cause(incidents, world, streams)
    founded = (cause == PROVIDER) | (cause == SUBCONTRACTOR)
    claimed = _claimed(bind("liability.claim", Claim), damage.total_eur, founded, incidents, streams)
    rows = np.flatnonzero(claimed)
    claims, by_subcontractor = incidents.take(rows), cause.take(rows) == SUBCONTRACTOR
    factor = bind("liability.claim", Claim).demand_factor.draw(streams.uniform("demand", claims.key), claims.sets)
    demand = damage.total_eur[rows] * factor
    place = world.spot(claims.kind * world.calibration.sets + claims.sets, claims.project)
    fault = _fallen_on(world.once(_faults_up_to), place, streams.uniform("fault", claims.key))
    in_public = outcry.complaints[rows] > 0.0  # where nobody complains there is nothing to answer
    late = in_public & (outcry.answer_hours[rows] > HOURS_A_DAY)
    share = _client_share(bind("liability.client_share", ClientShare), claims, place, in_public, late, world, streams)
    holds = _cap_holds(fault, claims, world, streams)
    fault = np.where(founded[rows], fault, FAULTS.index("none"))  # who was wrongly blamed has none
    allowed = _allowed(damage.heads, damage.by_head_eur.take(rows, axis=1), holds, claims, world, streams) * (
        1.0 - share
    )
    valid = added_heads(allowed)
    asked = np.minimum(valid, demand)  # nobody is awarded more than he asks for (section 308 ZPO)

    of = bind("liability.outcome", Outcome)
    repelled = streams.uniform("outcome", claims.key) < of.repelled_probability.at(claims.sets)
    in_full = streams.uniform("in full", claims.key) < of.full_probability.at(claims.sets)
    in_part = of.part_share.draw(streams.uniform("part", claims.key), claims.sets)
    paid_share = np.where(in_full, 1.0, in_part)
    paid_share[repelled | ~founded[rows] | (fault == FAULTS.index("none"))] = 0.0
    owed = capped(paid_share, asked, holds, claims, world)
    by_head = allowed * np.divide(owed, valid, out=np.zeros_like(owed), where=valid > 0.0)

    litigated, judged, appealed = _in_court(of, demand, claims, streams)
    outcome = np.select([owed <= 0.0, judged, in_full], [REPELLED, JUDGED, IN_FULL], default=SETTLED)
    quota = np.clip(np.divide(owed, demand, out=np.zeros_like(owed), where=demand > 0.0), 0.0, 1.0)
    dispute = Dispute(rows, founded[rows], demand, quota, litigated, judged, appealed)
    own = own_cost(incidents, claims, outcry, cause == PROVIDER, dispute, world, streams)
    back = bind("liability.cause", Cause).recourse_share.draw(streams.uniform("recourse", claims.key), claims.sets)

    def of_all(values: Any) -> Any:
        """Return values of claims as values of all incidents, zero where there is none."""
        placed = np.zeros((*values.shape[:-1], len(claimed)), dtype=values.dtype)
        for line, given in zip(np.atleast_2d(placed), np.atleast_2d(values), strict=True):
            line[rows] = given
        return placed

    owed_eur, recourse_eur = of_all(owed), of_all(by_subcontractor * owed * back)
    return Liability(
        cause, of_all(fault), claimed, of_all(demand), of_all(share), of_all(holds), of_all(outcome.astype(np.int64)),
        of_all(by_head), owed_eur, damage.total_eur - owed_eur, own, recourse_eur,
        owed_eur + own.total_eur - recourse_eur,
    )  # fmt: skip


def _causes_up_to(world: World) -> FloatArray:
    """Return the distribution function of the cause, shape (causes - 1, M, P)."""
    p, facts = world.calibration.bind("liability.cause", Cause), world.facts
    below = facts.tiers_below * p.subcontractor_per_tier.each[:, None]
    blame = 1.0 + facts.tiers_above * p.wrong_blame_per_tier.each[:, None]
    wrong, by_client = p.wrongly_blamed_share.each[:, None], p.client_among_wrong_share.each[:, None]
    weights = [1.0 - wrong + 0.0 * blame, wrong * by_client * blame, below, wrong * (1.0 - by_client) * blame]
    return np.asarray((np.cumsum(weights, axis=0) / np.sum(weights, axis=0))[:-1])


def _cause(incidents: Incidents, world: World, streams: Streams) -> IntArray:
    return _fallen_on(
        world.once(_causes_up_to),
        world.spot(incidents.sets, incidents.project),
        streams.uniform("cause", incidents.key),
    )


def _fallen_on(up_to: FloatArray, place: IntArray, uniform: FloatArray) -> IntArray:
    """Return on which of few possibilities uniforms fall; `up_to` is their distribution function, place by place."""
    found = np.zeros(len(uniform), dtype=np.int64)
    for each in up_to:
        found += uniform > each.take(place)
    return found


def _claimed(p: Claim, damage_eur: FloatArray, founded: BoolArray, incidents: Incidents, streams: Streams) -> BoolArray:
    sets = incidents.sets
    factor = by_decade(p.odds_per_decade, sets, damage_eur, 10_000.0)
    probability = with_odds(p.probability_at_10000_eur.at(sets), factor)
    wrong = np.flatnonzero(~founded)
    probability[wrong] *= p.wrongly_blamed_factor.at(sets[wrong])
    return np.asarray((streams.uniform("claim", incidents.key) < probability) & (damage_eur > 0.0))


def _faults_up_to(world: World) -> FloatArray:
    """Return the distribution function of the fault, shape (faults - 1, K, M, P).

    Missing safeguards push from simple to gross fault: the odds of gross move, the rest shares what is left.
    """
    p = world.calibration.bind("liability.fault", Fault)
    gross = with_odds(p.gross_probability.each[:, None], world.effects["gross_fault"])
    none, intent = p.none_probability.each[:, None], p.intent_probability.each[:, None]
    rest = np.minimum(gross, 1.0 - none - intent)
    return np.stack(np.broadcast_arrays(none, 1.0 - intent - rest, 1.0 - intent))


def _client_share(
    p: ClientShare,
    incidents: Incidents,
    place: IntArray,
    in_public: BoolArray,
    late: BoolArray,
    world: World,
    streams: Streams,
) -> FloatArray:
    """Return the client's share: likelier where he neither tested nor backed up, or answered late or badly."""
    sets = incidents.sets
    odds = world.effects["client_share"].take(place)
    odds = odds * np.where(late, p.late_answer_odds.at(sets), 1.0)
    of_stance = p.stance_odds.across(world.facts.stance).take(world.spot(incidents.sets, incidents.project))
    odds = odds * np.where(in_public, of_stance, 1.0)
    shared = streams.uniform("client's share", incidents.key) < with_odds(p.probability.at(sets), odds)
    return np.where(shared, p.share.draw(streams.uniform("how much", incidents.key), sets), 0.0)


def _cap_holds(fault: IntArray, incidents: Incidents, world: World, streams: Streams) -> BoolArray:
    """Whether the clauses stand. One uniform a trial and project: the same clause does not stand and fall in a year."""
    probability = world.once(_standing).take(world.spot(incidents.sets, incidents.project) * len(FAULTS) + fault)
    key = keys(incidents.trial, world.facts.number.take(incidents.project))
    return np.asarray(streams.uniform("clause stands", key) < probability)


def _standing(world: World) -> FloatArray:
    """Return the probability that a project's clauses stand, by fault, shape (M, P, faults)."""
    agreed = list(zip(world.facts.law, world.facts.cap_agreed, strict=True))

    def by_fault(law: str, way: str) -> FloatArray:
        found: Quantity = getattr(world.calibration.bind(f"liability.cap_holds.{law}", CapHolds), way)
        return found.across(FAULTS)

    each = {of: by_fault(*of) for of in set(agreed)}
    return np.stack([each[of] for of in agreed], axis=1)


def _allowed(
    heads: tuple[str, ...],
    damage_by_head_eur: FloatArray,
    holds: BoolArray,
    incidents: Incidents,
    world: World,
    streams: Streams,
) -> FloatArray:
    """Return what the law and the contract let the client claim, by head, shape (H, n)."""
    p = world.calibration.bind("liability.allowed", Allowed)
    allowed = damage_by_head_eur.copy()
    for field in fields(Allowed):
        amount = allowed[heads.index(field.name)]
        rows = np.flatnonzero(amount > 0.0)
        uniform = streams.uniform(f"allowed: {field.name}", incidents.key[rows])
        amount[rows] *= getattr(p, field.name).draw(uniform, incidents.sets[rows])
    excluded = (world.facts.lost_profit_excluded[incidents.project] > 0.0) & holds
    for name in PROFIT:
        allowed[heads.index(name), excluded] = 0.0
    return allowed


def capped(
    paid_share: FloatArray, valid_eur: FloatArray, holds: BoolArray, incidents: Incidents, world: World
) -> FloatArray:
    """Return what is owed: a share of what is valid, below what the cap has left where it stands, shape (n,).

    A cap on each claim meets every claim whole; a cap on the project is used up by its claims of the year in order of
    time. Rows stand in order of trial and time, so the n-th claims of all trials and projects are settled together.
    """
    cap = np.where(holds, world.facts.cap_eur.take(world.spot(incidents.sets, incidents.project)), np.inf)
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
    p: Outcome, demand_eur: FloatArray, incidents: Incidents, streams: Streams
) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Return which claims go to court, which of them are judged, and which of those go through an appeal."""
    sets = incidents.sets
    size = (np.maximum(demand_eur, 1.0) / 1e4) ** p.litigation_power.at(sets)
    probability = np.minimum(p.litigated_at_most.at(sets), p.litigated_at_10000_eur.at(sets) * size)
    litigated = streams.uniform("litigated", incidents.key) < probability
    judged = litigated & (streams.uniform("judged", incidents.key) < p.judged_share.at(sets))
    appealed = judged & (streams.uniform("appealed", incidents.key) < p.appeal_share.at(sets))
    return litigated, judged, appealed
