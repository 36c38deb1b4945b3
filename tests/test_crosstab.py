"""Damage heads by incident types add up to what is published of the heads."""

from __future__ import annotations

import numpy as np
import pytest

from riskmodel.crosstab import Crosstab
from riskmodel.ledger import Head, Ledger
from riskmodel.publish import publish
from riskmodel.simulate import Result

HEADS, TYPES = ("repair", "profit", "penalty"), ("outage", "leak", "never")


@pytest.fixture
def ledger() -> Ledger:
    """Return four incidents, three outages and a leak, of which the second has repair only and none a penalty."""
    none = np.zeros(0)
    nowhere = np.zeros(0, dtype=np.int32)
    damage = np.array([10.0, 4.0, 106.0, 50.0])
    return Ledger(
        trial=np.array([0, 0, 3, 8]),
        project=np.zeros(4, dtype=np.int16),
        kind=np.array([0, 0, 1, 0]),
        damage_eur=damage,
        own_cost_eur=np.zeros(4),
        rows=nowhere,
        claimed=np.zeros(0, dtype=bool),
        claimed_eur=none,
        owed_eur=none,
        recourse_eur=none,
        cap_holds=np.zeros(0, dtype=bool),
        own_heads_eur=np.zeros((0, 0)),
        policies=(),
        heads=(
            Head(np.array([0, 1, 2]), np.array([10.0, 4.0, 6.0])),
            Head(np.array([2, 3]), np.array([100.0, 50.0])),
            Head(nowhere, none),
        ),
    )


def test_four_incidents_by_hand(ledger: Ledger) -> None:
    mean, tail = (ledger.by_head(np.array(w), len(TYPES)) for w in ([0.5, 0.25, 0.1, 0.2], [0.0, 0.0, 1.0, 0.5]))
    bands = [[(5.0, 7.0), (2.7, 2.9), None], [(0.0, 9.0), (5.0, 20.0), None], [None, None, None]]
    worst = [[(0.0, 1.0), (4.0, 8.0), None], [(20.0, 30.0), (101.0, 200.0), None], [None, None, None]]
    found = Crosstab.of(HEADS, TYPES, mean, tail, bands, worst)
    assert (found.heads, found.types) == (HEADS, TYPES)
    assert found.mean_eur == (pytest.approx((6.0, 0.6, 0.0)), pytest.approx((10.0, 10.0, 0.0)), (0.0, 0.0, 0.0))
    assert found.band == (((5.0, 7.0), None, None), (None, (5.0, 20.0), None), (None, None, None)), "around its mean"
    assert found.tail_band == (((0.0, 1.0), (4.0, 8.0), None), ((20.0, 30.0), None, None), (None, None, None))
    assert found.tail_eur == ((0.0, 6.0, 0.0), (25.0, 100.0, 0.0), (0.0, 0.0, 0.0))


def test_the_heads_of_all_types_add_up_to_the_damage_weighted_alike(ledger: Ledger) -> None:
    weight = np.array([0.5, 0.25, 0.1, 0.2])
    by_type = ledger.by_head(weight, len(TYPES)).sum(axis=0)
    assert by_type == pytest.approx([0.5 * 10.0 + 0.25 * 4.0 + 0.2 * 50.0, 0.1 * 106.0, 0.0])
    assert by_type.sum() == pytest.approx(float(weight @ ledger.damage_eur))


def test_the_types_of_each_head_add_up_to_its_means(small: Result) -> None:
    of = publish(small)
    table = of.heads_by_type
    assert table.heads == tuple(part.name for part in of.heads)
    assert set(table.types) == {part.name for part in of.incident_types}
    for i, part in enumerate(of.heads):
        assert sum(table.mean_eur[i]) == pytest.approx(part.mean_eur, rel=1e-12)
        assert sum(table.tail_eur[i]) == pytest.approx(part.tail_eur, rel=1e-12)
    assert sum(map(sum, table.mean_eur)) == pytest.approx(of.damage.per_year.mean.value, rel=1e-12)
    assert sum(map(sum, table.tail_eur)) > sum(map(sum, table.mean_eur)) > 0.0
