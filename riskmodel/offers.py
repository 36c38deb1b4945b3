"""Policies side by side on the same incidents: what each leaves, where it ends, and what it costs in all.

Only the last stage is done anew, so a deductible or a limit can be turned while somebody looks on. Every policy meets
the same years, so the difference of two carries far less error than the two themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from riskmodel import cover as covers
from riskmodel import measures
from riskmodel.case import Policy
from riskmodel.cover import NO_POLICY, Cover, Terms, settle
from riskmodel.estimate import RETURN_PERIODS, CurvePoint
from riskmodel.ledger import Amounts
from riskmodel.measures import Measured, Sample
from riskmodel.policy_figures import needed_limit
from riskmodel.simulate import Result
from riskmodel.streams import FloatArray, Streams

NEED_LEVELS = (0.9, 0.95, 0.99)
_CENT = 0.005


@dataclass(frozen=True)
class Offer:
    """What one policy does on the incidents of a case; EUR."""

    terms: Terms
    insured: Measured  # mean a year
    retained: Measured  # mean a year
    retained_claim_p50: Measured
    retained_claim_p99: Measured
    gap_probability: Measured  # a year with covered loss above limit or aggregate
    gap_mean_eur: float  # what is then missing, mean of such years; 0 where there is none
    needed_limit_eur: float | None  # first step of the market's ladder that suffices at `level`; None where none does
    cost: Measured | None  # premium and what is left, mean a year; None where no premium is known
    more_than_best: Measured | None  # `cost` less that of the cheapest policy, on the same years
    curve: tuple[CurvePoint, ...]  # of what is left with the provider in a year


def compare(result: Result, policies: Sequence[Policy], *, level: float) -> tuple[Offer, ...]:
    """Return each policy in its order, then having none.

    Parameters
    ----------
    result
        The simulated case; its own policies play no part.
    policies
        The policies to be compared.
    level
        Share of the years in which a policy is needed, in which its limit is to suffice.
    """
    s, calibration = result.simulated, result.world.calibration
    terms = [*(covers.complete(p, calibration) for p in policies), NO_POLICY]
    settled = settle(s.liability, s.damage, s.incidents, terms, result.world, Streams(result.seed))
    left = [_yearly(result, c.retained_eur) for c in settled]
    offers = [_offer(result, cover, yearly, level) for cover, yearly in zip(settled, left, strict=True)]
    # The cheapest policy is the yardstick; having none only where no policy has a premium.
    priced = [i for i, offer in enumerate(offers[:-1]) if offer.cost] or [len(offers) - 1]
    best = min(priced, key=lambda i: _value(offers[i].cost))
    return tuple(
        replace(
            offer,
            more_than_best=_shifted(measures.paired(left[i], left[best], result.weight), _extra(offer, offers[best])),
        )
        if offer.cost
        else offer
        for i, offer in enumerate(offers)
    )


def _yearly(result: Result, amount: FloatArray) -> FloatArray:
    return np.bincount(result.simulated.incidents.trial, amount, result.trials).astype(float)


def _value(measured: Measured | None) -> float:
    return measured.value if measured else np.inf


def _premium(terms: Terms) -> float | None:
    return 0.0 if terms is NO_POLICY else terms.premium_eur_per_year


def _extra(offer: Offer, best: Offer) -> float:
    return (_premium(offer.terms) or 0.0) - (_premium(best.terms) or 0.0)


def _shifted(of: Measured, by: float) -> Measured:
    return Measured(of.value + by, of.lo + by, of.hi + by)


def _offer(result: Result, cover: Cover, left: FloatArray, level: float) -> Offer:
    missing = _yearly(result, np.maximum(0.0, cover.above_deductible_eur - cover.indemnity_eur))
    gap = measures.sample(np.where(missing > _CENT, missing, 0.0), result.weight)
    retained, premium = measures.sample(left, result.weight), _premium(cover.terms)
    mean, often = measures.mean(retained), measures.any_probability(gap)
    claims = _claims(result, cover.retained_eur)
    return Offer(
        terms=cover.terms,
        insured=measures.mean(measures.sample(_yearly(result, cover.insured_eur), result.weight)),
        retained=mean,
        retained_claim_p50=measures.quantile(claims, 0.5),
        retained_claim_p99=measures.quantile(claims, 0.99),
        gap_probability=often,
        gap_mean_eur=measures.mean(gap).value / often.value if often.value > 0.0 else 0.0,
        needed_limit_eur=_needed(result, cover, level),
        cost=None if premium is None else _shifted(mean, premium),
        more_than_best=None,
        curve=tuple(
            CurvePoint(years, m.value, m.lo, m.hi)
            for years, m in zip(
                RETURN_PERIODS, measures.exceedance(retained, 1.0 / np.array(RETURN_PERIODS)), strict=True
            )
        ),
    )


def _claims(result: Result, amount: FloatArray) -> Sample:
    rows = np.flatnonzero(result.simulated.liability.claimed)
    weight = result.weight[result.simulated.incidents.trial[rows]]
    return measures.sample(amount[rows], weight, float(weight.sum()) or 1.0)


def _needed(result: Result, cover: Cover, level: float) -> float | None:
    if cover.terms is NO_POLICY:
        return None
    excess = Amounts(result.simulated.incidents.trial, cover.above_deductible_eur)
    return needed_limit(result, excess, cover.terms, level)
