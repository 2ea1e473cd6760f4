"""The steps and forms of the flows."""
