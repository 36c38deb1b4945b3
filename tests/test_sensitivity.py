"""What-if: one thing moved, everything else untouched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from riskmodel import casefile
from riskmodel.calibration import Calibration
from riskmodel.case import Case, Project, Provider, changed
from riskmodel.sensitivity import Sensitivity, combined, lever_names, sensitivity
from riskmodel.simulate import simulate
from riskmodel.streams import FloatArray, KeyArray, Streams

TRIALS = 8_192


@pytest.fixture(scope="module")
def shop() -> Case:
    project = {
        "activity": "web_shop",
        "contract_value_eur": 30_000,
        "client": {"revenue_eur": 3_000_000, "people": 25_000},
        "safeguards": {"automated_tests": True, "plausibility_limit": False},
        "contract": {"cap": "none"},
    }
    return casefile.from_mapping({"provider": {"revenue_eur": 90_000}, "project": [project]})


@pytest.fixture(scope="module")
def found(shop: Case, calibration: Calibration) -> Sensitivity:
    return sensitivity(shop, calibration, trials=TRIALS, seed=3)


def test_a_change_names_a_field_as_the_case_file_does_and_a_star_means_every_project(shop: Case) -> None:
    two = shop.model_copy(update={"projects": (*shop.projects, shop.projects[0])})
    one = changed(two, {"project.2.contract_value_eur": 7_000})
    assert [p.contract_value_eur for p in one.projects] == [30_000, 7_000]
    both = changed(two, {"project.*.response.stance": "ignore", "provider.crew": 3})
    assert [p.response.stance for p in both.projects] == ["ignore", "ignore"]
    assert both.provider.crew == 3
    assert changed(two, {}) == two


def test_the_tornado_stands_widest_first_and_every_given_input_is_moved_to_half_and_double(found: Sensitivity) -> None:
    widths = [s.width_eur for s in found.tornado]
    assert widths == sorted(widths, reverse=True)
    ends = {s.field: (s.low, s.high) for s in found.tornado}
    assert ends["project.1.client.people"] == (12_500, 50_000)
    assert ends["project.1.client.margin_share"] == (0.08, 0.28), "what is assumed moves between its own ends"


def test_no_input_is_moved_to_what_a_case_cannot_hold(calibration: Calibration) -> None:
    project = Project(contract_value_eur=1e12, tiers_below=8.0)
    case = Case(provider=Provider(hourly_rate_eur=1.0), projects=(project,))
    moved = {
        swing.field: (swing.low, swing.high) for swing in sensitivity(case, calibration, trials=256, seed=1).tornado
    }
    assert moved["project.1.contract_value_eur"] == (5e11, 1e12)
    assert moved["project.1.tiers_below"] == (4.0, 10.0)
    assert moved["provider.hourly_rate_eur"] == (1.0, 2.0)


def test_a_larger_client_never_owes_the_provider_less_sleep(found: Sensitivity) -> None:
    swing = next(s for s in found.tornado if s.field == "project.1.client.revenue_eur")
    assert swing.at_low.owed_eur.value < 0.0 < swing.at_high.owed_eur.value


def test_a_safeguard_that_is_there_is_no_lever_and_a_missing_one_saves_money(found: Sensitivity) -> None:
    levers = {lever.name: lever for lever in found.levers}
    assert "automated_tests" not in levers
    assert levers["plausibility_limit"].saved.burden_eur.lo > 0.0, "beyond the error of simulation"


def test_a_negotiated_cap_saves_more_than_one_in_standard_terms(found: Sensitivity) -> None:
    levers = {lever.name: lever.saved.owed_eur.value for lever in found.levers}
    assert levers["cap_negotiated"] > levers["cap_in_terms"] > 0.0


def test_what_is_saved_is_the_difference_of_two_ordinary_runs(
    found: Sensitivity, shop: Case, calibration: Calibration
) -> None:
    def mean_owed(case: Case) -> float:
        result = simulate(case, calibration, trials=TRIALS, seed=3)
        trial = result.simulated.incidents.trial
        return float((result.weight[trial] * result.simulated.liability.owed_eur).sum())

    lever = next(x for x in found.levers if x.name == "code_review")
    difference = mean_owed(shop) - mean_owed(changed(shop, dict(lever.change)))
    assert lever.saved.owed_eur.value == pytest.approx(difference, rel=1e-9)


def test_moving_the_own_assets_changes_no_draw_to_the_last_bit(shop: Case, calibration: Calibration) -> None:
    before = simulate(shop, calibration, trials=TRIALS, seed=3).simulated
    richer = changed(shop, {"provider.own_assets_eur": 1_000_000})
    after = simulate(richer, calibration, trials=TRIALS, seed=3).simulated
    assert np.array_equal(before.liability.burden_eur, after.liability.burden_eur)
    assert np.array_equal(before.damage.by_head_eur, after.damage.by_head_eur)


def test_pairing_the_trials_leaves_far_less_error_than_two_separate_means(found: Sensitivity) -> None:
    """The error of a difference on the same uniforms lies below that of the figure it moves."""
    lever = next(x for x in found.levers if x.name == "four_eyes")
    half_width = lever.saved.burden_eur.hi - lever.saved.burden_eur.value
    assert half_width < 0.1 * found.as_it_is["burden_eur"]


def test_inputs_that_are_assumed_for_certain_are_moved_as_well_within_what_they_allow(found: Sensitivity) -> None:
    """One person cannot be halved, none of a chain becomes one, and the whole year becomes half of it."""
    ends = {s.field: (s.low, s.high) for s in found.tornado}
    assert ends["provider.crew"] == (1.0, 2.0)
    assert ends["project.1.tiers_below"] == ends["project.1.tiers_above"] == (0.0, 1.0)
    assert ends["project.1.year_share"] == (0.5, 1.0)
    of = {s.field: s for s in found.tornado}
    assert of["provider.crew"].at_low.burden_eur.value == 0.0, "it is one already"
    assert of["project.1.year_share"].at_low.burden_eur.value < 0.0, "half a year of work makes half as many errors"
    assert of["project.1.tiers_below"].at_high.burden_eur.value != 0.0


# --- terms of policies


@pytest.fixture(scope="module")
def insured(shop: Case, calibration: Calibration) -> tuple[Case, Sensitivity]:
    policies = [
        {"limit_eur": 50_000, "deductible_eur": 40_000, "deductible_maximum_eur": 60_000},
        {"limit_eur": {"amount": 100_000, "currency": "CHF"}, "deductible_share": 0.1, "in_force_months": 6,
         "sublimits_eur": {"lost_profit": 2_000, "goodwill": 0}, "own_damage_sublimit_eur": 3_000},
    ]  # fmt: skip
    data = {**shop.model_dump(by_alias=True), "policy": policies}
    case = casefile.from_mapping(data)
    return case, sensitivity(case, calibration, trials=2_048, seed=3)


def test_terms_of_a_policy_move_what_stays_with_the_provider_and_nothing_before(
    insured: tuple[Case, Sensitivity],
) -> None:
    of = {s.field: s for s in insured[1].tornado if s.field.startswith("policy.")}
    ends = {field: (s.low, s.high) for field, s in of.items()}
    assert ends["policy.1.limit_eur"] == (40_000.0, 100_000.0), "a limit ends at its deductible"
    assert ends["policy.1.deductible_eur"] == (20_000.0, 50_000.0), "and a deductible at its limit"
    assert ends["policy.1.aggregate_multiple"] == (1.0, 4.0), "assumed, and at least the limit once"
    assert ends["policy.2.sublimits_eur.lost_profit"] == (1_000.0, 4_000.0)
    assert {"policy.2.deductible_share", "policy.2.in_force_months", "policy.2.own_damage_sublimit_eur"} <= set(of)
    assert not {"policy.2.sublimits_eur.goodwill", "policy.1.own_damage_sublimit_eur"} & set(of), "not agreed"
    for swing in of.values():
        for effect in (swing.at_low, swing.at_high):
            assert effect.owed_eur.value == effect.burden_eur.value == 0.0
    for name, sign in (("1.limit_eur", -1.0), ("1.deductible_eur", 1.0), ("2.sublimits_eur.lost_profit", -1.0)):
        swing = of[f"policy.{name}"]
        assert sign * swing.at_low.retained_eur.value < 0.0 < sign * swing.at_high.retained_eur.value, name


def test_a_moved_term_is_the_difference_of_two_ordinary_runs_under_its_own_policy(
    insured: tuple[Case, Sensitivity], calibration: Calibration
) -> None:
    case, found = insured

    def mean_left(case: Case) -> float:
        result = simulate(case, calibration, trials=2_048, seed=3)
        left = result.simulated.covers[1].retained_eur
        return float((result.weight[result.simulated.incidents.trial] * left).sum())

    swing = next(s for s in found.tornado if s.field == "policy.2.limit_eur")
    difference = mean_left(changed(case, {"policy.2.limit_eur": swing.low})) - mean_left(case)
    assert swing.at_low.retained_eur.value == pytest.approx(difference, rel=1e-9) and difference > 0.0
    choice = next(c for c in found.choices if c.field == "policy.2.own_performance_excluded")
    assert choice.used is False and [o.value for o in choice.options] == [True]
    difference = mean_left(changed(case, {choice.field: True})) - mean_left(case)
    assert choice.options[0].effect.retained_eur.value == pytest.approx(difference, rel=1e-9) and difference > 0.0
    fields = {c.field for c in found.choices}
    assert {"policy.1.defence", "policy.2.trigger"} <= fields and "policy.1.trigger" not in fields


# --- choices


def test_every_choice_stands_against_the_one_used_and_never_against_itself(found: Sensitivity) -> None:
    fields = {c.field: c for c in found.choices}
    stance = fields["project.1.response.stance"]
    assert stance.used == "explain_apologise"
    assert {o.value for o in stance.options} == {"ignore", "demand_deletion", "deny", "apologise_goodwill"}
    for name in ("contract.law", "contract.cap", "client.visibility", "response.answer_schedule", "activity"):
        assert f"project.1.{name}" in fields
    assert "provider.repair_schedule" in fields
    assert all(option.value != choice.used for choice in found.choices for option in choice.options)
    assert [o.value for o in fields["project.1.safeguards.automated_tests"].options] == [False]
    assert [o.value for o in fields["project.1.safeguards.code_review"].options] == [True, False], "it is not known"


def test_what_is_only_told_is_no_choice_of_the_tornado(found: Sensitivity) -> None:
    fields = {c.field for c in found.choices}
    assert not fields & {"provider.kind", "provider.legal_form", "project.1.client.name"}
    industry = next(c for c in found.choices if c.field == "project.1.client.industry")
    assert [o.value for o in industry.options] == ["online_platform"], "no other has figures of its own"


def test_choices_stand_widest_first_and_are_differences_of_ordinary_runs(
    found: Sensitivity, shop: Case, calibration: Calibration
) -> None:
    widths = [c.width_eur for c in found.choices]
    assert widths == sorted(widths, reverse=True) and widths[0] > 0.0

    def mean_burden(case: Case) -> float:
        result = simulate(case, calibration, trials=TRIALS, seed=3)
        return float((result.weight[result.simulated.incidents.trial] * result.simulated.liability.burden_eur).sum())

    choice = next(c for c in found.choices if c.field == "project.1.response.orders")
    honoured = next(o for o in choice.options if o.value == "honoured")
    difference = mean_burden(changed(shop, {choice.field: "honoured"})) - mean_burden(shop)
    assert honoured.effect.burden_eur.value == pytest.approx(difference, rel=1e-9) and difference > 0.0


def test_a_lower_negotiated_cap_saves_more_than_a_higher_one(found: Sensitivity) -> None:
    owed = {lever.name: lever.saved.owed_eur.value for lever in found.levers}
    assert owed["cap_negotiated_half"] > owed["cap_negotiated"] > owed["cap_negotiated_double"] > 0.0


def test_an_answer_within_an_hour_saves_more_damage_than_one_within_a_day(shop: Case, calibration: Calibration) -> None:
    """Looked at where it acts, on reputation; what the provider owes of it is little and noisy."""

    def harm(hours: float) -> float:
        case = changed(shop, {"project.*.response.answer_within_hours": hours, "project.*.client.visibility": "high"})
        result = simulate(case, calibration, trials=4 * TRIALS, seed=3)
        assert result.simulated.outcry.answer_hours.max() <= hours
        posts = result.simulated.outcry.posts
        return float((result.weight[result.simulated.incidents.trial] * posts).sum())

    assert harm(1.0) < 0.9 * harm(24.0)


def test_no_two_levers_lead_to_the_same_case(shop: Case, calibration: Calibration) -> None:
    at_value = {"project.*.contract.cap": "multiple", "project.*.contract.cap_multiple": 1.0}
    terms = changed(shop, {**at_value, "project.*.contract.cap_agreed": "standard_terms"})
    found = sensitivity(terms, calibration, trials=512, seed=3)
    reached = [changed(terms, dict(lever.change)) for lever in found.levers]
    assert len(set(reached)) == len(reached) and terms not in reached


# --- one thing moved, every other draw untouched

EARLIER = {  # stages that an input cannot reach, because it acts later
    ".contract.cap": ("incidents", "outcry", "damage"),
    ".contract.law": ("incidents", "outcry", "damage"),
    ".contract.lost_profit": ("incidents", "outcry", "damage"),
    ".response.": ("incidents",),
    ".visibility": ("incidents",),
    "margin_share": ("incidents", "outcry"),
    "hourly_rate_eur": ("incidents", "outcry", "damage"),
    "goodwill_eur": ("incidents", "outcry"),
    "own_assets_eur": ("incidents", "outcry", "damage", "liability", "covers[0]"),
}


def test_changing_one_input_leaves_every_other_draw_untouched_to_the_last_bit(
    shop: Case, calibration: Calibration, found: Sensitivity, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All inputs: numbers at both ends, every other choice, every lever; each uniform by its purpose and key."""
    drawn: dict[str, list[tuple[KeyArray, FloatArray]]] = {}
    ordinary = Streams.uniform

    def watched(self: Streams, purpose: str, at: KeyArray) -> FloatArray:
        uniform = ordinary(self, purpose, at)
        if self.seed == 3:  # others may draw beside: work that pages began, or the parameter sets
            drawn.setdefault(purpose, []).append((at.copy(), uniform.copy()))
        return uniform

    monkeypatch.setattr(Streams, "uniform", watched)

    def run(change: dict[str, object]) -> tuple[dict[str, tuple[KeyArray, FloatArray]], dict[str, np.ndarray]]:
        drawn.clear()
        columns = make.arrays(simulate(changed(shop, change), calibration, trials=256, seed=3, workers=1).simulated)
        by_purpose = {p: tuple(map(np.concatenate, zip(*parts, strict=True))) for p, parts in drawn.items()}
        return by_purpose, columns

    changes: list[dict[str, object]] = [{s.field: end} for s in found.tornado for end in (s.low, s.high)]
    changes += [{c.field: o.value} for c in found.choices for o in c.options]
    changes += [dict(lever.change) for lever in found.levers]
    assert len(changes) > 80
    before, base = run({})
    assert len(before) > 40, "purposes"
    for change in changes:
        after, columns = run(change)
        for purpose in before.keys() & after.keys():
            (key, was), (other, now) = before[purpose], after[purpose]
            _, one, two = np.intersect1d(key, other, return_indices=True)
            assert np.array_equal(was[one], now[two]), (change, purpose)
        (field, *others) = change
        stages = next((stages for name, stages in EARLIER.items() if name in field and not others), ())
        for name, column in columns.items():
            assert name.split(".")[1] not in stages or np.array_equal(column, base[name]), (change, name)


def test_every_lever_says_what_it_takes(calibration: Calibration) -> None:
    effort = calibration.tables["effort"]
    assert set(effort) == set(calibration.tables["safeguards"]) | set(calibration.tables["levers"])
    for of in effort.values():
        assert of["level"] in ("free", "some", "much")
        assert set(of["hint"]) == {"de", "en"}
        assert of["source"] in calibration.sources


def test_one_lever_pulled_alone_saves_what_the_ranking_says(shop: Case, calibration: Calibration) -> None:
    found = sensitivity(shop, calibration, trials=TRIALS, seed=3)
    lever = next(x for x in found.levers if x.name == "four_eyes")
    after, saved = combined(shop, calibration, ["four_eyes"], trials=TRIALS, seed=3)
    assert after.projects[0].safeguards.four_eyes is True
    assert saved == lever.saved


def test_two_levers_against_the_same_incidents_save_less_than_the_sum_of_both(
    shop: Case, calibration: Calibration
) -> None:
    alone = [combined(shop, calibration, [n], trials=TRIALS, seed=3)[1] for n in ("plausibility_limit", "four_eyes")]
    _, both = combined(shop, calibration, ["plausibility_limit", "four_eyes"], trials=TRIALS, seed=3)
    assert max(x.burden_eur.value for x in alone) < both.burden_eur.value < sum(x.burden_eur.value for x in alone)


def test_pulling_nothing_saves_nothing_and_what_is_there_is_no_lever(shop: Case, calibration: Calibration) -> None:
    after, saved = combined(shop, calibration, [], trials=1_024, seed=3)
    assert after == shop and saved.burden_eur.value == 0.0
    assert "automated_tests" not in lever_names(shop, calibration)
    with pytest.raises(KeyError, match="automated_tests"):
        combined(shop, calibration, ["automated_tests"], trials=1_024, seed=3)
