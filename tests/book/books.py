"""Small books for the tests: rows as texts, written as CSV, Excel or Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from riskmodel import calibration
from riskmodel.book.intake import Book, Cell
from riskmodel.book.reading import read

CALIBRATION = calibration.load()
TODAY = date(2026, 11, 27)
#: Each row of a book has at least these.
BASE: dict[str, Cell] = {
    "provider_id": "V1",
    "kind": "freelancer",
    "revenue_eur": "95000",
    "project_id": "P1",
    "activity": "web_shop",
    "contract_value_eur": "24000",
    "client_revenue_eur": "2400000",
    "monitoring": "ja",
    "policy_limit_eur": "1000000",
    "policy_since": "01.03.2024",
}


def row(**cells: Cell) -> dict[str, Cell]:
    return BASE | cells


def written(path: Path, rows: Sequence[dict[str, Cell]], *, delimiter: str = ";", encoding: str = "utf-8-sig") -> Path:
    """Write rows in the format that the file's name ends in; the first row has all columns."""
    header = list(rows[0])
    cells = [[r.get(name) for name in header] for r in rows]
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        for line in [header, *cells]:
            sheet.append(line)
        book.save(path)
    elif path.suffix == ".parquet":
        columns = {name: [line[i] for line in cells] for i, name in enumerate(header)}
        pq.write_table(pa.table(columns), path)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([header, *cells])
        path.write_bytes(text.getvalue().encode(encoding))
    return path


def reading(*paths: Path) -> Book:
    return read(paths, as_of=TODAY, calibration=CALIBRATION)
