"""What a damage head sees: some incidents, their outcry, the facts of their projects, and uniforms of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from riskmodel.incidents import Incidents
from riskmodel.outcry import Outcry
from riskmodel.quantity import ByType, Quantity
from riskmodel.safeguards import World
from riskmodel.streams import BoolArray, FloatArray, IntArray, KeyArray, Streams

Figure = Quantity | ByType


@dataclass(frozen=True)
class Scene:
    """The incidents whose types open a head; k rows. A column is read when a head first asks for it."""

    rows: IntArray  # (k,) their places among all incidents
    incidents: Incidents
    outcry: Outcry
    world: World
    streams: Streams
    purpose: str  # the head, which has uniforms of its own

    @cached_property
    def sets(self) -> IntArray:
        """Parameter set of each incident, shape (k,)."""
        return self.incidents.sets.take(self.rows)

    @cached_property
    def project(self) -> IntArray:
        """Project, shape (k,)."""
        return self.incidents.project.take(self.rows)

    @cached_property
    def key(self) -> KeyArray:
        """Where the uniforms stand, shape (k,)."""
        return self.incidents.key.take(self.rows)

    @cached_property
    def duration_hours(self) -> FloatArray:
        """Detection, wait and repair, shape (k,)."""
        return self.incidents.duration_hours.take(self.rows)

    @cached_property
    def effort_hours(self) -> FloatArray:
        """Person-hours of search, fix and test, shape (k,)."""
        return self.incidents.effort_hours.take(self.rows)

    @cached_property
    def people(self) -> FloatArray:
        """People concerned, shape (k,)."""
        return self.incidents.people.take(self.rows)

    @cached_property
    def posts(self) -> FloatArray:
        """Posts, shape (k,)."""
        return self.outcry.posts.take(self.rows)

    @cached_property
    def reach_people(self) -> FloatArray:
        """People who hear of it, shape (k,)."""
        return self.outcry.reach_people.take(self.rows)

    @cached_property
    def client_reach_people(self) -> FloatArray:
        """Of them, the client's people, shape (k,)."""
        return self.outcry.client_reach_people.take(self.rows)

    @cached_property
    def crisis_days(self) -> FloatArray:
        """Days of crisis, shape (k,)."""
        return self.outcry.crisis_days.take(self.rows)

    @cached_property
    def _spot(self) -> IntArray:
        """Where parameter set and project of each incident stand in a flat (M, P), shape (k,)."""
        return self.world.spot(self.sets, self.project)

    @cached_property
    def _kind(self) -> IntArray:
        return self.incidents.kind.take(self.rows)

    @cached_property
    def _place(self) -> IntArray:
        """Where incident type and parameter set of each incident stand in a flat (K, M), shape (k,)."""
        return self._kind * self.world.calibration.sets + self.sets

    def _of(self, figure: Figure) -> IntArray:
        return self._place if isinstance(figure, ByType) else self.sets

    def where(self, happens: BoolArray, cost: Callable[[Scene], FloatArray]) -> FloatArray:
        """Return what something costs where it happens, 0 elsewhere; only the incidents it happens in are reckoned."""
        chosen = np.flatnonzero(happens)
        amounts = np.zeros(len(happens))
        amounts[chosen] = cost(replace(self, rows=self.rows.take(chosen)))
        return amounts

    def having(self, figure: Figure, cost: Callable[[Scene], FloatArray]) -> FloatArray:
        """Return what something costs where the incident's type has a figure for it, 0 elsewhere."""
        return self.where(figure.has(self._kind), cost) if isinstance(figure, ByType) else cost(self)

    def fact(self, name: str) -> FloatArray:
        """Return a fact of each incident's project, as `Facts` names it."""
        values: FloatArray = getattr(self.world.facts, name)
        return values.take(self._spot)

    def category(self, quantity: Quantity, name: str) -> FloatArray:
        """Return a quantity by the category that a fact of each incident's project names."""
        categories: tuple[str, ...] = getattr(self.world.facts, name)
        return quantity.across(categories).take(self._spot)

    def effect(self, name: str) -> FloatArray:
        """Return what the safeguards make of something, as a factor for each incident."""
        return self.world.effects[name].take(self.world.spot(self._place, self.project))

    def uniform(self, what: str) -> FloatArray:
        """Return uniforms for one purpose of this head."""
        return self.streams.uniform(f"{self.purpose}: {what}", self.key)

    def happens(self, what: str, probability: FloatArray) -> BoolArray:
        """Return whether something of this probability happens."""
        return self.uniform(what) < probability

    def draw(self, what: str, figure: Figure) -> FloatArray:
        """Return what chance makes of a figure."""
        return figure.draw(self.uniform(what), self._of(figure))

    def draw_severe(self, what: str, figure: Figure) -> FloatArray:
        """Return what chance makes of a figure that grows with the common severity factor."""
        score = self.incidents.score(self.streams, f"{self.purpose}: {what}", self.rows)
        return figure.draw_score(score, self._of(figure))

    def at(self, figure: Figure) -> FloatArray:
        """Return a figure without chance."""
        return figure.at(self._of(figure))
