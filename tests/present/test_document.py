"""The summary: complete, true to the estimate, readable by everybody, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
import time
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from riskmodel import calibration, casefile, publish, simulate
from riskmodel.calibration import Calibration
from riskmodel.case import Case
from riskmodel.estimate import Estimate
from riskmodel.present import charts, document, findings, tables
from riskmodel.present.language import CODES, Language
from riskmodel.present.story import Story
from riskmodel.present.typeset import SUBSTITUTE

CASES = Path(__file__).resolve().parents[2] / "data" / "cases"
SAMPLES = ("sample_freelancer", "sample_agency")
DAY = dt.date(2026, 11, 22)
NASTY = 'A*b_c #panic("x") $y$ <b> @ref \\ `raw` // = Titel'
STORIES = (Story(20, "Freitag, 18:40: Ein Rabatt von 25 % bucht als 100 %."), Story(100, "Später. " * 60))

each_sample = pytest.mark.parametrize("sample", SAMPLES)
each_language = pytest.mark.parametrize("code", CODES)


@cache
def figures() -> Calibration:
    return calibration.load()


def estimated(case: Case, trials: int = 4_000) -> Estimate:
    return publish.publish(simulate.simulate(case, figures(), trials=trials, seed=1))


@cache
def sample_case(sample: str) -> Case:
    return casefile.read(CASES / f"{sample}.toml")


@cache
def sample_estimate(sample: str) -> Estimate:
    return estimated(sample_case(sample))


def made(of: Estimate, code: str = "de", stories: tuple[Story, ...] = ()) -> bytes:
    return document.summary_pdf(of, figures(), Language.named(code), made_on=DAY, stories=stories)


@cache
def sample_pdf(sample: str, code: str) -> bytes:
    return made(sample_estimate(sample), code)


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


@cache
def read(pdf: bytes) -> str:
    """Return the text of a PDF on one line, as it is read aloud."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed, so what is printed cannot be read back")
    run = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True)
    return flat(run.stdout.decode())


def flat(text: str) -> str:
    """Join lines; break opportunities and kinds of space do not count."""
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def bare(text: str) -> str:
    return re.sub(r"\s", "", flat(text))


def renamed(sample: str, name: str) -> Case:
    case = sample_case(sample)
    return case.model_copy(
        update={
            "title": name,
            "provider": case.provider.model_copy(update={"name": name}),
            "projects": tuple(p.model_copy(update={"name": name}) for p in case.projects),
            "policies": tuple(p.model_copy(update={"name": name}) for p in case.policies),
        }
    )


@each_language
@pytest.mark.parametrize(("sample", "most"), [("sample_freelancer", 3), ("sample_agency", 4)])
def test_the_summary_has_two_to_three_pages_and_four_for_an_agency(sample: str, most: int, code: str) -> None:
    assert 2 <= pages(sample_pdf(sample, code)) <= most


@each_sample
def test_the_same_estimate_and_date_give_the_same_bytes(sample: str) -> None:
    of = sample_estimate(sample)
    assert made(of) == sample_pdf(sample, "de")
    other = document.summary_pdf(of, figures(), Language.named("de"), made_on=dt.date(2026, 11, 23))
    assert other != sample_pdf(sample, "de")


def test_the_same_case_seed_and_date_give_the_same_bytes() -> None:
    case = sample_case("sample_freelancer")
    assert made(estimated(case)) == made(estimated(case))


@each_sample
@each_language
def test_it_is_archivable_accessible_and_in_our_fonts(sample: str, code: str) -> None:
    with pikepdf.open(io.BytesIO(sample_pdf(sample, code))) as pdf:
        assert str(pdf.Root.Lang).lower().startswith(code)
        with pdf.open_metadata() as claims:
            assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("2", "A")
            assert claims["pdfuaid:part"] == "1"
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert fonts
        for font in fonts:
            assert "SourceSans3" in str(font.FontName)
            assert "/FontFile2" in font or "/FontFile3" in font


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            found += [node] if "/S" in node else []
            waiting += [node.K] if "/K" in node else []
    return found


@each_sample
@each_language
def test_headings_and_tables_are_tagged_and_each_chart_is_told_in_words(sample: str, code: str) -> None:
    of = (sample_estimate(sample), figures(), Language.named(code))
    with pikepdf.open(io.BytesIO(sample_pdf(sample, code))) as pdf:
        found = elements(pdf)
        tags = [str(element.S) for element in found]
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure"} <= set(tags)
        assert tags.count("/H1") == 1
        alts = {str(e.Alt) for e in found if str(e.S) == "/Figure" and "/Alt" in e}
    assert alts == {chart(*of).alt for chart in (charts.curve, charts.who_pays, charts.heads)}


def figures_that_must_stand_there(of: Estimate, language: Language) -> dict[str, str]:
    """Return the figures that a reader must find, written as the tables and the locale write them."""
    args = (of, figures(), language)
    policies, curve = tables.policies(*args), tables.exceedance(*args)
    who, heads = tables.who_pays(*args), tables.heads(*args)
    claim = of.burden.per_claim
    return {
        "claims a year": language.frequency(of.claim.year.value),
        "typical claim": language.euros_rounded(claim.p50.value),
        "one of ten claims": language.euros_rounded(claim.p90.value),
        "one of a hundred claims": language.euros_rounded(claim.p99.value),
        "limit": language.euros(of.policies[0].terms.limit_eur),
        "deductible": language.euros_exact(of.policies[0].terms.deductible_eur),
        "own assets": language.euros({s.field: s.value for s in of.stated}["provider.own_assets_eur"]),
        "once in a hundred years": curve.cell("100", "aggregate").text,
        "left of a typical claim": policies.cell("retained_p50", "0").text,
        "left on average": policies.cell("retained_mean", "1").text,
        "without a policy": policies.cell("retained_p99", str(len(of.policies) - 1)).text,
        "you pay": who.cell("one_in_10", "provider_eur").text,
        "insurer pays": who.cell("one_in_100", "insurer_eur").text,
        "largest head": heads.cell(max(of.heads, key=lambda p: p.mean_eur).name, "mean").text,
        "date": language.date(DAY),
        "trials": language.number(of.trials),
    }


@each_sample
@each_language
def test_the_figures_of_the_estimate_stand_in_it_as_the_locale_writes_them(sample: str, code: str) -> None:
    text = bare(read(sample_pdf(sample, code)))
    wanted = figures_that_must_stand_there(sample_estimate(sample), Language.named(code))
    assert not {name: figure for name, figure in wanted.items() if bare(figure) not in text}


@each_sample
@each_language
def test_sentences_are_those_of_the_screen_and_the_disclaimer_stands_once(sample: str, code: str) -> None:
    args = (sample_estimate(sample), figures(), language := Language.named(code))
    text = bare(read(sample_pdf(sample, code)))
    found = findings.headline(*args)
    said = [found.likelihood, found.severity, findings.cap(*args), findings.yearly(*args), findings.validation(*args)]
    assert not [sentence for sentence in said if bare(sentence) not in text]
    assert text.count(bare(findings.disclaimer(language))) == 1


@each_sample
def test_every_fact_stands_in_it_given_and_assumed_apart(sample: str) -> None:
    of, language = sample_estimate(sample), Language.named("de")
    text = bare(read(sample_pdf(sample, "de")))
    given, assumed = (text.index(bare(language.t(w))) for w in (
        "What you told us", "What is assumed because it was left open",
    ))  # fmt: skip
    assert given < assumed
    facts = tables.facts(of, figures(), language)
    parts = (text[given:assumed], text[given:assumed], text[assumed:])
    for table, part in zip(facts, parts, strict=True):
        missing = [c.text for line in table.lines for c in line.cells[:3] if bare(c.text) not in part]
        assert not missing, table.title


def test_an_agency_sees_its_projects_and_a_freelancer_no_table_of_one() -> None:
    text = read(sample_pdf("sample_agency", "de"))
    assert all(project.name in text for project in sample_case("sample_agency").projects)
    of = (figures(), Language.named("de"))
    assert document.summary(sample_estimate("sample_agency"), *of, made_on=DAY)["projects"]
    assert document.summary(sample_estimate("sample_freelancer"), *of, made_on=DAY)["projects"] is None


@each_sample
def test_years_told_in_words_are_shown_where_there_are_any(sample: str) -> None:
    text = read(made(sample_estimate(sample), stories=STORIES))
    assert all(story.text.strip() in text for story in STORIES)
    assert Language.named("de").once_in(20) in text
    assert STORIES[0].text not in read(sample_pdf(sample, "de"))


@pytest.mark.parametrize(
    "name",
    [NASTY, "x" * 200, "Straßenüberführungsänderungsgeschäft " * 5, "Ärger, Öl & Übel GmbH – „ß“", "{page} %s {0}"],
    ids=["markup", "one long word", "long words", "umlauts", "placeholders"],
)
@each_sample
def test_what_people_typed_prints_literally(sample: str, name: str) -> None:
    text = read(made(estimated(renamed(sample, name[:200]), 512)))
    assert bare(name[:200]) in bare(text)


@pytest.mark.parametrize("name", ["Rabatt 😀 Aktion", "שלום עולם", "\u202eabc", " ", "\u00ad\u00ad"], ids=range(5))
def test_what_cannot_be_drawn_breaks_nothing(name: str) -> None:
    text = read(made(estimated(renamed("sample_freelancer", name), 512)))
    assert (SUBSTITUTE in text) == any(ord(c) > 0x500 and c != "\u202e" for c in name)


def test_an_empty_case_has_a_summary_too() -> None:
    pdf = made(estimated(Case(), 512))
    assert pages(pdf) <= 4
    assert Language.named("de").t("Nothing was given, so all is assumed.") in read(pdf)


def test_many_projects_and_policies_fit_their_pages() -> None:
    case = sample_case("sample_agency")
    many = case.model_copy(update={"projects": case.projects * 6, "policies": case.policies * 5})
    pdf = made(estimated(many, 512))
    assert pages(pdf) <= 7
    text = read(pdf)
    assert Language.named("de").nt(
        "One smaller project stands in the case file only.", "{n} smaller projects stand in the case file only.", 16
    ) in text  # fmt: skip
    assert text.count(case.policies[0].name) >= 5


@each_sample
def test_all_data_are_plain_json(sample: str) -> None:
    data = document.summary(sample_estimate(sample), figures(), Language.named("en"), made_on=DAY)
    assert json.loads(json.dumps(data, allow_nan=False))


def test_a_summary_takes_no_time_worth_waiting_for() -> None:
    sample_pdf("sample_freelancer", "de")
    start = time.perf_counter()
    made(sample_estimate("sample_freelancer"), "en")
    assert time.perf_counter() - start < 5.0  # 0.2 s on an idle machine; this guards against a slip, not a wobble
