"""Contract penalty: a sum agreed for each day of delay, up to an agreed maximum.

Only where the contract sets one. It is owed without proof of damage (section 339 BGB) and stands beside the other
heads; that it counts towards them (section 340(2) BGB) is left out, it is small against them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.damage.scene import Figure, Scene
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    day_share: Quantity
    most_share: Quantity


@dataclass(frozen=True)
class TypeParameters:
    """Figures of the head for one incident type."""

    late_days: Figure


def cost(scene: Scene, p: Parameters, of_type: TypeParameters) -> FloatArray:
    """Return EUR: contract value x the smaller of days x share a day and the maximum, where a penalty is agreed."""
    agreed = scene.world.facts.delay_penalty[scene.project]
    days = scene.draw_severe("late days", of_type.late_days)
    share = np.minimum(days * scene.at(p.day_share), scene.at(p.most_share))
    return np.asarray(agreed * scene.fact("contract_value_eur") * share)
