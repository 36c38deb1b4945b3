"""What people typed is data in a spreadsheet: it reckons nothing, steers nothing and breaks no file."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from riskmodel.present.cell_text import FORMULA, LONGEST, begins_formula, clean, for_csv

SIGNS = st.text(alphabet=st.sampled_from([*FORMULA, *'";,|\t\r\n \u00a0', "'", "a", "1", "\u202e", "\x00", "😀"]))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Müller & Söhne <b>", "Müller & Söhne <b>"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("a\tb\r\nc\u2028d", "a b c d"),
        ("\u202egnp.exe\u202c \u200fabc\u2066", "gnp.exe abc"),
        ("\ufffe\uffff\ud800x", "x"),
        ("  \u00a0=1", "=1"),
        ("👩\u200d💻 שלום", "👩\u200d💻 שלום"),
    ],
)
def test_what_steers_is_taken_out_and_all_else_is_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_name_of_ten_thousand_characters_is_kept_whole_and_a_longer_one_is_cut_where_it_is_seen() -> None:
    assert clean("x" * 10_000) == "x" * 10_000
    cut = clean("😀" * 40_000)
    assert len(cut) == LONGEST and cut.endswith("…")
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767


@given(SIGNS)
@example(';"=1')
@example("a;  =1")
@example(";\xa0=1")
@example("a|\"'=1")
def test_no_spreadsheet_finds_a_formula_in_a_csv_file_whatever_separator_it_takes(typed: str) -> None:
    line = io.StringIO()
    csv.writer(line).writerow(["name", for_csv(typed), "end"])
    for separator in ",;|\t":
        (cells,) = csv.reader(io.StringIO(line.getvalue(), newline=""), delimiter=separator)
        assert not [cell for cell in cells if begins_formula(cell.strip())]


@given(st.text())
def test_a_clean_text_is_clean_and_can_be_written_as_xml(typed: str) -> None:
    kept = clean(typed)
    assert clean(kept) == kept
    assert not [c for c in kept if ord(c) < 0x20 or c in "\ufffe\uffff" or 0xD800 <= ord(c) <= 0xDFFF]


def test_taking_an_apostrophe_away_gives_the_text_back() -> None:
    for text in ("=1+1", "+49 30 1234", "-5 %", "@home", "'s Werk"):
        assert for_csv(text) == "'" + text
    assert for_csv("E-Commerce = Handel") == "E-Commerce = Handel"
