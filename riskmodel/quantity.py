"""A figure of the calibration: what chance makes of it, what nobody knows about it, alone or for all incident types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import betainccinv, betaincinv, ndtr, ndtri

from riskmodel.streams import (
    CELLS,
    SCORE_CELLS,
    SCORES,
    BoolArray,
    FloatArray,
    IntArray,
    Places,
    by_score,
    look_up,
    places,
    places_of_scores,
    tabulated,
)

BOUNDED = ("share", "probability")
_Z90 = float(ndtri(0.9))


class CalibrationError(ValueError):
    """A figure in `data/` cannot be used; the message names file, entry, what was found and what is needed."""


@dataclass(frozen=True)
class Chance:
    """A distribution over incidents, by its inverse: lognormal, beta and PERT from a table, discrete by its steps."""

    form: str
    figures: Mapping[str, Any]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the tables, which are large and quickly made."""
        return {"form": self.form, "figures": self.figures}

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm of a lognormal."""
        return float(np.log(self.figures["p90"] / self.figures["median"]) / _Z90)

    @property
    def median(self) -> float:
        """The value half of the incidents stay below."""
        return float(self.at_uniform(np.array([0.5]))[0])

    @cached_property
    def table(self) -> FloatArray:
        """The inverse distribution function in the cells of `streams.tabulated`, shape (2, CELLS)."""
        if self.form == "lognormal":
            return tabulated(lambda score: self.figures["median"] * np.exp(self.sigma * score))
        return tabulated(lambda score: np.interp(score, SCORES, self._quantiles))

    @cached_property
    def table_by_score(self) -> FloatArray:
        """The same by standard normal score, in the cells of `streams.by_score`, shape (2, SCORE_CELLS)."""
        return by_score(self._quantiles)

    @cached_property
    def _quantiles(self) -> FloatArray:
        """Quantiles at `SCORES`, those of a beta or PERT distribution each from its nearer end."""
        f = self.figures
        if self.form == "lognormal":
            return np.asarray(f["median"] * np.exp(self.sigma * SCORES))
        low, width = (0.0, 1.0) if self.form == "beta" else (f["low"], f["high"] - f["low"])
        alpha, beta = (f["alpha"], f["beta"]) if self.form == "beta" else _pert(f["low"], f["mode"], f["high"])
        lower = betaincinv(alpha, beta, ndtr(np.minimum(SCORES, 0.0)))
        upper = betainccinv(alpha, beta, ndtr(np.minimum(-SCORES, 0.0)))
        return np.asarray(low + width * np.where(SCORES < 0.0, lower, upper))

    def at_uniform(self, uniform: FloatArray) -> FloatArray:
        """Return the quantiles at these uniforms."""
        if self.form == "discrete":
            edges = np.cumsum(self.figures["probabilities"])[:-1]
            return np.asarray(self.figures["values"], dtype=float)[np.searchsorted(edges, uniform)]
        return look_up(self.table, places(uniform))

    def at_score(self, score: FloatArray) -> FloatArray:
        """Return the quantiles at these standard normal scores."""
        if self.form == "lognormal":
            return np.asarray(self.figures["median"] * np.exp(self.sigma * score))
        if self.form == "discrete":
            return self.at_uniform(ndtr(score))
        return look_up(self.table_by_score, places_of_scores(score))


def _pert(low: float, mode: float, high: float) -> tuple[float, float]:
    """Return alpha and beta of the beta distribution behind a PERT distribution."""
    alpha = 1.0 + 4.0 * (mode - low) / (high - low)
    return alpha, 6.0 - alpha


@dataclass(frozen=True)
class Entry:
    """One figure as it stands in the data."""

    path: str
    unit: str
    source: str
    quality: str
    note: str
    chance: Chance | None
    value: float | None
    by: Mapping[str, float]
    ignorance: tuple[float, float] | None

    @property
    def bounded(self) -> bool:
        """Whether the figure lies in [0, 1], so that ignorance moves its odds and not its size."""
        return self.unit in BOUNDED

    @property
    def centre(self) -> float:
        """The number ignorance is about: the value, the median of chance, or 1 for a table by category."""
        if self.by:
            return 1.0
        return self.chance.median if self.chance else float(self.value or 0.0)


@dataclass(frozen=True)
class Choice:
    """What is chosen where a case leaves a choice open, as it stands in the data."""

    path: str
    choice: str | bool
    source: str
    quality: str
    note: str


def moved(x: FloatArray | float, factor: FloatArray, *, bounded: bool) -> FloatArray:
    """Return figures moved by what nobody knows: by a factor on their size or, in [0, 1], on their odds."""
    scaled = x * factor
    return np.asarray(scaled / (1.0 - x + scaled) if bounded else scaled)


@dataclass(frozen=True)
class Quantity:
    """A figure of the calibration in all parameter sets."""

    entry: Entry
    factor: FloatArray  # (sets,) factor on the value, or on its odds where the figure lies in [0, 1]

    @cached_property
    def each(self) -> FloatArray:
        """The centre in each parameter set, shape (sets,)."""
        return moved(self.entry.centre, self.factor, bounded=self.entry.bounded)

    def at(self, sets: IntArray) -> FloatArray:
        """Return the centre for incidents in these parameter sets."""
        return self.each.take(sets)

    def of(self, category: str) -> FloatArray:
        """Return the value of one category in each parameter set, shape (sets,)."""
        if category not in self._by_category:
            known = ", ".join(self.entry.by)
            raise CalibrationError(f"data/calibration, entry {self.entry.path}: no {category!r} among {known}")
        return self._by_category[category]

    @cached_property
    def _by_category(self) -> dict[str, FloatArray]:
        return {c: moved(value, self.factor, bounded=self.entry.bounded) for c, value in self.entry.by.items()}

    def across(self, categories: Sequence[str]) -> FloatArray:
        """Return the values of several categories side by side, shape (sets, categories)."""
        return np.stack([self.of(category) for category in categories], axis=1)

    def draw(self, uniform: FloatArray, sets: IntArray) -> FloatArray:
        """Return what chance makes of the quantity, one for each uniform and its parameter set."""
        assert self.entry.chance is not None
        return self._by_ignorance(self.entry.chance.at_uniform(uniform), sets)

    def draw_score(self, score: FloatArray, sets: IntArray) -> FloatArray:
        """As `draw`, from standard normal scores."""
        chance = self.entry.chance
        assert chance is not None
        if chance.form == "lognormal" and not self.entry.bounded:
            return self.each.take(sets) * np.exp(chance.sigma * score)
        return self._by_ignorance(chance.at_score(score), sets)

    def _by_ignorance(self, drawn: FloatArray, sets: IntArray) -> FloatArray:
        if self.entry.ignorance is None:
            return drawn
        return moved(drawn, self.factor.take(sets), bounded=self.entry.bounded)


def by_decade(per_decade: Quantity, sets: IntArray, amount: FloatArray, from_amount: float) -> FloatArray:
    """Return what a figure by which something grows a decade makes of amounts (at least 1), 1 at `from_amount`."""
    decades = np.log(np.maximum(amount, 1.0) / from_amount)
    return np.asarray(np.exp((np.log(per_decade.each) / np.log(10.0)).take(sets) * decades))


@dataclass(frozen=True)
class ByType:
    """A figure of K incident types in M parameter sets; what reads it names its rows by `place`: type x M + set."""

    members: tuple[Quantity | None, ...]  # (K,) None where a type has no such figure
    sets: int  # M

    def has(self, kind: IntArray) -> BoolArray:
        """Return whether incidents of these types have the figure."""
        return np.array([m is not None for m in self.members])[kind]

    def at(self, place: IntArray) -> FloatArray:
        """Return the centre of each row, 0 where its type has no such figure."""
        return self._each.take(place)

    def draw(self, uniform: FloatArray, place: IntArray) -> FloatArray:
        """Return what chance makes of the figure, one for each uniform; the types of all rows have it."""
        return self._read(self._tables, places(uniform), place, CELLS)

    def draw_score(self, score: FloatArray, place: IntArray) -> FloatArray:
        """As `draw`, from standard normal scores."""
        if self._lognormal is None:
            return self._read(self._tables_by_score, places_of_scores(score), place, SCORE_CELLS)
        median, sigma = self._lognormal
        return self._moved(median.take(place) * np.exp(sigma.take(place) * score), place)

    def _read(self, tables: FloatArray, at: Places, place: IntArray, cells: int) -> FloatArray:
        """Read the tables of all types that have the figure, one after the other, each with so many cells."""
        cell = at.cell + (self._rank * cells).take(place)
        return self._moved(look_up(tables, Places(cell, at.at)), place)

    def _moved(self, drawn: FloatArray, place: IntArray) -> FloatArray:
        return moved(drawn, self._factor.take(place), bounded=self._known[0].entry.bounded)

    @cached_property
    def _known(self) -> tuple[Quantity, ...]:
        return tuple(m for m in self.members if m is not None)

    @cached_property
    def _each(self) -> FloatArray:
        return np.concatenate([np.zeros(self.sets) if m is None else m.each for m in self.members])

    @cached_property
    def _factor(self) -> FloatArray:
        return np.concatenate([np.ones(self.sets) if m is None else m.factor for m in self.members])

    @cached_property
    def _rank(self) -> IntArray:
        """The how manieth of the types that have the figure each place is of, from 0, shape (K M,)."""
        return np.repeat(np.cumsum([m is not None for m in self.members]) - 1, self.sets)

    @cached_property
    def _tables(self) -> FloatArray:
        """The tables of all types that have the figure, one after the other, shape (2, types x CELLS)."""
        return np.concatenate([_chance(m).table for m in self._known], axis=1)

    @cached_property
    def _tables_by_score(self) -> FloatArray:
        """The same by score, shape (2, types x SCORE_CELLS)."""
        return np.concatenate([_chance(m).table_by_score for m in self._known], axis=1)

    @cached_property
    def _lognormal(self) -> tuple[FloatArray, FloatArray] | None:
        """Median and sigma of each place, shapes (K M,), if chance is lognormal in all types that have the figure."""
        if any(_chance(m).form != "lognormal" for m in self._known):
            return None
        pairs = [(1.0, 0.0) if m is None else (_chance(m).median, _chance(m).sigma) for m in self.members]
        median, sigma = np.repeat(np.array(pairs).T, self.sets, axis=1)
        return median, sigma


def by_type(members: Sequence[Quantity | None], sets: int) -> ByType | None:
    """Put a figure of all types side by side; None if no type has it."""
    known = [m for m in members if m is not None]
    if len({m.entry.bounded for m in known}) > 1:
        raise CalibrationError(f"data/calibration, entries {', '.join(m.entry.path for m in known)}: units differ")
    return ByType(tuple(members), sets) if known else None


def _chance(quantity: Quantity) -> Chance:
    chance = quantity.entry.chance
    if chance is None or chance.form == "discrete":
        raise CalibrationError(f"data/calibration, entry {quantity.entry.path}: needs a continuous chance")
    return chance
