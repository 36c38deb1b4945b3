"""The part of a summary that says what could be changed, and what it saves."""

from __future__ import annotations

from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.measures import Measured
from riskmodel.present import lever_texts, names
from riskmodel.present.language import Language
from riskmodel.present.placement import short
from riskmodel.present.table import Cell, Column, Line, Table, label_cell
from riskmodel.sensitivity import Lever, Sensitivity

#: More levers than this are no longer a choice.
_MOST: Final = 6
#: Characters of a policy's name over a column.
_LONGEST: Final = 32


def table(found: Sensitivity, estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return the levers that save more than the error of simulation, most saved first; empty if none does.

    With a policy, the one that saves most then is among them; what is no larger than its error stands in brackets.
    """
    t = language.t
    insured = not names.is_none(estimate.policies[0])
    columns = [Column("label", t("What could be changed"))]
    columns += [Column("burden", t("Saves a year before insurance"), numeric=True), Column("error", "±", numeric=True)]
    if insured:
        policy = short(names.policy(estimate.policies[0], estimate, language), _LONGEST)
        columns += [Column("retained", t("Saves a year with “{policy}”", policy=policy), numeric=True)]
        columns += [Column("retained_error", "±", numeric=True)]
    lines = []
    for lever in _shown(found, insured):
        saved = [lever.saved.burden_eur, *([lever.saved.retained_eur] if insured else [])]
        cells = [cell for m in saved for cell in (_saved(m, language), _error(m, language))]
        lines.append(Line(lever.name, (label_cell(lever_texts.name(lever, calibration, language)), *cells)))
    note = t(
        "Means a year, one change at a time, on the same chances ({trials} simulated years); ± is the error of "
        "simulation. Changes that save no more than that are left out.",
        trials=language.number(found.trials),
    )
    if any(cell.text.startswith("(") for line in lines for cell in line.cells[1:]):
        note += " " + t("Savings in brackets are no larger than their error and say nothing.")
    return Table("levers", t("What saves most"), tuple(columns), tuple(lines), note)


def _shown(found: Sensitivity, insured: bool) -> list[Lever]:
    most = [*found.clear[:_MOST]]
    best = next(iter(found.clear_with_policy), None) if insured else None
    return most if best is None or best in most else [*most[: _MOST - 1], best]


def title(found: Sensitivity, calibration: Calibration, language: Language) -> str:
    """State what saves most."""
    first = next(iter(found.clear), None)
    if first is None:
        return language.t("No single change saves clearly more than the error of the simulation.")
    return language.t(
        "This would save most, about {saved} a year before insurance: {lever}.",
        saved=language.euros_rounded(first.saved.burden_eur.value),
        lever=lever_texts.name(first, calibration, language),
    )


def with_policy(found: Sensitivity, estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """State what saves most once a policy pays, where that is another change; nothing otherwise."""
    best = next(iter(found.clear_with_policy), None)
    if names.is_none(estimate.policies[0]) or best is None or best is next(iter(found.clear), None):
        return ""
    return language.t(
        "With “{policy}” something else saves most, about {saved} a year: {lever}.",
        policy=names.policy(estimate.policies[0], estimate, language),
        saved=language.euros_rounded(best.saved.retained_eur.value),
        lever=lever_texts.name(best, calibration, language),
    )


def _saved(saved: Measured, language: Language) -> Cell:
    text = language.euros_rounded(saved.value)
    return Cell(text if saved.lo > 0.0 else f"({text})", saved.value)


def _error(saved: Measured, language: Language) -> Cell:
    half = saved.farthest
    return Cell(language.euros_rounded(half), half)
