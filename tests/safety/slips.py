"""Every single thing that can be missing from what a tool said, taken away in turn."""

from collections.abc import Callable, Iterator
import copy
import json
import re
from typing import Any

_FIELD = re.compile(rb"[^\t \n]+")

type Slip = tuple[str, bytes]
"""What was taken away, and what is left."""


def of_text(text: bytes) -> Iterator[Slip]:
    """Yield the text without each line, each column, each field and each gap."""
    lines = text.splitlines(keepends=True)
    rows = [list(_FIELD.finditer(line)) for line in lines]
    for place, line in enumerate(lines):
        yield f"line {place}", b"".join([*lines[:place], *lines[place + 1 :]])
        for number, field in enumerate(rows[place]):
            before, after = line[: field.start()], line[field.end() :]
            for what, left in (
                ("field", before + after),
                ("field and the gap after it", before + after.lstrip(b"\t ")),
                ("field and the gap before it", before.rstrip(b"\t ") + after),
            ):
                rest = b"".join([*lines[:place], left, *lines[place + 1 :]])
                yield f"line {place}, {what} {number}", rest
        for number, separator in enumerate(re.finditer(rb"[\t ]", line)):
            left = line[: separator.start()] + line[separator.end() :]
            rest = b"".join([*lines[:place], left, *lines[place + 1 :]])
            yield f"line {place}, separator {number}", rest
    for number in range(max(map(len, rows), default=0)):
        left_out = [
            _without(line, row, number) for line, row in zip(lines, rows, strict=True)
        ]
        yield f"column {number}", b"".join(left_out)
    for end in range(1, len(lines)):
        yield f"all from line {end}", b"".join(lines[:end])
    if text:
        yield "everything", b""


def _without(line: bytes, row: list[re.Match[bytes]], number: int) -> bytes:
    if number >= len(row):
        return line
    return line[: row[number].start()] + line[row[number].end() :].lstrip(b"\t ")


def of_json(text: bytes) -> Iterator[Slip]:
    """Yield the document without each key and element, and each key wherever it is."""
    whole = json.loads(text)
    for path in _paths(whole):
        yield "/".join(map(str, path)), _dumped(_cut(whole, path))
        yield f"{'/'.join(map(str, path))} emptied", _dumped(_emptied(whole, path))
    for key in sorted(keys(whole)):
        yield f"every {key}", _dumped(_strip(whole, key))
    lines = text.splitlines(keepends=True)
    for place in range(len(lines) if len(lines) > 1 else 0):
        yield f"line {place}", b"".join([*lines[:place], *lines[place + 1 :]])
    yield "everything", b""


def of_tokens(text: bytes) -> Iterator[Slip]:
    """Yield JSON without each of its tokens: mostly, that is no JSON any more."""
    for number, token in enumerate(
        re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', text)
    ):
        yield f"token {number}", text[: token.start()] + text[token.end() :]


def _dumped(value: object) -> bytes:
    return json.dumps(value).encode()


def _paths(
    value: Any, above: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for key, below in entries:
        yield (*above, key)
        yield from _paths(below, (*above, key))


def _changed(
    value: Any, path: tuple[str | int, ...], change: Callable[[Any], Any]
) -> Any:
    """Answer the value with the dict or list that the path ends in changed."""
    if len(path) == 1:
        return change(copy.copy(value))
    changed = copy.copy(value)
    changed[path[0]] = _changed(value[path[0]], path[1:], change)
    return changed


def _cut(value: Any, path: tuple[str | int, ...]) -> Any:
    def cut(place: Any) -> Any:
        del place[path[-1]]
        return place

    return _changed(value, path, cut)


def _emptied(value: Any, path: tuple[str | int, ...]) -> Any:
    def empty(place: Any) -> Any:
        nothing: dict[type, Any] = {str: "", list: [], dict: {}}
        place[path[-1]] = nothing.get(type(place[path[-1]]))
        return place

    return _changed(value, path, empty)


def keys(value: Any) -> set[str]:
    """Answer every key that is anywhere in it."""
    below = value.values() if isinstance(value, dict) else value
    own = set(value) if isinstance(value, dict) else set()
    if not isinstance(value, dict | list):
        return own
    return own.union(*(keys(part) for part in below))


def _strip(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _strip(part, key) for name, part in value.items() if name != key}
    if isinstance(value, list):
        return [_strip(part, key) for part in value]
    return value
