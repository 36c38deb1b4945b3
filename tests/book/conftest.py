"""What the tests of a book share: lopsided providers, and causes made strong enough to be seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from riskmodel.book.block import Plan
from riskmodel.book.insured import Insured
from riskmodel.calibration import Calibration
from riskmodel.case import Case, changed
from riskmodel.casefile import from_mapping, parse
from riskmodel.quantity import Chance

HOSTS = {
    "provider": {"name": "Hafenrechner", "revenue_eur": 2_000_000, "own_assets_eur": 50_000},
    "project": [{"activity": "hosting", "contract_value_eur": 9_000, "client": {"revenue_eur": 900_000}}],
    "policy": [{"name": "Rahmenvertrag", "limit_eur": 2_000_000, "deductible_eur": 250, "premium_eur_per_year": 800}],
}
UNINSURED = {
    "provider": {"name": "Ohne Netz", "revenue_eur": 80_000},
    "project": [
        {"activity": "web_shop", "contract_value_eur": 30_000, "client": {"revenue_eur": 8_000_000}},
        {"activity": "marketing", "contract_value_eur": 2_000, "duration_months": 3},
    ],
}


@pytest.fixture(scope="session")
def hosts() -> tuple[Insured, ...]:
    """Thirty hosting firms of different size, and one uninsured freelancer."""
    host = from_mapping(HOSTS)
    sizes = [changed(host, {"provider.revenue_eur": 200_000.0 * (1 + i % 11)}) for i in range(30)]
    return (
        *(Insured.of(f"host {i:02d}", case) for i, case in enumerate(sizes)),
        Insured.of("none", from_mapping(UNINSURED)),
    )


@pytest.fixture(scope="session")
def uninsured() -> Case:
    """A freelancer without a policy."""
    return from_mapping(UNINSURED)


@pytest.fixture(scope="session")
def stormy(calibration: Calibration) -> Calibration:
    """The calibration with a host outage every tenth year that brings two of three outages, all of one size."""
    entries = dict(calibration.entries)
    for name, value in (("events_per_year", 0.1), ("share_of_rate", 0.66)):
        path = f"causes.host_outage.{name}"
        entries[path] = replace(entries[path], value=value, ignorance=None)
    size = "causes.host_outage.event_size"
    entries[size] = replace(entries[size], chance=Chance("discrete", {"values": [1.0], "probabilities": [1.0]}))
    tables = {**calibration.tables, "causes": {"host_outage": calibration.tables["causes"]["host_outage"]}}
    return replace(calibration, entries=entries, tables=tables)


@pytest.fixture(scope="session")
def plans(stormy: Calibration) -> tuple[Plan, Plan]:
    """With and without common causes."""
    return Plan(stormy, 20_000, 5), Plan(stormy, 20_000, 5, accumulation=False)


@pytest.fixture(scope="session")
def unequal(two_projects: str) -> Case:
    """Two projects that differ in everything."""
    return parse(two_projects.encode())
