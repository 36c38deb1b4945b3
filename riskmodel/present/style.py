"""The look of the pages where Streamlit's own differs from it: one block of rules, coloured by the theme."""

from __future__ import annotations

import json
from html import escape
from typing import Final, Literal

import streamlit as st

from riskmodel.present import theme
from riskmodel.present.language import Language

_RULES: Final = f"""
[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stDecoration"], [data-testid="stStatusWidget"],
[data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"], [data-testid="InputInstructions"],
[data-testid="stHeaderActionElements"] {{ display: none !important; }}
.stMainBlockContainer {{ max-width: 76rem; padding: .25rem 1.5rem 3rem; }}
.stMain h1 {{ font-size: {theme.SCREEN_SIZES["title"]}px; font-weight: 600; padding: 0; line-height: 1.25; }}
.stMain h2 {{ font-size: {theme.SCREEN_SIZES["heading"]}px; font-weight: 600; padding: 0; line-height: 1.3; }}
.rm p, .rm h1, .rm h2, .rm ul {{ margin: 0; }}
.rm h1, .rm h2 {{ text-wrap: balance; }}
.rm-product {{ font-size: 18px; font-weight: 600; letter-spacing: -.005em; white-space: nowrap; }}
.rm-sample {{ color: {theme.PAYERS_TEXT["you"]}; font-weight: 600; margin-left: 1rem;
  font-size: {theme.SCREEN_SIZES["small"]}px; white-space: nowrap; }}
.rm-note {{ font-size: {theme.SCREEN_SIZES["small"]}px; color: {theme.SECONDARY}; line-height: 1.45; }}
.rm-lead {{ color: {theme.SECONDARY}; line-height: 1.5; max-width: 42rem; }}
.rm h1 + .rm-lead {{ margin-top: .3rem; }}
.rm-lead + .rm-lead {{ margin-top: .6rem; }}
.rm-question {{ font-weight: 600; line-height: 1.4; }}
.rm-why {{ font-size: {theme.SCREEN_SIZES["small"]}px; color: {theme.SECONDARY}; line-height: 1.4; max-width: 40rem; }}
.rm-unit {{ color: {theme.SECONDARY}; white-space: nowrap; }}
.rm-echo {{ font-size: {theme.SCREEN_SIZES["small"]}px; line-height: 1.4; min-height: 1.4em; color: {theme.SECONDARY};
  font-variant-numeric: tabular-nums; }}
.rm-problem {{ font-size: {theme.SCREEN_SIZES["small"]}px; line-height: 1.4; min-height: 1.4em;
  color: {theme.PAYERS_TEXT["you"]}; font-weight: 600; }}
.rm-rule {{ border: 0; border-top: 1px solid {theme.HAIRLINE}; margin: 0; }}
.rm-number {{ font-variant-numeric: tabular-nums; white-space: nowrap; }}

/* the header: name and tools, then the way */
.st-key-frame {{ gap: .25rem; }}
.st-key-tools button {{ min-height: 2rem; padding: .2rem .6rem; }}
.st-key-tools button p, .st-key-tools a p {{ font-size: {theme.SCREEN_SIZES["small"]}px; }}
.st-key-way {{ border-top: 1px solid {theme.HAIRLINE}; border-bottom: 1px solid {theme.HAIRLINE};
  padding: .15rem 0; align-items: center; }}
.st-key-way a {{ padding-left: 0; padding-right: 0; background: none !important; border-radius: 0; }}
.st-key-way a p {{ color: {theme.SECONDARY}; font-weight: 400; }}
.st-key-way a:hover p {{ color: {theme.ACCENT}; }}
.st-key-way a[aria-current="page"] p, .st-key-way [class*="-here"] a p {{ color: {theme.INK}; font-weight: 600; }}

/* seen also where the page is scrolled, such as after a file was dropped far below */
[data-testid="stLayoutWrapper"]:has(> .st-key-notice) {{ position: sticky; top: 0; z-index: 5; }}
.st-key-notice {{ background: {theme.PAPER}; padding: .3rem 0; border-bottom: 1px solid {theme.HAIRLINE}; }}

/* who uses the keyboard sees where he is */
.stMain :is(a, button, summary, [tabindex]):focus-visible, .stMain [role="tab"]:focus-visible {{
  outline: 2px solid {theme.ACCENT} !important; outline-offset: 2px; box-shadow: none !important; border-radius: 2px; }}

.st-key-variant {{ padding-top: .4rem; }}
.st-key-small-print a, .st-key-tools a {{ padding-left: 0; padding-right: 0; background: none !important; }}
.st-key-small-print a p, .st-key-small-print button p {{ font-size: {theme.SCREEN_SIZES["small"]}px; }}
.st-key-small-print button {{ padding: 0; min-height: 0; margin: -2px 0 0; }}
.rm-entry + .rm-entry {{ margin-top: .8rem; }}

/* Streamlit's controls, flatter */
.stButton button, .stDownloadButton button, .stPopover button {{ box-shadow: none; border-radius: 4px; }}
.stButton button[kind="tertiary"], .stDownloadButton button[kind="tertiary"] {{ color: {theme.ACCENT}; }}
.stExpander details {{ border-width: 1px 0 0 0; border-radius: 0; }}
.stExpander summary {{ padding-left: 0; padding-right: 0; }}
.stExpander summary p {{ font-weight: 600; }}
.stExpander [data-testid="stExpanderDetails"] {{ padding: .25rem 0 1.25rem; }}
[data-testid="stSpinner"] {{ animation: rm-appear .01s 500ms both; }}
@keyframes rm-appear {{ from {{ visibility: hidden; }} to {{ visibility: visible; }} }}
.st-key-projects, [class*="st-key-row-"] {{ border-top: 1px solid {theme.HAIRLINE}; padding-top: .8rem; }}
.stExpander [class*="st-key-row-"] {{ padding-top: .7rem; }}
.stExpander .stVerticalBlock > div:first-child [class*="st-key-row-"] {{ border-top: 0; }}
.st-key-group-policies [data-testid="stExpanderDetails"] {{ padding-top: .9rem; }}
.st-key-samples {{ gap: 0 1.5rem; }}
.stSelectbox input {{ text-overflow: ellipsis; }}
[class*="st-key-row-"] .stHorizontalBlock, .st-key-projects .stHorizontalBlock {{ row-gap: .4rem; }}

/* tables */
/* A pale strip at the edge where more columns are to be had: it scrolls away with the last of them. */
.rm-scroll {{ overflow-x: auto; container-type: inline-size; background:
  linear-gradient({theme.PAPER}, {theme.PAPER}) right / 14px 100% no-repeat local,
  linear-gradient({theme.BAND}, {theme.BAND}) right / 10px 100% no-repeat scroll; }}
.rm-table {{ width: 100%; border-collapse: collapse; font-size: 15px; line-height: 1.4; }}
.rm-table caption {{ text-align: left; font-weight: 600; font-size: {theme.SCREEN_SIZES["text"]}px;
  padding-bottom: .4rem; }}
.rm-table th, .rm-table td {{ text-align: left; vertical-align: top; padding: .35rem 1rem .35rem 0; font-weight: 400;
  border: 0; border-bottom: 1px solid {theme.HAIRLINE}; }}
.rm-table thead th {{ color: {theme.SECONDARY}; font-size: {theme.SCREEN_SIZES["small"]}px; vertical-align: bottom; }}
.rm-table .rm-right {{ text-align: right; font-variant-numeric: tabular-nums; }}
.rm-table th:last-child, .rm-table td:last-child {{ padding-right: 0; }}
.rm-table .rm-group th {{ padding-top: 1rem; font-weight: 600; }}
.rm-table .rm-strong > * {{ font-weight: 600; }}
.rm-spread {{ display: block; white-space: nowrap; font-size: 13px; color: {theme.SECONDARY}; }}
.rm-table tbody th .rm-spread {{ white-space: normal; overflow-wrap: anywhere; font-weight: 400; }}

/* the result */
.rm-headline h2 {{ font-size: {theme.SCREEN_SIZES["small"]}px; color: {theme.SECONDARY}; font-weight: 600; }}
.rm-headline p {{ font-size: {theme.SCREEN_SIZES["heading"]}px; line-height: 1.35; text-wrap: pretty; }}
.rm-finding {{ font-weight: 600; line-height: 1.35; text-wrap: pretty; }}
.rm-answer {{ line-height: 1.45; min-height: 2.9em; text-wrap: pretty; }}
.rm-claim {{ border-top: 1px solid {theme.HAIRLINE}; padding: .6rem 0; }}
.rm-note + .rm-claim {{ margin-top: .6rem; }}
.rm ul {{ padding-left: 1.1rem; }}
.rm ul li {{ margin: .1rem 0; }}
.st-key-refining {{ min-height: 1.7rem; margin-block: -.8rem; justify-content: center; }}
[data-testid="stLayoutWrapper"]:has(> .st-key-refining) {{ margin: -.9rem 0; }}
.rm a {{ color: {theme.ACCENT}; }}
.st-key-cover {{ min-height: 60vh; }}
.st-key-cover [data-testid="stLayoutWrapper"]:has(> .st-key-refining) {{ margin-bottom: .2rem; }}
.rm-steps {{ list-style: none; margin: .4rem 0 0; padding: 0 0 0 1.1rem !important; max-width: 46rem;
  border-left: 2px solid {theme.HAIRLINE}; }}
.rm ol.rm-steps li {{ margin: 0 !important; padding: .15rem 0 .55rem !important; }}
.rm-steps .rm-ahead {{ color: {theme.SECONDARY}; }}
.rm-steps .rm-ahead .rm-question {{ font-weight: 400; }}
.rm ol.rm-steps li[aria-current] {{ border-left: 2px solid {theme.ACCENT};
  margin-left: calc(-1.1rem - 2px) !important; padding-left: 1.1rem !important; }}
.st-key-lever-list [class*="st-key-lever-"] {{ border-top: 1px solid {theme.HAIRLINE}; padding: .5rem 0 .2rem; }}
.stColumn:has(> * .st-key-lever-effect) {{ position: sticky; top: 1rem; align-self: flex-start; }}
.st-key-lever-effect .rm-answer {{ min-height: 4.4em; }}
.rm-saved {{ font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.4; }}
.st-key-why {{ min-height: 18rem; }}
[class*="st-key-origin-"] button {{ min-height: 1.6rem; padding: 0; }}
[class*="st-key-origin-"] button p {{ font-size: {theme.SCREEN_SIZES["small"]}px; color: {theme.SECONDARY};
  text-decoration: underline; text-underline-offset: .2em; text-decoration-color: {theme.HAIRLINE}; }}
[class*="st-key-follow-"] button {{ min-height: 1.6rem; padding: 0 .4rem; }}
.rm-follows + .rm-follows {{ margin-top: .7rem; }}
.rm .rm-rule + * {{ margin-top: 1.1rem; }}
.rm-logo {{ display: block; max-width: 208px; max-height: 60px; }}
.st-key-fetch-charts, .st-key-arriving {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
  visibility: hidden; }}
.st-key-results {{ min-height: 60vh; }}
.rm-table tbody th {{ min-width: 7.5rem; }}
@container (min-width: 34rem) {{
  .rm-table tbody .rm-short {{ white-space: nowrap; }}
}}
@container (min-width: 56rem) {{
  .rm-table tbody th:has(.rm-spread) {{ min-width: 19rem; }}
}}
@container (max-width: 30rem) {{
  /* a wide table in a narrow place: each row a block of what it is about, then label and value in lines of their own */
  .rm-wide, .rm-wide caption, .rm-wide tbody, .rm-wide tr, .rm-wide tbody th, .rm-wide td {{ display: block; }}
  .rm-wide thead {{ position: absolute; clip-path: inset(50%); }}
  .rm-wide tr {{ border-bottom: 1px solid {theme.HAIRLINE}; padding: .5rem 0; }}
  .rm-wide .rm-group {{ border-bottom: 0; padding: .8rem 0 0; }}
  .rm-wide tbody th, .rm-wide td {{ border: 0; padding: .1rem 0; overflow-wrap: anywhere; }}
  .rm-wide tbody th {{ font-weight: 600; text-align: left; }}
  .rm-wide td::before, .rm-wide tbody th.rm-right::before {{ content: attr(data-label); display: block;
    color: {theme.SECONDARY}; font-size: {theme.SCREEN_SIZES["small"]}px; font-weight: 400; text-align: left; }}
  .rm-wide td:empty {{ display: none; }}
  .rm-wide td:not(.rm-right) {{ display: flex; flex-wrap: wrap; justify-content: space-between; column-gap: 1rem; }}
  .rm-wide .rm-right {{ display: grid; grid-template-columns: 1fr auto; column-gap: 1rem; align-items: baseline; }}
  .rm-wide .rm-right .rm-spread {{ grid-column: 1 / 3; }}
}}
@media (max-width: 640px) {{
  .st-key-take-home {{ align-items: flex-start; }}
  .st-key-tools {{ row-gap: .25rem; padding-bottom: .35rem; }}
  .stHorizontalBlock:has(> * .st-key-lever-effect) {{ flex-direction: column-reverse; }}
  .stHorizontalBlock:has(> * .st-key-lever-effect) > .stColumn {{ width: 100%; position: static; align-self: auto; }}
  .rm:has(> .rm-at-hand) {{ min-height: 5.8em; }}
  .st-key-lever-effect .rm-at-hand {{ position: fixed; inset: auto 0 0; z-index: 90; min-height: 0; margin: 0;
    padding: .6rem 1rem; background: {theme.PAPER}; border-top: 1px solid {theme.HAIRLINE}; }}
  .stMainBlockContainer {{ padding: .25rem 1rem 2.5rem; }}
  .rm-headline p {{ font-size: 18px; }}
  .rm-answer, .st-key-lever-effect .rm-answer {{ min-height: 5.8em; }}
  .stMain .stHorizontalBlock {{ row-gap: 1rem; }}
}}
"""

#: In a block of its own: it runs again with each language, and a name can be declared but once in a document.
_TELL: Final = """{
const told = TOLD, skip = document.querySelector('[data-testid="stSkipToContent"]');
document.documentElement.lang = told.lang;  // screen readers pronounce by it
if (skip) skip.textContent = told.skip;
}"""


def put() -> None:
    """Write the rules."""
    st.html(f"<style>{_RULES}</style>")


def tell_browser(language: Language) -> None:
    """Set the language of the document and of the link past the header, which Streamlit leaves at English."""
    told = json.dumps({"lang": language.code, "skip": language.t("Skip to main content")})  # no text of a user
    st.html(f"<script>{_TELL.replace('TOLD', told)}</script>", unsafe_allow_javascript=True)


def words(text: str, look: str = "", tag: str = "p") -> str:
    """Return a piece of text as HTML, escaped; `look` is one of the classes above."""
    return f'<{tag} class="{look}">{escape(text)}</{tag}>' if look else f"<{tag}>{escape(text)}</{tag}>"


def show(*pieces: str, width: int | Literal["stretch", "content"] = "stretch") -> None:
    """Put pieces of HTML on the page; texts in them are escaped by `words`."""
    st.html(f'<div class="rm">{"".join(pieces)}</div>', width=width)
