"""Reputational harm: the client's customers buy less or stay away, and some who would have come do not.

People reached x extra churn x yearly contribution x years until recovered + lost new business. Zero in most outcries:
Hansen et al. (2018) find brand damage in 58 % (short) and 40 % (long) of storms, MHMK (2014) hardly any lasting
economic damage. Ends at a stated number of yearly contributions. No share price: it is not attributable. No published
claim puts a figure on this head, so it rests on mechanism and judgement.
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

    measurable_probability: Quantity
    long_probability: Quantity
    extra_churn_share: Quantity
    short_years: Quantity
    long_years: Quantity
    most_years: Quantity
    lost_new_share: Quantity


def cost(scene: Scene, p: Parameters) -> FloatArray:
    """Return EUR, at most `most_years` yearly contributions of all the client's people."""
    return scene.where(scene.posts > 0.0, lambda s: _harm(s, p))


def _harm(scene: Scene, p: Parameters) -> FloatArray:
    measurable = scene.happens("measurable", scene.at(p.measurable_probability))
    return scene.where(measurable, lambda s: _people_lost(s, p) * _yearly_contribution(s))


def _yearly_contribution(scene: Scene) -> FloatArray:
    return scene.fact("orders_per_year") * scene.fact("order_value_eur") * scene.fact("margin_share")


def _people_lost(scene: Scene, p: Parameters) -> FloatArray:
    """Return people times years."""
    lasting = scene.happens("lasting", scene.at(p.long_probability))
    years = np.where(lasting, scene.at(p.long_years), scene.at(p.short_years))
    leaving = scene.client_reach_people * scene.draw("churn", p.extra_churn_share) * years
    never_coming = (scene.reach_people - scene.client_reach_people) * scene.at(p.lost_new_share)
    most = scene.at(p.most_years) * scene.fact("people")
    return np.minimum(leaving + never_coming, most)
