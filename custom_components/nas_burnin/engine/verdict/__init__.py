"""How a test goes, and how it ended."""
