"""Policies applied to facts: pure, no database, no network; facts in, decisions out."""
