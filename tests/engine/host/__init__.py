"""The connection to a host, and what is asked of it there."""
