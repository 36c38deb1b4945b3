"""What a damage head sees: some incidents, their outcry, the facts of their projects, and uniforms of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from riskmodel.calibration import Quantity
from riskmodel.incidents import Incidents
from riskmodel.outcry import Outcry
from riskmodel.safeguards import World
from riskmodel.streams import BoolArray, FloatArray, IntArray, KeyArray, Streams


@dataclass(frozen=True)
class Scene:
    """The incidents of one type; k rows."""

    rows: IntArray  # (k,) their places among all incidents
    sets: IntArray  # (k,) parameter set
    project: IntArray  # (k,)
    key: KeyArray  # (k,)
    duration_hours: FloatArray  # (k,)
    effort_hours: FloatArray  # (k,)
    people: FloatArray  # (k,) concerned
    posts: FloatArray  # (k,)
    media: BoolArray  # (k,)
    reach_people: FloatArray  # (k,)
    client_reach_people: FloatArray  # (k,)
    crisis_days: FloatArray  # (k,)
    incidents: Incidents
    world: World
    streams: Streams
    purpose: str = ""

    @classmethod
    def of(cls, rows: IntArray, incidents: Incidents, outcry: Outcry, world: World, streams: Streams) -> Scene:
        """Return the scene of these rows."""
        of_incidents = ("sets", "project", "key", "duration_hours", "effort_hours", "people")
        of_outcry = ("posts", "media", "reach_people", "client_reach_people", "crisis_days")
        columns = {name: getattr(incidents, name)[rows] for name in of_incidents}
        columns |= {name: getattr(outcry, name)[rows] for name in of_outcry}
        return cls(rows=rows, incidents=incidents, world=world, streams=streams, **columns)

    def for_head(self, head: str) -> Scene:
        """Return the same scene with uniforms of its own for this head."""
        return replace(self, purpose=head)

    def where(self, happens: BoolArray, cost: Callable[[Scene], FloatArray]) -> FloatArray:
        """Return what something costs where it happens, 0 elsewhere; only the incidents it happens in are reckoned."""
        chosen = np.flatnonzero(happens)
        arrays = {
            f.name: getattr(self, f.name)[chosen] for f in fields(self) if isinstance(getattr(self, f.name), np.ndarray)
        }
        amounts = np.zeros(len(happens))
        amounts[chosen] = cost(replace(self, **arrays))
        return amounts

    def fact(self, name: str) -> FloatArray:
        """Return a fact of each incident's project, as `Facts` names it."""
        values: FloatArray = getattr(self.world.facts, name)
        return values[self.sets, self.project]

    def category(self, quantity: Quantity, name: str) -> FloatArray:
        """Return a quantity by the category that a fact of each incident's project names."""
        categories: tuple[str, ...] = getattr(self.world.facts, name)
        return quantity.across(categories)[self.sets, self.project]

    def effect(self, name: str) -> FloatArray:
        """Return what the safeguards make of something, as a factor for each incident."""
        kind = self.incidents.kind[self.rows]
        return self.world.effects[name][self.sets, self.project, kind]

    def uniform(self, what: str) -> FloatArray:
        """Return uniforms for one purpose of this head."""
        return self.streams.uniform(f"{self.purpose}: {what}", self.key)

    def happens(self, what: str, probability: FloatArray) -> BoolArray:
        """Return whether something of this probability happens."""
        return self.uniform(what) < probability

    def draw(self, what: str, quantity: Quantity) -> FloatArray:
        """Return what chance makes of a quantity."""
        return quantity.draw(self.uniform(what), self.sets)

    def draw_severe(self, what: str, quantity: Quantity) -> FloatArray:
        """Return what chance makes of a quantity that grows with the common severity factor."""
        score = self.incidents.score(self.streams, f"{self.purpose}: {what}", self.rows)
        return quantity.draw_score(score, self.sets)

    def at(self, quantity: Quantity) -> FloatArray:
        """Return a quantity without chance."""
        return quantity.at(self.sets)
