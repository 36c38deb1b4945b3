"""Rows of a book as a CSV file in a given convention: what `reading` reads, written.

UTF-8 with a byte order mark, without which Excel spoils umlauts. A text that a spreadsheet would take for a formula
gets an apostrophe before it, which reading takes away.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from riskmodel.book.cells import FORMULA
from riskmodel.book.intake import Cell, DecimalSign

_NUMBER: Final = re.compile(r"[+-]?[\d.,' ]*\d(?:e[+-]?\d+)?\s*[%€]?", re.IGNORECASE)


def content(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str, decimal_sign: DecimalSign
) -> bytes:
    """Return the bytes of a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([written(cell, decimal_sign) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def written(cell: Cell, decimal_sign: DecimalSign) -> str:
    """Return a cell as a text, numbers and dates as countries with this decimal sign write them.

    Examples
    --------
    >>> written(0.5, ","), written(24000.0, ","), written(date(2025, 12, 31), ","), written("=1+1", ",")
    ('0,5', '24000', '31.12.2025', "'=1+1")
    """
    german = decimal_sign == ","
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return ("ja" if cell else "nein") if german else ("yes" if cell else "no")
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}" if german else cell.isoformat()
    if isinstance(cell, float | int):
        text = str(int(cell)) if float(cell).is_integer() and abs(cell) < 1e15 else repr(float(cell))
        return text.replace(".", decimal_sign)
    return f"'{cell}" if cell[:1] in tuple(f"{FORMULA}'") and not _NUMBER.fullmatch(cell) else cell
