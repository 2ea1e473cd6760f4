"""What to expect: before a start, and of what is queued and runs."""
