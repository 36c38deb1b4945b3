"""The PDF of a book: two or three pages, figures as the tables have them, archivable, the same bytes each time."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pyarrow as pa
import pytest

from riskmodel.book import published
from riskmodel.present import book_document, book_findings, book_tables, findings
from riskmodel.present.branding import Branding
from riskmodel.present.language import CODES, Language
from tests.present.book_samples import DAY, NAMES, WORDS, sample_shown

each_language = pytest.mark.parametrize("code", CODES)
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")


@cache
def made(code: str, branding: Branding | None = None) -> bytes:
    return book_document.pdf(sample_shown(), [WORDS], Language.named(code), DAY, branding)


def text(content: bytes, folder: Path) -> str:
    """Return the words of a PDF with single spaces."""
    file = folder / "book.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, timeout=60)
    return re.sub(r"\s+", " ", done.stdout.decode())


@each_language
def test_it_is_archivable_and_has_two_or_three_pages(code: str) -> None:
    with pikepdf.open(io.BytesIO(made(code))) as pdf:
        assert 2 <= len(pdf.pages) <= 3
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["pdfuaid:part"] == "1"


@needs_poppler
@each_language
def test_each_figure_of_its_tables_stands_in_it_as_the_language_writes_it(code: str, tmp_path: Path) -> None:
    shown, language = sample_shown(), Language.named(code)
    said = text(made(code), tmp_path)
    wanted = [
        book_tables.exceedance(shown, language, (10, 20, 50, 100, 200, 500, 1000)),
        book_tables.causes(shown, language),
        book_tables.top(shown, language),
    ]
    figures = [
        cell.text
        for table in wanted
        for line in table.lines
        for cell in line.cells
        if isinstance(cell.value, float) and cell.text != "–"
    ]
    assert len(figures) > 60
    assert not [figure for figure in figures if re.sub(r"\s+", " ", figure) not in said]


@needs_poppler
@each_language
def test_it_tells_the_finding_and_the_quality_of_the_input_and_disclaims_once(code: str, tmp_path: Path) -> None:
    shown, language = sample_shown(), Language.named(code)
    pieces = book_document.content(shown, language, DAY, Branding())
    trust = [book_findings.told(shown, language), book_findings.left_out(shown, language)]
    assert pieces["headline"] == book_findings.headline(shown, language)
    assert pieces["trust"]["sentences"][:2] == trust
    assert pieces["causes"]["sentences"] == book_findings.accumulation(shown, language)
    said = text(made(code), tmp_path)
    assert said.count(findings.disclaimer(language).split(".")[0]) == 1


@needs_poppler
@each_language
def test_names_are_text_and_never_markup(code: str, tmp_path: Path) -> None:
    said = text(made(code), tmp_path)
    assert '*b* _c_ #panic("x") $y$' in said and NAMES[3] in said


@needs_poppler
def test_it_bears_the_sender_and_what_the_sender_says(tmp_path: Path) -> None:
    sender = Branding(name="Maklerbüro Nord GmbH", reference="2026-0815", closing="Wir freuen uns.", valid_days=30)
    said = text(made("de", sender), tmp_path)
    assert "Maklerbüro Nord GmbH" in said and "2026-0815" in said and "Wir freuen uns." in said
    assert "27. Dezember 2026" in said


@each_language
def test_the_figures_of_the_whole_travel_inside(code: str) -> None:
    with pikepdf.open(io.BytesIO(made(code))) as pdf:
        inside = json.loads(pdf.attachments[book_document.FIGURES_NAME].get_file().read_bytes())
    assert inside == json.loads(json.dumps(published.as_json(sample_shown().published, [WORDS])))


def test_a_book_without_common_causes_and_without_policies_is_printed_too() -> None:
    shown = sample_shown()
    counts = {"insured_providers": 0, "under_insured": 0, "without_policy": shown.result.providers}
    alone = replace(shown.result, causes=(), accumulation=False, **counts)
    rows = shown.providers
    for name in ("policy_limit_eur", "gap_eur"):
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, name, pa.nulls(len(rows), pa.float64()))
    bare = replace(shown, published=replace(shown.published, result=alone), providers=rows)
    content = book_document.content(bare, Language.named("en"), DAY, Branding())
    assert content["cover"]["sentences"] == ["Nobody in this book has a policy."]
    assert content["cover"]["table"] is None and content["causes"]["table"] is None
    assert book_document.pdf(bare, [WORDS], Language.named("en"), DAY, None).startswith(b"%PDF-")


@each_language
def test_the_same_book_gives_the_same_bytes(code: str) -> None:
    assert book_document.pdf(sample_shown(), [WORDS], Language.named(code), DAY, None) == made(code)
