"""Whose paper it is: what a branding file may hold, what a logo may not, and what is said about either."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from riskmodel.case import CaseError, Fault
from riskmodel.present import branding, document_faults, logo, theme, wording
from riskmodel.present.branding import Branding
from riskmodel.present.language import CODES, Language
from riskmodel.present.typeset import typeset
from tests.present.test_typeset import content

PRESENT = Path(branding.__file__).parent
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {0}>{1}</svg>'
SIZED = 'viewBox="0 0 40 20"'
RECT = '<rect width="40" height="20" fill="#7a1f3d"/>'


def svg(inner: str, size: str = SIZED) -> bytes:
    return SVG.format(size, inner).encode()


def png(width: int = 60, height: int = 20, mode: str = "RGBA") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height)).save(file, "PNG")
    return file.getvalue()


def written(folder: Path, text: str, logo_file: bytes | None = None, name: str = "logo.svg") -> Path:
    path = folder / "sender.toml"
    path.write_text(text, encoding="utf-8")
    if logo_file is not None:
        (folder / name).write_bytes(logo_file)
    return path


def faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(CaseError) as caught:
        branding.read(path)
    for fault in caught.value.faults:
        for code in CODES:  # each has its sentence, with the file in it
            assert wording.fault(fault, Language.named(code)).startswith(fault.file)
    return caught.value.faults


# --- the file


def test_every_line_is_read_and_every_line_may_be_left_out(tmp_path: Path) -> None:
    text = """
        name = "Maklerbüro Nord GmbH"
        address = "Hafenstraße 1\\n20457 Hamburg"
        logo = "logo.svg"
        accent = "#7A1F3D"
        closing = "Bis bald."
        closing_en = "See you soon."
        reference = "2026-0815"
        valid_days = 30
        signatures = true
    """
    found = branding.read(written(tmp_path, text, svg(RECT)))
    assert found.address.splitlines() == ["Hafenstraße 1", "20457 Hamburg"]
    assert found.printed_accent == "#7a1f3d"
    assert (found.closing_in("de"), found.closing_in("en")) == ("Bis bald.", "See you soon.")
    assert Branding(closing="Bis bald.").closing_in("en") == "Bis bald."
    assert found.valid_until(dt.date(2026, 12, 15)) == dt.date(2027, 1, 14)
    assert found.logo.startswith("<svg")
    assert branding.read(written(tmp_path, "")) == Branding()
    assert Branding().valid_until(dt.date(2026, 12, 15)) is None


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("name = 5", "name", "not_text"),
        (f'name = "{"x" * 101}"', "name", "text_too_long"),
        ('name = "zwei\\nZeilen"', "name", "too_many_lines"),
        (f'address = "{"x" * 301}"', "address", "text_too_long"),
        (f'closing = "{"Zeile" + chr(92) + "n" * 1}{("a" + chr(92) + "n") * 7}"', "closing", "too_many_lines"),
        ('accent = "dunkelrot"', "accent", "not_a_colour"),
        ('accent = "#12345"', "accent", "not_a_colour"),
        ("accent = 123456", "accent", "not_a_colour"),
        ("valid_days = 0", "valid_days", "out_of_range"),
        ("valid_days = 1.5", "valid_days", "not_a_number"),
        ("valid_days = true", "valid_days", "not_a_number"),
        ('signatures = "ja"', "signatures", "not_yes_or_no"),
        ('nmae = "x"', "nmae", "unknown_key"),
        ('logo = "../logo.svg"', "logo", "not_a_file_name"),
        ('logo = "/etc/hostname"', "logo", "not_a_file_name"),
        ('logo = "missing.svg"', "", "file_unreadable"),
        ("name = ", "", "file_not_toml"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, field: str, code: str) -> None:
    (fault,) = faults(written(tmp_path, line))
    assert (fault.field, fault.code) == (field, code)


def test_all_wrong_lines_are_named_at_once_and_a_misspelt_key_with_the_nearest(tmp_path: Path) -> None:
    both = faults(written(tmp_path, 'acent = "#000000"\nvalid_days = "viele"\n'))
    assert {fault.code for fault in both} == {"unknown_key", "not_a_number"}
    near = next(fault for fault in both if fault.code == "unknown_key")
    assert near.allowed == "accent"
    assert "Did you mean “accent”?" in wording.fault(near, Language.named("en"))


def test_a_missing_a_large_and_a_binary_file_are_a_sentence_each(tmp_path: Path) -> None:
    assert faults(tmp_path / "missing.toml")[0].code == "file_unreadable"
    assert faults(written(tmp_path, "#" * 100_001))[0].code == "branding_too_large"
    (tmp_path / "sender.toml").write_bytes(b'name = "\xff\xfe"')
    assert faults(tmp_path / "sender.toml")[0].code == "file_not_text"


def test_there_are_words_for_every_fault_of_documents_and_no_more() -> None:
    raised = set()
    for file in ("branding", "logo", "reopening"):
        text = (PRESENT / f"{file}.py").read_text(encoding="utf-8")
        raised |= set(re.findall(r'(?:_refuse|_refused|Fault)\(\s*"(\w+)"', text))
    assert raised - wording.CODES == document_faults.TEXTS.keys()


# --- the colour


@pytest.mark.parametrize("pale", ["#ffdd00", "#ff8800", "#777777", "#fff"])
def test_a_colour_too_pale_to_read_gives_way_to_ours_and_this_is_said(pale: str) -> None:
    sender = Branding(accent=pale)
    assert sender.printed_accent == theme.ACCENT
    for code in CODES:
        said = branding.note(sender, Language.named(code))
        assert sender.accent in said
        assert theme.ACCENT in said


@pytest.mark.parametrize("dark", ["#7a1f3d", "#767676", "#000"])
def test_a_colour_that_can_be_read_is_used_and_nothing_is_said(dark: str) -> None:
    sender = Branding(accent=dark)
    assert sender.printed_accent == sender.accent
    assert theme.contrast(sender.accent, theme.PAPER) >= 4.5
    assert branding.note(sender, Language.named("de")) == ""


# --- the logo


def drawn(of: str) -> bytes:
    """Typeset a document with a logo; the typesetter refuses what it cannot read."""
    return typeset("specimen.typ", content(), language=Language.named("de"), timestamp=0, logo=of)


@pytest.mark.parametrize(
    "inner",
    [
        RECT,
        f"<title>Logo</title><metadata>x</metadata><!-- made by hand --><g><g>{RECT}</g></g>",
        f'<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs>{RECT}',
        '<style>.a{fill:url(#b)}</style><rect class="a" width="4" height="4"/>',
        f'<clipPath id="c"><circle r="5"/></clipPath><g clip-path="url(#c)">{RECT}</g>',
        f'<e:note xmlns:e="http://editor.example">x</e:note>{RECT}',
    ],
)
def test_plain_drawings_pass_and_can_be_typeset(inner: str) -> None:
    plain = logo.read(svg(inner), "logo.svg")
    assert "metadata" not in plain
    assert "editor.example" not in plain
    assert drawn(plain).startswith(b"%PDF")


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect width="1" height="1" onload="alert(1)"/>',
        '<rect width="1" height="1" ONCLICK="alert(1)"/>',
        '<image href="http://elsewhere.example/a.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<a xlink:href="javascript:alert(1)"><rect width="1" height="1"/></a>',
        '<linearGradient id="g" xlink:href="http://elsewhere.example/g.svg#x"/>',
        '<rect width="1" height="1" fill="url(http://elsewhere.example/#a)"/>',
        "<rect width='1' height='1' style=\"fill:url( 'http://elsewhere.example')\"/>",
        "<style>@import url(http://elsewhere.example/a.css);</style>",
        "<style>rect{fill:u\\72l(http://elsewhere.example)}</style>",
        "<text>Makler</text>",
        '<use href="#a"/>',
        '<filter id="f"><feGaussianBlur stdDeviation="900"/></filter>',
        '<animate attributeName="x"/>',
        '<pattern id="p"><rect width="1" height="1"/></pattern>',
        "<g>" * 60 + "</g>" * 60,
        "<g/>" * 5_001,
    ],
)
def test_a_drawing_that_is_more_than_shapes_is_refused(inner: str) -> None:
    with pytest.raises(CaseError) as caught:
        logo.read(svg(inner), "logo.svg")
    (fault,) = caught.value.faults
    assert fault.code == "logo_unsafe"
    assert fault.given


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("&a;"), "logo_unsafe"),
        (b"<svg", "logo_broken"),
        (b"<svg/>", "logo_kind"),
        (b"GIF89a", "logo_kind"),
        (b"%PDF-1.7", "logo_kind"),
        (b"\xff\xd8\xff\xe0", "logo_kind"),
        (svg(RECT).replace(b"\n", b"").decode().encode("utf-16"), "logo_kind"),
        (svg(RECT, ""), "logo_size"),
        (svg(RECT, 'width="0" height="0"'), "logo_size"),
        (svg(RECT, 'viewBox="0 0 -4 4"'), "logo_size"),
        (svg(RECT, 'width="100%" height="x"'), "logo_size"),
        (svg(RECT) + b" " * 500_000, "logo_too_large"),
        (png()[:60], "logo_broken"),
        (png(4_001, 1), "logo_pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "logo_broken"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_by_what_is_wrong(file: bytes, code: str) -> None:
    with pytest.raises(CaseError) as caught:
        logo.read(file, "logo.svg")
    assert [fault.code for fault in caught.value.faults] == [code]


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "P", "1", "I;16"])
def test_pictures_of_every_kind_of_png_can_be_typeset(mode: str) -> None:
    assert drawn(logo.read(png(mode=mode), "logo.png")).startswith(b"%PDF")


@pytest.mark.parametrize("size", [(400, 4), (4, 400), (30, 30)])
def test_a_logo_of_any_shape_stays_in_its_field(size: tuple[int, int]) -> None:
    assert drawn(logo.read(png(*size), "logo.png")).startswith(b"%PDF")
