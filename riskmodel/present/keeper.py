"""The one component of our own: opens and drops files, keeps the desk in the visitor's browser, copies an address.

It stands for Streamlit's uploader and its word of a lost connection, whose texts are English only, and for what a
server must not keep.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import streamlit as st

from riskmodel.present import theme

_STYLE: Final = f"""
.rm-drop {{ display: inline-block; }}
.rm-zone {{ display: flex; align-items: center; justify-content: space-between; gap: .75rem 1.5rem; flex-wrap: wrap;
  border: 1px dashed {theme.SECONDARY}; border-radius: 4px; padding: 1rem 1.25rem; }}
.rm-drop-words {{ margin: 0; color: {theme.SECONDARY}; }}
.rm-button {{ font: inherit; font-size: {theme.SCREEN_SIZES["small"]}px; color: {theme.INK}; background: {theme.PAPER};
  border: 1px solid {theme.HAIRLINE}; border-radius: 4px; min-height: 2rem; padding: .2rem .6rem; cursor: pointer;
  white-space: nowrap; }}
.rm-button:hover {{ border-color: {theme.ACCENT}; color: {theme.ACCENT}; }}
.rm-button:focus-visible, .rm-copy input:focus-visible {{ outline: 2px solid {theme.ACCENT}; outline-offset: 2px; }}
.rm-veil:not([hidden]) {{ position: fixed; inset: 1rem; z-index: 1000; display: grid; place-items: center;
  background: {theme.PAPER}; opacity: .95; border: 2px dashed {theme.ACCENT}; border-radius: 4px; color: {theme.ACCENT};
  font-size: {theme.SCREEN_SIZES["heading"]}px; pointer-events: none; }}
.rm-lost:not([hidden]) {{ position: fixed; inset: 0 0 auto; z-index: 1001; padding: .5rem 1.5rem; text-align: center;
  background: {theme.INK}; color: {theme.PAPER}; }}
body:has(.rm-lost:not([hidden])) [data-testid="stDialog"] {{ display: none; }} /* Streamlit's own, English only */
.rm-copy {{ display: flex; gap: .5rem; }}
.rm-copy input {{ font: inherit; flex: 1; min-width: 0; color: {theme.INK}; background: {theme.SURFACE};
  border: 1px solid {theme.HAIRLINE}; border-radius: 4px; padding: .2rem .6rem; }}
"""
_COMPONENT: Final = st.components.v2.component(
    "riskmodel.keeper",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    css=_STYLE,
    isolate_styles=False,
)


def mount(key: str, data: dict[str, Any], *, wide: bool = True, **on: Callable[[], None]) -> None:
    """Put the component on the page.

    Parameters
    ----------
    key
        Where its messages arrive in the session.
    data
        ``look`` and ``words``, and what that look needs; see ``keeper.js``.
    wide
        Whether it takes the width there is, or its own.
    on
        What to call when a message arrives: ``on_file_change``, ``on_kept_change``, ``on_full_change``.
    """
    answers: dict[str, Any] = dict(on)
    # In a list: Streamlit searches a dictionary for tables and loads pandas for that, a second at the first visit.
    _COMPONENT(key=key, data=[data], width="stretch" if wide else "content", **answers)
