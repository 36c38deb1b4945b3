"""What the figures of a book mean, in sentences; every figure is one of the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from riskmodel.measures import Measured
from riskmodel.present import book_shown
from riskmodel.present.book_shown import Shown
from riskmodel.present.language import Language

TOP: Final = 10  # providers that are named
#: Fewer years have fewer than 20 in the worst hundredth, of which the book's bad years are told.
FEWEST_YEARS: Final = 2_000
_LITTLE_TOLD: Final = 0.25


def headline(of: Shown, language: Language) -> list[str]:
    """Return what the book costs in a bad year and on average, and who pays that."""
    t, measured = language.t, of.result.measures
    worst, mean = measured["burden"].p99.value, {name: m.mean.value for name, m in measured.items()}
    said = language.nt(
        "In 1 of 100 years this provider costs more than {worst} in all, before insurance.",
        "In 1 of 100 years these {n} providers together cost more than {worst}, before insurance.",
        of.result.providers,
        worst=language.euros_rounded(worst),
    )
    second = t(
        "On average it is {burden} a year: {insured} are paid by insurers, {retained} stay with the providers.",
        **{name: language.euros_rounded(mean[name]) for name in ("burden", "insured", "retained")},
    )
    return [said, second]


def bad_year(of: Shown, language: Language) -> str:
    """Say who pays a bad year."""
    measured = of.result.measures
    return language.t(
        "In 1 of 100 years insurers pay more than {insured}, and in 1 of 100 more than {retained} stays with the "
        "providers; these need not be the same years.",
        insured=language.euros_rounded(measured["insured"].p99.value),
        retained=language.euros_rounded(measured["retained"].p99.value),
    )


def cover(of: Shown, language: Language) -> str:
    """Say how many have too little cover, and how large the largest gap is."""
    t, low = language.t, of.under_insured
    insured, without = of.result.insured_providers, of.result.without_policy
    share = language.out_of(of.calibration.quantity("cover.needed_limit_quantile").entry.centre)
    if not insured:
        said = t("Nobody in this book has a policy.")
    elif not len(low):
        said = t("All {insured} policies have a limit that suffices in {share} years in which it is needed.",
                 insured=language.number(insured), share=share)  # fmt: skip
    else:
        said = t(
            "{low} of {insured} policies have too low a limit: it suffices in fewer than {share} years in which it is "
            "needed.",
            low=language.number(len(low)),
            insured=language.number(insured),
            share=share,
        )
        said += " " + _largest_gap(of, language)
    if without and insured:
        said += " " + language.nt("One provider has no policy.", "{n} providers have no policy.", without)
    return said


def _largest_gap(of: Shown, language: Language) -> str:
    (first,) = of.rows(of.under_insured[:1])
    gap = of.gap_eur[of.under_insured]
    if np.isfinite(gap[0]):
        return language.t("The largest gap is {gap} ({name}).", gap=language.euros_rounded(float(gap[0])),
                          name=book_shown.name(first, language))  # fmt: skip
    beyond = int(np.isinf(gap).sum())
    return language.nt(
        "For one of them no limit on the market suffices.", "For {n} of them no limit on the market suffices.", beyond
    )


def contributions(of: Shown, language: Language) -> str:
    """Say how much of the worst years the largest contributors make up."""
    top = min(TOP, of.result.providers)
    share = float(of.numbers("tail_burden_share")[of.by_tail[:top]].sum())
    if top == of.result.providers:
        return language.t("All providers with what each has in the worst 1 of 100 years.")
    return language.t(
        "The {top} providers with the largest part make up {share} of what the worst 1 of 100 years cost.",
        top=language.number(top),
        share=language.percent(round(share, 2)),
    )


def accumulation(of: Shown, language: Language) -> list[str]:
    """Say how much common causes bring, on average and in the worst years, and which of them weighs most."""
    t, causes = language.t, of.result.causes
    if not of.result.accumulation:
        return [
            t("Common causes were left out: each provider stands alone here, and bad years look milder than they are.")
        ]
    mean, tail = sum(c.burden_share for c in causes), sum(c.tail_share for c in causes)
    said = [
        t(
            "Common causes, which strike many providers in the same year, bring {mean} of the average and {tail} of "
            "the worst 1 of 100 years.",
            mean=language.percent(mean),
            tail=language.percent(tail),
        )
    ]
    struck = [c for c in causes if c.burden_mean_eur > 0.0]
    if struck:
        most = max(struck, key=lambda c: c.tail_share)
        said.append(
            t(
                "In the worst years most of it comes from: {cause}. An event costs {mean} over all it strikes, 1 of "
                "100 events more than {worst}; it strikes {struck} providers of this book on average.",
                cause=cause(most.name, of, language),
                mean=language.euros_rounded(most.burden_per_event_eur.value),
                worst=language.euros_rounded(most.burden_per_event_p99_eur.value),
                struck=language.number(float(f"{most.struck_mean:.2g}"), 3),
            )
        )
    return said


def cause(name: str, of: Shown, language: Language) -> str:
    """Return what a common cause is called."""
    return language.of(of.calibration.tables["causes"][name]["title"])


def told(of: Shown, language: Language) -> str:
    """Say how much of what the model asks for was told."""
    given = of.numbers("given_share")
    little = int((given < _LITTLE_TOLD).sum())
    said = language.t(
        "On average {share} of the fields were told (a range counts half); the rest is assumed.",
        share=language.percent(float(given.mean())),
    )
    if little:
        said += " " + language.nt(
            "One provider told less than a quarter.", "{n} providers told less than a quarter.", little
        )
    return said


def left_out(of: Shown, language: Language) -> str:
    """Say how many rows are not in these figures; empty if all are."""
    missing = of.published.faulty + of.published.held_back
    if not missing:
        return ""
    return language.nt(
        "One row of the book could not be run and is not in these figures; it stands in faulty_rows.csv.",
        "{n} of {all} rows of the book could not be run and are not in these figures; they stand in faulty_rows.csv.",
        missing,
        all=language.number(of.published.rows),
    )


def validation(of: Shown, language: Language) -> str:
    """Say in one line whether the years suffice."""
    values = {"years": language.number(of.result.years), "error": language.percent(of.result.relative_error)}
    if of.result.enough_years:
        return language.t(
            "The {years} calendar years suffice: means, and the amounts that 1 of 100 years exceeds, are known to "
            "± {error} or better.",
            **values,
        )
    return language.t(
        "The {years} calendar years are too few: of the means, and the amounts that 1 of 100 years exceeds, one is "
        "known only to ± {error}. Compute more years.",
        **values,
    )


def ignorance(of: Shown, language: Language) -> str:
    """Say how far a bad year moves with the assumptions; empty where too few years can tell."""
    band = of.result.measures["burden"].band.get("p99")
    if band is None:
        return ""
    return language.t(
        "Depending on the assumptions, the amount of a bad year lies between {low} and {high} (8 in 10).",
        low=language.euros_rounded(band[0]),
        high=language.euros_rounded(band[1]),
    )


def origin(of: Shown, language: Language) -> str:
    """Say what it takes to compute the same figures again."""
    return language.t(
        "Program {version}, figures {data}, seed {seed}, {years} calendar years, dates as of {as_of}.",
        version=of.published.riskmodel,
        data=of.result.data_version,
        seed=of.result.seed,
        years=language.number(of.result.years),
        as_of=language.date(of.published.as_of),
    )


def method(of: Shown, language: Language) -> list[str]:
    """Say how the figures came about."""
    t = language.t
    return [
        t(
            "All providers live through the same {years} calendar years, each with the model of a single case: its "
            "incidents, damage, liability and policy. A year's cost of the book is the sum over its providers.",
            years=language.number(of.result.years),
        ),
        t(
            "A common cause takes its part out of each exposed provider's own incidents, so it changes no average, "
            "only what falls together. An occurrence is one incident, or one event of a common cause over all it "
            "strikes."
        ),
        t(
            "The worst years are the 1 of 100 in which the book costs most before insurance. A provider's share of "
            "them says how much of a bad year comes from it. The needed limit suffices in {share} of the years in "
            "which a limit is needed.",
            share=language.out_of(of.calibration.quantity("cover.needed_limit_quantile").entry.centre),
        ),
    ]


def sentences(of: Shown, language: Language) -> Sequence[str]:
    """Return all that follows, in the order in which it is read."""
    each: list[Callable[[Shown, Language], str]] = [bad_year, ignorance, cover, contributions]
    last: list[Callable[[Shown, Language], str]] = [told, left_out, validation]
    said = [*headline(of, language), *(f(of, language) for f in each), *accumulation(of, language)]
    return [words for words in (*said, *(f(of, language) for f in last)) if words]


def yearly(of: Shown, quantity: str, measure: str) -> Measured:
    """Return a figure of the book a year."""
    found: Measured = getattr(of.result.measures[quantity], measure)
    return found
