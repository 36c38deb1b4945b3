"""How often, when, how long, how many: the calendar is exact, counts and shares meet their distributions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from riskmodel.incidents import Frequency, frequency, logistic, sets_of, trials_of_sets, until_open
from riskmodel.simulate import Result
from riskmodel.streams import Streams, keys

MONDAY, TUESDAY, FRIDAY, SATURDAY, SUNDAY = (24.0 * day for day in (0, 1, 4, 5, 6))
MINUTE = 1.0 / 60.0
FIRST = np.zeros(1, dtype=int)  # project

# --- the weekly calendar; hour 0 of the year is a Monday, 0:00


@pytest.mark.parametrize(
    ("schedule", "hour", "wait"),
    [
        ("office", FRIDAY + 19, 62.0),
        ("office", FRIDAY + 16, 0.0),
        ("office", MONDAY + 9 - MINUTE, MINUTE),
        ("office", MONDAY + 9, 0.0),
        ("office", MONDAY + 17 - MINUTE, 0.0),
        ("office", MONDAY + 17, 16.0),
        ("office", SUNDAY + 23, 10.0),
        ("extended", MONDAY + 7 - MINUTE, MINUTE),
        ("extended", MONDAY + 7, 0.0),
        ("extended", SATURDAY + 22 - MINUTE, 0.0),
        ("extended", SATURDAY + 22, 33.0),
        ("extended", TUESDAY + 22, 9.0),
        ("always", SUNDAY + 3, 0.0),
        ("always", FRIDAY + 19, 0.0),
    ],
)
def test_the_wait_until_somebody_is_there_is_exact(schedule: str, hour: float, wait: float) -> None:
    """Friday 19:00 under office hours waits until Monday 9:00, which is 62 hours."""
    assert until_open(np.array([hour]), [schedule], FIRST)[0] == pytest.approx(wait, abs=1e-9)


@pytest.mark.parametrize("schedule", ["office", "extended", "always"])
@given(hour=st.floats(0.0, 30_000.0))
@settings(max_examples=60, deadline=None)
def test_the_calendar_repeats_every_week_and_over_the_end_of_the_year(schedule: str, hour: float) -> None:
    now, next_week = until_open(np.array([hour, hour + 168.0]), [schedule], np.zeros(2, int))
    assert now == pytest.approx(next_week, abs=1e-6)
    after = until_open(np.array([hour + now + 1e-6]), [schedule], FIRST)[0]
    assert after == 0.0, "who has waited so long finds somebody"


def test_the_last_evening_of_the_year_waits_for_the_next_morning() -> None:
    """A year has 52 weeks and a day: it ends with a Monday, and its last evening waits until Tuesday 9:00."""
    assert until_open(np.array([8_760.0 - 5.0]), ["office"], FIRST)[0] == 5.0 + 9.0


# --- how often


def one_set(total: float, shape: float) -> Frequency:
    return Frequency(np.full((1, 1, 1), total), np.array([shape]))


@pytest.mark.parametrize(("total", "shape"), [(0.12, 1.5), (0.9, 0.8), (7.0, 3.0), (20.0, 2.0)])
def test_counts_of_busy_years_are_the_negative_binomial_without_its_zero(total: float, shape: float) -> None:
    uniform = Streams(0).uniform("count", keys(np.arange(20_000)))
    found = one_set(total, shape).counts(np.zeros(20_000, dtype=np.int64), uniform)
    truth = stats.nbinom(shape, shape / (shape + total))
    quiet = truth.pmf(0)
    assert np.all(truth.cdf(found) - quiet >= uniform * (1.0 - quiet) * (1.0 - 1e-9))
    assert np.all(truth.cdf(found - 1) - quiet < uniform * (1.0 - quiet) * (1.0 + 1e-9) + 1e-12)
    assert found.min() == 1


@pytest.mark.parametrize(("total", "shape"), [(0.12, 1.5), (3.0, 0.8)])
def test_the_probability_of_a_quiet_year_is_exact(total: float, shape: float) -> None:
    assert one_set(total, shape).quiet[0] == pytest.approx(
        stats.nbinom.pmf(0, shape, shape / (shape + total)), rel=1e-12
    )


@pytest.mark.parametrize("trials", [256, 257, 1_000, 4_096])
def test_the_weights_of_trials_add_up_to_the_busy_years(small: Result, trials: int) -> None:
    """Whether or not the trials divide evenly among the parameter sets."""
    of = small.often.weight_of_set(trials)[np.arange(trials) % 256]
    assert of.sum() == pytest.approx(1.0 - small.quiet_year_probability, rel=1e-12)
    of_set = np.bincount(np.arange(trials) % 256, of)
    assert of_set * 256 == pytest.approx(1.0 - small.often.quiet, rel=1e-12)


ONE = '[provider]\nrevenue_eur = {revenue}\n[[project]]\nactivity = "hosting"\nreleases_per_month = {releases}\n'


def test_incidents_grow_with_the_stated_power_of_the_own_revenue(make: Any) -> None:
    """Eight times the revenue: a factor 8^0.3 = 1.87 at the centre, in each parameter set with its own power."""
    low, high = (frequency(make.world(ONE.format(revenue=revenue, releases=2))).total for revenue in (90_000, 720_000))
    power = make.calibration.quantity("incidents.revenue_power")
    assert high / low == pytest.approx(8.0**power.each, rel=1e-12)
    assert power.entry.centre == 0.3


def test_incidents_grow_with_the_stated_power_of_releases_from_the_typical_number(make: Any) -> None:
    """The typical number is 2 a month and one is added to both: 11 releases are a factor 4, none a factor 1/3."""
    none, typical, many = (
        frequency(make.world(ONE.format(revenue=90_000, releases=releases))).total for releases in (0, 2, 11)
    )
    power = make.calibration.quantity("incidents.release_power").each
    assert many / typical == pytest.approx(4.0**power)
    assert none / typical == pytest.approx((1.0 / 3.0) ** power)


KNOWN_SAFEGUARDS = """[project.safeguards]
automated_tests = true
code_review = false
acceptance_test = true
plausibility_limit = false
staged_rollout = false
monitoring = true
tested_backups = true
four_eyes = false
"""


def test_projects_share_the_year_as_their_parts_of_it_say(make: Any) -> None:
    """Two equal projects at 80 and 20 %: four times the incidents, in rate exactly, in a simulation within four se."""
    text = "".join(f"[[project]]\nyear_share = {share}\n{KNOWN_SAFEGUARDS}" for share in (0.8, 0.2))
    rate = frequency(make.world(text)).rate.sum(axis=2)
    assert rate[:, 0] == pytest.approx(4.0 * rate[:, 1])
    project = make.simulate(text, trials=5_000).simulated.incidents.project
    assert abs(np.mean(project == 0) - 0.8) < 4.0 * np.sqrt(0.8 * 0.2 / len(project))


def test_an_open_share_of_the_year_is_what_the_other_projects_leave(make: Any) -> None:
    text = "[[project]]\nyear_share = 0.7\n[[project]]\n[[project]]\n"
    assert make.world(text).facts.year_share[0] == pytest.approx([0.7, 0.15, 0.15])


def test_types_occur_in_proportion_to_their_rates(make: Any, small: Result) -> None:
    """Each type's number is a sum of independent chances, whose variance is known; four standard errors."""
    found, rate = small.simulated.incidents, small.often.rate
    share = rate.sum(axis=1) / small.often.total[:, None]
    expected = share[found.sets]
    for k in range(len(small.world.types)):
        error = np.sqrt((expected[:, k] * (1.0 - expected[:, k])).sum())
        assert abs(np.sum(found.kind == k) - expected[:, k].sum()) < 4.0 * error


def test_incidents_a_year_meet_the_mean_of_the_rates(small: Result) -> None:
    """Weighted by the years each trial stands for; the standard error is that of the weighted counts."""
    count = np.bincount(small.simulated.incidents.trial, minlength=small.trials)
    error = np.sqrt(np.sum(small.weight**2) * count.var())
    assert abs(small.weight @ count - small.often.total.mean()) < 4.0 * error


# --- when, how long


def test_rows_stand_in_order_of_trial_and_time_and_no_trial_is_empty(small: Result) -> None:
    found = small.simulated.incidents
    assert np.array_equal(np.lexsort((found.start_hour, found.trial)), np.arange(len(found.trial)))
    assert np.array_equal(np.unique(found.trial), np.arange(small.trials))
    assert np.array_equal(found.sets, found.trial % 256)


def test_the_duration_is_detection_and_wait_and_the_repair_of_the_crew(small: Result) -> None:
    found, facts = small.simulated.incidents, small.world.facts
    repair = found.effort_hours / facts.crew[found.sets]
    assert found.duration_hours == pytest.approx(found.detection_hours + found.wait_hours + repair)
    assert found.wait_hours == pytest.approx(
        until_open(found.start_hour + found.detection_hours, ["office"], found.project)
    )
    assert found.wait_hours.max() <= 64.0, "Friday 17:00 to Monday 9:00"


def test_incidents_fall_into_the_months_in_which_the_project_runs(small: Result) -> None:
    """The second project runs five months of the year, the first all of it."""
    found = small.simulated.incidents
    start = [found.start_hour[found.project == p] for p in (0, 1)]
    assert start[1].max() < 8_760.0 * 5 / 12 < start[0].max() < 8_760.0


def test_each_tier_of_contractors_adds_diagnosis_and_nothing_else(make: Any) -> None:
    none, two = (
        make.simulate(f"[[project]]\ntiers_above = {tiers}\n", trials=500).simulated.incidents for tiers in (0, 2)
    )
    assert np.all(two.effort_hours > none.effort_hours)
    for same in ("start_hour", "detection_hours", "kind", "severity"):
        assert np.array_equal(getattr(two, same), getattr(none, same))


def test_monitoring_shortens_every_detection(make: Any) -> None:
    without, with_it = (
        make.simulate(f"[[project]]\n[project.safeguards]\nmonitoring = {given}\n", trials=500).simulated.incidents
        for given in ("false", "true")
    )
    lower = make.calibration.quantity("safeguards.monitoring.detection.effect").each[with_it.sets]
    assert with_it.detection_hours == pytest.approx(without.detection_hours * lower)


def test_hours_share_one_severity_factor(small: Result) -> None:
    """Loading .7 is a correlation of about .49 of scores; with loadings .5 to .85 known to nobody, .3 to .7."""
    found = small.simulated.incidents
    rank = stats.spearmanr(found.effort_hours, found.severity).statistic
    assert 0.3 < rank < 0.9


# --- how many


def test_word_of_mouth_starts_with_its_finder_and_ends_with_all_who_can_be_reached() -> None:
    reachable = np.array([1_001.0, 1_001.0, 1_001.0])
    reached = logistic(reachable, np.array([0.0, np.log(1_000.0), 60.0]))
    assert reached == pytest.approx([1.0, 500.5, 1_001.0])


@pytest.mark.parametrize("reachable", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("growth", [0.0, 3.0, 5_000.0])
def test_word_of_mouth_among_one_or_nobody_reaches_just_that(reachable: float, growth: float) -> None:
    assert logistic(np.array([reachable]), np.array([growth]))[0] == reachable


@given(reachable=st.floats(0.0, 1e10), growth=st.floats(0.0, 1e6), more=st.floats(0.0, 1e3))
@settings(max_examples=100, deadline=None)
def test_word_of_mouth_never_shrinks_nor_exceeds_those_reachable(reachable: float, growth: float, more: float) -> None:
    now, later = logistic(np.full(2, reachable), np.array([growth, growth + more]))
    assert 0.0 <= now <= later * (1 + 1e-12) <= reachable * (1 + 1e-9)


def test_people_concerned_are_whole_and_no_more_than_there_are(small: Result) -> None:
    found, facts = small.simulated.incidents, small.world.facts
    population = np.maximum(facts.people, facts.records)[found.sets, found.project]
    assert np.array_equal(found.people, np.floor(found.people))
    assert np.all(found.people <= np.ceil(population))
    spread = [small.world.calibration.tables[f"incidents.{t}"]["spread"] for t in small.world.types]
    assert not found.people[np.array(spread)[found.kind] == "none"].any()


def test_a_staged_roll_out_never_lets_an_error_reach_more_people(make: Any) -> None:
    """In the data-driven sense: where its effect is below one, in each incident of a type it acts on."""
    world = make.world("[[project]]\n[project.safeguards]\nstaged_rollout = true\n")
    assert np.median(world.effects["people"][world.types.index("pricing_error"), :, 0]) < 1.0
    assert np.all(world.effects["people"][world.types.index("data_leak"), :, 0] == 1.0)


# --- outermost cases


def test_a_project_in_which_nothing_can_happen_has_only_quiet_years(make: Any) -> None:
    found = make.simulate("[[project]]\nyear_share = 0\n", trials=256)
    assert found.quiet_year_probability == 1.0
    assert found.weight.sum() == 0.0


def test_forty_full_projects_have_many_incidents_a_year_and_every_project_has_some(make: Any) -> None:
    found = make.simulate("[provider]\nrevenue_eur = 9e6\n" + "[[project]]\nyear_share = 1\n" * 40, trials=2_000)
    count = np.bincount(found.simulated.incidents.trial)
    assert count.max() > 15
    assert len(np.unique(found.simulated.incidents.project)) == 40
    assert found.quiet_year_probability < 0.2


def test_the_order_of_parameter_sets_does_not_reach_into_a_neighbour() -> None:
    """A set without one project never draws it, whatever its neighbours do."""
    rate = np.zeros((3, 2, 2))
    rate[0, 0, 1], rate[1, 1, 0], rate[2] = 0.4, 0.9, 0.1
    often = Frequency(rate, np.array([1.5, 1.5, 1.5]))
    uniform = Streams(0).uniform("project and type", keys(np.arange(30_000)))
    sets = np.arange(30_000) % 3
    project, kind = often.what(sets, uniform)
    assert set(zip(project[sets == 0], kind[sets == 0], strict=True)) == {(0, 1)}
    assert set(zip(project[sets == 1], kind[sets == 1], strict=True)) == {(1, 0)}
    assert len(set(zip(project[sets == 2], kind[sets == 2], strict=True))) == 4


@pytest.mark.parametrize("sets", [256, 100, 1])
def test_trial_t_belongs_to_parameter_set_t_mod_m_whatever_m(sets: int) -> None:
    trials = np.arange(1_000, dtype=np.int32)
    assert np.array_equal(sets_of(trials, sets), trials % sets)
    assert np.array_equal(np.bincount(sets_of(trials, sets), minlength=sets), trials_of_sets(1_000, sets))
