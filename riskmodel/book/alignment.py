"""Rows whose cells do not stand under their columns: cut short, too long, or shifted by one.

A row is taken for shifted only if several of its cells do not fit their columns, and all fit once one cell is taken
out or put in: then one sentence says so, instead of one for each cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from riskmodel.book.cells import NotRead, value
from riskmodel.book.columns import Column
from riskmodel.book.intake import Cell, DecimalSign

_FEWEST = 2  # cells that do not fit


def realigned(
    cells: Sequence[Cell], columns: Sequence[Column | None], sign: DecimalSign | None
) -> tuple[int, tuple[Cell, ...]] | None:
    """Return from which column on a row is shifted, and the row as it should be; None if that explains nothing.

    Parameters
    ----------
    cells
        The row as it is.
    columns
        What each column holds; None for one without a meaning.
    sign
        The file's decimal sign.
    """
    width = len(columns)
    row = (*cells, *(None,) * (width + 1 - len(cells)))
    straight = _misfits(row, columns, sign)
    if sum(straight) < _FEWEST:
        return None
    before = [0, *accumulate(straight)]
    early = _misfits(row[1:], columns, sign)  # a cell too many stands at k
    after = [sum(early), *(sum(early) - done for done in accumulate(early))]
    for k in reversed(range(width)):
        if before[k] + after[k] == 0:
            return k, (*row[:k], *row[k + 1 : width + 1])
    late = _misfits((None, *row), columns, sign)  # a cell is missing at k
    after = [sum(late), *(sum(late) - done for done in accumulate(late))]
    for k in reversed(range(width)):
        if before[k] + after[k + 1] == 0:
            return k, (*row[:k], None, *row[k : width - 1])
    return None


def _misfits(cells: Sequence[Cell], columns: Sequence[Column | None], sign: DecimalSign | None) -> list[bool]:
    """Return which cells do not fit the columns they stand under."""
    return [column is not None and not _fits(cell, column, sign) for cell, column in zip(cells, columns, strict=False)]


def _fits(cell: Cell, column: Column, sign: DecimalSign | None) -> bool:
    try:
        said = value(column, cell, sign)
    except NotRead:
        return False
    return not (column.bounds and isinstance(said, float)) or column.bounds[0] <= said <= column.bounds[1]
