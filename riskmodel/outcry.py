"""Outcry: who hears of an incident.

Complaints are passed on as a branching process with reproduction number R below 1, whose total progeny is close to
inverse Gaussian (Borel-Tanner); a complaint may be pushed with money, as against British Airways; media may pick the
outcry up and multiply its reach. What the client does, and when, moves R.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from riskmodel.incidents import Incidents, until_open
from riskmodel.quantity import Quantity, by_decade
from riskmodel.safeguards import World
from riskmodel.streams import BoolArray, FloatArray, IntArray, Streams, inverse_gaussian, poisson


@dataclass(frozen=True)
class Parameters:
    """Figures of the outcry."""

    complaint_share: Quantity
    complaints_per_unfairness: Quantity
    orders_unfairness: Quantity
    passing_on_odds: Quantity
    passing_on_per_unfairness: Quantity
    passing_on_delay_power: Quantity
    visibility: Quantity
    stance: Quantity
    reaction_hours: Quantity
    unwatched_hours: Quantity
    watched_factor: Quantity
    push_probability: Quantity
    push_eur: Quantity
    push_eur_per_thousand: Quantity
    posts_per_pushed_reader: Quantity
    media_odds_at_100_posts: Quantity
    media_odds_per_decade: Quantity
    readers_per_post: Quantity
    media_multiplier: Quantity
    media_least_people: Quantity
    population_people: Quantity
    client_people_share: Quantity
    crisis_days: Quantity
    crisis_days_with_media: Quantity


@dataclass(frozen=True)
class Outcry:
    """The public part of each incident; n incidents."""

    answer_hours: (
        FloatArray  # (n,) from the public's first notice to the client's first public answer; 0 without outcry
    )
    complaints: FloatArray  # (n,) posts of people concerned
    pushed_people: FloatArray  # (n,) who read a complaint because somebody paid for its spread
    posts: FloatArray  # (n,) complaints and what follows from them
    media: BoolArray  # (n,) picked up by media
    reach_people: FloatArray  # (n,) who hear of it
    client_reach_people: FloatArray  # (n,) of them, the client's people
    crisis_days: FloatArray  # (n,) 0 without an outcry


def spread(incidents: Incidents, world: World, streams: Streams) -> Outcry:
    """Return who hears of each incident."""
    p, felt = world.calibration.bind("outcry", Parameters), world.once(_felt)
    ways, types = felt.complaining.shape[1:]
    spot = (incidents.sets * ways + felt.way.take(incidents.project)) * types + incidents.kind
    expected = incidents.people * felt.complaining.take(spot)
    complaints = poisson(expected, streams.uniform("complaints", incidents.key))

    heard = np.flatnonzero(complaints > 0.0)
    answer, pushed, posts, reach, known, days = (np.zeros_like(complaints) for _ in range(6))
    media = np.zeros(len(complaints), dtype=bool)
    if heard.size:
        of, complained = incidents.take(heard), complaints[heard]
        hours = answer_hours(of, world, streams)
        at = world.spot(of.sets, of.project)
        odds = felt.passing_on_odds.take(spot[heard]) * felt.conduct.take(at)
        odds = odds * (1.0 + hours) ** p.passing_on_delay_power.at(of.sets)
        readers = _pushed(p, of, complained, streams)
        started = complained + readers * p.posts_per_pushed_reader.at(of.sets)
        written = passed_on(started, odds / (1.0 + odds), streams.uniform("passing on", of.key))
        picked_up = _picked_up(p, of, felt.media_odds.take(at), written, streams)
        reach[heard], known[heard] = _reach(p, of, world, written, picked_up, readers, streams)
        length = p.crisis_days.draw_score(of.score(streams, "crisis days"), of.sets)
        days[heard] = length * np.where(picked_up, p.crisis_days_with_media.at(of.sets), 1.0)
        answer[heard], pushed[heard], posts[heard], media[heard] = hours, readers, written, picked_up
    return Outcry(answer, complaints, pushed, posts, media, reach, known, days)


def answer_hours(incidents: Incidents, world: World, streams: Streams) -> FloatArray:
    """Return the hours from the public's first notice to the client's public answer, whether or not anybody complains.

    Shape (n,).
    """
    p = world.calibration.bind("outcry", Parameters)
    facts, sets, project, key = world.facts, incidents.sets, incidents.project, incidents.key
    watched = np.where(facts.social_media_watched > 0.0, p.watched_factor.each[:, None], 1.0)  # (M, P)
    at = world.spot(sets, project)
    notice = p.unwatched_hours.draw_score(streams.score("notice", key), sets) * watched.take(at)
    aware = incidents.start_hour + notice
    wait = until_open(aware, facts.answer_schedule, project)
    answer = notice + wait + p.reaction_hours.draw_score(streams.score("reaction", key), sets)
    return np.minimum(answer, facts.answer_within_hours.take(at))


def passed_on(complaints: FloatArray, reproduction: FloatArray, uniform: FloatArray) -> FloatArray:
    """Return posts: complaints and all that follow from them when each is passed on R times on average.

    The total progeny of a subcritical branching process started by S has mean S/(1-R); what is passed on beyond S is
    taken as inverse Gaussian with mean S R/(1-R) and variance S R/(1-R)^3.
    """
    mean = complaints * reproduction / (1.0 - reproduction)
    return complaints + inverse_gaussian(mean, (complaints * reproduction) ** 2, uniform)


def pushed_readers(spent_eur: FloatArray, eur_per_thousand: FloatArray) -> FloatArray:
    """Return how many people money buys a complaint."""
    return np.asarray(1000.0 * spent_eur / eur_per_thousand)


def _pushed(p: Parameters, incidents: Incidents, complaints: FloatArray, streams: Streams) -> FloatArray:
    sets, key = incidents.sets, incidents.key
    none = np.exp(np.log1p(-p.push_probability.each).take(sets) * complaints)
    spent = p.push_eur.draw(streams.uniform("pushed with", key), sets)
    price = p.push_eur_per_thousand.draw(streams.uniform("price of a thousand", key), sets)
    return np.where(streams.uniform("pushed", key) > none, pushed_readers(spent, price), 0.0)


@dataclass(frozen=True)
class _Felt:
    """How a case's incidents are felt; M parameter sets, P projects, K types, W ways to treat orders."""

    way: IntArray  # (P,) of each project
    complaining: FloatArray  # (M, W, K) share of people concerned who complain in public
    passing_on_odds: FloatArray  # (M, W, K) odds that a post brings forth another if it is answered at once
    conduct: FloatArray  # (M, P) factor of the client's visibility and stance on these odds
    media_odds: FloatArray  # (M, P) odds that media pick up a hundred posts


def _felt(world: World) -> _Felt:
    p, facts = world.calibration.bind("outcry", Parameters), world.facts
    ways = tuple(dict.fromkeys(facts.orders))  # few, however many projects there are
    unfair, visible = _unfairness(p, world, ways), p.visibility.across(facts.visibility)
    loudness = p.complaints_per_unfairness.each[:, None, None] ** (unfair - 0.5)
    return _Felt(
        np.array([ways.index(orders) for orders in facts.orders]),
        np.minimum(1.0, p.complaint_share.each[:, None, None] * loudness),
        p.passing_on_odds.each[:, None, None] * p.passing_on_per_unfairness.each[:, None, None] ** unfair,
        visible * p.stance.across(facts.stance),
        visible * p.media_odds_at_100_posts.each[:, None],
    )


def _unfairness(p: Parameters, world: World, ways: Sequence[str]) -> FloatArray:
    """Return how unfair each type is felt to be for each way to treat orders, shape (M, W, K)."""
    calibration = world.calibration
    of_type = np.stack([calibration.quantity(f"incidents.{t}.unfairness").each for t in world.types], axis=1)
    matters = np.array([calibration.tables[f"incidents.{t}"]["orders_matter"] for t in world.types])
    by_orders = p.orders_unfairness.across(ways)[:, :, None]
    return np.minimum(1.0, of_type[:, None, :] * np.where(matters, by_orders, 1.0))


def _picked_up(
    p: Parameters, incidents: Incidents, odds_at_100: FloatArray, posts: FloatArray, streams: Streams
) -> BoolArray:
    odds = odds_at_100 * by_decade(p.media_odds_per_decade, incidents.sets, posts, 100.0)
    return np.asarray(streams.uniform("media", incidents.key) < odds / (1.0 + odds))


def _reach(
    p: Parameters,
    incidents: Incidents,
    world: World,
    posts: FloatArray,
    media: BoolArray,
    pushed_people: FloatArray,
    streams: Streams,
) -> tuple[FloatArray, FloatArray]:
    """Return who hears of it, and who of them is one of the client's people."""
    sets, project = incidents.sets, incidents.project
    readers = p.readers_per_post.draw_score(streams.score("readers", incidents.key), sets)
    attention = p.media_multiplier.draw_score(incidents.score(streams, "attention"), sets)
    read = posts * np.maximum(1.0, readers)  # whoever writes a post has heard of it himself
    in_media = np.maximum(read * np.maximum(1.0, attention), p.media_least_people.at(sets))
    reach = np.where(media, in_media, read) + pushed_people
    reach = np.minimum(reach, p.population_people.at(sets))
    share = p.client_people_share.draw(streams.uniform("client's people", incidents.key), sets)
    return reach, np.minimum(reach * share, world.facts.people[sets, project])
