"""Figures: one description, two drawings, the same numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmodel.present import theme
from riskmodel.present.bars import HeadRow, PayerRow, heads_figure, who_pays_figure
from riskmodel.present.figure import Axis, Figure
from riskmodel.present.figures import Curve, CurveRow, Mark, exceedance_figure
from riskmodel.present.language import Language
from riskmodel.present.placement import PAPER, PHONE, Room, Spot, height_at
from riskmodel.present.plotly_chart import to_plotly
from riskmodel.present.ticks import euro_axis, log_ticks, share_axis, years_axis

DE, EN = Language.named("de"), Language.named("en")
YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
FREELANCER = [CurveRow(t, *(v if t >= 50 else 0 for v in (30.0 * t**1.4, 12.0 * t**1.4, 70.0 * t**1.4))) for t in YEARS]
AGENCY = [CurveRow(t, 800 * t**1.1, 400 * t**1.1, 1_600 * t**1.1) for t in YEARS]
MARKS = [
    Mark(60_000, "Eigenes Vermögen"),
    Mark(50_000, "Haftungsgrenze"),
    Mark(1e6, "Versicherungssumme"),
    Mark(0, "Selbstbeteiligung"),
]
HEADS = [
    HeadRow("bug_fixing", "Fehlerbehebung", 1_200, 42_000),
    HeadRow("customer_notification", "Benachrichtigung", 0, 0),
    HeadRow("lost_profit", "Entgangener Gewinn", 2_800, 158_000),
    HeadRow("goodwill", "Kulanz", 0, 0),
]
PAYERS = [
    PayerRow("Mittlere Forderung", 2_000, 9_000, 9_000),
    PayerRow("Jede zehnte", 0, 20_000, 80_000),
    PayerRow("Nie", 0, 0, 0),
]
FIGURES = {
    "freelancer": exceedance_figure(FREELANCER, MARKS, DE, "Titel"),
    "agency": exceedance_figure(AGENCY, MARKS, EN, "Title"),
    "two curves": exceedance_figure(
        AGENCY, MARKS, DE, "Titel", label="ohne", others=[Curve("mit", "insurer", FREELANCER)]
    ),
    "all zero": exceedance_figure([CurveRow(t, 0, 0, 0) for t in YEARS], MARKS, DE, "Titel"),
    "no rows": exceedance_figure([], [], DE, "Titel"),
    "one point": exceedance_figure([CurveRow(1_000, 3e9, 1e8, 1e10)], MARKS, DE, "Titel"),
    "one cent": exceedance_figure([CurveRow(1, 0.01, 0, 0.02)], [], DE, "Titel"),
    "huge": exceedance_figure([CurveRow(t, 1e13 * t, 0, 1e14 * t) for t in YEARS], [], DE, "Titel"),
    "heads": heads_figure(HEADS, DE, "Titel"),
    "no heads": heads_figure([], DE, "Titel"),
    "payers": who_pays_figure(PAYERS, DE, "Titel"),
    "no payers": who_pays_figure([], DE, "Titel"),
}  # fmt: skip
EVERY = pytest.mark.parametrize("figure", FIGURES.values(), ids=list(FIGURES))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@EVERY
def test_every_place_is_inside_and_plain_json(figure: Figure) -> None:
    shown = json.loads(json.dumps(figure.as_json(), allow_nan=False))
    places = [p for line in shown["lines"] for p in line["places"]]
    places += [p for band in shown["bands"] for p in band["outline"]]
    places += [point["place"] for point in shown["points"]]
    places += [[bar["left"], bar["top"]] for bar in shown["bars"]]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places)
    assert all(bar["bottom"] < bar["top"] for bar in shown["bars"])
    assert shown["alt"].startswith(figure.title)
    assert len(shown["alt"]) > len(figure.title) + 10
    assert bool(figure.empty) != bool(figure.lines or figure.bars)


@EVERY
def test_plotly_draws_the_numbers_of_the_description(figure: Figure) -> None:
    chart = to_plotly(figure).to_dict()
    drawn = [trace for trace in chart["data"] if trace["type"] == "scatter" and "hovertext" in trace]
    lines, points = drawn[: len(figure.lines)], drawn[len(figure.lines) :]
    assert [(tuple(t["x"]), tuple(t["y"])) for t in lines] == [(li.x, li.y) for li in figure.lines]
    assert [(t["x"][0], t["y"][0]) for t in points] == [(p.x, p.y) for p in figure.points]
    bars = [trace for trace in chart["data"] if trace["type"] == "bar"]
    assert [(t["base"][0], t["base"][0] + t["x"][0]) for t in bars] == [
        (bar.start, pytest.approx(bar.end)) for bar in figure.bars
    ]
    shapes = chart["layout"].get("shapes", ())
    assert [shape["y0"] for shape in shapes] == [marker.value for marker in figure.markers]
    if not figure.empty:
        for axis, shown in ((figure.x, chart["layout"]["xaxis"]), (figure.y, chart["layout"]["yaxis"])):
            assert list(shown["tickvals"]) == [tick.value for tick in axis.ticks]
            assert list(shown["ticktext"]) == [tick.text for tick in axis.ticks]


def test_both_drawings_place_a_point_alike() -> None:
    figure = FIGURES["agency"]
    low, high = to_plotly(figure).layout.yaxis.range
    for value, (_, y) in zip(figure.lines[0].y, figure.as_json()["lines"][0]["places"], strict=True):  # type: ignore[index]
        assert y == pytest.approx((math.log10(value) - low) / (high - low))


def test_a_curve_begins_where_there_is_something_to_pay_and_never_falls() -> None:
    (line,) = FIGURES["freelancer"].lines
    assert line.x[0] == 50
    assert all(before <= after for before, after in pairwise(line.y))
    places = FIGURES["freelancer"].as_json()["lines"][0]["places"]  # type: ignore[index]
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(places))
    assert any(plain(label.text) == "bis dahin 0 €" for label in FIGURES["freelancer"].labels)


def test_markers_of_nothing_are_left_out_and_others_are_named_with_their_amount() -> None:
    figure = FIGURES["freelancer"]
    assert [marker.value for marker in figure.markers] == [60_000, 50_000, 1e6]
    words = {plain(label.text) for label in figure.labels}
    assert {"Eigenes Vermögen 60.000 €", "Haftungsgrenze 50.000 €", "Versicherungssumme 1 Mio. €"} <= words


def boxes_of(figure: Figure) -> list[tuple[float, float, float, float]]:
    """Return left, right, lower and upper edge of all words of a figure, on a phone."""
    boxes = []
    for label in figure.labels:
        width = 0.0215 * len(label.text)
        left = label.x - (width if label.align == "right" else 0)
        boxes.append((left, left + width, label.y - 0.03, label.y + 0.03))
    return boxes


@pytest.mark.parametrize("name", ["freelancer", "agency", "two curves", "one point"])
def test_words_cover_neither_each_other_nor_a_curve(name: str) -> None:
    figure = FIGURES[name]
    boxes = boxes_of(figure)
    for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
        assert b <= e or f <= a or d <= g or h <= c
    for line in figure.lines:
        path = [(figure.x.place(x), figure.y.place(y)) for x, y in zip(line.x, line.y, strict=True)]
        covered = 0
        for left, right, low, high in boxes:
            for i in range(101):
                x = i / 100
                inside = left < x < right and path[0][0] <= x <= path[-1][0]
                covered += inside and low < height_at(path, x) < high
        assert covered <= (6 if len(figure.lines) > 1 else 0)


def test_the_names_of_four_policies_whose_curves_run_together_are_all_to_be_read() -> None:
    names = ("IT-Haftpflicht 1 Mio.", "IT-Haftpflicht 250.000", "Betriebshaftpflicht mit…", "Police 4")
    others = [
        Curve(name, "insurer", [CurveRow(r.return_period_years, r.eur * (0.9 - i / 100), 0, 0) for r in AGENCY])
        for i, name in enumerate(names)
    ]
    figure = exceedance_figure(AGENCY, MARKS, DE, "Titel", label="ohne Versicherung", others=others)
    assert set(names) <= {label.text for label in figure.labels}
    for (a, b, c, d), (e, f, g, h) in combinations(boxes_of(figure), 2):
        assert b <= e or f <= a or d <= g or h <= c


@pytest.mark.parametrize("apart", [0, 1, 2, 3])
@pytest.mark.parametrize("character", [PHONE, PAPER])
def test_of_four_policies_of_which_three_are_alike_each_name_stands_at_its_own_curve(
    character: float, apart: int
) -> None:
    names = ("Police 1", "Police 2", "Police 3", "Police 4")
    shares = [0.05 if i == apart else 0.5 for i in range(4)]
    others = [
        Curve(name, "insurer", [CurveRow(r.return_period_years, r.eur * share, 0, 0) for r in AGENCY])
        for name, share in zip(names, shares, strict=True)
    ]
    figure = exceedance_figure(AGENCY, MARKS, DE, "Titel", label="ohne", others=others, character=character)
    paths = [[(figure.x.place(x), figure.y.place(y)) for x, y in zip(li.x, li.y, strict=True)] for li in figure.lines]
    labels = {label.text: label for label in figure.labels}
    alike = [i for i in range(4) if i != apart]
    own = {"ohne": paths[0], names[apart]: paths[1 + apart]}
    together = ", ".join(names[i] for i in alike)
    own |= {together: paths[1 + alike[0]]} if together in labels else {names[i]: paths[1 + i] for i in alike}
    assert own.keys() <= labels.keys()
    for text, path in own.items():
        label = labels[text]
        off = abs(height_at(path, label.x) - label.y)
        assert all(abs(height_at(other, label.x) - label.y) >= off - 1e-9 for other in paths), text


@pytest.mark.parametrize(
    "names", [("Agency policy 1M", "Agency policy 3M"), ("Betriebshaftpflicht mit IT", "Police 2")]
)
def test_names_of_curves_that_are_one_to_the_eye_stand_inside_the_figure(names: tuple[str, str]) -> None:
    others = [Curve(name, "insurer", AGENCY) for name in names]
    bare = [CurveRow(r.return_period_years, 2 * r.eur, 0, 0) for r in AGENCY]
    figure = exceedance_figure(bare, MARKS[:1], DE, "", label="ohne", others=others)
    assert set(", ".join(names).split(", ")) <= set(", ".join(label.text for label in figure.labels).split(", "))
    assert all(left >= -0.01 and right <= 1.01 for left, right, _, _ in boxes_of(figure))


def crowded(character: float, height: float) -> Figure:
    """Return two curves that run together, with amounts close to them."""
    marks = [Mark(1e6, "limit"), Mark(300_000, "own assets"), Mark(1_000, "deductible")]
    with_policy = [Curve("mit Versicherung", "insurer", FREELANCER)]
    return exceedance_figure(
        AGENCY, marks, DE, "Titel", label="ohne Versicherung", others=with_policy, height=height, character=character
    )


@pytest.mark.parametrize("height", [0.7, 0.85, 1.0, 1.5])
@pytest.mark.parametrize("character", [PHONE, PAPER])
def test_words_of_a_line_stand_nearest_to_their_own_line(character: float, height: float) -> None:
    figure = crowded(character, height)
    for mark in figure.markers:
        (label,) = (label for label in figure.labels if label.text == mark.text)
        assert min(figure.markers, key=lambda m: abs(figure.y.place(m.value) - label.y)) == mark, mark.text


@pytest.mark.parametrize("height", [0.7, 0.85, 1.0, 1.25, 1.5])
@pytest.mark.parametrize("assets", [800_000.0, 600_000.0, 350_000.0, 200_000.0, 100_000.0])
@pytest.mark.parametrize("deductible", [2_500.0, 10.0])
def test_no_line_across_strikes_words_through_however_close_two_of_them_are(
    deductible: float, assets: float, height: float
) -> None:
    marks = [Mark(1e6, "Versicherungssumme"), Mark(assets, "eigenes Vermögen"), Mark(deductible, "Selbstbeteiligung")]
    others = [Curve("mit Versicherung", "insurer", [row._replace(eur=0.6 * row.eur) for row in FREELANCER])]
    figure = exceedance_figure(
        FREELANCER, marks, DE, "Titel", label="ohne Versicherung", others=others, height=height, character=PAPER
    )
    half = 0.5 / (15.3 * height)  # of a line of text
    for label in figure.labels:
        struck = [mark.text for mark in figure.markers if abs(figure.y.place(mark.value) - label.y) < half]
        assert not struck, label.text


@pytest.mark.parametrize("height", [0.7, 0.85, 1.0, 1.5])
def test_on_paper_the_name_of_a_curve_stands_nearest_to_it_and_inside_the_figure(height: float) -> None:
    figure = crowded(PAPER, height)
    paths = [[(figure.x.place(x), figure.y.place(y)) for x, y in zip(li.x, li.y, strict=True)] for li in figure.lines]
    for words, own in zip(("ohne Versicherung", "mit Versicherung"), paths, strict=True):
        (label,) = (label for label in figure.labels if label.text == words)
        assert min(paths, key=lambda path: abs(height_at(path, label.x) - label.y)) == own
        width = PAPER * len(words)
        assert 0.0 <= label.x - (width if label.align == "right" else 0.0) <= 1.0 - width


def test_words_go_where_there_is_room() -> None:
    room = Room(0.1)
    room.add_marker(0.5)
    room.put([("one", "ink")], [Spot(0.0, 0.5), Spot(0.0, 0.7)])
    room.put([("two", "ink")], [Spot(0.0, 0.7), Spot(0.0, 0.3)])
    assert [label.y for label in room.labels] == [0.7, 0.3]


def test_hover_says_a_sentence() -> None:
    first = FIGURES["agency"].lines[0]
    assert first.hover[0].startswith("Once a year it is more than €800.")
    german = FIGURES["freelancer"].lines[0].hover[1]
    assert plain(german).startswith("Einmal in 100 Jahren sind es mehr als 19.000 €. Je nach Annahmen: ")


def test_user_text_is_never_markup_on_screen() -> None:
    figure = exceedance_figure(AGENCY, [Mark(1_000, "<a href='x'>&</a>")], DE, "Titel")
    texts = [annotation.text for annotation in to_plotly(figure).layout.annotations]
    assert any("&lt;a href" in text for text in texts)
    assert not any("<a" in text for text in texts)


def test_tick_texts_are_german() -> None:
    ticks = euro_axis(1_200, 3e6, DE).ticks
    assert [plain(tick.text) for tick in ticks] == ["1.000 €", "10.000 €", "100.000 €", "1 Mio. €"]
    assert [tick.text for tick in years_axis(50, 1_000, DE).ticks] == [
        "10", "20", "50", "100", "200", "500", "1.000",
    ]  # fmt: skip
    assert [plain(tick.text) for tick in share_axis(0.43, DE).ticks] == ["20 %", "40 %", "60 %"]
    assert FIGURES["freelancer"].x.title == "einmal in … Jahren"


@given(low=st.floats(1e-2, 1e12), decades=st.floats(1, 14))
def test_ticks_are_few_round_and_inside(low: float, decades: float) -> None:
    high = low * 10**decades
    ticks = log_ticks(low, high)
    assert 1 <= len(ticks) <= 8
    assert all(low * 0.999 <= tick <= high * 1.001 for tick in ticks)
    assert all(before < after for before, after in pairwise(ticks))
    assert all(f"{tick:e}"[0] in "125" for tick in ticks)


@pytest.mark.parametrize("high", [0.01, 0.1, 0.39, 0.4, 0.5, 0.9, 1.0])
def test_a_share_axis_holds_all_bars(high: float) -> None:
    axis = share_axis(high, DE)
    assert high <= axis.high <= 1.0 + 1e-9
    assert 1 <= len(axis.ticks) <= 5


def test_an_axis_maps_its_ends_and_clips() -> None:
    axis = Axis("log", 10, 1_000)
    assert [axis.place(v) for v in (0, 10, 100, 1_000, 1e9)] == pytest.approx([0, 0, 0.5, 1, 1])
    back = Axis("hidden", 8, 0)
    assert [back.place(v) for v in (8, 2, 0)] == [0, 0.75, 1]


def test_the_four_heads_lead_even_at_zero_and_shares_add_up() -> None:
    figure = FIGURES["heads"]
    names = [label.text for label in figure.labels if not label.strong and label.align == "left"]
    assert names == ["Fehlerbehebung", "Benachrichtigung", "Entgangener Gewinn"]
    assert sum(bar.end for bar in figure.bars if not bar.pale) == pytest.approx(1)
    assert sum(bar.end for bar in figure.bars if bar.pale) == pytest.approx(1)
    assert figure.bars[0].role == "bug_fixing"
    assert figure.bars[0].end == pytest.approx(0.3)
    assert plain(figure.bars[0].hover) == "Fehlerbehebung, im Mittel: 1.200 €, 30 % der Summe."


def test_who_pays_stacks_the_whole_sum_in_the_order_client_you_insurer() -> None:
    figure = FIGURES["payers"]
    assert [(bar.role, bar.start, bar.end) for bar in figure.bars] == [
        ("client", 0.0, pytest.approx(0.1)),
        ("you", pytest.approx(0.1), pytest.approx(0.55)),
        ("insurer", pytest.approx(0.55), pytest.approx(1.0)),
        ("you", 0.0, pytest.approx(0.2)),
        ("insurer", pytest.approx(0.2), pytest.approx(1.0)),
    ]
    captions = [plain(label.text) for label in figure.labels if len(label.runs) > 1]
    assert captions == [
        "Kunde 2.000 € · Sie 9.000 € · Versicherer 9.000 €",
        "Kunde 0 € · Sie 20.000 € · Versicherer 80.000 €",
    ]
    assert "Versicherer 80.000" in plain(figure.alt)
    for label in figure.labels:
        assert all(theme.contrast(theme.text_colour(role), theme.PAPER) >= 4.5 for _, role in label.runs)


def test_where_there_is_no_insurer_none_is_said_to_pay_nothing() -> None:
    figure = who_pays_figure([PayerRow("Typisch", 500.0, 1_500.0, None)], DE, "Titel")
    assert [plain(label.text) for label in figure.labels if len(label.runs) > 1] == ["Kunde 500 € · Sie 1.500 €"]
    assert "Versicherer" not in figure.alt
    assert [(bar.role, bar.end) for bar in figure.bars] == [("client", 0.25), ("you", 1.0)]


amounts = st.lists(st.floats(0, 1e13), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(amounts=amounts, marks=st.lists(st.floats(0, 1e12), max_size=5))
def test_any_curve_can_be_drawn(amounts: Sequence[float], marks: Sequence[float]) -> None:
    rows = [CurveRow(2.0**i, v, v * 0.1, v * 3) for i, v in enumerate(sorted(amounts))]
    figure = exceedance_figure(rows, [Mark(m, "x") for m in marks], DE, "Titel")
    to_plotly(figure)
    json.dumps(figure.as_json(), allow_nan=False)
