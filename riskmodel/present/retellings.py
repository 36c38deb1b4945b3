"""What happened in the published claims, retold in a reader's language.

`claims.csv` tells it in English. Beside it a file `claims_<language>.csv` with the columns `id` and `facts` tells it in
another language, for as many claims as somebody has written it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from riskmodel.present import csv_texts


def read(folder: Path, code: str) -> Mapping[str, str]:
    """Return what happened in the language of a code, by the id of the claim; empty if the folder has no such file.

    Raises
    ------
    CalibrationError
        If the file is there but cannot be used, as `csv_texts.rows`.
    """
    return {id_: facts for id_, facts in csv_texts.rows(folder / f"claims_{code}.csv", ("id", "facts")) if facts}
