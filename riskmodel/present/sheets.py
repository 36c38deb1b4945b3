"""What the workbook holds, sheet by sheet; the CSV files hold the same grids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import case_grids, findings, grids
from riskmodel.present.cell_text import clean
from riskmodel.present.language import Language, capital
from riskmodel.present.sheet import Sheet
from riskmodel.present.story import Story
from riskmodel.sensitivity import Sensitivity


def sheets(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    made_on: dt.date,
    stories: Sequence[Story],
    levers: Sensitivity | None,
) -> list[Sheet]:
    """Return the sheets of the workbook in their order; the parameters are those of `workbook`."""
    t, of = language.t, (estimate, calibration, language)
    told = [f"{capital(language.once_in(story.return_period_years))}: {story.text}" for story in stories]
    several = len(estimate.case.projects) > 1
    causes = (grids.incident_types(*of), *((grids.projects(*of),) if several else ()))
    found = [
        Sheet(t("Overview"), title(estimate, language), (grids.key_figures(*of),), _intro(*of, made_on), told),
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
        found += [Sheet(t("Levers"), pulled.title, (pulled,)), Sheet(t("Tornado"), moved.title, (moved,))]
    found.append(Sheet(t("Sources"), t("Sources"), (grids.sources(*of),)))
    found.append(Sheet(t("Figures"), t("Figures and where they come from"), (grids.calibrated(*of),)))
    return found


def title(estimate: Estimate, language: Language) -> str:
    """Return what stands above it all: the case's title, or whose it is."""
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
