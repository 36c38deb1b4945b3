"""What each policy does: insured and retained, gap, needed limit, premium indication, and who pays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from riskmodel import measures
from riskmodel.bands import OfSets, banded, bands, rows_of
from riskmodel.calibration import Calibration
from riskmodel.cover import Terms
from riskmodel.estimate import Bases, PolicyEstimate, StepBand
from riskmodel.ledger import Amounts
from riskmodel.measures import Measured
from riskmodel.payers import Size, who_pays
from riskmodel.quantity import Quantity
from riskmodel.samples import BAND_TRIALS, Samples
from riskmodel.simulate import Result
from riskmodel.streams import FloatArray
from riskmodel.validation import FEWEST_BEYOND, relative_error

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
    excess = ledger.of_rows(settled.above_deductible_eur)
    calibration = result.world.calibration
    needed = None if none else _amount_needed(calibration, excess, _weight(result, excess), terms)
    limit = None if needed is None else _step(calibration, needed.value)
    return PolicyEstimate(
        terms=terms,
        insured=insured,
        retained=retained,
        uncovered_probability=measures.any_probability(samples.sample(uncovered, "per_year")).value,
        needed_limit_eur=limit,
        premium_indication_eur=None if none else _premium(samples, policy),
        who_pays=who_pays(samples, policy, burden, of_sizes),
        band=banded(
            {
                "uncovered_probability": samples.sum_of_sets(uncovered.years),
                "premium_indication_eur": None if none else _premium_of_sets(samples, paid),
            }
        ),
        needed_limit_band=None if none else _needed_limit_band(samples, excess, terms, limit),
        needed_limit_error=0.0 if needed is None else _error_of_limit(calibration, excess, needed),
    )


def needed_limit(result: Result, excess: Amounts, terms: Terms, level: float | None = None) -> float | None:
    """Return the first step of the market's ladder that suffices in a share of the years of need.

    `excess` is the covered loss above the deductible; the data says the share if `level` does not.
    """
    return limit_step(result.world.calibration, excess, _weight(result, excess), terms, level)


def _weight(result: Result, excess: Amounts) -> FloatArray:
    """Return the weight of each year that has an excess."""
    return result.weight_of_set[excess.by_trial.trial % result.sets]


def limit_step(
    calibration: Calibration, excess: Amounts, weight: FloatArray, terms: Terms, level: float | None = None
) -> float | None:
    """As `needed_limit`, from the weight of each year that has an excess."""
    return _step(calibration, _amount_needed(calibration, excess, weight, terms, level).value)


def _amount_needed(
    calibration: Calibration, excess: Amounts, weight: FloatArray, terms: Terms, level: float | None = None
) -> Measured:
    """Return the amount that suffices in a share of the years of need."""
    needed = _needed(excess, terms).eur
    weight = np.where(needed > 0.0, weight, 0.0)
    level = _share_of_need(calibration) if level is None else level
    return measures.quantile(measures.sample(needed, weight, float(weight.sum()) or 1.0), level)


def _error_of_limit(calibration: Calibration, excess: Amounts, needed: Measured) -> float:
    """Return the error of the amount needed, as a share of it; 0 if both its ends reach the same step."""
    years = int(np.count_nonzero(excess.by_trial.eur > 0.0))
    beyond = years * (1.0 - _share_of_need(calibration))
    sure = beyond >= FEWEST_BEYOND and _step(calibration, needed.lo) == _step(calibration, needed.hi)
    return 0.0 if sure else relative_error(needed, beyond)


def _needed(excess: Amounts, terms: Terms) -> Amounts:
    """Return the limit that each year with an excess needs: for its largest claim, and for all of them together."""
    multiple = terms.aggregate_eur / terms.limit_eur
    together = excess.by_trial
    needed = np.maximum(excess.largest.eur, together.eur / multiple if multiple > 0.0 else together.eur)
    return Amounts(together.trial, needed)


def _share_of_need(calibration: Calibration) -> float:
    return calibration.quantity("cover.needed_limit_quantile").entry.centre


def _step(calibration: Calibration, eur: float) -> float | None:
    """Return the first step of the market's ladder that reaches an amount, None where none does."""
    return next((float(step) for step in calibration.tables["cover"]["limit_ladder_eur"] if step >= eur), None)


def _needed_limit_band(samples: Samples, excess: Amounts, terms: Terms, limit: float | None) -> StepBand | None:
    """Return the steps that the 10 and 90 % point of the amount needed reach, which may be the same, around `limit`.

    The band is that of the amount, and the steps follow from it: of steps themselves noise could not be told apart.
    """
    if samples.rows_in_bands("per_year") is None:
        return None
    result, calibration = samples.result, samples.result.world.calibration
    needed, level = _needed(excess, terms), _share_of_need(calibration)
    needed = needed.at((needed.eur > 0.0) & (needed.trial < BAND_TRIALS))
    rows = rows_of(needed.trial, result.sets)
    found = bands({"needed": lambda of: of.quantile(level)}, needed.eur, needed.trial, rows)
    if "needed" not in found:
        return None
    low, high = (_step(calibration, end) for end in found["needed"])
    held = low is not None and low <= (np.inf if limit is None else limit) <= (np.inf if high is None else high)
    return (low, high) if low is not None and held else None


def _premium(samples: Samples, policy: int) -> float:
    yearly = samples.of(f"insured_{policy}").on("per_year")
    expected = measures.weighted_sum(yearly.value, yearly.weight)
    squared = measures.weighted_sum(yearly.value**2, yearly.weight)
    factors = (factor.entry.centre for factor in _premium_factors(samples))
    return float(_loaded(np.array(expected), np.array(squared), *factors))


def _premium_of_sets(samples: Samples, paid: Amounts) -> OfSets | None:
    """Return the premium indication in each parameter set, by what the factors are in it."""
    means, squares = samples.sum_of_sets(paid), samples.sum_of_sets(Amounts(paid.trial, paid.eur**2))
    if means is None or squares is None:
        return None
    factors = [factor.each for factor in _premium_factors(samples)]
    a, b, c = (_loaded(mean, square, *factors) for mean, square in zip(means, squares, strict=True))
    return a, b, c


def _premium_factors(samples: Samples) -> tuple[Quantity, Quantity]:
    """Return by what a premium is a multiple of the mean and one of the standard deviation."""
    quantity = samples.result.world.calibration.quantity
    return quantity("cover.premium_loss_factor"), quantity("cover.premium_deviation_factor")


def _loaded(mean: FloatArray, square: FloatArray, loss: FloatArray | float, risk: FloatArray | float) -> FloatArray:
    """Return what a premium is reckoned from mean and mean square of the insured loss."""
    return np.asarray(loss * mean + risk * np.sqrt(np.maximum(0.0, square - mean**2)))
