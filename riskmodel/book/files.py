"""The files of a book as tables: CSV as any spreadsheet writes it, Excel and Parquet; what they are is detected.

A file is known by its first bytes, not by its name. Encoding and delimiter of a CSV file are detected; nothing is
asked. Row numbers are those a spreadsheet shows: the header is row 1, and a cell with a line break is still one row.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel.book.columns import FAULT, by_name
from riskmodel.book.intake import Cell, FileKind
from riskmodel.case import CaseError, Fault

MAX_BYTES: Final = 100_000_000
#: A small file may hold a large one.
MAX_UNPACKED: Final = 2_000_000_000
_DELIMITERS: Final = ";\t,|"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"  # also Excel files with a password
_BLOCK: Final = 16  # rows for which Excel decides together whether delimiters of empty last cells are written
_FEWEST: Final = 4  # short rows of a block, from which on they are Excel's doing and not somebody's error


@dataclass(frozen=True)
class Table:
    """A file as rows of cells."""

    file: str
    kind: FileKind
    header: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[Cell, ...]]]  # number and cells of each row that holds anything
    encoding: str = ""
    delimiter: str = ""


def refused(code: str, file: str, given: str = "", allowed: str = "") -> CaseError:
    """Return the error of a file that cannot be used at all."""
    return CaseError((Fault(code, "", given, allowed, file),))


def table(path: Path) -> Table:
    """Read a file.

    Raises
    ------
    CaseError
        If the file is missing, too large, empty, damaged or of another kind, with what to do.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise refused("book_too_large", path.name, str(size), str(MAX_BYTES))
        content = path.read_bytes()
    except OSError as error:
        raise refused("file_unreadable", str(path), error.strerror or "") from None
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refused("book_empty", path.name)
    if content.startswith(_OLD_EXCEL):
        raise refused("book_old_excel", path.name)
    reader, kind = _text, "a text file"
    if content.startswith(b"PK"):
        reader, kind = _excel, "Excel"
    elif content.startswith(b"PAR1"):
        reader, kind = _parquet, "Parquet"
    found = _read(reader, content, path.name, kind)
    if not found.rows:
        raise refused("book_without_rows", path.name)
    return found


def _read(reader: Callable[[bytes, str], Table], content: bytes, file: str, kind: str) -> Table:
    try:
        return reader(content, file)
    except CaseError:
        raise
    except csv.Error as error:
        raise refused("book_quotes", file, str(error)) from None
    except Exception:  # the readers of other formats raise whatever they meet in a damaged file
        raise refused("book_damaged", file, kind) from None


def _text(content: bytes, file: str) -> Table:
    text, encoding = _decoded(content)
    if "\0" in text or sum(c < " " and c not in "\t\r\n" for c in text[:4096]) > 8:
        raise refused("book_wrong_kind", file)
    delimiter = ""
    if text[:4].lower() == "sep=":  # a line that tells Excel the delimiter, and that Excel does not show
        first, _, text = text.partition("\n")
        delimiter = first.rstrip("\r")[4:5]
    if not delimiter:
        delimiter = max(_DELIMITERS, key=lambda d: _known(_header(text, d)))
    rows = _records(text, delimiter)
    header = next(rows, (1, ()))[1]
    return _table(file, "csv", header, _filled_up(rows, len(header)), encoding, delimiter)


def _decoded(content: bytes) -> tuple[str, str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "Latin-1"


def _header(text: str, delimiter: str) -> tuple[str, ...]:
    return tuple(next(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter), ()))


def _known(header: Iterable[str]) -> int:
    return sum(name.strip().casefold() in by_name() for name in header)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, known = 0, dict[str, str]()  # most cells say what others say: each text is there once
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, tuple(known.setdefault(cell, cell) for cell in cells)
    except csv.Error:
        raise csv.Error(str(number + 1)) from None


def _filled_up(rows: Iterable[tuple[int, tuple[str, ...]]], width: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Fill rows up whose last cells are empty and whose delimiters Excel therefore left out.

    Excel does so for whole blocks of sixteen rows; a single short row among full ones is somebody's error and stays.
    """
    for _, group in groupby(rows, key=lambda row: (row[0] - 1) // _BLOCK):
        block = list(group)
        short = len(block) >= _FEWEST and all(len(cells) < width for _, cells in block)
        for number, cells in block:
            yield number, cells + ("",) * (width - len(cells)) if short and cells else cells


def _excel(content: bytes, file: str) -> Table:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
    if unpacked > MAX_UNPACKED:
        raise refused("book_too_large", file, str(unpacked), str(MAX_UNPACKED))
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        header = tuple(str(name) if name is not None else "" for name in next(rows, (1, ()))[1])
        cells = ((number, tuple(map(_cell, row))) for number, row in rows)
        width = len(header)
        # A row ends with its last cell that holds anything: what is missing to the header is empty.
        return _table(file, "xlsx", header, ((n, row + (None,) * (width - len(row))) for n, row in cells))
    finally:
        book.close()


def _parquet(content: bytes, file: str) -> Table:
    source = pq.ParquetFile(pa.BufferReader(content))
    unpacked = sum(source.metadata.row_group(i).total_byte_size for i in range(source.metadata.num_row_groups))
    if unpacked > MAX_UNPACKED:
        raise refused("book_too_large", file, str(unpacked), str(MAX_UNPACKED))
    columns = [[_cell(value) for value in column.to_pylist()] for column in source.read().columns]
    names = tuple(source.schema_arrow.names)
    return _table(file, "parquet", names, enumerate(zip(*columns, strict=True), start=2))


def _cell(value: Any) -> Cell:
    """Return what a typed cell holds."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, str | int | date) else str(value)


def _table(
    file: str,
    kind: FileKind,
    header: Sequence[str],
    rows: Iterable[tuple[int, tuple[Cell, ...]]],
    encoding: str = "",
    delimiter: str = "",
) -> Table:
    kept = [(number, cells) for number, cells in rows if not all(map(empty, cells))]
    return Table(file, kind, tuple(map(_name, header)), kept, encoding, delimiter)


def _name(written: str) -> str:
    """Return the name of a column; one that is not known stays as it was written."""
    name = written.strip()
    folded = name.casefold()
    return folded if folded in by_name() or folded == FAULT else name


def empty(cell: Cell) -> bool:
    """Tell whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
