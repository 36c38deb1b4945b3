"""Orders honoured at a wrong price: what the client loses on those that are carried out all the same.

Alitalia took back nearly all wrongly priced tickets, Otto delivered a part; a right to rescind (section 119 BGB) cuts
the loss to next to nothing, at the price of an outcry. Policies often leave out promised vouchers and discounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from riskmodel.damage.scene import Figure, Scene
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    honoured_share: Quantity


@dataclass(frozen=True)
class TypeParameters:
    """Figures of the head for one incident type."""

    order_loss_share: Figure


def cost(scene: Scene, p: Parameters, of_type: TypeParameters) -> FloatArray:
    """Return EUR: orders x share honoured x value of an order x loss on it."""
    honoured = scene.people * scene.category(p.honoured_share, "orders")
    return honoured * scene.fact("order_value_eur") * scene.draw("loss an order", of_type.order_loss_share)
