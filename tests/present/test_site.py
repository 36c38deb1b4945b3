"""Imprint and privacy page say what the configuration says, and what it lacks."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from riskmodel.present import frame, site

ROOT = Path(__file__).resolve().parents[2]
FULL = """
[imprint]
name = "Muster & Söhne <IT> GmbH"
address = "Musterweg 7\\n20095 Hamburg"
email = "post@muster.example"
vat_id = "DE123456789"
[privacy]
host = "Beispielhoster GmbH, Nürnberg"
logs = "Zugriffe ohne IP-Adresse, 7 Tage"
[other]
ours = false
"""


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "site.toml"
    file.write_text(FULL, encoding="utf-8")
    monkeypatch.setenv(site.VARIABLE, str(file))
    return file


def page(name: str) -> tuple[AppTest, str]:
    at = AppTest.from_file(str(ROOT / "risk_app.py"), default_timeout=60).run()
    at.switch_page(str(frame.page_file(name).relative_to(ROOT))).run()
    assert not at.exception
    html = " ".join(block.value for block in at.html if not block.value.startswith(("<style", "<script")))
    return at, unescape(re.sub(r"<[^>]+>", " ", html))


def links(at: AppTest) -> set[str]:
    return {str(link.proto.label) for link in at.get("page_link")}


def test_without_configuration_there_is_no_link_and_the_page_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(site.VARIABLE, raising=False)
    at, words = page("imprint")
    assert not {"Impressum", "Datenschutz"} & links(at)
    assert "imprint.name, imprint.address, imprint.email" in words


def test_with_it_both_are_linked_and_filled(configured: Path) -> None:
    at, words = page("imprint")
    assert {"Impressum", "Datenschutz"} <= links(at)
    assert "Muster & Söhne <IT> GmbH" in words and "20095 Hamburg" in words and "DE123456789" in words
    _, words = page("privacy")
    assert "Beispielhoster GmbH" in words and "lokalen Speicher" in words
    assert "Muster & Söhne" in words  # the controller, where no other is named
    assert "fehlt noch" not in words


def test_a_misspelt_and_a_missing_entry_are_named(configured: Path) -> None:
    configured.write_text('[imprint]\nname = "A"\nadress = "B"\n', encoding="utf-8")
    _, words = page("imprint")
    assert "imprint.address, imprint.email" in words
    assert "imprint.adress." in words


def test_a_file_that_cannot_be_read_says_so(configured: Path) -> None:
    configured.write_text("[imprint\n", encoding="utf-8")
    _, words = page("imprint")
    assert "kann nicht gelesen werden: site.toml" in words
