"""Own cost of the provider: unpaid rework, the cost of the dispute, and the own reputation (liability, step eight).

Lawyers' and court fees follow the statutory tables by amount in dispute. In court the loser pays: each side bears the
cost in the share in which it loses (section 92 ZPO); in a settlement each side bears its own lawyer and half the court.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.calibration import Quantity
from riskmodel.fees import statutory
from riskmodel.incidents import Incidents
from riskmodel.outcry import Outcry
from riskmodel.safeguards import World
from riskmodel.streams import BoolArray, FloatArray, Streams

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


def own_cost(
    incidents: Incidents,
    outcry: Outcry,
    world: World,
    streams: Streams,
    *,
    by_provider: BoolArray,
    founded: BoolArray,
    claimed: BoolArray,
    demand_eur: FloatArray,
    quota: FloatArray,
    litigated: BoolArray,
    judged: BoolArray,
    appealed: BoolArray,
) -> OwnCost:
    """Return the own cost of each incident; `quota` is the share of the demand in which the provider loses."""
    p, sets = world.calibration.bind("liability.own_cost", Own), incidents.sets
    unpaid = p.unpaid_share.draw(streams.uniform("unpaid rework", incidents.key), sets)
    rework = np.where(by_provider, incidents.effort_hours * world.facts.hourly_rate_eur[sets] * unpaid, 0.0)
    own_defence, other_side = _dispute(
        incidents, world, streams, claimed, demand_eur, quota, litigated, judged, appealed
    )
    own_pr = _own_pr(p, incidents, outcry, streams)
    reputation = own_pr + _client_lost(p, incidents, world, streams, founded & claimed)
    total = rework + own_defence + other_side + reputation
    return OwnCost(rework, own_defence, other_side, reputation, own_pr, total)


def _dispute(
    incidents: Incidents,
    world: World,
    streams: Streams,
    claimed: BoolArray,
    demand_eur: FloatArray,
    quota: FloatArray,
    litigated: BoolArray,
    judged: BoolArray,
    appealed: BoolArray,
) -> tuple[FloatArray, FloatArray]:
    """Return own and the other side's cost that the provider bears; only claims cost anything."""
    own, other = np.zeros_like(demand_eur), np.zeros_like(demand_eur)
    rows = np.flatnonzero(claimed)
    p, sets, key, amount = (
        world.calibration.bind("liability.fees", Fees), incidents.sets[rows], incidents.key[rows], demand_eur[rows]
    )  # fmt: skip
    lawyer, court = (statutory(world.calibration, name).unit(amount) for name in ("rvg", "gkg"))
    flat = p.flat_eur.at(sets)

    decades = np.log10(np.maximum(amount, 1.0)) - 4.0
    odds = p.lawyer_probability_at_10000_eur.at(sets)
    odds = odds / (1.0 - odds) * p.lawyer_odds_per_decade.at(sets) ** decades
    asked = streams.uniform("lawyer asked", key) < odds / (1.0 + odds)
    before = np.where(asked, lawyer * p.lawyer_out_of_court.at(sets) + flat, 0.0)

    expert = p.expert_eur.draw(streams.uniform("expert", key), sets)
    settlement_lawyer = lawyer * (p.lawyer_first_instance.at(sets) + p.lawyer_settlement.at(sets)) + flat
    settled = settlement_lawyer + p.settled_own_share.at(sets) * (court * p.court_settled.at(sets) + expert)
    appeal = appealed[rows].astype(float)
    each_lawyer = lawyer * (p.lawyer_first_instance.at(sets) + appeal * p.lawyer_second_instance.at(sets))
    each_lawyer = each_lawyer + flat * (1.0 + appeal)
    common = court * (p.court_first_instance.at(sets) + appeal * p.court_second_instance.at(sets)) + expert

    lost = quota[rows]
    in_court, to_judgment = litigated[rows], judged[rows]
    own[rows] = np.where(to_judgment, lost * (each_lawyer + common), np.where(in_court, settled, before))
    other[rows] = np.where(to_judgment, lost * each_lawyer, 0.0)
    return own, other


def _client_lost(p: Own, incidents: Incidents, world: World, streams: Streams, blamed: BoolArray) -> FloatArray:
    sets = incidents.sets
    lost = blamed & (streams.uniform("client lost", incidents.key) < p.client_lost_probability.at(sets))
    share = p.client_lost_contract_share.draw(streams.uniform("follow-up business", incidents.key), sets)
    return np.where(lost, share * world.facts.contract_value_eur[sets, incidents.project], 0.0)


def _own_pr(p: Own, incidents: Incidents, outcry: Outcry, streams: Streams) -> FloatArray:
    sets = incidents.sets
    named = outcry.media & (streams.uniform("named", incidents.key) < p.named_in_media_probability.at(sets))
    return np.where(named, p.own_pr_eur.draw(streams.uniform("own PR", incidents.key), sets), 0.0)
