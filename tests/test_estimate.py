"""The published figures agree with each other and with the rows they come from."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.estimate import Bases, Estimate
from riskmodel.publication import as_json
from riskmodel.publish import publish
from riskmodel.simulate import Result, simulate

AMOUNTS = ("damage", "claimed", "owed", "own_cost", "burden")
MEASURES = ("mean", "any_probability", "p50", "p90", "p95", "p99", "p99_5", "tvar95", "tvar99")


@pytest.fixture(scope="module")
def estimate(small: Result) -> Estimate:
    return publish(small)


@pytest.fixture(scope="module")
def published(estimate: Estimate) -> dict[str, Any]:
    return json.loads(json.dumps(as_json(estimate, "0.0.0"), allow_nan=False))


def yearly(result: Result, amounts: np.ndarray) -> np.ndarray:
    return np.bincount(result.simulated.incidents.trial, amounts, result.trials)


@pytest.mark.parametrize("parts", ["heads", "own_heads", "incident_types", "projects"])
def test_shares_of_the_mean_and_of_the_tail_add_up_to_one(estimate: Estimate, parts: str) -> None:
    of = getattr(estimate, parts)
    assert sum(p.mean_share for p in of) == pytest.approx(1.0)
    assert sum(p.tail_share for p in of) == pytest.approx(1.0)
    assert all(p.mean_eur >= 0.0 and p.mean_share >= 0.0 and p.tail_share >= 0.0 for p in of)


def test_parts_add_up_to_the_whole_they_are_parts_of(estimate: Estimate) -> None:
    """Heads to the damage, own heads to the own cost, types and projects to the burden of a year."""
    for parts, whole in (
        ("heads", "damage"),
        ("own_heads", "own_cost"),
        ("incident_types", "burden"),
        ("projects", "burden"),
    ):
        mean = getattr(estimate, whole).per_year.mean.value
        assert sum(p.mean_eur for p in getattr(estimate, parts)) == pytest.approx(mean)


def test_the_means_of_a_year_add_up_as_the_rows_do(estimate: Estimate) -> None:
    mean = {name: getattr(estimate, name).per_year.mean.value for name in AMOUNTS}
    assert mean["burden"] <= mean["owed"] + mean["own_cost"]
    for policy in estimate.policies:
        both = policy.insured.per_year.mean.value + policy.retained.per_year.mean.value
        assert both == pytest.approx(mean["burden"])
    assert mean["owed"] < mean["damage"]


def test_figures_a_year_and_an_incident_follow_from_the_rows(estimate: Estimate, small: Result) -> None:
    damage = small.simulated.damage.total_eur
    assert estimate.damage.per_year.mean.value == pytest.approx(small.weight @ yearly(small, damage))
    weight = small.weight[small.simulated.incidents.trial]
    assert estimate.damage.per_incident.mean.value == pytest.approx(weight @ damage / weight.sum())
    assert estimate.incidents_per_year == pytest.approx(weight.sum())


def test_figures_a_claim_are_those_of_incidents_with_a_claim(estimate: Estimate, small: Result) -> None:
    claimed = small.simulated.liability.claimed
    weight = small.weight[small.simulated.incidents.trial][claimed]
    burden = small.simulated.liability.burden_eur[claimed]
    found = estimate.burden.per_claim
    assert found.mean.value == pytest.approx(weight @ burden / weight.sum())
    order = np.argsort(burden)
    at = np.searchsorted(np.cumsum(weight[order]) / weight.sum(), 0.9)
    assert found.p90.value == pytest.approx(burden[order][at], rel=1e-9)
    assert estimate.claimed.per_claim.any_probability.value == pytest.approx(1.0)


@pytest.mark.parametrize("name", AMOUNTS)
def test_figures_rise_with_their_level_and_lie_within_their_error(estimate: Estimate, name: str) -> None:
    bases: Bases = getattr(estimate, name)
    for basis in fields(bases):
        of = getattr(bases, basis.name)
        quantiles = [getattr(of, p).value for p in ("p50", "p90", "p95", "p99", "p99_5")]
        assert quantiles == sorted(quantiles)
        assert of.tvar99.value >= of.p99.value and of.tvar99.value >= of.tvar95.value >= of.p95.value
        assert all(m.lo <= m.value <= m.hi for m in (getattr(of, name) for name in MEASURES))


def test_an_exceedance_curve_never_falls_with_the_return_period(estimate: Estimate) -> None:
    assert set(AMOUNTS) < set(estimate.exceedance)
    for curve in estimate.exceedance.values():
        for points in (curve.aggregate, curve.occurrence):
            assert [p.return_period_years for p in points] == sorted({p.return_period_years for p in points})
            eur = [p.eur for p in points]
            assert eur == sorted(eur)
        for whole, largest in zip(curve.aggregate, curve.occurrence, strict=True):
            assert largest.eur <= whole.eur * (1.0 + 1e-12), "the year's largest is at most its sum"


def test_the_curve_meets_the_quantiles_of_the_same_year(estimate: Estimate) -> None:
    """Once in 100 years is P99, once in 200 is P99.5."""
    at = {p.return_period_years: p.eur for p in estimate.exceedance["burden"].aggregate}
    assert at[100] == estimate.burden.per_year.p99.value
    assert at[200] == estimate.burden.per_year.p99_5.value
    assert at[20] == estimate.burden.per_year.p95.value
    assert at[100] > 0.0, "else nothing was compared"


def by_set(result: Result, hit: np.ndarray) -> np.ndarray:
    """Return the probability of a year with a hit in each parameter set, reckoned the long way."""
    years = yearly(result, hit.astype(float)) > 0.0
    found = np.zeros(256)
    for m in range(256):
        of_set = np.arange(result.trials) % 256 == m
        found[m] = (1.0 - result.often.quiet[m]) * years[of_set].mean()
    return found


@pytest.mark.parametrize("which", ["claim", "owed_likelihood"])
def test_ten_years_compound_within_a_parameter_set_and_then_average(
    estimate: Estimate, small: Result, which: str
) -> None:
    liability = small.simulated.liability
    of_year = by_set(small, liability.claimed if which == "claim" else liability.owed_eur > 0.0)
    found = getattr(estimate, which)
    assert found.year.value == pytest.approx(of_year.mean())
    assert found.ten_years == pytest.approx((1.0 - (1.0 - of_year) ** 10).mean())
    assert found.year.value < found.ten_years < 1.0 - (1.0 - found.year.value) ** 10, "years of one provider resemble"


def test_the_first_project_is_claimed_against_less_often_than_all_together(estimate: Estimate) -> None:
    assert 0.0 < estimate.claim.project < estimate.claim.year.value
    assert estimate.owed_likelihood.project <= estimate.claim.project


def test_a_project_of_five_years_is_claimed_against_more_often_than_one_of_a_year(make: Any) -> None:
    text = '[[project]]\nactivity = "web_shop"\nduration_months = {}\n'
    short, long = (publish(make.simulate(text.format(months), trials=3_000)).claim for months in (12, 60))
    assert long.project > 2.0 * short.project
    assert short.project == pytest.approx(short.year.value)


def test_who_pays_adds_up_to_damage_and_own_cost_of_the_same_claims(estimate: Estimate, small: Result) -> None:
    """Claims are sized by what falls on the provider, as in the headline."""
    liability = small.simulated.liability
    burden = liability.burden_eur
    whole = small.simulated.damage.total_eur + liability.own.total_eur
    weight = np.where(liability.claimed, small.weight[small.simulated.incidents.trial], 0.0)
    order = np.argsort(burden)
    level = np.cumsum(weight[order]) / weight.sum()
    edges = {"typical": (0.4, 0.6), "one_in_10": (0.875, 0.925), "one_in_100": (0.99, 1.0)}
    for policy in estimate.policies:
        assert [w.size for w in policy.who_pays] == list(edges)
        for paid in policy.who_pays:
            low, high = (burden[order][min(np.searchsorted(level, q - 1e-9), len(order) - 1)] for q in edges[paid.size])
            inside = liability.claimed & (burden >= low) & (burden <= high)
            mean = np.average(whole[inside], weights=weight[inside])
            parts = [paid.client_eur, paid.provider_eur, paid.insurer_eur, paid.subcontractor_eur]
            assert sum(parts) == pytest.approx(mean, rel=1e-9)
            assert min(parts) >= 0.0


def test_without_a_policy_no_insurer_pays_and_no_limit_is_named(estimate: Estimate) -> None:
    none = estimate.policies[-1]
    assert none.terms.name == "none"
    assert not any(w.insurer_eur for w in none.who_pays)
    assert none.needed_limit_eur is None and none.premium_indication_eur is None
    assert none.retained.per_year.mean.value == pytest.approx(estimate.burden.per_year.mean.value)


def test_the_larger_policy_leaves_less_uncovered(estimate: Estimate) -> None:
    small_one, large_one, none = estimate.policies
    assert 0.0 < large_one.uncovered_probability < small_one.uncovered_probability < 1.0
    assert none.uncovered_probability == 0.0, "nothing is covered that could go beyond"


def test_the_needed_limit_is_a_step_of_the_ladder_that_suffices(estimate: Estimate, small: Result) -> None:
    ladder = small.world.calibration.tables["cover"]["limit_ladder_eur"]
    needed = estimate.policies[0].needed_limit_eur
    assert needed in ladder
    excess = small.simulated.covers[0].above_deductible_eur
    total, largest = yearly(small, excess), np.zeros(small.trials)
    np.maximum.at(largest, small.simulated.incidents.trial, excess)
    l_star = np.maximum(largest, total / 1.0)
    in_need = l_star > 0.0
    level = small.world.calibration.quantity("cover.needed_limit_quantile").entry.centre

    def suffices(limit: float) -> bool:
        return np.average(l_star[in_need] <= limit, weights=small.weight[in_need]) >= level

    assert suffices(needed)
    assert needed == ladder[0] or not suffices(ladder[ladder.index(needed) - 1])


def test_the_premium_rises_with_the_expected_loss_and_its_deviation(estimate: Estimate, small: Result) -> None:
    """The stated loads: on the mean, and on the standard deviation of the yearly insured loss."""
    quantity = small.world.calibration.quantity
    paid = yearly(small, small.simulated.covers[0].insured_eur)
    mean = small.weight @ paid
    deviation = np.sqrt(small.weight @ paid**2 - mean**2)
    loads = [quantity(f"cover.premium_{name}_factor").entry.centre for name in ("loss", "deviation")]
    assert estimate.policies[0].premium_indication_eur == pytest.approx(loads[0] * mean + loads[1] * deviation)


def test_years_beyond_the_own_assets_are_counted_with_each_sets_assets(estimate: Estimate, small: Result) -> None:
    above = yearly(small, small.simulated.liability.burden_eur) > 70_000.0
    assert 0.0 < estimate.above_own_assets_probability.value == pytest.approx(small.weight @ above)


def test_a_case_without_a_cap_says_nothing_about_caps(make: Any) -> None:
    assert publish(make.simulate('[[project]]\n[project.contract]\ncap = "none"\n')).cap_holds_probability is None


def test_the_chance_that_a_cap_stands_is_that_of_claims_under_one(estimate: Estimate, small: Result) -> None:
    liability, rows = small.simulated.liability, small.simulated.incidents
    capped = liability.claimed & (rows.project == 0)
    weight = small.weight[rows.trial]
    expected = np.average(liability.cap_holds[capped], weights=weight[capped])
    assert estimate.cap_holds_probability == pytest.approx(expected)


def test_a_project_in_which_nothing_happens_is_published_as_zeros(make: Any) -> None:
    text = "[[project]]\nyear_share = 0\n[[policy]]\nlimit_eur = 5e5\n"
    found = as_json(publish(make.simulate(text, trials=256)), "0")
    json.dumps(found, allow_nan=False)
    assert found["quiet_year_probability"] == 1.0
    measured: Any = found["measures"]
    assert all(v == 0.0 for bases in measured.values() for m in bases.values() for v in m.values())


def test_fewer_than_five_claims_beyond_one_in_a_hundred_are_too_few_whatever_they_say(
    freelancer: Case, calibration: Calibration
) -> None:
    """With 256 trials less than one claim lies beyond the quantile: its error has no upper end."""
    result = simulate(freelancer, calibration, trials=256, seed=0)
    assert result.simulated.liability.claimed.sum() < 100
    few = publish(result)
    assert few.relative_error >= 1.0 and not few.enough_trials


def test_whether_trials_suffice_rests_on_every_headline_figure_and_names_the_one_known_least(
    make: Any, agency: Case, calibration: Calibration
) -> None:
    """One large loss among 50,000 years: P99 of the claims is known to 9 %, their mean is not."""
    estimate = publish(simulate(agency, calibration, trials=50_000, seed=1))
    burden, claim = estimate.burden.per_year, estimate.burden.per_claim
    assert claim.p99.farthest / claim.p99.value < 0.15, "judged by that alone the trials would suffice"
    means = {"mean_year": burden.mean, "mean_claim": claim.mean}
    errors = {name: m.farthest / m.value for name, m in means.items()}
    assert max(errors.values()) > 0.15
    assert estimate.least_known == max(errors, key=lambda name: errors[name])
    assert estimate.relative_error == pytest.approx(max(errors.values())) and not estimate.enough_trials


def test_the_limit_is_known_where_the_whole_error_of_the_amount_needed_reaches_one_step(
    freelancer: Case, calibration: Calibration
) -> None:
    def with_ladder(*steps: int) -> Estimate:
        cover = {**calibration.tables["cover"], "limit_ladder_eur": list(steps)}
        other = replace(calibration, tables={**calibration.tables, "cover": cover})
        return publish(simulate(freelancer, other, trials=50_000, seed=1))

    sure = with_ladder(1_000, 10_000_000).policies[0]
    assert sure.needed_limit_error == 0.0
    fine = with_ladder(*range(10_000, 2_000_000, 10_000))
    assert fine.policies[0].needed_limit_error > 0.15
    assert fine.relative_error >= fine.policies[0].needed_limit_error


def test_the_same_simulation_publishes_the_same_figures(small: Result, estimate: Estimate) -> None:
    assert json.dumps(as_json(publish(small), "0")) == json.dumps(as_json(estimate, "0"))


# --- the JSON outsiders rely on


def test_the_json_has_the_keys_outsiders_rely_on(published: dict[str, Any]) -> None:
    needed = {
        "riskmodel", "data", "seed", "trials", "quiet_year_probability", "parameter_sets", "currency", "case",
        "likelihood", "measures", "policies", "heads", "own_heads", "incident_types", "projects", "exceedance",
    }  # fmt: skip
    assert needed <= published.keys()
    assert (published["seed"], published["trials"], published["parameter_sets"]) == (7, 4_000, 256)
    assert published["currency"] == "EUR" and published["data"] and published["riskmodel"] == "0.0.0"
    assert {"claim", "owed"} == published["likelihood"].keys()
    for likelihood in published["likelihood"].values():
        assert {"year", "project", "ten_years"} <= likelihood.keys()


def test_each_measure_stands_with_both_ends_of_its_error(published: dict[str, Any]) -> None:
    assert published["measures"].keys() == set(AMOUNTS)
    wanted = {f"{name}{end}" for name in MEASURES for end in ("", "_lo", "_hi")}
    of_policies = [p[kind] for p in published["policies"] for kind in ("insured", "retained")]
    for bases in [*published["measures"].values(), *of_policies]:
        assert bases.keys() == {"per_year", "per_incident", "per_claim"}
        assert all(wanted <= basis.keys() <= wanted | {"band"} for basis in bases.values())


def test_policies_end_with_none(published: dict[str, Any]) -> None:
    assert [p["name"] for p in published["policies"]] == ["small", "large", "none"]
    needed = {"name", "insured", "retained", "uncovered_probability", "needed_limit_eur", "premium_indication_eur"}
    assert all(needed <= p.keys() for p in published["policies"])


def test_parts_and_curves_have_their_keys(published: dict[str, Any], small: Result) -> None:
    assert list(published["heads"]) == list(small.simulated.damage.heads)
    assert list(published["own_heads"]) == ["own_rework", "own_defence", "other_side", "own_reputation"]
    assert list(published["incident_types"]) == list(small.world.types)
    assert list(published["projects"]) == ["1", "2"]
    for group in ("heads", "own_heads", "incident_types", "projects"):
        assert all({"mean_eur", "mean_share", "tail_share"} <= part.keys() for part in published[group].values())
    for name in AMOUNTS:
        curve = published["exceedance"][name]
        assert curve.keys() == {"aggregate", "occurrence"}
        wanted = {"return_period_years", "eur", "lo", "hi"}
        assert all(wanted <= p.keys() <= wanted | {"band"} for kind in curve.values() for p in kind)


def test_the_case_says_of_each_field_whether_it_was_given_a_range_or_assumed(published: dict[str, Any]) -> None:
    case = published["case"]
    assert case["provider"]["revenue_eur"] == {"value": 340_000, "unit": "EUR/year", "status": "given"}
    first, second = case["project"]
    assert first["contract"]["cap_eur"]["value"] == 20_000
    assert second["client"]["revenue_eur"]["status"] == "range"
    assert (second["client"]["revenue_eur"]["low"], second["client"]["revenue_eur"]["high"]) == (100_000, 900_000)
    assumed = first["client"]["margin_share"]
    assert assumed["status"] == "assumed" and assumed["source"] and assumed["low"] < assumed["value"] < assumed["high"]
