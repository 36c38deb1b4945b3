"""The estimate as an Excel workbook: grids with number formats and names, charts, ready to print.

What can be added up is added up by formulas, so that a reader sees where a figure comes from; their results are stored
beside them. Texts are stored as texts and never reckoned with, whatever they begin with.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence

import xlsxwriter

from riskmodel import __version__
from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import case_grids, findings, grids, theme, workbook_charts
from riskmodel.present.cell_text import clean
from riskmodel.present.language import Language
from riskmodel.present.looks import Looks
from riskmodel.present.sheet import Sheet, figures, write
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
    sheets = _sheets(estimate, calibration, language, made_on, stories, levers)
    footer = findings.origin(estimate, __version__, language)
    known = figures(grid for sheet in sheets for grid in sheet.grids)
    first, *others = sheets
    written = write(book, first, looks, known, footer)
    drawing = book.add_worksheet(language.t("Charts"))
    for sheet in others:
        written |= write(book, sheet, looks, known, footer)
    workbook_charts.draw(book, drawing, written, looks, estimate, calibration, language, footer)
    book.close()
    return target.getvalue()


def _sheets(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    made_on: dt.date,
    stories: Sequence[Story],
    levers: Sensitivity | None,
) -> list[Sheet]:
    t, of = language.t, (estimate, calibration, language)
    told = [f"{language.once_in(story.return_period_years)}: {story.text}" for story in stories]
    several = len(estimate.case.projects) > 1
    causes = (grids.incident_types(*of), *((grids.projects(*of),) if several else ()))
    sheets = [
        Sheet(t("Overview"), _title(estimate, language), (grids.key_figures(*of),), _intro(*of, made_on), told),
        Sheet(t("Inputs"), t("What the result rests on"), (case_grids.inputs(*of),)),
        Sheet(t("Measures"), t("All measures"), (grids.results(*of),)),
        Sheet(t("Curve"), t("How often more than how much"), (grids.exceedance(*of),)),
        Sheet(t("Heads"), t("Kinds of damage"), (grids.heads(*of), grids.own_heads(*of))),
        Sheet(t("Heads by cause"), t("Kinds of damage by what goes wrong"), grids.heads_by_type(*of)),
        Sheet(t("Causes"), t("What goes wrong"), causes),
        Sheet(t("Policies"), t("Policies side by side"), (case_grids.policies(*of),)),
        Sheet(t("Who pays"), t("Who pays"), (case_grids.who_pays(*of),)),
    ]
    if levers is not None:
        pulled = case_grids.levers(levers, calibration, language)
        moved = case_grids.tornado(levers, estimate, calibration, language)
        sheets += [Sheet(t("Levers"), pulled.title, (pulled,)), Sheet(t("Tornado"), moved.title, (moved,))]
    sheets.append(Sheet(t("Sources"), t("Sources"), (grids.sources(*of),)))
    sheets.append(Sheet(t("Figures"), t("Figures and where they come from"), (grids.calibrated(*of),)))
    return sheets


def _title(estimate: Estimate, language: Language) -> str:
    called = (estimate.case.title, estimate.case.provider.name, language.t("Your result"))
    return next(name for name in map(clean, called) if name)


def _intro(estimate: Estimate, calibration: Calibration, language: Language, made_on: dt.date) -> list[str]:
    of = (estimate, calibration, language)
    who = " · ".join(name for name in (estimate.case.provider.name, language.date(made_on)) if name.strip())
    said: list[Callable[[Estimate, Calibration, Language], str]] = [
        findings.likelihood,
        findings.severity,
        findings.ignorance,
        findings.yearly,
        findings.cap,
        findings.assumed,
        findings.validation,
    ]
    return [line for line in (who, findings.disclaimer(language), *(sentence(*of) for sentence in said)) if line]


def _describe(book: xlsxwriter.Workbook, estimate: Estimate, language: Language, made_on: dt.date) -> None:
    """Write what the file says of itself; with a date instead of a clock, the same bytes come out each time."""
    made = dt.datetime.combine(made_on, dt.time())
    book.set_properties(
        {
            "title": _title(estimate, language)[:255],
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
