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

from riskmodel.present.bars import PayerRow, who_pays_figure
from riskmodel.present.figures import CurveRow, Mark, exceedance_figure
from riskmodel.present.language import Language
from riskmodel.present.typeset import SUBSTITUTE, printable, typeset

DE, EN = Language.named("de"), Language.named("en")
NASTY = 'A*b_c #panic("x") $y$ <b> @ref \\ `raw` // = Titel'


def content(text: str = "Müller & Söhne", rows: int = 3) -> dict[str, Any]:
    curve = [CurveRow(t, 30 * t**1.4, 12 * t**1.4, 70 * t**1.4) for t in (50, 100, 500, 1_000)]
    figures = [
        exceedance_figure(curve, [Mark(50_000, text)], DE, f"Kurve {text}"),
        who_pays_figure([PayerRow(text, 1, 2, 3)], DE, "Wer zahlt"),
        exceedance_figure([], [], DE, "Leer"),
    ]
    return {
        "title": text,
        "below": text,
        "version": text,
        "key_figures": [{"figure": text, "text": text}] * 3,
        "figures": [figure.as_json() for figure in figures],
        "heading": text,
        "paragraphs": [text, text],
        "facts": [[text, text]],
        "columns": [{"title": text}, {"title": "Betrag", "number": True}],
        "rows": [[text, "1.240 €"]] * rows,
        "small_print": text,
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
            assert claims["pdfaid:part"] == "2"
            assert claims["pdfaid:conformance"] == "A"
            assert claims["pdfuaid:part"] == "1"
            assert claims["dc:title"] == "Müller & Söhne"
        tags = [str(element.S) for element in structure(pdf)]
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure"} <= set(tags)
        alts = {str(e.Alt) for e in structure(pdf) if str(e.S) == "/Figure" and "/Alt" in e}
        assert {figure["alt"] for figure in content()["figures"]} <= alts


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
    data = content("Titel") | {"paragraphs": [text], "facts": [[text, text]], "below": text}
    assert make(data).startswith(b"%PDF")


def test_long_names_stay_inside_the_page() -> None:
    boxes = read(make(content("x" * 400)), "-bbox")
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert max(edges) <= (210 - 24) / 25.4 * 72 + 1  # A4 less the right margin, in points


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


def test_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        make(content() | {"figures": [{"title": float("nan")}]})
