"""Each result says in one line how far its figures are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from riskmodel import sensitivity, simulate
from riskmodel.backtest import stored
from riskmodel.measures import Measured
from riskmodel.present import backtest_tables, computed, session, what_if_tables
from riskmodel.present.console import Done
from riskmodel.present.language import Language
from riskmodel.sensitivity import Effect, Lever, Sensitivity
from tests.present.samples import figures, sample_case

ENGLISH = Language.named("en")


def pulled(*saved: tuple[float, float]) -> Sensitivity:
    """Return a what-if of levers that save so much, each with its error."""
    effects = [Effect(*[Measured(eur, eur - error, eur + error)] * 3) for eur, error in saved]
    return Sensitivity(
        4_000, 1, {}, (), (), tuple(Lever(f"lever_{i}", "contract", (), e) for i, e in enumerate(effects))
    )


def test_a_what_if_says_how_far_the_best_change_is_known() -> None:
    said = what_if_tables.validation(pulled((200.0, 30.0), (50.0, 20.0), (10.0, 15.0)), ENGLISH)
    assert said.startswith("The 4,000 simulated years suffice")
    assert "±\u00a015%" in said and "2 of 3 save more than their error" in said


def test_a_what_if_of_too_few_years_says_so() -> None:
    said = what_if_tables.validation(pulled((200.0, 150.0)), ENGLISH)
    assert "too few" in said and "±\u00a075%" in said


@pytest.mark.parametrize("saved", [(), ((5.0, 9.0),), ((0.0, 0.0),)], ids=["no lever", "within the error", "nothing"])
def test_a_what_if_in_which_nothing_clearly_saves_says_so(saved: tuple[tuple[float, float], ...]) -> None:
    assert what_if_tables.validation(pulled(*saved), ENGLISH).startswith("No change saves more than the error")


def test_the_back_test_says_how_far_its_scores_are_known() -> None:
    found, _ = stored.read(figures())
    share = found.coverage[0.8]
    # Half-width of the 95 % interval of a share of so many independent claims.
    assert found.coverage_error(0.8) == pytest.approx(1.96 * (share * (1 - share) / len(found.rows)) ** 0.5, rel=1e-3)
    assert backtest_tables.validation(found, ENGLISH).startswith(f"The {len(found.rows)} claims suffice")
    unsure = replace(found, skill_interval=(-0.1, 0.3))
    assert "too few to tell the model" in backtest_tables.validation(unsure, ENGLISH)


def test_the_app_and_the_documents_show_the_same_saving(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lever that saves 130 EUR on the screen saves no other sum on paper."""
    monkeypatch.setattr(sensitivity, "TRIALS", 768)
    case = sample_case("sample_freelancer").model_copy(update={"title": "the same depth"})
    result = simulate.simulate(case, figures(), trials=1_024, seed=session.SEED)
    done = Done(result, figures(), (ENGLISH,), in_english=True, made_on=dt.date(2026, 1, 2), levers=True)
    on_paper, on_screen = done.levers, computed.what_if(case)
    assert on_paper is not None and on_paper.trials == on_screen.trials == 768
    assert [x.saved for x in on_paper.levers] == [x.saved for x in on_screen.levers]
