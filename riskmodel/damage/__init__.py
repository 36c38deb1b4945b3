"""Damage: euros others lose, by head.

A head is a file here and an entry of the same name in `data/calibration/damage.toml`; the entry is the registration
and gives the order of every table and chart. A head offers `Parameters` (its figures), perhaps `TypeParameters` (its
figures for each incident type that opens it, from the type's own data file), and `cost`: EUR for some incidents, never
negative. An incident type opens only the heads it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.damage.scene import Scene
from riskmodel.incidents import Incidents
from riskmodel.outcry import Outcry
from riskmodel.quantity import CalibrationError
from riskmodel.safeguards import World, incident_types
from riskmodel.streams import BoolArray, FloatArray, Streams


@dataclass(frozen=True)
class Damage:
    """Euros others lose; n incidents, H heads."""

    heads: tuple[str, ...]  # (H,) in the order of the data
    by_head_eur: FloatArray  # (H, n)
    total_eur: FloatArray  # (n,)


@dataclass(frozen=True)
class Registered:
    """A damage head of the data."""

    name: str
    module: ModuleType
    opened: BoolArray  # (K,) by which incident types
    figures: tuple[Any, ...]  # its parameters and, where it has any, those of the types


def registered(calibration: Calibration) -> tuple[Registered, ...]:
    """Return the damage heads with their figures, in the order of the data."""
    by_types = [opened(calibration, t) for t in incident_types(calibration)]

    def head(name: str) -> Registered:
        of_types = type_parameters(calibration, name)
        figures = (parameters(calibration, name), *(() if of_types is None else (of_types,)))
        return Registered(name, module(name), np.array([name in of_type for of_type in by_types]), figures)

    return tuple(head(name) for name in heads(calibration))


def heads(calibration: Calibration) -> tuple[str, ...]:
    """Return the names of the damage heads in the order of the data."""
    return tuple(calibration.tables["damage"])


@lru_cache
def module(head: str) -> ModuleType:
    """Return the module of a head.

    Raises
    ------
    ModuleNotFoundError
        If the data names a head that has no file in `riskmodel/damage`.
    """
    return import_module(f"riskmodel.damage.{head}")


def parameters(calibration: Calibration, head: str) -> Any:
    """Return the figures of a head."""
    return calibration.bind(f"damage.{head}", module(head).Parameters)


def type_parameters(calibration: Calibration, head: str) -> Any:
    """Return the figures of a head for each incident type that opens it, side by side; None where the head has none."""
    wanted = getattr(module(head), "TypeParameters", None)
    if wanted is None:
        return None
    types = incident_types(calibration)
    groups = [f"incidents.{t}.{head}" if head in opened(calibration, t) else None for t in types]
    return calibration.bind_types(groups, wanted)


def opened(calibration: Calibration, incident_type: str) -> tuple[str, ...]:
    """Return the heads an incident type opens, in the order of the data."""
    named, known = calibration.tables[f"incidents.{incident_type}"]["heads"], calibration.tables["damage"]
    if unknown := sorted(head for head in named if head not in known):
        raise CalibrationError(f"{incident_type}.toml, heads: unknown {unknown}; damage.toml knows {', '.join(known)}")
    return tuple(head for head in known if head in named)


def assess(incidents: Incidents, outcry: Outcry, world: World, streams: Streams) -> Damage:
    """Return what others lose in each incident, by head."""
    known = world.calibration.once(registered)
    amounts = np.zeros((len(known), len(incidents.trial)))
    for head, amount in zip(known, amounts, strict=True):
        rows = np.flatnonzero(head.opened.take(incidents.kind))
        if rows.size:
            scene = Scene(rows, incidents, outcry, world, streams, head.name)
            amount[rows] = head.module.cost(scene, *head.figures)
    return Damage(tuple(head.name for head in known), amounts, added_heads(amounts))


def added_heads(by_head_eur: FloatArray) -> FloatArray:
    """Return the sum over heads, head after head: `sum(axis=0)` adds a single row in another order than many."""
    total = np.zeros(by_head_eur.shape[1])
    for amounts in by_head_eur:
        total += amounts
    return total
