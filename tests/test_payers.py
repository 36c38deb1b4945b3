"""Who pays of claims of each size, and what nobody knows of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from riskmodel.estimate import CLAIM_SIZES, PAYERS, Estimate
from riskmodel.payers import by_rank
from riskmodel.publish import publish
from riskmodel.samples import Samples
from riskmodel.simulate import Result


def test_claims_are_sized_within_each_parameter_set_and_one_at_an_end_counts_in_part() -> None:
    """Set 0 has ten claims of 1 to 10, set 1 none, set 2 four of 1 to 4: a middle fifth of two rows, and of 0.8."""
    burden = np.array([*range(10, 0, -1), 1, 2, 3, 4], dtype=float)
    of_set = np.array([0] * 10 + [2] * 4)
    order = np.lexsort((burden, of_set))
    found = dict(zip(CLAIM_SIZES, by_rank(order, of_set, 3), strict=True))
    assert found["typical"].means(burden, 3) == pytest.approx([5.5, 0.0, 2.5]), "5 and 6; half of 2 and half of 3"
    # Ranks 8.75 to 9.25 of ten: equal parts of the ninth and the tenth claim.
    assert found["one_in_10"].means(burden, 3) == pytest.approx([9.5, 0.0, 4.0])
    assert found["one_in_100"].means(burden, 3) == pytest.approx([10.0, 0.0, 4.0])


@pytest.fixture(scope="module")
def years(make: Any) -> Result:
    return make.simulate('[[policy]]\nname = "A"\nlimit_eur = 500_000\ndeductible_eur = 1_000\n', 131_072)


@pytest.fixture(scope="module")
def deep(years: Result) -> Estimate:
    return publish(years)


def test_at_full_depth_each_part_of_a_claim_has_a_band_around_its_mean(deep: Estimate) -> None:
    insured, none = deep.policies
    typical = insured.who_pays[0]
    assert set(typical.band) >= {"client_eur", "provider_eur", "insurer_eur"}
    for size in (*insured.who_pays, *none.who_pays):
        for payer, (low, high) in size.band.items():
            assert payer in PAYERS and np.floor(low) <= getattr(size, payer) <= high and low < high
    assert "insurer_eur" not in none.who_pays[0].band, "no insurer pays, and that is known"


def test_parts_of_an_amount_add_up_to_it_in_each_parameter_set(years: Result) -> None:
    samples, ledger = Samples.drawn(years), years.ledger
    parts = samples.sums_of_sets(ledger.burden, ledger.kind, len(years.world.types))
    whole = samples.sum_of_sets(ledger.burden)
    assert parts and whole
    for of_parts, of_all in zip(parts, whole, strict=True):
        assert of_parts.shape == (len(years.world.types), years.sets)
        assert of_parts.sum(axis=0) == pytest.approx(of_all, rel=1e-12)
    assert (whole[1] + whole[2]) / 2.0 == pytest.approx(whole[0], rel=0.1), "two halves of as many trials"


def test_heads_by_type_have_bands_around_their_means(deep: Estimate) -> None:
    table = deep.heads_by_type
    cells = [pair for row in zip(table.mean_eur, table.band, strict=True) for pair in zip(*row, strict=True)]
    told = [(mean, ends) for mean, ends in cells if ends]
    assert len(told) >= sum(mean > 0.0 for mean, _ in cells) / 2
    assert all(np.floor(low) <= mean <= high and low < high for mean, (low, high) in told)
    assert not any(ends for mean, ends in cells if mean == 0.0), "a head that a type cannot cause is known to be none"
