"""The parsers, against recorded, damaged and made-up output."""
