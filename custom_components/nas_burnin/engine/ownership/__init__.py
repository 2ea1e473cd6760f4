"""Whose a host is, and whether its queue may go on without a person's word."""
