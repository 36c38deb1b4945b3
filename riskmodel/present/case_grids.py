"""What was told and assumed, the policies and the levers as grids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.cover import CLAUSES, PERIOD, usual_choice
from riskmodel.estimate import PAYERS, Estimate, PolicyEstimate
from riskmodel.facts import Stated
from riskmodel.measures import Measured
from riskmodel.present import conventions, currencies, fact_tables, fields, names, tables, what_if_tables
from riskmodel.present.grid import Column, Grid, Kind, Row, Value, bare, kind_of_unit, of_table
from riskmodel.present.language import N_, Language
from riskmodel.present.placement import short
from riskmodel.sensitivity import Sensitivity, moved

_STATUS: Final = {"given": N_("given"), "range": N_("given as a range"), "assumed": N_("assumed")}
#: Lines of the policies with a band, and the figure it is of.
_BANDS: Final = {
    "premium_indication": "premium_indication_eur",
    "uncovered": "uncovered_probability",
    "needed_limit": "needed_limit_eur",
}


def inputs(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return every fact the model used: its value, between what it lies, and whether it was given or assumed."""
    t = language.t
    columns = (
        Column("part", t("Part")),
        Column("fact", t("Fact")),
        Column("value", t("Value"), "row"),
        Column("low", t("in 8 of 10 such cases from"), "row"),
        Column("high", t("to"), "row"),
        Column("unit", t("Unit")),
        Column("entered", t("As entered, in another currency")),
        Column("status", t("Given or assumed")),
        Column("quality", t("Quality")),
        Column("source", t("Source")),
        Column("field", t("In the case file")),
    )
    stated = fact_tables.stated(estimate.case, estimate.stated, calibration)
    of = (estimate.case, stated, calibration, language)
    words = {
        line.key: line.cells[1].text
        for table in (fact_tables.given(*of), fact_tables.assumed(*of))
        for line in table.lines
    }
    rows = (_fact(s, words.get(s.field, ""), estimate, calibration, language) for s in stated)
    note = conventions.said(estimate.case, estimate.rates, language)
    return Grid("inputs", t("What the result rests on"), columns, tuple(rows), note)


def _fact(s: Stated, words: str, estimate: Estimate, calibration: Calibration, language: Language) -> Row:
    number = isinstance(s.value, float | int) and not isinstance(s.value, bool) and isfinite(s.value)
    kind = kind_of_unit(s.unit)
    # A share is kept as such: 0.15, which a workbook shows as 15 %, but a CSV does not.
    unit = language.t("share, 1 is 100 %") if kind == "share" else fields.field(s.field, language).unit
    values: tuple[Value, ...] = (
        short(fields.where(s.field, estimate.case, language)),  # it stands in each of a project's rows
        fields.label(s.field, language),
        s.value if number else words,
        s.low,
        s.high,
        unit if number else "",
        currencies.entered(s.entered, language) if s.entered else None,
        language.t(_STATUS[s.status]),
        s.quality,
        names.source(s.source, calibration, language),
        s.field,
    )
    return Row(values, kind, f"input_{s.field}" if number else "")


def policies(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return the policies side by side: their terms, and what each does."""
    table = tables.policies(estimate, calibration, language)
    grid = of_table(table, {column.key: "row" for column in table.columns[1:]})
    columns = [replace(c, key=f"policy_{i}" if i else c.key) for i, c in enumerate(grid.columns)]
    columns[-1] = replace(columns[-1], key="none")
    rows = []
    for line, row in zip(table.lines, grid.rows, strict=True):
        if line.key == "trigger":  # stands among the terms
            continue
        rows.append(replace(row, kind="share" if line.key == "uncovered" else "euros"))
        if line.key == "deductible":
            rows += _terms(estimate, calibration, language)
        if line.key in _BANDS:
            rows += _not_known(_BANDS[line.key], rows[-1], estimate, language)
    return replace(grid, columns=tuple(columns), rows=tuple(rows))


def _not_known(figure: str, row: Row, estimate: Estimate, language: Language) -> Iterator[Row]:
    """Return the ends of the band of a row, if any policy has one."""
    bands: list[tuple[Value, Value] | None] = [p.band.get(figure) for p in estimate.policies]
    if figure == "needed_limit_eur":
        steps = [p.needed_limit_band for p in estimate.policies]
        bands = [tables.steps(band, language) if band else None for band in steps]
    if any(bands):
        for end, words in enumerate(names.NOT_KNOWN.values()):
            label = language.t(words, figure=row.values[0])
            yield Row((label, *(band[end] if band else None for band in bands)), row.kind)


def _terms(estimate: Estimate, calibration: Calibration, language: Language) -> Iterator[Row]:
    """Return the terms that the table leaves out where they are not agreed."""

    def row(name: str, of: tuple[Value, ...], kind: Kind) -> Row:
        insured = (value if not names.is_none(p) else None for value, p in zip(of, estimate.policies, strict=True))
        label, unit = fields.label(f"policy.{name}", language), fields.field(f"policy.{name}", language).unit
        return Row((f"{label} ({unit})" if kind == "number" else label, *insured), kind)

    each = [p.terms for p in estimate.policies]
    yield row("deductible_share", tuple(p.deductible_share for p in each), "share")
    most = tuple(p.deductible_maximum_eur if isfinite(p.deductible_maximum_eur) else None for p in each)
    yield row("deductible_maximum_eur", most, "euros")
    yield row("own_damage_sublimit_eur", tuple(p.own_damage_sublimit_eur for p in each), "euros")
    defence = ("inside" if p.defence_inside else "beside" for p in each)
    yield row("defence", tuple(fields.value_text("policy.defence", d, language) for d in defence), "text")
    for clause in CLAUSES:
        applies = (usual_choice(policy, clause, calibration) for policy in estimate.case.policies)
        yield row(clause, (*(fields.value_text(f"policy.{clause}", a, language) for a in applies), None), "text")
    triggers = (fields.value_text("policy.trigger", p.period.trigger, language) for p in each)
    yield row("trigger", tuple(triggers), "text")
    for name, field in PERIOD.items():
        months = [getattr(p.period, name) for p in each]
        path = f"policy.{field}"
        yield row(field, tuple(m if isfinite(m) else fields.value_text(path, m, language) for m in months), "number")


def who_pays(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return who bears damage and own cost, by policy and size of the claim, with what nobody knows of each part."""
    t = language.t
    words = (N_("Client and others"), N_("You"), N_("Insurer"), N_("Subcontractor"))
    payers = {payer: t(word) for payer, word in zip(PAYERS, words, strict=True)}
    columns = (
        Column("policy", t("Policy")),
        Column("size", t("Claims by size")),
        *(Column(payer, label, "euros", adds=True) for payer, label in payers.items()),
        Column("total_eur", t("Together"), "sum"),
        *(
            Column(f"{payer.removesuffix('_eur')}_band_{end}", t(names.NOT_KNOWN[end], figure=label), "euros")
            for payer, label in payers.items()
            for end in ("lo", "hi")
        ),
    )
    rows = [row for policy in estimate.policies for row in _payers(policy, estimate, language)]
    return Grid("who_pays", t("Who pays"), columns, tuple(rows), t("Means of the claims of each size."))


def _payers(policy: PolicyEstimate, estimate: Estimate, language: Language) -> Iterator[Row]:
    name = names.policy(policy, estimate, language)
    for w in policy.who_pays:
        parts = (getattr(w, payer) for payer in PAYERS)
        ends = (end for payer in PAYERS for end in w.band.get(payer, (None, None)))
        yield Row((name, names.claim_size(w.size, language), *parts, None, *ends))


def levers(found: Sensitivity, calibration: Calibration, language: Language) -> Grid:
    """Return what could be changed, and what each change saves a year with its error."""
    table = what_if_tables.levers(found, calibration, language)
    columns = [Column("lever", language.t("What could be changed"))]
    for column in table.columns[1:]:
        columns += _with_error(column.key, column.label, language)
    rows = []
    # Those that save clearly more than their error come first: the chart draws them, and documents name no others.
    pulled = zip(table.lines, found.levers, strict=True)
    for line, lever in sorted(pulled, key=lambda of: of[1] not in found.clear):
        saved = [getattr(lever.saved, f"{column.key}_eur") for column in table.columns[1:]]
        rows.append(Row((bare(line.cells[0]), *(v for m in saved for v in _ends(m)))))
    note = language.t("On the same chances, one change at a time.")
    return Grid("levers", table.title, tuple(columns), tuple(rows), note)


def tornado(found: Sensitivity, estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return how far each of the inputs that matter most moves the year; terms of a policy, what it leaves."""
    t = language.t
    table = what_if_tables.tornado(found, estimate.case, calibration, language)
    columns = (
        Column("input", t("Input")),
        Column("low", t("Low"), "row"),
        *_with_error("at_low", t("moves the year by"), language),
        Column("high", t("High"), "row"),
        *_with_error("at_high", t("moves the year by"), language),
        Column("moves", t("What moves")),
        Column("field", t("In the case file")),
    )
    burden = names.QUANTITIES["burden"]
    rows, before = [], t(burden)
    of_line = {swing.field: swing for swing in found.tornado}
    for line in table.lines:
        swing = of_line[line.key]
        low, high = (_ends(moved(swing.field, effect)) for effect in (swing.at_low, swing.at_high))
        values = (bare(line.cells[0]), swing.low, *low, swing.high, *high, line.group or before, line.key)
        rows.append(Row(values, kind_of_unit(swing.unit)))
    return Grid("tornado", table.title, columns, tuple(rows), table.note)


def _with_error(key: str, label: str, language: Language) -> tuple[Column, ...]:
    t = language.t
    return (
        Column(f"{key}_eur", label, "euros"),
        Column(f"{key}_lo", t("Error of simulation: from"), "euros"),
        Column(f"{key}_hi", t("Error of simulation: to"), "euros"),
    )


def _ends(of: Measured) -> tuple[float, float, float]:
    return of.value, of.lo, of.hi
