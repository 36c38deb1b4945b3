"""The back-test that ships: what the command found with the figures that ship, read back for the screen.

It takes a dozen seconds to compute, too long for a page. `riskmodel backtest data/claims.csv --json data/backtest.json`
writes it anew; the version of the figures stands in it, so that an old one is told from a current one.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from riskmodel.backtest.evidence import Label, NotScored, Reason
from riskmodel.backtest.publication import Exponent
from riskmodel.backtest.scores import Backtest, Row
from riskmodel.calibration import Calibration
from riskmodel.quantity import CalibrationError

FILE = "backtest.json"


def read(calibration: Calibration) -> tuple[Backtest, str]:
    """Return the stored back-test and the version of the figures it was made with.

    Raises
    ------
    CalibrationError
        If the file is missing or not what the command writes.
    """
    path = calibration.folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return _backtest(found), str(found["data"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = f"write it with: riskmodel backtest {calibration.folder / 'claims.csv'} --json {path}"
        raise CalibrationError(f"{path}: cannot be read ({error}); {remedy}") from None


def _not_scored(id: str, reason: Reason, **label: Any) -> NotScored:
    return NotScored(id, reason, Label(**label) if label else None)


def _backtest(found: dict[str, Any]) -> Backtest:
    exponents, errors = found["publication_exponent"], found["publication_exponent_error"]
    return Backtest(
        rows=tuple(Row(**{f.name: row[f.name] for f in fields(Row)}) for row in found["rows"]),
        not_scored=tuple(_not_scored(**n) for n in found["not_scored"]),
        splits=found["splits"],
        folds=found["folds"],
        coverage={float(level) / 100.0: share for level, share in found["coverage"].items()},
        median_log10_ratio=found["median_log10_ratio"],
        pit=tuple(found["pit"]),
        crps=found["crps"],
        crps_naive=found["crps_naive"],
        crps_regression=found["crps_regression"],
        skill=found["crps_skill"],
        skill_interval=tuple(found["crps_skill_interval"]),
        skill_one_exponent=found["crps_skill_one_exponent"],
        skill_regression=found["crps_skill_regression"],
        ahead_interval=tuple(found["crps_skill_ahead_of_regression_interval"]),
        common=Exponent(found["publication_exponent_common"], found["publication_exponent_common_error"]),
        exponents={group: Exponent(exponents[group], errors[group]) for group in exponents},
    )
