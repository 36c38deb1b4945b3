"""A row of a book: its ids, its cells as values, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskmodel.book.alignment import realigned
from riskmodel.book.cells import NotRead, plain, value
from riskmodel.book.columns import PROJECT_ID, PROVIDER_ID, Column
from riskmodel.book.files import empty
from riskmodel.book.intake import Cell, DecimalSign, Place, RowFault
from riskmodel.case import Fault


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of the book, and what its columns mean."""

    file: str
    names: tuple[str, ...]  # the header
    columns: tuple[Column | None, ...]  # what each of them holds; None for an empty one without a name
    sign: DecimalSign | None

    def cell(self, cells: tuple[Cell, ...], name: str) -> Cell:
        """Return the cell of a column; None where there is none."""
        at = self.names.index(name) if name in self.names else len(cells)
        return cells[at] if at < len(cells) else None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read."""

    sheet: Sheet
    place: Place
    origin: Place  # the row it stands for: itself, or one of an earlier file that it mends
    cells: tuple[Cell, ...]

    @property
    def provider_id(self) -> str:
        """The provider's id, empty where it is missing."""
        return plain(self.sheet.cell(self.cells, PROVIDER_ID))

    @property
    def project_id(self) -> str:
        """The project's id, empty where it is missing."""
        return plain(self.sheet.cell(self.cells, PROJECT_ID))

    def given(self, column: str) -> str:
        """Return what a cell of the row says, as a text."""
        return plain(self.sheet.cell(self.cells, column))

    def fault(self, column: Column | None, code: str, given: str = "", allowed: str = "") -> RowFault:
        """Return what is wrong with a cell, or with the row as a whole."""
        name, path = (column.name, column.path) if column else ("", "")
        return RowFault(self.place, name, Fault(code, path, given, allowed, self.sheet.file))


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a row says."""

    row: Row
    values: Mapping[str, Any]  # by the name of the column; what is empty or cannot be read is left out
    faults: tuple[RowFault, ...]
    meant: str  # the id of the provider the row belongs to, once shifted cells stand where they should


def parsed(row: Row) -> Parsed:
    """Read the cells of a row, and find everything that is wrong with them."""
    sheet, width = row.sheet, len(row.sheet.columns)
    if len(row.cells) < width:
        return _askew(row, row.fault(None, "cells_missing", str(len(row.cells)), str(width)))
    values: dict[str, Any] = {}
    faults: list[RowFault] = []
    for column, cell in zip(sheet.columns, row.cells, strict=False):
        if column is None:
            continue
        try:
            said = value(column, cell, sheet.sign)
        except NotRead as error:
            faults.append(row.fault(column, error.code, error.given, error.allowed))
        else:
            if said is not None:
                values[column.name] = said
    beyond = not all(map(empty, row.cells[width:]))
    if beyond or len(faults) > 1:
        too_many = row.fault(None, "cells_too_many", str(len(row.cells)), str(width))
        shifted = _askew(row, too_many if beyond else None)
        if shifted.faults:
            return shifted
    return Parsed(row, values, tuple(faults), row.provider_id)


def _askew(row: Row, otherwise: RowFault | None) -> Parsed:
    """Return a row that says nothing as its cells are shifted, or as something else is wrong with all of it."""
    found = realigned(row.cells, row.sheet.columns, row.sheet.sign)
    faults = [otherwise] if otherwise else []
    meant = row.provider_id
    if found:
        at, cells = found
        column = row.sheet.columns[at]
        meant = plain(row.sheet.cell(cells, PROVIDER_ID))
        if not otherwise or otherwise.fault.code == "cells_too_many":
            faults = [row.fault(column, "cells_shifted", plain(row.cells[at]) if at < len(row.cells) else "")]
    return Parsed(row, {}, tuple(faults), meant)
