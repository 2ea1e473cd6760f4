"""Burn-in of hard drives over SSH; knows nothing of Home Assistant."""
