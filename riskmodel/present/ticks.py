"""Ticks a reader can read: few, round, and written in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from riskmodel.present.figure import Axis, Tick
from riskmodel.present.formats import Formats

#: Steps within a decade, from fine to coarse, and how many ticks are too many: euros stand above
#: each other, years beside each other, where 500 and 1,000 would touch on a phone.
_EURO_STEPS: Final = ((1, 2, 5), (1,))
_MOST_EUROS: Final = 8
_YEAR_STEPS: Final = ((1, 2, 5), (1, 3), (1,))
_MOST_YEARS: Final = 9


def euro_axis(low: float, high: float, formats: Formats, title: str = "") -> Axis:
    """Return a logarithmic axis of euros that holds `low` to `high` with some air above.

    Parameters
    ----------
    low, high
        Smallest and largest value to be shown, EUR, above zero.
    formats
        The reader's formats.
    title
        What the axis shows.
    """
    # The air above leaves room for the words at the highest line.
    bottom, top = 10.0 ** math.floor(math.log10(low) + 1e-9), high * 1.25
    if top < bottom * 10:
        top = bottom * 10
    ticks = tuple(Tick(v, formats.euros_rounded(v)) for v in log_ticks(bottom, top, _EURO_STEPS, _MOST_EUROS))
    return Axis("log", bottom, top, title, ticks)


def years_axis(low: float, high: float, formats: Formats, title: str = "") -> Axis:
    """Return a logarithmic axis of return periods in years, from 1 or 10 up to `high`."""
    bottom = 10.0 if low >= 10 else 1.0
    top = max(high, bottom * 10)
    ticks = tuple(Tick(v, formats.number(v)) for v in log_ticks(bottom, top, _YEAR_STEPS, _MOST_YEARS))
    return Axis("log", bottom, top, title, ticks)


def share_axis(high: float, formats: Formats, title: str = "") -> Axis:
    """Return a linear axis of shares from zero to `high`, rounded up to a whole step.

    Zero has no tick: it is where the bars begin, and its text would hang over the edge.
    """
    step = next(s for s in (0.1, 0.2, 0.25) if high <= 4 * s or s == 0.25)
    count = max(math.ceil(round(high / step, 9)), 1)
    ticks = tuple(Tick(i * step, formats.percent(i * step)) for i in range(1, count + 1))
    return Axis("linear", 0.0, count * step, title, ticks)


def log_ticks(
    low: float, high: float, steps: Sequence[Sequence[int]] = _EURO_STEPS, most: int = _MOST_EUROS
) -> list[float]:
    """Return round values from `low` to `high`: the finest steps that give at most `most`.

    Where even whole decades are too many, every second or fourth is taken.

    Examples
    --------
    >>> log_ticks(10, 500)
    [10.0, 20.0, 50.0, 100.0, 200.0, 500.0]
    >>> log_ticks(1_000, 2_000_000)
    [1000.0, 10000.0, 100000.0, 1000000.0]
    """
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    decades = [10.0**power for power in range(first, last + 1)]
    choices = [[decade * step for decade in decades for step in fine] for fine in steps]
    for choice in (*choices, decades[::2], decades[::4]):
        inside = [value for value in choice if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)]
        if len(inside) <= most:
            break
    return inside
