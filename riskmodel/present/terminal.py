"""Tables and sentences as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from riskmodel.calibration import Calibration
from riskmodel.estimate import Estimate
from riskmodel.present import conventions, findings, names, policy_terms_table, tables
from riskmodel.present.language import Language
from riskmodel.present.output import one_line
from riskmodel.present.story import Story
from riskmodel.present.table import Cell, Table

WIDTH: Final = 100
_LONGEST: Final = 60
_HEADER: Final = 16  # characters from which on a label is broken
_GAP: Final = "  "


def table(of: Table, *, longest: int = _LONGEST) -> str:
    """Return a table with aligned columns; no cell is wider than `longest`, so that one name cannot spoil it."""
    body = [[_short(_text(cell), longest) for cell in line.cells] for line in of.lines]
    heads, widths = _header([column.label for column in of.columns], body)
    numeric = [column.numeric for column in of.columns]
    lines = [of.title, "", *(_row(head, widths, numeric) for head in heads)]
    lines.append(_GAP.join("-" * width for width in widths))
    group = ""
    for line, cells in zip(of.lines, body, strict=True):
        if line.group != group:
            group = line.group
            lines += [group] if lines[-1].startswith("-") else ["", group]
        lines.append(_row(cells, widths, numeric))
    if of.note:
        lines += ["", wrapped(of.note)]
    return "\n".join(lines)


def _header(labels: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[list[tuple[str, ...]], list[int]]:
    """Return the lines of the header, long labels broken, and the width of each column."""
    widths, broken = [], []
    for i, label in enumerate(labels):
        cells = max((len(row[i]) for row in body), default=0)
        words = max(len(word) for word in label.split(" "))
        width = max(cells, min(len(label), max(words, _HEADER)))
        widths.append(width)
        broken.append(textwrap.wrap(label, width) or [""])
    deepest = max(map(len, broken))
    columns = [[""] * (deepest - len(lines)) + lines for lines in broken]
    return list(zip(*columns, strict=True)), widths


def records(of: Table) -> str:
    """Return a table of long texts, each row as a paragraph of its own: the first cell, then what the others say.

    Small print of the first cell has a line of its own.
    """
    parts = [of.title]
    for line in of.lines:
        first, *others = line.cells
        told = [
            f"{column.label}: {_short(_text(cell), 1_000)}"
            for column, cell in zip(of.columns[1:], others, strict=True)
            if cell.text
        ]
        body = textwrap.fill("; ".join(told), WIDTH, initial_indent="    ", subsequent_indent="    ")
        parts.append("\n".join([first.text, *([f"    {first.spread}"] if first.spread else []), body]))
    return "\n\n".join([*parts, wrapped(of.note)])


def _text(cell: Cell) -> str:
    return f"{cell.text} {cell.spread}" if cell.spread else cell.text


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    placed = [
        cell.rjust(width) if flush else cell.ljust(width)
        for cell, width, flush in zip(cells, widths, numeric, strict=True)
    ]
    return _GAP.join(placed).rstrip()


def _short(text: str, longest: int) -> str:
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def wrapped(text: str) -> str:
    """Return a text in lines of reading width; amounts stay with their sign."""
    # textwrap would break at a no-break space.
    kept = text.replace("\u00a0", "\0").replace("\u202f", "\1")
    filled = textwrap.fill(kept, WIDTH, break_long_words=False, break_on_hyphens=False)
    return filled.replace("\0", "\u00a0").replace("\1", "\u202f")


def estimate(of: Estimate, calibration: Calibration, language: Language, stories: Iterable[Story], version: str) -> str:
    """Return the result as a page of text: headline, tables, what follows, what is assumed, validation."""
    args = (of, calibration, language)
    both = findings.headline(*args)
    parts = [_heading(of, language), wrapped(findings.disclaimer(language)), wrapped(both.likelihood)]
    parts += [
        wrapped(both.severity),
        wrapped(findings.ignorance(*args)),
        wrapped(findings.yearly(*args)),
        table(tables.key_figures(*args)),
    ]
    parts.append(table(tables.claims(*args)))
    parts += [table(of_part(*args)) for of_part in (tables.heads, tables.own_heads, tables.incident_types)]
    if len(of.case.projects) > 1:
        parts.append(table(tables.projects(*args)))
    parts += [wrapped(findings.cap(*args)), table(tables.policies(*args))]
    if len(of.policies) > 1:
        parts.append(table(policy_terms_table.terms(*args)))
    for i, policy in enumerate(of.policies):
        if not names.is_none(policy) or len(of.policies) == 1:
            parts += [table(tables.who_pays(*args, i)), wrapped(findings.policy(*args, i))]
    parts += [wrapped(_told(story, language)) for story in stories]
    parts += [wrapped(conventions.said(of.case, of.rates, language))]
    parts += [wrapped(findings.assumed(*args)), wrapped(findings.validation(*args))]
    parts.append(wrapped(findings.origin(of, version, language)))
    return "\n\n".join(part for part in parts if part)


def _told(story: Story, language: Language) -> str:
    once = language.once_in(story.return_period_years)
    return language.t("A year as it occurs {once}: {story}", once=once, story=story.text)


def _heading(of: Estimate, language: Language) -> str:
    title = of.case.title or language.t("What a software error could cost you")
    name = of.case.provider.name
    line = _short(f"{title} – {name}" if name else title, WIDTH)
    return f"{line}\n{'=' * len(line)}"
