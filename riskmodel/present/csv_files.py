"""The grids of the workbook as CSV files, one file a grid, for programs and for spreadsheets.

RFC 4180 with commas, points before decimals and full digits, whatever the language: a file that changes with the
reader's country cannot be read by a program. UTF-8 with a byte order mark, without which Excel spoils umlauts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from riskmodel.present.cell_text import for_csv
from riskmodel.present.grid import Grid, Value
from riskmodel.present.sheet import Sheet


def files(sheets: Iterable[Sheet]) -> Iterator[tuple[str, bytes]]:
    """Return name and bytes of each file."""
    for sheet in sheets:
        for grid in sheet.grids:
            yield f"{grid.key}.csv", content(grid)


def content(grid: Grid) -> bytes:
    """Return a grid as the bytes of a CSV file: the keys of its columns, then a line for each row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.key for column in grid.columns])
    writer.writerows([_written(value) for value in grid.values(row)] for row in grid.rows)
    return text.getvalue().encode("utf-8-sig")


def _written(value: Value) -> str:
    if value is None:
        return ""
    return for_csv(value) if isinstance(value, str) else repr(value)
