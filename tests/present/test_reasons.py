"""What is said of real claims near a case."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from riskmodel import backtest, casefile, precedents
from riskmodel.calibration import load
from riskmodel.precedents import Precedent
from riskmodel.present import reasons
from riskmodel.present.language import Language
from riskmodel.publish import publish
from riskmodel.simulate import simulate


@cache
def nearest() -> Precedent:
    figures = load()
    case = casefile.read(figures.folder / "cases" / "sample_freelancer.toml")
    claims = backtest.read(figures.folder / "claims.csv", figures)
    found = precedents.nearest(publish(simulate(case, figures, trials=1_024, seed=1)), claims, figures)
    return next(precedent for precedent in found if precedent.claim.facts)


@pytest.mark.parametrize(("code", "note"), [("de", "(auf Englisch erzählt)"), ("en", "")])
def test_a_report_in_english_is_marked_for_german_readers_and_for_screen_readers(code: str, note: str) -> None:
    told = reasons.precedent_html(nearest(), load(), Language.named(code))
    assert f'<span lang="en">{nearest().claim.facts[:40]}' in told
    assert told.count("auf Englisch") + told.count("in English") == bool(note)
    assert note in told


def test_a_claim_without_a_report_has_no_note_on_its_language() -> None:
    untold = replace(nearest(), claim=replace(nearest().claim, facts=""))
    assert "Englisch" not in reasons.precedent_html(untold, load(), Language.named("de"))
