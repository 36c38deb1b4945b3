"""The fields of a case in the reader's words: label, question, help, unit and choices.

The one home of these words: form, check, summary and error messages take them from here. The texts stand in
the modules whose names end in `_texts`, in the order of the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from typing import Final

from riskmodel.case import Case
from riskmodel.present import client_texts, contract_texts, field_texts, policy_texts
from riskmodel.present.field_text import FieldText
from riskmodel.present.language import N_, Language

_TEXTS: Final[dict[str, FieldText]] = {
    **field_texts.FIELDS,
    **client_texts.FIELDS,
    **contract_texts.FIELDS,
    **policy_texts.FIELDS,
}
#: The four fields that suffice, and the fifth to ask.
NEEDED: Final = (
    "project.activity",
    "project.contract_value_eur",
    "project.client.revenue_eur",
    "project.contract.cap",
    "provider.revenue_eur",
)
#: How an amount is written with its unit; the key is the unit of the field.
_UNITS: Final = {
    "EUR/year": N_("{value} a year"),
    "EUR/h": N_("{value} an hour"),
    "EUR/person": N_("{value} a person"),
    "h": N_("{value} hours"),
    "months": N_("{value} months"),
    "orders/year": N_("{value} a year"),
    "1/month": N_("{value} a month"),
    "multiple": N_("{value} ×"),
}
_ONE: Final = {"months": N_("1 month"), "h": N_("1 hour")}
#: What is written beside an empty field.
_BESIDE: Final = {
    "EUR": N_("€"),
    "EUR/year": N_("€ a year"),
    "EUR/h": N_("€ an hour"),
    "EUR/person": N_("€ a person"),
    "people": N_("people"),
    "h": N_("hours"),
    "months": N_("months"),
    "share": N_("%"),
    "orders/year": N_("orders a year"),
    "1/month": N_("a month"),
    "tiers": N_("tiers"),
    "records": N_("records"),
    "multiple": N_("times"),
}


@dataclass(frozen=True)
class Field:
    """A field of the case in one language."""

    path: str  # as in the case file, without numbers: project.client.revenue_eur
    label: str
    question: str
    help: str  # why it is asked, with an example
    unit: str  # what is written beside the field, empty where there is none
    choices: dict[str, str]  # value of the case file to words, in order; empty for numbers and switches


def plain_path(path: str) -> str:
    """Return a field's path without the numbers of project, policy and list members.

    Examples
    --------
    >>> plain_path("project.2.client.revenue_eur"), plain_path("project.1.activity.0.1")
    ('project.client.revenue_eur', 'project.activity')
    """
    path = re.sub(r"\.\d+", "", path)
    while path not in _TEXTS and "." in path:
        path = path.rpartition(".")[0]
    return path


def known(path: str) -> bool:
    """Tell whether there are words for a field."""
    return plain_path(path) in _TEXTS


def unit_of(path: str) -> str:
    """Return the unit of a field as the case has it; empty where it has none or the field is not known."""
    return _TEXTS[plain_path(path)].unit if known(path) else ""


def field(path: str, language: Language) -> Field:
    """Return the words of a field; numbers in the path (project.2....) do not matter.

    Raises
    ------
    KeyError
        If the case has no such field.
    """
    plain = plain_path(path)
    text = _TEXTS[plain]
    return Field(
        path=plain,
        label=language.t(text.label),
        question=language.t(text.question or text.label),
        help=language.t(text.help),
        unit=language.t(_BESIDE[text.unit]) if text.unit in _BESIDE else "",
        choices={value: language.t(words) for value, words in text.choices.items()},
    )


def fields(language: Language) -> tuple[Field, ...]:
    """Return all fields in the order of the form."""
    return tuple(field(path, language) for path in _TEXTS)


def label(path: str, language: Language) -> str:
    """Return what a field is called."""
    return field(path, language).label


def where(path: str, case: Case, language: Language) -> str:
    """Return which part of the case a field belongs to: the provider, a project by name, a policy by name."""
    kind, _, rest = path.partition(".")
    number = rest.partition(".")[0]
    if kind == "project" and number.isdigit():
        return _named(language.t("Project {n}", n=int(number)), case.projects[int(number) - 1].name)
    if kind == "policy" and number.isdigit():
        return _named(language.t("Policy {n}", n=int(number)), case.policies[int(number) - 1].name)
    return language.t("You and your business")


def _named(number: str, name: str) -> str:
    return f"{number}: {name}" if name else number


def value_text(path: str, value: float | str | bool | None, language: Language, *, rounded: bool = False) -> str:
    """Write a value of a field with its unit; `rounded` to two digits where it is no more than assumed."""
    text = _TEXTS[plain_path(path)]
    if value is None:
        return language.t("not known")
    if isinstance(value, bool):
        answer = "yes" if value else "no"
        return language.t(text.choices.get(answer, answer))
    if isinstance(value, str):
        return language.t(text.choices[value]) if value in text.choices else value
    return with_unit(value, text.unit, language, rounded=rounded)


def with_unit(value: float, unit: str, language: Language, *, rounded: bool = False) -> str:
    """Write a number with its unit."""
    if value == inf:  # a period that is left open
        return language.t("unlimited")
    if unit == "share":
        return language.percent(value) if rounded else language.percent_exact(value)
    if unit in _ONE and value == 1.0:
        return language.t(_ONE[unit])
    if unit.startswith("EUR"):
        written = language.euros_rounded(value) if rounded else language.euros_exact(value)
    else:
        written = language.number(*_digits(value, rounded))
    return language.t(_UNITS[unit], value=written) if unit in _UNITS else written


def range_text(path: str, low: float, high: float, language: Language, *, rounded: bool = False) -> str:
    """Write a range of a field, its unit once."""
    unit = _TEXTS[plain_path(path)].unit
    bare = "EUR" if unit.startswith("EUR") else unit if unit == "share" else ""
    return language.t(
        "{low} to {high}",
        low=with_unit(low, bare, language, rounded=rounded),
        high=with_unit(high, unit, language, rounded=rounded),
    )


def _digits(value: float, rounded: bool) -> tuple[float, int]:
    """Return a number and its decimals: two digits where it is rough, else whole from a hundred on."""
    shown = float(f"{value:.2g}") if rounded else value
    return shown, 0 if abs(shown) >= 100.0 else 2


def activity(shares: tuple[tuple[str, float], ...], language: Language) -> str:
    """Write what is done in a project, with percent where it is more than one thing."""
    names = _TEXTS["project.activity"].choices
    if len(shares) == 1:
        return language.t(names[shares[0][0]])
    return ", ".join(f"{language.t(names[name])} {language.percent(share)}" for name, share in shares)
