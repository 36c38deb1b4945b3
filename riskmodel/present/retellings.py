"""What happened in the published claims, retold in a reader's language.

`claims.csv` tells it in English. Beside it a file `claims_<language>.csv` with the columns `id` and `facts` tells it in
another language, for as many claims as somebody has written it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from riskmodel.quantity import CalibrationError

_COLUMNS = ("id", "facts")


def read(folder: Path, code: str) -> Mapping[str, str]:
    """Return what happened in the language of a code, by the id of the claim; empty if the folder has no such file.

    Raises
    ------
    CalibrationError
        If the file is there but cannot be read, or a column is missing.
    """
    path = folder / f"claims_{code}.csv"
    if not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
            found = [] if missing else [tuple((row[name] or "").strip() for name in _COLUMNS) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalibrationError(f"{path}: cannot be read ({error}); save it as CSV in UTF-8") from None
    if missing:
        raise CalibrationError(
            f"{path}: columns missing: {', '.join(missing)}; allowed: {', '.join(_COLUMNS)}; add them"
        )
    return {id_: facts for id_, facts in found if facts}
