"""Infringement of rights: the licence not bought, and the lawyer's letter at the statutory fee."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.rights_infringement import Parameters, cost
from riskmodel.damage.scene import Scene


@pytest.mark.parametrize(("in_dispute", "unit"), [(5_000.0, 354.50), (5_000.01, 414.00)])
def test_licence_and_1_3_fee_units_of_the_amount_in_dispute(
    make: Any, scene: Callable[..., Scene], in_dispute: float, unit: float
) -> None:
    p = Parameters(licence_eur=make.quantity(600.0), dispute_value_eur=make.quantity(in_dispute))
    assert cost(scene(), p)[0] == pytest.approx(600.0 + 1.3 * unit)
