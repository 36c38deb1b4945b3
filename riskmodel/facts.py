"""The case with its open fields filled: one value a parameter set and project, and where each came from.

What the user gave holds in all parameter sets. A range (80 % between its ends) and "I don't know" are ignorance: they
differ between parameter sets, so they widen the band of the result and not its chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel
from scipy.special import ndtri

from riskmodel.calibration import Calibration, latin_scores
from riskmodel.case import ACTIVITIES, Case, Project
from riskmodel.currency import euros
from riskmodel.streams import FloatArray, IntArray
from riskmodel.values import Amount, Interval

_Z90 = float(ndtri(0.9))
Status = Literal["given", "range", "assumed"]


@dataclass(frozen=True)
class Stated:
    """A field of the case as the model uses it."""

    field: str  # as in the case file, projects counted from 1: project.1.client.revenue_eur
    value: float | str | bool | None  # the number, or the middle of a range or of what is assumed
    low: float | None  # 10 and 90 % point of a range or of what is assumed
    high: float | None
    unit: str
    status: Status
    source: str = ""  # of what is assumed, as the next
    quality: str = ""
    entered: tuple[Amount, ...] = ()  # as given in another currency: the amount, or both ends of a range


@dataclass(frozen=True)
class Facts:
    """What the model computes with; M parameter sets, P projects."""

    # provider
    revenue_eur: FloatArray  # (M,) EUR a year
    own_assets_eur: FloatArray  # (M,) EUR
    hourly_rate_eur: FloatArray  # (M,) EUR/h
    crew: FloatArray  # (M,) people
    # projects and their clients
    number: IntArray  # (P,) of each project in the case, from 0; what is drawn once a project is found by it
    activity_share: FloatArray  # (P, activities), in the order of ACTIVITIES
    contract_value_eur: FloatArray  # (M, P) EUR
    duration_months: FloatArray  # (M, P)
    year_share: FloatArray  # (M, P) share of the provider's working year
    releases_per_month: FloatArray  # (M, P)
    tiers_below: FloatArray  # (M, P)
    tiers_above: FloatArray  # (M, P)
    client_revenue_eur: FloatArray  # (M, P) EUR a year through the system
    margin_share: FloatArray  # (M, P)
    people: FloatArray  # (M, P)
    orders_per_year: FloatArray  # (M, P) a person
    order_value_eur: FloatArray  # (M, P) EUR
    records: FloatArray  # (M, P)
    goodwill_eur: FloatArray  # (M, P) EUR a person
    answer_within_hours: FloatArray  # (M, P) infinite where nothing is sure
    cap_eur: FloatArray  # (M, P) EUR, infinite without a cap
    repair_schedule: tuple[str, ...]  # (P,) as the rest below
    visibility: tuple[str, ...]
    answer_schedule: tuple[str, ...]
    stance: tuple[str, ...]
    orders: tuple[str, ...]
    cap_scope: tuple[str, ...]
    cap_agreed: tuple[str, ...]
    law: tuple[str, ...]
    lost_profit_excluded: FloatArray  # (P,) 0 or 1
    social_media_watched: FloatArray  # (P,) 0 or 1
    delay_penalty: FloatArray  # (P,) 0 or 1
    safeguards: dict[str, FloatArray]  # name -> (M, P) 0 or 1
    stated: tuple[Stated, ...]


class _Filler:
    """Fills fields one by one and remembers what it did."""

    def __init__(self, calibration: Calibration) -> None:
        self.calibration = calibration
        self.stated: list[Stated] = []

    def number(
        self,
        field: str,
        value: float | Amount | Interval | None,
        default: str,
        unit: str,
        base: FloatArray | None = None,
    ) -> FloatArray:
        """Return a field in all parameter sets, shape (M,); `base` scales a default that depends on other fields."""
        if isinstance(value, Interval):
            low, high = (euros(end, self.calibration) for end in (value.low, value.high))
            filled = self._between(field, low, high, share=unit == "share")
            entered = tuple(end for end in (value.low, value.high) if isinstance(end, Amount))
            middle = float(np.median(filled))
            self.stated.append(Stated(field, middle, low, high, unit, "range", entered=entered))
            return filled
        if value is not None:
            return np.full(self.calibration.sets, self.amount(field, value, unit))
        quantity = self.calibration.quantity(f"case.{default}")
        entry, filled = quantity.entry, quantity.each
        if base is None:
            p10, p90 = entry.ignorance or (None, None)
            self.stated.append(Stated(field, entry.centre, p10, p90, unit, "assumed", entry.source, entry.quality))
            return filled
        filled = filled * base
        low, middle, high = (float(q) for q in np.quantile(filled, (0.1, 0.5, 0.9)))
        self.stated.append(Stated(field, middle, low, high, unit, "assumed", entry.source, entry.quality))
        return filled

    def amount(self, field: str, value: float | Amount, unit: str) -> float:
        """Return a number as it was given, an amount in euros."""
        entered = (value,) if isinstance(value, Amount) else ()
        given = float(euros(value, self.calibration))
        self.stated.append(Stated(field, given, None, None, unit, "given", entered=entered))
        return given

    def _between(self, field: str, low: float, high: float, *, share: bool) -> FloatArray:
        """Return a range as ignorance: lognormal, in the odds of a share, and normal where the range starts at zero."""
        z = latin_scores(self.calibration.version, f"given.{field}", self.calibration.sets) / _Z90
        if low <= 0.0:
            middle, half = (low + high) / 2.0, (high - low) / 2.0
            return np.clip(middle + half * z, 0.0, 1.0 if share else None)
        if share:
            low, high = (np.log(x / (1.0 - min(x, 1.0 - 1e-9))) for x in (low, high))
            return np.asarray(1.0 / (1.0 + np.exp(-((low + high) / 2.0 + (high - low) / 2.0 * z))))
        low, high = np.log(low), np.log(high)
        return np.asarray(np.exp((low + high) / 2.0 + (high - low) / 2.0 * z))

    def choice(self, field: str, value: Any, default: str) -> Any:
        """Return a choice, the calibration's where it is open, and remember which it was."""
        if value is not None:
            self.stated.append(Stated(field, value, None, None, "", "given"))
            return value
        usual = self.calibration.choice(f"case.{default}")
        self.stated.append(Stated(field, usual.choice, None, None, "", "assumed", usual.source, usual.quality))
        return usual.choice

    def switch(self, field: str, value: bool | None, prevalence: str) -> FloatArray:
        """Return a safeguard, 0 or 1 in each parameter set: where it is not known, there in its usual share of them."""
        sets = self.calibration.sets
        usual = self.calibration.quantity(prevalence).entry
        if value is None:
            rank = np.argsort(np.argsort(latin_scores(self.calibration.version, f"given.{field}", sets)))
            self.stated.append(Stated(field, None, None, None, "", "assumed", usual.source, usual.quality))
            return (rank < round(usual.centre * sets)).astype(float)
        self.stated.append(Stated(field, value, None, None, "", "given"))
        return np.full(sets, float(value))


def complete(case: Case, calibration: Calibration) -> Facts:
    """Fill the open fields of a case from the calibration."""
    fill = _Filler(calibration)
    provider = case.provider
    kind = fill.choice("provider.kind", provider.kind, "kind")
    # Whose assets are at risk is told with the result; no figure of the model depends on it.
    fill.choice("provider.legal_form", provider.legal_form, f"legal_form.{kind}")
    known: dict[str, Any] = {
        name: fill.number(f"provider.{name}", getattr(provider, name), f"provider.{name}", _unit(provider, name))
        for name in ("revenue_eur", "own_assets_eur", "hourly_rate_eur", "crew")
    }
    schedule = fill.choice("provider.repair_schedule", provider.repair_schedule, "repair_schedule")
    known["repair_schedule"] = (schedule,) * len(case.projects)
    known["number"] = np.arange(len(case.projects))
    shares = _year_shares(case)
    each = [_project(fill, f"project.{i + 1}", p, shares[i]) for i, p in enumerate(case.projects)]
    for name, first in each[0].items():
        column = [row[name] for row in each]
        if name == "safeguards":
            known[name] = {key: np.stack([c[key] for c in column], axis=1) for key in first}
        elif isinstance(first, str):
            known[name] = tuple(column)
        elif isinstance(first, float) or name == "activity_share":
            known[name] = np.array(column)
        else:
            known[name] = np.stack(column, axis=1)
    return Facts(**known, stated=tuple(fill.stated))


def _year_shares(case: Case) -> list[float]:
    """Return what is assumed where the share of the year is open: what the others leave, in equal parts."""

    def middle(value: float | Interval) -> float:
        ends = (value.low, value.high) if isinstance(value, Interval) else (value,)
        return sum(end for end in ends if not isinstance(end, Amount)) / len(ends)  # a share has no currency

    given = [middle(p.year_share) for p in case.projects if p.year_share is not None]
    open_ones = len(case.projects) - len(given)
    left = max(0.0, 1.0 - sum(given)) / open_ones if open_ones else 0.0
    return [left if p.year_share is None else middle(p.year_share) for p in case.projects]


def _unit(part: BaseModel, name: str) -> str:
    extra = type(part).model_fields[name].json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) else ""


def _project(fill: _Filler, at: str, project: Project, year_share: float) -> dict[str, Any]:
    client, response, contract = project.client, project.response, project.contract
    known: dict[str, Any] = {"activity_share": _activity_share(fill, at, project)}
    for name in ("contract_value_eur", "duration_months", "releases_per_month", "tiers_below", "tiers_above"):
        known[name] = fill.number(f"{at}.{name}", getattr(project, name), f"project.{name}", _unit(project, name))
    if project.year_share is None:
        known["year_share"] = np.full(fill.calibration.sets, year_share)
        of = fill.calibration.entries["case.project.year_share"]
        fill.stated.append(
            Stated(f"{at}.year_share", year_share, None, None, "share", "assumed", of.source, of.quality)
        )
    else:
        known["year_share"] = fill.number(f"{at}.year_share", project.year_share, "project.year_share", "share")
    revenue = fill.number(f"{at}.client.revenue_eur", client.revenue_eur, "client.revenue_eur", "EUR/year")
    known["client_revenue_eur"] = revenue
    industry = fill.choice(f"{at}.client.industry", client.industry, "industry")
    for name in ("margin_share", "orders_per_year", "order_value_eur"):
        of_industry = f"by_industry.{industry}.{name}"  # only where a source tells them apart
        default = of_industry if f"case.{of_industry}" in fill.calibration.entries else f"client.{name}"
        known[name] = fill.number(f"{at}.client.{name}", getattr(client, name), default, _unit(client, name))
    buyers = revenue / (known["orders_per_year"] * known["order_value_eur"])
    known["people"] = fill.number(f"{at}.client.people", client.people, "client.people_per_revenue", "people", buyers)
    known["records"] = fill.number(
        f"{at}.client.records", client.records, "client.records_per_person", "records", known["people"]
    )
    known["visibility"] = fill.choice(f"{at}.client.visibility", client.visibility, "visibility")
    known["safeguards"] = {
        name: fill.switch(f"{at}.safeguards.{name}", getattr(project.safeguards, name), f"safeguards.{name}.prevalence")
        for name in type(project.safeguards).model_fields
    }
    for name in ("answer_schedule", "stance", "orders"):
        known[name] = fill.choice(f"{at}.response.{name}", getattr(response, name), name)
    within = response.answer_within_hours
    known["answer_within_hours"] = np.full(fill.calibration.sets, np.inf)
    if within is not None:
        known["answer_within_hours"] = fill.number(f"{at}.response.answer_within_hours", within, "", "h")
    watched = fill.choice(f"{at}.response.social_media_watched", response.social_media_watched, "social_media_watched")
    known["social_media_watched"] = float(watched)
    known["goodwill_eur"] = fill.number(
        f"{at}.response.goodwill_eur", response.goodwill_eur, "client.goodwill_eur", "EUR/person"
    )
    known["cap_eur"] = _cap(fill, at, project, known["contract_value_eur"])
    capped = not np.isinf(known["cap_eur"]).all()
    for name in ("cap_scope", "cap_agreed"):
        given = getattr(contract, name)
        if capped:
            known[name] = fill.choice(f"{at}.contract.{name}", given, name)
        else:  # nothing is to be said of the clauses of a cap that is not there
            known[name] = fill.calibration.choice(f"case.{name}").choice if given is None else given
    known["law"] = fill.choice(f"{at}.contract.law", contract.law, "law")
    excluded = fill.choice(f"{at}.contract.lost_profit_excluded", contract.lost_profit_excluded, "lost_profit_excluded")
    known["lost_profit_excluded"] = float(excluded)
    if contract.insurance_demanded_eur is not None:
        demanded = f"{at}.contract.insurance_demanded_eur"
        fill.amount(demanded, contract.insurance_demanded_eur, _unit(contract, "insurance_demanded_eur"))
    known["delay_penalty"] = float(fill.choice(f"{at}.contract.delay_penalty", contract.delay_penalty, "delay_penalty"))
    return known


def _activity_share(fill: _Filler, at: str, project: Project) -> FloatArray:
    if project.activity is None:
        chosen = {fill.choice(f"{at}.activity", None, "activity"): 1.0}
    else:
        chosen = dict(project.activity)
        text = " + ".join(name if share == 1.0 else f"{share:g} {name}" for name, share in project.activity)
        fill.stated.append(Stated(f"{at}.activity", text, None, None, "", "given"))
    return np.array([chosen.get(name, 0.0) for name in ACTIVITIES])


def _cap(fill: _Filler, at: str, project: Project, contract_value: FloatArray) -> FloatArray:
    contract = project.contract
    basis = contract.cap
    if basis is None and contract.cap_eur is not None:
        basis = "amount"
    if basis is None and contract.cap_multiple is not None:
        basis = "multiple"
    basis = fill.choice(f"{at}.contract.cap", basis, "cap")
    if basis == "amount" and contract.cap_eur is not None:
        return fill.number(f"{at}.contract.cap_eur", contract.cap_eur, "", "EUR")
    if basis == "none":
        return np.full_like(contract_value, np.inf)
    multiple = fill.number(f"{at}.contract.cap_multiple", contract.cap_multiple, "contract.cap_multiple", "multiple")
    return multiple * contract_value
