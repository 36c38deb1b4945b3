"""The JSON of a back-test (docs/interfaces.md)."""

from __future__ import annotations

from dataclasses import asdict, fields

from riskmodel.backtest.parts import BY, Part, parts
from riskmodel.backtest.scores import Backtest


def as_json(result: Backtest, data_version: str = "") -> dict[str, object]:
    """Return the back-test as a tree of JSON values, with the version of the figures it was made with."""
    return {
        "data": data_version,
        "claims": len(result.rows),
        "not_scored": [
            {"id": n.id, "reason": n.reason} | (asdict(n.label) if n.label else {}) for n in result.not_scored
        ],
        "splits": result.splits,
        "folds": result.folds,
        "coverage": {f"{100.0 * level:g}": share for level, share in result.coverage.items()},
        "median_log10_ratio": result.median_log10_ratio,
        "crps": result.crps,
        "crps_naive": result.crps_naive,
        "crps_regression": result.crps_regression,
        "crps_skill": result.skill,
        "crps_skill_interval": list(result.skill_interval),
        "crps_skill_one_exponent": result.skill_one_exponent,
        "crps_skill_regression": result.skill_regression,
        "crps_skill_ahead_of_regression_interval": list(result.ahead_interval),
        "pit": list(result.pit),
        "publication_exponent": {group: e.value for group, e in result.exponents.items()},
        "publication_exponent_error": {group: e.error for group, e in result.exponents.items()},
        "publication_exponent_common": result.common.value,
        "publication_exponent_common_error": result.common.error,
        **{f"by_{by}": {part.name: _part(part) for part in parts(result, by)} for by in BY},
        "rows": [{f.name: getattr(row, f.name) for f in fields(row)} for row in result.rows],
    }


def _part(part: Part) -> dict[str, object]:
    return {
        "claims": part.claims,
        "coverage": {f"{100.0 * level:g}": share for level, share in part.coverage.items()},
        "coverage_interval": {f"{100.0 * level:g}": list(ends) for level, ends in part.interval.items()},
    }
