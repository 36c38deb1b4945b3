"""What the page of a book shows of a run and of its providers, in words and in a table that sorts and filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from riskmodel.book.results import Row
from riskmodel.calibration import Calibration
from riskmodel.present import book_pace, book_runs, book_shown, provider_columns
from riskmodel.present.book_runs import Run
from riskmodel.present.book_shown import Shown
from riskmodel.present.language import N_, Language
from riskmodel.streams import IntArray

#: Columns of the table, with their kind: text, share, or euros.
_COLUMNS: Final = {
    "provider_name": (N_("Provider"), "text"),
    "kind": (N_("Kind"), "text"),
    "projects": (N_("Projects"), "number"),
    "claim_probability": (N_("Claim a year"), "share"),
    "retained_per_year_mean_eur": (N_("Left with the provider, mean a year (€)"), "euros"),
    "retained_per_year_p99_eur": (N_("… in 1 of 100 years (€)"), "euros"),
    "insured_per_year_mean_eur": (N_("Insured, mean a year (€)"), "euros"),
    "policy_limit_eur": (N_("Limit (€)"), "euros"),
    "needed_limit_eur": (N_("Needed limit (€)"), "euros"),
    "gap_eur": (N_("Gap (€)"), "euros"),
    "tail_burden_share": (N_("Share of the book's worst years"), "share"),
    "lever": (N_("Largest lever"), "text"),
    "given_share": (N_("Told"), "share"),
}
#: Rows up to which each cell is written in the reader's language; it takes half a second for as many.
MOST_WRITTEN: Final = 2_000
_ENDS: Final = {"saved": "", "low": "_lo", "high": "_hi"}
_NAME_WIDTH: Final = 180  # pixels: more than 60 % of a phone's width would not stay in sight
_STATES: Final = {
    "done": N_("The book is computed."),
    "failed": N_("The book could not be computed."),
    "stopped": N_("Stopped. Nothing is kept of a run that was stopped here."),
    "gone": N_("The files of this run are removed. Please open the book once more."),
}


def progress(run: Run, language: Language) -> tuple[float, str]:
    """Return which share of a run is done, and how it stands in words."""
    state, t = run.state, language.t
    if state in _STATES:
        return float(state == "done"), t(_STATES[state])
    if state == "waiting":
        before = book_runs.waiting_before(run)
        return 0.0, language.nt(
            "Another book is being computed; yours begins after it.", "{n} books come before yours.", max(1, before)
        )
    known = run.progress
    if not known.get("all_providers"):
        return 0.0, t("The book is read …")
    return known["providers"] / known["all_providers"], book_pace.words(known, language)


def kinds(of: Shown, language: Language) -> dict[str, str]:
    """Return the kinds of providers that the book has, with their names."""
    found = sorted(set(of.providers.column("kind").to_pylist()))
    return {kind: provider_columns.kind(kind, language) for kind in found}


def listed(of: Shown, text: str, kinds: Sequence[str], too_little: bool) -> IntArray:
    """Return the places of the providers that a filter leaves, in the order of their share of the worst years."""
    inside = np.ones(len(of.providers), dtype=bool)
    if text.strip():
        names = zip(*(of.providers.column(c).to_pylist() for c in ("provider_name", "provider_id")), strict=True)
        inside &= np.array([text.strip().casefold() in f"{name} {id_}".casefold() for name, id_ in names], dtype=bool)
    if kinds:
        inside &= np.isin(of.providers.column("kind").to_pylist(), list(kinds))
    if too_little:
        inside &= of.gap_eur > 0.0
    return of.by_tail[inside[of.by_tail]]


def frame(of: Shown, places: IntArray, calibration: Calibration, language: Language) -> pd.DataFrame:
    """Return the providers at some places as a table for the screen."""
    rows = list(of.rows(places))
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in _COLUMNS}
    for name in (name for name, (_, kind) in _COLUMNS.items() if kind == "euros"):
        columns[name] = [None if value is None else round(value) for value in columns[name]]
    columns["provider_name"] = [book_shown.name(row, language) for row in rows]
    columns["kind"] = [provider_columns.kind(row["kind"], language) for row in rows]
    columns["lever"] = [provider_columns.lever(row["lever"], calibration, language) for row in rows]
    return pd.DataFrame(columns)


def written(of: pd.DataFrame, language: Language) -> pd.DataFrame | Styler:
    """Return the same table with its numbers written as the language does; they are sorted as numbers all the same.

    A table that is too long for that is returned as it is: the browser then writes its numbers in its own way.
    """
    if len(of) > MOST_WRITTEN:
        return of
    write: dict[str, Callable[[Any], str]] = {"share": language.percent}
    write |= dict.fromkeys(("euros", "number"), language.number)
    return of.style.format({name: write[kind] for name, (_, kind) in _COLUMNS.items() if kind in write}, na_rep="–")


def columns(language: Language, rows: int) -> dict[str, Any]:
    """Return how the columns of a table of so many rows are headed and, where `written` does not do so, formatted."""
    t, found = language.t, {}
    for name, (label, kind) in _COLUMNS.items():
        if name == "provider_name":  # stays in sight while the others are moved
            found[name] = st.column_config.TextColumn(t(label), pinned=True, width=_NAME_WIDTH)
        elif kind == "text":
            found[name] = st.column_config.TextColumn(t(label))
        else:
            usual: Literal["percent", "localized"] = "percent" if kind == "share" else "localized"
            found[name] = st.column_config.NumberColumn(t(label), format=usual if rows > MOST_WRITTEN else None)
    return found


def told(row: Row, calibration: Calibration, language: Language) -> str:
    """Return what there is to say of one provider."""
    t, name = language.t, book_shown.name(row, language)
    said = t(
        "{name}: in 1 of 100 years more than {retained} stays with the provider.",
        name=name,
        retained=language.euros_rounded(row["retained_per_year_p99_eur"]),
    )
    if lever := provider_columns.lever(row["lever"], calibration, language):
        ends = {name: language.euros_rounded(row[f"lever_saved_eur{end}"]) for name, end in _ENDS.items()}
        sure = t("What would help most: {lever} (about {saved} a year; with the error of simulation {low} to {high}).",
                 lever=lever, **ends)  # fmt: skip
        unsure = t(
            "What may help most: {lever} (about {saved} a year). The side run is too small to be sure of it: with its "
            "error it is {low} to {high}.",
            lever=lever,
            **ends,
        )
        said += " " + (sure if row["lever_saved_eur_lo"] > 0.0 else unsure)
    return said
