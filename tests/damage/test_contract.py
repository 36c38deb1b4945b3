"""What holds for every damage head and every incident type that opens it, from the moment they exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riskmodel.calibration import Calibration, load
from riskmodel.damage import heads, module, opened, parameters, type_parameters
from riskmodel.damage.scene import Scene
from riskmodel.safeguards import incident_types
from riskmodel.simulate import Result
from riskmodel.streams import FloatArray, KeyArray, Streams

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = load(ROOT / "data")
SPREADS = {"exploit", "traffic", "batch", "records", "none"}
TYPES = incident_types(SHIPPED)


def openings() -> Iterator[tuple[str, str]]:
    for incident_type in TYPES:
        for head in opened(SHIPPED, incident_type):
            yield head, incident_type


each_opening = pytest.mark.parametrize(("head", "incident_type"), list(openings()))


@dataclass(frozen=True)
class Listening(Streams):
    """Streams that remember what was drawn."""

    purposes: list[str] = field(default_factory=list)

    def uniform(self, purpose: str, at: KeyArray) -> FloatArray:
        """Return uniforms and note their purpose."""
        self.purposes.append(purpose)
        return super().uniform(purpose, at)


def cost(calibration: Calibration, head: str, incident_type: str, scene: Scene) -> FloatArray:
    of_type = type_parameters(calibration, head)
    extra = () if of_type is None else (of_type,)
    kind = np.full_like(scene.incidents.kind, TYPES.index(incident_type))
    staged = replace(scene, incidents=replace(scene.incidents, kind=kind), purpose=head)
    return module(head).cost(staged, parameters(calibration, head), *extra)


def staged(small: Result, streams: Streams, **columns: Any) -> Scene:
    s = small.simulated
    whole = {name: np.full(len(s.incidents.trial), value) for name, value in columns.items()}
    of_incidents = {name: whole.pop(name) for name in list(whole) if hasattr(s.incidents, name)}
    incidents, outcry = replace(s.incidents, **of_incidents), replace(s.outcry, **whole)
    return Scene(np.arange(1_500), incidents, outcry, small.world, streams, "")


@each_opening
def test_a_head_costs_a_finite_amount_that_is_never_negative(small: Result, head: str, incident_type: str) -> None:
    euros = cost(small.world.calibration, head, incident_type, staged(small, Streams(3)))
    assert euros.shape == (1_500,)
    assert euros.dtype == np.float64
    assert np.isfinite(euros).all() and euros.min() >= 0.0


@each_opening
def test_a_head_copes_with_nobody_concerned_and_with_everybody(small: Result, head: str, incident_type: str) -> None:
    nobody = dict.fromkeys(("people", "posts", "reach_people", "client_reach_people", "crisis_days"), 0.0)
    everybody = {"people": 1e8, "posts": 1e7, "reach_people": 1e8, "client_reach_people": 9e4, "crisis_days": 90.0}
    for columns in (nobody, everybody):
        euros = cost(small.world.calibration, head, incident_type, staged(small, Streams(3), **columns))
        assert np.isfinite(euros).all() and euros.min() >= 0.0


@each_opening
def test_a_head_draws_uniforms_of_its_own_and_none_twice(small: Result, head: str, incident_type: str) -> None:
    """Named after the head, so that no other head moves with it; once each, so that its draws are independent."""
    streams = Listening(0)
    cost(small.world.calibration, head, incident_type, staged(small, streams))
    assert streams.purposes or head == "contract_penalty", "a penalty is days times a rate: nothing is left to chance"
    assert all(purpose.startswith(f"{head}: ") for purpose in streams.purposes)
    assert len(set(streams.purposes)) == len(streams.purposes)


@each_opening
def test_an_incident_costs_the_same_whichever_others_are_reckoned_with_it(
    small: Result, head: str, incident_type: str
) -> None:
    s = small.simulated
    together = cost(small.world.calibration, head, incident_type, staged(small, Streams(3)))
    alone = Scene(np.array([977, 12]), s.incidents, s.outcry, small.world, Streams(3), "")
    assert cost(small.world.calibration, head, incident_type, alone).tolist() == together[[977, 12]].tolist()


def test_files_entries_and_tests_of_heads_are_the_same_set() -> None:
    """A head is one module, one entry in damage.toml, and one test file; what is missing is named."""
    entries = set(heads(SHIPPED))
    modules = {file.stem for file in (ROOT / "riskmodel" / "damage").glob("[!_]*.py")} - {"scene"}
    tests = {file.stem.removeprefix("test_") for file in Path(__file__).parent.glob("test_*.py")} - {"contract"}
    assert modules == entries, f"between riskmodel/damage and damage.toml: {sorted(modules ^ entries)}"
    assert tests == entries, f"between tests/damage and damage.toml: {sorted(tests ^ entries)}"


def test_every_head_is_opened_by_some_type() -> None:
    assert {head for head, _ in openings()} == set(heads(SHIPPED))


@pytest.mark.parametrize("head", heads(SHIPPED))
def test_a_head_is_explained_in_both_languages(head: str) -> None:
    entry = SHIPPED.tables["damage"][head]
    assert entry["title"].keys() == entry["meaning"].keys() == {"de", "en"}
    assert isinstance(entry["leading"], bool)


@pytest.mark.parametrize("incident_type", TYPES)
def test_an_incident_type_names_known_heads_a_known_spread_and_both_titles(incident_type: str) -> None:
    entry = SHIPPED.tables[f"incidents.{incident_type}"]
    assert set(entry["heads"]) <= set(heads(SHIPPED))
    assert len(set(entry["heads"])) == len(entry["heads"]) > 0
    assert entry["spread"] in SPREADS
    assert entry["title"].keys() == entry["meaning"].keys() == {"de", "en"}
    assert isinstance(entry["orders_matter"], bool)


@pytest.mark.parametrize("incident_type", TYPES)
def test_an_incident_type_has_the_figures_its_spread_needs(incident_type: str) -> None:
    spread = SHIPPED.tables[f"incidents.{incident_type}"]["spread"]
    needed = {"rate", "detection_hours", "unfairness"}
    needed |= {"concerned_share"} if spread != "none" else set()
    needed |= {"growth_per_hour"} if spread == "exploit" else set()
    missing = {name for name in needed if f"incidents.{incident_type}.{name}" not in SHIPPED.entries}
    assert not missing


def test_the_four_heads_of_the_leading_report_lead() -> None:
    """Finding the error, informing the people, reputation, PR measures: in this order, before all others."""
    assert heads(SHIPPED)[:4] == ("bug_fixing", "customer_notification", "reputational_harm", "pr_campaign")
    assert [h for h in heads(SHIPPED) if SHIPPED.tables["damage"][h]["leading"]] == list(heads(SHIPPED)[:4])
