"""Informing the people concerned: from a number on, set-up and a mix of letters, mails and calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.customer_notification import Parameters, cost
from riskmodel.damage.scene import Scene


@pytest.mark.parametrize(
    ("people", "euros"),
    [(1_000.0, 0.0), (1_001.0, 700.0 + 1_001.0 * (0.2 * 1.25 + 0.8 * 0.01 + 0.04 * 5 * 0.75))],
)
def test_above_a_thousand_people_set_up_letters_mails_and_calls(
    make: Any, scene: Callable[..., Scene], people: float, euros: float
) -> None:
    q = make.quantity
    p = Parameters(
        informed_above_people=q(1_000.0), setup_eur=q(700.0), letter_share=q(0.2), letter_eur=q(1.25),
        mail_eur=q(0.01), callback_share=q(0.04), call_minutes=q(5.0), call_minute_eur=q(0.75),
    )  # fmt: skip
    assert cost(scene(people=people), p)[0] == pytest.approx(euros)
