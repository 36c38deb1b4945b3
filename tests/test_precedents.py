"""Published claims near a case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from riskmodel import backtest
from riskmodel.backtest import Claim
from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.estimate import Estimate
from riskmodel.precedents import nearest
from riskmodel.publish import publish
from riskmodel.simulate import simulate

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="module")
def claims(calibration: Calibration) -> tuple[Claim, ...]:
    return backtest.read(DATA / "claims.csv", calibration)


@pytest.fixture(scope="module")
def shop(freelancer: Case, calibration: Calibration) -> Estimate:
    return publish(simulate(freelancer, calibration, trials=4_096, seed=1))


def claim(**given: object) -> Claim:
    texts = {"id": "made", "title": "", "addresses": (), "year": 2020, "country": "DE", "currency": "EUR"}
    what = {"kind": "agency", "activity": "media", "incident_type": "property_damage"}
    open_ones = dict.fromkeys(("client_loss", "amount_paid", "people", "days", "contract_value"))
    base = Claim(**texts, **what, **open_ones, amount_claimed=1.0)  # type: ignore[arg-type]
    return replace(base, **given)  # type: ignore[arg-type]


def test_three_claims_with_amount_and_address_are_found_the_nearest_first(
    shop: Estimate, claims: tuple[Claim, ...], calibration: Calibration
) -> None:
    found = nearest(shop, claims, calibration)
    assert len(found) == 3
    assert all(p.amount_eur > 0.0 and p.claim.addresses[0].startswith("http") for p in found)
    assert [p.nearness for p in found] == sorted((p.nearness for p in found), reverse=True)


def test_each_of_type_activity_kind_and_amount_brings_a_claim_nearer(shop: Estimate, calibration: Calibration) -> None:
    largest = max(shop.incident_types, key=lambda p: p.mean_share).name
    steps: list[dict[str, object]] = [
        {},
        {"incident_type": largest},
        {"incident_type": largest, "activity": "web_shop"},
        {"incident_type": largest, "activity": "web_shop", "kind": "freelancer"},
        {"incident_type": largest, "activity": "web_shop", "kind": "freelancer",
         "amount_claimed": shop.claimed.per_claim.p90.value},
    ]  # fmt: skip
    made = tuple(claim(id=str(i), **step) for i, step in enumerate(steps))
    found = nearest(shop, made, calibration, count=5)
    assert [p.claim.id for p in found] == ["4", "3", "2", "1", "0"]
    activity = dict(shop.case.projects[0].activity or ())["web_shop"]
    assert found[0].nearness == pytest.approx(3.0 + activity)


def test_an_amount_ten_times_as_large_is_as_far_as_one_ten_times_as_small(
    shop: Estimate, calibration: Calibration
) -> None:
    middle = shop.claimed.per_claim.p90.value
    made = [claim(id=n, amount_claimed=middle * factor) for n, factor in (("up", 10.0), ("down", 0.1))]
    up, down = nearest(shop, made, calibration)
    apart = nearest(shop, [claim(id="far", amount_claimed=middle * 1e6)], calibration)[0].nearness
    assert up.nearness == pytest.approx(down.nearness) == pytest.approx(apart + 0.5)


def test_what_was_claimed_comes_before_what_was_lost_and_paid(shop: Estimate, calibration: Calibration) -> None:
    (found,) = nearest(shop, [claim(amount_claimed=7.0, client_loss=5.0, amount_paid=3.0)], calibration)
    assert (found.asked, found.amount_eur) == ("claimed", 7.0)
    (found,) = nearest(shop, [claim(amount_claimed=None, client_loss=5.0, amount_paid=3.0)], calibration)
    assert (found.asked, found.amount_eur) == ("damage", 5.0)


def test_a_claim_without_an_amount_or_an_exchange_rate_is_left_out(shop: Estimate, calibration: Calibration) -> None:
    assert nearest(shop, [claim(amount_claimed=None)], calibration) == ()
    assert nearest(shop, [claim(currency="XAU")], calibration) == ()
