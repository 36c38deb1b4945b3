"""What a lever is called, what it takes, and what pulled levers do, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.estimate import Estimate
from riskmodel.measures import Measured
from riskmodel.present import fields, names
from riskmodel.present.figure import Figure
from riskmodel.present.language import N_, Language
from riskmodel.present.pairs import Pair, pairs_figure
from riskmodel.present.placement import short
from riskmodel.present.table import Cell, Column, Line, Table, label_cell, money
from riskmodel.responses import Answered
from riskmodel.sensitivity import Effect, Lever, Sensitivity

_EFFORT: Final = {"free": N_("costs nothing"), "some": N_("some effort"), "much": N_("standing effort")}
_GROUPS: Final = {
    "safeguard": N_("Safeguards"),
    "contract": N_("Contract"),
    "response": N_("Response"),
}
_HOURS: Final = {
    "office_unwatched": N_("in office hours, nobody watches social media"),
    "office_watched": N_("in office hours, social media are watched"),
    "always_watched": N_("round the clock, social media are watched"),
}


def name(lever: Lever, calibration: Calibration, language: Language) -> str:
    """Return what a lever is called."""
    home = "safeguards" if lever.group == "safeguard" else "levers"
    return language.of(calibration.tables[home][lever.name]["title"])


def effort(lever: Lever, calibration: Calibration, language: Language) -> str:
    """Return what it takes to pull a lever, and which group it belongs to."""
    of = calibration.tables["effort"][lever.name]
    level = of["level"]
    group, level = language.t(_GROUPS[lever.group]), language.t(_EFFORT[level])
    return language.t("{group} · {level}: {hint}", group=group, level=level, hint=language.of(of["hint"]))


def saved(measured: Measured, language: Language) -> str:
    """Say how much is saved a year, or that it is less than the error of the simulation."""
    half = measured.farthest
    if abs(measured.value) < 0.5 and half < 0.5:
        return language.t("saves nothing here")
    if measured.lo <= 0.0 <= measured.hi:
        return language.t("within the error (± {half})", half=language.euros_rounded(half))
    if measured.value < 0.0:
        return language.t("costs {amount} (± {half})", amount=language.euros_rounded(-measured.value),
                          half=language.euros_rounded(half))  # fmt: skip
    return language.t(
        "saves {amount} (± {half})", amount=language.euros_rounded(measured.value), half=language.euros_rounded(half)
    )


def headline(found: Sensitivity, calibration: Calibration, language: Language) -> str:
    """Say what helps most, as a share of what falls on the provider, where the error lets us say it."""
    before = found.as_it_is["burden_eur"]
    if not found.clear or before <= 0.0:
        return language.t("No single lever saves more than the error of the simulation.")
    best = found.clear[0]
    return language.t(
        "What helps most here: {lever}. It lowers what falls on you by about {share} ({amount} a year before "
        "insurance).",
        lever=name(best, calibration, language),
        share=language.percent(round(best.saved.burden_eur.value / before, 2)),
        amount=language.euros_rounded(best.saved.burden_eur.value),
    )


def with_policy(estimate: Estimate, language: Language) -> str:
    """Say with which policy what is left was reckoned, the first of several; nothing without any."""
    if not estimate.case.policies:
        return ""
    if len(estimate.case.policies) == 1:
        return language.t("with your policy")
    return language.t("with “{name}”", name=short(names.policy(estimate.policies[0], estimate, language)))


def together(effect: Effect, pulled: int, with_policy: str, language: Language) -> str:
    """Say what the pulled levers save together; `with_policy` says with which policy, if there is any."""
    if not pulled:
        return language.t("Switch something on and see at once what it saves.")
    burden = saved(effect.burden_eur, language)
    before = language.t("Switched on: {n}. On average a year, before insurance: {saved}", n=pulled, saved=burden)
    if not with_policy:
        return f"{before}."
    return f"{before}; {with_policy}: {saved(effect.retained_eur, language)}."


def before_after(estimate: Estimate, effect: Effect, language: Language) -> Figure:
    """Draw owed, falling on the provider and left with the provider, before and after, means a year.

    What is there before is what every other page says; what is saved comes from fewer years, but on the same chances.
    """
    t, retained = language.t, estimate.policies[0].retained
    rows = [
        (t("Owed by you"), estimate.owed.per_year.mean.value, effect.owed_eur, "accent"),
        (t("Falls on you, before insurance"), estimate.burden.per_year.mean.value, effect.burden_eur, "you"),
        (t("Left with you, after insurance"), retained.per_year.mean.value, effect.retained_eur, "you"),
    ]
    scale = max([before for _, before, _, _ in rows] + [before - e.value for _, before, e, _ in rows] + [1.0])
    pairs = []
    for label, before, change, role in rows:
        after = max(0.0, before - change.value)
        was, now = language.euros_rounded(before), language.euros_rounded(after)
        pairs.append(Pair(label, before, after, was, now, role, scale))
    return pairs_figure(pairs, language, t("An average year, as it is (pale) and with what you switched on"))


def answered(
    by_hours: Sequence[Answered], by_stance: Sequence[Answered], case: Case, trials: int, language: Language
) -> Table:
    """Return what follows from when the client answers, the slowest first, and from how, in so many years each."""
    t = language.t
    columns = (
        Column("label", t("The client's answer in public")),
        Column("hours", t("First answer, usually after"), numeric=True),
        Column("posts", t("1 of 10 outcries has more posts than"), numeric=True),
        Column("damage", t("Damage to others a year"), numeric=True),
        Column("owed", t("Owed by you a year"), numeric=True),
        Column("burden", t("Falls on you a year"), numeric=True),
    )
    now = case.projects[0].response
    watched = {True: "watched", False: "unwatched", None: ""}[now.social_media_watched]
    hours = {name: t(words) for name, words in _HOURS.items()}
    stances = fields.field("project.response.stance", language).choices
    lines = [
        *_ways(by_hours, t("When the client answers"), hours, f"{now.answer_schedule}_{watched}", language),
        *_ways(by_stance, t("How the client answers"), stances, now.stance, language),
    ]
    note = t(
        "All ways on the same chances ({years} simulated years), so they differ by the answer alone; ± is the error of "
        "each figure.",
        years=language.number(trials),
    )
    return Table("answers", t("The client's answer in public"), columns, tuple(lines), note)


def _ways(
    ways: Sequence[Answered], group: str, words: Mapping[str, str], current: str | None, language: Language
) -> list[Line]:
    lines = []
    for way in ways:
        now, label = way.name == current, words[way.name]
        hours = "–" if way.answer_hours is None else language.duration(way.answer_hours)
        cells = (
            label_cell(language.t("{way} (as entered)", way=label) if now else label),
            Cell(hours, way.answer_hours),
            _posts(way.posts, language),
            *(money(m, language) for m in (way.damage, way.owed, way.burden)),
        )
        lines.append(Line(way.name, cells, group, strong=now))
    return lines


def _posts(posts: Measured, language: Language) -> Cell:
    half = posts.farthest
    shown = language.number(float(f"{posts.value:.2g}"))
    return Cell(shown, posts.value, language.t("± {amount}", amount=language.number(float(f"{half:.2g}"))))
