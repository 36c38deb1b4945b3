"""Infringement of others' rights: licence damages and the cost of the warning letter.

The holder of the right asks for what a licence would have cost and for his lawyer, whose fee follows the statutory
table by amount in dispute (1.3 units out of court). Who warned the client, the client passes on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.damage.scene import Scene
from riskmodel.fees import statutory
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    licence_eur: Quantity
    dispute_value_eur: Quantity


def cost(scene: Scene, p: Parameters) -> FloatArray:
    """Return EUR: licence + lawyer's fee for the amount in dispute."""
    calibration = scene.world.calibration
    unit = statutory(calibration, "rvg").unit(scene.draw("amount in dispute", p.dispute_value_eur))
    letter = unit * scene.at(calibration.quantity("liability.fees.lawyer_out_of_court"))
    return np.asarray(scene.draw_severe("licence", p.licence_eur) + letter)
