"""What a policy pays: each term on a staircase of losses, 0, 10, 20 ... 60 euros."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmodel.case import CaseError, Policy
from riskmodel.cover import NO_POLICY, Cover, Terms, aggregated, complete, deductible, limited, settle, unknown_names
from riskmodel.damage import heads
from riskmodel.dispute import OwnCost
from riskmodel.liability import FAULTS, Liability
from riskmodel.period import Period
from riskmodel.streams import Streams

STAIRS = np.arange(0.0, 70.0, 10.0)
SIMPLE, INTENT = FAULTS.index("simple"), FAULTS.index("intent")
PLAIN = replace(NO_POLICY, name="plain", limit_eur=1e9, aggregate_eur=1e9)
TYPES = ("pricing_error", "data_loss")


def settled(
    make: Any,
    terms: Terms,
    owed: Mapping[str, Sequence[float]],
    *,
    trial: Sequence[int] | None = None,
    kind: int = 0,
    fault: int = SIMPLE,
    defence: float = 0.0,
    other_side: float = 0.0,
    own_pr: float = 0.0,
    lost_client: float = 0.0,
    rework: float = 0.0,
    recourse_share: float = 0.0,
    figures: Mapping[str, float] | None = None,
    start_hour: float = 0.0,
) -> Cover:
    """Return what a policy pays of debts made by hand, each in a year of its own unless trials are given."""
    damage = make.damage(**{head: np.asarray(eur, dtype=float) for head, eur in owed.items()})
    total, n = damage.total_eur, len(damage.total_eur)
    own = OwnCost(
        own_rework_eur=np.full(n, rework),
        own_defence_eur=np.full(n, defence),
        other_side_eur=np.full(n, other_side),
        own_reputation_eur=np.full(n, own_pr + lost_client),
        own_pr_eur=np.full(n, own_pr),
        total_eur=np.full(n, rework + defence + other_side + own_pr + lost_client),
    )
    recourse = recourse_share * total
    liability = Liability(
        cause=np.zeros(n, dtype=np.int64), fault=np.full(n, fault), claimed=np.ones(n, dtype=bool), claimed_eur=total,
        client_share=np.zeros(n), cap_holds=np.zeros(n, dtype=bool), outcome=np.zeros(n, dtype=np.int64),
        owed_by_head_eur=damage.by_head_eur, owed_eur=total, borne_by_others_eur=np.zeros(n), own=own,
        recourse_eur=recourse, burden_eur=total + own.total_eur - recourse,
    )  # fmt: skip
    year = np.arange(n) if trial is None else trial
    incidents = make.incidents(n, trial=year, kind=kind, start_hour=start_hour)
    world = replace(make.world("[[project]]", figures), types=TYPES)
    (cover,) = settle(liability, damage, incidents, [terms], world, Streams(0))
    assert cover.insured_eur + cover.retained_eur == pytest.approx(liability.burden_eur)
    return cover


# --- single steps


@pytest.mark.parametrize(
    ("terms", "taken"),
    [
        ({}, [0, 0, 0, 0, 0, 0, 0]),
        ({"deductible_eur": 15.0}, [0, 10, 15, 15, 15, 15, 15]),
        ({"deductible_share": 0.25}, [0, 2.5, 5, 7.5, 10, 12.5, 15]),
        ({"deductible_share": 0.25, "deductible_eur": 5.0}, [0, 5, 5, 7.5, 10, 12.5, 15]),
        ({"deductible_share": 0.25, "deductible_eur": 5.0, "deductible_maximum_eur": 12.0}, [0, 5, 5, 7.5, 10, 12, 12]),
    ],
)
def test_a_deductible_takes_the_larger_of_sum_and_share_up_to_its_maximum(
    terms: dict[str, float], taken: list[float]
) -> None:
    assert deductible(STAIRS, replace(PLAIN, **terms)).tolist() == taken


def test_a_limit_ends_each_claim() -> None:
    assert limited(STAIRS, replace(PLAIN, limit_eur=35.0)).tolist() == [0, 10, 20, 30, 35, 35, 35]


def test_the_aggregate_is_used_up_in_order_of_time_and_fresh_in_the_next_year() -> None:
    trial = np.array([4, 4, 4, 4, 9, 9, 9])
    assert aggregated(STAIRS, trial, 45.0).tolist() == [0, 10, 20, 15, 40, 5, 0]


def test_nothing_to_pay_uses_nothing_up() -> None:
    assert aggregated(np.zeros(0), np.zeros(0, dtype=np.int64), 45.0).size == 0


def test_cents_of_a_year_do_not_depend_on_the_years_before_it() -> None:
    """Bit for bit, also after a year of a billion: what a chunk of trials holds must not be seen."""
    year = np.array([0.1, 0.2, 0.3, 0.7])
    alone = aggregated(year, np.zeros(4, dtype=np.int64), 0.95)
    after = aggregated(np.concatenate(([1e9], year)), np.array([0, 1, 1, 1, 1]), 0.95)
    assert after[1:].tolist() == alone.tolist()


# --- all together


def test_deductible_then_limit_then_aggregate(make: Any) -> None:
    """Deductible 10, limit 30 above it, 70 a year."""
    terms = replace(PLAIN, deductible_eur=10.0, limit_eur=30.0, aggregate_eur=70.0)
    assert settled(make, terms, {"lost_profit": STAIRS}).insured_eur.tolist() == [0, 0, 10, 20, 30, 30, 30]
    one_year = settled(make, terms, {"lost_profit": STAIRS}, trial=[0] * 7)
    assert one_year.insured_eur.tolist() == [0, 0, 10, 20, 30, 10, 0]
    assert (one_year.above_deductible_eur - one_year.indemnity_eur).tolist() == [0, 0, 0, 0, 0, 30, 50]


@pytest.mark.parametrize(
    ("owed", "indemnity", "defence"), [(0.0, 0.0, 9.0), (30.0, 20.0, 9.0), (40.0, 30.0, 6.75), (60.0, 30.0, 4.5)]
)
def test_defence_beside_is_paid_in_full_and_above_the_limit_pro_rata(
    make: Any, owed: float, indemnity: float, defence: float
) -> None:
    """Limit 30, deductible 10, cost of the dispute 9; of a claim-free defence no deductible is taken."""
    terms = replace(PLAIN, deductible_eur=10.0, limit_eur=30.0)
    found = settled(make, terms, {"lost_profit": [owed]}, defence=5.0, other_side=4.0)
    assert (found.indemnity_eur[0], found.defence_eur[0]) == (indemnity, pytest.approx(defence))


@pytest.mark.parametrize(
    ("owed", "indemnity", "defence"), [(0.0, 0.0, 15.0), (20.0, 10.0, 15.0), (30.0, 20.0, 10.0), (60.0, 30.0, 0.0)]
)
def test_defence_inside_ends_with_the_indemnity_at_the_limit(
    make: Any, owed: float, indemnity: float, defence: float
) -> None:
    terms = replace(PLAIN, deductible_eur=10.0, limit_eur=30.0, defence_inside=True)
    found = settled(make, terms, {"lost_profit": [owed]}, defence=15.0)
    assert (found.indemnity_eur[0], found.defence_eur[0]) == (indemnity, defence)


@pytest.mark.parametrize(("inside", "second"), [(True, 15.0), (False, 25.0)])
def test_defence_inside_uses_up_the_aggregate_and_beside_does_not(make: Any, inside: bool, second: float) -> None:
    terms = replace(PLAIN, limit_eur=30.0, aggregate_eur=45.0, defence_inside=inside)
    found = settled(make, terms, {"lost_profit": [20.0, 40.0]}, trial=[0, 0], defence=10.0)
    assert found.indemnity_eur.tolist() == [20.0, second]


def test_a_sublimit_ends_its_head_before_the_deductible(make: Any) -> None:
    terms = replace(PLAIN, sublimits_eur=(("pr_campaign", 25.0),), deductible_eur=10.0)
    found = settled(make, terms, {"pr_campaign": STAIRS, "bug_fixing": np.full(7, 5.0)})
    assert found.insured_eur.tolist() == [0, 5, 15, 20, 20, 20, 20]


def test_an_excluded_head_is_not_paid_the_others_are(make: Any) -> None:
    terms = replace(PLAIN, excluded_heads=("goodwill",))
    assert settled(make, terms, {"goodwill": [40.0], "fee_back": [7.0]}).insured_eur.tolist() == [7.0]


@pytest.mark.parametrize(("kind", "paid"), [(0, 60.0), (1, 0.0)])
def test_an_excluded_incident_type_is_not_paid_nor_defended(make: Any, kind: int, paid: float) -> None:
    terms = replace(PLAIN, excluded_incident_types=("data_loss",), own_damage_sublimit_eur=50.0)
    found = settled(make, terms, {"fee_back": [40.0]}, kind=kind, defence=20.0)
    assert found.insured_eur.tolist() == [paid]


@pytest.mark.parametrize(("fault", "paid"), [(SIMPLE, 65.0), (FAULTS.index("gross"), 65.0), (INTENT, 0.0)])
def test_intent_is_never_insured_gross_fault_is(make: Any, fault: int, paid: float) -> None:
    """Section 103 VVG."""
    terms = replace(PLAIN, own_damage_sublimit_eur=50.0)
    found = settled(make, terms, {"fee_back": [40.0]}, fault=fault, defence=20.0, own_pr=5.0)
    assert found.insured_eur.tolist() == [paid]


@pytest.mark.parametrize(("sublimit", "paid"), [(0.0, 0.0), (30.0, 30.0), (80.0, 50.0)])
def test_the_own_damage_section_pays_own_pr_and_no_lost_client(make: Any, sublimit: float, paid: float) -> None:
    terms = replace(PLAIN, own_damage_sublimit_eur=sublimit)
    found = settled(make, terms, {"fee_back": [0.0]}, own_pr=50.0, lost_client=900.0)
    assert found.own_damage_eur.tolist() == found.insured_eur.tolist() == [paid]


def test_rework_of_the_own_performance_is_never_insured(make: Any) -> None:
    assert settled(make, PLAIN, {"fee_back": [0.0]}, rework=70.0).retained_eur.tolist() == [70.0]


def test_what_a_subcontractor_gives_back_is_not_paid_again(make: Any) -> None:
    """Of 40 a quarter comes back: the policy pays 30 less its deductible, and nothing but that is retained."""
    found = settled(make, replace(PLAIN, deductible_eur=10.0), {"fee_back": [40.0]}, recourse_share=0.25)
    assert found.insured_eur.tolist() == [20.0] and found.retained_eur.tolist() == [10.0]


def test_without_a_policy_the_whole_burden_is_retained(make: Any) -> None:
    found = settled(make, NO_POLICY, {"lost_profit": STAIRS}, defence=5.0, own_pr=3.0)
    assert not found.insured_eur.any()
    assert found.retained_eur.tolist() == (STAIRS + 8.0).tolist()


@pytest.mark.parametrize(
    ("clause", "paid"),
    [
        ({}, 83.0),
        ({"own_performance_excluded": True}, 43.0),
        ({"vouchers_excluded": True}, 48.0),
        ({"own_performance_excluded": True, "vouchers_excluded": True}, 8.0),
    ],
)
def test_own_performance_and_promised_vouchers_are_left_out_where_the_policy_says_so(
    make: Any, clause: dict[str, bool], paid: float
) -> None:
    """Fee given back 40; goodwill 10 and discounts honoured 25 were promised; other lost profit 8 stays covered."""
    terms = complete(Policy(limit_eur=900.0, deductible_eur=0.0, **clause), make.calibration)
    owed = {"fee_back": [40.0], "goodwill": [10.0], "honoured_orders": [25.0], "lost_profit": [8.0]}
    assert settled(make, terms, owed).indemnity_eur.tolist() == [paid]


@pytest.mark.parametrize("clause", ["own_performance_excluded", "vouchers_excluded"])
def test_what_the_clauses_leave_out_are_heads_and_types_that_there_are(make: Any, clause: str) -> None:
    terms = complete(Policy(limit_eur=900.0, **{clause: True}), make.calibration)
    assert set(terms.excluded_heads) <= set(heads(make.calibration))
    assert terms.excluded_heads


def test_a_claim_outside_the_period_is_neither_paid_nor_defended(make: Any) -> None:
    """Error two months before the damage, claim three after; the policy ends one month into the year."""
    lags = {"cover.breach_to_incident_months": 2.0, "cover.incident_to_claim_months": 3.0}
    for terms, paid in (
        (Period("claims_made", ends=3.6, run_off=0.0), [60.0]),
        (Period("claims_made", ends=1.0, run_off=0.0), [0.0]),
        (Period("claims_made", ends=1.0, run_off=2.6), [60.0]),
        (Period("breach", in_force=1.0, retroactive=0.0), [0.0]),
        (Period("breach", in_force=1.0, retroactive=0.6), [60.0]),
        (Period("damage", in_force=0.0, retroactive=0.0), [60.0]),
    ):
        found = settled(
            make, replace(PLAIN, period=terms, own_damage_sublimit_eur=50.0), {"fee_back": [40.0]},
            defence=15.0, own_pr=5.0, figures=lags, start_hour=365.0,
        )  # fmt: skip
        assert found.insured_eur.tolist() == paid


def test_incidents_that_cost_no_policy_anything_change_nothing(make: Any) -> None:
    """A debt of nothing between two claims of a year uses up no aggregate and takes no deductible."""
    terms = replace(PLAIN, limit_eur=30.0, aggregate_eur=45.0, deductible_eur=5.0)
    alone = settled(make, terms, {"lost_profit": [25.0, 60.0]}, trial=[3, 3])
    among = settled(make, terms, {"lost_profit": [0.0, 25.0, 0.0, 0.0, 60.0, 0.0]}, trial=[2, 3, 3, 3, 3, 7])
    assert among.insured_eur[[1, 4]].tolist() == alone.insured_eur.tolist() == [20.0, 25.0]
    assert among.insured_eur[[0, 2, 3, 5]].tolist() == [0.0] * 4


# --- open fields


def test_open_terms_are_the_markets(make: Any) -> None:
    terms = complete(Policy(limit_eur=300_000.0), make.calibration)
    assert (terms.deductible_eur, terms.aggregate_eur, terms.defence_inside) == (500.0, 600_000.0, False)
    assert not terms.limit_assumed


def test_a_limit_that_is_not_known_is_assumed_to_be_small_and_said_to_be_assumed(make: Any) -> None:
    terms = complete(Policy(deductible_eur=1_000.0), make.calibration)
    assert (terms.limit_eur, terms.aggregate_eur, terms.limit_assumed) == (500_000.0, 1_000_000.0, True)


def test_what_is_used_of_the_year_is_gone(make: Any) -> None:
    terms = complete(Policy(limit_eur=300_000.0, aggregate_multiple=1.0, aggregate_used_eur=80_000.0), make.calibration)
    assert terms.aggregate_eur == 220_000.0


def test_an_open_deductible_never_exceeds_a_small_limit(make: Any) -> None:
    assert complete(Policy(limit_eur=200.0), make.calibration).deductible_eur == 200.0


def test_names_nobody_knows_are_faults_with_the_names_there_are(make: Any) -> None:
    policies = [
        Policy(limit_eur=1e6, excluded_heads=("goodwill",)),
        Policy(limit_eur=1e6, sublimits_eur=(("godwill", 5.0),), excluded_incident_types=("outage", "flood")),
    ]
    faults = list(unknown_names(policies, make.calibration))
    assert [(f.code, f.field, f.given) for f in faults] == [
        ("unknown_choice", "policy.2.sublimits_eur", "godwill"),
        ("unknown_choice", "policy.2.excluded_incident_types", "flood"),
    ]
    assert "goodwill" in faults[0].allowed and "outage" in faults[1].allowed


def test_a_simulation_refuses_a_policy_that_names_what_nobody_knows(make: Any) -> None:
    with pytest.raises(CaseError, match="godwill"):
        make.simulate('[[project]]\n[[policy]]\nlimit_eur = 1000\nexcluded_heads = ["godwill"]\n', trials=256)


# --- properties

claims = st.lists(st.tuples(st.integers(0, 3), st.floats(0.0, 1e6), st.floats(0.0, 1e5)), min_size=1, max_size=25)
terms_of = st.builds(
    lambda limit, multiple, share, inside, least: replace(
        PLAIN, limit_eur=limit, aggregate_eur=limit * multiple, deductible_share=share, defence_inside=inside,
        deductible_eur=least,
    ),
    st.floats(1.0, 1e6), st.floats(1.0, 3.0), st.sampled_from([0.0, 0.1, 0.3]), st.booleans(), st.floats(0.0, 5e4),
)  # fmt: skip


def by_year(make: Any, terms: Terms, rows: list[tuple[int, float, float]]) -> np.ndarray:
    """Return what is insured in each year; each claim with a defence of its own."""
    rows = sorted(rows, key=lambda row: row[0])
    trial, owed = [row[0] for row in rows], [row[1] for row in rows]
    cost = max(row[2] for row in rows)
    return np.bincount(trial, settled(make, terms, {"fee_back": owed}, trial=trial, defence=cost).insured_eur)


@given(rows=claims, terms=terms_of, more=st.floats(0.0, 1e5))
@settings(max_examples=120, deadline=None)
def test_a_higher_deductible_never_raises_what_is_insured_in_a_year(
    make: Any, rows: list[tuple[int, float, float]], terms: Terms, more: float
) -> None:
    higher = replace(terms, deductible_eur=terms.deductible_eur + more)
    assert np.all(by_year(make, higher, rows) <= by_year(make, terms, rows) + 1e-6)


@given(rows=claims, terms=terms_of, factor=st.floats(1.0, 9.0))
@settings(max_examples=120, deadline=None)
def test_a_higher_limit_never_lowers_what_is_insured_in_a_year(
    make: Any, rows: list[tuple[int, float, float]], terms: Terms, factor: float
) -> None:
    higher = replace(terms, limit_eur=terms.limit_eur * factor, aggregate_eur=terms.aggregate_eur * factor)
    assert np.all(by_year(make, higher, rows) >= by_year(make, terms, rows) - 1e-6)


@given(rows=claims, terms=terms_of)
@settings(max_examples=120, deadline=None)
def test_no_policy_pays_more_than_the_burden_or_less_than_nothing(
    make: Any, rows: list[tuple[int, float, float]], terms: Terms
) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    trial, owed = [row[0] for row in rows], [row[1] for row in rows]
    found = settled(make, terms, {"fee_back": owed}, trial=trial, defence=2_500.0)
    assert found.insured_eur.min() >= 0.0 and found.retained_eur.min() >= -1e-6
    paid = np.bincount(trial, found.indemnity_eur)
    assert np.all(paid <= terms.aggregate_eur * (1.0 + 1e-12))
