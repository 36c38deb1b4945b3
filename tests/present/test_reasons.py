"""What is said of real claims near a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from html import escape

from riskmodel import backtest, casefile, precedents
from riskmodel.calibration import load
from riskmodel.precedents import Precedent
from riskmodel.present import computed, reasons
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


def told(code: str, retold: Mapping[str, str], precedent: Precedent | None = None) -> str:
    return reasons.precedent_html(precedent or nearest(), retold, load(), Language.named(code))


def test_a_german_page_tells_a_published_claim_in_german_an_english_one_in_english() -> None:
    english, german = nearest().claim.facts, computed.retold("de")[nearest().claim.id]
    assert f'<span lang="de">{escape(german)}</span></p>' in told("de", computed.retold("de"))
    assert f'<span lang="en">{escape(english)}</span></p>' in told("en", computed.retold("en"))
    assert escape(english) not in told("de", computed.retold("de"))


def test_a_claim_nobody_retold_keeps_its_english_and_is_marked_for_german_readers_and_for_screen_readers() -> None:
    elsewhere = replace(nearest(), claim=replace(nearest().claim, id="from another file"))
    shown = told("de", computed.retold("de"), elsewhere)
    assert f'<span lang="en">{escape(nearest().claim.facts)}</span> (auf Englisch erzählt)</p>' in shown
    assert "told in English" not in told("en", {}, elsewhere)


def test_a_claim_without_a_report_has_no_note_on_its_language() -> None:
    assert "Englisch" not in told("de", {}, replace(nearest(), claim=replace(nearest().claim, facts="")))


def test_the_text_of_a_claim_is_shown_as_text_whatever_it_holds() -> None:
    assert "&lt;b&gt;" in told("de", {nearest().claim.id: "<b>"})
