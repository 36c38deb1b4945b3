"""Contract penalty: a share of the contract for each day of delay, up to a maximum, where it is agreed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.contract_penalty import Parameters, cost
from riskmodel.damage.scene import Scene


@pytest.mark.parametrize(
    ("agreed", "days", "euros"),
    [(1.0, 24.0, 24 * 0.002 * 30_000), (1.0, 25.0, 0.05 * 30_000), (1.0, 80.0, 0.05 * 30_000), (0.0, 80.0, 0.0)],
)
def test_days_times_their_share_of_the_contract_up_to_the_maximum_where_agreed(
    make: Any, scene: Callable[..., Scene], agreed: float, days: float, euros: float
) -> None:
    """0.2 % a day and at most 5 % of EUR 30,000: reached on the 25th day."""
    p = Parameters(day_share=make.quantity(0.002), most_share=make.quantity(0.05))
    late = scene(facts={"contract_value_eur": 30_000.0, "delay_penalty": agreed}, duration_hours=24.0 * days)
    assert cost(late, p)[0] == pytest.approx(euros)
