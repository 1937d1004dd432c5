"""Accounts, logins and tokens: who may come in, kept beside the truth and outside the projection."""
