"""What every parser stands on: it answers with its model, or says why it can't.

Inside a parser anything unexpected raises `Misshapen`; `fail_closed` turns that
into an `Unreadable` at its door, so that nothing leaves a parser but these two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
import json
import re
from typing import TypeIs

import orjson

from ..model import Reason
from .clean import clean

MAX_JSON = 16 * 1024 * 1024
"""Bytes of one JSON text; far more than the largest host has to say."""

MAX_TEXT = 4096
"""Characters of one text inside JSON, and of one path."""

_KERNEL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:!+-]{0,63}")
_DEVICE_NUMBER = re.compile(r"[0-9]{1,7}:[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An answer that can't be believed; `reason` says why, for a person."""

    reason: Reason


class Misshapen(ValueError):
    """Something is not as it must be. Never leaves `engine.parse`."""


def unreadable(detail: str | bytes) -> Unreadable:
    """Say that an answer has the wrong form; `detail` is shown to a person."""
    return Unreadable(Reason("detector_unreadable", {"detail": clean(detail)}))


def fail_closed[**P, T](parse: Callable[P, T]) -> Callable[P, T | Unreadable]:
    """Make a parser answer `Unreadable` where it would raise `Misshapen`."""

    @wraps(parse)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Unreadable:
        try:
            return parse(*args, **kwargs)
        except Misshapen as problem:
            return unreadable(str(problem))

    return guarded


def decode(data: bytes) -> str:
    """Decode bytes so that every byte survives, also those that are no UTF-8.

    The host sends such bytes in JSON as the same lone surrogates, so that paths
    from either way compare equal.
    """
    return data.decode("utf-8", "surrogateescape")


def lines_of(data: bytes) -> list[str]:
    """Split text into lines; one without a newline at its end was cut.

    Only the newline ends a line: a path may hold any other byte.
    """
    if not data:
        return []
    if not data.endswith(b"\n"):
        raise Misshapen("the last line is cut")
    return decode(data[:-1]).split("\n")


def _no_constant(name: str) -> object:
    raise Misshapen(f"{name} is no JSON")


def load_object(data: bytes) -> Mapping[str, object]:
    """Read one JSON object; nesting too deep for the interpreter is refused too."""
    if len(data) > MAX_JSON:
        raise Misshapen("the JSON is too large")
    return as_object(_load(data), "JSON")


def _load(data: bytes) -> object:
    try:
        # Twice as fast, and a large host reports megabytes.
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        # It knows nothing of bytes that are no UTF-8, and of the lone surrogates
        # that the host sends for them. Whether this is JSON is decided here.
        pass
    try:
        return json.loads(decode(data), parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise Misshapen(f"no JSON: {problem}") from problem


def as_object(value: object, what: str) -> Mapping[str, object]:
    """Insist on a JSON object."""
    if not isinstance(value, dict):
        raise Misshapen(f"{what} is no object")
    return value


def as_list(value: object, what: str) -> list[object]:
    """Insist on a JSON list."""
    if not isinstance(value, list):
        raise Misshapen(f"{what} is no list")
    return value


def as_text(value: object, what: str) -> str:
    """Insist on a text of bearable length; it is handed on byte for byte."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise Misshapen(f"{what} is no text")
    return value


def as_flag(value: object, what: str) -> bool:
    """Insist on true or false."""
    if not isinstance(value, bool):
        raise Misshapen(f"{what} is neither true nor false")
    return value


def as_count(value: object, what: str) -> int:
    """Insist on a whole number from zero up that fits in 64 bits."""
    if not is_count(value):
        raise Misshapen(f"{what} is no count")
    return value


def is_count(value: object) -> TypeIs[int]:
    """Tell whether this is a whole number from zero up that fits in 64 bits."""
    return type(value) is int and 0 <= value < 1 << 64


def as_number(value: object, what: str) -> float:
    """Insist on a finite number of less than 65 bits; a float is as good."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Misshapen(f"{what} is no number")
    # Not true of infinity either, nor of what is not a number.
    if not abs(value) < 1 << 64:
        raise Misshapen(f"{what} is no bearable number")
    return float(value)


def as_name(value: object, what: str) -> str:
    """Insist on a kernel name such as `sda`, `nvme0n1p2` or `cciss!c0d0`."""
    text = as_text(value, what)
    if not _KERNEL_NAME.fullmatch(text):
        raise Misshapen(f"{what} is no kernel name: {text}")
    return text


def node_path(name: str) -> str:
    """Return the path of a kernel name: `cciss!c0d0` is `/dev/cciss/c0d0`."""
    return "/dev/" + name.replace("!", "/")


def as_device_number(value: object, what: str) -> str:
    """Insist on `major:minor`."""
    text = as_text(value, what)
    if not _DEVICE_NUMBER.fullmatch(text):
        raise Misshapen(f"{what} is no device number: {text}")
    return text


def optional[T](read: Callable[[object, str], T], value: object, what: str) -> T | None:
    """Read a value that may be null (or absent), but not of another kind."""
    return None if value is None else read(value, what)
