"""The figures of an estimate as tables: the same rows for terminal, screen, PDF and Excel."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import Bases, Estimate, Measures, StepBand
from riskmodel.measures import Measured
from riskmodel.present import names
from riskmodel.present.fact_tables import assumed, facts, given, ranges, sources, sources_used, stated
from riskmodel.present.language import N_, Language
from riskmodel.present.part_tables import heads, incident_types, own_heads, projects
from riskmodel.present.policy_tables import policies, who_pays
from riskmodel.present.table import Cell, Column, Line, Table, amount, chance, label_cell, money

__all__ = [
    "Cell",
    "Column",
    "Line",
    "Table",
    "assumed",
    "claims",
    "exceedance",
    "facts",
    "given",
    "heads",
    "incident_types",
    "key_figures",
    "measures",
    "own_heads",
    "policies",
    "projects",
    "ranges",
    "sources",
    "sources_used",
    "stated",
    "who_pays",
]

BASES: Final = {
    "per_year": N_("a year"),
    "per_incident": N_("an incident"),
    "per_claim": N_("a claim"),
}
MEASURES: Final = {
    "any_probability": N_("chance of any"),
    "mean": N_("mean"),
    "p50": N_("half stay below"),
    "p90": N_("9 of 10 stay below"),
    "p95": N_("95 of 100 stay below"),
    "p99": N_("99 of 100 stay below"),
    "p99_5": N_("995 of 1,000 stay below"),
    "tvar95": N_("mean of the worst 5 of 100"),
    "tvar99": N_("mean of the worst 1 of 100"),
}
_PER_CLAIM: Final = {
    "p50": N_("typical (half of the claims are smaller)"),
    "p90": N_("1 of 10 claims is larger"),
    "p99": N_("1 of 100 claims is larger"),
}


def key_figures(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return the figures a reader asks for first, a label and a value each."""
    t = language.t
    lines = [*_likelihood(estimate, language), *_per_claim(estimate, language), *_yearly(estimate, language)]
    lines += _cover(estimate, calibration, language)
    columns = (Column("label", t("Figure")), Column("value", t("Value"), numeric=True))
    note = t(
        "± is the error of simulation (95 of 100 times the figure lies within it), not what is unknown about the world."
    )
    return Table("key_figures", t("Key figures"), columns, tuple(lines), note)


def _likelihood(estimate: Estimate, language: Language) -> list[Line]:
    t, group = language.t, language.t("How likely a claim is")
    first = names.project(1, estimate, language)
    several = len(estimate.case.projects) > 1
    of_project = t("Claim from the project {name}", name=first) if several else t("Claim in the time of the project")
    return [
        _line("claim_year", t("Claim within a year"), chance(estimate.claim.year.value, language), group),
        _line("claim_project", of_project, _share(estimate.claim.project, language), group),
        _line("claim_ten_years", t("Claim within ten years"), _share(estimate.claim.ten_years, language), group),
        _line(
            "owed_year", t("Year in which you owe something"), _years(estimate.owed_likelihood.year, language), group
        ),
    ]


def _per_claim(estimate: Estimate, language: Language) -> list[Line]:
    group = language.t("How bad a claim is, before insurance")
    found = []
    for level, words in _PER_CLAIM.items():
        cell = money(getattr(estimate.burden.per_claim, level), language)
        found.append(_line(f"burden_{level}", language.t(words), cell, group))
    return found


def _yearly(estimate: Estimate, language: Language) -> list[Line]:
    t, group = language.t, language.t("On average a year")
    lines = [
        _line("burden_mean", t("Total on you, before insurance"), money(estimate.burden.per_year.mean, language), group)
    ]
    for i, policy in enumerate(estimate.policies):
        if names.is_none(policy):
            continue
        name = names.policy(policy, estimate, language)
        insured = t("{policy}: paid by the insurer", policy=name)
        retained = t("{policy}: left with you", policy=name)
        lines.append(_line(f"insured_mean_{i}", insured, money(policy.insured.per_year.mean, language), group))
        lines.append(_line(f"retained_mean_{i}", retained, money(policy.retained.per_year.mean, language), group))
    return lines


def _cover(estimate: Estimate, calibration: Calibration, language: Language) -> list[Line]:
    t, group = language.t, language.t("What it could take from you")
    above = estimate.above_own_assets_probability
    lines = [
        _line("above_own_assets", t("Year beyond your own assets, without insurance"), _years(above, language), group)
    ]
    holds = estimate.cap_holds_probability
    if holds is not None:
        cell = Cell(f"{language.cases(holds)} ({language.percent(holds)})", holds)
        lines.append(_line("cap_holds", t("The cap in the contract holds"), cell, group))
    for i, policy in enumerate(estimate.policies):
        if not names.is_none(policy):
            label = t("{policy}: limit that suffices", policy=names.policy(policy, estimate, language))
            lines.append(_line(f"needed_limit_{i}", label, needed_limit(policy.needed_limit_eur, language), group))
    return lines


def needed_limit(value: float | None, language: Language) -> Cell:
    """Return the limit that suffices, or that none on the market does."""
    return Cell(language.t("more than the market offers"), None) if value is None else amount(value, language)


def steps(band: StepBand, language: Language) -> tuple[float, float | str]:
    """Return the ends of the limit that suffices, in words where no limit on the market does."""
    low, high = band
    return low, language.t("more than the market offers") if high is None else high


def claims(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return what one claim comes to: by size (rows) and by what is meant (columns)."""
    t = language.t
    kinds = ("claimed", "owed", "own_cost", "burden")
    columns = [Column("label", t("Of all claims"))]
    columns += [Column(kind, t(names.QUANTITIES[kind]), numeric=True) for kind in kinds]
    lines = []
    for level, words in _PER_CLAIM.items():
        cells = [money(getattr(getattr(estimate, kind).per_claim, level), language) for kind in kinds]
        lines.append(Line(level, (label_cell(t(words)), *cells)))
    note = t("Each column is ordered by itself; so the columns of a row do not add up.")
    return Table("claims", t("If a claim is made"), tuple(columns), tuple(lines), note)


def measures(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return every measure of every quantity with its error, a year, an incident and a claim apart."""
    t = language.t
    columns = [Column("label", t("Measure"))]
    columns += [Column(basis, t(words), numeric=True) for basis, words in BASES.items()]
    lines = []
    for kind, words in names.QUANTITIES.items():
        lines += _measured(getattr(estimate, kind), kind, t(words), language)
    note = t(
        "± is the error of simulation (95 of 100 times the figure lies within it), not what is unknown about the world."
    )
    return Table("measures", t("All measures"), tuple(columns), tuple(lines), note)


def _measured(bases: Bases, kind: str, group: str, language: Language) -> list[Line]:
    lines = []
    for measure, words in MEASURES.items():
        cells = [_measure(getattr(bases, basis.name), measure, language) for basis in fields(bases)]
        lines.append(Line(f"{kind}_{measure}", (label_cell(language.t(words)), *cells), group))
    return lines


def _measure(of: Measures, measure: str, language: Language) -> Cell:
    found: Measured = getattr(of, measure)
    return _share(found.value, language) if measure == "any_probability" else money(found, language)


def exceedance(estimate: Estimate, calibration: Calibration, language: Language, quantity: str = "burden") -> Table:
    """Return an exceedance curve as rows: once in so many years, more than so much."""
    t = language.t
    columns = (
        Column("years", t("Once in … years")),
        Column("aggregate", t("more than this in all"), numeric=True),
        Column("occurrence", t("more than this in one incident"), numeric=True),
    )
    curve = estimate.exceedance[quantity]
    lines = []
    for year, single in zip(curve.aggregate, curve.occurrence, strict=True):
        cells = [money(Measured(p.eur, p.lo, p.hi), language) for p in (year, single)]
        years = Cell(language.number(year.return_period_years), year.return_period_years)
        lines.append(Line(str(year.return_period_years), (years, *cells)))
    return Table(f"exceedance_{quantity}", t("How often more than how much"), columns, tuple(lines))


def _line(key: str, label: str, cell: Cell, group: str) -> Line:
    return Line(key, (label_cell(label), cell), group)


def _years(of: Measured, language: Language) -> Cell:
    return chance(of.value, language)


def _share(value: float, language: Language) -> Cell:
    """Return a chance that is not one of a year: as a count of those like you, with percent."""
    if not 0.0 < value < 1.0:
        return Cell(language.percent(value), value)
    return Cell(f"{language.out_of(value)} ({language.percent(value)})", value)
