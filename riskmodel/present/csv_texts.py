"""Texts that stand in a CSV file of the data folder, as somebody wrote them in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from riskmodel.quantity import CalibrationError


def rows(path: Path, columns: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the texts of these columns, row by row; none if there is no such file.

    Raises
    ------
    CalibrationError
        If the file is there but cannot be read, or a column is missing.
    """
    if not path.exists():
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            read = csv.DictReader(file)
            missing = [name for name in columns if name not in (read.fieldnames or ())]
            found = [] if missing else [tuple((row[name] or "").strip() for name in columns) for row in read]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalibrationError(f"{path}: cannot be read ({error}); save it as CSV in UTF-8") from None
    if missing:
        needed = ", ".join(columns)
        raise CalibrationError(f"{path}: columns missing: {', '.join(missing)}; allowed: {needed}; add them")
    return tuple(found)
