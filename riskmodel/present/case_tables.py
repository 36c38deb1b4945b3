"""The named cases: which there are, and what is known of one held against the prediction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskmodel import cases
from riskmodel.calibration import Calibration
from riskmodel.cases import Known
from riskmodel.present import names
from riskmodel.present.language import N_, Language
from riskmodel.present.table import Cell, Column, Line, Table, label_cell

_UNITS: Final = {"posts": N_("posts")}
_AGREEMENT: Final = {
    "inside": N_("within the predicted range"),
    "below": N_("below the predicted range"),
    "above": N_("above the predicted range"),
    "sign": N_("comes out as it was"),
    "other_sign": N_("comes out the other way"),
    "probability": N_("its predicted chance"),
    "too_few": N_("too few such incidents to compare"),
}


def listed(calibration: Calibration, language: Language) -> Table:
    """Return the named cases with what each is and why it is here."""
    lines = []
    for name in cases.names(calibration):
        _, explained = cases.read(name, calibration)
        about = explained["about"]
        texts = [language.of(about[key]) if key in about else "" for key in ("title", "why")]
        lines.append(Line(name, tuple(label_cell(text) for text in (name, *texts))))
    columns = (
        Column("name", language.t("Name")),
        Column("title", language.t("Case")),
        Column("why", language.t("Why it is here")),
    )
    return Table("cases", language.t("Named cases"), columns, tuple(lines))


def compared(of: Sequence[Known], calibration: Calibration, language: Language) -> Table:
    """Return what is known of a case beside what the model predicts."""
    t = language.t
    columns = (
        Column("label", t("What is known")),
        Column("known", t("Known"), numeric=True),
        Column("predicted", t("Predicted: half below (8 of 10 within)"), numeric=True),
        Column("agreement", t("Comparison")),
        Column("source", t("Source")),
    )
    lines = [
        Line(f"{i}_{known.quantity}", (label_cell(language.of(known.title)), *_cells(known, calibration, language)))
        for i, known in enumerate(of)
    ]
    note = t(
        "A known direction is compared with the prediction for the case and for the alternative that is named, over "
        "all incidents."
    )
    return Table("compared", t("Known and predicted"), columns, tuple(lines), note)


def _cells(known: Known, calibration: Calibration, language: Language) -> tuple[Cell, ...]:
    verdict = Cell(_verdict(known, language), known.agreement)
    return (
        Cell(_range(known.low, known.high, known.unit, language), known.low),
        Cell(_predicted(known, language), known.predicted_p50 if known.as_it_was is None else known.as_it_was),
        verdict,
        label_cell(names.source(known.source, calibration, language)),
    )


def _verdict(known: Known, language: Language) -> str:
    words = language.t(_AGREEMENT[known.agreement])
    if known.position_low is None or known.position_high is None:
        return words
    middle = language.percent((known.position_low + known.position_high) / 2.0)
    return language.t("{words}, above {share} of it", words=words, share=middle)


def _range(low: float | None, high: float | None, unit: str, language: Language) -> str:
    if low is None or high is None:
        return ""
    if low == high:
        return amount(low, unit, language)
    low_text, high_text = (amount(x, unit, language) for x in (low, high))
    return language.t("{low} to {high}", low=low_text, high=high_text)


def _predicted(known: Known, language: Language) -> str:
    if known.agreement == "probability" and known.as_it_was is not None:
        return language.cases(known.as_it_was)
    if known.as_it_was is not None and known.alternative is not None:
        was, other = (amount(x, known.unit, language) for x in (known.as_it_was, known.alternative))
        words = language.t("{was}, otherwise {other}", was=was, other=other)
        return f"{words} {language.t(_UNITS[known.unit])}" if known.unit in _UNITS else words
    if known.as_it_was is not None:
        return amount(known.as_it_was, known.unit, language)
    if known.predicted_p50 is None:
        return ""
    middle = amount(known.predicted_p50, known.unit, language)
    return f"{middle} ({_range(known.predicted_p10, known.predicted_p90, known.unit, language)})"


def amount(value: float, unit: str, language: Language) -> str:
    """Write a figure of an incident in its unit."""
    if unit == "EUR":
        return language.euros_rounded(value)
    if unit == "h":
        return language.duration(value)
    if unit == "probability":
        return language.percent(value)
    return language.number(float(f"{value:.2g}"), 2)
