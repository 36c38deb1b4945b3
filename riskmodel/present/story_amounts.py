"""The amounts of a told incident, rounded so that the reader's own sum of what is printed comes out.

All of them are whole multiples of one step, about three digits of the largest; every total is the sum of the printed
terms. Where all that falls on the provider is less than a tenth of what others lose and ask for, it has a finer step
of its own: a deductible would vanish beside a damage of a million. What is too small for its step is told as a bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from riskmodel.cover import Cover
from riskmodel.present.language import Language
from riskmodel.simulate import Simulated

#: Below this an amount is none.
LEAST_EUR = 1.0
_APART = 10.0  # so many times larger is one amount before it leaves the other a digit less


@dataclass(frozen=True)
class Told:
    """An amount as a story tells it, EUR."""

    exact: float
    printed: int

    @property
    def none(self) -> bool:
        """Whether there is nothing to tell."""
        return self.exact < LEAST_EUR

    @property
    def bounded(self) -> bool:
        """Whether it is too small for its step, and told as a bound."""
        return self.printed <= 0.0 < self.exact

    def words(self, language: Language) -> str:
        """Write it: ``€66,000``, or ``less than €200``."""
        if not self.bounded:
            return language.euros(self.printed)
        decade = 10.0 ** math.floor(math.log10(self.exact))
        bound = next(b for digit in (1, 2, 5, 10) if (b := digit * decade) > self.exact)
        return language.t("less than {amount}", amount=language.euros(max(LEAST_EUR, bound)))


@dataclass(frozen=True)
class StoryAmounts:
    """What others lose and ask for, what falls on the provider and who pays it, and the other incidents of the year.

    As printed: total = owed + own - back, total = insured + retained, year = total + further.
    """

    damage: Told
    largest_head: Told
    demand: Told
    owed: Told
    own: Told
    back: Told
    total: Told
    insured: Told
    retained: Told
    further: Told
    year: Told

    @classmethod
    def of(cls, simulated: Simulated, row: int, *, whole_year: bool) -> Self:
        """Return the amounts of an incident; with `whole_year` all incidents held are those of its year."""
        damage, liability = simulated.damage, simulated.liability
        burden = float(liability.burden_eur[row])
        further = float(liability.burden_eur.sum()) - burden if whole_year else 0.0
        others = [float(a[row]) for a in (damage.total_eur, damage.by_head_eur.max(axis=0), liability.claimed_eur)]
        parts = [float(a[row]) for a in (liability.owed_eur, liability.own.total_eur, liability.recourse_eur)]
        mine = max(*parts, burden, burden + further)
        # What a subcontractor gives back may take nearly all away: the rest keeps two digits.
        clear = _APART * burden if burden >= LEAST_EUR else math.inf
        apart = mine * _APART < max(others)
        step = _step(min(mine if apart else max(*others, mine), clear))
        while True:
            owed, own, back = (_rounded(eur, step) for eur in parts)
            total = Told(burden, owed.printed + own.printed - back.printed)
            insured, retained, within = _split(simulated.covers[0], row, total, step)
            if within or step <= LEAST_EUR:
                break
            step /= 10.0
        loss, head, demand = (_rounded(eur, _step(max(others)) if apart else step) for eur in others)
        rest = _rounded(further, step)
        year = Told(burden + further, total.printed + rest.printed)
        return cls(loss, head, demand, owed, own, back, total, insured, retained, rest, year)


def _step(largest_eur: float) -> float:
    """Return the power of ten, one euro or more, that leaves an amount three digits."""
    return float(10.0 ** max(0, math.floor(math.log10(max(largest_eur, LEAST_EUR))) - 2))


def _rounded(eur: float, step: float) -> Told:
    return Told(eur, 0 if eur < LEAST_EUR else round(round(eur / step) * step))


def _split(cover: Cover, row: int, total: Told, step: float) -> tuple[Told, Told, bool]:
    """Return what the policy pays and what stays: the smaller part rounded for itself, the larger what it leaves.

    And whether the policy is told to pay no more than its limit: rounding may lift it by a step, which is too coarse.
    """
    insured, retained = float(cover.insured_eur[row]), float(cover.retained_eur[row])
    most = round(math.ceil(max(insured, cover.terms.limit_eur) / step) * step)  # the dispute may be beside the limit
    paid = _rounded(insured, step).printed
    if insured > retained:
        paid = total.printed - _rounded(retained, step).printed
    shown = min(paid, most)
    return Told(insured, shown), Told(retained, total.printed - shown), paid <= most
