"""Which incident types which damage heads come from: the mean a year and the mean in the tail, head by type."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmodel.streams import FloatArray, IntArray


@dataclass(frozen=True)
class Crosstab:
    """Damage heads (rows) by incident types (columns), EUR."""

    heads: tuple[str, ...]
    types: tuple[str, ...]
    mean_eur: tuple[tuple[float, ...], ...]  # (heads, types), adds up over types to the mean of the head
    tail_eur: tuple[tuple[float, ...], ...]  # (heads, types), likewise to its mean in the tail


def crosstab(
    heads: tuple[str, ...],
    types: tuple[str, ...],
    by_head_eur: FloatArray,
    kind: IntArray,
    weight: FloatArray,
    tail: FloatArray,
) -> Crosstab:
    """Split each damage head by incident type.

    Parameters
    ----------
    heads, types
        Names of the rows and columns.
    by_head_eur
        Damage, shape (heads, n), EUR.
    kind
        Type of each incident, shape (n,), a place in `types`.
    weight, tail
        Weights of the incidents in all years and in the tail, shape (n,).
    """

    def split(of: FloatArray) -> tuple[tuple[float, ...], ...]:
        rows = (np.bincount(kind, weights=of * amount, minlength=len(types)) for amount in by_head_eur)
        return tuple(tuple(float(eur) for eur in row) for row in rows)

    return Crosstab(heads, types, split(weight), split(tail))
