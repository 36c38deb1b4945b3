"""A document as PDF: tables, findings and figures of an estimate, laid out for print in one of three ways.

Nothing is computed or worded anew here: what stands in the PDF stands in the tables and findings that the screen
shows too, and every figure in the JSON that travels inside it. The layouts are ``templates/<layout>.typ``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import (
    charts,
    document_comparison,
    document_facts,
    document_texts,
    estimate_json,
    findings,
    glossary,
    tables,
)
from riskmodel.present import document_blocks as blocks
from riskmodel.present.branding import Branding
from riskmodel.present.language import N_, Language
from riskmodel.present.options import Layout
from riskmodel.present.placement import PAPER
from riskmodel.present.reopening import attachments
from riskmodel.present.story import Story
from riskmodel.present.typeset import typeset
from riskmodel.sensitivity import Sensitivity

#: What the layouts are called.
TITLES: Final[Mapping[Layout, str]] = {
    "overview": N_("One-page overview"),
    "summary": N_("Summary of the result"),
    "comparison": N_("Policy comparison"),
}
_KINDS: Final[Mapping[Layout, str]] = {
    "overview": N_("Liability for software errors: what it can cost and who pays"),
    "summary": N_("Liability for software errors: what it can cost and who pays"),
    "comparison": N_("Liability for software errors: policies compared"),
}
#: Heights of the curve where a page has less and less room, as shares of the usual one.
_HEIGHTS: Final = (1.5, 1.25, 1.0, 0.85, 0.7)


def pdf(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    *,
    layout: Layout = "summary",
    made_on: dt.date,
    branding: Branding | None = None,
    stories: Sequence[Story] = (),
    sensitivity: Sensitivity | None = None,
) -> bytes:
    """Typeset a document about an estimate.

    Parameters
    ----------
    estimate
        What it is about.
    calibration
        The calibration it was made with.
    language
        The reader's language.
    layout
        "overview": one page. "summary": four to six pages for the client. "comparison": up to four policies side by
        side on the same incidents; the case must have one.
    made_on
        The date on the document. The same estimate, language, layout, branding and date give the same bytes.
    branding
        Whose paper it is; nobody's if None.
    stories
        Simulated years told in words; left out if empty.
    sensitivity
        What changes would save, computed once by the caller; a sentence says so where it was not.

    Returns
    -------
    bytes
        A PDF after PDF/A-3a and PDF/UA-1. Inside travel the case file and all figures (`reopening`).

    Raises
    ------
    ValueError
        If policies are to be compared and there is none.
    """
    # The tornado is there or not by what else was asked for; the same document must be the same bytes.
    levers = sensitivity and replace(sensitivity, tornado=(), choices=())
    figures = estimate_json.as_json(estimate, calibration, language, stories, levers)
    sender = branding or Branding()
    midnight = dt.datetime.combine(made_on, dt.time(), tzinfo=dt.UTC)
    return typeset(
        f"{layout}.typ",
        content(
            estimate,
            calibration,
            language,
            layout=layout,
            made_on=made_on,
            branding=sender,
            stories=stories,
            sensitivity=sensitivity,
        ),
        language=language,
        timestamp=midnight,
        accent=sender.printed_accent,
        logo=sender.logo,
        attachments=attachments(estimate.case, figures, language),
    )


def content(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    *,
    layout: Layout,
    made_on: dt.date,
    branding: Branding,
    stories: Sequence[Story] = (),
    sensitivity: Sensitivity | None = None,
) -> dict[str, object]:
    """Return all that a layout prints, as plain JSON values."""
    frame = blocks.frame(estimate, language, made_on, branding, language.t(_KINDS[layout]))
    of = (blocks.with_short_names(estimate), calibration, language)
    if layout == "overview":
        return {**frame, **_overview(*of)}
    if layout == "comparison":
        return {**frame, **document_comparison.content(*of), "glossary": glossary.block(language)}
    return {**frame, **_summary(*of, stories, sensitivity)}


def _overview(estimate: Estimate, calibration: Calibration, language: Language) -> dict[str, object]:
    of = (estimate, calibration, language)
    follows = [
        findings.yearly(*of),
        blocks.insured_by(estimate, language),
        findings.above_own_assets(*of),
        findings.cap(*of),
        findings.assumed(*of),
    ]
    return {
        "headline": blocks.headline(*of),
        "key_figures": blocks.key_figures(*of),
        "curve": {str(height): charts.curve(*of, height=height, character=PAPER).as_json() for height in _HEIGHTS},
        "who": blocks.drawn(charts.who_pays(*of)),
        "policies": blocks.policies_in_short(*of),
        "follows": [sentence for sentence in follows if sentence],
    }


def _summary(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    stories: Sequence[Story],
    sensitivity: Sensitivity | None,
) -> dict[str, object]:
    of = (estimate, calibration, language)
    said = [findings.yearly(*of), findings.ignorance(*of), findings.above_own_assets(*of), findings.cap(*of)]
    said += [blocks.insured_by(estimate, language)]
    return {
        "headline": blocks.headline(*of),
        "key_figures": blocks.key_figures(*of),
        "curve": blocks.drawn(charts.curve(*of, character=PAPER), blocks.curve_table(*of), said),
        "stories": blocks.stories(stories, language),
        "who": blocks.drawn(charts.who_pays(*of), blocks.who_table(*of)),
        "heads": blocks.drawn(charts.heads(*of), tables.heads(*of)),
        "projects": blocks.projects(*of),
        "policies": blocks.policies(*of),
        "levers": blocks.levers(sensitivity, *of),
        **document_facts.blocks(*of, most=blocks.most_projects(estimate)),
        **document_texts.blocks(*of),
        "glossary": glossary.block(language),
    }
