"""公文: which papers somebody may take, for whom, as a draft or signed; and what has been signed off so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from lvzhi.decisions import decide
from lvzhi.papers import typeset
from lvzhi.papers.catalogue import PAPERS
from lvzhi.papers.desk import as_of_words
from lvzhi.papers.issuing import Issue, issue, signed_papers, template_in, written_as_of
from lvzhi.papers.looks import fonts_note
from lvzhi.papers.paper import Paper, own
from lvzhi.plan import Plan
from lvzhi.web import downloads, outdated, tables
from lvzhi.web.head import Page
from lvzhi.web.text import plain
from lvzhi.workspace import Workspace

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, PNG = "application/pdf", "image/png"


def show(page: Page) -> None:
    """Let a paper and whom it is for be chosen, and offer it with its 数据底稿."""
    mine = [p for p in PAPERS if own(p, page.viewer, page.plan)]
    chosen = st.selectbox("公文", mine, format_func=lambda p: p.title, key="papers.paper")
    if chosen is None:
        return
    st.caption(plain(chosen.about))
    whose = _whose(page, chosen)
    with page.workspace.store.cursor() as cursor:
        signed = signed_papers(cursor, chosen.id, own(chosen, page.viewer, page.plan))
    copy = _copy(signed, chosen, whose)
    at = copy.as_of if copy else written_as_of(page.as_of, page.settled)
    made = _written(page.workspace.datadir.path, page.entry, chosen.id, whose, at, page.workspace)
    with st.container(border=True):
        st.markdown(f"**{plain(made.content.title)}**")
        st.caption(plain(_state(made)))
        _offers(page, made)
    if copy and copy.code != made.code:
        st.warning(f"后来补报的改动了当时的数,照当时重做的文字与签发的不同;签发的以校验码 {copy.code} 的纸质件为准。")
    for note in () if made.signature or copy else made.content.notes:
        st.info(note)
    st.caption(plain(fonts_note()))
    if not copy:
        _signing(page, made)
    _signed(page, signed)


@dataclass(frozen=True)
class Copy:
    """A text that was signed: as of when (naive), by whom, its 校验码."""

    as_of: dt.datetime
    by: str
    code: str


def _copy(signed: pd.DataFrame, chosen: Paper, whose: str | None) -> Copy | None:
    """Let one that was signed be chosen instead of the words of now."""
    found = signed[signed["whose"] == (whose or "")]
    copies = [Copy(as_of.to_pydatetime(), by, code)
              for as_of, by, code in zip(found["as_of"], found["by"], found["code"], strict=True)]
    if not copies:
        return None
    return st.selectbox("哪一份", [None, *copies], format_func=_copy_words, key=f"papers.{chosen.id}.{whose}.copy")


def _copy_words(copy: Copy | None) -> str:
    return f"截至{as_of_words(copy.as_of)},{copy.by}签发,校验码 {copy.code}" if copy else "现在的数"


def _whose(page: Page, chosen: Paper) -> str | None:
    names = own(chosen, page.viewer, page.plan)
    if chosen.whose is None:
        return None
    key = f"papers.{chosen.id}.whose"
    return st.selectbox("给谁", names, format_func=lambda name: called(name, page.plan), key=key)


def called(name: str, plan: Plan) -> str:
    """Return what whom a paper is for is called: a unit by its seal, a group and a leader by name."""
    filer = plan.find_filer(name)
    return filer.seal_name if filer else name


@st.cache_resource(show_spinner=False, max_entries=64)
def _written(path: Path, entry: int, paper: str, whose: str | None, as_of: dt.datetime, _workspace: Workspace) -> Issue:
    """Write a paper once, however often its page runs; it reads the same to all who may take it."""
    chosen = next(p for p in PAPERS if p.id == paper)
    return _workspace.store.at_rest(
        lambda cursor: issue(chosen, cursor, _workspace.plan_at(as_of), _workspace.forms, as_of, whose,
                             demo=_workspace.demo)
    )


def _state(made: Issue) -> str:
    if made.signature is None:
        return f"校验码 {made.code},草稿(未签发),每页都有标记"
    at = made.signature.at
    return f"校验码 {made.code},{at.year}年{at.month}月{at.day}日由{made.signature.by}签发"


def _offers(page: Page, made: Issue) -> None:
    folder = page.workspace.datadir.path
    fonts = typeset.machine_fonts()
    trouble = typeset.trouble(fonts)
    with st.container(horizontal=True):
        downloads.offer(page, "paper", "下载公文(Word)", lambda: made.docx(template_in(folder)), f"{made.name}.docx",
                        "papers.docx", mime=DOCX, look="primary")
        if trouble is None:
            downloads.offer(page, "paper_pdf", "下载 PDF", lambda: made.pdf(fonts), f"{made.name}.pdf", "papers.pdf",
                            mime=PDF)
        if trouble is None and made.content.one_page:
            downloads.offer(page, "paper_picture", "下载手机图片", lambda: made.picture(fonts), f"{made.name}.png",
                            "papers.picture", mime=PNG)
        downloads.offer(page, "paper_working", "下载数据底稿", made.working, f"{made.name}数据底稿.xlsx",
                        "papers.working")
    if trouble:
        st.info(trouble)


def _signing(page: Page, made: Issue) -> None:
    """The office enters who signed the printed draft; the text signed is this one and no other."""
    if made.signature or not page.may("decision.sign_paper"):
        return
    outdated.said("papers.read", (made.content.paper, made.content.whose, page.day), made.code,
                  "刚才有新的数据进来,文字变了,请重新核对;刚才点过“登记签发”的,没有记入。")
    # Of this text alone: a page that was drawn with another one has another form, and its button does nothing.
    with st.form(f"papers.sign.{made.code}", border=True):
        st.markdown("**登记签发**")
        st.caption("打印草稿送签后在这里登记。以后数据有变动,文字随之改变的,又是草稿,要重新签发。")
        signer = st.text_input("签发人", max_chars=20, key=f"papers.signer.{made.code}")
        if st.form_submit_button("登记签发"):
            if signer.strip():
                decide(page.workspace, [made.act(signer.strip())], page.by.actor, page.by)
                st.rerun()
            st.warning("请填写签发人。")


def _signed(page: Page, found: pd.DataFrame) -> None:
    if found.empty:
        return
    with st.expander(f"已签发({len(found)} 份)"):
        words = found.assign(whose=[called(w, page.plan) if w else "" for w in found["whose"]],
                             as_of=[as_of_words(at) for at in found["as_of"]])
        tables.show(words.rename(columns={"at": "签发时间", "by": "签发人", "whose": "给谁", "as_of": "截至",
                                          "code": "校验码"}), "papers.signed")
        st.caption("在上面“哪一份”里选它,就能再下载。")
