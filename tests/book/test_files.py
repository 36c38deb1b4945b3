"""Files as spreadsheets write them are read without complaint; what is no book is refused with a reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from riskmodel.book import files
from riskmodel.case import CaseError
from tests.book.books import reading, row, written

#: As German Excel writes it.
GERMAN = row(
    provider_name="Jäger & Söhne",
    revenue_eur="95.000,50 €",
    client_margin_share="15 %",
    monitoring="WAHR",
    code_review="nein",
    policy_since="31.12.2025",
)


@pytest.mark.parametrize(
    ("encoding", "delimiter", "detected"),
    [
        ("utf-8-sig", ";", "UTF-8"),
        ("utf-8", ";", "UTF-8"),
        ("cp1252", ";", "Windows-1252"),
        ("utf-16", "\t", "UTF-16"),
    ],
)
def test_what_german_excel_writes_is_read_without_complaint(
    encoding: str, delimiter: str, detected: str, tmp_path: Path
) -> None:
    book = reading(written(tmp_path / "Bestand.csv", [GERMAN], delimiter=delimiter, encoding=encoding))
    assert not book.faults
    case = book.insured[0].case
    assert case.provider.name == "Jäger & Söhne"
    assert case.provider.revenue_eur == 95_000.5
    assert case.projects[0].client.margin_share == 0.15
    assert (case.projects[0].safeguards.monitoring, case.projects[0].safeguards.code_review) == (True, False)
    assert case.policies[0].in_force_months == pytest.approx(11 - 4 / 30.4375)
    (how,) = book.conventions
    assert (how.encoding, how.delimiter, how.decimal_sign, how.rows) == (detected, delimiter, ",", 1)


def test_latin_1_without_the_euro_sign_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "book.csv", [GERMAN | {"revenue_eur": "95.000,50"}], encoding="latin-1")
    assert reading(path).insured[0].case.provider.name == "Jäger & Söhne"


def test_the_same_book_in_csv_excel_and_parquet_is_the_same(tmp_path: Path) -> None:
    books = [reading(written(tmp_path / f"book.{ending}", [GERMAN])) for ending in ("csv", "xlsx", "parquet")]
    assert books[0].insured == books[1].insured == books[2].insured
    assert [how.kind for book in books for how in book.conventions] == ["csv", "xlsx", "parquet"]


def test_typed_cells_of_excel_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    typed = row(provider_id=1001, revenue_eur=95_000.5, monitoring=True, policy_since=date(2025, 11, 27))
    book.active.append([*typed, None])
    book.active.append([*typed.values()])
    book.active.append([None, "  "])
    book.save(tmp_path / "book.xlsx")
    (insured,) = reading(tmp_path / "book.xlsx").insured
    assert insured.id == "1001"
    assert insured.case.policies[0].in_force_months == 12.0


def test_a_line_break_in_quotes_is_one_row_and_empty_rows_are_none(tmp_path: Path) -> None:
    rows = [row(project_name="Shop\nPhase 2"), row(provider_id="V2", revenue_eur="x")]
    path = written(tmp_path / "book.csv", rows)
    path.write_bytes(path.read_bytes() + b";;;;;;;;;;\r\n\r\n;;\r\n")
    book = reading(path)
    assert book.rows == 2
    assert [f.place.row for f in book.faults] == [3]


def test_delimiters_that_excel_leaves_out_behind_the_last_cells_of_many_rows_are_no_fault(tmp_path: Path) -> None:
    rows = [row(provider_id=f"V{i}", law="") for i in range(40)]
    path = written(tmp_path / "book.csv", rows)
    text = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([*text[:16], *(line.removesuffix(b";") for line in text[16:32]), *text[32:]]))
    assert not reading(path).faults
    path.write_bytes(b"\r\n".join([*text[:20], text[20].removesuffix(b";"), *text[21:]]))
    assert [f.fault.code for f in reading(path).faults] == ["cells_missing"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "book_empty"),
        (b"\xef\xbb\xbf \r\n", "book_empty"),
        (b"provider_id;project_id;activity\r\n", "book_without_rows"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "book_old_excel"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "book_wrong_kind"),
        (b"PK\x03\x04 no archive", "book_damaged"),
        (b"PAR1 no parquet", "book_damaged"),
        (b"name,city\r\nx,y\r\n", "not_a_book"),
        (b"%PDF-1.7\nsome text\n", "not_a_book"),
        (b'provider_id;project_id;activity\r\nV1;"P1;web_shop\r\nV2;P1;web_shop\r\n', "book_quotes"),
        (b"provider_id;project_id\r\nV1;P1\r\n", "column_missing"),
        (b"provider_id;project_id;activity;provider_id\r\nV1;P1;media;V1\r\n", "column_twice"),
        (b"provider_id;project_id;activity;revenu_eur\r\nV1;P1;media;5\r\n", "unknown_column"),
    ],
)
def test_what_cannot_be_read_as_a_book_is_refused_with_a_reason(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(content)
    with pytest.raises(CaseError) as caught:
        reading(path)
    assert [f.code for f in caught.value.faults] == [code]


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(CaseError) as caught:
            reading(path)
        assert [f.code for f in caught.value.faults] == ["file_unreadable"]


def test_the_nearest_known_name_of_an_unknown_column_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaseError) as caught:
        reading(written(tmp_path / "book.csv", [row(revenu_eur="5", wibble="1")]))
    assert [(f.given, f.allowed) for f in caught.value.faults] == [("revenu_eur", "revenue_eur"), ("wibble", "")]


def test_a_file_beyond_100_mb_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.MAX_BYTES == 100_000_000
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    with pytest.raises(CaseError) as caught:
        reading(written(tmp_path / "book.csv", [row()]))
    assert caught.value.faults[0].code == "book_too_large"


def test_a_small_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "book.xlsx", [row()])
    monkeypatch.setattr(files, "MAX_UNPACKED", 1_000)
    with pytest.raises(CaseError) as caught:
        reading(path)
    assert caught.value.faults[0].code == "book_too_large"
