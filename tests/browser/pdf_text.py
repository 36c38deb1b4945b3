"""Reads the words out of a PDF with what the tests have anyway, so that no system tool is needed."""

from __future__ import annotations

import io
import re

import pikepdf


def pdf_text(pdf: bytes) -> str:
    """Return all words in the order in which they are set, without the breaks between lines."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return "".join(_page(page) for page in opened.pages)


def _page(page: pikepdf.Page) -> str:
    fonts = {str(name): _letters(font) for name, font in page.Resources.Font.items()}
    letters: dict[str, str] = {}
    words = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            for part in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    words += [
                        letters.get(codes[i : i + 2].hex(), "\N{REPLACEMENT CHARACTER}")
                        for i in range(0, len(codes), 2)
                    ]
    return "".join(words)


def _letters(font: pikepdf.Object) -> dict[str, str]:
    """Return what the glyphs of a font stand for, from its own table (PDF 32000-1, 9.10.3)."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[code.lower()] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(first, 16)
            found |= {f"{code:04x}": chr(int(text, 16) + code - start) for code in range(start, int(last, 16) + 1)}
    return found
