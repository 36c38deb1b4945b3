"""Published claims made comparable: in euros, like with like, with the court or tribunal that heard them.

The amount held against the model is the first that is stated of: what was claimed (against claimed), what the client
lost (against damage), what was paid (against owed, given that anything is owed). It serves to score, and to fit on
other claims; no prediction of a claim sees it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from riskmodel.backtest.claims import Claim
from riskmodel.backtest.prediction import Subject, figure
from riskmodel.calibration import Calibration
from riskmodel.currency import units_per_euro
from riskmodel.streams import FloatArray
from riskmodel.values import shown

Reason = Literal[
    "no_such_incident_type",
    "no_such_kind",
    "no_such_activity",
    "no_such_country",
    "no_amount",
    "nothing_paid",
    "no_rate",
]
_OF_LABEL: Final[Mapping[str, Reason]] = {
    "incident_type": "no_such_incident_type",
    "insured_kind": "no_such_kind",
    "activity": "no_such_activity",
    "country": "no_such_country",
}
TRIBUNAL, OTHER = "tribunal", "other"


@dataclass(frozen=True)
class Evidence:
    """A claim that can be scored."""

    id: str
    subject: Subject
    activity: str | None
    group: str  # of countries, or tribunal: where claims come to light in the same way
    forum: str  # court or tribunal with a ceiling; empty: none is named
    ceiling_eur: float  # infinite without one
    amount_eur: float


@dataclass(frozen=True)
class Label:
    """A field of the file whose label is not known."""

    row: int  # the header is row 1; 0 without a file
    column: str
    value: str  # as given


@dataclass(frozen=True)
class NotScored:
    """A claim that cannot be scored, and why."""

    id: str
    reason: Reason
    label: Label | None = None  # None where no label is the reason


def sift(claims: Sequence[Claim], calibration: Calibration) -> tuple[tuple[Evidence, ...], tuple[NotScored, ...]]:
    """Return the claims that can be scored, and those that cannot."""
    sifted = [_evidence(claim, calibration) for claim in claims]
    return tuple(e for e in sifted if isinstance(e, Evidence)), tuple(e for e in sifted if isinstance(e, NotScored))


def _evidence(claim: Claim, calibration: Calibration) -> Evidence | NotScored:
    stated = {"claimed": claim.amount_claimed, "damage": claim.client_loss, "owed": claim.amount_paid}
    target = next((name for name, amount in stated.items() if amount), None)
    rate = rate_of(claim.currency, claim.year, calibration)
    if claim.unknown is not None:
        column = claim.unknown.field.rpartition(".")[2]
        return NotScored(claim.id, _OF_LABEL[column], Label(claim.row, column, claim.unknown.given))
    if claim.incident_type is None:
        return NotScored(claim.id, "no_such_incident_type")
    if target is None:
        return NotScored(claim.id, "no_amount" if claim.amount_paid is None else "nothing_paid")
    if rate is None:
        return NotScored(claim.id, "no_rate", Label(claim.row, "currency", shown(claim.currency)))
    forum, ceiling = _forum(claim, calibration)
    value = None if not claim.contract_value else claim.contract_value / rate
    return Evidence(
        claim.id,
        Subject(claim.kind, claim.incident_type, target, value, claim.people, claim.days),
        claim.activity,
        _group(claim, forum, calibration),
        forum,
        ceiling,
        (stated[target] or 0.0) / rate,
    )


def rate_of(currency: str, year: int | None, calibration: Calibration) -> float | None:
    """Return the units of a currency for one euro in the year of a claim; None where there is no rate."""
    wanted = figure(calibration, "rates.year_if_unknown") if year is None else year
    return units_per_euro(currency, wanted, calibration)


def _forum(claim: Claim, calibration: Calibration) -> tuple[str, float]:
    """Return the court or tribunal that title or address of the report name, and its ceiling in EUR."""
    forums: Mapping[str, Mapping[str, Sequence[str]]] = calibration.tables["backtest"]["forum"]
    for name, table in forums.items():
        if claim.country not in table.get("countries", (claim.country,)):
            continue
        if any(re.search(mark, text) for mark in table["marks"] for text in (claim.title, *claim.addresses)):
            entry = calibration.entries[f"backtest.forum.{name}.ceiling"]
            rate = rate_of(entry.unit, claim.year, calibration)
            return name, ceiling_of(entry.by, claim.year) / (rate or 1.0)
    return "", float("inf")


def ceiling_of(by_year: Mapping[str, float], year: int | None) -> float:
    """Return the ceiling of the latest year named that is not after `year`, the earliest before all of them."""
    years = sorted(int(known) for known in by_year)
    valid = [known for known in years if year is None or known <= year]
    return by_year[str(valid[-1] if valid else years[0])]


def _group(claim: Claim, forum: str, calibration: Calibration) -> str:
    table = calibration.tables["backtest"]
    if forum and table["forum"][forum]["tribunal"]:
        return TRIBUNAL
    return next((name for name, countries in table["group"].items() if claim.country in countries), OTHER)


def log_amounts(evidence: Sequence[Evidence]) -> FloatArray:
    """Return log10 of the amounts in EUR, shape (n,)."""
    return np.log10([e.amount_eur for e in evidence])
