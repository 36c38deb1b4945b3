"""Own cost of the provider: unpaid rework, the cost of the dispute, and the own reputation (liability, step eight).

Lawyers' and court fees follow the statutory tables by amount in dispute. In court the loser pays: each side bears the
cost in the share in which it loses (section 92 ZPO); in a settlement each side bears its own lawyer and half the court.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.fees import statutory
from riskmodel.incidents import Incidents
from riskmodel.outcry import Outcry
from riskmodel.quantity import Quantity, by_decade
from riskmodel.safeguards import World
from riskmodel.streams import BoolArray, FloatArray, IntArray, Streams

OWN_HEADS = ("own_rework", "own_defence", "other_side", "own_reputation")


@dataclass(frozen=True)
class OwnCost:
    """What falls on the provider beside what is owed; n incidents, EUR."""

    own_rework_eur: FloatArray  # (n,) unpaid repair of the own performance
    own_defence_eur: FloatArray  # (n,) lawyer, court, expert; net of what a losing opponent reimburses
    other_side_eur: FloatArray  # (n,) the winner's cost
    own_reputation_eur: FloatArray  # (n,) own PR and lost clients
    own_pr_eur: FloatArray  # (n,) of it own PR, which is what an own-damage section pays
    total_eur: FloatArray  # (n,)


@dataclass(frozen=True)
class Fees:
    """Multiples of the fee unit, and what no table says."""

    lawyer_out_of_court: Quantity
    lawyer_first_instance: Quantity
    lawyer_second_instance: Quantity
    lawyer_settlement: Quantity
    court_first_instance: Quantity
    court_second_instance: Quantity
    court_settled: Quantity
    settled_own_share: Quantity
    flat_eur: Quantity
    expert_eur: Quantity
    lawyer_probability_at_10000_eur: Quantity
    lawyer_odds_per_decade: Quantity


@dataclass(frozen=True)
class Own:
    """Figures of rework and reputation."""

    unpaid_share: Quantity
    client_lost_probability: Quantity
    client_lost_contract_share: Quantity
    named_in_media_probability: Quantity
    own_pr_eur: Quantity


@dataclass(frozen=True)
class Dispute:
    """The claims; c of the n incidents."""

    rows: IntArray  # (c,) their places among the incidents
    founded: BoolArray  # (c,)
    demand_eur: FloatArray  # (c,)
    quota: FloatArray  # (c,) share of the demand in which the provider loses
    litigated: BoolArray  # (c,)
    judged: BoolArray  # (c,)
    appealed: BoolArray  # (c,)


def own_cost(
    incidents: Incidents,
    claims: Incidents,
    outcry: Outcry,
    by_provider: BoolArray,
    dispute: Dispute,
    world: World,
    streams: Streams,
) -> OwnCost:
    """Return the own cost of each incident; `claims` are the incidents in dispute."""
    p = world.calibration.bind("liability.own_cost", Own)
    own = np.zeros((3, len(by_provider)))
    rework, own_defence, other_side = own
    mine = np.flatnonzero(by_provider)
    sets = incidents.sets.take(mine)
    unpaid = p.unpaid_share.draw(streams.uniform("unpaid rework", incidents.key.take(mine)), sets)
    rework[mine] = incidents.effort_hours.take(mine) * world.facts.hourly_rate_eur.take(sets) * unpaid
    own_defence[dispute.rows], other_side[dispute.rows] = _cost_of(dispute, claims, world, streams)
    own_pr = _own_pr(p, incidents, outcry, streams)
    reputation = own_pr.copy()
    reputation[dispute.rows] += _client_lost(p, claims, world, streams, dispute.founded)
    return OwnCost(rework, own_defence, other_side, reputation, own_pr, rework + own_defence + other_side + reputation)


def _cost_of(dispute: Dispute, claims: Incidents, world: World, streams: Streams) -> tuple[FloatArray, FloatArray]:
    """Return own and the other side's cost of each claim that the provider bears, shapes (c,)."""
    p = world.calibration.bind("liability.fees", Fees)
    own, other_side = np.zeros((2, len(dispute.rows)))
    asked = _asked(p, dispute, claims, streams)
    lawyer = statutory(world.calibration, "rvg").unit(dispute.demand_eur[asked])
    own[asked] = lawyer * p.lawyer_out_of_court.at(claims.sets[asked]) + p.flat_eur.at(claims.sets[asked])
    in_court = np.flatnonzero(dispute.litigated)
    own[in_court], other_side[in_court] = _court_cost(p, dispute, claims, in_court, world, streams)
    return own, other_side


def _asked(p: Fees, dispute: Dispute, claims: Incidents, streams: Streams) -> IntArray:
    """Return the claims out of court for which a lawyer is asked."""
    rows = np.flatnonzero(~dispute.litigated)
    sets = claims.sets[rows]
    odds = p.lawyer_probability_at_10000_eur.at(sets)
    odds = odds / (1.0 - odds) * by_decade(p.lawyer_odds_per_decade, sets, dispute.demand_eur[rows], 10_000.0)
    asked = streams.uniform("lawyer asked", claims.key[rows]) < odds / (1.0 + odds)
    return rows[np.flatnonzero(asked)]


def _court_cost(
    p: Fees, dispute: Dispute, claims: Incidents, rows: IntArray, world: World, streams: Streams
) -> tuple[FloatArray, FloatArray]:
    """Return own and the other side's cost of the claims in court that the provider bears, shape as `rows`."""
    sets, lost, judged = claims.sets[rows], dispute.quota[rows], dispute.judged[rows]
    lawyer, court = (statutory(world.calibration, name).unit(dispute.demand_eur[rows]) for name in ("rvg", "gkg"))
    flat, appeal = p.flat_eur.at(sets), dispute.appealed[rows].astype(float)
    expert = p.expert_eur.draw(streams.uniform("expert", claims.key[rows]), sets)
    settlement_lawyer = lawyer * (p.lawyer_first_instance.at(sets) + p.lawyer_settlement.at(sets)) + flat
    settled = settlement_lawyer + p.settled_own_share.at(sets) * (court * p.court_settled.at(sets) + expert)
    each_lawyer = lawyer * (p.lawyer_first_instance.at(sets) + appeal * p.lawyer_second_instance.at(sets))
    each_lawyer = each_lawyer + flat * (1.0 + appeal)
    common = court * (p.court_first_instance.at(sets) + appeal * p.court_second_instance.at(sets)) + expert
    return np.where(judged, lost * (each_lawyer + common), settled), np.where(judged, lost * each_lawyer, 0.0)


def _client_lost(p: Own, incidents: Incidents, world: World, streams: Streams, blamed: BoolArray) -> FloatArray:
    """Return what the business lost with the client would have brought, shape (c,)."""
    lost = blamed & (streams.uniform("client lost", incidents.key) < p.client_lost_probability.at(incidents.sets))
    cost, rows = np.zeros(len(lost)), np.flatnonzero(lost)
    sets = incidents.sets[rows]
    share = p.client_lost_contract_share.draw(streams.uniform("follow-up business", incidents.key[rows]), sets)
    cost[rows] = share * world.facts.contract_value_eur[sets, incidents.project[rows]]
    return cost


def _own_pr(p: Own, incidents: Incidents, outcry: Outcry, streams: Streams) -> FloatArray:
    """Return what the own PR costs where media name the provider, shape (n,)."""
    cost = np.zeros(len(outcry.media))
    rows = np.flatnonzero(outcry.media)
    key, sets = incidents.key[rows], incidents.sets[rows]
    named = streams.uniform("named", key) < p.named_in_media_probability.at(sets)
    cost[rows] = np.where(named, p.own_pr_eur.draw(streams.uniform("own PR", key), sets), 0.0)
    return cost
