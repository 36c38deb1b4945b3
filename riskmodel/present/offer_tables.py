"""Policies on the same incidents: as a table, as bars of what they cost in all, and as curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskmodel.cover import NO_POLICY
from riskmodel.curves import Tolerance
from riskmodel.estimate import CurvePoint
from riskmodel.offers import Offer
from riskmodel.present.figure import Axis, Bar, Figure, Label
from riskmodel.present.figures import Curve, CurveRow, Mark, exceedance_figure
from riskmodel.present.language import Language
from riskmodel.present.names import distinct
from riskmodel.present.placement import short
from riskmodel.present.policy_tables import deductible, limit
from riskmodel.present.table import Cell, Column, Line, Table, amount, entered, label_cell, money

_LINE: Final = 1.2
_THICK: Final = 0.75
_SPACE: Final = 0.65
_LONGEST: Final = 30
_DASH: Final = Cell("–", None)
#: Probability of a year below which too few simulated years are left to state a mean of them.
_TOO_RARE: Final = 1e-4
_CURVE_LABEL: Final = 24


def called(offers: Sequence[Offer], language: Language) -> list[str]:
    """Return what each policy is called, the last for having none."""
    names = [offer.terms.name or language.t("Policy {n}", n=i) for i, offer in enumerate(offers[:-1], 1)]
    return distinct([*names, language.t("no policy")])


def side_by_side(offers: Sequence[Offer], level: float, language: Language) -> Table:
    """Return a column for each policy, the last for having none; lines are the criteria, none of them weighted."""
    t = language.t
    columns = [Column("label", t("Policy"))]
    columns += [Column(str(i), name, numeric=True) for i, name in enumerate(called(offers, language))]
    each = [_figures(offer, level, language) for offer in offers]
    lines = tuple(
        Line(key, (label_cell(label), *(column[key][1] for column in each))) for key, (label, _) in each[0].items()
    )
    note = t("On the same incidents; ± is the error of simulation. Premiums are net of insurance tax.")
    return Table("offers", t("Side by side"), tuple(columns), lines, note)


def _figures(offer: Offer, level: float, language: Language) -> dict[str, tuple[str, Cell]]:
    t, terms, none = language.t, offer.terms, offer.terms is NO_POLICY
    needed = amount(offer.needed_limit_eur, language)
    if offer.needed_limit_eur is None:
        needed = Cell(t("more than the market offers"))
    gap = offer.gap_probability.value
    suffices = t("Limit that suffices in {share} of the years of need", share=language.out_of(level))
    return {
        "limit": (t("Limit a claim"), _DASH if none else limit(terms, language)),
        "aggregate": (t("Limit a year"), _DASH if none else entered(terms.aggregate_eur, language)),
        "deductible": (t("Deductible"), _DASH if none else deductible(terms, language)),
        "premium": (t("Premium a year"), _DASH if none else entered(terms.premium_eur_per_year, language)),
        "insured": (t("Insurer pays on average a year"), money(offer.insured, language)),
        "retained": (t("Left with you on average a year"), money(offer.retained, language)),
        "cost": (
            t("Premium and what is left, on average a year"),
            money(offer.cost, language) if offer.cost else _DASH,
        ),
        "claim_p50": (t("In half of the claims at most"), money(offer.retained_claim_p50, language)),
        "claim_p99": (t("1 of 100 claims leaves more with you"), money(offer.retained_claim_p99, language)),
        "gap": (t("Year in which the limit is too low"), _DASH if none else Cell(language.frequency(gap), gap)),
        "missing": (
            t("What is then missing on average"),
            amount(offer.gap_mean_eur, language) if gap >= _TOO_RARE else _DASH,
        ),
        "needed": (suffices, _DASH if none else needed),
    }


def costs_figure(offers: Sequence[Offer], language: Language, title: str) -> Figure:
    """Draw premium and what is left with the provider, on average a year, one bar a policy."""
    rows = list(zip(called(offers, language), offers, strict=True))
    longest = max([_premium(offer) + offer.retained.value for _, offer in rows] + [1.0])
    bars: list[Bar] = []
    texts: list[tuple[float, str, str, tuple[tuple[str, str], ...]]] = []
    top = 0.0
    for name, offer in rows:
        premium, left = _premium(offer), offer.retained.value
        said = language.t("left with you {amount}", amount=language.euros_rounded(left))
        paid = language.t("premium {amount}", amount=language.euros_exact(premium))
        if offer.cost is None:
            paid = language.t("premium not entered")
        runs: tuple[tuple[str, str], ...] = ((said, "you"),)
        if offer.terms is not NO_POLICY:
            runs = ((paid, "secondary"), (" · ", "secondary"), (said, "you"))
        words = f"{name}: {''.join(run for run, _ in runs)}."
        place = top + _LINE
        if premium > 0.0:
            bars.append(Bar(0.0, premium, place, _THICK, "secondary", words))
        bars.append(Bar(premium, premium + left, place, _THICK, "you", words))
        total = language.euros_rounded(premium + left)
        texts.append((top, name, total if offer.cost else f"{total} + ?", runs))
        top += 2 * _LINE + _THICK + _SPACE
    height = top - _SPACE
    labels: list[Label] = []
    for place, name, total, runs in texts:
        labels.append(Label(0.0, 1 - (place + _LINE / 2) / height, ((short(name, _LONGEST), "ink"),)))
        labels.append(Label(1.0, 1 - (place + _LINE / 2) / height, ((total, "ink"),), "right", strong=True))
        labels.append(Label(0.0, 1 - (place + 1.5 * _LINE + _THICK + 0.1) / height, runs))
    return Figure(
        title=title,
        alt=" ".join([title, *dict.fromkeys(bar.hover for bar in bars)]),
        x=Axis("hidden", 0.0, longest),
        y=Axis("hidden", height, 0.0),
        height=height,
        bars=tuple(bars),
        labels=tuple(labels),
    )


def _premium(offer: Offer) -> float:
    return offer.terms.premium_eur_per_year or 0.0


def curves_figure(
    offers: Sequence[Offer], tolerance: Tolerance | None, own_assets: Mark, language: Language, title: str
) -> Figure:
    """Draw what a year leaves with the provider, without a policy and with each, and what is tolerated."""
    *insured, none = offers
    others = [
        Curve(short(name, _CURVE_LABEL), "insurer", _rows(offer.curve))
        for name, offer in zip(called(offers, language), insured, strict=False)
    ]
    if tolerance:
        years = [p.return_period_years for p in none.curve if tolerance.covers(p.return_period_years)]
        rows = [CurveRow(float(y), tolerance.at(y), tolerance.at(y), tolerance.at(y)) for y in years]
        others.append(Curve(language.t("your tolerance"), "you", rows))
    label = called(offers, language)[-1] if others else ""
    return exceedance_figure(_rows(none.curve), [own_assets], language, title, label=label, others=others)


def curves(offers: Sequence[Offer], tolerance: Tolerance | None, language: Language) -> Table:
    """Return the curves as a table: what is left with the provider once in so many years."""
    t = language.t
    names = called(offers, language)
    columns = [Column("label", t("Once in … years more than"))]
    columns += [Column(str(i), name, numeric=True) for i, name in enumerate(names)]
    if tolerance:
        columns.append(Column("tolerance", t("your tolerance"), numeric=True))
    lines = []
    for i, point in enumerate(offers[0].curve):
        cells = [amount(offer.curve[i].eur, language) for offer in offers]
        if tolerance:
            asked = tolerance.covers(point.return_period_years)
            cells.append(amount(tolerance.at(point.return_period_years), language) if asked else _DASH)
        years = language.number(point.return_period_years)
        lines.append(Line(str(point.return_period_years), (label_cell(years), *cells)))
    return Table("offer_curves", t("What a year leaves with you"), tuple(columns), tuple(lines))


def _rows(points: Sequence[CurvePoint]) -> list[CurveRow]:
    return [CurveRow(float(p.return_period_years), p.eur, p.eur, p.eur) for p in points]
