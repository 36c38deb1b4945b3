"""The period of a policy: which claims fall into it, by its trigger.

Three moments of a claim decide, in months from the start of the year looked at: the breach (the error is made), the
incident (the damage happens), and the claim (somebody asks for money). A policy on the *breach* principle covers errors
made in its period, one on the *damage* principle incidents in its period, and one on the *claims-made* principle claims
made in it, for errors since the retroactive date. Run-off cover stretches the end for errors made before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.case import Trigger
from riskmodel.incidents import HOURS_A_YEAR, MONTHS_A_YEAR, Incidents
from riskmodel.streams import BoolArray, FloatArray, IntArray, Streams


@dataclass(frozen=True)
class Period:
    """When a policy covers; months, the year looked at begins at 0. What is infinite restricts nothing."""

    trigger: Trigger = "claims_made"
    in_force: float = np.inf  # since when it, or an unbroken line of policies, is in force
    retroactive: float = np.inf  # how long before that an error may have been made
    ends: float = np.inf  # from the start of the year; infinite if it is continued
    run_off: float = np.inf  # how long after its end a claim, or a damage, still counts

    @property
    def always(self) -> bool:
        """Whether no claim of the year can fall outside."""
        begun = self.trigger == "damage" or np.isinf(self.in_force + self.retroactive)
        return bool(begun and np.isinf(self.ends))

    def covers(self, breach: FloatArray, incident: FloatArray, claim: FloatArray) -> BoolArray:
        """Return which claims fall into the period, by their three moments, shape (n,)."""
        since = -(self.in_force + self.retroactive)
        until = self.ends + self.run_off
        before_end = breach < self.ends
        if self.trigger == "breach":
            return np.asarray((breach >= since) & before_end & (claim < until))
        if self.trigger == "damage":
            return np.asarray((incident >= since) & ((incident < self.ends) | (before_end & (incident < until))))
        return np.asarray((breach >= since) & ((claim < self.ends) | (before_end & (claim < until))))


ALWAYS = Period()


@dataclass(frozen=True)
class Moments:
    """When what happened, months from the start of the year; k claims."""

    breach: FloatArray  # (k,)
    incident: FloatArray  # (k,)
    claim: FloatArray  # (k,)


def moments(incidents: Incidents, rows: IntArray, calibration: Calibration, streams: Streams) -> Moments:
    """Return the three moments of these incidents; only where a policy asks, as all other draws are left alone."""
    key, sets = incidents.key[rows], incidents.sets[rows]

    def delay(name: str) -> FloatArray:
        return calibration.quantity(f"cover.{name}").draw(streams.uniform(name, key), sets)

    incident = incidents.start_hour[rows] / (HOURS_A_YEAR / MONTHS_A_YEAR)
    return Moments(
        incident - delay("breach_to_incident_months"), incident, incident + delay("incident_to_claim_months")
    )
