"""Orders honoured at a wrong price: their number, their value, and what is lost on each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.honoured_orders import Parameters, TypeParameters, cost
from riskmodel.damage.scene import Scene


@pytest.mark.parametrize(("orders", "share"), [("honoured", 0.98), ("partly", 0.3), ("cancelled", 0.02)])
def test_a_wrong_price_costs_its_loss_on_the_orders_that_are_honoured(
    make: Any, scene: Callable[..., Scene], orders: str, share: float
) -> None:
    p = Parameters(make.quantity({"honoured": 0.98, "partly": 0.3, "cancelled": 0.02}))
    found = cost(
        scene(facts={"order_value_eur": 80.0, "orders": orders}, people=500.0), p, TypeParameters(make.quantity(0.6))
    )
    assert found[0] == pytest.approx(500 * share * 80.0 * 0.6)
