"""What each policy does: insured and retained, gap, needed limit, premium indication, and who pays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from riskmodel import measures
from riskmodel.bands import OfSets, banded
from riskmodel.calibration import Calibration
from riskmodel.cover import Terms
from riskmodel.estimate import Bases, PolicyEstimate
from riskmodel.ledger import Amounts
from riskmodel.payers import Size, who_pays
from riskmodel.samples import Samples
from riskmodel.simulate import Result
from riskmodel.streams import FloatArray

CENT = 0.005


def policy_figures(
    samples: Samples, policy: int, burden: Amounts, of_sizes: Sequence[Size], insured: Bases, retained: Bases
) -> PolicyEstimate:
    """Return the figures of a policy.

    Parameters
    ----------
    samples
        Of a result that one ledger holds.
    policy
        Its number among the result's.
    burden, of_sizes
        Burden of all claims, and the claims by size.
    insured, retained
        Its measures.
    """
    result, ledger = samples.result, samples.result.ledger
    terms, settled = result.policies[policy], ledger.policies[policy]
    none = terms.limit_eur == 0.0
    missing = ledger.of_rows(settled.above_deductible_eur - settled.indemnity_eur).by_trial
    uncovered, paid = missing.at(missing.eur > CENT), ledger.of_rows(settled.insured_eur).by_trial
    return PolicyEstimate(
        terms=terms,
        insured=insured,
        retained=retained,
        uncovered_probability=measures.any_probability(samples.sample(uncovered, "per_year")).value,
        needed_limit_eur=None if none else needed_limit(result, ledger.of_rows(settled.above_deductible_eur), terms),
        premium_indication_eur=None if none else _premium(samples, policy),
        who_pays=who_pays(samples, policy, burden, of_sizes),
        band=banded(
            {
                "uncovered_probability": samples.sum_of_sets(uncovered.years),
                "premium_indication_eur": None if none else _premium_of_sets(samples, paid),
            }
        ),
    )


def needed_limit(result: Result, excess: Amounts, terms: Terms, level: float | None = None) -> float | None:
    """Return the first step of the market's ladder that suffices in a share of the years of need.

    `excess` is the covered loss above the deductible; the data says the share if `level` does not.
    """
    weight = result.weight_of_set[excess.by_trial.trial % result.sets]
    return limit_step(result.world.calibration, excess, weight, terms, level)


def limit_step(
    calibration: Calibration, excess: Amounts, weight: FloatArray, terms: Terms, level: float | None = None
) -> float | None:
    """As `needed_limit`, from the weight of each year that has an excess."""
    multiple = terms.aggregate_eur / terms.limit_eur
    together = excess.by_trial
    needed = np.maximum(excess.largest.eur, together.eur / multiple if multiple > 0.0 else together.eur)
    weight = np.where(needed > 0.0, weight, 0.0)
    level = calibration.quantity("cover.needed_limit_quantile").entry.centre if level is None else level
    at = measures.quantile(measures.sample(needed, weight, float(weight.sum()) or 1.0), level).value
    return next((float(step) for step in calibration.tables["cover"]["limit_ladder_eur"] if step >= at), None)


def _premium(samples: Samples, policy: int) -> float:
    yearly = samples.of(f"insured_{policy}").on("per_year")
    expected = measures.weighted_sum(yearly.value, yearly.weight)
    squared = measures.weighted_sum(yearly.value**2, yearly.weight)
    return float(_loaded(samples, np.array(expected), np.array(squared)))


def _premium_of_sets(samples: Samples, paid: Amounts) -> OfSets | None:
    """Return the premium indication in each parameter set."""
    means, squares = samples.sum_of_sets(paid), samples.sum_of_sets(Amounts(paid.trial, paid.eur**2))
    if means is None or squares is None:
        return None
    a, b, c = (_loaded(samples, mean, square) for mean, square in zip(means, squares, strict=True))
    return a, b, c


def _loaded(samples: Samples, mean: FloatArray, square: FloatArray) -> FloatArray:
    """Return what a premium is reckoned from: a multiple of the mean and one of the standard deviation."""
    quantity = samples.result.world.calibration.quantity
    loss, risk = (quantity(f"cover.premium_{n}_factor").entry.centre for n in ("loss", "deviation"))
    return np.asarray(loss * mean + risk * np.sqrt(np.maximum(0.0, square - mean**2)))
