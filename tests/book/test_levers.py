"""The largest lever: the side run says what the full what-if says, within its error."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from riskmodel import facts
from riskmodel.book import levers
from riskmodel.book.block import Plan
from riskmodel.book.insured import Insured
from riskmodel.book.provider import simulate as over_years
from riskmodel.calibration import Calibration
from riskmodel.case import Case, Safeguards, changed
from riskmodel.facts import Facts
from riskmodel.sensitivity import sensitivity


def different(one: Facts, other: Facts) -> list[str]:
    """Name what differs between facts, but for what is told of them."""
    names = [f.name for f in fields(Facts) if f.name not in ("stated", "safeguards")]
    apart = [n for n in names if not np.array_equal(getattr(one, n), getattr(other, n))]
    return apart + [n for n in one.safeguards if not np.array_equal(one.safeguards[n], other.safeguards[n])]


@pytest.mark.parametrize("name", ["freelancer", "agency"])
def test_a_lever_pulled_on_the_facts_is_the_lever_pulled_in_the_case(
    name: str, request: pytest.FixtureRequest, calibration: Calibration
) -> None:
    case: Case = request.getfixturevalue(name)
    before = facts.complete(case, calibration)
    changes = {f"{n}": {f"project.*.safeguards.{n}": True} for n in Safeguards.model_fields}
    changes |= {n: dict(t["change"]) for n, t in calibration.tables["levers"].items()}
    pulled = levers.variants(before, calibration)
    assert len(pulled) >= 10
    for lever, change in changes.items():
        after = facts.complete(changed(case, change), calibration)
        assert not different(pulled.get(lever, before), after), lever


def test_worlds_side_by_side_are_the_worlds_one_by_one(unequal: Case, calibration: Calibration) -> None:
    """Two projects in two worlds are four projects; each keeps its facts and its number in the case."""
    before = facts.complete(unequal, calibration)
    after = levers.variants(before, calibration)["cap_negotiated"]
    both = levers.side_by_side([before, after])
    assert both.cap_eur.shape == (calibration.sets, 4)
    assert np.array_equal(both.cap_eur[:, 2:], after.cap_eur)
    assert both.number.tolist() == [0, 1, 0, 1]
    assert both.law == before.law * 2
    assert both.revenue_eur.shape == (calibration.sets,)


def test_the_side_run_and_the_full_what_if_agree_on_the_largest_lever(unequal: Case, calibration: Calibration) -> None:
    """Of several side runs, each on 128 busy years; what-if on 32,768."""
    full = sensitivity(unequal, calibration, trials=32_768, seed=4, tornado=False)
    plan = Plan(calibration, 8_000, 1, accumulation=False)
    found = [over_years(Insured.of(f"run {i}", unequal), plan.common)[0].lever for i in range(12)]
    saved = {lever.name: lever.saved.retained_eur for lever in full.levers}
    for side in found:
        assert side is not None
        expected = saved[side.lever]
        reach = np.hypot(side.saved_eur.farthest, expected.farthest)
        # The largest of twenty is taken because it is large: it errs upwards, and rather by two errors than by one.
        assert side.saved_eur.value - expected.value < 2.5 * reach
    best = max(saved.values(), key=lambda m: m.value).value
    assert np.median([saved[side.lever].value for side in found if side]) > 0.4 * best
