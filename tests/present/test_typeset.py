"""PDF: archivable, accessible, reproducible, and no user text is ever markup."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmodel.present import theme
from riskmodel.present.bars import PayerRow, who_pays_figure
from riskmodel.present.figures import CurveRow, Mark, exceedance_figure
from riskmodel.present.language import Language
from riskmodel.present.typeset import SUBSTITUTE, Attachment, printable, typeset

DE, EN = Language.named("de"), Language.named("en")
NASTY = 'A*b_c #panic("x") $y$ <b> @ref \\ `raw` // = Titel'


def content(text: str = "Müller & Söhne", rows: int = 3) -> dict[str, Any]:
    curve = [CurveRow(t, 30 * t**1.4, 12 * t**1.4, 70 * t**1.4) for t in (50, 100, 500, 1_000)]
    figures = [
        exceedance_figure(curve, [Mark(50_000, text)], DE, f"Kurve {text}"),
        who_pays_figure([PayerRow(text, 1, 2, 3)], DE, "Wer zahlt"),
        exceedance_figure([], [], DE, "Leer"),
    ]
    table = {
        "columns": [{"title": text, "number": False}, {"title": "Betrag", "number": True}],
        "lines": [{"cells": [text, "1.240 €"], "group": text if i == 0 else "", "strong": i == 1} for i in range(rows)],
        "note": text,
    }
    few = {**table, "lines": table["lines"][:3]}
    return {
        "title": text,
        "subject": text,
        "below": text,
        "version": text,
        "particulars": [[text, text]] * 3,
        "sender": {"name": text, "address": [text, text]},
        "headline": [text, text],
        "key_figures": [{"figure": text, "text": text}] * 3,
        "exhibits": [{"figure": figure.as_json(), "table": few} for figure in figures],
        "heading": text,
        "table": table,
        "group": {"name": text, "rows": [[text, text]]},
        "stories": {"heading": "Jahre", "items": [[text, text]]},
        "glossary": {"heading": "Begriffe", "items": [[text or "–", text]] * 4},
        "disclaimer": text,
        "closing": [text],
        "signatures": [{"place": text, "who": text}] * 2,
    }


def make(data: dict[str, Any], language: Language = DE, timestamp: int = 0) -> bytes:
    return typeset("specimen.typ", data, language=language, timestamp=timestamp)


def read(pdf: bytes, how: str = "-layout") -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    run = subprocess.run([tool, how, "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode()


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Return all structure elements of a tagged PDF."""
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                waiting.append(node.K)
    return found


def test_the_pdf_is_tagged_archivable_and_says_its_language_and_title() -> None:
    with pikepdf.open(io.BytesIO(make(content()))) as pdf:
        assert str(pdf.Root.Lang).lower().startswith("de")
        assert bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as claims:
            assert claims["pdfaid:part"] == "3"
            assert claims["pdfaid:conformance"] == "A"
            assert claims["pdfuaid:part"] == "1"
            assert claims["dc:title"] == "Müller & Söhne – Müller & Söhne"
        tags = [str(element.S) for element in structure(pdf)]
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure"} <= set(tags)
        alts = {str(e.Alt) for e in structure(pdf) if str(e.S) == "/Figure" and "/Alt" in e}
        assert {exhibit["figure"]["alt"] for exhibit in content()["exhibits"]} <= alts


def test_all_fonts_are_embedded_and_ours() -> None:
    with pikepdf.open(io.BytesIO(make(content()))) as pdf:
        fonts = [
            obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        for font in fonts:
            assert "SourceSans3" in str(font.FontName)
            assert "/FontFile2" in font or "/FontFile3" in font


def test_the_same_data_give_the_same_bytes_also_in_threads() -> None:
    once = hashlib.sha256(make(content())).hexdigest()
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda _: hashlib.sha256(make(content())).hexdigest(), range(8)))
    assert set(again) == {once}
    assert hashlib.sha256(make(content(), timestamp=60)).hexdigest() != once


def test_user_text_prints_literally() -> None:
    text = read(make(content(NASTY)))
    assert NASTY in text


def test_words_of_the_frame_are_in_the_readers_language() -> None:
    assert "Seite 1 von" in read(make(content()))
    assert "Page 1 of" in read(make(content(), EN))


def test_a_table_header_repeats_on_each_page() -> None:
    pages = read(make(content(rows=120))).split("\f")
    assert sum("Betrag" in page for page in pages) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000, "Wort " * 2_000, "Rück-" * 500, "😀 עברית 漢字", "\u202eabc\u0000\u0007\u200d", "e\u0301\u0323",
        "\ud800", "\ufffe\uffff", "\u00ad" * 50, "", " ", "\n\n", "{page}", "a\u2028b",
    ],
    ids=range(14),
)  # fmt: skip
def test_no_text_breaks_the_typesetter(text: str) -> None:
    data = content(text)
    data["heading"] = text if text.strip() else "Titel"  # PDF/UA allows no empty headings
    assert make(data).startswith(b"%PDF")


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_can_be_typeset(text: str) -> None:
    data = content(text) | {"heading": "Titel", "title": text}
    assert make(data).startswith(b"%PDF")


def test_long_names_stay_inside_the_page() -> None:
    boxes = read(make(content("x" * 400)), "-bbox")
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert max(edges) <= (210 - 22) / 25.4 * 72 + 1  # A4 less the right margin, in points


def test_what_the_font_lacks_becomes_a_box_and_what_cannot_be_seen_vanishes() -> None:
    assert printable("Größe 50 € „ja“ – … ×") == "Größe 50 € „ja“ – … ×"
    assert printable("a😀b") == f"a{SUBSTITUTE}b"
    assert printable("a\u0000\u202e\u200db") == "ab"
    assert printable("e\u0301") == "é"
    assert printable("a\tb\nc") == "a b\nc"
    assert printable("\ud800") == SUBSTITUTE


def test_all_that_our_texts_need_is_in_the_font() -> None:
    texts = (DE.euros_rounded(1.2e6), EN.euros(5), DE.percent(0.5), "„“”–…·×≥≤ÄÖÜäöüß§−")
    for text in texts:
        assert SUBSTITUTE not in printable(text)


def test_files_travel_inside_as_they_are() -> None:
    odd = 'title = "😀 \u202e \\u0000 שלום"\n'
    attached = Attachment("case.toml", odd, "application/toml", "source", "Der Fall")
    pdf = typeset("specimen.typ", content(), language=DE, timestamp=0, attachments=[attached])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (name,) = opened.attachments
        file = opened.attachments[name].get_file()
        assert (name, file.read_bytes().decode(), file.mime_type) == ("case.toml", odd, "application/toml")
        (spec,) = opened.Root.AF
        assert (str(spec.AFRelationship), str(spec.Desc)) == ("/Source", "Der Fall")


def test_another_accent_takes_the_place_of_ours_everywhere() -> None:
    pdf = typeset("specimen.typ", content(), language=DE, timestamp=0, accent="#7a1f3d")
    ours, theirs = (hue(colour) for colour in (theme.ACCENT, "#7a1f3d"))
    assert ours in drawn(make(content()))
    assert ours not in drawn(pdf)
    assert theirs in drawn(pdf)


def hue(colour: str) -> str:
    """Return a colour as a content stream sets it."""
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3f}".rstrip("0") for i in (1, 3, 5))


def drawn(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = b"".join(page.Contents.read_bytes() for page in opened.pages).decode("latin-1")
    return re.sub(r"\d*\.\d+", lambda m: f"{float(m[0]):.3f}".rstrip("0"), streams)


def test_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        make(content() | {"headline": [float("nan")]})
