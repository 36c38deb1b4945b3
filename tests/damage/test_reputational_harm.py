"""Reputational harm: people who leave, people who never come, an end after some yearly contributions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from riskmodel.damage.reputational_harm import Parameters, cost
from riskmodel.damage.scene import Scene

# One of the client's people orders twice a year for 90 EUR at a margin of 20 %: 36 EUR a year.
FACTS = {"orders_per_year": 2.0, "order_value_eur": 90.0, "margin_share": 0.2, "people": 5_000.0}
HEARD = {"reach_people": 40_000.0, "client_reach_people": 3_000.0}


def figures(make: Any, measurable: float, lasting: float, churn: float) -> Parameters:
    q = make.quantity
    return Parameters(
        measurable_probability=q(measurable), long_probability=q(lasting), extra_churn_share=q(churn),
        short_years=q(0.25), long_years=q(1.5), most_years=q(3.0), lost_new_share=q(0.001),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("measurable", "lasting", "churn", "posts", "euros"),
    [
        (1.0, 0.0, 0.02, 9.0, (3_000 * 0.02 * 0.25 + 37_000 * 0.001) * 36.0),
        (1.0, 1.0, 0.02, 9.0, (3_000 * 0.02 * 1.5 + 37_000 * 0.001) * 36.0),
        (0.0, 1.0, 0.02, 9.0, 0.0),
        (1.0, 1.0, 0.02, 0.0, 0.0),
    ],
)
def test_those_who_leave_and_those_who_never_come_at_their_yearly_contribution(
    make: Any, scene: Callable[..., Scene], measurable: float, lasting: float, churn: float, posts: float, euros: float
) -> None:
    """Short and lasting, not measurable, and without a single post."""
    found = cost(scene(facts=FACTS, posts=posts, **HEARD), figures(make, measurable, lasting, churn))
    assert found[0] == pytest.approx(euros)


def test_harm_ends_at_the_stated_number_of_yearly_contributions_of_all_people(
    make: Any, scene: Callable[..., Scene]
) -> None:
    few = {**FACTS, "people": 10.0}
    found = cost(scene(facts=few, posts=9.0, **HEARD), figures(make, 1.0, 1.0, 0.5))
    assert found[0] == pytest.approx(3.0 * 10.0 * 36.0)
