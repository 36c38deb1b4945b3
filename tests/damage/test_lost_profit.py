"""Lost profit: of the hours lost, the margin that does not come back; rarely, much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from riskmodel.damage.lost_profit import Parameters, TypeParameters, cost
from riskmodel.damage.scene import Scene

FACTS = {"client_revenue_eur": 8_760_000.0, "margin_share": 0.25}


def figures(make: Any) -> Parameters:
    q = make.quantity
    return Parameters(catch_up_share=q(0.4), deep_loss_revenue_share=q(0.05))


@pytest.mark.parametrize(("hours", "euros"), [(10.0, 10 * 1_000 * 0.7 * 0.6 * 0.25), (20_000.0, 8.76e6 * 0.105)])
def test_an_outage_costs_the_margin_of_the_revenue_not_caught_up_and_never_more_than_a_years(
    make: Any, scene: Callable[..., Scene], hours: float, euros: float
) -> None:
    """1,000 EUR an hour, 70 % interrupted, 40 % caught up, 25 % margin."""
    of_type = TypeParameters(make.quantity(0.0), interrupted_share=make.quantity(0.7))
    found = cost(scene(facts=FACTS, duration_hours=hours), figures(make), of_type)
    assert found[0] == pytest.approx(euros)


@pytest.mark.parametrize(("probability", "euros"), [(0.0, 300.0), (1.0, 300.0 + 0.05 * 8_760_000.0)])
def test_expense_was_wasted_and_a_deep_loss_comes_on_top(
    make: Any, scene: Callable[..., Scene], probability: float, euros: float
) -> None:
    of_type = TypeParameters(make.quantity(probability), wasted_expense_eur=make.quantity(300.0))
    assert cost(scene(facts=FACTS), figures(make), of_type)[0] == pytest.approx(euros)


def test_a_deep_loss_is_as_frequent_as_stated(make: Any, scene: Callable[..., Scene]) -> None:
    """One in fifty of 20,000 incidents, within four binomial standard errors."""
    of_type = TypeParameters(make.quantity(0.02))
    hit = cost(scene(20_000, facts=FACTS), figures(make), of_type) > 0.0
    assert abs(np.mean(hit) - 0.02) < 4.0 * np.sqrt(0.02 * 0.98 / 20_000)
