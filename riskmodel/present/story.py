"""One simulated year told in a few sentences, as the published cases tell theirs, with its own figures.

Of the trials whose burden lies nearest to the chosen return period, the one most like the others is told: a single
nearest trial may be an oddity. If several incidents happened in it, the largest is told. Each sentence is taken from
what the trial holds, so it cannot contradict the numbers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from babel.dates import format_datetime

from riskmodel import measures
from riskmodel.calibration import Calibration
from riskmodel.dispute import OWN_HEADS
from riskmodel.incidents import Incidents
from riskmodel.ledger import Amounts
from riskmodel.liability import CAUSES, FAULTS, IN_FULL, JUDGED, NO_CLAIM, REPELLED, SETTLED
from riskmodel.present import names
from riskmodel.present.language import N_, Language
from riskmodel.present.placement import LONGEST_NAME, short
from riskmodel.present.story_amounts import LEAST_EUR, StoryAmounts
from riskmodel.simulate import Result
from riskmodel.streams import BoolArray, FloatArray

RETURN_PERIODS = (20, 100)
_A_MONDAY = dt.datetime(2024, 1, 1)
_COURSE = N_("It is noticed {detection} later; after that it takes {repair} until all is put right.")
_ORDERS = {
    "honoured": N_("The orders are carried out at that price."),
    "partly": N_("Some of the orders are carried out at that price, the others are cancelled."),
    "cancelled": N_("The orders are cancelled."),
}
#: Heads whose names speak of a claim, called by what they are for the client where nobody claims anything.
_UNCLAIMED = {
    "fee_back": N_("a fee paid in vain"),
    "data_protection": N_("data protection claims against the client"),
    "contract_penalty": N_("a contract penalty that is not called in"),
}
_HEARD = 3.0  # people for each who complains, below which hardly anybody hears of it
_NEAREST = 51  # trials among which the most typical is chosen; all lie within the error of the level


@dataclass(frozen=True)
class Story:
    """One year of a return period, in words."""

    return_period_years: int
    text: str


def stories(result: Result, calibration: Calibration, language: Language) -> tuple[Story, ...]:
    """Return a story for each return period at which anything falls on the provider."""
    result = result.first
    yearly = result.ledger.burden.by_trial.eur  # every trial is a busy year and has a row
    sample = measures.sample(yearly, result.weight)
    told = []
    for years in RETURN_PERIODS:
        level = measures.quantile(sample, 1.0 - 1.0 / years).value
        if level >= LEAST_EUR:
            year = result.only(np.array([_typical(result, yearly, level)]))
            burden = year.simulated.liability.burden_eur
            row = int(np.argmax(burden))
            told.append(Story(years, " ".join(_sentences(year, calibration, language, row, len(burden)))))
    return tuple(told)


def _typical(result: Result, yearly: FloatArray, level: float) -> int:
    """Return the trial near this burden that is most like its neighbours in damage, debt and what is insured."""
    nearest = np.sort(np.argsort(np.abs(yearly - level), kind="stable")[:_NEAREST])
    s = result.only(nearest).simulated
    amounts = (s.damage.total_eur, s.liability.claimed_eur, s.liability.owed_eur, s.covers[0].insured_eur)
    of_trial = [Amounts(s.incidents.trial, a).by_trial.eur for a in amounts]
    looks = np.log1p(np.stack(of_trial))
    distance = np.abs(looks - np.median(looks, axis=1, keepdims=True)).sum(axis=0)
    late = np.bincount(np.searchsorted(nearest, s.incidents.trial), _late(result, s.incidents), len(nearest)) > 0
    return int(nearest[np.argmin(distance + np.where(late, 1e9, 0.0))])


def _late(result: Result, incidents: Incidents) -> BoolArray:
    """Return which incidents were noticed later than 9 of 10 of their type are: years later may be, and is odd."""
    calibration, types = result.world.calibration, result.world.types
    chances = [calibration.entries[f"incidents.{kind}.detection_hours"].chance for kind in types]
    p90 = np.concatenate([chance.at_uniform(np.array([0.9])) if chance else [np.inf] for chance in chances])
    return np.asarray(incidents.detection_hours > p90[incidents.kind])


def _sentences(result: Result, calibration: Calibration, language: Language, row: int, incidents: int) -> list[str]:
    told = StoryAmounts.of(result.simulated, row, whole_year=incidents > 1)
    return [
        *_what_happened(result, calibration, language, row),
        *_who_heard(result, language, row),
        *_what_it_cost(result, told, calibration, language, row),
        *_what_is_owed(result, told, language, row),
        *_own_cost(result, told, calibration, language, row),
        *_recourse(told, language),
        *_who_pays(result, told, language),
        *_rest_of_the_year(told, language, incidents - 1),
    ]


def _project(result: Result, number: int) -> str:
    """Return the name of a project as it fits into a sentence, with its number where others then read the same."""
    cut = [short(project.name, LONGEST_NAME) for project in result.case.projects]
    return f"{number + 1}: {cut[number]}" if cut[number] and cut.count(cut[number]) > 1 else cut[number]


def _what_happened(result: Result, calibration: Calibration, language: Language, row: int) -> list[str]:
    incidents = result.simulated.incidents
    texts = calibration.tables[f"incidents.{result.world.types[incidents.kind[row]]}"]
    number = int(incidents.project[row])
    project = _project(result, number) or language.t("Project {n}", n=number + 1)
    moment = _A_MONDAY + dt.timedelta(hours=float(incidents.start_hour[row]))
    of_day = texts.get("story_when") == "day"  # nobody knows the minute of wrong advice
    when = format_datetime(moment, "EEEE" if of_day else "EEEE, HH:mm", locale=language.locale)
    detection, duration = float(incidents.detection_hours[row]), float(incidents.duration_hours[row])
    spans = {"detection": detection, "repair": duration - detection, "duration": duration}
    times = {name: language.duration(hours) for name, hours in spans.items()}
    of_type = texts.get("story_course")
    told = [
        f"{when}: {language.of(texts['story']).format(project=project)}",
        language.of(of_type).format(**times) if of_type else language.t(_COURSE, **times),
    ]
    people = float(incidents.people[row])
    if people >= 2.0:
        told.append(language.of(texts["story_people"]).format(people=language.number(float(f"{people:.2g}"))))
        if texts["orders_matter"]:
            told.append(language.t(_ORDERS[result.world.facts.orders[number]]))
    return told


def _who_heard(result: Result, language: Language, row: int) -> list[str]:
    outcry = result.simulated.outcry
    complaints = int(outcry.complaints[row])
    if not complaints:
        return []
    people = float(outcry.reach_people[row])
    if people < _HEARD * complaints:
        return [
            language.nt(
                "One person complains in public; hardly anybody else hears of it.",
                "{n} people complain in public; hardly anybody else hears of it.",
                complaints,
            ),
            *_media(result, language, row),
        ]
    reach = language.number(float(f"{people:.2g}"))
    return [
        language.nt(
            "One person complains in public, about {reach} people hear of it.",
            "{n} people complain in public, about {reach} people hear of it.",
            complaints,
            reach=reach,
        ),
        *_media(result, language, row),
    ]


def _media(result: Result, language: Language, row: int) -> list[str]:
    return [language.t("Media take it up.")] if result.simulated.outcry.media[row] else []


def _what_it_cost(
    result: Result, told: StoryAmounts, calibration: Calibration, language: Language, row: int
) -> list[str]:
    damage = result.simulated.damage
    if told.damage.none:
        return [language.t("Nobody else loses anything.")]
    largest = damage.heads[int(np.argmax(damage.by_head_eur[:, row]))]
    unclaimed = result.simulated.liability.outcome[row] == NO_CLAIM and largest in _UNCLAIMED
    head = language.t(_UNCLAIMED[largest]) if unclaimed else names.head_inside(largest, calibration, language)
    total, amount = told.damage.words(language), told.largest_head.words(language)
    if told.damage.printed > 0:
        total = language.t("about {amount}", amount=total)
    if told.largest_head.printed <= 0:
        return [language.t("Others lose {total}; the largest part is {head}.", total=total, head=head)]
    if told.largest_head.printed == told.damage.printed:
        return [language.t("Others lose {total} ({head}).", total=total, head=head)]
    return [
        language.t(
            "Others lose {total}; the largest part is {head} with {amount}.", total=total, head=head, amount=amount
        )
    ]


def _what_is_owed(result: Result, amounts: StoryAmounts, language: Language, row: int) -> list[str]:
    liability = result.simulated.liability
    outcome, owed = int(liability.outcome[row]), amounts.owed.words(language)
    if outcome == NO_CLAIM:
        return [language.t("Nobody claims anything from you.")]
    told = [language.t("You are asked for {demand}.", demand=amounts.demand.words(language))]
    if outcome == REPELLED:
        blamed = CAUSES[liability.cause[row]] in ("client", "third_party")
        told.append(
            language.t("The cause was not yours: you owe nothing.")
            if blamed
            else language.t("The claim fails: you owe nothing.")
        )
        return told
    ending = {
        IN_FULL: language.t("You owe {owed}.", owed=owed),
        SETTLED: language.t("You settle at {owed}.", owed=owed),
        JUDGED: language.t("A court awards {owed}.", owed=owed),
    }
    told.append(ending[outcome])
    if FAULTS[liability.fault[row]] == "gross":
        told.append(language.t("It counts as gross negligence."))
    if FAULTS[liability.fault[row]] == "intent":
        told.append(language.t("It counts as intent, which no policy covers."))
    cap = float(
        result.world.facts.cap_eur[result.simulated.incidents.sets[row], result.simulated.incidents.project[row]]
    )
    if cap < float(liability.claimed_eur[row]):  # else nobody speaks of it
        told.append(
            language.t("The cap in the contract stands.")
            if liability.cap_holds[row]
            else language.t("The cap in the contract does not stand.")
        )
    return told


def _own_cost(result: Result, told: StoryAmounts, calibration: Calibration, language: Language, row: int) -> list[str]:
    if told.own.none:
        return []
    own = result.simulated.liability.own
    largest = max(OWN_HEADS, key=lambda name: float(getattr(own, f"{name}_eur")[row]))
    return [
        language.t(
            "Your own cost comes to {own}, most of it: {head}.",
            own=told.own.words(language),
            head=names.head_inside(largest, calibration, language),
        )
    ]


def _recourse(told: StoryAmounts, language: Language) -> list[str]:
    if told.back.none:
        return []
    return [language.t("The subcontractor gives back {back}.", back=told.back.words(language))]


def _policy(result: Result, language: Language) -> str:
    """Return how the first policy is called inside a sentence: by its name where there are others."""
    first, *others = (short(policy.name, LONGEST_NAME) for policy in result.case.policies)
    if not others:
        return language.t("the policy")
    if not first or first in others:
        return language.t("the first policy")
    return language.t("the policy “{name}”", name=first)


def _who_pays(result: Result, told: StoryAmounts, language: Language) -> list[str]:
    insured, retained = told.insured, told.retained
    total = told.total.words(language)
    if told.total.none:
        return [language.t("Nothing falls on you.")]
    if result.simulated.covers[0].terms.limit_eur == 0.0:
        return [language.t("In all {total} fall on you; there is no policy.", total=total)]
    policy = _policy(result, language)
    if insured.none:
        return [language.t("In all {total} fall on you; {policy} pays nothing of it.", total=total, policy=policy)]
    if retained.none:
        return [language.t("In all {total} fall on you; {policy} pays all of it.", total=total, policy=policy)]
    nearly_all = language.t("nearly all of it")
    return [
        language.t(
            "In all {total} fall on you: {policy} pays {insured}, you bear {retained}.",
            total=total,
            policy=policy,
            insured=nearly_all if retained.bounded else insured.words(language),
            retained=nearly_all if insured.bounded else retained.words(language),
        )
    ]


def _rest_of_the_year(told: StoryAmounts, language: Language, further: int) -> list[str]:
    if not further:
        return []
    if told.further.printed <= 0:
        return [
            language.nt(
                "One more incident in this year adds hardly anything.",
                "{n} more incidents in this year add hardly anything.",
                further,
            )
        ]
    return [
        language.nt(
            "One more incident in this year adds {amount}; together {year} fall on you.",
            "{n} more incidents in this year add {amount}; together {year} fall on you.",
            further,
            amount=told.further.words(language),
            year=told.year.words(language),
        )
    ]
