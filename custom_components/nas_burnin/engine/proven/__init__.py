"""What a broken-off test has proven, and what is left of it."""
