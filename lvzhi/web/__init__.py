"""The web application: the only part of the library that knows Streamlit."""
