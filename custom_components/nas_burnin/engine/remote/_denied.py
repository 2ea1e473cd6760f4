"""How a program that was asked to do something says that it did not."""


class Denied(Exception):
    """It is not done: a code for the engine and a detail for a person."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep what goes into the answer."""
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
