"""Reading a book: files in, providers and faults out.

Every fault of every row is found at once. A provider is run whole or not at all: where one of its rows is faulty, its
other rows are held back, as a part of its projects would give a wrong figure. Both can be written to a file, mended
and read again beside the first: a row of a later file stands for the row it mends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from riskmodel.book.assembly import Found, assembled
from riskmodel.book.cells import plain
from riskmodel.book.columns import FAULT, by_name, columns
from riskmodel.book.decimals import bare, sign_of
from riskmodel.book.files import Table, empty, table
from riskmodel.book.intake import Book, Cell, Convention, LeftOut, Place
from riskmodel.book.rows import Row, Sheet
from riskmodel.calibration import Calibration
from riskmodel.case import Case, CaseError, Fault

#: Begins the words in the column that explains a fault: the file and the row it comes from.
_ORIGIN: Final = re.compile(r"\[(.+):(\d+)\]")


def read(paths: Sequence[Path], *, as_of: date, calibration: Calibration) -> Book:
    """Read the files of a book: the book itself, and what was mended of it.

    Parameters
    ----------
    paths
        CSV, Excel (.xlsx) or Parquet, one row a project. A row of a later file replaces those of earlier ones that it
        comes from, or that have the same ids.
    as_of
        The day from which dates count as months before.
    calibration
        Knows the names of damage heads and incident types.

    Raises
    ------
    CaseError
        If a file cannot be read as a book: missing, too large, empty, damaged, of another kind, or with unknown, double
        or missing columns. Faults of rows are no error; they are part of the book.
    """
    return of_tables(_tables(paths), as_of=as_of, calibration=calibration)


def provider(id_: str, paths: Sequence[Path], *, as_of: date, calibration: Calibration) -> Case | None:
    """Return the case of one provider, None if none can be run; as `read` has it, without reading the others' cells."""
    tables = _tables(paths)
    rows = [row for row in _latest(_every(tables, [_sheet(found) for found in tables])) if row.provider_id == id_]
    insured = assembled(rows, as_of, calibration).insured if rows else None
    return insured.case if insured else None


def _tables(paths: Sequence[Path]) -> list[Table]:
    tables: list[Table] = []
    wrong: list[Fault] = []
    for path in paths:
        try:
            tables.append(table(path))
            wrong += _wrong_columns(tables[-1])
        except CaseError as error:
            wrong += error.faults
    if wrong:
        raise CaseError(tuple(wrong))
    return tables


def of_tables(tables: Sequence[Table], *, as_of: date, calibration: Calibration) -> Book:
    """Return the book that stands in tables whose columns are known; otherwise as `read`."""
    sheets = [_sheet(found) for found in tables]
    every = _every(tables, sheets)
    rows = _latest(every)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.provider_id].append(row)
    conventions = tuple(_convention(found, sheet) for found, sheet in zip(tables, sheets, strict=True))
    return _book(groups, conventions, calibration, as_of, mended=len(every) - len(rows))


def _wrong_columns(of: Table) -> Iterator[Fault]:
    """Yield what is wrong with a header."""
    known = [name for name in of.header if name in by_name()]
    if not known:
        yield Fault("not_a_book", "", ", ".join(of.header)[:60], "", of.file)
        return
    for at, name in enumerate(of.header):
        if name not in by_name() and name != FAULT and (name or _holds_anything(of, at)):
            near = get_close_matches(name.casefold(), by_name(), n=1)
            yield Fault("unknown_column", "", name, near[0] if near else "", of.file)
        if name and name in of.header[:at]:
            yield Fault("column_twice", "", name, "", of.file)
    for column in columns():
        if column.needed and column.name not in known:
            yield Fault("column_missing", "", column.name, "", of.file)


def _holds_anything(of: Table, at: int) -> bool:
    return any(at < len(cells) and not empty(cells[at]) for _, cells in of.rows)


def _sheet(of: Table) -> Sheet:
    names = tuple(name for name in of.header if name != FAULT)
    meaning = tuple(by_name().get(name) for name in names)
    numeric = {at for at, name in enumerate(of.header) if name in by_name() and by_name()[name].reading == "number"}
    texts = (cells[at] for _, cells in of.rows for at in numeric if at < len(cells))
    numbers = (bare(plain(cell), euros=True) for cell in texts if isinstance(cell, str) and cell)
    return Sheet(of.file, names, meaning, sign_of(numbers, of.delimiter))


def _every(tables: Sequence[Table], sheets: Sequence[Sheet]) -> list[Row]:
    files = {found.file: number for number, found in reversed(list(enumerate(tables)))}
    return [row for n, found in enumerate(tables) for row in _rows(n, found, sheets[n], files)]


def _rows(number: int, of: Table, sheet: Sheet, files: Mapping[str, int]) -> Iterator[Row]:
    at = of.header.index(FAULT) if FAULT in of.header else None
    for row, cells in of.rows:
        place = Place(number, row)
        if at is None or at >= len(cells):
            yield Row(sheet, place, place, cells)
            continue
        yield Row(sheet, place, _origin(cells[at], files, place), (*cells[:at], *cells[at + 1 :]))


def _origin(words: Cell, files: Mapping[str, int], place: Place) -> Place:
    """Return the row that a row mends, by the words that explained its fault; itself where they name none."""
    found = _ORIGIN.match(plain(words))
    file = files.get(found[1], place.file) if found else place.file
    return Place(file, int(found[2])) if found and file < place.file else place


def _latest(rows: Sequence[Row]) -> list[Row]:
    """Leave out the rows that a later file mends."""
    mended: dict[Place | tuple[str, str], int] = {}  # the last file in which a row, or its ids, stand
    for row in rows:
        for key in _keys(row):
            mended[key] = row.place.file
    return [row for row in rows if all(mended[key] == row.place.file for key in _keys(row))]


def _keys(row: Row) -> Iterator[Place | tuple[str, str]]:
    yield row.origin
    if row.provider_id and row.project_id:
        yield row.provider_id, row.project_id


def _convention(of: Table, sheet: Sheet) -> Convention:
    return Convention(of.file, of.kind, sheet.names, len(of.rows), of.encoding, of.delimiter, sheet.sign)


def _book(
    groups: Mapping[str, list[Row]],
    conventions: tuple[Convention, ...],
    calibration: Calibration,
    as_of: date,
    mended: int,
) -> Book:
    # Rows without an id belong to nobody that is known: each stands for itself.
    apart = [[row] for row in groups.get("", ())] + [groups[id_] for id_ in sorted(groups) if id_]
    found = [(rows, assembled(rows, as_of, calibration)) for rows in apart]
    blamed = {id_: min(f.place for f in of.faults) for _, of in found for id_ in of.meant}
    left_out = [row for rows, of in found for row in _left_out(rows, of, blamed.get(rows[0].provider_id))]
    order = {column.name: at for at, column in enumerate(columns())}
    faults = [fault for _, of in found for fault in of.faults]
    run = [(rows, of.insured) for rows, of in found if of.insured and rows[0].provider_id not in blamed]
    return Book(
        insured=tuple(insured for _, insured in run),
        providers=len(run),
        projects=sum(len(rows) for rows, _ in run),
        faults=tuple(sorted(faults, key=lambda f: (f.place, order.get(f.column, -1)))),
        left_out=tuple(sorted(left_out, key=lambda row: row.place)),
        conventions=conventions,
        rows=sum(map(len, groups.values())),
        mended=mended,
    )


def _left_out(rows: Sequence[Row], of: Found, blamed: Place | None) -> Iterator[LeftOut]:
    """Yield the rows of a provider that cannot be run, with the row that keeps those without a fault back."""
    faulty = {fault.place for fault in of.faults}
    because = min(faulty, default=blamed)
    if because is None:
        return
    for row in rows:
        yield LeftOut(row.place, row.origin, row.cells, None if row.place in faulty else because)
