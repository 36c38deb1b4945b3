"""Twelve kinds of bad rows, each alone and all together: every fault is named, and the rest is read as without them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from riskmodel.book.columns import columns
from riskmodel.book.intake import Book, Cell, DecimalSign
from riskmodel.book.sample import sample_book, sample_rows
from riskmodel.book.writing import written as as_text
from tests.book.books import CALIBRATION, TODAY, reading, row, written

Line = list[str]
NAMES = [column.name for column in columns()]


def put(name: str, text: str) -> Callable[[Line], Line]:
    def spoiled(line: Line) -> Line:
        at = NAMES.index(name)
        return [*line[:at], text, *line[at + 1 :]]

    return spoiled


def shift(line: Line) -> Line:
    at = NAMES.index("kind")
    return [*line[:at], "", *line[at:-1]]


@dataclass(frozen=True)
class Kind:
    spoil: Callable[[Line], Line]
    column: str
    code: str


#: In a file with semicolons and decimal commas.
KINDS = {
    "missing column": Kind(lambda line: line[:20] + line[21:], "", "cells_missing"),
    "unknown activity": Kind(put("activity", "gardening"), "activity", "unknown_choice"),
    "negative": Kind(put("contract_value_eur", "-5000"), "contract_value_eur", "out_of_range"),
    "text in numbers": Kind(put("revenue_eur", "about 90000"), "revenue_eur", "cell_not_a_number"),
    "mixed number formats": Kind(put("revenue_eur", "90,000.50"), "revenue_eur", "other_decimal_sign"),
    "ambiguous": Kind(put("revenue_eur", "90,000"), "revenue_eur", "three_decimals"),
    "formula": Kind(put("contract_value_eur", "=E2*0.3"), "contract_value_eur", "formula"),
    "1e308": Kind(put("client_revenue_eur", "1e308"), "client_revenue_eur", "out_of_range"),
    "future date": Kind(put("policy_since", "01.01.2031"), "policy_since", "date_not_allowed"),
    "broken date": Kind(put("policy_since", "31.02.2026"), "policy_since", "no_such_day"),
    "text as date": Kind(put("policy_since", "since spring"), "policy_since", "not_a_date"),
    "shifted cells": Kind(shift, "legal_form", "cells_shifted"),
}


def lines(providers: int, sign: DecimalSign = ",") -> list[Line]:
    return [[as_text(r.get(name), sign) for name in NAMES] for r in sample_rows(providers)]


def read_lines(path: Path, rows: list[Line], delimiter: str = ";") -> Book:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([NAMES, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return reading(path)


def found(book: Book) -> list[tuple[int, str, str]]:
    return [(f.place.row, f.column, f.fault.code) for f in book.faults]


def balanced(book: Book) -> bool:
    run = sum(len(insured.case.projects) for insured in book.insured)
    assert (book.projects, book.providers) == (run, len(book.insured))
    return book.rows == run + book.faulty + len(book.held_back)


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_row_alone_is_named_and_the_others_are_read_as_without_it(kind: str, tmp_path: Path) -> None:
    rows = lines(40)
    at = next(i for i, line in enumerate(rows) if line[NAMES.index("policy_limit_eur")] and line[2] == "freelancer")
    spoiled, provider = KINDS[kind], rows[at][0]
    book = read_lines(tmp_path / "book.csv", [*rows[:at], spoiled.spoil(rows[at]), *rows[at + 1 :]])
    assert found(book)[:1] == [(at + 2, spoiled.column, spoiled.code)]
    assert {f.place.row for f in book.faults} == {at + 2}
    expected = sample_book(40, as_of=TODAY, calibration=CALIBRATION).insured
    assert book.insured == tuple(i for i in expected if i.id != provider)
    assert balanced(book)


def test_what_most_rows_of_a_provider_say_is_right_and_only_the_other_row_is_named(tmp_path: Path) -> None:
    rows = [row(policy_since="01.01.2031"), *(row(project_id=f"P{i}") for i in (2, 3, 4))]
    book = reading(written(tmp_path / "book.csv", rows))
    assert found(book) == [(2, "policy_since", "differs_between_rows")]
    assert (book.faulty, len(book.held_back)) == (1, 3)


def test_a_row_with_the_ids_of_another_is_told_once_however_much_of_it_differs(tmp_path: Path) -> None:
    rows = [row(), row(provider_name="Jemand anders", kind="agency", revenue_eur="840000"), row(provider_id="V2")]
    book = reading(written(tmp_path / "book.csv", [{"provider_name": "", **r} for r in rows]))
    assert found(book) == [(3, "project_id", "duplicate_id")]


def test_a_double_id_is_named_in_the_second_row_and_the_first_is_held_back(tmp_path: Path) -> None:
    book = reading(written(tmp_path / "book.csv", [row(), row(), row(provider_id="V2")]))
    assert found(book) == [(3, "project_id", "duplicate_id")]
    assert book.faults[0].other is not None and book.faults[0].other.row == 2
    assert [(r.place.row, r.because and r.because.row) for r in book.left_out] == [(2, 3), (3, None)]
    assert [i.id for i in book.insured] == ["V2"]


@pytest.mark.parametrize("text", ["1.234", "1,234", "95.000", "250,000"])
def test_1234_with_a_sign_is_refused_where_no_number_of_the_file_tells_what_it_means(text: str, tmp_path: Path) -> None:
    path = written(tmp_path / "book.csv", [row(), row(provider_id="V2", revenue_eur=text)])
    assert found(reading(path)) == [(3, "revenue_eur", "ambiguous_number")]


def test_1234_with_a_sign_is_read_where_another_number_of_the_file_tells(tmp_path: Path) -> None:
    for other, read in (("0,15", 95_000.0), ("15,5 %", 95_000.0)):
        rows = [row(client_margin_share=other), row(provider_id="V2", revenue_eur="95.000")]
        book = reading(written(tmp_path / "book.csv", rows))
        assert not book.faults
        assert book.insured[1].case.provider.revenue_eur == read


def test_three_decimals_of_an_amount_are_refused_rather_than_read_as_a_thousandth(tmp_path: Path) -> None:
    rows = [row(client_margin_share="0.15"), row(provider_id="V2", contract_value_eur="24.000")]
    assert found(reading(written(tmp_path / "book.csv", rows))) == [(3, "contract_value_eur", "three_decimals")]


def test_1234_of_a_column_that_does_not_go_so_far_contradicts_a_file_with_decimal_commas(tmp_path: Path) -> None:
    rows = [row(client_margin_share="0,15", duration_months="6", releases_per_month="2")]
    rows.append(row(provider_id="V2", duration_months="1.234", client_margin_share="12.345 %"))
    rows.append(row(provider_id="V3", releases_per_month="1.234"))
    book = reading(written(tmp_path / "book.csv", rows))
    assert found(book) == [
        (3, "duration_months", "other_decimal_sign"),
        (3, "client_margin_share", "other_decimal_sign"),
    ]
    assert [i.case.projects[0].releases_per_month for i in book.insured] == [2.0, 1234.0]


@pytest.mark.parametrize(("sign", "delimiter"), [(",", ";"), (".", ","), (",", "\t")])
def test_all_kinds_together_give_the_complete_list_and_the_rest_is_right(
    sign: DecimalSign, delimiter: str, tmp_path: Path
) -> None:
    rows, expected, spoiled_ids = lines(500, sign), [], set()
    insured = [
        i
        for i, line in enumerate(rows)
        if line[NAMES.index("policy_limit_eur")] and line[2] == "freelancer" and line[NAMES.index("legal_form")]
    ]
    single = [i for i in insured if sum(line[0] == rows[i][0] for line in rows) == 1]
    for n, kind in enumerate([*KINDS.values(), *KINDS.values()]):
        at = single[n * 4]
        line = kind.spoil(rows[at])
        if kind.code in ("other_decimal_sign", "three_decimals") and sign == ".":
            line = [cell.translate(str.maketrans(",.", ".,")) if cell.startswith("90") else cell for cell in line]
        rows[at] = line
        expected.append((at + 2, kind.column, kind.code))
        spoiled_ids.add(line[0])
    for at in single[-2:]:  # once more at the end
        rows.append(rows[at])
        expected.append((len(rows) + 1, "project_id", "duplicate_id"))
        spoiled_ids.add(rows[at][0])
    assert 0.025 < len(expected) / len(rows) < 0.035
    book = read_lines(tmp_path / "book.csv", rows, delimiter)
    assert found(book) == sorted(expected)
    whole = sample_book(500, as_of=TODAY, calibration=CALIBRATION).insured
    assert book.insured == tuple(i for i in whole if i.id not in spoiled_ids)
    assert balanced(book)
    assert len(book.held_back) == 2


TYPED: dict[str, tuple[dict[str, Cell], str, str]] = {
    "unknown activity": ({"activity": "gardening"}, "activity", "unknown_choice"),
    "no activity": ({"activity": None}, "activity", "cell_needed"),
    "no id": ({"project_id": None}, "project_id", "cell_needed"),
    "negative": ({"revenue_eur": "-5"}, "revenue_eur", "out_of_range"),
    "text in numbers": ({"revenue_eur": "many"}, "revenue_eur", "cell_not_a_number"),
    "mixed number formats": ({"revenue_eur": "95,000.50"}, "revenue_eur", "other_decimal_sign"),
    "formula": ({"revenue_eur": "=1+1"}, "revenue_eur", "formula"),
    "1e308": ({"revenue_eur": "1e308"}, "revenue_eur", "out_of_range"),
    "future date": ({"policy_since": "01.01.2031"}, "policy_since", "date_not_allowed"),
    "broken date": ({"policy_since": "31.02.2026"}, "policy_since", "no_such_day"),
    "neither yes nor no": ({"monitoring": "perhaps"}, "monitoring", "cell_not_yes_or_no"),
    "shifted cells": (
        {"kind": None, "revenue_eur": "freelancer", "project_id": "95000", "activity": "P1"},
        "revenue_eur",
        "cell_not_a_number",
    ),
}


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "csv"])
@pytest.mark.parametrize("kind", TYPED)
def test_a_bad_cell_is_named_in_each_format(kind: str, ending: str, tmp_path: Path) -> None:
    cells, column, code = TYPED[kind]
    rows = [row(client_margin_share="0,15"), row(provider_id="V2", **cells)]
    rows.append(row(provider_id="V3", client_margin_share="0,15"))
    book = reading(written(tmp_path / f"book.{ending}", rows))
    assert (3, column, code) in found(book)
    assert {place for place, _, _ in found(book)} == {3}
    assert [i.id for i in book.insured] == ["V1", "V3"]
    assert balanced(book)


def test_numbers_dates_and_switches_of_excel_are_checked_like_texts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    names = list(row())
    sheet.append(names)
    sheet.append(list(row().values()))
    wrong: dict[str, Cell] = {"revenue_eur": 1e308, "contract_value_eur": -1, "client_revenue_eur": True}
    wrong |= {"policy_since": 45_000, "monitoring": 7}
    sheet.append(list(row(provider_id="V2", **wrong).values()))
    book.save(tmp_path / "book.xlsx")
    assert {(f.column, f.fault.code) for f in reading(tmp_path / "book.xlsx").faults} == {
        ("revenue_eur", "out_of_range"),
        ("contract_value_eur", "out_of_range"),
        ("client_revenue_eur", "cell_not_a_number"),
        ("policy_since", "not_a_date"),
        ("monitoring", "cell_not_yes_or_no"),
    }


def test_several_faults_of_a_row_are_all_named(tmp_path: Path) -> None:
    bad = row(provider_id="V2", revenue_eur="x", activity="y", policy_since="z", policy_limit_eur="100")
    book = reading(written(tmp_path / "book.csv", [row(), bad | {"policy_deductible_eur": "500"}]))
    assert [f.column for f in book.faults] == ["revenue_eur", "activity", "policy_since"]
