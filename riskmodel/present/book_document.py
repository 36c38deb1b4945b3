"""A computed book on two or three pages: what a bad year costs, who makes it, and who has too little cover.

Nothing is computed or worded anew here; the figures of the whole travel inside as ``book.json``. The layout is
``templates/book.typ``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from riskmodel.book import published
from riskmodel.present import book_figures, book_findings, book_tables
from riskmodel.present import document_blocks as blocks
from riskmodel.present.book_shown import Shown
from riskmodel.present.branding import Branding
from riskmodel.present.language import Language
from riskmodel.present.placement import short
from riskmodel.present.table import Cell, Line, Table, label_cell
from riskmodel.present.typeset import Attachment, typeset

FIGURES_NAME: Final = "book.json"
#: Return periods that are given in figures beside the curve, in years.
_PERIODS: Final = (10, 20, 50, 100, 200, 500, 1000)
_KEY_FIGURES: Final = ("under_insured", "without_policy", "insured_p99", "retained_p99")
_MOST_GAPS: Final = 8
_LONGEST_NAME: Final = 48
_HEIGHT: Final = 0.85  # of the curve, as a share of the usual one


def pdf(of: Shown, sentences: Sequence[str], language: Language, date: dt.date, branding: Branding | None) -> bytes:
    """Typeset a computed book.

    Parameters
    ----------
    of
        What it is about.
    sentences
        What is wrong with the rows that could not be run, a sentence for each fault; they travel inside.
    language
        The reader's language.
    date
        The date on the document. The same book, language, branding and date give the same bytes.
    branding
        Whose paper it is; nobody's if None.

    Returns
    -------
    bytes
        A PDF after PDF/A-3a and PDF/UA-1.
    """
    sender = branding or Branding()
    return typeset(
        "book.typ",
        content(of, language, date, sender),
        language=language,
        timestamp=dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC),
        accent=sender.printed_accent,
        logo=sender.logo,
        attachments=(_figures(of, sentences, language),),
    )


def content(of: Shown, language: Language, date: dt.date, branding: Branding) -> dict[str, object]:
    """Return all that the layout prints, as plain JSON values."""
    t = language.t
    kind = t("What a bad year costs, and who has too little cover")
    low = book_tables.under_insured(of, language, _MOST_GAPS)
    causes = book_figures.causes(of, language)
    return {
        "title": t("Broker's book"),
        "subject": kind,
        "below": kind,
        **blocks.paper(language, date, branding),
        "version": book_findings.origin(of, language),
        "headline": book_findings.headline(of, language),
        "key_figures": _key_figures(of, language),
        "curve": blocks.drawn(
            book_figures.curve(of, language, height=_HEIGHT),
            _with_errors(book_tables.exceedance(of, language, _PERIODS), language),
            [book_findings.bad_year(of, language), book_findings.ignorance(of, language)],
        ),
        "top": {
            "heading": book_findings.contributions(of, language),
            "table": blocks.as_json(_short(book_tables.top(of, language))),
        },
        "cover": {
            **blocks.drawn(book_figures.gaps(of, language), _short(low) if low.lines else None),
            "sentences": [book_findings.cover(of, language)],
        },
        "causes": {
            "heading": t("What strikes many at once"),
            "figure": causes.as_json() if of.result.causes else None,
            "table": blocks.as_json(book_tables.causes(of, language)) if of.result.causes else None,
            "sentences": book_findings.accumulation(of, language),
        },
        "trust": {
            "heading": t("How far to trust it"),
            "sentences": [
                said
                for said in (
                    book_findings.told(of, language),
                    book_findings.left_out(of, language),
                    book_findings.validation(of, language),
                )
                if said
            ],
        },
        "method": {"heading": t("How it was computed"), "sentences": book_findings.method(of, language)},
    }


def _key_figures(of: Shown, language: Language) -> list[dict[str, object]]:
    """Return the figures that say what the headline leaves out, value first."""
    lines = {line.key: line for line in book_tables.key_figures(of, language).lines}
    return [{"figure": lines[key].cells[1].text, "text": _told(lines[key])} for key in _KEY_FIGURES]


def _told(line: Line) -> str:
    """Return the label of a key figure; an amount is understood only with the heading it stands under."""
    label = line.cells[0].text
    return f"{line.group}: {label}" if line.key.endswith("_p99") else label


def _with_errors(table: Table, language: Language) -> Table:
    """Return a table with the error of each figure in a line below it."""
    lines = tuple(replace(line, cells=tuple(map(_two_lines, line.cells))) for line in table.lines)
    return replace(table, lines=lines, note=f"{table.note} {book_tables.error(language)}")


def _two_lines(cell: Cell) -> Cell:
    return replace(cell, text=f"{cell.text}\n{cell.spread}") if cell.spread else cell


def _short(table: Table) -> Table:
    """Return a table with long names of providers cut; the workbook has them whole."""
    at = [column.key for column in table.columns].index("label")
    return replace(table, lines=tuple(_cut(line, at) for line in table.lines))


def _cut(line: Line, at: int) -> Line:
    cells = list(line.cells)
    cells[at] = label_cell(short(cells[at].text, _LONGEST_NAME))
    return replace(line, cells=tuple(cells))


def _figures(of: Shown, sentences: Sequence[str], language: Language) -> Attachment:
    """Return the figures of the book, without its providers, as they travel inside."""
    text = json.dumps(published.as_json(of.published, sentences), indent=1, ensure_ascii=False) + "\n"
    return Attachment(FIGURES_NAME, text, "application/json", "data", language.t("All figures of the book, as printed"))
