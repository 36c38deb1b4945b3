"""Finding and fixing the error: work at the client and at third parties.

The client's own staff search, test and wait; the hours are damage (BGH, 9 December 2008) and may be estimated (section
287 ZPO). In some incidents third parties search or repair, out of hours at a surcharge, and above some effort an
outside expert is called. The provider's repair of the own performance is left out on purpose: it is owed for nothing
and stands in own cost (own_rework).
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

    client_staff_hours: Quantity
    client_staff_rate_eur: Quantity
    third_party_probability: Quantity
    third_party_hours: Quantity
    third_party_rate_eur: Quantity
    surcharge_share: Quantity
    expert_above_hours: Quantity
    expert_eur: Quantity


def cost(scene: Scene, p: Parameters) -> FloatArray:
    """Return EUR: staff hours x rate + third-party hours x rate x (1 + surcharge) + an expert for long searches."""
    staff = scene.draw_severe("staff hours", p.client_staff_hours) * scene.draw("staff rate", p.client_staff_rate_eur)
    called = scene.happens("third party called", scene.at(p.third_party_probability))
    long = scene.effort_hours > scene.at(p.expert_above_hours)
    expert = scene.where(long, lambda s: s.draw("expert", p.expert_eur))
    return np.asarray(staff + scene.where(called, lambda s: _third_party(s, p)) + expert)


def _third_party(scene: Scene, p: Parameters) -> FloatArray:
    rate = scene.draw("third-party rate", p.third_party_rate_eur) * (1.0 + scene.draw("surcharge", p.surcharge_share))
    return np.asarray(scene.draw_severe("third-party hours", p.third_party_hours) * rate)
