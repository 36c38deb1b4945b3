"""An exceedance curve read the other way round: how often an amount is exceeded, and where it leaves what is borne.

Between its published points a curve is straight on logarithmic axes, as it is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from riskmodel.estimate import CurvePoint


@dataclass(frozen=True)
class Chance:
    """Probability of a year above an amount; `low` and `high` follow the ends of the curve's band."""

    value: float
    low: float
    high: float
    beyond: bool  # rarer than the curve reaches: `value` is then an upper bound


@dataclass(frozen=True)
class Tolerance:
    """What somebody is willing to bear: one amount often, a larger one rarely, a straight line between.

    The line of tolerance of ISO 31000 (risk criteria), on the axes of the curve.

    Raises
    ------
    ValueError
        If the rare amount is not larger than the frequent one, or not rarer.
    """

    frequent_years: float
    frequent_eur: float
    rare_years: float
    rare_eur: float

    def __post_init__(self) -> None:
        """Refuse a line that falls."""
        if not 0.0 < self.frequent_eur <= self.rare_eur or not 1.0 <= self.frequent_years < self.rare_years:
            raise ValueError("a rare loss that is tolerated is no smaller than a frequent one, and rarer")

    def covers(self, years: float) -> bool:
        """Tell whether `years` lies between both ends; nothing was said of what is tolerated beyond them."""
        return self.frequent_years <= years <= self.rare_years

    def at(self, years: float) -> float:
        """Return the amount that is tolerated once in `years`; level beyond both ends."""
        years = min(max(years, self.frequent_years), self.rare_years)
        share = math.log(years / self.frequent_years) / math.log(self.rare_years / self.frequent_years)
        return float(self.frequent_eur * (self.rare_eur / self.frequent_eur) ** share)


def chance_above(points: Sequence[CurvePoint], any_probability: float, amount_eur: float) -> Chance:
    """Return how likely a year above an amount is.

    Parameters
    ----------
    points
        A published curve by increasing return period.
    any_probability
        Probability of a year with any amount at all; says what lies before the first point above zero.
    amount_eur
        EUR, zero or more.
    """
    ends = [p.band if p.band else (p.eur, p.eur) for p in points]
    ways = ([p.eur for p in points], [low for low, _ in ends], [high for _, high in ends])
    curves = [[(float(p.return_period_years), eur) for p, eur in zip(points, way, strict=True)] for way in ways]
    value, low, high = (_chance(curve, any_probability, amount_eur) for curve in curves)
    return Chance(value, min(low, value), max(high, value), amount_eur >= points[-1].eur)


def _chance(curve: Sequence[tuple[float, float]], any_probability: float, amount_eur: float) -> float:
    above = next((i for i, (_, eur) in enumerate(curve) if eur > amount_eur), None)
    if above is None:
        return min(any_probability, 1.0 / curve[-1][0])
    years, eur = curve[above]
    before_years, before = curve[above - 1] if above else (0.0, 0.0)
    if before <= 0.0:  # from the chance of anything at all down to the first point, in proportion
        share = amount_eur / eur
        return any_probability + share * (min(any_probability, 1.0 / years) - any_probability)
    share = math.log(amount_eur / before) / math.log(eur / before)
    return float(1.0 / (before_years * (years / before_years) ** share))


def beyond(points: Sequence[CurvePoint], tolerance: Tolerance) -> tuple[CurvePoint, ...]:
    """Return the points between both ends of the tolerance at which the curve asks for more than is tolerated."""
    inside = (p for p in points if tolerance.covers(p.return_period_years))
    return tuple(p for p in inside if p.eur > tolerance.at(p.return_period_years))
