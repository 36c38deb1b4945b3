"""The workbook of a book: complete, true to its figures, harmless whatever a name holds, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache
from itertools import pairwise

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from riskmodel.book.results import PROVIDER_COLUMNS
from riskmodel.present import book_findings, book_workbook, provider_columns
from riskmodel.present.book_shown import Shown
from riskmodel.present.language import CODES, Language
from tests.present.book_samples import DAY, NAMES, WORDS, sample_shown

each_language = pytest.mark.parametrize("code", CODES)
HEADER = 3


def written(shown: Shown, sentences: list[str], code: str) -> bytes:
    target = io.BytesIO()
    book_workbook.workbook(target, shown, sentences, Language.named(code), DAY)
    return target.getvalue()


@cache
def made(code: str) -> bytes:
    return written(sample_shown(), [WORDS], code)


@cache
def opened(code: str) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made(code)))


@each_language
def test_it_has_a_sheet_for_each_thing_that_is_asked(code: str) -> None:
    t = Language.named(code).t
    names = ("Overview", "Providers", "Curve", "Causes", "Faulty rows", "Columns", "Sources")
    assert opened(code).sheetnames == [t(name) for name in names]


@each_language
def test_a_provider_stands_in_it_with_every_figure_as_it_was_computed(code: str) -> None:
    shown, language = sample_shown(), Language.named(code)
    columns = list(provider_columns.columns(shown.calibration, language).values())
    sheet = opened(code)[language.t("Providers")]
    header, *rows = sheet.iter_rows(min_row=HEADER, values_only=True)
    assert list(header) == [column.label for column in columns]
    assert len(rows) == shown.result.providers
    for row, provider in zip(rows, shown.rows(shown.by_tail), strict=True):
        for value, column in zip(row, columns, strict=True):
            if column.kind != "text":
                expected = provider[column.name]
                assert value == (None if expected is None else pytest.approx(expected, rel=1e-12))
    assert {column.name for column in columns} <= set(PROVIDER_COLUMNS)


@each_language
def test_providers_can_be_filtered_and_their_header_stays_in_sight(code: str) -> None:
    sheet = opened(code)[Language.named(code).t("Providers")]
    assert sheet.auto_filter.ref == f"A{HEADER}:{sheet.cell(HEADER, sheet.max_column).column_letter}{sheet.max_row}"
    assert sheet.freeze_panes == f"C{HEADER + 1}"


@each_language
def test_providers_are_printed_on_pages_side_by_side_each_with_their_names_and_narrow_enough_for_the_paper(
    code: str,
) -> None:
    language = Language.named(code)
    sheet = opened(code)[language.t("Providers")]
    columns = list(provider_columns.columns(sample_shown().calibration, language))
    breaks = [b.id for b in sheet.col_breaks.brk]
    assert columns[breaks[0]] == "owed_probability" and len(breaks) == 3
    assert {"retained_per_year_p99_eur", "gap_eur", "lever"} < set(columns[: breaks[0]]), (
        "first what a first look needs"
    )
    assert sheet.print_title_cols == "$A:$B" and sheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert sheet.page_setup.orientation == "landscape" and not sheet.sheet_properties.pageSetUpPr.fitToPage
    wide = [sheet.column_dimensions[get_column_letter(i + 1)].width * 7 + 5 for i in range(len(columns))]
    inches = 297 / 25.4 - sheet.page_margins.left - sheet.page_margins.right
    for first, last in pairwise([2, *breaks, len(columns)]):
        pixels = sum(wide[:2]) + sum(wide[first:last])
        assert pixels / 96 * sheet.page_setup.scale / 100 < inches
    assert sheet.page_setup.scale >= 60, "to be read without a glass"


@each_language
def test_amounts_and_shares_are_shown_as_such(code: str) -> None:
    language = Language.named(code)
    sheet = opened(code)[language.t("Providers")]
    columns = list(provider_columns.columns(sample_shown().calibration, language))
    money = sheet.cell(HEADER + 1, 1 + columns.index("tail_burden_eur")).number_format
    share = sheet.cell(HEADER + 1, 1 + columns.index("tail_burden_share")).number_format
    assert "€" in money and "#,##0" in money and share == "0.00%"


@each_language
def test_no_text_acts_as_a_formula_whatever_it_begins_with(code: str) -> None:
    book, language = opened(code), Language.named(code)
    assert not [cell.coordinate for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    names = [row[1] for row in book[language.t("Providers")].iter_rows(min_row=HEADER + 1, max_row=8, values_only=True)]
    assert names == list(NAMES)
    faults = [row[-1] for row in book[language.t("Faulty rows")].iter_rows(values_only=True)]
    assert WORDS in faults
    sheets = [part for name, part in _parts(made(code)).items() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in sheets)


@each_language
def test_the_overview_says_what_the_findings_say(code: str) -> None:
    language = Language.named(code)
    cells = [row[0] for row in opened(code)[language.t("Overview")].iter_rows(values_only=True) if row[0]]
    for sentence in book_findings.sentences(sample_shown(), language):
        assert sentence in cells


@each_language
def test_the_curve_has_a_native_chart_whose_last_point_is_the_last_of_the_table(code: str) -> None:
    language = Language.named(code)
    sheet = opened(code)[language.t("Curve")]
    (chart,) = sheet._charts
    assert len(chart.series) == 5
    ends = [series.yVal.numRef.f.split("$")[-1] for series in chart.series]
    points = sample_shown().result.exceedance["burden"].aggregate
    assert set(ends) == {str(HEADER + len(points))}
    assert sheet.cell(HEADER + len(points), 2).value == pytest.approx(points[-1].eur)
    half = max(points[-1].hi - points[-1].eur, points[-1].eur - points[-1].lo)
    assert sheet.cell(HEADER + len(points), 7).value == pytest.approx(half), "the error of the first curve"


def test_a_book_without_faulty_rows_has_no_sheet_for_them() -> None:
    shown = sample_shown()
    clean = replace(shown, published=replace(shown.published, faults=(), faulty=0))
    english = Language.named("en")
    book = openpyxl.load_workbook(io.BytesIO(written(clean, [], "en")), read_only=True)
    assert english.t("Faulty rows") not in book.sheetnames


def test_where_a_sheet_ends_the_largest_are_kept_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_workbook, "MOST_ROWS", 4)
    made = written(sample_shown(), [WORDS], "en")
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Providers"]
    assert sheet.max_row == HEADER + 4
    assert sheet.cell(2, 1).value.startswith("These are the 4 providers with the largest part")


@each_language
def test_the_same_book_gives_the_same_bytes(code: str) -> None:
    assert written(sample_shown(), [WORDS], code) == made(code)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}
