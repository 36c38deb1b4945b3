"""A case passes through a link with every figure and no name; whatever else stands there is refused in one sentence."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmodel import casefile, caselink
from riskmodel.case import Case, CaseError, Client, Policy, Project, Provider

CASES = sorted((Path(__file__).resolve().parents[1] / "data" / "cases").glob("*.toml"))


def link(data: object) -> str:
    return "1" + base64.urlsafe_b64encode(zlib.compress(json.dumps(data).encode())).decode().rstrip("=")


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_named_case_comes_out_of_its_link_as_it_was_but_for_the_names(file: Path) -> None:
    case = casefile.read(file)
    found = caselink.read(caselink.write(case))
    assert casefile.write(found) == casefile.write(caselink.nameless(case))
    assert found.projects[0].client == case.projects[0].client


def test_a_link_holds_no_names() -> None:
    case = Case(
        title="Angebot Frühjahr",
        provider=Provider(name="Jana Sommer", revenue_eur=95_000.0),
        projects=(Project(name="Bergfreund", client=Client(revenue_eur=7.0)),),
        policies=(Policy(name="Hanse", limit_eur=250_000.0),),
    )
    letters = caselink.write(case).removeprefix("1")
    content = zlib.decompress(base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))).decode()
    assert not [name for name in ("Angebot", "Jana", "Bergfreund", "Hanse") if name in content]
    assert "250000" in content


@given(value=st.floats(0.0, 1e12), share=st.floats(0.0, 1.0))
def test_figures_come_out_to_the_last_bit(value: float, share: float) -> None:
    case = Case(projects=(Project(contract_value_eur=value, client=Client(margin_share=share)),))
    found = caselink.read(caselink.write(case)).projects[0]
    assert (found.contract_value_eur, found.client.margin_share) == (value, share)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "x",
        "2" + link({}).removeprefix("1"),
        link({})[:-3],
        link([1, 2]),
        link("text"),
        link({"title": "\ud83d"}),
        link({"project": [{"activity": "web_shop"}] * 3})[:40],
        "1" + "é" * 20,
        "1" + base64.urlsafe_b64encode(zlib.compress(b"{" * 900)).decode(),
        "1" + base64.urlsafe_b64encode(zlib.compress(b"[" * 100_000 + b"]" * 100_000)).decode().rstrip("="),
        "1" + base64.urlsafe_b64encode(zlib.compress(b" " * 3_000_000 + b"{}", 9)).decode().rstrip("="),
    ],
    ids=range(13),
)
def test_what_was_cut_off_or_changed_is_refused(text: str) -> None:
    with pytest.raises(CaseError) as refused:
        caselink.read(text)
    assert [fault.code for fault in refused.value.faults] == ["link_broken"]


def test_a_figure_that_a_case_may_not_have_is_named() -> None:
    with pytest.raises(CaseError) as refused:
        caselink.read(link({"project": [{"contract_value_eur": -5}]}))
    assert [(fault.code, fault.field) for fault in refused.value.faults] == [
        ("out_of_range", "project.1.contract_value_eur")
    ]


@given(st.text(max_size=300))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(CaseError):
        caselink.read("1" + text)


def test_a_case_too_large_for_a_link_is_refused_and_the_sample_agency_is_not() -> None:
    def client(i: int) -> Client:
        return Client(revenue_eur=1e6 / (i + 3), people=1e5 / (i + 11), margin_share=1.0 / (i + 13))

    projects = tuple(Project(contract_value_eur=1e4 / (i + 7), client=client(i)) for i in range(200))
    with pytest.raises(CaseError) as refused:
        caselink.write(Case(projects=projects))
    assert [fault.code for fault in refused.value.faults] == ["link_too_long"]
    agency = casefile.read(next(file for file in CASES if file.stem == "sample_agency"))
    assert len(caselink.write(agency)) < 2_000
