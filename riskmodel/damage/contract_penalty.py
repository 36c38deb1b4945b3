"""Contract penalty: a sum agreed for each day of delay, up to an agreed maximum.

Only where the contract sets one. It is owed without proof of damage (section 339 BGB) and stands beside the other
heads; that it counts towards them (section 340(2) BGB) is left out, it is small against them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.damage.scene import Scene
from riskmodel.incidents import HOURS_A_DAY
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    day_share: Quantity
    most_share: Quantity


def cost(scene: Scene, p: Parameters) -> FloatArray:
    """Return EUR: contract value x the smaller of days x share a day and the maximum, where a penalty is agreed."""
    agreed = scene.world.facts.delay_penalty[scene.project]
    days = scene.duration_hours / HOURS_A_DAY
    share = np.minimum(days * scene.at(p.day_share), scene.at(p.most_share))
    return np.asarray(agreed * scene.fact("contract_value_eur") * share)
