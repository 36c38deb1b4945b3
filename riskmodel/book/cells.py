"""A cell of a book as a value of the case: read by what its column may hold, in the way its file is written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from riskmodel.book.columns import Column, Reading
from riskmodel.book.decimals import NoNumber, bare, number
from riskmodel.book.files import empty
from riskmodel.book.intake import Cell, DecimalSign
from riskmodel.values import MAX_TEXT, shown

#: How yes and no are written, by people and by spreadsheets in English and German.
_YES_NO: Final = dict.fromkeys(("yes", "true", "ja", "wahr", "1"), True) | dict.fromkeys(
    ("no", "false", "nein", "falsch", "0"), False
)
_GERMAN_DATE: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
#: What a spreadsheet takes for the beginning of a formula; our own files put an apostrophe before it.
FORMULA: Final = "=+-@"
_TERM: Final = re.compile(r"(?P<number>.*[\d%€])\s+(?P<name>[a-z_]+)", re.IGNORECASE)


class NotRead(ValueError):
    """A cell cannot be read as what its column holds."""

    def __init__(self, code: str, cell: Cell, allowed: str = "") -> None:
        super().__init__(code)
        self.code, self.given, self.allowed = code, shown(plain(cell)), allowed


def plain(cell: Cell) -> str:
    """Return a cell as a text, whole numbers without decimals; an apostrophe that guards it is taken away."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2.0**53:
        return str(int(cell))
    if isinstance(cell, str):
        text = cell.strip()
        return text[1:] if text[:1] == "'" and text[1:2] and text[1] in f"{FORMULA}'" else text
    return str(cell)


def value(column: Column, cell: Cell, sign: DecimalSign | None) -> Any:
    """Return what a cell says, None if it is empty.

    Raises
    ------
    NotRead
        If the cell is empty and may not be, holds a formula, or is not what the column holds.
    """
    if empty(cell):
        if column.needed:
            raise NotRead("cell_needed", cell)
        return None
    if isinstance(cell, str) and plain(cell).startswith("="):
        raise NotRead("formula", cell)
    return _READ[column.reading](column, cell, sign)


def _text(column: Column, cell: Cell, sign: DecimalSign | None) -> str:
    text = plain(cell)
    if len(text) > MAX_TEXT:
        raise NotRead("text_too_long", len(text), str(MAX_TEXT))
    return text


def _choice(column: Column, cell: Cell, sign: DecimalSign | None) -> str:
    return _named(plain(cell), column, cell)


def _named(text: str, column: Column, cell: Cell) -> str:
    for choice in column.choices:
        if choice.casefold() == text.casefold():
            return choice
    raise NotRead("unknown_choice", text, ", ".join(column.choices))


def _yes_no(column: Column, cell: Cell, sign: DecimalSign | None) -> bool:
    if isinstance(cell, bool):
        return cell
    found = _YES_NO.get(plain(cell).casefold())
    if found is None:
        raise NotRead("cell_not_yes_or_no", cell)
    return found


def _number(column: Column, cell: Cell, sign: DecimalSign | None) -> float:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return float(cell)
    if not isinstance(cell, str):
        raise NotRead("cell_not_a_number", cell)
    return _number_in(plain(cell), column, cell, sign)


def _number_in(written: str, column: Column, cell: Cell, sign: DecimalSign | None) -> float:
    text = bare(written, euros=column.euros)
    low, high = column.bounds or (-math.inf, math.inf)
    try:
        if column.share and text.endswith("%"):
            return number(text[:-1].strip(), sign, bounds=(100.0 * low, 100.0 * high)) / 100.0
        return number(text, sign, coarse=column.coarse, bounds=(low, high))
    except NoNumber as reason:
        raise NotRead(reason.code, cell, sign or "") from None


def _date(column: Column, cell: Cell, sign: DecimalSign | None) -> date:
    if isinstance(cell, date):
        return cell
    text = plain(cell) if isinstance(cell, str) else ""
    try:
        if found := _GERMAN_DATE.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO_DATE.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise NotRead("no_such_day", cell) from None
    raise NotRead("not_a_date", cell)


def _terms(cell: Cell) -> Iterator[tuple[str, str]]:
    """Return number and name of each part of "80 % web_shop + 20 % hosting"."""
    for part in plain(cell).split("+"):
        found = _TERM.fullmatch(part.strip())
        if found is None:
            raise NotRead("not_a_sum", cell)
        yield found["number"], found["name"]


def _mix(column: Column, cell: Cell, sign: DecimalSign | None) -> dict[str, float]:
    if not any(c.isdigit() for c in plain(cell)):
        return {_named(plain(cell), column, cell): 1.0}
    return {_named(name, column, cell): _of(amount, column, cell, sign, unit="share") for amount, name in _terms(cell)}


def _list(column: Column, cell: Cell, sign: DecimalSign | None) -> list[str]:
    return [part.strip() for part in plain(cell).split("+")]


def _amounts(column: Column, cell: Cell, sign: DecimalSign | None) -> dict[str, float]:
    return {name: _of(amount, column, cell, sign, unit="EUR") for amount, name in _terms(cell)}


def _of(amount: str, column: Column, cell: Cell, sign: DecimalSign | None, unit: str) -> float:
    bounds = (0.0, 1.0) if unit == "share" else None
    return _number_in(
        amount, Column(column.name, column.part, column.path, (), "number", unit, bounds=bounds), cell, sign
    )


_READ: Final[dict[Reading, Callable[[Column, Cell, DecimalSign | None], Any]]] = {
    "text": _text,
    "choice": _choice,
    "yes_no": _yes_no,
    "number": _number,
    "date": _date,
    "mix": _mix,
    "list": _list,
    "amounts": _amounts,
}
