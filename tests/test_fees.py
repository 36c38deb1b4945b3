"""Lawyers' and court fees are those of the statutes (RVG annex 2, GKG annex 2), at every edge of their steps."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from riskmodel.calibration import Calibration
from riskmodel.fees import fee_table

BEFORE, SINCE = date(2025, 5, 31), date(2025, 6, 1)
VAT = 1.19


def fee(calibration: Calibration, table: str, amount: float, on: date = SINCE) -> float:
    return float(fee_table(calibration.folder, table, on).unit(np.array([amount]))[0])


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
        fee_table(calibration.folder, "notary", SINCE)


def test_many_amounts_at_once_cost_what_each_costs_alone(calibration: Calibration) -> None:
    amounts = np.array([700.0, 3e6, 49_999.99, 1.0, 380_000.0])
    together = fee_table(calibration.folder, "gkg", SINCE).unit(amounts)
    assert together.tolist() == [fee(calibration, "gkg", a) for a in amounts]
