"""The estimate as an Excel workbook: grids with number formats and names, charts, ready to print.

What can be added up is added up by formulas, so that a reader sees where a figure comes from; their results are stored
beside them. Texts are stored as texts and never reckoned with, whatever they begin with.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

from riskmodel import __version__
from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import findings, theme, workbook_charts
from riskmodel.present.cell_text import clean
from riskmodel.present.language import Language
from riskmodel.present.looks import Looks
from riskmodel.present.sheet import figures, write
from riskmodel.present.sheets import sheets, title
from riskmodel.present.story import Story
from riskmodel.sensitivity import Sensitivity


def workbook(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    *,
    made_on: dt.date,
    stories: Sequence[Story] = (),
    levers: Sensitivity | None = None,
) -> bytes:
    """Return an estimate as the bytes of an Excel workbook (Office Open XML).

    Parameters
    ----------
    estimate
        What is written.
    calibration
        The calibration it was made with.
    language
        The reader's language.
    made_on
        The date on the workbook. The same estimate and date give the same bytes.
    stories
        Simulated years told in words; left out if empty.
    levers
        What could be changed and what it saves; without, its sheets are left out.
    """
    target = io.BytesIO()
    # Texts stay texts: no formula, link or number is read out of them.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    font = {"font_name": theme.FONT_WORKBOOK, "font_size": 10, "font_color": theme.INK}
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_format_properties": font, **plain})
    _describe(book, estimate, language, made_on)
    looks = Looks(book, language)
    ordered = sheets(estimate, calibration, language, made_on, stories, levers)
    footer = findings.origin(estimate, __version__, language)
    known = figures(grid for sheet in ordered for grid in sheet.grids)
    first, *others = ordered
    written = write(book, first, looks, known, footer)
    drawing = book.add_worksheet(language.t("Charts"))
    for sheet in others:
        written |= write(book, sheet, looks, known, footer)
    workbook_charts.draw(book, drawing, written, looks, estimate, calibration, language, footer)
    book.close()
    return target.getvalue()


def _describe(book: xlsxwriter.Workbook, estimate: Estimate, language: Language, made_on: dt.date) -> None:
    """Write what the file says of itself; with a date instead of a clock, the same bytes come out each time."""
    made = dt.datetime.combine(made_on, dt.time())
    book.set_properties(
        {
            "title": title(estimate, language)[:255],
            "subject": language.t("Liability for software errors: what it can cost and who pays"),
            "author": clean(estimate.case.provider.name)[:255],
            "comments": findings.origin(estimate, __version__, language),
            "created": made,
        }
    )
    for name, value in (
        ("riskmodel", __version__),
        ("data", estimate.data_version),
        ("seed", str(estimate.seed)),
        ("trials", estimate.trials),
        ("language", language.code),
    ):
        book.set_custom_property(name, value)
