"""Every fault has one sentence in both languages; it names file and field, what was given and what is allowed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from riskmodel import casefile
from riskmodel.case import CaseError, Fault
from riskmodel.present import book_faults, wording
from riskmodel.present.language import CODES, Language
from riskmodel.quantity import CalibrationError

PACKAGE = Path(__file__).resolve().parents[2] / "riskmodel"
RAISED = re.compile(r'(?:(?:_refuse|refused?|Fault|NotRead|NoNumber)\(\s*|\.fault\([^"\n]*, |_all\(\w+, \w+, )"(\w+)"')
#: A case file for each fault of a field: the file, the field it is about, and what the sentence must say.
WRONG = {
    "not_a_number": ('[provider]\nrevenue_eur = "viel"', "provider.revenue_eur", "viel"),
    "out_of_range": ("[provider]\nown_assets_eur = -5", "provider.own_assets_eur", "-5"),
    "not_a_range": ("[provider]\nrevenue_eur = { from = 1, to = 2 }", "provider.revenue_eur", "low = 20000"),
    "not_an_amount": ("[provider]\nrevenue_eur = { amount = 5000 }", "provider.revenue_eur", "CHF"),
    "range_of_two_currencies": (
        '[provider]\nrevenue_eur = { low = 5000, high = { amount = 9000, currency = "CHF" } }',
        "provider.revenue_eur",
        "EUR .. CHF",
    ),
    "range_reversed": ("[[project]]\nduration_months = { low = 9, high = 2 }", "project.1.duration_months", "9"),
    "no_range_here": ("[[policy]]\nlimit_eur = { low = 1e5, high = 1e6 }", "policy.1.limit_eur", "olic"),
    "cap_of_another_kind": (
        '[[project]]\ncontract.cap = "multiple"\ncontract.cap_eur = 50_000', "project.1.contract.cap_eur", "multiple"
    ),
    "not_text": ("[[project]]\nname = 7", "project.1.name", "7"),
    "text_too_long": (f'[provider]\nname = "{"x" * 300}"', "provider.name", "300"),
    "unknown_choice": ('[provider]\nkind = "freelncer"', "provider.kind", "freelancer"),
    "shares_do_not_add_up": ("[[project]]\nactivity = { web_shop = 0.5 }", "project.1.activity", "0.5"),
    "limit_below_deductible": ("[[policy]]\nlimit_eur = 250\ndeductible_eur = 500", "policy.1.limit_eur", "500"),
    "unknown_schema": ("schema_version = 7", "schema_version", "7"),
    "unknown_key": ("[provider]\nrevenu_eur = 5", "provider.revenu_eur", "revenue_eur"),
    "not_yes_or_no": ('[[project]]\nsafeguards.monitoring = "ja"', "project.1.safeguards.monitoring", "true"),
    "wrong_shape": ("provider = 5", "provider", "5"),
}  # fmt: skip
FILES = {
    "file_empty": b" \n",
    "file_not_text": b"\xff\xfe\x00",
    "file_not_toml": b"[provider]\nrevenue_eur = 50.000,5\n",
    "file_too_large": b"#" * 2_000_000,
}
#: Tried with the files, claims, links and books they are about.
OTHERS = {
    "file_unreadable",
    "missing",
    "too_few_claims",
    "no_claims",
    "columns_missing",
    "duplicate_claim",
    "unknown_country",
    "link_broken",
    "link_too_long",
    *book_faults.TEXTS,
    *book_faults.WORDS,
}
#: What keeps a book from being computed, and what the sentence must say.
RUNS = {
    "book_folder_taken": (Fault("book_folder_taken", "", "12", "157", "out"), ["12", "157", "--resume"]),
    "book_differs": (Fault("book_differs", "years", "50000", "100000", "out"), ["out, years", "50000", "100000"]),
    "book_folder_in_use": (
        Fault("book_folder_in_use", "", "7 (desk)", "2026-11-27 09:05", "out"),
        ["7 (desk)", "09:05"],
    ),
    "scheduler_unreachable": (Fault("scheduler_unreachable", "", "tcp://a:1"), ["tcp://a:1", ":8786"]),
    "scheduler_lost": (Fault("scheduler_lost", ""), ["--resume"]),
    "book_workers_lost": (Fault("book_workers_lost", "", "P1 .. P64"), ["P1 .. P64", "--resume"]),
    "worker_versions": (Fault("worker_versions", "", "numpy 2.4", "numpy 2.5"), ["numpy 2.4", "numpy 2.5"]),
    "worker_without_program": (
        Fault("worker_without_program", "", "No module named 'riskmodel'", "riskmodel 0.1.0, numpy 2.5"),
        ["No module named 'riskmodel'", "riskmodel 0.1.0, numpy 2.5", "--resume"],
    ),
    "provider_failed": (Fault("provider_failed", "", "P7", "KeyError: 1"), ["P7", "KeyError: 1"]),
}


def sentences(content: bytes, code: str) -> tuple[CaseError, tuple[str, ...]]:
    with pytest.raises(CaseError) as caught:
        casefile.parse(content, "meins.toml")
    return caught.value, wording.faults(caught.value, Language.named(code))


def test_there_are_words_for_every_fault_the_lower_floors_report() -> None:
    lower = [file for file in PACKAGE.rglob("*.py") if "present" not in file.parts]
    raised = {code for file in lower for code in RAISED.findall(file.read_text(encoding="utf-8"))}
    assert raised == wording.CODES


def test_every_fault_is_tried_here() -> None:
    assert WRONG.keys() | FILES.keys() | RUNS.keys() | OTHERS == wording.CODES


@pytest.mark.parametrize("code", CODES)
def test_a_file_of_too_few_claims_says_how_many_are_needed(code: str) -> None:
    said = wording.fault(Fault("too_few_claims", "", "3", "10"), Language.named(code))
    assert "3" in said and "10" in said and said.endswith(".")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_field_is_named_with_file_and_what_to_do(fault: str, code: str) -> None:
    content, field, mentioned = WRONG[fault]
    error, said = sentences(content.encode(), code)
    assert [f.code for f in error.faults] == [fault]
    assert said[0].startswith(f"meins.toml, {field}")
    assert mentioned in said[0]
    assert said[0].endswith((".", "?"))
    assert not re.search(r"\{\w+\}", said[0]), "a field of the message was not filled"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("fault", FILES)
def test_a_file_that_is_no_case_is_named(fault: str, code: str) -> None:
    error, said = sentences(FILES[fault], code)
    assert [f.code for f in error.faults] == [fault]
    assert said[0].startswith("meins.toml: ")


@pytest.mark.parametrize("code", CODES)
def test_a_file_that_is_missing_or_a_folder_is_named(tmp_path: Path, code: str) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(CaseError) as caught:
            casefile.read(path)
        (sentence,) = wording.faults(caught.value, Language.named(code))
        assert sentence.startswith(f"{path}: ")


def test_languages_say_it_differently() -> None:
    for content, _, _ in WRONG.values():
        assert sentences(content.encode(), "de")[1] != sentences(content.encode(), "en")[1]


def test_the_label_of_the_field_stands_beside_its_name() -> None:
    _, (german,) = sentences(WRONG["out_of_range"][0].encode(), "de")
    assert "(Ihr eigenes Vermögen)" in german
    assert "1.000.000.000.000\u00a0€" in german


def test_numbers_that_were_given_are_written_as_the_reader_writes_them() -> None:
    _, (small,) = sentences(b"[provider]\nrevenue_eur = 500", "de")
    assert "500\u00a0€ ist nicht zulässig" in small
    _, (endless,) = sentences(b"[provider]\nrevenue_eur = 1e308", "de")
    assert "1e+308 ist nicht zulässig" in endless
    _, (reversed_,) = sentences(b"[provider]\nrevenue_eur = { low = 50000, high = 10000 }", "de")
    assert "50.000\u00a0€ .. 10.000\u00a0€" in reversed_


def test_several_faults_are_several_sentences() -> None:
    _, said = sentences(b'[provider]\nkind = "x"\nrevenue_eur = "y"\n', "de")
    assert len(said) == 2


def test_beside_a_field_the_sentence_does_without_the_place() -> None:
    fault = Fault("not_a_number", "provider.revenue_eur", "viel", "", "a.toml")
    german = Language.named("de")
    assert wording.fault(fault, german).endswith(": " + wording.message(fault, german))


@pytest.mark.parametrize("code", CODES)
def test_a_figure_that_cannot_be_used_is_told_as_it_is(code: str) -> None:
    (sentence,) = wording.problem(CalibrationError("cover.toml, entry cover.x: needs 'unit'"), Language.named(code))
    assert "cover.toml, entry cover.x" in sentence


@pytest.mark.parametrize("content", [b"title = ", b"[provider", b"revenue = " + b"9" * 5_000, b"x = " + b"[" * 20_000])
def test_a_file_that_is_no_toml_is_refused_without_the_parsers_own_english(content: bytes) -> None:
    error, said = sentences(content, "de")
    assert "(" not in said[0]
    assert error.faults[0].given not in said[0]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("run", RUNS)
def test_what_keeps_a_book_from_being_computed_is_said_with_what_to_do(run: str, code: str) -> None:
    fault, mentioned = RUNS[run]
    said = wording.fault(fault, Language.named(code))
    assert all(words in said for words in mentioned)
    assert said.endswith(".")


def test_of_a_book_begun_with_other_providers_no_digest_is_shown() -> None:
    for what in ("book", "data"):
        assert "9e107d9d" not in wording.fault(
            Fault("book_differs", what, "9e107d9d", "e4d909c2"), Language.named("en")
        )
