"""The summary as PDF: tables, findings and figures of an estimate, laid out for print.

Nothing is computed or worded anew here: what stands in the PDF stands in the tables and findings that the screen
shows too. The layout is ``templates/summary.typ``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from riskmodel import __version__
from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import charts, document_facts, document_texts, findings, names, tables
from riskmodel.present.figure import Figure
from riskmodel.present.language import Language
from riskmodel.present.story import Story
from riskmodel.present.table import Cell, Column, Line, Table, label_cell
from riskmodel.present.typeset import typeset

#: The curve's return periods that are also given in figures, in years.
_PERIODS: Final = ("10", "20", "50", "100", "200", "500", "1000")
#: More policies than this, the one of having none included, go into a further table.
_POLICIES_ABREAST: Final = 4
_KEY_FIGURES: Final = ("claim_ten_years", "burden_mean", "retained_mean_0", "needed_limit_0")
#: More projects than this would fill page after page; the case file has them all.
_MOST_PROJECTS: Final = 8


def summary_pdf(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    *,
    made_on: dt.date,
    stories: Sequence[Story] = (),
) -> bytes:
    """Typeset the summary of an estimate.

    Parameters
    ----------
    estimate
        What is summarised.
    calibration
        The calibration it was made with.
    language
        The reader's language.
    made_on
        The date on the summary. The same estimate and date give the same bytes.
    stories
        Simulated years told in words; left out if empty.

    Returns
    -------
    bytes
        A PDF after PDF/A-2a and PDF/UA-1 of two to four pages.
    """
    midnight = dt.datetime.combine(made_on, dt.time(), tzinfo=dt.UTC)
    data = summary(estimate, calibration, language, made_on=made_on, stories=stories)
    return typeset("summary.typ", data, language=language, timestamp=midnight)


def summary(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    *,
    made_on: dt.date,
    stories: Sequence[Story] = (),
) -> dict[str, object]:
    """Return all that ``summary.typ`` prints, as plain JSON values."""
    of = (estimate, calibration, language)
    return {
        **_frame(estimate, language, made_on),
        "headline": _headline(*of),
        "key_figures": _key_figures(*of),
        "curve": _drawn(
            charts.curve(*of),
            _curve_table(*of),
            [findings.yearly(*of), findings.ignorance(*of), findings.above_own_assets(*of), findings.cap(*of)],
        ),
        "who": _drawn(charts.who_pays(*of), _who_table(*of)),
        "heads": _drawn(charts.heads(*of), tables.heads(*of)),
        "projects": _projects(*of),
        "policies": _policies(*of),
        "stories": _stories(stories, language),
        **document_facts.blocks(*of, most=_MOST_PROJECTS),
        **document_texts.blocks(*of),
    }


def _frame(estimate: Estimate, language: Language, made_on: dt.date) -> dict[str, object]:
    """Return title block, small print and footer."""
    case = estimate.case
    several = len(case.projects) > 1
    called = [case.provider.name if several else case.projects[0].name, case.title]
    title = next((name for name in called if name.strip()), language.t("Your result"))
    kind = language.t("Liability for software errors: what it can cost and who pays")
    below = [] if several else [case.provider.name]
    return {
        "title": title,
        "below": " · ".join(name for name in (*below, kind) if name.strip()),
        "made_on": language.date(made_on),
        "program": language.t("Version {version}", version=__version__),
        "disclaimer": findings.disclaimer(language),
        "version": findings.origin(estimate, __version__, language),
    }


def _headline(estimate: Estimate, calibration: Calibration, language: Language) -> list[str]:
    found = findings.headline(estimate, calibration, language)
    return [sentence for sentence in (found.likelihood, found.severity) if sentence]


def _key_figures(estimate: Estimate, calibration: Calibration, language: Language) -> list[dict[str, object]]:
    """Return the figures that say what the headline leaves out, value first."""
    lines = {line.key: line for line in tables.key_figures(estimate, calibration, language).lines}
    kept = [lines[key] for key in _KEY_FIGURES if key in lines]
    return [{"figure": line.cells[1].text, "text": _told(line)} for line in kept]


def _told(line: Line) -> str:
    """Return the label of a key figure; that of a mean is understood only with the heading it stands under."""
    label = line.cells[0].text
    return f"{line.group}: {label}" if "_mean" in line.key else label


def _drawn(figure: Figure, table: Table, sentences: Sequence[str] = ()) -> dict[str, object]:
    return {"figure": figure.as_json(), "table": _table(table), "sentences": [s for s in sentences if s]}


def _table(table: Table) -> dict[str, object]:
    """Return a table as the template reads it: a group is named by its first line only."""
    lines: list[dict[str, object]] = []
    group = ""
    for line in table.lines:
        named = line.group if line.group != group else ""
        group = line.group
        lines.append({"cells": [cell.text for cell in line.cells], "group": named, "strong": line.strong})
    columns = [{"title": column.label, "number": column.numeric} for column in table.columns]
    return {"columns": columns, "lines": lines, "note": table.note}


def _curve_table(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Turn the curves on their side: a column for each return period, a row for each policy, none first."""
    insured = enumerate(estimate.policies[:-1])
    rows = [("burden", language.t("no policy"))]
    rows += [(f"retained_{i}", names.policy(policy, estimate, language)) for i, policy in insured]
    lines: list[Line] = []
    heads: list[Cell] = []
    for quantity, label in rows[:_POLICIES_ABREAST]:
        curve = tables.exceedance(estimate, calibration, language, quantity)
        heads = [curve.cell(period, "years") for period in _PERIODS]
        cells = [curve.cell(period, "aggregate") for period in _PERIODS]
        lines.append(Line(quantity, (label_cell(label), *cells)))
    columns = [Column("label", language.t("Once in … years"))]
    columns += [Column(period, head.text, numeric=True) for period, head in zip(_PERIODS, heads, strict=True)]
    return Table("curve", "", tuple(columns), tuple(lines))


def _who_table(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return who pays without the sums, which stand in the chart beside it."""
    table = tables.who_pays(estimate, calibration, language)
    return replace(_only(table, [i for i, c in enumerate(table.columns) if c.key != "total"]), note=table.note)


def _projects(estimate: Estimate, calibration: Calibration, language: Language) -> dict[str, object] | None:
    if len(estimate.projects) < 2:
        return None
    table = tables.projects(estimate, calibration, language)
    shown = document_facts.largest(estimate, _MOST_PROJECTS)
    kept = tuple(line for line in table.lines if int(line.key) in shown)
    notes = [table.note, document_facts.left_out(estimate, shown, language)]
    return {
        "heading": language.t("How the burden spreads over the projects"),
        "tables": [_table(replace(table, lines=kept, note=""))],
        "note": " ".join(note for note in notes if note),
    }


def _policies(estimate: Estimate, calibration: Calibration, language: Language) -> dict[str, object]:
    """Return the policies side by side, as many tables as it takes, and what follows from them."""
    of = (estimate, calibration, language)
    table = tables.policies(*of)
    label, *columns = range(len(table.columns))
    chunks = [columns[i : i + _POLICIES_ABREAST] for i in range(0, len(columns), _POLICIES_ABREAST)]
    return {
        "heading": table.title,
        "tables": [_table(_only(table, [label, *chunk])) for chunk in chunks],
        "note": table.note,
        "sentences": [findings.policy(*of)],
    }


def _only(table: Table, kept: Sequence[int]) -> Table:
    """Return some columns of a table, without its note and without lines that then say nothing."""
    lines = [replace(line, cells=tuple(line.cells[i] for i in kept)) for line in table.lines]
    said = tuple(line for line in lines if any(cell.text != "–" for cell in line.cells[1:]))
    return replace(table, columns=tuple(table.columns[i] for i in kept), lines=said, note="")


def _stories(stories: Sequence[Story], language: Language) -> dict[str, object] | None:
    if not stories:
        return None
    told = [[language.once_in(story.return_period_years), story.text] for story in stories]
    return {"heading": language.t("What such a year can look like"), "items": told}
