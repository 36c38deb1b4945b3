"""Common causes: what hits many providers in the same year (`data/calibration/causes.toml`).

A cause has events, so many a year, and each event strikes some of the exposed providers. Of a provider's own rate of
the incident types that a cause brings about, a share comes from its events; that share is taken out of the own rate,
so means are equal with and without common causes, and only what falls together differs. Events differ in size, with a
mean of one: one of size v strikes a provider with the probability v x share x exposed rate / events a year, at most 1.
Where that binds, the own rate keeps the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.case import ACTIVITIES
from riskmodel.incidents import Frequency, Occasions, project_hours
from riskmodel.quantity import CalibrationError, Quantity
from riskmodel.safeguards import World, incident_types
from riskmodel.streams import FloatArray, IntArray, KeyArray, Streams, keys, poisson

_STRUCK = 1 << 19  # strikes count from here among the occurrences of a year, far above a provider's own
_OF_A_CAUSE = 1 << 12


@dataclass(frozen=True)
class Cause:
    """What may hit many at once; M parameter sets."""

    name: str
    types: tuple[str, ...]  # incident types it brings about
    activities: tuple[str, ...]  # exposed to it
    events_per_year: Quantity
    share_of_rate: Quantity
    common_severity: Quantity  # loading of a strike's severity on its event's
    event_size: Quantity  # discrete, in any unit: divided by its mean

    @property
    def sizes(self) -> tuple[FloatArray, FloatArray]:
        """Sizes of events, with mean one, and their probabilities."""
        chance = self.event_size.entry.chance
        assert chance is not None
        size, probability = (np.array(chance.figures[name]) for name in ("values", "probabilities"))
        return size / (size * probability).sum(), probability


@dataclass(frozen=True)
class Events:
    """The events of all causes in all years; E events in order of cause and year."""

    cause: IntArray  # (E,) index into the causes
    year: IntArray  # (E,)
    sets: IntArray  # (E,) parameter set
    key: KeyArray  # (E,) where the uniforms of a provider stand that it strikes
    size: FloatArray  # (E,) with mean one
    severity: FloatArray  # (E,) score
    start: FloatArray  # (E,) as a share of the time in which a project runs


def causes(calibration: Calibration) -> tuple[Cause, ...]:
    """Return the common causes of the data.

    Raises
    ------
    CalibrationError
        If a cause names an incident type or activity that nothing knows, or the causes of a type take all of its rate.
    """
    known_types = incident_types(calibration)
    found = []
    for name, table in calibration.tables.get("causes", {}).items():
        for key, known in (("types", known_types), ("activities", ACTIVITIES)):
            if unknown := [one for one in table[key] if one not in known]:
                raise CalibrationError(
                    f"causes.toml, entry {name}.{key}: unknown {', '.join(unknown)}; known are {', '.join(known)}"
                )
        figures = [calibration.quantity(f"causes.{name}.{n}") for n in list(Cause.__dataclass_fields__)[3:]]
        found.append(Cause(name, tuple(table["types"]), tuple(table["activities"]), *figures))
    for kind in known_types:
        of_kind = [c.share_of_rate.each for c in found if kind in c.types]
        if of_kind and np.sum(of_kind, axis=0).max() >= 1.0:
            raise CalibrationError(f"causes.toml: the causes of {kind} take all of its rate; lower share_of_rate")
    return tuple(found)


def events(of: Sequence[Cause], seed: int, years: int, sets: int) -> Events:
    """Draw the events of all causes; year t belongs to parameter set t mod M."""
    streams, year = Streams(seed), np.arange(years, dtype=np.int64)
    columns: list[list[np.ndarray]] = []
    for i, cause in enumerate(of):
        drawn = poisson(cause.events_per_year.each[year % sets], streams.uniform(f"events: {cause.name}", keys(year)))
        count = np.minimum(drawn, _OF_A_CAUSE - 1).astype(np.int64)
        happens = np.repeat(year, count)
        which = np.arange(len(happens)) - np.repeat(np.cumsum(count) - count, count)
        key, (sizes, likely) = keys(happens, which), cause.sizes
        columns.append(
            [
                np.full(len(happens), i),
                happens,
                happens % sets,
                keys(happens, _STRUCK + i * _OF_A_CAUSE + which),
                sizes[np.searchsorted(np.cumsum(likely)[:-1], streams.uniform(f"event's size: {cause.name}", key))],
                streams.score(f"event's severity: {cause.name}", key),
                streams.uniform(f"event's start: {cause.name}", key),
            ]
        )
    return Events(*(np.concatenate(column) for column in zip(*columns, strict=True))) if columns else _no_events()


def _no_events() -> Events:
    none = np.zeros(0, dtype=np.int64)
    return Events(none, none, none, keys(none), *np.zeros((3, 0)))


@dataclass(frozen=True)
class Exposure:
    """How common causes act on one provider; M sets, P projects, K types."""

    own: Frequency  # what is left of the own rates
    exposed: FloatArray  # (causes, M, P, K) rates of which each cause takes a share
    probability: FloatArray  # (causes, M) that an event of size one strikes, may be above 1
    strikes_per_year: FloatArray  # (causes, M)


def exposure(of: Sequence[Cause], world: World, often: Frequency) -> Exposure:
    """Return how the causes act on a provider."""
    own, exposed, probability, per_year = often.rate.copy(), [], [], []
    for cause in of:
        works = world.facts.activity_share[:, [ACTIVITIES.index(a) for a in cause.activities]].sum(axis=1)  # (P,)
        rate = often.rate * np.isin(world.types, cause.types) * works[:, None]
        total = rate.sum(axis=(1, 2))
        of_size_one = cause.share_of_rate.each * total / cause.events_per_year.each
        size, likely = cause.sizes
        taken = cause.events_per_year.each * (likely * np.minimum(1.0, of_size_one[:, None] * size)).sum(axis=1)
        own -= rate * (taken / np.maximum(total, 1e-300))[:, None, None]
        exposed.append(rate)
        probability.append(of_size_one)
        per_year.append(taken)
    shape = (len(of), *often.rate.shape)
    return Exposure(
        Frequency(own, often.shape),
        np.array(exposed).reshape(shape),
        np.array(probability).reshape(shape[:2]),
        np.array(per_year).reshape(shape[:2]),
    )


def strikes(
    of: Sequence[Cause], happening: Events, exposed: Exposure, world: World, streams: Streams
) -> tuple[Occasions, IntArray]:
    """Return what the events bring a provider, in no order, and the number of the event behind each.

    `streams` are the provider's own.
    """
    if not of:
        none = happening.year
        return Occasions(none, happening.key, none, none, none, happening.severity, happening.start), none
    begins = np.searchsorted(happening.cause, np.arange(len(of) + 1))
    event = np.concatenate(
        [
            begins[i] + _struck(happening, slice(begins[i], begins[i + 1]), probability, streams)
            for i, probability in enumerate(exposed.probability)
            if probability.any()
        ]
        or [np.zeros(0, dtype=np.int64)]
    )
    cause, sets, key = happening.cause[event], happening.sets[event], happening.key[event]
    cumulated = np.cumsum(exposed.exposed.reshape(*exposed.exposed.shape[:2], -1), axis=2)[cause, sets]
    uniform = streams.uniform("struck: project and type", key) * cumulated[:, -1]
    project, kind = np.divmod((cumulated < uniform[:, None]).sum(axis=1), len(world.types))
    loading = np.array([c.common_severity.each for c in of])[cause, sets]
    severity = loading * happening.severity[event] + np.sqrt(1.0 - loading**2) * streams.score("severity", key)
    start = happening.start[event] * project_hours(world)[sets, project]
    return Occasions(happening.year[event], key, sets, project, kind, severity, start), event


def _struck(happening: Events, of_cause: slice, probability: FloatArray, streams: Streams) -> IntArray:
    """Return which events of a cause strike a provider, (M,) `probability` being that of an event of size one."""
    likely = happening.size[of_cause] * probability[happening.sets[of_cause]]
    return np.flatnonzero(streams.uniform("struck", happening.key[of_cause]) < likely)
