"""Restoring data: bringing them back from a backup or entering them again.

Person-days x day rate; with tested backups a fraction. What the client lacks in backups is his share of the blame
(section 254 BGB), which stands in liability.
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

    person_days: Quantity
    day_eur: Quantity


def cost(scene: Scene, p: Parameters) -> FloatArray:
    """Return EUR: person-days x day rate x what tested backups leave of it."""
    days = scene.draw_severe("person-days", p.person_days) * scene.effect("restoration")
    return np.asarray(days * scene.draw("day rate", p.day_eur))
