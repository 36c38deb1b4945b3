"""Published claims that lie nearest to a case: real ones, to hold a figure of the model against.

Nearness is the sum of four parts, each between 0 and 1 and of equal weight, because nothing is known of which counts
more: how much of what falls on the provider comes from the claim's incident type (as a share of the largest type),
which share of the case is the claim's activity, whether the provider is of the same kind, and how near the amount is
(1 at the same amount, 0 from a factor of 100 on). What a report does not state counts as far. Only claims with an
amount are shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from riskmodel.backtest.claims import Claim
from riskmodel.backtest.evidence import rate_of
from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate

_FAR_DECADES = 2.0


@dataclass(frozen=True)
class Precedent:
    """A published claim near a case."""

    claim: Claim
    asked: str  # what the amount is: claimed, damage or owed
    amount_eur: float
    nearness: float  # 0 .. 4


def nearest(
    estimate: Estimate, claims: Sequence[Claim], calibration: Calibration, *, count: int = 3
) -> tuple[Precedent, ...]:
    """Return the claims nearest to an estimated case, the nearest first; ties in the order of the file.

    Amounts are held against the large claim of the case (one in ten is larger): published claims are larger than
    typical ones. What was claimed is taken where it is stated, else what was lost, else what was paid.
    """
    found = [p for claim in claims if (p := _precedent(claim, estimate, calibration))]
    return tuple(sorted(found, key=lambda p: p.nearness, reverse=True)[:count])


def _precedent(claim: Claim, estimate: Estimate, calibration: Calibration) -> Precedent | None:
    stated = {"claimed": claim.amount_claimed, "damage": claim.client_loss, "owed": claim.amount_paid}
    asked = next((name for name, amount in stated.items() if amount), None)
    rate = rate_of(claim.currency, claim.year, calibration)
    if asked is None or rate is None:
        return None
    amount = (stated[asked] or 0.0) / rate
    near = _of_type(claim, estimate) + _of_activity(claim, estimate) + _of_kind(claim, estimate)
    return Precedent(claim, asked, amount, near + _of_amount(amount, getattr(estimate, asked).per_claim.p90.value))


def _of_type(claim: Claim, estimate: Estimate) -> float:
    largest = max((p.mean_share for p in estimate.incident_types), default=0.0)
    share = next((p.mean_share for p in estimate.incident_types if p.name == claim.incident_type), 0.0)
    return share / largest if largest > 0.0 else 0.0


def _of_activity(claim: Claim, estimate: Estimate) -> float:
    projects = estimate.case.projects
    return sum(dict(p.activity or ()).get(claim.activity or "", 0.0) for p in projects) / len(projects)  # type: ignore[call-overload]


def _of_kind(claim: Claim, estimate: Estimate) -> float:
    kind = next((s.value for s in estimate.stated if s.field == "provider.kind"), None)
    return 1.0 if claim.kind == kind else 0.0


def _of_amount(amount_eur: float, typical_eur: float) -> float:
    if amount_eur <= 0.0 or typical_eur <= 0.0:
        return 0.0
    return max(0.0, 1.0 - abs(math.log10(amount_eur / typical_eur)) / _FAR_DECADES)
