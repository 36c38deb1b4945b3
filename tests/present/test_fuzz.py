"""Whatever a visitor clicks, types, drops or opens, no page ends in an exception.

Random walks over all widgets of all pages, each from its own seed, so that a walk that fails can be walked again:
`pytest "tests/present/test_fuzz.py::test_no_walk_ends_in_an_exception[17]" --long`. Fifty walks are part of every run,
five hundred of a long one. Pages and widgets are found by themselves: pages from the navigation, widgets by kind.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.runtime.state.common import TESTING_KEY
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import SelectSlider, Widget

from riskmodel import casefile, caselink
from riskmodel.present import exchange, frame, session

ROOT = Path(__file__).resolve().parents[2]
STEPS = 8
CASES = sorted((ROOT / "data" / "cases").glob("*.toml"))
READABLE = ("", "0", "1", "0,5", "12", "100", "5.000", "1.500.000", "50 000 €", "2 Mio.", "80 T€", "15 %")
TYPED = (
    "", " ", "0", "-1", "1", "0,5", "12", "100", "101", "9999", "1.500.000", "1,500,000", "50 000 €", "2 Mio.", "80 T€",
    "1e9", "1e400", "nan", "inf", "50.000,5.0", "fünfzig", "%", "15 %", "½", "١٢", "𝟗", "9" * 80, "x" * 250, "\0",
    "![x](https://elsewhere.example/x.png)", "<b>{0}</b> {name} %s $a$", "a\nb", "­", "999999999999999",
)  # fmt: skip
FILES = (
    b"", b"\xff\xfe\x00", b"[provider\n", b"# x\n" * 300_000, b"schema_version = 9", b"provider = 5",
    b'[[policy]]\nlimit_eur = 5\nexcluded_heads = ["nonsense"]\n', b"project = []", b"[[project]]\n" * 200,
    b"[[project]]\n" * 201, b'[[project]]\n[project.contract]\ncap = "none"\ncap_eur = 5\n',
    b"[[project]]\ncontract_value_eur = 1e12\n[project.client]\nrevenue_eur = 0\npeople = 0\n",
    b"[provider]\nrevenue_eur = { low = 1000, high = 1000000000000 }",
    b"[[policy]]\nlimit_eur = 1\ndeductible_share = 1",
)  # fmt: skip
PAPER = (
    ("a.toml", b'name = "x"\nvalid_days = 9\nsignatures = true'), ("a.toml", b"nmae = 1"), ("a.svg", b"<svg/>"),
    ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0"/></svg>'), ("a.png", b""),
)  # fmt: skip


class Walk:
    """One visitor's way through the app."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.at = AppTest.from_file(str(ROOT / "risk_app.py"), default_timeout=120)
        self.at.query_params[session.LANGUAGE_KEY] = self.chance.choice(["de", "en", "fr"])
        if self.chance.random() < 0.2:
            self.at.query_params[exchange.LINK_KEY] = self.link()
        self.log = ["open"]
        self.at.run()

    def link(self) -> str:
        text = caselink.write(casefile.read(self.chance.choice(CASES)))
        return self.chance.choice([text, text[: self.chance.randrange(len(text))], "", "1" + text[::-1]])

    def step(self, downloads: list[Callable[[], bytes]]) -> None:
        """Do one thing: mostly use a widget, now and then change the page, open a file or fetch one."""
        act = self.chance.choices([self.go, self.browser, self.open_groups, self.touch], [20, 8, 12, 60])[0]
        act()
        for fetch in downloads[-1:]:
            if self.chance.random() < 0.2:
                self.log.append("download")
                assert fetch()
        downloads.clear()

    def leave(self) -> None:
        """Stop what still computes for this visitor, or it would compete with the next one."""
        for name in ("outcome", "cover", "what-if"):
            if (place := f"work-{name}") in self.at.session_state:
                self.at.session_state[place][1].stop()

    def go(self) -> None:
        page = self.chance.choice(list(frame.PAGES))
        self.log.append(f"page {page}")
        self.at.switch_page(str(frame.page_file(page).relative_to(ROOT))).run()

    def browser(self) -> None:
        """Do what comes from the browser rather than from a widget."""
        visitor = self.at.session_state[session.VISITOR]
        kept, file = visitor.kept() or "{}", self.chance.choice((*FILES, self.chance.choice(CASES).read_bytes()))
        cut = self.chance.choice([len(kept), self.chance.randrange(len(kept))])
        acts: dict[str, Callable[[], None]] = {
            "file": lambda: visitor.open_file("a.toml", file),
            "kept": lambda: visitor.take_back(kept[:cut]),
            "link": lambda: visitor.open_link(self.link()),
            "paper": lambda: visitor.open_paper(*self.chance.choice(PAPER), 0),
        }
        name = self.chance.choice(list(acts))
        self.log.append(f"{name} {file[:30]!r}")
        acts[name]()
        self.at.run()

    def open_groups(self) -> None:
        for group in self.at.expander:
            if str(group.key).startswith("group-"):
                self.at.session_state[f"{group.key}-open"] = self.chance.random() < 0.6
        self.log.append("groups")
        self.at.run()

    def touch(self) -> None:
        """Use one widget of the page, whatever kind it is."""
        usable = [w for kind in USED for w in self.at.get(kind) if not w.proto.disabled]
        widget = self.chance.choice(usable)
        value = USED[widget.type](widget, self.chance)
        self.log.append(f"{widget.type} {widget.key} {value!r}"[:160])
        widget.set_value(value).run()


def some(widget: Any, chance: random.Random) -> Any:
    if chance.random() < 0.15:  # a browser may send back a label that has changed meanwhile
        widget.options = [*widget.options, "a label of before"]
    return chance.choice(list(widget.options)[-30:])


def sent(slider: Any, value: Any) -> str:
    """Return what the browser sends of a slider: a chosen label as it is, which the test client would label again."""
    if value in slider.options:
        return str(value)
    return str(slider.root.session_state[TESTING_KEY][slider.id](value))


def several(widget: Any, chance: random.Random) -> Any:
    options = list(widget.options)
    if getattr(widget, "_is_single_select", False):
        return chance.choice(options)
    return chance.sample(options, chance.randint(0, min(3, len(options))))


def between(widget: Any, chance: random.Random) -> Any:
    low = -1e9 if widget.min is None else widget.min
    high = 1e9 if widget.max is None else widget.max
    drawn = sorted(type(low)(chance.choice([low, high, low + (high - low) * chance.random()])) for _ in range(2))
    return drawn if isinstance(widget.value, tuple | list) else drawn[0]


def typed(widget: Any, chance: random.Random) -> str:
    # Mostly what can be read, or no walk would ever see a result.
    return chance.choice(READABLE if chance.random() < 0.7 else TYPED)[: widget.proto.max_chars or None]


#: How each kind of widget is used.
USED: dict[str, Callable[[Any, random.Random], Any]] = {
    "button": lambda widget, chance: True,
    "checkbox": lambda widget, chance: not widget.value,
    "toggle": lambda widget, chance: not widget.value,
    "text_input": typed,
    "text_area": typed,
    "selectbox": some,
    "radio": some,
    "select_slider": some,
    "multiselect": several,
    "button_group": several,
    "slider": between,
    "number_input": between,
    "color_picker": lambda widget, chance: chance.choice(["#000000", "#ffffff", "#7a1f3d"]),
}


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], bytes]]:
    """Simulate few years, for these walks look for exceptions and not at figures; collect what could be fetched."""
    monkeypatch.setitem(session.calibration().tables["model"], "trials", 256)  # type: ignore[arg-type]
    made: list[Callable[[], bytes]] = []
    draw = streamlit.download_button

    def note(label: str, data: Any, **options: Any) -> Any:
        if callable(data):
            made.append(data)
        return draw(label, data, **options)

    monkeypatch.setattr(streamlit, "download_button", note)
    monkeypatch.setattr(SelectSlider, "format_func", property(lambda slider: partial(sent, slider)))
    return made


def test_no_walk_ends_in_an_exception(walk: int, downloads: list[Callable[[], bytes]]) -> None:
    chosen = Walk(walk)
    for _ in range(STEPS):
        assert not chosen.at.exception, chosen.log
        chosen.step(downloads)
    assert not chosen.at.exception, chosen.log
    chosen.leave()


@pytest.mark.parametrize("page", frame.PAGES)
def test_every_kind_of_widget_there_is_is_used(page: str) -> None:
    at = AppTest.from_file(str(ROOT / "risk_app.py"), default_timeout=120).run()
    at.switch_page(str(frame.page_file(page).relative_to(ROOT))).run()
    assert {element.type for element in at if isinstance(element, Widget)} <= {*USED, "download_button"}
