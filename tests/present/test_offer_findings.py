"""What a comparison of policies says: no more than figures and errors carry, and no policy before another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from riskmodel.calibration import load
from riskmodel.case import Case, Project, changed
from riskmodel.cover import NO_POLICY, Terms
from riskmodel.curves import Tolerance
from riskmodel.estimate import RETURN_PERIODS, CurvePoint
from riskmodel.measures import Measured
from riskmodel.offers import Offer
from riskmodel.present import offer_findings, offer_tables
from riskmodel.present.figures import Mark
from riskmodel.present.language import CODES, Language
from riskmodel.publish import publish
from riskmodel.simulate import simulate

ENGLISH = Language.named("en")


def sure(value: float, half: float = 0.0) -> Measured:
    return Measured(value, value - half, value + half)


def offer(name: str, **given: object) -> Offer:
    """Return an offer with a limit of 250,000 € that leaves 300 € a year and costs 400 €."""
    terms = Terms(name, 250_000.0, 500_000.0, 500.0, 0.0, float("inf"), False, (), 0.0, (), (), 400.0)
    curve = tuple(CurvePoint(years, 10.0 * years, 9.0 * years, 11.0 * years) for years in RETURN_PERIODS)
    base = Offer(terms, sure(200.0), sure(300.0), sure(3_000.0), sure(30_000.0, 1_000.0), sure(0.0), 0.0, 250_000.0,
                 sure(700.0), sure(0.0), curve)  # fmt: skip
    return replace(base, **given)  # type: ignore[arg-type]


NONE = offer("", terms=NO_POLICY, retained_claim_p99=sure(127_000.0, 14_000.0), needed_limit_eur=None, cost=sure(650.0))


def advice(*policies: Offer) -> str:
    return " ".join(offer_findings.advice([*policies, NONE], 0.99, ENGLISH))


def test_a_difference_within_the_error_names_no_cheapest_policy() -> None:
    said = advice(offer("A"), offer("B", more_than_best=sure(20.0, 30.0)))
    assert "much the same with “A” and “B”" in said
    assert "costs you least" not in said


def test_a_difference_beyond_the_error_is_told_with_its_amount() -> None:
    said = advice(offer("A"), offer("B", more_than_best=sure(160.0, 30.0)))
    assert "“A” costs you least on average" in said
    assert "“B” costs about €160 more a year" in said


def test_one_policy_alone_is_not_called_the_cheapest() -> None:
    assert "costs you least" not in advice(offer("A"))


def test_what_a_policy_keeps_away_is_told_only_beyond_the_errors_of_both() -> None:
    assert "leaves more than €130,000 with you, with “A” more than €30,000" in advice(offer("A"))
    said = advice(offer("A", retained_claim_p99=sure(120_000.0, 10_000.0)))
    assert "no policy leaves less with you" in said


@pytest.mark.parametrize(
    ("limit", "needed", "words"),
    [
        (250_000.0, 250_000.0, "Every limit suffices in 99 of 100"),
        (250_000.0, 500_000.0, "“A”. A limit of €500,000 would suffice"),
        (250_000.0, None, "“A”. No limit on the market suffices"),
    ],
)
def test_a_limit_is_held_against_what_is_needed(limit: float, needed: float | None, words: str) -> None:
    policy = offer("A", needed_limit_eur=needed)
    assert words in advice(replace(policy, terms=replace(policy.terms, limit_eur=limit)))


def test_without_a_policy_there_is_no_advice() -> None:
    assert advice() == ""


def test_policies_stand_in_the_order_in_which_they_were_entered_whatever_they_cost() -> None:
    dear, cheap = offer("Z", cost=sure(9_000.0)), offer("A", cost=sure(10.0))
    table = offer_tables.side_by_side([dear, cheap, NONE], 0.99, ENGLISH)
    assert [column.label for column in table.columns] == ["Policy", "Z", "A", "no policy"]
    assert not any(line.strong for line in table.lines)


def test_a_policy_without_a_premium_is_drawn_without_one_and_says_so() -> None:
    unknown = offer("A", cost=None, more_than_best=None)
    unknown = replace(unknown, terms=replace(unknown.terms, premium_eur_per_year=None))
    figure = offer_tables.costs_figure([unknown, NONE], ENGLISH, "Costs.")
    assert any("premium not entered" in label.text for label in figure.labels)
    assert sum(bar.role == "secondary" for bar in figure.bars) == 0


def test_a_turned_dial_says_more_or_less_and_nothing_where_nothing_was_turned() -> None:
    before = offer("A")
    after = replace(before, retained=sure(380.0), terms=replace(before.terms, deductible_eur=5_000.0))
    assert "about €80 more a year" in offer_findings.turned(before, after, ENGLISH)
    assert "about €80 less a year" in offer_findings.turned(after, before, ENGLISH)
    assert "As entered" in offer_findings.turned(before, before, ENGLISH)


@pytest.mark.parametrize("code", CODES)
def test_tolerance_names_where_each_policy_leaves_more_than_can_be_borne(code: str) -> None:
    language = Language.named(code)
    # The curve is 10 € times the years; the line, 475 € at 50 years, lies below it from there on.
    tolerance = Tolerance(10.0, 200.0, 200.0, 1_000.0)
    said, bare = offer_findings.tolerated([offer("A"), NONE], tolerance, language)
    assert language.once_in(50) in said and language.euros_rounded(1_000.0) in said
    assert language.t("Without a policy") in bare
    nowhere = offer_findings.tolerated([offer("A"), NONE], Tolerance(10.0, 1e6, 200.0, 1e7), language)
    within = "{policy}: up to {rarest} nowhere more than you can bear."
    assert language.t(within, policy=language.t("Without a policy"), rarest=language.once_in(200)) in nowhere


def test_what_can_be_borne_ends_at_the_rare_amount_in_chart_and_table() -> None:
    tolerance = Tolerance(10.0, 200.0, 200.0, 1_000.0)
    drawn = offer_tables.curves_figure([offer("A"), NONE], tolerance, Mark(0.0, ""), ENGLISH, "")
    assert (drawn.lines[-1].x[0], drawn.lines[-1].x[-1]) == (10.0, 200.0)
    table = offer_tables.curves([offer("A"), NONE], tolerance, ENGLISH)
    told = {line.key: line.cells[-1].text for line in table.lines}
    assert told["10"] != "–" != told["200"]
    assert {told[key] for key in told if not 10 <= int(key) <= 200} == {"–"}


def test_a_premium_is_shown_as_it_was_entered() -> None:
    of = offer("A")
    priced = offer("A", terms=replace(of.terms, premium_eur_per_year=565.0))
    drawn = offer_tables.costs_figure([priced, NONE], ENGLISH, "")
    assert any("premium €565" in label.text for label in drawn.labels)
    lines = {line.key: line for line in offer_tables.side_by_side([priced, NONE], 0.99, ENGLISH).lines}
    assert lines["premium"].cells[1].text == "€565"


@pytest.mark.parametrize(("probability", "told"), [(0.00008, "–"), (0.004, "€90,000")])
def test_what_is_missing_on_average_is_left_out_where_hardly_a_year_stands_behind_it(
    probability: float, told: str
) -> None:
    rare = offer("A", gap_probability=sure(probability), gap_mean_eur=90_000.0)
    lines = {line.key: line for line in offer_tables.side_by_side([rare, NONE], 0.99, ENGLISH).lines}
    assert lines["missing"].cells[1].text == told


def test_a_turned_dial_that_moves_nothing_says_so() -> None:
    before = offer("A")
    after = replace(before, terms=replace(before.terms, limit_eur=500_000.0))
    said = offer_findings.turned(before, after, ENGLISH)
    assert "as much is left with you on average as before" in said
    assert "leaves more than €30,000 with you, as before" in said


def test_a_cap_that_was_not_entered_is_called_assumed_to_be_none_and_not_the_contracts_own() -> None:
    figures = load()
    case = Case(projects=(Project(contract_value_eur=20_000.0),))
    left_open, without = (
        publish(simulate(of, figures, trials=256, seed=1))
        for of in (case, changed(case, {"project.*.contract.cap": "none"}))
    )
    said = [offer_findings.cap_and_limit(of, offer("A"), (), ENGLISH) for of in (left_open, without)]
    assert said[0].startswith("No cap was entered, so none is assumed") and "€250,000 with this policy" in said[0]
    assert said[1].startswith("Your contracts have no cap")


def test_of_several_caps_the_highest_is_compared_and_projects_without_one_are_counted() -> None:
    project = {"contract_value_eur": 20_000.0}
    case = Case(projects=tuple(Project(**project) for _ in range(3)))
    capped = changed(case, {"project.1.contract.cap": "amount", "project.1.contract.cap_eur": 100_000.0})
    estimate = publish(simulate(capped, load(), trials=256, seed=1))
    one = offer_findings.cap_and_limit(estimate, offer("A"), (100_000.0,), ENGLISH)
    assert one.startswith("Your cap (€100,000) lies below the limit of the policy (€250,000).")
    assert one.endswith("2 projects have no cap: there only the limit counts.")
    two = offer_findings.cap_and_limit(estimate, offer("A"), (100_000.0, 300_000.0), ENGLISH)
    assert two.startswith("The highest of your caps (€300,000) lies above") and "up to €50,000" in two
    assert two.endswith("One project has no cap: there only the limit counts.")
