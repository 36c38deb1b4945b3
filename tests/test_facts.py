"""Facts that fill others or are only told: industry, legal form, and the insurance a client demands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from riskmodel import casefile, cases
from riskmodel.calibration import QUALITIES, Calibration, data_folder
from riskmodel.case import Case
from riskmodel.facts import Stated, complete
from riskmodel.present import fact_tables


def stated(make: Any, text: str) -> dict[str, Stated]:
    case: Case = make.case(text)
    return {s.field: s for s in complete(case, make.calibration).stated}


CLIENT = "[[project]]\n[project.client]\n"


def test_a_large_platform_sells_more_often_than_a_typical_shop_and_says_on_what_source(make: Any) -> None:
    platform = stated(make, CLIENT + 'industry = "online_platform"')
    shop = stated(make, CLIENT + 'industry = "retail"')
    at = "project.1.client."
    assert platform[at + "orders_per_year"].value == 4.2 and shop[at + "orders_per_year"].value == 1.5
    assert platform[at + "order_value_eur"].source == "zalando_order_value" != shop[at + "order_value_eur"].source
    assert platform[at + "margin_share"] == shop[at + "margin_share"], "no source tells margins apart"


def test_what_is_given_counts_more_than_the_industry(make: Any) -> None:
    found = stated(make, CLIENT + 'industry = "online_platform"\norders_per_year = 2')
    assert found["project.1.client.orders_per_year"].value == 2.0


@pytest.mark.parametrize("industry", ["travel", "manufacturing", "services", "finance", "health", "public", "other"])
def test_an_industry_without_a_source_of_its_own_changes_nothing(make: Any, industry: str) -> None:
    plain, named = (complete(make.case(CLIENT + line), make.calibration) for line in ("", f'industry = "{industry}"'))
    for name in ("margin_share", "orders_per_year", "order_value_eur", "people", "records"):
        assert np.array_equal(getattr(plain, name), getattr(named, name))


def test_every_figure_by_industry_is_one_that_is_asked_for(calibration: Calibration, make: Any) -> None:
    paths = [path for path in calibration.entries if path.startswith("case.by_industry.")]
    assert paths
    for path in paths:
        industry, name = path.removeprefix("case.by_industry.").split(".")
        found = stated(make, CLIENT + f'industry = "{industry}"')[f"project.1.client.{name}"]
        assert found.value == calibration.entries[path].centre


@pytest.mark.parametrize(
    ("kind", "form"), [("freelancer", "sole_trader"), ("agency", "limited"), ("it_firm", "limited")]
)
def test_the_legal_form_is_assumed_by_kind_of_business_and_moves_no_figure(make: Any, kind: str, form: str) -> None:
    start = f'[provider]\nkind = "{kind}"\n'
    found = stated(make, start)["provider.legal_form"]
    assert (found.value, found.status) == (form, "assumed")
    before, after = (make.arrays(make.simulate(start + more).simulated) for more in ("", 'legal_form = "partnership"'))
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_what_insurance_a_client_demands_is_told_and_moves_no_figure(make: Any) -> None:
    text = "[[project]]\n[project.contract]\n"
    demanding = text + "insurance_demanded_eur = 3_000_000"
    assert stated(make, demanding)["project.1.contract.insurance_demanded_eur"].value == 3e6
    assert "project.1.contract.insurance_demanded_eur" not in stated(make, text), "nothing is assumed"
    before, after = (make.arrays(make.simulate(t).simulated) for t in (text, demanding))
    assert all(np.array_equal(before[name], after[name]) for name in before)


NAMED = sorted(path.stem for path in (data_folder() / "cases").glob("*.toml"))


@pytest.mark.parametrize("name", ["", *NAMED])
def test_whatever_is_assumed_names_its_source_and_quality(name: str, calibration: Calibration) -> None:
    """Numbers, choices, safeguards and the terms of policies alike; what was given needs none."""
    nothing = "[[policy]]\nlimit_eur = 500_000\nin_force_months = 6\n"
    case = cases.read(name, calibration)[0] if name else casefile.parse(nothing.encode())
    found = fact_tables.stated(case, complete(case, calibration).stated, calibration)
    assumed = [s for s in found if s.status == "assumed"]
    assert {s.field for s in assumed if s.source not in calibration.sources or s.quality not in QUALITIES} == set()
    assert {s.field for s in assumed if s.source == "judgement" and s.quality != "D"} == set()
    assert not any(s.source or s.quality for s in found if s.status != "assumed")
    if not name:
        expected = {"provider.kind", "project.1.activity", "project.1.response.stance", "project.1.contract.law"}
        assert expected | {"policy.1.trigger", "policy.1.retroactive_months"} <= {s.field for s in assumed}


def test_each_choice_that_is_assumed_has_its_reason(calibration: Calibration) -> None:
    assert len(calibration.choices) >= 20
    for choice in calibration.choices.values():
        assert choice.note and choice.source in calibration.sources, choice.path
