"""The back-test: published claims predicted, each by what is known of it and by the other claims.

The model's level comes from insurance data alone. What is fitted to published claims is which of them are published
(`publication`), in folds: no claim has a part in its own prediction. Scores are on log10 EUR, averaged over several
splits into folds, beside a naive forecast and a regression on the same facts (`rivals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from riskmodel.backtest import forecast, publication, rivals
from riskmodel.backtest.claims import Claim, parse, read
from riskmodel.backtest.evidence import Evidence, log_amounts, sift
from riskmodel.backtest.forecast import Ceiling
from riskmodel.backtest.prediction import Predictor, figure
from riskmodel.backtest.publication import Prior
from riskmodel.backtest.scores import Backtest, Row, scored
from riskmodel.backtest.scores_json import as_json
from riskmodel.calibration import Calibration
from riskmodel.case import CaseError, Fault
from riskmodel.streams import FloatArray, IntArray

__all__ = ["Backtest", "Claim", "Row", "as_json", "backtest", "parse", "read"]

SPLITS, FOLDS = 5, 5
TRIALS, SEED = 10_000, 1
FEWEST = 10


@dataclass(frozen=True)
class Predicted:
    """All claims predicted once, none by itself; n claims."""

    mass: FloatArray  # (n, grid)
    one_exponent: FloatArray  # (n, grid) with the common exponent for all groups
    naive: FloatArray  # (2, n) centre and deviation of log10 EUR
    regression: FloatArray  # (2, n)


def backtest(claims: Sequence[Claim], calibration: Calibration, *, seed: int = SEED, trials: int = TRIALS) -> Backtest:
    """Predict published claims and score the predictions; `trials` busy years for each pool of like claims.

    The result depends on no order of the claims: they are taken in the order of their ids.

    Raises
    ------
    CaseError
        If too few claims can be scored; it names the first unknown label of each column.
    """
    evidence, left_out = sift(sorted(claims, key=lambda claim: claim.id), calibration)
    if len(evidence) < FEWEST:
        unknown = {c.unknown.field.rpartition(".")[2]: c.unknown for c in reversed(claims) if c.unknown}
        raise CaseError((Fault("too_few_claims", "", str(len(evidence)), str(FEWEST)), *unknown.values()))
    predictor, prior = Predictor(calibration, seed=seed, trials=trials), Prior.of(calibration)
    before = np.stack([predictor.forecast(e.subject) for e in evidence])
    ceiling = Ceiling(np.log10([e.ceiling_eur for e in evidence]), figure(calibration, "report.above_ceiling"))
    likelihood = publication.log_likelihood(before, ceiling, log_amounts(evidence))
    ids = [e.id for e in evidence]
    splits = [_predicted(before, ceiling, likelihood, evidence, prior, _folds(ids, seed, s)) for s in range(SPLITS)]
    return scored(
        evidence,
        left_out,
        rows=[(s.mass, s.one_exponent, s.naive, s.regression) for s in splits],
        common=publication.common(likelihood, prior),
        exponents=publication.by_group(likelihood, _groups(evidence), np.arange(len(evidence)), prior),
        folds=FOLDS,
        seed=seed,
    )


def _groups(evidence: Sequence[Evidence]) -> list[str]:
    return [e.group for e in evidence]


def _folds(ids: Sequence[str], seed: int, split: int) -> IntArray:
    """Return the fold of each claim: a shuffle keyed by its id, dealt out in turn."""
    key = [
        int.from_bytes(blake2b(f"{seed}/split {split}/{id_}".encode(), digest_size=8).digest(), "big") for id_ in ids
    ]
    order = np.argsort(np.array(key, dtype=np.uint64), kind="stable")
    fold = np.empty(len(ids), dtype=np.int64)
    fold[order] = np.arange(len(ids)) % FOLDS
    return fold


def _predicted(
    before: FloatArray,
    ceiling: Ceiling,
    likelihood: FloatArray,
    evidence: Sequence[Evidence],
    prior: Prior,
    fold: IntArray,
) -> Predicted:
    """Predict the claims of each fold from those of the others."""
    actual, x, groups = log_amounts(evidence), rivals.features(evidence), _groups(evidence)
    mass, one = np.empty_like(before), np.empty_like(before)
    naive, regression = np.empty((2, len(actual))), np.empty((2, len(actual)))
    for f in range(FOLDS):
        test, train = np.flatnonzero(fold == f), np.flatnonzero(fold != f)
        exponents = publication.by_group(likelihood, groups, train, prior)
        own = np.array([exponents[groups[i]].value for i in test])
        shared = np.full(len(test), publication.common(likelihood[train], prior).value)
        mass[test] = forecast.published(before[test], own, ceiling.of(test))
        one[test] = forecast.published(before[test], shared, ceiling.of(test))
        naive[0, test], naive[1, test] = rivals.naive(actual[train])
        regression[0, test], regression[1, test] = rivals.regression(x, actual, train, test)
    return Predicted(mass, one, naive, regression)
