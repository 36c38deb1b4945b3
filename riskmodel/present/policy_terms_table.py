"""What the policies promise, side by side, in the insurers' own criteria."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.case import Policy
from riskmodel.cover import CLAUSES, PERIOD, Terms, complete, usual_choice
from riskmodel.estimate import Estimate
from riskmodel.present import currencies, fact_tables, fields, names
from riskmodel.present.language import Language
from riskmodel.present.policy_tables import as_given, policies
from riskmodel.present.table import Cell, Line, Table, label_cell

_SUMS: Final = ("limit", "aggregate", "deductible")
_PREMIUM: Final = ("premium_eur_per_year",)
_FIELDS: Final = (
    "defence",
    "own_damage_sublimit_eur",
    "sublimits_eur",
    "excluded_incident_types",
    "excluded_heads",
    *_PREMIUM,
)


def terms(estimate: Estimate, calibration: Calibration, language: Language) -> Table:
    """Return a column for each policy, without the one of having none, and a row for each term."""
    known = policies(estimate, calibration, language)
    given = estimate.case.policies
    lines = [Line(line.key, line.cells[: len(given) + 1]) for line in known.lines if line.key in _SUMS]
    for name in _FIELDS:
        cells = [
            _cell(name, of.terms, policy, calibration, language)
            for of, policy in zip(estimate.policies, given, strict=False)
        ]
        lines.append(Line(name, (label_cell(fields.label(f"policy.1.{name}", language)), *cells)))
    lines[-1:-1] = _clauses_and_period(estimate, calibration, language)
    columns = known.columns[: len(given) + 1]
    return Table("terms", language.t("What the policies promise"), columns, tuple(lines))


def unusual(estimate: Estimate, calibration: Calibration, language: Language) -> list[Line]:
    """Return the rows of the terms, sums and premium aside, in which any policy differs from usual cover."""
    usual_policy = Policy()
    usual = complete(usual_policy, calibration)
    words = {name: _cell(name, usual, usual_policy, calibration, language).text for name in _FIELDS}
    for name in (*CLAUSES, "trigger"):
        words[name] = fields.value_text(f"policy.{name}", usual_choice(usual_policy, name, calibration), language)
    words |= {name: fields.value_text(f"policy.{name}", inf, language) for name in PERIOD.values()}
    lines = [line for line in terms(estimate, calibration, language).lines if line.key not in (*_SUMS, *_PREMIUM)]
    return [line for line in lines if {cell.text for cell in line.cells[1:]} - {words[line.key], "–"}]


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
            if name == "trigger":  # each policy has one, also where without dates nothing hangs on it
                values = [usual_choice(policy, name, calibration) for policy in case.policies]
            label = label_cell(fields.label(path.format(1), language))
            cells = [Cell("–" if v is None else fields.value_text(path.format(1), v, language), v) for v in values]
            lines.append(Line(name, (label, *cells)))
    return lines


def _cell(name: str, of: Terms, given: Policy, calibration: Calibration, language: Language) -> Cell:
    if name == "defence":
        return Cell(fields.value_text("policy.1.defence", "inside" if of.defence_inside else "beside", language))
    if name == "sublimits_eur":
        told = [
            f"{names.head(head, calibration, language)}: {currencies.both(amount, language.euros(eur), language)}"
            for (head, eur), (_, amount) in zip(of.sublimits_eur, given.sublimits_eur, strict=True)
        ]
        return Cell("; ".join(told) or language.t("none"))
    if name == "excluded_incident_types":
        return _listed(
            [names.incident_type(key, calibration, language) for key in of.excluded_incident_types], language
        )
    if name == "excluded_heads":
        return _listed([names.head(key, calibration, language) for key in of.excluded_heads], language)
    if name == "own_damage_sublimit_eur" and of.own_damage_sublimit_eur == 0.0:
        return Cell(language.t("not insured"), 0.0)
    return as_given(getattr(given, name), getattr(of, name), language)


def _listed(called: Sequence[str], language: Language) -> Cell:
    return Cell(", ".join(called) or language.t("none"))


def left_open(estimate: Estimate, calibration: Calibration, language: Language, count: int) -> str:
    """Name the terms that the first `count` policies leave open and that are assumed as usual in the market, if any."""
    stated = fact_tables.stated(estimate.case, (), calibration)
    called: dict[int, list[str]] = {}
    for s in stated:
        if (number := int(s.field.split(".")[1])) <= count:
            called.setdefault(number, []).append(fields.label(s.field, language))
    if not called:
        return ""
    alike: dict[str, list[str]] = {}  # what several leave open is said once
    for number, labels in called.items():
        policy = names.policy(estimate.policies[number - 1], estimate, language)
        alike.setdefault(", ".join(labels), []).append(policy)
    every = language.t("all policies") if 1 < count == len(estimate.case.policies) else ""
    told = "; ".join(
        f"{every if every and len(policies) == count else ', '.join(policies)}: {labels}"
        for labels, policies in alike.items()
    )
    return language.t("Left open in the case and assumed as usual in the market: {terms}.", terms=told)
