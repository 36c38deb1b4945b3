"""Fee claimed back: a share of the contract, where the contract itself failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.fee_back import Parameters, TypeParameters, cost
from riskmodel.damage.scene import Scene


@pytest.mark.parametrize(("probability", "euros"), [(0.0, 0.0), (1.0, 0.55 * 24_000.0)])
def test_a_share_of_the_contract_value_where_the_contract_failed(
    make: Any, scene: Callable[..., Scene], probability: float, euros: float
) -> None:
    of_type = TypeParameters(make.quantity(probability))
    found = cost(scene(facts={"contract_value_eur": 24_000.0}), Parameters(make.quantity(0.55)), of_type)
    assert found[0] == pytest.approx(euros)
