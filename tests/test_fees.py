"""Lawyers' and court fees are those of the statutes (RVG annex 2, GKG annex 2), at every edge of their steps."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from riskmodel.calibration import Calibration
from riskmodel.fees import FeeTable, fee_table, statutory

BEFORE, SINCE = date(2025, 5, 31), date(2025, 6, 1)
VAT = 1.19


def table_of(calibration: Calibration, table: str, on: date) -> FeeTable:
    return fee_table(calibration.tables["legal_fees"]["rows"], table, on)


def fee(calibration: Calibration, table: str, amount: float, on: date = SINCE) -> float:
    return float(table_of(calibration, table, on).unit(np.array([amount]))[0])


@pytest.mark.parametrize(
    ("table", "amount", "on", "euros"),
    [
        ("rvg", 10_000.00, SINCE, 652.00),
        ("rvg", 10_000.01, SINCE, 707.00),
        ("gkg", 10_000.00, SINCE, 283.00),
        ("gkg", 10_000.01, SINCE, 313.50),
        ("rvg", 500.00, SINCE, 51.50),
        ("rvg", 500.01, SINCE, 93.00),
        ("gkg", 500.00, SINCE, 40.00),
        ("gkg", 500.01, SINCE, 61.00),
        ("rvg", 10_000.00, BEFORE, 614.00),
        ("gkg", 10_000.00, BEFORE, 266.00),
        ("rvg", 500.00, BEFORE, 49.00),
        ("gkg", 500.00, BEFORE, 38.00),
        ("rvg", 500_000.00, SINCE, 3_752.00),
        ("gkg", 500_000.00, SINCE, 4_138.00),
    ],
)
def test_the_fee_unit_is_the_statutes(
    calibration: Calibration, table: str, amount: float, on: date, euros: float
) -> None:
    """Old fees up to 31 May 2025, new ones from 1 June 2025; the next step from the first cent above a limit."""
    assert fee(calibration, table, amount, on) == euros


@pytest.mark.parametrize(
    ("table", "on", "step"),
    [("rvg", SINCE, 175.0), ("gkg", SINCE, 210.0), ("rvg", BEFORE, 165.0), ("gkg", BEFORE, 198.0)],
)
def test_above_500000_every_started_50000_adds_one_step(
    calibration: Calibration, table: str, on: date, step: float
) -> None:
    top = fee(calibration, table, 500_000.0, on)
    started = {500_000.01: 1, 550_000.0: 1, 550_000.01: 2, 2_000_000.0: 30}
    for amount, steps in started.items():
        assert fee(calibration, table, amount, on) == top + steps * step


@pytest.mark.parametrize("amount", [0.0, 0.01, 12.0])
def test_the_smallest_dispute_costs_the_first_step(calibration: Calibration, amount: float) -> None:
    assert fee(calibration, "rvg", amount) == 51.50


@pytest.mark.parametrize(("amount", "euros"), [(10_000.0, 4_776.0), (500_000.0, 34_786.0)])
def test_risk_of_a_first_instance_is_both_lawyers_and_the_court(
    calibration: Calibration, amount: float, euros: float
) -> None:
    """Each lawyer 2.5 units and EUR 20 with 19 % value added tax, the court 3.0 units without; to half a euro."""
    units, court = (
        calibration.quantity(f"liability.fees.{n}").entry.centre
        for n in ("lawyer_first_instance", "court_first_instance")
    )
    flat = calibration.quantity("liability.fees.flat_eur").entry.centre
    lawyers = 2.0 * (units * fee(calibration, "rvg", amount) + flat) * VAT
    assert lawyers + court * fee(calibration, "gkg", amount) == pytest.approx(euros, abs=0.5)


def test_before_the_first_table_the_first_table_holds(calibration: Calibration) -> None:
    assert fee(calibration, "rvg", 10_000.0, date(1999, 1, 1)) == 614.00


def test_a_table_the_data_lacks_is_refused_by_name(calibration: Calibration) -> None:
    with pytest.raises(ValueError, match=r"legal_fees\.csv: no table 'notary'"):
        table_of(calibration, "notary", SINCE)


def test_many_amounts_at_once_cost_what_each_costs_alone(calibration: Calibration) -> None:
    amounts = np.array([700.0, 3e6, 49_999.99, 1.0, 380_000.0])
    together = table_of(calibration, "gkg", SINCE).unit(amounts)
    assert together.tolist() == [fee(calibration, "gkg", a) for a in amounts]


# The statutes give rules, not tables: a first fee, then so much for each started part up to a value (section 13 RVG,
# section 34 GKG, in the wording before and since 1 June 2025). The last rule goes on above 500,000 EUR.
ENDS = [(2_000, 500), (10_000, 1_000), (25_000, 3_000), (50_000, 5_000), (200_000, 15_000), (500_000, 30_000)]
RULES = {
    ("rvg", SINCE): (51.50, [41.50, 59.50, 55.00, 86.00, 99.50, 140.00, 175.00]),
    ("rvg", BEFORE): (49.00, [39.00, 56.00, 52.00, 81.00, 94.00, 132.00, 165.00]),
    ("gkg", SINCE): (40.00, [21.00, 22.50, 30.50, 40.50, 140.00, 210.00, 210.00]),
    ("gkg", BEFORE): (38.00, [20.00, 21.00, 29.00, 38.00, 132.00, 198.00, 198.00]),
}


def by_rule(first: float, steps: list[float], amount: float) -> float:
    """Reckon a fee as the statute words it."""
    total, reached = first, 500.0
    for (end, part), step in zip([*ENDS, (math.inf, 50_000)], steps, strict=True):
        started = math.ceil((min(amount, end) - reached) / part - 1e-9) if amount > reached else 0
        total, reached = total + started * step, float(end)
    return total


@pytest.mark.parametrize(("table", "on"), RULES)
def test_every_step_of_the_table_and_beyond_it_follows_from_the_statutes_rule(
    calibration: Calibration, table: str, on: date
) -> None:
    first, steps = RULES[table, on]
    edges = table_of(calibration, table, on).up_to_eur.tolist()
    for amount in [*edges, *(edge + 0.01 for edge in edges), 1e6, 1_000_000.01, 3_333_333.0, 29_999_999.0]:
        assert fee(calibration, table, amount, on) == pytest.approx(by_rule(first, steps, amount), abs=1e-9), amount


def test_a_dispute_of_tomorrow_costs_what_the_table_of_the_stated_day_says(calibration: Calibration) -> None:
    """The estimate looks ahead: one day for all, named in the data, and the newest table of that day."""
    on = date.fromisoformat(calibration.tables["model"]["fees_on"])
    assert on >= SINCE
    assert np.array_equal(statutory(calibration, "gkg").fee_eur, table_of(calibration, "gkg", SINCE).fee_eur)
