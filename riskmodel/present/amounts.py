"""Reads amounts as people type them: ``1.500.000``, ``50 000 €``, ``1,5 Mio.``, ``50'000``.

The user's language does not decide what a number means unless it has to: `50.000` and
`50,000` are both fifty thousand, because nobody writes tenths of a cent. What was understood
is echoed beside the field, so a reading the person did not mean is seen at once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from babel.numbers import NumberFormatError, parse_decimal

#: Nobody types an amount longer than this; longer text is a paste that went wrong.
LONGEST = 60
#: Doubles hold whole cents up to here; the world's yearly output is below.
LARGEST = 1e14

_CURRENCY: Final = re.compile(r"€|euros?|eur", re.IGNORECASE)  # also inside "TEUR"
_OTHERS: Final = {
    "CHF": re.compile(r"(?<![a-z])(?:chf|sfr\.?|fr\.|franken|francs?)(?![a-z])", re.IGNORECASE),
    "GBP": re.compile(r"£|(?<![a-z])(?:gbp|pfund|pounds?)(?![a-z])", re.IGNORECASE),
    "USD": re.compile(r"(?:us)?\$|(?<![a-z])(?:usd|us-dollar|dollars?)(?![a-z])", re.IGNORECASE),
}
_NO_CENTS: Final = re.compile(r"[.,]\s?[-–—]{1,2}$")  # "50.000,-" as German shops write it
_FACTORS: Final = {
    1_000: ("k", "t", "tsd", "tsd.", "tausend", "thousand"),
    1_000_000: ("m", "mn", "mio", "mio.", "million", "millions", "millionen"),
    1_000_000_000: ("b", "bn", "mrd", "mrd.", "milliarde", "milliarden"),
}
_FACTOR_OF: Final = {word: factor for factor, words in _FACTORS.items() for word in words}
_PARTS: Final = re.compile(r"(?P<digits>[\d.,' ]*\d)\s*(?P<word>[a-z]+\.?)?", re.ASCII)
_SPACED: Final = re.compile(r"\d{1,3}(?:(?P<gap>[' ])\d{3})(?:(?P=gap)\d{3})*(?:[.,]\d{1,2})?")


class AmountError(ValueError):
    """A typed text that is not the number asked for.

    Attributes
    ----------
    code
        "unreadable", "negative", "too_large" or "percent_range".
    text
        What was typed, shortened to what fits a message.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def parse_amount(text: str, *, decimal: str, negative: bool = False, euros: bool = False) -> float | None:
    """Read a number or an amount of money.

    Parameters
    ----------
    text
        What was typed.
    decimal
        The decimal sign of the user's language, "," or "."; only asked where a text can be
        read either way, as in "1,500 Mio".
    negative
        Whether a number below zero is allowed.
    euros
        Whether a currency sign or name may stand beside the number.

    Returns
    -------
    float or None
        The value; None if nothing was typed.

    Raises
    ------
    AmountError
        If the text is no number ("unreadable"), is below zero ("negative") or is
        beyond all amounts that occur ("too_large").
    """
    plain = _plain(text)
    if euros:
        plain = _NO_CENTS.sub("", _CURRENCY.sub(" ", plain, count=1).strip())
    plain = plain.strip()
    if not plain:
        if text.strip():
            raise AmountError("unreadable", text)
        return None
    minus = plain[0] == "-"
    value = _magnitude(plain.lstrip("+-").lstrip() if plain[:2] not in ("--", "+-") else "", decimal)
    if value is None or len(text) > LONGEST:
        raise AmountError("unreadable", text)
    if minus and value and not negative:
        raise AmountError("negative", text)
    if value > LARGEST:
        raise AmountError("too_large", text)
    return -float(value) if minus and value else float(value)


def other_currency(text: str) -> tuple[str, str]:
    """Return the currency beside a number, empty where it is none or the euro, and the number without it.

    Examples
    --------
    >>> other_currency("CHF 120'000"), other_currency("120.000 €")
    (('CHF', "120'000"), ('', '120.000 €'))
    """
    for currency, words in _OTHERS.items():
        if words.search(text):
            return currency, words.sub(" ", text, count=1).strip()
    return "", text


def reads_decimal_sign_as_thousands(text: str, decimal: str) -> bool:
    """Tell whether a lone decimal sign of the user's language was read as a thousands sign.

    True for "50,000" typed by a German and "50.000" typed by an Englishman: what a careful
    echo mentions.
    """
    found = _PARTS.search(_plain(text).lower())
    digits = found["digits"].strip() if found and not found["word"] else ""
    return digits.count(decimal) == 1 and _is_grouped(digits, decimal)


def _plain(text: str) -> str:
    """Fold the many spaces, apostrophes and minus signs of Unicode into one each."""
    folded = text.translate(str.maketrans("−‒’‘ʼ`´", "--'''''"))
    return re.sub(r"\s+", " ", folded).strip()


def _magnitude(text: str, decimal: str) -> Decimal | None:
    """Read digits with an optional word for thousands or millions; None if unreadable."""
    found = _PARTS.fullmatch(text.lower())
    if found is None:
        return None
    word = found["word"]
    if word is not None and word not in _FACTOR_OF:
        return None
    number = _digits(found["digits"], decimal if word else None)
    return None if number is None else number * _FACTOR_OF.get(word or "", 1)


def _digits(digits: str, decimal: str | None) -> Decimal | None:
    """Read digits, grouped or not; None if the groups do not add up.

    `decimal` is given where a lone sign before three digits is the decimal sign of the
    user's language rather than a thousands sign.
    """
    if " " in digits or "'" in digits:
        if not _SPACED.fullmatch(digits):
            return None
        digits = re.sub("[ ']", "", digits)
        return Decimal(digits.replace(",", "."))
    locale = "de" if _decimal_sign(digits, decimal) == "," else "en"
    try:
        # Strict: Babel refuses groups that are not three digits wide, as in "1.50.000".
        return parse_decimal(digits, locale=locale, strict=True)
    except NumberFormatError:
        return None


def _decimal_sign(digits: str, decimal: str | None) -> str:
    """Decide which sign is the decimal one."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return "."
    sign, other = digits[last], "," if digits[last] == "." else "."
    if other in digits:
        return sign
    if digits.count(sign) > 1:
        return other
    if decimal is None and _is_grouped(digits, sign):
        return other
    return sign if decimal is None or sign == decimal or not _is_grouped(digits, sign) else other


def _is_grouped(digits: str, sign: str) -> bool:
    """Tell whether one sign stands before exactly three digits, after one to three."""
    return re.fullmatch(rf"[1-9]\d{{0,2}}{re.escape(sign)}\d{{3}}", digits) is not None
