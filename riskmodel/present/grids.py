"""The figures of an estimate as grids: every figure with its errors, and what the damage is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from riskmodel.bands import Band
from riskmodel.calibration import Calibration
from riskmodel.crosstab import Crosstab
from riskmodel.estimate import Bases, CurvePoint, Estimate, Measures, Part
from riskmodel.measures import Measured
from riskmodel.present import names, tables
from riskmodel.present.grid import Column, Grid, Kind, Row, Value, bare, of_table
from riskmodel.present.language import Language

#: Key figures that are chances and not amounts.
_CHANCES: Final = {"claim_year", "claim_project", "claim_ten_years", "owed_year", "above_own_assets", "cap_holds"}

#: Figures of a part that have a band, in the order of the columns that hold them.
_BANDED: Final = ("mean_eur", "mean_share", "tail_share", "tail_eur")


def key_figures(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return the figures a reader asks for first."""
    table = tables.key_figures(estimate, calibration, language)
    grid = of_table(table, {"value": "row"}, group=language.t("What it is about"))
    bands = _key_bands(estimate, language)
    rows = (
        Row(
            (*row.values, *bands.get(line.key, (None, None))),
            "share" if line.key in _CHANCES else "euros",
            f"key_{line.key}",
        )
        for line, row in zip(table.lines, grid.rows, strict=True)
    )
    return replace(grid, columns=(*grid.columns, *_not_known(language, "row")), rows=tuple(rows), note="")


def _key_bands(estimate: Estimate, language: Language) -> dict[str, tuple[Value, Value]]:
    """Return the bands of the key figures, of those that have one."""
    found: dict[str, tuple[Value, Value] | None] = {f"claim_{name}": band for name, band in estimate.claim.band.items()}
    found |= {f"owed_{name}": band for name, band in estimate.owed_likelihood.band.items()}
    found |= {f"burden_{name}": band for name, band in estimate.burden.per_claim.band.items()}
    found |= {name.removesuffix("_probability"): band for name, band in estimate.band.items()}
    yearly = {"burden_mean": estimate.burden}
    for i, policy in enumerate(estimate.policies):
        yearly |= {f"insured_mean_{i}": policy.insured, f"retained_mean_{i}": policy.retained}
        if policy.needed_limit_band:
            found[f"needed_limit_{i}"] = tables.steps(policy.needed_limit_band, language)
    found |= {key: of.per_year.band.get("mean") for key, of in yearly.items()}
    return {key: band for key, band in found.items() if band is not None}


def results(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return every measure of every quantity, with the error of simulation and the band of what nobody knows."""
    t = language.t
    columns = (
        Column("quantity", t("Quantity")),
        Column("basis", t("Per")),
        Column("measure", t("Measure")),
        Column("value", t("Value"), "row"),
        *_ends(language, "row"),
        Column("name", t("Name in formulas")),
    )
    rows = [
        row for key, label, bases in _quantities(estimate, language) for row in _measured(key, label, bases, language)
    ]
    note = t(
        "The error of simulation holds in 95 of 100 cases. The band is what nobody knows about the world: in 8 of 10 "
        "cases the figure lies within it; it is given from full depth on, where noise does not hide it."
    )
    return Grid("results", t("All measures"), columns, tuple(rows), note)


def _ends(language: Language, kind: Kind) -> tuple[Column, ...]:
    t = language.t
    return (
        Column("lo", t("Error of simulation: from"), kind),
        Column("hi", t("Error of simulation: to"), kind),
        *_not_known(language, kind),
    )


def _not_known(language: Language, kind: Kind) -> tuple[Column, Column]:
    t = language.t
    return Column("band_lo", t("Not known: from"), kind), Column("band_hi", t("Not known: to"), kind)


def _band(of: Band | None) -> tuple[Value, Value]:
    return of or (None, None)


def _quantities(estimate: Estimate, language: Language) -> Iterator[tuple[str, str, Bases]]:
    for key, words in names.QUANTITIES.items():
        yield key, language.t(words), getattr(estimate, key)
    for number, policy in enumerate(estimate.policies, 1):
        if not names.is_none(policy):
            name = names.policy(policy, estimate, language)
            insured = language.t("{policy}: paid by the insurer", policy=name)
            yield f"policy_{number}_insured", insured, policy.insured
            yield f"policy_{number}_retained", language.t("{policy}: left with you", policy=name), policy.retained


def _measured(key: str, label: str, bases: Bases, language: Language) -> Iterator[Row]:
    for basis, per in tables.BASES.items():
        of: Measures = getattr(bases, basis)
        for measure, words in tables.MEASURES.items():
            found: Measured = getattr(of, measure)
            name = f"{key}_{basis}_{measure}"
            band = _band(of.band.get(measure))
            values = (label, language.t(per), language.t(words), found.value, found.lo, found.hi, *band, name)
            yield Row(values, "share" if measure == "any_probability" else "euros", name)


def exceedance(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return all exceedance curves below each other, what falls on the provider and what policies leave of it first."""
    t = language.t
    quantities = {key: t(words) for key, words in names.QUANTITIES.items()}
    labels = {"burden": quantities.pop("burden")}
    for i, policy in enumerate(estimate.policies[:-1]):
        name = names.policy(policy, estimate, language)
        labels[f"retained_{i}"] = t("{policy}: left with you", policy=name)
    labels |= quantities
    columns = (
        Column("quantity", t("Quantity")),
        Column("return_period_years", t("Once in … years"), "number"),
        Column("aggregate_eur", t("more than this in all"), "euros"),
        *_ends(language, "euros"),
        Column("occurrence_eur", t("more than this in one incident"), "euros"),
        *(replace(end, key=f"occurrence_{end.key}") for end in _ends(language, "euros")),
        Column("curve", t("Key")),
    )
    rows = [row for key, label in labels.items() for row in _points(key, label, estimate)]
    return Grid("exceedance", t("How often more than how much"), columns, tuple(rows))


def _points(key: str, label: str, estimate: Estimate) -> Iterator[Row]:
    curve = estimate.exceedance[key]
    for year, single in zip(curve.aggregate, curve.occurrence, strict=True):
        yield Row((label, year.return_period_years, *_point(year), *_point(single), key))


def _point(point: CurvePoint) -> tuple[Value, ...]:
    return (point.eur, point.lo, point.hi, *_band(point.band))


def heads(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return the damage heads: a year on average and in the tail."""
    return _parts(tables.heads(estimate, calibration, language), estimate.heads, estimate, language, "damage")


def own_heads(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return the heads of the provider's own cost, likewise."""
    return _parts(tables.own_heads(estimate, calibration, language), estimate.own_heads, estimate, language, "own_cost")


def incident_types(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return what falls on the provider by incident type, likewise."""
    table = tables.incident_types(estimate, calibration, language)
    return _parts(table, estimate.incident_types, estimate, language, "burden")


def projects(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return what falls on the provider by project, likewise."""
    return _parts(tables.projects(estimate, calibration, language), estimate.projects, estimate, language, "burden")


def _parts(table: tables.Table, parts: tuple[Part, ...], estimate: Estimate, language: Language, of: str) -> Grid:
    t = language.t
    grid = of_table(table, {"mean": "euros", "share": "share", "tail": "share"}, adds=("mean", "share", "tail"))
    tail_eur = Column("tail_eur", _worst(estimate, language), "euros", adds=True)
    banded = dict(zip(_BANDED, (*grid.columns[1:], tail_eur), strict=True))
    of_line = {
        part.name: (part.tail_eur, *(end for figure in banded for end in _band(part.band.get(figure))), part.name)
        for part in parts
    }
    rows = (Row((*row.values, *of_line[line.key])) for line, row in zip(table.lines, grid.rows, strict=True))
    ends = (
        Column(f"{column.key}_band_{end}", t(words, figure=column.label), column.kind)
        for column in banded.values()
        for end, words in names.NOT_KNOWN.items()
    )
    columns = (*grid.columns, tail_eur, *ends, Column("key", t("Key")))
    return replace(grid, columns=columns, rows=tuple(rows), total=t("Together"), must_be=f"{of}_per_year_mean")


def _worst(estimate: Estimate, language: Language) -> str:
    if estimate.tail_per == "claim":
        return language.t("mean of one of the worst claims")
    return language.t("mean of one of the worst years")


def heads_by_type(estimate: Estimate, calibration: Calibration, language: Language) -> tuple[Grid, Grid]:
    """Return damage heads by incident types: the mean a year, and the mean in the tail."""
    t, of = language.t, estimate.heads_by_type
    mean = _crossed("heads_by_type_mean", t("Mean a year"), of, of.mean_eur, calibration, language)
    tail = _crossed("heads_by_type_tail", _worst(estimate, language), of, of.tail_eur, calibration, language)
    return replace(mean, must_be="damage_per_year_mean"), replace(
        tail, note=t("Damage to others, whoever has to bear it.")
    )


def _crossed(
    key: str, title: str, of: Crosstab, eur: tuple[tuple[float, ...], ...], calibration: Calibration, language: Language
) -> Grid:
    types = [Column(k, names.incident_type(k, calibration, language), "euros", adds=True) for k in of.types]
    columns = (Column("head", language.t("Kinds of damage")), Column("total", language.t("Together"), "sum"), *types)
    rows = [Row((names.head(h, calibration, language), None, *row)) for h, row in zip(of.heads, eur, strict=True)]
    title = f"{language.t('Kinds of damage by what goes wrong')}: {title}"
    return Grid(key, title, columns, tuple(rows), total=language.t("Together"))


def sources(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return the sources, the most used first."""
    return of_table(tables.sources_used(calibration, language), {"figures": "number"})


def calibrated(estimate: Estimate, calibration: Calibration, language: Language) -> Grid:
    """Return every figure about the world with what is known of it; in words where one number cannot say it."""
    t, table = language.t, tables.sources(calibration, language)
    columns = (
        Column("title", t("Figure")),
        Column("figure", t("In the data folder")),
        Column("value", t("Value"), "number"),
        Column("chance", t("Chance or value")),
        Column("low", t("Known to lie in"), "number"),
        Column("high", t("to"), "number"),
        Column("unit", t("Unit")),
        Column("quality", t("Quality")),
        Column("source", t("Source")),
    )
    rows = []
    for line, entry in zip(table.lines, calibration.entries.values(), strict=True):
        title, words, _, *rest = map(bare, line.cells)
        value: tuple[Value, Value] = (None, words) if entry.value is None else (entry.value, None)
        rows.append(Row((title, entry.path, *value, *(entry.ignorance or (None, None)), *rest)))
    return Grid("figures", table.title, columns, tuple(rows), table.note)
