"""Which incident types which damage heads come from: the mean a year and the mean in the tail, head by type."""

from __future__ import annotations

from dataclasses import dataclass

from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Crosstab:
    """Damage heads (rows) by incident types (columns), EUR."""

    heads: tuple[str, ...]
    types: tuple[str, ...]
    mean_eur: tuple[tuple[float, ...], ...]  # (heads, types), adds up over types to the mean of the head
    tail_eur: tuple[tuple[float, ...], ...]  # (heads, types), likewise to its mean in the tail

    @classmethod
    def of(cls, heads: tuple[str, ...], types: tuple[str, ...], mean_eur: FloatArray, tail_eur: FloatArray) -> Crosstab:
        """Return the table of two arrays of shape (heads, types)."""
        mean, tail = (tuple(tuple(float(eur) for eur in row) for row in of) for of in (mean_eur, tail_eur))
        return cls(heads, types, mean, tail)
