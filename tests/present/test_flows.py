"""Flow figures: every euro of the sum on the left arrives on the right."""

from __future__ import annotations

import itertools

import pytest

from riskmodel.present.bars import PayerRow
from riskmodel.present.flows import Way, way_figure, who_pays_figure
from riskmodel.present.language import Language

LANGUAGE = Language.named("de")
ROWS = [PayerRow("Ein typischer Fall", 1_200.0, 300.0, 0.0), PayerRow("Die größten Fälle", 90_000.0, 4_000.0, 61_000.0)]


def thick(figure, role: str) -> float:  # type: ignore[no-untyped-def]
    return sum(bar.height for bar in figure.bars if bar.role == role)


def test_nodes_are_as_thick_as_their_part_of_the_sum() -> None:
    figure = who_pays_figure(ROWS, LANGUAGE, "Wer zahlt.")
    whole = thick(figure, "ink")
    assert thick(figure, "client") + thick(figure, "you") + thick(figure, "insurer") == pytest.approx(whole)
    assert thick(figure, "you") == pytest.approx(whole / 2 * (300 / 1_500 + 4_000 / 155_000))


def test_who_pays_nothing_has_no_node_and_no_ribbon() -> None:
    figure = who_pays_figure(ROWS[:1], LANGUAGE, "Wer zahlt.")
    assert thick(figure, "insurer") == 0.0
    assert {band.role for band in figure.bands} == {"client_pale", "you_pale"}


def test_a_ribbon_is_as_thick_at_its_end_as_at_its_beginning() -> None:
    for band in who_pays_figure(ROWS, LANGUAGE, "Wer zahlt.").bands:
        widths = [high - low for low, high in zip(band.low, band.high, strict=True)]
        assert widths == pytest.approx([widths[0]] * len(widths))


def test_everything_lies_inside_the_figure_and_words_do_not_lie_on_each_other() -> None:
    for figure in (
        who_pays_figure(ROWS, LANGUAGE, "Wer zahlt."),
        way_figure(Way(700.0, 200.0, 150.0, 10.0, 120.0, 220.0), LANGUAGE, "Der Weg."),
    ):
        assert all(bar.top >= -1e-9 and bar.top + bar.height <= figure.height + 1e-9 for bar in figure.bars)
        for x in {label.x for label in figure.labels if label.align == "left"}:
            ys = sorted(label.y for label in figure.labels if label.x == x)
            assert all(b - a >= 0.95 / figure.height for a, b in itertools.pairwise(ys))


def test_the_way_of_a_euro_adds_up_at_every_column() -> None:
    figure = way_figure(Way(700.0, 200.0, 150.0, 10.0, 120.0, 220.0), LANGUAGE, "Der Weg.")
    by_column: dict[float, float] = {}
    for bar in figure.bars:
        by_column[bar.start] = by_column.get(bar.start, 0.0) + bar.height
    assert len(by_column) == 3
    assert list(by_column.values()) == pytest.approx([9.0, 9.0, 9.0])


def test_where_nothing_is_to_pay_words_stand_instead() -> None:
    assert who_pays_figure([PayerRow("x", 0.0, 0.0, 0.0)], LANGUAGE, "Titel.").empty
    assert way_figure(Way(0.0, 0.0, 0.0, 0.0, 0.0, 0.0), LANGUAGE, "Titel.").empty
