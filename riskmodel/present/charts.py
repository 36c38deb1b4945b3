"""The figures of an estimate, drawn alike on screen and on paper; the title states the finding."""

from __future__ import annotations

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate, PolicyEstimate, WhoPays
from riskmodel.present import findings, flows, names
from riskmodel.present.bars import HeadRow, PayerRow, heads_figure, who_pays_figure
from riskmodel.present.figure import Figure
from riskmodel.present.figures import Curve, CurveRow, Mark, exceedance_figure
from riskmodel.present.language import Language, capital
from riskmodel.present.placement import PHONE


def curve(
    estimate: Estimate,
    calibration: Calibration,
    language: Language,
    policy: int | None = 0,
    *,
    height: float = 1.0,
    character: float = PHONE,
) -> Figure:
    """Draw what falls on the provider without insurance, and what a policy leaves of it (None: no policy).

    `height` and `character` say how much room there is, as in `exceedance_figure`.
    """
    insured = policy is not None and not names.is_none(estimate.policies[policy])
    others: tuple[Curve, ...] = ()
    marks = [own_assets(estimate, language), *_cap(estimate, language)]
    if policy is not None and insured:
        terms = estimate.policies[policy].terms
        name = language.t("limit (assumed)") if terms.limit_assumed else language.t("limit of the policy")
        marks.append(Mark(terms.limit_eur, name))
        shared = terms.deductible_share > 0.0  # a line shows no more than where it begins
        called = language.t("deductible, at least") if shared else language.t("deductible")
        marks.append(Mark(terms.deductible_eur, called))
        others = (Curve(language.t("with insurance"), "insurer", _rows(estimate, f"retained_{policy}")),)
    label = language.t("without insurance") if insured else ""
    point = findings.curve_point(estimate, "burden")
    at = float(point.return_period_years) if point else None
    title = curve_title(estimate, language)
    return exceedance_figure(
        _rows(estimate, "burden"),
        marks,
        language,
        title,
        label=label,
        others=others,
        point_at=at,
        height=height,
        character=character,
    )


def curve_title(estimate: Estimate, language: Language) -> str:
    """State the finding of the curve: at a hundred years, or where the amounts begin."""
    point = findings.curve_point(estimate, "burden")
    if point is None:
        return language.t("Not even once in 2,000 years does anything fall on you.")
    amount, often = language.euros_rounded(point.eur), language.frequency(1.0 / point.return_period_years)
    return language.t("{often} more than {amount} falls on you without insurance.", often=capital(often), amount=amount)


def _rows(estimate: Estimate, quantity: str) -> list[CurveRow]:
    """Return a curve with the band of what nobody knows; the error of simulation is another thing, for the table."""
    points = estimate.exceedance[quantity].aggregate
    # Half a band would look as if the rest were certain.
    banded = all(p.band for p in points if p.eur > 0.0)
    ends = [p.band if banded and p.band else (p.eur, p.eur) for p in points]
    return [CurveRow(float(p.return_period_years), p.eur, *end) for p, end in zip(points, ends, strict=True)]


def own_assets(estimate: Estimate, language: Language) -> Mark:
    """Return the provider's own assets as a line across a figure."""
    stated = {s.field: s for s in estimate.stated}["provider.own_assets_eur"]
    assets = stated.value if isinstance(stated.value, float) else 0.0
    if stated.status == "assumed":
        return Mark(assets, language.t("own assets (assumed)"))
    return Mark(assets, language.t("own assets"))


def _cap(estimate: Estimate, language: Language) -> list[Mark]:
    """Return the cap of a single project as a sum; several projects have several caps, which one line cannot show."""
    if len(estimate.case.projects) != 1:
        return []
    stated = {s.field.removeprefix("project.1."): s.value for s in estimate.stated}
    amount, multiple, value = (
        stated.get(name) for name in ("contract.cap_eur", "contract.cap_multiple", "contract_value_eur")
    )
    if isinstance(amount, float):
        return [Mark(amount, language.t("cap in the contract"))]
    if isinstance(multiple, float) and isinstance(value, float):
        return [Mark(multiple * value, language.t("cap in the contract"))]
    return []


def heads(estimate: Estimate, calibration: Calibration, language: Language) -> Figure:
    """Draw the damage heads: on average a year, and in the worst years."""
    rows = [HeadRow(p.name, names.head(p.name, calibration, language), p.mean_eur, p.tail_eur) for p in estimate.heads]
    year = estimate.tail_per == "year"
    tail = language.t("in the worst 1 of 100 years") if year else language.t("in the worst 1 of 100 claims")
    return heads_figure(rows, language, heads_title(estimate, calibration, language), tail=tail)


def heads_title(estimate: Estimate, calibration: Calibration, language: Language) -> str:
    """State which head is the largest, and its share."""
    largest = max(estimate.heads, key=lambda p: p.mean_eur)
    if largest.mean_eur <= 0.0:
        return language.t("What the damage consists of.")
    return language.t(
        "The largest part of the damage, about {share}: {head}.",
        share=language.percent(round(largest.mean_share, 2)),
        head=names.head(largest.name, calibration, language),
    )


def who_pays(estimate: Estimate, calibration: Calibration, language: Language, policy: int = 0) -> Figure:
    """Draw who bears damage and own cost, by size of the claim."""
    of = estimate.policies[policy]
    rows = [payer_row(of, w, names.claim_size(w.size, language)) for w in of.who_pays]
    return who_pays_figure(rows, language, who_pays_title(estimate, language, policy))


def flow(estimate: Estimate, calibration: Calibration, language: Language, policy: int = 0) -> Figure:
    """Draw the same as a flow, for the screen."""
    of = estimate.policies[policy]
    rows = [payer_row(of, w, names.claim_size(w.size, language)) for w in of.who_pays]
    return flows.who_pays_figure(rows, language, who_pays_title(estimate, language, policy))


def payer_row(policy: PolicyEstimate, split: WhoPays, label: str) -> PayerRow:
    """Return who bears claims of one size under a policy.

    What comes back from a subcontractor is a small part of its own; it stands in the table.
    """
    insurer = None if names.is_none(policy) else split.insurer_eur
    return PayerRow(label, split.client_eur, split.provider_eur, insurer)


def way(estimate: Estimate, calibration: Calibration, language: Language, policy: int = 0) -> Figure:
    """Draw the way of a hundred euros of damage and own cost, means a year."""
    of = estimate.policies[policy]
    means = {n: getattr(estimate, n).per_year.mean.value for n in ("damage", "owed", "own_cost", "burden")}
    insured, retained = of.insured.per_year.mean.value, of.retained.per_year.mean.value
    recourse = max(0.0, means["owed"] + means["own_cost"] - means["burden"])
    whole = means["damage"] + means["own_cost"]
    title = language.t(
        "Of every 100 euros that an error costs, {you} stay with you in the end.",
        you=language.euros(100.0 * retained / whole if whole > 0.0 else 0.0),
    )
    parts = flows.Way(means["damage"], means["owed"], means["own_cost"], recourse, insured, retained)
    return flows.way_figure(parts, language, title)


def who_pays_title(estimate: Estimate, language: Language, policy: int = 0) -> str:
    """State what is left with the provider of a typical claim."""
    of = estimate.policies[policy]
    left = language.euros_rounded(next(w for w in of.who_pays if w.size == "typical").provider_eur)
    if names.is_none(of):
        return language.t("Without insurance a typical claim costs you about {left} on average.", left=left)
    return language.t("With insurance a typical claim still costs you about {left} on average.", left=left)
