"""Values of a case as they are given: numbers, amounts of money, ranges and texts, each with its bounds.

What cannot be used is refused with a code and what was given; the presentation words it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

MAX_TEXT = 200
Currency = Literal["CHF", "GBP", "USD"]
CURRENCIES: tuple[str, ...] = get_args(Currency)


class Part(BaseModel):
    """Anything a case is made of: frozen, and without fields that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class Amount(Part):
    """An amount in another currency than the euro, as it was given."""

    amount: float
    # A file may name the euro as well; such an amount is read as a bare number.
    currency: Annotated[Currency, WithJsonSchema({"enum": ["EUR", *CURRENCIES], "type": "string"})]


class Interval(Part):
    """A range the user is fairly sure of: 80 % between `low` and `high`, amounts of one currency."""

    low: float | Amount
    high: float | Amount


def shown(value: object) -> str:
    """Return what was given, short enough for a message."""
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def refuse(code: str, given: object, allowed: str = "") -> PydanticCustomError:
    """Return the error that says what was given and what is allowed."""
    context = {"given": shown(given), "allowed": allowed}
    return PydanticCustomError("case_fault", "{code}", {"code": code, **context})


def number(value: object, low: float, high: float) -> float:
    """Read a number within its bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse("not_a_number", value)
    if not low <= value <= high:  # also refuses NaN; compared first, as a whole number may be too long for a float
        raise refuse("out_of_range", value, f"{low:g}..{high:g}")
    return float(value)


def money(value: object, low: float, high: float) -> float | Amount:
    """Read euros, or ``{ amount = 120000, currency = "CHF" }``; the bounds are the same in any currency."""
    if isinstance(value, Amount):
        value = {"amount": value.amount, "currency": value.currency}
    if not isinstance(value, Mapping):
        return number(value, low, high)
    if set(value) != {"amount", "currency"}:
        raise refuse("not_an_amount", dict(value))
    amount, currency = number(value["amount"], low, high), value["currency"]
    if currency == "EUR":
        return amount
    if currency not in CURRENCIES:
        raise refuse("unknown_choice", currency, ", ".join(("EUR", *CURRENCIES)))
    return Amount(amount=amount, currency=currency)


def one_number(
    value: object, low: float, high: float, read: Callable[[object, float, float], float | Amount] = number
) -> float | Amount:
    """Read a number that is agreed in writing: whoever has the paper knows it, so it is never a range."""
    if isinstance(value, Interval) or (isinstance(value, Mapping) and {"low", "high"} & set(value)):
        raise refuse("no_range_here", dict(value))
    return read(value, low, high)


def open_number(
    value: object, low: float, high: float, read: Callable[[object, float, float], float | Amount] = number
) -> float | Amount | Interval | None:
    """Read a number that may be left open or given as ``{ low = 20000, high = 80000 }``."""
    if value is None:
        return None
    if isinstance(value, Interval):
        value = {"low": value.low, "high": value.high}
    if not isinstance(value, Mapping) or "currency" in value or "amount" in value:
        return read(value, low, high)
    if set(value) != {"low", "high"}:
        raise refuse("not_a_range", dict(value))
    ends = [read(value[end], low, high) for end in ("low", "high")]
    units = [(end.amount, end.currency) if isinstance(end, Amount) else (end, "EUR") for end in ends]
    if units[0][1] != units[1][1]:
        raise refuse("range_of_two_currencies", f"{units[0][1]} .. {units[1][1]}")
    if units[0][0] >= units[1][0]:
        raise refuse("range_reversed", f"{units[0][0]:.12g} .. {units[1][0]:.12g}")
    return Interval(low=ends[0], high=ends[1])


def text(value: object) -> str:
    """Read a text of at most `MAX_TEXT` characters."""
    if not isinstance(value, str):
        raise refuse("not_text", value)
    if len(value) > MAX_TEXT:
        raise refuse("text_too_long", f"{len(value)}", str(MAX_TEXT))
    return value
