"""What the figures are made of: damage heads, own-cost heads, incident types and projects, each with its bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from riskmodel.bands import Band, OfSets, around, each_between_sets
from riskmodel.crosstab import Crosstab
from riskmodel.damage import heads
from riskmodel.dispute import OWN_HEADS
from riskmodel.estimate import Part
from riskmodel.incidents import sets_of
from riskmodel.ledger import Amounts
from riskmodel.samples import Samples
from riskmodel.streams import FloatArray, IntArray
from riskmodel.tail import Per, tail, tail_of_sets


@dataclass(frozen=True)
class Parts:
    """The parts of an estimate, and whether the tail among their figures is the worst years or the worst claims."""

    heads: tuple[Part, ...]
    heads_by_type: Crosstab
    own_heads: tuple[Part, ...]
    incident_types: tuple[Part, ...]
    projects: tuple[Part, ...]
    tail_per: Per


def parts_of(samples: Samples, year_p99: float, claim_p99: float) -> Parts:
    """Return the parts of a result that one ledger holds; the tail begins at one of two quantiles of the burden."""
    result, ledger = samples.result, samples.result.ledger
    names, types = heads(result.world.calibration), result.world.types
    projects = [str(i + 1) for i in range(len(result.world.facts.law))]
    burden = samples.of("burden").rows
    per, in_tail = tail(samples, burden, year_p99, claim_p99)
    of_tail, weight = tail_of_sets(samples, burden, per), result.weight_of_set[sets_of(ledger.trial, result.sets)]
    every = np.arange(len(ledger.trial))

    def of_sets(rows: IntArray, amounts: Amounts, part: IntArray, parts: int) -> tuple[OfSets | None, OfSets | None]:
        """Return a mean a year and in the tail in each parameter set, shapes (parts, M)."""
        mean = samples.sums_of_sets(amounts, part, parts)
        return mean, None if of_tail is None else of_tail.sums(rows, amounts.eur, part, parts)

    def split(names: Sequence[str], index: IntArray) -> tuple[Part, ...]:
        """Split the burden by type or project."""
        mean, of_worst = (
            np.bincount(index, w * ledger.burden.eur, minlength=len(names)).astype(float) for w in (weight, in_tail)
        )
        return _parts(names, mean, of_worst, *of_sets(every, ledger.burden, index, len(names)))

    by_head = [
        of_sets(h.rows, Amounts(ledger.trial[h.rows], h.eur), ledger.kind[h.rows], len(types)) for h in ledger.heads
    ]
    places = (every, *[ledger.rows] * (len(OWN_HEADS) - 1))
    by_own = [
        of_sets(rows, of, np.zeros(len(rows), dtype=np.int8), 1)
        for rows, of in zip(places, ledger.own_head_amounts, strict=True)
    ]
    mean, tail_eur = (ledger.by_head(w, len(types)) for w in (weight, in_tail))
    bands, tail_bands = ([_bands(of, len(types)) for of in column] for column in zip(*by_head, strict=True))
    return Parts(
        _parts(names, mean.sum(axis=1), tail_eur.sum(axis=1), *map(_together, zip(*by_head, strict=True))),
        Crosstab.of(names, types, mean, tail_eur, bands, tail_bands),
        _parts(
            OWN_HEADS,
            ledger.by_own_head(weight),
            ledger.by_own_head(in_tail),
            *map(_together, zip(*by_own, strict=True)),
        ),
        split(types, ledger.kind),
        split(projects, ledger.project),
        per,
    )


def _together(each: Sequence[OfSets | None]) -> OfSets | None:
    """Return the sums over the columns of each part as one table, shapes (parts, M)."""
    known = [of for of in each if of is not None]
    if len(known) < len(each):
        return None
    whole, one, other = (np.stack([of[i].sum(axis=0) for of in known]) for i in range(3))
    return whole, one, other


def _bands(of: OfSets | None, parts: int) -> list[Band | None]:
    return [None] * parts if of is None else each_between_sets(*of)


def _parts(
    names: Sequence[str], mean_eur: FloatArray, tail_eur: FloatArray, of: OfSets | None, of_tail: OfSets | None
) -> tuple[Part, ...]:
    """Return parts with their bands; `of` and `of_tail` are their means in each parameter set, shapes (parts, M)."""
    figures = {
        "mean_eur": mean_eur,
        "mean_share": _shares(mean_eur),
        "tail_share": _shares(tail_eur),
        "tail_eur": tail_eur,
    }
    sets = (of, of and _shares_of_sets(of), of_tail and _shares_of_sets(of_tail), of_tail)
    bands = {name: _bands(each, len(names)) for name, each in zip(figures, sets, strict=True)}
    return tuple(
        Part(
            name,
            **{figure: float(values[i]) for figure, values in figures.items()},
            band=_held({f: float(v[i]) for f, v in figures.items()}, {f: ends[i] for f, ends in bands.items()}),
        )
        for i, name in enumerate(names)
    )


def _held(figures: Mapping[str, float], bands: Mapping[str, Band | None]) -> dict[str, Band]:
    """Return the bands that hold their figures: amounts to a euro, shares to the last digit."""
    found = {}
    for name, band in bands.items():
        value = figures[name]
        held = around(value, band) if name.endswith("_eur") or (band and band[0] <= value) else None
        if held:
            found[name] = held
    return found


def _shares_of_sets(of: OfSets) -> OfSets:
    whole, one, other = map(_shares, of)
    return whole, one, other


def _shares(of: FloatArray) -> FloatArray:
    """Return each part as a share of all of them (first axis), 0 where they are nothing."""
    total = of.sum(axis=0)
    return np.asarray(np.divide(of, total, out=np.zeros_like(of), where=np.asarray(total > 0.0)))
