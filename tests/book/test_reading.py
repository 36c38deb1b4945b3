"""Rows become providers: what holds for all rows of one, what dates mean, and how a mended file is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskmodel.book.intake import Cell
from riskmodel.book.reading import provider
from riskmodel.case import Case
from tests.book.books import CALIBRATION, TODAY, reading, row, written


def case(path: Path, **cells: Cell) -> Case:
    book = reading(written(path / "book.csv", [row(client_margin_share="0,15", **cells)]))
    assert not book.faults
    return book.insured[0].case


def test_a_provider_has_all_its_projects_in_the_order_of_their_ids(tmp_path: Path) -> None:
    rows = [row(project_id="P2"), row(provider_id="V0"), row(project_id="P1", activity="hosting")]
    book = reading(written(tmp_path / "book.csv", rows))
    assert [i.id for i in book.insured] == ["V0", "V1"]
    assert [p.name for p in book.insured[1].case.projects] == ["P1", "P2"]
    assert book.insured[1].case.projects[0].activity == (("hosting", 1.0),)


def test_one_provider_alone_is_read_as_in_its_book_and_a_faulty_one_not_at_all(tmp_path: Path) -> None:
    rows = [row(), row(provider_id="V2", revenue_eur="viel"), row(project_id="P0", releases_per_month="1,5")]
    path = written(tmp_path / "book.csv", [{"releases_per_month": "", **r} for r in rows])
    (whole,) = reading(path).insured
    alone = {i: provider(i, [path], as_of=TODAY, calibration=CALIBRATION) for i in ("V1", "V2", "V3")}
    assert alone == {"V1": whole.case, "V2": None, "V3": None}


def test_an_empty_cell_is_not_known(tmp_path: Path) -> None:
    bare = {name: None for name in row() if name not in ("provider_id", "project_id", "activity")}
    book = reading(written(tmp_path / "book.csv", [row(**bare)]))
    (insured,) = book.insured
    assert insured.case.provider.revenue_eur is None
    assert insured.case.policies == ()


def test_what_is_said_of_a_provider_in_one_row_holds_for_all_its_rows(tmp_path: Path) -> None:
    rows = [row(), row(project_id="P2", revenue_eur="", policy_limit_eur="", policy_since="")]
    (insured,) = reading(written(tmp_path / "book.csv", rows)).insured
    assert insured.case.provider.revenue_eur == 95_000.0
    assert len(insured.case.policies) == 1


@pytest.mark.parametrize(
    ("column", "value"), [("revenue_eur", "96000"), ("kind", "agency"), ("policy_limit_eur", "500000")]
)
def test_rows_of_a_provider_that_contradict_each_other_are_named(column: str, value: str, tmp_path: Path) -> None:
    book = reading(written(tmp_path / "book.csv", [row(), row(project_id="P2", **{column: value})]))
    (found,) = book.faults
    assert (found.place.row, found.column, found.fault.code) == (3, column, "differs_between_rows")
    assert found.fault.given == value and found.other is not None and found.other.row == 2
    assert not book.insured and len(book.held_back) == 1


def test_mixed_activities_sublimits_and_exclusions_are_read(tmp_path: Path) -> None:
    found = case(
        tmp_path,
        activity="80 % web_shop + 20 % hosting",
        policy_sublimits_eur="50.000 pr_campaign + 20000 € goodwill",
        policy_excluded_incident_types="data_leak + outage",
        policy_excluded_heads="contract_penalty",
    )
    assert found.projects[0].activity == (("web_shop", 0.8), ("hosting", 0.2))
    assert found.policies[0].sublimits_eur == (("pr_campaign", 50_000.0), ("goodwill", 20_000.0))
    assert found.policies[0].excluded_incident_types == ("data_leak", "outage")
    assert found.policies[0].excluded_heads == ("contract_penalty",)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"activity": "80 % web_shop"}, "activity", "shares_do_not_add_up"),
        ({"policy_excluded_heads": "weather"}, "policy_excluded_heads", "unknown_choice"),
        ({"policy_sublimits_eur": "pr_campaign"}, "policy_sublimits_eur", "not_a_sum"),
        ({"policy_limit_eur": None, "policy_deductible_eur": "500"}, "policy_limit_eur", "missing"),
        ({"policy_deductible_eur": "2000000"}, "policy_limit_eur", "limit_below_deductible"),
        ({"policy_in_force_months": "12"}, "policy_since", "given_twice"),
        ({"policy_retroactive_date": "01.01.2025"}, "policy_retroactive_date", "date_not_allowed"),
        ({"policy_since": "", "policy_retroactive_date": "01.01.20"}, "policy_retroactive_date", "not_a_date"),
        ({"policy_since": "", "policy_retroactive_date": "1.1.2020"}, "policy_retroactive_date", "date_needs_another"),
        ({"project_id": "x" * 201}, "project_id", "text_too_long"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(cells: dict[str, Cell], column: str, code: str, tmp_path: Path) -> None:
    book = reading(written(tmp_path / "book.csv", [row(**cells)]))
    assert [(f.column, f.fault.code) for f in book.faults] == [(column, code)]


def test_dates_become_months_before_the_day_of_reading(tmp_path: Path) -> None:
    policy = case(tmp_path, policy_since="27.11.2023", policy_retroactive_date="27.11.2020").policies[0]
    assert (policy.in_force_months, policy.retroactive_months) == (36.0, 36.0)


def test_a_mended_row_stands_for_the_one_with_its_ids(tmp_path: Path) -> None:
    first = written(tmp_path / "book.csv", [row(), row(provider_id="V2", revenue_eur="x")])
    mended = written(tmp_path / "mended.csv", [row(provider_id="V2", revenue_eur="90000")])
    book = reading(first, mended)
    assert (book.rows, book.mended, len(book.insured)) == (2, 1, 2)
    assert book.insured[1].case.provider.revenue_eur == 90_000.0


def test_a_mended_row_stands_for_the_one_it_comes_from_where_an_id_was_wrong(tmp_path: Path) -> None:
    first = written(tmp_path / "book.csv", [row(), row(provider_id=""), row(project_id="P1")])
    mended = [
        row(fault="[book.csv:2] held back"),
        row(provider_id="V2", fault="[book.csv:3] empty"),
        row(project_id="P2", fault="[book.csv:4] double"),
    ]
    book = reading(first, written(tmp_path / "mended.csv", mended))
    assert not book.faults
    assert (book.rows, book.mended) == (3, 3)
    assert [(i.id, len(i.case.projects)) for i in book.insured] == [("V1", 2), ("V2", 1)]
