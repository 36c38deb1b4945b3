"""The sample of a broker's book is lopsided, believable and the same every time."""

from __future__ import annotations

from collections import Counter

from riskmodel.book.sample import sample_book, sample_rows
from tests.book.books import CALIBRATION, TODAY

BOOK = sample_book(as_of=TODAY, calibration=CALIBRATION)


def test_the_sample_has_500_providers_and_no_fault() -> None:
    assert len(BOOK.insured) == 500
    assert not BOOK.faults


def test_most_are_freelancers_some_agencies_with_several_projects_and_few_it_firms() -> None:
    kinds = Counter(insured.case.provider.kind for insured in BOOK.insured)
    assert kinds["freelancer"] > 300 and 80 < kinds["agency"] < 170 and 10 < kinds["it_firm"] < 50
    assert {len(i.case.projects) for i in BOOK.insured if i.case.provider.kind == "agency"} == {2, 3, 4, 5}


def test_revenues_limits_and_gaps_are_those_of_a_broker() -> None:
    revenues = [i.case.provider.revenue_eur for i in BOOK.insured]
    assert all(isinstance(r, float) and 30_000 <= r <= 15_000_000 for r in revenues)
    limits = {policy.limit_eur for i in BOOK.insured for policy in i.case.policies}
    assert min(limits) == 250_000 and max(limits) == 5_000_000
    assert 30 < sum(not i.case.policies for i in BOOK.insured) < 120
    demanded = [
        (p.contract.insurance_demanded_eur, i.case.policies[0].limit_eur)
        for i in BOOK.insured
        for p in i.case.projects
        if i.case.policies and p.contract.insurance_demanded_eur
    ]
    assert any(wanted > limit for wanted, limit in demanded), "some have less than their client demands"


def test_a_larger_sample_begins_with_the_smaller() -> None:
    few = list(sample_rows(20))
    assert list(sample_rows(1_500))[: len(few)] == few
