"""Ways to damage what a tool said, for tests that must not be fooled."""

from collections.abc import Iterator
import re

from hypothesis import strategies as st

from custom_components.nas_burnin.engine.parse.shape import Unreadable

ODD = (
    b"",
    b"\n",
    b"\t",
    b"\x00",
    b"\xff",
    b"\x1b[2J",
    b"null",
    b"[[[[",
    b"-1",
    b"9" * 99,
)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Draw the text with some pieces left out, doubled, or put in."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(whole)))
        end = draw(st.integers(start, min(len(whole), start + 60)))
        piece = draw(
            st.sampled_from([*ODD, whole[start:end] * 2]) | st.binary(max_size=8)
        )
        whole = whole[:start] + piece + whole[end:]
    return whole


def without_one_line(whole: bytes) -> Iterator[bytes]:
    """Yield the text without each of its lines in turn."""
    lines = whole.splitlines(keepends=True)
    for index in range(len(lines)):
        yield b"".join(lines[:index] + lines[index + 1 :])


def without_one_word(whole: bytes) -> Iterator[bytes]:
    """Yield the text without each word in turn, and without the gap behind it."""
    for word in re.finditer(rb"[^\s]+(\s?)", whole):
        yield whole[: word.start()] + whole[word.end() :]
        yield whole[: word.start()] + word[1] + whole[word.end() :]


def why(result: object) -> str:
    """Answer why something is unreadable, as a person is told."""
    assert isinstance(result, Unreadable)
    return result.reason.values.get("detail", result.reason.code)
