"""Restoring data: person-days at their rate, a fraction of them with tested backups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.data_restoration import Parameters, cost
from riskmodel.damage.scene import Scene


@pytest.mark.parametrize(("left", "euros"), [(1.0, 12 * 500.0), (0.25, 3 * 500.0), (1.6, 19.2 * 500.0)])
def test_person_days_at_the_day_rate_as_far_as_backups_leave_them(
    make: Any, scene: Callable[..., Scene], left: float, euros: float
) -> None:
    p = Parameters(person_days=make.quantity(12.0), day_eur=make.quantity(500.0))
    assert cost(scene(effects=left), p)[0] == pytest.approx(euros)
