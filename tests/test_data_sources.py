"""The register of citations, the fee tables and the published claims are fit to be relied on."""

from __future__ import annotations

import csv
import datetime
import re
import tomllib
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

DATA = Path(__file__).resolve().parent.parent / "data"
FIELDS = {"title", "publisher", "year", "address", "quality", "accessed", "context", "note"}
CLAIM_COLUMNS = [
    "id", "source_url", "source_title", "year", "country", "insured_kind", "activity",
    "client_industry", "incident_type", "facts", "client_loss", "amount_claimed", "amount_paid",
    "defence_cost", "currency", "heads", "affected_people", "duration_days", "contract_value",
    "fault", "cap_applied", "quality", "other_urls",
]  # fmt: skip


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cited(node: object) -> Iterator[str]:
    """Yield every source key below `node`, whether one (`source`) or several (`sources`)."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name in ("source", "sources"):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from cited(value)
    elif isinstance(node, list):
        for item in node:
            yield from cited(item)


SOURCES = read_toml(DATA / "sources.toml")
CALIBRATION_FILES = sorted((DATA / "calibration").rglob("*.toml"))
CITING_FILES = [*CALIBRATION_FILES, *sorted((DATA / "cases").glob("*.toml"))]
FEE_ROWS = read_csv(DATA / "calibration" / "legal_fees.csv")
FEE_TABLES = {key: list(rows) for key, rows in groupby(FEE_ROWS, key=lambda row: (row["table"], row["valid_from"]))}
CLAIMS = read_csv(DATA / "claims.csv")


@pytest.mark.parametrize("key", SOURCES)
def test_source_is_well_formed(key: str) -> None:
    source = SOURCES[key]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", key), "keys are snake_case"
    assert source.keys() <= FIELDS, f"unknown fields {source.keys() - FIELDS}"
    for words in (source["title"], source["publisher"]):
        told = [words] if isinstance(words, str) else [words["de"], words["en"]]
        assert all(text.strip() for text in told)
    assert source["quality"] in {"A", "B", "C", "D"}
    assert isinstance(source.get("year", 2000), int)
    assert 1950 <= source.get("year", 2000) <= 2026
    assert type(source.get("accessed", datetime.date(2026, 1, 1))) is datetime.date
    assert source.get("context", True) is True, "leave context out instead of false"


@pytest.mark.parametrize("key", [key for key, source in SOURCES.items() if "address" in source])
def test_address_looks_like_one(key: str) -> None:
    address = SOURCES[key]["address"]
    parts = urlsplit(address)
    assert parts.scheme in {"http", "https"}
    assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.hostname or "")
    assert not re.search(r"\s", address)


def test_no_source_stands_twice() -> None:
    seen: dict[tuple[str, str], str] = {}
    for key, source in SOURCES.items():
        mark = (str(source["title"]), str(source.get("address", source["publisher"])))
        assert mark not in seen, f"{key} repeats {seen[mark]}"
        seen[mark] = key


def test_judgement_and_market_fit_are_rated_as_judgement() -> None:
    assert SOURCES["judgement"]["quality"] == SOURCES["market_fit"]["quality"] == "D"


@pytest.mark.parametrize("path", CITING_FILES, ids=lambda path: path.stem)
def test_every_cited_source_is_registered(path: Path) -> None:
    missing = sorted(set(cited(read_toml(path))) - SOURCES.keys())
    assert not missing, f"{path.name} cites {missing}; add them to data/sources.toml"


@pytest.mark.skipif(not CALIBRATION_FILES, reason="no calibration to cite anything")
def test_every_source_is_used_or_marked_as_context() -> None:
    used = {key for path in CITING_FILES for key in cited(read_toml(path))}
    used |= {row["source"] for row in FEE_ROWS}
    idle = [key for key in SOURCES if key not in used and "context" not in SOURCES[key]]
    assert not idle, f"nothing cites {idle}; cite them or mark them context = true"


def test_there_are_two_fee_tables_of_two_dates() -> None:
    assert set(FEE_TABLES) == {(table, date) for table in ("rvg", "gkg") for date in ("2021-01-01", "2025-06-01")}
    assert len(FEE_TABLES) * 43 == len(FEE_ROWS), "42 steps and one continuation each"


@pytest.mark.parametrize("key", FEE_TABLES)
def test_fee_rises_with_every_step(key: tuple[str, str]) -> None:
    *steps, beyond = FEE_TABLES[key]
    for lower, upper in pairwise(steps):
        assert int(lower["value_up_to_eur"]) < int(upper["value_up_to_eur"])
        assert float(lower["fee_eur"]) < float(upper["fee_eur"])
    assert steps[-1]["value_up_to_eur"] == "500000"
    assert all(row["per_started_eur"] == "" for row in steps)
    assert (beyond["value_up_to_eur"], beyond["per_started_eur"]) == ("", "50000")
    assert {row["source"] for row in FEE_TABLES[key]} == {f"{key[0]}_{key[1][:4]}"}
    assert f"{key[0]}_{key[1][:4]}" in SOURCES


@pytest.mark.parametrize("table", ["rvg", "gkg"])
def test_fees_of_2025_exceed_those_of_2021_at_every_step(table: str) -> None:
    old, new = FEE_TABLES[table, "2021-01-01"], FEE_TABLES[table, "2025-06-01"]
    for before, after in zip(old, new, strict=True):
        assert before["value_up_to_eur"] == after["value_up_to_eur"]
        assert float(before["fee_eur"]) < float(after["fee_eur"])


@pytest.mark.parametrize(
    ("table", "valid_from", "value_up_to_eur", "fee_eur"),
    [
        ("rvg", "2025-06-01", "500", 51.50),
        ("rvg", "2025-06-01", "10000", 652.00),
        ("rvg", "2025-06-01", "500000", 3752.00),
        ("rvg", "2025-06-01", "", 175.00),
        ("rvg", "2021-01-01", "10000", 614.00),
        ("rvg", "2021-01-01", "", 165.00),
        ("gkg", "2025-06-01", "500", 40.00),
        ("gkg", "2025-06-01", "10000", 283.00),
        ("gkg", "2025-06-01", "500000", 4138.00),
        ("gkg", "2025-06-01", "", 210.00),
        ("gkg", "2021-01-01", "10000", 266.00),
        ("gkg", "2021-01-01", "", 198.00),
    ],
)
def test_fee_is_the_statutes(table: str, valid_from: str, value_up_to_eur: str, fee_eur: float) -> None:
    rows = {row["value_up_to_eur"]: row for row in FEE_TABLES[table, valid_from]}
    assert float(rows[value_up_to_eur]["fee_eur"]) == fee_eur


def test_claims_have_their_columns_and_unique_ids() -> None:
    assert list(CLAIMS[0]) == CLAIM_COLUMNS
    ids = [row["id"] for row in CLAIMS]
    assert len(ids) == len(set(ids)) == 110


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row["id"])
def test_claim_is_readable(row: dict[str, str]) -> None:
    assert None not in row and None not in row.values(), "as many fields as columns"
    assert urlsplit(row["source_url"]).scheme in {"http", "https"}
    assert row["facts"] and row["source_title"]
    assert row["quality"] in {"A", "B", "C"}
    assert re.fullmatch(r"[A-Z]{3}", row["currency"])
    for column in ("client_loss", "amount_claimed", "amount_paid", "defence_cost",
                   "affected_people", "duration_days", "contract_value"):  # fmt: skip
        assert row[column] == "" or float(row[column]) >= 0, column


def test_the_newest_entry_of_the_changes_is_the_version_that_ships_and_the_changelog_has_each() -> None:
    entries = read_toml(DATA / "changes.toml")["version"]
    assert entries[0]["data"] == read_toml(DATA / "calibration" / "model.toml")["version"]
    assert [e["data"] for e in entries] == sorted((e["data"] for e in entries), reverse=True)
    changelog = (DATA.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    for entry in entries:
        assert f"data {entry['data']}" in changelog
        assert all(set(entry[text]) == {"de", "en"} for text in ("what", "moved"))
