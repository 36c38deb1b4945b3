"""Other ways a named case could have gone, drawn and told."""

from __future__ import annotations

import pytest

from riskmodel.cases import Variant, VariantFigure, Way
from riskmodel.measures import Measured
from riskmodel.present.case_variants import variant_figure, variant_table
from riskmodel.present.language import Language
from tests.present.samples import figures

ENGLISH = Language.named("en")
AS_IT_WAS, SILENT = Way({}, 500), Way({"de": "geschwiegen", "en": "said nothing"}, 500)
EXPLAINED = Way({"de": "erklärt", "en": "explained"}, 500)


def figure(quantity: str, unit: str, before: float, after: float, error: float) -> VariantFigure:
    """Return a figure in two ways; each mean has ten times the error of the difference."""
    means = tuple(Measured(x, x - 10.0 * error, x + 10.0 * error) for x in (before, after))
    moved = after - before
    return VariantFigure(quantity, unit, None, means, (Measured(moved, moved - error, moved + error),))


def variant(first: Way, *of: VariantFigure) -> Variant:
    return Variant({"de": "Schweigen", "en": "Silence"}, False, (first, SILENT), of)


def test_what_moves_beyond_the_error_of_the_pairs_is_said_though_both_means_are_known_badly() -> None:
    told = variant_figure(variant(AS_IT_WAS, figure("posts", "posts", 100.0, 150.0, 10.0)), figures(), ENGLISH)
    assert told.title == "Silence: 50% more posts."
    roughly = variant_figure(variant(AS_IT_WAS, figure("posts", "posts", 100.0, 150.0, 20.0)), figures(), ENGLISH)
    assert roughly.title == "Silence: more posts."
    unsure = variant_figure(variant(AS_IT_WAS, figure("posts", "posts", 100.0, 150.0, 60.0)), figures(), ENGLISH)
    assert unsure.title == "Silence: nothing moves beyond the error of the simulation."


def test_of_two_named_ways_the_title_says_which_is_held_against_which() -> None:
    told = variant_figure(variant(EXPLAINED, figure("posts", "posts", 100.0, 400.0, 5.0)), figures(), ENGLISH)
    assert told.title == "Said nothing against explained: 4 times as many posts."
    unsure = variant_figure(variant(EXPLAINED, figure("posts", "posts", 100.0, 400.0, 20.0)), figures(), ENGLISH)
    assert unsure.title == "Said nothing against explained: far more posts."
    assert "100 (explained), 400 (said nothing)" in told.alt


@pytest.mark.parametrize(
    ("quantity", "unit", "before", "after", "words"),
    [
        ("answer_hours", "h", 31.0, 16.0, "−15 hours"),
        ("media", "probability", 0.2, 0.26, "+6\N{NO-BREAK SPACE}% points"),
        ("burden", "EUR", 5_000.0, 12_000.0, "+€7,000"),
        ("posts", "posts", 900.0, 300.0, "−600"),
    ],
)
def test_a_difference_has_its_sign_in_every_unit(
    quantity: str, unit: str, before: float, after: float, words: str
) -> None:
    table = variant_table(variant(AS_IT_WAS, figure(quantity, unit, before, after, 0.01)), figures(), ENGLISH)
    assert [column.label for column in table.columns][1:] == ["as it was", "said nothing", "difference"]
    assert table.lines[0].cells[-1].text == words
