"""The Streamlit app: which pages there are, and the frame around them.

Run it with ``streamlit run risk_app.py``.
"""

import streamlit as st

from riskmodel.present import frame

frame.configure()
page = st.navigation(frame.pages(), position="hidden")
if frame.header(page):
    page.run()
    frame.footer(page)
