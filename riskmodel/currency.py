"""Other currencies than the euro: what a stated, dated rate makes of an amount.

The model computes in euros. An amount of a case may be given in Swiss francs, pounds or dollars; it is kept as it was
entered and converted at the average rate of the latest year in the data, the same for everybody, so that the same case
gives the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from riskmodel.calibration import Calibration
from riskmodel.values import Amount


@dataclass(frozen=True)
class Rate:
    """What one euro is worth in another currency, and when."""

    currency: str
    units_per_euro: float
    year: int  # the rate is the average of this year
    source: str
    quality: str


def rate(currency: str, calibration: Calibration) -> Rate:
    """Return the rate at which amounts of a case are converted: the latest there is."""
    entry = calibration.entries[f"currency.{currency}"]
    year = max(entry.by, key=int)
    return Rate(currency, entry.by[year], int(year), entry.source, entry.quality)


def euros(amount: float | Amount, calibration: Calibration) -> float:
    """Return an amount in euros; a bare number is in euros already."""
    if not isinstance(amount, Amount):
        return amount
    return amount.amount / rate(amount.currency, calibration).units_per_euro


def used(case: BaseModel, calibration: Calibration) -> tuple[Rate, ...]:
    """Return the rates at which amounts of a case are converted, each once; none for a case in euros."""
    return tuple(rate(currency, calibration) for currency in sorted(set(_currencies(case))))


def _currencies(part: Any) -> Iterator[str]:
    if isinstance(part, Amount):
        yield part.currency
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _currencies(getattr(part, name))
    elif isinstance(part, tuple):
        for member in part:
            yield from _currencies(member)


def units_per_euro(currency: str, year: float, calibration: Calibration) -> float | None:
    """Return the units of a currency for one euro in a year, or the nearest there is; None without any."""
    if currency == "EUR":
        return 1.0
    entry = calibration.entries.get(f"currency.{currency}")
    return None if entry is None else entry.by[min(entry.by, key=lambda known: abs(int(known) - year))]
