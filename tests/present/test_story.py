"""A story says what its trial holds, in both languages, over thousands of trials."""

from __future__ import annotations

import re

import numpy as np
import pytest

from riskmodel import casefile
from riskmodel.calibration import Calibration
from riskmodel.case import Case, Project
from riskmodel.damage import heads
from riskmodel.dispute import OWN_HEADS
from riskmodel.liability import FAULTS, IN_FULL, NO_CLAIM, REPELLED
from riskmodel.present import names
from riskmodel.present.language import Language
from riskmodel.present.story import _project, _sentences, _typical, stories
from riskmodel.simulate import Result, simulate

ROWS = 3_000


@pytest.fixture(scope="module")
def agency(calibration: Calibration) -> Result:
    case = casefile.read(calibration.folder / "cases" / "sample_agency.toml")
    return simulate(case, calibration, trials=ROWS, seed=11)


TOLD: dict[tuple[int, str], list[str]] = {}


def told(result: Result, calibration: Calibration, code: str) -> list[str]:
    """Return what is told of the first incidents; each result is told once in each language."""
    key, language = (id(result), code), Language.named(code)
    if key not in TOLD:
        TOLD[key] = [" ".join(_sentences(result, calibration, language, row, 1)) for row in range(ROWS)]
    return TOLD[key]


@pytest.mark.parametrize(
    ("code", "nothing_claimed", "asked", "owes_nothing"),
    [
        ("de", "Niemand fordert etwas von Ihnen.", "Von Ihnen werden", "Sie schulden nichts."),
        ("en", "Nobody claims anything from you.", "You are asked for", "you owe nothing."),
    ],
)
def test_no_sentence_contradicts_the_outcome(
    agency: Result, calibration: Calibration, code: str, nothing_claimed: str, asked: str, owes_nothing: str
) -> None:
    outcome = agency.simulated.liability.outcome
    for row, text in enumerate(told(agency, calibration, code)):
        assert (nothing_claimed in text) == (outcome[row] == NO_CLAIM), text
        assert (asked in text) == (outcome[row] != NO_CLAIM), text
        assert (owes_nothing in text) == (outcome[row] == REPELLED), text


def test_what_is_owed_never_exceeds_what_is_asked_for(agency: Result) -> None:
    liability = agency.simulated.liability
    assert (liability.owed_eur <= liability.claimed_eur + 1e-9).all()
    assert (liability.owed_eur[liability.outcome == IN_FULL] > 0.0).all()


@pytest.mark.parametrize("code", ["de", "en"])
def test_every_text_is_filled_in(agency: Result, calibration: Calibration, code: str) -> None:
    for text in told(agency, calibration, code):
        assert not re.search(r"[{}]|nan|None", text), text


@pytest.mark.parametrize("code", ["de", "en"])
def test_no_two_incident_types_are_told_alike(calibration: Calibration, code: str) -> None:
    types = [name for name in calibration.tables if name.startswith("incidents.")]
    assert len({calibration.tables[name]["story"][code] for name in types}) == len(types)
    assert all("{project}" in calibration.tables[name]["story"][code] for name in types)


def test_the_story_of_a_return_period_is_a_trial_near_to_it_and_says_what_falls_on_the_provider_in_that_year(
    agency: Result, calibration: Calibration
) -> None:
    language = Language.named("en")
    told = stories(agency, calibration, language)
    yearly = np.bincount(agency.simulated.incidents.trial, agency.simulated.liability.burden_eur, agency.trials)
    in_order = np.argsort(yearly)
    seldom = np.cumsum(agency.weight[in_order][::-1])[::-1]  # share of all years from each trial on
    assert [s.return_period_years for s in told] == [20, 100]
    for story in told:
        level = int(np.searchsorted(-seldom, -1.0 / story.return_period_years))
        near = yearly[in_order[max(0, level - 60) : level + 60]]
        ending = re.findall(r"(?:together|In all) €([\d,]+) fall on you", story.text)
        assert ending, story.text
        said = float(ending[-1].replace(",", ""))
        assert near.min() * 0.99 <= said <= near.max() * 1.01, story.text


def test_braces_in_a_project_name_are_only_text(calibration: Calibration) -> None:
    case = casefile.from_mapping({"project": [{"name": "{people} {0} shop", "activity": "hosting"}]})
    result = simulate(case, calibration, trials=512, seed=1)
    text = " ".join(_sentences(result, calibration, Language.named("en"), 0, 1))
    assert "{people} {0} shop" in text


def test_what_a_subcontractor_gives_back_and_a_cap_are_told_where_they_matter(
    agency: Result, calibration: Calibration
) -> None:
    liability = agency.simulated.liability
    back = 0
    for row, text in enumerate(told(agency, calibration, "en")):
        assert ("The subcontractor gives back" in text) == (liability.recourse_eur[row] >= 1.0), text
        back += liability.recourse_eur[row] >= 1.0
        if "cap in the contract stands" in text:
            project, sets = agency.simulated.incidents.project[row], agency.simulated.incidents.sets[row]
            assert liability.owed_eur[row] <= agency.world.facts.cap_eur[sets, project] * (1.0 + 1e-12)
    assert back > 0, "no subcontractor was guilty in any of them"


def test_intent_is_told_where_no_policy_pays(agency: Result, calibration: Calibration) -> None:
    liability, insured = agency.simulated.liability, agency.simulated.covers[0].insured_eur
    for row, text in enumerate(told(agency, calibration, "en")):
        if "counts as intent" in text:
            assert FAULTS[liability.fault[row]] == "intent" and insured[row] == 0.0


def test_incidents_of_different_types_are_never_told_alike(agency: Result, calibration: Calibration) -> None:
    kind = agency.simulated.incidents.kind
    first: dict[str, int] = {}
    for row, text in enumerate(told(agency, calibration, "de")):
        opening = text.split(": ", 1)[1].split(". ", 1)[0]
        assert first.setdefault(opening, int(kind[row])) == kind[row]


@pytest.mark.parametrize(("code", "words"), [("de", "Sonst verliert niemand etwas."), ("en", "Nobody else loses")])
def test_an_incident_that_costs_nobody_else_anything_is_told_so(
    agency: Result, calibration: Calibration, code: str, words: str
) -> None:
    total = agency.simulated.damage.total_eur
    for row, text in enumerate(told(agency, calibration, code)):
        assert (words in text) == (total[row] < 1.0), text


def test_what_follows_the_notice_is_told_as_what_is_left_of_the_whole(agency: Result, calibration: Calibration) -> None:
    """Nothing is put right before it is noticed, and delay is told by how late the work comes."""
    language, s = Language.named("en"), agency.simulated.incidents
    for row, text in enumerate(told(agency, calibration, "en")):
        detection, duration = float(s.detection_hours[row]), float(s.duration_hours[row])
        kind = agency.world.types[s.kind[row]]
        if kind == "delay":
            assert f"handed over {language.duration(duration)} late" in text and "noticed" not in text
        elif kind == "property_damage":
            assert f"takes {language.duration(duration)} until everything works again" in text
        else:
            later, repair = language.duration(detection), language.duration(duration - detection)
            assert re.search(rf"{re.escape(later)} later; after that it takes {re.escape(repair)} until", text), text


@pytest.mark.parametrize("kind", ["advice_error", "delay", "ip_infringement", "service_failure", "property_damage"])
def test_the_minute_is_told_only_where_somebody_could_know_it(
    agency: Result, calibration: Calibration, kind: str
) -> None:
    of_kind = agency.world.types.index(kind)
    for row, text in enumerate(told(agency, calibration, "de")):
        if agency.simulated.incidents.kind[row] == of_kind:
            assert not re.match(r"\w+, \d\d:\d\d", text), text


def test_the_cap_is_told_where_more_is_asked_for_than_it_allows(agency: Result, calibration: Calibration) -> None:
    s = agency.simulated
    cap = agency.world.facts.cap_eur[s.incidents.sets, s.incidents.project]
    spoken = 0
    for row, text in enumerate(told(agency, calibration, "en")):
        owes = s.liability.outcome[row] not in (NO_CLAIM, REPELLED)
        assert ("The cap in the contract" in text) == (owes and cap[row] < s.liability.claimed_eur[row]), text
        spoken += "The cap in the contract" in text
    assert spoken > 0


@pytest.mark.parametrize(("code", "words"), [("de", "sonst erfährt kaum jemand"), ("en", "hardly anybody else hears")])
def test_an_outcry_that_few_hear_of_is_told_so(agency: Result, calibration: Calibration, code: str, words: str) -> None:
    outcry = agency.simulated.outcry
    for row, text in enumerate(told(agency, calibration, code)):
        complaints = outcry.complaints[row]
        assert (words in text) == bool(complaints and outcry.reach_people[row] < 3.0 * complaints), text


@pytest.mark.parametrize(("code", "small", "large"), [
    ("de", {"lost_profit", "own_rework", "own_defence", "own_reputation"}, set()),
    ("en", set(), {"pr_campaign"}),
])  # fmt: skip
def test_a_head_inside_a_sentence_is_written_as_a_word_of_it(
    calibration: Calibration, code: str, small: set[str], large: set[str]
) -> None:
    """German nouns and English abbreviations keep their capital; adjectives and all else lose it."""
    keys = {*heads(calibration), *OWN_HEADS}
    written = {key: names.head_inside(key, calibration, Language.named(code)) for key in keys}
    lowered = {key for key, words in written.items() if words[0].islower()}
    assert lowered == (small or keys - large)


@pytest.mark.parametrize("code", ["de", "en"])
def test_what_happens_to_orders_at_a_wrong_price_is_told_as_the_case_has_it(
    agency: Result, calibration: Calibration, code: str
) -> None:
    words = {
        "honoured": {"de": "Die Bestellungen werden zu diesem", "en": "The orders are carried out"},
        "partly": {"de": "Ein Teil der Bestellungen wird", "en": "Some of the orders are"},
        "cancelled": {"de": "Die Bestellungen werden storniert", "en": "The orders are cancelled"},
    }
    s, spoken = agency.simulated.incidents, set()
    for row, text in enumerate(told(agency, calibration, code)):
        wrong_price = agency.world.types[s.kind[row]] == "pricing_error" and s.people[row] >= 2.0
        orders = agency.world.facts.orders[s.project[row]]
        found = [way for way, in_language in words.items() if in_language[code] in text]
        assert found == ([orders] if wrong_price else []), text
        spoken.update(found)
    assert len(spoken) > 1, "projects of the sample treat orders in two ways"


def test_a_data_leak_concerns_somebody_wherever_records_are_held(agency: Result) -> None:
    s, facts = agency.simulated.incidents, agency.world.facts
    leaks = s.kind == agency.world.types.index("data_leak")
    held = facts.records[s.sets, s.project] >= 1.0
    assert leaks.sum() > 50
    assert (s.people[leaks & held] >= 1.0).all() and not s.people[leaks & ~held].any()


def test_nothing_is_noticed_after_the_claims_have_lapsed(calibration: Calibration) -> None:
    """Ten years, section 199 BGB; a lognormal of a data leak reached 75 years and one of rights two thousand."""
    case = casefile.from_mapping({"project": [{"activity": "media"}]})
    hours = simulate(case, calibration, trials=100_000, seed=1).simulated.incidents.detection_hours
    assert hours.max() == pytest.approx(10 * 365.25 * 24)


@pytest.mark.parametrize("name", ["sample_freelancer", "sample_agency"])
def test_a_story_is_none_of_an_incident_noticed_later_than_nine_of_ten_of_its_type(
    name: str, calibration: Calibration
) -> None:
    for seed in range(6):
        case = casefile.read(calibration.folder / "cases" / f"{name}.toml")
        result = simulate(case, calibration, trials=ROWS, seed=seed)
        yearly = result.ledger.burden.by_trial.eur
        for level in np.quantile(yearly, [0.6, 0.9]):
            s = result.only(np.array([_typical(result, yearly, float(level))])).simulated.incidents
            chances = [calibration.entries[f"incidents.{result.world.types[k]}.detection_hours"].chance for k in s.kind]
            assert all(c and d <= c.figures["p90"] * 1.001 for c, d in zip(chances, s.detection_hours, strict=True))


def test_a_project_whose_cut_name_others_share_is_told_with_its_number(calibration: Calibration) -> None:
    long = "Weiterentwicklung der Kundenbindungsplattform, Los {}: für die Donaudampfschifffahrt GmbH"
    projects = [Project(name=long.format(n), contract_value_eur=100_000.0) for n in (1, 2, 3)]
    result = simulate(Case(projects=tuple(projects)), calibration, trials=4_096, seed=3)
    names = [_project(result, number) for number in range(3)]
    assert [name[:3] for name in names] == ["1: ", "2: ", "3: "] and len({name[3:] for name in names}) == 1
    alone = simulate(Case(projects=tuple(projects[:1])), calibration, trials=256, seed=3)
    assert _project(alone, 0) == names[0][3:]
