"""The mock NAS itself, and the real programs on it."""
