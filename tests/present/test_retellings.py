"""The published claims in German say what they say in English: the same claims, figures and currencies."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from riskmodel import backtest
from riskmodel.calibration import load
from riskmodel.present import retellings
from riskmodel.quantity import CalibrationError

#: A figure with its separators, whichever of comma and point parts thousands and which decimals.
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
CURRENCY = re.compile(r"€|\b(?:EUR|USD|GBP|CHF|AUD|CAD|NZD|DM)\b")
#: Claims whose figures are not the same in both languages, and why. None.
EXCEPTIONS: dict[str, str] = {}
#: What is said in both languages if it is said in one: the reservations of whoever collected the claims.
RESERVATIONS = {
    r"not confirmed": r"nicht bestätigt",
    r"retelling|retold": r"Nacherzählung",
    r"not yet final": r"nicht rechtskräftig",
    r"outside the small-firm range": r"außerhalb der Größenordnung kleiner Unternehmen",
    r"Large-corporate outlier": r"Ausreißer \(Großunternehmen\)",
    r"typical example": r"Typisches Beispiel",
    r"at the fixed rate": r"zum festen Kurs",
    r"amount_paid here|amount_paid is": r"als gezahlt gilt hier",
    r"graded C": r"Qualität C",
    r"alleged": r"angeblich|machte geltend|wegen Betrugs",
    r"\babout\b (?:EUR|USD|GBP|AUD|CHF)": r"rund|etwa",
    r"almost|nearly": r"fast",
    r"at least": r"mindestens",
}
FOLDER = load().folder
ENGLISH = {claim.id: claim.facts for claim in backtest.read(FOLDER / "claims.csv", load())}
GERMAN = retellings.read(FOLDER, "de")


def figures(text: str) -> Counter[str]:
    """Count the digits of each figure without signs between them; CO₂ is CO2."""
    return Counter(re.sub(r"[.,]", "", found) for found in FIGURE.findall(unicodedata.normalize("NFKC", text)))


def currencies(text: str) -> Counter[str]:
    return Counter(found.replace("€", "EUR") for found in CURRENCY.findall(text))


def offending(fits: Callable[[str, str], object]) -> list[str]:
    """Name the claims whose English and German do not fit a rule."""
    return [id_ for id_, english in ENGLISH.items() if not fits(english, GERMAN[id_])]


def test_every_published_claim_has_its_german_retelling_and_none_is_left_over() -> None:
    assert list(GERMAN) == list(ENGLISH)
    assert len((FOLDER / "claims_de.csv").read_text(encoding="utf-8").splitlines()) == 1 + len(ENGLISH)


def test_every_figure_is_the_same_in_both_languages() -> None:
    differing = offending(lambda english, german: figures(english) == figures(german))
    assert differing == list(EXCEPTIONS)


def test_every_amount_keeps_its_currency() -> None:
    assert offending(lambda english, german: currencies(english) == currencies(german)) == []


@pytest.mark.parametrize(("english", "german"), RESERVATIONS.items())
def test_no_reservation_is_lost_on_the_way_into_german(english: str, german: str) -> None:
    reserved = [id_ for id_, text in ENGLISH.items() if re.search(english, text, re.IGNORECASE)]
    assert reserved
    assert [id_ for id_ in reserved if not re.search(german, GERMAN[id_], re.IGNORECASE)] == []


def test_amounts_are_written_as_germans_write_them_and_never_parted_from_their_unit() -> None:
    # 1.500.000 or 1.800,48: points in threes, at most one comma; a year and the file number of a court have none.
    plain = re.compile(r"\d+|\d{1,3}(?:\.\d{3})+(?:,\d{2})?|\d+,\d{1,2}")
    written = offending(lambda _, german: all(plain.fullmatch(figure) for figure in FIGURE.findall(german)))
    parted = offending(lambda _, german: not re.search(r"(?:\d|Mio\.) (?:€|Mio\.|[A-Z]{3}\b|DM\b)|EUR", german))
    assert (written, parted) == ([], [])


def test_umlauts_and_quotation_marks_are_german_and_nobody_is_addressed() -> None:
    ascii_umlauts = re.compile(
        r"\b\w*(?:fuer|ueber|koenn|muess|zurueck|pruef|schaed|loesch|gross|strass|aender)\w*", re.I
    )
    addressed = re.compile(r"\b(?:du|dein\w*|Sie haben|Ihnen|Ihr(?:e\w*)?)\b")
    assert offending(lambda _, german: not ascii_umlauts.search(german)) == []
    assert offending(lambda _, german: not re.search("[\"']", german) and german.count("„") == german.count("“")) == []
    assert offending(lambda _, german: not addressed.search(german)) == []


def test_a_data_folder_without_retellings_has_none(tmp_path: Path) -> None:
    assert retellings.read(tmp_path, "de") == {}
    assert retellings.read(FOLDER, "en") == {}


@pytest.mark.parametrize("content", [b"id;facts\na;b\n", b"id,text\na,b\n", b"", "id,facts\na,für\n".encode("latin-1")])
def test_a_file_of_retellings_that_cannot_be_used_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "claims_de.csv").write_bytes(content)
    with pytest.raises(CalibrationError, match=r"claims_de\.csv: "):
        retellings.read(tmp_path, "de")
