"""PR and marketing measures: crisis advice and counter-measures in public, once enough people have heard of it.

Crisis days x day rate + retainer x months + counter-reach x cost a thousand, at most a share of the client's yearly
revenue. The reasonable part is claimable as cost
of averting further damage. No published claim puts a figure on this head, so it rests on mechanism and judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.damage.scene import Scene
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    reaction_above_people: Quantity
    day_rate_eur: Quantity
    retainer_eur: Quantity
    retainer_months: Quantity
    counter_reach: Quantity
    eur_per_thousand: Quantity
    most_revenue_share: Quantity


def cost(scene: Scene, p: Parameters) -> FloatArray:
    """Return EUR, zero below the reach at which the client reacts."""
    return scene.where(scene.reach_people > 0.0, lambda s: _reaction(s, p))


def _reaction(scene: Scene, p: Parameters) -> FloatArray:
    reacts = scene.reach_people > scene.draw("threshold", p.reaction_above_people)
    return scene.where(reacts, lambda s: _measures(s, p))


def _measures(scene: Scene, p: Parameters) -> FloatArray:
    advice = scene.crisis_days * scene.draw("day rate", p.day_rate_eur)
    retainer = scene.draw("months", p.retainer_months) * scene.draw("retainer", p.retainer_eur)
    thousands = scene.draw("counter-reach", p.counter_reach) * scene.reach_people / 1000.0
    wanted = advice + retainer + thousands * scene.draw("media", p.eur_per_thousand)
    most = scene.at(p.most_revenue_share) * scene.fact("client_revenue_eur")
    return np.minimum(wanted, most)
