"""我的账号: whom I stand for, where I am logged in, my password."""

from __future__ import annotations

import streamlit as st

from lvzhi.web import own_account
from lvzhi.web.head import guard

page = guard("account", "登录的身份、密码和各处的登录。", dated=False)

own_account.about(page)
own_account.new_password("account")

st.subheader("登录在哪些地方")
own_account.logins(page)
