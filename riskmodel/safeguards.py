"""Lets the case's safeguards act on the calibration, before anything is drawn.

A safeguard is an operator on the world: the stages that follow do not know that safeguards exist. Each effect is a
factor with against without; it is centred on the average provider, of whom a stated share has the safeguard, so that
the market's level of claims stays where insurers see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.facts import Facts
from riskmodel.once import Once
from riskmodel.quantity import CalibrationError
from riskmodel.streams import FloatArray, IntArray

EFFECTS = ("rate", "detection", "people", "gross_fault", "client_share", "restoration")


@dataclass(frozen=True)
class World(Once):
    """The calibration after the safeguards acted on it; M parameter sets, P projects, K incident types."""

    calibration: Calibration
    facts: Facts
    types: tuple[str, ...]  # (K,) in the order of the data
    effects: Mapping[str, FloatArray]  # name of the effect -> factor (K, M, P)

    def spot(self, before: IntArray, project: IntArray) -> IntArray:
        """Return where rows stand in a flat (..., P), given where in the axes before: by set, or by type and set."""
        projects = len(self.facts.law)
        return before if projects == 1 else before * projects + project


def incident_types(calibration: Calibration) -> tuple[str, ...]:
    """Return the names of the incident types, one for each data file."""
    return tuple(name.removeprefix("incidents.") for name in calibration.tables if name.startswith("incidents."))


def safeguard(calibration: Calibration, facts: Facts) -> World:
    """Return the world in which the case's safeguards are there or missing."""
    types = incident_types(calibration)
    shape = (len(types), calibration.sets, len(facts.law))
    effects = {name: np.ones(shape) for name in EFFECTS}
    for name, table in calibration.tables["safeguards"].items():
        _refuse_misspelt(name, table, types)
        present = facts.safeguards[name]
        prevalence = calibration.quantity(f"safeguards.{name}.prevalence").entry.centre
        for effect in EFFECTS:
            if effect not in table:
                continue
            factor = calibration.quantity(f"safeguards.{name}.{effect}.effect").each[:, None]
            relative = np.where(present > 0.0, factor, 1.0) / (1.0 - prevalence + prevalence * factor)
            for kind in _acts_on(table[effect], types):
                effects[effect][kind] *= relative
    return World(calibration, facts, types, effects)


def _refuse_misspelt(name: str, table: Mapping[str, Any], types: tuple[str, ...]) -> None:
    """Refuse an effect or an incident type that nothing knows: it would act on nothing, unnoticed."""
    for effect, content in table.items():
        if effect in ("title", "prevalence"):
            continue
        unknown = [effect] if effect not in EFFECTS else [t for t in content.get("types", ()) if t not in types]
        if unknown:
            known = EFFECTS if effect not in EFFECTS else types
            raise CalibrationError(
                f"safeguards.toml, entry {name}.{effect}: unknown {', '.join(unknown)}; known are {', '.join(known)}"
            )


def _acts_on(table: Mapping[str, Any], types: tuple[str, ...]) -> Iterator[int]:
    return (kind for kind, name in enumerate(types) if name in table.get("types", types))
