"""What the policies promise, side by side, in the insurers' own criteria."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.cover import CLAUSES, PERIOD, Terms
from riskmodel.estimate import Estimate
from riskmodel.present import fact_tables, fields, names
from riskmodel.present.language import Language
from riskmodel.present.policy_tables import policies
from riskmodel.present.table import Cell, Line, Table, amount, label_cell

_SUMS: Final = ("limit", "aggregate", "deductible")
_FIELDS: Final = (
    "defence",
    "own_damage_sublimit_eur",
    "sublimits_eur",
    "excluded_incident_types",
    "excluded_heads",
    "premium_eur_per_year",
)


def terms(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return a column for each policy, without the one of having none, and a row for each term."""
    known = policies(estimate, calibration, language)
    kept = [line for line in known.lines if line.key in _SUMS]
    insured = [p.terms for p in estimate.policies if not names.is_none(p)]
    lines = [Line(line.key, line.cells[: len(insured) + 1]) for line in kept]
    for name in _FIELDS:
        cells = [_cell(name, of, calibration, language) for of in insured]
        lines.append(Line(name, (label_cell(fields.label(f"policy.1.{name}", language)), *cells)))
    lines[-1:-1] = _clauses_and_period(estimate, calibration, language)
    columns = known.columns[: len(insured) + 1]
    return Table("terms", language.t("What the policies promise"), columns, tuple(lines))


def _clauses_and_period(estimate: Estimate, calibration: Calibration, language: Language) -> list[Line]:
    """Return a row for each clause and each end of the period that restricts any of the policies."""
    case = estimate.case
    assumed = {s.field: s.value for s in fact_tables.stated(case, (), calibration)}
    lines = []
    for name in (*CLAUSES, "trigger", *PERIOD.values()):
        path = f"policy.{{}}.{name}"
        values = [
            assumed.get(path.format(i)) if getattr(policy, name) is None else getattr(policy, name)
            for i, policy in enumerate(case.policies, start=1)
        ]
        if any(value is not None for value in values):
            label = label_cell(fields.label(path.format(1), language))
            cells = [Cell("–" if v is None else fields.value_text(path.format(1), v, language), v) for v in values]
            lines.append(Line(name, (label, *cells)))
    return lines


def _cell(name: str, of: Terms, calibration: Calibration, language: Language) -> Cell:
    if name == "defence":
        return Cell(fields.value_text("policy.1.defence", "inside" if of.defence_inside else "beside", language))
    if name == "sublimits_eur":
        told = [f"{names.head(head, calibration, language)}: {language.euros(eur)}" for head, eur in of.sublimits_eur]
        return Cell("; ".join(told) or language.t("none"))
    if name == "excluded_incident_types":
        return _listed(
            [names.incident_type(key, calibration, language) for key in of.excluded_incident_types], language
        )
    if name == "excluded_heads":
        return _listed([names.head(key, calibration, language) for key in of.excluded_heads], language)
    if name == "own_damage_sublimit_eur" and of.own_damage_sublimit_eur == 0.0:
        return Cell(language.t("not insured"), 0.0)
    return amount(getattr(of, name), language)


def _listed(called: Sequence[str], language: Language) -> Cell:
    return Cell(", ".join(called) or language.t("none"))


def left_open(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """Name the terms that the case leaves open and that are assumed as usual in the market; empty if there are none."""
    stated = fact_tables.stated(estimate.case, (), calibration)
    called: dict[str, list[str]] = {}
    for s in stated:
        number = int(s.field.split(".")[1])
        policy = names.policy(estimate.policies[number - 1], estimate, language)
        called.setdefault(policy, []).append(fields.label(s.field, language))
    if not called:
        return ""
    told = "; ".join(f"{policy}: {', '.join(labels)}" for policy, labels in called.items())
    return language.t("Left open in the case and assumed as usual in the market: {terms}.", terms=told)
