"""The counts of the goals table, which are exact, and the table itself."""
