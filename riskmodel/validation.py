"""Whether the trials suffice: the errors of the headline figures, and which of them is known least."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from riskmodel.measures import Measured

Headline = Literal["mean_year", "p99_year", "mean_claim", "p99_claim", "needed_limit"]
HEADLINES: tuple[Headline, ...] = get_args(Headline)
ENOUGH = 0.15  # half-width of the error of a headline figure, as a share of it, below which trials suffice
FEWEST_BEYOND = 5  # rows beyond a quantile, with fewer of which its error has no upper end and counts as all of it


def relative_error(of: Measured, beyond: float = FEWEST_BEYOND) -> float:
    """Return how far the error of a figure reaches, as a share of it, 0 of nothing.

    `beyond` is how many rows lie beyond the figure, if it is a quantile.
    """
    if of.value <= 0.0:
        return 0.0
    found = of.farthest / of.value
    return max(1.0, found) if beyond < FEWEST_BEYOND else found


def least_known(errors: Mapping[Headline, float]) -> tuple[Headline, float]:
    """Return the headline figure with the largest relative error, and that error."""
    return max(errors.items(), key=lambda of: of[1])
