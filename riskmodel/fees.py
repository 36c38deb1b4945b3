"""Statutory fees by amount in dispute: lawyers (RVG) and courts (GKG), from `data/calibration/legal_fees.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from riskmodel.calibration import Calibration
from riskmodel.streams import FloatArray

TABLES = ("rvg", "gkg")
#: A line of the file: column and content.
Row = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FeeTable:
    """One fee unit by amount in dispute."""

    up_to_eur: FloatArray  # (steps,) upper end of each step
    fee_eur: FloatArray  # (steps,)
    step_eur: float  # above the table: for each started `per_eur` ...
    per_eur: float  # ... this many euros more in dispute

    def unit(self, amount_eur: FloatArray) -> FloatArray:
        """Return the fee unit for amounts in dispute, EUR; at least the first step's."""
        within = np.searchsorted(self.up_to_eur, np.minimum(amount_eur, self.up_to_eur[-1]), side="left")
        started = np.ceil(np.maximum(0.0, amount_eur - self.up_to_eur[-1]) / self.per_eur)
        return np.asarray(self.fee_eur[within] + started * self.step_eur)


def statutory(calibration: Calibration, name: str) -> FeeTable:
    """Return the table ("rvg" or "gkg") by which the calibration reckons."""
    return calibration.once(_tables)[name]


def _tables(calibration: Calibration) -> dict[str, FeeTable]:
    rows, on = calibration.tables["legal_fees"]["rows"], date.fromisoformat(calibration.tables["model"]["fees_on"])
    return {name: fee_table(rows, name, on) for name in TABLES}


def fee_table(rows: tuple[Row, ...], name: str, on: date) -> FeeTable:
    """Return the table ("rvg" or "gkg") valid on a day; the earliest one before its first day.

    Raises
    ------
    ValueError
        If the data holds no such table.
    """
    named = [line for line in map(dict, rows) if line["table"] == name]
    if not named:
        raise ValueError(f"legal_fees.csv: no table {name!r}")
    starts = sorted({date.fromisoformat(row["valid_from"]) for row in named})
    valid = max((s for s in starts if s <= on), default=starts[0])
    mine = [row for row in named if row["valid_from"] == valid.isoformat()]
    steps = [(float(r["value_up_to_eur"]), float(r["fee_eur"])) for r in mine if r["value_up_to_eur"]]
    above = next(r for r in mine if not r["value_up_to_eur"])
    up_to, fee = (np.array(column) for column in zip(*sorted(steps), strict=True))
    return FeeTable(up_to, fee, float(above["fee_eur"]), float(above["per_started_eur"]))
