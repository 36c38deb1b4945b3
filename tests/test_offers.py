"""Policies side by side on the same incidents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from riskmodel.case import Policy
from riskmodel.cover import NO_POLICY
from riskmodel.measures import Measured
from riskmodel.offers import compare
from riskmodel.publish import publish
from riskmodel.simulate import Result


def ends(of: Measured) -> tuple[float, float, float]:
    return of.value, of.lo, of.hi


def test_the_policies_of_a_case_come_out_as_the_estimate_has_them(small: Result) -> None:
    estimate = publish(small)
    offers = compare(small, small.case.policies, level=0.99)
    for offer, known in zip(offers, estimate.policies, strict=True):
        assert offer.terms == known.terms
        assert ends(offer.retained) == pytest.approx(ends(known.retained.per_year.mean), rel=1e-9)
        assert ends(offer.insured) == pytest.approx(ends(known.insured.per_year.mean), rel=1e-9)
        assert ends(offer.retained_claim_p99) == pytest.approx(ends(known.retained.per_claim.p99), rel=1e-9)
        assert offer.gap_probability.value == pytest.approx(known.uncovered_probability, rel=1e-12)
        assert offer.needed_limit_eur == known.needed_limit_eur


def test_without_any_policy_there_is_only_having_none(small: Result) -> None:
    (none,) = compare(small, (), level=0.9)
    assert none.terms is NO_POLICY
    assert none.cost == none.retained
    assert none.more_than_best is not None and none.more_than_best.value == 0.0


def test_a_higher_deductible_leaves_more_with_the_provider_and_a_higher_limit_less(small: Result) -> None:
    base = Policy(limit_eur=10_000, deductible_eur=500)
    low, high, large, _ = compare(
        small,
        (base, base.model_copy(update={"deductible_eur": 5_000}), base.model_copy(update={"limit_eur": 90_000.0})),
        level=0.99,
    )
    assert high.retained.value > low.retained.value > large.retained.value
    assert low.gap_probability.value > large.gap_probability.value
    assert low.gap_mean_eur > 0.0


def test_the_needed_limit_rises_with_the_level_and_not_with_the_limit(small: Result) -> None:
    steps = [compare(small, (Policy(limit_eur=1_000),), level=level)[0].needed_limit_eur for level in (0.5, 0.9, 0.99)]
    known = [float("inf") if step is None else step for step in steps]
    assert known == sorted(known)
    assert compare(small, (Policy(limit_eur=7_000),), level=0.9)[0].needed_limit_eur == steps[1]


def test_costs_are_compared_only_where_a_premium_is_known(small: Result) -> None:
    cheap = Policy(limit_eur=50_000, premium_eur_per_year=0.0)
    dear = cheap.model_copy(update={"premium_eur_per_year": 400.0})
    unknown = cheap.model_copy(update={"premium_eur_per_year": None})
    free, priced, silent, none = compare(small, (cheap, dear, unknown), level=0.99)
    assert silent.cost is None and silent.more_than_best is None
    assert free.more_than_best is not None and free.more_than_best.value == 0.0
    assert priced.more_than_best is not None
    assert (priced.more_than_best.lo, priced.more_than_best.hi) == (400.0, 400.0), "same cover: no error at all"
    assert none.more_than_best is not None and none.more_than_best.value > 0.0


def test_the_curve_is_of_what_is_left_in_a_year(small: Result) -> None:
    one, none = compare(small, small.case.policies[:1], level=0.99)
    estimate = publish(small)
    assert [p.eur for p in one.curve] == pytest.approx([p.eur for p in estimate.exceedance["retained_0"].aggregate])
    burden = [p.eur for p in estimate.exceedance["burden"].aggregate]
    assert [p.eur for p in none.curve] == pytest.approx(burden, rel=1e-12)


def test_the_own_policies_of_the_case_play_no_part(small: Result) -> None:
    bare = replace(small, case=small.case.model_copy(update={"policies": ()}))
    assert compare(bare, small.case.policies, level=0.95) == compare(small, small.case.policies, level=0.95)
