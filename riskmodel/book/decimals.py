"""Numbers as they stand in files: which sign a file puts before decimals, and what a number means then.

A sign before exactly three digits, as in 1.234, tells nothing; any other form tells. The whole file decides, not the
cell: a cell that contradicts its file is refused rather than read in its own way.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal

from riskmodel.book.intake import DecimalSign

_FOLDED: Final = str.maketrans("−‒–’‘ʼ`´\u00a0\u2007\u2009\u202f", "---'''''    ")
_EURO: Final = re.compile(r"€|\beuros?\b|\beur\b", re.IGNORECASE)
_NO_CENTS: Final = re.compile(r"[.,]-{1,2}$")  # "50.000,-" as German shops write it
_PLAIN: Final = re.compile(r"\d+(?:e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_AMBIGUOUS: Final = re.compile(r"[1-9]\d{0,2}([.,])\d{3}", re.ASCII)
# A decimal sign, after digits that are grouped by another sign or not at all; and groups that can be nothing else.
_DECIMAL: Final = re.compile(
    r"(?:\d*|\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*)([.,])\d+(?:e[+-]?\d+)?", re.IGNORECASE | re.ASCII
)
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*", re.ASCII)

Code = Literal["cell_not_a_number", "ambiguous_number", "other_decimal_sign", "three_decimals"]


class NoNumber(ValueError):
    """A text that cannot be read as a number; `code` says why."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


def bare(text: str, *, euros: bool = False) -> str:
    """Return a text with the many signs of Unicode folded, without a euro sign where one may stand."""
    folded = text.translate(_FOLDED).strip()
    return _NO_CENTS.sub("", _EURO.sub("", folded, count=1).strip()) if euros else folded


def tells(text: str) -> DecimalSign | None:
    """Return the decimal sign that a number must be written with; None if it tells nothing, or is no number."""
    digits = text.lstrip("+-").removesuffix("%").strip()
    if _PLAIN.fullmatch(digits) or _AMBIGUOUS.fullmatch(digits):
        return None
    if (found := _DECIMAL.fullmatch(digits)) and found[1] != found[2]:
        return _sign(found[2])
    if found := _GROUPED.fullmatch(digits):
        return None if found[1] in "' " else _sign("," if found[1] == "." else ".")
    return None


def _sign(text: str) -> DecimalSign:
    return "," if text == "," else "."


def sign_of(numbers: Iterable[str], delimiter: str = "") -> DecimalSign | None:
    """Return the decimal sign of a file, by what most of its numbers tell; None if none of them tells.

    Where as many tell one as the other, the delimiter decides: a file with commas between cells hardly has them within.
    """
    votes = Counter(filter(None, map(tells, numbers)))
    if votes["."] == votes[","]:
        return (("." if delimiter == "," else ",") if delimiter else None) if votes else None
    return "." if votes["."] > votes[","] else ","


def number(
    text: str, sign: DecimalSign | None, *, coarse: bool = False, bounds: tuple[float, float] = (-math.inf, math.inf)
) -> float:
    """Read a number of a file that writes decimals with `sign`.

    Parameters
    ----------
    text
        As `bare` gives it.
    sign
        The file's decimal sign; None if nothing in it tells.
    coarse
        Whether three decimals make no sense, as in euros: then 1.234 is refused even where the file tells that it is
        little more than one, since most who write it mean thousands.
    bounds
        The least and the most that the number may be: where 1.234 lies outside of them as the file writes, but inside
        if read the other way, it contradicts the file.

    Raises
    ------
    NoNumber
        If the text is no number, contradicts the file, or can mean two things and the file does not tell which.

    Examples
    --------
    >>> number("1.234,56", ","), number("1.234", ","), number("1.234", "."), number("-12", None)
    (1234.56, 1234.0, 1.234, -12.0)
    """
    digits = text.lstrip("+-").strip()
    minus = text[: len(text) - len(text.lstrip("+-"))]
    if len(minus) > 1 or len(text) > 60:
        raise NoNumber("cell_not_a_number")
    factor = -1.0 if minus == "-" else 1.0
    if _PLAIN.fullmatch(digits):
        return factor * float(digits)
    if ambiguous := _AMBIGUOUS.fullmatch(digits):
        if sign is None:
            raise NoNumber("ambiguous_number")
        if coarse and ambiguous[1] == sign:
            raise NoNumber("three_decimals")
        small, large = factor * float(digits.replace(",", ".")), factor * float(digits.replace(ambiguous[1], ""))
        read, otherwise = (small, large) if ambiguous[1] == sign else (large, small)
        if not bounds[0] <= read <= bounds[1] and bounds[0] <= otherwise <= bounds[1]:
            raise NoNumber("other_decimal_sign")
        return read
    written = tells(digits)
    if written is None and not _GROUPED.fullmatch(digits):
        raise NoNumber("cell_not_a_number")
    if written is not None and sign is not None and written != sign:
        raise NoNumber("other_decimal_sign")
    thousands = {",": ".", ".": ",", None: ""}[written]
    return factor * float(re.sub(f"['{re.escape(thousands)} ]", "", digits).replace(",", "."))
