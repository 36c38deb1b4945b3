"""The form holds every case without loss, and keeps what was typed, readable or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmodel import casefile
from riskmodel.case import Case, Contract, Policy, Project, Provider
from riskmodel.present import draft as drafts
from riskmodel.present import names
from riskmodel.present.draft import Draft
from riskmodel.present.language import CODES, Language
from riskmodel.present.reading import read
from riskmodel.values import Interval

CASES = sorted((Path(__file__).resolve().parents[2] / "data" / "cases").glob("*.toml"))
DE, EN = (Language.named(code) for code in CODES)


def saved(case: Case) -> str:
    return casefile.write(case)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_named_case_passes_through_the_form_unchanged(file: Path, code: str) -> None:
    case, language = casefile.read(file), Language.named(code)
    reading = read(drafts.of_case(case, language), language)
    assert reading.problems == {}
    assert saved(reading.case) == saved(drafts_normal(case))


def drafts_normal(case: Case) -> Case:
    """Return a case as the form states it: the kind of cap is said, details of a cap that is none are not."""
    projects = []
    for project in case.projects:
        contract = project.contract.model_dump(exclude_unset=True)
        if contract.get("cap") is None and ("cap_eur" in contract or "cap_multiple" in contract):
            contract["cap"] = "amount" if "cap_eur" in contract else "multiple"
        if contract.get("cap") == "none":
            contract = {k: v for k, v in contract.items() if k not in ("cap_agreed", "cap_scope")}
        projects.append(project.model_copy(update={"contract": Contract(**contract)}))
    return case.model_copy(update={"projects": tuple(projects)})


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_numbers_that_were_not_typed_follow_the_language_and_keep_their_value(file: Path) -> None:
    case = casefile.read(file)
    draft = drafts.of_case(case, DE)
    drafts.translate(draft, DE, EN)
    assert draft.answers == drafts.of_case(case, EN).answers
    assert saved(read(draft, EN).case) == saved(drafts_normal(case))


def test_what_was_typed_stays_as_it_was_typed_in_the_other_language() -> None:
    draft = drafts.of_case(Case(projects=(Project(contract_value_eur=24_000.0),)), DE)
    draft.put("provider.revenue_eur", "1.500.000")
    drafts.translate(draft, DE, EN)
    assert draft.text("provider.revenue_eur") == "1.500.000"
    assert draft.text("project#1.contract_value_eur") == "24,000"


@pytest.mark.parametrize("share", [0.35, 0.125, 0.07, 0.12054, 1 / 3, 1.0])
@pytest.mark.parametrize("language", [DE, EN], ids=CODES)
def test_a_share_is_written_so_that_reading_it_gives_the_same_share(share: float, language: Language) -> None:
    share = round(share, 10)
    draft = drafts.of_case(Case(projects=(Project(year_share=share),)), language)
    assert read(draft, language).case.projects[0].year_share == share


@pytest.mark.parametrize("amount", [1.125, 1.5, 1_234.56, 999.0, 1_000_000.0, 12_345_678.9])
@pytest.mark.parametrize("language", [DE, EN], ids=CODES)
def test_an_amount_is_written_so_that_reading_it_gives_the_same_amount(amount: float, language: Language) -> None:
    case = Case(projects=(Project(contract_value_eur=amount),), policies=(Policy(limit_eur=amount),))
    again = read(drafts.of_case(case, language), language).case
    assert (again.projects[0].contract_value_eur, again.policies[0].limit_eur) == (amount, amount)


def test_an_unreadable_amount_is_named_kept_and_left_open() -> None:
    draft = Draft()
    draft.put("project#1.contract_value_eur", "50.000,5.0")
    reading = read(draft, DE)
    assert list(reading.problems) == ["project#1.contract_value_eur"]
    assert "50.000,5.0" in reading.problems["project#1.contract_value_eur"]
    assert draft.text("project#1.contract_value_eur") == "50.000,5.0"
    assert reading.case.projects[0].contract_value_eur is None


def test_an_amount_out_of_range_is_named_beside_its_own_project() -> None:
    draft = Draft(projects=[1, 4])
    draft.put("project#4.duration_months", "9999")
    draft.put("project#1.duration_months", "6")
    reading = read(draft, EN)
    assert list(reading.problems) == ["project#4.duration_months"]
    assert [p.duration_months for p in reading.case.projects] == [6.0, None]


def test_both_ends_make_a_range_and_one_alone_asks_for_the_other() -> None:
    draft = Draft(answers={"provider.revenue_eur.form": "range", "provider.revenue_eur.low": "80.000"})
    assert list(read(draft, DE).problems) == ["provider.revenue_eur.high"]
    draft.put("provider.revenue_eur.high", "120 000 €")
    assert read(draft, DE).case.provider == Provider(revenue_eur=Interval(low=80_000.0, high=120_000.0))
    draft.put("provider.revenue_eur.high", "70 T€")
    assert list(read(draft, DE).problems) == ["provider.revenue_eur"]


def test_a_number_counts_until_the_range_in_its_place_is_begun() -> None:
    draft = Draft(answers={"provider.revenue_eur.form": "range", "provider.revenue_eur": "80.000"})
    assert read(draft, DE).case.provider.revenue_eur == 80_000.0
    draft.put("provider.revenue_eur.low", "70.000")
    assert list(read(draft, DE).problems) == ["provider.revenue_eur.high"]


def test_a_policy_whose_limit_lies_below_its_deductible_is_named_and_the_others_stay() -> None:
    draft = Draft(policies=[1, 2, 3])
    draft.put("policy#1.name", "limit not known")
    draft.put("policy#2.limit_eur", "250.000")
    draft.put("policy#2.deductible_eur", "300.000")
    draft.put("policy#3.limit_eur", "1 Mio.")
    reading = read(draft, DE)
    assert sorted(reading.problems) == ["policy#2.limit_eur"]
    assert [(p.name, p.limit_eur) for p in reading.case.policies] == [("limit not known", None), ("", 1_000_000.0)]


def test_a_policy_just_added_does_not_count_and_is_no_mistake() -> None:
    draft = Draft(policies=[1, 2])
    draft.put("policy#2.limit_eur", "250.000")
    reading = read(draft, DE)
    assert reading.usable
    assert [p.limit_eur for p in reading.case.policies] == [250_000.0]


def test_details_of_a_cap_count_only_for_the_kind_of_cap_they_belong_to() -> None:
    draft = Draft()
    draft.put("project#1.contract.cap", "amount")
    draft.put("project#1.contract.cap_eur", "100.000")
    assert read(draft, DE).case.projects[0].contract == Contract(cap="amount", cap_eur=100_000.0)
    draft.put("project#1.contract.cap", "none")
    assert read(draft, DE).case.projects[0].contract == Contract(cap="none")


def test_several_activities_without_shares_count_equally_and_shares_must_add_up() -> None:
    draft = Draft()
    draft.put("project#1.activity", ("web_shop", "hosting"))
    assert read(draft, DE).case.projects[0].activity == (("web_shop", 0.5), ("hosting", 0.5))
    draft.put("project#1.activity.web_shop", "70")
    draft.put("project#1.activity.hosting", "20 %")
    assert list(read(draft, DE).problems) == ["project#1.activity"]
    draft.put("project#1.activity.hosting", "30 %")
    assert read(draft, DE).usable


def test_a_copied_project_has_the_same_answers_but_its_own_name_and_a_removed_one_takes_only_its_own_along() -> None:
    draft = drafts.of_case(casefile.read(CASES[0].parent / "sample_agency.toml"), DE)
    copy = draft.add("project", like=2)
    case = read(draft, DE).case
    assert len(case.projects) == 5
    assert case.projects[4].name == f"{case.projects[1].name} (2)"
    assert case.projects[4].model_copy(update={"name": case.projects[1].name}) == case.projects[1]
    draft.remove("project", 1)
    assert [p.name for p in read(draft, DE).case.projects][-1] == case.projects[4].name
    assert draft.path(f"project#{copy}.name") == "project.4.name"
    assert draft.key("project.4.name") == f"project#{copy}.name"


def test_each_copy_of_a_policy_has_a_name_of_its_own_and_one_without_a_name_stays_without() -> None:
    draft = drafts.of_case(Case(policies=(Policy(name="Angebot", limit_eur=1e6), Policy(limit_eur=2e6))), DE)
    second = draft.add("policy", like=1)
    third = draft.add("policy", like=second)
    assert [draft.text(f"policy#{n}.name") for n in (1, 2, second, third)] == [
        "Angebot", "", "Angebot (2)", "Angebot (3)",
    ]  # fmt: skip
    draft.remove("policy", third)
    unnamed = draft.add("policy", like=2)
    assert draft.text(f"policy#{unnamed}.name") == ""


@given(st.lists(st.sampled_from(["A", "A (2)", "A (3)", "B", "x" * 200]), max_size=7))
def test_labels_told_apart_are_unique_and_no_longer_than_a_name_may_be(labels: list[str]) -> None:
    found = names.distinct(labels)
    assert len(set(found)) == len(labels)
    assert all(len(label) <= 200 for label in found)
    assert [new for new, old, i in zip(found, labels, range(9), strict=False) if old not in labels[:i]] == list(
        dict.fromkeys(labels)
    )
