"""A provider of a book: the figures of the case engine, whatever stands beside it in the book."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from riskmodel.book.block import Part, Plan, blocks, run
from riskmodel.book.insured import Insured
from riskmodel.book.provider import simulate as over_years
from riskmodel.book.results import BASES, LEVELS, OWN_COLUMNS, QUANTITIES, figure_name
from riskmodel.book.row import row
from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.estimate import Estimate
from riskmodel.measures import Measured
from riskmodel.publish import publish
from riskmodel.simulate import simulate

YEARS = 100_000


def read(part: bytes) -> pa.Table:
    return parquet.read_table(pa.BufferReader(part))


def one(case: Case, plan: Plan) -> dict[str, Any]:
    insured = Insured.of("one", case)
    return dict(row(insured, *over_years(insured, plan.common)))


def of_case(estimate: Estimate, quantity: str, basis: str) -> Any:
    bases = estimate.owed if quantity == "owed" else getattr(estimate.policies[0], quantity)
    return getattr(bases, basis)


@pytest.mark.parametrize("name", ["freelancer", "agency"])
def test_a_provider_in_a_book_has_the_figures_of_the_case_engine_within_both_errors(
    name: str, request: pytest.FixtureRequest, calibration: Calibration
) -> None:
    """Figures of 100,000 years, common causes among them, against 131,072 busy years of the case."""
    case: Case = request.getfixturevalue(name)
    found = one(case, Plan(calibration, YEARS, 2))
    estimate = publish(simulate(case, calibration, trials=131_072, seed=9))
    pairs = {
        figure_name(q, basis, figure): getattr(of_case(estimate, q, basis), figure)
        for q in QUANTITIES
        for basis in BASES
        for figure in ("mean", *LEVELS)
    }
    pairs |= {"claim_probability": estimate.claim.year, "owed_probability": estimate.owed_likelihood.year}
    apart = {}
    for column, expected in pairs.items():
        here = Measured(found[column], found[f"{column}_lo"], found[f"{column}_hi"])
        # Towards the other figure: 95 % half-widths; 3.3 standard errors for twenty comparisons at once.
        mine, other = (here.hi - here.value, expected.value - expected.lo)
        if here.value > expected.value:
            mine, other = here.value - here.lo, expected.hi - expected.value
        apart[column] = abs(here.value - expected.value) / max(1e-9, np.hypot(mine, other)) * 1.96
    assert max(apart.values()) < 3.3, max(apart, key=lambda c: apart[c])
    assert found["incidents_per_year"] == pytest.approx(estimate.incidents_per_year, rel=0.03)
    assert found["needed_limit_eur"] == estimate.policies[0].needed_limit_eur


def test_neither_neighbours_nor_blocks_nor_order_are_seen_in_a_provider(
    hosts: tuple[Insured, ...], plans: tuple[Plan, Plan]
) -> None:
    plan = plans[0]
    together = run(plan, 0, hosts[:5])
    apart = [run(plan, n, [hosts[n]]) for n in reversed(range(5))][::-1]
    assert read(together.providers).equals(pa.concat_tables([read(p.providers) for p in apart]))
    assert read(together.amounts).equals(pa.concat_tables([read(p.amounts) for p in apart]))
    assert [(first, len(block)) for first, block in blocks(hosts * 3)] == [(0, 64), (64, 29)]


def test_the_same_block_gives_the_same_bytes_and_another_seed_others(
    hosts: tuple[Insured, ...], plans: tuple[Plan, Plan], stormy: Calibration
) -> None:
    first: Part = run(plans[0], 0, hosts[:2])
    assert first == run(Plan(stormy, plans[0].years, plans[0].seed), 0, hosts[:2])
    assert first.amounts != run(Plan(stormy, plans[0].years, 6), 0, hosts[:2]).amounts


def test_two_providers_alike_but_for_their_id_have_years_of_their_own(
    hosts: tuple[Insured, ...], plans: tuple[Plan, Plan]
) -> None:
    twins = [Insured.of(name, hosts[0].case) for name in ("left", "right")]
    amounts = read(run(plans[1], 0, twins).amounts)
    years = [set(amounts.filter(pa.compute.equal(amounts["provider"], n))["year"].to_pylist()) for n in (0, 1)]
    assert years[0] != years[1]


def test_what_is_kept_of_an_incident_are_its_cents(hosts: tuple[Insured, ...], plans: tuple[Plan, Plan]) -> None:
    years, _ = over_years(hosts[3], plans[0].common)
    amounts = read(run(plans[0], 0, [hosts[3]]).amounts)
    for name in ("burden", "owed", "insured"):
        eur = years.quantity(name).per_incident.eur.sum()
        cents = amounts[f"{name}_cents"].to_numpy()
        assert cents.sum() / 100.0 == pytest.approx(eur, abs=0.005 * len(cents))
    assert (amounts["burden_cents"].to_numpy() >= amounts["insured_cents"].to_numpy()).all()
    assert (np.diff(amounts["year"].to_numpy()) >= 0).all()


def test_without_a_policy_nothing_is_insured_and_the_gap_is_the_whole_needed_limit(
    uninsured: Case, calibration: Calibration
) -> None:
    found = one(uninsured, Plan(calibration, 20_000, 4))
    assert found["policy_limit_eur"] is None and found["policy_name"] is None
    assert found["insured_per_year_mean_eur"] == 0.0
    assert found["gap_eur"] == found["needed_limit_eur"] > 0.0
    assert found["uncovered_probability"] > 0.0
    assert set(found) <= set(OWN_COLUMNS)


def test_the_row_says_how_much_of_the_case_was_given(uninsured: Case, calibration: Calibration) -> None:
    plan = Plan(calibration, 2_000, 4)
    assert 0.0 < one(uninsured, plan)["given_share"] < 0.4
