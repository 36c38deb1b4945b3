"""What the model has to beat: forecasts from the other claims alone, without any mechanism.

The naive forecast is one lognormal for all. The regression is a ridge on kind of provider, activity, incident type,
group of countries and contract value, its strength chosen by leaving one out among the claims it is fitted on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from riskmodel.backtest.evidence import Evidence
from riskmodel.backtest.forecast import crps_normal
from riskmodel.streams import FloatArray, IntArray

_STRENGTHS = 0.25 * 2.0 ** np.arange(9.0)
_LEAST_DEVIATION = 0.05  # decades: claims that happen to be equal do not make a forecast certain


def naive(fitted: FloatArray) -> tuple[float, float]:
    """Return centre and deviation of one normal law for the log amounts."""
    return float(fitted.mean()), max(_LEAST_DEVIATION, float(fitted.std(ddof=1)))


def features(evidence: Sequence[Evidence]) -> FloatArray:
    """Return the facts as columns, shape (n, columns): one for each word, and the contract value where it is known."""
    words = [(e.subject.kind, e.activity, e.subject.incident_type, e.group, e.forum) for e in evidence]
    known = [sorted({str(w[i]) for w in words}) for i in range(len(words[0]))]
    columns = [[float(str(w[i]) == word) for w in words] for i, of in enumerate(known) for word in of]
    value = np.array([e.subject.contract_value_eur or np.nan for e in evidence])
    given = np.isfinite(value)
    # Against 10,000 EUR, so that a claim without a contract value stands in the middle of those with one.
    log_value = np.where(given, np.log10(np.where(given, value, 1.0)) - 4.0, 0.0)
    return np.column_stack([*columns, given.astype(float), log_value])


def regression(x: FloatArray, y: FloatArray, train: IntArray, test: IntArray) -> tuple[FloatArray, float]:
    """Return centres of the tested claims and one deviation, fitted on the claims in `train` alone."""
    mean = y[train].mean()
    kernel, left = x[train] @ x[train].T, y[train] - mean
    values, vectors = np.linalg.eigh(kernel)
    best = (np.inf, 0.0, 1.0)
    for strength in _STRENGTHS:
        kept = values / (values + strength)
        fit, leverage = vectors @ (kept * (vectors.T @ left)), (vectors**2) @ kept
        error = (left - fit) / (1.0 - leverage)  # each claim left out
        deviation = max(_LEAST_DEVIATION, float(np.sqrt((error**2).mean())))
        score = float(crps_normal(left - error, deviation, left).mean())
        best = min(best, (score, float(strength), deviation))
    _, strength, deviation = best
    weights = np.linalg.solve(kernel + strength * np.eye(len(train)), left)
    return np.asarray(mean + x[test] @ (x[train].T @ weights)), deviation
