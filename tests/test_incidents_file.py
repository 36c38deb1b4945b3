"""From the incidents file alone, with its weights, every published figure is found again to the cent.

The recomputation below uses pandas and none of the program's own measures.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from riskmodel import casefile, publication
from riskmodel.calibration import load
from riskmodel.present import incidents_file
from riskmodel.publish import publish
from riskmodel.simulate import simulate

DATA = Path(__file__).resolve().parent.parent / "data"
TRIALS = 6_000
CENT = 0.005
COLUMNS = {
    "damage": "damage_eur", "claimed": "claimed_eur", "owed": "owed_eur", "own_cost": "own_cost_eur",
    "burden": "burden_eur",
}  # fmt: skip
NAMED = [
    "trial", "weight", "parameter_set", "project", "incident_type", "start_hour", "detection_hours",
    "wait_hours", "duration_hours", "people", "complaints", "posts", "reach_people", "media", "damage_eur",
    "claimed", "claimed_eur", "cause", "fault", "client_share", "cap_holds", "outcome", "owed_eur",
    "borne_by_others_eur", "own_rework_eur", "own_defence_eur", "other_side_eur", "own_reputation_eur",
    "own_cost_eur", "recourse_eur", "burden_eur",
]  # fmt: skip


class Written:
    """A case's published figures and its incidents file, read back."""

    def __init__(self, name: str) -> None:
        case, calibration = casefile.read(DATA / "cases" / f"{name}.toml"), load()
        result = simulate(case, calibration, trials=TRIALS, seed=7)
        # Through JSON, as an outsider gets it.
        self.published: dict[str, Any] = json.loads(json.dumps(publication.as_json(publish(result), "0")))
        file = io.BytesIO()
        incidents_file.write(result, file, version="0", group_trials=1_500)
        self.parquet = pq.ParquetFile(file)
        self.rows: pd.DataFrame = self.parquet.read().to_pandas()
        self.policies = len(case.policies) + 1

    def per_year(self, column: str) -> pd.DataFrame:
        grouped = self.rows.groupby("trial", sort=False)
        return pd.DataFrame({"eur": grouped[column].sum(), "weight": grouped["weight"].first()})

    def per_claim(self, column: str) -> pd.DataFrame:
        claims = self.rows[self.rows["claimed"]]
        return pd.DataFrame({"eur": claims[column], "weight": claims["weight"] / claims["weight"].sum()})

    def per_incident(self, column: str) -> pd.DataFrame:
        return pd.DataFrame({"eur": self.rows[column], "weight": self.rows["weight"] / self.rows["weight"].sum()})


def quantile(of: pd.DataFrame, level: float) -> float:
    """Return the smallest amount exceeded with a probability of at most 1 - level; what weights lack to 1 is zero."""
    amounts = of[of["eur"] > 0].groupby("eur")["weight"].sum().sort_index(ascending=False)
    tail = 1.0 - level + 1e-12
    if amounts.sum() <= tail:
        return 0.0
    exceeded = amounts.cumsum() - amounts
    return float(exceeded[exceeded <= tail].index.min())


@pytest.fixture(scope="module", params=["sample_freelancer", "sample_agency"])
def written(request: pytest.FixtureRequest) -> Written:
    return Written(request.param)


def close(value: float, published: float) -> bool:
    return bool(np.isclose(value, published, rtol=1e-9, atol=CENT))


def test_the_columns_others_rely_on_are_there(written: Written) -> None:
    missing = set(NAMED) - set(written.rows.columns)
    heads = set(written.published["heads"])
    missing |= {f"{kind}_{h}_eur" for h in heads for kind in ("damage", "owed")} - set(written.rows.columns)
    missing |= {f"{k}_{n}_eur" for n in range(written.policies) for k in ("insured", "retained")} - set(
        written.rows.columns
    )
    assert not missing


def test_rows_stand_in_order_of_trial_and_time(written: Written) -> None:
    assert written.rows["trial"].is_monotonic_increasing
    assert written.rows.groupby("trial")["start_hour"].apply(lambda s: s.is_monotonic_increasing).all()


def test_weights_and_the_quiet_years_add_up_to_all_years(written: Written) -> None:
    weight = written.rows.groupby("trial")["weight"].first()
    assert len(weight) == TRIALS
    assert weight.sum() + written.published["quiet_year_probability"] == pytest.approx(1.0, abs=1e-12)


def test_the_file_is_written_group_by_group(written: Written) -> None:
    assert written.parquet.num_row_groups == -(-TRIALS // 1_500)


@pytest.mark.parametrize("basis", ["per_year", "per_incident", "per_claim"])
@pytest.mark.parametrize("kind", COLUMNS)
def test_mean_probability_and_quantiles_are_found_again(written: Written, kind: str, basis: str) -> None:
    rows = getattr(written, basis)(COLUMNS[kind])
    published = written.published["measures"][kind][basis]
    assert close(float((rows["eur"] * rows["weight"]).sum()), published["mean"])
    assert float(rows["weight"][rows["eur"] > 0].sum()) == pytest.approx(published["any_probability"], abs=1e-12)
    for name, level in {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p99_5": 0.995}.items():
        assert close(quantile(rows, level), published[name]), name


def test_insured_and_retained_of_every_policy_are_found_again(written: Written) -> None:
    for n, policy in enumerate(written.published["policies"]):
        for part in ("insured", "retained"):
            for basis in ("per_year", "per_claim"):
                rows = getattr(written, basis)(f"{part}_{n}_eur")
                assert close(float((rows["eur"] * rows["weight"]).sum()), policy[part][basis]["mean"])
                assert close(quantile(rows, 0.99), policy[part][basis]["p99"])


def test_years_beyond_the_limit_are_found_again(written: Written) -> None:
    for n, policy in enumerate(written.published["policies"]):
        above = written.rows[f"above_deductible_{n}_eur"] - written.rows[f"indemnity_{n}_eur"]
        years = written.rows.assign(above=above.clip(lower=0)).groupby("trial").agg({"above": "sum", "weight": "first"})
        found = float(years["weight"][years["above"] > 0.005].sum())
        assert found == pytest.approx(policy["uncovered_probability"], abs=1e-12)


def test_heads_types_and_projects_are_found_again(written: Written) -> None:
    rows, published = written.rows, written.published
    for head, part in published["heads"].items():
        assert close(float((rows["weight"] * rows[f"damage_{head}_eur"]).sum()), part["mean_eur"])
    weighted = rows["weight"] * rows["burden_eur"]
    for by, key in (("incident_type", "incident_types"), ("project", "projects")):
        for name, part in published[key].items():
            assert close(float(weighted[rows[by].astype(str) == name].sum()), part["mean_eur"])


def test_the_chance_that_the_cap_holds_and_that_own_assets_do_not_suffice_are_found_again(written: Written) -> None:
    rows, published = written.rows, written.published
    capped = rows[rows["claimed"] & rows["cap_eur"].notna()]
    holds = float(capped["weight"][capped["cap_holds"]].sum() / capped["weight"].sum())
    assert holds == pytest.approx(published["cap_holds_probability"], abs=1e-12)
    years = rows.groupby("trial").agg({"burden_eur": "sum", "own_assets_eur": "first", "weight": "first"})
    above = float(years["weight"][years["burden_eur"] > years["own_assets_eur"]].sum())
    assert above == pytest.approx(published["above_own_assets_probability"]["value"], abs=1e-12)


def test_a_point_of_the_exceedance_curve_is_found_again(written: Written) -> None:
    yearly = written.per_year("owed_eur")
    largest = written.rows.groupby("trial").agg(eur=("owed_eur", "max"), weight=("weight", "first"))
    for rows, key in ((yearly, "aggregate"), (largest, "occurrence")):
        for point in written.published["exceedance"]["owed"][key]:
            assert close(quantile(rows, 1.0 - 1.0 / point["return_period_years"]), point["eur"])


def test_every_euro_is_somewhere_in_every_row(written: Written) -> None:
    rows, heads = written.rows, written.published["heads"]
    others = {
        "damage": (rows["damage_eur"], rows["owed_eur"] + rows["borne_by_others_eur"]),
        "heads of damage": (rows["damage_eur"], sum(rows[f"damage_{h}_eur"] for h in heads)),
        "heads owed": (rows["owed_eur"], sum(rows[f"owed_{h}_eur"] for h in heads)),
        "burden": (rows["burden_eur"], rows["owed_eur"] + rows["own_cost_eur"] - rows["recourse_eur"]),
    }
    for n in range(written.policies):
        others[f"policy {n}"] = (rows["burden_eur"], rows[f"insured_{n}_eur"] + rows[f"retained_{n}_eur"])
    for name, (one, other) in others.items():
        assert np.allclose(one, other, rtol=1e-12, atol=1e-6), name


def test_the_file_says_what_it_takes_to_make_it_again(written: Written) -> None:
    metadata = written.parquet.schema_arrow.metadata
    assert metadata[b"seed"] == b"7"
    assert metadata[b"trials"] == str(TRIALS).encode()
    assert float(metadata[b"quiet_year_probability"]) == written.published["quiet_year_probability"]
