"""Whose paper the app's PDFs are: it may hold what a branding file may, and only the visitor's browser keeps it."""

from __future__ import annotations

import json

import pytest

from riskmodel.calibration import Calibration
from riskmodel.case import CaseError
from riskmodel.present import branding, logo
from riskmodel.present.branding import Branding
from riskmodel.present.language import CODES, Language
from riskmodel.present.paper import FIELDS, YES, Paper
from riskmodel.present.visitor import Visitor
from tests.present.test_branding import RECT, png, svg

FILE = """
name = "Maklerbüro Nord GmbH"
address = "Hafenstraße 1\\n20457 Hamburg"
accent = "#7A1F3D"
closing = "Bis bald."
reference = "2026-0815"
valid_days = 30
signatures = true
"""


def filled() -> Paper:
    paper = Paper()
    paper.open("sender.toml", FILE.encode())
    return paper


def test_every_field_of_a_branding_file_can_be_entered_and_no_other() -> None:
    assert {*FIELDS, "logo"} == set(Branding.model_fields)


def test_what_is_typed_is_the_branding_that_a_file_with_the_same_lines_gives() -> None:
    typed = Paper()
    for field, text in {
        "name": "Maklerbüro Nord GmbH", "address": "Hafenstraße 1\n20457 Hamburg", "accent": "#7a1f3d",
        "closing": "Bis bald.", "reference": "2026-0815", "valid_days": " 30 ", "signatures": YES,
    }.items():  # fmt: skip
        typed.put(field, text)
    assert typed.branding() == (branding.parse(FILE.encode(), ""), ())
    assert filled().branding() == typed.branding()


def test_nothing_entered_is_nobodys_paper() -> None:
    assert Paper().branding() == (Branding(), ())
    paper = filled()
    for field in FIELDS:
        paper.put(field, " ")
    assert paper.branding() == (Branding(), ())


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("name", "x" * 101, "text_too_long"),
        ("address", "a\n" * 7, "too_many_lines"),
        ("valid_days", "zwei Wochen", "not_a_number"),
        ("valid_days", "-3", "not_a_number"),
        ("valid_days", "0", "out_of_range"),
        ("valid_days", "²", "not_a_number"),
        ("accent", "rot", "not_a_colour"),
    ],
)
def test_a_line_that_cannot_be_used_is_left_out_and_named_and_the_others_stay(field: str, text: str, code: str) -> None:
    paper = filled()
    paper.put(field, text)
    found, faults = paper.branding()
    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]
    assert getattr(found, field) == Branding.model_fields[field].default
    assert found.closing == "Bis bald."
    assert paper.entered[field] == text, "what was typed can be put right"


# --- files


@pytest.mark.parametrize(("name", "content"), [("logo.svg", svg(RECT)), ("LOGO.PNG", png()), ("logo", png())])
def test_a_logo_is_opened_made_harmless_and_taken_away_again(name: str, content: bytes) -> None:
    paper = filled()
    assert paper.open(name, content) == ""
    assert paper.branding()[0].logo == logo.read(content, name)
    paper.drop_logo()
    assert paper.branding() == filled().branding()


def test_a_branding_file_asks_for_its_logo_unless_it_is_there_already() -> None:
    text = (FILE + 'logo = "logo.svg"\n').encode()
    paper = Paper()
    assert paper.open("sender.toml", text) == "logo.svg"
    paper.open("logo.svg", svg(RECT))
    assert paper.open("sender.toml", text) == ""
    assert paper.branding()[0].logo


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", svg("<script>alert(1)</script>")),
        ("logo.png", b"GIF89a"),
        ("sender.toml", b"nmae = 1"),
        ("sender.toml", b'logo = "../logo.svg"'),
        ("sender.toml", b"[project]"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(name: str, content: bytes) -> None:
    paper = filled()
    before = paper.kept()
    with pytest.raises(CaseError):
        paper.open(name, content)
    assert paper.kept() == before


@pytest.mark.parametrize("code", CODES)
def test_a_visitor_is_told_what_became_of_a_file(calibration: Calibration, code: str) -> None:
    language = Language.named(code)
    visitor = Visitor(calibration, language)

    def said(name: str, content: bytes, size: int = 0) -> str:
        visitor.open_paper(name, content, size or len(content))
        return " ".join(visitor.notice.sentences(language))

    assert "logo.svg" in said("logo.svg", svg(RECT))
    assert "marke.png" in said("sender.toml", (FILE + 'logo = "marke.png"').encode())
    assert "500" in said("large.png", b"", 900_000)
    assert "100" in said("large.toml", b"", 900_000)
    assert said("bad.toml", b"valid_days = 0").startswith("bad.toml")
    assert visitor.paper.branding()[0].name == "Maklerbüro Nord GmbH"


# --- what the browser keeps


def test_a_new_session_finds_it_as_it_was_typed(calibration: Calibration) -> None:
    visitor = Visitor(calibration, Language.named("de"))
    assert visitor.paper.kept() is None, "a first visit leaves alone what the browser keeps"
    visitor.open_paper("sender.toml", FILE.encode(), len(FILE))
    visitor.open_paper("logo.png", png(), len(png()))
    visitor.paper.put("valid_days", "bald")
    again = Visitor(calibration, Language.named("en"))
    again.take_back("", visitor.paper.kept() or "")
    assert again.paper.branding() == visitor.paper.branding()
    assert again.paper.kept() == visitor.paper.kept()


def test_wiping_forgets_it_and_what_is_entered_afterwards_is_kept(calibration: Calibration) -> None:
    visitor = Visitor(calibration, Language.named("de"))
    visitor.open_paper("sender.toml", FILE.encode(), len(FILE))
    visitor.wipe()
    assert visitor.paper.kept() == ""
    assert visitor.paper.branding() == (Branding(), ())
    visitor.paper.put("name", "Neu")
    assert "Neu" in (visitor.paper.kept() or "")


SCRIPT = svg("<script>alert(1)</script>")


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", '{"entered": 5}', '{"entered": {"name": 5, "shape": "x"}}', "[" * 100_000,
        json.dumps({"logo_name": "a.png", "logo": "%%%"}), json.dumps({"logo_name": "a.svg", "logo": "PHN2Zy8+"}),
        json.dumps({"logo_name": "a.toml", "logo": "bmFtZT0ieCI="}), json.dumps({"logo_name": 1, "logo": []}),
        "x" * 2_000_000,
    ],
)  # fmt: skip
def test_what_a_browser_hands_back_changed_by_hand_does_no_harm(text: str) -> None:
    paper = Paper()
    paper.take_back(text)
    assert paper.branding() == (Branding(), ())


def test_a_text_of_any_length_handed_back_is_cut() -> None:
    paper = Paper()
    paper.take_back(json.dumps({"entered": {"name": "x" * 100_000}}))
    assert len(paper.entered["name"]) == 1_000
    assert [fault.code for fault in paper.branding()[1]] == ["text_too_long"]
