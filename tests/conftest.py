"""What the tests of the engine share: the figures that ship, small cases, and rows made by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riskmodel import casefile, facts
from riskmodel.calibration import Calibration, load
from riskmodel.case import Case
from riskmodel.damage import Damage, heads
from riskmodel.damage.scene import Scene
from riskmodel.incidents import Incidents
from riskmodel.outcry import Outcry
from riskmodel.quantity import Chance, Entry, Quantity
from riskmodel.safeguards import World, safeguard
from riskmodel.simulate import Result, simulate
from riskmodel.streams import Streams, keys

#: Random walks through the app: in every run, and with --long.
WALKS, LONG_WALKS = 50, 500
DATA = Path(__file__).resolve().parent.parent / "data"
DTYPES = {"IntArray": np.int64, "BoolArray": np.bool_, "FloatArray": np.float64, "KeyArray": np.uint64}

# Lopsided on purpose: two projects that differ in everything, one with a cap and one without.
TWO_PROJECTS = """
schema_version = 1
[provider]
revenue_eur = 340_000
own_assets_eur = 70_000
repair_schedule = "office"
[[project]]
activity = "web_shop"
contract_value_eur = 30_000
year_share = 0.8
[project.client]
revenue_eur = 6_000_000
people = 90_000
visibility = "high"
[project.contract]
cap = "amount"
cap_eur = 20_000
cap_agreed = "individually"
[[project]]
activity = { hosting = 0.7, marketing = 0.3 }
contract_value_eur = 4_000
duration_months = 5
year_share = 0.1
tiers_below = 1
[project.client]
revenue_eur = { low = 100_000, high = 900_000 }
[[policy]]
name = "small"
limit_eur = 15_000
aggregate_multiple = 1
deductible_eur = 500
own_damage_sublimit_eur = 1_000
[[policy]]
name = "large"
limit_eur = 1_000_000
deductible_share = 0.1
deductible_eur = 250
deductible_maximum_eur = 5_000
defence = "inside"
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help=f"{LONG_WALKS} random walks through the app, not {WALKS}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "walk" in metafunc.fixturenames:
        metafunc.parametrize("walk", range(LONG_WALKS if metafunc.config.getoption("long") else WALKS))


def quantity(value: float | Mapping[str, float], sets: int = 1) -> Quantity:
    """Return a quantity without chance and ignorance: one number, or one for each category."""
    by = dict(value) if isinstance(value, Mapping) else {}
    chance = None if by else Chance("discrete", {"values": [value], "probabilities": [1.0]})
    return Quantity(Entry("made.by.hand", "EUR", "judgement", "D", "", chance, None, by, None), np.ones(sets))


def fix(calibration: Calibration, figures: Mapping[str, float | Mapping[str, float]]) -> Calibration:
    """Return the calibration with some figures made certain."""
    unknown = set(figures) - set(calibration.entries)
    assert not unknown, f"no such entries: {sorted(unknown)}"
    made = {
        path: replace(quantity(value).entry, path=path, unit=calibration.entries[path].unit)
        for path, value in figures.items()
    }
    return replace(calibration, entries={**calibration.entries, **made})


def rows_of(record: type[Any], size: int, given: Mapping[str, Any]) -> Any:
    """Return a record of arrays: what is given, zeros for the rest."""
    columns = {}
    for f in fields(record):
        value = given.get(f.name, 0)
        columns[f.name] = np.broadcast_to(np.asarray(value, dtype=DTYPES[str(f.type)]), (size,)).copy()
    return record(**columns)


def incidents_of(size: int, **given: Any) -> Incidents:
    """Return incidents made by hand; keys follow from trial and place."""
    found = rows_of(Incidents, size, given)
    place = np.arange(size) - np.searchsorted(found.trial, found.trial)
    return replace(found, key=keys(found.trial, place))


def outcry_of(size: int, **given: Any) -> Outcry:
    """Return outcries made by hand."""
    return rows_of(Outcry, size, given)


def damage_of(calibration: Calibration, **by_head: Any) -> Damage:
    """Return damage made by hand, EUR by head."""
    names = heads(calibration)
    size = len(next(iter(by_head.values())))
    amounts = np.zeros((len(names), size))
    for head, eur in by_head.items():
        amounts[names.index(head)] = eur
    return Damage(names, amounts, amounts.sum(axis=0))


def arrays(record: Any, prefix: str = "") -> dict[str, np.ndarray]:
    """Return every array of a nested record under its dotted name."""
    if isinstance(record, np.ndarray):
        return {prefix: record}
    if isinstance(record, tuple):
        members = [(f"{prefix}[{i}]", member) for i, member in enumerate(record)]
    elif is_dataclass(record):
        members = [(f"{prefix}.{f.name}", getattr(record, f.name)) for f in fields(record)]
    else:
        return {}
    return {name: array for at, member in members for name, array in arrays(member, at).items()}


class Workshop:
    """What tests make their rows with, in one fixture."""

    def __init__(self, calibration: Calibration) -> None:
        self.calibration = calibration

    quantity = staticmethod(quantity)
    fix = staticmethod(fix)
    incidents = staticmethod(incidents_of)
    outcry = staticmethod(outcry_of)
    arrays = staticmethod(arrays)

    def damage(self, **by_head: Any) -> Damage:
        """Return damage made by hand, EUR by head."""
        return damage_of(self.calibration, **by_head)

    @staticmethod
    def case(text: str) -> Case:
        """Return the case of a case file's text."""
        return casefile.parse(text.encode(), "case.toml")

    def world(self, text: str, figures: Mapping[str, float | Mapping[str, float]] | None = None) -> World:
        """Return the world of a case file's text, some figures made certain."""
        calibration = fix(self.calibration, figures or {})
        return safeguard(calibration, facts.complete(self.case(text), calibration))

    def simulate(self, text: str, trials: int = 2_000, seed: int = 0, **options: Any) -> Result:
        """Simulate the case of a case file's text."""
        return simulate(self.case(text), self.calibration, trials=trials, seed=seed, **options)


@pytest.fixture(scope="session")
def calibration() -> Calibration:
    """Return the figures that ship."""
    return load(DATA)


@pytest.fixture(scope="session")
def make(calibration: Calibration) -> Workshop:
    """Return the workshop."""
    return Workshop(calibration)


@pytest.fixture(scope="session")
def small(make: Workshop) -> Result:
    """Return a small simulation of two unequal projects, with two policies."""
    return make.simulate(TWO_PROJECTS, trials=4_000, seed=7)


@pytest.fixture(scope="session")
def freelancer() -> Case:
    """Return the sample freelancer."""
    return casefile.read(DATA / "cases" / "sample_freelancer.toml")


@pytest.fixture(scope="session")
def agency() -> Case:
    """Return the sample agency with four projects."""
    return casefile.read(DATA / "cases" / "sample_agency.toml")


@pytest.fixture(scope="session")
def two_projects() -> str:
    """Return the text of the small case."""
    return TWO_PROJECTS


@pytest.fixture
def scene(small: Result) -> Callable[..., Scene]:
    """Return a maker of scenes: rows, facts and effects of the safeguards by hand, uniforms as in a simulation."""

    def build(size: int = 1, facts: Mapping[str, Any] | None = None, effects: float = 1.0, **columns: Any) -> Scene:
        world = small.world
        given = {
            name: (value,) * len(world.facts.law)
            if isinstance(value, str)
            else np.full_like(getattr(world.facts, name), value)
            for name, value in (facts or {}).items()
        }
        world = replace(
            world,
            facts=replace(world.facts, **given),
            effects={name: np.full_like(of, effects) for name, of in world.effects.items()},
        )
        of_incidents = {name: columns.pop(name) for name in list(columns) if name in Incidents.__dataclass_fields__}
        incidents = incidents_of(size, **{"trial": np.arange(size), **of_incidents})
        return Scene(np.arange(size), incidents, outcry_of(size, **columns), world, Streams(0), "test")

    return build
