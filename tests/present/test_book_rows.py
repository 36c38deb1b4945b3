"""Faulty rows of a book: each in one sentence, and a file that can be mended and read again."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from riskmodel.book.intake import Book
from riskmodel.case import CaseError
from riskmodel.present import book_faults, book_rows, wording
from riskmodel.present.language import CODES, Language
from tests.book.books import reading, row, written

GERMAN, ENGLISH = Language.named("de"), Language.named("en")


def spoiled(folder: Path, ending: str = "csv") -> Book:
    rows = [
        row(client_margin_share="0,15", project_name="=1+1"),
        row(provider_id="V2", revenue_eur="abc", activity="x"),
        row(provider_id="V2", project_id="P2"),
        row(provider_id="V3", project_name="-Umlaut; Ärger"),
        row(provider_id="V3", project_name="@home", contract_value_eur="-5"),
        row(provider_id="V4"),
    ]
    return reading(written(folder / f"book.{ending}", rows))


def lines(content: bytes, delimiter: str) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("language", [GERMAN, ENGLISH], ids=lambda language: language.code)
def test_each_fault_is_a_sentence_with_file_row_column_value_and_what_to_do(language: Language, tmp_path: Path) -> None:
    book = spoiled(tmp_path)
    said = book_rows.sentences(book, language)
    assert len(said) == len(book.faults) == 5
    for sentence, fault in zip(said, book.faults, strict=True):
        assert sentence.startswith("book.csv, ")
        assert fault.column in sentence and str(fault.place.row) in sentence
        assert sentence.endswith((".", "?"))
        assert not re.search(r"\{\w+\}", sentence)


def test_the_other_row_of_a_contradiction_is_named(tmp_path: Path) -> None:
    book = spoiled(tmp_path)
    double = next(s for s in book_rows.sentences(book, GERMAN) if "P1" in s)
    assert "book.csv, Zeile 6, Spalte project_id" in double and "(book.csv, Zeile 5)" in double


@pytest.mark.parametrize("code", CODES)
def test_files_that_are_no_book_are_worded(code: str, tmp_path: Path) -> None:
    for content in (b"", b"\xd0\xcf\x11\xe0xx", b"PK\x03\x04", b"a,b\r\n1,2\r\n", b"provider_id;wibble\r\n1;2\r\n"):
        path = tmp_path / "book.csv"
        path.write_bytes(content)
        with pytest.raises(CaseError) as caught:
            reading(path)
        for sentence in wording.faults(caught.value, Language.named(code)):
            assert sentence.startswith("book.csv: ") and not re.search(r"\{\w+\}", sentence)


def test_every_sentence_about_a_book_differs_between_the_languages() -> None:
    from riskmodel.case import Fault

    bounds = {"date_not_allowed": "1926-11-27..2026-11-27", "book_too_large": "100000000", "cell_not_a_number": ","}
    for code in {**book_faults.TEXTS, **book_faults.WORDS}:
        fault = Fault(code, "", "200000000", bounds.get(code, "x"))
        german, english = (wording.message(fault, language, "there") for language in (GERMAN, ENGLISH))
        assert german != english and ("{other}" in book_faults.TEXTS.get(code, "")) == ("there" in german)


@pytest.mark.parametrize(
    ("margin", "language", "example"),
    [
        ("0,15", GERMAN, "0,15"),
        ("0,15", ENGLISH, "0,15"),
        ("0.15", GERMAN, "0.15"),
        ("1", GERMAN, "0,15"),
        ("1", ENGLISH, "0.15"),
    ],
)
def test_how_to_write_a_number_follows_the_file_and_else_the_language(
    margin: str, language: Language, example: str, tmp_path: Path
) -> None:
    rows = [row(client_margin_share=margin), row(provider_id="V2", client_margin_share="15", revenue_eur="viel")]
    revenue, share = book_rows.sentences(reading(written(tmp_path / "book.csv", rows)), language)
    assert share.startswith("book.csv, ") and f"15 % oder {example}" in share.replace(" or ", " oder ")
    assert example.replace("0", "50000").replace("15", "50") in revenue


def test_cells_shifted_from_an_empty_one_on_are_told_without_quotes_around_nothing(tmp_path: Path) -> None:
    cells = list(row().values())
    shifted = dict(zip(row(), [None, *cells[:-1]], strict=True))
    book = reading(written(tmp_path / "book.csv", [row(), shifted]))
    (english,), (german,) = (book_rows.sentences(book, language) for language in (ENGLISH, GERMAN))
    assert english.startswith("book.csv, row 3, column provider_id: From this empty cell on")
    assert german.startswith("book.csv, Zeile 3, Spalte provider_id: Ab dieser leeren Zelle")


def test_the_file_of_faulty_rows_holds_the_values_as_they_were(tmp_path: Path) -> None:
    book = spoiled(tmp_path)
    found = lines(book_rows.faulty(book, GERMAN), ";")
    assert len(found) == book.faulty + len(book.held_back) == 5
    assert [line["revenue_eur"] for line in found] == ["95000", "abc", "95000", "95000", "95000"]
    assert [line["contract_value_eur"] for line in found] == ["24000", "24000", "24000", "24000", "-5"]
    assert found[0]["client_margin_share"] == "0,15"
    assert all(line["fault"].startswith(f"[book.csv:{n}] ") for n, line in enumerate(found, start=2))
    assert "zurückgehalten" in found[2]["fault"] and "book.csv, Zeile 3" in found[2]["fault"]


def test_no_cell_of_the_file_of_faulty_rows_is_a_formula_for_a_spreadsheet(tmp_path: Path) -> None:
    found = lines(book_rows.faulty(spoiled(tmp_path), GERMAN), ";")
    assert [line["project_name"] for line in found] == ["'=1+1", "", "", "'-Umlaut; Ärger", "'@home"]


def test_fed_in_again_unmended_the_file_gives_the_same_faults(tmp_path: Path) -> None:
    book = spoiled(tmp_path)
    again = tmp_path / "faulty_rows.csv"
    book_rows.write_faulty(book, str(again), GERMAN)
    both = reading(tmp_path / "book.csv", again)
    assert both.rows == book.rows and both.insured == book.insured
    assert [(f.column, f.fault.code, f.fault.given) for f in both.faults] == [
        (f.column, f.fault.code, f.fault.given) for f in book.faults
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_mended_it_completes_the_book(ending: str, tmp_path: Path) -> None:
    book = spoiled(tmp_path, ending)
    text = book_rows.faulty(book, GERMAN).decode("utf-8-sig")
    for wrong, right in (("'=1+1", "Shop"), ("abc", "95000"), (";x;", ";media;"), (";-5;", ";5;")):
        assert wrong in text
        text = text.replace(wrong, right)
    first, second = text.split("'@home")
    head, _, tail = first.rpartition("P1")
    mended = tmp_path / "mended.csv"
    mended.write_text(f"{head}P2{tail}at home{second}", encoding="utf-8-sig", newline="")
    whole = reading(tmp_path / f"book.{ending}", mended)
    assert not whole.faults and not whole.left_out
    assert [(i.id, len(i.case.projects)) for i in whole.insured] == [("V1", 1), ("V2", 2), ("V3", 2), ("V4", 1)]
    assert whole.insured[2].case.projects[0].name == "-Umlaut; Ärger"


def test_nothing_is_written_where_nothing_is_wrong(tmp_path: Path) -> None:
    book = reading(written(tmp_path / "book.csv", [row()]))
    book_rows.write_faulty(book, str(tmp_path / "faulty_rows.csv"), GERMAN)
    assert not (tmp_path / "faulty_rows.csv").exists()


def test_how_a_file_was_read_and_what_became_of_its_rows_is_said_once(tmp_path: Path) -> None:
    book = spoiled(tmp_path)
    assert book_rows.convention(book.conventions[0], GERMAN) == (
        "book.csv: CSV, 6 Zeilen, UTF-8, Trennzeichen „;“, Dezimalzeichen „,“"
    )
    assert book_rows.counted(book, ENGLISH) == (
        "6 rows: 1 are run (1 providers), 3 are faulty, 2 are held back with them."
    )
