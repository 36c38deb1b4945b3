"""The published JSON Schemas describe what the program writes and reads, and nothing else."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from typer.testing import CliRunner

from riskmodel import casefile, cases
from riskmodel.__main__ import app
from riskmodel.book.intake import FileKind, Place
from riskmodel.book.published import as_json
from riskmodel.book.results import OWN_COLUMNS, QUANTITIES, TAIL_COLUMNS
from riskmodel.calibration import Calibration, load
from riskmodel.case import Case, CaseError
from tests.present.book_samples import WORDS, sample_shown

DATA = Path(__file__).resolve().parent.parent / "data"
NAMES = sorted(path.stem for path in (DATA / "cases").glob("*.toml"))
SCHEMAS = sorted(path.name.removesuffix(".schema.json") for path in (DATA / "schemas").iterdir())


@cache
def figures() -> Calibration:
    return load(DATA)


@cache
def schema(name: str) -> dict[str, Any]:
    return json.loads((DATA / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


def faults(name: str, document: object) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema(name))
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(document)]


@cache
def written(command: str, name: str, trials: str = "512", *options: str) -> dict[str, Any]:
    """Return what a command writes with --json for a named case."""
    arguments = [command, str(DATA / "cases" / f"{name}.toml"), "--trials", trials, "--json", "-", *options]
    done = CliRunner().invoke(app, arguments, env={"LC_ALL": "en_GB.UTF-8"})
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def parts(of: object) -> list[dict[str, Any]]:
    """Return a schema and all schemas inside it."""
    inside = of.values() if isinstance(of, dict) else of if isinstance(of, list) else ()
    return ([of] if isinstance(of, dict) else []) + [part for value in inside for part in parts(value)]


def test_there_is_one_for_each_json_and_for_the_case_file() -> None:
    assert SCHEMAS == ["backtest", "book", "case", "estimate", "sensitivity"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema_of_the_2020_draft_that_allows_nothing_unnamed(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    # Tables that explain a case are free, and a condition only looks at the field it names.
    free = [part for part in parts(schema(name)) if part.get("type") == "object" and "additionalProperties" not in part]
    assert free == ([{"type": "object"}] * len(casefile.ABOUT) if name == "case" else [])


@pytest.mark.parametrize("name", NAMES)
def test_the_estimate_of_each_named_case_is_as_published(name: str) -> None:
    assert not faults("estimate", written("estimate", name))


def test_an_estimate_with_levers_holds_the_what_if_as_that_is_published() -> None:
    assert schema("estimate")["$defs"]["sensitivity"] == schema("sensitivity")
    with_levers = written("estimate", "sample_freelancer", "512", "--levers")
    assert with_levers["sensitivity"]["levers"] and not faults("estimate", with_levers)
    spoilt = with_levers | {"sensitivity": {**with_levers["sensitivity"], "levers": "many"}}
    assert faults("estimate", spoilt)


def test_an_estimate_of_full_depth_with_its_bands_is_as_published() -> None:
    full = written("estimate", "sample_freelancer", "131072")
    assert full["measures"]["burden"]["per_claim"]["band"]["p99"]
    assert full["likelihood"]["claim"]["band"]["year"] and full["policies"][0]["band"]["premium_indication_eur"]
    assert full["band"]["above_own_assets_probability"] and full["incident_types"]["pricing_error"]["band"]
    assert not faults("estimate", full)


ABROAD = """
[provider]
revenue_eur = { low = { amount = 90_000, currency = "CHF" }, high = { amount = 140_000, currency = "CHF" } }
legal_form = "limited"
[[project]]
contract_value_eur = { amount = 12_000, currency = "USD" }
[project.client]
industry = "retail"
[project.response]
answer_within_hours = { low = 2, high = 8 }
goodwill_eur = { amount = 10, currency = "EUR" }
[project.contract]
insurance_demanded_eur = { amount = 1_000_000, currency = "CHF" }
[[policy]]
limit_eur = { amount = 1_000_000, currency = "CHF" }
vouchers_excluded = true
trigger = "claims_made"
in_force_months = 30
retroactive_months = 12
sublimits_eur = { goodwill = { amount = 50_000, currency = "GBP" } }
"""


def test_amounts_in_other_currencies_are_as_published_with_their_rates(tmp_path: Path) -> None:
    file = tmp_path / "abroad.toml"
    file.write_text(ABROAD, encoding="utf-8")
    assert not faults("case", tomllib.loads(ABROAD))
    arguments = ["estimate", str(file), "--trials", "512", "--json", "-"]
    found = json.loads(CliRunner().invoke(app, arguments, env={"LC_ALL": "en_GB.UTF-8"}).stdout)
    assert not faults("estimate", found)
    assert sorted(found["rates"]) == ["CHF", "GBP", "USD"]
    ends = [{"amount": amount, "currency": "CHF"} for amount in (90_000.0, 140_000.0)]
    assert found["case"]["provider"]["revenue_eur"]["entered"] == ends
    assert "entered" not in found["case"]["project"][0]["response"]["goodwill_eur"], "euros need no rate"
    policy = found["policies"][0]
    assert policy["limit_eur"] == pytest.approx(1_000_000 / found["rates"]["CHF"]["units_per_euro"])
    assert policy["excluded_heads"] == ["goodwill", "honoured_orders"]
    assert policy["period_months"] == {"in_force": 30.0, "retroactive": 12.0, "ends": None, "run_off": None}


def test_the_clauses_of_a_cap_are_there_without_a_cap_too_and_say_that_they_do_not_apply(tmp_path: Path) -> None:
    def clauses(contract: str) -> dict[str, Any]:
        file = tmp_path / "contract.toml"
        file.write_text(f"[[project]]\n[project.contract]\n{contract}", encoding="utf-8")
        arguments = ["estimate", str(file), "--trials", "512", "--json", "-"]
        found = json.loads(CliRunner().invoke(app, arguments, env={"LC_ALL": "en_GB.UTF-8"}).stdout)
        assert not faults("estimate", found)
        return {k: v for k, v in found["case"]["project"][0]["contract"].items() if k in ("cap_scope", "cap_agreed")}

    without = {"value": None, "status": "not_applicable"}
    for contract in ("", 'cap = "none"', 'cap = "none"\ncap_scope = "claim"'):
        assert clauses(contract) == {"cap_scope": without, "cap_agreed": without}
    capped = clauses('cap = "amount"\ncap_eur = 50_000\ncap_scope = "claim"')
    assert capped["cap_scope"] == {"value": "claim", "status": "given"}
    assert capped["cap_agreed"]["status"] == "assumed" and capped["cap_agreed"]["value"]


@pytest.mark.parametrize("name", ["sample_freelancer", "sample_agency", "alitalia_2012"])
def test_the_what_if_is_as_published_with_one_project_and_several_and_under_another_law(name: str) -> None:
    assert not faults("sensitivity", written("sensitivity", name, "256"))


def test_the_back_test_is_as_published() -> None:
    assert not faults("backtest", json.loads((DATA / "backtest.json").read_text(encoding="utf-8")))


def test_the_figures_of_a_book_are_as_published_with_faults_and_without_common_causes() -> None:
    told = sample_shown().published
    contradicting = replace(told.faults[0], other=Place(0, 3))
    without = replace(told.result, causes=(), accumulation=False)
    files = tuple(replace(told.files[0], kind=kind, decimal_sign=",") for kind in get_args(FileKind))
    for of in (told, replace(told, faults=(contradicting,)), replace(told, result=without), replace(told, files=files)):
        assert not faults("book", json.loads(json.dumps(as_json(of, [WORDS]))))


def test_each_column_of_a_books_providers_is_explained() -> None:
    words = (DATA.parent / "docs" / "interfaces.md").read_text(encoding="utf-8")
    plain = [name for name in OWN_COLUMNS if not re.match(f"({'|'.join(QUANTITIES)})_per_|.*_(lo|hi)$", name)]
    assert not [name for name in (*plain, *TAIL_COLUMNS) if f"`{name}`" not in words]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(new=1),
        lambda d: d.pop("accumulation"),
        lambda d: d["measures"]["insured"].pop("p99_hi"),
        lambda d: d["exceedance"].pop("retained"),
        lambda d: d["causes"][0].update(tail_share=1.5),
        lambda d: d["input"]["files"][0].update(decimal_sign=";"),
        lambda d: d["input"]["faults"][0].update(row=0),
    ],
    ids=["unknown key", "key left out", "error left out", "curve left out", "share above one", "unknown sign",
         "row before the first"],
)  # fmt: skip
def test_a_book_that_drifts_is_noticed(change: Any) -> None:
    drifted = json.loads(json.dumps(as_json(sample_shown().published, [WORDS])))
    assert not faults("book", drifted)
    change(drifted)
    assert faults("book", drifted)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(new=1),
        lambda d: d.pop("tail_per"),
        lambda d: d["measures"]["burden"]["per_year"].pop("p99_hi"),
        lambda d: d["measures"]["burden"]["per_year"].update(p98=1.0),
        lambda d: d["policies"][0].update(premium_eur_per_year="none"),
        lambda d: d["case"]["project"][0]["client"]["revenue_eur"].update(status="guessed"),
        lambda d: d["case"]["provider"]["revenue_eur"].pop("value"),
        lambda d: d["likelihood"]["claim"].update(year=1.5),
        lambda d: d["case"]["project"][0]["contract"].pop("cap_scope"),
        lambda d: d["case"]["project"][0]["contract"]["law"].update(value=None, status="not_applicable"),
    ],
    ids=["unknown key", "key left out", "error left out", "unknown measure", "text for money", "unknown status",
         "given without a value", "chance above one", "clause left out", "a fact that does not apply"],
)  # fmt: skip
def test_a_json_that_drifts_is_noticed(change: Any) -> None:
    drifted = copy.deepcopy(written("estimate", "sample_freelancer"))
    assert not faults("estimate", drifted)
    change(drifted)
    assert faults("estimate", drifted)


# --- the case file


def test_the_schema_of_the_case_file_is_that_of_the_code() -> None:
    remedy = "write it anew: python -m json.tool of casefile.json_schema(), indent 1"
    assert schema("case") == casefile.json_schema(), remedy


@pytest.mark.parametrize("name", NAMES)
def test_each_named_case_file_is_as_published(name: str) -> None:
    content = tomllib.loads((DATA / "cases" / f"{name}.toml").read_text(encoding="utf-8"))
    assert not faults("case", content)


@pytest.mark.parametrize("name", NAMES)
def test_a_case_the_program_writes_is_as_published(name: str) -> None:
    case, _ = cases.read(name, figures())
    assert not faults("case", tomllib.loads(casefile.write(case)))
    assert casefile.from_mapping(tomllib.loads(casefile.write(case))) == case


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"provider": {"revenue_eur": "viel"}}, {"provider": {"revenue_eur": 90_000}}),
        ({"provider": {"revenue_eur": 999}}, {"provider": {"revenue_eur": 1_000}}),
        ({"project": []}, {"project": [{}]}),
        ({"project": [{"activity": "magic"}]}, {"project": [{"activity": {"hosting": 0.6, "media": 0.4}}]}),
        ({"project": [{"year_share": {"low": 0.1}}]}, {"project": [{"year_share": {"low": 0.1, "high": 0.3}}]}),
        ({"policy": [{"limit_eur": 0}]}, {"policy": [{"name": "x"}]}),
        (
            {"provider": {"revenue_eur": {"amount": 9_000, "currency": "XYZ"}}},
            {"provider": {"revenue_eur": {"amount": 9_000, "currency": "CHF"}}},
        ),
        (
            {"project": [{"client": {"people": {"low": {"amount": 9, "currency": "CHF"}, "high": 99}}}]},
            {"project": [{"client": {"people": {"low": 9, "high": 99}}}]},
        ),
        (
            {"policy": [{"limit_eur": 1, "trigger": "policy"}]},
            {"policy": [{"limit_eur": {"amount": 1, "currency": "EUR"}, "trigger": "breach", "run_off_months": 60}]},
        ),
        ({"title": "x" * 201}, {"title": "x" * 200}),
        ({"surprise": 1}, {"about": {"surprise": 1}}),
    ],
)
def test_what_the_schema_refuses_the_program_refuses_and_the_other_way_round(
    wrong: dict[str, Any], right: dict[str, Any]
) -> None:
    assert faults("case", wrong) and not faults("case", right)
    with pytest.raises(CaseError):
        casefile.from_mapping(wrong)
    read = casefile.from_mapping({k: v for k, v in right.items() if k not in casefile.ABOUT})
    assert isinstance(read, Case)


# --- printed


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_the_file(name: str) -> None:
    done = CliRunner().invoke(app, ["schema", name])
    assert (done.exit_code, json.loads(done.stdout)) == (0, schema(name))


def test_an_unknown_schema_is_answered_with_those_there_are() -> None:
    done = CliRunner().invoke(app, ["schema", "nothing"], env={"LC_ALL": "en_GB.UTF-8"})
    assert done.exit_code == 2
    assert (
        done.stderr.strip() == "There is no schema “nothing”. There are: backtest, book, case, estimate, sensitivity."
    )
