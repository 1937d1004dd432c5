"""账号: who may come in, for whom each stands, help for those who cannot."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import accounts, new_accounts
from lvzhi.web.head import guard

page = guard("accounts", "谁能登录、各代表谁;忘记密码的在这里重置。", dated=False)

desk = accounts.desk(page)
accounts.acts(desk)
accounts.listed(desk)

if page.may("account.create"):
    st.subheader("成批新建和发放")
    new_accounts.all_of_the_plan(desk)
    with st.expander("新建一个账号"):
        new_accounts.one(desk)
