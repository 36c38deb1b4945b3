"""The largest lever of a provider: a small side run on its first busy years, all levers at once.

What happened in those years is put before as many worlds as there are levers, on the same draws; in each one lever is
pulled in all projects. The worlds stand side by side as further projects of one case, and their occasions behind the
provider's own, so all of them are one pass of the stages. A lever that makes incidents rarer weighs them less, which is
the same in the mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.case import Safeguards
from riskmodel.facts import Facts
from riskmodel.incidents import Occasions
from riskmodel.ledger import first_of_each
from riskmodel.measures import Measured, paired
from riskmodel.safeguards import World, safeguard
from riskmodel.streams import FloatArray, IntArray

BUSY_YEARS = 128  # of the side run
_VARIANT = 1 << 44  # trials of a variant are so far from those of another; keys do not see it: 44 + 20 bits are all

_OF_PROVIDER = {"revenue_eur", "own_assets_eur", "hourly_rate_eur", "crew"}


@dataclass(frozen=True)
class Saved:
    """A lever and what it saves of the burden a year, EUR."""

    lever: str
    saved_eur: Measured


@dataclass(frozen=True)
class SideRun:
    """A provider as it is and under each lever; n rows of its own, then f first ones of them for each of L levers."""

    levers: tuple[str, ...]  # (L,)
    world: World  # of (1 + L) x P projects
    what: Occasions  # (n + L f,)
    weight: FloatArray  # (f + L f,) of the first rows and those of the levers
    years: IntArray  # the busy years that they are of

    def largest(self, retained_eur: FloatArray, busy_share: float) -> Saved | None:
        """Return the lever that saves most, None if there is none.

        Parameters
        ----------
        retained_eur
            What the provider retains of each row of `what` under its policy.
        busy_share
            Share of all years in which anything happened.
        """
        if not self.levers:
            return None
        worlds, size = len(self.levers) + 1, len(self.years)
        first = len(self.weight) // worlds
        rows = np.concatenate(
            [np.arange(first), np.arange(len(self.what.trial) - first * (worlds - 1), len(self.what.trial))]
        )
        at = np.repeat(np.arange(worlds), first) * size + np.searchsorted(self.years, self.what.trial[rows] % _VARIANT)
        yearly = np.bincount(at, retained_eur[rows] * self.weight, worlds * size).reshape(worlds, size)
        each = np.full(size, busy_share / size)
        saved = {name: paired(yearly[0], yearly[i], each) for i, name in enumerate(self.levers, start=1)}
        best = max(saved, key=lambda name: saved[name].value)
        return Saved(best, saved[best]) if saved[best].value > 0.0 else None


def side_run(world: World, what: Occasions) -> SideRun:
    """Put a provider's first busy years under each lever behind all of its years, `what`, in order of trial."""
    pulled = variants(world.facts, world.calibration)
    years = what.trial[first_of_each(what.trial)[:BUSY_YEARS]]
    if not pulled or not years.size:
        return SideRun((), world, what, np.zeros(0), years)
    stacked = safeguard(world.calibration, side_by_side([world.facts, *pulled.values()]))
    levers, projects = len(pulled), len(world.facts.law)
    first = int(np.searchsorted(what.trial, years[-1], side="right"))
    rows = {f.name: np.tile(getattr(what, f.name)[:first], levers + 1) for f in fields(Occasions)}
    of_world = np.repeat(np.arange(levers + 1), first)
    # What a lever does to a rate.
    rarer = stacked.effects["rate"].reshape(-1, world.calibration.sets, levers + 1, projects)
    kind, sets, project = rows["kind"], rows["sets"], rows["project"]
    weight = rarer[kind, sets, of_world, project] / rarer[kind, sets, 0, project]
    rows["trial"] = rows["trial"] + of_world * _VARIANT
    rows["project"] = project + of_world * projects
    behind = {name: np.concatenate([getattr(what, name), column[first:]]) for name, column in rows.items()}
    return SideRun(tuple(pulled), stacked, Occasions(**behind), weight, years)


def variants(facts: Facts, calibration: Calibration) -> dict[str, Facts]:
    """Return the facts under each lever that is not pulled already, by its name."""
    levers = {f"{name}": {f"project.*.safeguards.{name}": True} for name in Safeguards.model_fields}
    levers |= {name: table["change"] for name, table in calibration.tables["levers"].items()}
    pulled = {name: _pulled(facts, change) for name, change in levers.items()}
    return {
        name: replace(facts, **new)
        for name, new in pulled.items()
        if not all(_equal(getattr(facts, field), value) for field, value in new.items())
    }


def _pulled(facts: Facts, change: Mapping[str, object]) -> dict[str, Any]:
    """Return what is new in the facts after a change of the case, as `facts.complete` would fill them."""
    new: dict[str, Any] = {}
    for path, value in change.items():
        *_, part, name = path.split(".")
        if part == "safeguards":
            new["safeguards"] = facts.safeguards | {name: np.full_like(facts.safeguards[name], float(bool(value)))}
        elif name == "cap_multiple":
            new["cap_eur"] = float(str(value)) * facts.contract_value_eur
        elif name != "cap":  # whose sum is told by what follows
            old = getattr(facts, name)
            new[name] = (value,) * len(old) if isinstance(old, tuple) else np.full_like(old, value)
    return new


def _equal(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_equal(one[key], other[key]) for key in one)
    return one is other or bool(np.array_equal(one, other))  # type: ignore[arg-type]


def side_by_side(facts: Sequence[Facts]) -> Facts:
    """Return variants of the projects of one provider as the projects of one; what is the provider's, of the first."""
    first, joined = facts[0], dict[str, Any]()
    for name in (f.name for f in fields(Facts)):
        of = [getattr(one, name) for one in facts]
        if isinstance(of[0], dict):
            joined[name] = {key: np.concatenate([one[key] for one in of], axis=1) for key in of[0]}
        elif isinstance(of[0], tuple) and name != "stated":
            joined[name] = tuple(value for one in of for value in one)
        elif isinstance(of[0], np.ndarray) and name not in _OF_PROVIDER:
            joined[name] = np.concatenate(of, axis=1 if of[0].ndim == 2 and name != "activity_share" else 0)
    return replace(first, **joined)
