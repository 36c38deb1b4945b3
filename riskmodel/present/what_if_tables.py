"""What-if as tables: which inputs decide the figure, and what saves most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from riskmodel.calibration import Calibration
from riskmodel.case import ACTIVITIES, Case
from riskmodel.measures import Measured
from riskmodel.present import fields, lever_texts, names
from riskmodel.present.language import Language
from riskmodel.present.table import Cell, Column, Line, Table, label_cell
from riskmodel.sensitivity import ENOUGH, Choice, Sensitivity, Swing, moved, of_policy

_Moved = TypeVar("_Moved", Swing, Choice)
_MOST = 12  # inputs that are shown; the rest moves next to nothing
_LEAST_EUR = 0.5  # a term of a policy that moves less is not shown


def levers(found: Sensitivity, calibration: Calibration, language: Language) -> Table:
    """Return what could be changed, most euros saved first."""
    t = language.t
    columns = (
        Column("label", t("What could be changed")),
        Column("burden", t("Saves a year before insurance"), numeric=True),
        Column("owed", t("of it owed by you"), numeric=True),
        Column("retained", t("Saves a year with your policy"), numeric=True),
    )
    lines = tuple(
        Line(
            lever.name,
            (
                label_cell(lever_texts.name(lever, calibration, language)),
                *(
                    _saved(m, language)
                    for m in (lever.saved.burden_eur, lever.saved.owed_eur, lever.saved.retained_eur)
                ),
            ),
        )
        for lever in found.levers
    )
    note = t(
        "On the same chances, one change at a time, {trials} simulated years; in brackets the error of simulation. "
        "What is smaller than its error says nothing.",
        trials=language.number(found.trials),
    )
    return Table("levers", t("What saves most"), columns, lines, note)


def validation(found: Sensitivity, language: Language) -> str:
    """Say in one line whether the trials suffice."""
    trials, error = language.number(found.trials), language.percent(found.relative_error)
    if not found.clear:
        return language.t(
            "No change saves more than the error of the {trials} simulated years; more years may tell more.",
            trials=trials,
        )
    if found.relative_error > ENOUGH:
        return language.t(
            "The {trials} simulated years are too few: what the best change saves is known only to ± {error}. Simulate "
            "more years.",
            trials=trials,
            error=error,
        )
    return language.t(
        "The {trials} simulated years suffice to tell the changes apart: what the best one saves is known to "
        "± {error}, and {clear} of {all} save more than their error.",
        trials=trials,
        error=error,
        clear=language.number(len(found.clear)),
        all=language.number(len(found.levers)),
    )


def tornado(found: Sensitivity, case: Case, calibration: Calibration, language: Language) -> Table:
    """Return how far the year moves between the low and the high end of each input, widest first.

    What falls on the provider before insurance, and apart from it what the terms of the policies leave of it.
    """
    t = language.t
    columns = (
        Column("label", t("Input")),
        Column("low", t("Low"), numeric=True),
        Column("at_low", t("moves the year by"), numeric=True),
        Column("high", t("High"), numeric=True),
        Column("at_high", t("moves the year by"), numeric=True),
    )
    before, terms = _apart(found.tornado)
    lines = tuple(
        Line(s.field, _swing(s, case, calibration, language), group)
        for group, swings in zip(_groups(language, bool(terms)), (before, terms), strict=True)
        for s in swings[:_MOST]
    )
    note = t("Given inputs at half and double, others at the ends between which 8 of 10 such cases lie.")
    note = " ".join([note, *_cut(len(before), language)])
    return Table("tornado", t("Which inputs decide most"), columns, lines, note)


def _apart(of: Sequence[_Moved]) -> tuple[list[_Moved], list[_Moved]]:
    """Return what moves the year before insurance, and the terms of the policies that move anything."""
    return (
        [each for each in of if not of_policy(each.field)],
        [each for each in of if of_policy(each.field) and each.width_eur >= _LEAST_EUR],
    )


def _groups(language: Language, terms: bool) -> tuple[str, str]:
    """Return what is moved, as headings; none where it is one thing."""
    t = language.t
    return (t("Total on you, before insurance"), t("Left with you, by the terms of the policy")) if terms else ("", "")


def choices(found: Sensitivity, case: Case, calibration: Calibration, language: Language) -> Table:
    """Return how far the year moves with each other choice, the widest input first; the policies' clauses apart."""
    t = language.t
    columns = (
        Column("label", t("Input")),
        Column("used", t("Used here")),
        Column("value", t("instead")),
        Column("moves", t("moves the year by"), numeric=True),
    )
    before, terms = _apart(found.choices)
    lines = [
        line
        for group, chosen in zip(_groups(language, bool(terms)), (before, terms), strict=True)
        for choice in chosen[:_MOST]
        for line in _options(choice, group, case, calibration, language)
    ]
    notes = [t("Each other choice against the one used, on the same chances."), *_cut(len(before), language)]
    if any(choice.field.endswith("response.stance") for choice in before[:_MOST]):
        notes.append(t("A public answer that costs you less may harm your client more."))
    note = " ".join(notes)
    return Table("choices", t("What a different choice would move"), columns, tuple(lines), note)


def _options(choice: Choice, group: str, case: Case, calibration: Calibration, language: Language) -> Iterator[Line]:
    for option in choice.options:
        first = option is choice.options[0]
        name = label_cell(_called(choice.field, case, calibration, language) if first else "")
        used, value = (_chosen(choice.field, v, case, language) for v in (choice.used, option.value))
        cells = (name, label_cell(used if first else ""), label_cell(value))
        moves = _moves(moved(choice.field, option.effect), language)
        yield Line(f"{choice.field}={option.value}", (*cells, moves), group)


def _cut(inputs: int, language: Language) -> list[str]:
    """Say that not all inputs are shown, where that is so."""
    if inputs <= _MOST:
        return []
    return [language.t("The {n} widest of {all} inputs.", n=_MOST, all=inputs)]


def _chosen(field: str, value: str | bool | None, case: Case, language: Language) -> str:
    if field.endswith(".activity") and isinstance(value, str) and value not in ACTIVITIES:
        return fields.activity(case.projects[int(field.split(".")[1]) - 1].activity or (), language)
    return fields.value_text(field, value, language)


def _saved(saved: Measured, language: Language) -> Cell:
    half = language.t("± {amount}", amount=language.euros_rounded(saved.farthest))
    return Cell(language.euros_rounded(saved.value), saved.value, f"({half})")


def _moves(by: Measured, language: Language) -> Cell:
    """Return a change with its sign, for more and less stand side by side."""
    cell = _saved(by, language)
    return replace(cell, text=f"+{cell.text}") if by.value >= 0.5 else cell


def _called(field: str, case: Case, calibration: Calibration, language: Language) -> str:
    name = fields.label(field, language)
    *at, last = field.split(".")
    if at[-1] == "sublimits_eur":
        name = language.t("Sublimit, {head}", head=names.head(last, calibration, language))
    several = {"project": len(case.projects) > 1, "policy": len(case.policies) > 1}
    if several.get(at[0]):
        return f"{name} ({fields.where(field, case, language)})"
    return name


def _swing(swing: Swing, case: Case, calibration: Calibration, language: Language) -> tuple[Cell, ...]:
    ends = [
        (
            Cell(fields.value_text(swing.field, end, language, rounded=True), end),
            _moves(moved(swing.field, effect), language),
        )
        for end, effect in ((swing.low, swing.at_low), (swing.high, swing.at_high))
    ]
    return (label_cell(_called(swing.field, case, calibration, language)), *ends[0], *ends[1])
