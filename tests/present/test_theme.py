"""The looks: readable, and the same on screen as on paper."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from riskmodel.calibration import Calibration
from riskmodel.present import names, theme
from riskmodel.present.language import CODES, Language
from riskmodel.present.placement import LONGEST_ROW

ROOT = Path(__file__).resolve().parents[2]
ROLES = [*theme.PAYERS, *theme.LEADING_HEADS, *(f"further_{i}" for i in range(len(theme.FURTHER_HEADS)))]


@pytest.mark.parametrize("role", [*ROLES, "ink", "secondary", "accent", "hairline", "band"])
def test_text_in_any_role_can_be_read_on_paper(role: str) -> None:
    assert theme.contrast(theme.text_colour(role), theme.PAPER) >= 4.5


@pytest.mark.parametrize("role", ["ink", "secondary", "accent"])
def test_text_can_be_read_on_surfaces_and_on_the_band(role: str) -> None:
    for ground in (theme.SURFACE, theme.BAND):
        assert theme.contrast(theme.text_colour(role), ground) >= 4.5


@pytest.mark.parametrize("role", ROLES)
def test_areas_stand_out_from_paper(role: str) -> None:
    # WCAG 2.2, 1.4.11: graphical objects need 3:1.
    assert theme.contrast(theme.colour(role), theme.PAPER) >= 3


def test_contrast_of_black_and_white_is_21() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # a known near miss


def test_the_four_leading_heads_have_their_own_tones_and_others_follow_in_turn() -> None:
    roles = theme.head_roles(["goodwill", "pr_campaign", "fee_back", "bug_fixing"])
    assert roles == {
        "goodwill": "further_0",
        "pr_campaign": "pr_campaign",
        "fee_back": "further_1",
        "bug_fixing": "bug_fixing",
    }
    tones = [theme.colour(key) for key in theme.LEADING_HEADS]
    assert len(set(tones)) == 4


@pytest.mark.parametrize("code", CODES)
def test_no_kind_of_damage_has_a_name_that_would_be_shortened_in_a_chart(calibration: Calibration, code: str) -> None:
    called = [names.head(head, calibration, Language.named(code)) for head in calibration.tables["damage"]]
    assert [name for name in called if len(name) > LONGEST_ROW] == []


def test_there_are_tones_for_any_number_of_heads() -> None:
    for role in theme.head_roles(f"head_{i}" for i in range(30)).values():
        assert theme.colour(role).startswith("#")


def test_the_app_has_the_same_colours() -> None:
    shown = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    assert shown["base"] == "light"
    expected = {
        "primaryColor": theme.ACCENT,
        "backgroundColor": theme.PAPER,
        "secondaryBackgroundColor": theme.SURFACE,
        "textColor": theme.INK,
        "linkColor": theme.ACCENT,
        "borderColor": theme.HAIRLINE,
    }
    assert {key: shown[key] for key in expected if key in shown} == {
        key: value for key, value in expected.items() if key in shown
    }
