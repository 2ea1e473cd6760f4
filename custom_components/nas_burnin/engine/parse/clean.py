"""The one cleaner of text that comes from a host."""

LIMIT = 200


def clean(raw: str | bytes, limit: int = LIMIT) -> str:
    r"""Make foreign text harmless: one line, printable, at most `limit` characters.

    Runs of white space become one space. Control characters, marks that turn the
    direction of writing, lone surrogates and bytes that are no UTF-8 are shown as
    escapes (`\x1b`), never passed on. Text that was cut ends with an ellipsis.
    """
    # Each character shows as at least one, save white space: four times the limit
    # is enough of any honest text, and keeps a flood from being worked through.
    if isinstance(raw, bytes):
        raw = raw[: 4 * limit].decode("utf-8", "surrogateescape")
    text = " ".join(raw[: 4 * limit].split())
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escape(char) for char in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        # How Python carries a byte that is no UTF-8.
        code -= 0xDC00
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
