"""Reasons in English."""
