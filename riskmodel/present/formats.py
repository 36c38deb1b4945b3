"""Numbers, money, shares, times and dates as the readers of one locale write and type them."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_decimal_symbol,
)
from babel.units import format_unit

from riskmodel.present.amounts import AmountError, parse_amount

#: Unit, its length in hours, and from how many of it on the next larger unit reads better.
_DURATIONS: Final = (
    ("minute", 1 / 60, 60.0),
    ("hour", 1.0, 36.0),
    ("day", 24.0, 60.0),
    ("month", 730.5, 24.0),
    ("year", 8766.0, math.inf),
)
_BASES: Final = (10, 100, 1_000, 10_000)
_LEAST_SHARE: Final = 0.0001  # smaller ones are not told apart: nobody acts on them


@dataclass(frozen=True)
class Formats:
    """Writes and reads values in one locale.

    Attributes
    ----------
    locale
        A Babel locale name such as "de_DE".
    """

    locale: str

    def euros(self, amount: float) -> str:
        """Write whole euros, for tables: ``50.000 €``, ``€50,000``."""
        pattern = str(Locale.parse(self.locale).currency_formats["standard"].pattern)
        whole = pattern.replace("0.00", "0")
        return _minus(format_currency(round(amount), "EUR", format=whole, locale=self.locale, currency_digits=False))

    def euros_exact(self, amount: float) -> str:
        """Write euros, with cents only if there are any, to echo what was typed."""
        cents = round(amount * 100)
        if cents % 100 == 0:
            return self.euros(cents // 100)
        return _minus(format_currency(cents / 100, "EUR", locale=self.locale))

    def euros_rounded(self, amount: float) -> str:
        """Write two significant digits, for sentences: ``95.000 €``, ``1,2 Mio. €``."""
        rounded = significant(amount, 2)
        if abs(rounded) < 1e6:
            return self.euros(rounded)
        return _minus(format_compact_currency(rounded, "EUR", locale=self.locale, fraction_digits=1))

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with at most `digits` decimals: ``1.500``, ``2,5``."""
        rounded = round(value, digits) + 0.0  # + 0.0 turns -0.0 into 0.0
        return _minus(format_decimal(rounded, locale=self.locale, decimal_quantization=False))

    def decimals(self, value: float, digits: int) -> str:
        """Write a number with exactly `digits` decimals, for figures that stand under each other: ``0,80``."""
        return _minus(format_decimal(round(value, digits) + 0.0, f"#,##0.{'0' * digits}", locale=self.locale))

    def percent(self, share: float) -> str:
        """Write a share as percent with two digits: ``34 %``, ``3,4 %``, ``0,34 %``, ``< 0,01 %``."""
        rounded = round(share, 2) if abs(share) >= 0.0995 else significant(share, 2)
        if 0.0 < rounded < _LEAST_SHARE:
            return f"<\N{NO-BREAK SPACE}{self.percent(_LEAST_SHARE)}"
        return _minus(format_percent(rounded, locale=self.locale, decimal_quantization=False))

    def percent_exact(self, share: float) -> str:
        """Write a share as percent as it was given: ``12,5 %``."""
        return format_percent(round(share, 6), locale=self.locale, decimal_quantization=False)

    def duration(self, hours: float) -> str:
        """Write a length of time in words: ``45 Minuten``, ``9 Stunden``, ``3 Tage``.

        Parameters
        ----------
        hours
            The length in hours, zero or more.
        """
        unit, length = next((u, h) for u, h, last in _DURATIONS if hours / h < last)
        count = hours / length
        shown = round(count, 1) if count < 3 and unit != "minute" else round(count)
        whole = int(shown) if shown == int(shown) else shown
        return format_unit(whole, f"duration-{unit}", length="long", locale=self.locale)

    def date(self, day: datetime.date) -> str:
        """Write a date with the month's name: ``22. November 2026``."""
        return format_date(day, "long", locale=self.locale)

    @property
    def decimal_sign(self) -> str:
        """The sign before decimals: "," in German, "." in English."""
        return get_decimal_symbol(self.locale)

    def parse_euros(self, text: str, *, negative: bool = False) -> float | None:
        """Read an amount as people type it, in euros; None if nothing was typed.

        Raises
        ------
        AmountError
            With a code that `Language.explain` puts into words.
        """
        return parse_amount(text, decimal=self.decimal_sign, negative=negative, euros=True)

    def parse_number(self, text: str, *, negative: bool = False) -> float | None:
        """Read a plain number; None and errors as for `parse_euros`."""
        return parse_amount(text, decimal=self.decimal_sign, negative=negative)

    def parse_percent(self, text: str) -> float | None:
        """Read a percentage as a share: "15" and "15 %" are both 0.15, "0,15" is 0.0015.

        Raises
        ------
        AmountError
            As `parse_euros`, and "percent_range" outside 0 to 100.
        """
        try:
            value = parse_amount(text.strip().removesuffix("%"), decimal=self.decimal_sign)
        except AmountError as error:
            code = {"negative": "percent_range", "too_large": "percent_range"}
            raise AmountError(code.get(error.code, error.code), text) from None
        if value is not None and value > 100:
            raise AmountError("percent_range", text)
        return None if value is None else round(value / 100, 12)


def _minus(text: str) -> str:
    """Set the minus sign, which is as wide as a plus and never ends a line, in the place of a hyphen."""
    return text.replace("-", "\N{MINUS SIGN}")


def significant(value: float, digits: int) -> float:
    """Round to significant digits: 94712 with two digits is 95000."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def counted(probability: float) -> tuple[int, int]:
    """Turn a probability into "`count` of `base`" with as few digits as are honest.

    Parameters
    ----------
    probability
        In [0, 1].

    Returns
    -------
    tuple of int
        The smallest base of 10, 100, 1,000 and 10,000 whose whole count is within 15 % of
        the probability and of its complement. A count of 0 means: rarer than one of
        the largest base.

    Examples
    --------
    >>> counted(0.034), counted(0.25), counted(0.9)
    ((3, 100), (25, 100), (9, 10))
    """
    rarer = min(probability, 1 - probability)
    for base in _BASES:
        count = round(probability * base)
        if 0 < count < base and abs(count / base - probability) <= 0.15 * rarer:
            return count, base
    base = _BASES[-1]
    return round(probability * base), base
