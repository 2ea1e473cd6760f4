"""What can go wrong in a demo, told to the person who started it."""


class DemoError(Exception):
    """The demo can't go on; the text says why and what to do."""
