"""The book's own distribution: sums that add up, equal means with and without common causes, and another tail."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from riskmodel.book import totals
from riskmodel.book.block import Part, Plan, run
from riskmodel.book.insured import Insured
from riskmodel.book.results import BOOK_QUANTITIES, PROVIDER_COLUMNS, BookResult
from riskmodel.book.totals import Amounts, Totals
from riskmodel.calibration import Calibration


@pytest.fixture(scope="module")
def parts(hosts: tuple[Insured, ...], plans: tuple[Plan, Plan]) -> tuple[list[Part], list[Part]]:
    both = ([run(plan, 0, hosts[:20]), run(plan, 20, hosts[20:])] for plan in plans)
    one, other = both
    return one, other


@pytest.fixture(scope="module")
def results(
    plans: tuple[Plan, Plan], parts: tuple[list[Part], list[Part]]
) -> tuple[tuple[BookResult, pa.Table], tuple[BookResult, pa.Table]]:
    one, other = (totals.result(plan, of) for plan, of in zip(plans, parts, strict=True))
    return one, other


def test_means_of_the_book_are_equal_with_and_without_common_causes(
    results: tuple[tuple[BookResult, pa.Table], tuple[BookResult, pa.Table]],
) -> None:
    (stormy, _), (calm, _) = results
    for name in BOOK_QUANTITIES:
        one, other = stormy.measures[name].mean, calm.measures[name].mean
        reach = np.hypot(one.farthest, other.farthest) / 1.96
        assert abs(one.value - other.value) < 3.0 * reach, name


def test_what_falls_together_is_in_the_tail_of_the_book(
    results: tuple[tuple[BookResult, pa.Table], tuple[BookResult, pa.Table]],
) -> None:
    (stormy, _), (calm, _) = results
    one, other = stormy.measures["burden"].p99, calm.measures["burden"].p99
    assert one.lo > other.hi, "beyond both errors of simulation"
    assert stormy.causes[0].struck_p99 > 3.0 and not calm.causes
    assert 0.0 < stormy.causes[0].burden_share < stormy.causes[0].tail_share < 1.0


def test_what_providers_have_in_the_tail_adds_up_to_the_tail_mean_of_the_book(
    results: tuple[tuple[BookResult, pa.Table], tuple[BookResult, pa.Table]],
) -> None:
    found, rows = results[0]
    assert rows.column_names == list(PROVIDER_COLUMNS)
    for name in ("burden", "insured"):
        assert sum(rows[f"tail_{name}_share"].to_pylist()) == pytest.approx(1.0)
        total = sum(rows[f"tail_{name}_eur"].to_pylist())
        assert total == pytest.approx(found.measures[name].tvar99.value, rel=1e-9)


def test_the_means_of_the_providers_add_up_to_the_mean_of_the_book(
    results: tuple[tuple[BookResult, pa.Table], tuple[BookResult, pa.Table]],
) -> None:
    found, rows = results[0]
    for name in ("owed", "insured", "retained"):
        of_providers = sum(rows[f"{name}_per_year_mean_eur"].to_pylist())
        assert found.measures[name].mean.value == pytest.approx(of_providers, abs=0.01 * len(rows))


def test_an_occurrence_is_an_incident_or_one_event_over_all_it_strikes(
    plans: tuple[Plan, Plan], parts: tuple[list[Part], list[Part]]
) -> None:
    """Checked against a plain loop over all rows of twenty years with events and twenty without."""
    plan = plans[0]
    amounts = [Amounts.read(part.amounts) for part in parts[0]]
    found = Totals.of(plan, amounts)
    rows = [
        (int(y), int(e), int(c)) for a in amounts for y, e, c in zip(a.year, a.event, a.cents["insured"], strict=True)
    ]
    with_event = sorted({y for y, e, _ in rows if e >= 0})[:20]
    without = [y for y in range(200) if y not in {y for y, e, _ in rows if e >= 0}][:20]
    for year in [*with_event, *without]:
        single = [c for y, e, c in rows if y == year and e < 0]
        struck: dict[int, int] = {}
        for y, e, c in rows:
            if y == year and e >= 0:
                struck[e] = struck.get(e, 0) + c
        assert found.largest("insured")[year] == max([0, *single, *struck.values()])
        assert found.year["insured"][year] == sum(c for y, _, c in rows if y == year)


def test_the_order_of_parts_moves_no_sum_of_the_book(
    plans: tuple[Plan, Plan], parts: tuple[list[Part], list[Part]]
) -> None:
    one, other = (Totals.of(plans[0], [Amounts.read(p.amounts) for p in order]) for order in (parts[0], parts[0][::-1]))
    for name in BOOK_QUANTITIES:
        assert np.array_equal(one.year[name], other.year[name])
        assert np.array_equal(one.largest(name), other.largest(name))


def test_the_largest_occurrence_never_exceeds_the_sum_of_its_year(
    plans: tuple[Plan, Plan], parts: tuple[list[Part], list[Part]]
) -> None:
    found = Totals.of(plans[0], [Amounts.read(p.amounts) for p in parts[0]])
    for name in BOOK_QUANTITIES:
        assert (found.largest(name) <= found.year[name]).all()


def test_retained_and_insured_are_the_burden_of_every_year(
    plans: tuple[Plan, Plan], parts: tuple[list[Part], list[Part]]
) -> None:
    found = Totals.of(plans[0], [Amounts.read(p.amounts) for p in parts[0]])
    assert np.array_equal(found.year["retained"] + found.year["insured"], found.year["burden"])


def test_too_few_years_are_said_so(hosts: tuple[Insured, ...], calibration: Calibration) -> None:
    few = Plan(calibration, 300, 1)
    found, _ = totals.result(few, [run(few, 0, hosts[:3])])
    assert not found.enough_years
    tree = totals.as_json(found)
    assert tree["enough_years"] is False and tree["years"] == 300
