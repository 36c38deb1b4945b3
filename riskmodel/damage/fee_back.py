"""Fee claimed back: money wasted on the contract is claimed back, or others do the work again.

Published fee disputes lie between 0.3 and 1.2 times the contract value.
"""

from __future__ import annotations

from dataclasses import dataclass

from riskmodel.damage.scene import Figure, Scene
from riskmodel.quantity import Quantity
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Parameters:
    """Figures of the head."""

    contract_share: Quantity


@dataclass(frozen=True)
class TypeParameters:
    """Figures of the head for one incident type."""

    probability: Figure


def cost(scene: Scene, p: Parameters, of_type: TypeParameters) -> FloatArray:
    """Return EUR: contract value x share, where the contract itself failed."""
    failed = scene.happens("contract failed", scene.at(of_type.probability))
    return scene.where(failed, lambda s: s.fact("contract_value_eur") * s.draw("share", p.contract_share))
