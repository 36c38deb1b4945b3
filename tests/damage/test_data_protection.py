"""Data protection: the share of people who claim, at the courts' award, and the authority's procedure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.data_protection import Parameters, cost
from riskmodel.damage.scene import Scene


@pytest.mark.parametrize(
    ("people", "claiming", "procedure", "euros"),
    [
        (3_000.0, 0.02, 0.0, 60 * 100.0),
        (3_000.0, 0.02, 1.0, 60 * 100.0 + 2_500.0),
        (0.0, 0.02, 1.0, 0.0),
        (7.0, 40.0, 0.0, 7 * 100.0),
    ],
)
def test_claims_at_their_award_and_a_procedure_where_anybody_is_concerned(
    make: Any, scene: Callable[..., Scene], people: float, claiming: float, procedure: float, euros: float
) -> None:
    """However many are drawn to claim, no more than there are."""
    q = make.quantity
    p = Parameters(q(claiming), q(100.0), q(procedure), q(2_500.0))
    assert cost(scene(people=people), p)[0] == pytest.approx(euros)
