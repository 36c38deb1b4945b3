"""The workbook in a spreadsheet program that did not write it: it opens, reckons the same, and shows its charts."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from PIL import Image

from riskmodel.present import computed, story, theme
from riskmodel.present.language import CODES, Language
from riskmodel.present.workbook import workbook
from riskmodel.publish import publish
from riskmodel.simulate import simulate
from tests.present.samples import SAMPLES, figures, sample_case

#: Each sample and each language once: opening, reckoning and printing one takes LibreOffice ten seconds.
ALL = list(zip(SAMPLES, CODES, strict=True))
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = pytest.mark.skipif(
    OFFICE is None, reason="LibreOffice is not installed: no other program opens the workbook"
)
each = pytest.mark.parametrize(("sample", "code"), ALL)


@cache
def sample_bytes(sample: str, code: str) -> bytes:
    """Return what the app saves: with the years told and the levers that its pages computed."""
    case, language = sample_case(sample), Language.named(code)
    result = simulate(case, figures(), trials=4_000, seed=1)
    told, levers = story.stories(result, figures(), language), computed.what_if(case)
    day = dt.date(2026, 11, 22)
    return workbook(publish(result), figures(), language, made_on=day, stories=told, levers=levers)


def not_reckoned(content: bytes) -> tuple[bytes, int]:
    """Take the stored results of all formulas away, so that whoever opens the file must reckon; return how many."""
    target, taken = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, found = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
                taken += found
            new.writestr(name, text)
    return target.getvalue(), taken


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let LibreOffice open all workbooks, write them as its own and print them."""
    folder = tmp_path_factory.mktemp("office")
    files = []
    for sample, code in ALL:
        path = folder / f"{sample}.{code}.xlsx"
        path.write_bytes(not_reckoned(sample_bytes(sample, code))[0])
        files.append(path)
    for form in ("xlsx", "pdf"):
        command = [str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", form, "--outdir", str(folder / form), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


def values(content: bytes) -> dict[tuple[str, str], Any]:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(c.parent.title, c.coordinate): c.value for c in cells if c.value is not None}


@each
def test_it_opens_and_recalculates_without_a_difference(converted: Path, sample: str, code: str) -> None:
    stored, (_, taken) = values(sample_bytes(sample, code)), not_reckoned(sample_bytes(sample, code))
    assert taken > 30
    reckoned = values((converted / "xlsx" / f"{sample}.{code}.xlsx").read_bytes())
    assert reckoned.keys() == stored.keys()
    numbers = [at for at, value in stored.items() if isinstance(value, float | int)]
    assert len(numbers) > 1_000
    # Programs add in another order and keep 15 to 17 digits.
    assert not [at for at in numbers if reckoned[at] != pytest.approx(stored[at], rel=1e-13, abs=1e-9)]
    assert not [at for at, value in stored.items() if isinstance(value, str) and reckoned[at] != value]


@each
def test_names_still_lead_to_the_same_figures(converted: Path, sample: str, code: str) -> None:
    stored = named(sample_bytes(sample, code))
    assert len(stored) > 150
    assert named((converted / "xlsx" / f"{sample}.{code}.xlsx").read_bytes()) == pytest.approx(stored, rel=1e-13)


def named(content: bytes) -> dict[str, Any]:
    """Return the figures that have names; those of whole tables and of what is printed name more than one cell."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    places = {name: next(iter(of.destinations)) for name, of in book.defined_names.items()}
    return {name: book[sheet][cell].value for name, (sheet, cell) in places.items() if ":" not in cell}


@each
def test_its_charts_show(converted: Path, tmp_path: Path, sample: str, code: str) -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed, so what is printed cannot be looked at")
    pdf = converted / "pdf" / f"{sample}.{code}.pdf"
    subprocess.run(["pdftoppm", "-r", "40", "-png", "-l", "4", str(pdf), str(tmp_path / "page")], check=True)
    pages = [np.asarray(Image.open(path).convert("RGB")).astype(int) for path in sorted(tmp_path.glob("*.png"))]
    # Nothing but charts is drawn in these: who pays, and the heads.
    for role in ("client", "you", "insurer", "bug_fixing"):
        wanted = np.array([int(theme.colour(role)[i : i + 2], 16) for i in (1, 3, 5)])
        seen = max(int((np.abs(page - wanted).max(axis=2) < 12).sum()) for page in pages)
        assert seen > 100, f"nothing is drawn in the colour of {role}"


@each
def test_it_prints_on_landscape_pages_that_no_table_exceeds(converted: Path, sample: str, code: str) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed, so pages cannot be counted")
    told = subprocess.run(["pdfinfo", str(converted / "pdf" / f"{sample}.{code}.pdf")], check=True, capture_output=True)
    size = re.search(rb"Page size: +([\d.]+) x ([\d.]+)", told.stdout)
    pages = re.search(rb"Pages: +(\d+)", told.stdout)
    assert size and pages
    assert float(size[1]) > float(size[2]), "landscape"
    assert int(pages[1]) <= 66, "each sheet is as wide as the paper, so none spreads to the side"
