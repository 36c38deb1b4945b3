"""The amounts a story prints add up to the totals it prints, in both languages, over thousands of incidents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
import pytest

from riskmodel import casefile
from riskmodel.case import Case, Policy
from riskmodel.liability import NO_CLAIM
from riskmodel.present.language import Language
from riskmodel.present.story import _UNCLAIMED, _sentences
from riskmodel.present.story_amounts import StoryAmounts, Told
from riskmodel.simulate import Result, simulate
from tests.present.samples import figures, sample_case

NAMES = ("sample_freelancer", "sample_agency", "british_airways_2013")
#: Where a story prints which amount; what no pattern finds is no amount of a story.
PRINTED = {
    "en": {
        "damage": r"Others lose about €([\d,]+)",
        "largest_head": r"the largest part is .* with €([\d,]+)",
        "demand": r"You are asked for €([\d,]+)",
        "owed": r"(?:You owe|You settle at|A court awards) €([\d,]+)",
        "own": r"Your own cost comes to €([\d,]+)",
        "back": r"The subcontractor gives back €([\d,]+)",
        "total": r"In all €([\d,]+)",
        "insured": r" pays €([\d,]+)",
        "retained": r"you bear €([\d,]+)",
        "further": r"in this year adds? €([\d,]+)",
        "year": r"together €([\d,]+)",
    },
    "de": {
        "damage": r"Andere verlieren rund ([\d.]+)\s€",
        "largest_head": r"der größte Posten ist .* mit ([\d.]+)\s€",
        "demand": r"Von Ihnen werden ([\d.]+)\s€",
        "owed": r"(?:Sie schulden|Sie einigen sich auf|Ein Gericht spricht) ([\d.]+)\s€",
        "own": r"Ihre eigenen Kosten betragen ([\d.]+)\s€",
        "back": r"Vom Subunternehmer kommen ([\d.]+)\s€",
        "total": r"Insgesamt kommen ([\d.]+)\s€",
        "insured": r"davon zahlt die Police „[^“]*“ ([\d.]+)\s€",
        "retained": r"Sie tragen ([\d.]+)\s€",
        "further": r"in diesem Jahr kommen ([\d.]+)\s€",
        "year": r"zusammen kommen ([\d.]+)\s€",
    },
}
BOUND = {"en": r"less than €[\d,]+", "de": r"weniger als [\d.]+\s€"}
ANY = {"en": r"€\d", "de": r"\d\s(?:Mio\.\s)?€"}


@cache
def simulated(name: str) -> Result:
    """Return a simulated sample; the airline, whose damage runs to millions, has policies too."""
    case = sample_case(name)
    policies = case.policies or (Policy(name="Large", limit_eur=5e6, deductible_eur=2_500.0), Policy())
    return simulate(case.model_copy(update={"policies": policies}), figures(), trials=3_000, seed=11)


@cache
def incidents(name: str, code: str) -> tuple[tuple[str, StoryAmounts], ...]:
    """Return what is told of each incident, and its amounts."""
    result, language = simulated(name), Language.named(code)
    rows = range(len(result.simulated.incidents.kind))
    texts = (" ".join(_sentences(result, figures(), language, row, 1)) for row in rows)
    return tuple((text, StoryAmounts.of(result.simulated, row, whole_year=False)) for row, text in enumerate(texts))


def years(name: str, code: str) -> Iterator[tuple[str, StoryAmounts]]:
    """Yield what is told of years of several incidents, and its amounts."""
    result, language = simulated(name), Language.named(code)
    several = np.flatnonzero(np.bincount(result.simulated.incidents.trial) > 1)
    for trial in several[:200]:
        year = result.only(np.array([trial]))
        burden = year.simulated.liability.burden_eur
        row = int(np.argmax(burden))
        text = " ".join(_sentences(year, figures(), language, row, len(burden)))
        yield text, StoryAmounts.of(year.simulated, row, whole_year=True)


def read(text: str, code: str) -> dict[str, int]:
    """Return the amounts that stand in a text, and see that it has no others and none of zero."""
    found = {name: re.search(pattern, text) for name, pattern in PRINTED[code].items()}
    printed = {name: int(re.sub(r"\D", "", match[1])) for name, match in found.items() if match}
    assert len(re.findall(ANY[code], re.sub(BOUND[code], "", text))) == len(printed), text
    assert all(printed.values()), text
    return printed


def mind(text: str, code: str, exact: StoryAmounts) -> dict[str, int]:
    """Return the amounts of a text, having added them up and held them against the exact ones."""
    printed = read(text, code)

    def of(*names: str) -> int:
        return sum(printed.get(name, 0) for name in names)

    if "total" in printed:
        assert of("total") == of("owed", "own") - of("back"), text
    if "insured" in printed and "retained" in printed:
        assert of("total") == of("insured", "retained"), text
    if "year" in printed:
        assert of("year") == of("total", "further"), text
    if "demand" in printed:
        assert of("owed") <= of("demand"), text
    assert of("largest_head") <= of("damage"), text
    largest = max(getattr(exact, name).exact for name in PRINTED[code])
    for name, amount in printed.items():  # three sums of parts rounded to at most a hundredth of the largest
        assert amount == pytest.approx(getattr(exact, name).exact, abs=max(2.5, 0.025 * largest)), (name, text)
    return printed


def minded(told: Iterable[tuple[str, StoryAmounts]], code: str) -> set[str]:
    """Mind all that is told, and return the amounts that were seen."""
    return {name for text, exact in told for name in mind(text, code, exact)}


@pytest.mark.parametrize("code", ["de", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_amounts_told_of_an_incident_add_up_as_they_are_printed(name: str, code: str) -> None:
    seen = minded(incidents(name, code), code)
    assert seen >= {"damage", "demand", "owed", "own", "total", "insured", "retained"}
    assert ("back" in seen) == (name == "sample_agency"), "its projects alone have a subcontractor"


@pytest.mark.parametrize("code", ["de", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_amounts_told_of_a_year_of_several_incidents_add_up_as_they_are_printed(name: str, code: str) -> None:
    seen = minded(years(name, code), code)
    assert {"further", "year"} <= seen


@pytest.mark.parametrize("name", NAMES)
def test_the_amounts_of_a_story_share_one_step_of_about_three_digits(name: str) -> None:
    """What falls on the provider has a finer one only where it is less than a tenth of what others lose."""
    for text, _ in incidents(name, "en"):
        printed = read(text, "en")
        mine = [printed.get(name, 0) for name in ("owed", "own", "back", "total", "insured", "retained")]
        others = [printed.get(name, 0) for name in ("damage", "largest_head", "demand")]
        finer = max(mine) <= 0.11 * max(others)
        for amounts, largest in ((others, max(*others, *mine)), (mine, max(mine) if finer else max(*others, *mine))):
            step = 10 ** max(0, len(str(largest)) - 4)  # rounded up, the largest may have gained a digit
            assert all(amount % step == 0 for amount in amounts), text


@pytest.mark.parametrize(("name", "limit"), [("sample_agency", 50_000.0), ("british_airways_2013", 5e6)])
def test_a_policy_is_never_told_to_pay_more_than_its_limit(name: str, limit: float) -> None:
    """With the cost of the dispute inside; what is told of the two parts is made to add up, and could exceed it."""
    policy = Policy(limit_eur=limit, deductible_eur=500.0, defence="inside")
    case = sample_case(name).model_copy(update={"policies": (policy,)})
    s = simulate(case, figures(), trials=6_000, seed=5).simulated
    spent = np.flatnonzero(s.covers[0].insured_eur >= limit)
    for row in spent:
        told = StoryAmounts.of(s, int(row), whole_year=False)
        assert told.insured.printed <= limit and told.total.printed == told.insured.printed + told.retained.printed
    assert len(spent) > 100


@pytest.mark.parametrize(("exact", "words"), [
    (87.0, "less than €100"), (100.0, "less than €200"), (499.0, "less than €500"), (500.0, "less than €1,000"),
    (2_500.0, "less than €5,000"), (0.4, "less than €1"), (0.0, "€0"),
])  # fmt: skip
def test_an_amount_too_small_for_its_step_is_told_as_a_bound_above_it(exact: float, words: str) -> None:
    assert Told(exact, 0).words(Language.named("en")) == words


def test_amounts_of_a_million_are_told_in_the_form_of_the_small_ones_beside_them() -> None:
    assert Told(1_318_000.0, 1_320_000).words(Language.named("de")) == "1.320.000\u00a0€"


@pytest.mark.parametrize(("code", "claim", "nobody"), [
    ("de", r"Rückforderung|Datenschutzansprüche (?!gegen den Kunden)|(?<!gemachte )Vertragsstrafe", "Niemand fordert"),
    ("en", r"claimed back|data protection claims (?!against the client)|[ (]contract penalty(?! that)", "Nobody claim"),
])  # fmt: skip
@pytest.mark.parametrize("name", ["sample_freelancer", "sample_agency"])
def test_no_head_speaks_of_a_claim_where_nobody_claims_anything(name: str, code: str, claim: str, nobody: str) -> None:
    """And where somebody claims, it has the name that it has everywhere."""
    language, spared, claimed = Language.named(code), 0, 0
    instead = [language.t(words) for words in _UNCLAIMED.values()]
    for text, _ in incidents(name, code):
        unclaimed = any(words in text for words in instead)
        if nobody in text:
            assert not re.search(claim, text), text
            spared += unclaimed
        else:
            assert not unclaimed, text
            claimed += bool(re.search(claim, text))
    assert spared > 50 and claimed > 20
    assert set(_UNCLAIMED) <= set(simulated(name).simulated.damage.heads)


def test_a_contract_penalty_that_nobody_claims_is_told_as_not_called_in() -> None:
    case = casefile.from_mapping({"project": [{"activity": "hosting", "contract": {"delay_penalty": True}}]})
    s = (result := simulate(case, figures(), trials=2_000, seed=1)).simulated
    largest = s.damage.by_head_eur.argmax(axis=0) == s.damage.heads.index("contract_penalty")
    rows = np.flatnonzero(largest & (s.damage.total_eur >= 1.0))
    for row in rows:
        text = " ".join(_sentences(result, figures(), Language.named("en"), int(row), 1))
        assert ("contract penalty that is not called in" in text) == (s.liability.outcome[row] == NO_CLAIM), text
    assert len(rows) > 10


@pytest.mark.parametrize(("policies", "english", "german"), [
    ([{"name": "First"}, {"name": "Second"}], "the policy “First” pays", "die Police „First“"),
    ([{}, {"name": "Second"}], "the first policy pays", "die erste Police"),
    ([{"name": "Same"}, {"name": "Same"}], "the first policy pays", "die erste Police"),
    ([{"name": "Only"}], "the policy pays", "die Police"),
])  # fmt: skip
def test_a_policy_is_named_where_the_case_has_others(policies: list[dict[str, str]], english: str, german: str) -> None:
    case: Case = casefile.from_mapping({"project": [{"activity": "hosting"}], "policy": policies})
    result = simulate(case, figures(), trials=256, seed=1)
    told = 0
    for row in range(len(result.simulated.incidents.kind)):
        in_english, in_german = (
            " ".join(_sentences(result, figures(), Language.named(code), row, 1)) for code in ("en", "de")
        )
        if " pays " in in_english:
            assert english in in_english, in_english
            assert re.search(rf"(davon zahlt|;) {german}( zahlt alles| [\d.nwf])", in_german), in_german
            told += 1
    assert told > 20
