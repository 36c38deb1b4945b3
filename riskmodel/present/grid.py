"""A grid: rows of bare values with what each is, for programs that reckon on: workbook and CSV.

A `Table` holds what a reader reads; a grid holds the numbers behind it, unrounded and apart from their errors. Both
name things with the same words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from riskmodel.present.table import Cell, Table

#: What a value is; "exact" are euros with their cents, "row" takes the kind of its row, and "sum" adds up the columns
#: of its row that add.
Kind = Literal["text", "euros", "exact", "share", "number", "row", "sum"]
Value = float | str | None


@dataclass(frozen=True)
class Column:
    """A column: `key` is its name for programs, `label` for readers."""

    key: str
    label: str
    kind: Kind = "text"
    adds: bool = False  # whether its values make sense as a sum


@dataclass(frozen=True)
class Row:
    """Values in the order of the columns; `name` names its value in formulas."""

    values: tuple[Value, ...]
    kind: Kind = "euros"
    name: str = ""


@dataclass(frozen=True)
class Grid:
    """Rows under columns.

    Attributes
    ----------
    key
        Name for programs: the CSV file and the named range of the whole grid.
    title, note
        What stands above it, and in small print beneath.
    total
        Label of a last row with the sums of the columns that add; none if empty.
    must_be
        Name of a figure that the sum of the first column that adds must equal; none if empty.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    total: str = ""
    must_be: str = ""

    def place(self, column: str) -> int:
        """Return the place of a column by its key.

        Raises
        ------
        ValueError
            If there is no such column.
        """
        return [c.key for c in self.columns].index(column)

    @property
    def named(self) -> int:
        """The place of the column whose value a row's name stands for: the one that takes the kind of its row."""
        return [c.kind for c in self.columns].index("row")

    def values(self, row: Row) -> tuple[Value, ...]:
        """Return the values of a row, its sum filled in."""
        adding = [v for v, c in zip(row.values, self.columns, strict=True) if c.adds and isinstance(v, float | int)]
        return tuple(math.fsum(adding) if c.kind == "sum" else v for v, c in zip(row.values, self.columns, strict=True))

    def kind(self, column: Column, row: Row) -> Kind:
        """Return what the value of a row in a column is."""
        return row.kind if column.kind == "row" else "euros" if column.kind == "sum" else column.kind


def of_table(table: Table, kinds: Mapping[str, Kind], *, group: str = "", adds: Sequence[str] = ()) -> Grid:
    """Return a table as a grid.

    Parameters
    ----------
    table
        The table.
    kinds
        What its columns hold, by key; text where nothing is said.
    group
        Label of a first column with the headings that its lines stand under; none if empty.
    adds
        Columns whose values make sense as a sum.
    """
    columns = [Column(c.key, c.label, kinds.get(c.key, "text"), adds=c.key in adds) for c in table.columns]
    rows = [(*((line.group,) if group else ()), *map(bare, line.cells)) for line in table.lines]
    if group:
        columns.insert(0, Column("group", group))
    return Grid(table.key, table.title, tuple(columns), tuple(Row(row) for row in rows), table.note)


def bare(cell: Cell) -> Value:
    """Return the number behind a cell, or its text where there is none; nothing for a dash."""
    if isinstance(cell.value, float | int) and not isinstance(cell.value, bool):
        return cell.value
    return None if cell.text in ("", "–") else cell.text


def kind_of_unit(unit: str) -> Kind:
    """Return the kind of a value with a unit of the case."""
    return "exact" if unit.startswith("EUR") else "share" if unit == "share" else "number"
