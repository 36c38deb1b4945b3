"""Who pays: how damage and own cost of claims of each size are split, with what nobody knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from riskmodel import measures
from riskmodel.bands import Band, around, each_between_sets, half
from riskmodel.estimate import CLAIM_SIZES, PAYERS, WhoPays
from riskmodel.ledger import Amounts
from riskmodel.measures import Sample
from riskmodel.samples import BAND_TRIALS, Samples
from riskmodel.streams import FloatArray, IntArray

ROUNDED = 2.0**-40  # amounts in samples are exact to about that


@dataclass(frozen=True)
class Size:
    """The claims of one size."""

    name: str
    inside: IntArray  # (k,) their places among the claims
    weight: FloatArray  # (k,) adds up to 1
    of_sets: tuple[Selection, ...]  # of all trials, and of either half of them; empty below full depth


@dataclass(frozen=True)
class Selection:
    """The claims of one size by parameter set: those between the same two quantiles of each set."""

    claims: IntArray  # (k,) their places among the claims
    sets: IntArray  # (k,)
    weight: FloatArray  # (k,) adds up to 1 in each set that has claims

    def means(self, eur: FloatArray, sets: int) -> FloatArray:
        """Return the mean of an amount of claims in each set, shape (M,)."""
        return np.bincount(self.sets, eur[self.claims] * self.weight, minlength=sets).astype(float)


def sizes(samples: Samples, burden: Amounts, claims: Sample) -> tuple[Size, ...]:
    """Return the claims by size: by what falls on the provider, given as rows and as a sample."""
    result = samples.result
    selected = _selections(samples, burden)
    found = []
    for i, (name, levels) in enumerate(CLAIM_SIZES.items()):
        low, high = (measures.quantile(claims, level).value for level in levels)
        inside = np.flatnonzero((burden.eur >= low) & (burden.eur * (1.0 - ROUNDED) <= high))
        weight = result.weight_of_set[burden.trial[inside] % result.sets]
        found.append(Size(name, inside, weight / (weight.sum() or 1.0), tuple(of[i] for of in selected)))
    return tuple(found)


def _selections(samples: Samples, burden: Amounts) -> list[list[Selection]]:
    """Return the claims of each size by parameter set, for all trials and either half of them."""
    if samples.rows_in_bands("per_claim") is None:
        return []
    sets = samples.result.sets
    end = int(np.searchsorted(burden.trial, BAND_TRIALS))
    of_set, of_half = burden.trial[:end] % sets, half(burden.trial[:end], sets)
    order = np.lexsort((burden.eur[:end], of_set))
    halves = (order[of_half[order] == h] for h in (0, 1))
    return [by_rank(claims, of_set, sets) for claims in (order, *halves)]


def by_rank(claims: IntArray, of_set: IntArray, sets: int) -> list[Selection]:
    """Select claims of each size by their rank within each set; one at an end of a size counts in part.

    Parameters
    ----------
    claims
        Places of claims in order of set and amount, shape (k,).
    of_set
        Parameter set of each place.
    sets
        Number of parameter sets M.
    """
    mine = of_set[claims]
    count = np.bincount(mine, minlength=sets)
    rank = np.arange(len(claims)) - (np.cumsum(count) - count)[mine]
    found = []
    for low, high in CLAIM_SIZES.values():
        share = np.minimum(rank + 1.0, high * count[mine]) - np.maximum(rank, low * count[mine])
        inside = np.flatnonzero(share > 0.0)
        among = mine[inside]
        total = np.bincount(among, share[inside], minlength=sets)
        found.append(Selection(claims[inside], among, share[inside] / total[among]))
    return found


def who_pays(samples: Samples, policy: int, burden: Amounts, of_sizes: Sequence[Size]) -> tuple[WhoPays, ...]:
    """Return the mean split of the claims of each size under a policy."""
    ledger = samples.result.ledger
    owed, recourse, insured = (
        of[ledger.claimed] for of in (ledger.owed_eur, ledger.recourse_eur, ledger.policies[policy].insured_eur)
    )
    paid = (ledger.damage_eur[ledger.claims] - owed, burden.eur - insured, insured, recourse)
    return tuple(_split(samples, size, paid) for size in of_sizes)


def _split(samples: Samples, size: Size, paid: tuple[FloatArray, ...]) -> WhoPays:
    means = [measures.weighted_sum(eur[size.inside], size.weight) for eur in paid]
    bands: list[Band | None] = [None] * len(paid)
    if size.of_sets:
        of_sets = (np.stack([of.means(eur, samples.result.sets) for eur in paid]) for of in size.of_sets)
        bands = each_between_sets(*of_sets)
    told = {payer: around(mean, of) for payer, mean, of in zip(PAYERS, means, bands, strict=True)}
    client, provider, insurer, subcontractor = means
    ends = {payer: band for payer, band in told.items() if band is not None}
    return WhoPays(size.name, client, provider, insurer, subcontractor, ends)
