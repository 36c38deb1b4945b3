"""The tail: which years or claims it consists of, and how it differs between parameter sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from riskmodel.bands import around
from riskmodel.estimate import Estimate, Part
from riskmodel.ledger import Amounts
from riskmodel.publish import publish
from riskmodel.samples import Samples
from riskmodel.simulate import Result, simulate
from riskmodel.tail import TailOfSets, _worst, _worst_first, tail_of_sets

POLICIES = """
[[policy]]
name = "A"
limit_eur = 500_000
[[policy]]
name = "B"
limit_eur = 3_000_000
deductible_eur = 5_000
"""


def test_the_worst_hundredth_of_each_parameter_set_counts_the_last_year_in_part() -> None:
    """Set 0 stands for 250 years, so two and a half of them are its tail; set 1 has one bad year of 300."""
    trial = np.array([0, 1, 2, 3, 4, 6, 8])
    eur = np.array([10.0, 7.0, 40.0, 0.0, 20.0, 30.0, 5.0])
    years = Amounts(trial, eur)
    weight = _worst(years, _worst_first(years, 2), 2, np.array([250.0, 300.0]))
    assert weight == pytest.approx([0.0, 1.0, 1.0 / 2.5, 0.0, 0.5 / 2.5, 1.0 / 2.5, 0.0])


def test_sums_of_the_tail_are_means_by_part_and_set() -> None:
    """Four incidents of two sets in two parts; the second half of the trials has one incident."""
    tail = TailOfSets(
        np.array([0, 1, 2, 2]),
        2,
        (np.array([0.25, 1.0, 0.75, 0.75]), np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0, 1.0])),
    )
    whole, one, other = tail.sums(np.array([0, 1, 3, 9]), np.array([100.0, 8.0, 40.0, 1e9]), np.array([0, 0, 1, 1]), 2)
    assert whole == pytest.approx(np.array([[25.0, 8.0], [30.0, 0.0]]))
    assert one == pytest.approx(np.array([[100.0, 8.0], [0.0, 0.0]]))
    assert other == pytest.approx(np.array([[0.0, 0.0], [40.0, 0.0]]))


@pytest.fixture(scope="module")
def years(make: Any) -> Result:
    return make.simulate(POLICIES, 131_072)


@pytest.fixture(scope="module")
def deep(years: Result) -> Estimate:
    return publish(years)


def test_the_tails_of_all_parameter_sets_have_the_same_mean_as_a_tail_of_each_by_itself(years: Result) -> None:
    """The burden in the tail of a set is the tail mean of its own years."""
    samples = Samples.drawn(years)
    burden = samples.of("burden")
    tail = tail_of_sets(samples, burden.rows, "year")
    assert tail is not None
    every = np.arange(len(years.ledger.trial))
    whole, _, _ = tail.sums(every, years.ledger.burden.eur, np.zeros(len(every), dtype=np.int8), 1)
    busy = 1.0 - years.often.quiet
    yearly = burden.rows.per_year
    for of in (0, 100, 255):
        own = np.sort(yearly.eur[yearly.trial % years.sets == of])[::-1]
        rows = 0.01 * len(own) / busy[of]
        most = int(rows)
        assert whole[0, of] == pytest.approx((own[:most].sum() + (rows - most) * own[most]) / rows)


def test_parts_have_bands_of_their_shares_and_of_the_tail_around_the_figures(deep: Estimate) -> None:
    parts: list[Part] = [*deep.heads, *deep.own_heads, *deep.incident_types]
    for part in parts:
        for figure, (low, high) in part.band.items():
            value = getattr(part, figure)
            assert low < high and (low if figure.endswith("share") else np.floor(low)) <= value <= high
            assert figure.endswith("eur") or high <= 1.0
    some = [part for part in parts if part.mean_eur > 0.0]
    for figure in ("mean_share", "tail_share"):
        assert sum(figure in part.band for part in some) >= 0.8 * len(some), figure
    assert sum("tail_eur" in part.band for part in some) >= len(some) / 3
    (project,) = deep.projects
    assert project.mean_share == 1.0 and "mean_share" not in project.band, "the only one has all of it, for certain"
    assert any(around(e, b) for es, bs in zip(deep.heads_by_type.tail_eur, deep.heads_by_type.tail_band, strict=True)
               for e, b in zip(es, bs, strict=True))  # fmt: skip


def test_below_full_depth_the_tail_of_a_parameter_set_is_noise(small: Result) -> None:
    assert not any(set(part.band) for part in publish(small).heads)


def test_the_needed_limit_has_steps_of_the_market_as_its_band(deep: Estimate, calibration: Any) -> None:
    ladder = calibration.tables["cover"]["limit_ladder_eur"]
    *policies, none = deep.policies
    assert none.needed_limit_band is None
    for policy in policies:
        assert policy.needed_limit_eur is not None and policy.needed_limit_band is not None
        low, high = policy.needed_limit_band
        assert low in ladder and (high is None or high in ladder)
        assert low <= policy.needed_limit_eur <= (np.inf if high is None else high)
    assert any(low != high for low, high in (p.needed_limit_band for p in policies)), "not the same whatever holds"


def test_a_market_that_ends_below_what_is_needed_leaves_the_upper_end_open(years: Result) -> None:
    """The ladder ends below the 90 % point of what is needed, so no step of it suffices there."""
    calibration = years.world.calibration
    tables = {**calibration.tables, "cover": {**calibration.tables["cover"], "limit_ladder_eur": [50_000, 300_000]}}
    short = simulate(years.case, replace(calibration, tables=tables), trials=131_072, seed=0)
    low, high = publish(short).policies[0].needed_limit_band or (None, 0.0)
    assert low in (50_000, 300_000) and high is None


def test_the_insurers_premium_is_the_less_known_for_what_nobody_knows_of_its_factors(make: Any, deep: Estimate) -> None:
    """With both factors certain the band is narrower: what remains is ignorance of the loss."""
    certain = make.fix(make.calibration, {"cover.premium_loss_factor": 1.12, "cover.premium_deviation_factor": 0.033})
    known = publish(simulate(deep.case, certain, trials=131_072, seed=0))
    for of, without in zip(deep.policies[:-1], known.policies[:-1], strict=True):
        assert of.premium_indication_eur == pytest.approx(without.premium_indication_eur)
        (low, high), (least, most) = (p.band["premium_indication_eur"] for p in (of, without))
        assert np.log(high / low) > 1.02 * np.log(most / least)
