"""Amounts in other currencies, in words: as entered, what they come to in euros, and at which rate."""

from __future__ import annotations

from collections.abc import Sequence

from riskmodel.calibration import Calibration
from riskmodel.currency import Rate, euros, rate
from riskmodel.present.language import Language
from riskmodel.values import Amount


def entered(amounts: Sequence[Amount], language: Language) -> str:
    """Write an amount, or both ends of a range, as it was entered: ``CHF 120.000``."""
    texts = [f"{a.currency} {language.number(a.amount, 2)}" for a in amounts]
    return language.t("{low} to {high}", low=texts[0], high=texts[1]) if len(texts) > 1 else texts[0]


def both(amount: object, euros: str, language: Language) -> str:
    """Write an amount with what it comes to in euros; the euros alone where it was entered in them."""
    return f"{entered((amount,), language)} ({euros})" if isinstance(amount, Amount) else euros


def echo(amounts: Sequence[Amount], calibration: Calibration, language: Language) -> str:
    """Say what amounts of one currency come to in euros, and at which rate: the line below a field."""
    texts = [language.euros(euros(a, calibration)) for a in amounts]
    words = language.t("{low} to {high}", low=texts[0], high=texts[1]) if len(texts) > 1 else texts[0]
    return f"= {words} ({_rate(rate(amounts[0].currency, calibration), language)})"


def rates(used: Sequence[Rate], language: Language) -> str:
    """Say at which rates amounts were converted; empty where all are in euros."""
    if not used:
        return ""
    listed = "; ".join(_rate(r, language) for r in used)
    return language.t("Amounts in other currencies are converted at {rates}; European Central Bank.", rates=listed)


def _rate(of: Rate, language: Language) -> str:
    units = language.number(of.units_per_euro, 4)
    return language.t("€1 = {units} {currency}, average of {year}", units=units, currency=of.currency, year=of.year)
