"""The named cases run, and what is known of them is held against the model."""

from __future__ import annotations

import pytest

from riskmodel import cases
from riskmodel.calibration import Calibration
from riskmodel.cases import Comparison, Replay, UnknownCaseError, Variant, VariantFigure
from riskmodel.measures import Measured

SEEDS = ("alitalia_2012", "british_airways_2013", "dell_2005", "otto_2012", "ticket_portal_2015")
TRIALS = 100_000


@pytest.fixture(scope="module")
def compared(calibration: Calibration) -> dict[str, Comparison]:
    return {name: cases.compare(name, calibration, trials=TRIALS, seed=1) for name in SEEDS}


def test_the_five_seed_cases_and_two_samples_are_there(calibration: Calibration) -> None:
    assert set(cases.names(calibration)) == {*SEEDS, "sample_freelancer", "sample_agency"}


@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_case_says_why_it_is_here_and_what_nobody_knows(name: str, calibration: Calibration) -> None:
    _, explained = cases.read(name, calibration)
    about = explained["about"]
    for text in ("title", "why", "unknown"):
        assert set(about[text]) == {"de", "en"}
    assert about["sources"] and all(source in calibration.sources for source in about["sources"])
    assert all(known["source"] in calibration.sources for known in explained["known"])


@pytest.mark.parametrize("name", SEEDS)
def test_every_known_number_lies_inside_the_predicted_eighty_percent(
    name: str, compared: dict[str, Comparison]
) -> None:
    numbers = [k for k in compared[name].known if k.predicted_p50 is not None]
    assert [k.quantity for k in numbers if k.agreement != "inside"] == []
    assert all(k.predicted_p10 <= k.predicted_p50 <= k.predicted_p90 for k in numbers)


@pytest.mark.parametrize("name", SEEDS)
def test_every_known_sign_comes_out(name: str, compared: dict[str, Comparison]) -> None:
    assert [k.quantity for k in compared[name].known if k.agreement == "other_sign"] == []
    assert not [k for k in compared[name].known if k.agreement == "too_few"]


def test_the_predictions_for_otto_are_wide_and_say_so(compared: dict[str, Comparison]) -> None:
    """Fifty thousand people in hours is no surprise to the model, and neither are fifty."""
    people = next(k for k in compared["otto_2012"].known if k.quantity == "people")
    assert people.predicted_p10 is not None and people.predicted_p90 is not None
    assert people.predicted_p90 > 1_000 * people.predicted_p10


def test_goodwill_for_fifty_thousand_people_is_unlikely(compared: dict[str, Comparison]) -> None:
    none = next(k for k in compared["otto_2012"].known if k.quantity == "damage_goodwill")
    assert none.as_it_was is not None and none.as_it_was > 0.5


def test_the_share_price_of_dell_is_held_against_nothing(compared: dict[str, Comparison]) -> None:
    assert all("price" not in k.quantity and "share" not in k.quantity for k in compared["dell_2005"].known)


def test_an_unknown_case_is_refused_with_the_names_there_are(calibration: Calibration) -> None:
    with pytest.raises(UnknownCaseError, match=r"otto_2011.*otto_2012"):
        cases.read("otto_2011", calibration)


# --- what each seed case teaches, in figures


@pytest.fixture(scope="module")
def taught(calibration: Calibration) -> dict[str, tuple[Variant, ...]]:
    return {name: cases.variants(name, calibration, trials=TRIALS, seed=1) for name in SEEDS}


@pytest.mark.parametrize("name", SEEDS)
def test_every_variant_comes_out_in_its_order_on_enough_incidents(
    name: str, taught: dict[str, tuple[Variant, ...]]
) -> None:
    assert taught[name]
    for variant in taught[name]:
        assert all(set(text) == {"de", "en"} for text in (variant.title, *(way.title for way in variant.ways)))
        assert all(way.rows >= cases.FEWEST_ROWS for way in variant.ways)
        assert [f.quantity for f in variant.figures if not f.as_expected] == []


def means(variants: tuple[Variant, ...], quantity: str) -> list[float]:
    """Return the means of a quantity, one for each way, of the first variant that has it."""
    figure = next(f for v in variants for f in v.figures if f.quantity == quantity)
    return [m.value for m in figure.means]


def test_otto_a_quick_short_explanation_sets_off_less_than_silence(taught: dict[str, tuple[Variant, ...]]) -> None:
    explained, silent = means(taught["otto_2012"], "posts")
    assert explained < 0.8 * silent


def test_british_airways_is_answered_sooner_round_the_clock_than_in_office_hours(
    taught: dict[str, tuple[Variant, ...]],
) -> None:
    office, always = means(taught["british_airways_2013"], "answer_hours")
    assert always < 0.7 * office


def test_the_ticket_portal_wrongly_blamed_owes_nothing_and_has_the_cost_of_defence_only(
    taught: dict[str, tuple[Variant, ...]],
) -> None:
    variants = taught["ticket_portal_2015"]
    owed, rework, defence, burden = (means(variants, q)[0] for q in ("owed", "own_rework", "own_defence", "burden"))
    assert owed == rework == 0.0 < defence
    assert burden == pytest.approx(defence, rel=0.05), "the rest is the client that is lost, and own PR"


def test_an_ignored_critic_of_dell_reaches_many_times_more_people_once_media_write(
    taught: dict[str, tuple[Variant, ...]],
) -> None:
    with_media, without, _ = means(taught["dell_2005"], "reach_people")
    assert with_media > 10.0 * without


def test_alitalia_pays_with_profit_for_honouring_and_with_reputation_for_cancelling(
    taught: dict[str, tuple[Variant, ...]],
) -> None:
    profit, posts = (means(taught["alitalia_2012"], q) for q in ("damage_lost_profit", "posts"))
    assert profit[0] > profit[1] > profit[2] and posts[0] < posts[1] < posts[2]


@pytest.mark.parametrize(
    ("expect", "values", "right"),
    [
        ("falling", (3.0, 2.0, 1.0), True),
        ("falling", (3.0, 1.0, 1.0), False),
        ("rising", (1.0, 2.0), True),
        ("rising", (2.0, 1.0), False),
        ("zero", (0.0, 5.0), True),
        ("zero", (0.1, 5.0), False),
        ("zero", (0.0, 0.0), False),
    ],
)
def test_an_order_is_strict(expect: cases.Order, values: tuple[float, ...], right: bool) -> None:
    figure = VariantFigure("posts", "posts", expect, tuple(Measured(v, v, v) for v in values))
    assert figure.as_expected is right


def test_a_case_without_variants_teaches_nothing(calibration: Calibration) -> None:
    assert cases.variants("sample_freelancer", calibration, trials=256, seed=1) == ()


@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_case_is_told_in_order_with_what_was_known_and_by_whom(name: str, calibration: Calibration) -> None:
    _, explained = cases.read(name, calibration)
    assert len(explained["timeline"]) >= 4
    for step in explained["timeline"]:
        assert all(set(step[text]) == {"de", "en"} for text in ("when", "what", "known"))
        assert step["source"] in calibration.sources


@pytest.fixture(scope="module")
def replayed(calibration: Calibration) -> dict[str, dict[str, Replay]]:
    found = {name: cases.replays(name, calibration, trials=32_768, seed=1) for name in SEEDS}
    return {name: {replay.title["en"]: replay for replay in of} for name, of in found.items()}


def test_every_replay_tells_every_quantity_twice(replayed: dict[str, dict[str, Replay]]) -> None:
    for of in replayed.values():
        assert len(of) >= 3
        for replay in of.values():
            assert set(replay.as_it_was) == set(replay.otherwise) == set(cases.REPLAYED)


def test_otto_silent_would_have_heard_more_of_it(replayed: dict[str, dict[str, Replay]]) -> None:
    moved = replayed["otto_2012"]["Silence instead of a short explanation"].moved
    assert moved["posts"].lo > 0.0, "beyond the error of simulation"


def test_alitalia_honouring_all_tickets_calms_the_outcry_and_costs_more(
    replayed: dict[str, dict[str, Replay]],
) -> None:
    moved = replayed["alitalia_2012"]["All tickets are honoured"].moved
    assert moved["posts"].hi < 0.0 < moved["damage"].lo


def test_british_airways_answers_sooner_round_the_clock_than_in_office_hours(
    replayed: dict[str, dict[str, Replay]],
) -> None:
    replay = replayed["british_airways_2013"]["Answers round the clock"]
    assert replay.otherwise["answer_hours"].value < replay.as_it_was["answer_hours"].value
    assert replay.moved["posts"].hi < 0.0


def test_the_ticket_portal_wrongly_blamed_owes_nothing_and_pays_for_its_defence(
    replayed: dict[str, dict[str, Replay]],
) -> None:
    replay = replayed["ticket_portal_2015"]["The cause lay with somebody else"]
    assert replay.as_it_was["owed"].value > 0.0
    assert replay.otherwise["owed"].value == 0.0
    assert replay.otherwise["own_defence"].lo > 0.0
    assert replay.otherwise["burden"].value == pytest.approx(replay.otherwise["own_defence"].value)
    assert replay.moved == {}, "other incidents, so no difference on the same ones"


def test_dell_with_media_is_heard_of_more_than_without(replayed: dict[str, dict[str, Replay]]) -> None:
    replay = replayed["dell_2005"]["Stay silent, and media take it up"]
    assert replay.as_it_was["media"].value == 0.0 and replay.otherwise["media"].value == pytest.approx(1.0)
    assert replay.otherwise["posts"].lo > replay.as_it_was["posts"].hi


def test_a_plausibility_limit_is_told_a_year_because_it_makes_the_incident_rarer(
    replayed: dict[str, dict[str, Replay]],
) -> None:
    replay = replayed["otto_2012"]["With a plausibility limit on vouchers"]
    assert replay.yearly
    assert replay.moved["damage"].hi < 0.0
