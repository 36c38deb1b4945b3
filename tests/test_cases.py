"""The named cases run, and what is known of them is held against the model."""

from __future__ import annotations

import numpy as np
import pytest

from riskmodel import cases
from riskmodel.calibration import Calibration
from riskmodel.cases import Comparison, UnknownCaseError, Variant, VariantFigure
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
        assert set(variant.title) == {"de", "en"}
        assert all(set(way.title) == {"de", "en"} for way in variant.ways[1:]) and len(variant.ways) >= 2
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
    profit, posts = (means(taught["alitalia_2012"], q) for q in ("damage_honoured_orders", "posts"))
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
    figure = VariantFigure("posts", "posts", expect, tuple(Measured(v, v, v) for v in values), ())
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


def variant(taught: dict[str, tuple[Variant, ...]], name: str, title: str) -> dict[str, VariantFigure]:
    """Return the figures of a variant by their quantity."""
    found = next(v for v in taught[name] if v.title["en"].startswith(title))
    return {figure.quantity: figure for figure in found.figures}


def test_every_case_offers_other_ways_and_tells_each_figure_in_each_way(
    taught: dict[str, tuple[Variant, ...]],
) -> None:
    for of in taught.values():
        assert len(of) >= 3
        for variant in of:
            assert variant.figures
            for figure in variant.figures:
                assert len(figure.means) == len(variant.ways) == len(figure.moved) + 1
                for mean, moved in zip(figure.means[1:], figure.moved, strict=True):
                    assert moved.value == pytest.approx(mean.value - figure.means[0].value)


def test_a_difference_on_the_same_incidents_is_known_far_better_than_both_means(
    taught: dict[str, tuple[Variant, ...]],
) -> None:
    """Otto: goodwill of 15 EUR moves the damage by a sum that the error of either mean would hide."""
    damage = variant(taught, "otto_2012", "An apology and €15")["damage"]
    assert damage.moved[0].lo > 0.0
    assert damage.moved[0].farthest < 0.2 * min(mean.farthest for mean in damage.means)


def test_the_error_of_a_difference_is_that_of_its_pairs_over_seeds(calibration: Calibration) -> None:
    """British Airways: the standard deviation over seeds of the hours won is what each run states of itself."""
    runs = [
        variant({"ba": cases.variants("british_airways_2013", calibration, trials=1_024, seed=s)}, "ba", "An answer in")
        for s in range(40)
    ]
    moved = [run["answer_hours"].moved[0] for run in runs]
    spread = np.std([m.value for m in moved], ddof=1)
    stated = np.mean([(m.hi - m.lo) / (2.0 * 1.96) for m in moved])
    assert spread == pytest.approx(stated, rel=4.0 / np.sqrt(2.0 * len(moved))), "4 standard errors of a deviation"


def test_otto_silent_would_have_heard_more_of_it(taught: dict[str, tuple[Variant, ...]]) -> None:
    moved = variant(taught, "otto_2012", "The quick short explanation")["posts"].moved[0]
    assert moved.lo > 0.0, "beyond the error of simulation"


def test_british_airways_answered_with_an_apology_round_the_clock_hears_less(
    taught: dict[str, tuple[Variant, ...]],
) -> None:
    figures = variant(taught, "british_airways_2013", "Answers round the clock, with an apology")
    assert figures["answer_hours"].moved[0].hi < 0.0 and figures["posts"].moved[0].hi < 0.0


def test_a_plausibility_limit_is_told_a_year_because_it_makes_the_incident_rarer(
    taught: dict[str, tuple[Variant, ...]],
) -> None:
    title = "With a plausibility limit on vouchers"
    assert next(v for v in taught["otto_2012"] if v.title["en"] == title).yearly
    figures = variant(taught, "otto_2012", title)
    assert figures["damage"].moved[0].hi < 0.0 and "answer_hours" not in figures
