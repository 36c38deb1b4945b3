"""Texts of users as spreadsheets may hold them: never a formula, never a character that breaks a file.

A name may come from a file that somebody else wrote. In a workbook a text is stored as text, so the sign it begins
with does no harm; a CSV file has no types, so there an apostrophe keeps a spreadsheet from reckoning.
"""

from __future__ import annotations

import re
from typing import Final

#: Excel takes 32,767 units of UTF-16, of which a character may need two.
LONGEST: Final = 16_383
#: What a spreadsheet takes for the beginning of a formula, the wide forms of East Asian keyboards among them.
FORMULA: Final = "=+-@＝＋－＠"

# What XML cannot hold, what steers a terminal, and what turns the direction of all that follows.
_STEERING: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BLANKS: Final = re.compile("[\t\x0b\x0c\r\n\x85\u2028\u2029]+")
# A spreadsheet set to other separators begins a cell where this file has none.
_CELL_BEGINS: Final = re.compile(f"(^|[;|][\\s\"]*)(?=[{re.escape(FORMULA)}'])")


def clean(text: str) -> str:
    r"""Return a text on one line without characters that steer, cut where a spreadsheet's cell is full.

    Examples
    --------
    >>> clean("a\x00b\tc\u202ed")
    'ab cd'
    """
    kept = _BLANKS.sub(" ", _STEERING.sub("", text)).strip()
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def begins_formula(text: str) -> bool:
    """Tell whether a spreadsheet would reckon if somebody typed this text."""
    return text[:1] in tuple(FORMULA)


def for_csv(text: str) -> str:
    """Return a clean text that no spreadsheet takes for a formula, with whatever separator it reads the file.

    An apostrophe stands before a sign that begins a formula, and before an apostrophe there, so that taking one away
    gives the text back.

    Examples
    --------
    >>> for_csv("=1+1"), for_csv("a;=1+1"), for_csv("'tis"), for_csv("5 - 3")
    ("'=1+1", "a;'=1+1", "''tis", '5 - 3')
    """
    return _CELL_BEGINS.sub(r"\1'", clean(text))
