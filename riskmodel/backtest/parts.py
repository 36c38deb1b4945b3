"""How often the claims of each part of a file lie in their intervals: the average of all hides too wide and too narrow.

Intervals are exact binomial ones (Clopper and Pearson, 1934): of so many claims, as if they were independent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import betaincinv

from riskmodel.backtest.scores import COVERAGES, Backtest, inside

By = Literal["group", "kind"]  # group of countries or tribunals; kind of provider
BY: Final[tuple[By, ...]] = ("group", "kind")
_TAIL: Final = 0.025


@dataclass(frozen=True)
class Part:
    """Claims of one group of countries, or against one kind of provider."""

    name: str
    claims: int
    coverage: Mapping[float, float]  # level of the central interval -> share of claims inside
    interval: Mapping[float, tuple[float, float]]  # 95 % of that share


def parts(found: Backtest, by: By) -> tuple[Part, ...]:
    """Return the scored claims by group or by kind, the largest part first."""
    members: dict[str, list[float]] = {}
    for row in found.rows:
        members.setdefault(getattr(row, by), []).append(row.pit)
    return tuple(_part(name, pits) for name, pits in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])))


def _part(name: str, pits: list[float]) -> Part:
    n = len(pits)
    counts = {level: int(inside(np.array(pits), level).sum()) for level in COVERAGES}
    return Part(
        name,
        n,
        {level: count / n for level, count in counts.items()},
        {level: interval(count, n) for level, count in counts.items()},
    )


def interval(count: int, n: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share of which `count` of `n` were seen."""
    low = float(betaincinv(count, n - count + 1, _TAIL)) if count else 0.0
    high = float(betaincinv(count + 1, n - count, 1.0 - _TAIL)) if count < n else 1.0
    return low, high
