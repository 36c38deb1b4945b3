"""A PDF opens again as the case it was made of, with the figures that are printed in it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from riskmodel import casefile, publication, publish, simulate
from riskmodel.case import CaseError
from riskmodel.estimate import Estimate
from riskmodel.present import printed_tables, reopening, wording
from riskmodel.present.language import CODES, Language
from riskmodel.present.options import LAYOUTS, Layout
from riskmodel.present.reopening import Printed
from tests.present.test_document import each_layout, estimated, figures, made, renamed, sample_case

EN = Language.named("en")
SEED, TRIALS = 7, 1_024


@cache
def printed_estimate() -> Estimate:
    result = simulate.simulate(sample_case("sample_agency"), figures(), trials=TRIALS, seed=SEED)
    return publish.publish(result)


@cache
def summary(layout: Layout = "summary") -> bytes:
    return made(printed_estimate(), layout=layout)


def again(printed: Printed, **changed: int) -> Estimate:
    """Compute the case of the summary anew with its own seed and years, or with others."""
    run = {"seed": printed.seed, "trials": printed.trials, **changed}
    return publish.publish(simulate.simulate(reopening.parse(summary()).case, figures(), **run))


def opened() -> Printed:
    printed = reopening.parse(summary()).printed
    assert printed is not None
    return printed


@each_layout
def test_the_case_comes_back_with_seed_years_and_versions(layout: Layout) -> None:
    found = reopening.parse(summary(layout), "it.pdf")
    assert found.case == sample_case("sample_agency")
    assert found.printed is not None
    assert (found.printed.seed, found.printed.trials) == (SEED, TRIALS)
    assert found.printed.data == printed_estimate().data_version


def test_computed_anew_every_figure_is_the_one_printed() -> None:
    printed, now = opened(), again(opened())
    assert json.loads(json.dumps(publication.as_json(now, printed.riskmodel))) == {
        key: value for key, value in printed.figures.items() if key not in ("story", "validation")
    }
    assert printed_tables.same(printed, now)
    assert printed_tables.finding(printed, now, "it.pdf", EN) == "All figures are those printed in “it.pdf”."
    both = printed_tables.both(printed, now, EN)
    assert all(line.cells[1].text == line.cells[2].text for line in both.lines)
    # And what is typeset of it anew is the same document, byte for byte.
    assert made(now) == summary()


def test_another_seed_is_said_and_both_sets_of_figures_stand_side_by_side() -> None:
    printed, now = opened(), again(opened(), seed=8)
    assert not printed_tables.same(printed, now)
    said = printed_tables.finding(printed, now, "it.pdf", EN)
    assert "seed 7 and 1,024 simulated years, this with seed 8 and 1,024" in said
    assert said.endswith("the table shows both.")
    both = printed_tables.both(printed, now, EN)
    assert both.cell("measures.burden.per_claim.p99", "printed") != both.cell("measures.burden.per_claim.p99", "now")
    wanted = EN.euros(float(f"{printed_estimate().burden.per_claim.p99.value:.3g}"))
    assert both.cell("measures.burden.per_claim.p99", "printed").text == wanted


@pytest.mark.parametrize("key", ["riskmodel", "data"])
@pytest.mark.parametrize("code", CODES)
def test_another_version_says_so_also_where_the_figures_are_the_same(key: str, code: str) -> None:
    language = Language.named(code)
    old = tampered(lambda f: f.update({key: "0.0.9"}))
    printed = reopening.parse(old).printed
    assert printed is not None
    said = printed_tables.finding(printed, again(printed), "alt.pdf", language)
    assert "0.0.9" in said
    assert said.endswith(language.t("The figures are the same."))


def test_figures_of_an_older_version_that_lack_some_stand_beside_the_new_ones_as_far_as_they_go() -> None:
    def older(found: dict[str, Any]) -> None:
        found["riskmodel"] = "0.0.9"
        found["likelihood"]["claim"]["year"] = 0.5
        del found["above_own_assets_probability"]
        found["policies"] = found["policies"][1:]
        found["measures"]["burden"]["per_claim"]["p50"] = "much"

    printed = reopening.parse(tampered(older)).printed
    assert printed is not None
    now = again(printed)
    assert not printed_tables.same(printed, now)
    both = printed_tables.both(printed, now, EN)
    assert both.cell("likelihood.claim.year", "printed").text.startswith("in 5 of 10 years")
    assert both.cell("above_own_assets_probability.value", "printed").text == "–"
    assert both.cell("measures.burden.per_claim.p50", "printed").text == "–"
    assert both.cell("measures.burden.per_claim.p50", "now").text != "–"


def tampered(change: Callable[[dict[str, Any]], None]) -> bytes:
    """Return the summary with other figures inside, as another version would have written them."""
    with pikepdf.open(io.BytesIO(summary())) as pdf:
        found = json.loads(pdf.attachments["figures.json"].get_file().read_bytes())
        change(found)
        return _with(pdf, "figures.json", json.dumps(found).encode())


def _with(pdf: pikepdf.Pdf, name: str, content: bytes) -> bytes:
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


# --- what is no summary of ours


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.update(seed=-1),
        lambda f: f.update(seed="1"),
        lambda f: f.update(trials=10**9),
        lambda f: f.update(trials=0),
        lambda f: f.update(trials=True),
        lambda f: f.update(riskmodel=5),
        lambda f: f.update(data="x" * 1_000),
        lambda f: f.pop("data"),
    ],
)
def test_figures_that_nobody_could_have_printed_are_refused(change: Callable[[dict[str, Any]], None]) -> None:
    assert refused(tampered(change)) == ["pdf_without_case"]


def refused(content: bytes) -> list[str]:
    with pytest.raises(CaseError) as caught:
        reopening.parse(content, "it.pdf")
    for fault in caught.value.faults:
        assert wording.fault(fault, EN).startswith("it.pdf")
    return [fault.code for fault in caught.value.faults]


def test_a_pdf_of_somebody_else_is_told_apart_from_a_damaged_one() -> None:
    plain = io.BytesIO()
    pikepdf.new().save(plain)
    assert refused(plain.getvalue()) == ["pdf_without_case"]
    assert refused(b"%PDF-1.7\n" + b"\0" * 100) == ["pdf_unreadable"]
    assert refused(summary()[:20_000]) == ["pdf_unreadable"]
    assert refused(summary() + b" " * 5_000_000) == ["file_too_large"]


def test_a_locked_pdf_is_refused() -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(summary())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user="x", owner="y"))
    assert refused(target.getvalue()) == ["pdf_unreadable"]


def test_a_wrong_case_inside_is_named_like_any_wrong_case() -> None:
    with pikepdf.open(io.BytesIO(summary())) as pdf:
        content = _with(pdf, "case.toml", b"[provider]\nrevenue_eur = -1\n")
    assert refused(content) == ["out_of_range"]


@pytest.mark.parametrize("at", range(0, 40_000, 2_500))
def test_a_damaged_byte_gives_the_case_or_a_sentence_never_a_crash(at: int) -> None:
    content = bytearray(summary("overview"))
    content[at : at + 40] = b"\xff" * 40
    try:
        assert reopening.parse(bytes(content), "it.pdf").case == sample_case("sample_agency")
    except CaseError as error:
        assert error.faults


def test_case_files_are_read_as_before(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(casefile.write(sample_case("sample_freelancer")), encoding="utf-8")
    found = reopening.read(path)
    assert (found.case, found.printed) == (sample_case("sample_freelancer"), None)
    path.with_suffix(".pdf").write_bytes(summary())
    assert reopening.read(path.with_suffix(".pdf")).case == sample_case("sample_agency")
    with pytest.raises(CaseError):
        reopening.read(tmp_path / "missing.pdf")


@pytest.mark.parametrize("name", ['"; x = 1 #', "😀 \u202e", "a\\n[provider]", "\u0001"])
def test_odd_names_come_back_as_they_were(name: str) -> None:
    case = renamed("sample_freelancer", name)
    for layout in LAYOUTS:
        assert reopening.parse(made(estimated(case, 512), layout=layout)).case == case
