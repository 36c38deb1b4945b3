"""Common causes move no mean: what they bring a provider is taken out of its own rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from riskmodel import facts
from riskmodel.book.causes import causes, events, exposure, strikes
from riskmodel.calibration import Calibration
from riskmodel.case import ACTIVITIES, Case
from riskmodel.incidents import frequency
from riskmodel.quantity import CalibrationError
from riskmodel.safeguards import World, safeguard
from riskmodel.streams import Streams

YEARS = 100_000


def world_of(case: Case, calibration: Calibration) -> World:
    return safeguard(calibration, facts.complete(case, calibration))


def test_own_rate_and_strikes_together_are_the_rate_of_the_provider_in_every_parameter_set(
    unequal: Case, calibration: Calibration
) -> None:
    world = world_of(unequal, calibration)
    often, of = frequency(world), causes(calibration)
    exposed = exposure(of, world, often)
    brought = np.zeros_like(often.rate)
    for i in range(len(of)):
        by_events = exposed.strikes_per_year[i]
        total = exposed.exposed[i].sum(axis=(1, 2))
        brought += by_events[:, None, None] * exposed.exposed[i] / np.maximum(total, 1e-300)[:, None, None]
    assert exposed.own.rate + brought == pytest.approx(often.rate, rel=1e-12)
    assert (exposed.own.rate >= 0.0).all()
    assert brought.sum() > 0.0


def test_where_an_event_would_strike_more_than_surely_the_own_rate_keeps_the_rest(
    unequal: Case, calibration: Calibration
) -> None:
    world = world_of(unequal, calibration)
    often = frequency(world)
    larger = replace(often, rate=often.rate * 1_000.0)
    of = causes(calibration)
    exposed = exposure(of, world, larger)
    assert exposed.probability.max() > 1.0
    assert all((exposed.strikes_per_year[i] <= c.events_per_year.each).all() for i, c in enumerate(of))
    assert exposed.own.total + exposed.strikes_per_year.sum(axis=0) == pytest.approx(larger.total, rel=1e-12)


def test_events_come_as_often_as_the_data_says_and_strikes_as_often_as_the_exposure_says(
    unequal: Case, calibration: Calibration
) -> None:
    world, of = world_of(unequal, calibration), causes(calibration)
    happening = events(of, 3, YEARS, calibration.sets)
    exposed = exposure(of, world, frequency(world))
    struck, event = strikes(of, happening, exposed, world, Streams(8))
    for i, cause in enumerate(of):
        count, expected = (happening.cause == i).sum(), YEARS * cause.events_per_year.each.mean()
        assert abs(count - expected) < 4.5 * np.sqrt(expected), cause.name
        expected = YEARS * exposed.strikes_per_year[i].mean()
        assert abs((happening.cause[event] == i).sum() - expected) < 4.5 * np.sqrt(expected), cause.name
    assert np.array_equal(struck.trial, happening.year[event])


def test_sizes_of_events_have_mean_one_and_a_large_event_strikes_more(unequal: Case, calibration: Calibration) -> None:
    world, of = world_of(unequal, calibration), causes(calibration)
    happening = events(of, 3, YEARS, calibration.sets)
    for cause in of:
        size, likely = cause.sizes
        assert (size * likely).sum() == pytest.approx(1.0)
    spread = float(happening.size.std()) / np.sqrt(len(happening.size))
    assert abs(happening.size.mean() - 1.0) < 4.5 * spread
    _, event = strikes(of, happening, exposure(of, world, frequency(world)), world, Streams(8))
    large = happening.size > 3.0
    assert large[event].mean() > 2.0 * large.mean()


def test_a_strike_concerns_a_project_and_a_type_that_the_cause_reaches(unequal: Case, calibration: Calibration) -> None:
    world, of = world_of(unequal, calibration), causes(calibration)
    happening = events(of, 3, YEARS, calibration.sets)
    struck, event = strikes(of, happening, exposure(of, world, frequency(world)), world, Streams(8))
    for i, cause in enumerate(of):
        mine = happening.cause[event] == i
        assert set(np.array(world.types)[struck.kind[mine]]) <= set(cause.types)
        works = world.facts.activity_share[:, [ACTIVITIES.index(a) for a in cause.activities]].sum(axis=1) > 0.0
        assert works[struck.project[mine]].all()


def test_the_severity_of_strikes_stays_standard_normal_and_is_shared_within_an_event(
    unequal: Case, calibration: Calibration
) -> None:
    world, of = world_of(unequal, calibration), causes(calibration)
    happening = events(of, 3, YEARS, calibration.sets)
    exposed = exposure(of, world, frequency(world))
    found = [strikes(of, happening, exposed, world, Streams(seed)) for seed in range(40)]
    severity = np.concatenate([struck.severity for struck, _ in found])
    assert abs(severity.mean()) < 4.5 / np.sqrt(len(severity)) * 2.0  # shared scores count less than rows
    assert severity.std() == pytest.approx(1.0, abs=0.05)
    by_event: dict[int, list[float]] = {}
    for struck, event in found:
        for number, score in zip(event.tolist(), struck.severity.tolist(), strict=True):
            by_event.setdefault(number, []).append(score)
    pairs = np.array([scores[:2] for scores in by_event.values() if len(scores) > 1])
    assert len(pairs) > 200
    expected = np.mean([np.mean(c.common_severity.each**2) for c in of])
    assert np.corrcoef(pairs.T)[0, 1] == pytest.approx(expected, abs=0.25)


@pytest.mark.parametrize(("key", "wrong"), [("types", "meteorite"), ("activities", "farming")])
def test_a_cause_that_names_what_nothing_knows_is_refused(calibration: Calibration, key: str, wrong: str) -> None:
    table = {**calibration.tables["causes"]["host_outage"], key: [wrong]}
    tables = {**calibration.tables, "causes": {"host_outage": table}}
    with pytest.raises(CalibrationError, match=rf"causes.toml, entry host_outage.{key}: unknown {wrong}"):
        causes(replace(calibration, tables=tables))


def test_causes_that_take_the_whole_of_a_rate_are_refused(calibration: Calibration) -> None:
    """Two causes that bring six of ten outages each."""
    entries, table = dict(calibration.entries), calibration.tables["causes"]["host_outage"]
    for name in ("one", "other"):
        for figure in ("events_per_year", "share_of_rate", "common_severity", "event_size"):
            entry = calibration.entries[f"causes.host_outage.{figure}"]
            value = 0.6 if figure == "share_of_rate" else entry.value
            entries[f"causes.{name}.{figure}"] = replace(entry, path=name, value=value, ignorance=None)
    tables = {**calibration.tables, "causes": {"one": table, "other": table}}
    with pytest.raises(CalibrationError, match="the causes of data_loss take all of its rate; lower share_of_rate"):
        causes(replace(calibration, entries=entries, tables=tables))
