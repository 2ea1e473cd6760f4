"""Reasons in the words of each language that people read here."""
