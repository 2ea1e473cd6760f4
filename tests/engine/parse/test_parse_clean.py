"""The one cleaner of foreign text."""

from hypothesis import given, strategies as st
import pytest

from custom_components.nas_burnin.engine.parse.clean import clean


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("WDC WD140EDFZ-11A0VA0", "WDC WD140EDFZ-11A0VA0"),
        ("  padded   model \t\r\n", "padded model"),
        ("Größe 日本", "Größe 日本"),
        ("Größe".encode(), "Größe"),
        (b"Gr\xf6\xdfe", "Gr\\xf6\\xdfe"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("nul\x00nul", "nul\\x00nul"),
        ("c1\x9b31m", "c1\\x9b31m"),
        ("bidi\u202egnp.exe", "bidi\\u202egnp.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("lone\ud800", "lone\\ud800"),
        ("byte\udcff", "byte\\xff"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("soft\xadhyphen", "soft\\xadhyphen"),
        ("", ""),
        (b"", b"".decode()),
    ],
)
def test_what_is_shown(raw: str | bytes, shown: str) -> None:
    assert clean(raw) == shown


def test_what_is_too_long_is_cut() -> None:
    assert clean("x" * 200) == "x" * 200
    assert clean("x" * 201) == "x" * 199 + "…"
    assert clean(b"\x00" * 10**7, limit=10) == "\\x00\\x00\\…"


@given(st.text() | st.binary(), st.integers(1, 300))
def test_anything_becomes_harmless(raw: str | bytes, limit: int) -> None:
    shown = clean(raw, limit)
    assert shown.isprintable()
    assert len(shown) <= limit
    assert shown == shown.strip()
    assert shown.encode().decode() == shown
    assert clean(shown, limit) == shown
