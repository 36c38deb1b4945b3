"""Data protection: claims of people whose data leaked (Art. 82 GDPR), and the authority's procedure.

Data subjects mostly turn to the client as controller, who takes recourse against the provider as processor (Art.
82(5)). BGH VI ZR 10/24: 100 EUR for loss of control. Fines are left out: they are not damage.
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

    claiming_share: Quantity
    award_eur: Quantity
    procedure_probability: Quantity
    procedure_eur: Quantity


def cost(scene: Scene, p: Parameters) -> FloatArray:
    """Return EUR: people x share that claims x award + the procedure, where there is one."""
    claims = scene.people * np.minimum(1.0, scene.draw("claiming", p.claiming_share))
    procedure = scene.happens("procedure", scene.at(p.procedure_probability)) & (scene.people > 0.0)
    return claims * scene.draw("award", p.award_eur) + scene.where(procedure, lambda s: s.draw("cost", p.procedure_eur))
