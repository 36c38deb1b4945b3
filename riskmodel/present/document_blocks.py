"""The parts that the layouts of a document share, as plain JSON values for the templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from riskmodel import __version__
from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import document_facts, document_levers, findings, names, policy_terms_table, tables
from riskmodel.present.branding import Branding
from riskmodel.present.figure import Figure
from riskmodel.present.language import Language, capital
from riskmodel.present.placement import LONGEST_NAME, short
from riskmodel.present.story import Story
from riskmodel.present.table import Cell, Column, Line, Table, label_cell
from riskmodel.sensitivity import Sensitivity

#: The curve's return periods that are also given in figures, in years.
PERIODS: Final = ("10", "20", "50", "100", "200", "500", "1000")
#: Policies side by side, or beneath each other in the table of the curves.
POLICIES_ABREAST: Final = 4
#: Policies on the one page, beside having none.
POLICIES_IN_SHORT: Final = POLICIES_ABREAST - 1
#: Projects whose facts are printed; the case file, which travels in the PDF, has all. Of more than these, half.
MOST_PROJECTS: Final = 8
#: Characters of a project's name that take two lines at most over a column of its facts.
_SHORT_NAME: Final = 36
#: Projects that are named with their share of the burden.
_MOST_LISTED: Final = 40
_IN_SHORT: Final = ("limit", "deductible", "premium", "retained_mean", "retained_p99", "needed_limit")
_KEY_FIGURES: Final = ("claim_ten_years", "burden_mean", "retained_mean_0", "needed_limit_0")


def frame(estimate: Estimate, language: Language, made_on: dt.date, branding: Branding, kind: str) -> dict[str, object]:
    """Return sender, title block, small print and footer; `kind` says what the document is."""
    t = language.t
    case = estimate.case
    several = len(case.projects) > 1
    called = [case.provider.name if several else case.projects[0].name, case.title]
    title = next((name for name in called if name.strip()), t("Your result"))
    below = [] if several else [case.provider.name]
    return {
        "title": title,
        "subject": kind,
        "below": " · ".join(name for name in (*below, kind) if name.strip()),
        **paper(language, made_on, branding, names.provider(estimate, language)),
        "version": findings.origin(estimate, __version__, language),
    }


def paper(language: Language, made_on: dt.date, branding: Branding, of: str = "") -> dict[str, object]:
    """Return what a sender puts on a document, and the disclaimer; `of` signs beside the sender, if anybody does."""
    t, until = language.t, branding.valid_until(made_on)
    particulars = [[t("Date"), language.date(made_on)]]
    particulars += [[t("Reference"), branding.reference]] if branding.reference else []
    particulars += [[t("Valid until"), language.date(until)]] if until else []
    signing = [who for who in (of, branding.name) if who] if branding.signatures else []
    return {
        "particulars": particulars,
        "sender": {"name": branding.name, "address": branding.address.splitlines()},
        "closing": [line for line in branding.closing_in(language.code).splitlines() if line.strip()],
        "signatures": [{"place": t("Place, date"), "who": who} for who in signing],
        "disclaimer": findings.disclaimer(language),
    }


def with_short_names(estimate: Estimate, longest: int = LONGEST_NAME) -> Estimate:
    """Return the estimate with names of projects and policies cut for tables; the case file has them whole."""
    case = estimate.case
    cut = {
        many: tuple(of.model_copy(update={"name": short(of.name, longest)}) for of in parts)
        for many, parts in (("projects", case.projects), ("policies", case.policies))
    }
    policies = (replace(p, terms=replace(p.terms, name=short(p.terms.name, longest))) for p in estimate.policies)
    return replace(estimate, case=case.model_copy(update=cut), policies=tuple(policies))


def headline(estimate: Estimate, calibration: Calibration, language: Language) -> list[str]:
    """Return how likely a claim is, and how bad."""
    found = findings.headline(estimate, calibration, language)
    return [sentence for sentence in (found.likelihood, found.severity) if sentence]


def key_figures(estimate: Estimate, calibration: Calibration, language: Language) -> list[dict[str, object]]:
    """Return the figures that say what the headline leaves out, value first."""
    lines = {line.key: line for line in tables.key_figures(estimate, calibration, language).lines}
    kept = [lines[key] for key in _KEY_FIGURES if key in lines]
    return [{"figure": line.cells[1].text, "text": _told(line)} for line in kept]


def _told(line: Line) -> str:
    """Return the label of a key figure; that of a mean is understood only with the heading it stands under."""
    label = line.cells[0].text
    return f"{line.group}: {label}" if "_mean" in line.key else label


def drawn(figure: Figure, table: Table | None = None, sentences: Sequence[str] = ()) -> dict[str, object]:
    """Return a figure with the table behind it and what follows from both."""
    behind = None if table is None else as_json(table)
    return {"figure": figure.as_json(), "table": behind, "sentences": [s for s in sentences if s]}


def as_json(table: Table) -> dict[str, object]:
    """Return a table as the templates read it: a group is named by its first line only."""
    lines: list[dict[str, object]] = []
    group = ""
    for line in table.lines:
        named = line.group if line.group != group else ""
        group = line.group
        lines.append({"cells": [cell.text for cell in line.cells], "group": named, "strong": line.strong})
    columns = [{"title": column.label, "number": column.numeric} for column in table.columns]
    return {"columns": columns, "lines": lines, "note": table.note}


def only(table: Table, kept: Sequence[int]) -> Table:
    """Return some columns of a table, without its note and without lines that then say nothing."""
    lines = [replace(line, cells=tuple(line.cells[i] for i in kept)) for line in table.lines]
    said = tuple(line for line in lines if any(cell.text != "–" for cell in line.cells[1:]))
    return replace(table, columns=tuple(table.columns[i] for i in kept), lines=said, note="")


def curve_table(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Turn the curves on their side: a column for each return period, a row for having no policy and for each."""
    insured = enumerate(estimate.policies[:-1])
    rows = [("burden", language.t("no policy"))]
    rows += [(f"retained_{i}", names.policy(policy, estimate, language)) for i, policy in insured]
    lines: list[Line] = []
    heads: list[Cell] = []
    for quantity, label in rows[: 1 + POLICIES_ABREAST]:
        curve = tables.exceedance(estimate, calibration, language, quantity)
        heads = [curve.cell(period, "years") for period in PERIODS]
        cells = [curve.cell(period, "aggregate") for period in PERIODS]
        lines.append(Line(quantity, (label_cell(label), *cells)))
    columns = [Column("label", language.t("Once in … years"))]
    columns += [Column(period, head.text, numeric=True) for period, head in zip(PERIODS, heads, strict=True)]
    return Table("curve", "", tuple(columns), tuple(lines), _others(estimate, language))


def _others(estimate: Estimate, language: Language, shown: int = POLICIES_ABREAST) -> str:
    others = len(estimate.policies) - 1 - shown
    if others <= 0:
        return ""
    return language.nt(
        "One further policy of the case is not shown here.",
        "{n} further policies of the case are not shown here.",
        others,
    )


def who_table(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return who pays without the sums, which stand in the chart beside it, and without an insurer who is none."""
    table = tables.who_pays(estimate, calibration, language)
    left_out = {"total", *(["insurer_eur"] if names.is_none(estimate.policies[0]) else [])}
    note = table.note
    if policy := _first_of_several(estimate, language):  # which one it is, the heading has no room for
        note = language.t("Means of the claims of each size, with {policy}.", policy=policy)
    return replace(only(table, [i for i, c in enumerate(table.columns) if c.key not in left_out]), note=note)


def insured_by(estimate: Estimate, language: Language) -> str:
    """Say which of several policies the curve “with insurance” is; nothing where there is one at most."""
    policy = _first_of_several(estimate, language)
    return language.t("“With insurance” means with {policy}.", policy=policy) if policy else ""


def _first_of_several(estimate: Estimate, language: Language) -> str:
    """Return the name of the first policy where there are others, for that is the one meant; nothing otherwise."""
    return names.policy(estimate.policies[0], estimate, language) if len(estimate.policies) > 2 else ""


def projects(estimate: Estimate, calibration: Calibration, language: Language) -> dict[str, object] | None:
    """Return the projects with their part of the burden, halved into two tables where they are many."""
    if len(estimate.projects) < 2:
        return None
    table = tables.projects(estimate, calibration, language)
    note, shown = table.note, document_facts.largest(estimate, _MOST_LISTED)
    kept = [_numbered(line) for line in table.lines if int(line.key) in shown]
    notes = [note, document_facts.left_out(estimate, shown, language)]
    half = len(kept)
    if len(kept) > MOST_PROJECTS:
        half = (len(kept) + 1) // 2
        table = only(table, [i for i, column in enumerate(table.columns) if column.key != "tail"])
        kept = [replace(line, cells=line.cells[: len(table.columns)]) for line in kept]
    parts = [kept[:half], kept[half:]]
    return {
        "heading": language.t("How the burden spreads over the projects"),
        "tables": [as_json(replace(table, lines=tuple(part), note="")) for part in parts if part],
        "note": " ".join(note for note in notes if note),
    }


def _numbered(line: Line) -> Line:
    """Return a line with the project's number before its name."""
    called, *cells = line.cells
    return replace(line, cells=(label_cell(f"{line.key}  {called.text}"), *cells))


def most_projects(estimate: Estimate) -> int:
    """Return of how many projects the facts are printed: more of them, or long names, would fill page after page."""
    longest = max(len(project.name) for project in estimate.case.projects)
    few = len(estimate.projects) <= MOST_PROJECTS and longest <= _SHORT_NAME
    return MOST_PROJECTS if few else MOST_PROJECTS // 2


def policies(estimate: Estimate, calibration: Calibration, language: Language) -> dict[str, object]:
    """Return the policies side by side, as many tables as it takes, and what follows from them."""
    of = (estimate, calibration, language)
    table = tables.policies(*of)
    group, dash = language.t("What differs from usual cover"), Cell("–", None)
    # Only the column of having no policy is left to fill.
    unusual = [Line(line.key, (*line.cells, dash), group) for line in policy_terms_table.unusual(*of)]
    kept = [line for line in table.lines if line.key not in {other.key for other in unusual}]  # each stands once
    table = replace(table, lines=(*kept, *unusual))
    label, *columns = range(len(table.columns))
    chunks = [columns[i : i + POLICIES_ABREAST] for i in range(0, len(columns), POLICIES_ABREAST)]
    insured = len(columns) > 1
    return {
        "heading": table.title if insured else language.t("Without a policy"),
        "continued": language.t("{title} (continued)", title=table.title),
        "tables": [as_json(only(table, [label, *chunk])) for chunk in chunks],
        "note": table.note if insured else "",
        "sentences": [findings.policy(*of), *_steps(estimate, language)],
    }


def _steps(estimate: Estimate, language: Language) -> list[str]:
    """Say why the limit that suffices may differ between policies on the same incidents, where it does."""
    if len({p.needed_limit_eur for p in estimate.policies[:-1]}) < 2:
        return []
    return [
        language.t(
            "The limit that suffices is the market's next step above what is needed beyond the deductible, so that "
            "policies may differ by a step."
        )
    ]


def policies_in_short(estimate: Estimate, calibration: Calibration, language: Language) -> dict[str, object] | None:
    """Return the few lines of the policies that a first look needs; None without a policy."""
    table = tables.policies(estimate, calibration, language)
    if len(table.columns) == 2:
        return None
    count = min(len(table.columns) - 2, POLICIES_IN_SHORT)
    kept = [0, *range(1, count + 1), len(table.columns) - 1]
    lines = only(replace(table, lines=tuple(line for line in table.lines if line.key in _IN_SHORT)), kept)
    return {"heading": table.title, "table": as_json(replace(lines, note=_others(estimate, language, count)))}


def stories(told: Sequence[Story], language: Language) -> dict[str, object] | None:
    """Return simulated years in words."""
    if not told:
        return None
    when = [language.once_in(story.return_period_years) for story in told]
    items = [[capital(once), story.text] for once, story in zip(when, told, strict=True)]
    return {"heading": language.t("What such a year can look like"), "items": items}


def levers(
    found: Sensitivity | None, estimate: Estimate, calibration: Calibration, language: Language
) -> dict[str, object]:
    """Return what could be changed and what it saves, or that this was not computed."""
    heading = language.t("What you can change")
    if found is None:
        words = language.t("Which changes would save most was not computed for this document.")
        return {"heading": heading, "sentences": [words], "table": None}
    table = document_levers.table(found, estimate, calibration, language)
    title = document_levers.title(found, calibration, language)
    if not table.lines:
        return {"heading": heading, "sentences": [title], "table": None}
    said = document_levers.with_policy(found, estimate, calibration, language)
    return {"heading": title, "sentences": [said] if said else [], "table": as_json(table)}
