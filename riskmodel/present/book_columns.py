"""The columns of a book explained: what each means, its unit, what is allowed, an example, what is assumed if empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from riskmodel import facts
from riskmodel.book.columns import PROJECT_ID, PROVIDER_ID, RETROACTIVE, SINCE, Column, columns
from riskmodel.book.intake import Cell
from riskmodel.book.sample import sample_rows
from riskmodel.book.writing import written
from riskmodel.calibration import Calibration
from riskmodel.case import PARTS, Case, Contract, Policy, Project
from riskmodel.damage import heads
from riskmodel.facts import Stated
from riskmodel.present import fact_tables, fields
from riskmodel.present.book_rows import usual
from riskmodel.present.language import N_, Language
from riskmodel.safeguards import incident_types

#: What a column without a field of its own in the case means.
_LABELS: Final = {
    PROVIDER_ID: N_("Id of the provider: the same in all its rows"),
    PROJECT_ID: N_("Id of the project: no two of a provider are the same"),
    SINCE: N_("Insured without a gap since"),
    RETROACTIVE: N_("Errors made since this day count as well"),
}
_INSTEAD: Final = N_("Instead of the months in the column before.")
#: What is assumed where it is more than a value.
_ASSUMED: Final = {
    "provider.name": N_("the id"),
    "project.name": N_("the id"),
    "provider.legal_form": N_("by kind of business"),
    "project.year_share": N_("what the other projects leave, in equal parts"),
    "project.client.people": N_("revenue ÷ (orders a year × value of an order)"),
    "project.client.records": N_("about one for each customer"),
    "project.response.answer_within_hours": N_("no answer is sure"),
    "project.contract.cap_eur": N_("see cap_multiple"),
    "project.contract.insurance_demanded_eur": N_("none"),
    "policy.name": N_("no name"),
    "policy.limit_eur": N_("no policy"),
    "policy.deductible_maximum_eur": N_("unlimited"),
    "policy.sublimits_eur": N_("none"),
    "policy.excluded_incident_types": N_("none"),
    "policy.excluded_heads": N_("none"),
    "policy.premium_eur_per_year": N_("not known"),
}
_EXAMPLES: Final[dict[str, Cell]] = {
    "policy_retroactive_date": date(2015, 1, 1),
    "policy_sublimits_eur": "50000 pr_campaign + 20000 goodwill",
    "policy_excluded_incident_types": "data_leak + outage",
    "policy_excluded_heads": "contract_penalty",
    "client_margin_share": 0.2,
    "year_share": 0.5,
    "policy_deductible_share": 0.1,
}


@dataclass(frozen=True)
class Explained:
    """A column in one language."""

    name: str
    meaning: str
    question: str  # to the provider
    unit: str
    allowed: str
    example: str
    assumed: str  # where the cell is empty


def explained(calibration: Calibration, language: Language) -> tuple[Explained, ...]:
    """Return all columns in words, in order."""
    assumed = _assumed(calibration)
    return tuple(_explained(column, assumed, calibration, language) for column in columns())


def headings(language: Language) -> tuple[str, ...]:
    """Return what the parts of an explanation are called."""
    return (
        language.t("Column"),
        language.t("Meaning"),
        language.t("Question to the provider"),
        language.t("Unit"),
        language.t("Allowed"),
        language.t("Example"),
        language.t("If empty"),
    )


def _explained(
    column: Column, assumed: Mapping[str, Stated], calibration: Calibration, language: Language
) -> Explained:
    own = column.name in _LABELS
    words = None if own else fields.field(column.path, language)
    return Explained(
        name=column.name,
        meaning=language.t(_LABELS[column.name]) if own else words.label if words else "",
        question=words.question if words else language.t(_INSTEAD) if column.reading == "date" else "",
        unit=words.unit if words and not column.share else "",
        allowed=_allowed(column, calibration, language),
        example=_example(column, assumed, language),
        assumed=_if_empty(column, assumed, calibration, language),
    )


def _allowed(column: Column, calibration: Calibration, language: Language) -> str:
    if column.bounds and column.share:
        return language.t("0 % to 100 %, as 15 % or {share}", share=written(0.15, usual(language)[1]))
    if column.bounds:
        low, high = (language.number(bound, 2) for bound in column.bounds)
        return language.t("{low} to {high}", low=low, high=high)
    if column.reading == "text":
        return language.t("text of at most {n} characters", n=column.most_characters)
    if column.reading == "yes_no":
        words = fields.field(column.path, language).choices
        answers = {"yes": language.t("yes"), "no": language.t("no")}
        return ", ".join(f"{said} ({words[key]})" if key in words else said for key, said in answers.items())
    if column.reading == "date":
        return language.t("a day, not in the future")
    if column.choices:
        known = fields.field(column.path, language).choices
        listed = ", ".join(f"{choice} ({known[choice]})" for choice in column.choices)
        return language.t("{choices}; several with shares", choices=listed) if column.reading == "mix" else listed
    names = incident_types(calibration) if column.name == "policy_excluded_incident_types" else heads(calibration)
    if column.reading == "amounts":
        return language.t("amount and name, several with +: {names}", names=", ".join(names))
    return language.t("names, several with +: {names}", names=", ".join(names))


def _example(column: Column, assumed: Mapping[str, Stated], language: Language) -> str:
    cell = _EXAMPLES.get(column.name, _first_in_sample().get(column.name))
    if cell is None and column.path in assumed:
        cell = assumed[column.path].value
    if cell is None or cell == float("inf"):
        cell = column.choices[0] if column.choices else True if column.reading == "yes_no" else None
    if cell is None:
        cell = 50_000.0 if column.euros else 12.0
    if column.share and isinstance(cell, float):
        return language.percent_exact(cell)
    return written(cell if not isinstance(cell, float) else float(f"{cell:.3g}"), usual(language)[1])


@cache
def _first_in_sample() -> dict[str, Cell]:
    """Return the first cell of each column of the sample that holds anything."""
    found: dict[str, Cell] = {}
    for row in sample_rows():
        found = row | found
    return found


def _if_empty(column: Column, assumed: Mapping[str, Stated], calibration: Calibration, language: Language) -> str:
    if column.needed:
        return language.t("must be filled in")
    if column.reading == "date":
        return language.t("as in the column before")
    if column.path in _ASSUMED:
        return language.t(_ASSUMED[column.path])
    stated = assumed.get(column.path)
    if stated is None:  # what the case has as a value from the start
        return fields.value_text(column.path, PARTS[column.part].model_fields[column.steps[-1]].default, language)
    if column.path.startswith("project.safeguards.") and stated.value is None:
        share = calibration.quantity(f"{column.path.removeprefix('project.')}.prevalence").entry.centre
        return language.t("there in {cases}", cases=language.out_of(share))
    return fields.value_text(column.path, stated.value, language)


def _assumed(calibration: Calibration) -> dict[str, Stated]:
    """Return what is assumed for each field of a case of which nothing is known, and for the clauses of a cap."""
    capped = Project(contract=Contract(cap="multiple"))
    dated = (Policy(ends_in_months=1.0), Policy(in_force_months=1.0))
    found: dict[str, Stated] = {}
    for case in (Case(projects=(capped,), policies=dated), Case()):
        stated = fact_tables.stated(case, facts.complete(case, calibration).stated, calibration)
        found |= {fields.plain_path(s.field): s for s in stated if s.status == "assumed"}
    return found


def markdown(calibration: Calibration, language: Language) -> str:
    """Return the explanations as a table in Markdown."""
    rows = [headings(language), ("---",) * 7, *(tuple(vars(of).values()) for of in explained(calibration, language))]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
