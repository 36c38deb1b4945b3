"""What a visitor entered survives a new session, can be taken back step by step, and is wiped for good."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmodel import casefile, caselink, cases
from riskmodel.calibration import Calibration
from riskmodel.case import changed
from riskmodel.present import desk as desks
from riskmodel.present import visitor as visitors
from riskmodel.present.language import CODES, Language
from riskmodel.present.reading import read
from riskmodel.present.visitor import SAMPLES, Visitor

CASES = sorted((Path(__file__).resolve().parents[2] / "data" / "cases").glob("*.toml"))
DE, EN = (Language.named(code) for code in CODES)
VALUE = "project#1.contract_value_eur"


@pytest.fixture
def visitor(calibration: Calibration) -> Visitor:
    return Visitor(calibration, DE)


def said(visitor: Visitor) -> str:
    return " ".join(visitor.notice.sentences(visitor.language))


def test_a_first_visit_leaves_alone_what_the_browser_keeps(visitor: Visitor) -> None:
    assert visitor.kept() is None


@pytest.mark.parametrize("typed", ["77.000", "50.000,5.0", "fünfzig"])
def test_a_new_session_finds_what_was_typed_readable_or_not(visitor: Visitor, typed: str) -> None:
    visitor.answer(VALUE, typed)
    visitor.copy_variant("Angebot B")
    again = Visitor(visitor.calibration, DE)
    again.take_back(visitor.kept() or "")
    assert again.desk == visitor.desk
    assert again.draft.text(VALUE) == typed
    assert again.name_of(1) == "Angebot B"
    assert again.kept() == visitor.kept()


def test_a_new_session_in_another_language_shows_its_own_numbers_and_the_typed_ones_as_typed(visitor: Visitor) -> None:
    visitor.answer(VALUE, "77.000")
    again = Visitor(visitor.calibration, EN)
    again.take_back(visitor.kept() or "")
    assert again.draft.text(VALUE) == "77.000"
    assert again.draft.text("project#1.client.revenue_eur") == "2,400,000"


class Removed:
    """Stands for a run of a book, of which only its end matters."""

    def __init__(self) -> None:
        self.ended = Event()

    def remove(self) -> None:
        self.ended.set()


def test_a_book_of_a_visitor_who_left_for_good_is_ended_and_removed(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "GONE_AFTER", 0.01)
    visitor.run = run = Removed()  # type: ignore[assignment]
    visitor.come()
    visitor.leave()
    assert run.ended.wait(30), "nobody could come back to it"
    assert visitor.run is None


def test_a_book_of_a_visitor_whose_connection_was_cut_for_a_moment_goes_on(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "GONE_AFTER", 0.2)
    visitor.run = run = Removed()  # type: ignore[assignment]
    visitor.leave()
    visitor.come()
    assert not run.ended.wait(0.5)
    assert visitor.run is run


def test_the_browser_is_heard_once_only(visitor: Visitor) -> None:
    visitor.answer(VALUE, "77.000")
    kept = visitor.kept() or ""
    visitor.heard = True
    visitor.answer(VALUE, "88.000")
    visitor.take_back(kept)
    assert visitor.draft.text(VALUE) == "88.000"


def test_wiping_leaves_nothing_to_bring_back(visitor: Visitor) -> None:
    visitor.answer(VALUE, "77.000")
    visitor.copy_variant("zweite")
    visitor.wipe()
    assert visitor.kept() == ""
    assert len(visitor.desk.drafts) == 1
    visitor.undo()
    assert visitor.draft.answers == {}
    visitor.answer(VALUE, "1")
    assert '"1"' in (visitor.kept() or "")


def test_a_sample_is_marked_until_something_is_changed_and_again_once_that_is_taken_back(visitor: Visitor) -> None:
    assert visitor.shows_sample
    visitor.answer(VALUE, "77.000")
    assert not visitor.shows_sample
    visitor.undo()
    assert visitor.shows_sample
    visitor.open_case("sample_agency")
    assert visitor.shows_sample
    visitor.open_case("otto_2012")
    assert not visitor.shows_sample
    visitor.wipe()
    assert not visitor.shows_sample


def test_a_sample_names_its_projects_and_policies_in_the_language_of_the_reader(visitor: Visitor) -> None:
    visitor.open_case("sample_agency")
    visitor.answer("project#2.name", "Onlineshop Meyer")
    visitor.language = EN
    draft = visitor.draft
    assert [draft.text(f"project#{n}.name") for n in (1, 2, 3)] == [
        "Furniture web shop", "Onlineshop Meyer", "Tax firm website"
    ]  # fmt: skip
    assert (draft.text("title"), draft.text("policy#1.name")) == ("Agency with four projects", "Agency policy 1M")
    visitor.language = DE
    assert visitor.draft.text("project#1.name") == "Onlineshop Möbelhaus"


@pytest.mark.parametrize("name", SAMPLES)
def test_every_name_in_a_sample_is_told_in_both_languages(calibration: Calibration, name: str) -> None:
    case, explained = cases.read(name, calibration)
    told = {one["de"] for one in explained["about"]["names"]}
    assert {case.title, *(p.name for p in case.projects), *(p.name for p in case.policies)} == told


def test_each_step_is_taken_back_in_turn(visitor: Visitor) -> None:
    start = visitor.desk.copy()
    visitor.answer(VALUE, "77.000")
    visitor.add("policy")
    visitor.remove("project", 1)  # the only one: nothing happens
    visitor.open_preset("campaign")
    visitor.copy_variant("zweite")
    visitor.remove_variant(0)
    visitor.open_case("sample_agency")
    seen = len(visitor.steps)
    assert seen == 6
    for _ in range(seen):
        visitor.undo()
    assert visitor.desk == start
    visitor.undo()
    assert visitor.desk == start


def test_a_preset_answers_for_its_project_alone_and_is_marked_until_it_is_changed(visitor: Visitor) -> None:
    visitor.open_case("sample_agency")
    before = read(visitor.draft, DE).case
    visitor.draft.selected = 2
    visitor.open_preset("data_ai")
    after = read(visitor.draft, DE).case
    assert [p for i, p in enumerate(after.projects) if i != 1] == [p for i, p in enumerate(before.projects) if i != 1]
    assert after.projects[1].name == before.projects[1].name
    assert dict(after.projects[1].activity or ()) == {"software": 0.7, "consulting": 0.3}
    assert "project#2.client.revenue_eur" in visitor.draft.suggested
    visitor.answer("project#2.client.revenue_eur.low", "2 Mio.")
    assert "project#2.client.revenue_eur" not in visitor.draft.suggested
    assert "project#2.contract_value_eur" in visitor.draft.suggested


def test_a_link_is_opened_in_place_and_one_step_brings_back_what_was_there(visitor: Visitor) -> None:
    agency = casefile.read(next(file for file in CASES if file.stem == "sample_agency"))
    visitor.answer(VALUE, "77.000")
    visitor.open_link(caselink.write(agency))
    assert len(visitor.draft.projects) == 4
    visitor.undo()
    assert visitor.draft.text(VALUE) == "77.000"


def test_a_link_opened_by_somebody_who_was_here_before_stands_beside_what_was_kept(calibration: Calibration) -> None:
    before, after = Visitor(calibration, DE), Visitor(calibration, DE)
    before.answer(VALUE, "77.000")
    after.open_link(caselink.write(casefile.read(CASES[0])))
    after.take_back(before.kept() or "")
    assert next(draft.text(VALUE) for draft in after.desk.drafts) == "77.000"
    assert after.desk.shown == 1
    assert after.name_of(1) == "Aus einem Link"


@pytest.mark.parametrize("text", ["", "1abc", "https://elsewhere.example"])
def test_a_broken_link_says_so_in_one_sentence_and_nothing_is_lost(visitor: Visitor, text: str) -> None:
    visitor.answer(VALUE, "77.000")
    visitor.open_link(text)
    assert visitor.notice.faults
    assert said(visitor).startswith("Der Link wurde unterwegs")
    assert visitor.draft.text(VALUE) == "77.000"


def test_a_file_that_was_too_large_to_be_handed_over_is_refused_by_its_size(visitor: Visitor) -> None:
    visitor.open_file("gut.toml", CASES[0].read_bytes())
    assert "gut.toml" in said(visitor)
    visitor.open_file("gross.toml", b"", size=50_000_000)
    assert "gross.toml" in said(visitor) and "50" in said(visitor)
    assert "gut.toml" not in said(visitor)


def test_up_to_four_variants_stand_side_by_side_and_one_always_stays(visitor: Visitor) -> None:
    for number in range(6):
        visitor.copy_variant(f"v{number}")
    assert len(visitor.desk.drafts) == 4
    for _ in range(6):
        visitor.remove_variant(0)
    assert len(visitor.desk.drafts) == 1
    assert visitor.draft is visitor.desk.drafts[0]


def test_removing_a_variant_above_keeps_the_shown_one(visitor: Visitor) -> None:
    visitor.copy_variant("b")
    visitor.copy_variant("c")
    visitor.show_variant(1)
    visitor.remove_variant(0)
    assert visitor.name_of(visitor.desk.shown) == "b"


@pytest.mark.parametrize(
    "change",
    [
        {"shown": 3},
        {"shown": -1},
        {"drafts": []},
        {"drafts": [{"projects": []}]},
        {"drafts": [{"projects": [1, 1]}]},
        {"drafts": [{"projects": [2], "selected": 1}]},
        {"drafts": [{"policies": [1, 2, 3, 4, 5]}]},
        {"drafts": [{"language": "fr"}]},
        {"drafts": [{}] * 5},
    ],
    ids=str,
)
def test_what_is_no_desk_is_not_taken_back_and_said_so(visitor: Visitor, change: dict[str, object]) -> None:
    visitor.take_back(json.dumps(json.loads(desks.write(visitor.desk)) | change))
    assert "konnte nicht gelesen werden" in said(visitor)
    assert visitor.draft.text(VALUE) == "24.000"


def test_choices_that_there_are_no_longer_are_left_open(visitor: Visitor) -> None:
    answers = {
        "provider.kind": "guild",
        "project#1.contract.cap": "amount",
        "project#1.contract.delay_penalty": "maybe",
        "project#1.activity": ["hosting", "alchemy"],
        "project#1.name": "x" * 5_000,
        "policy#1.excluded_heads": ["goodwill", "wonders"],
        "project#1.contract_value_eur": ["a"],
    }
    desk = desks.read(json.dumps({"drafts": [{"answers": answers, "policies": [1]}]}), {"goodwill"})
    assert desk.draft.answers == {
        "project#1.contract.cap": "amount",
        "project#1.activity": ("hosting",),
        "project#1.name": "x" * 200,
        "policy#1.excluded_heads": ("goodwill",),
    }


@given(st.text(max_size=200) | st.recursive(st.none() | st.text(max_size=9), st.lists, max_leaves=9).map(json.dumps))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        desks.read(text, ())


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_named_case_is_kept_as_it_is(calibration: Calibration, file: Path) -> None:
    visitor, again = Visitor(calibration, DE), Visitor(calibration, DE)
    visitor.open_case(file.stem)
    again.take_back(visitor.kept() or "")
    assert casefile.write(read(again.draft, DE).case) == casefile.write(read(visitor.draft, DE).case)


def test_what_was_tried_out_is_taken_over_with_marks_and_the_shown_project(visitor: Visitor) -> None:
    visitor.open_case("sample_agency")
    visitor.draft.selected = 2
    visitor.open_preset("data_ai")
    visitor.remove("project", 1)
    before = read(visitor.draft, DE).case
    case = changed(before, {"project.*.safeguards.tested_backups": True})
    assert case != before
    name = visitor.draft.text("project#2.name")
    visitor.take_over(case)
    assert read(visitor.draft, DE).case == case
    assert visitor.draft.text(f"project#{visitor.draft.selected}.name") == name
    assert "project#1.client.revenue_eur" in visitor.draft.suggested
    visitor.undo()
    assert read(visitor.draft, DE).case == before
