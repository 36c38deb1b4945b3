"""The formats of a workbook's cells: the theme as a spreadsheet reads it, and numbers as the locale writes them."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format

from riskmodel.present import theme
from riskmodel.present.grid import Kind
from riskmodel.present.language import Language

_SMALL: Final = 0.0005  # a smaller share would show one digit, or none
_DECIMALS: Final = 1_000.0  # from here on a middle of what is assumed would look more exact than it is


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, language: Language) -> None:
        self._book = book
        euro = ('#,##0\\ "€"', '#,##0.00\\ "€"') if language.code == "de" else ('"€"#,##0', '"€"#,##0.00')
        self.numbers: Final = {
            "euros": euro[0],
            "cents": euro[1],
            "share": "0.00%",
            "small share": "0.0000%",
            "whole": "#,##0",
            "decimal": "#,##0.0##",
        }
        self.language: Final = language
        self.format = cache(self._made)

    def _made(self, **properties: Any) -> Format:
        return self._book.add_format(properties)

    def _text(self, **properties: Any) -> Format:
        """Return the format of a text, which stays one even if somebody edits its cell."""
        return self.format(quote_prefix=True, **properties)

    def title(self) -> Format:
        """Return the format of a sheet's title."""
        return self._text(bold=True, font_size=16, font_color=theme.ACCENT)

    def heading(self) -> Format:
        """Return the format of a grid's or chart's title."""
        return self._text(bold=True, font_size=11, text_wrap=True, valign="top")

    def sentence(self, *, quiet: bool = False) -> Format:
        """Return the format of a sentence."""
        colour = theme.SECONDARY if quiet else theme.INK
        return self._text(text_wrap=True, valign="top", font_color=colour, font_size=9 if quiet else 10)

    def header(self, *, numeric: bool, indent: bool) -> Format:
        """Return the format of a column's label."""
        edge = {"bottom": 1, "bottom_color": theme.INK, "bg_color": theme.SURFACE}
        side = {"align": "right"} if numeric else {"align": "left", "indent": int(indent)}
        return self._text(bold=True, text_wrap=True, valign="bottom", **side, **edge)

    def value(self, kind: str, *, right: bool = False, strong: bool = False, indent: bool = False) -> Format:
        """Return the format of a value."""
        lines = {"bottom": 1, "bottom_color": theme.HAIRLINE, "valign": "top", "bold": strong}
        if strong:
            lines |= {"top": 1, "top_color": theme.INK}
        if kind == "text":
            side = {"align": "right"} if right else {"align": "left", "indent": int(indent)}
            return self._text(text_wrap=True, **side, **lines)
        return self.format(num_format=self.numbers[kind], **lines)


def number_format(kind: Kind, value: float) -> str:
    """Return which of the number formats shows a value of a kind."""
    whole = float(value).is_integer()
    if kind == "exact":
        return "cents" if abs(value) < _DECIMALS and not whole else "euros"
    if kind == "share":
        return "small share" if 0.0 < abs(value) < _SMALL else "share"
    if kind == "euros":
        return kind
    return "decimal" if abs(value) < _DECIMALS and not whole else "whole"
