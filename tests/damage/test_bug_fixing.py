"""Finding and fixing the error: hours at their rates, a surcharge, an expert for long searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.bug_fixing import Parameters, cost
from riskmodel.damage.scene import Scene


def figures(make: Any, called: float) -> Parameters:
    q = make.quantity
    return Parameters(
        client_staff_hours=q(3.0), client_staff_rate_eur=q(60.0), third_party_probability=q(called),
        third_party_hours=q(8.0), third_party_rate_eur=q(100.0), surcharge_share=q(0.25),
        expert_above_hours=q(40.0), expert_eur=q(1_500.0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("called", "effort", "euros"),
    [
        (0.0, 40.0, 3 * 60.0),
        (1.0, 40.0, 3 * 60.0 + 8 * 100.0 * 1.25),
        (0.0, 40.1, 3 * 60.0 + 1_500.0),
        (1.0, 95.0, 3 * 60.0 + 8 * 100.0 * 1.25 + 1_500.0),
    ],
)
def test_staff_third_party_with_surcharge_and_an_expert_above_forty_hours(
    make: Any, scene: Callable[..., Scene], called: float, effort: float, euros: float
) -> None:
    assert cost(scene(effort_hours=effort), figures(make, called))[0] == pytest.approx(euros)
