"""Unlocks by persons, and the trail of who did what."""
