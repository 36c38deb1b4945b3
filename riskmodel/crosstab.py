"""Which incident types which damage heads come from: the mean a year and the mean in the tail, head by type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from riskmodel.bands import Band, around
from riskmodel.streams import FloatArray


@dataclass(frozen=True)
class Crosstab:
    """Damage heads (rows) by incident types (columns), EUR."""

    heads: tuple[str, ...]
    types: tuple[str, ...]
    mean_eur: tuple[tuple[float, ...], ...]  # (heads, types), adds up over types to the mean of the head
    tail_eur: tuple[tuple[float, ...], ...]  # (heads, types), likewise to its mean in the tail
    band: tuple[tuple[Band | None, ...], ...]  # (heads, types), of `mean_eur`
    tail_band: tuple[tuple[Band | None, ...], ...]  # (heads, types), of `tail_eur`

    @classmethod
    def of(
        cls,
        heads: tuple[str, ...],
        types: tuple[str, ...],
        mean_eur: FloatArray,
        tail_eur: FloatArray,
        band: Sequence[Sequence[Band | None]],
        tail_band: Sequence[Sequence[Band | None]],
    ) -> Crosstab:
        """Return the table of arrays of shape (heads, types)."""
        mean, tail = (tuple(tuple(float(eur) for eur in row) for row in of) for of in (mean_eur, tail_eur))
        ends, tail_ends = (
            tuple(tuple(map(around, *of)) for of in zip(eur, bands, strict=True))
            for eur, bands in ((mean, band), (tail, tail_band))
        )
        return cls(heads, types, mean, tail, ends, tail_ends)
