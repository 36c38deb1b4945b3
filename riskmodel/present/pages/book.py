"""A broker's book: upload it, watch it being computed, see what a bad year costs and who has too little cover."""

from __future__ import annotations

import io
import zipfile
from typing import Any, Final

import streamlit as st

from riskmodel.present import (
    book_desk,
    book_figures,
    book_findings,
    book_rows,
    book_runs,
    book_tables,
    book_template,
    exchange,
    frame,
    screen,
    session,
    style,
)
from riskmodel.present.book_runs import Run
from riskmodel.present.book_shown import Shown
from riskmodel.present.language import N_, Language

#: Years that can be chosen: a first look, and what the figures of a bad year need.
YEARS: Final = (10_000, 100_000)
_EVERY: Final = 1.0  # seconds between two looks at a run
_LABELS: Final = {
    "book.pdf": N_("Overview (PDF)"),
    "book.xlsx": N_("Workbook (Excel)"),
    "providers.parquet": N_("Providers (Parquet)"),
    "book.json": N_("Figures (JSON)"),
    "faulty_rows.csv": N_("Faulty rows (CSV)"),
}


def main() -> None:
    """Draw the page."""
    language, visitor = session.language(), session.visitor()
    with st.container(gap="medium", key="book"):
        _intake(language)
        if visitor.run:
            _followed(visitor.run, language)
            if visitor.run.state == "done":
                _results(visitor.run, language)


def _intake(language: Language) -> None:
    t, visitor = language.t, session.visitor()
    style.show(
        style.words(t("A book of many providers"), tag="h1"),
        style.words(
            t(
                "What can a whole book cost in a bad year, who has too little cover, and what happens if one cause "
                "hits many at once? A book is a table with one row a project."
            ),
            "rm-lead",
        ),
    )
    words = {"open": t("Open book"), "drop": t("Drop a book here: CSV, Excel or Parquet")}
    exchange.mount("zone", words=words, accept=",".join(book_runs.ENDINGS))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="book-samples"):
        st.button(
            t("Take the sample book of 500"),
            key="sample-book",
            on_click=visitor.open_book,
            args=(t("sample-book.csv"), book_template.as_csv(language)),
        )
        st.download_button(
            t("Template with all columns (Excel)"),
            lambda: book_template.as_excel(session.calibration(), language),
            file_name=t("book-template.xlsx"),
            on_click="ignore",
            key="book-template",
        )
    private = t(
        "A book holds names. What you upload and what is computed of it lie in a temporary folder of the server until "
        "you remove them, at the latest for a day; nobody else can see them."
    )
    style.show(style.words(private, "rm-note"))
    if visitor.uploads:
        _start(language)


def _start(language: Language) -> None:
    t, visitor = language.t, session.visitor()
    labels = {
        YEARS[0]: t("{years} years, a first look", years=language.number(YEARS[0])),
        YEARS[1]: t("{years} years, for a bad year", years=language.number(YEARS[1])),
    }
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="book-start"):
        years = st.selectbox(
            t("How many years of “{file}”?", file=" + ".join(upload.name for upload in visitor.uploads)),
            YEARS,
            format_func=labels.__getitem__,
            key=f"book-years-{language.code}",
            width=320,
        )
        st.button(
            t("Compute the book"),
            key="compute-book",
            type="primary",
            on_click=visitor.compute_book,
            args=(years or YEARS[0],),
        )
        if run := visitor.mendable:
            st.button(
                t("Compute together with “{file}”", file=run.uploads[0].name),
                key="compute-mended",
                help=t("Its rows stand for those they were mended from; all other rows stay as they are."),
                on_click=visitor.compute_mended,
                args=(years or YEARS[0],),
            )


def _followed(run: Run, language: Language) -> None:
    """Show how far a run is, and draw the page anew once it is done."""
    under_way = run.state in ("waiting", "running")

    def shown() -> None:
        state = run.state
        if under_way and state not in ("waiting", "running"):
            st.rerun()
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="follow-book"):
            share, words = book_desk.progress(run, language)
            style.show(style.words(words, "rm-problem" if state == "failed" else "rm-note"), width="content")
            if under_way:
                st.button(language.t("Stop"), key="stop-book", type="tertiary", on_click=run.stop)
        if under_way:
            st.progress(share)
        if state == "failed":
            style.show(*(style.words(line, "rm-problem") for line in run.said))

    st.fragment(shown, run_every=_EVERY if under_way else None)()


def _results(run: Run, language: Language) -> None:
    of, t = run.shown(session.calibration()), language.t
    said = style.words(" ".join(book_findings.headline(of, language)))
    style.show('<hr class="rm-rule">', f'<div class="rm-headline">{style.words(t("The book"), tag="h2")}{said}</div>')
    left, right = st.columns([3, 2], gap="large")
    with left:
        screen.figure(book_figures.curve(of, language), "book-curve")
        with st.expander(t("The figures behind it"), key="book-curve-table"):
            screen.table(book_tables.exceedance(of, language))
    with right:
        screen.table(book_tables.key_figures(of, language))
    style.show(
        *(
            style.words(s, "rm-note")
            for s in (book_findings.validation(of, language), book_findings.left_out(of, language))
            if s
        )
    )
    _faults(of, language)
    _providers(run, of, language)
    _accumulation(of, language)
    _downloads(run, language)


def _faults(of: Shown, language: Language) -> None:
    book = of.published.book
    if of.published.faults:
        with st.expander(
            language.t("Rows that could not be read ({n})", n=len(of.published.faults)), key="book-faults"
        ):
            style.show(style.words(book_rows.counted_when_computed(of.published, language)))
            screen.table(book_tables.faults(of, book_rows.words(book, language), language))
            mend = language.t(
                "Mend these rows in the file of faulty rows and open that here: it is then computed together with the "
                "book. Or mend them in your own file and open it once more."
            )
            style.show(style.words(mend, "rm-note"))


@st.fragment
def _providers(run: Run, of: Shown, language: Language) -> None:
    """Sort and filter the providers, and open one as a case."""
    t, calibration = language.t, session.calibration()
    style.show(
        '<hr class="rm-rule">',
        style.words(t("Providers"), "rm-finding", "h2"),
        style.words(book_findings.cover(of, language), "rm-lead"),
    )
    kinds = book_desk.kinds(of, language)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="book-filter"):
        text = st.text_input(t("Name or id contains"), key="book-text", width=260)
        chosen = st.multiselect(
            t("Kind"),
            list(kinds),
            format_func=kinds.__getitem__,
            placeholder=t("all"),
            key=f"book-kinds-{language.code}",
            width=300,
        )
        low = st.toggle(t("Only with too low a limit or without a policy"), key="book-low")
    listed = book_desk.listed(of, text or "", chosen, low)
    style.show(style.words(language.nt("{n} provider", "{n} providers", len(listed)), "rm-note"))
    event: Any = st.dataframe(
        book_desk.written(book_desk.frame(of, listed, calibration, language), language),
        column_config=book_desk.columns(language, len(listed)),
        hide_index=True,
        placeholder="–",
        height=420,
        on_select="rerun",
        selection_mode="single-row",
        key=f"book-providers-{language.code}",
    )
    rows = [row for row in event.selection.rows if row < len(listed)]
    if not rows:
        style.show(style.words(t("Choose a row to open the provider as a case."), "rm-note"))
        return
    row = next(of.rows(listed[rows[0] : rows[0] + 1]))
    style.show(style.words(book_desk.told(row, calibration, language)))
    if st.button(t("Open as a case"), key="open-provider"):
        session.visitor().open_provider(row["provider_id"])
        st.switch_page(frame.page_file("project"))


def _accumulation(of: Shown, language: Language) -> None:
    style.show('<hr class="rm-rule">', *(style.words(s, "rm-lead") for s in book_findings.accumulation(of, language)))
    if of.result.causes:
        screen.figure(book_figures.causes(of, language), "book-causes")
        with st.expander(language.t("The figures behind it"), key="book-causes-table"):
            screen.table(book_tables.causes(of, language))
    screen.figure(book_figures.contributors(of, language), "book-contributors")
    with st.expander(language.t("The figures behind it"), key="book-top-table"):
        screen.table(book_tables.top(of, language))


def _downloads(run: Run, language: Language) -> None:
    t = language.t
    style.show('<hr class="rm-rule">', style.words(t("Files"), "rm-finding", "h2"))
    there = {name: path for name in book_runs.FILES if (path := run.file(name))}
    with st.container(horizontal=True, gap="small", key="book-files"):
        for name, path in there.items():
            st.download_button(t(_LABELS[name]), path.read_bytes, file_name=name, on_click="ignore", key=f"get-{name}")
        st.download_button(
            t("Everything (ZIP)"), lambda: _zipped(run), file_name="book.zip", on_click="ignore", key="get-all"
        )
        st.button(
            t("Remove from the server"), key="remove-book", type="tertiary", on_click=session.visitor().remove_run
        )


def _zipped(run: Run) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in book_runs.FILES:
            if path := run.file(name):
                archive.write(path, name)
    return target.getvalue()


main()
