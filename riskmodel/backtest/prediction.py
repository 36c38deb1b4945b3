"""What the model says to a published claim, given what is known of it and nothing of how it ended.

The prediction is conditional on the incident type and on a claim being made. Kind of provider and contract value say
how large contract and client are; a number of people or days, where the report has one, picks the incidents that agree
with it, and with them their severity. Claims with the same facts share one simulated pool.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from riskmodel.backtest import forecast
from riskmodel.calibration import Calibration
from riskmodel.case import Case, Client, Project
from riskmodel.incidents import HOURS_A_DAY
from riskmodel.safeguards import incident_types
from riskmodel.simulate import simulate
from riskmodel.streams import FloatArray
from riskmodel.values import Interval

_MOST_EUR = 10.0**forecast.HIGHEST  # a contract beyond all forecasts
_ENOUGH = 100.0  # incidents in effect, below which agreement with a driver is asked for less strictly
_WIDER = 1.5
_MOST_WIDENINGS = 4
_Z90 = float(ndtri(0.9))


@dataclass(frozen=True)
class Subject:
    """A claim as the model sees it, amounts in EUR; None: not stated."""

    kind: str
    incident_type: str
    target: str  # claimed, damage or owed
    contract_value_eur: float | None
    people: float | None
    days: float | None


@dataclass(frozen=True)
class Pool:
    """Simulated claims of one kind of provider and incident type; n claims."""

    weight: FloatArray  # (n,)
    amounts_eur: dict[str, FloatArray]  # target -> (n,)
    drivers: dict[str, FloatArray]  # people, hours -> (n,)


def figure(calibration: Calibration, name: str, category: str = "") -> float:
    """Return a figure of the back-test, its centre."""
    entry = calibration.entries[f"backtest.{name}"]
    return entry.by[category] if category else entry.centre


def only(calibration: Calibration, incident_type: str) -> Calibration:
    """Return a calibration in which nothing but one incident type happens, whatever the activity."""
    entries = dict(calibration.entries)
    for name in incident_types(calibration):
        path = f"incidents.{name}.rate"
        by = dict.fromkeys(entries[path].by, 1.0 if name == incident_type else 0.0)
        entries[path] = replace(entries[path], by=by, ignorance=None)
    return replace(calibration, entries=entries)


def case_of(kind: str, contract_value_eur: float | None, calibration: Calibration) -> Case:
    """Return the case of a provider of this kind: ranges for contract and client, the client's size given the contract.

    Logarithms of contract value and client's revenue are correlated, so a known contract value moves and narrows the
    range of the client's revenue.
    """
    revenue, contract = (figure(calibration, f"size.{n}_eur", kind) for n in ("client_revenue", "contract_value"))
    widths = [np.log(figure(calibration, f"size.{n}_spread", kind)) for n in ("client_revenue", "contract_value")]
    value: float | Interval = _between(contract, widths[1])
    if contract_value_eur:
        together = figure(calibration, "size.client_contract_correlation")
        above = np.log(min(contract_value_eur, _MOST_EUR) / contract) / widths[1]
        revenue *= float(np.exp(together * widths[0] * above))
        widths[0] *= np.sqrt(1.0 - together**2)
        value = min(contract_value_eur, _MOST_EUR)
    client = Client(revenue_eur=_between(revenue, widths[0]))
    return Case(projects=(Project(contract_value_eur=value, client=client),))


def _between(middle: float, log_width: float) -> Interval:
    return Interval(low=float(middle / np.exp(log_width)), high=float(middle * np.exp(log_width)))


class Predictor:
    """Simulates pools as they are asked for, and keeps them."""

    def __init__(self, calibration: Calibration, *, seed: int, trials: int) -> None:
        self.calibration, self.seed, self.trials = calibration, seed, trials
        self.pool = lru_cache(maxsize=None)(self._pool)
        self.forecast = lru_cache(maxsize=None)(self._forecast)

    def _pool(self, kind: str, incident_type: str, contract_value_eur: float | None) -> Pool:
        case = case_of(kind, contract_value_eur, self.calibration)
        result = simulate(case, only(self.calibration, incident_type), trials=self.trials, seed=self.seed)
        s = result.simulated
        made = np.flatnonzero(s.liability.claimed)
        amounts = {
            "claimed": s.liability.claimed_eur[made],
            "damage": s.damage.total_eur[made],
            "owed": s.liability.owed_eur[made],
        }
        drivers = {"people": s.incidents.people[made], "hours": s.incidents.duration_hours[made]}
        return Pool(result.weight[s.incidents.trial[made]], amounts, drivers)

    def _forecast(self, subject: Subject) -> FloatArray:
        """Return the forecast of the subject's amount before publication, shape (grid,)."""
        pool = self.pool(subject.kind, subject.incident_type, subject.contract_value_eur)
        factor = figure(self.calibration, "report.driver_factor")
        weight = agreeing(pool.weight, pool.drivers["people"], subject.people, factor)
        hours = None if subject.days is None else subject.days * HOURS_A_DAY
        weight = agreeing(weight, pool.drivers["hours"], hours, factor)
        amount = pool.amounts_eur[subject.target]
        positive = np.flatnonzero(amount > 0.0)
        error = figure(self.calibration, "report.error_decades")
        return forecast.on_grid(np.log10(amount[positive]), weight[positive], error)


def agreeing(weight: FloatArray, driver: FloatArray, reported: float | None, factor: float) -> FloatArray:
    """Weight incidents by how far their driver agrees with the reported one; `factor` is one standard deviation.

    Where too few agree, agreement is asked for less strictly; a driver that the model does not know for the type (all
    incidents alike) or that lies beyond all it knows is left out.
    """
    if not reported or np.ptp(driver) == 0.0:
        return weight
    apart = np.log(np.maximum(driver, 1.0) / max(reported, 1.0)) / np.log(factor)
    for _ in range(_MOST_WIDENINGS + 1):
        agreed = weight * np.exp(-0.5 * apart**2)
        total = agreed.sum()
        if total > 0.0 and total**2 / (agreed**2).sum() >= _ENOUGH:
            return np.asarray(agreed)
        apart = apart / _WIDER
    return weight
