"""An exceedance curve read backward, and held against a line of tolerance."""

from __future__ import annotations

import numpy as np
import pytest

from riskmodel import measures
from riskmodel.curves import Tolerance, beyond, chance_above
from riskmodel.estimate import CurvePoint
from riskmodel.publish import publish
from riskmodel.simulate import Result

POINTS = (
    CurvePoint(10, 0.0, 0.0, 0.0),
    CurvePoint(20, 1_000.0, 900.0, 1_100.0),
    CurvePoint(100, 100_000.0, 90_000.0, 110_000.0),
)


def test_at_a_published_point_the_chance_is_that_of_its_return_period() -> None:
    assert chance_above(POINTS, 0.08, 1_000.0).value == pytest.approx(1 / 20)


def test_between_two_points_the_curve_is_straight_on_logarithmic_axes() -> None:
    # 10,000 is half-way from 1,000 to 100,000, and the root of 20 x 100 half-way from 20 to 100.
    assert chance_above(POINTS, 0.08, 10_000.0).value == pytest.approx(1 / np.sqrt(2_000))


def test_nothing_at_all_is_exceeded_as_often_as_there_is_anything() -> None:
    assert chance_above(POINTS, 0.08, 0.0).value == 0.08


def test_beyond_the_curve_only_an_upper_bound_is_said() -> None:
    at_the_end, before = chance_above(POINTS, 0.08, 100_000.0), chance_above(POINTS, 0.08, 99_999.0)
    assert (at_the_end.beyond, before.beyond) == (True, False)
    assert at_the_end.value == 1 / 100


def test_the_band_follows_the_ends_of_the_curves_band() -> None:
    banded = tuple(CurvePoint(p.return_period_years, p.eur, p.lo, p.hi, (p.eur / 2, p.eur * 3)) for p in POINTS)
    chance = chance_above(banded, 0.08, 10_000.0)
    assert chance.low < chance.value < chance.high
    assert chance_above(POINTS, 0.08, 10_000.0).low == chance_above(POINTS, 0.08, 10_000.0).high


@pytest.mark.parametrize("amount", [100.0, 2_000.0, 9_000.0, 40_000.0])
def test_the_chance_is_that_of_the_simulated_years_to_within_a_tenth(small: Result, amount: float) -> None:
    estimate = publish(small)
    yearly = np.bincount(small.simulated.incidents.trial, small.simulated.liability.burden_eur, small.trials)
    exact = measures.exceedance_probability(measures.sample(yearly.astype(float), small.weight), amount).value
    read = chance_above(estimate.exceedance["burden"].aggregate, estimate.burden.per_year.any_probability.value, amount)
    assert read.value == pytest.approx(exact, rel=0.1)


def test_a_line_of_tolerance_is_straight_between_its_two_points_and_level_beyond() -> None:
    line = Tolerance(10, 500, 1_000, 50_000)
    assert [line.at(years) for years in (1, 10, 100, 1_000, 9_000)] == pytest.approx([500, 500, 5_000, 50_000, 50_000])


@pytest.mark.parametrize("points", [(10, 500, 10, 900), (10, 500, 100, 400), (0.5, 500, 100, 900), (10, 0, 100, 900)])
def test_a_line_that_falls_or_begins_at_nothing_is_refused(points: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="no smaller than a frequent one"):
        Tolerance(*points)


def test_a_curve_is_beyond_what_is_tolerated_where_it_lies_above_the_line() -> None:
    assert [p.return_period_years for p in beyond(POINTS, Tolerance(10, 900, 100, 90_000))] == [100]
    assert beyond(POINTS, Tolerance(10, 1_000, 100, 100_000)) == ()
    assert beyond(POINTS, Tolerance(10, 1, 50, 10)) == (POINTS[1],), "100 years lie outside the line"
