"""Damage heads by incident types add up to what is published of the heads."""

from __future__ import annotations

import numpy as np
import pytest

from riskmodel.crosstab import crosstab
from riskmodel.publish import publish
from riskmodel.simulate import Result


def test_three_incidents_by_hand() -> None:
    found = crosstab(
        ("repair", "profit"),
        ("outage", "leak", "never"),
        np.array([[10.0, 4.0, 6.0], [0.0, 100.0, 50.0]]),
        np.array([0, 1, 0]),
        np.array([0.5, 0.25, 0.1]),
        np.array([0.0, 1.0, 0.0]),
    )
    assert found.mean_eur == (pytest.approx((5.6, 1.0, 0.0)), pytest.approx((5.0, 25.0, 0.0)))
    assert found.tail_eur == ((0.0, 4.0, 0.0), (0.0, 100.0, 0.0))


def test_the_types_of_each_head_add_up_to_its_means(small: Result) -> None:
    of = publish(small)
    table = of.heads_by_type
    assert table.heads == tuple(part.name for part in of.heads)
    assert set(table.types) == {part.name for part in of.incident_types}
    for i, part in enumerate(of.heads):
        assert sum(table.mean_eur[i]) == pytest.approx(part.mean_eur, rel=1e-12)
        assert sum(table.tail_eur[i]) == pytest.approx(part.tail_eur, rel=1e-12)
    assert sum(map(sum, table.mean_eur)) == pytest.approx(of.damage.per_year.mean.value, rel=1e-12)
