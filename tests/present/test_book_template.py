"""The template of a book: what the program writes it also reads, and each column is explained."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from riskmodel.book.columns import columns
from riskmodel.book.sample import sample_book
from riskmodel.present import book_columns, book_template
from riskmodel.present.language import CODES, Language
from tests.book.books import CALIBRATION, TODAY, reading

DOCS = Path(__file__).resolve().parents[2] / "docs" / "book.md"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["book.csv", "book.xlsx"])
def test_the_template_is_the_sample_book_in_the_convention_of_the_language(
    name: str, code: str, tmp_path: Path
) -> None:
    book_template.write(str(tmp_path / name), CALIBRATION, Language.named(code))
    book = reading(tmp_path / name)
    assert not book.faults
    assert book.insured == sample_book(as_of=TODAY, calibration=CALIBRATION).insured
    if name == "book.csv":
        expected = {"de": (";", ","), "en": (",", ".")}[code]
        assert (book.conventions[0].delimiter, book.conventions[0].decimal_sign) == expected


@pytest.mark.parametrize("code", CODES)
def test_the_second_sheet_explains_every_column(code: str) -> None:
    made = book_template.as_excel(CALIBRATION, Language.named(code), providers=1)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[1]
    found = list(sheet.iter_rows(min_row=2, max_row=len(columns()) + 1, values_only=True))
    assert [line[0] for line in found] == [column.name for column in columns()]
    for name, meaning, _question, _unit, allowed, example, assumed in found:
        assert meaning and allowed and example and assumed, name


@pytest.mark.parametrize("code", CODES)
def test_the_example_of_each_column_is_allowed_there(code: str, tmp_path: Path) -> None:
    words = book_columns.explained(CALIBRATION, Language.named(code))
    # Months and date of one thing exclude each other; so do a cap that is a multiple and the sum of one that is a sum.
    others = ("policy_in_force_months", "policy_retroactive_months", "cap_eur")
    kept = [w for w in words if w.name not in others]
    path = tmp_path / "book.csv"
    lines = [[w.name for w in kept], ["multiple" if w.name == "cap" else w.example for w in kept]]
    path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    assert [(f.column, f.fault) for f in reading(path).faults] == []


def test_the_documentation_holds_the_explanations_of_the_program() -> None:
    assert book_columns.markdown(CALIBRATION, Language.named("en")) in DOCS.read_text(encoding="utf-8")
