"""The largest lever of a provider: a small side run on its first busy years, all levers at once.

What happened in those years is put before as many worlds as there are levers, on the same draws; in each one lever is
pulled in all projects. The worlds stand side by side as further projects of one case, so all of them are one pass of
the stages. A lever that makes incidents rarer weighs them less, which is the same in the mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.case import Safeguards
from riskmodel.cover import Terms
from riskmodel.facts import Facts
from riskmodel.incidents import Occasions
from riskmodel.ledger import first_of_each
from riskmodel.measures import Measured, paired
from riskmodel.safeguards import World, safeguard
from riskmodel.simulate import consequences
from riskmodel.streams import Streams

BUSY_YEARS = 128  # of the side run
_VARIANT = 1 << 44  # trials of a variant are so far from those of another; keys do not see it: 44 + 20 bits are all


_OF_PROVIDER = {"revenue_eur", "own_assets_eur", "hourly_rate_eur", "crew"}


@dataclass(frozen=True)
class Saved:
    """A lever and what it saves of the burden a year, EUR."""

    lever: str
    saved_eur: Measured


def largest(
    world: World, what: Occasions, streams: Streams, policies: Sequence[Terms], busy_share: float
) -> Saved | None:
    """Return the lever that saves most of what a provider retains under the first policy, None if there is none.

    Parameters
    ----------
    world
        Of the provider as it is.
    what
        What happened, in order of trial.
    busy_share
        Share of all years in which anything happened.
    """
    pulled = variants(world.facts, world.calibration)
    last = what.trial[first_of_each(what.trial)[:BUSY_YEARS]]
    if not pulled or not last.size:
        return None
    first = slice(0, int(np.searchsorted(what.trial, last[-1], side="right")))
    stacked = safeguard(world.calibration, side_by_side([world.facts, *pulled.values()]))
    worlds, projects = len(pulled) + 1, len(world.facts.law)
    rarer = stacked.effects["rate"].reshape(world.calibration.sets, worlds, projects, -1)  # what a lever does to a rate
    rows = {f.name: np.tile(getattr(what, f.name)[first], worlds) for f in fields(Occasions)}
    of_world = np.repeat(np.arange(worlds), first.stop)
    rows["trial"] = rows["trial"] + of_world * _VARIANT
    place = (rows["sets"], of_world, rows["project"], rows["kind"])
    weight = rarer[place] / rarer[rows["sets"], 0, rows["project"], rows["kind"]]
    rows["project"] = rows["project"] + of_world * projects
    found = consequences(Occasions(**rows), stacked, streams, policies[:1])
    year = np.searchsorted(last, rows["trial"] % _VARIANT)
    at = of_world * last.size + year
    yearly = np.bincount(at, found.covers[0].retained_eur * weight, worlds * last.size).reshape(worlds, -1)
    each = np.full(last.size, busy_share / last.size)
    saved = {name: paired(yearly[0], yearly[i], each) for i, name in enumerate(pulled, start=1)}
    best = max(saved, key=lambda name: saved[name].value)
    return Saved(best, saved[best]) if saved[best].value > 0.0 else None


def variants(facts: Facts, calibration: Calibration) -> dict[str, Facts]:
    """Return the facts under each lever that is not pulled already, by its name."""
    levers = {f"{name}": {f"project.*.safeguards.{name}": True} for name in Safeguards.model_fields}
    levers |= {name: table["change"] for name, table in calibration.tables["levers"].items()}
    found = {name: _pulled(facts, change) for name, change in levers.items()}
    return {name: after for name, after in found.items() if not _same(facts, after)}


def _pulled(facts: Facts, change: Mapping[str, object]) -> Facts:
    """Return the facts after a change of the case, as `facts.complete` would fill them."""
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
    return replace(facts, **new)


def _same(one: Facts, other: Facts) -> bool:
    def equal(a: object, b: object) -> bool:
        if isinstance(a, dict) and isinstance(b, dict):
            return all(equal(a[key], b[key]) for key in a)
        return a is b or (np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b)  # type: ignore[arg-type]

    return all(equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Facts))


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
