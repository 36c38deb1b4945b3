"""PR and marketing measures: nothing below the reach at which firms react, and never more than the client can bear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.pr_campaign import Parameters, cost
from riskmodel.damage.scene import Scene

WANTED = 4 * 1_800.0 + 0.5 * 3_000.0 + 5 * 60_000.0 / 1_000 * 14.0


@pytest.mark.parametrize(
    ("reach", "revenue", "euros"),
    [(50_000.0, 9e6, 0.0), (60_000.0, 9e6, WANTED), (60_000.0, 1e6, 0.004 * 1e6)],
)
def test_days_retainer_and_counter_reach_up_to_a_share_of_the_clients_revenue(
    make: Any, scene: Callable[..., Scene], reach: float, revenue: float, euros: float
) -> None:
    q = make.quantity
    p = Parameters(
        reaction_above_people=q(50_000.0), day_rate_eur=q(1_800.0), retainer_eur=q(3_000.0), retainer_months=q(0.5),
        counter_reach=q(5.0), eur_per_thousand=q(14.0), most_revenue_share=q(0.004),
    )  # fmt: skip
    heard = scene(facts={"client_revenue_eur": revenue}, reach_people=reach, crisis_days=4.0)
    assert cost(heard, p)[0] == pytest.approx(euros)
