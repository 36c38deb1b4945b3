"""The template of a broker's book: all columns with the sample of invented providers, to be written over."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Final

import xlsxwriter

from riskmodel.book.columns import columns
from riskmodel.book.intake import Cell
from riskmodel.book.sample import SAMPLE_PROVIDERS, sample_rows
from riskmodel.book.writing import content
from riskmodel.calibration import Calibration
from riskmodel.present import theme
from riskmodel.present.book_columns import explained, headings
from riskmodel.present.book_rows import usual
from riskmodel.present.language import Language
from riskmodel.present.output import written

#: Widths of the columns that explain, in characters.
_WIDTHS: Final = (32, 40, 60, 14, 60, 24, 36)


def write(target: str, calibration: Calibration, language: Language) -> None:
    """Write the template: Excel where the name says so, otherwise CSV in the convention of the language."""
    made = as_excel(calibration, language) if target.lower().endswith(".xlsx") else as_csv(language)
    with written(target) as file:
        file.write(made)


def as_csv(language: Language, providers: int = SAMPLE_PROVIDERS) -> bytes:
    """Return the template as the bytes of a CSV file."""
    delimiter, sign = usual(language)
    return content(_names(), _rows(providers), delimiter=delimiter, decimal_sign=sign)


def _names() -> tuple[str, ...]:
    return tuple(column.name for column in columns())


def _rows(providers: int) -> Iterator[list[Cell]]:
    names = _names()
    return ([row.get(name) for name in names] for row in sample_rows(providers))


def as_excel(calibration: Calibration, language: Language, providers: int = SAMPLE_PROVIDERS) -> bytes:
    """Return the template as the bytes of an Excel workbook: the book, and a sheet that explains its columns."""
    target = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    font = {"font_name": theme.FONT_WORKBOOK, "font_size": 10, "font_color": theme.INK}
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": font, **plain})
    # A clock would make each file another one.
    book.set_properties({"title": language.t("Broker's book"), "created": dt.datetime(2026, 1, 1)})
    head = book.add_format({"bold": True, "bottom": 1})
    number = book.add_format({"num_format": "#,##0.##"})
    day = book.add_format({"num_format": "dd.mm.yyyy" if language.code == "de" else "yyyy-mm-dd"})
    sheet = book.add_worksheet(language.t("Book"))
    sheet.freeze_panes(1, 2)
    for at, column in enumerate(columns()):
        sheet.write_string(0, at, column.name, head)
        sheet.set_column(at, at, max(12, len(column.name) + 1), number if column.reading == "number" else None)
    for line, row in enumerate(_rows(providers), start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(line, at, dt.datetime.combine(cell, dt.time()), day)
            elif isinstance(cell, bool):
                sheet.write_string(line, at, language.t("yes") if cell else language.t("no"))
            elif cell is not None:
                sheet.write(line, at, cell)
    sheet.autofilter(0, 0, 0, len(columns()) - 1)
    _explain(book, head, calibration, language)
    book.close()
    return target.getvalue()


def _explain(book: xlsxwriter.Workbook, head: object, calibration: Calibration, language: Language) -> None:
    sheet = book.add_worksheet(language.t("Columns"))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    for at, (words, width) in enumerate(zip(headings(language), _WIDTHS, strict=True)):
        sheet.write_string(0, at, words, head)
        sheet.set_column(at, at, width, wrapped)
    for line, column in enumerate(explained(calibration, language), start=1):
        for at, text in enumerate(vars(column).values()):
            sheet.write_string(line, at, text, wrapped)
    sheet.write_string(
        len(columns()) + 2,
        0,
        language.t("Providers, projects and names of the sample are invented. Please write your own over them."),
    )
