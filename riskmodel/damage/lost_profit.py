"""Lost profit and consequential loss: contribution that does not come in, and expense that was wasted.

What is claimable is profit, not revenue (section 252 BGB). Revenue of the hours the incident lasts x share interrupted
x what is not caught up x margin; expense that was wasted; and, with small probability, a deep consequential loss, a
share of the client's yearly revenue. That last branch carries the price of high policy limits and rests on one price
list.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.damage.scene import Figure, Scene
from riskmodel.incidents import HOURS_A_YEAR
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    catch_up_share: Quantity
    deep_loss_revenue_share: Quantity


@dataclass(frozen=True)
class TypeParameters:
    """Figures of the head for one incident type; a figure that is left out adds nothing."""

    deep_loss_probability: Figure
    interrupted_share: Figure | None = None
    wasted_expense_eur: Figure | None = None


def cost(scene: Scene, p: Parameters, of_type: TypeParameters) -> FloatArray:
    """Return EUR."""
    deep = scene.happens("deep loss", scene.at(of_type.deep_loss_probability))
    total = scene.where(deep, lambda s: _deep_loss(s, p))
    if (share := of_type.interrupted_share) is not None:
        total += scene.having(share, lambda s: _interrupted(s, p, share))
    if (expense := of_type.wasted_expense_eur) is not None:
        total += scene.having(expense, lambda s: s.draw_severe("wasted expense", expense))
    return total


def _interrupted(scene: Scene, p: Parameters, share: Figure) -> FloatArray:
    hours = np.minimum(1.0, scene.duration_hours / HOURS_A_YEAR) * scene.draw("interrupted", share)
    lost = scene.fact("client_revenue_eur") * hours * (1.0 - scene.draw("caught up", p.catch_up_share))
    return lost * scene.fact("margin_share")


def _deep_loss(scene: Scene, p: Parameters) -> FloatArray:
    share = scene.draw("deep loss share", p.deep_loss_revenue_share)
    return scene.fact("client_revenue_eur") * np.minimum(1.0, share)
