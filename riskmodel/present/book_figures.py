"""The figures of a book, drawn alike on screen and on paper; the title states the finding."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from riskmodel.estimate import CurvePoint
from riskmodel.present import book_findings, book_shown, provider_columns
from riskmodel.present.book_shown import Shown
from riskmodel.present.figure import Figure
from riskmodel.present.figures import Curve, CurveRow, exceedance_figure
from riskmodel.present.language import Language, capital
from riskmodel.present.ranking import Ranked, ranking_figure

_BAD_YEAR: Final = 100


def curve(of: Shown, language: Language, height: float = 1.0) -> Figure:
    """Draw what the book costs in a year: before insurance, paid by insurers, left with the providers."""
    point = _at(of.result.exceedance["burden"].aggregate)
    title = language.t(
        "{often} the book costs more than {amount} before insurance.",
        often=capital(language.once_in(_BAD_YEAR)),
        amount=language.euros_rounded(point.eur),
    )
    others = [
        _curve(of, name, "aggregate", role, language) for name, role in (("insured", "insurer"), ("retained", "you"))
    ]
    label = provider_columns.quantity("burden", language)
    rows = _rows(of.result.exceedance["burden"].aggregate)
    return exceedance_figure(rows, (), language, title, label=label, others=others, height=height)


def occurrences(of: Shown, language: Language) -> Figure:
    """Draw the largest occurrence of a year beside the year's sum."""
    curves = of.result.exceedance["burden"]
    title = language.t(
        "{often} a single occurrence costs more than {amount}.",
        often=capital(language.once_in(_BAD_YEAR)),
        amount=language.euros_rounded(_at(curves.occurrence).eur),
    )
    whole = Curve(language.t("all of the year"), "client", _rows(curves.aggregate, banded=False))
    label = language.t("largest occurrence")
    return exceedance_figure(_rows(curves.occurrence), (), language, title, label=label, others=(whole,))


def causes(of: Shown, language: Language) -> Figure:
    """Draw the share of common causes in the average year (pale) and in the worst years."""
    t = language.t
    order = sorted(of.result.causes, key=lambda c: -c.tail_share)
    rows = [
        Ranked(
            book_findings.cause(c.name, of, language),
            c.tail_share,
            f"{language.percent(round(c.burden_share, 3))} → {language.percent(round(c.tail_share, 3))}",
            "you",
            c.burden_share,
        )
        for c in order
    ]
    title = t(
        "Common causes bring {tail} of the worst years and {mean} of the average.",
        tail=language.percent(round(sum(c.tail_share for c in order), 2)),
        mean=language.percent(round(sum(c.burden_share for c in order), 2)),
    )
    header = t("pale: share of the average → dark: of the worst years")
    return ranking_figure(rows, language, title, header=header, empty=t("No common cause strikes this book."))


def contributors(of: Shown, language: Language, most: int = book_findings.TOP) -> Figure:
    """Draw the providers with the largest part in the worst years."""
    rows = [
        Ranked(
            book_shown.name(row, language),
            row["tail_burden_eur"],
            f"{language.euros_rounded(row['tail_burden_eur'])} · {language.percent(row['tail_burden_share'])}",
        )
        for row in of.rows(of.by_tail[:most])
    ]
    header = language.t("mean in the worst 1 of 100 years · share of them")
    return ranking_figure(rows, language, book_findings.contributions(of, language), header=header)


def gaps(of: Shown, language: Language) -> Figure:
    """Draw how many policies have how large a gap."""
    t = language.t
    gap = of.gap_eur[of.insured]
    classes: list[tuple[str, np.ndarray]] = [(t("suffices"), gap <= 0.0)]
    steps = [0.0, *_steps(gap)]
    for low, high in pairwise(steps):
        label = t("up to {amount} too low", amount=language.euros_rounded(high))
        classes.append((label, (gap > low) & (gap <= high)))
    classes.append((t("no limit on the market suffices"), np.isinf(gap)))
    rows = [Ranked(label, float(inside.sum()), language.number(int(inside.sum())),
                   "accent" if i == 0 else "you") for i, (label, inside) in enumerate(classes)]  # fmt: skip
    if of.result.without_policy:
        rows.append(
            Ranked(t("no policy"), float(of.result.without_policy), language.number(of.result.without_policy), "client")
        )
    title = t("{low} of {all} policies have too low a limit.", low=language.number(len(of.under_insured)),
              all=language.number(int(of.insured.sum())))  # fmt: skip
    return ranking_figure(rows, language, title, header=t("providers"), empty=t("Nobody in this book has a policy."))


def _steps(gap: np.ndarray) -> list[float]:
    """Return the upper ends of the classes of gaps that occur, at most five."""
    ends = (250_000.0, 500_000.0, 1_000_000.0, 2_500_000.0, 10_000_000.0)
    finite = gap[np.isfinite(gap)]
    top = float(finite.max()) if finite.size else 0.0
    return [end for i, end in enumerate(ends) if i == 0 or ends[i - 1] < top]


def _curve(of: Shown, name: str, kind: str, role: str, language: Language) -> Curve:
    points: Sequence[CurvePoint] = getattr(of.result.exceedance[name], kind)
    return Curve(provider_columns.quantity(name, language), role, _rows(points, banded=False))


def _rows(points: Sequence[CurvePoint], *, banded: bool = True) -> list[CurveRow]:
    banded = banded and all(p.band for p in points if p.eur > 0.0)
    ends = [p.band if banded and p.band else (p.eur, p.eur) for p in points]
    return [CurveRow(float(p.return_period_years), p.eur, *end) for p, end in zip(points, ends, strict=True)]


def _at(points: Sequence[CurvePoint]) -> CurvePoint:
    return next(p for p in points if p.return_period_years == _BAD_YEAR)
