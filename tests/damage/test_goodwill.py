"""Goodwill: granted to few and refused to many; redeemed value less the margin of the sale it brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from riskmodel.damage.goodwill import Parameters, TypeParameters, cost, granting_odds
from riskmodel.damage.scene import Scene

FACTS = {"goodwill_eur": 20.0, "margin_share": 0.3, "stance": "explain_apologise"}


def figures(make: Any, odds: float, per_decade: float = 0.2) -> Parameters:
    q = make.quantity
    stances = dict.fromkeys(("ignore", "demand_deletion", "deny", "explain_apologise"), 1.0)
    return Parameters(
        odds_at_1000_people=q(odds), odds_per_decade=q(per_decade), considered_above_people=q(100.0),
        stance=q({**stances, "apologise_goodwill": 6.0}), redemption_share=q(0.45),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("people", "occasion", "euros"),
    [(100.0, 1.0, 0.0), (101.0, 1.0, 101 * 20.0 * 0.45 * 0.7), (101.0, 0.0, 0.0)],
)
def test_people_times_value_times_redemption_less_the_margin_from_a_hundred_people_on(
    make: Any, scene: Callable[..., Scene], people: float, occasion: float, euros: float
) -> None:
    found = cost(scene(facts=FACTS, people=people), figures(make, 1e15), TypeParameters(make.quantity(occasion)))
    assert found[0] == pytest.approx(euros)


def test_ten_times_the_people_lower_the_odds_by_the_stated_factor() -> None:
    """Otto gave to 2,565 people and not to 50,000: the odds fall with their number."""
    odds = granting_odds(np.array([1_000.0, 10_000.0, 1.0]), np.full(3, 1.2), np.full(3, 0.165))
    assert odds == pytest.approx([1.2, 1.2 * 0.165, 1.2 * 0.165**-3])


@pytest.mark.parametrize(("stance", "odds"), [("explain_apologise", 1.5), ("apologise_goodwill", 9.0)])
def test_the_share_of_clients_that_grant_it_is_that_of_the_odds(
    make: Any, scene: Callable[..., Scene], stance: str, odds: float
) -> None:
    """To 1,000 people at odds of 1.5: six in ten; a client set on goodwill nine in ten. Four standard errors."""
    n, share = 10_000, odds / (1.0 + odds)
    found = cost(
        scene(n, facts={**FACTS, "stance": stance}, people=1_000.0),
        figures(make, 1.5),
        TypeParameters(make.quantity(1.0)),
    )
    assert abs(np.mean(found > 0.0) - share) < 4.0 * np.sqrt(share * (1.0 - share) / n)
