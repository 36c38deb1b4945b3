"""Which claims fall into the period of a policy: breach, damage and claims-made principle, at every edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmodel.case import Policy, Trigger
from riskmodel.cover import complete
from riskmodel.period import Period, moments
from riskmodel.simulate import Result
from riskmodel.streams import Streams

A_DAY = 12.0 / 365.0


def covered(period: Period, breach: float, incident: float, claim: float) -> bool:
    one = (np.array([moment]) for moment in (breach, incident, claim))
    return bool(period.covers(*one)[0])


@pytest.mark.parametrize(("trigger", "paid"), [("breach", False), ("damage", True), ("claims_made", True)])
def test_a_brokers_example_is_paid_on_two_of_three_principles(trigger: Trigger, paid: bool) -> None:
    """Cover from 1 June; faulty software installed on 5 April, damage on 13 July, claim on 2 August (acant, 2015).

    No word there of a retroactive date, so on claims-made the past counts.
    """
    back = float("inf") if trigger == "claims_made" else 0.0
    period = Period(trigger, in_force=0.0, retroactive=back)
    assert covered(period, -57 * A_DAY, 42 * A_DAY, 62 * A_DAY) is paid


@pytest.mark.parametrize(
    ("period", "breach", "claim", "paid"),
    [
        (Period("breach", in_force=5.0, retroactive=2.0), -7.0, 3.0, True),
        (Period("breach", in_force=5.0, retroactive=2.0), -7.01, 3.0, False),
        (Period("claims_made", in_force=5.0, retroactive=2.0), -7.0, 3.0, True),
        (Period("claims_made", in_force=5.0, retroactive=2.0), -7.01, 3.0, False),
        (Period("damage", in_force=5.0, retroactive=0.0), -60.0, 3.0, True),
        (Period("breach", ends=4.0, run_off=9.0), 3.99, 12.99, True),
        (Period("breach", ends=4.0, run_off=9.0), 3.99, 13.0, False),
        (Period("breach", ends=1.0), 1.0, 3.0, False),
        (Period("claims_made", ends=4.0, run_off=0.0), 0.0, 3.99, True),
        (Period("claims_made", ends=4.0, run_off=0.0), 0.0, 4.0, False),
        (Period("claims_made", ends=4.0, run_off=9.0), 0.0, 12.99, True),
        (Period("claims_made", ends=4.0, run_off=9.0), 0.0, 13.0, False),
    ],
)
def test_a_claim_on_either_side_of_retroactive_date_and_end(
    period: Period, breach: float, claim: float, paid: bool
) -> None:
    assert covered(period, breach, 2.0, claim) is paid


@pytest.mark.parametrize(
    ("breach", "incident", "paid"), [(4.5, 3.9, True), (3.9, 6.9, True), (3.9, 7.0, False), (4.0, 4.5, False)]
)
def test_on_the_damage_principle_run_off_takes_later_damage_from_errors_before_the_end(
    breach: float, incident: float, paid: bool
) -> None:
    assert covered(Period("damage", ends=4.0, run_off=3.0), breach, incident, 30.0) is paid


months = st.floats(0.0, 60.0)


@given(
    trigger=st.sampled_from(["claims_made", "breach", "damage"]),
    terms=st.tuples(months, months, months, months),
    name=st.sampled_from(["in_force", "retroactive", "ends", "run_off"]),
    more=months,
    lags=st.tuples(months, st.floats(0.0, 12.0), months),
)
def test_a_longer_period_never_loses_a_claim(
    trigger: Trigger, terms: tuple[float, ...], name: str, more: float, lags: tuple[float, float, float]
) -> None:
    given_terms = dict(zip(("in_force", "retroactive", "ends", "run_off"), terms, strict=True))
    longer = {**given_terms, name: given_terms[name] + more}
    to_incident, incident, to_claim = lags
    claim = (incident - to_incident, incident, incident + to_claim)
    assert covered(Period(trigger, **longer), *claim) or not covered(Period(trigger, **given_terms), *claim)


# --- from the policy


def test_a_policy_with_an_open_period_covers_always_whatever_its_trigger(make: Any) -> None:
    for trigger in (None, "claims_made", "breach", "damage"):
        assert complete(Policy(limit_eur=1e6, trigger=trigger), make.calibration).period.always


@pytest.mark.parametrize(
    ("given_terms", "always"),
    [
        ({"in_force_months": 3}, True),  # with unlimited retroactive cover
        ({"in_force_months": 3, "retroactive_months": 0}, False),
        ({"retroactive_months": 0}, True),
        ({"ends_in_months": 3}, False),
        ({"run_off_months": 0}, True),
        ({"trigger": "damage", "in_force_months": 0, "retroactive_months": 0}, True),
    ],
)
def test_only_what_is_stated_restricts(make: Any, given_terms: dict[str, Any], always: bool) -> None:
    assert complete(Policy(limit_eur=1e6, **given_terms), make.calibration).period.always is always


ONE_POLICY = "[[project]]\n[project.client]\nrevenue_eur = 9_000_000\n[[policy]]\nlimit_eur = 500_000\n"


@pytest.mark.parametrize("trigger", ["claims_made", "breach", "damage"])
def test_with_an_open_period_every_euro_is_as_without_a_trigger_to_the_last_bit(make: Any, trigger: str) -> None:
    plain, same = (make.simulate(ONE_POLICY + line) for line in ("", f'trigger = "{trigger}"\n'))
    before, after = (make.arrays(found.simulated) for found in (plain, same))
    assert before.keys() == after.keys()
    assert [name for name in before if not np.array_equal(before[name], after[name])] == []


def test_asking_when_a_claim_came_moves_no_other_draw(make: Any) -> None:
    plain, dated = (make.simulate(ONE_POLICY + line) for line in ("", "in_force_months = 6\nretroactive_months = 0\n"))
    before, after = (make.arrays(found.simulated) for found in (plain, dated))
    moved = [name for name in before if not np.array_equal(before[name], after[name])]
    assert moved and all(name.startswith(".covers[0]") for name in moved)


def mean_insured(found: Result) -> float:
    return float((found.weight[found.simulated.incidents.trial] * found.simulated.covers[0].insured_eur).sum())


def test_a_new_policy_without_retroactive_cover_pays_for_the_share_of_errors_made_since(make: Any) -> None:
    """The share of claims that fall into the first year is the distribution function of the delay, within its error."""
    text = ONE_POLICY + 'trigger = "breach"\nin_force_months = 4\nretroactive_months = 0\n'
    found = make.simulate(text, trials=20_000)
    incidents = found.simulated.incidents
    rows = np.arange(len(incidents.trial))
    at = moments(incidents, rows, make.calibration, Streams(0))
    lag = at.incident - at.breach
    chance = make.calibration.entries["cover.breach_to_incident_months"].chance
    assert np.median(lag) == pytest.approx(chance.median, rel=0.05)
    assert np.all(lag > 0.0) and np.all(at.claim > at.incident)
    paid = found.simulated.covers[0].insured_eur > 0.0
    assert paid.any() and np.all(at.breach[paid] >= -4.0)


def test_cover_that_ends_pays_less_the_earlier_it_ends_and_the_shorter_its_run_off(make: Any) -> None:
    insured = {
        (ends, run_off): mean_insured(
            make.simulate(ONE_POLICY + f"ends_in_months = {ends}\nrun_off_months = {run_off}\n", trials=8_000)
        )
        for ends, run_off in ((3, 0), (9, 0), (9, 24))
    }
    whole = mean_insured(make.simulate(ONE_POLICY, trials=8_000))
    assert 0.0 < insured[3, 0] < insured[9, 0] < insured[9, 24] < whole
