"""One question of the form: what kind of answer it takes, and that answer as text and as value.

The kinds are read off the case itself, so a field added there appears in the form without being registered here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal, cast, get_args

from pydantic import BaseModel

from riskmodel.case import PARTS
from riskmodel.present.amounts import AmountError, other_currency
from riskmodel.present.language import Language
from riskmodel.values import Amount, Currency, Interval

Kind = Literal["money", "percent", "number", "text", "choice", "switch", "activity", "names", "amounts"]
YES, NO = "yes", "no"
_SPECIAL: Final[Mapping[str, Kind]] = {
    "activity": "activity",
    "sublimits_eur": "amounts",
    "excluded_incident_types": "names",
    "excluded_heads": "names",
}


@dataclass(frozen=True)
class Question:
    """One field of the case as it is asked for."""

    part: str
    name: str
    kind: Kind
    unit: str = ""
    choices: tuple[str, ...] = ()
    ranged: bool = False  # may also be answered as "between ... and ..."

    @property
    def typed(self) -> bool:
        """Whether the answer is a number that is typed as text."""
        return self.kind in ("money", "percent", "number")


@cache
def questions(part: str) -> dict[str, Question]:
    """Return the questions of a part of the case, by field name, in the order of the case."""
    found = {}
    for name, info in PARTS[part].model_fields.items():
        options = (info.annotation, *get_args(info.annotation))
        if any(isinstance(option, type) and issubclass(option, BaseModel) for option in options[:1]):
            continue  # a part of its own
        extra = info.json_schema_extra
        unit = str(extra["unit"]) if isinstance(extra, dict) else ""
        literals = tuple(a for o in options for a in get_args(o) if isinstance(a, str))
        kind = _SPECIAL.get(name) or _kind(options, unit, literals)
        found[name] = Question(part, name, kind, unit, literals, Interval in options)
    return found


def _kind(options: tuple[Any, ...], unit: str, literals: tuple[str, ...]) -> Kind:
    if literals:
        return "choice"
    if bool in options or any(bool in get_args(option) for option in options):
        return "switch"
    if not unit:
        return "text"
    return "money" if unit.startswith("EUR") else "percent" if unit == "share" else "number"


def number(question: Question, text: str, language: Language) -> float | Amount | None:
    """Read a typed number, or an amount in another currency; None if nothing was typed.

    Raises
    ------
    AmountError
        If it cannot be read; `Language.explain` words it.
    """
    currency, bare = other_currency(text) if question.kind == "money" else ("", text)
    if currency:
        value = language.parse_number(bare)
        if value is None:
            raise AmountError("unreadable", text)
        return Amount(amount=value, currency=cast(Currency, currency))
    parse = {"money": language.parse_euros, "percent": language.parse_percent}.get(question.kind, language.parse_number)
    return parse(text)


def echo(question: Question, text: str, language: Language) -> str:
    """Say how a typed number was understood; empty if nothing was typed, or if it could only be repeated.

    Raises
    ------
    AmountError
        As `number`.
    """
    value = number(question, text, language)  # refuses what is below zero, which the echo alone would repeat
    if isinstance(value, Amount):  # what it comes to in euros, only the figures can tell
        return ""
    if question.kind == "money":
        return language.echo_euros(text)
    if value is None:
        return ""
    plain = written(question, value, language)
    return "" if plain == text.strip().removesuffix("%").rstrip() else f"= {plain}"


def written(question: Question, value: float | Amount, language: Language) -> str:
    """Write a number so that reading it gives the very same value."""
    if isinstance(value, Amount):
        return f"{value.currency} {written(replace(question, kind='number'), value.amount, language)}"
    exact = Decimal(repr(float(value))) * (100 if question.kind == "percent" else 1)
    digits = max(0, -int(exact.normalize().as_tuple().exponent))
    text = language.number(float(exact), digits)
    # Three decimals after a few digits look like thousands: one more makes them decimals again.
    candidates = (text, f"{text}0", str(exact).replace(".", language.decimal_sign))
    return next((c for c in candidates if _reads_as(question, c, value, language)), candidates[-1])


def _reads_as(question: Question, text: str, value: float, language: Language) -> bool:
    try:
        return number(question, text, language) == value
    except AmountError:
        return False
