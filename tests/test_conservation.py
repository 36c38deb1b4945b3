"""Every euro is somewhere, in every row; what should fall never rises; the same input gives the same bytes."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskmodel import casefile, damage, measures
from riskmodel.calibration import Calibration, load
from riskmodel.case import ACTIVITIES, Case
from riskmodel.damage.scene import Scene
from riskmodel.dispute import OWN_HEADS
from riskmodel.quantity import Quantity
from riskmodel.simulate import Result, simulate
from riskmodel.streams import FloatArray

ROOT = Path(__file__).resolve().parent.parent
CASES = sorted((ROOT / "data" / "cases").glob("*.toml"))
# Sums of a few terms in double precision: a relative 1e-12 of the largest of them.
ROUNDING = 1e-12


def equal(left: FloatArray, right: FloatArray, scale: FloatArray) -> bool:
    return bool(np.all(np.abs(left - right) <= ROUNDING * np.maximum(scale, 1.0)))


def assert_every_euro_is_somewhere(result: Result) -> None:
    s, l_ = result.simulated, result.simulated.liability
    own = [getattr(l_.own, f"{head}_eur") for head in OWN_HEADS]
    whole = s.damage.total_eur + l_.own.total_eur
    assert np.isfinite(whole).all()
    # 1, 3: damage = owed + borne by others; heads add up
    assert equal(s.damage.total_eur, l_.owed_eur + l_.borne_by_others_eur, whole)
    assert equal(s.damage.total_eur, s.damage.by_head_eur.sum(axis=0), whole)
    assert equal(l_.owed_eur, l_.owed_by_head_eur.sum(axis=0), whole)
    assert equal(l_.own.total_eur, sum(own), whole)
    assert np.all(l_.owed_by_head_eur <= s.damage.by_head_eur * (1.0 + ROUNDING))
    # 2: burden = owed + own cost - recourse = insured + retained
    assert equal(l_.burden_eur, l_.owed_eur + l_.own.total_eur - l_.recourse_eur, whole)
    for cover in s.covers:
        assert equal(l_.burden_eur, cover.insured_eur + cover.retained_eur, whole)
        parts = cover.indemnity_eur + cover.defence_eur + cover.own_damage_eur
        assert equal(cover.insured_eur, parts, whole)
    # nothing is negative
    for amounts in (s.damage.by_head_eur, l_.owed_by_head_eur, *own, l_.recourse_eur, l_.claimed_eur):
        assert amounts.min() >= 0.0
    for amounts in (
        l_.borne_by_others_eur,
        l_.burden_eur,
        *(x for c in s.covers for x in (c.insured_eur, c.retained_eur)),
    ):
        assert np.all(amounts >= -ROUNDING * np.maximum(whole, 1.0))
    # nobody owes without a claim, nor more than he is asked for
    assert np.all(l_.owed_eur <= l_.claimed_eur * (1.0 + ROUNDING))
    assert s.covers[-1].terms.name == "none" and not s.covers[-1].insured_eur.any()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_euro_is_somewhere_in_every_row_of_every_named_case(path: Path, calibration: Calibration) -> None:
    assert_every_euro_is_somewhere(simulate(casefile.read(path), calibration, trials=3_000, seed=0))


def test_every_euro_is_somewhere_with_tight_policies_and_caps(small: Result) -> None:
    assert_every_euro_is_somewhere(small)
    tight = small.simulated.covers[0]
    assert np.any(tight.above_deductible_eur > tight.indemnity_eur), "else the limit was never reached"


def table(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return tables of a case file in which every field may be left open."""
    return st.fixed_dictionaries({}, optional=fields)


def one_cap(contract: dict[str, Any]) -> dict[str, Any]:
    """Leave out the sum of a cap of another kind."""
    return {k: v for k, v in contract.items() if k != "cap_eur" or contract.get("cap", "amount") == "amount"}


eur = st.one_of(st.just(0), st.floats(0.0, 1e9))
yes_no = st.booleans()
projects = table(
    activity=st.sampled_from(ACTIVITIES),
    contract_value_eur=eur,
    duration_months=st.floats(0.1, 60.0),
    year_share=st.sampled_from([0.0, 0.3, 1.0, {"low": 0.0, "high": 0.9}]),
    releases_per_month=st.sampled_from([0, 0.1, 300]),
    tiers_below=st.integers(0, 3),
    tiers_above=st.integers(0, 3),
    client=table(
        revenue_eur=eur,
        margin_share=st.sampled_from([0.0, 0.9, 1.0, {"low": 0.0, "high": 0.95}]),
        people=st.sampled_from([0, 1, 2, 17, 4e5, 1e10]),
        records=st.sampled_from([0, 3, 1e9]),
        visibility=st.sampled_from(["low", "high"]),
    ),
    safeguards=table(automated_tests=yes_no, staged_rollout=yes_no, monitoring=yes_no, tested_backups=yes_no),
    response=table(
        stance=st.sampled_from(["demand_deletion", "apologise_goodwill"]), goodwill_eur=eur,
        orders=st.sampled_from(["honoured", "cancelled"]), answer_schedule=st.sampled_from(["office", "always"]),
    ),
    contract=table(
        cap=st.sampled_from(["none", "amount", "multiple"]), cap_eur=eur,
        cap_scope=st.sampled_from(["claim", "project"]),
        cap_agreed=st.sampled_from(["individually", "standard_terms"]), lost_profit_excluded=yes_no,
        law=st.sampled_from(["DE", "UK"]),
    ).map(one_cap),
)  # fmt: skip
policies = st.fixed_dictionaries(
    {"limit_eur": st.floats(600.0, 1e6)},
    optional={
        "aggregate_multiple": st.floats(1.0, 2.0),
        "aggregate_used_eur": st.floats(0.0, 1e5),
        "deductible_share": st.floats(0.0, 1.0),
        "defence": st.sampled_from(["beside", "inside"]),
        "sublimits_eur": st.just({"goodwill": 50.0, "pr_campaign": 0.0}),
        "own_damage_sublimit_eur": st.floats(0.0, 1e5),
        "excluded_incident_types": st.just(["outage"]),
        "excluded_heads": st.just(["lost_profit"]),
    },
)
made_up = st.fixed_dictionaries(
    {"project": st.lists(projects, min_size=1, max_size=3), "policy": st.lists(policies, max_size=2)},
    optional={"provider": table(revenue_eur=st.floats(1e3, 1e9), crew=st.floats(1.0, 50.0), own_assets_eur=eur)},
)


@given(fields=made_up, seed=st.integers(0, 5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_euro_is_somewhere_whatever_the_case(calibration: Calibration, fields: dict[str, Any], seed: int) -> None:
    case = casefile.from_mapping(fields)
    assert_every_euro_is_somewhere(simulate(case, calibration, trials=600, seed=seed))


# --- what should fall never rises


def by_trial(result: Result, amounts: FloatArray) -> FloatArray:
    return np.bincount(result.simulated.incidents.trial, amounts, result.trials)


def changed(case: Case, **contract: Any) -> Case:
    projects = [p.model_copy(update={"contract": p.contract.model_copy(update=contract)}) for p in case.projects]
    return case.model_copy(update={"projects": tuple(projects)})


def test_a_lower_cap_never_raises_what_is_owed_in_a_year(agency: Case, calibration: Calibration) -> None:
    owed = []
    for cap in (90_000.0, 7_000.0, 0.0):
        result = simulate(changed(agency, cap="amount", cap_eur=cap), calibration, trials=20_000, seed=1)
        owed.append(by_trial(result, result.simulated.liability.owed_eur))
    for higher, lower in itertools.pairwise(owed):
        assert np.all(lower <= higher + 1e-6)
        assert lower.sum() < higher.sum()


def test_a_higher_deductible_never_raises_what_is_insured_in_a_year(agency: Case, calibration: Calibration) -> None:
    first = agency.policies[0].model_copy(update={"limit_eur": 20_000.0})
    policies = tuple(first.model_copy(update={"deductible_eur": d}) for d in (0.0, 700.0, 20_000.0))
    result = simulate(agency.model_copy(update={"policies": policies}), calibration, trials=20_000, seed=1)
    insured = [by_trial(result, cover.insured_eur) for cover in result.simulated.covers]
    for lower, higher in itertools.pairwise(insured):
        assert np.all(higher <= lower + 1e-6)
        assert higher.sum() < lower.sum()


SAFEGUARD = """[provider]
revenue_eur = 500_000
[[project]]
activity = {{ web_shop = 0.4, hosting = 0.35, marketing = 0.25 }}
[project.safeguards]
{name} = {given}
"""


@pytest.mark.parametrize(
    "name",
    ["automated_tests", "code_review", "acceptance_test", "plausibility_limit", "staged_rollout", "monitoring",
     "tested_backups", "four_eyes"],
)  # fmt: skip
def test_a_safeguard_does_not_raise_the_mean_damage(make: Any, name: str) -> None:
    """Nor the mean of what is owed; beyond the two errors of simulation together, at 8,000 trials each."""
    with_it, without = (
        make.simulate(SAFEGUARD.format(name=name, given=g), trials=8_000, seed=4) for g in ("true", "false")
    )
    for amounts in (lambda r: r.simulated.damage.total_eur, lambda r: r.simulated.liability.owed_eur):
        there, missing = (measures.mean(measures.sample(by_trial(r, amounts(r)), r.weight)) for r in (with_it, without))
        error = np.hypot(there.hi - there.lo, missing.hi - missing.lo) / 2.0
        assert there.value <= missing.value + error
    assert with_it.often.total.mean() <= without.often.total.mean() * (1.0 + 1e-12)


# --- the same input gives the same bytes


def assert_same_bytes(make: Any, one: Result, other: Result) -> None:
    left, right = make.arrays(one.simulated), make.arrays(other.simulated)
    assert left.keys() == right.keys()
    assert len(left) > 40
    different = [name for name in left if left[name].tobytes() != right[name].tobytes()]
    assert not different
    assert one.weight.tobytes() == other.weight.tobytes()


@pytest.mark.parametrize(("workers", "chunk"), [(1, 16_384), (2, 16_384), (1, 1_000), (2, 1_000), (2, 333)])
def test_results_do_not_depend_on_workers_or_chunks(
    make: Any, two_projects: str, small: Result, workers: int, chunk: int
) -> None:
    assert_same_bytes(make, small, make.simulate(two_projects, trials=4_000, seed=7, workers=workers, chunk=chunk))


@pytest.mark.parametrize(("workers", "chunk"), [(2, 65_536), (1, 8_192), (2, 8_192), (2, 10_000)])
def test_the_ledger_does_not_depend_on_workers_or_chunks(
    make: Any, two_projects: str, workers: int, chunk: int
) -> None:
    """Three blocks of trials and a part of one; sums by head are added block by block."""
    whole, other = (
        make.simulate(two_projects, trials=30_000, seed=7, workers=w, chunk=c).ledger
        for w, c in ((1, 65_536), (workers, chunk))
    )
    left, right = make.arrays(whole), make.arrays(other)
    assert left.keys() == right.keys() and len(left) > 20
    assert all(right[name].tobytes() == array.tobytes() for name, array in left.items())


def test_results_do_not_depend_on_chunks_of_a_single_trial(make: Any, two_projects: str) -> None:
    whole = make.simulate(two_projects, trials=300, seed=0)
    assert_same_bytes(make, whole, make.simulate(two_projects, trials=300, seed=0, chunk=1))


def test_more_trials_leave_the_first_ones_as_they_were(make: Any, two_projects: str, small: Result) -> None:
    few = make.simulate(two_projects, trials=1_000, seed=7)
    n = len(few.simulated.incidents.trial)
    for name, array in make.arrays(few.simulated).items():
        assert np.array_equal(array, make.arrays(small.simulated)[name][..., :n]), name


def test_seed_0_is_a_seed_like_any_other(make: Any, two_projects: str) -> None:
    zero, again, one = (make.simulate(two_projects, trials=512, seed=seed) for seed in (0, 0, 1))
    assert_same_bytes(make, zero, again)
    assert not np.array_equal(zero.simulated.incidents.start_hour[:200], one.simulated.incidents.start_hour[:200])


def test_fewer_trials_than_parameter_sets_are_refused(make: Any, two_projects: str) -> None:
    make.simulate(two_projects, trials=256)
    with pytest.raises(ValueError, match="trials is 255; at least 256"):
        make.simulate(two_projects, trials=255)


def test_progress_ends_at_one(make: Any, two_projects: str) -> None:
    seen: list[float] = []
    _ = make.simulate(two_projects, trials=20_000, chunk=8_192, progress=seen.append).ledger
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) == 3


# --- one change moves what it must, and not a bit more


EARLY = ("incidents", "outcry", "damage")


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("own_assets_eur = 70_000", "own_assets_eur = 5", (*EARLY, "liability", "covers")),
        ("deductible_eur = 500", "deductible_eur = 900", (*EARLY, "liability")),
        ("cap_eur = 20_000", "cap_eur = 90_000", EARLY),
        ('visibility = "high"', 'visibility = "high"\n[project.response]\ngoodwill_eur = 60', ("incidents", "outcry")),
        ('visibility = "high"', 'visibility = "low"', ("incidents",)),
    ],
    ids=["own assets", "deductible", "cap", "goodwill", "visibility"],
)
def test_a_changed_input_leaves_the_stages_before_it_as_they_were(
    make: Any, two_projects: str, old: str, new: str, same: tuple[str, ...]
) -> None:
    assert old in two_projects
    before, after = (
        make.simulate(text, trials=2_000, seed=3).simulated
        for text in (two_projects, two_projects.replace(old, new, 1))
    )
    for stage in same:
        left, right = (make.arrays(getattr(run, stage)) for run in (before, after))
        assert all(np.array_equal(left[name], right[name]) for name in left), stage


def test_another_goodwill_moves_the_goodwill_and_no_other_head(make: Any, two_projects: str) -> None:
    few, many = (
        make.simulate(
            two_projects.replace(
                "[project.contract]",
                f'[project.response]\nstance = "apologise_goodwill"\ngoodwill_eur = {eur}\n[project.contract]',
                1,
            ),
            trials=6_000,
            seed=3,
        ).simulated.damage
        for eur in (10, 40)
    )
    row = few.heads.index("goodwill")
    assert many.by_head_eur[row].sum() > few.by_head_eur[row].sum() > 0.0
    others = np.arange(len(few.heads)) != row
    assert np.array_equal(many.by_head_eur[others], few.by_head_eur[others])


ENTRY = """
[storm_damage]
title = { de = "Sturmschaden", en = "Storm damage" }
meaning = { de = "Ein Kopf für diesen Test.", en = "A head for this test." }
leading = false
[storm_damage.loss_eur]
chance = { median = 400.0, p90 = 5000.0 }
unit = "EUR"
source = "judgement"
quality = "D"
"""


@pytest.fixture
def with_storm_damage(tmp_path: Path, calibration: Calibration) -> Iterator[tuple[Calibration, ModuleType]]:
    """Return figures and module of one more head, which outages open."""
    shutil.copytree(calibration.folder / "calibration", tmp_path / "calibration")
    shutil.copy(calibration.folder / "sources.toml", tmp_path)
    path = tmp_path / "calibration" / "damage.toml"
    path.write_text(path.read_text(encoding="utf-8") + ENTRY, encoding="utf-8")
    outage = tmp_path / "calibration" / "incidents" / "outage.toml"
    text = outage.read_text(encoding="utf-8")
    outage.write_text(text.replace('heads = ["', 'heads = ["storm_damage", "', 1), encoding="utf-8")

    @dataclass(frozen=True)
    class Parameters:
        loss_eur: Quantity

    module = ModuleType("riskmodel.damage.storm_damage")
    module.Parameters = Parameters  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    damage.module.cache_clear()
    yield load(tmp_path), module
    del sys.modules[module.__name__]
    damage.module.cache_clear()


def test_a_new_head_leaves_every_other_column_as_it_was_to_the_last_bit(
    make: Any, two_projects: str, small: Result, with_storm_damage: tuple[Calibration, ModuleType]
) -> None:
    """One file and one entry; as long as it costs nothing, nothing at all moves."""
    calibration, module = with_storm_damage

    def cost(scene: Scene, p: Any) -> FloatArray:
        return 0.0 * scene.draw("loss", p.loss_eur)

    module.cost = cost  # type: ignore[attr-defined]
    more = simulate(make.case(two_projects), calibration, trials=4_000, seed=7).simulated
    before, after = make.arrays(small.simulated), make.arrays(more)
    assert more.damage.heads == (*small.simulated.damage.heads, "storm_damage")
    for name, array in before.items():
        rows = after[name][: len(array)] if "by_head" in name else after[name]
        assert rows.tobytes() == array.tobytes(), name


def test_a_new_head_that_costs_something_adds_itself_and_moves_no_other_head(
    make: Any, two_projects: str, small: Result, with_storm_damage: tuple[Calibration, ModuleType]
) -> None:
    calibration, module = with_storm_damage

    def cost(scene: Scene, p: Any) -> FloatArray:
        return scene.draw_severe("loss", p.loss_eur)

    module.cost = cost  # type: ignore[attr-defined]
    result = simulate(make.case(two_projects), calibration, trials=4_000, seed=7)
    assert_every_euro_is_somewhere(result)
    more, before = result.simulated, small.simulated
    for stage in ("incidents", "outcry"):
        left, right = make.arrays(getattr(before, stage)), make.arrays(getattr(more, stage))
        assert all(np.array_equal(left[name], right[name]) for name in left)
    assert np.array_equal(more.damage.by_head_eur[:-1], before.damage.by_head_eur)
    outages = more.incidents.kind == result.world.types.index("outage")
    assert np.all(more.damage.by_head_eur[-1, outages] > 0.0) and not more.damage.by_head_eur[-1, ~outages].any()
    assert np.array_equal(more.liability.cause, before.liability.cause)
    claims = more.liability.claimed & before.liability.claimed  # fault is found in claims alone
    assert claims.any() and np.array_equal(more.liability.fault[claims], before.liability.fault[claims])


def test_a_head_without_a_module_is_named(
    make: Any, two_projects: str, with_storm_damage: tuple[Calibration, ModuleType]
) -> None:
    del sys.modules["riskmodel.damage.storm_damage"]
    damage.module.cache_clear()
    with pytest.raises(ModuleNotFoundError, match="storm_damage"):
        _ = simulate(make.case(two_projects), with_storm_damage[0], trials=512, seed=7).ledger
    sys.modules["riskmodel.damage.storm_damage"] = with_storm_damage[1]
