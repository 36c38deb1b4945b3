"""From damage to debt, step by step: each with the answer a lawyer would work out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
import pytest

from riskmodel.case import Law, Stance
from riskmodel.dispute import OWN_HEADS
from riskmodel.liability import CAUSES, FAULTS, OUTCOMES, Liability, apportion, with_odds
from riskmodel.simulate import Result
from riskmodel.streams import Streams

PROVIDER, CLIENT, SUBCONTRACTOR, THIRD_PARTY = range(4)
NONE, SIMPLE, GROSS, INTENT = range(4)
STANCES = get_args(Stance)
N = 20_000

# Everything certain: a claim is made for just the damage, the provider caused it by simple fault, the law allows all,
# clauses stand, it is paid in full, out of court, without a lawyer. Each test changes one step.
PLAIN: dict[str, float | Mapping[str, float]] = {
    "liability.claim.probability_at_10000_eur": 1.0,
    "liability.claim.odds_per_decade": 5.67,
    "liability.claim.wrongly_blamed_factor": 0.5,
    "liability.claim.demand_factor": 1.0,
    "liability.cause.wrongly_blamed_share": 0.0,
    "liability.cause.client_among_wrong_share": 0.45,
    "liability.cause.subcontractor_per_tier": 0.15,
    "liability.cause.wrong_blame_per_tier": 0.3,
    "liability.cause.recourse_share": 0.4,
    "liability.fault.none_probability": 0.0,
    "liability.fault.gross_probability": 0.0,
    "liability.fault.intent_probability": 0.0,
    "liability.allowed.reputational_harm": 1.0,
    "liability.allowed.pr_campaign": 1.0,
    "liability.allowed.customer_notification": 1.0,
    "liability.allowed.goodwill": 1.0,
    "liability.client_share.probability": 0.0,
    "liability.client_share.share": 0.3,
    "liability.client_share.late_answer_odds": 1.5,
    "liability.client_share.stance_odds": dict.fromkeys(STANCES, 1.0),
    "liability.cap_holds.DE.individually": dict.fromkeys(FAULTS, 1.0),
    "liability.cap_holds.DE.standard_terms": dict.fromkeys(FAULTS, 1.0),
    "liability.outcome.repelled_probability": 0.0,
    "liability.outcome.full_probability": 1.0,
    "liability.outcome.part_share": 0.6,
    "liability.outcome.litigated_at_10000_eur": 0.0,
    "liability.outcome.litigation_power": 0.3,
    "liability.outcome.judged_share": 1.0,
    "liability.outcome.appeal_share": 0.0,
    "liability.fees.lawyer_probability_at_10000_eur": 0.0,
    "liability.fees.expert_eur": 3_000.0,
    "liability.own_cost.unpaid_share": 1.0,
    "liability.own_cost.client_lost_probability": 0.0,
    "liability.own_cost.client_lost_contract_share": 0.3,
    "liability.own_cost.named_in_media_probability": 0.0,
    "liability.own_cost.own_pr_eur": 2_500.0,
}
CONTRACT = """[provider]
hourly_rate_eur = 100
[[project]]
contract_value_eur = 20_000
tiers_below = {tiers}
{safeguards}
[project.contract]
cap = "{cap}"
{sum}
cap_scope = "{scope}"
cap_agreed = "individually"
lost_profit_excluded = {excluded}
"""
# Safeguards that weigh on fault and on the client's share, as the average provider has them: in half of the cases.
AVERAGE = {
    f"safeguards.{name}.effect": 1.0
    for name in (
        "automated_tests.gross_fault",
        "tested_backups.gross_fault",
        "tested_backups.client_share",
        "acceptance_test.client_share",
    )
}


def liable(
    make: Any,
    heads: Mapping[str, Any],
    changed: Mapping[str, Any] | None = None,
    *,
    cap: str = "none",
    scope: str = "project",
    excluded: str = "false",
    tiers: int = 0,
    outcry: Mapping[str, Any] | None = None,
    **incidents: Any,
) -> Liability:
    """Return the liability for damage made by hand, one incident a trial unless trials are given."""
    given = "cap_eur = 10_000" if cap == "amount" else ""
    text = CONTRACT.format(cap=cap, sum=given, scope=scope, excluded=excluded, tiers=tiers, safeguards="")
    world = make.world(text, {**PLAIN, **AVERAGE, **(changed or {})})
    damage = make.damage(**heads)
    size = len(damage.total_eur)
    found = make.incidents(size, **{"trial": np.arange(size), **incidents})
    return apportion(damage, found, make.outcry(size, **(outcry or {})), world, Streams(0))


def share_of(hits: np.ndarray, expected: float) -> bool:
    """Whether a share meets an expected one within four binomial standard errors."""
    return bool(abs(np.mean(hits) - expected) < 4.0 * np.sqrt(expected * (1.0 - expected) / len(hits)))


def test_when_all_is_plain_the_provider_owes_the_damage_and_nothing_else(make: Any) -> None:
    found = liable(make, {"lost_profit": [700.0, 43_000.0]})
    assert found.owed_eur.tolist() == found.claimed_eur.tolist() == found.burden_eur.tolist() == [700.0, 43_000.0]
    assert {OUTCOMES[o] for o in found.outcome} == {"paid_in_full"}


# --- 1 claim


@pytest.mark.parametrize(("damage", "probability"), [(1_000.0, 0.15), (10_000.0, 0.5), (100_000.0, 0.85)])
def test_the_larger_the_loss_the_likelier_a_claim(make: Any, damage: float, probability: float) -> None:
    """.15 at 1,000, .5 at 10,000, .85 at 100,000: odds times 5.67 a decade, to the half percent of the rounding."""
    found = liable(make, {"fee_back": np.full(N, damage)}, {"liability.claim.probability_at_10000_eur": 0.5})
    assert abs(found.claimed.mean() - probability) < 4.0 * np.sqrt(probability * (1 - probability) / N) + 0.001


def test_the_data_puts_the_even_chance_of_a_claim_at_ten_thousand_euros(make: Any) -> None:
    entries = make.calibration.entries
    assert entries["liability.claim.probability_at_10000_eur"].centre == 0.5
    assert with_odds(np.array([0.5]), np.array([5.67]))[0] == pytest.approx(0.85, abs=0.0005)


def test_nobody_claims_for_no_damage(make: Any) -> None:
    assert not liable(make, {"fee_back": [0.0]}).claimed.any()


def test_the_wrongly_blamed_are_claimed_against_half_as_often(make: Any) -> None:
    wrongly = {"liability.cause.wrongly_blamed_share": 1.0, "liability.claim.probability_at_10000_eur": 0.8}
    assert share_of(liable(make, {"fee_back": np.full(N, 1e4)}, wrongly).claimed, 0.4)


# --- 2 cause


def test_whoever_is_wrongly_blamed_owes_nothing_and_repairs_nothing(make: Any) -> None:
    found = liable(
        make, {"lost_profit": np.full(400, 9_000.0)}, {"liability.cause.wrongly_blamed_share": 1.0}, effort_hours=30.0
    )
    assert set(found.cause) == {CLIENT, THIRD_PARTY}
    assert not found.owed_eur.any() and not found.own.own_rework_eur.any()
    assert np.all(found.borne_by_others_eur == 9_000.0)


def test_whoever_is_wrongly_blamed_has_no_fault_however_the_client_words_it(make: Any) -> None:
    meant = {"liability.cause.wrongly_blamed_share": 0.4, "liability.fault.intent_probability": 1.0}
    found = liable(make, {"lost_profit": np.full(N, 9_000.0)}, meant)
    blamed = found.claimed & (found.cause != PROVIDER)
    assert blamed.any() and set(found.fault[blamed]) == {NONE}
    assert set(found.fault[found.claimed & (found.cause == PROVIDER)]) == {INTENT}


def test_causes_come_in_their_stated_shares(make: Any) -> None:
    """A fifth wrongly blamed, of them 45 % by the client; two tiers below weigh .3 against 1 for all others."""
    found = liable(make, {"lost_profit": np.ones(N)}, {"liability.cause.wrongly_blamed_share": 0.2}, tiers=2)
    for cause, weight in ((PROVIDER, 0.8), (CLIENT, 0.09), (SUBCONTRACTOR, 0.3), (THIRD_PARTY, 0.11)):
        assert share_of(found.cause == cause, weight / 1.3), CAUSES[cause]


def test_recourse_comes_back_from_a_guilty_subcontractor_and_from_nobody_else(make: Any) -> None:
    found = liable(make, {"lost_profit": np.full(500, 1_000.0)}, tiers=3)
    guilty = found.cause == SUBCONTRACTOR
    assert 0 < guilty.sum() < 500
    assert found.recourse_eur[guilty] == pytest.approx(0.4 * found.owed_eur[guilty])
    assert not found.recourse_eur[~guilty].any()


def test_without_a_chain_no_subcontractor_is_guilty(make: Any) -> None:
    assert SUBCONTRACTOR not in liable(make, {"lost_profit": np.ones(2_000)}).cause


# --- 3 fault


def test_without_fault_nothing_is_owed(make: Any) -> None:
    found = liable(make, {"lost_profit": [5_000.0]}, {"liability.fault.none_probability": 1.0})
    assert found.fault.tolist() == [NONE] and found.owed_eur.tolist() == [0.0]


def test_degrees_of_fault_come_in_their_stated_shares(make: Any) -> None:
    """None 3 %, gross 20 %, intent 2 %, and simple what is left."""
    names = ("none", "gross", "intent")
    chances = {f"liability.fault.{n}_probability": p for n, p in zip(names, (0.03, 0.2, 0.02), strict=True)}
    found = liable(make, {"lost_profit": np.ones(N)}, chances)
    for degree, probability in ((NONE, 0.03), (SIMPLE, 0.75), (GROSS, 0.2), (INTENT, 0.02)):
        assert share_of(found.fault == degree, probability), FAULTS[degree]


def test_missing_tests_push_from_simple_to_gross_fault(make: Any) -> None:
    text = '[[project]]\nactivity = "software"\n[project.safeguards]\nautomated_tests = {}\n'
    gross = []
    for there in ("true", "false"):
        liability = make.simulate(text.format(there), trials=40_000).simulated.liability
        gross.append(np.mean(liability.fault[liability.claimed] == GROSS))
    assert gross[1] - gross[0] > 4.0 * np.sqrt(0.2 * 0.8 * 2 / 8_000)


# --- 4 what the law allows


def test_each_head_is_owed_as_far_as_the_law_allows_it(make: Any) -> None:
    """Loss of image a fifth, PR three fifths, goodwill three tenths, informing nine tenths, lost profit in full."""
    shares = {"reputational_harm": 0.2, "pr_campaign": 0.6, "goodwill": 0.3, "customer_notification": 0.9}
    damage = {"reputational_harm": [1e4], "pr_campaign": [2e3], "goodwill": [500.0], "customer_notification": [700.0]}
    found = liable(make, {**damage, "lost_profit": [80.0]}, {f"liability.allowed.{h}": s for h, s in shares.items()})
    assert found.owed_eur[0] == pytest.approx(2_000 + 1_200 + 150 + 630 + 80)
    assert found.claimed_eur[0] == 13_280.0, "asked for is all of it"
    assert found.borne_by_others_eur[0] == pytest.approx(13_280.0 - 4_060.0)


@pytest.mark.parametrize(
    ("excluded", "stands", "owed"), [("true", 1.0, 250.0), ("true", 0.0, 1_250.0), ("false", 1.0, 1_250.0)]
)
def test_excluded_lost_profit_is_not_owed_where_the_clause_stands(
    make: Any, excluded: str, stands: float, owed: float
) -> None:
    clause = {"liability.cap_holds.DE.individually": dict.fromkeys(FAULTS, stands)}
    damage = {"lost_profit": [700.0], "honoured_orders": [300.0], "fee_back": [250.0]}
    found = liable(make, damage, clause, excluded=excluded)
    assert found.owed_eur.tolist() == [owed]


# --- 5 the client's share


def test_the_clients_share_comes_off_every_head_alike(make: Any) -> None:
    found = liable(make, {"lost_profit": [1_000.0], "fee_back": [500.0]}, {"liability.client_share.probability": 1.0})
    assert found.client_share.tolist() == [0.3]
    assert found.owed_by_head_eur[:, 0].sum() == found.owed_eur[0] == pytest.approx(1_050.0)
    assert sorted(found.owed_by_head_eur[:, 0])[-2:] == pytest.approx([350.0, 700.0])


@pytest.mark.parametrize(("hours", "probability"), [(24.0, 0.2), (24.1, 0.375)])
def test_a_client_who_answers_after_more_than_a_day_bears_a_share_more_often(
    make: Any, hours: float, probability: float
) -> None:
    """Odds of .25 times 2.4 are .6."""
    odds = {"liability.client_share.probability": 0.2, "liability.client_share.late_answer_odds": 2.4}
    found = liable(make, {"lost_profit": np.ones(N)}, odds, outcry={"answer_hours": hours, "complaints": 1.0})
    assert share_of(found.client_share > 0.0, probability)


def test_where_nobody_complains_in_public_there_is_no_answer_that_could_be_late_or_bad(make: Any) -> None:
    odds = {"liability.client_share.probability": 0.2, "liability.client_share.late_answer_odds": 90.0}
    odds |= {"liability.client_share.stance_odds": dict.fromkeys(STANCES, 90.0)}
    found = liable(make, {"lost_profit": np.ones(N)}, odds, outcry={"answer_hours": 300.0, "complaints": 0.0})
    assert share_of(found.client_share > 0.0, 0.2)


def test_a_client_who_answers_badly_in_public_bears_a_share_more_often(make: Any) -> None:
    """Odds of .25 times 3 are .75."""
    odds = {"liability.client_share.probability": 0.2}
    odds |= {"liability.client_share.stance_odds": dict.fromkeys(STANCES, 3.0)}
    found = liable(make, {"lost_profit": np.ones(N)}, odds, outcry={"answer_hours": 1.0, "complaints": 4.0})
    assert share_of(found.client_share > 0.0, 3 / 7)


def test_a_client_without_a_backup_of_lost_data_bears_a_share_more_often(make: Any) -> None:
    text = "[[project]]\n[project.safeguards]\ntested_backups = {}\n"
    worlds = [make.world(text.format(there)) for there in ("true", "false")]
    lost, campaign = (worlds[0].types.index(name) for name in ("data_loss", "campaign_error"))
    with_backup, without = (world.effects["client_share"] for world in worlds)
    assert with_backup[lost].mean() < without[lost].mean()
    assert np.array_equal(with_backup[campaign], without[campaign])


# --- 6 cap: 10,000 euros


STAIRS = [0.0, 2_000.0, 4_000.0, 6_000.0, 8_000.0, 10_000.0, 12_000.0]


def test_a_cap_on_each_claim_ends_each_of_them(make: Any) -> None:
    found = liable(make, {"lost_profit": STAIRS}, cap="amount", scope="claim", trial=np.zeros(7))
    assert found.owed_eur.tolist() == [0.0, 2_000.0, 4_000.0, 6_000.0, 8_000.0, 10_000.0, 10_000.0]


def test_a_cap_on_the_project_is_used_up_by_its_claims_in_order_of_time(make: Any) -> None:
    found = liable(make, {"lost_profit": STAIRS}, cap="amount", trial=np.zeros(7))
    assert found.owed_eur.tolist() == [0.0, 2_000.0, 4_000.0, 4_000.0, 0.0, 0.0, 0.0]


def test_a_new_year_opens_the_cap_anew(make: Any) -> None:
    found = liable(make, {"lost_profit": [9_000.0, 3_000.0, 9_000.0, 3_000.0]}, cap="amount", trial=[0, 0, 1, 1])
    assert found.owed_eur.tolist() == [9_000.0, 1_000.0, 9_000.0, 1_000.0]


def test_what_is_settled_for_less_uses_up_less_of_the_cap(make: Any) -> None:
    """Six tenths are paid: of the 10,000 the cap leaves of the first, then of the 4,000 left for the second."""
    part = {"liability.outcome.full_probability": 0.0}
    found = liable(make, {"lost_profit": [12_000.0, 9_000.0]}, part, cap="amount", trial=[0, 0])
    assert found.owed_eur == pytest.approx([6_000.0, 2_400.0])


def test_without_a_cap_the_same_stairs_are_owed_in_full(make: Any) -> None:
    assert liable(make, {"lost_profit": STAIRS}, trial=np.zeros(7)).owed_eur.tolist() == STAIRS


def test_intent_breaks_every_cap_and_takes_nothing_from_what_others_leave(make: Any) -> None:
    """Section 276(3) BGB: a cap never stands for intent, however it was agreed."""
    ways = make.calibration.entries
    for way in ("individually", "standard_terms"):
        by = ways[f"liability.cap_holds.DE.{way}"].by
        assert by["intent"] == 0.0 and by["simple"] > by["gross"] >= by["intent"]
    meant = {"liability.fault.intent_probability": 1.0, "liability.cap_holds.DE.individually": dict(by)}
    found = liable(make, {"lost_profit": np.full(300, 70_000.0)}, meant, cap="amount", trial=np.zeros(300))
    assert not found.cap_holds.any()
    assert np.all(found.owed_eur == 70_000.0)


def test_the_same_clause_stands_or_falls_for_all_claims_of_a_project_and_year(make: Any) -> None:
    half = {"liability.cap_holds.DE.individually": dict.fromkeys(FAULTS, 0.5)}
    found = liable(make, {"lost_profit": np.ones(4_000)}, half, cap="amount", trial=np.repeat(np.arange(1_000), 4))
    stands = found.cap_holds.reshape(1_000, 4)
    assert np.all(stands == stands[:, :1])
    assert share_of(stands[:, 0], 0.5)


def test_standard_terms_stand_less_often_than_negotiated_ones_and_never_for_gross_fault(
    small: Result, make: Any
) -> None:
    text = '[[project]]\n[project.contract]\ncap = "amount"\ncap_eur = 5000\ncap_agreed = "{}"\n'
    runs = {
        way: make.simulate(text.format(way), trials=4_000).simulated.liability
        for way in ("individually", "standard_terms")
    }
    stands = {way: run.cap_holds[run.fault == SIMPLE].mean() for way, run in runs.items()}
    assert stands["standard_terms"] < 0.45 < stands["individually"]
    assert not runs["standard_terms"].cap_holds[runs["standard_terms"].fault == GROSS].any()


def test_no_law_lets_a_cap_stand_for_intent(make: Any) -> None:
    for law in get_args(Law):
        for way in ("individually", "standard_terms"):
            assert make.calibration.entries[f"liability.cap_holds.{law}.{way}"].by["intent"] == 0.0


@pytest.mark.parametrize(
    ("law", "way", "stands"),
    [
        ("DE", "standard_terms", False),
        ("DE", "individually", True),
        ("AT", "standard_terms", True),
        ("AT", "individually", True),
        ("CH", "standard_terms", False),
        ("CH", "individually", False),
        ("UK", "standard_terms", True),
        ("UK", "individually", True),
    ],
)
def test_whether_a_cap_can_stand_at_gross_fault_is_for_the_law_to_say(
    make: Any, law: str, way: str, stands: bool
) -> None:
    """Sections 307, 309 Nr. 7 BGB: no terms; OGH 3 Ob 234/14d: terms may; Art. 100(1) OR: nothing; UCTA: reason."""
    text = f'[[project]]\n[project.contract]\nlaw = "{law}"\ncap = "amount"\ncap_eur = 5000\ncap_agreed = "{way}"\n'
    world = make.world(text, {"liability.fault.gross_probability": 0.96})
    incidents = make.incidents(4_000, trial=np.arange(4_000))
    found = apportion(make.damage(lost_profit=np.full(4_000, 1e5)), incidents, make.outcry(4_000), world, Streams(0))
    gross = found.claimed & (found.fault == GROSS)
    assert gross.sum() > 500 and found.cap_holds[gross].any() == stands


def test_english_law_asks_for_reason_not_for_the_degree_of_negligence(make: Any) -> None:
    for way in ("individually", "standard_terms"):
        by = make.calibration.entries[f"liability.cap_holds.UK.{way}"].by
        assert by["simple"] == by["gross"]


# --- 7 outcome


@pytest.mark.parametrize(
    ("repelled", "full", "owed", "outcome"),
    [(1.0, 1.0, 0.0, "repelled"), (0.0, 1.0, 5_000.0, "paid_in_full"), (0.0, 0.0, 3_000.0, "settled")],
)
def test_a_founded_claim_is_repelled_paid_or_settled_for_a_part(
    make: Any, repelled: float, full: float, owed: float, outcome: str
) -> None:
    of = {"liability.outcome.repelled_probability": repelled, "liability.outcome.full_probability": full}
    found = liable(make, {"lost_profit": [5_000.0]}, of)
    assert found.owed_eur.tolist() == [owed] and OUTCOMES[found.outcome[0]] == outcome


def test_settlement_and_cap_leave_the_heads_in_their_proportions(make: Any) -> None:
    damage = {"bug_fixing": [1_000.0, 9_000.0], "lost_profit": [7_000.0, 1_000.0], "goodwill": [4_000.0, 30_000.0]}
    found = liable(make, damage, {"liability.outcome.full_probability": 0.0}, cap="amount", trial=[0, 1])
    for i in (0, 1):
        each = np.array([eur[i] for eur in damage.values()])
        owed = np.array([x for x in found.owed_by_head_eur[:, i] if x > 0.0])
        assert sorted(owed / owed.sum()) == pytest.approx(sorted(each / each.sum()))
        assert owed.sum() == pytest.approx(0.6 * 10_000.0)


def test_nobody_is_awarded_more_than_he_asks_for(make: Any) -> None:
    found = liable(make, {"lost_profit": [8_000.0]}, {"liability.claim.demand_factor": 0.5})
    assert found.claimed_eur.tolist() == found.owed_eur.tolist() == [4_000.0]


# --- 8 own cost and the dispute


def test_rework_of_the_own_performance_is_paid_by_the_provider(make: Any) -> None:
    """25 hours at EUR 100, all of it unpaid."""
    found = liable(make, {"fee_back": [1_000.0]}, effort_hours=25.0)
    assert found.own.own_rework_eur.tolist() == [2_500.0]
    assert found.burden_eur.tolist() == [3_500.0]


def test_a_lost_first_instance_costs_both_lawyers_court_and_expert(make: Any) -> None:
    """At EUR 10,000: each lawyer 2.5 units of 652 and 20 flat, the court 3.0 units of 283, an expert of 3,000."""
    of = {"liability.outcome.litigated_at_10000_eur": 0.6, "liability.outcome.litigated_at_most": 1.0}
    found = liable(make, {"lost_profit": np.full(200, 10_000.0)}, of)
    judged = np.array([OUTCOMES[o] == "judged" for o in found.outcome])
    assert 0 < judged.sum() < 200
    lawyer = 2.5 * 652.0 + 20.0
    assert found.own.other_side_eur[judged] == pytest.approx(lawyer)
    assert found.own.own_defence_eur[judged] == pytest.approx(lawyer + 3.0 * 283.0 + 3_000.0)
    assert not found.own.own_defence_eur[~judged].any(), "nobody asked a lawyer out of court"


def test_who_wins_in_court_pays_nothing(make: Any) -> None:
    """The loser pays (section 91 ZPO): the claim is repelled, the opponent reimburses the defence."""
    of = {"liability.outcome.litigated_at_10000_eur": 1.0, "liability.outcome.litigated_at_most": 1.0}
    found = liable(make, {"lost_profit": np.full(50, 10_000.0)}, {**of, "liability.outcome.repelled_probability": 1.0})
    assert not found.own.own_defence_eur.any() and not found.own.other_side_eur.any()


def test_each_side_bears_the_cost_in_the_share_in_which_it_loses(make: Any) -> None:
    """Section 92 ZPO: six tenths lost, six tenths of all cost; here also of a second instance."""
    of = {
        "liability.outcome.litigated_at_10000_eur": 1.0, "liability.outcome.litigated_at_most": 1.0,
        "liability.outcome.full_probability": 0.0, "liability.outcome.appeal_share": 1.0,
    }  # fmt: skip
    found = liable(make, {"lost_profit": [10_000.0]}, of)
    lawyer = (2.5 + 2.8) * 652.0 + 2 * 20.0
    assert found.own.other_side_eur[0] == pytest.approx(0.6 * lawyer)
    assert found.own.own_defence_eur[0] == pytest.approx(0.6 * (lawyer + (3.0 + 4.0) * 283.0 + 3_000.0))


def test_a_settlement_in_court_costs_the_own_lawyer_and_half_the_court(make: Any) -> None:
    of = {
        "liability.outcome.litigated_at_10000_eur": 1.0, "liability.outcome.litigated_at_most": 1.0,
        "liability.outcome.judged_share": 0.0,
    }  # fmt: skip
    found = liable(make, {"lost_profit": [10_000.0]}, of)
    assert found.own.own_defence_eur[0] == pytest.approx(3.5 * 652.0 + 20.0 + 0.5 * (283.0 + 3_000.0))
    assert not found.own.other_side_eur.any()


def test_out_of_court_a_lawyer_costs_1_3_units(make: Any) -> None:
    asked = {"liability.fees.lawyer_probability_at_10000_eur": 1.0 - 1e-12}
    assert liable(make, {"lost_profit": [10_000.0]}, asked).own.own_defence_eur[0] == pytest.approx(1.3 * 652.0 + 20.0)


def test_larger_demands_go_to_court_more_often_up_to_a_limit(make: Any) -> None:
    """8 % at 10,000, at 320,000 times 32^0.3 = 2.83; never above .6."""
    of = {"liability.outcome.litigated_at_10000_eur": 0.08}
    shares = []
    for demand in (10_000.0, 320_000.0, 1e12):
        found = liable(make, {"lost_profit": np.full(N, demand)}, of)
        shares.append(np.mean([o == OUTCOMES.index("judged") for o in found.outcome]))
    for found_share, expected in zip(shares, (0.08, 0.08 * 32**0.3, 0.6), strict=True):
        assert abs(found_share - expected) < 4.0 * np.sqrt(expected * (1 - expected) / N)


def test_a_lost_client_costs_follow_up_business_after_a_founded_claim_only(make: Any) -> None:
    lost = {"liability.own_cost.client_lost_probability": 1.0}
    assert liable(make, {"lost_profit": [900.0]}, lost).own.own_reputation_eur.tolist() == [0.3 * 20_000.0]
    blamed = {**lost, "liability.cause.wrongly_blamed_share": 1.0}
    assert liable(make, {"lost_profit": [900.0]}, blamed).own.own_reputation_eur.tolist() == [0.0]


@pytest.mark.parametrize(("media", "eur"), [(True, 2_500.0), (False, 0.0)])
def test_own_pr_is_needed_where_media_name_the_provider(make: Any, media: bool, eur: float) -> None:
    found = liable(
        make, {"lost_profit": [900.0]}, {"liability.own_cost.named_in_media_probability": 1.0}, outcry={"media": media}
    )
    assert found.own.own_pr_eur.tolist() == found.own.own_reputation_eur.tolist() == [eur]


def test_without_a_claim_nothing_is_owed_and_no_dispute_is_paid(small: Result) -> None:
    found = small.simulated.liability
    quiet = ~found.claimed
    assert quiet.sum() > 100
    for amounts in (found.claimed_eur, found.owed_eur, found.own.own_defence_eur, found.own.other_side_eur):
        assert not amounts[quiet].any()


def test_own_cost_is_the_sum_of_its_heads(small: Result) -> None:
    own = small.simulated.liability.own
    assert own.total_eur == pytest.approx(sum(getattr(own, f"{name}_eur") for name in OWN_HEADS))


def test_odds_times_one_leave_a_probability_where_it_is() -> None:
    p = np.array([0.0, 0.2, 1.0])
    assert with_odds(p, np.ones(3)) == pytest.approx(p)
    assert with_odds(p, np.full(3, 9.0))[[0, 2]].tolist() == [0.0, 1.0]
